"""Rules on numbers: of resolutions, of sessions, and the ISBN.

In: content. Out: a diagnostic for each number that can't be set from its parts or that contradicts another record.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kurrasa import numbering
from kurrasa.diagnostics import Diagnostic
from kurrasa.load import Content
from kurrasa.numberform import FormError
from kurrasa.numbering import Number
from kurrasa.records import Body, Conference, Numbering, NumberParts, Resolution
from kurrasa.schema import guess


def form(content: Content) -> Iterator[Diagnostic]:
    """The form of a body's numbers can be used, and reads the body's own example."""
    for body in content.of(Body):
        if body.numbering is None:
            continue
        try:
            numbering.compile_form(body.numbering)
        except FormError as error:
            hint = "Write it with the fields {serial}, {session}, {series}, {mark} and [what may be left out]."
            spot = content.spot(body, "numbering", "form")
            values = {name: f"{{{name}}}" for name in ("serial", "session", "series", "mark")}
            yield Diagnostic("number-form", error.message, hint, spot, {**values, **error.values})
            continue
        example = body.numbering.example
        if example and numbering.read(example, body.numbering) is None:
            yield Diagnostic(
                "number",
                "The example “{number}” can't be read by the body's own form {form}.",
                "Correct the example or the form.",
                content.spot(body, "numbering", "example"),
                {"number": example, "form": body.numbering.form},
            )


def readable(content: Content) -> Iterator[Diagnostic]:
    """A resolution's number fills the form of its body; its series and its subject are series of that body."""
    for resolution in content.of(Resolution):
        body = _body(content, resolution)
        if body is None:
            continue
        given = resolution.number
        series = [s.id for s in body.numbering.series] if body.numbering else []
        named = [(("subject",), resolution.subject)]
        if isinstance(given, NumberParts):
            named.append((("number", "series"), given.series))  # type: ignore[arg-type]
        unknown = [(path, name) for path, name in named if name and name not in series]
        for path, name in unknown:
            near = guess(str(name), series)
            yield Diagnostic(
                "series",
                "“{series}” is no series of “{body}”.",
                "Did you mean “{guess}”?" if near else "Name a series of the body's numbering, or add it there.",
                content.spot(resolution, *path),
                {"series": str(name), "body": body.id, "guess": near or ""},
            )
        if given is None or unknown:
            continue
        if body.numbering is None:
            yield Diagnostic(
                "number",
                "“{body}” does not say how it numbers, so no number can be set.",
                "Add `numbering:` with its `form:` to the body.",
                content.spot(resolution, "number"),
                {"body": body.id},
            )
        elif _usable(body.numbering) and _number(content, resolution, body.numbering) is None:
            yield Diagnostic(
                "number",
                "The number does not fill the form of its body: {form}.",
                "Give it in parts: {{serial: 12, session: 8, series: …}}, with what the form wants.",
                content.spot(resolution, "number"),
                {"form": body.numbering.form},
            )


def sessions(content: Content) -> Iterator[Diagnostic]:
    """A conference is of a kind of meeting that its body has; no two of a kind bear the same ordinal."""
    seen: dict[tuple[str, str, int], Conference] = {}
    for conference in content.of(Conference):
        body = _body(content, conference)
        if body and conference.session not in body.sessions:
            near = guess(conference.session, body.sessions)
            yield Diagnostic(
                "session",
                "“{body}” has no kind of meeting “{session}”.",
                "Did you mean “{guess}”?" if near else "Add it to `sessions:` of the body, or name one that is there.",
                content.spot(conference, "session"),
                {"body": body.id, "session": conference.session, "guess": near or ""},
            )
        if conference.ordinal:
            first = seen.setdefault((conference.body, conference.session, conference.ordinal), conference)
            if first is not conference:
                yield Diagnostic(
                    "session",
                    "“{other}” is the same meeting of the same body: number {ordinal}.",
                    "Correct one of the two, or keep one record.",
                    content.spot(conference, "ordinal"),
                    {"other": first.id, "ordinal": str(conference.ordinal)},
                    "warning",
                )


def contradicting_session(content: Content) -> Iterator[Diagnostic]:
    """The session in a resolution's number, and its body, are those of the conference that adopted it."""
    for resolution in content.of(Resolution):
        conference, body = _adopted_by(content, resolution), _body(content, resolution)
        if not (conference and body and body.numbering and _usable(body.numbering)):
            continue
        if (resolution.id, "session") in content.settled:
            continue
        number = _number(content, resolution, body.numbering)
        hint = "Correct it, or write an editor's note with `about: [{id}]` and `settles: [session]`."
        values = {"id": resolution.id, "conference": conference.id}
        if conference.body != resolution.body:
            yield Diagnostic(
                "session",
                "The number is one of “{body}”, but “{conference}” is a meeting of “{other}”.",
                hint,
                content.spot(resolution, "conference"),
                {**values, "body": resolution.body, "other": conference.body},
            )
        elif number and number.session and conference.ordinal and number.session != conference.ordinal:
            parts = isinstance(resolution.number, NumberParts) and resolution.number.session
            yield Diagnostic(
                "session",
                "The number has session {session}, but “{conference}” is number {ordinal}.",
                hint,
                content.spot(resolution, "number", "session") if parts else content.spot(resolution, "number"),
                {**values, "session": str(number.session), "ordinal": str(conference.ordinal)},
            )


def same_number(content: Content) -> Iterator[Diagnostic]:
    """No two resolutions of a body bear one number."""
    bearing: dict[tuple[str, Number], list[Resolution]] = defaultdict(list)
    for resolution in content.of(Resolution):
        body = _body(content, resolution)
        if body and body.numbering and _usable(body.numbering):
            number = _number(content, resolution, body.numbering)
            if number and number.serial is not None:
                bearing[body.id, number].append(resolution)
    for resolutions in bearing.values():
        for other in resolutions[1:]:
            yield Diagnostic(
                "same-number",
                "“{other}” bears the same number.",
                "Correct one of the two, or keep one record.",
                content.spot(other, "number"),
                {"other": resolutions[0].id},
                "warning",
            )


def isbn(content: Content) -> Iterator[Diagnostic]:
    """An ISBN has 10 or 13 digits, and its check digit is right (ISO 2108)."""
    text = content.book.isbn
    if text and not _isbn_is_right(re.sub(r"[\s\-–]", "", text).upper()):
        yield Diagnostic(
            "isbn",
            "“{isbn}” is no ISBN: its digits and its check digit don't agree.",
            "Compare it with what the agency gave; 13 digits, or 10.",
            content.spot(content.book, "isbn"),
            {"isbn": text},
        )


def _isbn_is_right(digits: str) -> bool:
    if re.fullmatch(r"97[89][0-9]{10}", digits):
        return sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(digits)) % 10 == 0
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        return sum((10 if d == "X" else int(d)) * (10 - at) for at, d in enumerate(digits)) % 11 == 0
    return False


def _body(content: Content, record: Conference | Resolution) -> Body | None:
    entry = content.entries.get(record.body)
    return entry.record if entry and isinstance(entry.record, Body) else None


def _adopted_by(content: Content, resolution: Resolution) -> Conference | None:
    entry = content.entries.get(resolution.conference or "")
    return entry.record if entry and isinstance(entry.record, Conference) else None


def _usable(scheme: Numbering) -> bool:
    try:
        numbering.compile_form(scheme)
    except FormError:
        return False
    return True


def _number(content: Content, resolution: Resolution, scheme: Numbering) -> Number | None:
    conference = _adopted_by(content, resolution)
    own = conference is not None and conference.body == resolution.body
    return numbering.number_of(resolution.number, scheme, conference.ordinal if conference and own else None)


def spelt(content: Content) -> dict[str, str]:
    """Every number as it is set, in the edition's letters and in Latin ones, with the id of its resolution."""
    found: dict[str, str] = {}
    for resolution in content.of(Resolution):
        body = _body(content, resolution)
        if body and body.numbering and _usable(body.numbering):
            number = _number(content, resolution, body.numbering)
            for latin in (False, True):
                pieces = numbering.spell(number, body.numbering, latin) if number else ()
                if pieces:
                    found.setdefault(numbering.text_of(pieces), resolution.id)
    return found


RULES = (form, readable, sessions, contradicting_session, same_number, isbn)
