"""Editions in other languages: the same records with their texts exchanged, and what is missing, stale or untied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kurrasa.diagnostics import Diagnostic, has_errors
from kurrasa.dossier import Dossier, resolve
from kurrasa.load import Content, load
from kurrasa.localise import final, languages, localise
from kurrasa.records import Body, Conference, Person, Resolution
from kurrasa.rules.text import percent
from kurrasa.translations import digest

NILE = {
    "book.yaml": "id: book\ntitle: ماء النيل\ntitle_lines: [ماء, النيل]\nsubtitle: كتاب قصير\n",
    "bodies.yaml": """\
- id: council
  name: مجلس النيل
  latin_name: Nile Council
  sessions: {ordinary: {name: "الدورة {ordinal}", plural: الدورات}}
  numbering:
    form: "{serial}/{session}-{series} ({mark})"
    latin_form: "{serial}/{session}-{series}({latin_mark})"
    mark: م
    latin_mark: NC
    series: [{id: water, mark: ماء, latin: W, name: المياه}]
    example: 2/8-ماء (م)
""",
    "places.yaml": "- {id: cairo, name: القاهرة, latin_name: Cairo, variants: [قاهرة المعز]}\n",
    "people.yaml": "- {id: salim, name: سليم النيلي, sort_name: النيلي، سليم, latin_name: Salim al-Nili, role: كاتب}\n",
    "conferences.yaml": """\
- id: cairo-1999
  body: council
  ordinal: 8
  title: اجتماع القاهرة
  place: cairo
  date: {gregorian: 1999-03-20, printed: "20 مارس 1999"}
  summary: اجتماع في [[cairo]] يوم [[cairo-1999.gregorian]].
""",
    "conferences/cairo-1999.md": "قال الكاتب إن الماء كثير.\n",
    "resolutions.yaml": """\
- id: r-2-8
  body: council
  number: 2/8-ماء (م)
  printed: ["2-8 ماء"]
  conference: cairo-1999
  title: قسمة الماء
  summary: يقسم الماء.
  clauses: [{verb: يقسم, text: الماء}, {verb: يشكر, text: النيل}]
""",
}
ENGLISH = """\
book:
  title: Water of the Nile
  title_lines: [Water of, the Nile, in three lines]
  subtitle: A short book
council:
  sessions.ordinary.name: "{ordinal} Session"
  sessions.ordinary.plural: Sessions
  numbering.series.0.name: water
salim:
  sort_name: Nili, Salim al-
  role: writer
cairo-1999:
  title: Cairo Meeting
  summary: A meeting in [[cairo]] on [[cairo-1999.gregorian]].
r-2-8:
  title: Sharing the water
  summary: It shares the water.
  clauses.0.verb: Shares
  clauses.0.text: the water
  clauses.1.verb: Thanks
  clauses.1.text: the Nile
"""
WHOLE = {**NILE, "translations/en.yaml": ENGLISH, "translations/en/cairo-1999.md": "The writer says there is much.\n"}

Read = Callable[[Mapping[str, str]], Content]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Write a content and read it, from the folder it lies in."""
    monkeypatch.chdir(tmp_path)

    def written(files: Mapping[str, str]) -> Content:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        content, faults = load(tmp_path)
        assert content
        assert not faults, faults
        return content

    return written


def english(content: Content) -> tuple[Dossier, tuple[Diagnostic, ...]]:
    edition, found = localise(content, "en")
    return resolve(edition), found


def without(text: str, line: str) -> str:
    assert line in text
    return text.replace(line, "")


# ---------------------------------------------------------------- what an edition says


def test_texts_are_exchanged_and_facts_are_not(read: Read) -> None:
    dossier, _ = english(read(WHOLE))
    meeting = dossier["cairo-1999"]
    assert isinstance(meeting, Conference)
    assert (meeting.title, meeting.text) == ("Cairo Meeting", "The writer says there is much.")
    assert meeting.date
    assert meeting.date.gregorian == "1999-03-20"
    assert dossier.book.language == "en"


def test_names_and_numbers_take_their_latin_forms(read: Read) -> None:
    dossier, _ = english(read(WHOLE))
    assert [dossier.name(dossier[id]) for id in ("cairo", "salim", "council")] == [
        "Cairo",
        "Salim al-Nili",
        "Nile Council",
    ]
    resolution = dossier["r-2-8"]
    assert isinstance(resolution, Resolution)
    assert dossier.name(resolution) == "2/8-W(NC)"
    assert dossier.session(dossier["cairo-1999"]) == "Eighth Session"  # type: ignore[arg-type]
    council = dossier["council"]
    assert isinstance(council, Body)
    assert council.numbering
    assert council.numbering.example == "2/8-W(NC)"


def test_a_translation_of_a_name_goes_before_its_latin_form(read: Read) -> None:
    dossier, _ = english(read({**WHOLE, "translations/en.yaml": ENGLISH + "cairo: {name: El Cairo}\n"}))
    assert dossier.name(dossier["cairo"]) == "El Cairo"


def test_an_index_is_sorted_by_the_names_of_its_language(read: Read) -> None:
    dossier, _ = english(read(WHOLE))
    assert [heading for heading, _, _ in dossier.sorted_names(Person)] == ["Nili, Salim al-"]


def test_no_arabic_is_left_in_an_english_edition(read: Read) -> None:
    edition, _ = localise(read(WHOLE), "en")
    for entry in edition.entries.values():
        assert not any("\u0600" <= char <= "\u06ff" for char in entry.record.model_dump_json()), entry.record


def test_a_title_may_break_into_more_lines_or_other_ones(read: Read) -> None:
    assert english(read(WHOLE))[0].book.title_lines == ("Water of", "the Nile", "in three lines")
    by_line = ENGLISH.replace("title_lines: [Water of, the Nile, in three lines]", "title_lines.0: Water")
    assert english(read({**WHOLE, "translations/en.yaml": by_line}))[0].book.title_lines == ("Water",)


def test_texts_of_several_languages_may_stand_in_their_own_place(read: Read) -> None:
    places = "- {id: cairo, name: {ar: القاهرة, en: Misr, fr: Le Caire}, latin_name: Cairo}\n"
    content = read({**WHOLE, "places.yaml": places})
    assert resolve(content).name(content.entries["cairo"].record) == "القاهرة"
    dossier, found = english(content)
    assert dossier.name(dossier["cairo"]) == "Misr"
    assert languages(content) == ("ar", "en", "fr")
    assert [(d.rule, str(d.spot)) for d in found if d.values.get("id") == "cairo"] == []


def test_in_its_own_language_a_content_is_as_it_was(read: Read) -> None:
    content = read(WHOLE)
    assert localise(content, "ar") == (content, ())


# ---------------------------------------------------------------- what is missing, stale or untied


def test_what_is_missing_is_told_with_its_line_and_left_out(read: Read) -> None:
    dossier, found = english(read({**WHOLE, "translations/en.yaml": without(ENGLISH, "  role: writer\n")}))
    missing = [d for d in found if d.rule == "untranslated"]
    assert [(d.values["id"], d.values["path"], str(d.spot)) for d in missing] == [("salim", "role", "people.yaml:1:92")]
    assert not has_errors(found)
    assert has_errors(final(found))
    salim = dossier["salim"]
    assert isinstance(salim, Person)
    assert salim.role is None


def test_a_clause_goes_with_the_text_it_has_lost(read: Read) -> None:
    dossier, _ = english(read({**WHOLE, "translations/en.yaml": without(ENGLISH, "  clauses.0.text: the water\n")}))
    resolution = dossier["r-2-8"]
    assert isinstance(resolution, Resolution)
    assert [clause.verb for clause in resolution.clauses] == ["Thanks"]


def test_a_text_that_is_needed_shows_the_id_and_never_the_arabic(read: Read) -> None:
    dossier, _ = english(read({**WHOLE, "translations/en.yaml": without(ENGLISH, "  title: Cairo Meeting\n")}))
    assert dossier.name(dossier["cairo-1999"]) == "‹cairo-1999›"


def test_editing_one_arabic_field_makes_one_translation_stale(read: Read) -> None:
    tied = ENGLISH.replace(
        "  title: Cairo Meeting", f'  title: {{of: "{digest("اجتماع القاهرة")}", text: Cairo Meeting}}'
    )
    content = read({**WHOLE, "translations/en.yaml": tied})
    assert not [d for d in localise(content, "en")[1] if d.rule == "stale"]
    edited = NILE["conferences.yaml"].replace("title: اجتماع القاهرة", "title: لقاء القاهرة")
    _, found = english(read({**WHOLE, "translations/en.yaml": tied, "conferences.yaml": edited}))
    stale = [d for d in found if d.rule == "stale"]
    assert [(d.values["id"], d.values["path"], d.spot.file if d.spot else "") for d in stale] == [
        ("cairo-1999", "title", "translations/en.yaml")
    ]
    assert stale[0].values["hash"] == digest("لقاء القاهرة")
    assert resolve(localise(content, "en")[0]).name(content.entries["cairo-1999"].record) == "اجتماع القاهرة"


def test_white_space_is_no_edit() -> None:
    assert digest("ماء  النيل\n") == digest("ماء النيل")
    assert len(digest("ماء")) == 8


def test_what_has_no_hash_is_untied(read: Read) -> None:
    _, found = english(read(WHOLE))
    assert {d.rule for d in found} == {"untied"}
    assert ("cairo-1999", "text") in {(d.values["id"], d.values["path"]) for d in found}


# ---------------------------------------------------------------- faults of a translation


@pytest.mark.parametrize(
    ("line", "message", "spot"),
    [
        ("cairo-1998: {title: X}\n", "There is no record “{id}” to translate.", "translations/en.yaml:22:1"),
        ("cairo: {nmae: X}\n", "“{id}” has no text “{path}” to translate.", "translations/en.yaml:22:9"),
        ("cairo: {latitude: X}\n", "“{id}” has no text “{path}” to translate.", "translations/en.yaml:22:9"),
        ("cairo: X\n", "Fields of a record are wanted here.", "translations/en.yaml:22:8"),
        (
            "cairo: {name: {off: X}}\n",
            "A translation is its text, and what it was made from.",
            "translations/en.yaml:22:9",
        ),
        ("cairo: {name: {of: X, text: Y}}\n", "“{of}” is no hash of a text.", "translations/en.yaml:22:20"),
    ],
)
def test_a_fault_is_told_with_its_place(read: Read, line: str, message: str, spot: str) -> None:
    _, found = english(read({**WHOLE, "translations/en.yaml": ENGLISH + line}))
    assert [(d.message, str(d.spot)) for d in found if d.severity == "error"] == [(message, spot)]


def test_a_file_that_cannot_be_read_is_one_fault(read: Read) -> None:
    content = read({**WHOLE, "translations/en.yaml": "book:\n  title: 'Water\n"})
    _, found = localise(content, "en")
    assert [d.rule for d in found] == ["yaml"]


def test_a_fault_of_one_language_is_none_of_another(read: Read) -> None:
    content = read({**WHOLE, "translations/fr.yaml": "book: {titre: Eau}\n"})
    assert not has_errors(localise(content, "en")[1])
    assert has_errors(localise(content, "fr")[1])


def test_the_rules_are_held_against_a_translation_where_it_stands(read: Read) -> None:
    edition, _ = localise(read({**WHOLE, "translations/en/cairo-1999.md": "First line.\n\nIt grew by 20 %.\n"}), "en")
    assert [str(d.spot) for d in percent(edition.entries["cairo-1999"])] == ["translations/en/cairo-1999.md:3:13"]


def test_a_language_without_a_translation_is_no_edition(read: Read) -> None:
    content = read(WHOLE)
    edition, found = localise(content, "de")
    assert edition is content
    assert [(d.rule, d.values["known"]) for d in found] == [("language", "ar, en")]
