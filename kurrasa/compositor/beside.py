"""Beside floats: where the lines of a paragraph may stand, and what comes with a line without standing in it.

In: the floats of a page, and the boxes out of the flow within a paragraph. Out: the next line where there is room for
it, with those boxes laid out beside it, under it, or where they are placed absolutely.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.layout import float as float_
from weasyprint.layout.absolute import AbsolutePlaceholder, absolute_layout
from weasyprint.layout.block import remove_placeholders
from weasyprint.text import line_break

from kurrasa.compositor.paragraph import Paragraph, Stray
from kurrasa.compositor.setting import Line, items


class Place(NamedTuple):
    """Where a line may stand: the side it begins at, its top, its measure."""

    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Flow:
    """What WeasyPrint lays a line out in: its context, the block, the room kept free under it, and where boxes placed
    absolutely or fixed are gathered."""

    context: Any
    block: Any
    bottom_space: float
    absolute: list[Any]
    fixed: list[Any]


def near(context: Any, y: float) -> bool:
    """Whether any float reaches below a height; those that don't bear on no line there."""
    return any(shape.position_y + shape.margin_height() > y for shape in context.excluded_shapes)


def next_line(
    flow: Flow,
    p: Paragraph,
    linebox: Any,
    first: int,
    y: float,
    indent: float,
    plan: Callable[[tuple[float, ...]], Line],
    put: Callable[[Line, Place], Any],
) -> tuple[Line, Any]:
    """The line that begins with piece `first`, by `plan` for the measures from it on, and its box, by `put`.

    A float within the text stands beside the line it comes with where that still holds its place in the text then, else
    under it (CSS 2.1, 9.5.1). A line higher than thought is put where there is room for its height.
    """
    own, holder = p.opening if p.opening and not first else (p, linebox)
    least = indent + next(
        own.room[i] - own.room[first] - own.gap[first]
        for i in range(first + 1, p.count + 1)
        if i == p.count or p.penalty[i] >= 0 or i in p.forced
    )
    usual, height = line_break.strut(linebox.style)[0], line_break.strut(holder.style)[0]
    floats = [stray for stray in p.strays if stray.piece >= first and stray.box.is_floated()]
    beside_it: list[_Floated] = []
    tried = 0

    def where() -> tuple[Place, Line]:
        place, measures = _places(flow, linebox, y, height, usual, least)
        return place, plan(measures)

    while True:
        place, line = where()
        while beside_it and beside_it[-1].stray.piece >= line.end:
            beside_it.pop().take_back()
            tried = len(floats)
            place, line = where()
        if tried < len(floats) and floats[tried].piece < line.end:
            stray = floats[tried]
            floated = _Floated(flow, stray, place.y)
            there, then = where()
            if _begins(p, stray, first) or (there.y == place.y and stray.piece < then.end):
                beside_it.append(floated)
                tried += 1
            else:
                floated.take_back()
                tried = len(floats)  # nor does any float stand higher than one before it
            continue
        box = put(line, place)
        if box.height <= height:
            break
        height = box.height
        if where()[0] == place:
            break
    _place_absolutely(flow, own, line, box)
    under = [s for s in floats if s.piece < line.end and all(s is not floated.stray for floated in beside_it)]
    laid = beside_it + [_Floated(flow, stray, box.position_y + box.height) for stray in under]
    if laid:
        leading = sum(_begins(p, floated.stray, first) for floated in laid)
        kept = [floated.keep() for floated in laid]
        box.children = [*kept[:leading], *box.children, *kept[leading:]]
    return line, box


def _begins(p: Paragraph, stray: Stray, first: int) -> bool:
    """Whether a box stands before all text of the line that begins with a piece."""
    return stray.start <= p.start[first]


def _places(
    flow: Flow, linebox: Any, y: float, height: float, usual: float, least: float
) -> tuple[Place, tuple[float, ...]]:
    """The place of a line of some height at `y`, and the measures of it and of those of the usual height below it, as
    far as there are floats; the last holds for all after them. No line stands where it has less room than `least`."""
    context, block = flow.context, flow.block
    found: list[Place] = []
    while not found or near(context, y):
        linebox.position_y, linebox.width, linebox.height = y, least, height
        found.append(Place(*float_.avoid_collisions(context, linebox, block, outer=False)))
        y, height = found[-1].y + max(height, 1.0), usual  # a line may have no height
    full = block.width - linebox.margin_left - linebox.margin_right
    measures = [place.width for place in found]
    while measures and abs(measures[-1] - full) < 0.001:
        measures.pop()
    return found[0], (*measures, full)


class _Floated:
    """A float of a paragraph, laid out for a line whose top is at `y`."""

    def __init__(self, flow: Flow, stray: Stray, y: float) -> None:
        self.flow, self.stray = flow, stray
        self.absolute: list[Any] = []
        self.fixed: list[Any] = []
        stray.box.position_x, stray.box.position_y = flow.block.content_box_x(), y
        self.box, self.rest = float_.float_layout(
            flow.context, stray.box, flow.block, self.absolute, self.fixed, flow.bottom_space, None
        )

    def take_back(self) -> None:
        """As though it had not been laid out, nor the notes called in it."""
        remove_placeholders(self.flow.context, [self.box], self.absolute, self.fixed)

    def keep(self) -> Any:
        """Its box; what it holds that is placed on the page goes there, and what is left of it to the next page."""
        self.flow.absolute.extend(self.absolute)
        self.flow.fixed.extend(self.fixed)
        if self.rest:
            self.flow.context.add_broken_out_of_flow(self.box, self.stray.box, self.flow.block, self.rest)
        return self.box


def _place_absolutely(flow: Flow, p: Paragraph, line: Line, box: Any) -> None:
    """Leave a placeholder in a line for each box placed absolutely; one within a relative element is laid out there.

    Running elements and notes are given to the page.
    """
    for stray in p.strays:
        child = stray.box
        if not line.first <= stray.piece < line.end:
            continue
        if child.is_running() or child.is_note():
            flow.context.add_running_element(child)
        elif child.is_absolutely_positioned():
            inline = "inline" in child.style.specified["display"]
            child.position_x = _edge(p, stray, line, box.position_x) if inline else box.position_x
            child.position_y = box.position_y + (0 if inline else box.height)
            placeholder, fixed = AbsolutePlaceholder(child), child.style["position"] == "fixed"
            holder = None if fixed else _holder(stray, box)
            if holder is None:
                box.children = [*box.children, placeholder]
                (flow.fixed if fixed else flow.absolute).append(placeholder)
            else:
                holder.children = [*holder.children, placeholder]
                absolute_layout(flow.context, placeholder, holder, flow.fixed, flow.bottom_space, None)


def _holder(stray: Stray, line: Any) -> Any:
    """What was made in a line of the nearest relative element about a box; None where there is none."""
    for _, source in stray.path[-2::-1]:
        if source.style["position"] == "relative":
            of = (boxes.InlineBox, source.element, source.element_tag)
            made = [b for b in line.descendants() if (type(b), b.element, b.element_tag) == of]
            return made[-1] if made else None
    return None


def _edge(p: Paragraph, stray: Stray, line: Line, x: float) -> float:
    """Where in a line that begins at `x`, from the left, a box within the text would stand."""
    for item in items(p, line):
        if item.piece == stray.piece and not item.space:
            before = stray.start <= p.start[stray.piece]
            return x + item.width if before == (item.level % 2 == 1) else x
        x += item.width
    return x
