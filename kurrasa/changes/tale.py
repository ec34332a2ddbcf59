"""What changed, in words: figures, folios, leaves and press sheets, as terminal, screen and paper tell it.

In: the changes, and the words of a language. Out: texts and rows, ready to be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from kurrasa.changes.slip import ranged
from kurrasa.manifest import Manifest
from kurrasa.words import Translations, words

if TYPE_CHECKING:
    from kurrasa.changes.compare import LineChange
    from kurrasa.changes.leaves import Count
    from kurrasa.changes.make import Changes
    from kurrasa.changes.since import Edition

CALLED: Mapping[str, str] = {
    "changed": "Changed",
    "added": "Added",
    "removed": "Removed",
    "numbers": "Page numbers only",
    "furniture": "Head, folio or tab only",
    "moved": "Moved only",
    "unchanged": "Unchanged",
}


@dataclass(frozen=True)
class Tale:
    """What is told, in the words of a language."""

    title: str
    headline: Markup
    origins: tuple[tuple[str, Markup], ...]
    figures: tuple[tuple[str, int, str], ...]
    paper: tuple[tuple[str, int, int], ...]
    notes: tuple[str, ...]
    filing: tuple[tuple[str, str], ...]
    index: tuple[tuple[str, str, str, str], ...]
    contents: tuple[tuple[str, str, str], ...]
    moved: tuple[tuple[str, str, str], ...]


def tale(changes: Changes, speech: Translations) -> Tale:
    """Put the changes in words."""
    say = speech.gettext
    before, after, found = changes.earlier.manifest, changes.later.manifest, changes.comparison
    sheets = {kind: [c.sheet for c in found.of(kind)] for kind in CALLED if kind != "removed"}
    figures = [
        (kind, _rows(sheets[kind], after) if kind in sheets else _rows(found.removed, before)) for kind in CALLED
    ]
    counts = {kind: len(numbers) for kind, numbers in sheets.items()} | {"removed": len(found.removed)}
    return Tale(
        title=after.title,
        headline=Markup(say("What changed since {edition}")).format(edition=_name(changes.earlier)),
        origins=(
            (say("Earlier edition"), _origin(changes.earlier, speech)),
            (say("Later edition"), _origin(changes.later, speech)),
        ),
        figures=tuple((say(CALLED[kind]), counts[kind], folios) for kind, folios in figures if counts[kind]),
        paper=tuple((name, count.again, count.saved) for name, count in _paper(changes, speech)),
        notes=tuple(_notes(changes, speech)),
        filing=tuple((ranged(out), ranged(into)) for out, into in changes.slip.filing),
        index=tuple(_lines(found.index, after, before)),
        contents=tuple(line[1:] for line in _lines(found.contents, after, before)),
        moved=tuple(_moved(changes)),
    )


def _rows(sheets: Sequence[int], edition: Manifest) -> str:
    """Folios, those of sheets in a row as a range."""
    rows: list[list[int]] = []
    for sheet in sheets:
        if rows and rows[-1][-1] == sheet - 1:
            rows[-1].append(sheet)
        else:
            rows.append([sheet])
    return _comma(edition).join(ranged([edition.page(n).folio for n in row]) for row in rows)


def _comma(edition: Manifest) -> str:
    """The comma between folios, as the edition has it."""
    return words(edition.language).gettext(", ")


def _origin(edition: Edition, speech: Translations) -> Markup:
    say, manifest = speech.gettext, edition.manifest
    told = {
        "issue": say("issue {name}"),
        "build": say("the book as last built, {name}"),
        "file": say("file {name}"),
        "revision": say("revision {name}, built with the program of today"),
        "content": say("the content as it is"),
    }[edition.kind]
    return Markup(" · ").join(
        (
            Markup(told).format(name=_name(edition)),
            Markup("<bdi>{}</bdi>").format(
                speech.ngettext("{n} page", "{n} pages", len(manifest.pages)).format(n=len(manifest.pages))
            ),
            say("final") if manifest.final else say("proof"),
            Markup('<bdi class="latin">{}</bdi>').format(manifest.content[:16]),
        )
    )


def _name(edition: Edition) -> Markup:
    """Its name, which runs from left to right whatever it stands among."""
    return Markup('<bdi class="latin">{}</bdi>').format(edition.name)


def _paper(changes: Changes, speech: Translations) -> Iterator[tuple[str, Count]]:
    """What is to be printed again, and what stays: to mend a printed copy, and to bind the later edition anew."""
    say, press = speech.gettext, changes.press
    bound = say("saddle-stitched") if changes.binding == "saddle" else say("perfect-bound")
    yield say("Leaves, to mend a printed copy"), changes.slip.count
    yield say("Leaves, to bind the later edition anew"), press.leaves
    yield say("Folded sheets, of two leaves"), press.folded
    yield say("Press sheets, of {n} pages, {bound}").format(n=changes.signature, bound=bound), press.sections


def _notes(changes: Changes, speech: Translations) -> Iterator[str]:
    say, slip = speech.gettext, changes.slip
    if not slip.again and not slip.filing:
        yield say("Nothing is to be printed again: the pages are the same on paper.")
    elif slip.lettered:
        yield say(
            "Pages that only moved need not be printed again: they keep their numbers, and leaves that are put in have "
            "one with a letter. Contents and indexes of these leaves go by it."
        )
    if changes.earlier.pdf is None:
        yield say("The PDF of the earlier edition is not at hand: its pages are not shown, and nothing is marked.")


def _lines(lines: Sequence[LineChange], after: Manifest, before: Manifest) -> Iterator[tuple[str, str, str, str]]:
    comma = _comma(after)
    for line in lines:
        part = after.parts.get(line.part) or before.parts.get(line.part, "")
        yield part, line.name, comma.join(line.before or ("–",)), comma.join(line.after or ("–",))


def _moved(changes: Changes) -> Iterator[tuple[str, str, str]]:
    """Pages that only moved, those that moved together in a row: the part, the folios before, the folios now."""
    rows: list[list[tuple[int, int]]] = []
    before, after = changes.earlier.manifest, changes.later.manifest
    for change in changes.comparison.of("moved"):
        if change.before is None:
            continue
        pair, last = (change.before, change.sheet), rows[-1][-1] if rows else (0, 0)
        part = after.page(change.sheet).part
        if rows and (last[0] + 1, last[1] + 1) == pair and after.page(last[1]).part == part:
            rows[-1].append(pair)
        else:
            rows.append([pair])
    for row in rows:
        title = after.parts.get(after.page(row[0][1]).part, "")
        yield title, ranged([before.page(b).folio for b, _ in row]), ranged([after.page(a).folio for _, a in row])
