"""The issues of a book: each final edition with its manifest, kept, so that a later one can be held against it.

In: a finished final edition. Out: `issues/0003-4f1c09aa62d1/` in the folder of the book. Issues are counted, and named
by the fingerprint of their content: which came last is known without a clock. An edition that is the same file as the
last issue in its language is that issue, and is not kept twice.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from kurrasa import manifest

FOLDER = "issues"
_NAME = re.compile(r"(\d{4,})-[0-9a-f]{12}")


def kept(out: Path) -> Iterator[tuple[int, Path]]:
    """The issues in the folder of a book, by their number, the first one first."""
    folder = out / FOLDER
    found = folder.iterdir() if folder.is_dir() else ()
    yield from sorted((int(name[1]), path) for path in found if (name := _NAME.fullmatch(path.name)))


def last(out: Path, name: str) -> Path | None:
    """The manifest of the last issue of the book that is called so (`booklet.en.pdf`), where there is one."""
    found = [path / Path(name).with_suffix(manifest.SUFFIX) for _, path in kept(out)]
    return next((path for path in reversed(found) if path.is_file()), None)


def keep(out: Path, files: Mapping[str, bytes], content: str) -> None:
    """Keep the files of an edition as the next issue, whole or not at all."""
    before = last(out, next(name for name in files if name.endswith(".pdf")))
    if before and all((before.parent / n).is_file() and (before.parent / n).read_bytes() == files[n] for n in files):
        return
    number = max((number for number, _ in kept(out)), default=0) + 1
    place = out / FOLDER / f"{number:04}-{content[:12]}"
    aside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        aside.mkdir(parents=True)
        for name, data in files.items():
            (aside / name).write_bytes(data)
        aside.rename(place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
