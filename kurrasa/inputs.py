"""What a book is made from, as one digest: the same inputs give the same book, so it need not be made again.

In: the folder of a content. Out: digests of its files, and of what the program brings: templates, words, fonts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from kurrasa import fonts, words
from kurrasa.design import TEMPLATES


def fingerprint(folder: Path) -> str:
    """SHA-256 of a content: the names and bytes of its files, in the order of their names."""
    return _digest(folder, (p for p in folder.rglob("*") if not p.name.startswith(".")))


def house() -> str:
    """SHA-256 of what every book shares: the templates and styles, the words of the interface, the fonts."""
    wanted = (TEMPLATES.rglob("*"), words.FOLDER.rglob("*.po"), fonts.FOLDER.glob("*"))
    found = hashlib.sha256()
    for folder, paths in zip((TEMPLATES, words.FOLDER, fonts.FOLDER), wanted, strict=True):
        found.update(_digest(folder, paths).encode())
    return found.hexdigest()


def file_digest(path: Path) -> str | None:
    """SHA-256 of one file; None where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _digest(folder: Path, paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        found.update(path.relative_to(folder).as_posix().encode() + b"\0")
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
