"""What the finished PDF holds, as pdfium reads it: glyphs, links and shapes of each sheet, and the document's own data.

In: a PDF. Out: frozen values in millimetres from the top left corner of the trimmed page.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from threading import Lock
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from kurrasa.prove.expected import Box, OutlineEntry

MM = 25.4 / 72
SAME_LINE = 0.8
"""Baselines nearer than this, in millimetres, are one line."""
COLUMN_GAP = 3.0
"""Glyphs of one line further apart than this, in millimetres, belong to different columns."""
FORM_DEPTH = 8
PDFIUM = Lock()
"""Held by whoever calls pdfium: it is for one thread at a time, whatever document each has."""


class Glyph(NamedTuple):
    """One character of the text layer, with the box of its ink."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    clip: Box | None


@dataclass(frozen=True, eq=False)
class Link:
    """A link: the sheet it leads to, or the address; both None where it leads nowhere."""

    box: Box
    sheet: int | None
    address: str | None


@dataclass(frozen=True, eq=False)
class Sheet:
    """One page as read back. `text` is pdfium's own reading; `shapes` are the boxes of what isn't text, as clipped."""

    number: int
    label: str
    width: float
    height: float
    text: str
    glyphs: tuple[Glyph, ...]
    links: tuple[Link, ...]
    shapes: tuple[Box, ...]

    @cached_property
    def by_baseline(self) -> tuple[tuple[float, ...], tuple[Glyph, ...]]:
        """The glyphs that leave ink, from the top line down."""
        glyphs = tuple(sorted((g for g in self.glyphs if g.text.strip()), key=lambda g: (g.baseline, g.left)))
        return tuple(g.baseline for g in glyphs), glyphs

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines as the eye finds them, each from left to right."""
        return tuple(_from_left(line) for line in _lines(sorted(self.glyphs, key=lambda g: g.baseline)))

    def read(self, box: Box) -> str:
        """Read what stands in a box, without spaces: the line whose baseline lies where a font would put it there.

        Digits and Latin are read from the left, Arabic letters from the right.
        """
        inside = self.within(box)
        if not inside:
            return ""
        baseline = box.bottom - 0.3 * (box.bottom - box.top)
        line = min(_lines(inside), key=lambda line: abs(line[0].baseline - baseline))
        rightwards = not any("\u0620" <= g.text <= "\u064a" for g in line)
        return "".join(g.text for g in sorted(line, key=lambda g: g.left, reverse=not rightwards))

    def within(self, box: Box) -> tuple[Glyph, ...]:
        """Give the glyphs whose middle stands between the box's sides and whose baseline between top and bottom."""
        baselines, glyphs = self.by_baseline
        rows = glyphs[bisect_left(baselines, box.top) : bisect_right(baselines, box.bottom)]
        return tuple(g for g in rows if box.left <= (g.left + g.right) / 2 <= box.right)


@dataclass(frozen=True)
class Readback:
    """The document: its sheets, bookmarks, title, author, language and reading direction (`R2L`, `L2R`, or empty)."""

    sheets: tuple[Sheet, ...]
    outline: tuple[OutlineEntry, ...]
    title: str
    author: str
    language: str
    direction: str


def read_back(pdf: bytes) -> Readback:
    """Read a PDF. Raises `pypdfium2.PdfiumError` where it is none."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
    try:
        sheets = tuple(_sheet_alone(document, index) for index in range(len(document)))
        with PDFIUM:
            about = document.get_metadata_dict()
            return Readback(
                sheets,
                tuple(_outline(document)),
                about.get("Title", ""),
                about.get("Author", ""),
                _text(lambda buffer, size: pdfium.FPDFCatalog_GetLanguage(document, buffer, size)),
                _direction(document),
            )
    finally:
        with PDFIUM:
            document.close()


def _sheet_alone(document: pypdfium2.PdfDocument, index: int) -> Sheet:
    """Read one sheet; between two, another thread may draw a page for the preview."""
    with PDFIUM:
        return _sheet(document, index)


def _direction(document: pypdfium2.PdfDocument) -> str:
    size = pdfium.FPDF_VIEWERREF_GetName(document, b"Direction", None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    pdfium.FPDF_VIEWERREF_GetName(document, b"Direction", buffer, size)
    return buffer.value.decode("ascii", "replace")


def _text(call: Any) -> str:
    size = call(None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _outline(document: pypdfium2.PdfDocument) -> Iterator[OutlineEntry]:
    for bookmark in document.get_toc(max_depth=64):
        destination = bookmark.get_dest()
        index = destination.get_index() if destination else None
        yield OutlineEntry(bookmark.get_title(), 0 if index is None else index + 1, bookmark.level)


def _sheet(document: pypdfium2.PdfDocument, index: int) -> Sheet:
    page = document[index]
    textpage = page.get_textpage()
    left, bottom, right, top = page.get_trimbox()

    def box(x0: float, y0: float, x1: float, y1: float) -> Box:
        # a link's rectangle may name any two opposite corners
        (x0, x1), (y0, y1) = sorted((x0, x1)), sorted((y0, y1))
        return Box((x0 - left) * MM, (top - y1) * MM, (x1 - left) * MM, (top - y0) * MM)

    try:
        objects = list(page.get_objects(max_depth=FORM_DEPTH))
        clips = {
            ctypes.addressof(item.raw.contents): clip
            for item in objects
            if item.type == pdfium.FPDF_PAGEOBJ_TEXT and item.level == 0 and (clip := _clip(item, box))
        }
        return Sheet(
            index + 1,
            document.get_page_label(index),
            (right - left) * MM,
            (top - bottom) * MM,
            textpage.get_text_range(),
            tuple(_glyphs(textpage, left, top, clips)),
            tuple(_links(document, page, box)),
            tuple(_shapes(objects, box)),
        )
    finally:
        textpage.close()
        page.close()


def _glyphs(textpage: Any, left: float, top: float, clips: dict[int, Box]) -> Iterator[Glyph]:
    x0, x1, y0, y1, x, y = (ctypes.c_double() for _ in range(6))
    box = tuple(ctypes.byref(v) for v in (x0, x1, y0, y1))
    origin = (ctypes.byref(x), ctypes.byref(y))
    handle = textpage.raw
    for i in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(handle, i)
        if code in (0x0A, 0x0D) or not pdfium.FPDFText_GetCharBox(handle, i, *box):
            continue
        pdfium.FPDFText_GetCharOrigin(handle, i, *origin)
        clip = None
        if clips and (item := pdfium.FPDFText_GetTextObject(handle, i)):
            clip = clips.get(ctypes.addressof(item.contents))
        yield Glyph(
            chr(code),
            (x0.value - left) * MM,
            (top - y1.value) * MM,
            (x1.value - left) * MM,
            (top - y0.value) * MM,
            (top - y.value) * MM,
            clip,
        )


def _links(document: pypdfium2.PdfDocument, page: Any, box: Any) -> Iterator[Link]:
    position, link, rectangle = ctypes.c_int(0), pdfium.FPDF_LINK(), pdfium.FS_RECTF()
    while pdfium.FPDFLink_Enumerate(page, ctypes.byref(position), ctypes.byref(link)):
        pdfium.FPDFLink_GetAnnotRect(link, ctypes.byref(rectangle))
        action = pdfium.FPDFLink_GetAction(link)
        # pdfium follows a link's own destination first, then that of its action
        destination = pdfium.FPDFLink_GetDest(document, link)
        if not destination and action:
            destination = pdfium.FPDFAction_GetDest(document, action)
        index = pdfium.FPDFDest_GetDestPageIndex(document, destination) if destination else -1
        yield Link(
            box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top),
            index + 1 if index >= 0 else None,
            _address(document, action) if action else None,
        )


def _address(document: pypdfium2.PdfDocument, action: Any) -> str | None:
    size = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    pdfium.FPDFAction_GetURIPath(document, action, buffer, size)
    return buffer.value.decode("utf-8", "replace") or None


def _shapes(objects: Sequence[Any], box: Any) -> Iterator[Box]:
    for item in objects:
        # what stands in a form is in the form's own space; the form's bounds are its ink on the page
        if item.level or item.type == pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        ink, clip = box(*item.get_bounds()), _clip(item, box)
        if clip:
            ink = Box(
                max(ink.left, clip.left),
                max(ink.top, clip.top),
                min(ink.right, clip.right),
                min(ink.bottom, clip.bottom),
            )
        if ink.left <= ink.right and ink.top <= ink.bottom:
            yield ink


def _clip(item: Any, box: Any) -> Box | None:
    """Give the box that all clipping paths of an object leave open; None where it has none."""
    path = pdfium.FPDFPageObj_GetClipPath(item)
    count = pdfium.FPDFClipPath_CountPaths(path) if path else 0
    x, y = ctypes.c_float(), ctypes.c_float()
    sides = []
    for i in range(max(count, 0)):
        xs, ys = [], []
        for j in range(pdfium.FPDFClipPath_CountPathSegments(path, i)):
            segment = pdfium.FPDFClipPath_GetPathSegment(path, i, j)
            if pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
                xs.append(x.value)
                ys.append(y.value)
        if xs:
            sides.append((min(xs), min(ys), max(xs), max(ys)))
    if not sides:
        return None
    left, bottom, right, top = zip(*sides, strict=True)
    clip: Box = box(max(left), max(bottom), min(right), min(top))
    return clip


def _lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Part glyphs, sorted by baseline, into lines."""
    line, last = 0, float("-inf")
    numbered = []
    for glyph in glyphs:
        line += glyph.baseline - last > SAME_LINE
        last = glyph.baseline
        numbered.append((line, glyph))
    return [[glyph for _, glyph in group] for _, group in groupby(numbered, key=lambda pair: pair[0])]


def _from_left(line: Sequence[Glyph]) -> str:
    text, end = [], float("inf")
    for glyph in sorted(line, key=lambda g: g.left):
        if glyph.left - end > COLUMN_GAP:
            text.append(" ")
        text.append(glyph.text)
        end = glyph.right
    return "".join(text)
