"""A paragraph as the compositor sees it: its text in order, cut into pieces that are shaped, with where it may break.

In: nothing; `reading` and `cutting` fill it. Out: the pieces, and the way from them to the library's skip stacks and
back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from kurrasa.compositor import bidi
from kurrasa.compositor.shaping import Type, Word

OBJECT = "\ufffc"  # stands in the text for an atomic box
FORBIDDEN = -1  # as a penalty: no break here


class Left(Exception):  # noqa: N818 - it is no error: the paragraph is left to the library
    """Why a paragraph is left to the library."""


@dataclass(eq=False)
class Leaf:
    """A text box or an atomic box of the paragraph, and the way to it from the line: (index, box) of each ancestor."""

    box: Any
    path: tuple[tuple[int, Any], ...]
    type: Type | None
    start: int


@dataclass(eq=False)
class Stray:
    """A box out of the flow within the text: the way to it, its place in the text, and the piece it comes with."""

    box: Any
    path: tuple[tuple[int, Any], ...]
    start: int
    piece: int = 0


@dataclass(eq=False)
class Paragraph:
    """Pieces in logical order. Of each: what it is, its leaf and level, its width, the space before it, and what a
    break before it costs. `room[k]` is the width of everything before piece k, `spaces[k]` the spaces before it.
    `fences` are the levels of controls before and after the space before a piece. `opening` is the same paragraph in
    the style of its first line, where that has one, with the line box it was read from."""

    leaves: list[Leaf]
    type: Type
    text: str
    direction: bidi.Direction
    words: list[Word | None] = field(default_factory=list)
    leaf: list[int] = field(default_factory=list)
    level: list[int] = field(default_factory=list)
    width: list[float] = field(default_factory=list)
    lead: list[float] = field(default_factory=list)
    trail: list[float] = field(default_factory=list)
    gap: list[float] = field(default_factory=list)
    gap_leaf: list[int] = field(default_factory=list)
    gap_level: list[int] = field(default_factory=list)
    penalty: list[int] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    room: list[float] = field(default_factory=list)
    spaces: list[int] = field(default_factory=list)
    kashidas: list[int] = field(default_factory=list)
    kept: dict[Any, Any] = field(default_factory=dict)
    fences: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)
    forced: list[int] = field(default_factory=list)  # pieces before which the line must end
    leaders: list[int] = field(default_factory=list)  # pieces that fill what a line leaves
    reaches: dict[int, tuple[int, int]] = field(default_factory=dict)
    hyphenated: dict[int, Word] = field(default_factory=dict)  # the piece before, where a line may end with a hyphen
    simple: bool = False  # one text box right in the line
    strays: list[Stray] = field(default_factory=list)
    sources: list[tuple[Any, Any]] = field(default_factory=list)  # boxes whose content may be generated anew, and it
    opening: tuple[Paragraph, Any] | None = None
    anywhere: bool = False  # words too long for a line may be broken at any letter

    @property
    def count(self) -> int:
        """How many pieces it has."""
        return len(self.words)

    def outdated(self) -> bool:
        """Whether the library has generated other content since this was read."""
        return any(box.children is not children for box, children in self.sources)

    def hyphen(self, end: int) -> float:
        """The width of the hyphen of a line that ends before a piece."""
        shown, word = self.hyphenated.get(end), self.words[end - 1]
        return shown.width - word.width if shown and word else 0.0

    def resume(self, piece: int) -> dict[int, Any] | None:
        """The library's skip stack for the beginning of a piece; None at the end of the paragraph."""
        if piece >= self.count:
            return None
        leaf = self.leaves[self.leaf[piece]]
        stack: dict[int, Any] | None = None
        if self.words[piece] is not None:
            stack = {len(self.text[leaf.start : self.start[piece]].encode()): None}
        for index, _ in list(leaf.path)[::-1]:
            stack = {index: stack}
        return stack

    def piece_at(self, stack: dict[int, Any] | None) -> int:
        """The piece a skip stack of the library points to."""
        if stack is None:
            return 0
        path = []
        while stack is not None:
            ((index, stack),) = stack.items()
            path.append(index)
        for leaf in self.leaves:
            way = [index for index, _ in leaf.path]
            if path[: len(way)] == way:
                offset = path[len(way)] if len(path) > len(way) else 0
                at = leaf.start + len(leaf.box.text.encode()[:offset].decode()) if offset else leaf.start
                return self._from(at)
            if way >= path:
                return self._from(leaf.start)
        return self.count

    def reach(self, box: Any) -> tuple[int, int]:
        """The first and the last piece of an inline element; one of nothing but a space ends before it begins."""
        if not self.reaches:
            for piece in range(self.count):
                for leaf, last in ((self.gap_leaf[piece], piece - 1), (self.leaf[piece], piece)):
                    for _, holder in self.leaves[leaf].path[:-1]:
                        self.reaches[id(holder)] = (self.reaches.get(id(holder), (piece, 0))[0], last)
        return self.reaches[id(box)]

    def _from(self, at: int) -> int:
        return next((i for i, start in enumerate(self.start) if start >= at), self.count)


def count_up(p: Paragraph) -> None:
    """Sum up widths, spaces and kashidas; once more where an atomic box has got its width."""
    p.room = list(accumulate((g + w for g, w in zip(p.gap, p.width, strict=True)), initial=0.0))
    p.spaces = list(accumulate((int(g > 0) for g in p.gap), initial=0))
    p.kashidas = list(accumulate((int(w is not None and w.rank > 0) for w in p.words), initial=0))
