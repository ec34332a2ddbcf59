"""The dossier: records resolved against each other, and what can be said of them before a page is set."""

from __future__ import annotations

from itertools import pairwise

import pytest
from conftest import Write

from kurrasa.dossier import Dossier
from kurrasa.records import Body, Conference, Person, Place, Record, Resolution

BOOK = "{id: book, title: كتاب, calendars: [gregorian]}\n"
BODIES = """
- id: summit
  name: مؤتمر القمة
  sessions:
    ordinary: {name: "القمة {ordinal}", gender: feminine, symbol: square}
    council: {name: "المجلس {ordinal}", gender: masculine}
    meeting: {name: الاجتماع التنسيقي}
  numbering:
    form: "{serial}/{session}[-{series}] ({mark})"
    latin_form: "{serial}/{session}[-{series}]({latin_mark})"
    mark: ق.إ
    latin_mark: IS
    series:
      - {id: political, mark: س, latin: P, name: سياسية}
      - {id: economic, mark: أق, latin: E, name: اقتصادية}
- id: council
  name: المجلس
  numbering: {form: "{serial}/{session}"}
"""
CONFERENCES = """
- {id: tehran, body: summit, ordinal: 8, title: قمة طهران, date: 1997-12-09/1997-12-11, summary: قمة.}
- {id: doha, body: summit, ordinal: 9, title: قمة الدوحة, date: 2000-11-12, summary: قمة.}
"""


def resolution(id: str, number: str, *more: str, body: str = "summit", conference: str = "tehran") -> str:
    lines = [f"- id: {id}", f"  body: {body}", f"  conference: {conference}", f"  number: {number}"]
    return "\n".join([*lines, f"  title: {id}", f"  summary: {id}.", *(f"  {line}" for line in more), ""])


def small(write: Write, resolutions: str, **more: str) -> Dossier:
    files = {"book.yaml": BOOK, "bodies.yaml": BODIES, "conferences.yaml": CONFERENCES, "resolutions.yaml": resolutions}
    return write({**files, **{f"{name}.yaml": text for name, text in more.items()}})


def get(dossier: Dossier, id: str) -> Resolution:
    found = dossier[id]
    assert isinstance(found, Resolution)
    return found


def ids(records: tuple[Record, ...]) -> list[str]:
    return [record.id for record in records]


# ---------------------------------------------------------------- numbers


def test_a_number_is_set_from_its_parts(write: Write) -> None:
    dossier = small(write, resolution("r", "{serial: 12, series: political}"))
    pieces = dossier.number(get(dossier, "r"))
    assert "".join(piece.text for piece in pieces) == "12/8-س (ق.إ)"
    assert {piece.field: piece.text for piece in pieces if piece.field} == {
        "serial": "12",
        "session": "8",
        "series": "س",
        "mark": "ق.إ",
    }


@pytest.mark.parametrize("printed", ["12/8-س (ق.إ)", "8/12-س (ق.إ)", "12/8-P(IS)", "١٢/٨ - س ( ق إ )"])
def test_however_it_was_typed_the_same_number_is_set(write: Write, printed: str) -> None:
    dossier = small(write, resolution("r", f"'{printed}'"))
    assert dossier.name(get(dossier, "r")) == "12/8-س (ق.إ)"
    assert "".join(p.text for p in dossier.number(get(dossier, "r"), latin=True)) == "12/8-P(IS)"


def test_a_resolution_without_a_number_goes_by_its_title(write: Write) -> None:
    dossier = small(write, "- {id: r, body: summit, title: بلا رقم, summary: س.}\n")
    assert dossier.number(get(dossier, "r")) == ()
    assert dossier.name(get(dossier, "r")) == "بلا رقم"


def test_its_series_is_that_of_its_number_or_else_its_subject(write: Write) -> None:
    text = resolution("r", "{serial: 1, series: economic}") + resolution("s", "{serial: 2}", "subject: political")
    dossier = small(write, text + resolution("t", "{serial: 3}"))
    series = [dossier.series(get(dossier, id)) for id in "rst"]
    assert [s.name if s else None for s in series] == ["اقتصادية", "سياسية", None]


def test_the_index_goes_by_body_series_session_and_serial(write: Write) -> None:
    dossier = small(
        write,
        resolution("council-1", "1/25", body="council", conference="doha")
        + resolution("economic-2-8", "{serial: 2, series: economic}")
        + resolution("political-1-9", "{serial: 1, series: political}", conference="doha")
        + resolution("political-12-8", "{serial: 12, series: political}")
        + resolution("political-2-8", "{serial: 2, series: political}")
        + resolution("no-series", "{serial: 1}"),
    )
    ordered = sorted(dossier.all(Resolution), key=dossier.shelf)
    assert ids(tuple(ordered)) == [
        *("political-2-8", "political-12-8", "political-1-9", "economic-2-8", "no-series", "council-1")
    ]


def test_another_organisation_s_numbers_fit_without_a_change_of_code(climate: Dossier) -> None:
    numbers = [climate.name(resolution) for resolution in climate.all(Resolution)]
    assert numbers == ["1/CP.1", "1/CP.3", "1/CP.21"]


# ---------------------------------------------------------------- sessions


@pytest.mark.parametrize(
    ("session", "ordinal", "name"),
    [
        ("ordinary", "8", "القمة الثامنة"),
        ("ordinary", "11", "القمة الحادية عشرة"),
        ("council", "22", "المجلس الثاني والعشرون"),
        ("meeting", "null", "الاجتماع التنسيقي"),
    ],
)
def test_the_full_name_of_a_session_has_its_ordinal_in_words(
    write: Write, session: str, ordinal: str, name: str
) -> None:
    text = f"- {{id: c, body: summit, session: {session}, ordinal: {ordinal}, title: ق, summary: ق.}}\n"
    dossier = write({"book.yaml": BOOK, "bodies.yaml": BODIES, "conferences.yaml": text})
    assert [dossier.session(c) for c in dossier.all(Conference)] == [name]


# ---------------------------------------------------------------- who cites whom


def test_a_citation_is_known_from_both_sides(write: Write) -> None:
    text = (
        resolution("later", "{serial: 3, series: political}", "cites: [first, tehran]", conference="doha")
        + resolution("first", "{serial: 12, series: political}")
        + resolution("between", "{serial: 13, series: political}", "cites: [first]")
    )
    dossier = small(write, text)
    assert ids(dossier.cited_by(get(dossier, "first"))) == ["between", "later"], "in the order of the index"
    assert ids(dossier.cited_by(dossier["tehran"])) == ["later"]
    assert dossier.cited_by(get(dossier, "later")) == ()


def test_a_conference_knows_its_resolutions_in_the_order_of_the_index(write: Write) -> None:
    text = resolution("b", "{serial: 12, series: political}") + resolution("a", "{serial: 2, series: political}")
    dossier = small(write, text + resolution("c", "{serial: 1}", conference="doha"))
    tehran = dossier["tehran"]
    assert isinstance(tehran, Conference)
    assert ids(dossier.resolutions_of(tehran)) == ["a", "b"]


def test_notes_are_found_by_what_they_are_about(write: Write) -> None:
    notes = """
- {id: n-one, title: أ, about: [r], stands: س., why: ل.}
- {id: n-two, title: ب, about: [tehran], stands: س., why: ل.}
- {id: n-three, title: ج, about: [doha], stands: س., why: ل.}
"""
    dossier = small(write, resolution("r", "{serial: 1}"), notes=notes)
    assert ids(dossier.notes_on([dossier["tehran"], dossier["r"]])) == ["n-one", "n-two"], "in the editor's order"


# ---------------------------------------------------------------- dates


def test_a_resolution_without_a_day_has_that_of_its_conference(write: Write) -> None:
    dossier = small(write, resolution("r", "1/8") + resolution("s", "2/8", "date: 1997-12-11"))
    r, s = get(dossier, "r"), get(dossier, "s")
    assert dossier.when(r) == dossier.when(dossier["tehran"])
    assert (dossier.has_own_date(r), dossier.has_own_date(s)) == (False, True)
    assert [dossier.idiom.date(when) for x in (r, s) if (when := dossier.when(x))] == [
        "9–11 ديسمبر 1997م",
        "11 ديسمبر 1997م",
    ]


def test_the_chronology_goes_by_day_and_a_month_or_a_year_follows_its_days(write: Write) -> None:
    days = {
        "year": "1994",
        "month": "1994-09",
        "last-of-september": "1994-09-30",
        "first-of-october": "1994-10-01",
        "new-year": "1995-01-01",
        "span": "1994-09-07/1994-09-09",
        "day": "1994-09-07",
        "new-years-eve": "1994-12-31",
    }
    events = "".join(f"- {{id: {id}, title: {id}, date: {date}}}\n" for id, date in days.items())
    dossier = write({"book.yaml": BOOK, "events.yaml": events})
    assert ids(dossier.chronology()) == [
        *("day", "span", "last-of-september", "month", "first-of-october", "new-years-eve", "year", "new-year")
    ]


def test_a_hijri_date_takes_its_place_among_gregorian_ones(write: Write) -> None:
    events = """
- {id: after, title: ب, date: 1997-12-10}
- {id: hijri, title: أ, date: {hijri: "1418-08-09"}}
- {id: before, title: ج, date: 1997-12-08}
"""
    assert ids(write({"book.yaml": BOOK, "events.yaml": events}).chronology()) == ["before", "hijri", "after"]


def test_a_picture_of_an_event_is_not_told_beside_it(write: Write) -> None:
    files = {
        "book.yaml": BOOK,
        "places.yaml": "- {id: barda, name: بردع}\n- {id: aghdam, name: أغدام}\n",
        "events.yaml": "- {id: shelling, title: قصف, place: barda, date: 2020-10-28}\n",
        "figures.yaml": "- {id: fig-told, title: ص, caption: ص., place: barda, date: 2020-10-28}\n"
        "- {id: fig-own, title: ص, caption: ص., place: aghdam, date: 2020-10-28}\n",
    }
    assert ids(write(files).chronology()) == ["shelling", "fig-own"]


def test_a_whole_chronology_never_goes_back(climate: Dossier) -> None:
    keys = [when.sort_key for record in climate.chronology() if (when := climate.when(record))]
    assert len(keys) > 4
    assert all(before <= after for before, after in pairwise(keys))


# ---------------------------------------------------------------- names


def test_names_stand_in_arabic_order_each_with_its_variants(write: Write) -> None:
    people = """
- {id: khatami, name: محمد خاتمي, sort_name: خاتمي، محمد}
- {id: aliyev, name: حيدر علييف, sort_name: علييف، حيدر, variants: [علييف، حيدر, عليف]}
- {id: thani, name: آل ثاني}
"""
    dossier = write({"book.yaml": BOOK, "people.yaml": people})
    lines = [(heading, see) for heading, _, see in dossier.sorted_names(Person)]
    assert lines == [("آل ثاني", False), ("خاتمي، محمد", False), ("عليف", True), ("علييف، حيدر", False)]


def test_a_place_may_be_left_out_of_the_index(write: Write) -> None:
    places = "- {id: a, name: باكو}\n- {id: b, name: طريق, indexed: false, variants: [درب]}\n"
    dossier = write({"book.yaml": BOOK, "places.yaml": places})
    assert [heading for heading, _, _ in dossier.sorted_names(Place)] == ["باكو"]


def test_how_taa_marbuta_sorts_is_the_book_s_choice(write: Write) -> None:
    places = "- {id: a, name: جدة}\n- {id: b, name: جدر}\n"
    orders = [
        [
            heading
            for heading, _, _ in write(
                {"book.yaml": BOOK[:-2] + f", taa_marbuta: {choice}}}\n", "places.yaml": places}
            ).sorted_names(Place)
        ]
        for choice in ("haa", "taa")
    ]
    assert orders == [["جدر", "جدة"], ["جدة", "جدر"]]


@pytest.mark.parametrize(
    ("book", "author"),
    [
        ("credits: [{role: تحرير, name: فلان}, {role: ترجمة, name: علان}]", "فلان, علان"),
        ("publisher: {name: دار النشر}", "دار النشر"),
        ("subtitle: بلا أحد", None),
    ],
)
def test_the_author_is_who_is_credited_or_else_the_house(write: Write, book: str, author: str | None) -> None:
    assert write({"book.yaml": f"id: book\ntitle: كتاب\n{book}\n"}).author == author


def test_a_body_is_found_from_what_it_held_and_adopted(climate: Dossier) -> None:
    bodies = [climate.body(record).id for record in (*climate.all(Conference), *climate.all(Resolution))]
    assert set(bodies) == set(ids(climate.all(Body)))


def test_records_by_day_end_with_those_that_have_no_date(climate: Dossier) -> None:
    meetings = sorted(climate.all(Conference), key=climate.day)
    days = [when.iso for meeting in meetings if (when := climate.when(meeting))]
    assert days == sorted(days)
    assert climate.day(meetings[0]) < (True, (0, 0, 0))
