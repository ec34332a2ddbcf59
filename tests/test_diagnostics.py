"""How an editor is told what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

from kurrasa.diagnostics import Diagnostic, Spot, Term, as_json, has_errors, line_at, render
from kurrasa.words import words

UNKNOWN = Diagnostic(
    "dangling-reference",
    "There is no record “{id}”.",
    "Did you mean “{guess}”?",
    Spot("content/conferences.yaml", 5, 10, 5),
    {"id": "sqare", "guess": "square"},
)
DAY = Diagnostic("isbn", "Keep one record.", "Correct the number.", Spot("content/book.yaml", 3, 7), {}, "warning")


def test_spot_line_mark_message_and_remedy() -> None:
    assert render([UNKNOWN], "en", lambda spot: "  place: sqare") == (
        "content/conferences.yaml:5:10\n"
        "  place: sqare\n"
        "         ^^^^^\n"
        "  Error: There is no record “sqare”.\n"
        "  Do: Did you mean “square”?\n"
        "\n"
        "1 error\n"
    )


def test_the_same_in_arabic() -> None:
    told = render([UNKNOWN], "ar", lambda spot: None)
    assert told.splitlines() == [
        "content/conferences.yaml:5:10",
        "  خطأ: لا سجل بالمعرّف «sqare».",
        "  الحل: لعلّ المقصود «square».",
        "",
        "خطأ واحد",
    ]


def test_files_come_in_order_and_the_count_last() -> None:
    told = render([UNKNOWN, DAY], "en", lambda spot: None)
    assert told.index("content/book.yaml") < told.index("content/conferences.yaml")
    assert told.endswith("1 error and 1 warning\n")


def test_the_same_fault_is_told_once() -> None:
    assert render([UNKNOWN, UNKNOWN], "en", lambda spot: None).endswith("1 error\n")


def test_a_spot_is_never_wrapped_however_narrow_the_terminal() -> None:
    far = Diagnostic("x", "Keep one record.", "Close it.", Spot("content/" + "a" * 200 + ".yaml", 41, 12))
    assert f"content/{'a' * 200}.yaml:41:12" in render([far], "en", lambda spot: None, 30).splitlines()


def test_a_long_line_is_cut_around_its_spot_with_the_mark_under_it() -> None:
    line = "ا" * 500 + "✗" + "ب" * 500
    told = render([Diagnostic("x", "Close it.", "Close it.", Spot("x.md", 1, 501))], "en", lambda spot: line, 60)
    _, excerpt, mark, *_ = told.splitlines()
    assert len(excerpt) <= 60
    assert excerpt.index("✗") == mark.index("^")


def test_invisible_signs_are_shown_by_their_code() -> None:
    """They could turn the terminal's own line, and are often what the fault is about."""
    hidden = Diagnostic("invisible", "Close it.", "Close it.", Spot("x.yaml", 1, 7))
    told = render([hidden], "en", lambda spot: "name: \u202eسالم\x1b[2J")
    assert "name: ⟨U+202E⟩سالم⟨U+001B⟩[2J" in told
    assert "        ^^^^^^^^" in told.splitlines()
    assert "\u202e" not in told


def test_values_with_braces_are_values() -> None:
    odd = Diagnostic("x", "There is no record “{id}”.", "Close it.", None, {"id": "{guess}"})
    assert "“{guess}”" in render([odd], "en")


def test_words_of_the_interface_in_values_are_translated() -> None:
    told = Diagnostic("x", "There is no record “{id}”.", "Close it.", None, {"id": Term("place")})
    assert "«مكان»" in render([told], "ar")


def test_json_for_editors_of_code() -> None:
    first, second = json.loads(as_json([UNKNOWN, DAY], "en"))
    assert (first["severity"], first["file"], first["line"], first["column"]) == ("warning", "content/book.yaml", 3, 7)
    assert second["message"] == "There is no record “sqare”."
    assert second["rule"] == "dangling-reference"
    assert second["length"] == 5


def test_a_fault_without_a_spot_has_the_same_keys() -> None:
    (told,) = json.loads(as_json([Diagnostic("x", "Close it.", "Close it.")], "en"))
    assert told.keys() == json.loads(as_json([UNKNOWN], "en"))[0].keys()
    assert told["file"] is None


def test_warnings_alone_do_not_forbid_a_book() -> None:
    assert not has_errors([DAY])
    assert has_errors([DAY, UNKNOWN])


def test_nothing_wrong_is_said_too() -> None:
    assert render([], "en") == "Nothing is wrong.\n"
    assert render([], "ar") == "لا خطأ في المحتوى.\n"


def test_no_line_is_read_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", "utf-8")
    (tmp_path / "a.yaml").symlink_to(tmp_path / "secret")
    assert line_at(Spot(str(tmp_path / "secret"), 1, 1)) == "secret"
    assert line_at(Spot(str(tmp_path / "a.yaml"), 1, 1)) is None
    assert line_at(Spot(str(tmp_path / "secret"), 2, 1)) is None


def test_arabic_counts_have_their_six_forms() -> None:
    said = [words("ar").ngettext("{n} error", "{n} errors", n).format(n=n) for n in (1, 2, 3, 11, 100)]
    assert said == ["خطأ واحد", "خطآن", "3 أخطاء", "11 خطأً", "100 خطأ"]


def test_a_region_has_the_words_of_its_language_and_an_unknown_language_english() -> None:
    assert words("ar-EG").gettext("Error") == "خطأ"
    assert words("en").gettext("Error") == "Error"
    assert words("../ar").gettext("Error") == "Error"
