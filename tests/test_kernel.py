"""The kernel: what is compiled makes the same as its source, and steps back for a source that was changed."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import CLIMATE, ROOT

from kurrasa import kernel

WHERE = """
import importlib, sys
for name in sys.argv[1:]:
    print(importlib.import_module(name).__file__)
"""


def lying(program: Path, **environment: str) -> list[Path]:
    """Where the kernel's modules are taken from by a program in a folder."""
    command = [sys.executable, "-c", WHERE, *kernel.MODULES]
    seen = {**os.environ, "PYTHONPATH": str(program), "PYTHONSAFEPATH": "1"} | environment
    said = subprocess.run(command, env=seen, check=True, capture_output=True, text=True).stdout
    return [Path(line) for line in said.splitlines()]


def test_it_is_there_and_is_what_runs() -> None:
    assert kernel.folder().is_dir(), "make kernel"
    taken = [Path(importlib.import_module(name).__file__ or "") for name in kernel.MODULES]
    expected = kernel.folder() if kernel.used() else ROOT
    assert [path for path in taken if not path.is_relative_to(expected)] == []


def test_without_it_everything_runs_from_its_source() -> None:
    assert lying(ROOT, KURRASA_KERNEL="off") == list(map(kernel.source, kernel.MODULES))


def test_a_source_that_was_changed_since_is_run_as_it_is(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "kurrasa", tmp_path / "kurrasa", ignore=shutil.ignore_patterns("__pycache__"))
    assert all(path.is_relative_to(kernel.folder()) for path in lying(tmp_path, KURRASA_KERNEL=""))
    with (tmp_path / "kurrasa" / "compositor" / "fit.py").open("a", encoding="utf-8") as file:
        file.write("# another program\n")
    assert all(path.is_relative_to(tmp_path) for path in lying(tmp_path, KURRASA_KERNEL=""))


@pytest.mark.parametrize("content", [CLIMATE, ROOT / "content"], ids=["small", "first edition"])
def test_a_book_has_the_same_bytes_with_it_and_without(content: Path, tmp_path: Path) -> None:
    books = []
    for said in ("on", "off"):
        out = tmp_path / said
        command = [sys.executable, "render.py", "booklet", "--content", str(content), "--out", str(out), "--quiet"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, kernel.OFF: said}, check=True)
        books.append((out / "booklet.pdf").read_bytes())
    assert books[0] == books[1]
