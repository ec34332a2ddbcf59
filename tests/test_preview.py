"""The preview in a real browser: how the book lies, how it is read and searched, and how a click leads to its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Preview, chromium, opened, preview
from conftest import CLIMATE, edited
from playwright.sync_api import Browser, Page, expect

ASSEMBLY = CLIMATE.with_name("general-assembly")
SAVED = 60_000  # milliseconds in which a book of twenty pages is set anew, on whatever machine
FRAMED = """() => {  // the sheet on which something was framed last: a frame goes after three seconds
  new MutationObserver(() => document.querySelectorAll(".marks .box").forEach(
    (box) => { document.body.dataset.framed = box.closest("figure").dataset.sheet; },
  )).observe(document, { childList: true, subtree: true });
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An editor that writes down what it was asked to open."""
    script = tmp_path_factory.mktemp("editor") / "editor"
    script.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$0.asked"\n', encoding="utf-8")
    script.chmod(0o755)
    return script


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory, editor: Path) -> Iterator[Preview]:
    """A preview that no test edits."""
    with preview(CLIMATE, tmp_path_factory.mktemp("shown"), "--editor", f"{editor} {{file}} {{line}}") as found:
        yield found


@pytest.fixture
def page(browser: Browser, shown: Preview) -> Iterator[Page]:
    with opened(browser, shown.address) as found:
        yield found


def sheets(page: Page) -> list[int]:
    """The sheets in view, from left to right."""
    found = [
        (box["x"], int(figure.get_attribute("data-sheet") or 0))
        for figure in page.locator("figure").all()
        if (box := figure.bounding_box())
    ]
    return [sheet for _, sheet in sorted(found)]


def seen(page: Page, *wanted: int) -> None:
    """Wait for these sheets, from left to right, with their pictures."""
    for sheet in wanted:
        expect(page.locator(f'figure[data-sheet="{sheet}"] > img')).to_be_visible()
    assert sheets(page) == list(wanted)


# ---------------------------------------------------------------- how the book lies


def test_the_cover_stands_alone_and_a_recto_lies_left_of_its_verso(page: Page) -> None:
    seen(page, 1)
    page.keyboard.press("PageDown")
    seen(page, 3, 2)
    page.keyboard.press("End")
    seen(page, 20)


def test_a_book_that_is_bound_on_the_left_lies_the_other_way(browser: Browser, tmp_path: Path) -> None:
    with preview(ASSEMBLY, tmp_path) as found, opened(browser, found.address) as page:
        page.keyboard.press("ArrowRight")
        seen(page, 2, 3)
        page.keyboard.press("ArrowLeft")
        seen(page, 1)


def test_a_narrow_window_shows_one_page(browser: Browser, shown: Preview) -> None:
    with opened(browser, f"{shown.address}#10", width=420, height=860) as page:
        seen(page, 10)
        page.keyboard.press("ArrowLeft")
        seen(page, 11)


def test_the_pages_fit_the_window_whole_and_are_as_large_as_one_asks(page: Page) -> None:
    stage = page.locator("main").bounding_box()
    whole = page.locator("figure").bounding_box()
    assert stage
    assert whole
    assert stage["y"] <= whole["y"]
    assert whole["y"] + whole["height"] <= stage["y"] + stage["height"]
    page.keyboard.press("1")
    real = page.locator("figure").bounding_box()
    assert real
    assert real["width"] == pytest.approx(148 / 25.4 * 96, abs=1)
    expect(page.get_by_role("combobox", name="Size")).to_have_value("1")
    page.keyboard.press("+")
    larger = page.locator("figure").bounding_box()
    assert larger
    assert larger["width"] > real["width"]


# ---------------------------------------------------------------- keys and the side panel


def test_arrows_follow_the_direction_of_reading(page: Page) -> None:
    page.keyboard.press("ArrowLeft")
    seen(page, 3, 2)
    page.keyboard.press("ArrowLeft")
    seen(page, 5, 4)
    page.keyboard.press("ArrowRight")
    seen(page, 3, 2)
    page.keyboard.press("Home")
    seen(page, 1)


def test_keys_typed_into_a_field_turn_nothing(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("0-f?")
    page.keyboard.press("End")
    seen(page, 1)
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_help_names_the_keys_and_closes(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Turn the pages")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_page_is_reached_by_its_number_by_its_picture_and_by_the_contents(page: Page) -> None:
    page.get_by_role("textbox", name="Page").fill("10")
    page.keyboard.press("Enter")
    seen(page, 11, 10)
    page.locator("#thumbs button").nth(1).click()
    seen(page, 3, 2)
    page.get_by_role("tab", name="Contents").click()
    page.get_by_role("tabpanel").get_by_role("button", name="الثبت الزمني").click()
    expect(page.get_by_role("textbox", name="Page")).to_have_value(re.compile("١٣"))
    expect(page.locator("#outline [aria-current]")).to_contain_text("الثبت الزمني")


def test_thumbnails_are_drawn_as_one_comes_to_them(browser: Browser, shown: Preview) -> None:
    drawn = "image => image.src !== '' && image.complete && image.naturalWidth > 0"
    with opened(browser, shown.address, height=320) as page:
        pictures = page.locator("#thumbs img")
        page.wait_for_function("() => document.querySelector('#thumbs img')?.naturalWidth > 0")
        assert not pictures.last.evaluate(drawn)
        page.locator("#thumbs").evaluate("panel => panel.scrollTo(0, panel.scrollHeight)")
        page.wait_for_function("() => [...document.querySelectorAll('#thumbs img')].at(-1).naturalWidth > 0")
        assert pictures.last.evaluate(drawn)


def test_tabs_are_walked_by_arrows_without_turning_the_pages(page: Page) -> None:
    page.get_by_role("tab", name="Pages").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Contents")).to_be_focused()
    expect(page.get_by_role("tab", name="Contents")).to_have_attribute("aria-selected", "true")
    seen(page, 1)


# ---------------------------------------------------------------- search


@pytest.mark.parametrize("wanted", ["اتفاق باريس", "إتفاق باريس", "اتّفاقُ باريسَ", "اتفــاق باريس"])
def test_search_finds_words_with_and_without_hamza_marks_and_tatweel(page: Page, wanted: str) -> None:
    page.get_by_role("searchbox").fill(wanted)
    expect(page.locator("#found li").first).to_contain_text("اتفاق باريس")
    page.keyboard.press("Enter")
    expect(page.locator(".hits .box").first).to_be_visible()


def test_search_that_finds_nothing_says_so(page: Page) -> None:
    page.get_by_role("searchbox").fill("ديناصور")
    expect(page.get_by_role("status")).to_have_text("Nothing found.")


# ---------------------------------------------------------------- from the page to its line and back


def test_a_click_names_the_line_and_opens_the_editor_there(page: Page, shown: Preview, editor: Path) -> None:
    page.get_by_role("textbox", name="Page").fill("10")
    page.keyboard.press("Enter")
    page.locator('[data-at="paris-2015:text:1"]').click()
    expect(page.get_by_role("status")).to_contain_text("conferences.yaml:25")
    expect(page.get_by_role("status")).to_contain_text("Opened in the editor")
    asked = editor.with_name("editor.asked")
    for _ in range(200):  # it is another program, which the preview doesn't wait for
        if asked.exists() and asked.read_text(encoding="utf-8").endswith("\n"):
            break
        page.wait_for_timeout(50)
    assert asked.read_text(encoding="utf-8").splitlines() == [str(shown.content / "conferences.yaml"), "25"]


def test_every_field_of_a_page_is_reached_by_the_keyboard(page: Page) -> None:
    page.keyboard.press("ArrowLeft")
    expect(page.locator('[data-at="book:subtitle"]')).to_be_attached()
    page.locator('[data-at="book:title"]').first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("book.yaml:3")


@pytest.mark.parametrize("at", ["conferences.yaml:25", "conferences.yaml:25:9", "paris-2015:text:1"])
def test_the_cursor_of_an_editor_is_found_by_address(browser: Browser, shown: Preview, at: str) -> None:
    with opened(browser, f"{shown.address}?at={at}") as page:
        seen(page, 11, 10)
        expect(page.locator('figure[data-sheet="10"] .here .box')).to_be_visible()


def test_an_editor_turns_the_open_preview_to_its_cursor(page: Page, shown: Preview) -> None:
    answer = page.context.request.post(f"{shown.address}at", data=str(shown.content / "conferences.yaml") + ":25")
    assert answer.ok
    seen(page, 11, 10)


def test_a_cursor_on_what_the_book_does_not_print_is_told(browser: Browser, shown: Preview) -> None:
    with opened(browser, f"{shown.address}?at=nothing.yaml:1") as page:
        expect(page.get_by_role("status")).to_contain_text("The book does not print it")


# ---------------------------------------------------------------- for every reader


def test_the_interface_is_in_the_language_of_the_browser(browser: Browser, shown: Preview) -> None:
    with opened(browser, shown.address, language="ar-EG") as page:
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.get_by_role("searchbox", name="ابحث في الكتاب")).to_be_visible()
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("searchbox", name="Search the book")).to_be_visible()


def test_a_page_is_read_out_with_its_name_its_language_and_its_text(page: Page) -> None:
    page.get_by_role("textbox", name="Page").fill("10")
    page.keyboard.press("Enter")
    figure = page.get_by_role("group", name=re.compile("Page.*١٠.*مؤتمر باريس"))
    expect(figure.locator('.text[lang="ar"][dir="rtl"]')).to_contain_text("وكان مؤتمر برلين")
    expect(page.get_by_role("status")).to_contain_text("Pages")


def test_landmarks_and_controls_have_names(page: Page) -> None:
    for role in ("banner", "search", "main", "complementary", "contentinfo", "status"):
        expect(page.get_by_role(role)).to_have_count(1)  # type: ignore[arg-type]
    named = "e => e.ariaLabel || e.textContent.trim() || [...(e.labels ?? [])].map(l => l.textContent).join('')"
    for control in page.locator("button, select, input").all():
        assert control.evaluate(named), control.evaluate("e => e.outerHTML")


def test_nothing_moves_for_a_reader_who_asks_for_that(browser: Browser, shown: Preview) -> None:
    with opened(browser, shown.address) as page:
        mark = "document.querySelector('.marks').innerHTML = '<div class=box></div>'; document.getAnimations().length"
        assert page.evaluate(f"() => {{ {mark.replace('; ', '; return ')} }}") == 1
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate("() => document.getAnimations().length") == 0


# ---------------------------------------------------------------- edits and faults


def test_an_edit_comes_to_view_with_what_changed_framed(browser: Browser, tmp_path: Path) -> None:
    with preview(CLIMATE, tmp_path) as found:
        with opened(browser, found.address) as page:
            seen(page, 1)
            page.evaluate(FRAMED)
            found.save("conferences.yaml", "قد فتح", "قد فتح قديمًا")
            expect(page.locator('body[data-framed="10"]')).to_be_attached(timeout=SAVED)
            seen(page, 11, 10)
            expect(page.get_by_role("status")).to_contain_text("Changed")
            expect(page.locator('figure[data-sheet="10"] .text')).to_contain_text("قديم")

            page.get_by_role("button", name="Follow the edits").click()
            page.keyboard.press("Home")
            found.save("conferences.yaml", "قد فتح قديمًا", "قد فتح")
            expect(page.get_by_role("status")).to_contain_text("Changed", timeout=SAVED)
            seen(page, 1)
        # only now: a page that is open would look for the server once more
        assert found.stop() == 0


def test_a_broken_save_keeps_the_pages_and_shows_the_fault_with_its_line(browser: Browser, tmp_path: Path) -> None:
    with preview(CLIMATE, tmp_path) as found, opened(browser, f"{found.address}#11") as page:
        seen(page, 11, 10)
        picture = page.locator('figure[data-sheet="11"]').get_attribute("data-digest")
        found.save("conferences.yaml", "place: kyoto", "place: kyotoo")
        told = page.get_by_role("tabpanel", name="Faults")
        expect(told).to_contain_text(re.compile("There is no record “\u2068?kyotoo\u2069?”."), timeout=SAVED)
        expect(told).to_contain_text("conferences.yaml:12")
        expect(told.locator("pre")).to_contain_text("place: kyotoo")
        expect(page.get_by_role("alert")).to_contain_text("The last save has a fault")
        expect(page.locator('figure[data-sheet="11"] .note')).to_contain_text("kyotoo")
        expect(page.locator('figure[data-sheet="11"] .faults .box')).to_be_visible()
        assert page.locator('figure[data-sheet="11"]').get_attribute("data-digest") == picture

        found.save("conferences.yaml", "place: kyotoo", "place: kyoto")
        expect(told).to_contain_text("Nothing is wrong.", timeout=SAVED)
        expect(page.locator(".note")).to_have_count(0)
        expect(page.get_by_role("alert")).to_be_empty()

        found.save("conferences.yaml", "وكان [[berlin-1995]]", "وفي 27 سبتمبر 2020 كان [[berlin-1995]]")
        expect(told).to_contain_text("A date is typed by hand", timeout=SAVED)
        expect(page.locator('figure[data-sheet="10"] .text')).to_contain_text("سبتمبر")
        expect(page.get_by_role("alert")).to_be_empty()


def test_a_content_that_is_broken_from_the_start_is_shown_once_it_is_mended(browser: Browser, tmp_path: Path) -> None:
    broken = edited(CLIMATE, tmp_path / "broken", numerals="roman")
    with preview(broken, tmp_path) as found, opened(browser, found.address) as page:
        expect(page.get_by_role("tabpanel", name="Faults")).to_contain_text("book.yaml", timeout=SAVED)
        found.save("book.yaml", "numerals: roman", "numerals: european")
        expect(page.locator('figure[data-sheet="1"] > img')).to_be_visible(timeout=SAVED)
