"""A command run to its end: how long it took, what it said, and the most memory it held with all processes it began.

In: a command. Out: a `Run`. Memory is proportional (Linux's PSS: what processes share is counted once), looked at four
times a second, and only when asked for: looking takes time from the command.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.corpus import ROOT
from kurrasa.faces import FOLDER

EVERY = 0.25  # seconds


@dataclass(frozen=True)
class Run:
    """Seconds on the wall, of the whole process; MiB at the peak, or 0; the last line it printed, from JSON."""

    wall: float
    peak: float
    told: Any

    @property
    def seconds(self) -> float:
        """What it says that it took, from a bare Python on; or what the whole process took."""
        return float(self.told["all"]) if self.told else self.wall


def run(*command: str, memory: bool = False, well: bool = True) -> Run:
    """Run Python with these arguments. Unless it may end badly, that ends the bench."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    begun, peak = perf_counter(), 0.0
    with subprocess.Popen(  # noqa: S603 - this Python, and arguments of ours
        [sys.executable, *command], stdout=subprocess.PIPE, cwd=ROOT, env=environment, start_new_session=True, text=True
    ) as process:
        while memory and process.poll() is None:
            peak = max(peak, _proportional(process.pid))
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(EVERY)
        said, _ = process.communicate()
    wall = perf_counter() - begun
    if well and process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    last = said.strip().splitlines()[-1:]
    return Run(wall, peak, json.loads(last[0]) if last and last[0].startswith("{") else None)


def press(engine: str, folder: Path, pdf: Path, *, memory: bool = False) -> Run:
    """Run one engine on a book (`press`)."""
    return run("-m", "bench.press", engine, str(folder), str(pdf), str(FOLDER), memory=memory)


def booklet(content: Path, out: Path, *, memory: bool = False) -> Run:
    """Run `kurrasa booklet`."""
    return run("render.py", "booklet", "--quiet", "--content", str(content), "--out", str(out), memory=memory)


def _proportional(session: int) -> float:
    """MiB of all processes of a session."""
    total = 0
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            if folder.name.isdecimal() and os.getsid(int(folder.name)) == session:
                lines = (folder / "smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024
