"""The names of months, in both calendars.

In: a month, a language, and for Arabic the set of names (ديسمبر, كانون الأول, دجنبر). Out: its name; and for the
reading of printed dates, every spelling of a month that Arabic print has. Gregorian names are CLDR's, through Babel;
Babel has no Islamic calendar, so the Hijri names stand here as CLDR gives them (ربيع الآخر, not الثاني).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal

from babel import Locale

from kurrasa.calendars import Calendar
from kurrasa.ordinals import Case

MonthSet = Literal["arab", "levant", "both", "maghreb"]

_SETS: Mapping[MonthSet, Sequence[str]] = {
    "arab": ("ar_EG",),
    "levant": ("ar_LB",),
    "both": ("ar_LB", "ar_EG"),
    "maghreb": ("ar_MA",),
}
_HIJRI: Mapping[str, Sequence[str]] = {
    "ar": (
        *("محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة"),
        *("رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة"),
    ),
    "en": (
        *("Muharram", "Safar", "Rabi’ I", "Rabi’ II", "Jumada I", "Jumada II"),
        *("Rajab", "Sha’ban", "Ramadan", "Shawwal", "Dhu al-Qa’da", "Dhu al-Hijja"),
    ),
    "fr": (
        *("mouharram", "safar", "rabia al awal", "rabia ath-thani", "joumada al oula", "joumada ath-thania"),
        *("rajab", "chaabane", "ramadan", "chawwal", "dhou al qi’da", "dhou al-hijja"),
    ),
}
_OTHER_SPELLINGS: Mapping[tuple[Calendar, int], Sequence[str]] = {
    ("gregorian", 5): ("ايار",),
    ("gregorian", 6): ("يونية", "يونيه"),
    ("gregorian", 7): ("يولية", "يوليه"),
    ("hijri", 1): ("المحرم", "محرم الحرام"),
    ("hijri", 3): ("ربيع أول",),
    ("hijri", 4): ("ربيع الثاني", "ربيع ثان", "ربيع ثاني"),
    ("hijri", 5): ("جمادى الأول", "جماد الأول", "جمادى أولى"),
    ("hijri", 6): ("جمادى الثانية", "جمادى الآخر", "جمادى الثاني", "جماد الآخر", "جماد الثاني"),
    ("hijri", 11): ("ذي القعدة", "ذا القعدة"),
    ("hijri", 12): ("ذي الحجة", "ذا الحجة"),
}
_READ_FROM = ("ar_EG", "ar_LB", "ar_MA", "ar_DZ", "ar_MR")
_FOLD = str.maketrans("أإآٱىة", "ااااي" + "ه")


@cache
def _gregorian(locale: str) -> Sequence[str]:
    names = Locale.parse(locale).months["format"]["wide"]
    return tuple(names[month] for month in range(1, 13))


def name(month: int, calendar: Calendar, language: str, months: MonthSet, case: Case = "nominative") -> str:
    """The month's name as a date in `language` (BCP 47) has it; `months` chooses among the Arab countries' sets.

    `case` is Arabic's: the oblique after a day or a preposition, 5 ذي القعدة; the month alone is ذو القعدة. A language
    without Hijri names here gets the English ones.
    """
    primary = language.split("-")[0]
    if calendar == "hijri":
        found = _HIJRI.get(primary, _HIJRI["en"])[month - 1]
        return re.sub("^ذو ", "ذي ", found) if case == "oblique" else found
    if primary == "ar":
        return "/".join(_gregorian(locale)[month - 1] for locale in _SETS[months])
    return _gregorian(primary)[month - 1]


def folded(text: str) -> str:
    """Arabic text with what print varies in taken off: hamza on alef, dots of ى and ة, vowel marks, tatweel."""
    text = unicodedata.normalize("NFC", text).translate(_FOLD)
    return "".join(char for char in text if unicodedata.category(char) not in ("Mn", "Cf") and char != "ـ")


def _spellings() -> Iterator[tuple[str, tuple[Calendar, int]]]:
    for month in range(1, 13):
        for locale in _READ_FROM:
            yield _gregorian(locale)[month - 1], ("gregorian", month)
        yield _HIJRI["ar"][month - 1], ("hijri", month)
    for key, spellings in _OTHER_SPELLINGS.items():
        for spelling in spellings:
            yield spelling, key


@cache
def read_names() -> Mapping[str, tuple[Calendar, int]]:
    """Every folded spelling of a month in Arabic print, longest first, with the month it names."""
    found = {folded(spelling): key for spelling, key in _spellings()}
    return {spelling: found[spelling] for spelling in sorted(found, key=lambda text: (-len(text), text))}
