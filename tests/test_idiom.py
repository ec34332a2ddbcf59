"""Numbers and dates as the reader sees them, in each setting of the book; and printed dates read back."""

import datetime
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurrasa.calendars import Span, parse, when
from kurrasa.idiom import Idiom, read_printed
from kurrasa.records import Dating

AR = Idiom("ar")
INDIC = Idiom("ar", numerals="arabic-indic")
EN = Idiom("en", calendars=("gregorian", "hijri"))
FR = Idiom("fr")


def span(text, calendar="gregorian"):
    return parse(text, calendar)


# ---------------------------------------------------------------- digits


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("انظر ص 14", "انظر ص ١٤"),
        ("20% من الأراضي", "٢٠٪ من الأراضي"),
        ("1,000,000 نازح", "١٬٠٠٠٬٠٠٠ نازح"),
        ("3.5 مليارات", "٣٫٥ مليارات"),
        ("القسم 1.2.3", "القسم ١.٢.٣"),
        ("في عام 1997.", "في عام ١٩٩٧."),
        ("13،14 و3", "١٣،١٤ و٣"),
        ("(5–8)", "(٥–٨)"),
        ("12/8-س (ق.إ)", "١٢/٨-س (ق.إ)"),
        ("الوثيقة OIC/ICFM-34/2007/POL/SG.REP.6 في 6 صفحات", "الوثيقة OIC/ICFM-34/2007/POL/SG.REP.6 في ٦ صفحات"),
        ("12/8-P(IS)", "12/8-P(IS)"),
        ("1994,1997", "١٩٩٤,١٩٩٧"),
    ],
)
def test_arabic_indic_digits_take_percent_and_separators_with_them(text, turned):
    assert INDIC.digits(text) == turned
    assert AR.digits(text) == text


def test_persian_has_its_own_digits_and_latin_script_keeps_the_european():
    assert Idiom("fa", numerals="arabic-indic").digits("456") == "۴۵۶"
    assert Idiom("en", numerals="arabic-indic").digits("20%") == "20%"


def test_the_sign_of_per_cent_stands_as_the_language_writes_it():
    assert FR.digits("plus de 20% du territoire") == "plus de 20\u00a0% du territoire"
    assert EN.digits("more than 20% of it") == "more than 20% of it"
    assert FR.digits("https://example.org/a%20b/5%2F") == "https://example.org/a%20b/5%2F"


def test_numbers_are_grouped_as_the_language_does():
    assert AR.number(1000000) == "1,000,000"
    assert INDIC.number(1234567.5) == "١٬٢٣٤٬٥٦٧٫٥"
    assert EN.number(55) == "55"


@given(st.text(alphabet="0123456789.,%/- س،", max_size=20))
def test_turning_digits_leaves_none_behind_and_adds_nothing_invisible(text):
    turned = INDIC.digits(text)
    assert not set(turned) & set("0123456789")
    assert all(unicodedata.category(char) != "Cf" for char in turned)
    assert [unicodedata.digit(c) for c in turned if c.isdigit()] == [int(c) for c in text if c.isdigit()]


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("text", "calendar", "said"),
    [
        ("1997-12-09", "gregorian", "9 ديسمبر 1997م"),
        ("2005-12-07/2005-12-08", "gregorian", "7–8 ديسمبر 2005م"),
        ("2006-09-30/2006-10-02", "gregorian", "30 سبتمبر – 2 أكتوبر 2006م"),
        ("2005-12-30/2006-01-02", "gregorian", "30 ديسمبر 2005م – 2 يناير 2006م"),
        ("1994-09", "gregorian", "سبتمبر 1994م"),
        ("1994-09/1994-10", "gregorian", "سبتمبر – أكتوبر 1994م"),
        ("2008", "gregorian", "2008م"),
        ("1418-08-09", "hijri", "9 شعبان 1418هـ"),
        ("1426-11-05/1426-11-06", "hijri", "5–6 ذي القعدة 1426هـ"),
        ("1426-11", "hijri", "ذو القعدة 1426هـ"),
        ("1415-03/1415-04", "hijri", "ربيع الأول – ربيع الآخر 1415هـ"),
        ("1417/1418", "hijri", "1417–1418هـ"),
    ],
)
def test_a_date_in_arabic(text, calendar, said):
    assert AR.span(span(text, calendar)) == said


@pytest.mark.parametrize(
    ("months", "december"),
    [("arab", "ديسمبر"), ("levant", "كانون الأول"), ("both", "كانون الأول/ديسمبر"), ("maghreb", "دجنبر")],
)
def test_the_month_names_of_the_arab_countries(months, december):
    assert Idiom("ar", months=months).span(span("1997-12-09")) == f"9 {december} 1997م"


def test_arabic_indic_digits_in_dates():
    assert INDIC.span(span("2005-12-07/2005-12-08")) == "٧–٨ ديسمبر ٢٠٠٥م"


def test_without_era_marks():
    assert Idiom("ar", era_marks=False).span(span("1997-12-09")) == "9 ديسمبر 1997"


def test_a_month_after_a_preposition():
    assert AR.span(span("1426-11", "hijri"), case="oblique") == "ذي القعدة 1426هـ"
    assert AR.span(span("1426-10", "hijri"), case="oblique") == "شوال 1426هـ"


@pytest.mark.parametrize(
    ("idiom", "text", "calendar", "said"),
    [
        (EN, "1997-12-09", "gregorian", "9 December 1997\u00a0CE"),
        (EN, "1426-11-05/1426-11-06", "hijri", "5–6 Dhu al-Qa’da 1426\u00a0AH"),
        (FR, "2006-10-01", "gregorian", "1er octobre 2006"),
        (FR, "1418-08-09", "hijri", "9 chaabane 1418\u00a0H"),
        (Idiom("tr"), "1997-12-09", "gregorian", "9 Aralık 1997\u00a0CE"),
    ],
)
def test_other_languages(idiom, text, calendar, said):
    assert idiom.span(span(text, calendar)) == said


def test_both_calendars_in_the_order_of_the_edition():
    given_both = when(Dating(gregorian="1997-12-09", hijri="1418-08-09"), AR.calendars)
    assert AR.date(given_both) == "9 شعبان 1418هـ / 9 ديسمبر 1997م"
    assert Idiom("ar", calendars=("gregorian", "hijri")).date(given_both) == "9 ديسمبر 1997م / 9 شعبان 1418هـ"
    assert Idiom("ar", calendars=("gregorian",)).date(given_both) == "9 ديسمبر 1997م"


def test_a_computed_date_stands_in_brackets():
    assert AR.date(when(Dating(gregorian="1994-09"), AR.calendars)) == "[ربيع الأول – ربيع الآخر 1415هـ] / سبتمبر 1994م"


def test_the_chronology_parts_the_year_from_the_day():
    assert AR.day_month(span("2006-09-30/2006-10-02")) == "30 سبتمبر – 2 أكتوبر"
    assert AR.day_month(span("1994-09")) == "سبتمبر"
    assert AR.day_month(span("2008")) == ""
    assert AR.year(span("2005-12-30/2006-01-02")) == "2005–2006م"


# ---------------------------------------------------------------- folios, ordinals, lists


def test_front_matter_in_abjad():
    folios = [AR.abjad(n) for n in range(1, 13)]
    assert folios == ["أ", "ب", "ج", "د", "هـ", "و", "ز", "ح", "ط", "ي", "يا", "يب"]
    assert [AR.abjad(n) for n in (15, 20, 25, 100, 115)] == ["يه", "ك", "كه", "ق", "قيه"]
    assert len({AR.abjad(n) for n in range(1, 1000)}) == 999


def test_front_matter_in_roman_numerals_elsewhere():
    assert [EN.abjad(n) for n in (1, 4, 9, 14, 49, 99)] == ["i", "iv", "ix", "xiv", "xlix", "xcix"]


def test_front_matter_is_counted_from_one():
    with pytest.raises(ValueError, match="from 1 to 999"):
        AR.abjad(0)


def test_ordinals_take_the_digits_of_the_edition():
    assert INDIC.ordinal(8, "feminine") == "الثامنة"
    assert INDIC.ordinal(1000, "feminine") == "١٠٠٠"


def test_lists():
    assert AR.join(["أ", "ب", "ج"]) == "أ وب وج"
    assert FR.join(["a", "b"]) == "a et b"


# ---------------------------------------------------------------- printed dates


@pytest.mark.parametrize(
    ("text", "gregorian", "hijri"),
    [
        ("9 شعبان 1418 هـ/ 9 ديسمبر 1997 م", "1997-12-09", "1418-08-09"),
        ("20، 21 شعبان 1424 هـ/ 16، 17 أكتوبر 2006 م", "2006-10-16/2006-10-17", "1424-08-20/1424-08-21"),
        ("23 جمادى الأولى 1427 هـ / 19 يونيو 2006م", "2006-06-19", "1427-05-23"),
        ("٩ شعبان ١٤١٨هـ", None, "1418-08-09"),
        ("28 أكتوبر عام 2020", "2020-10-28", None),
        ("يومي 13، 14 ديسمبر 1994", "1994-12-13/1994-12-14", None),
        ("من 13 إلى 15 ديسمبر 1994", "1994-12-13/1994-12-15", None),
        ("13 و14 ديسمبر 1994", "1994-12-13/1994-12-14", None),
        ("9 كانون الأول/ديسمبر 1997", "1997-12-09", None),
        ("9 دجنبر 1997", "1997-12-09", None),
        ("الثلاثاء 9 ديسمبر 1997 ميلادية", "1997-12-09", None),
        ("ربيع الثاني 1415هـ", None, "1415-04"),
        ("سبتمبر 1994", "1994-09", None),
        ("2008", "2008", None),
        ("1418هـ", None, "1418"),
    ],
)
def test_a_printed_date_is_read(text, gregorian, hijri):
    found = read_printed(text)
    assert tuple(part and part.iso for part in found) == (gregorian, hijri)


@pytest.mark.parametrize(
    "text",
    [
        *("12/9/1997", "30 فبراير 1997", "دكار 2008", "23 سبتمبر", "13، 15 ديسمبر 1994", "1415", "", "ديسمبر"),
        *("9 ديسمبر 1997 / 10 ديسمبر 1997", "9 شعبان 1418م", "9 ديسمبر 997", "– 9 ديسمبر 1997", "9 ديسمبر 1997؟"),
    ],
)
def test_what_is_not_certain_stays_unread(text):
    assert read_printed(text) == (None, None)


@pytest.mark.parametrize("months", ["arab", "levant", "both", "maghreb"])
@given(st.integers(1925, 2076), st.integers(1, 12), st.integers(1, 28), st.integers(0, 40))
def test_what_the_book_prints_reads_back_as_the_same_date(months, year, month, day, length):
    first = Span("gregorian", (year, month, day), (year, month, day))
    last = datetime.date.fromordinal(first.days[0] + length)
    date = when(Dating(gregorian=f"{first.iso}/{last.isoformat()}"), AR.calendars)
    said = Idiom("ar", "arabic-indic", months).date(date)
    assert read_printed(said.replace("[", "").replace("]", "")) == (date.gregorian, date.hijri)
