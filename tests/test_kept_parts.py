"""A part that was composed before is kept as long as it would be composed the same, in this process or another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from test_compose import CONTENT, composer_of

from kurrasa import build
from kurrasa.compose import OF_BOOK, Composer
from kurrasa.dossier import resolve
from kurrasa.drawings import Style
from kurrasa.load import load
from kurrasa.paginate import PageMap
from kurrasa.store import Store
from kurrasa.witness import Witnesses

Files = Mapping[str, str]
Compose = Callable[..., Composer]


@pytest.fixture
def composer(tmp_path: Path, style: Style) -> Compose:
    """Give the composer of some files, with what is left of an earlier one."""

    def made(files: Files, earlier: Composer | None = None, store: Store | None = None) -> Composer:
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        content, faults = load(tmp_path)
        assert content, faults
        return replace(composer_of(resolve(content), style), kept=earlier.kept if earlier else {}, store=store)

    return made


def parts(composer: Composer, pages: PageMap | None = None) -> dict[str, str]:
    return {part.id: composer.compose(part, "recto", pages or PageMap()) for part in composer.arrangement.parts}


def composed_anew(before: Mapping[str, object], after: Composer) -> set[str]:
    """The parts that were composed again, by id."""
    return {name.split()[1] for name, kept in after.kept.items() if before.get(name) is not kept}


EDITS: Mapping[str, Files] = {
    "a place has another name": {"places.yaml": "{id: city, name: أصفهان}\n"},
    "a place gets a position": {"places.yaml": "{id: city, name: طهران, latitude: 35.7, longitude: 51.4}\n"},
    "a note is no longer about the resolution": {
        "notes.yaml": "{id: n-one, title: ملاحظة, about: [tehran], stands: س., why: ل.}\n"
    },
    "a note stands before it": {
        "notes.yaml": "- {id: n-two, title: قبلها, stands: س., why: ل.}\n"
        "- {id: n-one, title: ملاحظة, about: [r], stands: س., why: ل.}\n"
    },
    "a resolution cites it": {
        "resolutions.yaml": CONTENT["resolutions.yaml"]
        + "- {id: later, body: summit, title: لاحق, summary: س., cites: [r], chapter: introduction}\n"
    },
    "a resolution is gone, and what spoke of it": {
        "resolutions.yaml": "- {id: nameless, body: summit, title: بلا رقم, summary: س.}\n",
        "notes.yaml": "{id: n-one, title: ملاحظة, stands: س., why: ل.}\n",
    },
    "an event is of another year": {
        "events.yaml": "{id: event, title: حدث, date: 1990-01-01, chapter: introduction}\n"
    },
    "the body spells its numbers otherwise": {
        "bodies.yaml": CONTENT["bodies.yaml"].replace("{serial}/{session}", "{serial}.{session}")
    },
    "the book is set in other numerals": {"book.yaml": "id: book\ntitle: كتاب\nnumerals: arabic-indic\n"},
    "the book has another title": {"book.yaml": "id: book\ntitle: كتاب آخر\ncalendars: [hijri, gregorian]\n"},
    "the book has another size": {"book.yaml": "id: book\ntitle: كتاب\ntrim: {width: 170, height: 240}\n"},
    "the chapter tells of the resolution": {"chapters.yaml": '{id: introduction, title: مقدمة, text: "في [[r]]."}\n'},
    "a second chapter comes": {
        "chapters.yaml": "- {id: introduction, title: مقدمة, text: نص.}\n- {id: more, title: ثان, text: نص.}\n"
    },
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_after_an_edit_every_part_is_what_a_clean_build_would_give(
    composer: Compose, tmp_path: Path, edit: Files
) -> None:
    store = Store(tmp_path / ".cache")
    first = composer(CONTENT, store=store)
    parts(first)
    clean = parts(composer({**CONTENT, **edit}))
    assert parts(composer({}, earlier=first)) == clean
    assert parts(composer({}, store=store)) == clean
    assert clean != parts(composer(CONTENT))


def test_only_what_an_edit_concerns_is_composed_again(composer: Compose) -> None:
    first = composer(CONTENT)
    parts(first)
    before = dict(first.kept)
    after = composer({"chapters.yaml": "{id: introduction, title: مقدمة, text: نص آخر.}\n"}, earlier=first)
    parts(after)
    assert composed_anew(before, after) == {"introduction"}


def test_a_part_that_names_a_chapter_is_composed_again_for_its_title_and_not_for_its_text(composer: Compose) -> None:
    def chapters(title: str, text: str) -> Files:
        return {
            "chapters.yaml": f"- {{id: introduction, title: {title}, text: {text}}}\n"
            '- {id: more, title: ثان, text: "انظر [[introduction]]."}\n'
        }

    first = composer({**CONTENT, **chapters("مقدمة", "نص")})
    parts(first)
    before = dict(first.kept)
    after = composer(chapters("مقدمة", "نص آخر"), earlier=first)
    parts(after)
    assert composed_anew(before, after) == {"introduction"}
    before = dict(first.kept)
    after = composer(chapters("تمهيد", "نص آخر"), earlier=first)
    assert "تمهيد" in parts(after)["more"]
    assert "more" in composed_anew(before, after)


def test_nothing_is_composed_again_where_nothing_was_edited(composer: Compose) -> None:
    first = composer(CONTENT)
    parts(first)
    before = dict(first.kept)
    after = composer({}, earlier=first)
    parts(after)
    assert composed_anew(before, after) == set()


@dataclass(frozen=True)
class Numbered(PageMap):
    """A map that is known, on which every target stands on one page."""

    folio_of_all: str = "7"
    known: bool = field(default=True, init=False)

    def has(self, anchor: str) -> bool:
        return True

    def folio(self, anchor: str) -> str:
        return self.folio_of_all


def test_where_a_number_has_moved_only_the_parts_that_print_it_are_composed_again(composer: Compose) -> None:
    book = composer(CONTENT)
    parts(book, Numbered())
    before = dict(book.kept)
    moved = parts(book, Numbered(folio_of_all="9"))
    anew = composed_anew(before, book)
    assert {"contents", "chronology"} <= anew
    assert not anew & {"cover", "title", "imprint", "introduction"}
    assert moved == parts(composer({}), Numbered(folio_of_all="9"))


def test_a_part_may_ask_the_book_nothing_that_would_not_be_noticed(composer: Compose) -> None:
    book = composer(CONTENT)
    notes: dict[object, object] = {}
    witnesses = Witnesses({"dossier": book.dossier}, OF_BOOK, book.dossier.content.entries)
    dossier = witnesses.stand_in("dossier", notes)
    assert dossier["city"].name == "طهران"
    assert notes
    with pytest.raises(AttributeError, match="may not ask"):
        dossier.content  # noqa: B018
    with pytest.raises(AttributeError, match="may not ask"):
        dossier._numbers  # noqa: B018


def test_an_answer_that_can_t_be_told_from_another_is_none() -> None:
    with pytest.raises(TypeError, match="no answer"):
        Witnesses({}, {}, {}).digest(object())


def test_all_that_a_part_may_ask_is_there_to_be_asked(composer: Compose) -> None:
    book = composer(CONTENT)
    for name, asked in (("dossier", book.dossier), ("arrangement", book.arrangement), ("book", book.dossier.book)):
        assert [question for question in OF_BOOK[name] if not hasattr(asked, question)] == []


def test_the_first_edition_is_the_same_from_what_another_process_kept(first_content: Path, tmp_path: Path) -> None:
    content, _ = load(first_content)
    assert content
    edition = build.edition(content)
    clean = parts(edition)
    assert parts(replace(edition, store=Store(tmp_path), kept={})) == clean
    assert parts(replace(edition, store=Store(tmp_path), kept={})) == clean
