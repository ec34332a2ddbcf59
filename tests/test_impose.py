"""Sheets, folded in the mind and read back: every page lands where it reads, head up, its spine on the right side."""

from __future__ import annotations

import ctypes
import io
import math
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import get_args

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from conftest import CLIMATE
from hypothesis import given
from hypothesis import strategies as st

from kurrasa import build
from kurrasa.cli import main
from kurrasa.drawings.canvas import Style
from kurrasa.impose.fold import FOLDS, Cell, Reading, fold
from kurrasa.impose.make import Imposed, Scheme, impose
from kurrasa.impose.sections import SIGNATURES, Binding, sections
from kurrasa.load import load

MM = 72 / 25.4
READINGS: tuple[Reading, ...] = get_args(Reading)
BINDINGS: tuple[Binding, ...] = get_args(Binding)

# ---------------------------------------------------------------- paper, folded by reflection


@dataclass
class Paper:
    """A leaf of a sheet on the table: its middle, its height in the pile, the way its right and its head point, which
    of its sides is up; and what is printed on each."""

    x: float
    y: float
    z: int
    head: int
    front_up: bool
    front: Cell
    back: Cell


def table(pages: int, reading: Reading) -> list[Paper]:
    """The open sheet, its front up: each leaf has a page of the front, and on its back the page that lies behind it."""
    sides = fold(pages, reading)
    behind = {(c.row, sides.columns - 1 - c.column): c for c in sides.back}
    return [
        Paper(c.column + 0.5, sides.rows - c.row - 0.5, 0, 1, True, c, behind[c.row, c.column]) for c in sides.front
    ]


def folded(pages: int, reading: Reading) -> tuple[list[Paper], float]:
    """The sheet as a binder folds it, and where its last fold lies. The front is below when it is folded."""
    leaves = table(pages, reading)
    width = max(leaf.x for leaf in leaves) + 0.5
    for leaf in leaves:  # turned about its upright axis, so that the front lies on the table
        leaf.x, leaf.front_up = width - leaf.x, False
    line = 0.0
    for way in FOLDS[pages]:
        top = max(leaf.z for leaf in leaves)
        if way == "along":
            line = (min(leaf.x for leaf in leaves) + max(leaf.x for leaf in leaves)) / 2
            over = [leaf for leaf in leaves if (leaf.x > line) == (reading == "rtl")]
        else:
            line = (min(leaf.y for leaf in leaves) + max(leaf.y for leaf in leaves)) / 2
            over = [leaf for leaf in leaves if leaf.y > line]
        for leaf in over:
            leaf.z, leaf.front_up = 2 * top + 1 - leaf.z, not leaf.front_up
            if way == "along":
                leaf.x = 2 * line - leaf.x
            else:
                leaf.y, leaf.head = 2 * line - leaf.y, -leaf.head
    assert len({leaf.z for leaf in leaves}) == len(leaves)
    return sorted(leaves, key=lambda leaf: -leaf.z), line


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("pages", SIGNATURES)
def test_a_folded_sheet_reads_in_order(pages: int, reading: Reading) -> None:
    """From the top, leaf by leaf: recto, then verso; every head up; the spine on the side of the book's own."""
    leaves, line = folded(pages, reading)
    read = [(leaf.front, leaf.back) if leaf.front_up else (leaf.back, leaf.front) for leaf in leaves]
    assert [cell.page for cell in chain.from_iterable(read)] == list(range(pages))
    assert all(leaf.head == (1 if leaf.front.upright else -1) for leaf in leaves)
    assert all(leaf.front.upright == leaf.back.upright for leaf in leaves)
    assert all((leaf.x < line) == (reading == "rtl") for leaf in leaves)
    assert {(round(leaf.x, 3), round(leaf.y, 3)) for leaf in leaves} == {(leaves[0].x, leaves[0].y)}


@pytest.mark.parametrize("reading", READINGS)
def test_four_pages_lie_as_every_binder_knows(reading: Reading) -> None:
    """Outside the last and the first, inside the second and the third."""
    sides = fold(4, reading)
    outside, inside = ([c.page + 1 for c in sorted(side, key=lambda c: c.column)] for side in (sides.front, sides.back))
    assert (outside, inside) == (([1, 4], [3, 2]) if reading == "rtl" else ([4, 1], [2, 3]))


@given(st.integers(1, 400), st.sampled_from(SIGNATURES), st.sampled_from(BINDINGS))
def test_gathered_sections_are_the_book(total: int, signature: int, binding: Binding) -> None:
    """One after another, or one within another: the pages in their order, and at most three blanks at the end."""
    found = sections(total, signature, binding)
    if binding == "perfect":
        read = list(chain.from_iterable(found))
    else:
        halves = [(section[: len(section) // 2], section[len(section) // 2 :]) for section in found]
        read = [*chain.from_iterable(first for first, _ in halves)]
        read += chain.from_iterable(second for _, second in reversed(halves))
    assert read == list(range(1, len(read) + 1))
    assert 0 <= len(read) - total < 4
    assert all(len(section) in SIGNATURES and len(section) <= signature for section in found)


# ---------------------------------------------------------------- the finished file


@pytest.fixture(scope="module")
def style() -> Style:
    content, _ = load(CLIMATE)
    assert content
    return build.edition(content).style


def book(folder: Path, count: int, reading: Reading) -> Path:
    """A small book: each page says its number near its head, in a corner that is dark as far as it bleeds."""
    path = folder / "book.pdf"
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for number in range(1, count + 1):
            page = pdf.add_blank_page(page_size=(120, 160))
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            page.obj.TrimBox = [10, 10, 110, 150]
            page.obj.Contents = pdf.make_stream(b"BT /F 20 Tf 40 120 Td (%d) Tj ET" % number)
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(
            Direction=pikepdf.Name.R2L if reading == "rtl" else pikepdf.Name.L2R
        )
        pdf.save(path)
    return path


def made(folder: Path, count: int, scheme: Scheme, style: Style, reading: Reading = "rtl") -> Imposed:
    return impose(book(folder, count, reading), scheme, style, "كتاب", str)


@dataclass(frozen=True)
class Found:
    """A number as pdfium finds it on a side: where, and by how many degrees it is turned."""

    number: int
    x: float
    y: float
    turned: int


def numbers(data: bytes, side: int) -> list[Found]:
    with pypdfium2.PdfDocument(data) as pdf:
        layer = pdf[side].get_textpage()
        found: list[Found] = []
        text = layer.get_text_range()
        at = 0
        for word in text.split():
            at = text.index(word, at)
            boxes = [layer.get_charbox(at + n) for n in range(len(word))]
            angle = math.degrees(pdfium.FPDFText_GetCharAngle(layer, ctypes.c_int(at)))
            x = sum(box[0] + box[2] for box in boxes) / (2 * len(boxes))
            y = sum(box[1] + box[3] for box in boxes) / (2 * len(boxes))
            found.append(Found(int(word), x, y, round(angle) % 360))
            at += len(word)
        return found


@pytest.mark.parametrize("reading", READINGS)
def test_the_file_shows_each_page_where_it_is_to_lie(reading: Reading, tmp_path: Path, style: Style) -> None:
    """Thirty pages on sheets of sixteen: on each side the numbers stand in the rows and columns that are told."""
    imposed = made(tmp_path, 30, Scheme(16), style, reading)
    assert [len(sheet.section) for sheet in imposed.sheets] == [16, 16]
    assert imposed.blanks == 2
    seen = []
    for index, sheet in enumerate(imposed.sheets):
        for half, labels in enumerate(sheet.labels):
            found = numbers(imposed.file, 2 * index + half)
            rows = sorted({round(one.y / 50) for one in found}, reverse=True)
            read = [
                [str(one.number) for one in sorted(found, key=lambda one: one.x) if round(one.y / 50) == row]
                for row in rows
            ]
            assert read == [[label for label in row if label != "–"] for row in labels]
            # heads are closed: the upper row stands on its head
            assert {one.turned for one in found if round(one.y / 50) == rows[0]} == {180}
            assert {one.turned for one in found if round(one.y / 50) == rows[1]} == {0}
            seen += [one.number for one in found]
    assert sorted(seen) == list(range(1, 31))


def test_inner_pages_of_a_stapled_book_creep_to_the_spine(tmp_path: Path, style: Style) -> None:
    """By the thickness of a leaf for each leaf that lies around theirs; the outermost stay."""
    thick, none = (made(tmp_path, 16, Scheme(4, "saddle", leaf=leaf), style) for leaf in (0.5, 0.0001))
    for index in range(4):
        for one, other in zip(numbers(thick.file, 2 * index), numbers(none.file, 2 * index), strict=True):
            depth, by = min(one.number - 1, 16 - one.number) // 2, one.x - other.x
            assert by == pytest.approx((1 if one.number % 2 else -1) * depth * 0.5 * MM, abs=0.05)


def test_glued_spines_have_room_to_be_milled(tmp_path: Path, style: Style) -> None:
    """Six millimetres between the two pages at a fold that is a spine; stapled ones meet there."""
    for binding, room in (("perfect", 6), ("saddle", 0)):
        imposed = made(tmp_path, 16, Scheme(16, binding), style)  # type: ignore[arg-type]
        cut = sorted(imposed.sheets[0].front.cut_x)
        assert round((cut[2] - cut[1]) / MM, 1) == room
        assert round((cut[4] - cut[3]) / MM, 1) == 6


def test_collating_marks_go_down_by_steps(tmp_path: Path, style: Style) -> None:
    """Between the first and the last page of each section; each is lower than that of the section before."""
    imposed = made(tmp_path, 48, Scheme(16), style)
    levels = []
    with pypdfium2.PdfDocument(imposed.file) as pdf:
        for index, sheet in enumerate(imposed.sheets):
            first, last = (next(p for p in sheet.front.pages if p.cell.page == n) for n in (0, 15))
            middle = (min(first.x, last.x) + 100 + max(first.x, last.x)) / 2
            seen = pdf[2 * index].render(scale=2).to_pil().convert("L")
            rows = [y for y in range(seen.height) if seen.getpixel((round(middle * 2), y)) < 90]  # type: ignore[operator]
            own = [y for y in rows if sheet.front.cut_y[0] < (seen.height - y) / 2 < sheet.front.cut_y[-1]]
            levels.append(min(own))
            assert not [y for y in own if y > max(own)]
    assert levels == sorted(levels)
    assert len(set(levels)) == 3


@pytest.mark.parametrize("flip", ["short", "long"])
def test_at_home_two_pages_go_on_a4(flip: str, tmp_path: Path, style: Style) -> None:
    """The back is turned by half where the printer turns the paper about its long edge."""
    imposed = made(tmp_path, 8, Scheme(home=True, long_edge=flip == "long"), style)
    assert [sheet.section for sheet in imposed.sheets] == [(1, 2, 7, 8), (3, 4, 5, 6)]
    with pikepdf.open(io.BytesIO(imposed.file)) as pdf:
        assert [round(float(side) / MM) for side in pdf.pages[0].mediabox[2:]] == [297, 210]
    front, back = numbers(imposed.file, 0), numbers(imposed.file, 1)
    assert [one.number for one in sorted(front, key=lambda one: one.x)] == [1, 8]
    assert [one.number for one in sorted(back, key=lambda one: one.x)] == ([7, 2] if flip == "short" else [2, 7])
    assert {one.turned for one in front} == {0}
    assert {one.turned for one in back} == {0 if flip == "short" else 180}


def test_a_sheet_that_is_too_small_is_told(tmp_path: Path, style: Style) -> None:
    """With what it would need; nothing is made."""
    imposed = made(tmp_path, 16, Scheme(16, sheet=(100, 100)), style)
    assert imposed.fault
    assert imposed.fault.values["sheet"] == "100×100"
    assert not imposed.file


def test_the_same_book_gives_the_same_sheets(tmp_path: Path, style: Style) -> None:
    """And a dummy with a side for each side."""
    one, other = (made(tmp_path, 20, Scheme(8), style) for _ in range(2))
    assert (one.file, one.dummy) == (other.file, other.dummy)
    with pypdfium2.PdfDocument(one.dummy) as dummy:
        assert len(dummy) == 2 * len(one.sheets)


def test_the_command_puts_sheets_beside_the_book(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Stapled, eight pages to a sheet: it tells the sides of each sheet as they lie, and where the files are."""
    out = tmp_path / "build"
    arguments = ["impose", "--content", str(CLIMATE), "--out", str(out), "--binding", "saddle", "--signature", "8"]
    assert main(arguments) == 0
    told = capfd.readouterr().out.splitlines()
    assert str(out / "booklet-imposed.pdf") in told
    assert "  1  front" in told[1]
    with pikepdf.open(out / "booklet-imposed.pdf") as pdf, pikepdf.open(out / "booklet.pdf") as whole:
        assert len(whole.pages) == 8 + 8 + 4
        assert len(pdf.pages) == 2 * 3
    assert (out / "booklet-dummy.pdf").exists()
    assert main([*arguments, "--sheet", "a4"]) == 2
    assert main([*arguments, "--sheet", "200x100"]) == 1
