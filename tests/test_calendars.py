"""Dates: what a record may say, how it reads in the other calendar, and where it stands in the chronology."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurrasa.calendars import DateError, Span, convert, difference, parse, when
from kurrasa.records import Dating

BOTH = ("hijri", "gregorian")


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("1997-12-09", "day", "1997-12-09", "1997-12-09"),
        ("2005-12-07/2005-12-08", "day", "2005-12-07", "2005-12-08"),
        ("1994-09", "month", "1994-09-01", "1994-09-30"),
        ("1996", "year", "1996-01-01", "1996-12-31"),
        ("2003/2004", "year", "2003-01-01", "2004-12-31"),
    ],
)
def test_a_date_is_a_run_of_days(text, precision, first, last):
    span = parse(text, "gregorian")
    assert span.precision == precision
    assert span.days == (day(first), day(last))
    assert span.iso == text


@pytest.mark.parametrize(
    ("text", "calendar", "reason"),
    [
        ("1997-02-29", "gregorian", "1997-02 has 28 days, not 29"),
        ("1997-13", "gregorian", "no month 13"),
        ("1997-00-10", "gregorian", "no month 0"),
        ("0000", "gregorian", "no year 0"),
        ("1415-06-30", "hijri", "1415-06 has 29 days, not 30"),
        ("1415-13-01", "hijri", "no month 13"),
        ("1200-01-01", "hijri", "from 1343 to 1500 AH only, not for 1200"),
        ("1501", "hijri", "not for 1501"),
        ("1997-12-11/1997-12-09", "gregorian", "ends (1997-12-09) before it starts (1997-12-11)"),
        ("1997-12-09/1998", "gregorian", "both ends of a span are days"),
        ("9 December 1997", "gregorian", "not written as a date"),
        ("1997-12-09/1997-12-10/1997-12-11", "gregorian", "not written as a date"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text, calendar, reason):
    with pytest.raises(DateError) as refusal:
        parse(text, calendar)
    assert reason in str(refusal.value)
    assert refusal.value.message.format(**refusal.value.values) == str(refusal.value)


@pytest.mark.parametrize(
    ("gregorian", "hijri"),
    [
        ("1994-12-13", "1415-07-11"),
        ("1997-12-09", "1418-08-09"),
        ("2005-12-07/2005-12-08", "1426-11-05/1426-11-06"),
        ("2006-06-19", "1427-05-23"),
        ("2003-10-16/2003-10-17", "1424-08-20/1424-08-21"),
    ],
)
def test_the_summits_in_both_calendars(gregorian, hijri):
    assert convert(parse(gregorian, "gregorian"), "hijri").iso == hijri
    assert convert(parse(hijri, "hijri"), "gregorian").iso == gregorian


def test_a_month_of_one_calendar_is_a_span_of_the_other():
    assert convert(parse("1994-09", "gregorian"), "hijri").iso == "1415-03/1415-04"


def test_a_year_of_one_calendar_touches_two_of_the_other():
    assert convert(parse("2008", "gregorian"), "hijri").iso == "1428/1430"
    assert convert(parse("1415", "hijri"), "gregorian").iso == "1994/1995"


@given(st.dates(datetime.date(1924, 8, 1), datetime.date(2077, 11, 16)))
def test_every_day_of_the_table_comes_back_from_the_other_calendar(date):
    span = parse(date.isoformat(), "gregorian")
    hijri = convert(span, "hijri")
    assert hijri.days == span.days
    assert convert(hijri, "gregorian") == span


@given(st.integers(1925, 2076), st.integers(1, 12))
def test_a_month_agrees_with_what_it_converts_to(year, month):
    span = Span("gregorian", (year, month), (year, month))
    other = convert(span, "hijri")
    assert difference(span, other) == 0
    assert other.days[0] <= span.days[0]
    assert other.days[1] >= span.days[1]


@pytest.mark.parametrize(
    ("gregorian", "hijri", "days"),
    [
        ("1997-12-09", "1418-08-09", 0),
        ("1997-12-10", "1418-08-09", 1),
        ("1997-12-09/1997-12-11", "1418-08-09", 2),
        ("2006-10-16/2006-10-17", "1424-08-20/1424-08-21", 1096),
        ("1994-09", "1415-03", 0),
        ("1994-09", "1415-03/1415-04", 0),
        ("1994-09", "1415-04-02", 0),
        ("1994-09", "1415-05", 6),
        ("1994-09/1994-12", "1415-03", 87),
        ("1996", "1417", 0),
    ],
)
def test_how_far_two_tellings_of_a_date_lie_apart(gregorian, hijri, days):
    a, b = parse(gregorian, "gregorian"), parse(hijri, "hijri")
    assert difference(a, b) == difference(b, a) == days


def test_the_missing_calendar_is_computed_and_says_so():
    date = when(Dating(gregorian="1992-09-23"), BOTH)
    assert date.hijri is not None
    assert date.hijri.iso == "1413-03-26"
    assert date.computed == {"hijri"}


def test_what_the_record_gives_is_never_computed():
    date = when(Dating(gregorian="2006-10-16", hijri="1424-08-20"), BOTH)
    assert date.hijri is not None
    assert date.hijri.iso == "1424-08-20"
    assert date.computed == frozenset()


def test_an_edition_of_one_calendar_gets_that_one():
    date = when(Dating(hijri="1418-08-09"), ("gregorian",))
    assert date.gregorian is not None
    assert date.gregorian.iso == "1997-12-09"
    assert when(Dating(gregorian="1997-12-09"), ("gregorian",)).hijri is None


def test_a_day_outside_the_table_stays_in_its_calendar():
    date = when(Dating(gregorian="1917-11-02"), BOTH)
    assert (date.hijri, date.computed) == (None, frozenset())


def test_the_chronology_sets_months_after_their_days_and_years_after_their_months():
    order = [
        "1994-09-01",
        "1994-09-07/1994-09-09",
        "1994-09-30",
        "1994-09",
        "1994-10-03",
        "1994-12-31",
        "1994-12",
        "1994",
    ]
    shuffled = sorted(order)
    assert sorted(shuffled, key=lambda text: when(Dating(gregorian=text), BOTH).sort_key) == order


def test_of_two_that_start_together_the_shorter_comes_first():
    one = when(Dating(gregorian="1997-12-09"), BOTH)
    three = when(Dating(gregorian="1997-12-09/1997-12-11"), BOTH)
    assert one.sort_key < three.sort_key


def test_a_hijri_year_stands_under_the_gregorian_year_it_starts_in():
    date = when(Dating(hijri="1415"), ("hijri",))
    assert date.year == 1994
    assert when(Dating(gregorian="1994-12-31"), BOTH).sort_key < date.sort_key
    assert date.sort_key < when(Dating(gregorian="1995-01-01"), BOTH).sort_key


def test_the_place_on_the_strip_of_years():
    assert when(Dating(gregorian="1997-01-01"), BOTH).position == 1997
    assert when(Dating(gregorian="1997"), BOTH).position == pytest.approx(1997.5, abs=0.01)
    assert 1997.93 < when(Dating(gregorian="1997-12-09"), BOTH).position < 1997.94
