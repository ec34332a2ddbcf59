"""Where parts come to lie, what their pages are called, and which page numbers an index prints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurrasa.arrange import Part, Side
from kurrasa.idiom import Idiom
from kurrasa.paginate import PageMap, Placed, Run, opening, page_map, side
from kurrasa.prove.expected import Box
from kurrasa.typeset import Sheet, Sheets

IDIOM = Idiom("ar")


def part(kind: str, opens: Side = "either", id: str | None = None) -> Part:
    return Part(id or kind, kind, kind, opens)


def sheet(*cites: str, anchors: tuple[str, ...] = ()) -> Sheet:
    """A page that names these records, with anchors at its top."""
    return Sheet("", "", 1, 1, Box(0, 0, 1, 1), dict.fromkeys(anchors, 0.0), cites, (), ())


def placed(kind: str, first: int, *sheets: Sheet) -> Placed:
    return Placed(part(kind), first, Sheets(sheets, (), {}, {}))


def cited_on(*sheets: int, total: int = 20) -> PageMap:
    """A chapter of `total` pages that names the record «x» on some of them, with its card on none."""
    pages = [sheet("x") if n in sheets else sheet() for n in range(1, total + 1)]
    return PageMap((placed("chapter", 1, *pages),), {n: str(n) for n in range(1, total + 1)})


# ---------------------------------------------------------------- sides


def test_the_first_page_of_a_book_is_a_recto() -> None:
    assert [side(n) for n in (1, 2, 3, 4)] == ["recto", "verso", "recto", "verso"]


@pytest.mark.parametrize(
    ("opens", "free", "first"),
    [
        ("recto", 5, 5),
        ("recto", 6, 7),
        ("verso", 6, 6),
        ("verso", 5, 6),
        ("either", 5, 5),
        ("either", 6, 6),
    ],
)
def test_a_part_opens_on_its_side_after_a_blank_where_it_must(opens: Side, free: int, first: int) -> None:
    assert opening(part("chapter", opens), free) == first


@pytest.mark.parametrize(("free", "first"), [(97, 100), (98, 100), (100, 100), (101, 104), (4, 4), (1, 4)])
def test_the_back_cover_is_the_last_page_of_a_signature(free: int, first: int) -> None:
    assert opening(part("back-cover", "verso"), free) == first


@given(st.integers(1, 2000), st.sampled_from(["recto", "verso", "either"]))
def test_no_part_costs_more_than_one_blank_page(free: int, opens: Side) -> None:
    first = opening(part("chapter", opens), free)
    assert first - free in (0, 1)
    assert opens in ("either", side(first))


# ---------------------------------------------------------------- folios


def book(*kinds: str) -> list[Placed]:
    """Parts of two pages each, one after the other."""
    return [placed(kind, 1 + 2 * n, sheet(), sheet()) for n, kind in enumerate(kinds)]


def test_pages_are_numbered_on_from_the_cover() -> None:
    pages = page_map(book("cover", "contents", "chapter"), IDIOM, "continuous")
    assert list(pages.folios.values()) == ["1", "2", "3", "4", "5", "6"]


def test_front_matter_in_abjad_leaves_the_first_chapter_page_one() -> None:
    pages = page_map(book("cover", "contents", "guide", "chapter", "notes"), IDIOM, "abjad")
    assert list(pages.folios.values()) == ["أ", "ب", "ج", "د", "هـ", "و", "1", "2", "3", "4"]


def test_a_blank_before_the_first_chapter_is_front_matter() -> None:
    parts = [placed("cover", 1, sheet()), placed("contents", 2, sheet()), placed("chapter", 5, sheet())]
    assert list(page_map(parts, IDIOM, "abjad").folios.values()) == ["أ", "ب", "ج", "د", "1"]


def test_a_book_of_front_matter_alone_is_all_in_letters() -> None:
    assert list(page_map(book("cover"), IDIOM, "abjad").folios.values()) == ["أ", "ب"]


def test_folios_have_the_numerals_of_the_edition() -> None:
    pages = page_map(book("chapter"), Idiom("ar", numerals="arabic-indic"), "continuous")
    assert pages.folio("sheet-2") == "٢"


def test_no_parts_no_pages() -> None:
    assert page_map([], IDIOM, "abjad").folios == {}


# ---------------------------------------------------------------- index lines


@pytest.mark.parametrize(
    ("sheets", "printed"),
    [
        ((3,), ["3"]),
        ((3, 4), ["3", "4"]),
        ((3, 4, 5), ["3–5"]),
        ((3, 4, 6), ["3", "4", "6"]),
        ((1, 2, 3, 5, 7, 8, 9, 10), ["1–3", "5", "7–10"]),
        ((1, 3, 5), ["1", "3", "5"]),
    ],
)
def test_a_range_is_printed_only_from_three_pages_on_end(sheets: tuple[int, ...], printed: list[str]) -> None:
    runs = cited_on(*sheets).runs("x")
    assert [str(r.first) if r.first == r.last else f"{r.first}–{r.last}" for r in runs] == printed


def test_the_page_of_the_main_entry_stands_by_itself() -> None:
    pages = [sheet("x"), sheet("x"), sheet("x", anchors=("card-x",)), sheet("x"), sheet("x"), sheet("x")]
    found = PageMap((placed("chapter", 1, *pages),), {}).runs("x", "card-x")
    assert found == (Run(1, 1), Run(2, 2), Run(3, 3, main=True), Run(4, 6))


def test_the_main_entry_counts_where_the_page_names_the_record_in_no_link() -> None:
    pages = PageMap((placed("chapter", 1, sheet(), sheet(anchors=("card-x",))),), {})
    assert pages.runs("x", "card-x") == (Run(2, 2, main=True),)


def test_what_no_page_names_has_no_numbers() -> None:
    assert cited_on().runs("x") == ()
    assert cited_on().runs("x", "card-x") == ()


def test_indexes_and_contents_do_not_cite() -> None:
    parts = (
        placed("contents", 1, sheet("x")),
        placed("chapter", 2, sheet("x")),
        placed("index-resolutions", 3, sheet("x")),
        placed("back-cover", 4, sheet("x")),
    )
    assert PageMap(parts, {}).cites == {"x": (2,)}


@given(st.sets(st.integers(1, 40)), st.none() | st.integers(1, 40))
def test_every_page_cited_is_listed_once_and_no_other(cited: set[int], main: int | None) -> None:
    """However they fall: the ranges hold just the pages that have the entry, in order, and none shorter than three."""
    pages = [sheet(*(["x"] if n in cited else []), anchors=("card-x",) if n == main else ()) for n in range(1, 41)]
    runs = PageMap((placed("chapter", 1, *pages),), {}).runs("x", "card-x" if main else None)
    listed = [n for run in runs for n in range(run.first, run.last + 1)]
    assert listed == sorted(cited | ({main} if main else set()))
    assert all(run.first == run.last or run.last - run.first >= 2 for run in runs)
    assert [run.first for run in runs if run.main] == ([main] if main else [])


# ---------------------------------------------------------------- the map


def test_before_the_first_pass_every_target_is_taken_on_trust() -> None:
    empty = PageMap()
    assert empty.has("anything")
    assert empty.folio("anything") == "00"


def test_after_it_a_target_is_there_or_not() -> None:
    pages = page_map([placed("chapter", 7, sheet(), sheet(anchors=("card-x",)))], IDIOM, "continuous")
    assert pages.folio("card-x") == "8"
    assert not pages.has("card-y")


def test_an_anchor_on_two_pages_is_where_it_first_stands() -> None:
    pages = PageMap((placed("chapter", 1, sheet(anchors=("a",)), sheet(anchors=("a",))),), {})
    assert pages.anchors["a"] == 1


def test_two_maps_are_the_same_when_no_printed_number_differs() -> None:
    one = page_map([placed("chapter", 1, sheet("x"), sheet(anchors=("a",)))], IDIOM, "continuous")
    again = page_map([placed("chapter", 1, sheet("x"), sheet(anchors=("a",)))], IDIOM, "continuous")
    moved = page_map([placed("chapter", 1, sheet("x", anchors=("a",)), sheet())], IDIOM, "continuous")
    other_cites = page_map([placed("chapter", 1, sheet(), sheet("x", anchors=("a",)))], IDIOM, "continuous")
    renamed = page_map([placed("guide", 1, sheet("x"), sheet(anchors=("a",)))], IDIOM, "abjad")
    assert one.same(again)
    assert not any(one.same(other) for other in (moved, other_cites, renamed, PageMap()))
