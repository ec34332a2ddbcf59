"""Order: the embedding levels of a whole paragraph, and the order in which the pieces of a line stand.

In: the text of a paragraph with its isolates written in, and its base direction. Out: a level a character (UAX #9,
rules P to I), then, for one line, its pieces from left to right (rule L2). The levels are FriBidi's, which Pango loads
anyway.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Literal, TypeVar

Direction = Literal["rtl", "ltr"]
T = TypeVar("T")

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
LRE, RLE, LRO, RLO, PDF = "\u202a", "\u202b", "\u202d", "\u202e", "\u202c"
CONTROLS = frozenset(LRI + RLI + FSI + PDI + LRE + RLE + LRO + RLO + PDF + "\u200e\u200f\u061c")
EMBEDDINGS = frozenset(LRE + RLE + LRO + RLO + PDF)  # which have no level of their own (rule X9)

_PAR_LTR, _PAR_RTL = 0x110, 0x111
# Letters, marks, spaces and the punctuation that never leaves the level of a right-to-left paragraph.
_ALL_ARABIC = re.compile(
    "[ \u00a0،؛؟.:!«»\u0610-\u061a\u0620-\u065f\u0670-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06ef\ufdfa]*"
)

_INNERMOST = re.compile(f"[{LRI}{RLI}{FSI}][^{LRI}{RLI}{FSI}{PDI}]*{PDI}")
_UNCLOSED = re.compile(f"[{LRI}{RLI}{FSI}].*", re.DOTALL)


@cache
def _fribidi() -> Any:
    name = ctypes.util.find_library("fribidi") or "libfribidi.so.0"
    return ctypes.CDLL(name)


def plain(text: str) -> bool:
    """Whether every character stands at level 1 in a right-to-left paragraph, so that nothing need be resolved."""
    return _ALL_ARABIC.fullmatch(text) is not None


def levels(text: str, direction: Direction) -> bytes:
    """The embedding level of every character; even levels read left to right. Rule L1 is left to the lines."""
    if direction == "rtl" and plain(text):
        return b"\1" * len(text)
    lib, n = _fribidi(), len(text)
    characters = text.encode("utf-32-le")
    types, brackets = (ctypes.c_uint32 * n)(), (ctypes.c_uint32 * n)()
    lib.fribidi_get_bidi_types(characters, n, types)
    lib.fribidi_get_bracket_types(characters, n, types, brackets)
    base = ctypes.c_uint32(_PAR_RTL if direction == "rtl" else _PAR_LTR)
    found = ctypes.create_string_buffer(n)
    lib.fribidi_get_par_embedding_levels_ex(types, brackets, n, ctypes.byref(base), found)
    return found.raw[:n]


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
