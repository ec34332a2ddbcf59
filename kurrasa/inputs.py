"""What a book is made from, as one digest: the same inputs give the same book, so it need not be made again.

In: the folder of a content. Out: digests of its files, and of what the program brings: templates, words, fonts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""Where the program lies, with what it brings."""
_SHARED = ("templates", "locale", "fonts")


def files(folder: Path) -> list[Path]:
    """The files of a content, in the order of their names; nothing hidden, or in a hidden folder, is any of it."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not any(s.startswith(".") for s in path.relative_to(folder).parts))


def fingerprint(folder: Path) -> str:
    """SHA-256 of a content: the names and bytes of its files, in the order of their names."""
    return _digest(folder, files(folder))


def sources() -> str:
    """SHA-256 of the program itself."""
    return _digest(ROOT, (ROOT / "kurrasa").rglob("*.py"))


def house() -> str:
    """SHA-256 of what every book shares: the templates and styles, the words of the interface, the fonts."""
    return _digest(ROOT, (path for name in _SHARED for path in (ROOT / name).rglob("*")))


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
