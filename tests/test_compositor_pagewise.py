"""Pages one by one: the same as if all were laid out first, and each forgotten before the next is laid out."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from compositor_page import lay_out, styles

from kurrasa import compositor
from kurrasa.library import engine
from kurrasa.lockup import lock_up

SIZE = "@page { size: 100mm 90mm; margin: 12mm } "
PARAGRAPH = "<p>وقد أكّد البيان الختامي ما جاء في القرارات السابقة، ودعا الدول الأعضاء إلى العمل به دون إبطاء.</p>"
TALL = f'<div class="f">{PARAGRAPH * 6}</div>'
CASES = {
    "paragraphs over pages": (PARAGRAPH * 30, ""),
    "one long paragraph": (f"<p>{'كلمة من كلمات كثيرة لا تنتهي في صفحة واحدة. ' * 150}</p>", ""),
    "headings and lists": ("".join(f"<h2>رأس {n}</h2><ol><li>{PARAGRAPH * 3}</li></ol>" for n in range(6)), ""),
    "a head that goes on": (f"<section><h2 id='h'>رأس</h2>{PARAGRAPH * 12}</section>", "section { bookmark-level: 1 }"),
    "notes": (
        (PARAGRAPH.replace("،", '<span class="fn">حاشية طويلة تُتمّ في الصفحة التالية. </span>') * 20),
        ".fn { float: footnote }",
    ),
    "a float over pages": (PARAGRAPH + TALL + PARAGRAPH * 15, ".f { float: left; width: 30mm }"),
    "a table over pages": (
        f"<table><thead><tr><th>رأس</th></tr></thead>{'<tr><td>خلية</td><td>أخرى</td></tr>' * 60}</table>{PARAGRAPH}",
        "",
    ),
    "tall cells": (f"<table><tr><td>{PARAGRAPH * 9}</td><td>{PARAGRAPH * 4}</td></tr></table>{PARAGRAPH}", ""),
    "columns": (f'<div class="c">{PARAGRAPH * 25}</div>{PARAGRAPH}', ".c { columns: 2 }"),
    "a grid": (f'<div class="g">{PARAGRAPH * 25}</div>{PARAGRAPH}', ".g { display: grid; grid: auto / 1fr 1fr }"),
    "running heads": (
        "".join(f"<h2>رأس {n}</h2>{PARAGRAPH * 7}" for n in range(4)),
        "h2 { string-set: head content() } @page { @top-center { content: string(head) ' ' counter(page) } }",
    ),
    "chapters on rectos": (f"<section>{PARAGRAPH * 3}</section>" * 3, "section { break-before: recto }"),
    # what these print is known only when all are laid out
    "how many pages there are": (
        PARAGRAPH * 20,
        "@page { @bottom-center { content: counter(page) '/' counter(pages) } }",
    ),
    "how many, in the text": (PARAGRAPH * 20, "p::before { content: counter(pages) }"),
    "the page of what follows": (
        f'<p><a href="#end">انظر</a></p>{PARAGRAPH * 20}<p id="end">نهاية</p>',
        "a::after { content: target-counter(attr(href), page) }",
    ),
    "what stands on every page": (f'<div class="m">مسودة</div>{PARAGRAPH * 20}', ".m { position: fixed; top: 0 }"),
    "a note to run": (
        f'<div class="r">رأس</div>{PARAGRAPH * 20}',
        ".r { position: running(r) } @page { @top-center { content: element(r) } }",
    ),
}


def one_by_one(body: str, css: str) -> Iterator[Any]:
    sheet, config = styles(SIZE + css)
    html = f'<!doctype html><html lang="ar" dir="rtl"><body>{body}</body></html>'
    return compositor.pages(engine().HTML(string=html), sheet, config)


@pytest.mark.parametrize("case", CASES)
def test_pages_are_those_that_the_library_lays_out_at_once(case: str) -> None:
    """As they are drawn, tagged and linked, with their bookmarks."""
    body, css = CASES[case]
    at_once = lay_out(body, SIZE + css).pages
    marks = []

    def told() -> Iterator[Any]:
        for page in one_by_one(body, css):
            marks.append(page.bookmarks)
            yield page

    assert lock_up(told(), {}, "جزء", "ar") == lock_up(at_once, {}, "جزء", "ar")
    assert marks == [page.bookmarks for page in at_once]
    assert len(marks) > 2


def test_a_page_is_forgotten_before_the_next_is_laid_out() -> None:
    known: list[weakref.ref[Any]] = []
    with compositor.uncollected():
        for page in one_by_one(PARAGRAPH * 60, ""):
            assert [box() for box in known[:-1]] == [None] * len(known[:-1])
            known.append(weakref.ref(page._page_box))
            del page


def test_a_long_text_takes_no_room_for_the_lines_of_pages_that_are_drawn() -> None:
    from kurrasa.compositor.paragraph import Paragraph

    def read() -> int:
        return sum(isinstance(thing, Paragraph) for thing in gc.get_objects())

    gc.collect()
    before = read()
    with compositor.uncollected():
        for page in one_by_one(PARAGRAPH * 200, ""):
            del page
            assert read() - before < 50
