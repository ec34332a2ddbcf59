"""Ordinal numbers in words: which edition, which session.

In: a number, the gender of what it counts, the language. Out: the ordinal as a reader expects it in a title:
Arabic words with the article from 1 to 999 (الثامنة، الحادية عشرة، الثالث والعشرون), English words to 99 and
figures beyond (101st), French figures (8e); other languages get the number itself.
"""

from __future__ import annotations

from typing import Literal

from babel import Locale

Gender = Literal["feminine", "masculine"]
Case = Literal["nominative", "oblique"]

_AR_MASCULINE = ("الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر")
_AR_FEMININE = (
    *("الأولى", "الثانية", "الثالثة", "الرابعة", "الخامسة"),
    *("السادسة", "السابعة", "الثامنة", "التاسعة", "العاشرة"),
)
_AR_TENS = ("العشر", "الثلاث", "الأربع", "الخمس", "الست", "السبع", "الثمان", "التسع")
_AR_HUNDREDS = ("المائة", "المائت", *(f"ال{stem}مائة" for stem in ("ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع")))

_EN_UNITS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
)
_EN_TENS = ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet")
_EN_SUFFIXES = {"one": "st", "two": "nd", "few": "rd", "other": "th"}


def _ar_hundreds(n: int, case: Case) -> str:
    word = _AR_HUNDREDS[n - 1]
    if n == 2:
        return word + ("ان" if case == "nominative" else "ين")
    return word


def _arabic(n: int, gender: Gender, case: Case) -> str:
    hundreds, rest = divmod(n, 100)
    if not rest:
        return _ar_hundreds(hundreds, case)
    if hundreds:
        # After بعد the hundred is always in the genitive: الخامسة بعد المائتين.
        return f"{_arabic(rest, gender, case)} بعد {_ar_hundreds(hundreds, 'oblique')}"
    units = _AR_FEMININE if gender == "feminine" else _AR_MASCULINE
    if rest <= 10:
        return units[rest - 1]
    tens, unit = divmod(rest, 10)
    # In a compound, one is الحادي and not الأول.
    first = "الحادية" if gender == "feminine" else "الحادي"
    counted = first if unit == 1 else units[unit - 1]
    if tens == 1:
        return f"{counted} {'عشرة' if gender == 'feminine' else 'عشر'}"
    ten = _AR_TENS[tens - 2] + ("ون" if case == "nominative" else "ين")
    return f"{counted} و{ten}" if unit else ten


def _english(n: int) -> str:
    if n > 99:
        return f"{n}{_EN_SUFFIXES[Locale('en').ordinal_form(n)]}"
    if n < 20:
        return _EN_UNITS[n - 1]
    tens, unit = divmod(n, 10)
    stem = _EN_TENS[tens - 2]
    return f"{stem}y-{_EN_UNITS[unit - 1]}" if unit else f"{stem}ieth"


def ordinal(n: int, gender: Gender, language: str, case: Case = "nominative") -> str:
    """The ordinal of `n`, from 1 up, in European digits where it is given in figures.

    `case` matters in Arabic for the tens alone: القمة الثانية والعشرون, but في القمة الثانية والعشرين.
    Above 999 in Arabic, and in languages not named in this module, it is the number itself.
    """
    if n < 1:
        raise ValueError("ordinals start at 1")
    primary = language.split("-")[0]
    if primary == "ar" and n < 1000:
        return _arabic(n, gender, case)
    if primary == "en":
        return _english(n)
    if primary == "fr":
        return {1: "1re" if gender == "feminine" else "1er"}.get(n, f"{n}e")
    return str(n)
