"""How an edition words numbers, dates and lists: its language, digits, calendars and month names.

In: the settings of the book and a value (a number, a `Span`, a `When`). Out: the words a reader sees, as plain text
without joiners or direction marks: what must not break or turn is a matter of style. Digits, separators and the
percent sign come from CLDR's number systems, through Babel.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from kurrasa import months, ordinals
from kurrasa.calendars import Calendar, Span, Unit, When
from kurrasa.months import MonthSet
from kurrasa.ordinals import Case, Gender
from kurrasa.printed import read_printed

__all__ = ["Idiom", "capital", "read_printed"]

_ABJAD = (
    ("", *"أبجد", "هـ", *"وزحط"),
    ("", *"يكلمنسعفص"),
    ("", *"قرشتثخذضظ"),
)
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_ERA: dict[str, dict[Calendar, str]] = {
    "ar": {"hijri": "هـ", "gregorian": "م"},
    "en": {"hijri": "\u00a0AH", "gregorian": "\u00a0CE"},
    "fr": {"hijri": "\u00a0H", "gregorian": ""},
}
_ZERO = {"arab": "٠", "arabext": "۰", "beng": "০", "deva": "०"}
"""Zero of the number systems that a language may have for its own: Babel carries their signs, not their digits."""
_TOKEN = re.compile(r"[^\s«»،؛؟]+")
_NUMBER = re.compile(r"(?<![\d.,])(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?(?![.,]?\d)(?P<percent>%)?|\d+")

_PERCENT = re.compile(r"(?<=[0-9])%(?!\w)")


def _visible(text: str) -> str:
    """Without the direction marks that CLDR puts beside signs: direction is the page's affair."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def capital(text: str) -> str:
    """The text with a capital at its head, where its script has any: Eighth Islamic Summit."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Idiom:
    """The wording of one edition; `language` is a BCP 47 tag, the others are the book's settings of the same name."""

    language: str
    numerals: Literal["european", "arabic-indic"] = "european"
    months: MonthSet = "arab"
    calendars: tuple[Calendar, ...] = ("hijri", "gregorian")
    era_marks: bool = True

    @cached_property
    def locale(self) -> Locale:
        """Babel's locale of the language."""
        return Locale.parse(self.language.replace("-", "_"))

    @property
    def _primary(self) -> str:
        return self.language.split("-")[0]

    @cached_property
    def number_system(self) -> str:
        """CLDR's name of the digits: the language's native ones for `arabic-indic`, which in a language of Latin
        script are the European ones again."""
        return str(self.locale.other_numbering_systems["native"]) if self.numerals == "arabic-indic" else "latn"

    @cached_property
    def _native_digits(self) -> dict[int, str]:
        zero = _ZERO.get(self.number_system, "0")
        return {ord("0") + n: chr(ord(zero) + n) for n in range(10)}

    @cached_property
    def _percent(self) -> str:
        """The sign of per cent with the space that the language has before it: 20% in English, 20 % in French."""
        return _visible(self.locale.percent_formats[None].pattern.rpartition("0")[2])

    # ------------------------------------------------------------ numbers

    def number(self, n: int | float) -> str:
        """A number with the language's separators, in the edition's digits."""
        said = _visible(format_decimal(n, locale=self.locale, numbering_system=self.number_system))
        return said.translate(self._native_digits)

    def digits(self, text: str) -> str:
        """`text` with its European digits in the edition's, and with them `%`, thousands and decimal separators.

        A word that holds a Latin letter (OIC/ICFM-34/2007, 12/8-P(IS), a web address) stays as it is, and so do
        the points of a run such as 1.2.3, which is no decimal. Where the digits are European already, only the sign of
        per cent is set, with the language's space before it.
        """
        if self.number_system not in _ZERO:
            return _PERCENT.sub(self._percent, text)
        return _TOKEN.sub(lambda token: token[0] if re.search("[A-Za-z]", token[0]) else self._turned(token[0]), text)

    def _turned(self, word: str) -> str:
        symbols = self.locale.number_symbols[self.number_system]

        def number(match: re.Match[str]) -> str:
            if match["whole"] is None:
                return match[0].translate(self._native_digits)
            group = get_group_symbol(self.locale, numbering_system=self.number_system)
            decimal = get_decimal_symbol(self.locale, numbering_system=self.number_system)
            said = match["whole"].replace(",", group) + (match["fraction"] or "").replace(".", decimal)
            return said.translate(self._native_digits) + (_visible(symbols["percentSign"]) if match["percent"] else "")

        return _NUMBER.sub(number, word)

    def ordinal(self, n: int, gender: Gender, case: Case = "nominative") -> str:
        """The ordinal in words where the language has them here: الثامنة, eighth, 8e."""
        return self.digits(ordinals.ordinal(n, gender, self.language, case))

    def abjad(self, n: int) -> str:
        """Folio of the front matter: أ ب ج د هـ … in Arabic up to 999, small Roman numerals in other languages."""
        if not 0 < n < 1000:
            raise ValueError("front matter is counted from 1 to 999")
        if self._primary == "ar":
            letters = "".join(_ABJAD[place][n // 10**place % 10] for place in (2, 1, 0))
            # Hamza and the stroke of heh belong to the letter that stands alone: أ and هـ, but يا and يه.
            return letters.replace("هـ", "ه").replace("أ", "ا") if n > 10 else letters
        said = ""
        for value, letter in _ROMAN:
            said += letter * (n // value)
            n %= value
        return said

    def join(self, parts: Sequence[str]) -> str:
        """A list as a sentence has it: أ وب وج; a, b and c."""
        return format_list(list(parts), locale=self.locale)

    # ------------------------------------------------------------ dates

    def _mark(self, calendar: Calendar) -> str:
        return _ERA.get(self._primary, _ERA["en"])[calendar] if self.era_marks else ""

    def _day(self, day: int) -> str:
        return "1er" if day == 1 and self._primary == "fr" else str(day)

    def _month(self, month: int, calendar: Calendar, case: Case) -> str:
        return months.name(month, calendar, self.language, self.months, case)

    def _without_year(self, unit: Unit, calendar: Calendar, case: Case) -> str:
        if len(unit) == 3:
            return f"{self._day(unit[2])} {self._month(unit[1], calendar, 'oblique')}"
        return self._month(unit[1], calendar, case) if len(unit) == 2 else ""

    def year(self, span: Span) -> str:
        """The year or years with their mark: «1994م», «1417–1418هـ»."""
        first, last = span.start[0], span.end[0]
        years = str(first) if first == last else f"{first}–{last}"
        return self.digits(years) + self._mark(span.calendar)

    def day_month(self, span: Span, case: Case = "nominative") -> str:
        """The date without its year, for lists that go by years: «7–8 ديسمبر», «سبتمبر»; a year alone gives nothing."""
        start, end = span.start, span.end
        last = self._without_year(end, span.calendar, case)
        if span.single or not last:
            return self.digits(last)
        if len(start) == 3 and start[:2] == end[:2]:
            return self.digits(f"{self._day(start[2])}–{last}")
        return self.digits(f"{self._without_year(start, span.calendar, case)} – {last}")

    def span(self, span: Span, case: Case = "nominative") -> str:
        """The date in full: «9 ديسمبر 1997م», «7–8 ديسمبر 2005م», «30 سبتمبر – 2 أكتوبر 2006م», «1417–1418هـ».

        After a day the Arabic month is in the genitive; `case` is that of a month without a day.
        """
        if span.precision == "year":
            return self.year(span)
        if span.start[0] == span.end[0]:
            return f"{self.day_month(span, case)} {self.year(span)}"
        ends = (Span(span.calendar, span.start, span.start), Span(span.calendar, span.end, span.end))
        return " – ".join(self.span(end, case) for end in ends)

    def date(self, when: When, case: Case = "nominative") -> str:
        """The date in the calendars of the edition, in their order, joined with « / »; one that no record gives, but
        that was computed, stands in [square brackets]."""
        told = []
        for calendar in self.calendars:
            if span := when.span(calendar):
                said = self.span(span, case)
                told.append(f"[{said}]" if calendar in when.computed else said)
        return " / ".join(told)
