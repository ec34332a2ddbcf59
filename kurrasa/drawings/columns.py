"""The cover's columns: one for each year, in it one cell for each resolution, patterned by its series.

In: the cells and the span of years. Out: an SVG for a sea or a paper ground. A year without a resolution stays a
hairline, so that the gaps are seen too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kurrasa.drawings.canvas import Style, element, inks, line, number, svg, titled
from kurrasa.drawings.years import names, scale

FOOT = 7.2  # room for the names of years
MARGIN = 3.2  # at both sides, so that the first and last year's names have room
GAP = 0.7  # between two cells
TALLEST = 24.0  # height of a cell where there is room
EDGE = 0.4
PATTERNS = ("filled", "level", "hollow", "dotted", "rising", "upright", "falling", "crossed")


@dataclass(frozen=True)
class Cell:
    """A resolution on the cover: its year, the place of its series among the series, and its spoken name."""

    year: int
    series: int
    title: str = ""


def columns(
    cells: Sequence[Cell],
    first: int,
    last: int,
    width: float,
    height: float,
    style: Style,
    title: str,
    dark: bool = True,
) -> str:
    """Draw the columns in a frame of `width` by `height` millimetres; in a year, cells stand in the order given.

    Raises `ValueError` for a cell outside the years from `first` to `last`.
    """
    if outside := sorted({c.year for c in cells if not first <= c.year <= last}):
        raise ValueError(f"cells outside {first}–{last}: {', '.join(map(str, outside))}")
    colours = inks(style.palette, dark)
    years = scale(first, last, MARGIN, width - MARGIN, style)
    base = height - FOOT
    highest = max(Counter(c.year for c in cells).values(), default=1)
    tall = min(TALLEST, (base - GAP) / highest - GAP)
    wide = min(years.step * 0.78, 8.0)  # neighbours stay apart
    drawn = [line(years.x(year), 0, 0, base, colours.line, 0.1) for year in range(first, last + 1)]
    stacked: Counter[int] = Counter()
    for cell in cells:
        stacked[cell.year] += 1
        top = base - stacked[cell.year] * (tall + GAP) + GAP
        shape = patterned(cell.series, years.x(cell.year) - wide / 2, top, wide, tall, colours.here, colours.ground)
        drawn.append(titled(cell.title, shape))
    for year, shaped in names(years, style):
        x = shaped.inside(years.x(year), width)
        drawn.append(shaped.draw(x, base + 4.4, "middle", colours.text))
    return svg(width, height, title, drawn)


def swatch(series: int, style: Style, title: str = "", dark: bool = True) -> str:
    """Draw the pattern of a series alone, 3 mm square, for the key."""
    colours = inks(style.palette, dark)
    return svg(3, 3, title, [patterned(series, 0.1, 0.1, 2.8, 2.8, colours.here, colours.ground)])


def patterned(series: int, x: float, y: float, width: float, height: float, ink: str, ground: str) -> str:
    """Draw a cell in the pattern of a series: eight are told apart by form; the ninth looks like the first again."""
    pattern = PATTERNS[series % len(PATTERNS)]
    if pattern == "filled":
        return element("rect", x=x, y=y, width=width, height=height, fill=ink)
    half = EDGE / 2
    frame = element(
        "rect",
        x=x + half,
        y=y + half,
        width=width - EDGE,
        height=height - EDGE,
        fill=ground,
        stroke=ink,
        stroke_width=EDGE,
    )
    inside = (x + EDGE, y + EDGE, width - 2 * EDGE, height - 2 * EDGE)
    if pattern == "dotted":
        return frame + _dotted(*inside, ink)
    strokes = []
    if pattern == "level":
        rows = max(3, round(height / 1.3))
        strokes = [(x, y + height * i / rows, x + width, y + height * i / rows) for i in range(1, rows)]
    if pattern == "upright":
        rows = max(3, round(width / 0.8))
        strokes = [(x + width * i / rows, y, x + width * i / rows, y + height) for i in range(1, rows)]
    if pattern in ("rising", "crossed"):
        strokes += _slanted(*inside, rising=True)
    if pattern in ("falling", "crossed"):
        strokes += _slanted(*inside, rising=False)
    path = "".join(f"M{number(a)} {number(b)}L{number(c)} {number(d)}" for a, b, c, d in strokes)
    return frame + (element("path", d=path, stroke=ink, stroke_width=0.28, fill="none") if path else "")


def _dotted(x: float, y: float, width: float, height: float, ink: str) -> str:
    across, down = max(1, round(width / 1.1)), max(1, round(height / 1.1))
    return "".join(
        element("circle", cx=x + width * (i + 0.5) / across, cy=y + height * (j + 0.5) / down, r=0.26, fill=ink)
        for j in range(down)
        for i in range(across)
    )


def _slanted(x: float, y: float, width: float, height: float, rising: bool) -> list[tuple[float, float, float, float]]:
    """Lines at 45° inside a rectangle, 1.5 mm apart, each cut where it meets the sides."""
    strokes = []
    for i in range(1, math.ceil((width + height) / 1.5)):
        reach = i * 1.5  # along both sides from one corner
        if reach >= width + height:
            break
        a, b = min(reach, width), max(0.0, reach - width)
        c, d = max(0.0, reach - height), min(reach, height)
        if rising:
            strokes.append((x + a, y + b, x + c, y + d))
        else:
            strokes.append((x + width - a, y + b, x + width - c, y + d))
    return strokes
