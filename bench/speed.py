"""How much CPU time layout and drawing take: the compositor beside plain WeasyPrint and Typst, in one run.

In: the 400-chapter book as it is, in over 20,000 forms, with 6,000 inline elements. Out: a table of medians and their
ratios beside the bars. Each time is taken in a process of its own, on one thread, the engines by turns.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from bench import engines, report
from bench.corpus import ROOT, Kind, book, paragraphs, plain
from bench.report import Bar
from kurrasa.faces import FOLDER

CHAPTERS = 400
ROUNDS = 3
OUT = ROOT / "build" / "bench"
TEXTS: dict[Kind, str] = {"plain": "as it is", "forms": "over 20,000 forms", "inline": "6,000 inline elements"}


@dataclass(frozen=True)
class Time:
    """CPU seconds of layout, of drawing, of the whole process with its imports; MiB of memory at the peak."""

    layout: float
    drawing: float
    whole: float
    memory: float

    @property
    def set(self) -> float:
        """Layout and drawing together."""
        return self.layout + self.drawing


def sources(kind: Kind, chapters: int) -> tuple[Path, Path, str]:
    """Write a text for both kinds of engine, and say how long it is."""
    chosen = book(chapters, kind)
    OUT.mkdir(parents=True, exist_ok=True)
    html, typst = OUT / f"speed-{kind}.html", OUT / f"speed-{kind}.typ"
    html.write_text(engines.html(chosen, engines.BOOK), encoding="utf-8")
    typst.write_text(engines.typst_source(chosen, engines.BOOK), encoding="utf-8")
    words = [word for text in plain(paragraphs(chosen)) for word in text.split()]
    marked = sum(bool(run.mark) for paragraph in paragraphs(chosen) for run in paragraph)
    return html, typst, f"{len(words):,} words, {len(set(words)):,} distinct forms, {marked:,} inline elements"


def clock(engine: engines.Engine, source: Path) -> Time:
    """One time, in a process of its own."""
    pdf = OUT / f"{source.stem}-{engine}.pdf"
    command = [sys.executable, "-m", "bench.clock", engine, str(source), str(pdf), str(FOLDER)]
    environment = {**os.environ, "RAYON_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=environment)  # noqa: S603
    return Time(**json.loads(done.stdout.splitlines()[-1]))


def middle(times: list[Time]) -> Time:
    """The median of each figure."""
    return Time(*(median(getattr(time, name) for time in times) for name in ("layout", "drawing", "whole", "memory")))


def main(rounds: int = ROUNDS, chapters: int = CHAPTERS) -> None:
    """Time every text with every engine by turns, and print the medians. Plain WeasyPrint has the first text only."""
    engines.see_own_fonts()
    found: dict[Kind, dict[engines.Engine, Time]] = {}
    for kind, called in TEXTS.items():
        html, typst, size = sources(kind, chapters)
        report.say(f"{called}: {size}")
        asked: list[engines.Engine] = ["compositor", "typst", *(["weasyprint"] if kind == "plain" else [])]  # type: ignore[list-item]
        times: dict[engines.Engine, list[Time]] = {engine: [] for engine in asked}
        for _ in range(rounds):
            for engine in asked:
                times[engine].append(clock(engine, typst if engine == "typst" else html))
        found[kind] = {engine: middle(times[engine]) for engine in asked}
    rows = [
        (
            f"{engines.NAMES[engine]}, {TEXTS[kind]}",
            *((f"{time.layout:.2f}", f"{time.drawing:.2f}") if time.drawing else ("", "")),
            f"{time.set:.2f}",
            f"{found[kind]['compositor'].set / time.set:.2f}",
            f"{time.whole:.2f}",
            f"{time.memory:.0f}",
        )
        for kind, by_engine in found.items()
        for engine, time in by_engine.items()
    ]
    peers = f"WeasyPrint {version('weasyprint')}, Typst {version('typst')}"
    report.table(
        f"CPU seconds, medians of {rounds}; {peers}; the machine's load {os.getloadavg()[0]:.1f}",
        ("", "layout", "drawing", "both", "compositor ÷ it", "whole process", "MiB"),
        rows,
    )
    report.bars(_bars(found))


def _bars(found: Mapping[Kind, Mapping[engines.Engine, Time]]) -> list[Bar]:
    def ratio(kind: Kind, peer: engines.Engine) -> float:
        return found[kind]["compositor"].set / found[kind][peer].set

    return [
        Bar("beside plain WeasyPrint", ratio("plain", "weasyprint"), 0.16),
        Bar("beside Typst", ratio("plain", "typst"), 1.2, aim=0.8),
        Bar("beside Typst, over 20,000 forms", ratio("forms", "typst"), 1.6),
        Bar("beside Typst, 6,000 inline elements", ratio("inline", "typst"), 2.5),
    ]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
