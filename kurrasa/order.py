"""What is asked of a build and what came of it; and whether that stands already, so that nothing need be made.

In: an order. Out: the outcome of an earlier build, if all that a book is made from is as it was then and the files that
were written stand as they were. Nothing here needs the typesetter, so the answer comes at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kurrasa.diagnostics import Diagnostic
from kurrasa.inputs import file_digest, fingerprint, house
from kurrasa.overtime import LIMIT
from kurrasa.store import Store, key

if TYPE_CHECKING:
    from kurrasa.manifest import Manifest
    from kurrasa.prove.report import Proof


@dataclass(frozen=True)
class Order:
    """What is to be made: from which folder, into which, in which language of the edition, and whether it is final.

    `cache` is where results are kept between builds, `limit` the seconds that one part may take to be set. `keep` is an
    earlier edition whose printed leaves stay in use: its pages keep their numbers (`changes.slip`).
    """

    content: Path
    out: Path
    language: str | None = None
    final: bool = False
    cache: Path | None = None
    limit: float = LIMIT
    keep: Manifest | None = None

    @property
    def store(self) -> Store:
        """Where results are kept: under the folder of what is made, unless told otherwise."""
        return Store(self.cache or self.out / ".cache")

    @property
    def recipe(self) -> Path:
        """The file of the store that keeps the typesetter's recipe of the last build."""
        return self.store.path(key("recipe", str(self.content.resolve()), self.language or ""))


@dataclass(frozen=True)
class Step:
    """Progress: the stage (a word of the interface), what it is at, and how far it is; `pages` are set so far."""

    stage: str
    what: str
    done: int
    total: int
    pages: int = 0


Report = Callable[[Step], None]


@dataclass(frozen=True)
class Outcome:
    """What came of an order. No `pdf` means that nothing was written and the last good one still stands.

    `paragraphs` counts what the compositor set and, by reason, what it left to the library. `proof` is None where the
    book was not read, since it stands as it was proven, or could not be made.
    """

    pdf: Path | None
    pages: int
    diagnostics: tuple[Diagnostic, ...]
    proof: Proof | None
    paragraphs: Mapping[str, int] = field(default_factory=dict)


def standing(order: Order, content: str | None = None) -> Outcome | None:
    """The outcome of an earlier build that still stands. `content` is the fingerprint of its folder, if it is known."""
    name = _name(order, content or fingerprint(order.content))
    found: Outcome | None = None if order.keep else stands(order.store, name, order.out)
    if found is None or found.pdf is None:
        return None
    return replace(found, pdf=order.out / found.pdf.name)


def note(order: Order, content: str, outcome: Outcome, files: tuple[Path, ...]) -> None:
    """Keep the outcome for a content of this fingerprint, and what the files that it left are.

    A book that keeps earlier numbers is no content's own.
    """
    if not order.keep:
        keep(order.store, _name(order, content), replace(outcome, proof=None), order.out, files)


def stands(store: Store, name: str, out: Path) -> Any:
    """What was kept under a name, if every file that was left in a folder is as it was left; else None."""
    outcome, files = store.load(name) or (None, {})
    return None if any(file_digest(out / file) != digest for file, digest in files.items()) else outcome


def keep(store: Store, name: str, outcome: object, out: Path, files: Iterable[Path]) -> None:
    """Keep what came of an order, and what the files are that it left in a folder."""
    store.save(name, (outcome, {path.relative_to(out).as_posix(): file_digest(path) for path in files}))


def _name(order: Order, content: str) -> str:
    return key("booklet", content, house(), order.language or "", str(order.final))
