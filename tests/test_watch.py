"""`kurrasa watch`, run as from a shell: a book at each good save, every fault of a bad one, and a quiet end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import at_the_keyboard
from conftest import CLIMATE, ROOT

from kurrasa import cli


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CLIMATE, tmp_path / "content"))


@pytest.fixture
def watching(content: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The program at work on the content; what it says on either stream comes in one."""
    with subprocess.Popen(
        [sys.executable, "render.py", "watch", "--content", str(content), "--out", str(tmp_path / "build")],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=at_the_keyboard,
    ) as process:
        yield process
        process.kill()


def hear(process: subprocess.Popen[str], wanted: str) -> str:
    """Listen until a line has what is wanted."""
    assert process.stdout
    return next(line for line in process.stdout if wanted in line)


def save(content: Path, file: str, old: str, new: str) -> None:
    path = content / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_each_save_makes_the_book_and_a_bad_one_leaves_it(
    watching: subprocess.Popen[str], content: Path, tmp_path: Path
) -> None:
    book = tmp_path / "build" / "booklet.pdf"
    assert "20 pages" in hear(watching, "booklet.pdf")
    first = book.read_bytes()

    save(content, "conferences.yaml", "place: kyoto", "place: kyotoo")
    hear(watching, "conferences.yaml:12:10")
    hear(watching, "There is no record “kyotoo”.")
    assert book.read_bytes() == first

    save(content, "conferences.yaml", "place: kyotoo", "place: berlin")
    hear(watching, "booklet.pdf")
    assert book.read_bytes() != first

    watching.send_signal(signal.SIGINT)
    assert watching.wait(timeout=60) == cli.DONE
    assert watching.stdout
    assert "Traceback" not in watching.stdout.read()


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_it_can_be_stopped_while_the_first_book_is_set(watching: subprocess.Popen[str], asked: signal.Signals) -> None:
    hear(watching, "Setting")
    watching.send_signal(asked)
    assert watching.wait(timeout=60) == cli.DONE
    assert watching.stdout
    said = watching.stdout.read()
    assert "Traceback" not in said
    assert "leaked" not in said
