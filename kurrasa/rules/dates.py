"""Rules on dates: each is one of its calendar, and the tellings of one date agree or an editor's note says why not.

In: content. Out: a diagnostic for each date that is none, or that two calendars or the source tell differently.
"""

from __future__ import annotations

from collections.abc import Iterator

from kurrasa import calendars, prose
from kurrasa.calendars import Calendar, DateError, Span
from kurrasa.diagnostics import Diagnostic, Spot
from kurrasa.load import Content
from kurrasa.printed import read_printed
from kurrasa.records import Dating, Note, Record
from kurrasa.rules.fields import all_texts, models

_CORRECT = "Correct the date."
_NOTE = (
    "Correct it, or write an editor's note with `about: [{id}]` and `settles: [date]` that says what is right and why."
)


def settled(content: Content, record: Record, what: str) -> bool:
    """Whether an editor's note answers for a contradiction of this record: `date`, `session`, `number` or `name`."""
    return any(record.id in note.about and what in note.settles for note in content.of(Note))


def impossible(content: Content) -> Iterator[Diagnostic]:
    """A date of a record is a day, month or year that its calendar has, and does not end before it starts."""
    for entry in content.entries.values():
        for path, model in models(entry.record):
            if isinstance(model, Dating):
                for calendar in _CALENDARS:
                    text = getattr(model, calendar)
                    yield from _unreadable(text, calendar, entry.marks.spot((*path, calendar)))


def impossible_in_text(content: Content) -> Iterator[Diagnostic]:
    """A `[[1997-12-09]]` in a text is a day or a month that the Gregorian calendar has."""
    for entry, text in all_texts(content):
        for reference in prose.references(text.value) if text.markup else ():
            if reference.is_date:
                spot = entry.marks.within(text.path, reference.offset, len(reference.target) + 4)
                yield from _unreadable(reference.target, "gregorian", spot)


def conflicting(content: Content) -> Iterator[Diagnostic]:
    """A date in two calendars is the same days by Umm al-Qura, unless a note settles it; a day off needs one too."""
    for entry in content.entries.values():
        for path, model in models(entry.record):
            if not isinstance(model, Dating) or settled(content, entry.record, "date"):
                continue
            gregorian, hijri = _span(model.gregorian, "gregorian"), _span(model.hijri, "hijri")
            if gregorian and hijri and (days := calendars.difference(gregorian, hijri)):
                yield Diagnostic(
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


def printed_otherwise(content: Content) -> Iterator[Diagnostic]:
    """What the source prints is the stored date, or a part or a rounding of it, unless a note settles it."""
    for entry in content.entries.values():
        for path, model in models(entry.record):
            if not isinstance(model, Dating) or not model.printed or settled(content, entry.record, "date"):
                continue
            for printed in read_printed(model.printed):
                stored = _stored(model, printed.calendar) if printed else None
                if printed and stored and not _agree(printed, stored):
                    yield Diagnostic(
                        "printed-date",
                        "The source prints another date than is stored: {printed} reads as {read}, not {stored}.",
                        _NOTE,
                        entry.marks.spot((*path, "printed")),
                        {"printed": model.printed, "read": printed.iso, "stored": stored.iso, "id": entry.record.id},
                    )


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


def _unreadable(text: str | None, calendar: Calendar, spot: Spot) -> Iterator[Diagnostic]:
    try:
        if text:
            calendars.parse(text, calendar)
    except DateError as error:
        yield Diagnostic("impossible-date", error.message, _CORRECT, spot, error.values)


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


RULES = (impossible, impossible_in_text, conflicting, printed_otherwise, years_of_edition)
