"""A book kept warm: what a refresh gives after an edit, after a broken save, and after nothing at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdfium2
import pytest
from conftest import CLIMATE

from kurrasa.build import Order, Step, booklet
from kurrasa.preview.pictures import picture
from kurrasa.session import Edition, Session


def quiet(_step: Step) -> None:
    """No word of progress."""


class Desk:
    """A copy of a content, and the session of its editor."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "content"
        self.session = Session(Order(self.content, folder / "build"))

    def clear(self) -> None:
        """Have the content as it was at first."""
        shutil.rmtree(self.content, ignore_errors=True)
        shutil.copytree(CLIMATE, self.content)
        self.first = self.session.refresh(quiet)

    def save(self, file: str, old: str, new: str) -> Edition:
        path = self.content / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        return self.session.refresh(quiet)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(kept: Desk) -> Desk:
    kept.clear()
    return kept


def part(edition: Edition, sheet: int) -> str:
    return edition.pages[sheet - 1].part


def test_a_refresh_gives_the_book_that_a_build_makes(desk: Desk, climate_book: Path) -> None:
    assert len(desk.first.pages) == len(pypdfium2.PdfDocument(climate_book))
    assert desk.first.title == "قرارات مؤتمر الأطراف"
    assert (desk.first.language, desk.first.direction) == ("ar", "rtl")
    assert "مؤتمر باريس" in [entry.title for entry in desk.first.outline]


def test_nothing_saved_is_nothing_changed(desk: Desk) -> None:
    again = desk.session.refresh(quiet)
    assert again.number == desk.first.number
    assert again.changed == ()


def test_an_edit_comes_first_among_the_pages_that_look_otherwise(desk: Desk) -> None:
    edition = desk.save("conferences.yaml", "قد فتح", "قد فتح قديمًا")
    assert edition.number == desk.first.number + 1
    assert edition.edited == ("paris-2015:text:1",)
    assert part(edition, edition.changed[0]) == "paris-2015"
    assert {part(edition, sheet) for sheet in edition.changed} == {"paris-2015", "imprint"}, "and the imprint's stamp"


def test_the_book_itself_may_be_edited(desk: Desk) -> None:
    edition = desk.save("book.yaml", "من برلين إلى باريس", "من كيوتو إلى باريس")
    assert edition.edited == ("book:subtitle",)
    assert part(edition, edition.changed[0]) in {"cover", "title"}


def test_a_title_is_looked_for_at_home_before_the_contents_that_list_it(desk: Desk) -> None:
    edition = desk.save("chapters.yaml", "من الولاية إلى البروتوكول", "من الولاية")
    assert [part(edition, sheet) for sheet in edition.changed][:2] == ["mandate", "contents"]


def test_a_broken_save_keeps_the_last_good_pages(desk: Desk) -> None:
    edition = desk.save("conferences.yaml", "place: kyoto", "place: kyotoo")
    assert edition.broken
    assert [(d.rule, d.spot and d.spot.line) for d in edition.diagnostics] == [("dangling-reference", 12)]
    assert edition.pages == desk.first.pages
    assert (edition.number, edition.changed) == (desk.first.number, ())
    mended = desk.save("conferences.yaml", "place: kyotoo", "place: kyoto")
    assert not mended.broken
    assert mended.changed == ()


def test_a_content_without_a_book_is_told_and_the_pages_stay(desk: Desk) -> None:
    (desk.content / "book.yaml").unlink()
    edition = desk.session.refresh(quiet)
    assert edition.broken
    assert edition.pages == desk.first.pages


def test_pages_with_one_digest_look_the_same_and_others_do_not(desk: Desk) -> None:
    before = {page.digest: desk.session.look(page.digest, lambda p: picture(p, 96)) for page in desk.first.pages}
    edition = desk.save("conferences.yaml", "قد فتح", "قد فتح قديمًا")
    after = {page.digest: desk.session.look(page.digest, lambda p: picture(p, 96)) for page in edition.pages}
    assert all(before[digest] == after[digest] for digest in before.keys() & after.keys())
    assert len(after.keys() - before.keys()) == len(edition.changed)
    gone = (before.keys() - after.keys()).pop()
    assert desk.session.look(gone, lambda p: picture(p, 96)) is None


def test_a_field_is_found_on_the_pages_that_print_it(desk: Desk) -> None:
    places = desk.first.find("cop-1-1")
    assert [part(desk.first, sheet) for sheet, _ in places] == ["conferences", "index-resolutions"]
    assert [part(desk.first, sheet) for sheet, _ in desk.first.find("paris-2015:text:1")] == ["paris-2015"]
    assert desk.first.find("nobody") == ()


@pytest.mark.parametrize("told", [True, False], ids=["told what was saved", "told nothing"])
def test_a_glance_shows_the_edited_page_as_the_book_will_have_it(desk: Desk, *, told: bool) -> None:
    path = desk.content / "conferences.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("قد فتح", "قد فتح قديمًا"), encoding="utf-8")
    glanced = desk.session.glance(quiet, {path} if told else ())
    assert glanced
    assert [part(glanced, sheet) for sheet in glanced.changed] == ["paris-2015"]
    assert glanced.edited == ("paris-2015:text:1",)
    digest = glanced.pages[glanced.changed[0] - 1].digest
    shown = desk.session.look(digest, lambda p: picture(p, 96))
    edition = desk.session.refresh(quiet)
    assert edition.pages[glanced.changed[0] - 1].digest == digest
    assert desk.session.look(digest, lambda p: picture(p, 96)) == shown
    assert {part(edition, sheet) for sheet in edition.changed} == {"imprint"}, "the rest has followed"


def test_there_is_no_glance_at_a_fault_nor_at_what_moves_other_pages(desk: Desk) -> None:
    path = desk.content / "conferences.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("place: kyoto", "place: kyotoo"), encoding="utf-8")
    assert desk.session.glance(quiet) is None
    path.write_text(text.replace("قد فتح", "قد فتح " + "كلام يطول. " * 400), encoding="utf-8")
    assert desk.session.glance(quiet) is None
    assert desk.session.edition.pages == desk.first.pages


def test_a_glance_at_prose_beside_its_record(desk: Desk) -> None:
    path = desk.content / "conferences.yaml"
    record, _, text = path.read_text(encoding="utf-8").partition("  text: |\n")
    path.write_text(record, encoding="utf-8")
    beside = path.with_suffix("") / "paris-2015.md"
    beside.parent.mkdir()
    beside.write_text(text.replace("    ", ""), encoding="utf-8")
    desk.session.refresh(quiet)
    beside.write_text(text.replace("    ", "").replace("قد فتح", "قد فتح قديمًا"), encoding="utf-8")
    glanced = desk.session.glance(quiet, {beside})
    assert glanced
    assert glanced.edited == ("paris-2015:text:1",)
    edition = desk.session.refresh(quiet)
    assert [page.digest for page in edition.pages[:-1] if page.part == "paris-2015"] == [
        page.digest for page in glanced.pages if page.part == "paris-2015"
    ]


def test_a_glance_shows_no_page_with_a_letter_that_no_face_has(desk: Desk) -> None:
    path = desk.content / "conferences.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("قد فتح", "قد فتح 漢"), encoding="utf-8")
    assert desk.session.glance(quiet, {path}) is None
    assert desk.session.refresh(quiet).broken


def test_what_a_glance_could_not_know_to_be_wrong_is_taken_back(desk: Desk) -> None:
    path, other = desk.content / "conferences.yaml", desk.content / "book.yaml"
    text, right = path.read_text(encoding="utf-8"), other.read_text(encoding="utf-8")
    path.write_text(text.replace("قد فتح", "قد فتح الآن"), encoding="utf-8")
    other.write_text(right + "unknown: 1\n", encoding="utf-8")
    glanced = desk.session.glance(quiet, {path})
    assert glanced
    assert glanced.pages != desk.first.pages
    edition = desk.session.refresh(quiet)
    assert edition.broken, "a file that the glance wasn't told of is at fault"
    assert edition.pages == desk.first.pages
    assert edition.number > glanced.number
    first = desk.first.pages[glanced.changed[0] - 1]
    assert desk.session.look(first.digest, lambda p: picture(p, 96))
    path.write_text(text, encoding="utf-8")
    other.write_text(right, encoding="utf-8")
    assert desk.session.refresh(quiet).pages == desk.first.pages


def test_the_finished_book_is_the_one_that_a_build_from_nothing_makes(desk: Desk, tmp_path: Path) -> None:
    desk.save("conferences.yaml", "قد فتح", "قد فتح قديمًا")
    outcome = desk.session.finish(quiet)
    assert outcome
    assert outcome.pdf
    clean = booklet(Order(desk.content, tmp_path / "clean"), quiet)
    assert clean.pdf
    assert outcome.pdf.read_bytes() == clean.pdf.read_bytes()


def test_there_is_nothing_to_finish_before_there_are_pages(tmp_path: Path) -> None:
    assert Session(Order(tmp_path / "nowhere", tmp_path)).finish(quiet) is None
