"""What stands on a page because of where it lies: folio, running head, edge tab, proof's mark, stamp."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from reader import Glyph, Volume, letters

from kurrasa.furniture import hand

MM = 72 / 25.4
TRIM = 148 * MM


@pytest.fixture(scope="module")
def book(climate_book: Path) -> Volume:
    """The small book; all its pages are numbered on, in ٠–٩."""
    return Volume(climate_book)


def middle(glyphs: list[Glyph]) -> float:
    return (min(g.left for g in glyphs) + max(g.right for g in glyphs)) / 2


def foot(book: Volume, sheet: int) -> list[Glyph]:
    """What is printed below the text, in the line of the folio, but for the proof's mark."""
    return [g for g in book.glyphs(sheet) if g.baseline > 185 * MM and g.text in "0123456789٠١٢٣٤٥٦٧٨٩ivxlc"]


def head(book: Volume, sheet: int) -> list[Glyph]:
    return [g for g in book.glyphs(sheet) if g.baseline < 17 * MM]


# ---------------------------------------------------------------- sides


@pytest.mark.parametrize(
    ("sheet", "reading", "side"), [(1, "rtl", "left"), (2, "rtl", "right"), (1, "ltr", "right"), (2, "ltr", "left")]
)
def test_a_recto_lies_left_in_a_book_bound_on_the_right(sheet: int, reading: str, side: str) -> None:
    assert hand(sheet, reading) == side


def test_the_folio_stands_outside_on_either_page(book: Volume) -> None:
    """Read as a spread: an odd page lies left and has its number on the left."""
    numbered = [n for n in range(1, len(book)) if foot(book, n)]
    assert len(numbered) >= 10
    for sheet in numbered:
        folio = replace(foot(book, sheet)[0], text="".join(g.text for g in foot(book, sheet)))
        assert sorted(folio.text) == sorted(book.labels[sheet - 1])
        assert (middle(foot(book, sheet)) < TRIM / 2) == (sheet % 2 == 1)


def test_covers_titles_and_blanks_have_no_folio(book: Volume) -> None:
    first = book.opens("المحتويات")
    assert [n for n in [*range(1, first), len(book)] if foot(book, n)] == []


# ---------------------------------------------------------------- running heads


def test_a_page_that_opens_a_part_has_no_running_head(book: Volume) -> None:
    opens = {heading.sheet for heading in book.outline if heading.depth == 0 and 1 < heading.sheet < len(book)}
    assert len(opens) > 8
    assert {sheet for sheet in opens if head(book, sheet)} == set()


def test_the_book_stands_over_the_verso_and_the_part_over_the_recto(scaffold_book: Path) -> None:
    book = Volume(scaffold_book)
    title = letters(str(book.file.docinfo["/Title"]))
    heads = {n: "".join(g.text for g in head(book, n)) for n in range(2, len(book)) if head(book, n)}
    versos = {n: text for n, text in heads.items() if n % 2 == 0}
    assert versos
    assert all(letters(text) == title for text in versos.values())
    parts = {letters(heading.title) for heading in book.outline if heading.depth < 2}
    assert all(letters(text) in parts for n, text in heads.items() if n % 2)


# ---------------------------------------------------------------- the proof's mark


def test_a_proof_is_marked_on_every_page(book: Volume) -> None:
    unmarked = [n for n in range(1, len(book) + 1) if not book.says(n, "تجربة طباعية")]
    assert unmarked == []


# ---------------------------------------------------------------- no part of the text


def test_furniture_is_an_artifact_of_the_page(book: Volume) -> None:
    """Readers and extraction pass over it (ISO 32000-1, 14.8.2.2.2)."""
    sheet = book.opens("المحتويات")
    contents = book.file.pages[sheet - 1].Contents.read_bytes()
    furniture = contents[contents.index(b"/Artifact<</Type/Pagination>>") :]
    assert b"MCID" not in furniture
    assert contents.count(b"BMC") + contents.count(b"BDC") == contents.count(b"EMC")
