"""The graph of citations: what a record was built on, the record itself, and what was later built on it, in columns.

In: nodes in their columns, the earliest 0, and which cites which. Out: an SVG as wide as asked and as high as its
fullest column needs. Time runs as one reads. A line leads from what is cited to what cites it, and ends in a dot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kurrasa.drawings.canvas import Style, element, number, svg, titled
from kurrasa.drawings.label import REGULAR, STRONG, Label, label

NAME, UNDER = 2.9, 2.4  # em of a node's name and of what stands under it, millimetres
HEAD = 2.6  # em of a column's heading
LINE = 1.36  # from baseline to baseline, in em
PAD = 1.1  # between a node's frame and its letters
GAP = 1.5  # between two nodes of a column
WIDEST = 54.0  # width of a node, and of the room between two columns, at most
ARC = 6.0  # how far a line between two nodes of one column goes round
BAR = 0.9  # width of the bar that marks a node


@dataclass(frozen=True)
class Node:
    """A record: its column, its name, what stands under it, whether the page is about it.

    `turn` is the direction of a name that has its own, as a resolution's number may.
    """

    key: str
    column: int
    name: str
    under: str = ""
    here: bool = False
    turn: Literal["ltr", "rtl"] | None = None


@dataclass(frozen=True)
class _Box:
    """A node with its letters set and its place."""

    node: Node
    lines: tuple[tuple[Label, float, str], ...]
    height: float


def lineage(
    nodes: Sequence[Node],
    cites: Sequence[tuple[str, str]],
    headings: Sequence[str],
    width: float,
    style: Style,
    title: str,
) -> str:
    """Draw the graph. `cites` are pairs (what is cited, what cites it); `headings` name the columns.

    Raises `ValueError` if there is no node, or a pair names one that is not there.
    """
    if not nodes:
        raise ValueError("a graph needs a node")
    known = {node.key for node in nodes}
    if lost := [pair for pair in cites if not known.issuperset(pair)]:
        raise ValueError(f"citations of nodes that are not there: {lost}")
    count = max(node.column for node in nodes) + 1
    reach = width / count / 5 if count > 1 else 0.0
    wide = min((width - ARC - reach * (count - 1)) / count, WIDEST)
    reach = min((width - ARC - wide * count) / (count - 1), WIDEST) if count > 1 else 0.0
    columns = _ordered([[node for node in nodes if node.column == i] for i in range(count)], cites)
    boxes = [[_box(node, wide, style) for node in column] for column in columns]
    heads = [label(text, HEAD, style, STRONG) if text else None for text in headings]
    top = HEAD * 2 if any(heads) else 0.0
    tall = max(sum(box.height + GAP for box in column) - GAP for column in boxes)
    rtl = style.direction == "rtl"

    column_of = {node.key: node.column for node in nodes}
    inset = ARC + 0.5 if any(column_of[a] == column_of[b] == 0 for a, b in cites) else 0.0
    left = [inset + i * (wide + reach) for i in range(count)]
    if rtl:
        left = [width - wide - x for x in left]
    places: dict[str, tuple[float, float]] = {}
    drawn: list[str] = []
    for i, column in enumerate(boxes):
        y = top + (tall - (sum(box.height + GAP for box in column) - GAP)) / 2
        if head := heads[i]:
            edge = left[i] + wide if rtl else left[i]
            drawn.append(head.draw(edge, HEAD, "right" if rtl else "left", style.palette.copper))
        for box in column:
            places[box.node.key] = (left[i], y + box.height / 2)
            drawn.append(_drawn(box, left[i], y, wide, style))
            y += box.height + GAP
    here = {node.key for node in nodes if node.here}
    links = [_link(places[a], places[b], wide, style, strong=bool(here & {a, b})) for a, b in cites]
    return svg(width, top + tall, title, links + drawn)


def _ordered(columns: list[list[Node]], cites: Sequence[tuple[str, str]]) -> list[list[Node]]:
    """Order each column by the middle of what its nodes are tied to, so that few lines cross."""
    tied: dict[str, list[str]] = {}
    for a, b in cites:
        tied.setdefault(a, []).append(b)
        tied.setdefault(b, []).append(a)
    for _ in range(3):
        place = {node.key: (i + 0.5) / len(column) for column in columns for i, node in enumerate(column)}

        def middle(node: Node, place: dict[str, float] = place) -> float:
            ends = [place[key] for key in tied.get(node.key, ())]
            return sum(ends) / len(ends) if ends else place[node.key]

        columns = [sorted(column, key=middle) for column in columns]
    return columns


def _box(node: Node, wide: float, style: Style) -> _Box:
    room = wide - 2 * PAD - BAR
    palette = style.palette
    turned = replace(style, direction=node.turn or style.direction)
    lines = [
        (shaped, NAME, palette.copper if node.here else palette.sea)
        for shaped in wrap(node.name, NAME, room, turned, STRONG)
    ]
    lines += [(shaped, UNDER, palette.slate) for shaped in wrap(node.under, UNDER, room, style, REGULAR)]
    return _Box(node, tuple(lines), sum(size * LINE for _, size, _ in lines) + 2 * PAD - 0.6)


def wrap(text: str, size: float, width: float, style: Style, weight: int) -> list[Label]:
    """Break a text between words into lines no wider than `width`; a word that is wider is set alone, and smaller."""
    lines: list[Label] = []
    held = ""
    for word in text.split():
        longer = f"{held} {word}".strip()
        if held and label(longer, size, style, weight).width > width:
            lines.append(label(held, size, style, weight))
            held = word
        else:
            held = longer
    shaped = [*lines, *([label(held, size, style, weight)] if held else [])]
    return [s if s.width <= width else label(s.text, size * width / s.width, style, weight) for s in shaped]


def _drawn(box: _Box, x: float, y: float, wide: float, style: Style) -> str:
    palette, rtl = style.palette, style.direction == "rtl"
    ink = palette.copper if box.node.here else palette.sea
    bar = x + wide - BAR if rtl else x
    edge = x + wide - BAR - PAD if rtl else x + BAR + PAD
    drawn = [
        element("rect", x=x, y=y, width=wide, height=box.height, fill=palette.sand),
        element("rect", x=bar, y=y, width=BAR, height=box.height, fill=ink),
    ]
    baseline = y + PAD - 0.5
    for shaped, size, colour in box.lines:
        baseline += size * LINE
        drawn.append(shaped.draw(edge, baseline - size * 0.42, "right" if rtl else "left", colour))
    return titled(box.node.name, *drawn)


def _link(cited: tuple[float, float], citing: tuple[float, float], wide: float, style: Style, *, strong: bool) -> str:
    """A line from the later side of what is cited to the earlier side of what cites it; in one column, an arc."""
    rtl = style.direction == "rtl"
    (ax, ay), (bx, by) = cited, citing
    start, end = (ax, bx + wide) if rtl else (ax + wide, bx)
    bend = abs(end - start) / 2
    turn, back = (-bend, bend) if rtl else (bend, -bend)
    if ax == bx:  # round the side on which time comes in
        start = end
        turn = back = ARC * 4 / 3 if rtl else -ARC * 4 / 3
    ink = style.palette.copper if strong else style.palette.slate
    path = (
        f"M{number(start)} {number(ay)}C{number(start + turn)} {number(ay)} "
        f"{number(end + back)} {number(by)} {number(end)} {number(by)}"
    )
    line = element("path", d=path, fill="none", stroke=ink, stroke_width=0.35)
    return line + element("circle", cx=end, cy=by, r=0.75, fill=ink)
