"""Ink: nothing stands outside its frame, and no letter is cut.

In: the book read back and the frames expected. Out: checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

from kurrasa.diagnostics import Diagnostic
from kurrasa.prove.expected import Box, Expected, ExpectedPage, Sides
from kurrasa.prove.readback import SAME_LINE, Glyph, Readback, Sheet
from kurrasa.prove.report import Check, fault, page_name

TOLERANCE = 0.6
"""Millimetres that a swash or a mark may hang out of its frame."""
SLIP = 1.5
"""Millimetres, the width of a space, that a line may slip: a blemish, and so a warning; further out is an error."""
HINT = "Shorten the text, or give the template more room for it."


def check_area(book: Readback, expected: Expected) -> tuple[Check, ...]:
    """Prove that ink stands in its frame and that no letter is cut by the trim or by the box it stands in."""
    pairs = list(zip(book.sheets, expected.pages, strict=False))
    glyphs = sum(len(sheet.glyphs) for sheet, _ in pairs)
    shapes = sum(len(sheet.shapes) for sheet, _ in pairs)
    outside = (fault for sheet, page in pairs for fault in _outside(sheet, page, expected))
    cut = (fault for sheet, _ in pairs for fault in _cut(sheet, expected))
    return (
        Check("Ink within its frame", glyphs + shapes, tuple(outside)),
        Check("No letter cut", glyphs, tuple(cut)),
    )


def _outside(sheet: Sheet, page: ExpectedPage, expected: Expected) -> Iterator[Diagnostic]:
    """Each letter and shape lies in the frame or in a piece of furniture."""
    boxes = (page.frame, *page.furniture)
    trim = Box(0, 0, sheet.width, sheet.height)
    # a letter beyond the trim is told of once, as cut
    stray = [
        g
        for g in sheet.glyphs
        if not page.frame.holds(g, TOLERANCE)
        and g.text.strip()
        and trim.holds(g)
        and not any(box.holds(g, TOLERANCE) for box in page.furniture)
    ]
    yield from _told(
        stray, sheet, expected, "frame", "«{text}» on page {folio} ({part}) stands {length} mm outside its frame.", page
    )
    bleeding = [_bleed(box, trim) for box in boxes]
    for shape in sheet.shapes:
        if shape.overlap(trim) and not any(box.holds(shape, TOLERANCE) for box in bleeding):
            yield fault(
                "frame",
                "A shape on page {folio} ({part}) stands {length} mm outside its frame, at {left} mm from the left and "
                "{top} mm from the top.",
                HINT,
                {
                    **page_name(expected, sheet.number),
                    "length": f"{min(_excess(shape, box) for box in bleeding):.1f}",
                    "left": f"{shape.left:.1f}",
                    "top": f"{shape.top:.1f}",
                },
            )


def _cut(sheet: Sheet, expected: Expected) -> Iterator[Diagnostic]:
    """Each letter lies within the trim, and within what clips it."""
    trim = Box(0, 0, sheet.width, sheet.height)
    cut = [g for g in sheet.glyphs if not (trim.holds(g) and _whole(g)) and g.text.strip()]
    yield from _told(cut, sheet, expected, "cut", "«{text}» on page {folio} ({part}) is cut off.", None)


def _whole(glyph: Glyph) -> bool:
    return glyph.clip is None or glyph.clip.holds(glyph, TOLERANCE)


def _told(
    glyphs: Sequence[Glyph], sheet: Sheet, expected: Expected, rule: str, message: str, page: ExpectedPage | None
) -> Iterator[Diagnostic]:
    """Tell of stray letters, a fault a line of them, in the order they are read."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and abs(runs[-1][-1].baseline - glyph.baseline) <= SAME_LINE:
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    for run in runs:
        values = {**page_name(expected, sheet.number), "text": "".join(g.text for g in run)}
        length = SLIP
        if page is not None:
            boxes = (page.frame, *page.furniture)
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
