"""What is written into page streams: all that can be seen on paper, and little besides."""

from __future__ import annotations

import io
import re
import zlib
from collections import Counter

import pikepdf
import pytest
from test_binding import bound
from test_typeset import SETTINGS, page

from kurrasa import fonts
from kurrasa.binding import Bench, Foundry
from kurrasa.forme import Forme
from kurrasa.typeset import Recipe, Typesetter, house_style

FACES = fonts.faces()


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter(Recipe(house_style(SETTINGS), FACES, "ar"))


def drawn(typesetter: Typesetter, body: str) -> Forme:
    return typesetter.typeset(page(body), "جزء")[1]


def stream(forme: Forme) -> bytes:
    """What is drawn on the first page."""
    return zlib.decompressobj().decompress(forme.pages[0].content)


def test_a_length_is_as_fine_as_a_press_can_show_however_much_it_is_enlarged(typesetter: Typesetter) -> None:
    """300 px across a unit of the drawing, on the page and in a group: a point stands within a hundredth of a point."""
    line = '<path d="M .123456 .5 L .654321 .25" stroke="#000" stroke-width=".01"/>'
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" width="300" height="300"><title>خط</title>'
    forme = drawn(typesetter, f'<p>نص</p>{svg}{line}<g opacity=".5">{line}</g></svg>')
    group = next(zlib.decompress(p.data) for p in forme.payloads if b"/Group" in p.dictionary[0])
    for content in (stream(forme), group):
        x, y = map(float, re.search(rb"([\d.]+) ([\d.]+) l\b", content).groups())
        assert (x, y) == pytest.approx((0.654321, 0.25), abs=0.01 / 300)
        assert max(len(n) for n in re.findall(rb"\.(\d+)", content)) <= 6


def test_colours_hold_as_long_as_they_are_said_to(typesetter: Typesetter) -> None:
    """What is said inside a saved state is forgotten after it, and what was said before holds again."""
    box = '<div style="overflow: hidden; color: #0f0; opacity: {}">نص<i style="opacity: .5; color: #00f">نص</i></div>'
    body = f'<div style="color: #f00">نص{box.format(1)}نص{box.format(0.5)}نص</div>'
    with pikepdf.open(io.BytesIO(bound([drawn(typesetter, body)], Bench(Foundry(FACES))))) as file:
        found = Counter(colours(file.pages[0], file.pages[0].Resources))
    red, green, blue = (1, 0, 0), (0, 1, 0), (0, 0, 1)
    assert found == {(*red, 1): 3, (*green, 1): 1, (*green, 0.5): 1, (*blue, 0.5): 1, (*blue, 0.25): 1}


def colours(holder, resources, alpha=1.0):
    """Red, green, blue and alpha of each piece of text, in the order of drawing."""
    now, saved = (0, 0, 0, alpha), []
    for operands, operator in pikepdf.parse_content_stream(holder):
        match str(operator):
            case "q":
                saved.append(now)
            case "Q":
                now = saved.pop()
            case "rg":
                now = (*map(int, operands), now[3])
            case "gs":
                now = (*now[:3], alpha * float(resources.ExtGState[operands[0]].get("/ca", now[3] / alpha)))
            case "Do":
                inner = resources.XObject[operands[0]]
                yield from colours(inner, inner.Resources, now[3])
            case "TJ":
                yield now
    assert not saved


def test_a_page_of_text_says_nothing_twice(typesetter: Typesetter) -> None:
    """No state is saved twice, no alpha is set where all is opaque, and a line is a step from the one above it."""
    content = stream(drawn(typesetter, "<p>" + "نص يطول حتى يملأ أسطرًا عدّة في صفحته " * 12 + "</p>"))
    assert not re.search(rb"\bq\s+q\b|\bQ\s+Q\b| gs\b", content)
    assert (content.count(b" Tm"), content.count(b" Td")) == (1, content.count(b"] TJ") - 1)


def test_parts_that_are_alike_take_hardly_more_than_what_is_drawn_on_them(typesetter: Typesetter) -> None:
    """A heading and three paragraphs, five elements: page, tags, bookmark names and table of objects in 400 bytes."""
    forme = drawn(typesetter, "<h1>عنوان</h1><p>نص</p><p>نص</p><p>نص</p>")
    bench = Bench(Foundry(FACES))
    few, many = len(bound([forme] * 10, bench)), len(bound([forme] * 110, bench))
    assert (many - few) / 100 - len(forme.pages[0].content) < 400
