"""What the finished PDF holds, as pdfium reads it: the letters, links and shapes of a sheet, and what the volume says.

In: a PDF, or the path of one. Out: sheets, one after the other, and what stands in the catalogue.

A book has as many letters as all its records, so they are read in columns, one of each measure, and asked for without a
Python object a letter: that is where the time of a proof went.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from threading import RLock
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from kurrasa.prove.expected import Box
from kurrasa.prove.sheet import MM, Columns, Link, Sheet

PDFIUM = RLock()
"""Held by whoever calls pdfium: it is for one thread at a time, whatever document each has."""


@dataclass(frozen=True)
class Volume:
    """What the document says of itself: page labels, title, author, language and reading direction (`R2L`, `L2R`, or
    empty)."""

    labels: tuple[str, ...]
    title: str
    author: str
    language: str
    direction: str


@contextmanager
def opened(pdf: Path | bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF for as long as it is read. Raises `pypdfium2.PdfiumError` where it is none."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        with PDFIUM:
            document.close()


def read_sheets(pdf: Path | bytes, numbers: Iterable[int]) -> Iterator[Sheet]:
    """Read sheets, counted from 1, one after the other."""
    with opened(pdf) as document:
        for number in numbers:
            with PDFIUM:  # between two, another thread may draw a page
                sheet = _sheet(document, number - 1)
            yield sheet


def read_volume(pdf: Path | bytes) -> Volume:
    """Read what a PDF says of itself."""
    with PDFIUM, opened(pdf) as document:
        about = document.get_metadata_dict()
        return Volume(
            tuple(document.get_page_label(index) for index in range(len(document))),
            about.get("Title", ""),
            about.get("Author", ""),
            _text(lambda buffer, size: pdfium.FPDFCatalog_GetLanguage(document, buffer, size)),
            _direction(document),
        )


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


def _sheet(document: pypdfium2.PdfDocument, index: int) -> Sheet:
    page = document[index]
    textpage = page.get_textpage()
    left, bottom, right, top = page.get_trimbox()

    def box(x0: float, y0: float, x1: float, y1: float) -> Box:
        # a link's rectangle may name any two opposite corners
        (x0, x1), (y0, y1) = sorted((x0, x1)), sorted((y0, y1))
        return Box((x0 - left) * MM, (top - y1) * MM, (x1 - left) * MM, (top - y0) * MM)

    try:
        text: list[Any] = []
        shapes: list[Any] = []
        for i in range(pdfium.FPDFPage_CountObjects(page)):
            item = ctypes.c_void_p(_object(page.raw, i))
            (text if _object_type(item) == pdfium.FPDF_PAGEOBJ_TEXT else shapes).append(item)
        clips = {item.value: clip for item in text if (clip := _clip(item, box))}
        letters, columns = _letters(textpage)
        return Sheet(
            index + 1,
            (right - left) * MM,
            (top - bottom) * MM,
            (left, top),
            textpage.get_text_range(),
            letters,
            columns,
            _clipped(textpage, len(letters), clips) if clips else {},
            tuple(_links(document, page, box)),
            tuple(_shapes(shapes, box)),
        )
    finally:
        textpage.close()
        page.close()


def _direct(function: Any, result: Any) -> Any:
    """Give a function of pdfium as a bare address: what it is called with isn't converted, and costs half."""
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_char_box = _direct(pdfium.FPDFText_GetCharBox, None)
_char_origin = _direct(pdfium.FPDFText_GetCharOrigin, None)
_char_object = _direct(pdfium.FPDFText_GetTextObject, ctypes.c_void_p)
_char_code = _direct(pdfium.FPDFText_GetUnicode, ctypes.c_uint)
_object = _direct(pdfium.FPDFPage_GetObject, ctypes.c_void_p)
_object_type = _direct(pdfium.FPDFPageObj_GetType, ctypes.c_int)
_object_bounds = _direct(pdfium.FPDFPageObj_GetBounds, ctypes.c_int)
_clip_path = _direct(pdfium.FPDFPageObj_GetClipPath, ctypes.c_void_p)


@lru_cache(maxsize=2)
def _room(length: int) -> tuple[Any, tuple[Any, ...]]:
    """Give room for six measures of so many letters, and references to each place in it."""
    room = (ctypes.c_double * (6 * length))()
    size = ctypes.sizeof(ctypes.c_double)
    places = tuple([ctypes.byref(room, size * (length * k + i)) for i in range(length)] for k in range(6))
    return memoryview(room).cast("B").cast("d"), places


def _letters(textpage: Any) -> tuple[str, Columns]:
    """Read the letters and their measures."""
    count = textpage.count_chars()
    length = max(4096, 1 << count.bit_length())
    room, places = _room(length)
    handle = repeat(ctypes.cast(textpage.raw, ctypes.c_void_p))
    letters = "".join(map(chr, map(_char_code, handle, range(count))))
    deque(map(_char_box, handle, range(count), *places[:4]), 0)
    deque(map(_char_origin, handle, range(count), *places[4:]), 0)
    return letters, Columns(*(room[length * k : length * k + count].tolist() for k in (0, 1, 2, 3, 5)))


def _clipped(textpage: Any, count: int, clips: dict[int, Box]) -> dict[int, Box]:
    """Give what cuts each letter, by the object it is drawn with."""
    objects = map(_char_object, repeat(ctypes.cast(textpage.raw, ctypes.c_void_p)), range(count))
    return {i: clips[address] for i, address in enumerate(objects) if address in clips}


def _links(document: pypdfium2.PdfDocument, page: Any, box: Any) -> Iterator[Link]:
    position, link, rectangle = ctypes.c_int(0), pdfium.FPDF_LINK(), pdfium.FS_RECTF()
    while pdfium.FPDFLink_Enumerate(page, ctypes.byref(position), ctypes.byref(link)):
        pdfium.FPDFLink_GetAnnotRect(link, ctypes.byref(rectangle))
        action = pdfium.FPDFLink_GetAction(link)
        yield Link(
            box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top),
            _address(document, action) if action else None,
        )


def _address(document: pypdfium2.PdfDocument, action: Any) -> str | None:
    size = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    pdfium.FPDFAction_GetURIPath(document, action, buffer, size)
    return buffer.value.decode("utf-8", "replace") or None


def _shapes(objects: Iterable[Any], box: Any) -> Iterator[Box]:
    """Give the ink of what isn't text; that of a form is its bounds, for what stands in it is in its own space."""
    sides = tuple(ctypes.c_float() for _ in range(4))
    for item in objects:
        if not _object_bounds(item, *map(ctypes.byref, sides)):
            raise pypdfium2.PdfiumError("a shape without bounds")
        ink, clip = box(*(side.value for side in sides)), _clip(item, box)
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
    path = ctypes.cast(_clip_path(item), pdfium.FPDF_CLIPPATH)
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
