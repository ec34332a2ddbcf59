"""What is made anew after an edit is, byte for byte, what a build that knows of nothing makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from edits import Editor

from kurrasa.build import Order, Step, booklet
from kurrasa.diagnostics import has_errors
from kurrasa.new import new
from kurrasa.session import Session

EDITS = 8  # of each seed; `make bench-regenerate` makes hundreds


def quiet(_step: Step) -> None:
    """No word of progress."""


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_book_after_edits_is_that_of_a_clean_build(tmp_path: Path, seed: int) -> None:
    new(tmp_path / "content")
    editor = Editor(tmp_path / "content", seed)
    session = Session(Order(tmp_path / "content", tmp_path / "warm"))
    kept = Order(tmp_path / "content", tmp_path / "kept")
    good = 0
    for number in range(EDITS):
        told = editor.edit()
        edition = session.refresh(quiet)
        again = booklet(kept, quiet)
        assert has_errors(edition.diagnostics) == (again.pdf is None), told
        if again.pdf is None:
            editor.undo()
            continue
        assert session.finish(quiet)
        assert files(tmp_path / "warm") == files(tmp_path / "kept"), told
        good += 1
        if number % 2:
            clean = tmp_path / f"clean-{number}"
            assert booklet(Order(tmp_path / "content", clean), quiet).pdf, told
            assert files(tmp_path / "kept") == files(clean), told
    session.close()
    assert good > EDITS / 2
