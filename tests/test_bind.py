"""Other books of the same program: other numerals, folios, trim, pictures, language; each built, proven, read back."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from conftest import ROOT, built, edited
from reader import Volume, qpdf_check

ENGLISH = ROOT / "tests" / "dossiers" / "general-assembly"


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Volume:
    return Volume(built(ENGLISH, tmp_path_factory.mktemp("english")))


# ---------------------------------------------------------------- the first edition in Arabic-Indic numerals


@pytest.fixture(scope="module")
def indic(tmp_path_factory: pytest.TempPathFactory) -> Volume:
    folder = tmp_path_factory.mktemp("indic")
    content = edited(ROOT / "content", folder / "content", numerals="arabic-indic")
    return Volume(built(content, folder / "build"))


def test_the_first_edition_is_as_good_in_the_other_numerals(indic: Volume) -> None:
    assert len(indic) >= 32
    assert len(indic) % 4 == 0
    assert indic.labels[9:12] == ["١٠", "١١", "١٢"]
    printed = [link for n in range(1, len(indic) + 1) for link in indic.links[n] if link.is_number]
    assert len(printed) > 200
    assert [link for link in printed if link.text != indic.labels[link.sheet - 1]] == []


def test_no_european_digit_is_left_in_its_arabic(indic: Volume) -> None:
    """But in Latin words, in the addresses of sources, in the stamp, and on strips, whose letters are outlines."""
    latin = re.compile(r"\S*[A-Za-z]\S*")
    for sheet in indic.part("الثبت الزمني"):
        assert not re.search("[0-9]", latin.sub("", indic.text(sheet)))


# ---------------------------------------------------------------- front matter in letters


def test_front_matter_is_numbered_in_abjad_and_the_first_chapter_begins_with_1(scaffold_book: Path) -> None:
    book = Volume(scaffold_book)
    first = book.opens("مقدمة")
    assert book.labels[:5] == ["أ", "ب", "ج", "د", "هـ"]
    assert book.labels[first - 1 : first + 2] == ["1", "2", "3"]
    contents = [link.text for sheet in book.part("المحتويات") for link in book.links[sheet]]
    guide = book.labels[book.opens("دليل القارئ") - 1]
    assert contents[:2] == [guide, "1"], "the reader's guide is listed by its letter"


# ---------------------------------------------------------------- another trim, a picture, final


def test_another_trim_is_bound_as_well(large_book: Path) -> None:
    book = Volume(large_book)
    assert {tuple(round(float(x) / 72 * 25.4) for x in page.mediabox) for page in book.file.pages} == {(0, 0, 170, 240)}
    assert len(book) % 4 == 0
    assert qpdf_check(large_book).returncode == 0


def test_the_final_book_bears_no_mark(large_book: Path, scaffold_book: Path) -> None:
    marked = [
        sum(book.says(n, "تجربة") for n in range(1, len(book) + 1)) for book in map(Volume, (large_book, scaffold_book))
    ]
    assert marked == [0, len(Volume(scaffold_book))]


def test_a_picture_is_printed_where_the_editor_has_put_it(large_book: Path) -> None:
    book = Volume(large_book)
    sheet = book.destinations["fig-fig-sevres"][0]
    (image,) = book.shown[sheet - 1].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    assert image.get_px_size() == (1400, 900)


# ---------------------------------------------------------------- a book bound on the left


def test_an_english_book_is_bound_on_the_left(english: Volume) -> None:
    root = english.file.Root
    assert root.ViewerPreferences.Direction == "/L2R"
    assert str(root.Lang) == "en"
    assert str(english.file.docinfo["/Author"]) == "J. Evensen"
    assert len(english) % 4 == 0


def test_its_rectos_lie_right_and_have_their_folio_there(english: Volume) -> None:
    foot = 185 * 72 / 25.4
    for sheet in range(english.opens("The convention"), len(english)):
        folio = [g for g in english.glyphs(sheet) if g.baseline > foot and g.text.isdigit()]
        if folio:
            assert (folio[0].left > english.shown[0].get_width() / 2) == (sheet % 2 == 1)


def test_its_front_matter_is_in_roman_numerals(english: Volume) -> None:
    assert english.labels[:7] == ["i", "ii", "iii", "iv", "v", "vi", "1"]
    assert english.opens("The convention") == 7


def test_its_text_is_english_throughout(english: Volume) -> None:
    assert re.findall("[\u0600-\u06ff]", "".join(english.texts)) == []
    assert "A/RES/28/3067" in english.text(english.opens("Index of resolutions"))
    assert [h.title for h in english.outline if h.depth == 0][3:6] == ["Contents", "Reader’s guide", "The convention"]


# ---------------------------------------------------------------- the outline


def test_divisions_parts_and_heads_stand_under_each_other(scaffold_book: Path) -> None:
    outline = [(h.title, h.depth) for h in Volume(scaffold_book).outline]
    at = outline.index(("المؤتمرات", 0))
    assert outline[at + 1 : at + 3] == [("مؤتمر باريس (1983)", 1), ("من الطيف إلى الضوء", 2)]
    assert outline[-1] == ("الغلاف الأخير", 0)


def test_a_dossier_of_one_calendar_and_no_series_is_a_book_too(climate_book: Path) -> None:
    book = Volume(climate_book)
    assert len(book) % 4 == 0
    assert "هـ" not in "".join(re.findall(r"\d+هـ", "".join(book.texts)))
    assert "1/CP.21" in "".join(book.lines(book.opens("كشّاف القرارات")))
