"""What was read of a content before, so that only what has changed since is read again.

In: the files, their stamps and texts, and what was made of each. Out: the same objects as long as nothing that they
were made of has changed; so what was worked out of a record stays with it. A process that builds again and again holds
one; others find the last one in the store.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kurrasa.diagnostics import Diagnostic
from kurrasa.inplace import InPlace
from kurrasa.marks import Marks, Node, Prose
from kurrasa.store import Store, key

_RACE = 2_000_000_000  # nanoseconds in which a file may be written twice under one stamp, whatever its file system

Stamp = tuple[int, int, int, int]
Document = tuple[Node | None, list[Diagnostic]]


@dataclass(frozen=True)
class Made:
    """What was made of one node of a file: of which node, language and prose; and what came of it."""

    node: Node
    language: str
    prose: Prose | None
    name: object
    marks: Marks
    in_place: list[InPlace]
    faults: list[Diagnostic]
    entry: Any
    """The record with its marks; None where it could not be made."""

    def stands(self, node: Node, language: str, prose: Prose | None) -> bool:
        """Whether it would be made the same again."""
        return self.node is node and self.language == language and self.prose == prose


@dataclass
class Memory:
    """What was read last time; `begin` and `end` stand around each reading."""

    texts: dict[str, tuple[Stamp, str]] = field(default_factory=dict)
    documents: dict[str, tuple[str, Document]] = field(default_factory=dict)
    records: dict[tuple[str, int], Made] = field(default_factory=dict)
    _before: Memory | None = field(default=None, repr=False)

    def begin(self) -> None:
        """Set apart what was read before: what is not read again is forgotten."""
        self._before = Memory(self.texts, self.documents, self.records)
        self.texts, self.documents, self.records = {}, {}, {}

    def end(self) -> None:
        """Forget what was not read again."""
        self._before = None

    def text(self, path: Path, read: Callable[[], str | None]) -> str | None:
        """The text of a file: as it was read before, if the file has not been touched since.

        Raises `OSError` as reading does. One that was written just now is not trusted: it may be again.
        """
        about = path.stat()
        stamp = (about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino)
        name = os.fspath(path)
        known = self._before.texts.get(name) if self._before else None
        text = known[1] if known and known[0] == stamp else read()
        if text is not None and max(stamp[:2]) + _RACE < time.time_ns():
            self.texts[name] = stamp, text
        return text

    def document(self, file: str, text: str, parse: Callable[[], Document]) -> Document:
        """What the parser made of a file's text."""
        known = self._before.documents.get(file) if self._before else None
        self.documents[file] = known if known and known[0] == text else (text, parse())
        return self.documents[file][1]

    def made(self, file: str, index: int) -> Made | None:
        """What was made of a node of a file before."""
        return self._before.records.get((file, index)) if self._before else None


def recalled(store: Store, folder: Path) -> Memory:
    """The memory of the last process that read a content; an empty one where there was none."""
    memory = store.load(_name(folder))
    return memory if isinstance(memory, Memory) else Memory()


def keep(memory: Memory, store: Store, folder: Path) -> None:
    """Leave a memory to the next process."""
    store.save(_name(folder), memory)


def _name(folder: Path) -> str:
    return key("memory", os.fspath(folder.resolve()), os.fspath(Path.cwd()))
