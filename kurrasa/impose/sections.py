"""Sections: which pages of a book are folded together.

In: how many pages, how many to a sheet, how they are bound. Out: the pages of each section, in the order of the book.

Perfect-bound sections lie one after another, saddle-stitched ones one within another, the outermost first. What is left
over is folded from smaller sheets, of 16, 8 and 4 pages: a press folds in halves.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import Literal

Binding = Literal["perfect", "saddle"]
SIGNATURES = (4, 8, 16, 32)


def sections(total: int, signature: int, binding: Binding) -> list[tuple[int, ...]]:
    """The pages of each section, from 1; numbers above `total` are the blanks that fill its last leaves."""
    whole = -(-total // 4) * 4
    bounds = list(accumulate(_sizes(whole, signature), initial=0))
    if binding == "perfect":
        return [tuple(range(low + 1, high + 1)) for low, high in pairwise(bounds)]
    return [
        (*range(low // 2 + 1, high // 2 + 1), *range(whole - high // 2 + 1, whole - low // 2 + 1))
        for low, high in pairwise(bounds)
    ]


def _sizes(whole: int, signature: int) -> Iterator[int]:
    left = whole
    for size in (size for size in reversed(SIGNATURES) if size <= signature):
        yield from [size] * (left // size)
        left %= size
