"""Leaders and references to pages: what a table of contents is made of, where styles and not a program make it."""

from __future__ import annotations

import zlib

import pytest
from compositor_page import MEASURE, MM, Line, lay_out, lines, shown, text_boxes

from kurrasa import compositor

CSS = """
li { list-style: none } ul { padding: 0; margin: 0 } h2 { break-before: page }
a::after { content: leader('. ') target-counter(attr(href), page) }
.dotted a::after { content: ' ' leader(dotted) ' ' target-counter(attr(href), page) }
"""
TITLES = (
    "القرار 12/8-س (ق.إ)",
    "مؤتمر القمة الإسلامي الحادي عشر، داكار 13–14 مارس 2008",
    "في عنوان طويل لا يتّسع له السطر الواحد فيمتدّ إلى سطر ثانٍ ثم تتلوه النقاط حتى رقم الصفحة المقصودة",
    "ICFM-34/2007",
)


def contents(titles: tuple[str, ...] = TITLES, kind: str = "", direction: str = "rtl", css: str = "") -> list[Line]:
    """The lines of contents, each title on a page of its own after them."""
    entries = "".join(f'<li><a href="#h{n}">{title}</a></li>' for n, title in enumerate(titles))
    heads = "".join(f"<h2 id=h{n}>{title}</h2>" for n, title in enumerate(titles))
    before = compositor.tally.copy()
    document = lay_out(f'<ul class="{kind}">{entries}</ul>{heads}', CSS + css, direction=direction)
    assert [reason for reason in compositor.tally - before if reason.startswith("left")] == []
    return lines(document, "li")


def dots(line: Line) -> list[float]:
    """Where the copies of a leader's text stand."""
    return [round(box.position_x, 2) for box in text_boxes(line.box) if is_dots(shown(box))]


def is_dots(text: str) -> bool:
    return text.strip(". ") == "" and "." in text


@pytest.mark.parametrize("kind", ["", "dotted"])
@pytest.mark.parametrize("direction", ["rtl", "ltr"])
def test_a_leader_fills_the_line_and_the_page_stands_at_its_end(kind: str, direction: str) -> None:
    found = contents(kind=kind, direction=direction)
    ends = [line for line in found if dots(line)]
    assert [line.text.rsplit(maxsplit=1)[-1].strip(".") for line in ends] == ["2", "3", "4", "5"]
    for line in ends:
        assert line.right - line.left == pytest.approx(MEASURE * MM, abs=0.01)
        number = max(text_boxes(line.box), key=lambda box: shown(box).strip().isdecimal())
        edge = number.position_x if direction == "rtl" else number.position_x + number.width
        assert edge == pytest.approx(line.left if direction == "rtl" else line.right, abs=0.01)


@pytest.mark.parametrize("direction", ["rtl", "ltr"])
def test_the_title_stands_where_its_line_begins_in_whatever_script(direction: str) -> None:
    for line in contents(direction=direction):
        if dots(line):
            first = text_boxes(line.box)[0]
            begins = first.position_x + first.width if direction == "rtl" else first.position_x
            assert begins == pytest.approx(line.right if direction == "rtl" else line.left, abs=0.01)


def test_dots_stand_in_columns_under_each_other_and_touch_nothing() -> None:
    found = [line for line in contents() if dots(line)]
    step = {round(b - a, 2) for line in found for a, b in zip(sorted(dots(line)), sorted(dots(line))[1:], strict=False)}
    assert max(step) - min(step) <= 0.011, "evenly spaced"
    widest = set(dots(max(found, key=lambda line: len(dots(line)))))
    assert all(min(abs(x - other) for other in widest) < 0.02 for line in found for x in dots(line))
    for line in found:
        for box in (box for box in text_boxes(line.box) if not is_dots(shown(box))):
            assert not [x for x in dots(line) if box.position_x + 0.01 < x < box.position_x + box.width - 0.01]


def test_a_line_with_a_leader_is_not_stretched_and_not_drawn_out() -> None:
    (line,) = contents(("عنوان الباب الأول من الكتاب",), css="li { text-align: justify; text-align-last: justify }")
    assert line.ratio is None
    assert line.drawn == []


def test_two_leaders_share_what_is_left() -> None:
    css = "i::before { content: leader('.') } i::after { content: leader('.') }"
    (line,) = lines(lay_out("<p>أول<i>وسط</i>آخر</p>", css), "p")
    middle = next(box for box in text_boxes(line.box) if shown(box) == "وسط")
    before = [x for x in dots(line) if x > middle.position_x]
    assert abs(len(before) - (len(dots(line)) - len(before))) <= 1


def test_a_reference_names_the_page_that_it_came_to_stand_on() -> None:
    css = "a::after { content: target-counter(attr(href), page) } h2 { break-before: page }"
    document = lay_out('<p>انظر الصفحة <a href="#h"></a></p><h2 id=h>عنوان</h2>', css)
    (line,) = lines(document, "p")
    assert line.text == "انظر الصفحة 2"


def test_the_number_of_all_pages_is_known_in_a_text() -> None:
    css = "b::after { content: counter(pages) } h2 { break-before: page }"
    (line,) = lines(lay_out("<p>في الكتاب <b></b> صفحات</p><h2>عنوان</h2>", css), "p")
    assert line.text == "في الكتاب 2 صفحات"


def test_to_those_who_do_not_see_it_a_leader_is_nothing() -> None:
    from kurrasa.lockup import lock_up

    document = lay_out('<ul><li><a href="#h">القرار الأول</a></li></ul><h2 id=h>القرار</h2>', CSS)
    page = lock_up(document.pages, {}, "كتاب", "ar").forme.pages[0]
    drawn = zlib.decompressobj().decompress(page.content)
    marked = drawn.split(b"BDC")[1:]
    assert len(marked) == 2, "the title and the page"
    assert b"/Artifact BMC" in marked[0]
