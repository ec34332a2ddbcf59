"""What the proof must find on handouts, and the check of their page numbers against the booklet's own.

In: sheets as they were set, in the order in which they are bound, and the booklet's page map. Out: `Expected` for the
proof, and the page numbers of the booklet with what each is to say; a check that this is what is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurrasa.compose import paragraphs
from kurrasa.diagnostics import Diagnostic
from kurrasa.handouts.pack import EDGE, HEIGHT, WIDTH
from kurrasa.handouts.sheet import SetSheet
from kurrasa.handouts.writer import SheetWriter
from kurrasa.paginate import PageMap
from kurrasa.prove.expected import Box, Expected, ExpectedPage, ExpectedText, OutlineEntry
from kurrasa.prove.readback import read_sheets
from kurrasa.prove.report import Check, fault
from kurrasa.records import Conference, Document, Note, Record, Resolution

if TYPE_CHECKING:
    from kurrasa.compose import Composer

FRAME = Box(EDGE, 6, WIDTH - EDGE, HEIGHT - 6)  # where ink may stand, the band excepted
BAND = Box(0, 0, WIDTH, 58)
FIELDS = ("title", "summary", "caption", "right", "why", "clauses", "articles")


@dataclass(frozen=True)
class Bound:
    """A sheet in a file: its first page there, counted from 1, and the writer that worded it."""

    sheet: SetSheet
    first: int
    writer: SheetWriter

    @property
    def numbers(self) -> range:
        """The pages it takes."""
        return range(self.first, self.first + self.sheet.sides.count)


@dataclass(frozen=True)
class Printed:
    """A page number of the booklet: on the handout of which title, on which page of the file, where, and what it is."""

    title: str
    page: int
    box: Box
    target: str
    folio: str


def expect(bound: Sequence[Bound], total: int, title: str, composer: Composer) -> Expected:
    """Everything the proof can hold a file of handouts against; `total` counts its pages, blank ones too."""
    style = composer.style
    own = {number: item for item in bound for number in item.numbers}
    return Expected(
        pages=tuple(_page(number, own.get(number)) for number in range(1, total + 1)),
        anchors={},
        folios={number: str(number) for number in range(1, total + 1)},
        texts=tuple(text for item in bound for text in _texts(item)),
        indexes=(),
        outline=tuple(OutlineEntry(item.sheet.title, item.first) for item in bound),
        title=title,
        language=composer.dossier.book.language,
        direction=style.direction,
        fonts=tuple(face.postscript_name for face in style.faces.faces),
        width=WIDTH,
        height=HEIGHT,
        author=composer.dossier.author,
        multiple=1,
    )


def _page(number: int, item: Bound | None) -> ExpectedPage:
    title = item.sheet.title if item else ""
    band = (BAND,) if item and number == item.first else ()
    return ExpectedPage(number, title, title, None, None, FRAME, furniture=band)


def _texts(item: Bound) -> Iterator[ExpectedText]:
    """What the handout prints of each record: its texts, its number, its dates."""
    subject, dossier = item.sheet.subject, item.writer.dossier
    records: dict[str, Record] = {r.id: r for r in (subject.record, *subject.told, *subject.notes)}
    for record in records.values():
        fields: tuple[str, ...] = FIELDS
        if isinstance(record, Conference) and record is not subject.record:
            fields = ("title",)
        elif isinstance(record, Note):
            fields = ("title", "right") if record.right or item.sheet.brief else ("title", "why")
        elif isinstance(record, Document) and item.sheet.brief and not record.articles:
            fields = ("title",)
        elif isinstance(record, Resolution) and item.sheet.brief and subject.conference is None:
            fields = ("title", "summary")
        for name in fields:
            for text in _said(record, name, item.writer):
                yield ExpectedText(record.id, name, text, tuple(item.numbers), dossier.content.spot(record, name))
        if isinstance(record, Resolution) and (pieces := dossier.number(record)):
            number = item.writer.digits("".join(piece.text for piece in pieces))
            yield ExpectedText(record.id, "number", number, tuple(item.numbers), dossier.content.spot(record))
    if subject.conference and (when := dossier.when(subject.conference)):
        for said in dossier.idiom.date(when).split(" / "):
            yield ExpectedText(
                subject.record.id, "date", said, tuple(item.numbers), dossier.content.spot(subject.record)
            )


def _said(record: Record, name: str, writer: SheetWriter) -> Iterator[str]:
    value = getattr(record, name, None)
    if isinstance(value, str):
        yield from paragraphs(writer.prose(value))
    for clause in value if isinstance(value, tuple) else ():
        yield from paragraphs(writer.prose(f"{clause.verb} {clause.text}"))


def printed(bound: Sequence[Bound], pages: PageMap) -> tuple[Printed, ...]:
    """The page numbers of the booklet that stand in a file."""
    return tuple(
        Printed(item.sheet.title, item.first + r.face, r.box, r.target, pages.folio(r.target))
        for item in bound
        for r in item.sheet.sides.references
    )


def check_pages(pdf: bytes, numbers: Sequence[Printed]) -> Check:
    """Prove that each page number is printed, and is that of its target in the booklet."""
    read = {sheet.number: sheet for sheet in read_sheets(pdf, dict.fromkeys(n.page for n in numbers))}
    faults: list[Diagnostic] = []
    for number in numbers:
        said = read[number.page].read(number.box)
        if said != number.folio:
            faults.append(
                fault(
                    "booklet-page",
                    "The handout “{title}” prints «{printed}» for the page of {target}; in the booklet it is {folio}.",
                    "Build the handouts again from the content that the booklet is made of.",
                    {"title": number.title, "printed": said, "target": number.target, "folio": number.folio},
                )
            )
    return Check("Page numbers of the booklet", len(numbers), tuple(faults))
