"""What a part says of records: references, numbers, dates, figures, page numbers; all as HTML.

In: a composer, a part, and the map of pages as far as it is known. Out: markup, by the names that templates call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from kurrasa import calendars, drawings, numbering, prose, spots
from kurrasa.arrange import Part
from kurrasa.dossier import Dossier
from kurrasa.prose import Reference
from kurrasa.records import (
    Attendance,
    Body,
    Chapter,
    Conference,
    Document,
    Event,
    Figure,
    Handout,
    Note,
    Person,
    Place,
    Record,
    Resolution,
    Source,
)

if TYPE_CHECKING:
    from kurrasa.compose import Composer
    from kurrasa.paginate import PageMap

HOMES: dict[type[Record], str] = {
    Resolution: "card",
    Conference: "conf",
    Figure: "fig",
    Note: "note",
    Chapter: "part",
    Person: "name",
    Place: "place",
    Document: "doc",
    Source: "src",
    Body: "body",
    Event: "event",
    Handout: "handout",
}


def home(record: Record) -> str:
    """Name of the anchor at which a record is told."""
    return f"{HOMES[type(record)]}-{record.id}"


@dataclass
class Writer:
    """What the templates call while one part is composed; it remembers which records the part has named already."""

    composer: Composer
    part: Part
    pages: PageMap
    named: set[str] = field(default_factory=set)

    @property
    def dossier(self) -> Dossier:
        """The dossier of the composer."""
        return self.composer.dossier

    def names(self) -> dict[str, object]:
        """What a template may call."""
        return {
            "d": self.dossier,
            "book": self.dossier.book,
            "idiom": self.dossier.idiom,
            "arrangement": self.composer.arrangement,
            "measure": self.composer.measure,
            "ordinal": self.composer.arrangement.ordinal,
            "room": self.composer.room,
            "strip": self.composer.strip,
            "at": self.at,
            "named": spots.at,
            "prose": self.prose,
            "line": self.line,
            "link": self.link,
            "digits": self.digits,
            "number": self.number,
            "pp": self.printed_number,
            "runs": self.runs,
            "date": self.date,
            "dates": self.dates,
            "timed": timed,
            "when": self.dossier.when,
            "counts": self.counts,
            "figure_drawing": self.figure_drawing,
            "overview": self.overview,
        }

    def counts(self, a: Attendance) -> list[tuple[int, str, bool]]:
        """What a meeting's attendance counts: (number, what it is of, whether its dots are filled)."""
        words = self.composer.words
        told = [
            (a.states, words.ngettext("state took part", "states took part", a.states or 0), True),
            (a.observers, words.ngettext("observer", "observers", a.observers or 0), False),
            (a.guests, words.ngettext("invited guest", "invited guests", a.guests or 0), False),
        ]
        return [(n, word, filled) for n, word, filled in told if n is not None]

    # ------------------------------------------------------------ text

    def digits(self, text: object) -> str:
        """Numbers in the numerals of the edition."""
        return self.dossier.idiom.digits(str(text))

    def prose(self, text: str | None, name: str | None = None) -> Markup:
        """Blocks of Markdown; with a name, that of their field, they say which of its blocks they are."""
        return self._render(text, blocks=True, name=name)

    def line(self, text: str | None) -> Markup:
        """A line of Markdown."""
        return self._render(text, blocks=False)

    def _render(self, text: str | None, *, blocks: bool, name: str | None = None) -> Markup:
        if not text:
            return Markup("")
        rtl = self.composer.style.direction == "rtl"
        return Markup(prose.render(text, self.resolve, self.digits, blocks=blocks, rtl=rtl, name=name))

    @staticmethod
    def at(record: Record, *path: str | int) -> Markup:
        """The attribute by which an element says which field it prints, for those who look for it on the page."""
        return Markup(' data-at="{}"').format(spots.at(record, *path))

    def resolve(self, reference: Reference) -> str:
        """What a reference prints."""
        idiom, dossier = self.dossier.idiom, self.dossier
        if reference.is_date:
            span = calendars.parse(reference.target, "gregorian")
            return str(timed(span.iso, self._together(idiom.span(span))))
        record = dossier[reference.target] if reference.field else dossier.named(reference.target)
        if reference.figure and isinstance(record, Figure):
            return str(self._macro("figure")(record))
        if reference.page:
            return str(self.page_reference(self.anchor(record)))
        if reference.field:
            return self._field(record, reference.field)
        return str(self.link(record, reference.text))

    def _field(self, record: Record, name: str) -> str:
        idiom, when = self.dossier.idiom, self.dossier.when(record)
        conference = record if isinstance(record, Conference) else None
        place = getattr(record, "place", None)
        match name:
            case "date":
                return str(self.date(record))
            case "gregorian" | "hijri":
                span = getattr(when, name) if when else None
                return str(timed(when.iso, self._together(idiom.span(span)))) if when and span else ""
            case "year":
                span = when and (when.gregorian or when.hijri)
                return str(escape(idiom.year(span))) if span else ""
            case "number" if isinstance(record, Resolution):
                return str(self.number(record))
            case "symbol" if isinstance(record, Document) and record.symbol:
                return f'<span class="no" dir="ltr">{escape(record.symbol)}</span>'
            case "session" if conference:
                return str(escape(self.dossier.session(conference)))
            case "place" if place:
                return str(self.link(self.dossier.named(place)))
            case _:
                value = getattr(record, name, None) or self.dossier.name(record)
                return str(escape(self.digits(value)))

    @staticmethod
    def _together(date: str) -> Markup:
        """Keep a day with its month; the year may go to the next line, for a whole date may be half a line long."""
        day, _, year = date.rpartition(" ")
        return Markup("{} {}").format(unbroken(day), year) if day else escape(year)

    def _macro(self, name: str) -> Callable[..., Markup]:
        template = self.composer.templates.get_template("macros.html")
        module: Any = template.make_module(self.names())
        macro: Callable[..., Markup] = getattr(module, name)
        return macro

    # ------------------------------------------------------------ references

    def anchor(self, record: Record) -> str:
        """Where a reference to a record leads: its home, or the first place that tells of it where it has none."""
        anchor = home(record)
        if isinstance(record, Conference | Chapter) and (begins := self.composer.arrangement.anchor_of(record)):
            return begins
        if self.pages.has(anchor):
            return anchor
        if sheets := self.pages.cited(record.id):
            return f"sheet-{sheets[0]}"
        told_by = getattr(record, "chapter", None)
        return self.anchor(self.dossier.named(told_by)) if told_by else anchor

    def link(self, record: Record, text: str | None = None) -> Markup:
        """A reference to a record by its own name, or in other words; it counts for the indexes."""
        kind, turn, words = self.reference(record, text)
        anchor = self.anchor(record)
        if not self.pages.has(anchor):
            return Markup('<span class="{}"{}>{}</span>').format(kind, turn, words)
        return Markup('<a class="ref {}"{} href="#{}" data-cite="{}">{}</a>').format(
            kind, turn, anchor, record.id, words
        )

    def reference(self, record: Record, text: str | None = None) -> tuple[str, Markup, Markup]:
        """What a reference is made of: its classes, its direction as an attribute, its words."""
        words = self._printed(record) if text is None else Markup(prose.set_words(self.digits(text)))
        if isinstance(record, Resolution) and text is None and (pieces := self.dossier.number(record)):
            spelt = "".join(piece.text for piece in pieces)
            turn = Markup(' dir="{}"').format(numbering.direction(spelt))
        else:
            turn = Markup("")
        kind = f"to-{HOMES[type(record)]}" + (" no" if turn else "")
        return kind, turn, words

    def _printed(self, record: Record) -> Markup:
        """The name a bare reference prints."""
        if isinstance(record, Figure | Note):
            index = self.composer.arrangement.ordinal(record)
            said = self.composer.words.gettext("Figure {n}" if isinstance(record, Figure) else "Note {n}")
            return Markup('<span class="nb">{}</span>').format(said.format(n=self.dossier.idiom.number(index)))
        return Markup(prose.set_words(self.digits(self.dossier.name(record))))

    def number(self, resolution: Resolution, *, latin: bool = False) -> Markup:
        """A resolution's number, whole and in its own direction; empty where the source gives none."""
        spelt = "".join(piece.text for piece in self.dossier.number(resolution, latin=latin))
        if not spelt:
            return Markup("")
        turn = numbering.direction(spelt)
        return Markup('<span class="no" dir="{}">{}</span>').format(turn, self.digits(spelt))

    def printed_number(self, anchor: str, entry: str = "", *, main: bool = False) -> Markup:
        """A page number: a link around its digits alone, which the proof follows."""
        if not self.pages.has(anchor):
            return Markup("")
        tag = Markup(' data-entry="{}"').format(entry) if entry else Markup("")
        number = Markup('<a class="pp" href="#{}"{}>{}</a>').format(anchor, tag, self.pages.folio(anchor))
        return Markup("<b>{}</b>").format(number) if main else number

    def page_reference(self, anchor: str) -> Markup:
        """«ص 14»."""
        number = self.printed_number(anchor)
        said = self.composer.words.gettext("p. {n}")
        before, after = said.split("{n}")
        told = Markup('<span class="nb">{}{}{}</span>')
        return told.format(before, number, after) if number else Markup("")

    def runs(self, record: Record, main: str | None = None) -> Markup:
        """The page numbers of an index line; the two ends of a range are links of their own."""
        comma = self.composer.words.gettext(", ")
        pieces = []
        for run in self.pages.runs(record.id, main):
            first = self.printed_number(main if run.main and main else f"sheet-{run.first}", record.id, main=run.main)
            if run.last > run.first:
                last = self.printed_number(f"sheet-{run.last}", record.id)
                first = Markup('<span class="run">{}–{}</span>').format(first, last)
            pieces.append(first)
        return Markup(comma).join(pieces)

    # ------------------------------------------------------------ dates and drawings

    def date(self, record: Record) -> Markup:
        """A record's date in the calendars of the edition."""
        when = self.dossier.when(record)
        return (
            Markup(" / ").join(timed(when.iso, self._together(date)) for date in self._said(when)) if when else Markup()
        )

    def dates(self, record: Record) -> Markup:
        """The same with each calendar on a line of its own, for narrow cells."""
        when = self.dossier.when(record)
        return Markup("<br>").join(timed(when.iso, unbroken(date)) for date in self._said(when)) if when else Markup()

    def _said(self, when: calendars.When) -> list[str]:
        return self.dossier.idiom.date(when).split(" / ")

    def figure_drawing(self, figure: Figure, width: float, height: float) -> Markup:
        """A figure's picture or, where there is none, the locator of its place; empty where neither is to be had."""
        if figure.image:
            return Markup('<img src="{}" alt="{}" style="width:{}mm">').format(
                self.composer.pictures[figure.id], figure.alt or "", min(figure.width or width, width)
            )
        place = self.dossier[figure.place] if figure.place else None
        return self.locator({place.id}, width, height, place.name) if isinstance(place, Place) else Markup("")

    def overview(self, width: float, height: float) -> Markup:
        """One locator for the places of all figures; empty where no figure has a place that can be drawn."""
        places = {figure.place for figure in self.dossier.all(Figure) if figure.place}
        return self.locator(places, width, height, self.composer.words.gettext("the figures"))

    def locator(self, here: set[str], width: float, height: float, name: str) -> Markup:
        """The places `here` among all that are drawn on the same map; empty where none has coordinates."""
        maps = {p.map for p in self.dossier.all(Place) if p.id in here and p.map}
        points = [
            drawings.Point(p.name, p.latitude, p.longitude, p.label, here=p.id in here)
            for p in self.dossier.all(Place)
            if (p.id in here or p.map in maps) and p.latitude is not None and p.longitude is not None
        ]
        if not any(point.here for point in points):
            return Markup("")
        say = self.composer.words.gettext
        letters = drawings.Words(say("km"), say("N"), say("S"), say("E"), say("W"))
        title = say("Where {place} lies").format(place=name)
        return self.composer.drawing(
            drawings.locator, points=points, width=width, height=height, words=letters, title=title
        )


def timed(iso: str, said: str) -> Markup:
    """A date with what programs read of it, which may be a run of days: "1997-12-09/1997-12-11"."""
    return Markup('<time datetime="{}">{}</time>').format(iso, said) if said else Markup()


def unbroken(date: str) -> Markup:
    """A date that stays on one line; one that runs from month to month may part after its dash."""
    ends = date.replace(" – ", " –\n").split("\n") if date else []
    return Markup(" ").join(Markup('<span class="nb">{}</span>').format(end) for end in ends)


def compact(numbers: Sequence[int], comma: str) -> str:
    """Page numbers of a source in a row, parted by the comma of the language: 3, 5–7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return comma.join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
