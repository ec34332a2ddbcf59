"""Folding: on which side of a sheet each page of a section lies, where, and which way up.

In: how many pages the section has, and which way it is read. Out: its two sides.

The sheet is folded here as it is by hand: half over half, across and along by turns, the last fold along the spine.
What lies on top of the folded sheet is the first page. The back is seen as it is when the sheet is turned about its
upright axis, like a leaf.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

Reading = Literal["rtl", "ltr"]
Fold = Literal["across", "along"]
FOLDS: dict[int, tuple[Fold, ...]] = {
    4: ("along",),
    8: ("across", "along"),
    16: ("along", "across", "along"),
    32: ("across", "along", "across", "along"),
}
"""The folds by the pages of a sheet: `along` an upright line, left and right halves meeting; `across` a level one."""


@dataclass(frozen=True)
class Cell:
    """A page on a side of a sheet: row and column from the top left; which page of the section, from 0; its head up."""

    row: int
    column: int
    page: int
    upright: bool


@dataclass(frozen=True)
class Sides:
    """Both sides of a sheet, in rows and columns of pages."""

    rows: int
    columns: int
    front: tuple[Cell, ...]
    back: tuple[Cell, ...]


@dataclass(frozen=True)
class _Leaf:
    """A leaf of a sheet that is being folded: its place on the open sheet; its front on top; its head up."""

    row: int
    column: int
    front: bool = True
    upright: bool = True


_Stack = list[_Leaf]  # from the top


@cache
def fold(pages: int, reading: Reading) -> Sides:
    """Fold a sheet of 4, 8, 16 or 32 pages. Raises `KeyError` for any other."""
    folds = FOLDS[pages]
    rows, columns = 2 ** folds.count("across"), 2 ** folds.count("along")
    lying = [[[_Leaf(row, column)] for column in range(columns)] for row in range(rows)]
    for way in folds:
        lying = _along(lying, reading) if way == "along" else _across(lying)
    ((stack,),) = lying
    front: list[Cell] = []
    back: list[Cell] = []
    for n, leaf in enumerate(stack):
        for page, on_front in ((2 * n, leaf.front), (2 * n + 1, not leaf.front)):
            column = leaf.column if on_front else columns - 1 - leaf.column
            # the front is the side with the first page, which is the sheet's lower one as it is folded
            (back if on_front else front).append(Cell(leaf.row, column, page, leaf.upright))
    return Sides(rows, columns, tuple(front), tuple(back))


def _along(lying: list[list[_Stack]], reading: Reading) -> list[list[_Stack]]:
    """Fold so that the fold is on the side of the spine: a book bound on the right has it on its right."""
    half = len(lying[0]) // 2
    folded = []
    for row in lying:
        near, far = row[:half], row[half:]
        if reading == "ltr":
            near, far = far, near
        # what is folded over comes to lie on top, bottom up; its head stays where it was
        over = [[_Leaf(x.row, x.column, not x.front, x.upright) for x in reversed(stack)] for stack in reversed(far)]
        folded.append([top + under for top, under in zip(over, near, strict=True)])
    return folded


def _across(lying: list[list[_Stack]]) -> list[list[_Stack]]:
    """Fold the upper half down over the lower one, so that heads are closed: what is folded is upside down."""
    half = len(lying) // 2
    upper, lower = lying[:half], lying[half:]
    over = [
        [[_Leaf(x.row, x.column, not x.front, not x.upright) for x in reversed(stack)] for stack in row]
        for row in reversed(upper)
    ]
    return [
        [top + under for top, under in zip(above, below, strict=True)] for above, below in zip(over, lower, strict=True)
    ]
