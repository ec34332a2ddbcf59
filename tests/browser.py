"""A preview as its editor has it: the program itself, and Chromium without a window before it.

In: a content. Out: the preview's address, and pages of a browser on it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or "chromium"


class Preview:
    """A running preview of a content that may be edited."""

    def __init__(self, content: Path, address: str, process: subprocess.Popen[str]) -> None:
        self.content, self.address, self.process = content, address, process

    def save(self, file: str, old: str, new: str) -> None:
        """Save an edit."""
        path = self.content / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def stop(self) -> int:
        """Stop it from the keyboard, and give its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)


def at_the_keyboard() -> None:
    """Let a process hear Ctrl-C, though the tests may run where nobody's keyboard reaches."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def preview(source: Path, folder: Path, *options: str) -> Iterator[Preview]:
    """Begin a preview of a copy of a content, on a free port."""
    content = Path(shutil.copytree(source, folder / "content"))
    command = ("render.py", "preview", "--content", str(content), "--out", str(folder / "build"), *options)
    environment = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1", "LC_ALL": "C.UTF-8"}
    with (
        (folder / "said").open("w") as said,
        subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            preexec_fn=at_the_keyboard,
        ) as process,
    ):
        assert process.stdout
        try:
            yield Preview(content, process.stdout.readline().split()[-1], process)
        finally:
            process.kill()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or that of $CHROMIUM; root's can't make a sandbox."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Browser, address: str, language: str = "en", width: int = 1440, height: int = 900
) -> Iterator[Page]:
    """A page of the browser, once the book is in it; an error of its scripts fails the test."""
    errors: list[str] = []
    page = browser.new_page(locale=language, viewport={"width": width, "height": height})
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    try:
        page.goto(address)
        page.locator("html[data-shown]").wait_for(state="attached", timeout=60_000)
        yield page
    finally:
        page.close()
    assert errors == []
