"""Sets one handout: its pieces are measured, packed, and set where they are to stand; type steps down if it must.

In: a subject, its writer, by what handouts are set. Out: the way to its sides, through the tasks it asks for; or what
is too long and by how much. Nothing is set here: the HTML is composed, and the places are reckoned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kurrasa.design import TEMPLATES
from kurrasa.diagnostics import Diagnostic
from kurrasa.dossier import Dossier
from kurrasa.handouts.blocks import Blocks, Filler, blocks
from kurrasa.handouts.pack import (
    FULL,
    GAP,
    HALF,
    HEIGHT,
    MAIN,
    NOTE,
    SIDE,
    UNDER,
    WIDTH,
    Group,
    Packed,
    Piece,
    Pieces,
    pack,
    tall,
)
from kurrasa.handouts.press import Task, Way
from kurrasa.handouts.setting import Heights, Shop, Sides, measuring, setting
from kurrasa.handouts.subject import Subject
from kurrasa.handouts.writer import SheetWriter

STEPS = ((False, 1.0), (False, 0.95), (True, 1.0), (True, 0.95), (True, 0.9))
"""Whether it is brief, and the size of its type: the first that fits is taken. A label at 0.9 is 6 pt, the least."""

THIN = 0.4  # a second side filled less than this is not worth the leaf, if one side can do


@dataclass(frozen=True)
class SetSheet:
    """A handout that is set: by which task, and what is known of its sides. `keys` are its pieces; `step` is the size
    of its type, 1 where it did not step down; `brief` is that of `blocks`."""

    subject: Subject
    title: str
    task: Task
    sides: Sides
    keys: tuple[str, ...]
    step: float
    brief: bool


def style(dossier: Dossier) -> str:
    """CSS of the handouts: their own styles, and the families of the edition."""
    from kurrasa.compose import settings

    own = (TEMPLATES / "styles" / "handout.css").read_text(encoding="utf-8")
    return settings(dossier) + f":root {{ --trim-width: {WIDTH:g}mm; --trim-height: {HEIGHT:g}mm }}\n" + own


def set_sheet(subject: Subject, writer: SheetWriter, shop: Shop, *, final: bool) -> Way[SetSheet | Diagnostic]:
    """Set a handout, at the largest size of type at which it fits two sides."""
    smallest = writer.dossier.book.handouts.smallest
    thin: tuple[Blocks, Packed, float, bool] | None = None
    made: dict[bool, Blocks] = {}
    for brief, step in (way for way in STEPS if way[1] >= smallest):
        if brief not in made:
            made[brief] = blocks(writer, subject, brief=brief)
        pieces = yield from _measured(made[brief], step, writer, shop)
        packed = pack(pieces)
        if packed.excess:
            continue
        found = (made[brief], packed, step, brief)
        if packed.sides == 1 or packed.need >= THIN:
            return (yield from _set(subject, *found, writer, shop, final=final))
        thin = thin or found  # one side may do, if it is a little smaller
    if thin:
        return (yield from _set(subject, *thin, writer, shop, final=final))
    return _too_long(subject, packed, pieces, writer.dossier)


def _context(writer: SheetWriter, step: float, made: Blocks) -> dict[str, Any]:
    return {"title": writer.dossier.name(writer.part.subject), "step": f"{step:g}", "pieces": made.html}  # type: ignore[arg-type]


def _measured(made: Blocks, step: float, writer: SheetWriter, shop: Shop) -> Way[Pieces]:
    """The pieces with their heights: each is set alone, at each width it may stand in."""
    wide = [key for key in (made.strip, made.graph, made.brief, made.tail) if key]
    spare = [key for filler in made.spare for key in (filler.title, *filler.wanted)]
    aside = [key for filler in made.aside for key in (filler.title, *filler.wanted)]
    wanted = [
        ("band", WIDTH),
        *((key, FULL) for key in ("head", *wide)),
        *((key, width) for key in (*made.told, *made.kept, *spare) for width in (MAIN, HALF)),
        *((key, width) for key in made.beside for width in (SIDE, HALF, MAIN)),
        *((key, width) for key in aside for width in (SIDE, HALF)),
    ]
    template = writer.composer.environment.get_template("handout/measure.html")
    html = template.render(**_context(writer, step, made), wanted=wanted)
    heights: Heights = yield measuring(shop, html)

    def piece(key: str) -> Piece:
        return Piece(key, heights[key])

    def several(keys: Sequence[str]) -> tuple[Piece, ...]:
        return tuple(map(piece, keys))

    def notes(keys: Sequence[str]) -> tuple[Piece, ...]:
        return tuple(Piece(key, heights[key], NOTE if key.startswith("note-") else GAP) for key in keys)

    def groups(fillers: Sequence[Filler]) -> tuple[Group, ...]:
        return tuple(
            Group(Piece(f.title, heights[f.title], UNDER), several(f.wanted), {key: n for n, key in enumerate(f.order)})
            for f in fillers
        )

    return Pieces(
        piece("band"),
        piece("head"),
        several(made.told),
        several(made.beside),
        notes(made.kept),
        groups(made.spare),
        groups(made.aside),
        strip=piece(made.strip) if made.strip else None,
        graph=piece(made.graph) if made.graph else None,
        brief=piece(made.brief) if made.brief else None,
        tail=piece(made.tail) if made.tail else None,
        graph_spared=made.graph_spared,
    )


def _set(
    subject: Subject,
    made: Blocks,
    packed: Packed,
    step: float,
    brief: bool,
    writer: SheetWriter,
    shop: Shop,
    *,
    final: bool,
) -> Way[SetSheet]:
    faces = [[stand for stand in packed.stands if stand.face == face] for face in range(packed.sides)]
    template = writer.composer.environment.get_template("handout/sheet.html")
    context = _context(writer, step, made)
    html = template.render(**context, faces=faces, foot=_foot(writer), final=final)
    task = setting(shop, html, context["title"])
    sides: Sides = yield task
    return SetSheet(subject, context["title"], task, sides, tuple(s.key for s in packed.stands), step, brief)


def _foot(writer: SheetWriter) -> str:
    """The line under a side: which book the page numbers are of, and the edition."""
    from kurrasa.apparatus import Apparatus

    say, book = writer.composer.words.gettext, writer.dossier.book
    edition = Apparatus(writer).edition()
    if writer.pages_language == book.language:
        told = say("Page numbers are those of the booklet “{book}”, {edition}.")
    else:
        told = say("Page numbers are those of the booklet in {language}: “{book}”, {edition}.")
    name = writer.dossier.idiom.locale.languages.get(writer.pages_language, writer.pages_language)
    return writer.digits(told.format(book=book.title, edition=edition, language=name))


def _too_long(subject: Subject, packed: Packed, pieces: Pieces, dossier: Dossier) -> Diagnostic:
    """What is too long: by how much, and which texts take the most room."""
    longest = sorted((*pieces.told, *pieces.kept), key=lambda piece: -tall([piece], HALF))[:3]
    named = [f"{piece.key.partition('-')[2] or subject.record.id} ({piece.heights[HALF]:.0f} mm)" for piece in longest]
    return Diagnostic(
        "handout-too-long",
        "The handout of “{id}” is {excess} mm too long for two sides.",
        "Shorten the longest of its texts: {longest}; or let the type step down by `handouts: {{smallest: 0.9}}`.",
        dossier.content.spot(subject.record),
        {"id": subject.record.id, "excess": f"{packed.excess:.0f}", "longest": ", ".join(named)},
    )
