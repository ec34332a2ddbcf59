"""What is said on a handout, piece by piece: each a bit of HTML that can stand wherever there is room.

In: a subject and its writer. Out: the pieces by key, and which of them go where. A sparse record is
filled from its neighbours: what later cites it, the meetings before and after, the body that met. Nothing is said that
no record says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kurrasa import drawings
from kurrasa.calendars import Span
from kurrasa.drawings.label import REGULAR, STRONG, label
from kurrasa.handouts.ancestry import ancestry
from kurrasa.handouts.maker import Maker
from kurrasa.handouts.pack import MAIN, SIDE
from kurrasa.handouts.subject import Subject
from kurrasa.handouts.timeline import around, strip
from kurrasa.handouts.writer import SheetWriter
from kurrasa.records import Body, Person, Place

POINT = 25.4 / 72  # millimetres
CODE = 26.0  # side of the QR code, millimetres
MAP = 33.0  # height of the locator
NEAR = 5  # meetings before and after that may fill a corner


@dataclass(frozen=True)
class Filler:
    """Pieces that stand only where there is room: their title, the most wanted first, and the order they stand in."""

    title: str
    wanted: tuple[str, ...]
    order: tuple[str, ...]


@dataclass(frozen=True)
class Blocks:
    """The pieces' HTML, and their keys by where they may stand (see `pack.Pieces`)."""

    html: dict[str, Markup]
    told: tuple[str, ...]
    beside: tuple[str, ...]
    kept: tuple[str, ...]
    spare: tuple[Filler, ...]
    aside: tuple[Filler, ...]
    strip: str | None
    graph: str | None
    brief: str | None
    tail: str | None
    graph_spared: bool


def blocks(writer: SheetWriter, subject: Subject, *, brief: bool = False) -> Blocks:
    """All pieces of a handout. A brief one names what the booklet tells in full with its page: documents of which there
    is nothing to cite, notes that settle nothing; and in a selection, the clauses of its resolutions."""
    make = Maker(writer, subject, brief)
    _band(make)
    return Blocks(
        make.html,
        told=tuple(_told(make)),
        beside=tuple(_beside(make)),
        kept=tuple(_kept(make)),
        spare=tuple(_spare(make)),
        aside=tuple(_aside(make)),
        strip=strip(make),
        graph=_graph(make, "graph", 2),
        brief=_graph(make, "brief", 1),
        tail=_tail(make),
        graph_spared=subject.conference is None,
    )


def _band(make: Maker) -> None:
    subject, dossier, book, say = make.subject, make.dossier, make.dossier.book, make.say
    conference = subject.conference
    kicker = say("Handout from “{book}”").format(book=book.title)
    labels = {"hijri": say("Hijri date"), "gregorian": say("Gregorian date")}
    facts: list[tuple[str, str]] = []
    if conference:
        when = dossier.when(conference)
        for calendar in book.calendars:
            if when and (span := when.span(calendar)):
                said = make.idiom.span(span)
                facts.append((labels[calendar], f"[{said}]" if calendar in when.computed else said))
        name, session = dossier.session(conference), conference.session_name
    else:
        whens = [when for record in subject.told if (when := dossier.when(record))]
        for calendar in book.calendars:
            if spans := [span for when in whens if (span := when.span(calendar))]:
                ends = min(s.start[0] for s in spans), max(s.end[0] for s in spans)
                facts.append((labels[calendar], make.idiom.year(Span(calendar, (ends[0],), (ends[1],)))))
        name, session = "", None
    title = dossier.name(subject.record)
    sizes = [
        _size(make, title, (34, 25), STRONG, "longer"),
        _size(make, name, (14,), REGULAR, "long"),
        _size(make, session or "", (12,), REGULAR, "long"),
    ]
    make.piece("band", "band", subject.record.title, kicker, name, session, facts, sizes)
    make.piece("head", "head", subject.record.title, name)


def _size(make: Maker, text: str, sizes: Sequence[int], weight: int, last: str) -> str:
    """The class of a line of the band: that of the first size, in points, at which it takes one line, or the last."""
    for size, name in zip(sizes, ("", "long"), strict=False):
        if label(make.writer.digits(text), size * POINT, make.writer.composer.style, weight).width <= MAIN:
            return name
    return last


def _told(make: Maker) -> Iterator[str]:
    subject, say = make.subject, make.say
    yield make.piece("lead", "lead", subject.record.summary, "")
    adopted = say("What it adopted") if subject.conference else say("Resolutions")
    issued = say("What it issued") if subject.conference else say("Documents")
    yield from make.section("resolution", subject.resolutions, adopted)
    yield from make.section("document", subject.documents, issued)
    yield from make.section(
        "event", subject.events, say("What happened there") if subject.conference else say("Events")
    )


def _beside(make: Maker) -> Iterator[str]:
    subject, dossier, say = make.subject, make.dossier, make.say
    if conference := subject.conference:
        place = dossier[conference.place] if conference.place else None
        if isinstance(place, Place) and (drawing := make.writer.locator({place.id}, SIDE, MAP, place.name)):
            yield make.piece("place", "where_it_met", drawing, place, conference.venue, "")
    yield make.piece("facts", "facts", conference and conference.attendance, list(_facts(make)), say("Facts"))
    if not subject.conference and subject.conferences:
        yield from make.section("meeting", subject.conferences, say("The meetings"))
    if rows := make.writer.places():
        yield make.piece("places", "places", rows, _where(make))


def _where(make: Maker) -> str:
    """The heading over page numbers; it names the booklet they are of, where that is in another language."""
    language = make.writer.pages_language
    if language == make.dossier.book.language:
        return make.say("Where in the booklet")
    name = make.idiom.locale.languages.get(language, language)
    return make.say("Where in the booklet ({language})").format(language=name)


def _facts(make: Maker) -> Iterator[tuple[str, str | Markup]]:
    """A line for each fact: what it is called, and what it is."""
    subject, dossier, say = make.subject, make.dossier, make.say
    if conference := subject.conference:
        yield say("Body"), dossier.body(conference).name
    elif subject.conferences:
        yield say("Meetings"), make.idiom.number(len(subject.conferences))
    if subject.resolutions:
        kinds: dict[str, int] = {}
        for resolution in subject.resolutions:
            series = dossier.series(resolution)
            kinds[series.name if series else ""] = kinds.get(series.name if series else "", 0) + 1
        told = say(", ").join(f"{name} {make.idiom.number(n)}" for name, n in kinds.items() if name)
        yield say("Resolutions"), make.idiom.number(len(subject.resolutions)) + (f" ({told})" if told else "")
    else:
        yield say("Resolutions"), say("none on record")
    if subject.documents:
        yield say("Documents"), make.idiom.number(len(subject.documents))
    cited = {r.id: r for record in subject.told for r in dossier.cited_by(record)}
    if later := [r for r in cited.values() if r not in subject.resolutions and dossier.number(r)]:
        yield say("Referred to by"), Markup(say(", ")).join(make.writer.link(r) for r in later)


def _kept(make: Maker) -> Iterator[str]:
    yield from make.section("figure", make.subject.figures, make.say("Captions of the source"))
    yield from make.section("note", make.subject.notes, make.say("Editor's notes"))


def _spare(make: Maker) -> Iterator[Filler]:
    """What fills an empty corner: what later cites it, and the meetings around it, the nearest first."""
    subject, dossier, say = make.subject, make.dossier, make.say
    cited = {r.id: r for record in subject.told for r in dossier.cited_by(record) if r not in subject.resolutions}
    later = sorted(cited.values(), key=dossier.shelf)
    if later:
        keys = [make.piece(f"later-{r.id}", "resolution", r, "", False) for r in later]
        yield Filler(make.piece("later", "titled", say("What later built on it")), tuple(keys), tuple(keys))
    before, after = around(make)
    named = {c.id: make.piece(f"near-{c.id}", "neighbour", c, say("Before it"), "") for c in before[:NEAR]}
    named |= {c.id: make.piece(f"near-{c.id}", "neighbour", c, say("After it"), "") for c in after[:NEAR]}
    if named:
        nearest = [c for i in range(NEAR) for row in (before, after) for c in row[i : i + 1]]
        order = [*before[:NEAR][::-1], *after[:NEAR]]
        title = make.piece("near", "titled", say("The meetings around it"))
        yield Filler(title, tuple(named[c.id] for c in nearest), tuple(named[c.id] for c in order))


def _aside(make: Maker) -> Iterator[Filler]:
    """What fills a narrow column: whom the meeting names, the body that met, and the one it belongs to."""
    dossier, conference = make.dossier, make.subject.conference
    people = [p for id in (conference.people if conference else ()) if isinstance(p := dossier[id], Person)]
    if people:
        key = make.piece("people", "people", people, "")
        yield Filler(make.piece("named", "titled", make.say("People it names")), (key,), (key,))
    bodies = {body.id: body for c in make.subject.conferences for body in [dossier.body(c)]}
    parents = {id: dossier[id] for body in bodies.values() if (id := body.parent)}
    told = [body for body in {**bodies, **parents}.values() if isinstance(body, Body) and body.about]
    if told:
        keys = tuple(make.piece(f"body-{body.id}", "about_body", body, "") for body in told)
        title = make.say("The body") if len(keys) == 1 else make.say("The bodies")
        yield Filler(make.piece("body", "titled", title), keys, keys)


def _graph(make: Maker, key: str, reach: int) -> str | None:
    drawn = ancestry(make.subject, make.writer, reach)
    return make.piece(key, "graph", drawn, make.say("What it built on, and what was built on it")) if drawn else None


def _tail(make: Maker) -> str | None:
    address = make.dossier.book.website
    if not address:
        return None
    code = Markup(drawings.qr(address, CODE, make.writer.composer.style, make.say("QR code of the edition's address")))
    return make.piece("tail", "tail", code, address, make.say("The edition on the web"))
