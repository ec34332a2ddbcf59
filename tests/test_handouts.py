"""Handouts as a delegate gets them: what they say is what the booklet says, and their page numbers lead into it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import ROOT, edited
from reader import Volume

from kurrasa import cli
from kurrasa.build import edition, recipe
from kurrasa.compose import Composer
from kurrasa.diagnostics import Diagnostic
from kurrasa.dossier import Dossier
from kurrasa.handouts import make
from kurrasa.handouts.expect import Bound, check_pages, printed
from kurrasa.handouts.order import Choice, Order, Outcome
from kurrasa.handouts.press import Press
from kurrasa.handouts.setting import Shop
from kurrasa.handouts.sheet import SetSheet, set_sheet, style
from kurrasa.handouts.subject import Subject, subjects
from kurrasa.handouts.writer import runs, sheet_writer
from kurrasa.load import load
from kurrasa.localise import localise
from kurrasa.paginate import PageMap
from kurrasa.records import Conference, Note, Resolution
from kurrasa.store import Store

CONTENT = ROOT / "content"
MADE = ("tehran-1997", "doha-2003", "holy-places")


@pytest.fixture(scope="module")
def composer() -> Composer:
    content, faults = load(CONTENT)
    assert content, faults
    return edition(content)


@pytest.fixture(scope="module")
def dossier(composer: Composer) -> Dossier:
    return composer.dossier


@pytest.fixture(scope="module")
def chosen(composer: Composer) -> Callable[..., list[Subject]]:
    """The handouts that a choice asks for."""
    return lambda **choice: list(subjects(composer.dossier, composer.arrangement, Choice(**choice)))


@pytest.fixture(scope="module")
def outcome(first_content: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Three handouts of the first edition in Arabic: a full one, a sparse one, a theme; and one file of all."""
    order = Order(first_content, tmp_path_factory.mktemp("out"), Choice(ids=MADE), ("ar",), combined=True)
    made = make.handouts(order, lambda _step: None)
    assert made.files, made.diagnostics
    return made


@pytest.fixture(scope="module")
def sheets(outcome: Outcome) -> dict[str, Volume]:
    return {file.path.name.split(".")[0]: Volume(file.path) for file in outcome.files}


def set_alone(composer: Composer, id: str, store: Store) -> tuple[SetSheet | None, str]:
    """A handout set without its booklet, whose page numbers are then zeros; and the message if it does not fit."""
    (subject,) = subjects(composer.dossier, composer.arrangement, Choice(ids=(id,)))
    writer = sheet_writer(composer, subject, PageMap(), "ar")
    shop = Shop(recipe(composer, style(composer.dossier)), 60)
    ((_, found),) = Press(store).follow([set_sheet(subject, writer, shop, final=False)])
    if isinstance(found, Diagnostic):
        return None, found.rule + found.values.get("longest", "")
    assert isinstance(found, SetSheet)
    return found, ""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@cache
def edited_composer(folder: Path) -> Composer:
    content, faults = load(folder)
    assert content, faults
    return edition(content)


# ---------------------------------------------------------------- the booklet and its handouts, both read back


def test_every_card_on_a_handout_has_the_number_and_the_page_it_has_in_the_booklet(
    sheets: dict[str, Volume], first_edition: Path, dossier: Dossier
) -> None:
    booklet = Volume(first_edition)
    for id in ("tehran-1997", "holy-places"):
        lines = [line for sheet in range(1, len(sheets[id]) + 1) for line in sheets[id].lines(sheet)]
        for resolution in _told(dossier, id):
            page = booklet.labels[booklet.destinations[f"card-{resolution.id}"][0] - 1]
            number = "".join(p.text for p in dossier.number(resolution) if p.field != "mark").split("-")[0]
            heads = [before + " " + line for before, line in pairwise(lines) if number in before + line]
            assert any(re.search(rf"(?<!\d){page}(?!\d)", line) for line in heads), f"{resolution.id}: p. {page}"


def _told(dossier: Dossier, id: str) -> list[Resolution]:
    if id == "tehran-1997":
        return [r for r in dossier.all(Resolution) if r.conference == id]
    return [r for r in dossier.all(Resolution) if (s := dossier.series(r)) and s.id == "cultural"]


def test_titles_and_dates_read_the_same_in_both(
    sheets: dict[str, Volume], first_edition: Path, dossier: Dossier
) -> None:
    booklet, sheet = Volume(first_edition), sheets["tehran-1997"]
    tehran = next(c for c in dossier.all(Conference) if c.id == "tehran-1997")
    opening = booklet.destinations["part-tehran-1997"][0]
    when = dossier.when(tehran)
    assert when
    told = [tehran.title, dossier.session(tehran), tehran.session_name or ""]
    for words in told + dossier.idiom.date(when).split(" / "):
        assert sheet.says(1, words), words
        assert booklet.says(opening, words), words


def test_a_note_has_its_number_and_its_page(sheets: dict[str, Volume], first_edition: Path, dossier: Dossier) -> None:
    booklet = Volume(first_edition)
    text = "".join(sheets["tehran-1997"].texts)
    note = next(n for n in dossier.all(Note) if n.id == "n-tehran-name")
    page = booklet.labels[booklet.destinations[f"note-{note.id}"][0] - 1]
    number = dossier.all(Note).index(note) + 1
    assert re.search(rf"(?<!\d){number}(?!\d)", text)
    assert re.search(rf"(?<!\d){page}(?!\d)", text)


def test_a_page_number_that_is_not_the_booklets_is_found(composer: Composer, outcome: Outcome, store: Store) -> None:
    """The proof would not let a handout of another booklet pass."""
    file = next(f for f in outcome.files if "doha" in f.path.name)
    assert file.proof
    check = next(c for c in file.proof.checks if c.name == "Page numbers of the booklet")
    assert check.tried > 3
    assert not check.failed
    sheet, told = set_alone(composer, "doha-2003", store)
    assert sheet, told
    writer = sheet_writer(composer, sheet.subject, PageMap(), "ar")
    numbers = printed([Bound(sheet, 1, writer)], PageMap())
    assert check_pages(file.path.read_bytes(), numbers).failed == len(sheet.sides.references) > 3


# ---------------------------------------------------------------- sides, files, order


def test_a_handout_is_one_leaf_of_a4(sheets: dict[str, Volume]) -> None:
    for id in MADE:
        assert len(sheets[id]) in (1, 2)
        for page in sheets[id].file.pages:
            assert [round(float(side) / 72 * 25.4) for side in page.mediabox] == [0, 0, 210, 297]


def test_single_handouts_stand_alone_in_their_folder(outcome: Outcome) -> None:
    folder = outcome.files[0].path.parent
    assert {p.name for p in folder.iterdir()} == {f"{id}.ar.pdf" for id in MADE}


def test_all_in_one_file_each_begins_on_the_front_of_a_leaf(sheets: dict[str, Volume], dossier: Dossier) -> None:
    volume = sheets["handouts"]
    assert [h.title for h in volume.outline] == [dossier.name(dossier[id]) for id in MADE]
    assert all(h.sheet % 2 for h in volume.outline)
    for heading in volume.outline:
        assert volume.says(heading.sheet, heading.title)


def test_it_reads_from_right_to_left(sheets: dict[str, Volume]) -> None:
    assert str(sheets["doha-2003"].file.Root.ViewerPreferences.Direction) == "/R2L"


def test_a_sparse_one_is_filled_from_its_neighbours(sheets: dict[str, Volume], dossier: Dossier) -> None:
    for id in ("tehran-1997", "putrajaya-2003"):
        neighbour = dossier[id]
        assert isinstance(neighbour, Conference)
        assert sheets["doha-2003"].says(1, neighbour.title)
        assert sheets["doha-2003"].says(1, neighbour.summary)


# ---------------------------------------------------------------- which, and of what


def test_every_meeting_has_one_and_every_theme(chosen: Callable[..., list[Subject]], dossier: Dossier) -> None:
    assert [s.record.id for s in chosen()] == [
        *(c.id for c in sorted(dossier.all(Conference), key=lambda c: dossier.when(c).sort_key)),  # type: ignore[union-attr]
        "holy-places",
        "baku-and-after",
    ]


@pytest.mark.parametrize(("year", "ids"), [(1997, {"islamabad-1997", "tehran-1997"}), (1418, {"tehran-1997"})])
def test_a_year_is_of_either_era(chosen: Callable[..., list[Subject]], year: int, ids: set[str]) -> None:
    assert {s.record.id for s in chosen(years=(year,))} == ids


def test_a_body_has_its_meetings_and_no_theme(chosen: Callable[..., list[Subject]]) -> None:
    assert {s.record.id for s in chosen(bodies=("coordination",))} == {"new-york-1992", "new-york-1994"}


def test_a_theme_holds_what_meets_its_conditions(chosen: Callable[..., list[Subject]], dossier: Dossier) -> None:
    holy, baku = chosen(ids=("holy-places", "baku-and-after"))
    assert {r.id for r in holy.resolutions} == {"r-2-11-c", "m-2-33"}
    assert [d.id for d in holy.documents] == ["sg-report-holy-places"]
    assert [c.id for c in holy.conferences] == ["baku-2006", "dakar-2008"]
    first = dossier.when(dossier["baku-2006"])
    assert first
    for record in (*baku.resolutions, *baku.documents, *baku.events):
        when = dossier.when(record)
        assert when
        assert when.year >= first.year


def test_what_happened_at_a_meeting_and_the_notes_it_refers_to_are_on_it(
    chosen: Callable[..., list[Subject]],
) -> None:
    (tehran,) = chosen(ids=("tehran-1997",))
    assert [e.id for e in tehran.events] == ["tehran-meetings", "tehran-address"]
    assert [f.id for f in tehran.figures] == ["fig-aghdam"]
    assert {"n-tehran-name", "n-tehran-dates", "n-aghdam"} <= {n.id for n in tehran.notes}


def test_a_range_stands_for_three_pages_or_more() -> None:
    assert runs([27, 28, 54, 81, 82, 83]) == [(27, 27), (28, 28), (54, 54), (81, 83)]


# ---------------------------------------------------------------- fit


def long_summary(folder: Path, words: int, **changes: str) -> Path:
    """The scaffold with a resolution that goes on and on."""
    from kurrasa.new import SCAFFOLD

    content = edited(SCAFFOLD, folder, **changes)
    path = content / "resolutions.yaml"
    text = path.read_text(encoding="utf-8")
    long = " ".join(["جعل المتر عددًا من أطوال موجة الإشعاع"] * words)
    path.write_text(text.replace("جعل المتر عددًا من أطوال موجة الإشعاع", long), encoding="utf-8")
    return content


def test_type_steps_down_before_a_text_is_too_long(tmp_path: Path, store: Store) -> None:
    sizes = {}
    for words in (1, 60, 88):
        sheet, told = set_alone(edited_composer(long_summary(tmp_path / str(words), words)), "paris-1960", store)
        assert sheet, told
        sizes[words] = (sheet.sides.count, sheet.step)
    assert sizes[1] == (1, 1.0)
    assert sizes[88][1] <= sizes[60][1]


def test_a_text_too_long_for_two_sides_is_named(tmp_path: Path, store: Store) -> None:
    sheet, told = set_alone(edited_composer(long_summary(tmp_path / "long", 400)), "paris-1960", store)
    assert sheet is None
    assert "handout-too-long" in told
    assert "cgpm-11-6" in told


def test_nothing_is_written_of_any_if_one_is_too_long(tmp_path: Path) -> None:
    content = long_summary(tmp_path / "content", 400)
    order = Order(content, tmp_path / "out", Choice(ids=("paris-1960", "versailles-2018")))
    told = make.handouts(order, lambda _step: None)
    assert not told.files
    assert not list((tmp_path / "out").rglob("*.pdf"))


# ---------------------------------------------------------------- languages and addresses


def test_a_language_without_a_booklet_names_the_one_it_refers_to(store: Store) -> None:
    content, _ = load(CONTENT)
    assert content
    sheet, told = set_alone(edition(localise(content, "fr")[0]), "doha-2003", store)
    assert sheet, told
    _, _, html, _ = sheet.task.given
    assert "arabe" in html


def test_figures_have_the_same_numbers_in_every_language(composer: Composer) -> None:
    content = composer.dossier.content
    french = edition(localise(content, "fr")[0])
    assert [f.id for f in french.arrangement.figures] == [f.id for f in composer.arrangement.figures]


@pytest.mark.parametrize("address", ["https://example.org/edition", None])
def test_a_book_with_an_address_has_a_code(tmp_path: Path, store: Store, address: str | None) -> None:
    changes = {"website": address} if address else {}
    content = edited(ROOT / "kurrasa" / "scaffold", tmp_path / "content", **changes)
    sheet, told = set_alone(edited_composer(content), "paris-1983", store)
    assert sheet, told
    assert ("tail" in sheet.keys) == bool(address)


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--id", "tehran-1998"], "tehran-1997"),
        (["--body", "islamic-sumit"], "islamic-summit"),
        (["--select", "content/places.yaml"], "content/places.yaml"),
        (["--year", "1066"], ""),
    ],
)
def test_what_is_asked_for_and_is_not_there(
    arguments: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(make, "_numbering", lambda *_: (make.Numbering(PageMap(), "ar"), ()))
    assert cli.main(["handouts", *arguments, "--lang", "ar", "--quiet"]) == cli.USAGE
    assert told in capsys.readouterr().err


def test_a_translation_is_held_to_the_rules_before_anything_is_set(tmp_path: Path) -> None:
    """A sign that turns the direction of text, in English, is told at its place, as the booklet would tell it."""
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    file = content / "translations" / "en.yaml"
    english = file.read_text(encoding="utf-8")
    file.write_text(english.replace("text: The Conflict", "text: The Con\u202eflict", 1), encoding="utf-8")
    steps: list[str] = []
    made = make.handouts(Order(content, tmp_path, Choice(), ("en",)), lambda step: steps.append(step.stage))
    assert not made.files
    assert steps == ["Reading the content"]
    assert [(f.rule, f.spot and f.spot.file[-20:]) for f in made.diagnostics] == [("invisible", "translations/en.yaml")]


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    scaffold = Path(shutil.copytree(ROOT / "kurrasa" / "scaffold", tmp_path / "content"))
    order = Order(scaffold, tmp_path / "one", Choice(ids=("kilogram",)))
    one = make.handouts(order, lambda _step: None).files
    two = make.handouts(replace(order, out=tmp_path / "two"), lambda _step: None).files
    assert [file.path.read_bytes() for file in one] == [file.path.read_bytes() for file in two]
    assert one
