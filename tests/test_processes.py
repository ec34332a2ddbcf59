"""The processes that set parts end with the one that called them, however it ends."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from conftest import CLIMATE, ROOT

from kurrasa.order import Order

CALLER = """
import os, time
from kurrasa.processes import processes

def main():
    pool = processes()
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(600)

if __name__ == "__main__":
    main()
"""


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core sets parts in one process")
def test_they_do_not_outlive_a_caller_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "caller.py").write_text(CALLER, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "caller.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}) as caller:
        assert caller.stdout
        one = Path("/proc") / caller.stdout.readline().decode().strip()
        assert one.exists()
        caller.kill()
    waited = time.monotonic() + 60
    while one.exists():
        assert time.monotonic() < waited, "it lives on"
        time.sleep(0.05)


def test_a_build_leaves_nothing_in_the_folder_for_temporary_files(tmp_path: Path) -> None:
    aside = Path(tempfile.mkdtemp(prefix="k", dir="/tmp"))
    command = [sys.executable, "render.py", "booklet", "--content", "tests/dossiers/climate", "--quiet"]
    environment = {**os.environ, "TMPDIR": str(aside)}
    subprocess.run([*command, "--out", str(tmp_path / "out")], cwd=ROOT, env=environment, check=True)
    assert (tmp_path / "out" / "booklet.pdf").is_file()
    assert list(aside.iterdir()) == []
    aside.rmdir()


def test_a_recipe_left_by_the_build_before_that_is_damaged_is_done_without(tmp_path: Path) -> None:
    order = Order(shutil.copytree(CLIMATE, tmp_path / "content"), tmp_path / "out")
    command = [sys.executable, "render.py", "booklet", "--content", str(order.content), "--out", str(order.out), "-q"]
    books = []
    for kept in (None, b"damaged"):
        book = order.content / "book.yaml"
        book.write_text(book.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
        if kept:
            assert order.recipe.is_file()
            order.recipe.write_bytes(kept)
        assert subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stderr == ""
        books.append((order.out / "booklet.pdf").read_bytes())
    assert books[0] != books[1], "the second was built"
