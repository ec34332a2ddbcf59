"""What an editor is told of bad content: the cases of `tests/bad/*.txt`, whose README explains their form."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from kurrasa.check import check
from kurrasa.diagnostics import Diagnostic, in_order, render
from kurrasa.faces import Faces
from kurrasa.fonts import faces
from kurrasa.load import load
from kurrasa.words import words

BAD = Path(__file__).parent / "bad"


@dataclass(frozen=True)
class Case:
    """Files laid over the base, and what is told of them."""

    subject: str
    name: str
    files: dict[str, str]
    told: str


def cases() -> list[Case]:
    found = []
    for path in sorted(BAD.glob("*.txt")):
        for block in path.read_text("utf-8").split("\n== "):
            name, _, rest = block.removeprefix("== ").partition("\n")
            body, mark, told = rest.partition("!! ")
            files = dict(part.split("\n", 1) for part in re.split(r"^-- ", body, flags=re.MULTILINE)[1:])
            found.append(Case(path.stem, name, files, (mark + told).strip()))
    return found


def _shown(text: str) -> str:
    return re.sub(r"⟨U\+([0-9A-F]{4})⟩", lambda m: chr(int(m[1], 16)), text.replace("␉", "\t"))


def told_of(case: Case, folder: Path, manifest: Faces) -> list[Diagnostic]:
    shutil.copytree(BAD / "base", folder, dirs_exist_ok=True)
    for name, text in case.files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(_shown(text).rstrip("\n") + "\n", "utf-8")
    content, faults = load(folder)
    assert content, "a single fault leaves a content that the other rules can be held against"
    return in_order([*faults, *check(content, manifest)])


def _as_text(told: list[Diagnostic], folder: Path) -> str:
    speech = words("en")
    lines = []
    for d in told:
        spot = str(d.spot).removeprefix(f"{folder}/")
        kind = d.rule if d.severity == "error" else f"{d.rule} (warning)"
        said = [speech.gettext(text).format_map(d.values).replace(f"{folder}/", "") for text in (d.message, d.hint)]
        lines += [f"!! {spot} {kind}", *said]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def manifest() -> Faces:
    return faces()


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.subject}: {case.name}")
def test_the_editor_is_told(case: Case, tmp_path: Path, manifest: Faces) -> None:
    """File, line and column, what is wrong, what to do; and nothing else of the same content."""
    assert _as_text(told_of(case, tmp_path, manifest), tmp_path) == case.told


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.subject}: {case.name}")
def test_it_is_told_in_arabic_too(case: Case, tmp_path: Path, manifest: Faces) -> None:
    """Every message and hint has its Arabic, with the same fields filled."""
    arabic = words("ar")
    told = told_of(case, tmp_path, manifest)
    assert [text for d in told for text in (d.message, d.hint) if arabic.gettext(text) == text] == []
    assert render(told, "ar").count("خطأ: ") == sum(d.severity == "error" for d in told)


def test_the_base_is_good(tmp_path: Path, manifest: Faces) -> None:
    """The content that the cases are laid over has nothing wrong with it."""
    assert told_of(Case("", "", {}, ""), tmp_path, manifest) == []
