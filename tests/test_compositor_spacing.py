"""`letter-spacing` and `word-spacing`: Latin letters stand apart and still read as words; Arabic stays joined."""

from __future__ import annotations

from typing import Any

import pytest
from compositor_page import Line, lay_out, lines, pdf_of, pdfium_text, poppler

from kurrasa import compositor

TEXT = "The official office of the Secretary General"


def set_in(style: str, text: str = TEXT, *, arabic: bool = False) -> Line:
    """A line of text in a style."""
    (line,) = lines(page(style, text, arabic=arabic), "p")
    return line


def page(style: str, text: str = TEXT, *, arabic: bool = False) -> Any:
    """The page it stands on."""
    css = f"p {{ text-align: start; {style} }}"
    return lay_out(f"<p>{text}</p>", css) if arabic else lay_out(f"<p>{text}</p>", css, lang="en", direction="ltr")


def width(line: Line) -> float:
    """How wide a line is, in CSS pixels."""
    return line.right - line.left


def test_every_letter_and_space_is_followed_by_the_space() -> None:
    plain, spaced = set_in("font-variant-ligatures: none"), set_in("letter-spacing: 2px")
    assert width(spaced) - width(plain) == pytest.approx(2 * len(TEXT), rel=0.01)


def test_letters_that_stand_apart_are_no_ligature() -> None:
    def count(line: Line) -> int:
        return sum(len(item.word.glyphs) for item in line.items if item.word is not None)

    letters = len(TEXT.replace(" ", ""))
    assert count(set_in("")) < letters
    assert count(set_in("letter-spacing: .1em")) == letters
    assert count(set_in("letter-spacing: .1em; font-variant-ligatures: common-ligatures")) < letters


def test_a_mark_stays_on_its_letter() -> None:
    plain, spaced = (set_in(f"font-family: Crimson Text; {style}", "m\u0302m") for style in ("", "letter-spacing: 3px"))
    assert len(spaced.items[0].word.glyphs) == 3
    assert width(spaced) - width(plain) == pytest.approx(2 * 3, rel=0.01)


def test_words_are_read_whole_however_far_their_letters_stand_apart() -> None:
    pdf = pdf_of(page("letter-spacing: .2em; font-family: Crimson Text"))
    assert poppler(pdf).strip() == TEXT
    assert pdfium_text(pdf).strip() == TEXT


def test_arabic_is_not_parted_but_its_words_are_and_its_numbers() -> None:
    text = "أقرّ المؤتمرون في عام 1998"
    plain, spaced = set_in("", text, arabic=True), set_in("letter-spacing: 3px", text, arabic=True)
    pairs = list(zip(plain.items, spaced.items, strict=True))
    assert [a.word for a, _ in pairs if a.word and a.word.rtl] != []
    drawn = [
        [[(g.id, g.advance, g.x, g.y) for g in item.word.glyphs] for item in pair if item.word]
        for pair in pairs
        if pair[0].word and pair[0].word.rtl
    ]
    assert all(before == after for before, after in drawn)
    assert all(b.width - a.width == pytest.approx(3) for a, b in pairs if a.space)
    assert width(spaced) - width(plain) == pytest.approx(3 * (4 + len("1998")), rel=0.01)


@pytest.mark.parametrize("arabic", [False, True])
def test_word_spacing_is_added_to_each_space(arabic: bool) -> None:
    text = "ختم القمة الأولى" if arabic else "The first summit"
    plain, spaced = set_in("", text, arabic=arabic), set_in("word-spacing: 5px", text, arabic=arabic)
    assert width(spaced) - width(plain) == pytest.approx(10)


def test_what_leaves_no_space_between_words_is_left_to_the_library() -> None:
    compositor.tally.clear()
    page("word-spacing: -1em")
    assert compositor.tally == {"left: style": 1}
