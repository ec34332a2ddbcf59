"""What earlier proofs found, by the digest of all that it was found from, so that only what is new is read again.

In: a store, and a name for the book. Out: findings by their key, or nothing. A key names everything that a finding
depends on, so one that is found is right whatever was built in between, and a ledger that is lost costs time alone.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from kurrasa.store import key

if TYPE_CHECKING:
    from kurrasa.store import Store

READERS = ("pypdfium2", "pikepdf")


def digest(*parts: bytes) -> bytes:
    """Hash parts, each with its length, so that no two lists of parts are one."""
    lengths = b"%d " * len(parts) % tuple(map(len, parts))
    return hashlib.blake2b(b"".join((lengths, *parts)), digest_size=16).digest()


class Ledger:
    """The findings of a book. A process that proves a book again and again keeps one; `save` is for the next process.

    What a proof didn't ask for is forgotten with the second proof after, so that a ledger is no longer than its book.
    """

    def __init__(self, store: Store | None = None, book: str = "") -> None:
        self._store, self._name = store, key("proof", book, *(version(name) for name in READERS)) if store else ""
        self._before: dict[bytes, Any] = (store.load(self._name) if store else None) or {}
        self._now: dict[bytes, Any] = {}
        self._new = False

    def turn(self) -> None:
        """Begin a proof."""
        self._before, self._now = self._now or self._before, {}

    def get(self, name: bytes) -> Any:
        """Give what was found, or None."""
        found = self._now.get(name)
        if found is None and (found := self._before.get(name)) is not None:
            self._now[name] = found
        return found

    def put(self, name: bytes, found: Any) -> Any:
        """Keep what was found, and give it."""
        self._new = True
        self._now[name] = found
        return found

    def save(self) -> None:
        """Keep the findings of the last proof for another process, if any is new."""
        if self._store and self._new:
            self._store.save(self._name, self._now)
            self._new = False
