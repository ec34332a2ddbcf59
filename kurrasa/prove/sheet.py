"""One sheet as it was read back: its letters in columns, its links and shapes, and what stands where on it.

In: nothing; `readback` fills these. Out: values in millimetres from the top left corner of the trimmed page.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple, TypeVar

from kurrasa.prove.expected import Box

MM = 25.4 / 72
SAME_LINE = 0.8
"""Baselines nearer than this, in millimetres, are one line."""
COLUMN_GAP = 3.0
"""Glyphs of one line further apart than this, in millimetres, belong to different columns."""


ROUNDING = 0.01
"""Points that a measure may be off by once it has been through millimetres."""
LINE_END = "\r\n"

T = TypeVar("T")


class Glyph(NamedTuple):
    """One character of the text layer, with the box of its ink."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    clip: Box | None


@dataclass(frozen=True)
class Link:
    """A link: its box, and the address where it leads out of the book. Where it leads in it, `made` says."""

    box: Box
    address: str | None


class Columns(NamedTuple):
    """The measures of all letters of a sheet, in points and upwards as pdfium has them: their sides and baselines."""

    left: list[float]
    right: list[float]
    bottom: list[float]
    top: list[float]
    baseline: list[float]


@dataclass(frozen=True, eq=False)
class Sheet:
    """One page as read back, with `corner` the top left one of the trim, in points. `text` is pdfium's own reading,
    `letters` a character for each place in the columns, line ends of pdfium's own among them; `clips` has the box that
    cuts a letter, by its place; `shapes` are the boxes of what isn't text, as clipped."""

    number: int
    width: float
    height: float
    corner: tuple[float, float]
    text: str
    letters: str
    columns: Columns
    clips: dict[int, Box]
    links: tuple[Link, ...]
    shapes: tuple[Box, ...]

    def glyph(self, i: int) -> Glyph:
        """Give a letter by its place in the columns."""
        x, y = self.corner
        left, right, bottom, top, baseline = (column[i] for column in self.columns)
        return Glyph(
            self.letters[i],
            (left - x) * MM,
            (y - top) * MM,
            (right - x) * MM,
            (y - bottom) * MM,
            (y - baseline) * MM,
            self.clips.get(i),
        )

    def ink(self) -> Iterator[Glyph]:
        """Give the letters that leave ink, in the order of the text."""
        return (self.glyph(i) for i, letter in enumerate(self.letters) if not letter.isspace())

    def outside(self, box: Box) -> Iterator[Glyph]:
        """Give the letters that leave ink and don't lie in a box, in the order of the text."""
        x, y = self.corner
        # what lies on an edge is left to the box itself
        x0, x1 = x + box.left / MM + ROUNDING, x + box.right / MM - ROUNDING
        y0, y1 = y - box.bottom / MM + ROUNDING, y - box.top / MM - ROUNDING
        left, right, bottom, top, _ = self.columns
        if left and (min(left) < x0 or max(right) > x1 or min(bottom) < y0 or max(top) > y1):
            sides = enumerate(zip(left, right, bottom, top, strict=True))
            near = (i for i, (a, b, c, d) in sides if a < x0 or b > x1 or c < y0 or d > y1)
            yield from (g for i in near if not self.letters[i].isspace() and not box.holds(g := self.glyph(i)))

    @cached_property
    def _rows(self) -> tuple[list[float], list[list[int]]]:
        """How far down the baselines lie, and the places of the letters on each."""
        rows: dict[float, list[int]] = {}
        for i, (letter, baseline) in enumerate(zip(self.letters, self.columns.baseline, strict=True)):
            if letter not in LINE_END:
                rows.setdefault(baseline, []).append(i)
        order = sorted(rows, reverse=True)
        return [(self.corner[1] - baseline) * MM for baseline in order], [rows[baseline] for baseline in order]

    @property
    def figures(self) -> str:
        """The lines that hold a digit, as the eye finds them, each from left to right, from the top one down."""
        digits = {i for i, letter in enumerate(self.letters) if letter.isdecimal()}
        lines = _lines(*self._rows) if digits else []
        return "\n".join(self._from_left(line) for line in lines if not digits.isdisjoint(line))

    def _from_left(self, line: Sequence[int]) -> str:
        left, right = self.columns.left, self.columns.right
        text, end = [], float("inf")
        for i in sorted(line, key=left.__getitem__):
            if (left[i] - end) * MM > COLUMN_GAP:
                text.append(" ")
            text.append(self.letters[i])
            end = right[i]
        return "".join(text)

    def read(self, box: Box) -> str:
        """Read what stands in a box, without spaces: the line whose baseline lies where a font would put it there.

        Digits and Latin are read from the left, Arabic letters from the right; digits among them (12أ) as a number.
        """
        inside = self.within(box)
        if not inside:
            return ""
        baseline = box.bottom - 0.3 * (box.bottom - box.top)
        lines = _lines([g.baseline for g in inside], [[g] for g in inside])
        line = min(lines, key=lambda line: abs(line[0].baseline - baseline))
        rightwards = not any("\u0620" <= g.text <= "\u064a" for g in line)
        text = "".join(g.text for g in sorted(line, key=attrgetter("left"), reverse=not rightwards))
        return text if rightwards else re.sub(r"\d+", lambda digits: digits[0][::-1], text)

    def within(self, box: Box) -> list[Glyph]:
        """Give the glyphs whose middle stands between the box's sides and whose baseline between top and bottom."""
        baselines, rows = self._rows
        x0, x1 = (2 * (self.corner[0] + side / MM) for side in (box.left, box.right))
        left, right = self.columns.left, self.columns.right
        inside: list[Glyph] = []
        for row in rows[bisect_left(baselines, box.top) : bisect_right(baselines, box.bottom)]:
            found = [i for i in row if x0 <= left[i] + right[i] <= x1 and not self.letters[i].isspace()]
            inside += map(self.glyph, sorted(found, key=left.__getitem__))
        return inside


def _lines(baselines: Sequence[float], rows: Sequence[list[T]]) -> list[list[T]]:
    """Join rows of letters, from the top down, whose baselines lie so near that they are one line."""
    lines: list[list[T]] = []
    last = float("-inf")
    for baseline, row in zip(baselines, rows, strict=True):
        if baseline - last > SAME_LINE:
            lines.append([])
        lines[-1] += row
        last = baseline
    return lines
