"""Breaking where lines differ: each line of a paragraph has a measure of its own, and the first may be of another type.

In: what `fit` takes, with a measure for each line; the last holds for all after it. Out: the pieces each line takes,
chosen by the same rule. Beside `fit`, which asks for nothing but the best way to each break, the best to each break *by
each number of lines* is kept here (`\\parshape` in Knuth and Plass, 1981), for where a line stands decides its measure.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kurrasa.compositor.fit import (
    DRAWN_IN,
    INFINITE,
    RAGGED_HYPHEN,
    SHORT_LAST_LINE,
    TOO_SHORT,
    TWO_CLASSES_APART,
    Temper,
    after_hyphen,
)


@dataclass(frozen=True)
class Set:
    """The pieces of a paragraph, its hyphens and their zone, as `fit` takes them. `over` is by how much those before a
    piece are wider in the first line, where that is of another type."""

    room: Sequence[float]
    gap: Sequence[float]
    spaces: Sequence[int]
    penalty: Sequence[int]
    kashidas: Sequence[int]
    space: float
    tatweel: float
    em: float
    over: Sequence[float] | None = None
    hyphens: Mapping[int, float] = field(default_factory=dict)
    zone: float = 0.0

    def natural(self, a: int, b: int, *, first: bool) -> float:
        """The natural width of a line of the pieces from `a` up to `b`."""
        over = self.over[b] if self.over and first else 0.0
        return self.room[b] - (self.room[a] + self.gap[a]) + over + self.hyphens.get(b, 0.0)


@dataclass(frozen=True)
class _Way:
    """The best way to begin line `line` with piece `piece`, after `row` lines with hyphens."""

    piece: int
    line: int
    cost: float = 0.0
    fitness: int = 1
    before: _Way | None = None
    row: int = 0


def fit(pieces: Set, *, start: int, end: int, measures: Sequence[float], temper: Temper) -> list[tuple[int, int]]:
    """The lines from piece `start` up to `end`, as (first piece, piece after the last). Never fails, as `fit.fit`."""
    slack = measures[0] - pieces.natural(start, end, first=True)
    spaces = pieces.spaces[end] - pieces.spaces[min(start + 1, end)]
    if slack >= (DRAWN_IN * pieces.space * spaces if temper.ragged and not start else 0.0):
        return [(start, end)]
    breaks = [start, *(i for i in range(start + 1, end) if pieces.penalty[i] >= 0), end]
    for tolerance in (0, 1, 2):
        found = _ways(pieces, breaks, measures, temper, tolerance)
        if found:
            return found
    return _first_fit(pieces, breaks, measures)


def _ways(
    pieces: Set, breaks: list[int], measures: Sequence[float], temper: Temper, tolerance: int
) -> list[tuple[int, int]] | None:
    start, end = breaks[0], breaks[-1]
    active = [_Way(start, 0)]
    strict = bool(pieces.hyphens) and tolerance < 2
    whole = start  # the last break without a hyphen
    for before, b in itertools.pairwise(breaks):
        best: dict[int, _Way] = {}
        still: list[_Way] = []
        cost_here = float(pieces.penalty[b] ** 2) if b < end else 0.0
        divided = b in pieces.hyphens
        if divided and temper.ragged:
            cost_here *= RAGGED_HYPHEN
        whole = whole if divided else b
        for way in active:
            if divided and 0 <= _slack(pieces, way, whole, measures) <= pieces.zone:
                still.append(way)
                continue
            kept, bad, fitness = _weigh(
                pieces,
                way.piece,
                b,
                measures[way.line],
                temper,
                tolerance,
                alone=way.piece == before and not strict,
                last=b == end,
                first=way.piece == start,
            )
            if kept:
                still.append(way)
            if bad is None:
                continue
            cost = way.cost + (1 + bad) ** 2 + cost_here
            if abs(fitness - way.fitness) > 1:
                cost += TWO_CLASSES_APART
            if way.row and (divided or b == end):
                spaces = pieces.spaces[b] - pieces.spaces[way.piece + 1]
                cost += after_hyphen(way.row, spaces, last=b == end, strict=strict)
            line = min(way.line + 1, len(measures) - 1)
            if cost < (best[line].cost if line in best else INFINITE):
                best[line] = _Way(b, line, cost, fitness, way, way.row + 1 if divided else 0)
        active = still + list(best.values())
        if not active:
            return None
    ends = [way for way in active if way.piece == end]
    if not ends:
        return None
    last = min(ends, key=lambda way: way.cost)
    lines: list[tuple[int, int]] = []
    while last.before is not None:
        lines.append((last.before.piece, last.piece))
        last = last.before
    return lines[::-1]


def _slack(pieces: Set, way: _Way, end: int, measures: Sequence[float]) -> float:
    """What a line that ends before a piece lacks of its measure."""
    return measures[way.line] - pieces.natural(way.piece, end, first=not way.before)


def _weigh(
    pieces: Set,
    a: int,
    b: int,
    measure: float,
    temper: Temper,
    tolerance: int,
    *,
    alone: bool,
    last: bool,
    first: bool,
) -> tuple[bool, float | None, int]:
    """Whether a line may still begin at `a` after one up to `b` was looked at, how bad that one is (None where it
    can't be), and its class. What `fit` does in its loop, said line by line."""
    slack = measure - pieces.natural(a, b, first=first)
    stretches = not last or temper.last_justified
    if stretches and tolerance == 0 and slack > TOO_SHORT * measure:
        return True, None, 1
    m = pieces.spaces[b] - pieces.spaces[a + 1]
    drawn = 0.0
    if m <= 0:
        if slack < -pieces.hyphens.get(b, 0.0) and not alone:
            return False, None, 1
        x = (2 if slack > 0 else 16) * slack / pieces.space
    else:
        natural = m * pieces.space
        x = slack / natural
        if x < temper.least - (0.1 if tolerance == 2 else 0.0):
            if not alone:
                return slack >= -0.3 * natural - pieces.hyphens.get(b, 0.0) and not last, None, 1
        elif x > temper.kashida_from and temper.most_kashidas and stretches:
            full = temper.loose + temper.kashida_each * temper.most_kashidas
            allowed = temper.most_kashidas if x > full else temper.allowed(x)
            places = pieces.kashidas[b] - pieces.kashidas[a]
            drawn = min(min(places, allowed) * pieces.tatweel, slack - temper.kashida_from * natural)
            x -= drawn / natural
    if temper.ragged:
        return True, 0.0 if last and not temper.balanced else 100 * (max(slack, 0.0) / measure) ** 2, 1
    if not stretches and x >= 0:
        return True, SHORT_LAST_LINE if measure - slack < 0.18 * measure else 0.0, 1
    if x > (temper.most if tolerance == 0 else INFINITE):
        return True, None, 1
    bad = 100 * (x / temper.stretch) ** 3 if x > 0 else 100 * (-x / temper.shrink) ** 3
    fitness = 0 if x < -0.1 else 1 if x < 0.3 else 2 if x < 0.7 else 3
    return True, bad + 4 * drawn / pieces.em, fitness


def _first_fit(pieces: Set, breaks: list[int], measures: Sequence[float]) -> list[tuple[int, int]]:
    """As many pieces on each line as fit; what fits on none stands alone."""
    lines: list[tuple[int, int]] = []
    start = last = breaks[0]
    for b in breaks[1:]:
        width = measures[min(len(lines), len(measures) - 1)]
        if pieces.natural(start, b, first=not lines) > width and last > start:
            lines.append((start, last))
            start = last
        last = b
    return [*lines, (start, breaks[-1])]
