"""`overflow-wrap`: a word too long for its line is broken between any two letters, and no other word is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from compositor_page import MM, Line, lay_out, lines, squeezed

from kurrasa import compositor

ADDRESS = "https://www.oic-oci.org/docdown/?docID=4447&amp;refID=1251/incomprehensibilities_of_the_officials.pdf"
LONG = "المستقبلاتوالمستشفياتوالاستراتيجيات"


def set_in(width: int, text: str, style: str = "anywhere", *, arabic: bool = False) -> list[Line]:
    """The lines of a text in a narrow column, all of them composed."""
    css = f"p {{ text-align: start; width: {width}mm; overflow-wrap: {style} }}"
    compositor.tally.clear()
    document = lay_out(f"<p>{text}</p>", css) if arabic else lay_out(f"<p>{text}</p>", css, lang="en", direction="ltr")
    assert compositor.tally == {"composed": 1}
    return lines(document, "p")


@pytest.mark.parametrize("style", ["anywhere", "break-word"])
@pytest.mark.parametrize("width", range(8, 60, 4))
def test_no_word_reaches_out_of_its_line_and_no_letter_is_lost(width: int, style: str) -> None:
    found = set_in(width, f"See {ADDRESS} now.", style)
    assert all(line.right - line.left <= width * MM + 0.01 for line in found)
    assert squeezed("".join(line.text for line in found)) == squeezed(f"See {ADDRESS} now.".replace("&amp;", "&"))


def test_a_word_is_broken_only_where_there_is_no_other_way() -> None:
    (one, other) = set_in(40, "representatives organisations")
    assert (one.text, other.text) == ("representatives", "organisations")
    ends = [line.text[-1] for line in set_in(80, ADDRESS)[:-1]]
    assert set(ends) <= set("/-&?"), "where Unicode lets it break"


def test_arabic_letters_stay_joined_where_their_word_is_broken() -> None:
    (whole,) = set_in(90, LONG, arabic=True)
    broken = set_in(30, LONG, arabic=True)
    glyphs = [[g.id for item in line.items if item.word for g in item.word.glyphs] for line in (whole, *broken[::-1])]
    assert len(broken) > 1
    assert sum(glyphs[1:], start=[]) == glyphs[0]  # noqa: RUF017 - three lists
    assert not any(a.text.endswith("ل") and b.text.startswith("ا") for a, b in pairwise(broken)), "lam-alef is one"
