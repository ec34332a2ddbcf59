"""Mirrored: what the library lays out from the left whatever the direction, turned round in a block from the right.

In: the library's functions for grids and for rules between columns. Out: functions with the same results, mirrored
where the block is right to left (CSS Writing Modes 3, 6.4: *inline-start* is the right side there).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.block import relative_positioning


def grid_layout(library: Any) -> Any:
    """A grid's first column stands at the side where its lines begin, and so do its items in their areas: it is laid
    out as from left to right, and its items moved to the other side."""

    def mirrored(context: Any, box: Any, *rest: Any, **named: Any) -> Any:
        own = box.style
        if own["direction"] == "ltr":
            return library(context, box, *rest, **named)
        box.style = own.copy()
        box.style["direction"] = "ltr"
        found = library(context, box, *rest, **named)
        box.style = own
        made = found[0]
        if made is not None:
            made.style = own
            sides = 2 * made.content_box_x() + made.width
            for item in made.children:
                place = item.position_x - _moved(item, made)
                _move(item, sides - 2 * place - item.margin_width(), made)
        return found

    return mirrored


def _moved(item: Any, grid: Any) -> float:
    """How far an item has been moved from its place, as `position: relative` has it."""
    probe = item.copy()
    probe.children = []
    relative_positioning(probe, (grid.width, grid.height))
    return float(probe.position_x - item.position_x)


def _move(item: Any, way: float, grid: Any) -> None:
    """Move an item of a grid; boxes placed absolutely from the sides of the grid stay where they are."""
    item.translate(way)
    if grid.style["position"] == "relative":
        for placeholder in _placed(item):
            placeholder.translate(-way)


def _placed(box: Any) -> Iterator[Any]:
    if box.style["position"] != "relative":
        for child in box.children:
            if not isinstance(child, AbsolutePlaceholder):
                yield from _placed(child)
            elif child._layout_done:
                yield child


def draw_column_rules(library: Any) -> Any:
    """The library draws the rule before each column but the first at its left. From right to left, that is where it
    stands from the column before."""

    def mirrored(stream: Any, box: Any) -> None:
        if box.style["direction"] == "rtl" and box.children:
            columns = [box.children[0].copy()]
            for before, column in pairwise(box.children):
                columns.append(column.copy())
                columns[-1].position_x = before.position_x
            box = box.copy()
            box.children = columns
        library(stream, box)

    return mirrored
