"""The processes that set parts end with the one that called them, however it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from conftest import ROOT

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
