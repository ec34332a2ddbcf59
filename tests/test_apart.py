"""Work in a copy of the process: what it gives is what it would have given here, and what it took is given back."""

from __future__ import annotations

import os
import re
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest
from test_typeset import page
from test_workshop import RECIPE

from kurrasa.apart import apart
from kurrasa.source import Source
from kurrasa.workshop import Job, set_part

LARGE = 300 << 20  # bytes


def most() -> int:
    """The most memory that this process had, in bytes."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) << 10


def filled() -> int:
    return len(bytes([1]) * LARGE)


def test_what_it_takes_is_given_back() -> None:
    before = most()
    assert apart(filled) == LARGE
    assert most() - before < LARGE / 10


def test_what_goes_wrong_is_told_where_it_was_asked_for() -> None:
    with pytest.raises(ZeroDivisionError):
        apart(partial(divmod, 1, 0))


def test_what_ends_the_copy_ends_the_process_that_asked_for_it() -> None:
    with ProcessPoolExecutor(1, get_context("forkserver")) as pool, pytest.raises(BrokenProcessPool):
        pool.submit(apart, partial(os._exit, 9)).result()


def alone(folder: Path) -> list[str]:
    """Who is at work in a folder, seen from within such work."""
    mine = folder / str(os.getpid())
    mine.touch()
    for _ in range(50):
        seen = [path.name for path in folder.iterdir()]
        if len(seen) > 1:
            break
        time.sleep(0.01)
    mine.unlink()
    return seen


def test_two_processes_do_such_work_one_after_the_other(tmp_path: Path) -> None:
    """Or a book with two long parts would take the memory of both."""
    with ProcessPoolExecutor(2, get_context("forkserver")) as pool:
        work = [pool.submit(apart, partial(alone, tmp_path)) for _ in range(4)]
        assert [len(one.result()) for one in work] == [1] * 4


def test_what_another_user_put_in_the_way_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    target = tmp_path / "target"
    target.write_text("kept", encoding="utf-8")
    (tmp_path / f"kurrasa-apart-{os.getuid()}").symlink_to(target)
    assert apart(partial(divmod, 7, 2)) == (3, 1)
    assert target.read_text(encoding="utf-8") == "kept"


def test_a_long_part_is_the_same_wherever_it_is_set() -> None:
    long = Job("طويل", Source.of(page(f"<h1>عنوان</h1><p>نصٌّ</p><!--{'س' * 300_000}-->")))
    with ProcessPoolExecutor(1, get_context("forkserver")) as pool:
        assert pool.submit(set_part, RECIPE, long, 60).result() == set_part(RECIPE, long, 60)
