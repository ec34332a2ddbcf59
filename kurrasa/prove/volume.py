"""The volume as a whole: number of pages, trim, page labels, bookmarks, title, language, reading direction.

In: the book read back and what the binder expects. Out: checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from kurrasa.diagnostics import Diagnostic, Term
from kurrasa.prove.expected import Expected, OutlineEntry
from kurrasa.prove.readback import Volume
from kurrasa.prove.report import Check, fault, page_name

ROUNDING = 0.1
"""Millimetres that a page's trim may differ by."""
DIRECTIONS = {"rtl": "R2L", "ltr": "L2R"}
HINT = "Bind the book again; if it comes again, report it with the content folder."


def check_volume(
    book: Volume, outline: Sequence[OutlineEntry], sizes: Sequence[tuple[float, float]], expected: Expected
) -> tuple[Check, ...]:
    """Prove the volume's own data; `outline` are its bookmarks, `sizes` width and height of each sheet."""
    return (
        Check("Pages and trim", len(book.labels), (*_count(book, expected), *_trim(sizes, expected))),
        Check("Page labels", len(book.labels), tuple(_labels(book, expected))),
        Check("Bookmarks", len(expected.outline), tuple(_bookmarks(outline, expected))),
        Check("Title, language, direction", 4, tuple(_about(book, expected))),
    )


def _count(book: Volume, expected: Expected) -> Iterator[Diagnostic]:
    """The page count is the one bound, and a whole number of signatures."""
    count = len(book.labels)
    values = {"count": str(count), "expected": str(len(expected.pages)), "multiple": str(expected.multiple)}
    if count != len(expected.pages):
        yield fault("pages", "The PDF has {count} pages; {expected} were bound.", HINT, values)
    if count % expected.multiple:
        yield fault("pages", "The book has {count} pages, no multiple of {multiple}.", HINT, values)


def _trim(sizes: Sequence[tuple[float, float]], expected: Expected) -> Iterator[Diagnostic]:
    """Each page has the book's trim."""
    for sheet, (width, height) in enumerate(sizes, 1):
        if max(abs(width - expected.width), abs(height - expected.height)) > ROUNDING:
            yield fault(
                "trim",
                "Page {folio} ({part}) measures {is} mm, not {expected} mm.",
                HINT,
                {
                    **page_name(expected, sheet),
                    "is": f"{width:.1f} × {height:.1f}",
                    "expected": f"{expected.width:g} × {expected.height:g}",
                },
            )


def _labels(book: Volume, expected: Expected) -> Iterator[Diagnostic]:
    """Each page label is the sheet's folio, so that a reader's "go to page" agrees with the print."""
    for sheet, label in enumerate(book.labels, 1):
        if label != expected.folios.get(sheet, ""):
            yield fault(
                "label",
                "Sheet {sheet} ({part}) has the page label «{label}», not «{folio}».",
                HINT,
                {**page_name(expected, sheet), "label": label},
            )


def _bookmarks(outline: Sequence[OutlineEntry], expected: Expected) -> Iterator[Diagnostic]:
    """Each bookmark has its title, depth and sheet, in the order of the book."""
    for found, wanted in zip_longest(outline, expected.outline):
        if found != wanted:
            yield fault(
                "bookmark",
                "A bookmark is «{found}» (sheet {landing}); it should be «{wanted}» (sheet {sheet}).",
                HINT,
                {
                    "found": found.title if found else "–",
                    "landing": str(found.sheet) if found else "–",
                    "wanted": wanted.title if wanted else "–",
                    "sheet": str(wanted.sheet) if wanted else "–",
                },
            )


def _about(book: Volume, expected: Expected) -> Iterator[Diagnostic]:
    """Title, author, language and reading direction are the book's. No direction given means left to right (PDF)."""
    pairs = (
        (Term("title"), book.title, expected.title),
        (Term("author"), book.author, expected.author or ""),
        (Term("language"), book.language, expected.language),
        (Term("reading direction"), book.direction or DIRECTIONS["ltr"], DIRECTIONS[expected.direction]),
    )
    for name, found, wanted in pairs:
        if found != wanted:
            yield fault(
                "about",
                "The PDF has «{found}» for its {name}; it should have «{wanted}».",
                HINT,
                {"name": name, "found": found, "wanted": wanted},
            )
