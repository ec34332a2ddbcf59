"""Dates as spans of days in two calendars: read, converted, compared, put in order.

In: the ISO-like text of a record (`1997-12-09`, `2005-12-07/2005-12-08`, `1994-09`, `1996`) and its calendar.
Out: `Span`, a day, a month, a year or a run of them; and `When`, one date in the calendars of the edition.
Hijri dates are those of Umm al-Qura as hijridate tabulates them, 1343 to 1500 AH (1924 to 2077 CE); beyond
that nothing is guessed. Pure arithmetic: how a date is worded is `idiom`'s affair.
"""

from __future__ import annotations

import calendar as gregorian_calendar
import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from hijridate import Gregorian, Hijri

from kurrasa.records import Dating

Calendar = Literal["gregorian", "hijri"]
Precision = Literal["day", "month", "year"]
Unit = tuple[int, ...]

_PRECISIONS: Mapping[int, Precision] = {1: "year", 2: "month", 3: "day"}
_RANK: Mapping[Precision, int] = {"day": 0, "month": 1, "year": 2}
_UNIT = re.compile(r"\d{4}(?:-\d\d){0,2}", re.ASCII)


class DateError(ValueError):
    """Why a text or a tuple is no date: `message` with {fields}, and the `values` that fill them."""

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = {name: str(value) for name, value in values.items()}
        super().__init__(message.format(**self.values))


def _iso(unit: Unit) -> str:
    return "-".join([f"{unit[0]:04}", *(f"{part:02}" for part in unit[1:])])


def _month_length(year: int, month: int, calendar: Calendar) -> int:
    """Days of a month. Raises `DateError` for a month that is none or that the calendar's table lacks."""
    if not 1 <= month <= 12:
        raise DateError("there is no month {month}", month=month)
    if calendar == "gregorian":
        if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
            raise DateError("there is no year {year}", year=year)
        return gregorian_calendar.monthrange(year, month)[1]
    try:
        return Hijri(year, month, 1).month_length()
    except OverflowError:
        raise DateError(
            "the Umm al-Qura calendar is tabulated from 1343 to 1500 AH only, not for {year}", year=year
        ) from None


def _bounds(unit: Unit, calendar: Calendar) -> tuple[int, int]:
    """First and last day of a day, month or year, as `date.toordinal` counts. Raises `DateError`."""
    year = unit[0]
    first_month = unit[1] if len(unit) > 1 else 1
    last_month = unit[1] if len(unit) > 1 else 12
    length = _month_length(year, last_month, calendar)
    _month_length(year, first_month, calendar)
    first_day, last_day = (unit[2], unit[2]) if len(unit) > 2 else (1, length)
    if not 1 <= first_day <= length:
        raise DateError(
            "the month {month} has {length} days, not {day}", month=_iso(unit[:2]), length=length, day=unit[2]
        )
    if calendar == "gregorian":
        return (
            datetime.date(year, first_month, first_day).toordinal(),
            datetime.date(year, last_month, last_day).toordinal(),
        )
    return (
        Hijri(year, first_month, first_day).to_gregorian().toordinal(),
        Hijri(year, last_month, last_day).to_gregorian().toordinal(),
    )


@dataclass(frozen=True)
class Span:
    """A day, month or year of one calendar, or a run of them from `start` to `end`, both included.

    `start` and `end` are (year,), (year, month) or (year, month, day), of the same length, and equal for a single
    unit. Raises `DateError` when either is none of its calendar or the end comes before the start.
    """

    calendar: Calendar
    start: Unit
    end: Unit
    days: tuple[int, int] = field(init=False, compare=False, repr=False)
    """First and last day, as the ordinal of the proleptic Gregorian calendar (`datetime.date.toordinal`)."""

    def __post_init__(self) -> None:
        if len(self.start) != len(self.end):
            raise DateError("both ends of a span are days, or both months, or both years")
        days = (self.first_unit[0], self.last_unit[1])
        if self.end < self.start:
            raise DateError(
                "the span ends ({end}) before it starts ({start})", start=_iso(self.start), end=_iso(self.end)
            )
        object.__setattr__(self, "days", days)

    @property
    def precision(self) -> Precision:
        """How exactly the date is known."""
        return _PRECISIONS[len(self.start)]

    @property
    def single(self) -> bool:
        """Whether it is one day, month or year and no run of them."""
        return self.start == self.end

    @property
    def first_unit(self) -> tuple[int, int]:
        """First and last day of the day, month or year it starts with."""
        return _bounds(self.start, self.calendar)

    @property
    def last_unit(self) -> tuple[int, int]:
        """First and last day of the day, month or year it ends with."""
        return _bounds(self.end, self.calendar)

    @property
    def iso(self) -> str:
        """The text a record has for it."""
        return _iso(self.start) if self.single else f"{_iso(self.start)}/{_iso(self.end)}"


def parse(text: str, calendar: Calendar) -> Span:
    """Read the text of a record. Raises `DateError` (a `ValueError`) with the reason, in plain words."""
    ends = text.split("/")
    if len(ends) > 2 or not all(_UNIT.fullmatch(end) for end in ends):
        raise DateError("“{text}” is not written as a date: 1997-12-09, 1997-12, 1997 or two of them with /", text=text)
    units = [tuple(int(part) for part in end.split("-")) for end in ends]
    return Span(calendar, units[0], units[-1])


def _unit_of(ordinal: int, calendar: Calendar) -> tuple[int, int, int]:
    day = Gregorian.fromordinal(ordinal)
    if calendar == "gregorian":
        return day.datetuple()
    try:
        return day.to_hijri().datetuple()
    except OverflowError:
        raise DateError(
            "the Umm al-Qura calendar is tabulated from 1924-08-01 to 2077-11-16 only, not for {day}",
            day=day.isoformat(),
        ) from None


def convert(span: Span, calendar: Calendar) -> Span:
    """The same span in `calendar`: a day becomes a day, a month the months it touches, a year the years it touches.

    Raises `DateError` where Umm al-Qura has no table.
    """
    if span.calendar == calendar:
        return span
    size = len(span.start)
    first, last = span.days
    return Span(calendar, _unit_of(first, calendar)[:size], _unit_of(last, calendar)[:size])


def _gap(a: tuple[int, int], b: tuple[int, int]) -> int:
    """Days that two intervals lie apart; 0 where they share a day."""
    return max(0, a[0] - b[1], b[0] - a[1])


def difference(a: Span, b: Span) -> int:
    """Days by which two tellings of one date differ: the greater of the differences at their start and at their end.

    Days are compared as days. A month or a year only says between which days it was, so it agrees (0) with
    whatever shares a day with it: September 1994 with Rabi' I, with Rabi' II, and with the run of the two.
    """
    return max(_gap(a.first_unit, b.first_unit), _gap(a.last_unit, b.last_unit))


@dataclass(frozen=True)
class When:
    """One date in up to two calendars; `computed` names those that no record gives."""

    gregorian: Span | None
    hijri: Span | None
    computed: frozenset[Calendar] = frozenset()
    printed: str | None = None

    def span(self, calendar: Calendar) -> Span | None:
        """The date in that calendar, if it has one there."""
        return self.gregorian if calendar == "gregorian" else self.hijri

    @property
    def iso(self) -> str:
        """The date as programs read it: in the Gregorian calendar by ISO 8601, a run as its two ends."""
        return self._reckoned.iso

    @property
    def _reckoned(self) -> Span:
        if self.gregorian:
            return self.gregorian
        if self.hijri:
            return convert(self.hijri, "gregorian")
        raise ValueError("a date stands in one calendar at least")

    @property
    def year(self) -> int:
        """Gregorian year in which it starts: the year it stands under in the chronology."""
        return self._reckoned.start[0]

    @property
    def position(self) -> float:
        """Place on a scale of Gregorian years: 1997.5 is the middle of 1997. A month or year stands at its middle."""
        first, last = self._reckoned.first_unit
        start = datetime.date(self.year, 1, 1).toordinal()
        length = 366 if gregorian_calendar.isleap(self.year) else 365
        return self.year + ((first + last) / 2 - start) / length

    @property
    def sort_key(self) -> tuple[int, int, int]:
        """Order of the chronology: by the day it starts; what has only a month follows the days of that month, what
        has only a year follows all of that year; of two that start together the shorter comes first."""
        reckoned = self._reckoned
        return reckoned.first_unit[1], _RANK[reckoned.precision], reckoned.days[1]


def when(dating: Dating, calendars: Iterable[Calendar]) -> When:
    """The date of a record, with each calendar of the edition that it lacks computed from the one it gives.

    A day before Umm al-Qura's first or after its last stays in its one calendar. Raises `DateError` for a date
    that is none.
    """
    spans: dict[Calendar, Span] = {}
    if dating.gregorian:
        spans["gregorian"] = parse(dating.gregorian, "gregorian")
    if dating.hijri:
        spans["hijri"] = parse(dating.hijri, "hijri")
    given = next(iter(spans.values()))
    computed: set[Calendar] = set()
    for calendar in calendars:
        if calendar not in spans:
            try:
                spans[calendar] = convert(given, calendar)
            except DateError:
                continue
            computed.add(calendar)
    return When(spans.get("gregorian"), spans.get("hijri"), frozenset(computed), dating.printed)
