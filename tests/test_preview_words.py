"""What the preview does with words: a search that passes over how they are spelt, and the editor's command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from watchfiles import Change

from kurrasa.diagnostics import Spot
from kurrasa.preview.editor import arguments, form, inside
from kurrasa.preview.search import fold, found, line
from kurrasa.preview.watching import concerns

# ---------------------------------------------------------------- search


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("إلى أذربيجان", "اذربيجان"),
        ("إلى اذربيجان", "أذربيجان"),
        ("مسؤولية", "مسوولية"),
        ("القرارَ الأوّل", "القرار الاول"),
        ("القرار الأول", "القَرارُ الأوَّلُ"),
        ("القـــرار", "القرار"),
        ("عام ١٩٩٧", "1997"),
        ("عام 1997", "١٩٩٧"),
        ("قمة طهران", "قمه"),
        ("على", "علي"),
        ("منظمة\r\nالتعاون", "منظمة التعاون"),
        ("12/8\u200f-س", "12/8-س"),
        ("Café de Paris", "CAFE"),
        ("ﻻ شك", "لا شك"),
        ("what the sev\ufffeenth summit says", "seventh"),
    ],
)
def test_a_word_is_found_however_it_is_spelt(text: str, wanted: str) -> None:
    assert list(found(fold(text), wanted))


@pytest.mark.parametrize(("text", "wanted"), [("باريس", "برلين"), ("قرار", "  "), ("قرار", "ـ"), ("a.c", "abc")])
def test_other_words_and_no_words_are_not_found(text: str, wanted: str) -> None:
    assert list(found(fold(text), wanted)) == []


def test_what_is_found_is_told_by_its_place_in_the_text_as_it_stands() -> None:
    text = "في الـقَـرارِ الأول"
    ((first, count),) = found(fold(text), "القرار")
    assert text[first : first + count] == "الـقَـرارِ", "with its marks"


def test_a_place_is_shown_with_the_words_around_it_on_one_line() -> None:
    text = "كلمة " * 20 + "المطلوب\r\nهنا " + "كلمة " * 20
    (stretch,) = found(fold(text), "المطلوب")
    before, match, after = line(text, stretch)
    assert match == "المطلوب"
    assert before.startswith("كلمة")
    assert after.startswith(" هنا كلمة")
    assert after.endswith("كلمة")


# ---------------------------------------------------------------- editor

SPOT = Spot("content/events.yaml", 12, 5)


@pytest.mark.parametrize(
    ("asked", "environment", "expected"),
    [
        ("code -g {file}:{line}", {}, ["code", "-g", "/c/e.yaml:12"]),
        ("code", {}, ["code", "-g", "/c/e.yaml:12:5"]),
        ("my-editor --wait", {}, ["my-editor", "--wait", "/c/e.yaml"]),
        (None, {"VISUAL": "/usr/bin/subl -w"}, ["/usr/bin/subl", "-w", "/c/e.yaml:12:5"]),
        (None, {"VISUAL": "vim", "EDITOR": "kate"}, ["kate", "--line", "12", "/c/e.yaml"]),
        ("gedit", {"VISUAL": "code"}, ["gedit", "+12", "/c/e.yaml"]),
    ],
)
def test_an_editor_is_told_the_line_in_its_own_way(
    asked: str | None, environment: dict[str, str], expected: list[str]
) -> None:
    command = form(asked, environment)
    assert command
    assert arguments(command, SPOT, Path("/c/e.yaml")) == expected


@pytest.mark.parametrize("environment", [{}, {"EDITOR": "vim"}, {"VISUAL": "", "EDITOR": "nano"}])
def test_an_editor_without_a_window_is_not_begun_in_the_background(environment: dict[str, str]) -> None:
    assert form(None, environment) is None


def test_a_file_is_one_argument_whatever_it_is_called() -> None:
    name = Path("/c/a; rm -rf $HOME {line}.yaml")
    assert arguments("ed {file}", Spot("x", 3, 1), name)[1].startswith("/c/a; rm -rf $HOME")
    assert len(arguments("ed {file}", Spot("x", 3, 1), name)) == 2


def test_only_files_of_the_content_are_opened(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for path in (content / "events.yaml", tmp_path / "secret.yaml"):
        path.write_text("", encoding="utf-8")
    (content / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    assert inside(str(content / "events.yaml"), content) == content / "events.yaml"
    for other in ("../secret.yaml", "link.yaml", "nothing.yaml", "."):
        assert inside(str(content / other), content) is None


@pytest.mark.parametrize(
    ("name", "counts"),
    [("events.yaml", True), ("text.md", True), (".events.yaml.swp", False), ("events.yaml~", False), ("#x#", False)],
)
def test_what_an_editor_lays_beside_a_file_is_no_save(name: str, counts: bool) -> None:
    assert concerns(Change.modified, f"/content/{name}") is counts
