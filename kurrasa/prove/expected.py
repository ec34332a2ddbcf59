"""What the binder says the finished book holds: the other side of the proof's comparison.

In: nothing; the binder fills these while it joins the parts. Out: frozen values that `prove` holds against the PDF.
A sheet is a page counted from 1 at the front cover; a folio is the label a reader sees (`14`, `١٤`, `د`). Lengths are
millimetres from the top left corner of the trimmed page, downwards, whatever the direction of the script.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from kurrasa.diagnostics import Spot


class Sides(Protocol):
    """What has four sides: a box, a glyph."""

    @property
    def left(self) -> float:
        """Millimetres to the left side."""

    @property
    def top(self) -> float:
        """Millimetres to the top side."""

    @property
    def right(self) -> float:
        """Millimetres to the right side."""

    @property
    def bottom(self) -> float:
        """Millimetres to the bottom side."""


@dataclass(frozen=True)
class Box:
    """A rectangle on the trimmed page, in millimetres."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: Sides, slack: float = 0.0) -> bool:
        """Whether `other` lies inside, give or take `slack` millimetres on each side."""
        return (
            other.left >= self.left - slack
            and other.top >= self.top - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def grown(self, slack: float) -> Box:
        """Give the box with `slack` millimetres more on each side."""
        return Box(self.left - slack, self.top - slack, self.right + slack, self.bottom + slack)

    def overlap(self, other: Box) -> float:
        """The area both share, in square millimetres."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0


@dataclass(frozen=True)
class PrintedNumber:
    """A page number printed in the contents, an index, the chronology or a cross-reference: a link around its digits.

    `text` is what is printed, `target` a key of `Expected.anchors`, `box` the link's own rectangle. `entry` is the
    record whose index line it stands in, for the numbers that answer for `ExpectedIndex`; empty elsewhere.
    """

    text: str
    target: str
    box: Box
    entry: str = ""


@dataclass(frozen=True)
class ExpectedPage:
    """One page of the book.

    `part` and `title` name the part for messages. `folio` is the label printed on it, None where none is printed;
    `folio_box` is where to read it. `frame` is where ink may stand, running heads and folios included; a side of it
    that reaches the trim lets shapes bleed off there, never text. `furniture` lists what may stand outside the frame
    (an edge tab, a proof's mark).
    """

    number: int
    part: str
    title: str
    folio: str | None
    folio_box: Box | None
    frame: Box
    numbers: tuple[PrintedNumber, ...] = ()
    furniture: tuple[Box, ...] = ()


@dataclass(frozen=True)
class ExpectedText:
    """A field of a record as it is to be read on paper, without markup: it stands on one of `pages` (sheets, in their
    order) or runs on from one to the next. `spot` is where the editor wrote it."""

    record: str
    field: str
    text: str
    pages: tuple[int, ...]
    spot: Spot | None = None


@dataclass(frozen=True)
class ExpectedIndex:
    """One line of an index: the sheets that cite the record, and the page numbers as printed, a range in one piece.

    `part` is the part the line stands in (`index-names`), as in `ExpectedPage.part`; its numbers are the
    `PrintedNumber`s of that part with `entry == record`. `words` are forms of the name or number, one of which must be
    read on each page cited; empty where a page can cite the record without naming it.
    """

    record: str
    part: str
    pages: tuple[int, ...]
    listed: tuple[str, ...]
    words: tuple[str, ...] = ()
    spot: Spot | None = None


@dataclass(frozen=True)
class OutlineEntry:
    """One bookmark: its title, the sheet it opens, its depth from 0."""

    title: str
    sheet: int
    depth: int = 0


@dataclass(frozen=True)
class Expected:
    """The whole book. `folios` gives every sheet's label, printed or not (the PDF's page labels); `anchors` the sheet
    every target stands on; `fonts` the PostScript names that the fonts' manifest allows; `width` and `height` the
    trimmed page; `multiple` the number that the page count must be a multiple of."""

    pages: tuple[ExpectedPage, ...]
    anchors: Mapping[str, int]
    folios: Mapping[int, str]
    texts: tuple[ExpectedText, ...]
    indexes: tuple[ExpectedIndex, ...]
    outline: tuple[OutlineEntry, ...]
    title: str
    language: str
    direction: Literal["rtl", "ltr"]
    fonts: tuple[str, ...]
    width: float
    height: float
    author: str | None = None
    multiple: int = 4
