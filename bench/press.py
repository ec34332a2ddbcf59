"""One engine on one book, timed on the wall from a bare Python on: what `regenerate` starts afresh for every figure.

In: the engine, a folder with the book as each engine wants it (`sources`), where the PDF goes. Out: one line of JSON
with seconds, and of our own engine how they are divided. Before the clock runs nothing of an engine is imported.

Our engine sets each chapter as a part of its own in processes, then contents and an index by the pages they came to
stand on, and binds. It is the program's own workshop and binder; check, furniture and proof have no peer.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.corpus import Chapter
    from kurrasa.typeset import Complaint, Recipe
    from kurrasa.workshop import Job

TERMS = 30  # of the index


# ---------------------------------------------------------------- sources


def sources(chapters: Sequence[Chapter], folder: Path) -> Path:
    """Write a book for each engine: the same words; for Typst with contents and index too, as ours has."""
    from bench import engines

    folder.mkdir(parents=True, exist_ok=True)
    parts = [(chapter.title, "\n".join(engines.body([chapter], number))) for number, chapter in enumerate(chapters, 1)]
    (folder / "parts.json").write_text(json.dumps([engines.css(engines.BOOK), parts]), encoding="utf-8")
    (folder / "book.html").write_text(engines.html(chapters, engines.BOOK), encoding="utf-8")
    (folder / "text.typ").write_text(engines.typst_source(chapters, engines.BOOK), encoding="utf-8")
    (folder / "book.typ").write_text(engines.typst_book(chapters, engines.BOOK, TERMS), encoding="utf-8")
    return folder


# ---------------------------------------------------------------- engines


def kurrasa(folder: Path, pdf: Path, *, tags: bool) -> dict[str, float]:
    """Seconds until the pool is called, of setting, of binding; pages."""
    begun = perf_counter()
    from kurrasa.processes import processes

    pool = processes()
    from kurrasa import fonts, workshop
    from kurrasa.binding import Bench, Binding, Foundry, Imprint, Piece, bind
    from kurrasa.binding.volume import codes, moved
    from kurrasa.prove.expected import OutlineEntry
    from kurrasa.source import Source
    from kurrasa.store import Store
    from kurrasa.typeset import Recipe
    from kurrasa.workshop import Job, Workshop

    if not tags:
        workshop.set_part = _untagged
    styles, parts = json.loads((folder / "parts.json").read_text(encoding="utf-8"))
    faces = fonts.faces()
    titles = [title for title, _ in parts]
    jobs = [Job(title, Source.of(_document(body))) for title, body in parts]
    del parts  # what else is held is the engine's
    with tempfile.TemporaryDirectory(prefix="bench-press-") as cache:
        shop = Workshop(Recipe(styles, faces, "ar"), Store(Path(cache)), pool)
        ready = perf_counter()

        draft = Job("الفهرس", Source.of(_document(_contents(titles, [0] * len(titles)))), draft=True)
        # what is `made` can't be complained of: it is set or the bench ends
        made: Any = list(shop.typeset([draft, *jobs]))
        firsts = list(accumulate((len(sheets.sheets) for sheets in made), initial=1))[1:-1]
        ends = [
            Job("الفهرس", Source.of(_document(_contents(titles, firsts)))),
            Job("الكشّاف", Source.of(_document(_index(firsts)))),
        ]
        before, after = shop.typeset(ends)
        volume: Any = [before, *made[1:], after]
        set_ = perf_counter()
        entries = [OutlineEntry(title, first, 0) for title, first in zip(titles, firsts, strict=True)]
        pages = sum(len(sheets.sheets) for sheets in volume)
        imprint = Imprint("كتاب", "ar", "rtl", None, None, "bench", b"0" * 16)
        binding = Binding(imprint, "bench", entries, [str(n + 1) for n in range(pages)], len(volume))

        def bound(bench: Bench) -> None:
            settled = codes([sheets.marks for sheets in volume])
            formes = ((shop.forme(sheets), moved(sheets.marks, settled)) for sheets in volume)
            pieces = (Piece(forme, [()] * len(forme.pages), forme.names, other) for forme, other in formes)
            with pdf.open("wb") as out:
                bind(pieces, binding, out, bench)

        bound(Bench(Foundry(faces, shop.store)))
        bound_ = perf_counter()
        if pool:
            pool.shutdown()
        done = perf_counter()
    times = {"all": done - begun, "start": ready - begun, "setting": set_ - ready, "binding": bound_ - set_}
    return {**times, "pages": float(pages)}


def _untagged(recipe: Recipe, job: Job, limit: float) -> bytes | Complaint:
    """`workshop.set_part` without tags, wherever it is sent."""
    from functools import partial

    from kurrasa import lockup
    from kurrasa.workshop import set_part

    if not isinstance(lockup.lock_up, partial):
        lockup.lock_up = partial(lockup.lock_up, tags=False)  # type: ignore[assignment]
    return set_part(recipe, job, limit)


def _document(body: str) -> str:
    head = '<!doctype html><html dir="rtl" lang="ar"><head><meta charset="utf-8"><title>كتاب</title></head><body>'
    return f"{head}\n{body}\n</body></html>"


def _contents(titles: Sequence[str], firsts: Sequence[int]) -> str:
    lines = [
        f'<p><a href="#c{n}">{title}</a> <a href="#c{n}">{first:02}</a></p>'
        for n, (title, first) in enumerate(zip(titles, firsts, strict=True), 1)
    ]
    return "<h2>الفهرس</h2>\n" + "\n".join(lines)


def _index(firsts: Sequence[int]) -> str:
    lines = []
    for term in range(1, TERMS + 1):
        found = [(n, first) for n, first in enumerate(firsts, 1) if n % TERMS + 1 == term]
        lines.append(f"<p>القرار {term}: " + "، ".join(f'<a href="#c{n}">{first}</a>' for n, first in found) + "</p>")
    return "<h2>الكشّاف</h2>\n" + "\n".join(lines)


def weasyprint(folder: Path, pdf: Path) -> dict[str, float]:
    """Seconds of plain WeasyPrint, which would else set the text in whatever face the machine has."""
    from bench import engines

    engines.see_own_fonts()
    begun = perf_counter()
    import weasyprint

    weasyprint.HTML(filename=folder / "book.html").write_pdf(pdf)
    return {"all": perf_counter() - begun}


def typst(source: Path, pdf: Path, fonts: str, **options: Any) -> dict[str, float]:
    """Seconds of Typst, with as many threads as it likes."""
    begun = perf_counter()
    import typst

    typst.compile(str(source), output=str(pdf), font_paths=[fonts], ignore_system_fonts=True, **options)
    return {"all": perf_counter() - begun}


def chromium(folder: Path, pdf: Path) -> dict[str, float]:
    """Seconds of headless Chromium."""
    from bench import engines

    source = (folder / "book.html").read_text(encoding="utf-8")
    begun = perf_counter()
    engines.write_chromium(source, pdf)
    return {"all": perf_counter() - begun}


def main() -> None:
    """Time what the command line asks."""
    engine, where, file, fonts = sys.argv[1:]
    folder, pdf = Path(where), Path(file)
    match engine:
        case "kurrasa" | "untagged":
            found = kurrasa(folder, pdf, tags=engine == "kurrasa")
        case "weasyprint":
            found = weasyprint(folder, pdf)
        case "chromium":
            found = chromium(folder, pdf)
        case "typst":
            found = typst(folder / "book.typ", pdf, fonts, pdf_tags=False)
        case "typst-text":
            found = typst(folder / "text.typ", pdf, fonts, pdf_tags=False)
        case "typst-ua":
            found = typst(folder / "book.typ", pdf, fonts, pdf_standards=["ua-1"])
        case _:
            raise SystemExit(f"no engine {engine}")
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
