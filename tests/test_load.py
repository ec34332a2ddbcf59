"""A folder of content becomes records, each with the place of everything in it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurrasa import yamltext
from kurrasa.load import Content, load
from kurrasa.marks import Marks
from kurrasa.records import Chapter, Conference, Person

BASE = Path(__file__).parent / "bad" / "base"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small good content of one's own."""
    return Path(shutil.copytree(BASE, tmp_path / "content"))


def loaded(folder: Path) -> Content:
    content, faults = load(folder)
    assert not faults
    assert content
    return content


def rules_of(folder: Path) -> list[str]:
    return [fault.rule for fault in load(folder)[1]]


# ---------------------------------------------------------------- what is read


def test_records_come_in_the_order_of_the_files(folder: Path) -> None:
    """A kind's own file first, then the files of its folder by name; a file holds one record or a list."""
    (folder / "people").mkdir()
    (folder / "people" / "b.yaml").write_text("id: nader\nname: نادر\n", "utf-8")
    (folder / "people" / "a.yaml").write_text("- {id: zaki, name: زكي}\n- {id: amin, name: أمين}\n", "utf-8")
    assert [person.id for person in loaded(folder).of(Person)] == ["salem", "zaki", "amin", "nader"]


def test_markdown_beside_a_record_is_its_text(folder: Path) -> None:
    (folder / "conferences").mkdir()
    (folder / "conferences" / "meeting-3.md").write_text("اجتمع المجلس.\n", "utf-8")
    (conference,) = loaded(folder).of(Conference)
    assert conference.text == "اجتمع المجلس."


def test_dates_and_ids_are_text_whatever_yaml_takes_them_for(folder: Path) -> None:
    (conference,) = loaded(folder).of(Conference)
    assert conference.date
    assert conference.date.gregorian == "1997-12-09"


def test_every_field_knows_its_line_and_column(folder: Path) -> None:
    content = loaded(folder)
    (conference,) = content.of(Conference)
    assert str(content.spot(conference, "place")) == f"{folder}/conferences.yaml:5:10"
    assert str(content.spot(conference, "venue")).endswith("conferences.yaml:1:3")  # not there: the record itself


def test_paths_are_shown_as_an_editor_would_type_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    content = loaded(Path("content"))
    assert content.spot(content.book, "title").file == "content/book.yaml"
    assert loaded(folder).shown == "content"


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(folder: Path) -> None:
    text = (folder / "people.yaml").read_text("utf-8").replace("\n", "\r\n")
    (folder / "people.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    content = loaded(folder)
    (person,) = content.of(Person)
    assert (content.spot(person, "name").line, content.spot(person, "name").column) == (2, 9)


# ---------------------------------------------------------------- where a character stands


SAMPLES = {
    "plain": "text: كتب سالم\n  هذا الخطاب\n",
    "literal": "text: |\n\n  كتب سالم\n    هذا  الخطاب\n",
    "folded": "text: >-\n    كتب سالم\n    هذا\n\n    الخطاب\n",
    "single": "text: 'كتب ''سالم''\n  هذا'\n",
    "double": 'text: "كتب \\"سالم\\" \\u0647ذا \\\n    الخطاب"\n',
}


@pytest.mark.parametrize("style", SAMPLES)
def test_a_character_is_found_however_yaml_quotes_its_text(style: str) -> None:
    """Folding, indentation, quotation and escapes: each letter of the value is the letter at its spot."""
    source = SAMPLES[style]
    root, _ = yamltext.read(source, "x.yaml")
    assert root
    marks, value = Marks("x.yaml", source, root), root.data["text"].strip()
    for offset, character in enumerate(value):
        if not character.isspace():
            spot = marks.within(("text",), offset)
            found = source.splitlines()[spot.line - 1][spot.column - 1 :]
            assert found.startswith((character, "''", '\\"', "\\u0647"))


@given(st.text(alphabet="اب ج\n", min_size=1).filter(lambda text: bool(text.strip())))
def test_a_character_is_found_in_any_block(text: str) -> None:
    """Whatever lines and blanks a literal block has."""
    source = "text: |2\n" + "".join(f"  {line}\n" for line in text.split("\n"))
    root, _ = yamltext.read(source, "x.yaml")
    assert root
    marks, value = Marks("x.yaml", source, root), root.data["text"].strip()
    for offset, character in enumerate(value):
        if character != "\n" and character != " ":
            spot = marks.within(("text",), offset)
            assert source.split("\n")[spot.line - 1][spot.column - 1] == character


# ---------------------------------------------------------------- what is refused


def test_a_folder_that_is_not_there_is_told_and_nothing_else(tmp_path: Path) -> None:
    content, faults = load(tmp_path / "contnet")
    assert content is None
    assert [fault.rule for fault in faults] == ["folder"]


def test_a_content_without_a_book_is_none(folder: Path) -> None:
    (folder / "book.yaml").unlink()
    content, faults = load(folder)
    assert content is None
    assert [fault.rule for fault in faults] == ["book"]


def test_a_book_that_yaml_cannot_read_is_told_once(folder: Path) -> None:
    (folder / "book.yaml").write_text("id: book\ntitle: a: b\n", "utf-8")
    assert rules_of(folder) == ["yaml"]


def test_a_misnamed_file_is_told_with_a_guess(folder: Path) -> None:
    (folder / "peple.yaml").write_text("", "utf-8")
    (folder / "places.yml").write_text("", "utf-8")
    faults = load(folder)[1]
    assert [fault.rule for fault in faults] == ["folder", "folder"]
    assert [fault.values["guess"] for fault in faults] == ["people.yaml", "places.yaml"]


def test_hidden_files_and_a_readme_are_left_alone(folder: Path) -> None:
    (folder / ".gitkeep").touch()
    (folder / "README.md").write_text("for editors", "utf-8")
    assert loaded(folder)


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("- {id: hidden, name: سرّ}\n", "utf-8")
    (folder / "people").mkdir()
    (folder / "people" / "more.yaml").symlink_to(secret)
    (folder / "notes").symlink_to(tmp_path, target_is_directory=True)
    content, faults = load(folder)
    assert content
    assert "hidden" not in content.entries
    assert [fault.rule for fault in faults] == ["folder", "folder"]


def test_a_pipe_does_not_hold_the_program_up(folder: Path) -> None:
    (folder / "people").mkdir()
    os.mkfifo(folder / "people" / "pipe.yaml")
    assert rules_of(folder) == ["folder"]


def test_text_in_another_encoding_is_told_with_its_place(folder: Path) -> None:
    (folder / "people.yaml").write_bytes("- id: salem\n  name: سالم\n".encode("cp1256"))
    (fault,) = load(folder)[1]
    assert fault.rule == "encoding"
    assert fault.spot
    assert (fault.spot.line, fault.spot.column) == (2, 9)


def test_a_file_too_large_is_not_read(folder: Path) -> None:
    with (folder / "people.yaml").open("wb") as file:
        file.truncate(5_000_000)
    assert rules_of(folder) == ["folder"]


def test_markdown_without_a_record_is_told_with_a_guess(folder: Path) -> None:
    (folder / "conferences").mkdir()
    (folder / "conferences" / "meting-3.md").write_text("نص", "utf-8")
    (fault,) = load(folder)[1]
    assert (fault.rule, fault.values["guess"]) == ("prose", "meeting-3")


def test_a_text_that_stands_twice_is_told(folder: Path) -> None:
    (folder / "chapters.yaml").write_text("- {id: preface, title: تمهيد, text: نص}\n", "utf-8")
    (folder / "chapters").mkdir()
    (folder / "chapters" / "preface.md").write_text("نص", "utf-8")
    assert rules_of(folder) == ["prose"]
    content, _ = load(folder)
    assert content
    assert content.of(Chapter)


def test_markdown_beside_a_record_that_has_no_text_is_told(folder: Path) -> None:
    (folder / "people").mkdir()
    (folder / "people" / "salem.md").write_text("نص", "utf-8")
    assert rules_of(folder) == ["prose"]


def test_all_faults_are_told_at_once(folder: Path) -> None:
    (folder / "people.yaml").write_text("- {id: salem, nmae: x}\n", "utf-8")
    (folder / "places.yaml").write_text("- {id: square, name: x, latitude: 95}\n\t", "utf-8")
    (folder / "book.yaml").write_text("id: book\ntitle: ت\nnumerals: roman\n", "utf-8")
    assert sorted(rules_of(folder)) == ["missing-field", "schema", "unknown-field", "yaml"]
