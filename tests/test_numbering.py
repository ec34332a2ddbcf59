"""Numbers of resolutions: read however a scan scrambled them, set from their parts, whatever the body's form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurrasa.numbering import (
    FormError,
    Number,
    compile_form,
    direction,
    explain,
    number_of,
    read,
    sample,
    sort_key,
    spell,
    text_of,
    visual,
)
from kurrasa.records import Numbering, NumberParts, Series

SERIES = (
    Series(id="political", mark="س", latin="P", name="سياسية"),
    Series(id="economic", mark="أق", latin="E", name="اقتصادية"),
    Series(id="cultural", mark="ث", latin="C", name="ثقافية"),
)
SUMMIT = Numbering(
    form="{serial}/{session}[-{series}] ({mark})",
    latin_form="{serial}/{session}[-{series}]({latin_mark})",
    mark="ق.إ",
    latin_mark="IS",
    accepts=("ق.أ", "ق. أ", "ق"),
    series=SERIES,
    example="12/8-س (ق.إ)",
)
MINISTERS = Numbering(form="{serial}/{session}[-{series}]", series=SERIES)
GENERAL_ASSEMBLY = Numbering(form="A/RES/{session}/{serial}")
CLIMATE = Numbering(form="{serial}/CP.{session}")
SINGLE = Numbering(form="القرار {serial}")


@pytest.mark.parametrize(
    ("text", "session", "number"),
    [
        ("12/8-س (ق.إ)", 8, (12, 8, "political")),
        ("8/12- س (ق. أ)", 8, (12, 8, "political")),
        ("8/12-س", 8, (12, 8, "political")),
        ("11-7 س (ق . أ)", 7, (11, 7, "political")),
        ("11/10-س (ق).", 11, (10, 11, "political")),
        ("10/21-س", 10, (21, 10, "political")),
        ("21/10-س (ق). أ)", 10, (21, 10, "political")),
        ("-2/11 أ ق (ق. أ)", 11, (2, 11, "economic")),
        ("-2/11 ث ق (ق. أ)", 11, (2, 11, "cultural")),
        ("18/8-أق (ق).", 8, (18, 8, "economic")),
        ("18/8-اق (ق.ا)", 8, (18, 8, "economic")),
        ("س-12/8 )ق.إ(", 8, (12, 8, "political")),
        ("١٢/٨-س (ق.إ)", 8, (12, 8, "political")),
        ("12/8-P(IS)", None, (12, 8, "political")),
        ("12/8-p(is)", None, (12, 8, "political")),
        ("\u200f12/8-س\u200e (ق.إ)", 8, (12, 8, "political")),
        ("12/8 سياسية", 8, (12, 8, "political")),
        ("12-س", 8, (12, 8, "political")),
    ],
)
def test_a_scan_is_read_as_the_number_it_was(text, session, number):
    assert read(text, SUMMIT, session) == Number(*number)


@pytest.mark.parametrize(
    ("text", "session", "number"),
    [("2-33", 33, (2, 33)), ("33-2", 33, (2, 33)), ("9/33", None, (9, 33)), ("10/32", 32, (10, 32))],
)
def test_a_body_without_a_mark(text, session, number):
    assert read(text, MINISTERS, session) == Number(*number)


def test_without_the_session_the_order_of_the_form_holds():
    assert read("8/12-س", SUMMIT) == Number(8, 12, "political")
    assert read("8/12-س", SUMMIT, session=9) == Number(8, 12, "political")


@pytest.mark.parametrize(
    ("text", "numbering", "number"),
    [
        ("A/RES/78/10", GENERAL_ASSEMBLY, Number(10, 78)),
        ("a/res/78/10", GENERAL_ASSEMBLY, Number(10, 78)),
        ("1/CP.21", CLIMATE, Number(1, 21)),
        ("القرار 40", SINGLE, Number(40)),
        ("40", SINGLE, Number(40)),
    ],
)
def test_other_organisations_take_a_line_of_content(text, numbering, number):
    assert read(text, numbering) == number


@pytest.mark.parametrize(
    ("text", "numbering"),
    [
        ("12/8/3-س", SUMMIT),
        ("س", SUMMIT),
        ("12/8-ط (ق.إ)", SUMMIT),
        ("قرار قمة طهران 12/8", SUMMIT),
        ("12", SUMMIT),
        ("0/8", SUMMIT),
        ("12/8-س (ق.إ)", MINISTERS),
        ("S/RES/78/10", GENERAL_ASSEMBLY),
        ("12+8", MINISTERS),
        ("12/8²", MINISTERS),
    ],
)
def test_what_the_form_cannot_be_is_no_number(text, numbering):
    assert read(text, numbering) is None


@pytest.mark.parametrize(
    ("number", "numbering", "latin", "text"),
    [
        (Number(12, 8, "political"), SUMMIT, False, "12/8-س (ق.إ)"),
        (Number(18, 8, "economic"), SUMMIT, False, "18/8-أق (ق.إ)"),
        (Number(12, 8), SUMMIT, False, "12/8 (ق.إ)"),
        (Number(12, 8, "political"), SUMMIT, True, "12/8-P(IS)"),
        (Number(2, 33), MINISTERS, False, "2/33"),
        (Number(2, 33, "cultural"), MINISTERS, True, "2/33-C"),
        (Number(10, 78), GENERAL_ASSEMBLY, False, "A/RES/78/10"),
        (Number(1, 21), CLIMATE, True, "1/CP.21"),
    ],
)
def test_a_number_is_set_from_its_parts(number, numbering, latin, text):
    assert text_of(spell(number, numbering, latin)) == text


def test_a_number_that_lacks_what_the_form_demands_is_not_set():
    assert spell(Number(None, 24), MINISTERS) == ()
    assert spell(Number(12), MINISTERS) == ()


def test_pieces_name_the_field_they_stand_for():
    pieces = spell(Number(12, 8, "political"), SUMMIT)
    assert [(piece.field, piece.text) for piece in pieces if piece.field] == [
        ("serial", "12"),
        ("session", "8"),
        ("series", "س"),
        ("mark", "ق.إ"),
    ]


def test_the_session_is_that_of_the_conference_where_the_record_leaves_it_out():
    assert number_of(NumberParts(serial=12, series="political"), SUMMIT, 8) == Number(12, 8, "political")
    assert number_of("8/12-س", SUMMIT, 8) == Number(12, 8, "political")
    assert number_of(None, SUMMIT, 8) is None
    assert number_of(NumberParts(serial=12, session=8, series="legal"), SUMMIT) is None


@given(
    st.integers(1, 999), st.integers(1, 99), st.sampled_from([None, "political", "economic", "cultural"]), st.booleans()
)
def test_what_is_set_is_read_back(serial, session, series, latin):
    number = Number(serial, session, series)
    for numbering in (SUMMIT, MINISTERS):
        assert read(text_of(spell(number, numbering, latin)), numbering) == number


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ("{serial}/{year}", "no field {year}"),
        ("{serial}/{serial}", "{serial} twice"),
        ("{session}", "lacks {serial}"),
        ("{serial}[-{series}", "“[” without its pair"),
        ("{serial}-{series}]", "“]” without its pair"),
        ("{serial}/{session", "“{” without its pair"),
        ("{serial} ({mark})", "gives no mark"),
    ],
)
def test_a_form_that_cannot_work_says_why(form, reason):
    with pytest.raises(FormError) as refusal:
        compile_form(Numbering(form=form))
    assert reason in str(refusal.value)
    assert refusal.value.message.format(**refusal.value.values) == str(refusal.value)


def test_a_mark_in_brackets_may_be_missing():
    numbering = Numbering(form="{serial}/{session}[ ({mark})]")
    compile_form(numbering)
    assert text_of(spell(Number(9, 33), numbering)) == "9/33"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12/8-س (ق.إ)", "rtl"), ("9/33", "ltr"), ("OIC/ICFM-34/2007/POL/SG.REP.6", "ltr"), ("12/8-P(IS)", "ltr")],
)
def test_a_number_runs_right_to_left_as_soon_as_it_has_an_arabic_letter(text, expected):
    assert direction(text) == expected


def test_taken_apart_from_the_right_as_the_eye_meets_it():
    assert [piece.text for piece in visual(spell(Number(12, 8, "political"), SUMMIT))] == [
        *("8", "/", "12", "-", "س", " (", "ق.إ", ")")
    ]
    assert text_of(visual(spell(Number(9, 33), MINISTERS))) == "9/33"


def test_a_hyphen_joins_european_digits_only():
    dashed = Numbering(form="{serial}-{session} {mark}", mark="ق")
    pieces = spell(Number(2, 33), dashed)
    assert [piece.text for piece in visual(pieces)] == ["33", "-", "2", " ", "ق"]
    indic = [type(piece)(piece.field, piece.text.translate(str.maketrans("23", "٢٣"))) for piece in pieces]
    assert [piece.text for piece in visual(indic)] == ["٢", "-", "٣٣", " ", "ق"]


def test_the_index_goes_by_series_then_session_then_serial():
    order = [Number(11, 7, "political"), Number(12, 8, "political"), Number(10, 11, "political")]
    order += [Number(16, 7, "economic"), Number(2, 11, "economic"), Number(2, 11, "cultural"), Number(1, 1)]
    shelved = [order[place] for place in (6, 2, 5, 0, 4, 3, 1)]
    assert sorted(shelved, key=lambda number: sort_key(number, SUMMIT)) == order
    assert sort_key(Number(1, 1), SUMMIT, shelf="political") < sort_key(Number(11, 7, "political"), SUMMIT)
    assert sort_key(Number(99, 99), SUMMIT) < sort_key(None, SUMMIT)


def test_the_guide_explains_the_example_of_the_body():
    number = sample(SUMMIT)
    assert number == Number(12, 8, "political")
    told = {part.field: (part.text, part.value) for part in explain(number, SUMMIT)}
    assert told == {"serial": ("12", ""), "session": ("8", ""), "series": ("س", "سياسية"), "mark": ("ق.إ", "")}
    assert sample(MINISTERS) is None
