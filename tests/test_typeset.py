"""One part's pages: what stands on each, what does not fit, and what a part may not read."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from kurrasa import fonts
from kurrasa.library import engine
from kurrasa.typeset import Complaint, Recipe, Sheets, Typesetter, house_style

SETTINGS = ":root { --trim-width: 148mm; --trim-height: 210mm; --f-text: 'Amiri'; --f-sign: 'IBM Plex Sans Arabic' }"


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter(Recipe(house_style(SETTINGS), fonts.faces(), "ar"))


def page(body: str, opens: str = "recto", direction: str = "rtl", language: str = "ar") -> str:
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}" data-opens="{opens}">'
        f'<head><meta charset="utf-8"><title>ج</title></head><body id="part-x">{body}</body></html>'
    )


def lines(typesetter: Typesetter, body: str) -> list[str]:
    """The lines of a text as they were set, in logical order."""
    engine()
    from weasyprint.formatting_structure import boxes

    def read(box: Any) -> str:
        return getattr(box, "text", "") or "".join(map(read, getattr(box, "children", ())))

    def walk(box: Any) -> Iterator[str]:
        for child in getattr(box, "children", ()):
            if isinstance(child, boxes.LineBox):
                yield read(child).strip()
            yield from walk(child)

    return [line for page_ in typesetter.pages(page(body)) for line in walk(page_._page_box)]


def sheets_of(typesetter: Typesetter, html: str) -> Sheets:
    return typesetter.typeset(html, "جزء")[0]


def filled(sheets: Sheets) -> int:
    return len(sheets.sheets)


# ---------------------------------------------------------------- what stands where


def test_anchors_citations_and_printed_numbers_are_told_by_page(typesetter: Typesetter) -> None:
    body = """
    <h2 id="head">رأس</h2><p>القرار <a class="ref" href="#card-r" data-cite="r">12/8</a> ثم
    <a class="ref" href="#card-r" data-cite="r">12/8</a></p>
    <p style="break-before: page" id="card-r">انظر ص <a class="pp" href="#head" data-entry="r">14</a></p>
    """
    first, second = sheets_of(typesetter, page(body)).sheets
    assert set(first.anchors) == {"part-x", "head"}
    assert first.cites == ("r",), "once a page, however often it is named"
    assert [(level, text) for level, text, _ in first.headings] == [(2, "رأس")]
    assert "card-r" in second.anchors
    assert "head" not in second.anchors
    (number,) = second.numbers
    assert (number.text, number.target, number.entry) == ("14", "head", "r")
    assert second.frame.left < number.box.left < number.box.right < second.frame.right


@pytest.mark.parametrize(
    ("direction", "opens", "left"),
    [("rtl", "recto", 26), ("rtl", "verso", 18), ("ltr", "recto", 18), ("ltr", "verso", 26)],
)
def test_the_inner_margin_is_at_the_spine(typesetter: Typesetter, direction: str, opens: str, left: float) -> None:
    """A recto lies left in a book bound on the right, and right in one bound on the left; the outer margin is wider."""
    (sheet,) = sheets_of(typesetter, page("<p>نص</p>", opens, direction)).sheets
    assert sheet.frame.left == pytest.approx(left, abs=0.01)
    assert sheet.frame.right - sheet.frame.left == pytest.approx(104, abs=0.01)


def test_a_part_on_a_verso_has_no_blank_before_it(typesetter: Typesetter) -> None:
    assert filled(sheets_of(typesetter, page("<p>نص</p>", "verso"))) == 1


def test_pages_of_a_kind_have_its_name(typesetter: Typesetter) -> None:
    (sheet,) = sheets_of(typesetter, page('<section class="cover"><h1>كتاب</h1></section>')).sheets
    assert (sheet.name, sheet.frame.left, round(sheet.frame.right)) == ("cover", 0, 148)


def test_what_a_part_becomes_does_not_depend_on_what_was_set_before(typesetter: Typesetter) -> None:
    html = page("<p>صَدَرَ القرارُ ﷺ <b>بالإجماع</b>، وفيه fi و12/8-س.</p>")
    again = Typesetter(typesetter.recipe)
    again.typeset(page("<p>نصٌّ مُشَكَّلٌ غيرُه، حَرْفًا حرفًا: لا إله إلا الله fl 1999.</p>" * 3), "قبله")
    assert pickle.dumps(again.typeset(html, "جزء")[1]) == pickle.dumps(
        Typesetter(typesetter.recipe).typeset(html, "جزء")[1]
    )


def test_a_page_has_another_digest_when_anything_on_it_is_another(typesetter: Typesetter) -> None:
    bodies = ("<p>نص</p>", "<p>نصّ</p>", "<p style='color: red'>نص</p>", "<p><a href='#part-x'>نص</a></p>")
    digests = [sheets_of(typesetter, page(body)).sheets[0].digest for body in bodies]
    assert len(set(digests)) == len(bodies)
    assert digests[0] == sheets_of(typesetter, page(bodies[0])).sheets[0].digest


# ---------------------------------------------------------------- what does not fit


def test_a_line_that_can_not_be_broken_is_told_with_its_excess(typesetter: Typesetter) -> None:
    word = "O" * 60
    sheets = sheets_of(typesetter, page(f'<p>قبل</p><p class="nb">{word}</p>'))
    (overflow,) = sheets.overflows
    assert (overflow.text, overflow.page) == (word, 1)
    assert overflow.excess > 10


def test_a_text_of_its_measure_overflows_nowhere(typesetter: Typesetter) -> None:
    text = "وقالت المنظمة في بيانها الختامي الذي صدر عن الدورة الثامنة في عام 1997 إن القرار باقٍ. " * 20
    sheets = sheets_of(typesetter, page(f'<div class="text"><p>{text}</p><p>{text}</p></div>'))
    assert sheets.overflows == ()
    assert filled(sheets) > 1


# ---------------------------------------------------------------- breaks


@pytest.mark.parametrize("width", range(60, 100, 4))
def test_what_is_held_stays_on_one_line(typesetter: Typesetter, width: int) -> None:
    year = ' <span class="nb">عام 1997</span>'
    number = '<span> <a class="no" dir="rtl">12/8-س (ق.إ)</a></span>'
    text = f"صدر في{year} القرار{number} ثم كلام بعده"
    found = lines(typesetter, f'<div class="text" style="width: {width / 2}mm"><p>{text}</p></div>')
    assert any("عام 1997" in line for line in found)
    assert any("12/8-س (ق.إ)" in line for line in found)


def test_a_heading_does_not_stand_at_the_foot_of_a_page(typesetter: Typesetter) -> None:
    """However many lines come before it."""
    for before in range(20, 27):
        body = "<p>سطر</p>" * before + '<h2 id="head">رأس</h2><p id="after">كلام بعده</p>'
        sheets = sheets_of(typesetter, page(f'<div class="text">{body}</div>')).sheets
        assert [n for n, s in enumerate(sheets) if "head" in s.anchors] == [
            n for n, s in enumerate(sheets) if "after" in s.anchors
        ]


def test_a_paragraph_leaves_no_line_alone(typesetter: Typesetter) -> None:
    engine()
    from weasyprint.formatting_structure import boxes

    text = "وقالت المنظمة في بيانها الختامي الذي صدر عن الدورة الثامنة إن القرار باقٍ. " * 5
    for before in range(17, 26):
        pages = list(typesetter.pages(page(f'<div class="text">{"<p>سطر</p>" * before}<p class="it">{text}</p></div>')))
        counts = [
            sum(isinstance(line, boxes.LineBox) for line in box.children)
            for sheet in pages
            for box in sheet._page_box.descendants()
            if isinstance(box, boxes.BlockBox) and box.element.get("class") == "it"
        ]
        assert sum(counts) > 3
        assert min(counts) > 1, before


# ---------------------------------------------------------------- footnotes


@pytest.mark.parametrize(("numerals", "call"), [("latn", "(1)"), ("arab", "(١)")])
def test_a_footnote_is_called_in_the_numerals_of_the_edition(typesetter: Typesetter, numerals: str, call: str) -> None:
    html = page('<p>كلمة<span class="fn">الحاشية</span></p>').replace(
        "data-opens", f'data-numerals="{numerals}" data-opens'
    )
    from weasyprint.formatting_structure import boxes

    (sheet,) = typesetter.pages(html)
    texts = [box.text for box in sheet._page_box.descendants() if isinstance(box, boxes.TextBox)]
    assert "".join(texts).count(call) == 2, "in the text and before the note"


# ---------------------------------------------------------------- what a part may not do


@pytest.mark.parametrize("address", ["file:///etc/passwd", "https://example.org/x.png", "ftp://example.org/x.png"])
def test_a_part_reads_no_file_and_no_network(typesetter: Typesetter, address: str) -> None:
    with pytest.raises(Complaint):
        sheets_of(typesetter, page(f'<img src="{address}">'))


def test_a_fault_of_css_is_told_and_not_passed_over(typesetter: Typesetter) -> None:
    with pytest.raises(Complaint):
        sheets_of(typesetter, page('<p style="colour: red">نص</p>'))
