"""Grids and rules between columns, from right to left."""

from typing import Any

import pypdfium2
import pytest
from compositor_page import MEASURE, MM, descendants, lay_out, pdf_of
from test_compositor_lines import PROSE

SIDE = (148 - MEASURE) / 2
WIDTH = MEASURE * MM
LEFT = SIDE * MM
GRID = "section { display: grid; grid-template-columns: 20mm 1fr 10mm; column-gap: 4mm }"


def items(body: str, css: str = GRID, *, direction: str = "rtl") -> dict[str, tuple[float, float, float]]:
    """The items of a grid by their names: left edge, right edge and top, from the left of the text."""
    (page,) = lay_out(f"<section>{body}</section>", css, direction=direction).pages
    boxes = [box for box in descendants(page._page_box) if box.element_tag == "div" and box.element.get("id")]
    return {
        box.element.get("id"): (box.position_x - LEFT, box.position_x + box.margin_width() - LEFT, box.position_y)
        for box in boxes
        if type(box).__name__ == "BlockBox"
    }


def mirrored(found: dict[str, tuple[float, float, float]]) -> dict[str, tuple[float, float, float]]:
    return {name: (WIDTH - right, WIDTH - left, y) for name, (left, right, y) in found.items()}


@pytest.mark.parametrize(
    "css",
    [
        "",
        "section { justify-content: start; grid-template-columns: 20mm 30mm 10mm }",
        "section { justify-content: space-between; grid-template-columns: 20mm 30mm 10mm }",
        "div { justify-self: start; width: 5mm }",
        "div { justify-self: end; width: 5mm }",
        "div { width: 5mm; margin-left: 2mm }",
        "#b { position: relative; left: 3mm }",
        "#b { grid-column: span 2 }",
        "#a { grid-column: 2 / 4 } section { padding-left: 7mm; margin-right: 5mm }",
    ],
)
def test_a_grid_from_right_to_left_is_the_mirror_of_one_from_left_to_right(css: str) -> None:
    body = "".join(f'<div id="{name}">a</div>' for name in "abcde")
    sides = css.replace("left", "x-side").replace("right", "left").replace("x-side", "right")
    found, other = items(body, GRID + css), mirrored(items(body, GRID + sides, direction="ltr"))
    assert sorted(found) == list("abcde")
    for name, place in found.items():
        assert place == pytest.approx(other[name], abs=0.01)


def test_the_first_column_is_the_one_at_the_right() -> None:
    found = items('<div id="a">أ</div><div id="b">ب</div>')
    assert found["a"][:2] == pytest.approx((WIDTH - 20 * MM, WIDTH), abs=0.01)
    assert found["b"][1] == pytest.approx(WIDTH - 24 * MM, abs=0.01)


def test_a_box_placed_from_the_sides_of_a_grid_stays_there() -> None:
    css = GRID + "section { position: relative } i { position: absolute; left: 3mm; width: 2mm; height: 2mm }"
    (page,) = lay_out('<section><div id="a">أ<i></i></div><div id="b">ب</div></section>', css).pages
    (placed,) = [box for box in descendants(page._page_box) if box.element_tag == "i"]
    assert placed.position_x == pytest.approx(LEFT + 3 * MM, abs=0.01)


def test_a_box_placed_from_the_sides_of_an_item_goes_with_it() -> None:
    css = GRID + "div { position: relative } i { position: absolute; left: 3mm; width: 2mm; height: 2mm }"
    (page,) = lay_out('<section><div id="a">أ<i></i></div><div id="b">ب</div></section>', css).pages
    (placed,) = [box for box in descendants(page._page_box) if box.element_tag == "i"]
    assert placed.position_x == pytest.approx(LEFT + WIDTH - 20 * MM + 3 * MM, abs=0.01)


def rules(document: Any) -> list[float]:
    """Where upright rules stand on the first page, in millimetres from its left; nothing else may be inked."""
    scale = 600 / 72
    picture = pypdfium2.PdfDocument(pdf_of(document))[0].render(scale=scale).to_pil().convert("L")
    inked = [x for x in range(picture.width) if picture.crop((x, 0, x + 1, picture.height)).getextrema()[0] < 128]
    begins = [x for x in inked if x - 1 not in inked]
    ends = [x + 1 for x in inked if x + 1 not in inked]
    return [(begin + end) / 2 / scale * 25.4 / 72 for begin, end in zip(begins, ends, strict=True)]


@pytest.mark.parametrize("direction", ["rtl", "ltr"])
@pytest.mark.parametrize("number", [2, 3])
def test_a_rule_stands_in_the_middle_of_every_gap(number: int, direction: str) -> None:
    css = f"section {{ columns: {number}; column-gap: 8mm; column-rule: 1pt solid #000; color: #fff }}"
    document = lay_out(f"<section>{PROSE * 3}</section>", css, direction=direction)
    column = (MEASURE - 8 * (number - 1)) / number
    middles = [SIDE + n * (column + 8) - 4 for n in range(1, number)]
    assert rules(document) == pytest.approx(middles, abs=0.1)


def test_a_rule_does_not_cross_what_spans_the_columns() -> None:
    """Those above and those below it have rules of their own."""
    css = "section { columns: 2; column-rule: 1pt solid #000; color: #fff } h2 { column-span: all; font-size: 40pt }"
    document = lay_out(f"<section><p>{PROSE}</p><h2>عنوان</h2><p>{PROSE}</p></section>", css)
    assert rules(document) == pytest.approx([148 / 2], abs=0.1)
