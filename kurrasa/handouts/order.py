"""Which handouts are asked for and what came of it; and whether they stand already, so that nothing need be made.

In: an order. Out: the outcome of an earlier one, if all that handouts are made from is as it was then and their files
stand as they were written. Nothing here needs the typesetter, so the answer comes at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kurrasa.diagnostics import Diagnostic
from kurrasa.inputs import fingerprint, house
from kurrasa.order import keep, stands
from kurrasa.overtime import LIMIT
from kurrasa.store import Store, key

if TYPE_CHECKING:
    from kurrasa.prove.report import Proof


@dataclass(frozen=True)
class Choice:
    """Which handouts are wanted; an empty field asks for nothing, and an empty choice for all of them."""

    ids: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    years: tuple[int, ...] = ()


ALL = Choice()


@dataclass(frozen=True)
class Order:
    """What is to be made: of which content, into which folder, which handouts, in which languages (all if empty).

    `cache` and `limit` are those of the booklet's order; where they share a cache, its pages are not set again.
    """

    content: Path
    out: Path
    choice: Choice = ALL
    languages: tuple[str, ...] = ()
    final: bool = False
    combined: bool = False
    cache: Path | None = None
    limit: float = LIMIT

    @property
    def store(self) -> Store:
        """Where results are kept between builds, as for the booklet."""
        return Store(self.cache or self.out / ".cache")


@dataclass(frozen=True)
class File:
    """A file of handouts: its place, its pages, and the smallest size its type was stepped down to.

    `proof` is None where the file was not read, since it stands as it was proven.
    """

    path: Path
    language: str
    pages: int
    step: float
    proof: Proof | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of an order. No files means that nothing was written and the last good ones still stand."""

    files: tuple[File, ...]
    diagnostics: tuple[Diagnostic, ...]


def standing(order: Order) -> Outcome | None:
    """The outcome of an earlier order that still stands."""
    found: Outcome | None = stands(order.store, _name(order, fingerprint(order.content)), order.out)
    return found and replace(found, files=tuple(replace(f, path=order.out / f.path) for f in found.files))


def note(order: Order, content: str, outcome: Outcome) -> None:
    """Keep the outcome for a content of this fingerprint, and what the files that it left are."""
    files = tuple(replace(f, path=f.path.relative_to(order.out), proof=None) for f in outcome.files)
    keep(order.store, _name(order, content), replace(outcome, files=files), order.out, (f.path for f in outcome.files))


def _name(order: Order, content: str) -> str:
    asked = (order.choice, order.languages, order.final, order.combined)
    return key("handouts", content, house(), repr(asked))


def figures(files: Iterable[File]) -> Mapping[str, tuple[int, int]]:
    """By language: how many single handouts there are, and how many pages they have together."""
    told: dict[str, tuple[int, int]] = {}
    for file in files:
        if file.path.parent.name == "handouts":
            count, pages = told.get(file.language, (0, 0))
            told[file.language] = (count + 1, pages + file.pages)
    return told
