"""Where the names of points stand.

In: points of a frame with their shaped names, at each size that may be tried. Out: a place for each name, on its wished
side where that is free, else on another side, else further off with a line to its point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kurrasa.drawings.label import Box, Label

Side = Literal["left", "right", "above", "below"]
ROUNDS = 6  # of improvement; names settle in two or three
AIR = 0.35  # kept free around a name
FAR = (0.0, 2.5, 5.0, 8.0)  # how much further off a name may move, millimetres


@dataclass(frozen=True)
class Named:
    """A point with its name: `reach` is the radius of its dot, `first` marks the one that chooses before the others."""

    x: float
    y: float
    reach: float
    label: Label
    side: Side
    first: bool


@dataclass(frozen=True)
class Placed:
    """A name in its place: left end of its baseline, the room it takes, and where a line from its point would end."""

    label: Label
    x: float
    y: float
    box: Box
    leader: tuple[float, float] | None


def place(sizes: Sequence[Sequence[Named]], frame: Box, obstacles: Sequence[Box]) -> list[Placed]:
    """Place the names at the largest size at which none touches another, a dot or an obstacle, or leaves the frame.

    If they are too many even for the smallest, they stand there with the least overlap.
    """
    best: tuple[float, list[Placed]] = (float("inf"), [])
    for points in sizes:
        dots = [Box(p.x, p.y, p.x, p.y).grown(p.reach + 0.25) for p in points]
        candidates = [_candidates(p, frame, [*dots, *obstacles]) for p in points]
        order = sorted(range(len(points)), key=lambda i: not points[i].first)
        chosen: dict[int, tuple[float, Placed]] = {}
        for _ in range(ROUNDS):
            before = dict(chosen)
            for i in order:
                others = [other.box for j, (_, other) in chosen.items() if j != i]
                chosen[i] = min(candidates[i], key=lambda c: round(c[0] + _shared(c[1].box, others), 4))
            if before == chosen:
                break
        placed = [chosen[i][1] for i in range(len(points))]
        fault = sum(chosen[i][0] for i in chosen) + sum(
            _shared(p.box, [q.box for q in placed[:i]]) for i, p in enumerate(placed)
        )
        if fault < 1e-6:
            return placed
        if fault < best[0]:
            best = (fault, placed)
    return best[1]


def _shared(box: Box, others: Sequence[Box]) -> float:
    return sum(
        box.overlap(other)
        for other in others
        if other.left < box.right and box.left < other.right and other.top < box.bottom and box.top < other.bottom
    )


def _candidates(point: Named, frame: Box, obstacles: Sequence[Box]) -> list[tuple[float, Placed]]:
    """Every place a name may take, the wished first, with the area it would share with what is in the way."""
    found = []
    for far in FAR:
        for dx, dy in _ways(point.side):
            placed = _at(point, dx, dy, far)
            outside = placed.box.overlap(Box(-1e3, -1e3, frame.left, 1e3)) + placed.box.overlap(
                Box(frame.right, -1e3, 1e3, 1e3)
            )
            outside += placed.box.overlap(Box(-1e3, -1e3, 1e3, frame.top)) + placed.box.overlap(
                Box(-1e3, frame.bottom, 1e3, 1e3)
            )
            found.append((10 * outside + _shared(placed.box, obstacles), placed))
    return found


def _ways(side: Side) -> list[tuple[int, int]]:
    """Directions from the point, the wished one first, then those near it, the opposite last. y points down."""
    wished = {"right": (1, 0), "left": (-1, 0), "above": (0, -1), "below": (0, 1)}[side]
    around = [(1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)]
    return sorted(around, key=lambda way: (way[0] - wished[0]) ** 2 + (way[1] - wished[1]) ** 2)


def _at(point: Named, dx: int, dy: int, far: float) -> Placed:
    away = point.reach + 0.9 + far
    across = away if not (dx and dy) else away * 0.7
    middle = (point.label.rise - point.label.fall) / 2
    x = point.x + dx * across - {1: 0.0, 0: point.label.width / 2, -1: point.label.width}[dx]
    if dy == 0:
        y = point.y + middle
    elif dy < 0:
        y = point.y - across - point.label.fall
    else:
        y = point.y + across + point.label.rise
    box = point.label.box(x, y, "left")
    end = (min(max(point.x, box.left), box.right), min(max(point.y, box.top), box.bottom))
    return Placed(point.label, x, y, box.grown(AIR), end if far else None)
