"""Parts to one book: pages in order under their furniture, links between parts, outline, page labels, one set of fonts.

In: the parts as they lie, and the furniture of every sheet. Out: the bytes of the PDF, the same for the same content.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kurrasa.arrange import Part
from kurrasa.furniture import Furniture
from kurrasa.paginate import PageMap, Placed
from kurrasa.prove.expected import OutlineEntry

if TYPE_CHECKING:
    import pydyf
    from weasyprint.document import Document, Page

    from kurrasa.typeset import Typesetter


@dataclass(frozen=True)
class Imprint:
    """What the PDF says of itself; `identifier` is made of the content, so that the same book is the same file."""

    title: str
    language: str
    direction: str
    author: str | None
    subject: str | None
    creator: str
    identifier: bytes


def outline(placed: Sequence[Placed]) -> tuple[OutlineEntry, ...]:
    """The bookmarks: divisions, parts, and the second-level heads of those that the contents list."""
    entries: list[OutlineEntry] = []
    division: str | None = None
    for item in placed:
        part = item.part
        depth = int(part.division is not None)
        if part.division and part.division != division:
            entries.append(OutlineEntry(part.division, item.first, 0))
        division = part.division
        entries.append(OutlineEntry(part.title, item.first, depth))
        entries += [
            OutlineEntry(text, number, depth + 1)
            for number, sheet in zip(item.numbers, item.sheets, strict=True)
            for level, text, _ in sheet.headings
            if level == 2
        ]
    return tuple(entries)


def page_labels(pages: PageMap, total: int) -> list[tuple[int, str]]:
    """PDF page labels as (0-based index of the first page, prefix): each its own, for no style numbers in abjad."""
    return [(n - 1, pages.folios[n]) for n in range(1, total + 1)]


def bind(
    placed: Sequence[Placed], pages: PageMap, furniture: Furniture, imprint: Imprint, typesetter: Typesetter
) -> bytes:
    """Join the parts. A sheet that no part takes is a blank of the size of the others."""
    own = {n: (item.part, sheet.page) for item in placed for n, sheet in zip(item.numbers, item.sheets, strict=True)}
    bound = [_bound(number, own.get(number), lot) for number, lot in furniture.pages.items()]
    for entry in outline(placed):
        bound[entry.sheet - 1].bookmarks.append((entry.depth + 1, entry.title, (0, 0), "open"))
    pdf: bytes = document(bound, imprint, typesetter).write_pdf(
        finisher=finisher(imprint, page_labels(pages, len(bound))), pdf_identifier=imprint.identifier
    )
    return pdf


def _bound(number: int, own: tuple[Part, Page] | None, lot: Page) -> Page:
    """A page of a part with its furniture over it; the original is kept as it was, for it may be bound again."""
    page = copy.copy(own[1] if own else lot)
    page.anchors = {**(own[1].anchors if own else {}), f"sheet-{number}": (0, 0, 0, 0)}
    page.bookmarks = []
    layers: list[Callable[..., None]] = [own[1].paint] if own else []
    page.paint = _painter(layers, lot.paint)
    return page


def _painter(layers: list[Callable[..., None]], furniture: Callable[..., None]) -> Callable[..., None]:
    def paint(stream: Any, scale: float = 1) -> None:
        for layer in layers:
            layer(stream, scale)
        # a folio is no part of the text (ISO 32000-2, 14.8.2.2.2): readers and extraction pass over it
        stream.begin_marked_content("Artifact")
        furniture(stream, scale)
        stream.end_marked_content()

    return paint


def document(bound: list[Page], imprint: Imprint, typesetter: Typesetter) -> Document:
    """One WeasyPrint document of pages set apart, with the fonts they share."""
    from weasyprint.document import Document
    from weasyprint.pdf.metadata import DocumentMetadata

    metadata = DocumentMetadata(
        title=imprint.title,
        authors=[imprint.author] if imprint.author else [],
        description=imprint.subject,
        generator=imprint.creator,
        lang=imprint.language,
    )
    return Document(bound, metadata, None, typesetter.fonts, {}, None)


def _counted(label: tuple[int, str]) -> int | None:
    """How far a plain numeral runs ahead of its page: while that stays the same, the labels count by themselves."""
    index, text = label
    return int(text) - index if text.isascii() and text.isdecimal() else None


def finisher(
    imprint: Imprint, labels: list[tuple[int, str]], layout: str = "/TwoPageRight"
) -> Callable[[Document, pydyf.PDF], None]:
    """What a PDF's catalogue says: reading direction, page labels, and how a reader is to lay out the pages."""
    import pydyf

    def finish(document: Document, pdf: pydyf.PDF) -> None:
        reading = "/R2L" if imprint.direction == "rtl" else "/L2R"
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"Direction": reading, "DisplayDocTitle": "true"})
        pdf.catalog["PageLayout"] = layout
        numbers = pydyf.Array()
        for counted, group in groupby(labels, key=_counted):
            run = list(group)
            if counted is not None:  # plain numerals count by themselves from where they begin
                numbers += [run[0][0], pydyf.Dictionary({"S": "/D", "St": int(run[0][1])})]
            else:
                for index, label in run:
                    numbers += [index, pydyf.Dictionary({"P": pydyf.String(label)})]
        pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})

    return finish
