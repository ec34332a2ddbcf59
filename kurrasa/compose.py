"""One part of the dossier to one HTML document.

In: the dossier, its arrangement, a part, the side it opens on, and the map of pages as far as it is known. Out: HTML.
Pure: the same in gives the same out, and a part depends on no page number but those it prints.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from gettext import NullTranslations
from typing import TYPE_CHECKING

from markupsafe import Markup

from kurrasa import design, drawings, prose
from kurrasa.apparatus import COVER_MARGIN, Apparatus
from kurrasa.arrange import Arrangement, Part, Side
from kurrasa.dossier import Dossier
from kurrasa.records import (
    Book,
    Record,
)
from kurrasa.room import Room
from kurrasa.source import Source
from kurrasa.store import Store, key
from kurrasa.witness import Notes, Question, Witnesses
from kurrasa.words import catalogue
from kurrasa.writer import Writer, compact, home

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment

    from kurrasa.paginate import PageMap

_VARIANTS = 3  # a part that prints pages is composed by the empty map, by that of the last build and by this one's
OF_PAGES = frozenset(("known", "has", "folio", "cited", "runs"))
OF_BOOK: Mapping[str, frozenset[str]] = {
    "dossier": frozenset(
        (
            *("__getitem__", "named", "all", "book", "idiom", "original", "body", "kind_of_session", "session"),
            *("adopted_by", "number", "series", "shelf", "shelved", "when", "has_own_date", "chronology"),
            *("milestones", "cited_by", "resolutions_of", "documents_of", "notes_on", "name", "sorted_names"),
            "collation",
        )
    ),
    "book": frozenset(Book.model_fields),
    "arrangement": frozenset(
        ("listed", "register", "anchor_of", "cards", "ordinal", "homeless", "loose_documents", "figures", "placed")
    ),
    "pictures": frozenset(("__getitem__",)),
}
"""What a part may ask of the book and of its pages, and nothing else: so it is known what each depends on."""


def direction(language: str) -> drawings.Direction:
    """Base direction of a language's script, by its CLDR character order."""
    from babel import Locale

    return "rtl" if Locale.parse(language.replace("_", "-"), sep="-").character_order == "right-to-left" else "ltr"


@dataclass(frozen=True)
class Kept:
    """A part as it was composed: of what it is, what it was told of the book and of its pages, and its HTML."""

    part: object
    of_book: Notes
    of_pages: Notes
    source: Source


@dataclass(frozen=True)
class Composer:
    """Everything parts are composed of that does not change from pass to pass."""

    dossier: Dossier
    arrangement: Arrangement
    words: NullTranslations
    style: drawings.Style
    pictures: Mapping[str, str]
    licence: str
    store: Store | None = None
    kept: dict[str, tuple[Kept, ...]] = field(default_factory=dict)
    """Parts as they were last composed, from this state of the book or an earlier one; in the store, by any process."""
    plains: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    @cached_property
    def environment(self) -> Environment:
        """The templates, with the interface's words and no way to leave an undefined name unnoticed."""
        environment = design.environment(self.words, bytecode(self.store) if self.store else None)
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
            "ordinal": self.arrangement.ordinal,
            "room": self.room,
            "direction_of": direction,
            "strip": self.strip,
        }
        return environment

    def compose(self, part: Part, opens: Side, pages: PageMap) -> str:
        """The HTML of a part. `pages` is the map of the pass before; the empty one at first."""
        return self.composed(part, opens, pages)[0].html

    def composed(self, part: Part, opens: Side, pages: PageMap) -> tuple[Source, bool]:
        """The HTML of a part, packed, and whether it depends on the pages of others.

        It is composed through stand-ins that note what it asked and was told. As long as all that would be answered
        the same, the part is what it was, and is not composed again.
        """
        name = f"{self._constants} {part.id} {opens}"
        paged = self._paged(pages)
        if id(part) not in self._wholes:
            self._wholes[id(part)] = part, self._witnesses.digest(part)
        whole = self._wholes[id(part)][1]
        known: tuple[Kept, ...] = self.kept.get(name) or (self.store and self.store.load(key("part", name))) or ()
        for kept in known:
            if kept.part == whole and self._witnesses.hold(kept.of_book) and paged.hold(kept.of_pages):
                self.kept[name] = known
                return kept.source, bool(kept.of_pages)
        of_book: dict[Question, object] = {}
        of_pages: dict[Question, object] = {}
        source = Source.of(self._seen(of_book)._composed(part, opens, paged.stand_in("pages", of_pages)))
        self.kept[name] = (Kept(whole, of_book, of_pages, source), *known)[:_VARIANTS]
        if self.store:
            self.store.save(key("part", name), self.kept[name], many=True)
        return source, bool(of_pages)

    def _composed(self, part: Part, opens: Side, pages: PageMap) -> str:
        writer = Writer(self, part, pages)
        return self.templates.get_template(f"parts/{part.kind}.html").render(
            part=part, opens=opens, pages=pages, apparatus=Apparatus(writer), **writer.names()
        )

    @cached_property
    def templates(self) -> Environment:
        """The same templates with nothing of the book in them: what a part says of it, its writer is asked for."""
        templates = self.environment.overlay()
        book = ("d", "book", "idiom", "arrangement", "measure", "ordinal", "room", "strip")
        templates.globals = {name: value for name, value in self.environment.globals.items() if name not in book}
        return templates

    @cached_property
    def _witnesses(self) -> Witnesses:
        asked = {
            "dossier": self.dossier,
            "book": self.dossier.book,
            "arrangement": self.arrangement,
            "pictures": self.pictures,
        }
        return Witnesses(asked, OF_BOOK, self.dossier.content.entries)

    @cached_property
    def _wholes(self) -> dict[int, tuple[Part, object]]:
        return {}

    def _paged(self, pages: PageMap) -> Witnesses:
        """Who answers by a map of the pages: the same for all parts that are composed by it one after another."""
        known: tuple[PageMap, Witnesses] | None = self.__dict__.get("_by_map")
        if known is None or known[0] is not pages:
            witnesses = Witnesses({"pages": pages}, {"pages": OF_PAGES}, self.dossier.content.entries)
            known = self.__dict__["_by_map"] = pages, witnesses
        return known[1]

    def _seen(self, notes: dict[Question, object]) -> Composer:
        """The composer of one part, which notes what it asks."""
        dossier, arrangement, pictures = (
            self._witnesses.stand_in(name, notes) for name in ("dossier", "arrangement", "pictures")
        )
        seen = replace(self, dossier=dossier, arrangement=arrangement, pictures=pictures)
        seen.__dict__.update(templates=self.templates, _constants=self._constants)
        return seen

    @cached_property
    def _constants(self) -> str:
        """What all parts of an edition are made with beside the book itself."""
        book, style = self.dossier.book, self.style
        spoken = catalogue(book.language)
        faces = [face.sha256 for face in style.faces.faces]
        look = [design.digest(), spoken and spoken.read_bytes(), style.palette, faces, style.family, style.direction]
        return key("constants", repr([*look, self.dossier.idiom, self.licence]))

    def plain(self, part: Part, text: str, pages: PageMap) -> list[str]:
        """The paragraphs of a text as they are to be read on paper: what the proof looks for.

        They are kept by the text, and by what its references print.
        """
        writer = Writer(self, part, pages)
        printed = (writer.resolve(r) for r in prose.references(text) if not r.figure)  # a figure is no part of its text
        known = (self._constants, text, *printed)
        found = self.plains.get(known)
        if found is None:
            found = self.plains[known] = paragraphs(writer.prose(text))
        return found

    def strip(self, width: float, here: Record | None = None, *, dark: bool = False) -> Markup:
        """The strip of years with a mark for each conference and event; the one at `here` stands out."""
        marks = [
            drawings.Mark(
                position=milestone.position,
                symbol=milestone.symbol,
                label=self._place_name(here) if here and milestone.id == here.id else None,
                here=here is not None and milestone.id == here.id,
                title=milestone.name,
            )
            for milestone in self.dossier.milestones()
        ]
        if not marks:
            return Markup("")
        years = [int(mark.position) for mark in marks]
        title = self.words.gettext("The meetings and events on a strip of years")
        return self.drawing(
            drawings.strip, marks=marks, first=min(years), last=max(years), width=width, title=title, dark=dark
        )

    def drawing(self, draw: Callable[..., str], **given: object) -> Markup:
        """A drawing in the style of the edition; kept in the store by all it is drawn from."""
        if self.store is None:
            return Markup(draw(style=self.style, **given))
        name = key("drawing", self._constants, draw.__name__, repr(given))
        drawn = self.store.get(name)
        if drawn is None:
            drawn = draw(style=self.style, **given).encode()
            self.store.put(name, drawn)
        return Markup(drawn.decode())

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

    def _place_name(self, record: Record) -> str:
        place = getattr(record, "place", None)
        return self.dossier.name(self.dossier[place] if place else record)


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


def bytecode(store: Store) -> BytecodeCache:
    """The templates as Python has compiled them, kept in a store."""
    from jinja2.bccache import Bucket, BytecodeCache

    class Compiled(BytecodeCache):
        def load_bytecode(self, bucket: Bucket) -> None:
            if code := store.get(key("template", bucket.key, bucket.checksum)):
                bucket.bytecode_from_string(code)

        def dump_bytecode(self, bucket: Bucket) -> None:
            store.put(key("template", bucket.key, bucket.checksum), bucket.bytecode_to_string())

    return Compiled()
