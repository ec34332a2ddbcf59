"""Boxes as wide as their text, and columns as narrow as they can be: measured by the words that are set in them."""

from __future__ import annotations

import pytest
from compositor_page import MM, descendants, lay_out, lines, text_boxes

NUMBER = "12/8-س"
SENTENCE = "أقرّ المؤتمرون البيان الختامي، ونشروا القرار 12/8-س (ق.إ) في طهران."


def natural(line: object) -> bool:
    """Whether the spaces of a line are as wide as they are in its type."""
    spaces = [item for item in line.items if item.space]  # type: ignore[attr-defined]
    return bool(spaces) and all(item.width == pytest.approx(spaces[0].width, abs=0.5) for item in spaces)


@pytest.mark.parametrize("style", ["display: inline-block", "float: right", "position: absolute", "display: table"])
def test_a_box_as_wide_as_its_text_takes_it_on_one_line(style: str) -> None:
    document = lay_out(f'<div style="{style}; text-align: start">{SENTENCE}</div>')
    (line,) = (line for line in lines(document, "div") if line.items)
    assert line.text == SENTENCE
    assert line.right - line.left == pytest.approx(sum(item.width for item in line.items))
    assert natural(line)


@pytest.mark.parametrize("number", [NUMBER, "5/12-ث", "A/RES/78/10"])
def test_a_column_is_no_narrower_than_the_number_in_it(number: str) -> None:
    document = lay_out(f'<table style="width: 30mm"><tr><td>{number}<td style="width: 100%">{SENTENCE}</table>')
    cell = next(box for box in descendants(document.pages[0]._page_box) if box.element_tag == "td")
    widest = max(line.right - line.left for line in lines(document, "td") if line.text in number)
    assert widest <= cell.width + 0.01


def test_a_forced_break_ends_what_is_measured() -> None:
    document = lay_out('<div style="display: inline-block">أولى<br>والثانية هي الأطول<br>ثالثة</div>')
    longest = max(line.right - line.left for line in lines(document, "div"))
    assert {line.text for line in lines(document, "div")} == {"أولى", "والثانية هي الأطول", "ثالثة"}
    assert all(line.box.width <= longest + 0.01 for line in lines(document, "div"))


def test_an_indent_makes_room_for_itself() -> None:
    def width(indent: int) -> float:
        document = lay_out(f'<div style="float: right; text-indent: {indent}mm">{NUMBER}</div>')
        return next(box.width for box in descendants(document.pages[0]._page_box) if box.element_tag == "div")

    assert width(5) - width(0) == pytest.approx(5 * MM)


def test_a_margin_box_is_as_wide_as_its_text() -> None:
    css = f'@page {{ @top-left {{ content: "{SENTENCE}"; font-size: 6pt }} @top-right {{ content: "{NUMBER}" }} }}'
    (page,) = lay_out("<p>نصّ</p>", css).pages
    told = [box.text for box in text_boxes(page._page_box) if box.text in (SENTENCE, NUMBER)]
    assert told == [SENTENCE, NUMBER]  # each on one line


def test_a_column_has_room_for_the_hyphens_of_its_parts_of_words() -> None:
    cells = '<tr><td style="hyphens: auto">representatives of organisations<td style="width: 100%">'
    document = lay_out(f'<table style="width: 30mm">{cells}</table>', lang="en", direction="ltr")
    cell = next(box for box in descendants(document.pages[0]._page_box) if box.element_tag == "td")
    found = lines(document, "td")
    assert sum(line.text.endswith("\u00ad") for line in found) > 2
    assert max(line.right - line.left for line in found) == pytest.approx(cell.width, abs=0.01)
