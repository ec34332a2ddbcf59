"""What there is room for: a language whose words are longer gets the smaller form, Arabic the one it was drawn in."""

from dataclasses import replace

import pytest

from kurrasa.drawings import Style
from kurrasa.room import Room


@pytest.fixture
def room(style: Style) -> Room:
    """The room of an A5 page."""
    return Room(style, replace(style, family="Amiri"), measure=104, cover=112, height=184)


def test_words_fill_lines_and_a_long_word_has_one_to_itself(room: Room) -> None:
    assert room.lines("قمة طهران", 12, 104) == 1
    assert room.lines("قمة طهران", 12, 12) == 2
    assert room.lines(" ".join(["كلمة"] * 100), 12, 104) > 4
    assert room.lines("", 12, 104) == 1


@pytest.mark.parametrize(
    ("lines", "form"),
    [
        (("موقف منظمة", "التعاون الإسلامي", "من النزاع حول قراباغ"), ""),
        (("The Organisation of", "Islamic Cooperation", "and the Conflict", "over Karabakh"), "long"),
        (
            ("La position", "de l’Organisation de la coopération islamique", "sur le conflit du Karabakh"),
            "long",
        ),
        (tuple(["une ligne"] * 5), "longer"),
        (tuple(["one line"] * 12), "longer"),
    ],
)
def test_a_title_takes_the_largest_form_that_is_not_too_high(room: Room, lines: tuple[str, ...], form: str) -> None:
    assert room.title(lines) == form


def test_a_date_stands_beside_a_title_that_leaves_it_the_room(room: Room) -> None:
    assert room.beside("قمة طهران", "9–11 شعبان 1418هـ / 9–11 ديسمبر 1997م")
    assert not room.beside("Baku Ministerial Conference", "23–25 Jumada I 1427 AH / 19–21 June 2006 CE")


def test_an_opening_gives_way_in_two_steps(room: Room) -> None:
    lead, title = "A word or two. " * 10, "Economic Assistance to the Republic of Azerbaijan"
    strip = '<svg width="104mm" height="20mm">'
    forms = [room.opening(lead, True, 52, None, [("numbered", title)] * rows, strip) for rows in (0, 1, 9)]
    assert forms == ["", "tight", "tight full"]
    assert room.opening(lead, True, 52, None, [], strip.replace("20mm", "35.2mm")) == "tight", "a higher strip of years"


def test_the_text_on_the_back_cover_ends_above_the_figures(room: Room) -> None:
    forms = [room.blurb(["What has been decided, and when?", "A word or two. " * count]) for count in (9, 30, 45, 60)]
    assert forms == ["", "", "long", "longer"]
