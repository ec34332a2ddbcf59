"""Printer's marks: where the sheet is cut, where it is folded, and how the plates lie on one another.

In: the trim of a page, and how far it bleeds. Out: the operators that draw its marks, on every plate, beyond its bleed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pikepdf

from kurrasa.pdftext import number, numbers

MM = 72 / 25.4
LENGTH, APART = 5 * MM, 1 * MM  # of a crop mark, and its distance from the bleed
ROOM = LENGTH + APART + 1 * MM  # beside the bleed
_LINE = 0.25  # points
_RADIUS = 1.6 * MM


def registration(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The colour of every plate (ISO 32000-1, 8.6.6.4)."""
    full = pikepdf.Dictionary(FunctionType=2, N=1, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1])
    space = pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name.All, pikepdf.Name.DeviceCMYK, full])
    return pdf.make_indirect(space)


def marks(trim: Sequence[float], bleed: float, folds: Sequence[float] = ()) -> bytes:
    """Draw the marks round a trim, in points; `folds` are the places, from the left, at which a cover is folded."""
    left, bottom, right, top = trim
    out = bleed + APART
    ways = {left: -1, right: 1, bottom: -1, top: 1}
    lines = [(x, y + ways[y] * out, x, y + ways[y] * (out + LENGTH)) for x in (left, right) for y in (bottom, top)]
    lines += [(x + ways[x] * out, y, x + ways[x] * (out + LENGTH), y) for y in (bottom, top) for x in (left, right)]
    drawn = [b"q /Registration CS 1 SCN %b w" % number(_LINE)]
    drawn += [_line(*line) for line in lines]
    middle, centre = (bottom + top) / 2, (left + right) / 2
    away = out + LENGTH / 2
    for x, y in ((left - away, middle), (right + away, middle), (centre, bottom - away), (centre, top + away)):
        if not any(abs(x - fold) < 2 * _RADIUS for fold in folds):
            drawn += _target(x, y)
    if folds:
        drawn.append(b"[2 2] 0 d")
        for x in folds:
            drawn += [_line(x, y + way * out, x, y + way * (out + LENGTH)) for y, way in ((bottom, -1), (top, 1))]
    drawn.append(b"Q")
    return b"\n".join(drawn)


def _line(x: float, y: float, to_x: float, to_y: float) -> bytes:
    return b"%b %b m %b %b l S" % (number(x), number(y), number(to_x), number(to_y))


def _target(x: float, y: float) -> Iterator[bytes]:
    """A circle with a cross in it."""
    r, k = _RADIUS, _RADIUS * 0.5523  # of a circle by four cubic curves
    around = ((r, 0), (r, k, k, r, 0, r), (-k, r, -r, k, -r, 0), (-r, -k, -k, -r, 0, -r), (k, -r, r, -k, r, 0))
    for place, points in enumerate(around):
        shifted = [value + (y if n % 2 else x) for n, value in enumerate(points)]
        yield numbers(shifted) + (b" c" if place else b" m")
    yield b"S"
    yield _line(x - 1.4 * r, y, x + 1.4 * r, y)
    yield _line(x, y - 1.4 * r, x, y + 1.4 * r)
