"""Words shaped once and kept: that they join as they would in the text, and stay apart where a reader needs it."""

from typing import Any

import pytest
from compositor_page import lay_out, lines, pieces, text_boxes

from kurrasa.compositor import kashida
from kurrasa.compositor.shaping import LEAST_GAP, Glyph, Type, type_of

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءةىأؤئ"


@pytest.fixture(scope="module")
def amiri() -> Type:
    """The type of body text."""
    return type_in("")


def type_in(style: str) -> Type:
    """The type that some text of a style is set in."""
    document = lay_out(f'<p style="{style}">مؤتمر</p>')
    found = type_of(text_boxes(lines(document, "p")[0].box)[0].style)
    assert found is not None
    return found


def ids(glyphs: tuple[Glyph, ...]) -> list[int]:
    return [glyph.id for glyph in glyphs]


def glyphs_of(body: str) -> list[int]:
    """The glyphs of the first line from left to right, over all its boxes."""
    return [glyph for item in lines(lay_out(body), "p")[0].items if item.word for glyph in ids(item.word.glyphs)]


@pytest.mark.parametrize(
    "parted",
    [
        "<span>مؤ</span>تمر",
        "<span>ال</span>إسلامي",
        "وال<span>دعم</span>",
        "مؤ<span>تم</span>ر",
        "الإ<span>سلا</span>مي",
        "مس<span>ت</span>ق<span>بل</span>",
        "وا<span>لد</span>عم",
        "<span>بـ</span>الإجماع",
        "المتّ<span>حدة</span>",
        "كتا<span>ب</span>،",
    ],
)
def test_a_word_that_an_element_cuts_joins_as_if_it_were_whole(parted: str) -> None:
    whole = parted.replace("<span>", "").replace("</span>", "")
    assert glyphs_of(f"<p>{parted}</p>") == glyphs_of(f"<p>{whole}</p>")


def test_part_of_a_word_in_bold_keeps_its_joins() -> None:
    document = lay_out("<p>مست<b>قبل</b></p>")
    regular, bold = sorted(text_boxes(lines(document, "p")[0].box), key=lambda box: -box.position_x)
    assert ids(pieces(regular)[0].word.glyphs) == ids(type_in("").shape("مست", True, "", "قبل"))
    assert ids(pieces(bold)[0].word.glyphs) == ids(type_in("font-weight: bold").shape("قبل", True, "مست", ""))
    assert ids(pieces(bold)[0].word.glyphs) != ids(type_in("font-weight: bold").shape("قبل", True))


def test_words_on_both_sides_of_a_space_do_not_join() -> None:
    both = glyphs_of("<p>كتاب مؤتمر</p>")
    assert both == glyphs_of("<p>مؤتمر</p>") + glyphs_of("<p>كتاب</p>")


def test_latin_beside_arabic_bears_on_no_join() -> None:
    """A letter before Latin in the same word takes its final form, as Unicode has it."""
    assert glyphs_of("<p>سOIC</p>")[-1:] == glyphs_of("<p>س</p>")


def test_natural_spaces_are_never_so_narrow_that_a_reader_joins_the_words(amiri: Type) -> None:
    """A font may kern across the space: Amiri draws a kaf in by a quarter of an em."""
    kept = [
        (left, right, amiri.gap(amiri.word(f"عت{left}", True).tail, amiri.word(f"{right}تم", True).head))
        for left in LETTERS
        for right in LETTERS
    ]
    least = min(amiri.space, LEAST_GAP * amiri.size)
    assert [(left, right) for left, right, gap in kept if gap < least - 1e-9] == []
    assert any(gap != amiri.space for _, _, gap in kept), "Amiri does kern across spaces"


def test_as_set_no_space_of_a_line_is_under_a_tenth_of_an_em() -> None:
    """From there on, poppler takes the gap for one within a word (TextOutputDev.cc, minWordBreakSpace)."""
    text = "قرر المؤتمر أن كل ملك كريم كان كمن كسر كل كلام كبير وكان كتابه كاملاً كما كتب الكاتب كثيراً " * 4
    for line in lines(lay_out(f'<p style="width: 64mm">{text}</p>'), "p"):
        for item in line.items:
            assert not item.space or item.width > 0.1 * 11.5 * 96 / 72


def test_a_gap_depends_on_the_letters_beside_it_and_not_on_the_words(amiri: Type) -> None:
    one = amiri.gap(amiri.word("كتابك", True).tail, amiri.word("كريم", True).head)
    other = amiri.gap(amiri.word("ملعبك", True).tail, amiri.word("كبير", True).head)
    assert one == other


def test_a_word_is_shaped_once(amiri: Type) -> None:
    assert amiri.word("مؤتمر", True) is amiri.word("مؤتمر", True)
    assert amiri.word("مؤتمر", True) is not amiri.word("مؤتمر", True, "ال", "")


def test_a_word_with_a_character_that_the_face_lacks_is_not_set_in_it(amiri: Type) -> None:
    assert amiri.word("漢字", False) is None


def test_types_of_one_style_are_one_and_of_two_styles_two() -> None:
    assert type_in("") is type_in("color: red")
    assert type_in("") is not type_in("font-size: 14pt")
    assert type_in("") is not type_in("font-weight: bold")
    assert type_in("font-size: 14pt").space == pytest.approx(type_in("").space * 14 / 11.5)


def test_drawing_a_word_out_adds_the_kashida_and_nothing_else(amiri: Type) -> None:
    word = amiri.word("الإسلامي", True)
    assert word is not None
    out = amiri.drawn_out(word)
    assert out.text == word.text[: word.at] + kashida.TATWEEL + word.text[word.at :]
    assert out.width > word.width
    assert word.text == "الإسلامي", "the word as kept stays as it was"


@pytest.mark.parametrize(
    "style",
    [
        "white-space: pre",
        "word-break: break-all",
    ],
)
def test_styles_that_ask_for_more_than_words_are_left_to_the_library(style: str) -> None:
    document = lay_out(f'<p style="{style}">مؤتمر</p>')
    assert type_of(text_boxes(lines(document, "p")[0].box)[0].style) is None


@pytest.mark.parametrize("text", ["لَا", "مُحَمَّدٌ", "ٱلرَّحۡمَٰنِ", "ﷺ", "١٢٣", "(", "»"])
def test_what_is_shaped_is_what_harfbuzz_gives_for_the_whole(amiri: Type, text: str) -> None:
    word: Any = amiri.word(text, True)
    assert word is not None
    assert word.width == pytest.approx(sum(glyph.advance for glyph in amiri.shape(text, True)) * amiri.scale)


def face_of(text: str, style: str) -> tuple[int, ...]:
    """What a text is set in: the glyphs of it, which differ from face to face."""
    return tuple(glyphs_of(f'<p>في <span style="{style}">{text}</span></p>'))[: len(text)]


@pytest.mark.parametrize("families", ["Crimson Text", "Crimson Text, Amiri"])
def test_latin_is_set_in_the_latin_face_of_its_list_whatever_the_direction(families: str) -> None:
    """A box from right to left was set in the face that a list has for Arabic, or that the machine has."""
    from_left = f"font-family: {families}; direction: ltr; unicode-bidi: embed"
    assert face_of("Institute", f"font-family: {families}") == face_of("Institute", from_left)
    assert face_of("Institute", f"font-family: {families}") != face_of("Institute", "font-family: Amiri")


def test_arabic_is_set_in_the_arabic_face_of_its_list() -> None:
    assert face_of("معهد", "font-family: Crimson Text, Amiri") == face_of("معهد", "font-family: Amiri")
