"""Labels of drawings, shaped here and drawn as outlines.

In: a line of text, its size in millimetres and the style. Out: a `Label`, whose width is known before it is placed, and
the SVG of it. The typesetter sets SVG's own <text> letter by letter, which leaves Arabic unjoined and reversed; so a
label is shaped with HarfBuzz, run by run, and becomes one path.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import uharfbuzz

from kurrasa.drawings.canvas import Style, element, number
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
class Label:
    """A shaped line: its outline in font units, y up, and what a unit measures in millimetres.

    `width` is its advance, `rise` and `fall` how far its ink goes over and under the baseline, in millimetres.
    """

    text: str
    outline: str
    unit: float
    width: float
    rise: float
    fall: float

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
    font = _font(style.face(text, weight).path)
    unit = size / font.face.upem
    commands: list[str] = []
    heights = [0.0]
    pen = 0
    for piece, direction in runs(text, style.direction):
        buffer = uharfbuzz.Buffer()
        buffer.add_str(piece)
        buffer.guess_segment_properties()
        buffer.direction = direction
        uharfbuzz.shape(font, buffer)
        for glyph, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            outline = _Outline(pen + position.x_offset, position.y_offset)
            font.draw_glyph(glyph.codepoint, _PEN, outline)
            commands += outline.commands
            heights += outline.heights
            pen += position.x_advance
    return Label(text, "".join(commands), unit, pen * unit, max(heights) * unit, -min(heights) * unit)


class _Outline:
    """Collects the path of one glyph, moved to its place in the line."""

    def __init__(self, x: float, y: float) -> None:
        self.x, self.y = x, y
        self.commands: list[str] = []
        self.heights: list[float] = []

    def add(self, command: str, *coordinates: float) -> None:
        xs = [x + self.x for x in coordinates[::2]]
        ys = [y + self.y for y in coordinates[1::2]]
        self.heights += ys
        points = " ".join(f"{number(x)} {number(y)}" for x, y in zip(xs, ys, strict=True))
        self.commands.append(command + points)


def _drawing_functions() -> uharfbuzz.DrawFuncs:
    functions = uharfbuzz.DrawFuncs()
    functions.set_move_to_func(lambda x, y, outline: outline.add("M", x, y))
    functions.set_line_to_func(lambda x, y, outline: outline.add("L", x, y))
    functions.set_quadratic_to_func(lambda a, b, x, y, outline: outline.add("Q", a, b, x, y))
    functions.set_cubic_to_func(lambda a, b, c, d, x, y, outline: outline.add("C", a, b, c, d, x, y))
    functions.set_close_path_func(lambda outline: outline.add("Z"))
    return functions


_PEN = _drawing_functions()


@lru_cache(maxsize=16)
def _font(path: Path) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path)))
