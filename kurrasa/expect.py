"""What the finished book should hold, said by those who made it: the other side of the proof.

In: the parts as they lie, their map, furniture and dossier. Out: `Expected`, which the proof holds against the PDF.
The texts are composed here from the records anew, not taken from the pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kurrasa.compose import Composer
from kurrasa.furniture import Furniture
from kurrasa.paginate import PageMap, Placed
from kurrasa.prove.expected import Box, Expected, ExpectedIndex, ExpectedPage, ExpectedText, OutlineEntry
from kurrasa.records import Conference, Document, Figure, Note, Person, Place, Record, Resolution
from kurrasa.writer import home

MARGIN = 6.0  # millimetres from the trim within which no text may stand


def expect(
    placed: Sequence[Placed],
    pages: PageMap,
    furniture: Furniture,
    composer: Composer,
    entries: tuple[OutlineEntry, ...],
) -> Expected:
    """Everything the proof can hold the PDF against."""
    book, style = composer.dossier.book, composer.style
    width, height = book.trim.width, book.trim.height
    total = len(furniture.pages)
    return Expected(
        pages=tuple(_pages(placed, pages, furniture, width, height)),
        anchors=pages.anchors,
        folios={n: pages.folios[n] for n in range(1, total + 1)},
        texts=tuple(_texts(placed, pages, composer)),
        indexes=tuple(_indexes(placed, pages, composer)),
        outline=entries,
        title=book.title,
        language=book.language,
        direction=style.direction,
        fonts=tuple(face.postscript_name for face in style.faces.faces),
        width=width,
        height=height,
        author=composer.dossier.author,
    )


def _pages(
    placed: Sequence[Placed], pages: PageMap, furniture: Furniture, width: float, height: float
) -> Iterator[ExpectedPage]:
    own = {n: (item, sheet) for item in placed for n, sheet in zip(item.numbers, item.sheets, strict=True)}
    whole = Box(0, 0, width, height)
    for number in furniture.pages:
        item, sheet = own.get(number, (None, None))
        bled = sheet is None or sheet.name in ("cover", "opening")
        frame = whole if bled or sheet is None else Box(sheet.frame.left, MARGIN, sheet.frame.right, height - MARGIN)
        folio_box = furniture.folios.get(number)
        yield ExpectedPage(
            number=number,
            part=item.part.id if item else "",
            title=item.part.title if item else "",
            folio=pages.folios[number] if folio_box else None,
            folio_box=folio_box,
            frame=frame,
            numbers=sheet.numbers if sheet else (),
            furniture=furniture.loose[number],
        )


def _texts(placed: Sequence[Placed], pages: PageMap, composer: Composer) -> Iterator[ExpectedText]:
    """The running text of every chapter, and what cards, notes and captions print of each record."""
    dossier = composer.dossier
    by_anchor = {name: item for item in placed for sheet in item.sheets for name in sheet.anchors}
    for item in placed:
        if item.part.subject:
            yield from _said(item.part.subject, ("title", "summary", "text"), item, pages, composer)
    printed: list[tuple[type[Record], tuple[str, ...]]] = [
        (Resolution, ("title", "clauses")),
        (Conference, ("title", "summary")),
        (Document, ("title", "summary", "articles")),
        (Figure, ("title", "caption")),
        (Note, ("title", "stands", "right", "why", "known_from")),
    ]
    for kind, fields in printed:
        for record in dossier.all(kind):
            if found := by_anchor.get(home(record)):
                yield from _said(record, fields, found, pages, composer)


def _said(
    record: Record, fields: tuple[str, ...], item: Placed, pages: PageMap, composer: Composer
) -> Iterator[ExpectedText]:
    spot = composer.dossier.content.spot
    sheets = tuple(item.numbers)
    for name in fields:
        value = getattr(record, name, None)
        if isinstance(value, str):
            for text in composer.plain(item.part, value, pages):
                yield ExpectedText(record.id, name, text, sheets, spot(record, name))
        elif isinstance(value, tuple):
            for index, clause in enumerate(value):
                for text in composer.plain(item.part, f"{clause.verb} {clause.text}", pages):
                    yield ExpectedText(record.id, name, text, sheets, spot(record, name, index))


def _indexes(placed: Sequence[Placed], pages: PageMap, composer: Composer) -> Iterator[ExpectedIndex]:
    """Each line of the three indexes: the sheets that name the record, and the numbers as they must be printed."""
    dossier = composer.dossier
    parts = {item.part.kind: item.part for item in placed}
    kinds: list[tuple[str, type[Record]]] = [
        ("index-resolutions", Resolution),
        ("index-names", Person),
        ("index-places", Place),
    ]
    for part_kind, kind in kinds:
        part = parts.get(part_kind)
        for record in dossier.all(kind) if part else ():
            main = home(record) if isinstance(record, Resolution) else None
            runs = pages.runs(record.id, main)
            if not part or not runs or (isinstance(record, Place) and not record.indexed):
                continue
            yield ExpectedIndex(
                record=record.id,
                part=part.id,
                pages=tuple(sheet for run in runs for sheet in range(run.first, run.last + 1)),
                listed=tuple(_listed(run.first, run.last, pages) for run in runs),
                spot=dossier.content.spot(record),
            )


def _listed(first: int, last: int, pages: PageMap) -> str:
    return pages.folios[first] if first == last else f"{pages.folios[first]}–{pages.folios[last]}"
