"""How a handout says what the booklet says: the same references and numbers, but pages are those of another book.

In: a subject, and the booklet's page map. Out: the booklet's writer, whose links lead nowhere and whose page numbers
are marked for the proof. A note or a figure that is not on the handout is named with its page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from kurrasa.arrange import Part
from kurrasa.handouts.subject import Subject
from kurrasa.paginate import PageMap
from kurrasa.records import Conference, Figure, Note, Record
from kurrasa.writer import Writer, home

if TYPE_CHECKING:
    from kurrasa.compose import Composer


@dataclass
class SheetWriter(Writer):
    """The writer of one handout; `pages` is the map of the booklet that it refers to, which is in `pages_language`."""

    subject: Subject | None = None
    pages_language: str = ""

    def link(self, record: Record, text: str | None = None) -> Markup:
        """A record's name in the words of the booklet, and its page where the reader has to look it up."""
        kind, turn, words = self.reference(record, text)
        named = Markup('<span><span class="{}"{}>{}</span></span>').format(kind, turn, words)
        subject = self.subject
        here = subject is not None and record in (*subject.notes, *subject.figures)
        if isinstance(record, Note | Figure) and not here and (page := self.page_reference(home(record))):
            return Markup("{} ({})").format(named, page)
        return named

    def printed_number(self, anchor: str, entry: str = "", *, main: bool = False) -> Markup:
        """A page number of the booklet, marked with the target whose page it is."""
        if not self.pages.has(anchor):
            return Markup("")
        return Markup('<span class="pp" data-target="{}">{}</span>').format(anchor, self.pages.folio(anchor))

    def pages_of(self, anchors: Sequence[str]) -> Markup:
        """«ص 12–14، 20»: the pages of these targets; a range stands for three pages in a row or more."""
        say = self.composer.words.gettext
        sheets = {self.pages.anchors[anchor]: anchor for anchor in reversed(anchors) if anchor in self.pages.anchors}
        if not sheets:
            return Markup("")
        told = [
            self.printed_number(sheets[first])
            if first == last
            else Markup('<span class="run">{}–{}</span>').format(
                self.printed_number(sheets[first]), self.printed_number(sheets[last])
            )
            for first, last in runs(sorted(sheets))
        ]
        before, after = (say("p. {n}") if len(sheets) == 1 else say("pp. {n}")).split("{n}")
        first = Markup('<span><span class="nb">{}{}</span></span>').format(before, told[0])
        return Markup(say(", ")).join([first, *told[1:]]) + after

    def places(self) -> list[tuple[str, Markup]]:
        """Where the booklet tells what the handout tells: (what is there, its pages)."""
        subject = self.subject
        assert subject is not None
        say, arrangement = self.composer.words.gettext, self.composer.arrangement
        rows: list[tuple[str, Markup]] = []
        if conference := subject.conference:
            part = arrangement.part_of(conference)
            name = say("Chapter: {title}").format(title=part.title) if part else say("Other meetings")
            rows.append((name, self.pages_of(self._sheets(part.id)) if part else self.pages_of([home(conference)])))
        chapters = [r.chapter for r in subject.resolutions] + [e.chapter for e in subject.events]
        for id in filter(None, dict.fromkeys(chapters)):
            part = arrangement.part_of(self.dossier[id])
            if part and part.subject is not subject.record:
                rows.append((say("Chapter: {title}").format(title=part.title), self.pages_of(self._sheets(part.id))))
        told = [
            (say("Cards of the resolutions"), subject.resolutions),
            (say("Documents"), subject.documents),
            (say("Figures"), subject.figures),
            (say("Chronology"), tuple(c for c in subject.conferences)),
            (say("Editor's notes"), subject.notes),
        ]
        for name, records in told:
            anchors = [home(r) for r in records]
            if name == say("Chronology"):
                anchors = [sheet for c in subject.conferences for sheet in self._in_chronology(c)]
            if pages := self.pages_of(anchors):
                rows.append((name, pages))
        return [(name, pages) for name, pages in rows if pages]

    def _sheets(self, part_id: str) -> list[str]:
        """The pages of a part, as targets."""
        placed = next((p for p in self.pages.placed if p.part.id == part_id), None)
        return [f"sheet-{n}" for n in placed.numbers] if placed else []

    def _in_chronology(self, conference: Conference) -> list[str]:
        placed = next((p for p in self.pages.placed if p.part.kind == "chronology"), None)
        sheets = self.pages.cites.get(conference.id, ()) if placed else ()
        return [f"sheet-{n}" for n in sheets if placed and n in placed.numbers]


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers in a row as (first, last), three or more together; others each by itself."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    pieces = ([(run[0], run[-1])] if len(run) > 2 else [(n, n) for n in run] for run in found)
    return [piece for run in pieces for piece in run]


def sheet_writer(composer: Composer, subject: Subject, pages: PageMap, pages_language: str) -> SheetWriter:
    """The writer of a handout."""
    part = Part(subject.record.id, "handout", composer.dossier.name(subject.record), "either", subject.record)
    return SheetWriter(composer, part, pages, subject=subject, pages_language=pages_language)
