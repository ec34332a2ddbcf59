"""Where a handout's meetings stand among the others: the strip of years, and the meetings named under it.

In: the maker of the handout. Out: a piece, or the meetings before and after, the nearest first.
"""

from __future__ import annotations

from kurrasa import drawings
from kurrasa.handouts.maker import Maker
from kurrasa.handouts.pack import FULL
from kurrasa.handouts.subject import by_day
from kurrasa.records import Conference, Event

STEPS = 5  # meetings named under the strip


def around(make: Maker) -> tuple[list[Conference], list[Conference]]:
    """The meetings before and after, the nearest first."""
    row = by_day(make.dossier, make.dossier.all(Conference))
    own = [row.index(c) for c in make.subject.conferences] or [0]
    mine = make.subject.conferences
    return [c for c in row[: own[0]][::-1] if c not in mine], [c for c in row[own[-1] + 1 :] if c not in mine]


def _steps(make: Maker) -> tuple[Conference, ...]:
    """The meetings named under the strip: those it is about, and the nearest on both sides that adopted something."""
    row = by_day(make.dossier, make.dossier.all(Conference))
    mine = make.subject.conferences
    told = [c for c in row if c in mine or make.dossier.resolutions_of(c)]
    if len(mine) >= STEPS or not mine:
        return mine[:STEPS]
    first, last = told.index(mine[0]), told.index(mine[-1])
    chosen = {*mine}
    reach = 1
    while len(chosen) < min(STEPS, len(told)) and reach <= len(told):
        for index in (first - reach, last + reach):
            if 0 <= index < len(told) and len(chosen) < STEPS:
                chosen.add(told[index])
        reach += 1
    return tuple(c for c in told if c in chosen)


def strip(make: Maker) -> str | None:
    """The strip of years, with the names of the meetings that stand under it; none where nothing is dated."""
    subject, dossier = make.subject, make.dossier
    named = _steps(make)
    marks = []
    for record in dossier.chronology():
        if isinstance(record, Conference | Event) and (when := dossier.when(record)):
            here = record in subject.conferences or (record in subject.events and not subject.conference)
            place = dossier[record.place] if record.place else None
            label = dossier.name(place or record) if record in named else None
            symbol = dossier.kind_of_session(record).symbol if isinstance(record, Conference) else "bar"
            marks.append(drawings.Mark(when.position, symbol, label, here, dossier.name(record)))
    if not marks:
        return None
    years = [int(mark.position) for mark in marks]
    title = make.say("The meetings and events on a strip of years")
    ends = {"first": min(years), "last": max(years)}
    drawing = make.writer.composer.drawing(drawings.strip, marks=marks, **ends, width=FULL, title=title)
    steps = []
    for c in named:
        when = dossier.when(c)
        span = when and (when.gregorian or when.hijri)
        year = make.idiom.digits(str(span.start[0])) if span else ""
        steps.append((year, c, c in subject.conferences, [r for r in dossier.resolutions_of(c) if dossier.number(r)]))
    heading = make.say("Among the other meetings") if subject.conference else make.say("In the course of years")
    return make.piece("strip", "strip", drawing, steps, heading)
