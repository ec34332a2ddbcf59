"""Handouts made again: only what an edit touches is measured, set and proven anew, and the files are those of a clean
build."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT
from reader import Volume

from kurrasa import build
from kurrasa.handouts import make
from kurrasa.handouts.order import Order, Outcome, standing
from kurrasa.handouts.press import Press
from kurrasa.order import Order as BookletOrder

SCAFFOLD = ROOT / "kurrasa" / "scaffold"


def made(order: Order) -> tuple[Outcome, Counter[str]]:
    """What came of an order, and how many handouts were measured, set and proven for it."""
    press = Press(order.store)
    outcome = make.handouts(order, lambda _step: None, press)
    assert outcome.files, outcome.diagnostics
    return outcome, press.made


def files(outcome: Outcome) -> dict[str, bytes]:
    return {file.path.name: file.path.read_bytes() for file in outcome.files}


def reworded(order: Order) -> Order:
    """Change a word of a resolution that the handout of its meeting tells, and no other."""
    path = order.content / "resolutions.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("سمّى النظام") == 1
    path.write_text(text.replace("سمّى النظام", "سمّى المؤتمر النظام"), encoding="utf-8")
    return order


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Order, Outcome]:
    """The handouts of the scaffold, single and in one file, made once."""
    folder = tmp_path_factory.mktemp("handouts")
    content = Path(shutil.copytree(SCAFFOLD, folder / "content"))
    order = Order(content, folder / "build", combined=True)
    return order, made(order)[0]


@pytest.fixture
def again(first: tuple[Order, Outcome], tmp_path: Path) -> Order:
    """The same order in a copy of its folders."""
    folder = Path(shutil.copytree(first[0].content.parent, tmp_path / "copy"))
    return replace(first[0], content=folder / "content", out=folder / "build")


def test_nothing_is_made_where_nothing_was_edited(first: tuple[Order, Outcome]) -> None:
    order, outcome = first
    found = standing(order)
    assert found
    assert [(f.path, f.pages, f.proof) for f in found.files] == [(f.path, f.pages, None) for f in outcome.files]
    assert made(order)[1] == {}


def test_a_process_that_makes_nothing_needs_no_typesetter(first: tuple[Order, Outcome]) -> None:
    order = first[0]
    code = (
        "import sys; from kurrasa import cli\n"
        f"content, out = {str(order.content)!r}, {str(order.out)!r}\n"
        "code = cli.main(['handouts', '--content', content, '--out', out, '--combined'])\n"
        "print(code, sorted({'weasyprint', 'pydantic', 'pikepdf'} & sys.modules.keys()))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, text=True).stdout
    assert told.splitlines()[-1] == "0 []"


def test_what_was_asked_for_otherwise_or_is_not_there_does_not_stand(again: Order) -> None:
    assert standing(again)
    assert not standing(replace(again, final=True))
    (again.out / "handouts" / "paris-1960.ar.pdf").unlink()
    assert not standing(again)
    assert made(again)[1] == {}
    assert standing(again)


def test_an_edit_sets_what_it_touches_and_gives_what_a_clean_build_gives(again: Order) -> None:
    before = {path.name: Volume(path) for path in (again.out / "handouts").iterdir()}
    outcome, anew = made(reworded(again))
    said = {f.path.name: Volume(f.path).texts for f in outcome.files}
    touched = [name for name, volume in before.items() if said[name] != volume.texts]
    assert touched == ["paris-1960.ar.pdf"]
    assert anew == {"measure": 1, "set_sides": 1, "bind_and_prove": 2}  # itself, and the file of all
    assert files(outcome) == files(made(replace(again, out=again.out.parent / "clean"))[0])


def test_a_line_that_moves_in_a_file_of_content_proves_nothing_anew(again: Order) -> None:
    path = again.content / "resolutions.yaml"
    path.write_text("# A remark.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert not standing(again)
    assert made(again)[1] == {}


def test_what_is_damaged_or_lost_is_made_anew(again: Order) -> None:
    before = {path.name: path.read_bytes() for path in again.out.rglob("*.pdf")}
    entries = sorted(path for path in (again.out / ".cache").rglob("*") if path.is_file())
    for index, entry in enumerate(entries):
        if index % 2:
            entry.unlink()
        else:
            entry.write_bytes(entry.read_bytes()[:-1])
    assert not standing(again)
    outcome, anew = made(again)
    assert anew["set_sides"] == 4
    assert files(outcome) == before


def test_a_forme_that_is_lost_is_set_again_for_the_file_of_all(again: Order) -> None:
    """What is known of the sides is there; what is drawn on them is not."""
    clean = replace(again, out=again.out.parent / "clean", combined=False)
    made(clean)
    for entry in (clean.out / ".cache").rglob("*f"):
        if entry.is_file() and len(entry.name) == 41:
            entry.unlink()
    outcome, anew = made(replace(clean, combined=True))
    assert anew == {"bind_and_prove": 1}
    assert files(outcome) == {path.name: path.read_bytes() for path in again.out.rglob("*.pdf")}


def test_the_booklet_that_was_built_gives_its_page_numbers_for_nothing(tmp_path: Path) -> None:
    content = Path(shutil.copytree(SCAFFOLD, tmp_path / "content"))
    assert build.booklet(BookletOrder(content, tmp_path / "build"), lambda _step: None).pdf
    entries = {path.name for path in (tmp_path / "build" / ".cache").rglob("*f") if len(path.name) == 41}
    order = Order(content, tmp_path / "build")
    _, anew = made(order)
    after = {path.name for path in (tmp_path / "build" / ".cache").rglob("*f") if len(path.name) == 41}
    assert len(after - entries) == anew["set_sides"] == 4
