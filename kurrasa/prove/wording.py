"""Text: what each record says stands on its pages.

In: what is read on each sheet, and the texts expected. Out: checks.

A PDF's text layer doesn't carry every Arabic word: a ligature, a mark or two letters on one glyph come back in another
order. So words are compared twice. Letter for letter, which gives the figure of what the layer loses; and, to judge,
a stretch of a sentence at a time, by the letters of each word in any order: no stretch may lack more than a few of its
words, which a text that is missing or another can't reach. Numbers and Latin words must be there exactly, and a pair
such as 12/8 must read so from left to right.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor

from kurrasa.diagnostics import Diagnostic
from kurrasa.prove.expected import Expected, ExpectedText
from kurrasa.prove.report import Check, fault

INVISIBLE = re.compile("[\u00ad\u0640\u061c\u0002\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]")
"""Combining marks of Latin and Arabic; the hamza and madda of أ إ آ ؤ ئ are among them, once decomposed."""
ATOM = re.compile(r"\d+|[A-Za-z\u00c0-\u024f]+|[^\W\d_A-Za-z\u00c0-\u024f]+")
PAIR = re.compile(r"(?<!\d)\d+(?:[/.,:\u066b\u066c]\d+)+(?!\d)")
"""Numbers that a separator keeps in one order whatever runs around them (UAX #9: class CS)."""
SENTENCE_END = re.compile(r"(?<=[.!?؟؛:])\s+|\n+")
STRETCH = 10
"""Words in a stretch, at most."""
FLOOR = 0.6
"""Share of a stretch's telling words that must be found; right text in the library's own text layer has .98."""
FEW = 4
"""Up to so many telling words, a title or a name, half must be found."""
SLACK = 8
"""Words that may stand between those of a stretch: a footnote's call, a line of another column."""
PLACES = 12
"""Places looked at for a stretch."""
SHORT = 3
"""Arabic words of fewer letters are no evidence: و, في, and the marks of numbers (ق.إ)."""
AKIN = 0.75
"""Share of letters that two words have in common when one may be the other misread."""
RARE = 12
"""Words that stand oftener on the pages don't tell where a stretch is, unless it has no others."""


def plain(text: str) -> str:
    """Reduce text to the letters that carry it: no presentation forms, marks, hamza seats, tatweel or controls."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return MARKS.sub("", unicodedata.normalize("NFD", text)).casefold()


def atoms(text: str) -> list[str]:
    """Part text into runs of letters and runs of digits."""
    return ATOM.findall(plain(text))


@lru_cache(maxsize=1 << 16)
def _key(atom: str) -> str:
    """What an atom is found by: an Arabic word by its letters in any order, all else as it is."""
    return "".join(sorted(atom)) if _arabic(atom) else atom


def _arabic(atom: str) -> bool:
    return "\u0620" <= atom[0] <= "\u06d3"


@dataclass(frozen=True)
class Reading:
    """What one or more pages say, one after another: atoms and where each stands, words, the lines that hold a digit
    from the left, and the atoms in one run."""

    atoms: tuple[str, ...]
    places: Mapping[str, Sequence[int]]
    words: Counter[str]
    lines: str
    run: str


@dataclass(frozen=True)
class Judged:
    """How much of a text was looked for and how much its words the layer spells otherwise; the stretches that are gone,
    and the numbers and Latin words that are missing."""

    words: int
    lost: int
    exact: int
    gone: tuple[str, ...]
    missing: tuple[str, ...]


def reading(sheets: Sequence[tuple[str, str]]) -> Reading:
    """Read sheets as one, each given by its text and by its lines that hold a digit."""
    texts = [_unhyphenated(text) for text, _ in sheets]
    found = tuple(atom for text in texts for atom in atoms(text))
    places: dict[str, list[int]] = {}
    for i, atom in enumerate(found):
        places.setdefault(_key(atom), []).append(i)
    lines = INVISIBLE.sub("", "\n".join(figures for _, figures in sheets))
    words = Counter(word for text in texts for word in _words(text))
    return Reading(found, places, words, lines, f" {' '.join(found)} ")


def _unhyphenated(text: str) -> str:
    """Join what was divided at a line's end. pdfium has one sign for a hyphen there, be it the typesetter's or typed,
    so that such a word is read both ways; U+2010 is the library's own hyphen."""
    return re.sub("\u2010\\s*\n", "", re.sub("(\\S+)\ufffe(\\S+)", r"\1\2 \1-\2", text))


def _words(text: str) -> list[str]:
    """Part text into words as a search would: without marks and the punctuation at their ends."""
    stripped = (word.strip("()[]{}«»\"'.,،؛؟!?:…–—-") for word in plain(text).split())
    return [word for word in stripped if word]


def unread(stretch: Sequence[str], reading: Reading) -> list[str]:
    """Give the atoms of a stretch that aren't read where the most of it stands, in one place or, where a page or a
    column breaks it, in two."""
    rest = list(stretch)
    if f" {' '.join(rest)} " in reading.run:
        return []
    for _ in range(2):
        rest = min((_missing(rest, reading, window) for window in _windows(rest, reading)), key=len)
        if len(rest) < 2 and not any(_exact(atom) for atom in rest):
            break
    return rest


def _missing(stretch: Sequence[str], reading: Reading, window: range) -> list[str]:
    read = reading.atoms[window.start : window.stop]
    found = Counter(map(_key, read))
    joined: dict[int, list[str]] = {}
    missing = []
    for atom in stretch:
        key = _key(atom)
        if found[key]:
            found[key] -= 1
            continue
        if not _exact(atom):
            joined = joined or _joined(read)
            if _akin(atom, "".join(read), joined):
                continue
        missing.append(atom)
    return missing


def _joined(read: Sequence[str]) -> dict[int, list[str]]:
    """Give each word by itself and with the next one or two, by their length."""
    found: dict[int, list[str]] = {}
    for n in (1, 2, 3):
        for i in range(len(read)):
            word = "".join(read[i : i + n])
            found.setdefault(len(word), []).append(word)
    return found


def _akin(atom: str, run: str, joined: Mapping[int, Sequence[str]]) -> bool:
    """Whether an Arabic word is read in pieces, joined to its neighbour, or with a letter more or less."""
    size = len(atom)
    if size < SHORT:
        return False
    lengths = range(ceil(AKIN * size), floor(size / AKIN) + 1)
    return atom in run or any(
        _common(atom, word) >= AKIN * max(size, length) for length in lengths for word in joined.get(length, ())
    )


@lru_cache(maxsize=1 << 16)
def _common(one: str, other: str) -> int:
    """How many letters two words have in common, in any order."""
    rest = other
    for letter in one:
        rest = rest.replace(letter, "", 1)
    return len(other) - len(rest)


def _windows(stretch: Sequence[str], reading: Reading) -> list[range]:
    """Find where a stretch may stand: each of its rarer atoms votes for the place its start would have.

    The places with most votes, best first: notes on one matter say much the same in several.
    """
    votes: Counter[int] = Counter()
    rarest = min((len(reading.places[_key(a)]) for a in stretch if _key(a) in reading.places), default=0)
    for i, atom in enumerate(stretch):
        places = reading.places.get(_key(atom), ())
        if len(places) <= max(RARE, rarest):
            # two bins each, so that a start near the edge of one is in the middle of the other
            for start in {(p - i) // SLACK for p in places} | {(p - i) // SLACK + 1 for p in places}:
                votes[start] += 1
    if not votes:
        return [range(len(reading.atoms))]
    best = sorted(votes, key=lambda bin_: (-votes[bin_], bin_))[:PLACES]
    ends = ((max(start * SLACK - 2 * SLACK, 0), start * SLACK + len(stretch) + 2 * SLACK) for start in best)
    return [range(first, min(last, len(reading.atoms))) for first, last in ends]


def _exact(atom: str) -> bool:
    """Whether an atom must be read as it is: a number or a Latin word."""
    return not _arabic(atom)


def _telling(atom: str) -> bool:
    """Whether an atom is an Arabic word long enough to tell one text from another."""
    return _arabic(atom) and len(atom) >= SHORT


def stretches(text: str) -> list[list[str]]:
    """Part text into stretches: sentences, short ones joined to the next, long ones in even pieces."""
    joined: list[list[str]] = [[]]
    for sentence in SENTENCE_END.split(text):
        if sum(map(_telling, joined[-1])) >= STRETCH // 2:
            joined.append([])
        joined[-1] += atoms(sentence)
    if len(joined) > 1 and sum(map(_telling, joined[-1])) < STRETCH // 2:
        short = joined.pop()
        joined[-1] += short
    parted = []
    for run in joined:
        pieces = -(-len(run) // STRETCH)
        parted += [run[len(run) * i // pieces : len(run) * (i + 1) // pieces] for i in range(pieces)]
    return parted


def stands(text: str, reading: Reading) -> bool:
    """Whether a short text, a name or a number, is read in full."""
    return all(not unread(stretch, reading) for stretch in stretches(text))


def judge(texts: Sequence[str], sheets: Sequence[tuple[str, str]]) -> list[Judged]:
    """Hold texts against the sheets that they are to stand on. What any process can do for another."""
    read = reading(sheets)
    return [_judged(text, read) for text in texts]


def _judged(text: str, reading: Reading) -> Judged:
    wanted = Counter(_words(text))
    missing: list[str] = []
    gone: list[str] = []
    exact = 0
    for stretch in stretches(text):
        left = unread(stretch, reading)
        exact += sum(map(_exact, stretch))
        missing += filter(_exact, left)
        telling, lacking = (sum(map(_telling, found)) for found in (stretch, left))
        if telling - lacking < (FLOOR if telling > FEW else 0.5) * telling:
            gone.append(" ".join(stretch))
    pairs = [pair for word in text.split() if "://" not in word for pair in PAIR.findall(word)]
    missing += [pair for pair in pairs if not re.search(rf"(?<!\d){re.escape(pair)}(?!\d)", reading.lines)]
    lost = sum(max(count - reading.words[word], 0) for word, count in wanted.items())
    return Judged(wanted.total(), lost, exact + len(pairs), tuple(gone), tuple(missing))


def check_wording(judged: Sequence[Judged], expected: Expected) -> tuple[Check, ...]:
    """Prove that each text stands on its pages, and count the words that the text layer spells otherwise."""
    pairs = list(zip(expected.texts, judged, strict=True))
    gone = (fault for text, found in pairs for fault in _faults(text, "text", found.gone, expected))
    missing = (fault for text, found in pairs for fault in _faults(text, "figure", found.missing, expected))
    return (
        Check("Words of the records", sum(j.words for j in judged), tuple(gone), sum(j.lost for j in judged)),
        Check("Numbers and Latin words", sum(j.exact for j in judged), tuple(missing)),
    )


def _faults(text: ExpectedText, rule: str, missing: Sequence[str], expected: Expected) -> Iterator[Diagnostic]:
    """Tell what of one field isn't read; one fault a field, with its first missing words."""
    if not missing:
        return
    messages = {
        "text": "{record}, {field}: «{missing}» isn't read on {pages}.",
        "figure": "{record}, {field}: «{missing}» isn't read, in this order of its digits, on {pages}.",
    }
    pages = ", ".join(dict.fromkeys(expected.folios.get(n, str(n)) for n in text.pages)) or "–"
    values = {"record": text.record, "field": text.field, "missing": missing[0], "pages": pages}
    hint = "Look at the page: the text is missing, cut off or another's. If it is right, report it with the content."
    yield fault(rule, messages[rule], hint, values, text.spot)
