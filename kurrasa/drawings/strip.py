"""The strip of years: one sign for each meeting or event, over its year.

In: the marks and the span of years. Out: an SVG as wide as asked and as high as its highest stack needs. Marks of one
year stand side by side if the year is wide enough, else one over another, the earliest lowest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from kurrasa.drawings.canvas import Style, inks, line, svg, titled
from kurrasa.drawings.label import REGULAR, STRONG, Box, Label, label
from kurrasa.drawings.symbols import sign
from kurrasa.drawings.years import Scale, names, scale
from kurrasa.records import Symbol

EDGE = 1.6  # between the frame and the first year
RADIUS = 0.85
RADIUS_HERE = 1.25
PITCH = 2.4  # from one mark to the next, across and up
FLOOR = 1.9  # from the line to the middle of the lowest mark
UNDER = 6.4  # room under the line, for ticks and names of years
NAME = 2.9  # em of a mark's name


@dataclass(frozen=True)
class Mark:
    """What stands over a year: `position` in years (1997.94 is December 1997), its sign, and its name if it is shown.

    `here` is the one the page is about; `title` is spoken by assistive readers.
    """

    position: float
    symbol: Symbol
    label: str | None = None
    here: bool = False
    title: str = ""


def strip(
    marks: Sequence[Mark],
    first: int,
    last: int,
    width: float,
    style: Style,
    title: str,
    dark: bool = False,
    grid: float = 3.2,
) -> str:
    """Draw the strip, `width` millimetres wide; its height is a multiple of `grid`.

    Raises `ValueError` for a mark outside the years from `first` to `last`.
    """
    if outside := [m.position for m in marks if not first <= math.floor(m.position) <= last]:
        raise ValueError(f"marks outside {first}–{last}: {', '.join(map(str, outside))}")
    colours = inks(style.palette, dark)
    years = scale(first, last, EDGE, width - EDGE, style)
    placed = _place(marks, years)
    named = _name(placed, width, style)
    tops = [y - RADIUS_HERE for _, _, y in placed] + [y - shaped.rise for _, shaped, _, y in named]
    over = -min(tops, default=0.0) + 0.4
    height = math.ceil((over + UNDER) / grid) * grid
    base = height - UNDER

    drawn = [line(0, base, width, 0, colours.line, 0.3)]
    here = {math.floor(m.position) for m in marks if m.here}
    lettered = names(years, style, here)
    long = {year for year, _ in lettered}
    drawn += [
        line(years.x(year), base, 0, 1.8 if year in long else 0.9, colours.line, 0.3)
        for year in range(first, last + 1)
        if year in long or years.step >= 1
    ]
    drawn += [line(years.x(year), base, 0, 2.2, colours.here, 0.7) for year in sorted(here)]
    for year, shaped in lettered:
        x = shaped.inside(years.x(year), width)
        drawn.append(shaped.draw(x, base + 5, "middle", colours.here if year in here else colours.text))
    for mark, x, y in placed:
        ink, radius = (colours.here, RADIUS_HERE) if mark.here else (colours.mark, _radius(years))
        drawn.append(titled(mark.title, sign(mark.symbol, x, base + y, radius, ink, colours.ground)))
    for mark, shaped, x, y in named:
        drawn.append(shaped.draw(x, base + y, "middle", colours.here if mark.here else colours.text))
    return svg(width, height, title, drawn)


def _radius(years: Scale) -> float:
    """Half the width of a mark: smaller where years are narrow, so that neighbours don't touch."""
    return max(min(RADIUS, years.step * 0.4), 0.5)


def _place(marks: Sequence[Mark], years: Scale) -> list[tuple[Mark, float, float]]:
    """Give each mark its place, y measured from the line and negative above it."""
    placed: list[tuple[Mark, float, float]] = []
    onward = -1 if years.rtl else 1
    for year, group in groupby(sorted(marks, key=lambda m: m.position), lambda m: math.floor(m.position)):
        together = list(group)
        across = max(1, math.floor(years.step / PITCH))
        for i, mark in enumerate(together):
            row = min(across, len(together) - i // across * across)
            x = years.x(year) + onward * (i % across - (row - 1) / 2) * PITCH
            level = i // across
            reach = RADIUS_HERE if mark.here else _radius(years)
            while any(
                abs(x - other_x) < reach + _radius(years) + 0.15 and abs(other_y + FLOOR + level * PITCH) < PITCH / 2
                for _, other_x, other_y in placed
            ):
                level += 1
            placed.append((mark, x, -FLOOR - level * PITCH))
    return placed


def _name(
    placed: Sequence[tuple[Mark, float, float]], width: float, style: Style
) -> list[tuple[Mark, Label, float, float]]:
    """Set the names of marks over everything they stand above, inside the frame."""
    taken = [Box(x - RADIUS, y - RADIUS, x + RADIUS, 0).grown(0.3) for _, x, y in placed]
    named: list[tuple[Mark, Label, float, float]] = []
    for mark, x, y in placed:
        if mark.label is None:
            continue
        shaped = label(mark.label, NAME, style, STRONG if mark.here else REGULAR)
        centre = shaped.inside(x, width)
        baseline = y - RADIUS_HERE - 0.5 - shaped.fall
        while any(shaped.box(centre, baseline, "middle").overlap(box) for box in taken):
            baseline -= 0.4
        taken.append(shaped.box(centre, baseline, "middle").grown(0.4))
        named.append((mark, shaped, centre, baseline))
    return named
