"""What a browser is told of an edition, as JSON.

In: editions and diagnostics. Out: the whole book for one that has just come; for the others, only what has changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from operator import attrgetter
from typing import Any

from kurrasa.diagnostics import Diagnostic, as_json, in_order, line_at
from kurrasa.prove.expected import Box
from kurrasa.session import Edition, PageView, Session
from kurrasa.spots import nearest

Message = dict[str, Any]
_TOLD = ("digest", "sheet", "folio", "part", "title", "width", "height")
_seen = attrgetter(*_TOLD)


def whole(session: Session, diagnostics: Sequence[Diagnostic], language: str) -> Message:
    """Everything a browser needs to show the book."""
    pages = {"pages": [page(view) for view in session.edition.pages], "outline": outline(session.edition)}
    return {**_about(session.edition), **pages, "changed": [], "edited": {}, **faults(session, diagnostics, language)}


def changes(before: Edition, edition: Edition) -> Message:
    """What is other than in the edition before: pages, those to turn to first, and where on them was edited.

    A page that looks the same but has moved or is called otherwise is told too, but no reader is led to it.
    """
    message: Message = {
        **_about(edition),
        "pages": [
            page(view)
            for view, old in zip_longest(edition.pages, before.pages)
            if view and view is not old and not (old and _seen(view) == _seen(old))
        ],
        "changed": list(edition.changed) if before.pages else [],
        "edited": {sheet: boxes for sheet in edition.changed if (boxes := _edited(edition, sheet))},
    }
    return message if before.outline == edition.outline else {**message, "outline": outline(edition)}


def faults(session: Session, diagnostics: Sequence[Diagnostic], language: str) -> Message:
    """What is wrong, each fault with its line and the places in the book where its record stands."""
    found = [
        {**item, "excerpt": line_at(fault.spot) if fault.spot else None, "places": places(session, fault)}
        for item, fault in zip(json.loads(as_json(diagnostics, language)), in_order(diagnostics), strict=True)
    ]
    return {"edition": session.edition.number, "broken": session.edition.broken, "faults": found}


def _about(edition: Edition) -> Message:
    return {
        "title": edition.title,
        "language": edition.language,
        "direction": edition.direction,
        "total": len(edition.pages),
        "edition": edition.number,
        "broken": edition.broken,
    }


def page(view: PageView) -> Message:
    """A page: which it is, how it is called, how large, and the name of its picture."""
    return {name: getattr(view, name) for name in _TOLD}


def outline(edition: Edition) -> list[Message]:
    """The outline, entry by entry."""
    return [{"title": entry.title, "sheet": entry.sheet, "depth": entry.depth} for entry in edition.outline]


def places(session: Session, fault: Diagnostic) -> list[Message]:
    """Where in the book that stands which a fault is about, as far as the last good pages have it."""
    name = session.named(fault.spot.file, fault.spot.line) if fault.spot else None
    return located(session.edition.find(name)) if name else []


def located(found: Iterable[tuple[int, Box]]) -> list[Message]:
    """Sheets, and boxes on them."""
    return [{"sheet": sheet, "box": box(where)} for sheet, where in found]


def box(where: Box) -> list[float]:
    """A rectangle in millimetres: left, top, width, height."""
    return [where.left, where.top, round(where.right - where.left, 2), round(where.bottom - where.top, 2)]


def _edited(edition: Edition, sheet: int) -> list[list[float]]:
    there = {name: where for where, name in edition.pages[sheet - 1].spots}
    names = {near for name in edition.edited for near in nearest(name, there)}
    return [box(there[name]) for name in sorted(names)]
