"""Parts are set once, wherever that is; what is kept is right or is not there; what can't be set is told."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from test_typeset import SETTINGS, page

from kurrasa import fonts
from kurrasa.forme import Forme
from kurrasa.source import Source
from kurrasa.store import Store
from kurrasa.typeset import Complaint, Recipe, Sheets, TooLong, house_style
from kurrasa.workshop import Job, Workshop, set_part

RECIPE = Recipe(house_style(SETTINGS), fonts.faces(), "ar")
JOBS = [
    Job(f"جزء {n}", Source.of(page(f"<h1>جزء {n}</h1><p>{'نصٌّ فيه شيء من التشكيل. ' * n}</p>"))) for n in range(1, 6)
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache")


def sheets(workshop: Workshop, jobs: list[Job]) -> list[Sheets]:
    found = list(workshop.typeset(jobs))
    assert not [one for one in found if isinstance(one, Complaint)]
    return [one for one in found if isinstance(one, Sheets)]


def formes(workshop: Workshop, jobs: list[Job]) -> list[Forme]:
    return [workshop.forme(one) for one in sheets(workshop, jobs)]


# ---------------------------------------------------------------- once


def test_what_is_kept_is_not_set_again(store: Store) -> None:
    first, again = Workshop(RECIPE, store), Workshop(RECIPE, store)
    assert formes(first, JOBS) == formes(again, JOBS)
    assert (first.set, again.set) == (5, 0)


def test_only_what_is_new_is_set(store: Store) -> None:
    sheets(Workshop(RECIPE, store), JOBS)
    later = Workshop(RECIPE, store)
    sheets(later, [*JOBS[:2], Job("آخر", Source.of(page("<p>جديد</p>"))), *JOBS[3:]])
    assert later.set == 1


def test_other_styles_are_another_part(store: Store) -> None:
    sheets(Workshop(RECIPE, store), JOBS[:1])
    other = Workshop(Recipe(RECIPE.styles + "p { color: red }", RECIPE.faces, "ar"), store)
    sheets(other, JOBS[:1])
    assert other.set == 1


@pytest.mark.parametrize("harm", [lambda data: data[:-9], lambda data: data[:40] + b"x" + data[41:], lambda data: b""])
def test_a_damaged_part_is_set_again(store: Store, harm) -> None:
    before = formes(Workshop(RECIPE, store), JOBS)
    for path in store.folder.iterdir():
        path.write_bytes(harm(path.read_bytes()))
    assert formes(Workshop(RECIPE, store), JOBS) == before


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-1])])
def test_a_forme_that_is_lost_is_made_again_when_the_binder_asks(store: Store, harm) -> None:
    workshop = Workshop(RECIPE, store)
    (one,) = sheets(workshop, JOBS[:1])
    before = workshop.forme(one)
    for path in store.folder.iterdir():
        harm(path)
    assert workshop.forme(one) == before
    assert Workshop(RECIPE, store).forme(one) == before


# ---------------------------------------------------------------- anywhere


def test_a_part_is_the_same_in_whatever_process_it_is_set(tmp_path: Path) -> None:
    here = Workshop(RECIPE, Store(tmp_path / "here"), ThreadPoolExecutor(1))
    with ProcessPoolExecutor(2) as pool:
        there = Workshop(RECIPE, Store(tmp_path / "there"), pool)
        assert pickle.dumps(formes(here, JOBS)) == pickle.dumps(formes(there, list(reversed(JOBS)))[::-1])


# ---------------------------------------------------------------- what can't be set


def test_a_part_that_takes_too_long_is_told_and_the_others_are_set(store: Store) -> None:
    endless = Job("طويل", Source.of(page("<table>" + "<tr><td><table><tr><td>نص" * 30 + "</table>" * 31)))
    found = list(Workshop(RECIPE, store, ThreadPoolExecutor(1)).typeset(JOBS[:1]))
    assert isinstance(found[0], Sheets)
    late = set_part(RECIPE, endless, 0.05)
    assert isinstance(late, TooLong)
    assert late.seconds == 0.05


def test_what_the_typesetter_complains_of_is_told_and_not_kept(store: Store) -> None:
    bad = Job("سيئ", Source.of(page('<p style="colour: red">نص</p>')))
    for _ in range(2):
        workshop = Workshop(RECIPE, store)
        first, complaint = workshop.typeset([JOBS[0], bad])
        assert isinstance(first, Sheets)
        assert isinstance(complaint, Complaint)
        assert "colour" in str(complaint)
