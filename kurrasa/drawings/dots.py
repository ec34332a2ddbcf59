"""Rows of dots: one for each of a number.

In: the number. Out: an SVG as large as the dots need. Rows fill in the direction of reading.
"""

from __future__ import annotations

import math

from kurrasa.drawings.canvas import Style, element, inks, svg


def dots(
    count: int,
    style: Style,
    title: str = "",
    filled: bool = True,
    per_row: int = 20,
    radius: float = 0.75,
    gap: float = 2.4,
    dark: bool = False,
) -> str:
    """Draw `count` dots, at most `per_row` a row, `gap` millimetres from middle to middle.

    Raises `ValueError` for a number under 1: nothing can't be drawn, it has to be said.
    """
    if count < 1:
        raise ValueError(f"{count} dots can't be drawn")
    ink = inks(style.palette, dark).mark
    width = min(count, per_row) * gap
    drawn = []
    for i in range(count):
        along = (i % per_row + 0.5) * gap
        x = width - along if style.direction == "rtl" else along
        y = (i // per_row + 0.5) * gap
        if filled:
            drawn.append(element("circle", cx=x, cy=y, r=radius, fill=ink))
        else:
            drawn.append(element("circle", cx=x, cy=y, r=radius - 0.1, fill="none", stroke=ink, stroke_width=0.25))
    return svg(width, math.ceil(count / per_row) * gap, title, drawn)
