"""Hyphens at the ends of lines: where words are divided, what is drawn there, and what readers make of it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from compositor_page import (
    MM,
    Line,
    embedded_fonts,
    lay_out,
    lines,
    pdf_of,
    pdfium_text,
    pieces,
    poppler,
    squeezed,
    text_boxes,
)

from kurrasa import compositor

SOFT = "\u00ad"
ENGLISH = (
    "The Islamic Conference of Foreign Ministers, at its thirty-fourth session, recalled the principles and objectives "
    "of the Organisation’s Charter, reaffirmed its condemnation of the aggression, and decided to remain seized of the "
    "matter until officially notified of implementation. It commended the efforts of the representatives of the "
    "Secretary-General, and expressed its appreciation of the humanitarian organisations."
)
FRENCH = (
    "La Conférence islamique des ministres des Affaires étrangères a réaffirmé son attachement indéfectible aux "
    "principes fondamentaux de l’Organisation et condamné vigoureusement la destruction systématique du patrimoine."
)


def latin(css: str, text: str = ENGLISH, lang: str = "en") -> list[Line]:
    """A Latin paragraph in Crimson Text."""
    document = lay_out(f"<p>{text}</p>", f"p {{ font-family: Crimson Text; {css} }}", lang=lang, direction="ltr")
    return lines(document, "p")


def hyphenated(found: list[Line]) -> list[str]:
    """The lines that end with a hyphen."""
    return [line.text for line in found if line.text.endswith(SOFT)]


def divided(found: list[Line]) -> list[tuple[str, str]]:
    """The two parts of each word that is divided."""
    return [
        (re.split(r"[\s-]", one.text)[-1].rstrip(SOFT), re.split(r"[\s,.;-]", other.text)[0].rstrip(SOFT))
        for one, other in pairwise(found)
        if one.text.endswith(SOFT)
    ]


@pytest.mark.parametrize(("lang", "text"), [("en", ENGLISH), ("fr", FRENCH)])
@pytest.mark.parametrize("width", range(34, 106, 8))
def test_text_set_is_text_given_at_any_measure(lang: str, text: str, width: int) -> None:
    compositor.tally.clear()
    found = latin(f"width: {width}mm; hyphens: auto", text, lang)
    assert compositor.tally == {"composed": 1}
    assert squeezed("".join(line.text for line in found)) == squeezed(text)
    assert all(line.right - line.left <= width * MM + 0.5 for line in found)


@pytest.mark.parametrize("width", range(30, 70, 4))
def test_no_more_than_two_lines_in_a_row_end_with_a_hyphen(width: int) -> None:
    ends = "".join("-" if line.text.endswith(SOFT) else " " for line in latin(f"width: {width}mm; hyphens: auto"))
    assert "---" not in ends


@pytest.mark.parametrize("width", range(30, 110, 2))
def test_a_last_line_is_more_than_the_rest_of_a_word(width: int) -> None:
    found = latin(f"width: {width}mm; hyphens: auto")
    assert not found[-2].text.endswith(SOFT) or " " in found[-1].text


def test_hyphens_make_spaces_more_even() -> None:
    plain = [line.ratio for line in latin("width: 60mm; hyphens: manual") if line.ratio]
    found = latin("width: 60mm; hyphens: auto")
    ratios = [line.ratio for line in found if line.ratio]
    assert hyphenated(found)
    assert max(ratios) < max(plain)
    assert sum((ratio - 1) ** 2 for ratio in ratios) < sum((ratio - 1) ** 2 for ratio in plain)


def test_a_ragged_text_is_hyphenated_only_where_a_line_would_be_far_too_short() -> None:
    assert not hyphenated(latin("width: 90mm; hyphens: auto; text-align: start"))
    assert hyphenated(latin("width: 24mm; hyphens: auto; text-align: start", "a misrepresentation of its implications"))


def test_the_limits_of_the_style_hold() -> None:
    words = re.split(r"[\s,.-]+", ENGLISH)
    seen = [parts for width in range(30, 80, 3) for parts in divided(latin(f"width: {width}mm; hyphens: auto"))]
    limited = "hyphens: auto; hyphenate-limit-chars: 10 4 5"
    kept = [parts for width in range(30, 80, 3) for parts in divided(latin(f"width: {width}mm; {limited}"))]
    assert {before + after for before, after in seen} <= set(words)
    assert any(len(before) < 4 or len(after) < 5 for before, after in seen)
    assert kept
    assert all(len(before) >= 4 and len(after) >= 5 and len(before + after) >= 10 for before, after in kept)


def test_a_line_that_lacks_less_than_the_zone_is_not_hyphenated() -> None:
    style = "width: 60mm; hyphens: auto; hyphenate-limit-zone: "
    assert hyphenated(latin(style + "0"))
    assert not hyphenated(latin(style + "60%"))


def test_words_are_divided_in_the_language_of_their_element() -> None:
    narrow = "width: 22mm; hyphens: auto; hyphenate-limit-zone: 0; text-align: start"
    word = "enthousiasme extraordinairement"
    as_french, as_english = latin(narrow, f"<span lang=fr>{word}</span>"), latin(narrow, word)
    assert divided(as_french) != divided(as_english)
    assert divided(as_french) == divided(latin(narrow, word, "fr"))
    assert not hyphenated(latin(narrow, f"<span lang=ar>{word}</span>")), "Arabic has no patterns"


def test_text_that_may_not_be_broken_is_not_hyphenated() -> None:
    found = latin("width: 40mm; hyphens: auto", f'<span style="white-space: nowrap">{ENGLISH[:60]}</span> session')
    assert not hyphenated(found)


# --- what is drawn ---------------------------------------------------------------------------------------------------


def glyphs(line: Line) -> list[int]:
    """The glyphs of a line from left to right, without its spaces."""
    return [glyph.id for item in line.items if item.word is not None for glyph in item.word.glyphs]


def glyph_of(line: Line, character: str) -> int:
    """The glyph of a character in the face of a line."""
    return int(text_boxes(line.box)[0].pango_layout.type.face.font.get_nominal_glyph(ord(character)))


@pytest.mark.parametrize(("style", "shown"), [("", "\u2010"), ("hyphenate-character: '='", "=")])
def test_the_hyphen_of_the_style_is_drawn(style: str, shown: str) -> None:
    found = [line for line in latin(f"width: 60mm; hyphens: auto; {style}") if line.text.endswith(SOFT)]
    assert found
    assert {glyphs(line)[-1] for line in found} == {glyph_of(found[0], shown)}


def test_a_word_that_is_not_divided_looks_as_if_it_could_not_be() -> None:
    (whole,) = latin("hyphens: manual; text-align: start", "officially affirmed efforts")
    (parted,) = latin("hyphens: auto; text-align: start", "officially affirmed efforts")
    assert len(parted.items) > len(whole.items)
    assert glyphs(parted) == glyphs(whole)


def test_a_ligature_is_not_cut() -> None:
    found = latin("width: 9mm; text-align: start", f"of{SOFT}fi{SOFT}cial")
    assert [line.text.rstrip(SOFT) for line in found] == ["offi", "cial"]


# --- soft hyphens ----------------------------------------------------------------------------------------------------


def test_a_soft_hyphen_is_drawn_where_a_line_ends_at_it_and_nowhere_else() -> None:
    wide = latin("hyphens: manual", f"incom{SOFT}prehen{SOFT}sible")
    assert [line.text for line in wide] == ["incomprehensible"]
    narrow = latin("width: 18mm; hyphens: manual", f"incom{SOFT}prehen{SOFT}sible")
    assert [line.text for line in narrow] == [f"incom{SOFT}", f"prehen{SOFT}", "sible"]


def test_a_word_with_soft_hyphens_is_divided_at_those_alone() -> None:
    found = latin("width: 20mm; hyphens: auto", f"misrepresen{SOFT}tations")
    assert divided(found) == [("misrepresen", "tations")]


def test_a_soft_hyphen_counts_for_nothing_where_there_are_to_be_no_hyphens() -> None:
    (line,) = latin("width: 18mm; hyphens: none", f"incom{SOFT}prehen{SOFT}sible")
    assert line.text == "incomprehensible"


ARABIC = "الم\u00adستقبلات"


def arabic(width: str, text: str = ARABIC) -> list[Line]:
    """Arabic with soft hyphens."""
    return lines(lay_out(f'<p style="width: {width}">{text}</p>'), "p")


def test_arabic_letters_stay_joined_at_a_soft_hyphen() -> None:
    """CSS Text 4, 6.1: the word is shaped as if it were not broken, and the hyphen is drawn after it."""
    (whole,) = arabic("60mm")
    (plain,) = arabic("60mm", ARABIC.replace(SOFT, ""))
    one, other = arabic("12mm")
    assert glyphs(whole) == glyphs(plain)
    assert glyphs(one)[0] == glyph_of(one, "\u2010"), "at the left, where the line ends"
    assert glyphs(other) + glyphs(one)[1:] == glyphs(whole)


def test_a_soft_hyphen_in_lam_alef_is_passed_over() -> None:
    assert [squeezed(line.text) for line in arabic("10mm", "مستقب\u00adلا\u00adت")] == ["مستقب", "لات"]
    assert [squeezed(line.text) for line in arabic("10mm", "مستقبل\u00adات")] == ["مستقبلات"]


def test_arabic_is_found_at_its_soft_hyphens() -> None:
    found = poppler(pdf_of(lay_out(f"<p>{ARABIC} <b>المؤ</b>\u00adتمر</p>")))
    assert "المستقبلات" in found
    assert "المؤتمر" in found


# --- what readers make of it -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page() -> Any:
    """A page with a dozen hyphens."""
    return lay_out(f"<p>{ENGLISH} {ENGLISH}</p>", "p { width: 60mm; hyphens: auto }", lang="en", direction="ltr")


def test_the_hyphen_is_a_soft_one_to_readers_and_stands_for_its_glyph(page: Any) -> None:
    """ISO 32000-1, 14.8.2.2.3: what a line break alone has put there is U+00AD, what was typed is not."""
    pdf = pdf_of(page)
    assert any(SOFT in font["to_unicode"].values() for font in embedded_fonts(pdf))
    read = poppler(pdf)
    assert "thirty-" in read
    assert "\u2010" not in read


def test_words_are_read_whole_where_a_reader_leaves_soft_hyphens_out(page: Any) -> None:
    joined = re.sub(SOFT + r"\s+", "", poppler(page_pdf := pdf_of(page)))
    assert set(re.findall(r"\w+", ENGLISH)) <= set(re.findall(r"\w+", joined))
    # pdfium joins them itself, and puts U+FFFE where the hyphen was
    joined = pdfium_text(page_pdf).replace("\ufffe", "")
    assert {"implementation", "representatives", "Organisation"} <= set(re.findall(r"\w+", joined))


def test_every_line_of_it_is_composed(page: Any) -> None:
    assert all(pieces(box) for line in lines(page, "p") for box in text_boxes(line.box))


@pytest.mark.parametrize("width", range(44, 80, 6))
def test_lines_beside_a_float_are_hyphenated_by_the_same_rules(width: int) -> None:
    compositor.tally.clear()
    floated = '<span style="float: right; width: 16mm; height: 20mm"></span>'
    found = latin(f"width: {width}mm; hyphens: auto", floated + ENGLISH)
    ends = "".join("-" if line.text.endswith(SOFT) else " " for line in found)
    assert compositor.tally["composed"] == 1
    assert "-" in ends
    assert "---" not in ends
    assert squeezed("".join(line.text for line in found)) == squeezed(ENGLISH)
    assert all(line.right <= found[-1].left + width * MM + 0.5 for line in found)
    assert all(line.right <= found[-1].left + (width - 16) * MM + 0.5 for line in found[:2])
