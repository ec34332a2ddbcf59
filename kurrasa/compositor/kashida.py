"""Where a word may be drawn out with a kashida, best place first.

In: a word. Out: the index before which a tatweel may stand, with its rank. The ranks follow the practice described in
W3C's *Arabic & Persian Layout Requirements*, "Justification", and the Arabic typesetters' order quoted there: after
seen and sad; before a final taa marbuta, haa or dal; before a final alef, tah, lam, kaf or gaf; before a final reh,
zain or yaa after a tooth; before a final waw, ain, qaf or feh; before any other final letter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DUAL = frozenset("بتثجحخسشصضطظعغفقكلمنهيئپچڤگکیٹ")  # join on both sides
ALEFS = frozenset("اأإآٱ")
RIGHT = ALEFS | frozenset("دذرزوؤةى")  # join to the letter before only
TATWEEL = "\u0640"
_TOOTHED = frozenset("سشصض")
_LETTERS = DUAL | RIGHT | {"ء"}
_SHORTEST = 4  # letters a word must have
_NEVER = re.compile("[A-Za-z0-9\u0660-\u0669\u06f0-\u06f9\u064e-\u0650\u0652\u0670\u0640]")  # vowels but shadda, tanwin
_ARTICLE = re.compile("[وف]?(?:[بك]?ال|لل)")
_GOD = ("لله", "اللهم")
_WORST = 6


@lru_cache(maxsize=100_000)
def place(word: str) -> tuple[int, int] | None:
    """The best place in a word as (rank from 1, index), or None where it may have no kashida.

    None for words under four letters, with digits or Latin in them, vocalised, in الله, or with a tatweel already.
    Never between lam and alef or two lams, nor after the article.
    """
    if len(word) < _SHORTEST or _NEVER.search(word):
        return None
    core = [(i, c) for i, c in enumerate(word) if c in _LETTERS]
    letters = word if len(core) == len(word) else "".join(c for _, c in core)
    if len(letters) < _SHORTEST or letters.endswith(_GOD):
        return None
    article = _ARTICLE.match(letters)
    body = article.end() if article else 0
    best: tuple[int, int, int] | None = None
    last = len(core) - 2
    for at in range(last + 1):
        before, letter = core[at]
        index, following = core[at + 1]
        if letter not in DUAL or (at < last and letter not in _TOOTHED and following not in "اد"):
            continue
        if following == "ء" or at + 1 == body or (letter == "ل" and (following == "ل" or following in ALEFS)):
            continue
        if index > before + 1 and not all(map(unicodedata.combining, word[before + 1 : index])):
            continue  # a solidus, a dash or a non-joiner parts them
        rank = _rank(letter, following, final=at == last)
        # a place on the first letter of a word draws the eye to its beginning: it is taken last
        found = (rank + 2 if at == 0 and rank > 2 else rank, -at, index)
        if best is None or found < best:
            best = found
    return (best[0], best[2]) if best else None


def _rank(letter: str, following: str, *, final: bool) -> int:
    if letter in _TOOTHED:
        return 1
    if not final:
        return 5  # before alef or dal
    if following in "ةهد":
        return 2
    if following in "اأإآطلكظگ":
        return 3
    if following in "رزيى" and letter in "بتثني":
        return 4
    return 5 if following in "وعقفغ" else _WORST
