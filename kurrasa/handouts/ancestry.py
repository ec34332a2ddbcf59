"""Which records a handout's graph of citations shows: up to two steps back from its own, and two steps on.

In: a subject and its writer. Out: the drawing, or None where nothing cites or is cited.
"""

from __future__ import annotations

from typing import Literal

from markupsafe import Markup

from kurrasa import drawings, numbering
from kurrasa.dossier import Dossier
from kurrasa.handouts.pack import FULL
from kurrasa.handouts.subject import Subject
from kurrasa.handouts.writer import SheetWriter
from kurrasa.records import Conference, Document, Record, Resolution

TALLEST = 7  # nodes in a column of the second step; a fuller one is left to the sheets of its own meetings


def ancestry(subject: Subject, writer: SheetWriter, reach: int) -> Markup | None:
    """Draw the citations to and from what a handout tells, up to `reach` steps."""
    dossier, say = writer.dossier, writer.composer.words.gettext
    steps = _steps(subject, dossier, reach)
    shown = {id: step for step, ids in steps.items() for id in ids}
    pairs = [
        (cited, r.id)
        for r in dossier.all(Resolution)
        for cited in r.cites
        if r.id in shown and cited in shown and not shown[cited] < 0 < shown[r.id]  # what passes it by is not its own
    ]
    tied = {id for pair in pairs for id in pair}
    if not pairs:
        return None
    used = sorted({step for id, step in shown.items() if id in tied})
    names = {
        -2: say("Earlier still"),
        -1: say("Built on"),
        0: say("Here"),
        1: say("Built on it"),
        2: say("Later still"),
    }
    nodes = [
        drawings.Node(
            id, used.index(step), *_named(dossier[id], dossier, writer), step == 0, _turn(dossier, dossier[id])
        )
        for id, step in shown.items()
        if id in tied
    ]
    title = say("What it built on, and what was built on it")
    headings = [names[step] for step in used]
    drawing = writer.composer.drawing
    return drawing(drawings.lineage, nodes=nodes, cites=pairs, headings=headings, width=FULL, title=title)


def _steps(subject: Subject, dossier: Dossier, reach: int) -> dict[int, list[str]]:
    """Ids by their distance from the subject: what it cites at -1, what cites it at 1, and so on."""
    cited = {id for r in subject.resolutions for id in r.cites}
    own = [
        r.id
        for r in subject.told
        if isinstance(r, Resolution | Conference) or (isinstance(r, Document) and r.id not in cited)
    ]  # a document that its own meeting's resolution cites was there before it
    steps = {0: own}
    seen = {*own}

    def back(ids: list[str]) -> list[str]:
        return [c for id in ids for c in getattr(dossier[id], "cites", ())]

    def on(ids: list[str]) -> list[str]:
        return [r.id for id in ids for r in dossier.cited_by(dossier[id])]

    for step, walk in [(-1, back), (1, on), (-2, back), (2, on)][: 2 * reach]:
        near = steps.get(step + (1 if step < 0 else -1), [])
        found = [id for id in dict.fromkeys(walk(near)) if id not in seen]
        if found and not (abs(step) == 2 and len(found) > TALLEST):
            steps[step] = found
            seen |= {*found}
    return steps


def _turn(dossier: Dossier, record: Record) -> Literal["ltr", "rtl"] | None:
    """The direction of a resolution's number."""
    numbered = isinstance(record, Resolution) and dossier.number(record)
    return numbering.direction(dossier.name(record)) if numbered else None


def _named(record: Record, dossier: Dossier, writer: SheetWriter) -> tuple[str, str]:
    """A node's name, and what stands under it: the meeting it is of, or its year."""
    when = dossier.when(record)
    span = when and (when.gregorian or when.hijri)
    year = writer.digits(span.start[0]) if span else ""
    name = writer.digits(dossier.name(record))
    if isinstance(record, Resolution) and (conference := dossier.adopted_by(record)):
        return name, writer.composer.words.gettext(", ").join(filter(None, [dossier.name(conference), year]))
    return name, "" if year in name else year
