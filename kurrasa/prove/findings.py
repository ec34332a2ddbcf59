"""What is found on one sheet: all that the proof wants to know of it, so that its letters can be forgotten.

In: a sheet read back and what is expected of it, wherever in the book it lies. Out: findings, small enough to be kept
of every sheet, and to travel between processes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from kurrasa.diagnostics import Diagnostic
from kurrasa.prove.area import cut, stray
from kurrasa.prove.expected import Box, ExpectedPage
from kurrasa.prove.readback import read_sheets
from kurrasa.prove.sheet import LINE_END, SAME_LINE, Sheet

PARTS = "\0"
DASHES = re.compile(r"[-\u2010-\u2015\u2212]")


@dataclass(frozen=True)
class ShownLink:
    """A link as it shows; `below` are the links it may be the rest of, if they lead where it leads."""

    text: str
    address: str | None
    below: tuple[int, ...]


@dataclass(frozen=True)
class ShownNumber:
    """A number expected, by its place among those of its page, that is shown by a link; `dashed` if nothing but a dash
    stands between it and the number before in the same line of an index."""

    number: int
    link: int
    dashed: bool


@dataclass(frozen=True)
class Findings:
    """What is found on a sheet. `folio` is None where none is to be read; `packed` is what it says; faults don't name
    the page yet."""

    width: float
    height: float
    packed: bytes
    folio: str | None
    links: tuple[ShownLink, ...]
    numbers: tuple[ShownNumber, ...]
    letters: int
    shapes: int
    stray: tuple[Diagnostic, ...]
    cut: tuple[Diagnostic, ...]

    @property
    def said(self) -> tuple[str, str]:
        """The text, as pdfium reads it, and the lines that hold a digit."""
        text, _, figures = zlib.decompress(self.packed).decode().partition(PARTS)
        return text, figures


Direction = Literal["rtl", "ltr"]


def anywhere(page: ExpectedPage) -> ExpectedPage:
    """Take from a page what depends on where in the book it lies: what is found on it doesn't."""
    numbers = tuple(replace(number, target="") for number in page.numbers)
    return replace(page, number=0, part="", title="", folio=None if page.folio is None else "", numbers=numbers)


def find(pdf: Path | bytes, pages: Sequence[tuple[int, ExpectedPage | None]], direction: Direction) -> list[Findings]:
    """Read sheets and give what is found on each; none of them is kept. What any process can do for another."""
    sheets = read_sheets(pdf, (number for number, _ in pages))
    return [_found(sheet, page, direction) for sheet, (_, page) in zip(sheets, pages, strict=True)]


def _found(sheet: Sheet, page: ExpectedPage | None, direction: Direction) -> Findings:
    """What is found on a sheet; one that isn't expected is read, and held against nothing."""
    texts = [sheet.read(link.box) for link in sheet.links]
    box = page.folio_box if page and page.folio is not None else None
    return Findings(
        width=sheet.width,
        height=sheet.height,
        packed=zlib.compress(f"{sheet.text}{PARTS}{sheet.figures}".encode(errors="replace"), 1),
        folio=sheet.read(box) if box else None,
        links=tuple(_links(sheet, texts)),
        numbers=tuple(_numbers(sheet, texts, page, direction)) if page else (),
        letters=sum(letter not in LINE_END for letter in sheet.letters) if page else 0,
        shapes=len(sheet.shapes) if page else 0,
        stray=tuple(stray(sheet, page)) if page else (),
        cut=tuple(cut(sheet)) if page else (),
    )


def _links(sheet: Sheet, texts: Sequence[str]) -> Iterator[ShownLink]:
    own = [(i, link.box) for i, link in enumerate(sheet.links) if link.address is None and not texts[i].isdecimal()]
    for i, link in enumerate(sheet.links):
        box = link.box
        below: tuple[int, ...] = ()
        if texts[i].isdecimal() and link.address is None:
            below = tuple(
                k for k, other in own if other.top < box.top and box.top - other.bottom < box.bottom - box.top
            )
        yield ShownLink(texts[i], link.address, below)


def _numbers(sheet: Sheet, texts: Sequence[str], page: ExpectedPage, direction: Direction) -> Iterator[ShownNumber]:
    """Pair each number expected with the link that covers its place and shows its text."""
    free = [i for i, link in enumerate(sheet.links) if link.address is None]
    before: dict[str, Box] = {}
    for place, number in enumerate(page.numbers):
        near = [
            (number.box.overlap(sheet.links[i].box), -i)
            for i in free
            if texts[i] == number.text and number.box.overlap(sheet.links[i].box) > 0
        ]
        if near:
            link = -max(near)[1]
            free.remove(link)
            box = sheet.links[link].box
            dashed = number.entry in before and _dash_between(sheet, before[number.entry], box, direction)
            before[number.entry] = box
            yield ShownNumber(place, link, dashed)


def _dash_between(sheet: Sheet, first: Box, second: Box, direction: Direction) -> bool:
    """Whether nothing but a dash stands between two numbers of a line, the second after the first as one reads."""
    if abs(first.bottom - second.bottom) > SAME_LINE:
        return False
    start, end = (second.right, first.left) if direction == "rtl" else (first.right, second.left)
    height = first.bottom - first.top
    between = sheet.within(Box(start, first.top + height / 2, end, first.bottom))
    return bool(DASHES.fullmatch("".join(g.text for g in between)))
