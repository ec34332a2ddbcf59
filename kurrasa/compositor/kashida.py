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
RIGHT = frozenset("اأإآٱدذرزوؤةى")  # join to the letter before only
TATWEEL = "\u0640"
_TOOTHED = frozenset("سشصض")
_SHORTEST = 4  # letters a word must have
_ARTICLE = re.compile("[وف]?(?:[بك]?ال|لل)")
_GOD = ("لله", "اللهم")
_WORST = 6


def vocalised(word: str) -> bool:
    """Whether a word bears vowel signs other than shadda and tanwin: such text is not drawn out."""
    return any(c in "\u064e\u064f\u0650\u0652\u0670" for c in word)


@lru_cache(maxsize=100_000)
def place(word: str) -> tuple[int, int] | None:
    """The best place in a word as (rank from 1, index), or None where it may have no kashida.

    None for words under four letters, with digits or Latin in them, vocalised, in الله, or with a tatweel already.
    Never between lam and alef or two lams, nor after the article.
    """
    if vocalised(word) or TATWEEL in word or any(c.isdigit() or (c.isascii() and c.isalpha()) for c in word):
        return None
    core = [(i, c) for i, c in enumerate(word) if c in DUAL or c in RIGHT or c == "ء"]
    letters = "".join(c for _, c in core)
    if len(letters) < _SHORTEST or letters.endswith(_GOD):
        return None
    article = _ARTICLE.match(letters)
    body = article.end() if article else 0
    found: list[tuple[int, int, int]] = []
    for at in range(len(core) - 1):
        (before, letter), (index, following) = core[at], core[at + 1]
        if not all(map(unicodedata.combining, word[before + 1 : index])):
            continue  # a solidus, a dash or a non-joiner parts them
        if letter not in DUAL or following == "ء" or at + 1 == body or (letter == "ل" and following in "اأإآٱل"):
            continue
        rank = _rank(letter, following, final=at + 2 == len(core))
        if rank:
            # a place on the first letter of a word draws the eye to its beginning: it is taken last
            found.append((rank + 2 if at == 0 and rank > 2 else rank, -at, index))
    if not found:
        return None
    rank, _, index = min(found)
    return rank, index


def _rank(letter: str, following: str, *, final: bool) -> int:
    if letter in _TOOTHED:
        return 1
    if not final:
        return 5 if following in "اد" else 0
    if following in "ةهد":
        return 2
    if following in "اأإآطلكظگ":
        return 3
    if following in "رزيى" and letter in "بتثني":
        return 4
    return 5 if following in "وعقفغ" else _WORST
