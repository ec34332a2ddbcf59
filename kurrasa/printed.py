"""Printed Arabic dates read back, to hold them against what a record stores.

In: a date to the letter as a source prints it («20، 21 شعبان 1424 هـ/ 16، 17 أكتوبر 2006 م»). Out: the Gregorian
and the Hijri span it tells, each None where there is none or where it can't be read with certainty.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from kurrasa.calendars import Calendar, DateError, Span, Unit
from kurrasa.months import folded, read_names

_WORDS_AROUND = frozenset(
    folded(word)
    for word in (
        *("في", "يوم", "يومي", "أيام", "يومَي", "من", "شهر", "شهري", "عام", "سنة", "لعام", "لسنة", "الموافق", "بين"),
        *("الأحد", "الاثنين", "الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"),
    )
)
_MARKS: dict[str, Calendar] = {
    **dict.fromkeys(("ه", "هجريه", "هجري", "للهجره"), "hijri"),
    **dict.fromkeys(("م", "ميلاديه", "ميلادي", "للميلاد"), "gregorian"),
}
_TOKEN = re.compile(
    r"(?P<number>\d+)|(?P<word>[^\W\d_]+)|(?P<run>[-–—‑])|(?P<and>[،,])|(?P<slash>/)|(?P<rest>[^\s.()])"
)
_ENDS = {"الي": "run", "حتي": "run", "و": "and"}

Kind = Literal["day", "month", "year", "mark", "run", "and", "slash"]


@dataclass(frozen=True)
class _Token:
    kind: Kind
    value: int = 0
    calendar: Calendar | None = None


class _Unreadable(Exception):  # noqa: N818 — it is no error, only a date that stays unread
    pass


def _tokens(text: str) -> Iterator[_Token]:
    """The parts of a printed date. Raises `_Unreadable` at a word that belongs to no date."""
    plain = "".join(
        str(unicodedata.digit(char)) if unicodedata.category(char) == "Nd" else char for char in folded(text)
    )
    plain = re.sub(r"(?<!\w)و\s?(?=\d)", " و ", plain)
    names = read_names()
    pattern = re.compile(rf"(?<![^\W\d_])(?P<month>{'|'.join(map(re.escape, names))})(?![^\W\d_])|{_TOKEN.pattern}")
    for match in pattern.finditer(plain):
        word = match["word"]
        if match["month"]:
            calendar, month = names[match["month"]]
            yield _Token("month", month, calendar)
        elif match["number"]:
            size = len(match["number"])
            if size > 4 or size == 3:
                raise _Unreadable
            yield _Token("year" if size == 4 else "day", int(match["number"]))
        elif word in _MARKS:
            yield _Token("mark", calendar=_MARKS[word])
        elif match["run"] or _ENDS.get(word) == "run":
            yield _Token("run")
        elif match["and"] or _ENDS.get(word) == "and":
            yield _Token("and")
        elif match["slash"]:
            yield _Token("slash")
        elif word not in _WORDS_AROUND:
            raise _Unreadable


def _sides(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    """The date cut where one calendar ends and the other begins; كانون الأول/ديسمبر is one month with two names."""
    side: list[_Token] = []
    for token in tokens:
        last = side[-1] if side else None
        if token.kind == "slash":
            continue
        if token.kind == "month" and last == token:
            continue
        if last and last.kind in ("year", "mark") and token.kind in ("day", "month", "year"):
            yield side
            side = []
        side.append(token)
    if side:
        yield side


def _units(side: Sequence[_Token], calendar: Calendar) -> tuple[Unit, Unit]:
    """First and last day, month or year that one side tells; what the first leaves out it has from the last."""
    units: list[list[int | None]] = []
    joints: list[str] = []
    current: list[int | None] = [None, None, None]
    for token in [*side, _Token("run")]:
        if token.kind in ("run", "and"):
            if current == [None, None, None]:
                raise _Unreadable
            units.append(current)
            joints.append(token.kind)
            current = [None, None, None]
        elif token.kind != "mark":
            place = ("year", "month", "day").index(token.kind)
            if current[place] is not None or (token.calendar or calendar) != calendar:
                raise _Unreadable
            current[place] = token.value
    year, month, day = units[-1]
    if year is None:
        raise _Unreadable
    for unit in reversed(units):
        year, month = unit[0] or year, unit[1] or (month if unit[2] else None)
        unit[:] = [year, month, unit[2]]
        if (unit[2] is None) != (day is None) or (day is not None and month is None):
            raise _Unreadable
    told = [tuple(part for part in unit if part is not None) for unit in units]
    spans = [Span(calendar, unit, unit) for unit in told]
    for joint, (a, b) in zip(joints, pairwise(spans), strict=False):
        # «13، 14» and «13 و14» are a span only where nothing lies between the two.
        if joint == "and" and b.days[0] != a.days[1] + 1:
            raise _Unreadable
    return told[0], told[-1]


def _calendar_of(side: Sequence[_Token]) -> Calendar:
    told: set[Calendar] = {token.calendar for token in side if token.calendar}
    if len(told) == 1:
        return told.pop()
    year = next((token.value for token in side if token.kind == "year"), 0)
    if told or year < 1600:
        raise _Unreadable
    return "gregorian"


def read_printed(text: str) -> tuple[Span | None, Span | None]:
    """The (Gregorian, Hijri) spans of a printed Arabic date.

    Reads any of the Arab countries' month names, marks in full or in letters or missing, Arabic-Indic digits, days
    joined by «،», «و», a dash or «إلى». A year alone without its mark is Gregorian from 1600 on and unread before.
    """
    found: dict[Calendar, Span] = {}
    try:
        for side in _sides(list(_tokens(text))):
            calendar = _calendar_of(side)
            if calendar in found:
                return None, None
            found[calendar] = Span(calendar, *_units(side, calendar))
    except (_Unreadable, DateError):
        return None, None
    return found.get("gregorian"), found.get("hijri")
