"""The way from a book that stands to its records as data.

In: an order, and the book that was made by it. Out: `data/`, or `data.en/` of an edition in another language: a file
for each kind of record, the schema of each, and an index that says what is what. All of it is UTF-8 in NFC, and sorted:
meetings and events by day, resolutions and names as the indexes have them, all else as the editor has it.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from kurrasa import __version__, build, calendars, numbering
from kurrasa.calendars import Calendar, When
from kurrasa.data.pages import Pages, pages
from kurrasa.data.shape import (
    CalendarDate,
    FileInIndex,
    Index,
    InTime,
    NumberInParts,
    exported,
    file_of,
    schema_of,
    schemas,
)
from kurrasa.diagnostics import Diagnostic
from kurrasa.dossier import Dossier, resolve
from kurrasa.load import load
from kurrasa.localise import languages, localise
from kurrasa.manifest import SUFFIX, Manifest, read
from kurrasa.numbering import text_of
from kurrasa.order import Order
from kurrasa.records import FOLDERS, Conference, Document, Event, Person, Place, Record, Resolution


@dataclass(frozen=True)
class Exported:
    """What came of it: the folder and how many records lie in it, or why there are none."""

    diagnostics: tuple[Diagnostic, ...]
    folder: Path | None = None
    records: int = 0


def export(order: Order, booklet: Path) -> Exported:
    """Write the records of a book that was made by this order."""
    issue = read(booklet.with_suffix(SUFFIX))
    content, faults = load(order.content)
    if isinstance(issue, Diagnostic):
        return Exported((issue,))
    if content is None:
        return Exported(faults)
    dossier = resolve(localise(content, issue.language)[0])
    standing = pages(booklet, issue)
    files: dict[str, Any] = {schema_of(name): schema for name, schema in schemas().items()}
    listed = []
    for name, kind in sorted(FOLDERS.items()):
        records = [_exported(record, dossier, standing) for record in _sorted(kind, dossier)]
        made = file_of(kind)(records=records)
        files[f"{name}.json"] = _data(made)
        about = " ".join((kind.__doc__ or "").split())
        listed.append(
            FileInIndex(
                file=f"{name}.json", schema_file=f"schema/{name}.schema.json", records=len(records), about=about
            )
        )
    files["index.json"] = _data(_index(dossier, languages(content), issue, booklet, listed))
    folder = order.out / booklet.stem.replace("booklet", "data", 1)
    (folder / "schema").mkdir(parents=True, exist_ok=True)
    build.put({folder / name: _written(data) for name, data in files.items()})
    return Exported((), folder, sum(one.records for one in listed))


def _listed(kind: type[Record], records: int) -> FileInIndex:
    about = " ".join((kind.__doc__ or "").split())
    name = kind.folder
    return FileInIndex(file=f"{name}.json", schema_file=schema_of(name), records=records, about=about)


def _index(
    dossier: Dossier, known: Sequence[str], issue: Manifest, booklet: Path, files: Sequence[FileInIndex]
) -> Index:
    book = dossier.book
    return Index(
        title=book.title,
        language=book.language,
        languages=tuple(known),
        rights=book.rights,
        publisher=book.publisher.name if book.publisher else None,
        isbn=book.isbn,
        program=f"Kurrasa {__version__}",
        content=issue.content,
        booklet=booklet.name,
        pages=len(issue.pages),
        final=issue.final,
        files=tuple(files),
    )


def _sorted(kind: type[Record], dossier: Dossier) -> Sequence[Record]:
    records = dossier.all(kind)
    if kind is Resolution:
        return dossier.shelved
    if kind in (Person, Place):
        return sorted(records, key=lambda r: (dossier.collation(getattr(r, "sort_name", None) or r.name), r.id))  # type: ignore[attr-defined]
    if kind in (Conference, Event):
        dated = {r.id: when.sort_key for r in records if (when := dossier.when(r))}
        return sorted(records, key=lambda r: (r.id not in dated, dated.get(r.id, (0, 0, 0))))
    return records


# ---------------------------------------------------------------- one record


def _exported(record: Record, dossier: Dossier, standing: Pages) -> Record:
    """A record with what the program makes of it."""
    model = exported(type(record))
    data = record.model_dump(exclude={"date", "number"} & type(record).model_fields.keys())
    if "in_book" in model.model_fields:
        data["in_book"] = standing.of(record)
        data["cited_by"] = [r.id for r in dossier.cited_by(record)]
        data["notes"] = [note.id for note in dossier.notes_on([record])]
    if "date" in model.model_fields:
        data["date"] = _in_time(record, dossier)
    if isinstance(record, Conference):
        data["designation"] = dossier.session(record)
        data["resolutions"] = [r.id for r in dossier.resolutions_of(record)]
        data["documents"] = [d.id for d in dossier.documents_of(record)]
    if isinstance(record, Resolution):
        series = dossier.series(record)
        data |= {"number": _number(record, dossier), "series": series.id if series else None}
    return model.model_validate(data)


def _in_time(record: Record, dossier: Dossier) -> InTime | None:
    when = dossier.when(record)
    if when is None:
        return None
    reckoned = when.gregorian or (when.hijri and _gregorian(when))
    inherited = isinstance(record, Resolution | Document) and not dossier.has_own_date(record)
    return InTime(
        gregorian=_in_calendar(when, "gregorian"),
        hijri=_in_calendar(when, "hijri"),
        first=date.fromordinal(reckoned.days[0]) if reckoned else None,
        last=date.fromordinal(reckoned.days[1]) if reckoned else None,
        printed=None if inherited else when.printed,
        date_of=record.conference if inherited and isinstance(record, Resolution | Document) else None,
    )


def _gregorian(when: When) -> calendars.Span | None:
    assert when.hijri
    return calendars.convert(when.hijri, "gregorian")


def _in_calendar(when: When, calendar: Calendar) -> CalendarDate | None:
    span = when.span(calendar)
    if span is None:
        return None
    return CalendarDate(iso=span.iso, precision=span.precision, computed=calendar in when.computed)


def _number(resolution: Resolution, dossier: Dossier) -> NumberInParts | None:
    text = text_of(dossier.number(resolution))
    scheme, conference = dossier.body(resolution).numbering, dossier.adopted_by(resolution)
    if not text or scheme is None:
        return None
    parts = numbering.number_of(resolution.number, scheme, conference.ordinal if conference else None)
    assert parts  # or it would have had no text
    latin = text_of(dossier.number(resolution, latin=True))
    return NumberInParts(
        text=text,
        latin=latin if scheme.latin_form else None,
        serial=parts.serial,
        session=parts.session,
        series=parts.series,
    )


# ---------------------------------------------------------------- as text


def _data(model: BaseModel) -> Any:
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


def _written(data: Any) -> bytes:
    return unicodedata.normalize("NFC", json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
