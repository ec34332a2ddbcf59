"""Ink: nothing stands outside its frame, and no letter is cut.

In: a sheet read back and its frame. Out: its faults, which `findings` keeps; and, of all sheets, checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import TYPE_CHECKING

from kurrasa.diagnostics import Diagnostic
from kurrasa.prove.expected import Box, Expected, ExpectedPage, Sides
from kurrasa.prove.report import Check, fault, on_page
from kurrasa.prove.sheet import SAME_LINE, Glyph, Sheet

if TYPE_CHECKING:
    from kurrasa.prove.numbers import Leaf

TOLERANCE = 0.6
"""Millimetres that a swash or a mark may hang out of its frame."""
SLIP = 1.5
"""Millimetres, the width of a space, that a line may slip: a blemish, and so a warning; further out is an error."""
HINT = "Shorten the text, or give the template more room for it."


def check_area(leaves: Sequence[Leaf], expected: Expected) -> tuple[Check, ...]:
    """Prove that ink stands in its frame and that no letter is cut by the trim or by the box it stands in."""
    letters = sum(leaf.found.letters for leaf in leaves)
    shapes = sum(leaf.found.shapes for leaf in leaves)
    outside = (on_page(f, expected, leaf.number) for leaf in leaves for f in leaf.found.stray)
    cut = (on_page(f, expected, leaf.number) for leaf in leaves for f in leaf.found.cut)
    return (
        Check("Ink within its frame", letters + shapes, tuple(outside)),
        Check("No letter cut", letters, tuple(cut)),
    )


def stray(sheet: Sheet, page: ExpectedPage) -> Iterator[Diagnostic]:
    """Each letter and shape lies in the frame or in a piece of furniture."""
    boxes = (page.frame, *page.furniture)
    trim = Box(0, 0, sheet.width, sheet.height)
    # a letter beyond the trim is told of once, as cut
    letters = [
        g
        for g in sheet.outside(page.frame.grown(TOLERANCE))
        if trim.holds(g) and not any(box.holds(g, TOLERANCE) for box in page.furniture)
    ]
    yield from _told(letters, "frame", "«{text}» on page {folio} ({part}) stands {length} mm outside its frame.", boxes)
    bleeding = [_bleed(box, trim) for box in boxes]
    for shape in sheet.shapes:
        if shape.overlap(trim) and not any(box.holds(shape, TOLERANCE) for box in bleeding):
            yield fault(
                "frame",
                "A shape on page {folio} ({part}) stands {length} mm outside its frame, at {left} mm from the left and "
                "{top} mm from the top.",
                HINT,
                {
                    "length": f"{min(_excess(shape, box) for box in bleeding):.1f}",
                    "left": f"{shape.left:.1f}",
                    "top": f"{shape.top:.1f}",
                },
            )


def cut(sheet: Sheet) -> Iterator[Diagnostic]:
    """Each letter lies within the trim, and within what clips it."""
    trim = Box(0, 0, sheet.width, sheet.height)
    letters = list(sheet.outside(trim))
    if sheet.clips:
        letters = [g for g in sheet.ink() if not (trim.holds(g) and _whole(g))]
    yield from _told(letters, "cut", "«{text}» on page {folio} ({part}) is cut off.", ())


def _whole(glyph: Glyph) -> bool:
    return glyph.clip is None or glyph.clip.holds(glyph, TOLERANCE)


def _told(glyphs: Sequence[Glyph], rule: str, message: str, boxes: Sequence[Box]) -> Iterator[Diagnostic]:
    """Tell of stray letters, a fault a line of them, in the order they are read."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and abs(runs[-1][-1].baseline - glyph.baseline) <= SAME_LINE:
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    for run in runs:
        values = {"text": "".join(g.text for g in run)}
        length = SLIP
        if boxes:
            length = max(min(_excess(g, box) for box in boxes) for g in run)
            values["length"] = f"{length:.1f}"
        yield fault(rule, message, HINT, values, warning=length < SLIP)


def _excess(ink: Sides, frame: Box) -> float:
    """How far ink reaches out of a frame, on the side where it reaches furthest, in millimetres."""
    return max(frame.left - ink.left, frame.top - ink.top, ink.right - frame.right, ink.bottom - frame.bottom)


def _bleed(frame: Box, trim: Box) -> Box:
    """Open the sides of a frame that reach the trim: a shape may bleed off there."""
    return Box(
        -inf if frame.left <= trim.left + 0.1 else frame.left,
        -inf if frame.top <= trim.top + 0.1 else frame.top,
        inf if frame.right >= trim.right - 0.1 else frame.right,
        inf if frame.bottom >= trim.bottom - 0.1 else frame.bottom,
    )
