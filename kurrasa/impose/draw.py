"""The sides of sheets as pages of a PDF: the book's own pages, turned as they lie, with the printer's marks.

In: sides, and the book. Out: a PDF whose pages are fronts and backs by turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

from kurrasa.drawings.canvas import Style
from kurrasa.drawings.label import Anchor, label
from kurrasa.impose.fold import Reading
from kurrasa.impose.sheet import A4, Paper, Placed, Side
from kurrasa.pdftext import numbers
from kurrasa.press.block import BLEED
from kurrasa.press.marks import MM, registration
from kurrasa.press.outlines import outlined

_LINE = b"/Registration CS 1 SCN .25 w"
_MARK = 5 * MM
_APART = 1 * MM
_BAR = (2 * MM, 6 * MM)  # of a collating mark


@dataclass(frozen=True)
class Told:
    """What stands beside the pages of a side: its slug; the place of its section among those that are gathered."""

    slug: str
    step: int | None


def forms(made: pikepdf.Pdf, book: pikepdf.Pdf) -> list[pikepdf.Object]:
    """The pages of a book as forms, the lower left corner of their trim being the origin, as far as they bleed."""
    found = []
    for page in book.pages:
        left, bottom, right, top = (float(side) for side in page.trimbox)
        page.contents_coalesce()
        form = book.make_stream(page.obj.Contents.read_bytes() if "/Contents" in page.obj else b"")
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = _box(left - BLEED, bottom - BLEED, right + BLEED, top + BLEED)
        form.Matrix = _box(1, 0, 0, 1, -left, -bottom)
        form.Resources = page.obj.get("/Resources", Dictionary())
        if "/Group" in page.obj:
            form.Group = page.obj.Group
        found.append(made.copy_foreign(book.make_indirect(form)))
    return found


def side_page(
    made: pikepdf.Pdf,
    side: Side,
    paper: Paper,
    reading: Reading,
    pages: Sequence[pikepdf.Object],
    told: Told | None,
    style: Style,
    *,
    turned: bool = False,
) -> None:
    """Add a side; `turned` by half, where the printer turns the sheet about its long edge."""
    page = made.add_blank_page(page_size=(side.width, side.height))
    shown = {f"P{placed.page}": pages[placed.page - 1] for placed in side.pages if placed.page}
    page.obj.Resources = Dictionary(XObject=Dictionary({f"/{name}": form for name, form in shown.items()}))
    drawn = [b"-1 0 0 -1 %b cm" % numbers((side.width, side.height))] if turned else []
    drawn += [_window(placed, paper, reading) + b" /P%d Do Q" % placed.page for placed in side.pages if placed.page]
    if told and paper.marked:
        page.obj.Resources.ColorSpace = Dictionary(Registration=registration(made))
        drawn += [b"q", _LINE, *_cuts(side), b"[2 2] 0 d", *_folds(side), b"Q"]
        drawn += _slug(told.slug, side, style)
        if told.step is not None:
            drawn += _collating(side, paper, told.step)
    page.obj.Contents = made.make_stream(b"\n".join(drawn))
    page.obj.TrimBox = page.obj.MediaBox


def _window(placed: Placed, paper: Paper, reading: Reading) -> bytes:
    """Where a page is drawn, and how much of what bleeds of it is."""
    width, height = paper.trim
    scale = paper.scale
    if placed.upright:
        matrix = (scale, 0, 0, scale, placed.x, placed.y)
    else:
        matrix = (-scale, 0, 0, -scale, placed.x + width * scale, placed.y + height * scale)
    at_spine, elsewhere = paper.spine / 2, paper.gutter / 2
    spine_right = ((placed.page or 1) % 2 == 1) == (reading == "rtl")
    left, right = (elsewhere, at_spine) if spine_right else (at_spine, elsewhere)
    window = (-left, -elsewhere, width + left + right, height + 2 * elsewhere)
    moved = b" 1 0 0 1 %b cm" % numbers((placed.creep, 0)) if placed.creep else b""
    return b"q %b cm %b re W n%b" % (b" ".join(b"%.5f" % v for v in matrix), numbers(window), moved)


def _cuts(side: Side) -> Iterator[bytes]:
    """Marks in the margin at each edge that is cut."""
    left, right = side.cut_x[0] - BLEED - _APART, side.cut_x[-1] + BLEED + _APART
    bottom, top = side.cut_y[0] - BLEED - _APART, side.cut_y[-1] + BLEED + _APART
    for x in dict.fromkeys(side.cut_x):
        yield from (_line(x, bottom, x, bottom - _MARK), _line(x, top, x, top + _MARK))
    for y in dict.fromkeys(side.cut_y):
        yield from (_line(left, y, left - _MARK, y), _line(right, y, right + _MARK, y))


def _folds(side: Side) -> Iterator[bytes]:
    left, right = side.cut_x[0] - BLEED - _APART, side.cut_x[-1] + BLEED + _APART
    bottom, top = side.cut_y[0] - BLEED - _APART, side.cut_y[-1] + BLEED + _APART
    for x in side.fold_x:
        yield from (_line(x, bottom, x, bottom - 1.4 * _MARK), _line(x, top, x, top + 1.4 * _MARK))
    for y in side.fold_y:
        yield from (_line(left, y, left - 1.4 * _MARK, y), _line(right, y, right + 1.4 * _MARK, y))


def _collating(side: Side, paper: Paper, step: int) -> Iterator[bytes]:
    """A bar on the back of the folded section, a step lower than that of the one before it."""
    outer = [placed for placed in side.pages if placed.cell.page in (0, 2 * len(side.pages) - 1)]
    if len(outer) != 2 or not paper.spine:
        return
    first = outer[0]
    x = (min(p.x for p in outer) + paper.trim[0] + max(p.x for p in outer)) / 2
    steps = int((paper.trim[1] - 20 * MM) / _BAR[1])
    drop = 10 * MM + (step % steps + 1) * _BAR[1]
    y = first.y + (paper.trim[1] - drop if first.upright else drop - _BAR[1])
    yield b"q /Registration cs 1 scn %b re f Q" % numbers((x - _BAR[0] / 2, y, *_BAR))


def _slug(text: str, side: Side, style: Style) -> Iterator[bytes]:
    yield from text_at(text, 2.6, side.cut_x[0] + 8 * MM, side.cut_y[0] - BLEED - 5 * MM, "left", style)


def text_at(text: str, size: float, x: float, y: float, anchor: Anchor, style: Style) -> Iterator[bytes]:
    """A line in black at a point of its baseline; its em in millimetres."""
    line = label(text, size, style)
    unit = line.unit * MM
    yield b"q 0 0 0 1 k"
    yield from outlined(line, (unit, 0, 0, unit, x + line.left_of(0, anchor) * MM, y))
    yield b"Q"


def _line(x: float, y: float, to_x: float, to_y: float) -> bytes:
    return b"%b m %b l S" % (numbers((x, y)), numbers((to_x, to_y)))


def _box(*sides: float) -> Array:
    return Array([pikepdf.Object.parse(numbers((side,))) for side in sides])


# ---------------------------------------------------------------- the dummy


def dummy_page(
    made: pikepdf.Pdf, side: Side, paper: Paper, style: Style, slug: str, name: Callable[[int | None], str]
) -> None:
    """Add a side of a folding dummy: of each page its frame and its folio, the way it lies; on paper of the office."""
    long, short = A4
    width, height = (long, short) if side.width > side.height else (short, long)
    room = 12 * MM
    scale = min((width - 2 * room) / side.width, (height - 2 * room) / side.height)
    page = made.add_blank_page(page_size=(width, height))
    left, bottom = (width - side.width * scale) / 2, (height - side.height * scale) / 2
    drawn = [b"q %b cm" % b" ".join(b"%.5f" % v for v in (scale, 0, 0, scale, left, bottom)), b".5 w 0 0 0 .4 K"]
    across, high = paper.trim[0] * paper.scale, paper.trim[1] * paper.scale
    for placed in side.pages:
        drawn.append(b"%b re S" % numbers((placed.x, placed.y, across, high)))
        turn = (1, 0, 0, 1, placed.x, placed.y)
        if not placed.upright:
            turn = (-1, 0, 0, -1, placed.x + across, placed.y + high)
        drawn.append(b"q %b cm" % b" ".join(b"%.2f" % v for v in turn))
        drawn += text_at(name(placed.page), 30, across / 2, high * 0.55, "middle", style)
        drawn.append(b"0 0 0 .4 k %b m %b l %b l f Q" % tuple(map(numbers, _head(across, high))))
    drawn += [b"[6 4] 0 d", *(_line(x, 0, x, side.height) for x in side.fold_x)]
    drawn += [_line(0, y, side.width, y) for y in side.fold_y]
    drawn.append(b"Q")
    drawn += text_at(slug, 3, width / 2, 6 * MM, "middle", style)
    page.obj.Contents = made.make_stream(b"\n".join(drawn))


def _head(width: float, height: float) -> tuple[tuple[float, float], ...]:
    """A small arrow at the head of a page."""
    tip, size = height * 0.95, height * 0.03
    return (width / 2, tip), (width / 2 - size, tip - size), (width / 2 + size, tip - size)
