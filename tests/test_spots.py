"""What a page says of the fields it prints: where they stand on it, where they are written, which were edited."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import CLIMATE

from kurrasa.build import edition, recipe
from kurrasa.compose import settings
from kurrasa.load import Content, load
from kurrasa.paginate import PageMap
from kurrasa.prove.expected import Box
from kurrasa.spots import nearest
from kurrasa.typeset import Sheets, Typesetter
from kurrasa.written import edited, named, written


def read(folder: Path) -> Content:
    content, faults = load(folder)
    assert content, faults
    return content


@pytest.fixture(scope="module")
def content() -> Content:
    return read(CLIMATE)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CLIMATE, tmp_path / "climate"))


def line(content: Content, name: str) -> str:
    """The line of a file that a name leads to."""
    spot = written(content, name)
    assert spot
    return Path(spot.file).read_text(encoding="utf-8").splitlines()[spot.line - 1].strip()


# ---------------------------------------------------------------- on the page


def spots_of(typesetter: Typesetter, body: str) -> dict[str, Box]:
    html = f'<!doctype html><html lang="ar" dir="rtl" data-opens="recto"><body id="part-x">{body}</body></html>'
    (sheet,) = typesetter.typeset(html, "")[0].sheets
    return {name: box for box, name in sheet.spots}


@pytest.fixture(scope="module")
def typesetter(content: Content) -> Typesetter:
    composer = edition(content)
    return Typesetter(recipe(composer, settings(composer.dossier)))


def test_an_element_that_names_a_field_is_a_spot_in_millimetres_from_the_corner_of_the_page(
    typesetter: Typesetter,
) -> None:
    body = (
        '<div data-at="r" style="width: 50mm; height: 20mm; margin: 0; position: absolute; left: 10mm; top: 5mm"></div>'
    )
    box = spots_of(typesetter, body)["r"]
    frame = (
        typesetter.typeset(
            f'<!doctype html><html lang="ar" dir="rtl" data-opens="recto"><body id="part-x">{body}</body></html>', ""
        )[0]
        .sheets[0]
        .frame
    )
    assert (box.right - box.left, box.bottom - box.top) == pytest.approx((50, 20), abs=0.05)
    assert (box.left - frame.left, box.top - frame.top) == pytest.approx((10, 5), abs=0.05)


def test_an_inline_element_of_two_lines_is_one_spot(typesetter: Typesetter) -> None:
    found = spots_of(typesetter, '<p>قبل <span data-at="r:title">' + "كلمة " * 40 + "</span></p>")
    assert list(found) == ["r:title"]
    assert found["r:title"].bottom - found["r:title"].top > 10, "more than a line of 6.4 mm"


def test_what_goes_on_on_the_next_page_is_a_spot_on_both(typesetter: Typesetter) -> None:
    body = '<div data-at="r"><p>هنا</p><p style="break-before: page">وهناك</p></div>'
    html = f'<!doctype html><html lang="ar" dir="rtl" data-opens="recto"><body id="part-x">{body}</body></html>'
    assert [[name for _, name in sheet.spots] for sheet in typesetter.typeset(html, "")[0].sheets] == [["r"], ["r"]]


def test_every_record_that_is_told_in_the_book_has_a_spot_within_its_page(content: Content) -> None:
    composer = edition(content)
    typesetter = Typesetter(recipe(composer, settings(composer.dossier)))
    parts: list[Sheets] = [
        typesetter.typeset(composer.compose(p, "recto", PageMap()), p.title)[0] for p in composer.arrangement.parts
    ]
    spots = [spot for part in parts for sheet in part.sheets for spot in sheet.spots]
    page = Box(0, 0, 148, 210)
    assert all(page.holds(box, slack=1) for box, _ in spots)
    assert {name.partition(":")[0] for _, name in spots} >= content.entries.keys() - {"cop"}, "all but the body"


# ---------------------------------------------------------------- in the content


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("cop-1-1", "- id: cop-1-1"),
        ("cop-1-1:title", "title: ولاية برلين"),
        ("paris-2015:text:0", "اعتمد المؤتمر [[paris-agreement]]"),
        ("paris-2015:text:1", "وكان [[berlin-1995]]"),
        ("paris-2015:text:9", "وكان [[berlin-1995]]"),
        ("cop-1-1:cites", "- id: cop-1-1"),
        ("book:arrangement:2", "- imprint"),
    ],
)
def test_a_name_leads_to_the_line_it_is_written_in(content: Content, name: str, there: str) -> None:
    assert line(content, name).startswith(there)


def test_the_name_of_no_record_leads_nowhere(content: Content) -> None:
    assert written(content, "nobody:title") is None


@pytest.mark.parametrize(
    ("starts", "name"),
    [
        ("- id: kyoto-1997", "kyoto-1997"),
        ("place: paris", "paris-2015:place"),
        ("وكان [[berlin-1995]]", "paris-2015:text:1"),
    ],
)
def test_a_line_has_the_name_of_what_is_written_in_it(content: Content, starts: str, name: str) -> None:
    file = CLIMATE / "conferences.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    number = next(n for n, text in enumerate(lines, 1) if text.strip().startswith(starts))
    spot = written(content, "kyoto-1997")
    assert spot
    assert named(content, spot.file, number) == name


def test_prose_in_a_file_of_its_own_has_names_for_its_blocks(first_content: Path) -> None:
    content = read(first_content)
    spot = written(content, "introduction:text:1")
    assert spot
    assert spot.file.endswith("chapters/introduction.md")
    assert named(content, spot.file, spot.line) == "introduction:text:1"


def test_a_file_that_holds_no_record_has_no_name(content: Content) -> None:
    assert named(content, "elsewhere.yaml", 1) is None


# ---------------------------------------------------------------- near and edited


def test_the_nearest_spot_is_the_field_then_what_is_in_it_then_its_record() -> None:
    there = {"r", "r:title", "r:text:0", "r:text:1", "other"}
    assert nearest("r:title", there) == {"r:title"}
    assert nearest("r:text", there) == {"r:text:0", "r:text:1"}
    assert nearest("r:pages", there) == {"r"}
    assert nearest("r:text:0", {"r:text:1"}) == {"r:text:1"}
    assert nearest("s", there) == set()


def test_an_edit_names_the_paragraph_it_is_in(content: Content, copy: Path) -> None:
    path = copy / "conferences.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("قد فتح", "قد فتح قديمًا"), encoding="utf-8")
    assert edited(content, read(copy)) == ("paris-2015:text:1",)


def test_edits_of_several_records_are_all_named_and_a_new_record_as_a_whole(content: Content, copy: Path) -> None:
    path = copy / "resolutions.yaml"
    text = path.read_text(encoding="utf-8").replace("title: ولاية برلين", "title: الولاية")
    text += "- {id: cop-2-1, body: cop, conference: kyoto-1997, title: قرار, summary: خلاصة.}\n"
    path.write_text(text, encoding="utf-8")
    assert edited(content, read(copy)) == ("cop-1-1:title", "cop-2-1")


def test_a_comment_is_no_edit(content: Content, copy: Path) -> None:
    path = copy / "resolutions.yaml"
    path.write_text("# ملاحظة\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert edited(content, read(copy)) == ()
