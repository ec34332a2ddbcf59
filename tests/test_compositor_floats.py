"""Text beside floats, and what stands within a text without standing in its lines."""

import random
import re
from itertools import pairwise
from typing import Any

import pytest
from compositor_page import (
    MEASURE,
    MM,
    Line,
    descendants,
    lay_out,
    line_boxes,
    lines,
    pdf_of,
    shown,
    squeezed,
    text_boxes,
)
from test_compositor_lines import LEFT, PROSE, RIGHT

from kurrasa.compositor import tally

WORDS = PROSE.split()
LONG = " ".join(WORDS * 4)
CSS = ".f { width: 30mm; height: 20mm; background: #ccc }"


def floated(side: str, style: str = "", inner: str = "") -> str:
    return f'<span class="f" style="float: {side}; {style}">{inner}</span>'


def composed(body: str, css: str = CSS, **of: Any) -> Any:
    """A body laid out, none of it left to the library."""
    before = tally.copy()
    document = lay_out(body, css, **of)
    assert [reason for reason in tally - before if reason.startswith("left")] == []
    return document


def floats(document: Any) -> list[Any]:
    """The floats of a document, as they were laid out."""
    return [box for page in document.pages for box in descendants(page._page_box) if box.is_floated()]


def collisions(document: Any) -> list[str]:
    """The lines that stand where a float stands, or past the sides of the page, each by its text."""
    found = []
    for page in document.pages:
        boxes = list(descendants(page._page_box))
        inside = {id(box) for shape in boxes if shape.is_floated() for box in descendants(shape)}
        for box in boxes:
            if type(box).__name__ != "LineBox" or id(box) in inside:
                continue
            own = [child for child in box.children if child.is_in_normal_flow()]
            left = min(child.position_x for child in own)
            right = max(child.position_x + child.margin_width() for child in own)
            over = [
                shape
                for shape in boxes
                if shape.is_floated()
                and left < shape.position_x + shape.margin_width() - 0.5
                and right > shape.position_x + 0.5
                and box.position_y < shape.position_y + shape.margin_height() - 0.1
                and box.position_y + box.height > shape.position_y + 0.1
            ]
            if over or left < LEFT - 0.5 or right > RIGHT + 0.5:
                found.append("".join(map(shown, text_boxes(box))))
    return found


# --- beside a float --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("direction", ["rtl", "ltr"])
@pytest.mark.parametrize("side", ["left", "right", "inline-start", "inline-end"])
def test_lines_beside_a_float_fill_what_it_leaves_and_those_below_the_whole(side: str, direction: str) -> None:
    document = composed(f"<div>{floated(side)}<p>{LONG}</p></div>", direction=direction)
    (shape,) = floats(document)
    at_left = side == "left" or ((side == "inline-start") == (direction == "ltr") and side != "right")
    foot = shape.position_y + shape.margin_height()
    found = lines(document, "p")[:-1]
    beside = [line for line in found if line.box.position_y < foot]
    assert 2 <= len(beside) < len(found)
    for line in found:
        taken = 30 * MM if line in beside else 0
        assert line.left == pytest.approx(LEFT + (taken if at_left else 0), abs=0.01)
        assert line.right == pytest.approx(RIGHT - (0 if at_left else taken), abs=0.01)


def test_text_beside_a_float_is_set_as_evenly_as_any() -> None:
    css = CSS + " .f { width: 52mm; height: 60mm } .narrow { width: 52mm }"
    beside = lines(composed(f"<div>{floated('left')}<p>{LONG}</p></div>", css), "p")
    narrow = lines(composed(f'<p class="narrow">{LONG}</p>', css), "p")
    number = sum(line.right - line.left < 60 * MM for line in beside[:-1])
    assert number > 8
    assert [line.text for line in beside[: number - 3]] == [line.text for line in narrow[: number - 3]]
    assert [line.drawn for line in beside[: number - 3]] == [line.drawn for line in narrow[: number - 3]]


def test_a_paragraph_below_all_floats_is_set_as_if_there_were_none() -> None:
    alone = lines(composed(f"<p>{LONG}</p>"), "p")
    document = composed(f'<div>{floated("left")}</div><p style="margin-top: 30mm">{LONG}</p>')
    below = lines(document, "p")
    assert floats(document)[0].position_y < below[0].box.position_y
    assert [(line.text, line.left, line.right, line.drawn) for line in below] == [
        (line.text, line.left, line.right, line.drawn) for line in alone
    ]


def test_a_line_that_is_higher_than_the_others_keeps_clear_of_a_float_it_would_reach() -> None:
    css = CSS + " .tall { font-size: 40pt; line-height: 1 } .down { position: static; margin-top: 4mm }"
    body = f"<div><p>{' '.join(WORDS[:8])}</p>{floated('left', 'clear: both; width: 80mm')}"
    document = composed(f'{body}<p>كلمة <span class="tall">كلمات</span> {LONG}</p></div>', css)
    assert collisions(document) == []


def test_no_word_is_put_where_it_has_no_room() -> None:
    """The place between two floats is narrower than the first word: the line goes under them."""
    both = floated("left", "width: 50mm") + floated("right", "width: 50mm")
    document = composed(f"<div>{both}<p>المؤتمرون {LONG}</p></div>")
    first = lines(document, "p")[0]
    assert first.box.position_y >= max(s.position_y + s.margin_height() for s in floats(document)) - 0.01
    assert first.right - first.left == pytest.approx(MEASURE * MM, abs=0.01)


@pytest.mark.parametrize("align", ["start", "left", "center", "end"])
def test_a_short_line_beside_a_float_stands_on_its_side_of_what_is_left(align: str) -> None:
    (line,) = lines(composed(f'<div>{floated("right")}<p style="text-align: {align}">كلمتان</p></div>'), "p")
    free = RIGHT - 30 * MM - LEFT - (line.right - line.left)
    left = {"start": free, "left": 0, "center": free / 2, "end": 0}[align]
    assert line.left - LEFT == pytest.approx(left, abs=0.01)


# --- a float within the text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("direction", ["rtl", "ltr"])
@pytest.mark.parametrize("side", ["left", "right", "inline-start", "inline-end"])
def test_a_float_within_a_text_stands_at_its_side_beside_its_line(side: str, direction: str) -> None:
    document = composed(f"<p>{' '.join(WORDS[:3])} {floated(side)} {LONG}</p>", direction=direction)
    (shape,) = floats(document)
    at_left = side == "left" or ((side == "inline-start") == (direction == "ltr") and side != "right")
    assert shape.position_x == pytest.approx(LEFT if at_left else RIGHT - 30 * MM, abs=0.01)
    assert shape.position_y == pytest.approx(lines(document, "p")[0].box.position_y, abs=0.01)
    assert collisions(document) == []


def test_a_float_that_would_push_its_own_place_off_the_line_stands_under_it() -> None:
    whole = lines(composed(f"<p>{LONG}</p>"), "p")
    last = whole[0].text.split()[-1]
    document = composed(f"<p>{LONG.replace(last, last + floated('left'), 1)}</p>")
    (shape,) = floats(document)
    found = lines(document, "p")
    assert found[0].text == whole[0].text + "".join(map(shown, text_boxes(shape)))
    assert shape.position_y == pytest.approx(found[1].box.position_y, abs=0.01)
    assert collisions(document) == []


def test_floats_stand_in_the_order_of_the_text() -> None:
    """None stands higher than one before it, though it may have room there (CSS 2.1, 9.5.1, rule 5)."""
    three = floated("left", "width: 80mm") + " كلمة " + floated("left", "width: 80mm") + " كلمة " + floated("right")
    document = composed(f"<p>{LONG} {three} {LONG}</p>")
    found = floats(document)
    assert len(found) == 3
    assert all(one.position_y <= other.position_y for one, other in pairwise(found))
    assert collisions(document) == []


def test_spaces_on_both_sides_of_a_box_out_of_the_flow_are_one() -> None:
    css = "p { text-align: start } .f { width: 1mm; height: 1mm }"
    (plain,) = lines(composed("<p>قبل بعد</p>", css), "p")
    for out in (floated("left"), '<i style="position: absolute">م</i>'):
        (line,) = lines(composed(f"<p>قبل {out} بعد</p>", css), "p")
        assert line.right - line.left == pytest.approx(plain.right - plain.left, abs=0.01)


def test_a_word_that_a_float_stands_in_is_joined_across_it() -> None:
    (plain,) = lines(composed("<p>مستقبل</p>"), "p")
    (line,) = lines(composed(f"<p>مست{floated('left')}قبل</p>"), "p")
    cut = [glyph.id for item in line.items if item.word for glyph in item.word.glyphs]
    assert cut == [glyph.id for item in plain.items if item.word for glyph in item.word.glyphs]


def test_a_note_called_in_a_float_that_is_moved_under_its_line_is_printed_once() -> None:
    css = CSS + " .n { float: footnote }"
    last = lines(composed(f"<p>{LONG}</p>"), "p")[0].text.split()[-1]
    called = floated("left", "width: 60mm", 'جانب<span class="n">حاشية</span>')
    document = composed(f"<p>{LONG.replace(last, last + called, 1)}</p>", css)
    assert floats(document)[0].position_y > lines(document, "p")[0].box.position_y
    texts = [text for line in line_boxes(document) for text in shown_lines(line)]
    assert sum("حاشية" in text for text in texts) == 1


def text_with_floats(seed: int) -> str:
    """A paragraph with floats of several sizes anywhere, also within words and elements, a large word and a break."""
    chance = random.Random(seed)
    words = [chance.choice(WORDS) for _ in range(chance.randint(20, 70))]
    for _ in range(3):
        at = chance.randrange(1, len(words))
        width, height = chance.choice([10, 30, 60, 100]), chance.choice([3, 10, 25])
        shape = floated(chance.choice(["left", "right"]), f"width: {width}mm; height: {height}mm")
        if "<" not in words[at]:
            word = words[at]
            words[at] = chance.choice([word + shape, shape + word, f"{word} {shape}", word[:2] + shape + word[2:]])
    bold = chance.randrange(1, len(words))
    words[bold], words[-1] = "<b>" + words[bold], words[-1] + "</b>"
    words.insert(chance.randrange(1, len(words)), '<big style="font-size: 2em">كبير</big>')
    words.insert(chance.randrange(2, len(words)), "<br>")
    return " ".join(words)


@pytest.mark.parametrize("height", [90, 130, 400])
@pytest.mark.parametrize("align", ["justify", "start", "center"])
def test_random_texts_with_floats_keep_their_words_and_keep_clear_of_them(align: str, height: int) -> None:
    css = f"@page {{ size: 148mm {height}mm }} p {{ text-align: {align}; orphans: 2; widows: 2 }}"
    for seed in range(4):
        texts = [text_with_floats(100 * seed + i) for i in range(3)]
        document = composed("".join(f"<p>{text}</p>" for text in texts), css)
        given = squeezed(re.sub("<[^>]*>", "", "".join(texts)))
        assert squeezed("".join(line.text for line in lines(document, "p"))) == given
        assert len(floats(document)) == sum(text.count('class="f"') for text in texts)
        assert collisions(document) == []


def test_a_float_goes_to_the_next_page_with_its_line() -> None:
    css = CSS + " @page { size: 148mm 101pt; margin: 0 22mm } p { line-height: 20pt; orphans: 1; widows: 1 }"
    whole = lines(composed(f"<p>{LONG}</p>", css), "p")
    first = whole[5].text.split()[0]
    document = composed(f"<p>{LONG.replace(first, floated('left', 'height: 30pt') + first, 1)}</p>", css)
    on = [[box for box in descendants(page._page_box) if box.is_floated()] for page in document.pages]
    (page,) = [n for n, found in enumerate(on) if found]
    texts = [line for box in descendants(document.pages[page]._page_box) for line in shown_lines(box)]
    assert any(first in text for text in texts)
    assert sum(map(len, on)) == 1
    assert collisions(document) == []


def shown_lines(box: Any) -> list[str]:
    return ["".join(map(shown, text_boxes(box)))] if type(box).__name__ == "LineBox" else []


def test_text_with_floats_is_drawn_alike_each_time() -> None:
    body = "".join(f"<p>{text_with_floats(seed)}</p>" for seed in range(4))
    assert pdf_of(lay_out(body)) == pdf_of(lay_out(body))


# --- what is placed absolutely, relatively, or runs ------------------------------------------------------------------


def test_a_box_placed_absolutely_leaves_the_text_as_it_is() -> None:
    css = "p { position: relative } i { position: absolute; left: 0; top: 0; width: 5mm; height: 5mm }"
    plain = lines(composed(f"<p>{LONG}</p>", css), "p")
    document = composed(f"<p>{' '.join(WORDS * 2)} <i></i>{' '.join(WORDS * 2)}</p>", css)
    assert [line.text for line in lines(document, "p")] == [line.text for line in plain]
    (placed,) = [b for b in descendants(document.pages[0]._page_box) if b.element_tag == "i"]
    assert (placed.position_x, placed.position_y) == pytest.approx((LEFT, plain[0].box.position_y), abs=0.01)


def test_a_box_is_placed_from_the_relative_element_it_lies_in() -> None:
    css = "b { position: relative } i { position: absolute; right: 0; top: 0; width: 1mm; height: 1mm }"
    document = composed(f"<p>{LONG} <b>وسط<i></i></b> {LONG}</p>", css)
    (bold,) = [b for line in line_boxes(document) for b in line.children if b.element_tag == "b"]
    (placed,) = [b for b in bold.children if b.element_tag == "i"]
    assert placed.position_x + placed.width == pytest.approx(bold.position_x + bold.width, abs=0.01)
    assert placed.position_y == pytest.approx(bold.padding_box_y(), abs=0.01)


def test_a_box_of_no_place_of_its_own_stands_where_the_text_has_come() -> None:
    css = "i { position: absolute }"
    document = composed("<p>One <b>two</b> <i>aside</i> three</p>", css, lang="en", direction="ltr")
    (line,) = [line for line in lines(document, "p") if "three" in line.text]
    (placed,) = [b for b in line.box.children if b.element_tag == "i"]
    (after,) = [b for b in text_boxes(line.box) if "three" in b.text]
    assert placed.position_x == pytest.approx(after.position_x + text_start(after, "three"), abs=0.01)


def text_start(box: Any, word: str) -> float:
    """How far from the left of a box a word of it begins."""
    at = 0.0
    for item in box.pango_layout.items:
        if item.word is not None and item.word.text == word:
            return at
        at += item.width
    raise AssertionError(word)


def test_a_relative_element_is_moved_from_its_place_in_the_line() -> None:
    css = "b { position: relative; top: -4pt }"
    (plain,) = lines(composed("<p>قبل <b>وسط</b> بعد</p>"), "p")
    (moved,) = lines(composed("<p>قبل <b>وسط</b> بعد</p>", css), "p")

    def places(line: Line) -> list[tuple[float, float]]:
        return [(box.position_x, box.position_y) for box in text_boxes(line.box)]

    up = 4 * 96 / 72
    expected = [(x, y - (up if i == 1 else 0)) for i, (x, y) in enumerate(places(plain))]
    assert [round(v, 3) for place in places(moved) for v in place] == [round(v, 3) for p in expected for v in p]


def test_a_running_element_within_a_text_reaches_its_margin() -> None:
    css = "@page { @top-center { content: element(head) } } i { position: running(head) }"
    document = composed(f"<p>{LONG} <i>رأس الصفحة</i> {LONG}</p>", css)
    margins = [b for b in document.pages[0]._page_box.children if type(b).__name__ == "MarginBox"]
    assert ["".join(map(shown, text_boxes(box))) for box in margins] == ["رأس الصفحة"]
    assert "رأس" not in "".join(line.text for line in lines(document, "p"))


@pytest.mark.parametrize("align", ["start", "justify"])
def test_a_block_without_width_has_a_word_a_line(align: str) -> None:
    found = lines(composed(f'<p style="width: 0; text-align: {align}">كلمة كلمتان كلمات</p>'), "p")
    assert [line.text for line in found] == ["كلمة", "كلمتان", "كلمات"]
