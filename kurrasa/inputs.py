"""What a book is made from, as one digest: the same inputs give the same book, so it need not be made again.

In: the folder of a content. Out: digests of its files, and of what the program brings: templates, words, fonts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_SHARED = ("templates", "locale", "fonts")


def fingerprint(folder: Path) -> str:
    """SHA-256 of a content: the names and bytes of its files, in the order of their names."""
    return _digest(folder, (p for p in folder.rglob("*") if not p.name.startswith(".")))


def house() -> str:
    """SHA-256 of what every book shares: the templates and styles, the words of the interface, the fonts."""
    return _digest(_ROOT, (path for name in _SHARED for path in (_ROOT / name).rglob("*")))


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
