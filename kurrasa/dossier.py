"""The dossier: every record resolved against the others, and what can be computed of them before a page is set.

In: content that has been checked. Out: one immutable object that the templates ask. A reference is a record here, a
date has its calendars, a resolution its number in parts, and everything cited knows who cites it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from kurrasa import calendars, collate, numbering
from kurrasa.calendars import When
from kurrasa.idiom import Idiom, capital
from kurrasa.load import Content, bare
from kurrasa.numbering import Number, Piece
from kurrasa.records import (
    Body,
    Book,
    Conference,
    Document,
    Event,
    Figure,
    Note,
    Numbering,
    Person,
    Place,
    Record,
    Resolution,
    Series,
    SessionKind,
    Symbol,
)

R = TypeVar("R", bound=Record)
Dated = Conference | Resolution | Event | Document | Figure
Shelf = tuple[int, tuple[int, int, int], str]
_BY_ID = ("_numbers", "_shelves", "_when", "_about")  # what is known by id, and hangs on no running text


@dataclass(frozen=True)
class Milestone:
    """A meeting or an event on the strip of years: its position in years, its sign, its name."""

    id: str
    position: float
    symbol: Symbol
    name: str


@dataclass(frozen=True)
class Dossier:
    """What the templates see. Every lookup is by record, never by chance of order."""

    content: Content
    idiom: Idiom

    def retold(self, content: Content) -> Dossier:
        """The dossier of a content in which some records have other running texts, and nothing else is another."""
        later = replace(self, content=content)
        later.__dict__.update({name: self.__dict__[name] for name in _BY_ID if name in self.__dict__})
        return later

    @property
    def book(self) -> Book:
        """The book's own record."""
        return self.content.book

    @property
    def original(self) -> Book | None:
        """The book that this edition is a translation of."""
        return self.content.source.book if self.content.source else None

    @property
    def author(self) -> str | None:
        """Who the PDF names as its author: those credited, or the publisher."""
        house = self.book.publisher
        return ", ".join(credit.name for credit in self.book.credits) or (house.name if house else None)

    def __getitem__(self, id: str) -> Record:
        return self.content.entries[id].record

    def named(self, id: str) -> Record:
        """A record without its running text: a part that only names it is no other once that is edited."""
        return self.content.entries[id].once(bare)

    def all(self, kind: type[R]) -> tuple[R, ...]:
        """The records of a kind, as the editor ordered them."""
        return self.content.of(kind)

    # ------------------------------------------------------------ bodies and numbers

    def body(self, record: Conference | Resolution) -> Body:
        """The body that met or that adopted."""
        body = self[record.body]
        assert isinstance(body, Body)
        return body

    def kind_of_session(self, conference: Conference) -> SessionKind:
        """Which kind of its body's meetings it was."""
        return self.body(conference).sessions[conference.session]

    def session(self, conference: Conference) -> str:
        """Its full designation: القمة الإسلامية الثامنة."""
        kind = self.kind_of_session(conference)
        ordinal = self.idiom.ordinal(conference.ordinal, kind.gender) if conference.ordinal else ""
        name = kind.name.replace("{ordinal}", ordinal).strip()
        return capital(name) if kind.name.startswith("{ordinal}") else name

    def adopted_by(self, resolution: Resolution) -> Conference | None:
        """The conference that adopted it, where it is known."""
        conference = self[resolution.conference] if resolution.conference else None
        return conference if isinstance(conference, Conference) else None

    @cached_property
    def _numbers(self) -> Mapping[str, Number]:
        read = {}
        for resolution in self.all(Resolution):
            scheme, conference = self.body(resolution).numbering, self.adopted_by(resolution)
            if scheme and (
                number := numbering.number_of(resolution.number, scheme, conference.ordinal if conference else None)
            ):
                read[resolution.id] = number
        return read

    def number(self, resolution: Resolution, *, latin: bool = False) -> tuple[Piece, ...]:
        """The number in the pieces its body's form sets it from; empty where the source gives none."""
        number, scheme = self._numbers.get(resolution.id), self.body(resolution).numbering
        return numbering.spell(number, scheme, latin=latin) if number and scheme else ()

    def series(self, resolution: Resolution) -> Series | None:
        """The series of its number, or the subject it is shelved under."""
        scheme, number = self.body(resolution).numbering, self._numbers.get(resolution.id)
        wanted = resolution.subject or (number.series if number else None)
        return next((s for s in scheme.series if s.id == wanted), None) if scheme else None

    def shelf(self, resolution: Resolution) -> Shelf:
        """Its place in the index: body, series, session, serial; what lacks one comes last."""
        return self._shelves[resolution.id]

    @cached_property
    def _shelves(self) -> Mapping[str, Shelf]:
        bodies = {body.id: index for index, body in enumerate(self.all(Body))}
        plain = Numbering(form="{serial}")
        return {
            r.id: (
                bodies[r.body],
                numbering.sort_key(self._numbers.get(r.id), self.body(r).numbering or plain, r.subject),
                r.id,
            )
            for r in self.all(Resolution)
        }

    @cached_property
    def shelved(self) -> tuple[Resolution, ...]:
        """All resolutions in the order of the index."""
        return tuple(sorted(self.all(Resolution), key=self.shelf))

    # ------------------------------------------------------------ dates

    @cached_property
    def _when(self) -> Mapping[str, When]:
        return {
            record.id: calendars.when(date, self.book.calendars)
            for record in (entry.record for entry in self.content.entries.values())
            if (date := getattr(record, "date", None)) is not None
        }

    def when(self, record: Record) -> When | None:
        """Its date; for a resolution or a document without one of its own, that of its conference."""
        own = self._when.get(record.id)
        if own is None and isinstance(record, Resolution | Document) and record.conference:
            return self._when.get(record.conference)
        return own

    def day(self, record: Record) -> tuple[bool, tuple[int, int, int]]:
        """Sort key: by its date, those without one last."""
        when = self.when(record)
        return when is None, when.sort_key if when else (0, 0, 0)

    def has_own_date(self, record: Record) -> bool:
        """Whether the date is its own and not its conference's."""
        return record.id in self._when

    def chronology(self) -> tuple[Dated, ...]:
        """Every record with a date of its own, by day; a figure whose event is dated there is not told twice."""
        return self._chronology

    @cached_property
    def _chronology(self) -> tuple[Dated, ...]:
        told = {(r.place, self._when[r.id].sort_key) for r in self.all(Event)}
        dated: list[Dated] = [
            record
            for record in (entry.record for entry in self.content.entries.values())
            if isinstance(record, Dated)
            and record.id in self._when
            and not (isinstance(record, Figure) and (record.place, self._when[record.id].sort_key) in told)
        ]
        return tuple(sorted(dated, key=lambda record: self._when[record.id].sort_key))

    def milestones(self) -> tuple[Milestone, ...]:
        """The meetings and events by day, as the strip of years shows them."""
        return self._milestones

    @cached_property
    def _milestones(self) -> tuple[Milestone, ...]:
        return tuple(
            Milestone(
                record.id,
                when.position,
                self.kind_of_session(record).symbol if isinstance(record, Conference) else "bar",
                self.name(record),
            )
            for record in self.chronology()
            if isinstance(record, Conference | Event) and (when := self.when(record))
        )

    # ------------------------------------------------------------ who speaks of whom

    @cached_property
    def _citing(self) -> Mapping[str, tuple[Resolution, ...]]:
        citing: dict[str, list[Resolution]] = defaultdict(list)
        for resolution in self.shelved:
            for id in resolution.cites:
                citing[id].append(resolution)
        return {id: tuple(by) for id, by in citing.items()}

    def cited_by(self, record: Record) -> tuple[Resolution, ...]:
        """The resolutions that cite it."""
        return self._citing.get(record.id, ())

    def resolutions_of(self, conference: Conference) -> tuple[Resolution, ...]:
        """The resolutions a conference adopted, in the order of the index."""
        return self._adopted.get(conference.id, ())

    def documents_of(self, conference: Conference) -> tuple[Document, ...]:
        """The documents a conference issued."""
        return self._issued.get(conference.id, ())

    @cached_property
    def _adopted(self) -> Mapping[str | None, tuple[Resolution, ...]]:
        return grouped(self.shelved, lambda resolution: resolution.conference)

    @cached_property
    def _issued(self) -> Mapping[str | None, tuple[Document, ...]]:
        return grouped(self.all(Document), lambda document: document.conference)

    def notes_on(self, records: Iterable[Record]) -> tuple[Note, ...]:
        """The editor's notes that concern any of these records, in their order."""
        found = {index for record in records for index in self._about.get(record.id, ())}
        notes = self.all(Note)
        return tuple(notes[index] for index in sorted(found))

    @cached_property
    def _about(self) -> Mapping[str, tuple[int, ...]]:
        """The editor's notes that concern each record, by their place among the notes."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, note in enumerate(self.all(Note)):
            for id in note.about:
                found[id].append(index)
        return {id: tuple(indices) for id, indices in found.items()}

    # ------------------------------------------------------------ names

    def name(self, record: Record) -> str:
        """What a bare reference to a record prints, before numerals are set."""
        match record:
            case Person() | Place() | Body():
                return record.name
            case Resolution():
                return "".join(piece.text for piece in self.number(record)) or record.title
            case _:
                return str(getattr(record, "title", record.id))

    def sorted_names(self, kind: type[Person] | type[Place]) -> tuple[tuple[str, Person | Place, bool], ...]:
        """Lines of an index of names in its order: (heading, record, whether it is only a see-reference)."""
        lines: list[tuple[str, Person | Place, bool]] = []
        for record in self.all(kind):
            if isinstance(record, Place) and not record.indexed:
                continue
            heading = (record.sort_name if isinstance(record, Person) else None) or record.name
            lines.append((heading, record, False))
            lines += [(variant, record, True) for variant in record.variants if variant != heading]
        return tuple(sorted(lines, key=lambda line: (self.collation(line[0]), line[2])))

    def collation(self, name: str) -> tuple[object, ...]:
        """Sort key of a name, by the settings of the book."""
        return collate.key(name, self.book.taa_marbuta, self.book.alef_maqsura)


def grouped(records: Iterable[R], key: Callable[[R], str | None]) -> Mapping[str | None, tuple[R, ...]]:
    """Records by what a key says of them, in their order."""
    found: dict[str | None, list[R]] = defaultdict(list)
    for record in records:
        found[key(record)].append(record)
    return {name: tuple(group) for name, group in found.items()}


def resolve(content: Content) -> Dossier:
    """Bind checked content and the idiom of its edition."""
    book = content.book
    idiom = Idiom(
        language=book.language,
        numerals=book.numerals,
        months=book.months,
        calendars=book.calendars,
        era_marks=book.era_marks,
    )
    return Dossier(content, idiom)
