"""Two editions compared without their files: pages matched, leaves matched, press sheets counted, letters given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kurrasa.changes.compare import compare
from kurrasa.changes.leaves import folded, press, sections, to_print
from kurrasa.changes.slip import filing, numbered, ranged, renumbers
from kurrasa.diagnostics import Diagnostic
from kurrasa.idiom import Idiom
from kurrasa.manifest import ContentsLine, IndexLine, Leafed, Manifest, read
from kurrasa.paginate import PageMap


def pages(text: str) -> tuple[Leafed, ...]:
    """Pages as `part:letter` each, numbered from 1; a letter after a comma is a number printed on it, `-` a blank."""
    found = []
    for folio, word in enumerate(text.split(), 1):
        part, _, said = word.partition(":")
        wording = "" if said == "-" else part + said.partition(",")[0]
        drawn = wording and wording + said
        found.append(Leafed(folio=str(folio), part=part, drawn=drawn, wording=wording, printed=bool(drawn)))
    return tuple(found)


def edition(text: str, index: Sequence[IndexLine] = (), contents: Sequence[ContentsLine] = ()) -> Manifest:
    return Manifest(
        program="0",
        content="0" * 64,
        pdf="0" * 64,
        title="كتاب",
        language="ar",
        direction="rtl",
        final=True,
        width=148,
        height=210,
        parts={},
        pages=pages(text),
        index=tuple(index),
        contents=tuple(contents),
    )


def kinds(before: str, after: str) -> str:
    return " ".join(change.kind for change in compare(edition(before), edition(after)).pages)


# ---------------------------------------------------------------- pages


def test_a_page_put_in_makes_those_after_it_moved_and_not_changed() -> None:
    assert kinds("a:1 a:2 a:3 b:1", "a:1 a:x a:2 a:3 b:1") == "unchanged added moved moved moved"


def test_a_page_whose_words_are_the_same_has_changed_in_its_numbers_only() -> None:
    assert kinds("i:1,7 i:2", "i:1,9 i:2") == "numbers unchanged"


def test_text_that_flows_changes_pages_up_to_the_next_that_is_the_same() -> None:
    assert kinds("a:1 a:2 a:3 a:4", "a:1 a:x a:y a:4") == "unchanged changed changed unchanged"


def test_a_blank_that_text_fills_is_a_page_added_and_a_blank_is_never_removed() -> None:
    found = compare(edition("a:1 a:- b:1"), edition("a:1 a:2 b:1"))
    assert [c.kind for c in found.pages] == ["unchanged", "added", "unchanged"]
    assert found.removed == ()


def test_a_part_that_is_gone_is_removed() -> None:
    assert compare(edition("a:1 b:1 b:2 c:1"), edition("a:1 c:1")).removed == (2, 3)


def test_a_part_by_another_id_is_the_same_pages() -> None:
    """Its pages say the same; the name of their part is not on paper."""
    before, after = edition("a:1 b:1"), edition("a:1 b:1")
    after = after.model_copy(update={"pages": (after.pages[0], after.pages[1].model_copy(update={"part": "z"}))})
    assert [c.kind for c in compare(before, after).pages] == ["unchanged", "unchanged"]


def test_a_page_with_another_head_is_told_apart_from_one_with_another_text() -> None:
    before, after = edition("a:1"), edition("a:1")
    after = after.model_copy(update={"pages": (after.pages[0].model_copy(update={"head": "عنوان آخر"}),)})
    assert [c.kind for c in compare(before, after).pages] == ["furniture"]


# ---------------------------------------------------------------- lines


def line(record: str, name: str, *numbers: str) -> IndexLine:
    return IndexLine(part="index-places", record=record, name=name, numbers=numbers)


def test_only_index_lines_with_other_numbers_are_told() -> None:
    before = edition("a:1", [line("x", "باكو", "7"), line("y", "برلين", "8"), line("z", "بون", "9")])
    after = edition("a:1", [line("x", "باكو", "7"), line("y", "برلين", "10"), line("w", "جنيف", "11")])
    told = [(c.name, c.before, c.after) for c in compare(before, after).index]
    assert told == [("برلين", ("8",), ("10",)), ("جنيف", None, ("11",)), ("بون", ("9",), None)]


def test_a_record_by_another_id_is_known_by_its_name() -> None:
    before, after = edition("a:1", [line("x", "باكو", "7")]), edition("a:1", [line("baku", "باكو", "7")])
    assert compare(before, after).index == ()


def test_lines_of_the_contents_are_told_by_their_part() -> None:
    before = edition("a:1", contents=[ContentsLine(part="a", title="فصل", folio="5")])
    after = edition("a:1", contents=[ContentsLine(part="a", title="فصل", folio="7")])
    assert [(c.record, c.before, c.after) for c in compare(before, after).contents] == [("a", ("5",), ("7",))]


# ---------------------------------------------------------------- leaves


def test_both_pages_of_a_leaf_are_printed_if_one_has_changed() -> None:
    assert to_print(pages("a:1 a:2 a:3 a:4"), pages("a:1 a:x a:3 a:4")) == (0,)


def test_a_leaf_that_moved_is_printed_again_for_its_numbers() -> None:
    assert to_print(pages("a:1 a:2 b:1 b:2"), pages("a:1 a:2 a:3 a:- b:1 b:2")) == (1, 2)


def slipped(before: str, after: str, language: str = "ar") -> tuple[str, ...]:
    """The folios of a later edition that keeps the numbers of an earlier one."""
    from kurrasa.arrange import Part
    from kurrasa.paginate import Placed
    from kurrasa.prove.expected import Box
    from kurrasa.typeset import Sheet, Sheets

    new = pages(after)
    parts = {page.part: None for page in new}
    placed = []
    for part in parts:
        mine = [n for n, page in enumerate(new, 1) if page.part == part]
        sheets = [
            Sheet("", "", 0, 0, Box(0, 0, 0, 0), {}, (), (), (), new[n - 1].drawn, new[n - 1].wording) for n in mine
        ]
        placed.append(Placed(Part(part, "chapter", part, "either"), mine[0], Sheets(tuple(sheets), (), {}, {})))
    found = PageMap(tuple(placed), {n: str(n) for n in range(1, len(new) + 1)})
    return tuple(numbered(found, edition(before), Idiom(language, ("gregorian",), "european")).folios.values())


def test_a_leaf_put_in_has_the_number_before_it_with_letters() -> None:
    assert slipped("a:1 a:2 b:1 b:2", "a:1 a:2 a:3 a:4 b:1 b:2") == ("1", "2", "2أ", "2ب", "3", "4")
    assert slipped("a:1 a:2 b:1 b:2", "a:1 a:2 a:3 a:4 b:1 b:2", "en") == ("1", "2", "2a", "2b", "3", "4")


def test_the_letters_of_leaves_put_in_together_run_on() -> None:
    assert slipped("a:1 a:2", "a:1 a:2 b:1 b:2 b:3 b:4")[2:] == ("2أ", "2ب", "2ج", "2د")


def test_the_numbers_of_a_leaf_taken_out_are_used_no_more() -> None:
    assert slipped("a:1 a:2 b:1 b:2 c:1 c:2", "a:1 a:2 c:1 c:2") == ("1", "2", "5", "6")


def test_a_leaf_in_the_place_of_another_has_its_numbers_and_a_part_keeps_its_own() -> None:
    """Of three leaves for two, the third is the one that is put in: b's leaves stay b's."""
    assert slipped("a:1 a:2 b:1 b:2", "a:x a:y a:z a:w b:p b:q") == ("1", "2", "2أ", "2ب", "3", "4")


def test_filing_says_what_to_take_out_and_what_to_put_in() -> None:
    before, after = edition("a:1 a:2 b:1 b:2 c:1 c:2"), edition("a:1 a:2 c:1 c:2")
    after = after.model_copy(
        update={"pages": tuple(p.model_copy(update={"folio": f}) for p, f in zip(after.pages, "1256", strict=True))}
    )
    again = to_print(before.pages, after.pages)
    assert again == ()
    assert list(filing(before, after, again)) == [(("3", "4"), ())]
    assert renumbers(before, after)


def test_folios_of_a_row_of_leaves_are_said_as_a_range() -> None:
    assert ranged(["13", "14", "14أ", "14ب"]) == "13–14ب"
    assert ranged([]) == ""


# ---------------------------------------------------------------- the press


def test_perfect_bound_sections_lie_one_after_another() -> None:
    assert sections(24, 16, "perfect") == [tuple(range(1, 17)), tuple(range(17, 25))]


def test_saddle_stitched_sections_lie_one_within_another() -> None:
    assert sections(16, 8, "saddle") == [(1, 2, 3, 4, 13, 14, 15, 16), (5, 6, 7, 8, 9, 10, 11, 12)]


@pytest.mark.parametrize("total", [4, 20, 32, 96])
@pytest.mark.parametrize("signature", [4, 8, 16, 32])
@pytest.mark.parametrize("binding", ["perfect", "saddle"])
def test_every_page_is_on_one_section_and_one_folded_sheet(total: int, signature: int, binding: str) -> None:
    found = sections(total, signature, binding)  # type: ignore[arg-type]
    assert sorted(page for section in found for page in section) == list(range(1, total + 1))
    sheets = [sheet for section in found for sheet in folded(section)]
    assert sorted(page for sheet in sheets for page in sheet) == list(range(1, total + 1))
    assert all(len(sheet) == 4 and sheet[1] == sheet[0] + 1 and sheet[0] % 2 for sheet in sheets)


def test_a_folded_sheet_holds_the_first_and_the_last_leaf_of_its_section() -> None:
    assert folded(tuple(range(1, 9))) == [(1, 2, 7, 8), (3, 4, 5, 6)]


def test_a_word_changed_costs_a_leaf_a_folded_sheet_and_a_press_sheet() -> None:
    before = " ".join(f"a:{n}" for n in range(32))
    found = press(pages(before), pages(before.replace("a:20", "a:x")), 16, "perfect")
    assert (found.leaves.again, found.folded.again, found.sections.again) == (1, 1, 1)
    assert (found.leaves.saved, found.folded.saved, found.sections.saved) == (15, 7, 1)


# ---------------------------------------------------------------- the manifest


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "booklet.manifest.json"
    own = edition("a:1 a:- b:1,7", [line("x", "باكو", "7", "9–11")])
    path.write_bytes(own.as_json())
    assert read(path) == own
    assert b" " not in own.as_json()


SPOILT = {
    "cut short": lambda data: data[: len(data) // 2],
    "another program's": lambda _: b'{"pages": 3}',
    "a list": lambda _: b"[]",
    "no JSON": lambda _: b"%PDF-1.7",
    "a page too few in words": lambda data: data.replace(b'"part"', b'"portion"'),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_a_damaged_or_foreign_manifest_is_told(spoil: object, tmp_path: Path) -> None:
    path = tmp_path / "booklet.manifest.json"
    path.write_bytes(spoil(edition("a:1").as_json()))  # type: ignore[operator]
    found = read(path)
    assert isinstance(found, Diagnostic)
    assert found.values["file"] == str(path)


def test_a_manifest_of_another_form_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "booklet.manifest.json"
    path.write_bytes(edition("a:1").as_json().replace(b'"kurrasa_manifest":1', b'"kurrasa_manifest":9'))
    found = read(path)
    assert isinstance(found, Diagnostic)
    assert found.values["version"] == "9"
    assert "--since" in found.hint
