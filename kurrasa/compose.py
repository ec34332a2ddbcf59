"""One part of the dossier to one HTML document.

In: the dossier, its arrangement, a part, the side it opens on, and the map of pages as far as it is known. Out: HTML.
Pure: the same in gives the same out, and a part depends on no page number but those it prints.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from kurrasa import calendars, drawings, numbering, prose
from kurrasa.apparatus import Apparatus
from kurrasa.arrange import Arrangement, Part, Side
from kurrasa.dossier import Dossier
from kurrasa.paginate import PageMap
from kurrasa.records import (
    Body,
    Chapter,
    Conference,
    Document,
    Event,
    Figure,
    Note,
    Person,
    Place,
    Record,
    Resolution,
    Source,
)

TEMPLATES = Path(__file__).parent.parent / "templates"
INNER, OUTER = 18.0, 26.0  # margins of tokens.css, in millimetres: drawings are made to the measure
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
}


def home(record: Record) -> str:
    """Name of the anchor at which a record is told."""
    return f"{HOMES[type(record)]}-{record.id}"


def direction(language: str) -> str:
    """Base direction of a language's script, by its CLDR character order."""
    from babel import Locale

    return "rtl" if Locale.parse(language.replace("_", "-"), sep="-").character_order == "right-to-left" else "ltr"


@dataclass(frozen=True)
class Composer:
    """Everything parts are composed of that does not change from pass to pass."""

    dossier: Dossier
    arrangement: Arrangement
    words: NullTranslations
    style: drawings.Style
    pictures: Mapping[str, str]
    licence: str

    @cached_property
    def environment(self) -> Environment:
        """The templates, with the interface's words and no way to leave an undefined name unnoticed."""
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.install_gettext_translations(self.words, newstyle=True)  # type: ignore[attr-defined]
        environment.globals |= {
            "d": self.dossier,
            "book": self.dossier.book,
            "idiom": self.dossier.idiom,
            "arrangement": self.arrangement,
            "draw": drawings,
            "style": self.style,
            "direction": self.style.direction,
            "home": home,
            "measure": self.measure,
            "licence": self.licence,
            "compact": compact,
            "ordinal": self.ordinal,
            "strip": self.strip,
        }
        return environment

    def compose(self, part: Part, opens: Side, pages: PageMap) -> str:
        """The HTML of a part. `pages` is the map of the pass before; the empty one at first."""
        page = Page(self, part, pages)
        return self.environment.get_template(f"parts/{part.kind}.html").render(
            part=part, opens=opens, pages=pages, apparatus=Apparatus(page), **page.names()
        )

    def plain(self, part: Part, text: str, pages: PageMap) -> list[str]:
        """The paragraphs of a text as they are to be read on paper: what the proof looks for."""
        html = Page(self, part, pages).prose(text)
        notes = re.findall(r'<span class="fn">(.*?)</span><!--/fn-->', html, re.DOTALL)
        body = re.sub(r'<span class="fn">.*?</span><!--/fn-->', "", html, flags=re.DOTALL)
        body = re.sub(r"<figure.*?</figure>", "", body, flags=re.DOTALL)
        pieces = re.split(r"</(?:p|h\d|li)>", body) + notes
        return [text for piece in pieces if (text := Markup(piece).striptags())]

    def strip(self, width: float, here: Record | None = None, *, dark: bool = False) -> Markup:
        """The strip of years with a mark for each conference and event; the one at `here` stands out."""
        dossier = self.dossier
        marks = [
            drawings.Mark(
                position=when.position,
                symbol=dossier.kind_of_session(record).symbol if isinstance(record, Conference) else "bar",
                label=self._place_name(record) if record is here else None,
                here=record is here,
                title=dossier.name(record),
            )
            for record in dossier.chronology()
            if isinstance(record, Conference | Event) and (when := dossier.when(record))
        ]
        if not marks:
            return Markup("")
        years = [int(mark.position) for mark in marks]
        title = self.words.gettext("The meetings and events on a strip of years")
        return Markup(drawings.strip(marks, min(years), max(years), width, self.style, title, dark=dark))

    @property
    def measure(self) -> float:
        """Width of the text in millimetres."""
        return self.dossier.book.trim.width - INNER - OUTER

    def ordinal(self, record: Figure | Note) -> int:
        """Its number in the book: figures as they meet the reader, notes as the editor ordered them."""
        found = self.arrangement.figures if isinstance(record, Figure) else self.dossier.all(Note)
        return found.index(record) + 1  # type: ignore[arg-type]

    def _place_name(self, record: Conference | Event) -> str:
        return self.dossier.name(self.dossier[record.place]) if record.place else self.dossier.name(record)


@dataclass
class Page:
    """What the templates call while one part is composed; it remembers which records the part has named already."""

    composer: Composer
    part: Part
    pages: PageMap
    named: set[str] = field(default_factory=set)

    @property
    def dossier(self) -> Dossier:
        """The dossier, for short."""
        return self.composer.dossier

    def names(self) -> dict[str, object]:
        """What a template may call."""
        return {
            "prose": self.prose,
            "line": self.line,
            "link": self.link,
            "digits": self.digits,
            "number": self.number,
            "pp": self.printed_number,
            "runs": self.runs,
            "date": self.date,
            "dates": self.dates,
            "when": self.dossier.when,
            "figure_drawing": self.figure_drawing,
        }

    # ------------------------------------------------------------ text

    def digits(self, text: object) -> str:
        """Numbers in the numerals of the edition."""
        return self.dossier.idiom.digits(str(text))

    def prose(self, text: str | None) -> Markup:
        """Blocks of Markdown."""
        return Markup(prose.render(text, self._resolve, self.digits)) if text else Markup("")

    def line(self, text: str | None) -> Markup:
        """A line of Markdown."""
        return Markup(prose.render(text, self._resolve, self.digits, blocks=False)) if text else Markup("")

    def _resolve(self, reference: prose.Reference) -> str:
        idiom, dossier = self.dossier.idiom, self.dossier
        if reference.is_date:
            return self._together(idiom.span(calendars.parse(reference.target, "gregorian")))
        record = dossier[reference.target]
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
                return self._together(idiom.span(span)) if span else ""
            case "year":
                span = when and (when.gregorian or when.hijri)
                return self._together(idiom.year(span)) if span else ""
            case "number" if isinstance(record, Resolution):
                return str(self.number(record))
            case "symbol" if isinstance(record, Document) and record.symbol:
                return f'<span><span class="no" dir="ltr">{escape(record.symbol)}</span></span>'
            case "session" if conference:
                return str(escape(self.dossier.session(conference)))
            case "place" if place:
                return str(self.link(self.dossier[place]))
            case _:
                value = getattr(record, name, None) or self.dossier.name(record)
                return str(escape(self.digits(value)))

    @staticmethod
    def _together(text: str) -> str:
        """Keep a date on one line; each calendar for itself, for the two together may be half a line long."""
        return " / ".join(f'<span class="nb">{escape(piece)}</span>' for piece in text.split(" / "))

    def _macro(self, name: str) -> Callable[..., Markup]:
        template = self.composer.environment.get_template("macros.html")
        module: Any = template.make_module(self.names())
        macro: Callable[..., Markup] = getattr(module, name)
        return macro

    # ------------------------------------------------------------ references

    def anchor(self, record: Record) -> str:
        """Where a reference to a record leads: its home, or the first place that tells of it where it has none."""
        anchor = home(record)
        if isinstance(record, Conference | Chapter) and (part := self.composer.arrangement.part_of(record)):
            return part.anchor
        if self.pages.placed and not self.pages.has(anchor) and (sheets := self.pages.cites.get(record.id)):
            return f"sheet-{sheets[0]}"
        return anchor

    def link(self, record: Record, text: str | None = None) -> Markup:
        """A reference to a record by its own name, or in other words; it counts for the indexes."""
        words = self._printed(record) if text is None else Markup(prose.keep_together(str(escape(self.digits(text)))))
        if isinstance(record, Resolution) and text is None and (pieces := self.dossier.number(record)):
            spelt = "".join(piece.text for piece in pieces)
            turn = Markup(' dir="{}"').format(numbering.direction(spelt))
        else:
            turn = Markup("")
        kind = f"to-{HOMES[type(record)]}" + (" no" if turn else "")
        anchor = self.anchor(record)
        if not self.pages.has(anchor):
            return Markup('<span><span class="{}"{}>{}</span></span>').format(kind, turn, words)
        return Markup('<span><a class="ref {}"{} href="#{}" data-cite="{}">{}</a></span>').format(
            kind, turn, anchor, record.id, words
        )

    def _printed(self, record: Record) -> Markup:
        """The name a bare reference prints."""
        if isinstance(record, Figure | Note):
            index = self.composer.ordinal(record)
            said = self.composer.words.gettext("Figure {n}" if isinstance(record, Figure) else "Note {n}")
            return Markup('<span class="nb">{}</span>').format(said.format(n=self.dossier.idiom.number(index)))
        return escape(self.digits(self.dossier.name(record)))

    def number(self, resolution: Resolution, *, latin: bool = False) -> Markup:
        """A resolution's number, whole and in its own direction; empty where the source gives none."""
        spelt = "".join(piece.text for piece in self.dossier.number(resolution, latin=latin))
        if not spelt:
            return Markup("")
        turn = numbering.direction(spelt)
        return Markup('<span><span class="no" dir="{}">{}</span></span>').format(turn, self.digits(spelt))

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
        return Markup('<span class="nb">{}{}{}</span>').format(before, number, after) if number else Markup("")

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
        return Markup(self._together(self.dossier.idiom.date(when))) if when else Markup("")

    def dates(self, record: Record) -> Markup:
        """The same with each calendar on a line of its own, for narrow cells."""
        when = self.dossier.when(record)
        lines = self.dossier.idiom.date(when).split(" / ") if when else []
        return Markup("<br>").join(Markup('<span class="nb">{}</span>').format(line) for line in lines)

    def figure_drawing(self, figure: Figure, width: float, height: float) -> Markup:
        """A figure's picture or, where there is none, the locator of its place; empty where neither is to be had."""
        if figure.image:
            return Markup('<img src="{}" alt="{}" style="width:{}mm">').format(
                self.composer.pictures[figure.id], figure.alt or "", min(figure.width or width, width)
            )
        place = self.dossier[figure.place] if figure.place else None
        if not isinstance(place, Place) or place.latitude is None or place.longitude is None:
            return Markup("")
        neighbours = [p for p in self.dossier.all(Place) if p is place or (place.map and p.map == place.map)]
        points = [
            drawings.Point(p.name, p.latitude, p.longitude, p.label, here=p is place)
            for p in neighbours
            if p.latitude is not None and p.longitude is not None
        ]
        say = self.composer.words.gettext
        letters = drawings.Words(say("km"), say("N"), say("S"), say("E"), say("W"))
        title = say("Where {place} lies").format(place=place.name)
        return Markup(drawings.locator(points, width, height, self.composer.style, letters, title))


def compact(numbers: Sequence[int]) -> str:
    """Page numbers of a source in a row: 3, 5–7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "، ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def palette() -> drawings.Palette:
    """The colours of the drawings, read from the design's tokens."""
    tokens = (TEMPLATES / "styles" / "tokens.css").read_text(encoding="utf-8")
    return drawings.Palette(**dict(re.findall(r"--c-(\w+):\s*([^;]+?)\s*;", tokens)))


def settings(dossier: Dossier) -> str:
    """The book's own settings as CSS that overrides the tokens."""
    book = dossier.book
    return (
        f":root {{ --trim-width: {book.trim.width:g}mm; --trim-height: {book.trim.height:g}mm;"
        f" --f-text: {json.dumps(book.fonts.text)}; --f-sign: {json.dumps(book.fonts.display)} }}\n"
    )
