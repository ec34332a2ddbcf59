"""What was made once and need not be made again: results kept on disk by the hash of all they were made from.

In: a folder, and how much may lie in it. Out: bytes by their key, or nothing. An entry is one file that carries the
digest of its own payload, written aside and renamed into place: a build that is killed leaves no half entry, two builds
may share a folder, and what is damaged is taken for absent and made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

LIMIT = 1 << 30  # bytes
_DIGEST, _LENGTH = 16, 8  # bytes
_FRESH = 86_400.0  # seconds for which a use is not noted again
_MADE_BY = ("weasyprint", "pydyf", "uharfbuzz", "fonttools", "jinja2", "markdown-it-py", "babel", "pillow", "pydantic")


@cache
def maker() -> bytes:
    """Digest of the program itself: its sources, and the versions of the libraries that a result depends on."""
    from importlib.metadata import version  # a process that sets parts asks for none

    found = hashlib.blake2b(digest_size=_DIGEST)
    package = Path(__file__).parent
    for path in sorted(package.rglob("*.py")):
        found.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for name in _MADE_BY:
        found.update(f"{name} {version(name)}\0".encode())
    return found.digest()


def key(kind: str, *inputs: bytes | str) -> str:
    """Name a result by everything it was made from; `kind` says what it is. The program is always one of the inputs."""
    found = hashlib.blake2b(maker(), digest_size=20, person=kind.encode()[:16])
    for value in inputs:
        data = value.encode() if isinstance(value, str) else value
        found.update(len(data).to_bytes(8, "little") + data)
    return found.hexdigest()


class Store:
    """A folder of results. `limit` is in bytes; `tidy` keeps to it by dropping what was used longest ago."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder = folder
        self.limit = limit
        self._put = 0  # bytes, since that was last added to what all have put

    def get(self, name: str) -> bytes | None:
        """Give the payload kept under a name, or None where there is none or it is damaged."""
        return self._read(name, behind=False)

    def behind(self, name: str) -> bytes | None:
        """Give what was put behind it, or None where that is nothing; one is not read for the other."""
        return self._read(name, behind=True)

    def _read(self, name: str, *, behind: bool) -> bytes | None:
        path = self.path(name)
        try:
            with path.open("rb") as file:
                head = file.read(_DIGEST + _LENGTH)
                length = int.from_bytes(head[_DIGEST:], "big")
                if behind:
                    file.seek(length, os.SEEK_CUR)
                    head = file.read(_DIGEST)
                payload = file.read() if behind else file.read(length)
                last = os.fstat(file.fileno()).st_mtime
        except OSError:
            return None
        if behind and not head:
            return None
        if _digest(name, payload, behind=behind) != head[:_DIGEST]:
            path.unlink(missing_ok=True)
            return None
        if time.time() - last > _FRESH:
            with contextlib.suppress(OSError):  # it may have been dropped meanwhile
                os.utime(path)
        return payload

    def put(self, name: str, payload: bytes, behind: bytes = b"") -> None:
        """Keep a payload, and what may be asked for by itself: to make a file takes longer than to fill it.

        A full or read-only disk costs the next build its time, not this one its result.
        """
        path = self.path(name)
        aside = path.with_name(f".{name}.{os.getpid()}")
        head = _digest(name, payload) + len(payload).to_bytes(_LENGTH, "big")
        whole = (head, payload, *((_digest(name, behind, behind=True), behind) if behind else ()))
        try:
            try:
                file = aside.open("wb")
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                file = aside.open("wb")
            with file:
                file.writelines(whole)
            aside.replace(path)
            self._put += sum(map(len, whole))
        except OSError:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)

    def load(self, name: str) -> Any:
        """Give the object kept under a name, or None."""
        payload = self.get(name)
        return None if payload is None else pickle.loads(payload)  # noqa: S301 - its digest says that we wrote it

    def save(self, name: str, value: object, behind: bytes = b"") -> None:
        """Keep an object."""
        self.put(name, pickle.dumps(value, pickle.HIGHEST_PROTOCOL), behind)

    def tidy(self) -> None:
        """Drop what was used longest ago until nine tenths of the limit are kept, and what killed builds left.

        It is looked for only when a hundredth of the limit was put there since the last time, by whatever process.
        """
        account = self.folder / "put"
        try:
            put = int(account.read_bytes()) + self._put
        except (OSError, ValueError):  # it isn't known what may lie there
            put = self.limit
        self._put = 0
        with contextlib.suppress(OSError):
            if put < self.limit / 100:
                account.write_bytes(b"%d" % put)
                return
            account.write_bytes(b"0")
        found = sorted(self._entries())
        total = sum(size for _, size, _ in found)
        bound = self.limit * 0.9 if total > self.limit else total
        for used, size, path in found:
            left_over = path.name.startswith(".") and used < time.time() - _FRESH
            if left_over or total > bound:
                path.unlink(missing_ok=True)
                total -= size

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        for path in self.folder.glob("??/*"):
            try:
                about = path.stat()
            except FileNotFoundError:  # another build has dropped it
                continue
            yield about.st_mtime, about.st_size, path

    def path(self, name: str) -> Path:
        """The file of an entry."""
        return self.folder / name[:2] / name


def _digest(name: str, payload: bytes, *, behind: bool = False) -> bytes:
    person = b"behind" if behind else b""
    return hashlib.blake2b(payload, digest_size=_DIGEST, key=name.encode(), person=person).digest()
