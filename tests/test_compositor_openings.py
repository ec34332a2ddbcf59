"""The opening of a block: its first letter, dropped or not, and its first line."""

from typing import Any

import pytest
from compositor_page import MEASURE, MM, Line, descendants, lay_out, lines, pdf_of, poppler, shown, squeezed, text_boxes
from test_compositor_floats import LONG, collisions, composed, floats
from test_compositor_lines import LEFT, PROSE, RIGHT

from kurrasa.breaks import Breaks
from kurrasa.compositor import tally
from kurrasa.compositor.openings import first_letter
from kurrasa.lettercount import letters as letters_of

RAISED = "p::first-letter { font-size: 2em }"
DROPPED = "p::first-letter { float: inline-start; font-size: 3em; line-height: 1 }"


def glyphs(line: Line) -> list[int]:
    """The glyphs of a line from left to right."""
    return [glyph.id for item in line.items if item.word is not None for glyph in item.word.glyphs]


def letters(document: Any) -> list[str]:
    """The text of every first letter that has a box."""
    boxes = [box for page in document.pages for box in descendants(page._page_box)]
    found = [box for box in boxes if box.element_tag.endswith("::first-letter") and hasattr(box, "pango_layout")]
    return [shown(box) for box in found]


# --- what a first letter is ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("مؤتمر", "م"),
        ("مُؤتمر", "مُ"),
        ("إِنَّ", "إِ"),
        ("لا بأس", "لا"),
        ("لَأن", "لَأ"),
        ("«مؤتمر»", "«م"),
        ("(أ) مؤتمر", "(أ)"),
        ("م(ؤ", "م"),
        ("٣٤ قراراً", "٣"),
        ("ﷺ", "ﷺ"),
        ("“T”he", "“T”"),
        ("É", "É"),
        ("— كلمة", ""),
        ("\nكلمة", ""),
        ("»", ""),
    ],
)
def test_a_first_letter_has_its_marks_its_punctuation_and_what_is_one_shape_with_it(text: str, letter: str) -> None:
    assert first_letter(text) == letter


@pytest.mark.parametrize("css", [RAISED, DROPPED])
def test_the_letter_is_taken_once_however_often_the_block_is_laid_out(css: str) -> None:
    pages = "@page { size: 148mm 90pt; margin: 0 22mm } p { line-height: 20pt; orphans: 1; widows: 1 }"
    document = composed(f"<p>مُؤتمر {LONG}</p>", css + pages)
    assert len(document.pages) > 2
    assert letters(document) == ["مُ"]
    columns = composed(
        f"<section><p>مُؤتمر {LONG}</p></section>", css + "section { columns: 2 } p::first-letter { padding: 2pt }"
    )
    boxes = [box for box in descendants(columns.pages[0]._page_box) if box.element_tag.endswith("::first-letter")]
    assert sum(box.style["padding_left"].value > 0 for box in boxes) == 1
    assert squeezed("".join(line.text for line in lines(document, "p"))) == squeezed(f"مُؤتمر {LONG}")


@pytest.mark.parametrize(
    ("body", "letter"),
    [
        ("<p> <b>مؤ</b>تمر</p>", ["م"]),
        ('<p><span class="f"></span>مؤتمر</p>', ["م"]),
        ('<p><i style="display: inline-block">صورة</i> مؤتمر</p>', []),
        ("<p><br>مؤتمر</p>", []),
    ],
)
def test_the_letter_is_that_of_the_first_text_in_the_flow(body: str, letter: list[str]) -> None:
    document = lay_out(body, RAISED + ".f { float: left; width: 9mm; height: 9mm }")
    assert letters(document) == letter


# --- how it is set ---------------------------------------------------------------------------------------------------


def test_a_letter_of_another_size_is_joined_to_its_word() -> None:
    for word in ("مؤتمر", "بيان", "مُحَمَّدٌ"):
        (plain,) = lines(composed(f"<p>{word}</p>"), "p")
        (line,) = lines(composed(f"<p>{word}</p>", RAISED), "p")
        assert glyphs(line) == glyphs(plain)
        assert len({box.pango_layout.type.size for box in text_boxes(line.box)}) == 2


def test_a_dropped_letter_stands_alone_and_its_word_goes_on_as_joined_to_it() -> None:
    document = composed("<p>بيان</p>", DROPPED)
    (shape,) = floats(document)
    letter = [g.id for item in text_boxes(shape)[0].pango_layout.items for g in item.word.glyphs]
    (alone,) = lines(composed("<p>ب</p>"), "p")
    rest = [box for box in text_boxes(lines(document, "p")[0].box) if box.element_tag == "p"]
    following = [g.id for box in rest for item in box.pango_layout.items for g in item.word.glyphs if g.advance]
    assert letter == glyphs(alone)
    assert following == [g.id for g in rest[0].pango_layout.type.shape("يان", True, before="ب")]
    assert following != glyphs(lines(composed("<p>يان</p>"), "p")[0])


@pytest.mark.parametrize("direction", ["rtl", "ltr"])
def test_lines_keep_clear_of_a_dropped_letter_at_the_side_where_they_begin(direction: str) -> None:
    document = composed(f"<p>{LONG}</p>", DROPPED, direction=direction)
    (shape,) = floats(document)
    edge = shape.position_x + (shape.margin_width() if direction == "rtl" else 0)
    assert edge == pytest.approx(RIGHT if direction == "rtl" else LEFT, abs=0.01)
    assert shape.position_y == pytest.approx(lines(document, "p")[0].box.position_y, abs=0.01)
    assert collisions(document) == []
    beside = [line for line in lines(document, "p") if line.box.position_y < shape.position_y + shape.margin_height()]
    assert len(beside) == 2
    assert {round(line.right - line.left, 2) for line in beside} == {round(MEASURE * MM - shape.margin_width(), 2)}


def test_a_dropped_letter_is_read_before_the_rest_of_its_word() -> None:
    text = poppler(pdf_of(composed("<p>Conference of Ministers</p>", DROPPED, lang="en", direction="ltr")), "-raw")
    assert squeezed(text) == "ConferenceofMinisters"


def test_a_letter_and_a_first_line_go_together() -> None:
    css = RAISED + " p::first-line { font-weight: bold; color: #888 }"
    first, second, *_ = lines(composed(f"<p>{PROSE}</p>", css), "p")
    faces = {box.style["font_weight"] for box in text_boxes(first.box)}
    assert faces == {700}
    sizes = [box.style["font_size"] for box in text_boxes(first.box)]
    assert sizes[0] == pytest.approx(2 * sizes[1])
    assert {box.style["font_weight"] for box in text_boxes(second.box)} == {400}


# --- the first line --------------------------------------------------------------------------------------------------


def test_the_first_line_is_set_in_its_own_type_and_filled_as_the_others() -> None:
    css = "p::first-line { font-size: 1.4em; color: red }"
    plain, found = lines(composed(f"<p>{LONG}</p>"), "p"), lines(composed(f"<p>{LONG}</p>", css), "p")
    sizes = [box.pango_layout.type.size for line in found for box in text_boxes(line.box)]
    assert sizes[0] == pytest.approx(1.4 * sizes[1])
    assert len(set(sizes[1:])) == 1
    assert len(found[0].text.split()) < len(plain[0].text.split())
    for line in found[:-1]:
        assert (line.left, line.right) == pytest.approx((LEFT, RIGHT), abs=0.01)
    assert squeezed("".join(line.text for line in found)) == squeezed(LONG)
    assert found[0].box.height > found[1].box.height
    assert max(line.ratio for line in found if line.ratio) < 1.6


def test_what_is_said_of_an_element_holds_in_the_first_line_and_what_is_not_is_inherited_from_it() -> None:
    css = "p::first-line { color: red; font-size: 2em } b { color: blue } i { font-size: .5em }"
    (line,) = lines(composed("<p>أول <b>ثان</b> <i>ثالث</i></p>", css), "p")
    first, blue, small = (box for box in text_boxes(line.box) if box.text.strip())
    assert [tuple(round(c) for c in box.style["color"].coordinates) for box in (first, blue, small)] == [
        (1, 0, 0),
        (0, 0, 1),
        (1, 0, 0),
    ]
    assert blue.style["font_size"] == first.style["font_size"]
    assert small.style["font_size"] == pytest.approx(first.style["font_size"] / 2)


def test_a_first_line_has_its_ground() -> None:
    css = "p::first-line { background: #ccc }"
    first, second, *_ = lines(composed(f"<p>{LONG}</p>", css), "p")
    grounds = [box for box in descendants(first.box) if box.style["background_color"].alpha]
    assert [box.width for box in grounds] == pytest.approx([MEASURE * MM], abs=0.01)
    assert not [box for box in descendants(second.box) if box.style["background_color"].alpha]


def test_a_paragraph_that_goes_on_has_no_first_line_on_the_next_page() -> None:
    css = "@page { size: 148mm 90pt; margin: 0 22mm } p { line-height: 20pt; orphans: 1; widows: 1 }"
    document = composed(f"<p>{LONG}</p>", css + " p::first-line { font-weight: bold }")
    assert len(document.pages) > 2
    bold = [any(box.style["font_weight"] == 700 for box in text_boxes(line.box)) for line in lines(document, "p")]
    assert bold == [True] + [False] * (len(bold) - 1)


def test_an_inline_block_in_a_first_line_is_laid_out_once() -> None:
    css = "p::first-line { font-size: 1.3em } .box { display: inline-block; width: 20mm; border: 1pt solid }"
    found = lines(composed(f'<p>كلمة <span class="box">داخل</span> {LONG}</p>', css), "p")
    inner = [box for line in found for box in descendants(line.box) if type(box).__name__ == "InlineBlockBox"]
    assert len(inner) == 1
    assert found[0].left == pytest.approx(LEFT, abs=0.01)
    assert found[0].right == pytest.approx(RIGHT, abs=0.01)


def test_a_first_line_beside_a_float_is_as_short_as_the_others_there() -> None:
    css = "p::first-line { font-size: 1.3em } .f { float: left; width: 30mm; height: 20mm }"
    document = composed(f'<div><span class="f"></span><p>{LONG}</p></div>', css)
    first, second, *_ = lines(document, "p")
    for line in (first, second):
        assert (line.left, line.right) == pytest.approx((LEFT + 30 * MM, RIGHT), abs=0.01)


def test_a_first_line_of_other_words_is_left_to_the_library_and_counted() -> None:
    """Capitals may be more letters than they were: then the pieces of the two settings don't agree."""
    before = tally.copy()
    found = lines(lay_out("<p>straße und mehr</p>", "p::first-line { text-transform: uppercase }", lang="de"), "p")
    grown = tally - before
    assert grown["left: first line"] == 1
    assert "SS" in found[0].text


@pytest.mark.parametrize("css", [RAISED, DROPPED, "p::first-line { color: red }"])
def test_the_letters_of_an_opening_are_letters_of_the_text_when_its_pages_are_told_apart(css: str) -> None:
    pages = "@page { size: 148mm 105pt; margin: 0 22mm } p { line-height: 20pt; orphans: 1; widows: 1 }"
    document = composed(f"<p>{LONG}</p>", pages + css)
    boxes = [page._page_box for page in document.pages]
    before = [letters_of("".join(map(shown, text_boxes(page)))) for page in boxes]
    assert [begin[1] for begin in map(Breaks().next, boxes) if begin] == [sum(before[:n]) for n in range(len(boxes))]
