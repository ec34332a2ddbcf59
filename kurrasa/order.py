"""What is asked of a build and what came of it; and whether that stands already, so that nothing need be made.

In: an order. Out: the outcome of an earlier build, if all that a book is made from is as it was then and the files that
were written stand as they were. Nothing here needs the typesetter, so the answer comes at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kurrasa.diagnostics import Diagnostic
from kurrasa.inputs import file_digest, fingerprint, house
from kurrasa.store import Store, key

if TYPE_CHECKING:
    from kurrasa.manifest import Manifest
    from kurrasa.prove import Proof

LIMIT = 120.0  # seconds that one part may take


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


def standing(order: Order) -> Outcome | None:
    """The outcome of an earlier build that still stands."""
    found: tuple[Outcome, Mapping[str, str | None]] | None = None if order.keep else order.store.load(_name(order))
    if found is None:
        return None
    outcome, files = found
    if outcome.pdf is None or any(file_digest(order.out / name) != digest for name, digest in files.items()):
        return None
    return replace(outcome, pdf=order.out / outcome.pdf.name)


def note(order: Order, outcome: Outcome, files: tuple[Path, ...]) -> None:
    """Keep an outcome, and what the files that it left are. A book that keeps earlier numbers is no content's own."""
    if order.keep:
        return
    digests = {path.name: file_digest(path) for path in files}
    order.store.save(_name(order), (replace(outcome, proof=None), digests))


def _name(order: Order) -> str:
    return key("booklet", fingerprint(order.content), house(), order.language or "", str(order.final))
