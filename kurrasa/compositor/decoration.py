"""Underlines that break where letters go below them.

In: a composed text, and the band that an underline takes. Out: the stretches of the line that may be drawn. What CSS
calls `text-decoration-skip-ink: auto`; the library draws through the bowls of the letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

import uharfbuzz as hb

from kurrasa.compositor import setting
from kurrasa.compositor.lineboxes import SetText
from kurrasa.compositor.setting import Item
from kurrasa.compositor.shaping import Face

_CURVE_STEPS = 6
_AIR = 1.0  # thicknesses of the line left free on each side of a letter

Spans = list[tuple[float, float]]


def free(text: SetText, width: float, above: float, below: float) -> Spans:
    """Where an underline may stand: from and to, in pixels from the left of the box.

    The band reaches from `above` to `below`, pixels under the base line, downwards.
    """
    unit = text.type.scale
    air = _AIR * (below - above)
    taken = sorted(
        (at + left * unit - air, at + right * unit + air)
        for at, glyph in _glyphs(text)
        for left, right in crossings(text.type.face, glyph, round(-below / unit), round(-above / unit))
    )
    spans: Spans = []
    at = 0.0
    for left, right in taken:
        if left > at:
            spans.append((at, left))
        at = max(at, right)
    if at < width:
        spans.append((at, width))
    return spans


def _glyphs(text: SetText) -> Iterator[tuple[float, int]]:
    """Every glyph with the place of its origin."""
    x, unit = 0.0, text.type.scale
    items: list[Item] = text.items
    if text.paragraph is not None and text.line is not None:
        items = setting.items(text.paragraph, text.line)
    for item in items:
        if item.word is not None:
            pen = x
            for glyph in item.word.glyphs:
                yield pen + glyph.x * unit, glyph.id
                pen += glyph.advance * unit
        x += item.width


@lru_cache(maxsize=20_000)
def crossings(face: Face, glyph: int, bottom: int, top: int) -> tuple[tuple[float, float], ...]:
    """Where a glyph's outline crosses a band, as stretches of x; all in font units."""
    found: Spans = []
    pen: list[tuple[float, float]] = [(0.0, 0.0), (0.0, 0.0)]  # where the contour began, where the pen is

    def line(x: float, y: float) -> None:
        x0, y0 = pen[1]
        pen[1] = (x, y)
        low, high = max(min(y0, y), bottom), min(max(y0, y), top)
        if low > high:
            return
        xs = (x0, x) if y == y0 else tuple(x0 + (x - x0) * (at - y0) / (y - y0) for at in (low, high))
        found.append((min(xs), max(xs)))

    def move(x: float, y: float, _: Any) -> None:
        pen[:] = [(x, y), (x, y)]

    def curve(*points: Any) -> None:
        start = pen[1]
        controls = [start, *((points[i], points[i + 1]) for i in range(0, len(points) - 1, 2))]
        for step in range(1, _CURVE_STEPS + 1):
            line(*_bezier(controls, step / _CURVE_STEPS))

    draw = hb.DrawFuncs()
    draw.set_move_to_func(move)
    draw.set_line_to_func(lambda x, y, _: line(x, y))
    draw.set_quadratic_to_func(curve)
    draw.set_cubic_to_func(curve)
    draw.set_close_path_func(lambda _: line(*pen[0]))
    face.font.draw_glyph(glyph, draw, None)
    merged: Spans = []
    for left, right in sorted(found):
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return tuple(merged)


def _bezier(points: list[tuple[float, float]], t: float) -> tuple[float, float]:
    """A point of a curve (de Casteljau)."""
    while len(points) > 1:
        points = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(points)]
    return points[0]
