"""Rules on dates: each is one of its calendar, and the tellings of one date agree or an editor's note says why not.

In: content. Out: a diagnostic for each date that is none, or that two calendars or the source tell differently.
"""

from __future__ import annotations

from collections.abc import Iterator

from kurrasa import calendars
from kurrasa.calendars import Calendar, DateError, Span
from kurrasa.diagnostics import Diagnostic, Spot
from kurrasa.load import Content, Entry
from kurrasa.marks import FieldPath
from kurrasa.printed import read_printed
from kurrasa.records import Dating
from kurrasa.rules.fields import models_of, references_of

_CORRECT = "Correct the date."
_NOTE = (
    "Correct it, or write an editor's note with `about: [{id}]` and `settles: [date]` that says what is right and why."
)


def impossible(entry: Entry) -> Iterator[Diagnostic]:
    """A date of a record is a day, month or year that its calendar has, and does not end before it starts."""
    for path, dating in _datings(entry):
        for calendar in _CALENDARS:
            if fault := _fault(getattr(dating, calendar), calendar):
                yield _impossible(fault, entry.marks.spot((*path, calendar)))


def impossible_in_text(entry: Entry) -> Iterator[Diagnostic]:
    """A `[[1997-12-09]]` in a text is a day or a month that the Gregorian calendar has."""
    for text, reference in references_of(entry):
        if reference.is_date and (fault := _fault(reference.target, "gregorian")):
            yield _impossible(fault, entry.marks.within(text.path, reference.offset, len(reference.target) + 4))


def conflicting(content: Content) -> Iterator[Diagnostic]:
    """A date in two calendars is the same days by Umm al-Qura, unless a note settles it; a day off needs one too."""
    for entry in content.entries.values():
        if (entry.record.id, "date") not in content.settled:
            yield from entry.once(_conflicts)


def _conflicts(entry: Entry) -> tuple[Diagnostic, ...]:
    found = []
    for path, dating in _datings(entry):
        gregorian, hijri = _span(dating.gregorian, "gregorian"), _span(dating.hijri, "hijri")
        if gregorian and hijri and (days := calendars.difference(gregorian, hijri)):
            found.append(
                Diagnostic(
                    "conflicting-dates",
                    "The two calendars are a day apart: {hijri} AH is {converted}, and {gregorian} stands here."
                    if days == 1
                    else "The two calendars contradict each other: {hijri} AH is {converted}, and {gregorian} stands "
                    "here (days between them: {days}).",
                    _NOTE,
                    entry.marks.spot((*path, "hijri")),
                    {
                        "hijri": hijri.iso,
                        "gregorian": gregorian.iso,
                        "converted": calendars.convert(hijri, "gregorian").iso,
                        "days": str(days),
                        "id": entry.record.id,
                    },
                )
            )
    return tuple(found)


def printed_otherwise(content: Content) -> Iterator[Diagnostic]:
    """What the source prints is the stored date, or a part or a rounding of it, unless a note settles it."""
    for entry in content.entries.values():
        if (entry.record.id, "date") not in content.settled:
            yield from entry.once(_otherwise)


def _otherwise(entry: Entry) -> tuple[Diagnostic, ...]:
    found = []
    for path, dating in _datings(entry):
        for printed in read_printed(dating.printed) if dating.printed else ():
            stored = _stored(dating, printed.calendar) if printed else None
            if printed and stored and not _agree(printed, stored):
                values = {"read": printed.iso, "stored": stored.iso, "id": entry.record.id}
                found.append(
                    Diagnostic(
                        "printed-date",
                        "The source prints another date than is stored: {printed} reads as {read}, not {stored}.",
                        _NOTE,
                        entry.marks.spot((*path, "printed")),
                        {"printed": dating.printed or "", **values},
                    )
                )
    return tuple(found)


def years_of_edition(content: Content) -> Iterator[Diagnostic]:
    """The two years of the edition share a day."""
    edition = content.book.edition
    if edition.gregorian_year and edition.hijri_year:
        gregorian = _span(f"{edition.gregorian_year:04}", "gregorian")
        hijri = _span(f"{edition.hijri_year:04}", "hijri")
        if gregorian and hijri and calendars.difference(gregorian, hijri):
            yield Diagnostic(
                "conflicting-dates",
                "The years of the edition contradict each other: {hijri} AH is {converted}, not {gregorian}.",
                "Correct one of the two.",
                content.spot(content.book, "edition", "hijri_year"),
                {
                    "hijri": hijri.iso,
                    "gregorian": gregorian.iso,
                    "converted": calendars.convert(hijri, "gregorian").iso,
                },
            )


_CALENDARS: tuple[Calendar, ...] = ("gregorian", "hijri")


def _span(text: str | None, calendar: Calendar) -> Span | None:
    try:
        return calendars.parse(text, calendar) if text else None
    except DateError:
        return None


def _datings(entry: Entry) -> Iterator[tuple[FieldPath, Dating]]:
    return ((path, model) for path, model in models_of(entry) if isinstance(model, Dating))


def _fault(text: str | None, calendar: Calendar) -> DateError | None:
    try:
        if text:
            calendars.parse(text, calendar)
    except DateError as error:
        return error
    return None


def _impossible(fault: DateError, spot: Spot) -> Diagnostic:
    return Diagnostic("impossible-date", fault.message, _CORRECT, spot, fault.values)


def _stored(dating: Dating, calendar: Calendar) -> Span | None:
    """The stored date in a calendar, computed where the record has it in the other one alone."""
    own = _span(getattr(dating, calendar), calendar)
    other = _span(dating.gregorian, "gregorian") or _span(dating.hijri, "hijri")
    try:
        return own or (calendars.convert(other, calendar) if other else None)
    except DateError:
        return None


def _agree(a: Span, b: Span) -> bool:
    """Whether one holds the other: a source that prints the opening day, or the year alone, does not contradict."""
    return (a.days[0] >= b.days[0] and a.days[1] <= b.days[1]) or (b.days[0] >= a.days[0] and b.days[1] <= a.days[1])


OF_A_RECORD = (impossible, impossible_in_text)
RULES = (conflicting, printed_otherwise, years_of_edition)
