"""What was made once and need not be made again: results kept on disk by the hash of all they were made from.

In: a folder, and how much may lie in it. Out: bytes by their key, or nothing. An entry carries the digest of its own
payload. It is one file, written aside and renamed into place; where a process has many, they lie in a pack (`packs`).
A build that is killed leaves no half entry, two builds may share a folder, and what is damaged is taken for absent and
made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import re
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from kurrasa.packs import PREFIX, Packs, Slot

LIMIT = 1 << 30  # bytes
_DIGEST, _LENGTH = 16, 8  # bytes
_FRESH = 86_400.0  # seconds for which a use is not noted again
_FEW = 8  # of many entries, those that are files: an edit leaves no pack
_OURS = re.compile(rf"\.?[0-9a-f]{{40}}|{PREFIX}")  # a folder that was told may hold what is none of ours
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
        self._added = 0
        self._packs = Packs(folder)

    def __reduce__(self) -> tuple[type[Store], tuple[Path, int]]:
        return Store, (self.folder, self.limit)

    def get(self, name: str) -> bytes | None:
        """Give the payload kept under a name, or None where there is none or it is damaged."""
        return self._read(name, behind=False)

    def behind(self, name: str) -> bytes | None:
        """Give what was put behind it, or None where that is nothing; one is not read for the other."""
        return self._read(name, behind=True)

    def _read(self, name: str, *, behind: bool) -> bytes | None:
        try:
            with self.path(name).open("rb") as file:
                found, whole = _entry(name, Slot(file, 0, _used(file)), behind=behind)
            if not whole:
                self.path(name).unlink(missing_ok=True)
        except OSError:
            if (slot := self._packs.find(name)) is None:
                return None
            found, whole = _entry(name, slot, behind=behind)
            _used(slot.file)
            if not whole:
                self._packs.drop(slot.file)
        return found

    def put(self, name: str, payload: bytes, behind: bytes = b"", *, many: bool = False) -> None:
        """Keep a payload, and what may be asked for by itself; it may be one of `many`.

        A full or read-only disk costs the next build its time, not this one its result.
        """
        head = _digest(name, payload) + len(payload).to_bytes(_LENGTH, "big")
        whole = (head, payload, *((_digest(name, behind, behind=True), behind) if behind else ()))
        with contextlib.suppress(OSError):
            self._added += many
            if many and self._added > _FEW:
                self._packs.add(name, whole)
                self.path(name).unlink(missing_ok=True)  # which would be found before it
            else:
                self._write(name, whole)
            self._put += sum(map(len, whole))

    def _write(self, name: str, whole: Sequence[bytes]) -> None:
        path = self.path(name)
        aside = path.with_name(f".{name}.{os.getpid()}")
        try:
            try:
                file = aside.open("wb")
            except FileNotFoundError:
                self.folder.mkdir(parents=True, exist_ok=True)
                file = aside.open("wb")
            with file:
                file.writelines(whole)
            aside.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)
            raise

    def load(self, name: str) -> Any:
        """Give the object kept under a name, or None."""
        payload = self.get(name)
        return None if payload is None else pickle.loads(payload)  # noqa: S301 - its digest says that we wrote it

    def save(self, name: str, value: object, behind: bytes = b"", *, many: bool = False) -> None:
        """Keep an object."""
        self.put(name, pickle.dumps(value, pickle.HIGHEST_PROTOCOL), behind, many=many)

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
        for path in self.folder.glob("*"):
            if not _OURS.match(path.name):
                continue
            try:
                about = path.stat()
            except FileNotFoundError:  # another build has dropped it
                continue
            yield about.st_mtime, about.st_size, path

    def path(self, name: str) -> Path:
        """The file of an entry."""
        return self.folder / name


def _entry(name: str, slot: Slot, *, behind: bool) -> tuple[bytes | None, bool]:
    """The payload of an entry or what is behind it, None where that is nothing or damaged; and whether it is whole."""
    file, at, end = slot.file.fileno(), slot.begin, slot.end
    head = os.pread(file, _DIGEST + _LENGTH, at)
    at += len(head)
    length = min(int.from_bytes(head[_DIGEST:], "big"), end - at)
    if behind:
        if at + length >= end:
            return None, True
        head, at = os.pread(file, _DIGEST, at + length), at + length + _DIGEST
        length = max(end - at, 0)
    payload = os.pread(file, length, at)
    whole = _digest(name, payload, behind=behind) == head[:_DIGEST]
    return payload if whole else None, whole


def _used(file: BinaryIO) -> int:
    """Note that a file is of use, and give its length."""
    about = os.fstat(file.fileno())
    if time.time() - about.st_mtime > _FRESH:
        with contextlib.suppress(OSError):  # it may have been dropped meanwhile
            os.utime(file.name)
    return about.st_size


def _digest(name: str, payload: bytes, *, behind: bool = False) -> bytes:
    person = b"behind" if behind else b""
    return hashlib.blake2b(payload, digest_size=_DIGEST, key=name.encode(), person=person).digest()
