"""Pictures are held against their printed size, and must be there, whole and described."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from kurrasa.diagnostics import Diagnostic
from kurrasa.load import load
from kurrasa.rules import images

BASE = Path(__file__).parent / "bad" / "base"


def figure(folder: Path, **fields: str) -> list[Diagnostic]:
    """What is told of a content with one figure of these fields."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    lines = ["- id: fig-square", "  title: الساحة", "  caption: الساحة كما هي."]
    (folder / "figures.yaml").write_text("\n".join([*lines, *(f"  {k}: {v}" for k, v in fields.items())]), "utf-8")
    content, faults = load(folder)
    assert content
    assert not faults
    return [diagnostic for rule in images.RULES for diagnostic in rule(content)]


def picture(folder: Path, name: str, width: int, height: int = 100) -> None:
    (folder / "images").mkdir(exist_ok=True)
    Image.new("L", (width, height), 200).save(folder / "images" / name)


def test_a_sharp_and_described_picture_is_good(tmp_path: Path) -> None:
    picture(tmp_path, "square.png", 600)
    assert figure(tmp_path, image="square.png", width="50", alt="ساحة خالية") == []


@pytest.mark.parametrize(("pixels", "severity"), [(290, "error"), (300, "warning"), (490, "warning")])
def test_few_dots_to_the_inch_are_told_and_very_few_refused(tmp_path: Path, pixels: int, severity: str) -> None:
    """50 mm are 1.97 inches: 290 pixels make 147 dots an inch, 300 make 152, 490 make 249."""
    picture(tmp_path, "square.png", pixels)
    (told,) = figure(tmp_path, image="square.png", width="50", alt="ساحة خالية")
    assert (told.rule, told.severity) == ("image-resolution", severity)
    assert told.values["pixels"] == "591"


def test_without_a_width_the_measure_of_the_page_counts(tmp_path: Path) -> None:
    picture(tmp_path, "square.png", 600)
    (told,) = figure(tmp_path, image="square.png", alt="ساحة خالية")
    assert told.values["width"] == "104"


def test_a_picture_that_is_not_there(tmp_path: Path) -> None:
    (told,) = figure(tmp_path, image="square.png", alt="ساحة خالية")
    assert told.rule == "image-missing"
    assert told.spot
    assert (told.spot.line, told.spot.column) == (4, 10)


@pytest.mark.parametrize("name", ["../places.yaml", "/etc/hostname"])
def test_a_picture_outside_the_folder(tmp_path: Path, name: str) -> None:
    (told,) = figure(tmp_path, image=name, alt="ساحة خالية")
    assert told.rule == "image-outside"


def test_a_broken_picture(tmp_path: Path) -> None:
    picture(tmp_path, "square.png", 600)
    file = tmp_path / "images" / "square.png"
    file.write_bytes(file.read_bytes()[:60])
    (told,) = figure(tmp_path, image="square.png", width="50", alt="ساحة خالية")
    assert told.rule == "image-broken"


def test_a_huge_picture_is_not_opened(tmp_path: Path) -> None:
    picture(tmp_path, "square.png", 8000, 7000)
    (told,) = figure(tmp_path, image="square.png", alt="ساحة خالية")
    assert told.rule == "image-huge"


def test_a_picture_without_description(tmp_path: Path) -> None:
    picture(tmp_path, "square.png", 600)
    (told,) = figure(tmp_path, image="square.png", width="50")
    assert told.rule == "image-alt"


def test_a_picture_that_no_figure_uses(tmp_path: Path) -> None:
    picture(tmp_path, "other.png", 600)
    (told,) = figure(tmp_path)
    assert (told.rule, told.severity) == ("image-unused", "warning")
