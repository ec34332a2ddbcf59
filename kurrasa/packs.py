"""Many entries of a store in one file: to make a file may take fifty times as long as to fill it.

In: a folder. Out: where an entry lies among the packs that are there, or one more in the pack of this process. Whether
it is whole, the store knows: a pack that was broken off ends in what is none, and one that is damaged names what isn't.
"""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, NamedTuple

PREFIX = "pack-"
_NAME, _LENGTH = 40, 8  # bytes before an entry
_MOST = 1 << 26  # bytes, from which on another is begun: the older of a long session's may then be dropped


class Slot(NamedTuple):
    """Where an entry lies in a file: from one byte to another."""

    file: BinaryIO
    begin: int
    end: int


class Packs:
    """The packs of a folder, each read through once, the later for what the earlier has too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own: BinaryIO | None = None
        self._open = ExitStack()
        weakref.finalize(self, self._open.close)
        self._adding = threading.Lock()

    def find(self, name: str) -> Slot | None:
        """Where an entry lies."""
        return self._slots.get(name)

    def add(self, name: str, entry: Sequence[bytes]) -> None:
        """Add an entry to this process's own pack. Raises `OSError`, and then nothing was added."""
        size = sum(map(len, entry))
        with self._adding:
            slots = self._slots
            if self._own is None or self._own.tell() > _MOST:
                path = self._folder / f"{PREFIX}{time.time_ns():020}-{os.getpid()}"
                self._own = self._open.enter_context(path.open("x+b", buffering=0))
            begin = self._own.tell()
            whole = b"".join((name.encode(), size.to_bytes(_LENGTH, "big"), *entry))
            try:
                written = self._own.write(whole)
            except OSError:
                written = 0
            if written != len(whole):
                self._own.seek(begin)
                self._own.truncate()
                raise OSError(f"{self._own.name} can't be added to")
            slots[name] = Slot(self._own, begin + _NAME + _LENGTH, begin + len(whole))

    def drop(self, file: BinaryIO) -> None:
        """Give up a pack that is damaged."""
        Path(file.name).unlink(missing_ok=True)
        for name in [name for name, slot in self._slots.items() if slot.file is file]:
            del self._slots[name]
        if self._own is file:
            self._own = None

    @cached_property
    def _slots(self) -> dict[str, Slot]:
        found: dict[str, Slot] = {}
        for path in sorted(self._folder.glob(f"{PREFIX}*")):
            with suppress(OSError):  # another process has dropped it
                file = self._open.enter_context(path.open("rb", buffering=0))
                at, size = 0, os.fstat(file.fileno()).st_size
                while at + _NAME + _LENGTH <= size:
                    head = os.pread(file.fileno(), _NAME + _LENGTH, at)
                    begin = at + _NAME + _LENGTH
                    at = begin + int.from_bytes(head[_NAME:], "big")
                    if at <= size:  # else it was broken off here, or its writer is at it
                        found[head[:_NAME].decode("latin-1")] = Slot(file, begin, at)
        return found
