"""The same edits made to a warm session and to Typst's warm compiler, each in a process of its own.

In: what is edited, a file in it, where the book goes, how many edits. Out: one line of JSON with the seconds of each
edit, from the saved file to the finished book on disk: of ours bound, proven and in its place; and until it was bound.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

WORDS = ("أول", "ثان", "ثالث", "رابع", "خامس")
HEAD = "= الفصل"  # of a chapter in Typst's markup
Work = tuple[Callable[[], float], Callable[[str], None], Callable[[], object]]
"""What makes the book and gives the moment when it was bound, what edits it, and what is done between two edits."""


def session(content: Path, file: Path, out: Path) -> Work:
    """The book anew, an edit of a chapter's first word, and what `watch` does between two saves."""
    from kurrasa.order import Order, Step
    from kurrasa.session import Session

    kept = Session(Order(content, out))

    def quiet(_step: Step) -> None:
        pass

    def make() -> float:
        kept.refresh(quiet)
        bound = perf_counter()
        outcome = kept.finish(quiet)
        assert outcome
        assert outcome.pdf
        return bound

    def edit(word: str) -> None:
        text = file.read_text(encoding="utf-8")
        file.write_text(f"{word} {text.partition(' ')[2]}", encoding="utf-8")

    def rest() -> None:
        kept.rest()
        gc.collect()

    gc.disable()
    return make, edit, rest


def typst(source: Path, file: Path, out: Path) -> Work:
    """The same with Typst: `source` is a copy, `file` the folder of the fonts."""
    from typst import Compiler

    compiler = Compiler(str(source), font_paths=[str(file)], ignore_system_fonts=True)

    def make() -> float:
        compiler.compile(output=str(out))
        return perf_counter()

    def edit(word: str) -> None:
        text = source.read_text(encoding="utf-8")
        at = text.index("\n\n", text.index(HEAD, len(text) // 2)) + 2
        source.write_text(f"{text[:at]}{word} {text[at:].partition(' ')[2]}", encoding="utf-8")

    return make, edit, gc.collect


def main() -> None:
    """Time what the command line asks."""
    who, what, file, out, edits = sys.argv[1:]
    make, edit, rest = {"session": session, "typst": typst}[who](Path(what), Path(file), Path(out))
    make()
    rest()
    times, bound = [], []
    for number in range(int(edits) + 1):
        edit(WORDS[number % len(WORDS)])
        begun = perf_counter()
        bound.append(make() - begun)
        times.append(perf_counter() - begun)
        rest()
    told = {"seconds": times[1:], "bound": bound[1:]}  # the first edit warms what no later one finds cold
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
