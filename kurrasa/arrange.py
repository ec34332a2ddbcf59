"""The order of the book: which parts it has, on which side each opens, and where every record has its home.

In: the dossier. Out: parts in the order of binding. A part is one HTML document, typeset alone and then bound.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from gettext import NullTranslations
from typing import Literal

from kurrasa import prose
from kurrasa.calendars import When
from kurrasa.dossier import Dossier, grouped
from kurrasa.records import (
    Chapter,
    Conference,
    Document,
    Figure,
    Note,
    PartEntry,
    Person,
    Place,
    Record,
    Resolution,
    Source,
)

Side = Literal["recto", "verso", "either"]


@dataclass(frozen=True)
class Trait:
    """What a kind of part is: its title (a word of the interface), the side it opens on, and what it carries.

    `front` is front matter; `furnished` carries running heads and folios; `cited` counts for the indexes;
    `contents` stands in the table of contents; `needs` names the records without which there is nothing to print.
    """

    title: str
    opens: Side
    front: bool = False
    furnished: bool = True
    cited: bool = False
    contents: bool = True
    needs: type[Record] | None = None


TRAITS: Mapping[str, Trait] = {
    "cover": Trait("Cover", "recto", front=True, furnished=False, contents=False),
    "half-title": Trait("Half title", "recto", front=True, furnished=False, contents=False),
    "title": Trait("Title page", "recto", front=True, furnished=False, contents=False),
    "imprint": Trait("Imprint", "verso", front=True, furnished=False, contents=False),
    "contents": Trait("Contents", "recto", front=True, contents=False),
    "guide": Trait("Reader's guide", "either", front=True, cited=True),
    "chapter": Trait("", "recto", cited=True),
    "conference": Trait("", "recto", cited=True),
    "conferences": Trait("Other meetings", "either", cited=True, needs=Conference),
    "figures": Trait("Figures", "either", needs=Figure, cited=True),
    "chronology": Trait("Chronology", "either", cited=True),
    "index-resolutions": Trait("Index of resolutions", "either", needs=Resolution),
    "index-names": Trait("Index of names", "either", needs=Person),
    "index-places": Trait("Index of places", "either", needs=Place),
    "notes": Trait("Editor's notes", "either", cited=True, needs=Note),
    "sources": Trait("Sources", "either", cited=True, needs=Source),
    "back-cover": Trait("Back cover", "verso", furnished=False, contents=False),
}
DEFAULT_ORDER = (
    *("cover", "half-title", "title", "imprint", "contents", "guide", "chapter", "conference", "conferences"),
    *("figures", "chronology", "index-resolutions", "index-names", "index-places", "notes", "sources", "back-cover"),
)


@dataclass(frozen=True)
class Part:
    """One part of the book. `number` counts chapters and conferences; `tab` stands on the edge of its pages."""

    id: str
    kind: str
    title: str
    opens: Side
    subject: Record | None = None
    number: int | None = None
    division: str | None = None
    tab: str | None = None

    @property
    def trait(self) -> Trait:
        """What its kind is."""
        return TRAITS[self.kind]

    @property
    def anchor(self) -> str:
        """Name of the destination at its beginning."""
        return f"part-{self.id}"


@dataclass(frozen=True)
class Listed:
    """A line of the table of contents; `told` is the record whose title it bears, `when` when that took place."""

    anchor: str
    title: str
    number: int | None
    division: str | None
    told: str | None
    when: When | None


@dataclass(frozen=True)
class Arrangement:
    """The parts in order, and the homes of the records in them."""

    dossier: Dossier
    parts: tuple[Part, ...]

    def part_of(self, record: Record) -> Part | None:
        """The part that tells a chapter or a conference as a whole, if one does."""
        places = self._places.get(record.id)
        return self.parts[places[0]] if places else None

    @cached_property
    def _places(self) -> Mapping[str, Sequence[int]]:
        """Where among the parts those are that tell a record."""
        found: dict[str, list[int]] = {}
        for place, part in enumerate(self.parts):
            if part.subject:
                found.setdefault(part.subject.id, []).append(place)
        return found

    @cached_property
    def listed(self) -> tuple[Listed, ...]:
        """The lines of the table of contents."""
        return tuple(
            Listed(
                part.anchor,
                part.title,
                part.number,
                part.division,
                part.subject.id if part.subject else None,
                self.dossier.when(part.subject) if part.subject else None,
            )
            for part in self.parts
            if part.trait.contents
        )

    @cached_property
    def register(self) -> tuple[Conference, ...]:
        """Conferences without a chapter of their own: they stand in the register."""
        return tuple(c for c in self.dossier.all(Conference) if self.part_of(c) is None)

    def anchor_of(self, record: Record) -> str | None:
        """Where a chapter or a conference begins that has a part of its own."""
        part = self.part_of(record)
        return part.anchor if part else None

    def cards(self, record: Record) -> tuple[Resolution, ...]:
        """The resolutions whose cards the part of a record prints, in the order of the index."""
        return self._cards.get(record.id, ())

    def ordinal(self, record: Figure | Note) -> int:
        """Its number in the book: figures as they meet the reader, notes as the editor ordered them."""
        return self._ordinals[record.id]

    @cached_property
    def _ordinals(self) -> Mapping[str, int]:
        return {r.id: n for told in (self.figures, self.dossier.all(Note)) for n, r in enumerate(told, 1)}

    def homeless(self, conference: Conference | None) -> tuple[Resolution, ...]:
        """The resolutions of a conference (or of none) whose cards stand in the register."""
        return self._homeless.get(conference.id if conference else None, ())

    @cached_property
    def _cards(self) -> Mapping[str | None, tuple[Resolution, ...]]:
        return grouped(self.dossier.shelved, self._home)

    @cached_property
    def _homeless(self) -> Mapping[str | None, tuple[Resolution, ...]]:
        return grouped(self._cards.get(None, ()), lambda resolution: resolution.conference)

    def _home(self, resolution: Resolution) -> str | None:
        for id in (resolution.chapter, resolution.conference):
            if id is not None and self.part_of(self.dossier[id]):
                return id
        return None

    @cached_property
    def loose_documents(self) -> tuple[Document, ...]:
        """Documents that no conference issued."""
        return tuple(d for d in self.dossier.all(Document) if d.conference is None)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Figures in the order in which they meet the reader; those no text places come last."""
        placed = [
            self.dossier[ref.target]
            for part in self.parts
            for ref in prose.references(placing(self.dossier, part.subject))
            if ref.figure
        ]
        rest = self.dossier.all(Figure)
        return tuple({f.id: f for f in (*placed, *rest) if isinstance(f, Figure)}.values())

    @cached_property
    def placed(self) -> frozenset[str]:
        """Ids of the figures that a text places."""
        return frozenset(
            ref.target
            for part in self.parts
            for ref in prose.references(placing(self.dossier, part.subject))
            if ref.figure
        )


def retold(arrangement: Arrangement, dossier: Dossier, ids: Collection[str]) -> Arrangement:
    """The same parts of a dossier in which these records have other texts, and nothing else is another."""
    parts = list(arrangement.parts)
    for name in ids:
        for place in arrangement._places.get(name, ()):
            parts[place] = replace(parts[place], subject=dossier[name])
    later = Arrangement(dossier, tuple(parts))
    later.__dict__["_places"] = arrangement._places
    return later


def placing(dossier: Dossier, subject: Record | None) -> str:
    """The text that places figures; where an edition lacks it yet, that of the content's own language, so that figures
    have the same numbers in both."""
    if subject is None:
        return ""
    source = dossier.content.source or dossier.content
    texts = [getattr(record, "text", None) or "" for record in (subject, source.entries[subject.id].record)]
    return next((text for text in texts if "![[" in text and any(ref.figure for ref in prose.references(text))), "")


def _entries(dossier: Dossier) -> Iterator[PartEntry]:
    """The editor's arrangement, or the customary one where there is none."""
    if dossier.book.arrangement:
        yield from dossier.book.arrangement
        return
    for kind in DEFAULT_ORDER:
        if kind == "chapter":
            yield from (PartEntry(chapter=chapter.id) for chapter in dossier.all(Chapter))
        elif kind == "conference":
            yield from (PartEntry(conference=c.id) for c in dossier.all(Conference) if c.text)
        else:
            yield PartEntry.model_validate(kind)


def _tab(dossier: Dossier, subject: Record) -> str | None:
    if isinstance(subject, Chapter):
        return subject.tab
    when = dossier.when(subject)
    span = when and (when.gregorian if "gregorian" in dossier.book.calendars else when.hijri)
    return dossier.idiom.digits(str(span.start[0])) if span else None


def arrange(dossier: Dossier, words: NullTranslations) -> Arrangement:
    """Order the parts. A ready-made part without records is left out, whatever the arrangement says."""
    parts: list[Part] = []
    division: str | None = None
    number = 0
    for entry in _entries(dossier):
        if entry.division:
            division = entry.division
            continue
        subject = dossier[entry.chapter or entry.conference or ""] if not entry.part else None
        kind = entry.part or ("chapter" if entry.chapter else "conference")
        trait = TRAITS[kind]
        if trait.needs and not dossier.all(trait.needs):
            continue
        if kind == "back-cover":
            division = None
        number += subject is not None
        parts.append(
            Part(
                id=subject.id if subject else kind,
                kind=kind,
                title=dossier.name(subject) if subject else words.gettext(trait.title),
                opens=entry.opens or trait.opens,
                subject=subject,
                number=number if subject else None,
                division=division,
                tab=_tab(dossier, subject) if subject else None,
            )
        )
    arrangement = Arrangement(dossier, tuple(parts))
    register = arrangement.register or arrangement.loose_documents or arrangement.homeless(None)
    return arrangement if register else Arrangement(dossier, tuple(p for p in parts if p.kind != "conferences"))
