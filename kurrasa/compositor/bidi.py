"""Order: the embedding levels of a whole paragraph, and the order in which the pieces of a line stand.

In: the text of a paragraph with its isolates written in, and its base direction. Out: a level a character (UAX #9,
revision 50, rules P to I), then, for one line, its pieces from left to right (rule L2).

The rules are written out here because FriBidi 1.0.8, which Pango loads on many a machine, gets isolates wrong (its
issues 130 and 141), and no package for Python gives levels. Stretches whose characters must all come out alike are
resolved as one unit: Arabic with whatever stands between its letters is one, so that a paragraph of prose has a few
dozen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal, TypeVar

from kurrasa.compositor.embeddings import explicit, sequences

Direction = Literal["rtl", "ltr"]
T = TypeVar("T")

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
LRE, RLE, LRO, RLO, PDF = "\u202a", "\u202b", "\u202d", "\u202e", "\u202c"
CONTROLS = frozenset(LRI + RLI + FSI + PDI + LRE + RLE + LRO + RLO + PDF + "\u200e\u200f\u061c")
EMBEDDINGS = frozenset(LRE + RLE + LRO + RLO + PDF)  # which have no level of their own (rule X9)

_OPENING = frozenset(LRI + RLI + FSI + LRE + RLE + LRO + RLO)
_OPEN_BRACKETS = 63  # BD16
# Letters, marks, spaces and the punctuation that never leaves the level of a right-to-left paragraph.
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
_LETTER = "\u0620-\u064a\u0671-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\ufdfa"
_ARABIC = _MARKS + _LETTER
_ALL_ARABIC = re.compile(f"[ \u00a0،؛؟.:!«»{_ARABIC}]*")
# The same with numbers that stand after a letter, so that they are Arabic numbers (rule W2) and take in one separator
# between two of them (W4), and with signs that then are neutral and go with the letters (W6, N1).
_DIGITS = "0-9\u0660-\u0669\u066b\u066c"
_SIGNS = " \u00a0،؛؟.:!«»()\\[\\]\"'/%+–—…,\\-"
_NUMBERED = re.compile(f"[{_SIGNS}]*[{_LETTER}](?:[{_SIGNS}{_ARABIC}]|[{_DIGITS}](?![{_MARKS}]))*")
_NUMBER = re.compile(f"[{_DIGITS}]+(?:[.,/:،\u00a0][{_DIGITS}]+)*")
_INNERMOST = re.compile(f"[{LRI}{RLI}{FSI}][^{LRI}{RLI}{FSI}{PDI}]*{PDI}")
_UNCLOSED = re.compile(f"[{LRI}{RLI}{FSI}].*", re.DOTALL)

# A letter for each class of UAX #9, table 4, and P for a bracket that has a pair.
_LETTERS = {
    "L": "L", "R": "R", "AL": "A", "EN": "N", "ES": "+", "ET": "$", "AN": "D", "CS": ",", "NSM": "m", "BN": "b",
    "B": "o", "S": "o", "WS": "o", "ON": "o", "LRE": "e", "RLE": "E", "LRO": "v", "RLO": "V", "PDF": "x",
    "LRI": "i", "RLI": "I", "FSI": "f", "PDI": "q", "": "L",
}  # fmt: skip
_UNITS = re.compile(r"A[mb]*(?:[o$+,mb]*A[mb]*)*|L[Lmb]*|R[Rmb]*|N[Nmb]*|D[Dmb]*|\$[$mb]*|o[omb]*|.", re.DOTALL)
_NEUTRAL = frozenset("oPiIfq")
_CROSSED = {"\u298d": "\u2990", "\u298f": "\u298e", "[": "]", "{": "}"}  # pairs that aren't neighbours
_SAME = {"\u2329": "\u3008", "\u232a": "\u3009"}  # brackets that are canonically equivalent


class _Classes(dict[int, str]):
    """The letter of a character's class, by code point, as `str.translate` asks for it."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        letter = _LETTERS[unicodedata.bidirectional(character)]
        paired = letter == "o" and unicodedata.mirrored(character) and unicodedata.category(character) in ("Ps", "Pe")
        self[code] = "P" if paired else letter
        return self[code]


_CLASSES = _Classes()


def segments(text: str, direction: Direction, leaders: Sequence[int]) -> bytes:
    """The levels of a text whose lines are paragraphs (rule P1), and in which leaders stand at some places.

    A leader parts what stands before it from what stands after, as a tab does in a word processor: a number after one
    ends the line, whatever the title before it is written in. Embeddings and isolates go on behind it.
    """
    base = bytes([direction == "rtl"])
    if not leaders:
        return base.join([levels(part, direction) for part in text.split("\n")])
    found: list[bytes] = []
    open_: list[str] = []
    start = 0
    for end in [*leaders, len(text)]:
        before = "".join(open_)
        lines = (before + text[start:end]).split("\n")
        found.append(base.join([levels(line, direction) for line in lines])[len(before) :])
        for character in text[start:end]:
            if character in _OPENING:
                open_.append(character)
            elif character in (PDI, PDF) and open_:
                open_.pop()
        start = end + 1
    return base.join(found)


def plain(text: str) -> bool:
    """Whether every character stands at level 1 in a right-to-left paragraph, so that nothing need be resolved."""
    return _ALL_ARABIC.fullmatch(text) is not None


@lru_cache(maxsize=256)
def levels(text: str, direction: Direction) -> bytes:
    """The embedding level of every character; even levels read left to right. Rule L1 is left to the lines."""
    if direction == "rtl" and plain(text):
        return b"\1" * len(text)
    if direction == "rtl" and _NUMBERED.fullmatch(text):
        found_levels = bytearray(b"\1" * len(text))
        for match in _NUMBER.finditer(text):
            found_levels[match.start() : match.end()] = b"\2" * (match.end() - match.start())
        return bytes(found_levels)
    base = int(direction == "rtl")
    units = [(match.start(), match[0]) for match in _UNITS.finditer(text.translate(_CLASSES))]
    kinds = [unit[0] for _, unit in units]
    types, found, kept = explicit(kinds, base)
    brackets = {i: text[units[i][0]] for i in kept if types[i] == "P"}
    for sequence, start, end in sequences(kinds, found, kept, base):
        _resolve(sequence, kinds, types, found[sequence[0]], start, end, brackets)
        for i in sequence:
            if found[i] % 2 == 0:
                found[i] += {"R": 1, "N": 2, "D": 2}.get(types[i], 0)
            elif types[i] != "R":
                found[i] += 1
    resolved, before, present = [], base, set(kept)
    for i, (_, unit) in enumerate(units):
        before = found[i] if i in present else before  # what rule X9 takes out goes with what stands before it
        resolved.append(bytes([before]) * len(unit))
    return b"".join(resolved)


def base(text: str) -> Direction | None:
    """The direction of a paragraph by its first strong character outside every isolate (rules P2 and P3)."""
    while (shorter := _INNERMOST.sub("", text)) != text:
        text = shorter
    return first_strong(_UNCLOSED.sub("", text))


def first_strong(text: str) -> Direction | None:
    """The direction of the first strong character."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return None


# ---------------------------------------------------------------- rules W and N: what the characters say


def _resolve(
    sequence: Sequence[int],
    kinds: Sequence[str],
    types: list[str],
    level: int,
    start: str,
    end: str,
    brackets: dict[int, str],
) -> None:
    """Leave of each unit's type only L, R, N (EN) and D (AN)."""
    before = strong = start
    for i in sequence:  # W1 to W3
        kind = types[i]
        if kind == "m":
            kind = "o" if before in "iIfqP" else before
        before = kind
        if kind in "LRA":
            strong = kind
        elif kind == "N" and strong == "A":
            kind = "D"
        types[i] = "R" if kind == "A" else kind
    for a, b, c in zip(sequence, sequence[1:], sequence[2:], strict=False):  # W4
        number = types[a]
        if number == types[c] and ((types[b] == "," and number in "ND") or (types[b] == "+" and number == "N")):
            types[b] = number
    for order in (sequence, sequence[::-1]):  # W5
        before = ""
        for i in order:
            if types[i] == "$" and before == "N":
                types[i] = "N"
            before = types[i]
    strong = start
    for i in sequence:  # W6, W7
        kind = types[i]
        if kind in "+$,":
            types[i] = "o"
        elif kind in "LR":
            strong = kind
        elif kind == "N" and strong == "L":
            types[i] = "L"
    own = "LR"[level % 2]
    _pair(sequence, kinds, types, own, start, brackets)
    _neutrals(sequence, types, own, start, end)


def _side(kind: str) -> str:
    """The direction a type counts for among neutrals: numbers count as R."""
    return "R" if kind in "RND" else kind if kind == "L" else ""


def _pair(
    sequence: Sequence[int], kinds: Sequence[str], types: list[str], own: str, start: str, brackets: dict[int, str]
) -> None:
    """Brackets take their direction in pairs (N0, BD16)."""
    opened: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for place, i in enumerate(sequence):
        if types[i] != "P":
            continue
        character = _SAME.get(brackets[i], brackets[i])
        if unicodedata.category(character) == "Ps":
            if len(opened) == _OPEN_BRACKETS:
                return
            closing = _CROSSED.get(character) or chr(ord(character) + 1)
            opened.append((closing, place))
            continue
        for depth in range(len(opened) - 1, -1, -1):
            if opened[depth][0] == character:
                pairs.append((opened[depth][1], place))
                del opened[depth:]
                break
    for first, last in sorted(pairs):
        inside = {_side(types[i]) for i in sequence[first + 1 : last]}
        if own in inside:
            taken = own
        elif inside - {""}:
            taken = next((side for i in reversed(sequence[:first]) if (side := _side(types[i]))), start)
        else:
            continue
        for place in (first, last):
            types[sequence[place]] = taken
            for i in sequence[place + 1 :]:  # marks on a bracket go with it
                if kinds[i] != "m":
                    break
                types[i] = taken


def _neutrals(sequence: Sequence[int], types: list[str], own: str, start: str, end: str) -> None:
    """Neutrals go with what stands on both sides of them, or with the embedding (N1, N2)."""
    at, before = 0, start
    while at < len(sequence):
        if types[sequence[at]] not in _NEUTRAL:
            before = _side(types[sequence[at]])
            at += 1
            continue
        stop = at
        while stop < len(sequence) and types[sequence[stop]] in _NEUTRAL:
            stop += 1
        after = _side(types[sequence[stop]]) if stop < len(sequence) else end
        for i in sequence[at:stop]:
            types[i] = before if before == after else own
        at = stop


# ---------------------------------------------------------------- rule L2: a line


def reorder(pieces: Sequence[T], level: Callable[[T], int]) -> list[T]:
    """The pieces of one line from left to right (rule L2): runs are reversed from the highest level down."""
    ordered = list(pieces)
    given = [level(piece) for piece in ordered]
    if not ordered:
        return ordered
    lowest_odd = min((value for value in given if value % 2), default=max(given) + 1)
    for bar in range(max(given), lowest_odd - 1, -1):
        start = 0
        while start < len(ordered):
            if given[start] < bar:
                start += 1
                continue
            end = start
            while end < len(ordered) and given[end] >= bar:
                end += 1
            ordered[start:end] = ordered[start:end][::-1]
            given[start:end] = given[start:end][::-1]
            start = end
    return ordered
