"""Where each piece of a handout stands: one side if it holds all, else two; columns that end level; no empty corner.

In: the pieces with their heights in each width they may take, as they were measured. Out: their places, or by how much
they are too tall. Arithmetic alone: nothing is set here. Lengths are millimetres from the top of a side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

WIDTH, HEIGHT = 210.0, 297.0
EDGE = 18.0  # left and right margin
LEAST = 60.0  # a main column that is lower is none
CLOSE = 0.6  # how far gaps may close before the type steps down
HEAD = 11.0  # the running head of the second side
BOTTOM = 280.0  # the body ends here; the foot stands under it
GUTTER = 6.0
FULL = WIDTH - 2 * EDGE
SIDE = 54.0  # a third of the grid
MAIN = FULL - SIDE - GUTTER
HALF = (FULL - GUTTER) / 2
GAP = 4.0  # between two pieces
NOTE = 2.4  # between two notes
UNDER = 2.0  # between the title of a group and its first piece
LOOSEST = 4.5  # what may be added to a gap, so that a column ends level with its neighbour
LEVEL = 12.0  # columns that end nearer to each other than this are level enough


@dataclass(frozen=True)
class Piece:
    """A piece by its key, how tall it is at each width it may be set to, and the room under it: less under a title."""

    key: str
    heights: Mapping[float, float]
    after: float = GAP


@dataclass(frozen=True)
class Group:
    """Pieces under a title, the most wanted first; those that find room stand in their own order (`key` to place)."""

    title: Piece
    wanted: tuple[Piece, ...]
    order: Mapping[str, int]

    def first(self, count: int) -> list[Piece]:
        """The title and the `count` most wanted pieces in their order."""
        return [self.title, *sorted(self.wanted[:count], key=lambda piece: self.order[piece.key])] if count else []


@dataclass(frozen=True)
class Stand:
    """A piece in its place: the side, the distance from the edge where reading starts, the top, the width."""

    key: str
    face: int
    start: float
    top: float
    width: float


@dataclass(frozen=True)
class Pieces:
    """What a handout has to hold.

    `told` stands in the main column and goes on overleaf; `beside` in the narrow one; `kept` are notes and captions.
    `spare` fills what is left, `aside` what is left of the narrow column. `strip`, `graph` and `tail` take the whole
    width; `brief` is the graph with the next of kin alone, and `graph_spared` says whether it can do without one.
    """

    band: Piece
    head: Piece
    told: tuple[Piece, ...]
    beside: tuple[Piece, ...]
    kept: tuple[Piece, ...]
    spare: tuple[Group, ...]
    aside: tuple[Group, ...]
    strip: Piece | None
    graph: Piece | None
    brief: Piece | None
    tail: Piece | None
    graph_spared: bool = False


@dataclass(frozen=True)
class Packed:
    """The places, how many sides they take, and by how many millimetres it is too much (0 if it fits).

    `need` is how much of the columns of the second side is filled without neighbours, from 0 to 1.
    """

    stands: tuple[Stand, ...]
    sides: int
    excess: float = 0.0
    need: float = 1.0


def pack(pieces: Pieces) -> Packed:
    """Find the places: on one side if all fits there, else on two; with the brief graph where the other is too tall."""
    ways = [
        (closer, graph)
        for closer in (pieces, _closer(pieces))
        for graph in (pieces.graph, pieces.brief, *([None] if pieces.graph_spared else []))
    ]
    for closer, graph in ways:
        if found := _one_side(closer, graph):
            return found
    found = _two_sides(pieces, pieces.graph)
    for closer, graph in ways:
        if found.excess:
            found = _two_sides(closer, graph)
    return found


def _closer(pieces: Pieces) -> Pieces:
    """The pieces with less room between them."""

    def close(row: Sequence[Piece]) -> tuple[Piece, ...]:
        return tuple(replace(piece, after=piece.after * CLOSE) for piece in row)

    return replace(pieces, told=close(pieces.told), beside=close(pieces.beside), kept=close(pieces.kept))


def _one_side(pieces: Pieces, graph: Piece | None) -> Packed | None:
    top = pieces.band.heights[WIDTH] + 2 * GAP
    foot = [p for p in (graph, pieces.strip, pieces.tail) if p]
    bottom = BOTTOM - sum(p.heights[FULL] + 2 * GAP for p in foot)
    room = bottom - top
    side, moved = _prefix(pieces.beside, SIDE, room)
    main = [*pieces.told, *pieces.kept, *moved]
    if tall(main, MAIN) > room or room < LEAST:
        return None
    filling, _ = _filled(main, pieces.spare, MAIN, room)
    aside, _ = _filled(side, pieces.aside, SIDE, room)
    return Packed(
        (
            Stand(pieces.band.key, 0, 0, 0, WIDTH),
            *_column(filling, 0, EDGE, top, MAIN, room),
            *_column(aside, 0, EDGE + MAIN + GUTTER, top, SIDE, room),
            *_stacked(foot, 0, bottom + 2 * GAP),
        ),
        1,
    )


def _two_sides(pieces: Pieces, graph: Piece | None) -> Packed:
    top = pieces.band.heights[WIDTH] + 2 * GAP
    bottom = BOTTOM - (pieces.strip.heights[FULL] + 2 * GAP if pieces.strip else 0)
    room = bottom - top
    main, told = _prefix(pieces.told, MAIN, room)
    side, beside = _prefix(pieces.beside, SIDE, room)
    side, aside = _filled(side, pieces.aside, SIDE, room)
    for section in _sections(told)[1:]:  # a whole one that is lower than what found no room
        if tall([*main, *section], MAIN) <= room:
            main += section
            told = [piece for piece in told if piece not in section]
    main, spare = _filled(main, pieces.spare, MAIN, room)
    stands = [
        Stand(pieces.band.key, 0, 0, 0, WIDTH),
        *_column(main, 0, EDGE, top, MAIN, room),
        *_column(side, 0, EDGE + MAIN + GUTTER, top, SIDE, room),
    ]
    if pieces.strip:
        stands += _stacked([pieces.strip], 0, bottom + 2 * GAP)

    stands.append(Stand(pieces.head.key, 1, EDGE, HEAD, FULL))
    top = HEAD + pieces.head.heights[FULL] + 2 * GAP
    if graph:
        stands.append(Stand(graph.key, 1, EDGE, top, FULL))
        top += graph.heights[FULL] + 2 * GAP
    room = BOTTOM - (pieces.tail.heights[FULL] + 2 * GAP if pieces.tail else 0) - top
    rest = [*told, *beside, *pieces.kept]
    columns, excess = _balanced(rest, room)
    need = sum(tall(column, HALF) for column in columns) / (2 * room)
    if not excess:
        rest, columns = _overleaf(rest, (*spare, *aside), room)
    level = min(room, max(tall(c, HALF) for c in columns) + LEVEL)
    for i, column in enumerate(columns):
        stands += _column(column, 1, EDGE + i * (HALF + GUTTER), top, HALF, level)
    if pieces.tail:
        stands.append(Stand(pieces.tail.key, 1, EDGE, BOTTOM - pieces.tail.heights[FULL], FULL))
    return Packed(tuple(stands), 2, round(excess, 1), need)


def tall(pieces: Sequence[Piece], width: float) -> float:
    """Height of a column."""
    return sum(p.heights[width] for p in pieces) + sum(p.after for p in pieces[:-1])


def _prefix(pieces: Sequence[Piece], width: float, room: float) -> tuple[list[Piece], list[Piece]]:
    """As many of the pieces as there is room for, and the rest."""
    count = 0
    while count < len(pieces) and tall(pieces[: count + 1], width) <= room:
        count += 1
    return list(pieces[:count]), list(pieces[count:])


def _sections(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces by what they are of: the first of each carries the title over it."""
    return [list(group) for _, group in groupby(pieces, key=lambda piece: piece.key.partition("-")[0])]


def _filled(
    column: list[Piece], spare: Sequence[Group], width: float, room: float
) -> tuple[list[Piece], tuple[Group, ...]]:
    """A column with as much of the spare groups as it has room for, one piece of each in turn; and what is left."""
    counts = _counts(spare, lambda added: tall([*column, *added], width) <= room)
    return [*column, *_taken(spare, counts)], _left(spare, counts)


def _overleaf(rest: list[Piece], spare: Sequence[Group], room: float) -> tuple[list[Piece], list[list[Piece]]]:
    """The pieces of the second side with as much of the spare groups as its columns have room for."""
    counts = _counts(spare, lambda added: not _balanced([*rest, *added], room)[1])
    fuller = [*rest, *_taken(spare, counts)]
    return fuller, _balanced(fuller, room)[0]


def _counts(spare: Sequence[Group], fits: Callable[[list[Piece]], bool]) -> list[int]:
    """How many pieces of each group find room."""
    counts = [0] * len(spare)
    growing = True
    while growing:
        growing = False
        for i, group in enumerate(spare):
            more = [*counts[:i], counts[i] + 1, *counts[i + 1 :]]
            if counts[i] < len(group.wanted) and fits(_taken(spare, more)):
                counts, growing = more, True
    return counts


def _taken(spare: Sequence[Group], counts: Sequence[int]) -> list[Piece]:
    return [piece for group, count in zip(spare, counts, strict=True) for piece in group.first(count)]


def _left(spare: Sequence[Group], counts: Sequence[int]) -> tuple[Group, ...]:
    return tuple(
        replace(group, wanted=group.wanted[count:])
        for group, count in zip(spare, counts, strict=True)
        if count < len(group.wanted)
    )


def _balanced(pieces: Sequence[Piece], room: float) -> tuple[list[list[Piece]], float]:
    """Two columns, parted where they end nearest to each other; and by how much the taller one is too tall."""
    parted = [
        ([*pieces[:k]], [*pieces[k:]]) for k in range(len(pieces) + 1) if not k or pieces[k - 1].after != UNDER
    ]  # never under a title
    best = min(parted, key=lambda c: max(tall(c[0], HALF), tall(c[1], HALF)))
    return [*best], max(0.0, max(tall(c, HALF) for c in best) - room)


def _column(pieces: Sequence[Piece], face: int, start: float, top: float, width: float, room: float) -> list[Stand]:
    """Set pieces one under another; the gaps open, within limits, so that the column ends at the foot of its room."""
    gaps = sum(piece.after != UNDER for piece in pieces[:-1])
    free = room - tall(pieces, width)
    looser = min(LOOSEST, free / gaps) if gaps and free > 0 else 0.0
    stands = []
    for piece in pieces:
        stands.append(Stand(piece.key, face, start, round(top, 3), width))
        top += piece.heights[width] + piece.after + (looser if piece.after != UNDER else 0)
    return stands


def _stacked(pieces: Sequence[Piece], face: int, top: float) -> list[Stand]:
    """Set pieces of the whole width one under another."""
    stands = []
    for piece in pieces:
        stands.append(Stand(piece.key, face, EDGE, round(top, 3), FULL))
        top += piece.heights[FULL] + 2 * GAP
    return stands
