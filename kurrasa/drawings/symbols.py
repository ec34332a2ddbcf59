"""The signs that tell kinds of meeting apart, on the strip of years and in its key.

In: the name of a sign as a body's record gives it. Out: its SVG. They differ by form
alone, so that they still do in grey.
"""

from __future__ import annotations

from kurrasa.drawings.canvas import Style, element, inks, number, svg
from kurrasa.records import Symbol

EDGE = 0.36  # stroke of a hollow sign, millimetres


def sign(symbol: Symbol, x: float, y: float, radius: float, ink: str, ground: str) -> str:
    """Draw a sign around a point; `radius` is half its width."""
    hollow: dict[str, str | float] = {"fill": ground, "stroke": ink, "stroke_width": EDGE}
    inner = radius - EDGE / 2
    if symbol == "square":
        return element("rect", x=x - radius, y=y - radius, width=2 * radius, height=2 * radius, fill=ink)
    if symbol == "hollow-square":
        return element("rect", x=x - inner, y=y - inner, width=2 * inner, height=2 * inner, **hollow)
    if symbol == "circle":
        return element("circle", cx=x, cy=y, r=radius, fill=ink)
    if symbol == "hollow-circle":
        return element("circle", cx=x, cy=y, r=inner, **hollow)
    if symbol == "diamond":
        reach = number(radius * 1.3)
        back = number(-radius * 1.3)
        path = f"M{number(x)} {number(y - radius * 1.3)}l{reach} {reach}l{back} {reach}l{back} {back}Z"
        return element("path", d=path, fill=ink)
    return element("rect", x=x - radius * 0.4, y=y - radius * 1.1, width=radius * 0.8, height=radius * 2.2, fill=ink)


def key_symbol(symbol: Symbol, style: Style, title: str = "", dark: bool = False) -> str:
    """Draw a sign alone, 3 mm square, for a key or a line of the chronology."""
    colours = inks(style.palette, dark)
    return svg(3, 3, title, [sign(symbol, 1.5, 1.5, 0.95, colours.mark, colours.ground)])
