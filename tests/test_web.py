"""The site as a reader has it: opened from its folder in a real browser, searched, filtered, judged by axe."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from browser import CHROMIUM
from conftest import CLIMATE
from playwright.sync_api import Page, sync_playwright

from kurrasa import build
from kurrasa.order import Order
from kurrasa.screen.parts import PageMark, ScreenPart
from kurrasa.web.folding import RANGES, fold
from kurrasa.web.make import site
from kurrasa.web.passages import passages

AXE = next(Path(str(find_spec("axe_playwright_python").origin)).parent.rglob("axe.min.js"))  # type: ignore[union-attr]
PAGES = (
    *("index.html", "search.html", "mandate.html", "paris-2015.html", "conferences.html"),
    *("index-resolutions.html", "chronology.html", "imprint.html"),
)


ADDRESS = "unfccc.int/kyoto_protocol_to_the_convention.pdf"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small dossier, with an address in it that is wider than a telephone and breaks nowhere."""
    folder = shutil.copytree(CLIMATE, tmp_path_factory.mktemp("web-content") / "climate")
    with (folder / "chapters.yaml").open("a", encoding="utf-8") as chapters:
        chapters.write(f"\n  والوثائق في [{ADDRESS}](https://{ADDRESS}).\n")
    return folder


@pytest.fixture(scope="module")
def web(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the small dossier."""
    order = Order(content, tmp_path_factory.mktemp("web"), final=True)
    outcome = build.booklet(order, lambda _step: None)
    assert outcome.pdf
    made = site(order, outcome.pdf, lambda _step: None)
    assert made.folder
    return made.folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_playwright() as tool:
        chromium = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that fails its test if a script does, or if anything is asked for that is not in the folder."""
    context = browser.new_context(viewport={"width": 900, "height": 800})
    opened = context.new_page()
    told: list[str] = []
    opened.on("pageerror", lambda error: told.append(str(error)))
    opened.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda asked: None if asked.url.startswith(("file:", "data:")) else told.append(asked.url))
    yield opened
    context.close()
    assert told == []


def test_every_link_leads_somewhere(web: Path) -> None:
    """To a file of the folder, and to an id that is in it."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in web.glob("*.html")}
    ids = {name: set(re.findall(r'\sid="([^"]+)"', text)) for name, text in texts.items()}
    count = 0
    for name, text in texts.items():
        for address in re.findall(r'(?:href|src)="([^"]+)"', text):
            if address.startswith(("http", "mailto:", "data:")):
                continue
            file, _, anchor = address.partition("#")
            count += 1
            assert not file or (web / file).is_file(), (name, address)
            if anchor and not file.endswith(".pdf"):
                assert anchor in ids[file or name], (name, address)
    assert count > 100


def test_nothing_is_asked_of_anyone(web: Path) -> None:
    """No script, style, font or picture from elsewhere, by the page's own rule; no script within a page."""
    for path in web.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "default-src 'none'" in text
        assert not re.search(r"<script(?![^>]*\ssrc=)", text)
        assert not re.search(r'<(?:script|link|img)[^>]*(?:src|href)="https?:', text)


def test_places_lead_to_the_pages_of_the_pdf(web: Path) -> None:
    """The number on the link is the page label of the page that it leads to."""
    with pypdfium2.PdfDocument(web / "booklet.pdf") as pdf:
        labels = [pdf.get_page_label(n) for n in range(len(pdf))]
    links = [
        link
        for path in web.glob("*.html")
        for link in re.findall(r'href="booklet\.pdf#page=(\d+)"[^>]*>([^<]+)</a>', path.read_text(encoding="utf-8"))
    ]
    assert len(links) > 10
    assert all(labels[int(sheet) - 1] == folio for sheet, folio in links)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(name: str, scheme: Any, web: Path, page: Page) -> None:
    """On paper's ground and on a dark one."""
    page.emulate_media(color_scheme=scheme)
    page.goto((web / name).as_uri())
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({preload: false}).then(found => found.violations)")
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("width", [320, 900])
def test_no_page_is_wider_than_its_window(width: int, web: Path, page: Page) -> None:
    """From a small telephone on."""
    page.set_viewport_size({"width": width, "height": 700})
    for name in PAGES:
        page.goto((web / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.goto(f"{(web / 'search.html').as_uri()}?q=unfccc")
    assert ADDRESS in page.inner_text("#results")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 480, 900])
def test_the_contents_open_within_the_window(width: int, web: Path, page: Page) -> None:
    """A list that opens past the side a page begins on can't be scrolled to."""
    page.set_viewport_size({"width": width, "height": 700})
    page.goto((web / "mandate.html").as_uri())
    page.click(".site-nav summary")
    box = page.locator(".site-nav nav").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_search_passes_over_hamza_and_marks(web: Path, page: Page) -> None:
    """However a word is spelled, the same places are found, its letters marked as the book spells them."""
    found = []
    for query in ("الاتفاقيه", "الاتِّفاقيّة", "الإتفاقية"):
        page.goto(f"{(web / 'search.html').as_uri()}?q={query}")
        found.append(page.locator("#results li").all_inner_texts())
        assert all("تفاقي" in mark for mark in page.locator("#results mark").all_inner_texts())
    assert found[0]
    assert found[0] == found[1] == found[2]
    page.locator("#results a").first.click()
    page.wait_for_selector(":target", state="attached")


def test_what_is_not_there_is_told(web: Path, page: Page) -> None:
    page.goto(f"{(web / 'search.html').as_uri()}?q=زرافة")
    assert page.locator("#results li").count() == 0
    assert page.inner_text("#told").strip()


def test_the_index_is_filtered(web: Path, page: Page) -> None:
    """By words and by year; the count is told; without the script all of it is there."""
    page.goto((web / "index-resolutions.html").as_uri())
    rows = page.locator(".ires .row")
    whole = rows.count()
    assert whole > 1
    year = page.locator(".site-filter select").first
    year.select_option(index=1)
    shown = page.locator(".ires .row:visible").count()
    assert 0 < shown < whole
    year.select_option(index=0)
    page.locator(".site-filter input").fill("زرافة")
    assert page.locator(".ires .row:visible").count() == 0
    assert page.locator(".ires h2:visible").count() == 0


def test_the_arrow_keys_turn_the_way_the_book_is_read(web: Path, page: Page) -> None:
    """Left is forward in a book that is read from the right."""
    page.goto((web / "mandate.html").as_uri())
    after = page.locator(".site-turn a[rel=next]").get_attribute("href")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**/{after}")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/mandate.html")
    page.goto((web / "chronology.html").as_uri())
    page.locator("table").first.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(200)
    assert page.url.endswith("/chronology.html")  # a table in focus is moved, not the page turned


def test_the_browser_folds_as_the_program_does(web: Path, page: Page) -> None:
    """Letters with and without marks, digits of three kinds, presentation forms, Latin with accents, blanks."""
    texts = [
        "إِسْلامِيّ",
        "مؤتمر",
        "قرارات ٢٠٠٣ و۱۹۹۴ و1997",
        "ﻻﷺ",
        "Émile  Ağdam",
        "هـ\u200fم\u00a0ن",
        "",
        "  على  فتى ة ",
    ]
    texts += [f"x{chr(code)}x" for low, high in RANGES for code in range(low, high) if code not in (0x85, 0xA0)]
    page.goto((web / "search.html").as_uri())
    folded = page.evaluate(f"{json.dumps(texts)}.map(text => window.fold(text).text.trim())")
    assert folded == [fold(text) for text in texts]
    assert fold("الإسلاميّة") == fold("الاسلاميه")


def test_notes_and_tables_can_be_reached_by_key_and_name() -> None:
    """A note is called by what calls it; a table that is wider than the window is moved by the keyboard."""
    body = (
        '<section class="part" id="part-x"><span id="page-3" class="page"></span><p>نص <a id="call-1" class="call"'
        ' href="#footnote-1">(1)</a></p><table><tr><td>خلية</td></tr></table><aside id="footnote-1" class="note-text">'
        '<p><a class="back" href="#call-1">1</a> حاشية</p></aside></section>'
    )
    pages = (PageMark("page-3", "٣", 5),)
    part = ScreenPart("x", "chapter", "عنوان", 1, None, "x", True, body, pages, (), "", False)
    made, found = passages(part, "booklet.pdf", "page {page}")
    assert 'aria-labelledby="call-1"' in made
    assert '<table tabindex="0">' in made
    assert (
        '<span id="page-3" class="page"></span><a class="pdf" href="booklet.pdf#page=5" aria-label="page ٣">٣</a>'
        in made
    )
    assert [(one.folio, one.sheet, one.text) for one in found] == [
        ("٣", 5, "نص (1)"),
        ("٣", 5, "خلية"),
        ("٣", 5, "1 حاشية"),
    ]


def test_a_passage_is_on_the_page_it_is_printed_on() -> None:
    """An item that begins a page has the page's mark in it; a note is at the end here, and in print under its call."""
    body = (
        '<section class="part" id="part-x"><span id="page-3" class="page"></span><p>أول <a id="call-1" class="call"'
        ' href="#footnote-1">(1)</a></p><ul><li><span id="page-4" class="page"></span>بند</li></ul>'
        '<table><tr><td><img/> خلية <span id="page-5" class="page"></span>تمتد</td></tr></table>'
        '<aside id="footnote-1" class="note-text"><p><a class="back" href="#call-1">1</a> حاشية</p></aside></section>'
    )
    pages = (PageMark("page-3", "3", 3), PageMark("page-4", "4", 4), PageMark("page-5", "5", 5))
    part = ScreenPart("x", "chapter", "عنوان", 1, None, "x", True, body, pages, (), "", False)
    _, found = passages(part, "booklet.pdf", "page {page}")
    assert [(one.text, one.sheet) for one in found] == [("أول (1)", 3), ("بند", 4), ("خلية تمتد", 4), ("1 حاشية", 3)]


def test_the_same_book_is_the_same_site(content: Path, web: Path, tmp_path: Path) -> None:
    """Every file, in another folder."""
    order = Order(content, tmp_path / "other", final=True)
    outcome = build.booklet(order, lambda _step: None)
    assert outcome.pdf
    made = site(order, outcome.pdf, lambda _step: None).folder
    assert made
    one, other = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (web, made)
    )
    assert one == other
