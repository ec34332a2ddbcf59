"""One engine on one source in this process, timed: what `speed` starts afresh for every figure.

In: the engine, a source file, where the PDF goes. Out: one line of JSON with CPU seconds and the peak of memory. It
imports nothing but the engine, so that the memory is the engine's.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import process_time


def weasyprint(source: Path, pdf: Path, *, composed: bool) -> tuple[float, float]:
    """CPU seconds of layout, and of drawing and writing."""
    text = source.read_text(encoding="utf-8")
    if composed:
        from kurrasa.typeset import engine

        library = engine()
    else:
        import weasyprint

        library = weasyprint
    begun = process_time()
    document = library.HTML(string=text).render()
    laid_out = process_time()
    document.write_pdf(pdf)
    return laid_out - begun, process_time() - laid_out


def typst(source: Path, pdf: Path, fonts: str) -> tuple[float, float]:
    """CPU seconds of both, for they can't be told apart from outside, and 0."""
    import typst

    begun = process_time()
    typst.compile(str(source), output=str(pdf), font_paths=[fonts], ignore_system_fonts=True)
    return process_time() - begun, 0.0


def peak() -> float:
    """The most memory this process has held, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # bytes, where there is no /proc


def main() -> None:
    """Time what the command line asks."""
    engine, source, pdf, fonts = sys.argv[1:]
    layout, drawing = (
        typst(Path(source), Path(pdf), fonts)
        if engine == "typst"
        else weasyprint(Path(source), Path(pdf), composed=engine == "compositor")
    )
    figures = {"layout": layout, "drawing": drawing, "whole": process_time(), "memory": peak()}
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
