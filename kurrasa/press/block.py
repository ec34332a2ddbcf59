"""The book block: which pages of a book it has, and a page of the press file.

In: the book and its manifest. Out: sheet numbers; pages with their boxes, moved to make room for bleed and marks.

What a press binds between covers begins with a recto and is a multiple of four pages. The cover is printed apart, on
other paper, and its insides stay blank. Where a book has no cover, or one of its own paper, the block is all its pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

from kurrasa.digests import BLANK
from kurrasa.manifest import Manifest
from kurrasa.pdftext import number, numbers
from kurrasa.press.marks import MM, ROOM, marks

BLEED = 3 * MM  # as far as the styles draw (tokens.css); what printers ask for


@dataclass(frozen=True)
class Block:
    """Sheets of the book, from 1: the block's, None for an added blank; the outsides of a cover printed apart."""

    pages: tuple[int | None, ...]
    front: int | None
    back: int | None

    @property
    def leaves(self) -> int:
        """Its leaves of paper."""
        return len(self.pages) // 2


def block(manifest: Manifest, *, own_cover: bool) -> Block:
    """Divide a book. With a cover of its own paper, `own_cover` is false, and all pages are of one paper."""
    last = len(manifest.pages)
    sheets = list(range(1, last + 1))
    front = 1 if manifest.pages[0].part == "cover" else None
    back = last if manifest.pages[-1].part == "back-cover" else None
    if own_cover and front:
        sheets = [n for n in sheets if n > 1 and n != back]
        while sheets and manifest.page(sheets[-1]).drawn == BLANK:
            sheets.pop()  # it filled the book with its cover
        while sheets and sheets[0] % 2 == 0 and manifest.page(sheets[0]).drawn == BLANK:
            sheets.pop(0)
    padded: list[int | None] = list(sheets)
    if sheets and sheets[0] % 2 == 0:
        padded.insert(0, None)  # a block begins with a recto
    while len(padded) % 4:
        padded.append(None)
    return Block(tuple(padded), front if own_cover else None, back if own_cover else None)


def place(pdf: pikepdf.Pdf, page: pikepdf.Page, trim: Sequence[float], every_plate: pikepdf.Object | None) -> None:
    """Give a page its boxes, and its marks, if there is a colour for them: the lower left corner of its paper is the
    origin. Nothing is drawn past the bleed but they."""
    left, bottom, right, top = trim
    room = BLEED + (ROOM if every_plate else 0)
    width, height = right - left, top - bottom
    bled = (left - BLEED, bottom - BLEED, width + 2 * BLEED, height + 2 * BLEED)
    moved = b"q 1 0 0 1 %b %b cm %b re W n" % (number(room - left), number(room - bottom), numbers(bled))
    page.contents_add(pdf.make_stream(moved), prepend=True)
    own = (room, room, room + width, room + height)
    drawn = b"Q"
    if every_plate:
        resources = copy(page.obj.Resources)  # they are shared by pages
        resources.ColorSpace = copy(resources.get("/ColorSpace", Dictionary()))
        resources.ColorSpace[Name.Registration] = every_plate
        page.obj.Resources = resources
        drawn += b"\n" + marks(own, BLEED)
    page.contents_add(pdf.make_stream(drawn))
    boxed(page.obj, own, width + 2 * room, height + 2 * room)


def boxed(page: pikepdf.Object, trim: Sequence[float], width: float, height: float) -> None:
    """Write the boxes of a page (ISO 32000-1, 14.11.2): its paper, what bleeds, what is left when it is cut."""
    left, bottom, right, top = trim
    page.MediaBox = _box(0, 0, width, height)
    page.TrimBox = _box(left, bottom, right, top)
    page.BleedBox = _box(left - BLEED, bottom - BLEED, right + BLEED, top + BLEED)
    for name in ("/CropBox", "/ArtBox"):
        if name in page:
            del page[name]


def _box(*sides: float) -> Array:
    return Array([pikepdf.Object.parse(number(side)) for side in sides])
