"""The first edition in English, from the same records: what its readers meet, and what it shares with the Arabic."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from reader import Volume

from kurrasa import build
from kurrasa.dossier import Dossier, resolve
from kurrasa.load import load
from kurrasa.localise import localise
from kurrasa.records import Conference, Resolution

ARABIC = re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")


@pytest.fixture(scope="module")
def outcome(first_content: Path, tmp_path_factory: pytest.TempPathFactory) -> build.Outcome:
    order = build.Order(first_content, tmp_path_factory.mktemp("english"), language="en", final=True)
    return build.booklet(order, lambda _step: None)


@pytest.fixture(scope="module")
def book(outcome: build.Outcome) -> Volume:
    assert outcome.pdf, outcome.diagnostics
    return Volume(outcome.pdf)


@pytest.fixture(scope="module")
def dossier(first_content: Path) -> Dossier:
    content, _ = load(first_content)
    assert content
    return resolve(localise(content, "en")[0])


@pytest.fixture(scope="module")
def pages(outcome: build.Outcome) -> list[str]:
    assert outcome.pdf
    with pypdfium2.PdfDocument(outcome.pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def test_it_is_proven_and_nothing_in_it_is_untranslated(outcome: build.Outcome) -> None:
    assert outcome.diagnostics == ()
    assert outcome.proof
    assert outcome.proof.passed


def test_it_stands_beside_the_arabic_one(outcome: build.Outcome) -> None:
    assert outcome.pdf
    assert outcome.pdf.name == "booklet.en.pdf"
    assert (outcome.pdf.parent / "proof.en.json").is_file()


def test_it_is_bound_on_the_left(outcome: build.Outcome) -> None:
    import pikepdf

    assert outcome.pdf
    with pikepdf.open(outcome.pdf) as document:
        assert document.Root.Lang == "en"
        assert document.Root.ViewerPreferences.Direction == "/L2R"


def test_it_prints_no_arabic_but_the_title_it_is_translated_from(pages: list[str]) -> None:
    assert [number for number, text in enumerate(pages, 1) if ARABIC.search(text)] == [
        next(number for number, text in enumerate(pages, 1) if "Translated from:" in text)
    ]


def test_every_meeting_and_number_is_in_it(pages: list[str], dossier: Dossier) -> None:
    said = " ".join(pages)
    for conference in dossier.all(Conference):
        assert conference.title in said
    for resolution in dossier.all(Resolution):
        assert dossier.name(resolution) in said


def test_ordinals_begin_the_names_of_meetings_with_a_capital(pages: list[str]) -> None:
    assert "Eighth Islamic Summit" in " ".join(pages)


def test_dates_are_those_of_both_calendars_in_english(pages: list[str]) -> None:
    said = " ".join(pages)
    assert "9–11 December 1997 CE" in said
    assert "9–11 Sha’ban 1418 AH" in said


def test_the_index_of_names_is_in_the_order_of_latin_letters(dossier: Dossier) -> None:
    from kurrasa.records import Person

    names = [heading for heading, _, _ in dossier.sorted_names(Person)]
    assert names == sorted(names, key=str.casefold)
    assert "Aliyev, Heydar" in names


def test_pages_in_contents_are_the_pages_that_chapters_open_on(book: Volume, dossier: Dossier) -> None:
    assert book.opens("Tehran Summit") % 2 == 1
    assert book.opens("Contents") < book.opens("Tehran Summit") < book.opens("Index of names")
