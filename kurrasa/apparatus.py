"""What the book's lists and tables hold: chronology, indexes, key of signs, cover and back cover.

In: a page as it is composed, and through it the dossier and the page map. Out: rows for the templates, in their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from babel import Locale
from markupsafe import Markup

from kurrasa import collate, drawings, numbering
from kurrasa.calendars import Calendar, Span, When
from kurrasa.dossier import Dated
from kurrasa.idiom import capital
from kurrasa.records import (
    Body,
    Conference,
    Document,
    Event,
    Note,
    Person,
    Place,
    Record,
    Resolution,
    Series,
    Source,
    Symbol,
)
from kurrasa.writer import Writer, timed, unbroken

COVER_MARGIN = 18.0  # millimetres between the trim and the cover's drawing


@dataclass(frozen=True)
class Row:
    """One line of the chronology: its record, its day in each calendar, its sign, what happened, where it is told."""

    record: Dated
    days: tuple[Markup, ...]
    symbol: str | None
    text: Markup
    page: Markup


@dataclass(frozen=True)
class Year:
    """A year of the chronology: its name in each calendar, and its lines."""

    spans: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Explained:
    """A piece of a number in the reader's guide: what is printed, what it is called, what it stands for."""

    field: str
    text: str
    label: str
    meaning: str


@dataclass(frozen=True)
class Apparatus:
    """The lists, for one part."""

    writer: Writer

    def _say(self, msgid: str) -> str:
        return self.writer.composer.words.gettext(msgid)

    # ------------------------------------------------------------ chronology

    def chronology(self) -> Iterator[Year]:
        """The dated records by the year they begin in; months and years without a day stand where they begin."""
        dossier, idiom = self.writer.dossier, self.writer.dossier.idiom
        dated = [(record, when) for record in dossier.chronology() if (when := dossier.when(record))]
        for _, group in groupby(dated, key=lambda pair: pair[1].year):
            lines = list(group)
            yield Year(
                tuple(self._years([when for _, when in lines], calendar) for calendar in idiom.calendars),
                tuple(self._row(record, when) for record, when in lines),
            )

    def _years(self, whens: list[When], calendar: Calendar) -> str:
        spans = [span for when in whens if (span := when.span(calendar))]
        if not spans:
            return ""
        first, last = min(s.start[0] for s in spans), max(s.end[0] for s in spans)
        return self.writer.dossier.idiom.year(Span(calendar, (first,), (last,)))

    def _row(self, record: Dated, when: When) -> Row:
        dossier, page = self.writer.dossier, self.writer
        days = tuple(timed(when.iso, unbroken(self._day(when, calendar))) for calendar in dossier.idiom.calendars)
        text = page.line(record.title)
        symbol = None
        if isinstance(record, Conference):
            symbol = dossier.kind_of_session(record).symbol
            text = Markup("{}{}{}").format(page.link(record), self._say(": "), dossier.session(record))
            if adopted := [r for r in dossier.resolutions_of(record) if dossier.number(r)]:
                text += Markup("{}{}").format(
                    self._say("; adopts "), Markup(self._say(", ")).join(page.link(r) for r in adopted)
                )
        elif isinstance(record, Event):
            symbol = "bar"
        anchor = page.anchor(record)
        where = page.printed_number(anchor) if page.pages.has(anchor) else Markup("")
        return Row(record, days, symbol, text, where)

    def told_in(self, record: Record) -> list[Event]:
        """The events that a chapter tells, by their day."""
        dossier = self.writer.dossier
        return [e for e in dossier.chronology() if isinstance(e, Event) and e.chapter == record.id]

    def _day(self, when: When, calendar: Calendar) -> str:
        span = when.span(calendar)
        if span is None:
            return ""
        if span.precision == "year":
            said = self._say("day unknown") if calendar not in when.computed else ""
        else:
            said = self.writer.dossier.idiom.day_month(span)
        return f"[{said}]" if said and calendar in when.computed else said

    def signs(self) -> list[tuple[Symbol, str]]:
        """The signs of the meetings that took place, by the bodies' order, each with the kinds it stands for."""
        dossier = self.writer.dossier
        held = {(c.body, c.session) for c in dossier.all(Conference)}
        named: dict[Symbol, list[str]] = {}
        for body in dossier.all(Body):
            for name, kind in body.sessions.items():
                if (body.id, name) in held:
                    called = kind.plural or " ".join(kind.name.replace("{ordinal}", "").split())
                    named.setdefault(kind.symbol, []).append(called)
        return [(symbol, self._say(", ").join(names)) for symbol, names in named.items()]

    # ------------------------------------------------------------ contents

    def date_beside(self, title: str, when: When) -> str:
        """A meeting's date for the contents: in all calendars where there is room, else in the last of them."""
        dossier = self.writer.dossier
        whole = dossier.idiom.date(when)
        spans = [span for calendar in dossier.idiom.calendars if (span := when.span(calendar))]
        return whole if self.writer.composer.room.beside(title, whole) else dossier.idiom.span(spans[-1])

    # ------------------------------------------------------------ indexes

    def shelves(self) -> list[tuple[Body, list[tuple[Series | None, list[Resolution]]]]]:
        """The resolutions by body, then series; within a series by session and serial."""
        dossier = self.writer.dossier
        return [
            (body, [(series, list(rows)) for series, rows in groupby(group, key=dossier.series)])
            for body, group in groupby(dossier.shelved, key=dossier.body)
        ]

    def see_also(self, resolution: Resolution) -> list[Resolution]:
        """The resolutions that it cites and those that cite it, in the order of the index."""
        dossier = self.writer.dossier
        cited = [record for id in resolution.cites if isinstance(record := dossier.named(id), Resolution)]
        related = {r.id: r for r in (*cited, *dossier.cited_by(resolution)) if dossier.number(r)}
        return sorted(related.values(), key=dossier.shelf)

    def names(self, kind: str) -> Iterator[tuple[str, list[tuple[str, Person | Place, bool]]]]:
        """The index of names (`people`) or of places: under each letter its lines, but for what no page names."""
        dossier, pages = self.writer.dossier, self.writer.pages
        lines = [
            line
            for line in dossier.sorted_names(Person if kind == "people" else Place)
            if not pages.known or pages.cited(line[1].id)
        ]
        for letter, group in groupby(lines, key=lambda line: collate.head(line[0])):
            yield letter, list(group)

    def sources(self) -> list[tuple[str | None, list[Source]]]:
        """The sources under their headings, both in the editor's order."""
        sources = self.writer.dossier.all(Source)
        return [(group, [s for s in sources if s.group == group]) for group in dict.fromkeys(s.group for s in sources)]

    @property
    def notes(self) -> tuple[Note, ...]:
        """The editor's notes in their order."""
        return self.writer.dossier.all(Note)

    @property
    def bodies(self) -> list[Body]:
        """The bodies that number their resolutions."""
        return [body for body in self.writer.dossier.all(Body) if body.numbering]

    def sample(self, body: Body) -> list[Explained]:
        """A body's number taken apart, as the eye meets it from the side the book is read from."""
        scheme, page = body.numbering, self.writer
        number = numbering.sample(scheme) if scheme else None
        if scheme is None or number is None:
            return []
        told = {piece.field: piece for piece in numbering.explain(number, scheme)}
        pieces = numbering.visual(numbering.spell(number, scheme))
        return [
            Explained(
                piece.field,
                piece.text,
                self._say(told[piece.field].meaning) if piece.field else "",
                told[piece.field].value if piece.field else "",
            )
            for piece in (
                pieces if page.composer.style.direction == numbering.direction(_joined(pieces)) else pieces[::-1]
            )
        ]

    # ------------------------------------------------------------ imprint, cover, back cover

    def edition(self) -> str:
        """«الطبعة الأولى، 1448هـ / 2026م»."""
        edition, idiom = self.writer.dossier.book.edition, self.writer.dossier.idiom
        given: dict[Calendar, int | None] = {"hijri": edition.hijri_year, "gregorian": edition.gregorian_year}
        years = [
            idiom.year(Span(calendar, (year,), (year,))) for calendar in idiom.calendars if (year := given[calendar])
        ]
        named = self._say("{ordinal} edition").format(ordinal=idiom.ordinal(edition.number, "feminine"))
        return capital(self._say(", ").join([named, " / ".join(years)]) if years else named)

    def languages(self) -> str:
        """The languages the edition appears in, by their names in its own; empty where it has but one."""
        book = self.writer.dossier.book
        own = Locale.parse(book.language, sep="-")
        names = [Locale.parse(tag, sep="-").get_display_name(own) or tag for tag in book.languages]
        return self._say(", ").join(names) if len(names) > 1 else ""

    def columns(self, height: float) -> Markup:
        """The cover's drawing: one cell for each resolution in its year."""
        dossier = self.writer.dossier
        ids = [series.id if series else "" for series in self.cover_series()]
        cells = [
            drawings.Cell(when.year, ids.index(series.id if (series := dossier.series(r)) else ""), dossier.name(r))
            for r in dossier.shelved
            if (when := dossier.when(r))
        ]
        years = [when.year for record in dossier.chronology() if (when := dossier.when(record))]
        if not cells:
            return Markup("")
        title = self._say("The resolutions, each in its year")
        width = dossier.book.trim.width - 2 * COVER_MARGIN
        return self.writer.composer.drawing(
            drawings.columns,
            cells=cells,
            first=min(years),
            last=max(years),
            width=width,
            height=height,
            title=title,
        )

    def cover_series(self) -> list[Series | None]:
        """The series on the cover, once each by their name, in the bodies' order."""
        found: dict[str, Series | None] = {}
        for resolution in self.writer.dossier.shelved:
            series = self.writer.dossier.series(resolution)
            found.setdefault(series.id if series else "", series)
        return list(found.values())

    def figures(self) -> list[tuple[str, str]]:
        """Figures of the back cover, counted from the records: (number, what it counts)."""
        dossier, idiom = self.writer.dossier, self.writer.dossier.idiom
        counted: list[tuple[type[Record], str, str]] = [
            (Resolution, "resolution on record", "resolutions on record"),
            (Conference, "meeting on record", "meetings on record"),
            (Document, "document on record", "documents on record"),
        ]
        rows = []
        for kind, one, many in counted:
            if n := len(dossier.all(kind)):
                rows.append((idiom.number(n), self.writer.composer.words.ngettext(one, many, n)))
        return rows


def _joined(pieces: tuple[numbering.Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)
