"""What a page costs in each stage, at a length of book: the figures that `docs/scale.md` reckons with.

In: the number of chapters, of twenty paragraphs each, and perhaps the address of a cluster. Out: seconds by stage,
bytes of a part on its way, memory at the peak. Run at two lengths, it shows what grows with the book and what is fixed.

    python -m bench.scale 50
    python -m bench.scale 50 --cluster tcp://127.0.0.1:8786
"""

from __future__ import annotations

import argparse
import pickle
import resource
import shutil
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from bench.corpus import ROOT, book, paragraphs, plain
from kurrasa import build
from kurrasa.order import LIMIT, Order, Step
from kurrasa.processes import processes
from kurrasa.typeset import Sheets
from kurrasa.works import Works
from kurrasa.workshop import set_part

FIVE = 5  # chapters of the corpus in one of ours


def content(folder: Path, chapters: int) -> Path:
    """A dossier of so many chapters."""
    shutil.copytree(ROOT / "tests" / "dossiers" / "climate", folder)
    (folder / "chapters").mkdir()
    texts = book(chapters * FIVE)
    names = [f"long-{number}" for number in range(1, chapters + 1)]
    for index, name in enumerate(names):
        some = plain(paragraphs(texts[index * FIVE : (index + 1) * FIVE]))
        (folder / "chapters" / f"{name}.yaml").write_text(f"id: {name}\ntitle: الفصل {index + 1}\n")
        (folder / "chapters" / f"{name}.md").write_text("\n\n".join(map(_escaped, some)) + "\n", encoding="utf-8")
    path = folder / "book.yaml"
    lines = "".join(f"  - chapter: {name}\n" for name in names)
    path.write_text(path.read_text("utf-8").replace("  - conferences\n", lines + "  - conferences\n"), "utf-8")
    return folder


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "[]*_`<>#{}" else c for c in text)


def main() -> None:
    """Build it cold, and tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("chapters", type=int)
    parser.add_argument("--cluster")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        order = Order(content(Path(folder) / "content", asked.chapters), Path(folder) / "out")
        stages: list[tuple[str, float, float]] = []

        def report(step: Step) -> None:
            if not stages or stages[-1][0] != step.stage:
                stages.append((step.stage, time.perf_counter(), time.process_time()))

        if asked.cluster:
            from kurrasa.cluster import connect

            executor = connect(asked.cluster, str)
        else:
            executor = processes()
        works = Works(order.store, executor)
        outcome = build.booklet(order, report, works)
        report(Step("", "", 0, 1))
        if outcome.pdf is None:
            raise SystemExit(str(outcome.diagnostics))
        size = outcome.pdf.stat().st_size
        print(f"{outcome.pages} pages, {size / outcome.pages:,.0f} bytes of PDF a page")
        for (stage, start, used), (_, end, by_then) in pairwise(stages):
            here = by_then - used
            own = f"{here:7.2f} s of this process's core, {here / outcome.pages * 1000:6.2f} ms a page"
            print(f"{stage:20} {end - start:8.2f} s on the clock, {own}")
        for who, what in (("this process", resource.RUSAGE_SELF), ("the largest other", resource.RUSAGE_CHILDREN)):
            print(f"peak of {who}: {resource.getrusage(what).ru_maxrss / 1024:,.0f} MiB")
        _part(works)


def _part(works: Works) -> None:
    """What a part of middling length costs alone, on one core, and what it weighs."""
    workshop = next(iter(works._workshops.values()))
    of = {name: len(sheets.sheets) for name, sheets in workshop._sheets.items()}
    name = sorted(of, key=lambda one: of[one])[len(of) // 2]
    job = workshop._sources[name]
    set_part(workshop.recipe, job, LIMIT)  # words are shaped, styles known
    start = time.process_time()
    made = set_part(workshop.recipe, job, LIMIT)
    took = time.process_time() - start
    assert isinstance(made, bytes)
    light = int.from_bytes(made[:8], "big")
    sheets: Sheets = pickle.loads(made[8 : 8 + light])  # noqa: S301 - made a moment ago
    count = len(sheets.sheets)
    start = time.process_time()
    pickle.loads(made[8 : 8 + light]), pickle.loads(made[8 + light :])  # noqa: S301
    read = time.process_time() - start
    sent = len(pickle.dumps(job))
    print(f"a part of {count} pages: set {took / count * 1000:.1f} ms a page, read back {read / count * 1000:.2f} ms")
    print(f"  bytes a page: {sent / count:,.0f} to the worker, {len(made) / count:,.0f} back")


if __name__ == "__main__":
    main()
