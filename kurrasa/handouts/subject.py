"""What each handout is about: a meeting with all that belongs to it, or the records that a selection asks for.

In: the dossier, its arrangement, and which handouts are wanted. Out: subjects, each with its records in the order in
which they are to be told. Nothing here is written anew: what a record does not say, no handout says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kurrasa import prose
from kurrasa.arrange import Arrangement, placing
from kurrasa.calendars import When, parse
from kurrasa.diagnostics import Diagnostic
from kurrasa.dossier import Dossier
from kurrasa.handouts.order import Choice
from kurrasa.load import Content
from kurrasa.localise import OF_A_TRANSLATION
from kurrasa.records import (
    Body,
    Book,
    Chapter,
    Conference,
    Document,
    Event,
    Figure,
    Handout,
    Note,
    Person,
    Place,
    Query,
    Record,
    Resolution,
)


@dataclass(frozen=True)
class Subject:
    """One handout: the record it is named after, and what it tells, each kind in its order."""

    record: Conference | Handout
    conferences: tuple[Conference, ...]
    resolutions: tuple[Resolution, ...]
    documents: tuple[Document, ...]
    events: tuple[Event, ...]
    figures: tuple[Figure, ...]
    notes: tuple[Note, ...]

    @property
    def conference(self) -> Conference | None:
        """The meeting, where it is about one."""
        return self.record if isinstance(self.record, Conference) else None

    @property
    def told(self) -> tuple[Record, ...]:
        """Every record it tells, but for its notes."""
        return (*self.conferences, *self.resolutions, *self.documents, *self.events, *self.figures)


def subjects(dossier: Dossier, arrangement: Arrangement, choice: Choice) -> Iterator[Subject]:
    """The handouts that are wanted: the meetings by their day, then the selections."""
    for conference in by_day(dossier, dossier.all(Conference)):
        if takes(choice, conference, dossier):
            yield of_conference(dossier, arrangement, conference)
    for handout in dossier.all(Handout):
        if takes(choice, handout, dossier):
            yield of_selection(dossier, handout)


def takes(choice: Choice, record: Conference | Handout, dossier: Dossier) -> bool:
    """Whether the handout of a meeting or of a selection is wanted. A year may be of either calendar."""
    if choice.ids and record.id not in choice.ids:
        return False
    if isinstance(record, Handout):
        return bool(choice.ids) or not (choice.bodies or choice.years)
    when = dossier.when(record)
    years = {span.start[0] for span in (when.gregorian, when.hijri) if span} if when else set()
    return (not choice.bodies or record.body in choice.bodies) and (not choice.years or bool(years & {*choice.years}))


def by_day(dossier: Dossier, conferences: Iterable[Conference]) -> tuple[Conference, ...]:
    """Meetings by their day; those without a date come last."""
    return tuple(sorted(conferences, key=dossier.day))


def of_conference(dossier: Dossier, arrangement: Arrangement, conference: Conference) -> Subject:
    """A meeting: what it adopted and issued, what happened at it, the captions that its chapter places."""
    resolutions, documents = dossier.resolutions_of(conference), dossier.documents_of(conference)
    mine = dossier.when(conference)
    events = [
        event
        for event in dossier.all(Event)
        if event.place == conference.place and mine and _within(dossier.when(event), mine)
    ]
    placed = {ref.target for ref in prose.references(placing(dossier, conference)) if ref.figure}
    figures = tuple(figure for figure in arrangement.figures if figure.id in placed)
    told: tuple[Record, ...] = (conference, *resolutions, *documents, *events, *figures)
    return Subject(conference, (conference,), resolutions, documents, tuple(events), figures, _notes(dossier, told))


def _within(when: When | None, whole: When) -> bool:
    """Whether a day or days lie in those of a meeting."""
    span, around = when and when.gregorian, whole.gregorian
    return bool(span and around and around.days[0] <= span.days[0] and span.days[1] <= around.days[1])


def of_selection(dossier: Dossier, handout: Handout) -> Subject:
    """What a selection asks for; the meetings are those it asks for and those that adopted or issued what it holds."""
    query = handout.about
    found = [
        record
        for record in (entry.record for entry in dossier.content.entries.values())
        if isinstance(record, Conference | Resolution | Document | Event | Figure)
        and (record.id in query.also or meets(record, query, dossier))
    ]
    resolutions = tuple(
        sorted((r for r in found if isinstance(r, Resolution)), key=lambda r: (dossier.day(r), dossier.shelf(r)))
    )
    documents = tuple(r for r in found if isinstance(r, Document))
    events = tuple(r for r in dossier.chronology() if isinstance(r, Event) and r in found)
    seen = {(e.place, e.date) for e in events}  # the caption of what is told already is left to the booklet
    figures = tuple(r for r in found if isinstance(r, Figure) and (r.id in query.also or (r.place, r.date) not in seen))
    behind = {r.conference for r in resolutions} | {r.conference for r in documents}
    meetings = [c for c in dossier.all(Conference) if c in found or c.id in behind]
    told: tuple[Record, ...] = (*resolutions, *documents, *events, *figures)
    return Subject(handout, by_day(dossier, meetings), resolutions, documents, events, figures, _notes(dossier, told))


def meets(record: Record, query: Query, dossier: Dossier) -> bool:
    """Whether a record meets every condition of a query that has one; what a record lacks, it can't meet."""
    when = dossier.when(record)
    conference = record.id if isinstance(record, Conference) else getattr(record, "conference", None)
    series = dossier.series(record) if isinstance(record, Resolution) else None
    body = getattr(record, "body", None) or (getattr(dossier[conference], "body", None) if conference else None)
    conditions = [
        (query.bodies, {body}),
        (query.conferences, {conference}),
        (query.chapters, {getattr(record, "chapter", None)}),
        (query.series, {series.id if series else None}),
        (query.places, {getattr(record, "place", None)}),
        (query.people, {*getattr(record, "people", ())}),
    ]
    asked = [(wanted, has) for wanted, has in conditions if wanted]
    if not asked and not (query.since or query.until):
        return False
    if (query.since or query.until) and not (when and _between(when, query)):
        return False
    return all(has.intersection(wanted) for wanted, has in asked)


def _between(when: When, query: Query) -> bool:
    span = when.gregorian
    if span is None:
        return False
    begins = not query.since or span.days[0] >= parse(query.since, "gregorian").days[0]
    return begins and (not query.until or span.days[1] <= parse(query.until, "gregorian").days[1])


def _notes(dossier: Dossier, told: Iterable[Record]) -> tuple[Note, ...]:
    """The editor's notes about any of these records, and those that the texts printed of them refer to."""
    told = tuple(told)
    texts = [text for record in told for text in printed(record)]
    named = {ref.target for text in texts for ref in prose.references(text)}
    about = dossier.notes_on(told)
    return tuple(note for note in dossier.all(Note) if note in about or note.id in named)


PRINTED: Mapping[type[Record], tuple[str, ...]] = {
    Book: ("title", "edition"),
    Body: ("name", "short_name", "about", "sessions", "numbering"),
    Chapter: ("title",),
    Conference: ("title", "session_name", "venue", "attendance", "summary"),
    Document: ("title", "summary", "articles"),
    Event: ("title", "figures"),
    Figure: ("title", "caption", "alt"),
    Handout: ("title", "summary"),
    Note: ("title", "right", "why"),
    Person: ("name", "role"),
    Place: ("name", "about"),
    Resolution: ("title", "summary", "clauses"),
}
"""The fields of which handouts print something. A translation that lacks another is no fault of theirs."""


def concerns(diagnostic: Diagnostic, content: Content) -> bool:
    """Whether a fault of a translation is about something that handouts print."""
    entry = content.entries.get(diagnostic.values.get("id", ""))
    if diagnostic.rule not in OF_A_TRANSLATION or entry is None:
        return True
    field = diagnostic.values.get("path", "").partition(".")[0]
    return field in PRINTED.get(type(entry.record), ())


def printed(record: Record) -> Iterator[str]:
    """The texts that a handout prints of a record."""
    for name in ("title", "summary", "caption"):
        if isinstance(value := getattr(record, name, None), str):
            yield value
    for clause in (*getattr(record, "clauses", ()), *getattr(record, "articles", ())):
        yield clause.text
