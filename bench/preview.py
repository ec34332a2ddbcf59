"""From a save to the new page before the editor's eyes: the preview in Chromium, on books of two sizes.

In: how many pages each is to have. Out: a table of medians beside the bars. A book is a content made of the bench text;
an edit puts another first word into a chapter in its middle, once the book of the edit before has been finished. The
time runs from the write of the file to the frame after the new picture has been decoded; what the session takes for a
refresh is told apart.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench import folder as folder_of
from bench import report
from bench.report import Bar

PAGES = (100, 10_000)
EDITS = 20
WORDS = ("أول", "ثان", "ثالث", "رابع", "خامس")
PER_CHAPTER = 2  # pages: a chapter opens on a recto
REST = 0.5  # seconds between a finished book and the next edit
WATCH = """() => {
  window.times = [];
  const note = () => requestAnimationFrame(() => times.push(performance.timeOrigin + performance.now()));
  new MutationObserver(note).observe(document.documentElement, { attributeFilter: ["data-shown"] });
}"""


@dataclass(frozen=True)
class Edit:
    """Milliseconds of one edit: all of it, and the refresh in it."""

    whole: float
    refresh: float

    @property
    def own(self) -> float:
        """What the preview takes: the event, the message, the picture, the browser."""
        return self.whole - self.refresh


def measure(pages: int, edits: int) -> list[Edit]:
    """Every edit of a book of about so many pages, but for the first, which warms the browser."""
    from playwright.sync_api import sync_playwright

    folder = Path(tempfile.mkdtemp(prefix="kurrasa-bench-"))
    file = folder_of.write(folder / "content", max(1, pages // PER_CHAPTER))
    command = [sys.executable, "-m", "bench.preview", "serve", str(folder / "content"), str(folder / "build")]
    with (
        sync_playwright() as playwright,
        subprocess.Popen(  # noqa: S603 - this module again
            command, stdout=subprocess.PIPE, text=True
        ) as server,
    ):
        assert server.stdout
        try:
            address = server.stdout.readline().split()[-1]
            sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
            path = os.environ.get("CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=sandbox)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{address}?at={file.stem}:text:0")
            page.locator("html[data-shown] .here .box").first.wait_for(timeout=0)
            page.evaluate(WATCH)
            return [_edit(page, server, file, n) for n in range(edits + 1)][1:]
        finally:
            server.terminate()
            server.wait()  # it may yet look for its content
            shutil.rmtree(folder)


def _edit(page: Any, server: subprocess.Popen[str], file: Path, n: int) -> Edit:
    assert server.stdout
    while "finish" not in json.loads(server.stdout.readline()):
        pass
    time.sleep(REST)
    page.evaluate("times.length = 0")
    rest = file.read_text(encoding="utf-8").partition(" ")[2]
    text = f"{WORDS[n % len(WORDS)]} {rest}"
    begun = time.time()
    file.write_text(text, encoding="utf-8")
    refresh = json.loads(server.stdout.readline())
    while not (times := page.evaluate("times")):
        time.sleep(0.2)
    return Edit(times[0] - 1000 * begun, 1000 * refresh["refresh"])


def serve(content: str, out: str) -> int:
    """Run the preview, and tell on standard output how many seconds each refresh and each finished book took."""
    from kurrasa import session
    from kurrasa.build import Report
    from kurrasa.cli import main

    def timed(name: str) -> None:
        plain = getattr(session.Session, name)

        def work(self: session.Session, told: Report) -> object:
            begun = time.perf_counter()
            made = plain(self, told)
            print(json.dumps({name: time.perf_counter() - begun}), flush=True)
            return made

        setattr(session.Session, name, work)

    timed("refresh")
    timed("finish")
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    return main(["preview", "--quiet", "--content", content, "--out", out])


def main() -> None:
    """Measure the sizes that are asked for, or both."""
    sizes = tuple(map(int, sys.argv[1:])) or PAGES
    found = {pages: measure(pages, EDITS) for pages in sizes}
    middle = {
        pages: [median(values) for values in zip(*((e.whole, e.refresh, e.own) for e in edits), strict=True)]
        for pages, edits in found.items()
    }
    rows = [(f"{pages} pages", *(f"{value:.0f}" for value in values)) for pages, values in middle.items()]
    report.table("From a save to the new page, milliseconds, medians", ("", "all", "refresh", "preview"), rows)
    report.say(f"Load of the machine: {os.getloadavg()[0]:.1f}")
    first, last = middle[sizes[0]], middle[sizes[-1]]
    report.bars(
        [
            Bar(f"save to page, {sizes[0]} pages (ms)", first[0], 60, digits=0),
            Bar("of that the preview's own (ms)", first[2], 30, digits=0),
            Bar(f"{sizes[-1]} pages beside {sizes[0]}", last[0] / first[0], 1.3),
        ]
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        sys.exit(serve(*sys.argv[2:]))
    main()
