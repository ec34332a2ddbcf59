"""What an edit costs, and a book from nothing: every bar that the engine is held to, beside its peers in one run.

In: rounds and edits; with `long`, books of 10,000 pages too. Out: tables of medians, and each bar, held or missed.
Every process is started afresh, the peers by turns; the machine's load is printed before and after, for it is in each
time.

    python -m bench.regenerate [ROUNDS] [EDITS] [long]
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from bench import corpus, folder, press, report, stopwatch
from bench.corpus import ROOT
from bench.report import Bar
from bench.stopwatch import Run
from kurrasa.faces import FOLDER
from kurrasa.new import new
from kurrasa.release.verapdf import verapdf
from tests.edits import Editor

CHAPTERS = 400
ROUNDS, EDITS = 3, 20
A_PAGE = 400 / 427  # chapters: the bench text, each chapter beginning a page
PAGES = (100, 1_000, 10_000)
OUT = ROOT / "build" / "bench" / "regenerate"
NAMES = {
    "kurrasa": "ours",
    "untagged": "ours, without tags",
    "typst": "Typst, no tags",
    "typst-ua": "Typst, ua-1",
    "typst-text": "Typst, no contents, index or tags",
    "weasyprint": "WeasyPrint",
    "chromium": "Chromium",
}
STAGES = (
    *("imports", "load", "check", "arrange", "compose", "setting"),
    *("furnish", "bind", "prove", "manifest", "other", "all"),
)

Bars = Iterator[Bar]


def by_turns(rounds: int, *runs: Callable[[], Run]) -> list[Run]:
    """Run each in turn, so many times; of each the run whose time is the median."""
    found = [[one() for one in runs] for _ in range(rounds)]
    return [sorted(times, key=lambda run: run.seconds)[len(times) // 2] for times in zip(*found, strict=True)]


def load() -> None:
    """Tell how busy the machine is."""
    report.say(f"Load of the machine: {os.getloadavg()[0]:.1f}, on {len(os.sched_getaffinity(0))} cores")


# ---------------------------------------------------------------- from nothing


def cold(rounds: int) -> Bars:
    """A book of 400 chapters from nothing, beside its peers."""
    pdf = {engine: OUT / f"{engine}.pdf" for engine in NAMES}
    plain = press.sources(corpus.book(CHAPTERS), OUT / "plain")
    forms = press.sources(corpus.book(CHAPTERS, "forms"), OUT / "forms")
    engines = ("kurrasa", "untagged", "typst", "typst-ua", "typst-text", "chromium")
    runs = by_turns(rounds, *(lambda e=engine: stopwatch.press(e, plain, pdf[e]) for engine in engines))  # type: ignore[misc]
    found = dict(zip(engines, runs, strict=True))
    found["weasyprint"] = stopwatch.press("weasyprint", plain, pdf["weasyprint"])  # once: it takes minutes
    of_forms = by_turns(
        rounds, *(lambda e=e: stopwatch.press(e, forms, OUT / "forms.pdf") for e in ("kurrasa", "typst"))
    )  # type: ignore[misc]
    ours = found["kurrasa"].told
    rows = [
        (
            NAMES[e],
            f"{run.seconds:.2f}",
            f"{found['kurrasa'].seconds / run.seconds:.2f}",
            f"{pdf[e].stat().st_size / 2**20:.2f}",
        )
        for e, run in found.items()
    ]
    report.table(f"{CHAPTERS} chapters from nothing, seconds on the wall", ("", "all", "ours ÷ it", "MiB"), rows)
    parts = [(name, f"{ours[name]:.2f}") for name in ("start", "setting", "binding")]
    report.table(f"Of ours, {ours['pages']:.0f} pages", ("", "seconds"), parts)

    def beside(peer: str, own: str = "kurrasa") -> float:
        return found[own].seconds / found[peer].seconds

    yield Bar("cold beside Typst, neither tagged", beside("typst", "untagged"), 1.0, aim=0.7)
    yield Bar("the same, Typst without contents and index", beside("typst-text", "untagged"), 1.0, aim=0.7)
    yield Bar("cold beside Typst, 20,000 forms (ours tagged)", of_forms[0].seconds / of_forms[1].seconds, 1.2)
    yield Bar("tagged beside Typst's ua-1", beside("typst-ua"), 1.0)
    yield Bar("tagged beside our own without tags", beside("untagged"), 1.1)
    yield Bar(
        "faults that veraPDF finds by UA-1", sum(map(len, verapdf("PDFUA-1", pdf["kurrasa"]).values())), 0, digits=0
    )
    yield Bar("binding beside the cold build", ours["binding"] / found["kurrasa"].seconds, 0.1)
    yield Bar("beside plain WeasyPrint", beside("weasyprint"), 0.12)
    yield Bar("beside Chromium", beside("chromium"), 0.7)
    size = {engine: pdf[engine].stat().st_size for engine in ("kurrasa", "untagged", "weasyprint")}
    yield Bar("size beside plain WeasyPrint's file, tagged", size["kurrasa"] / size["weasyprint"], 1.1)


# ---------------------------------------------------------------- after an edit


def warm(edits: int) -> Bars:
    """An edit to the finished book on disk, beside Typst's warm compiler."""
    content = OUT / "content"
    shutil.rmtree(content, ignore_errors=True)
    file = folder.write(content, CHAPTERS)
    source = Path(shutil.copy(press.sources(corpus.book(CHAPTERS), OUT / "plain") / "book.typ", OUT / "warm.typ"))
    ours = stopwatch.run("-m", "bench.warm", "session", *map(str, (content, file, OUT / "warm", edits))).told
    typst = ("-m", "bench.warm", "typst", *map(str, (source, FOLDER, OUT / "warm.pdf", edits)))
    peer = stopwatch.run(*typst).told["seconds"]
    rows = [
        (who, *(f"{1000 * f(times):.0f}" for f in (min, median, max)))
        for who, times in (("ours, bound", ours["bound"]), ("ours", ours["seconds"]), ("Typst", peer))
    ]
    report.table("From a save to the book on disk, warm, milliseconds", ("", "least", "median", "most"), rows)
    yield Bar("warm edit to the finished book, beside Typst's", median(ours["seconds"]) / median(peer), 0.2)


def again(rounds: int) -> Bars:
    """`booklet` in a new process after one edit and after none, beside the import of the library."""
    first, long = OUT / "first", OUT / "content"
    shutil.rmtree(first, ignore_errors=True)
    shutil.copytree(ROOT / "content", first)
    if not long.exists():
        folder.write(long, CHAPTERS)
    rows, bars = [], []
    stages: list[tuple[str, Run]] = []
    for called, content, file in (
        ("the first edition", first, first / "chapters" / "economic.md"),
        (f"{CHAPTERS} chapters", long, long / "chapters" / f"c{CHAPTERS // 2}.md"),
    ):
        out = OUT / f"{content.name}-built"
        shutil.rmtree(out, ignore_errors=True)
        nothing_there = stopwatch.booklet(content, out)

        def edited(content: Path = content, out: Path = out, file: Path = file) -> Run:
            file.write_text("كلمة " + file.read_text(encoding="utf-8"), encoding="utf-8")
            return stopwatch.booklet(content, out)

        def none(content: Path = content, out: Path = out) -> Run:
            return stopwatch.booklet(content, out)

        def imported() -> Run:
            return stopwatch.run("-c", "import weasyprint")

        edit, nothing, library = by_turns(max(rounds, 3), edited, none, imported)
        file.write_text("كلمة " + file.read_text(encoding="utf-8"), encoding="utf-8")
        after = stopwatch.run("-m", "bench.stages", str(content), str(out))
        shutil.rmtree(out)
        stages += [
            (called, stopwatch.run("-m", "bench.stages", str(content), str(out))),
            (f"{called}, one edit", after),
        ]
        rows.append((called, *(f"{run.seconds:.2f}" for run in (nothing_there, edit, nothing, library))))
        bars += [
            Bar(f"booklet after one edit, {called}", edit.seconds / library.seconds, 2.0),
            Bar(f"booklet after none, {called}", nothing.seconds / library.seconds, 1.5),
        ]
    columns = ("", "from nothing", "one edit", "no edit", "import weasyprint")
    report.table("kurrasa booklet in a new process, seconds on the wall", columns, rows)
    rows = [(called, *(f"{run.told[stage]:.2f}" for stage in STAGES)) for called, run in stages]
    report.table("Where its time goes, seconds on the wall", ("", *STAGES), rows)
    yield from bars


def same(edits: int) -> Bars:
    """Random edits: what a kept build makes of each, beside a build that knows of nothing; both in new processes."""
    with tempfile.TemporaryDirectory(prefix="bench-same-") as place:
        content, kept = Path(place) / "content", Path(place) / "kept"
        new(content)
        editor = Editor(content, edits)
        differ = faults = 0
        for _ in range(edits):
            told = editor.edit()
            clean = Path(place) / "clean"
            for out in (kept, clean):
                # a content at fault ends it badly, and is edited otherwise
                stopwatch.run(
                    *("render.py", "booklet", "--quiet", "--json", "--content", str(content), "--out", str(out)),
                    well=False,
                )
            if not (clean / "booklet.pdf").exists():
                editor.undo()
                faults += 1
                continue
            books = [{f.name: f.read_bytes() for f in out.iterdir() if f.is_file()} for out in (kept, clean)]
            if books[0] != books[1]:
                differ += 1
                report.say(f"other bytes than a clean build's: {told}")
            shutil.rmtree(clean)
    report.say(f"Edits at random: {edits}, of them at fault and told so: {faults}")
    yield Bar(f"of {edits} edits, other bytes than a clean build's", differ, 0, digits=0)


# ---------------------------------------------------------------- at length


def length() -> Bars:
    """Pages a second and memory from 100 to 10,000 pages, and Typst's memory; then the preview at both ends."""
    rows, rates, peaks = [], {}, {}
    for pages in PAGES:
        place = press.sources(corpus.book(round(pages * A_PAGE)), OUT / f"pages-{pages}")
        quiet = stopwatch.press("kurrasa", place, OUT / "length.pdf")
        peaks[pages] = stopwatch.press("kurrasa", place, OUT / "length.pdf", memory=True).peak
        rates[pages] = quiet.told["pages"] / (quiet.told["setting"] + quiet.told["binding"])
        times = [f"{quiet.told[name]:.2f}" for name in ("all", "setting", "binding")]
        rows.append((f"{quiet.told['pages']:.0f} pages", *times, f"{rates[pages]:.0f}", f"{peaks[pages]:.0f}"))
    typst = stopwatch.press("typst", place, OUT / "length.pdf", memory=True)
    rows.append(("Typst, the text of the last", f"{typst.told['all']:.2f}", "", "", "", f"{typst.peak:.0f}"))
    report.table("At length", ("", "seconds", "setting", "binding", "pages a second", "MiB"), rows)
    least, *_, most = PAGES
    yield Bar(f"memory, {most:,} pages beside {PAGES[1]:,}", peaks[most] / peaks[PAGES[1]], 2.0)
    yield Bar(f"memory beside Typst's, {most:,} pages", peaks[most] / typst.peak, 0.3)
    yield Bar(f"pages a second, {least} to {most:,}: most ÷ least", max(rates.values()) / min(rates.values()), 1.15)


def before_the_eyes(sizes: tuple[int, ...], edits: int) -> Bars:
    """From the change event to the new picture in the browser (`bench.preview`)."""
    from bench import preview

    times = {pages: median(edit.whole for edit in preview.measure(pages, edits)) for pages in sizes}
    rows = [(f"{pages:,} pages", f"{time:.0f}") for pages, time in times.items()]
    report.table("From a save to the page before the eyes, milliseconds", ("", "median"), rows)
    yield Bar(f"save to page, {sizes[0]} pages (ms)", times[sizes[0]], 60, digits=0)
    if len(sizes) > 1:
        yield Bar(f"save to page, {sizes[-1]:,} pages beside {sizes[0]}", times[sizes[-1]] / times[sizes[0]], 1.3)


def main(*arguments: str) -> None:
    """Measure what is asked, and print it."""
    numbers = [int(argument) for argument in arguments if argument.isdecimal()]
    rounds, edits = (*numbers, *(ROUNDS, EDITS)[len(numbers) :])
    OUT.mkdir(parents=True, exist_ok=True)
    load()
    bars = [*cold(rounds), *warm(EDITS), *again(rounds), *same(edits)]
    bars += before_the_eyes((100, 10_000) if "long" in arguments else (100,), EDITS)
    if "long" in arguments:
        bars += length()
    load()
    report.bars(bars)


if __name__ == "__main__":
    main(*sys.argv[1:])
