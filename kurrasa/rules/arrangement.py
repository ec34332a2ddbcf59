"""Rules on the order of the book: every chapter and figure stands in it, and stands in it once.

In: content. Out: a diagnostic for what would be left out, or printed twice, or go nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from kurrasa.diagnostics import Diagnostic, Spot
from kurrasa.load import Content, Entry
from kurrasa.records import Chapter, Conference, Figure
from kurrasa.rules.fields import references_of, texts_of


def twice(content: Content) -> Iterator[Diagnostic]:
    """No part, chapter or conference stands twice in the arrangement; the cover is first, the back cover last."""
    arrangement = content.book.arrangement
    seen: dict[str, int] = {}
    for index, entry in enumerate(arrangement):
        name = entry.part or entry.chapter or entry.conference
        if name is None:
            continue
        spot = content.spot(content.book, "arrangement", index)
        if name in seen:
            yield Diagnostic(
                "arrangement", "“{name}” stands twice in the book.", "Keep one of the two.", spot, {"name": name}
            )
        seen.setdefault(name, index)
        ends = {"cover": 0, "back-cover": len(arrangement) - 1}
        if entry.part and entry.part in ends and index != ends[entry.part]:
            yield Diagnostic(
                "arrangement",
                "The cover is the first page of the book and the back cover the last.",
                "Move “{name}” to its end of the arrangement.",
                spot,
                {"name": name},
            )


def left_out(content: Content) -> Iterator[Diagnostic]:
    """Every chapter, and every conference that has a text, is placed in the arrangement where there is one."""
    arrangement = content.book.arrangement
    placed = {entry.chapter or entry.conference for entry in arrangement}
    records: tuple[Chapter | Conference, ...] = (*content.of(Chapter), *content.of(Conference))
    for record in records:
        if arrangement and record.text and record.id not in placed:
            yield Diagnostic(
                "arrangement",
                "“{id}” has a text that is in no place of the book.",
                "Add `{kind}: {id}` to `arrangement:` in book.yaml, or take the text out.",
                content.spot(record, "id"),
                {"id": record.id, "kind": record.kind},
            )


def names_of_parts(content: Content) -> Iterator[Diagnostic]:
    """No chapter or conference has the name of a ready-made part for its id: both would be one destination."""
    ready_made = {entry.part for entry in content.book.arrangement}
    for record in (*content.of(Chapter), *content.of(Conference)):
        if record.id in ready_made:
            yield Diagnostic(
                "arrangement",
                "“{id}” is the name of a part that the program makes.",
                "Give the record another id.",
                content.spot(record, "id"),
                {"id": record.id},
            )


def figures(content: Content) -> Iterator[Diagnostic]:
    """A figure is placed once, by a chapter or a conference, or gathered by the part `figures`."""
    placed: dict[str, Callable[[], Spot]] = {}
    for entry in content.entries.values():
        for text, reference in references_of(entry):
            if not reference.figure:
                continue
            spot = partial(entry.marks.within, text.path, reference.offset, len(reference.target) + 5)
            if not isinstance(entry.record, Chapter | Conference) or text.path != ("text",):
                yield Diagnostic(
                    "figure-place",
                    "A figure is placed by the text of a chapter or a conference, not here.",
                    "Refer to it as [[{id}]].",
                    spot(),
                    {"id": reference.target, "first": str(first()) if (first := placed.get(reference.target)) else ""},
                )
            elif reference.target in placed:
                yield Diagnostic(
                    "figure-place",
                    "“{id}” is placed twice; first at {first}.",
                    "Refer to it as [[{id}]] here.",
                    spot(),
                    {"id": reference.target, "first": str(placed[reference.target]())},
                )
            else:
                placed[reference.target] = spot
    arrangement = content.book.arrangement
    gathered = not arrangement or any(entry.part == "figures" for entry in arrangement)
    for figure in content.of(Figure):
        if figure.id not in placed and not gathered:
            yield Diagnostic(
                "figure-place",
                "“{id}” stands nowhere in the book.",
                "Write ![[{id}]] in a paragraph of its own in a chapter, or add the part `figures` to the arrangement.",
                content.spot(figure, "id"),
                {"id": figure.id},
            )


_SYNTAX = re.compile(r"!\[[^\[\]]*\]\([^)]*\)")


def pictures_in_text(entry: Entry) -> Iterator[Diagnostic]:
    """A picture is a figure with caption and credit; Markdown's own `![](file)` is not read."""
    for text in texts_of(entry):
        for match in _SYNTAX.finditer(text.value) if text.markup else ():
            yield Diagnostic(
                "figure-place",
                "A picture can't be placed in this way.",
                "Write a record in figures.yaml with `image:` and place it as ![[id]] in a paragraph of its own.",
                entry.marks.within(text.path, match.start(), len(match[0])),
            )


OF_A_RECORD = (pictures_in_text,)
RULES = (twice, left_out, names_of_parts, figures)
