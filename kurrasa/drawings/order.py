"""The order of the letters of a label on paper.

In: one line of text and the direction it is read in. Out: its runs from left to right, each of one direction, to be
shaped one by one. This is the Unicode Bidirectional Algorithm (UAX #9) without explicit embeddings and isolates:
labels are names and numbers, and the check allows no invisible controls in them.
"""

from __future__ import annotations

import unicodedata
from itertools import groupby

from kurrasa.drawings.canvas import Direction

STRONG = ("L", "R", "EN", "AN")
BRACKETS = {"(": ")", "[": "]", "{": "}"}


def runs(text: str, direction: Direction) -> tuple[tuple[str, Direction], ...]:
    """Cut a line into runs of one direction and put them in their order from left to right."""
    levels = _levels(text, 1 if direction == "rtl" else 0)
    pieces = [
        (level, "".join(text[i] for i, _ in group)) for level, group in groupby(enumerate(levels), lambda p: p[1])
    ]
    for least in range(max(levels, default=0), 0, -1):  # rule L2: reverse from the highest level down to the lowest odd
        for first, last in _stretches([level for level, _ in pieces], least):
            pieces[first:last] = pieces[first:last][::-1]
    return tuple((piece, "rtl" if level % 2 else "ltr") for level, piece in pieces)


def _stretches(levels: list[int], least: int) -> list[tuple[int, int]]:
    """Find the longest stretches of items whose level is `least` or higher."""
    found, start = [], None
    for i, level in enumerate([*levels, -1]):
        if level >= least and start is None:
            start = i
        elif level < least and start is not None:
            found.append((start, i))
            start = None
    return found


def _levels(text: str, base: int) -> list[int]:
    kinds = [unicodedata.bidirectional(c) or "ON" for c in text]
    embedding = "R" if base else "L"
    before = embedding
    strong = embedding
    for i, kind in enumerate(kinds):  # W1–W3: marks follow what they stand on; digits after Arabic letters are Arabic
        if kind == "NSM":
            kind = before
        if kind in ("L", "R", "AL"):
            strong = kind
        if kind == "EN" and strong == "AL":
            kind = "AN"
        before = kind
        kinds[i] = "R" if kind == "AL" else kind
    for i in range(1, len(kinds) - 1):  # W4: one separator inside a number belongs to it
        around = (kinds[i - 1], kinds[i + 1])
        if (kinds[i] in ("ES", "CS") and around == ("EN", "EN")) or (kinds[i] == "CS" and around == ("AN", "AN")):
            kinds[i] = kinds[i - 1]
    for start, end in _stretches([int(k == "ET") for k in kinds], 1):  # W5: signs beside European digits go with them
        if "EN" in (kinds[start - 1] if start else "", kinds[end] if end < len(kinds) else ""):
            kinds[start:end] = ["EN"] * (end - start)
    strong = embedding
    for i, kind in enumerate(kinds):  # W7: European digits after Latin letters run with them
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"
    _settle_brackets(text, kinds, embedding)
    for start, end in _stretches([int(k not in STRONG) for k in kinds], 1):  # N1, N2: what is neutral
        left = _side(kinds[start - 1]) if start else embedding
        right = _side(kinds[end]) if end < len(kinds) else embedding
        kinds[start:end] = [left if left == right else embedding] * (end - start)
    return [_level(kind, base) for kind in kinds]


def _settle_brackets(text: str, kinds: list[str], embedding: str) -> None:
    """Rule N0: brackets go with the line if anything inside does, else with what is inside and before."""
    for start, end in _pairs(text, kinds):
        inside = {_side(k) for k in kinds[start + 1 : end] if k in STRONG}
        before = next((_side(k) for k in reversed(kinds[:start]) if k in STRONG), embedding)
        if embedding in inside or (inside and before == embedding):
            kinds[start] = kinds[end] = embedding
        elif inside:
            kinds[start] = kinds[end] = before


def _pairs(text: str, kinds: list[str]) -> list[tuple[int, int]]:
    """Match brackets (BD16), in the order in which they open."""
    found: list[tuple[int, int]] = []
    waiting: list[int] = []
    for i, character in enumerate(text):
        if kinds[i] != "ON":
            continue
        if character in BRACKETS:
            waiting.append(i)
        elif character in BRACKETS.values():
            for depth in range(len(waiting) - 1, -1, -1):
                if BRACKETS[text[waiting[depth]]] == character:
                    found.append((waiting[depth], i))
                    del waiting[depth:]
                    break
    return sorted(found)


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _level(kind: str, base: int) -> int:
    """Rules I1 and I2."""
    if base == 0:
        return {"L": 0, "R": 1}.get(kind, 2)
    return {"R": 1}.get(kind, 2)
