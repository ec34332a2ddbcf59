"""Makes the pieces of one handout from the macros of its template, and keeps them by key.

In: a subject and its writer. Out: HTML by key; each macro is called with what it prints, in the words of the edition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from kurrasa.handouts.subject import Subject
from kurrasa.handouts.writer import SheetWriter


class Maker:
    """The macros of one handout, and the pieces made so far."""

    def __init__(self, writer: SheetWriter, subject: Subject, brief: bool) -> None:
        self.brief = brief
        self.writer, self.subject, self.html = writer, subject, dict[str, Markup]()
        self.dossier, self.idiom = writer.dossier, writer.dossier.idiom
        self.say = writer.composer.words.gettext
        template = writer.composer.environment.get_template("handout/pieces.html")
        own = {"subject": subject, "brief": brief, "page": writer.page_reference, "anchor": writer.anchor}
        self.macros: Any = template.make_module({**writer.names(), **own})

    def piece(self, key: str, macro: str, *arguments: object) -> str:
        """Make a piece, and give its key."""
        self.html[key] = getattr(self.macros, macro)(*arguments)
        return key

    def section(self, macro: str, records: Sequence[Any], title: str) -> Iterator[str]:
        """A piece a record; the first carries the title over all of them."""
        for index, record in enumerate(records):
            yield self.piece(f"{macro}-{record.id}", macro, record, title if not index else "")
