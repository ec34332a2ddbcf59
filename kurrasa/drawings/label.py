"""Labels of drawings, shaped here and drawn as outlines.

In: a line of text, its size in millimetres and the style. Out: a `Label`, whose width is known before it is placed, and
the SVG of it. The typesetter sets SVG's own <text> letter by letter, which leaves Arabic unjoined and reversed; so a
label is shaped with HarfBuzz, run by run, and becomes one path.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

import uharfbuzz

from kurrasa.drawings.canvas import Direction, Style, element, number
from kurrasa.drawings.order import runs

REGULAR = 400
STRONG = 600
HALO = 0.6  # millimetres of ground around a label that stands on lines

Anchor = Literal["left", "middle", "right"]


@dataclass(frozen=True)
class Box:
    """A rectangle in millimetres."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, by: float) -> Box:
        """Give the rectangle with a margin on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def overlap(self, other: Box) -> float:
        """Area that two rectangles share, in square millimetres."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if wide > 0 and high > 0 else 0.0


@dataclass(frozen=True)
class Line:
    """A text shaped in one face, in font units, y up: its glyphs with their places, and its advance."""

    face: Path
    glyphs: tuple[tuple[int, int, int], ...]
    advance: int

    @cached_property
    def outline(self) -> str:
        """Its path; drawn when it is asked for, since many a line is only measured."""
        return "".join(
            command + " ".join(f"{number(x)} {number(y)}" for x, y in points) for command, points in self.pen
        )

    @property
    def pen(self) -> Iterator[tuple[str, tuple[tuple[float, float], ...]]]:
        """The commands of its path (M, L, Q, C, Z), each with its points."""
        for glyph, x, y in self.glyphs:
            for command, points in _drawn(self.face, glyph):
                yield command, tuple((px + x, py + y) for px, py in points)

    @cached_property
    def reach(self) -> tuple[float, float]:
        """How far its points go over and under the baseline."""
        ys = [py + y for glyph, _, y in self.glyphs for _, points in _drawn(self.face, glyph) for _, py in points]
        return max(0.0, max(ys, default=0.0)), -min(0.0, min(ys, default=0.0))


@dataclass(frozen=True)
class Label:
    """A shaped line at its size: `unit` is what a unit of its font measures in millimetres."""

    text: str
    line: Line
    unit: float

    @property
    def outline(self) -> str:
        """Its path in font units, y up."""
        return self.line.outline

    @property
    def width(self) -> float:
        """Its advance in millimetres."""
        return self.line.advance * self.unit

    @property
    def rise(self) -> float:
        """How far its ink goes over the baseline, in millimetres."""
        return self.line.reach[0] * self.unit

    @property
    def fall(self) -> float:
        """How far its ink goes under the baseline, in millimetres."""
        return self.line.reach[1] * self.unit

    def left_of(self, x: float, anchor: Anchor) -> float:
        """Where its left edge stands when the point of its anchor stands at `x`."""
        return x - {"left": 0.0, "middle": self.width / 2, "right": self.width}[anchor]

    def inside(self, x: float, width: float) -> float:
        """The nearest middle to `x` at which it stays clear of both edges of a drawing `width` millimetres wide."""
        reach = self.width / 2 + 0.3
        return min(max(x, reach), width - reach)

    def box(self, x: float, y: float, anchor: Anchor) -> Box:
        """The room it takes when it is placed at a point of its baseline."""
        left = self.left_of(x, anchor)
        return Box(left, y - self.rise, left + self.width, y + self.fall)

    def draw(self, x: float, y: float, anchor: Anchor, ink: str, halo: str | None = None) -> str:
        """Draw it at a point of its baseline; left and right are those of the paper, whatever the script."""
        if not self.outline:
            return ""
        place = f"translate({number(self.left_of(x, anchor))} {number(y)}) scale({self.unit:.6f} -{self.unit:.6f})"
        under = ""
        if halo:
            wide = 2 * HALO / self.unit
            shape = {"transform": place, "d": self.outline, "stroke_linejoin": "round"}
            under = element("path", fill=halo, stroke=halo, stroke_width=wide, **shape)
        return under + element("path", transform=place, d=self.outline, fill=ink)


def label(text: str, size: float, style: Style, weight: int = REGULAR) -> Label:
    """Shape a line of text whose em measures `size` millimetres."""
    path = style.face(text, weight).path
    return Label(text, _shaped(text, path, style.direction), size / _font(path).face.upem)


@lru_cache(maxsize=4096)
def _shaped(text: str, face: Path, direction: Direction) -> Line:
    font = _font(face)
    glyphs: list[tuple[int, int, int]] = []
    pen = 0
    for piece, way in runs(text, direction):
        buffer = uharfbuzz.Buffer()
        buffer.add_str(piece)
        buffer.guess_segment_properties()
        buffer.direction = way
        uharfbuzz.shape(font, buffer)
        for glyph, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            glyphs.append((glyph.codepoint, pen + position.x_offset, position.y_offset))
            pen += position.x_advance
    return Line(face, tuple(glyphs), pen)


Commands = list[tuple[str, tuple[tuple[float, float], ...]]]


@lru_cache(maxsize=4096)
def _drawn(face: Path, glyph: int) -> Commands:
    """The path of a glyph: each command with its points."""
    found: Commands = []
    _font(face).draw_glyph(glyph, _PEN, found)
    return found


def _drawing_functions() -> uharfbuzz.DrawFuncs:
    functions = uharfbuzz.DrawFuncs()
    functions.set_move_to_func(lambda x, y, found: found.append(("M", ((x, y),))))
    functions.set_line_to_func(lambda x, y, found: found.append(("L", ((x, y),))))
    functions.set_quadratic_to_func(lambda a, b, x, y, found: found.append(("Q", ((a, b), (x, y)))))
    functions.set_cubic_to_func(lambda a, b, c, d, x, y, found: found.append(("C", ((a, b), (c, d), (x, y)))))
    functions.set_close_path_func(lambda found: found.append(("Z", ())))
    return functions


_PEN = _drawing_functions()


@lru_cache(maxsize=16)
def _font(path: Path) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path)))
