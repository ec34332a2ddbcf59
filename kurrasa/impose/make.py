"""The way from a book, or a press file of it, to its sheets.

In: the file, and how it is to be folded and bound. Out: the imposed file, a dummy to be folded, the order in words.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Name

from kurrasa import __version__
from kurrasa.diagnostics import Diagnostic
from kurrasa.drawings.canvas import Style
from kurrasa.impose.draw import Told, dummy_page, forms, side_page
from kurrasa.impose.fold import Cell, Reading, fold
from kurrasa.impose.sections import Binding, sections
from kurrasa.impose.sheet import Paper, Side, extent, home_paper, lay, press_paper
from kurrasa.press.marks import MM


@dataclass(frozen=True)
class Scheme:
    """How a book is imposed: pages to a sheet, how it is bound, the size of the sheet in millimetres if one is given,
    the thickness of a leaf in millimetres; `home` for two pages on A4, turned about its long edge if `long_edge`."""

    signature: int = 16
    binding: Binding = "perfect"
    sheet: tuple[float, float] | None = None
    leaf: float = 0.1
    home: bool = False
    long_edge: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: its number, its section, both sides, and the labels of the pages on each in rows from the top left."""

    number: int
    section: tuple[int, ...]
    front: Side
    back: Side
    labels: tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class Imposed:
    """What came of it: the sheets, the two files, or a fault."""

    sheets: tuple[Sheet, ...] = ()
    blanks: int = 0
    file: bytes = b""
    dummy: bytes = b""
    fault: Diagnostic | None = None


def impose(source: Path, scheme: Scheme, style: Style, title: str, say: Callable[[str], str]) -> Imposed:
    """Impose a PDF. The way it is read is what it says itself; words of the slug are put by `say`."""
    with pikepdf.open(source) as book:
        left, bottom, right, top = (float(side) for side in book.pages[0].trimbox)
        trim = (right - left, top - bottom)
        sheets = _sheets(book, scheme, trim)
        if isinstance(sheets, Diagnostic):
            return Imposed(fault=sheets)
        reading, paper = _reading(book), _paper(scheme, trim)
        with pikepdf.new() as made, pikepdf.new() as dummy:
            pages, named = forms(made, book), _namer(book, say)
            for sheet in sheets:
                for side, told in ((sheet.front, say("front")), (sheet.back, say("back"))):
                    slug = f"{title} · {sheet.number}/{len(sheets)} {told} · {_span(sheet, book)}"
                    outer = any(placed.cell.page == 0 for placed in side.pages)
                    step = sheet.number - 1 if outer and scheme.binding == "perfect" else None
                    turned = scheme.long_edge and side is sheet.back
                    marks = None if scheme.home else Told(slug, step)
                    side_page(made, side, paper, reading, pages, marks, style, turned=turned)
                    dummy_page(dummy, side, paper, style, slug, named)
            if "/OutputIntents" in book.Root:
                made.Root.OutputIntents = made.copy_foreign(book.make_indirect(book.Root.OutputIntents))
            total = len(book.pages)
            return Imposed(sheets, -total % 4, _saved(made, title), _saved(dummy, title))


def _paper(scheme: Scheme, trim: tuple[float, float]) -> Paper:
    if scheme.home:
        return home_paper(trim, scheme.leaf * MM)
    sheet = (scheme.sheet[0] * MM, scheme.sheet[1] * MM) if scheme.sheet else None
    return press_paper(trim, scheme.binding, sheet, scheme.leaf * MM)


def _sheets(book: pikepdf.Pdf, scheme: Scheme, trim: tuple[float, float]) -> tuple[Sheet, ...] | Diagnostic:
    paper, reading, total = _paper(scheme, trim), _reading(book), len(book.pages)
    found = []
    signature, binding = (4, "saddle") if scheme.home else (scheme.signature, scheme.binding)
    for number, section in enumerate(sections(total, signature, binding), 1):  # type: ignore[arg-type]
        sides = fold(len(section), reading)
        least = extent(sides, paper)
        if paper.sheet and not scheme.home and (least[0] > paper.sheet[0] + 0.01 or least[1] > paper.sheet[1] + 0.01):
            return _too_small(least, paper.sheet, len(section))
        front, back = (lay(section, side, sides, paper, total, reading) for side in (sides.front, sides.back))
        labels = tuple(_grid(side, section, sides.rows, sides.columns, book) for side in (sides.front, sides.back))
        found.append(Sheet(number, section, front, back, labels))  # type: ignore[arg-type]
    return tuple(found)


def _grid(cells: tuple[Cell, ...], section: tuple[int, ...], rows: int, columns: int, book: pikepdf.Pdf) -> object:
    named = {(c.row, c.column): _label(book, section[c.page]) for c in cells}
    return tuple(tuple(named[row, column] for column in range(columns)) for row in range(rows))


def _too_small(least: tuple[float, float], sheet: tuple[float, float], pages: int) -> Diagnostic:
    values = {"pages": str(pages)}
    for name, (width, height) in (("least", least), ("sheet", sheet)):
        values[name] = f"{width / MM:.0f}×{height / MM:.0f}"
    return Diagnostic(
        "impose",
        "A sheet of {sheet} mm is too small for {pages} pages: they need {least} mm with their marks.",
        "Take a larger sheet, or fewer pages to a sheet by --signature.",
        None,
        values,
    )


def _reading(book: pikepdf.Pdf) -> Reading:
    preferences = book.Root.get("/ViewerPreferences", pikepdf.Dictionary())
    return "rtl" if preferences.get("/Direction") == Name.R2L else "ltr"


def _label(book: pikepdf.Pdf, page: int) -> str:
    return book.pages[page - 1].label if page <= len(book.pages) else "–"


def _namer(book: pikepdf.Pdf, say: Callable[[str], str]) -> Callable[[int | None], str]:
    blank = say("blank")
    return lambda page: _label(book, page) if page else blank


def _span(sheet: Sheet, book: pikepdf.Pdf) -> str:
    """The first and the last page of a section; of one that others lie in, both of its halves."""
    pages = sheet.section
    half = len(pages) // 2
    halves = [pages] if pages[-1] - pages[0] == len(pages) - 1 else [pages[:half], pages[half:]]
    return " · ".join(f"{_label(book, some[0])}–{_label(book, some[-1])}" for some in halves)


def _saved(pdf: pikepdf.Pdf, title: str) -> bytes:
    pdf.docinfo["/Title"] = title
    pdf.docinfo["/Producer"] = f"Kurrasa {__version__}"
    to = io.BytesIO()
    pdf.save(to, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return to.getvalue()
