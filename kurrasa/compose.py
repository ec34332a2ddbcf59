"""One part of the dossier to one HTML document.

In: the dossier, its arrangement, a part, the side it opens on, and the map of pages as far as it is known. Out: HTML.
Pure: the same in gives the same out, and a part depends on no page number but those it prints.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from gettext import NullTranslations
from typing import TYPE_CHECKING

from markupsafe import Markup

from kurrasa import design, drawings
from kurrasa.apparatus import COVER_MARGIN, Apparatus
from kurrasa.arrange import Arrangement, Part, Side
from kurrasa.dossier import Dossier
from kurrasa.records import (
    Conference,
    Event,
    Figure,
    Note,
    Record,
)
from kurrasa.room import Room
from kurrasa.writer import Writer, compact, home

if TYPE_CHECKING:
    from jinja2 import Environment

    from kurrasa.paginate import PageMap


def direction(language: str) -> drawings.Direction:
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
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        environment = Environment(
            loader=FileSystemLoader(design.TEMPLATES),
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
            "room": self.room,
            "direction_of": direction,
            "strip": self.strip,
        }
        return environment

    def compose(self, part: Part, opens: Side, pages: PageMap) -> str:
        """The HTML of a part. `pages` is the map of the pass before; the empty one at first."""
        writer = Writer(self, part, pages)
        return self.environment.get_template(f"parts/{part.kind}.html").render(
            part=part, opens=opens, pages=pages, apparatus=Apparatus(writer), **writer.names()
        )

    def plain(self, part: Part, text: str, pages: PageMap) -> list[str]:
        """The paragraphs of a text as they are to be read on paper: what the proof looks for."""
        return paragraphs(Writer(self, part, pages).prose(text))

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
    def room(self) -> Room:
        """What there is room for on its pages."""
        trim = self.dossier.book.trim
        text = replace(self.style, family=self.dossier.book.fonts.text)
        return Room(self.style, text, self.measure, trim.width - 2 * COVER_MARGIN, trim.height - design.length("foot"))

    @property
    def measure(self) -> float:
        """Width of the text in millimetres."""
        return design.measure(self.dossier.book.trim.width)

    def ordinal(self, record: Figure | Note) -> int:
        """Its number in the book: figures as they meet the reader, notes as the editor ordered them."""
        return self._ordinals[record.id]

    @cached_property
    def _ordinals(self) -> Mapping[str, int]:
        return {r.id: n for told in (self.arrangement.figures, self.dossier.all(Note)) for n, r in enumerate(told, 1)}

    def _place_name(self, record: Conference | Event) -> str:
        return self.dossier.name(self.dossier[record.place]) if record.place else self.dossier.name(record)


def paragraphs(html: str) -> list[str]:
    """The paragraphs of composed prose as plain text: its footnotes last, and no figure, which is another record's."""
    notes = re.findall(r'<span class="fn">(.*?)</span><!--/fn-->', html, re.DOTALL)
    body = re.sub(r'<span class="fn">.*?</span><!--/fn-->', "", html, flags=re.DOTALL)
    body = re.sub(r"<figure.*?</figure>", "", body, flags=re.DOTALL)
    pieces = re.split(r"</(?:p|h\d|li)>", body) + notes
    return [text for piece in pieces if (text := Markup(piece).striptags())]


def settings(dossier: Dossier) -> str:
    """The book's own settings as CSS that overrides the tokens."""
    book = dossier.book
    return (
        f":root {{ --trim-width: {book.trim.width:g}mm; --trim-height: {book.trim.height:g}mm;"
        f" --f-text: {json.dumps(book.fonts.text)}; --f-sign: {json.dumps(book.fonts.display)} }}\n"
    )
