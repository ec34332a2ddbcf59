"""What several test modules share: small dossiers written where they are needed, and books built once a session."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from PIL import Image

from kurrasa import build, fonts
from kurrasa.design import palette
from kurrasa.dossier import Dossier, resolve
from kurrasa.drawings import Style
from kurrasa.load import load
from kurrasa.new import new

ROOT = Path(__file__).parent.parent
CLIMATE = ROOT / "tests" / "dossiers" / "climate"

Write = Callable[[Mapping[str, str]], Dossier]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files of content, and give the dossier that they make; a text that is the wrong YAML fails the test."""

    def written(files: Mapping[str, str]) -> Dossier:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        content, faults = load(tmp_path)
        assert content, faults
        assert not faults
        return resolve(content)

    return written


@pytest.fixture(scope="session")
def climate() -> Dossier:
    """The small dossier of another subject."""
    content, faults = load(CLIMATE)
    assert content, faults
    return resolve(content)


def edited(source: Path, folder: Path, **changes: Mapping[str, str] | str) -> Path:
    """Copy a content and edit its book: each named field gets this line of YAML in place of its own, or is added."""
    shutil.copytree(source, folder)
    path = folder / "book.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    for name, value in changes.items():
        lines = [line for line in lines if not line.startswith(f"{name}:")]
        lines.append(f"{name}: {value}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def beside(book: Path, factory: pytest.TempPathFactory) -> Path:
    """A copy of a book that others share, with all that lies beside it: what a test adds to it is not theirs."""
    return Path(shutil.copytree(book.parent, factory.mktemp("beside") / "out")) / book.name


def built(content: Path, out: Path, *, final: bool = False) -> Path:
    """Build a content that must be good, and give the path of the book."""
    outcome = build.booklet(build.Order(content, out, final=final), lambda _step: None)
    assert outcome.pdf, outcome.diagnostics
    assert outcome.proof
    assert outcome.proof.passed
    return outcome.pdf


@pytest.fixture(scope="session")
def first_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the first edition's content."""
    return Path(shutil.copytree(ROOT / "content", tmp_path_factory.mktemp("first-edition") / "content"))


@pytest.fixture(scope="session")
def first_edition(first_content: Path) -> Path:
    """The book of `content/` as an editor gets it."""
    return built(first_content, first_content.parent / "build")


@pytest.fixture(scope="session")
def climate_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of the small dossier."""
    return built(CLIMATE, tmp_path_factory.mktemp("climate"))


@pytest.fixture(scope="session")
def scaffold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content as `kurrasa new` writes it: it has a record of each kind, and its front matter is in abjad."""
    folder = tmp_path_factory.mktemp("scaffold") / "content"
    new(folder)
    return folder


@pytest.fixture(scope="session")
def scaffold_book(scaffold: Path) -> Path:
    """The book of the scaffold."""
    return built(scaffold, scaffold.parent / "build")


@pytest.fixture(scope="session")
def style() -> Style:
    """How drawings are made in a book from right to left with European digits."""
    return Style(palette(), fonts.faces(), "IBM Plex Sans Arabic", "rtl", str)


@pytest.fixture(scope="session")
def large_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scaffold's book as it may not be by default: 170 × 240 mm, with a picture, numbered on, and final."""
    folder = tmp_path_factory.mktemp("large")
    new(folder / "new")
    changes = {"trim": "{width: 170, height: 240}", "front_matter": "continuous"}
    content = edited(folder / "new", folder / "content", **changes)
    (content / "images").mkdir()
    Image.linear_gradient("L").resize((1400, 900)).convert("RGB").save(content / "images" / "sevres.png")
    path = content / "figures.yaml"
    figure = path.read_text(encoding="utf-8").rstrip() + "\n  image: sevres.png\n  alt: بناء بين أشجار\n"
    path.write_text(figure, encoding="utf-8")
    return built(content, folder / "build", final=True)
