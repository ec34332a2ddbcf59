"""Where the pieces of a handout come to stand: one side or two, level columns, no title without what it is over."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as some

from kurrasa.handouts.pack import (
    BOTTOM,
    EDGE,
    FULL,
    GUTTER,
    HALF,
    LEVEL,
    MAIN,
    SIDE,
    UNDER,
    WIDTH,
    Group,
    Packed,
    Piece,
    Pieces,
    Stand,
    pack,
)


def piece(key: str, height: float) -> Piece:
    """A piece as tall in each width."""
    return Piece(key, dict.fromkeys((WIDTH, FULL, MAIN, HALF, SIDE), height))


def pieces(told: Sequence[float], kept: Sequence[float] = (), spare: Sequence[float] = (), graph: float = 0) -> Pieces:
    """A handout of pieces of these heights, with a narrow column of 60 mm and a strip of 50."""
    wanted = tuple(piece(f"near-{n}", height) for n, height in enumerate(spare))
    title = Piece("near", piece("near", 8).heights, UNDER)
    group = Group(title, wanted, {p.key: n for n, p in enumerate(wanted)})
    return Pieces(
        band=piece("band", 58),
        head=piece("head", 7),
        told=tuple(piece(f"told-{n}", height) for n, height in enumerate(told)),
        beside=(piece("facts", 60),),
        kept=tuple(piece(f"note-{n}", height) for n, height in enumerate(kept)),
        spare=(group,) if wanted else (),
        aside=(),
        strip=piece("strip", 50),
        graph=piece("graph", graph) if graph else None,
        brief=piece("brief", graph / 2) if graph else None,
        tail=None,
    )


def heights(of: Pieces) -> dict[str, float]:
    every = [of.band, of.head, *of.told, *of.beside, *of.kept]
    every += [p for group in of.spare for p in (group.title, *group.wanted)]
    every += [p for p in (of.strip, of.graph, of.brief) if p]
    return {p.key: p.heights[FULL] for p in every}


def overlaps(packed: Packed, of: Pieces) -> list[tuple[str, str]]:
    """Pairs of pieces that stand one on the other, and pieces under the foot."""
    tall = heights(of)
    boxes = [(s.key, s.face, s.start, s.top, s.start + s.width, s.top + tall[s.key]) for s in packed.stands]
    pairs = [
        (a[0], b[0])
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a[1] == b[1] and a[2] < b[4] and b[2] < a[4] and a[3] < b[5] - 0.01 and b[3] < a[5] - 0.01
    ]
    return pairs + [(key, "foot") for key, _, _, _, _, bottom in boxes if bottom > BOTTOM + 0.01]


def test_what_fits_one_side_takes_one() -> None:
    packed = pack(pieces([20, 30], kept=[10], graph=30))
    assert (packed.sides, packed.excess) == (1, 0)
    assert {s.key for s in packed.stands} == {"band", "told-0", "told-1", "note-0", "facts", "graph", "strip"}


def test_what_does_not_fit_goes_on_overleaf_in_its_order() -> None:
    packed = pack(pieces([120, 60, 40], kept=[20, 20]))
    front = [s.key for s in packed.stands if s.face == 0 and s.start == EDGE and s.width == MAIN]
    back = [s.key for s in packed.stands if s.face == 1 and s.width == HALF]
    assert packed.sides == 2
    assert front == ["told-0"]
    assert back == ["told-1", "told-2", "note-0", "note-1"]


def test_the_columns_of_the_second_side_end_nearly_level() -> None:
    packed = pack(pieces([90, 60], kept=[30] * 6))
    tall = heights(pieces([90, 60], kept=[30] * 6))
    ends = {
        start: max(s.top + tall[s.key] for s in packed.stands if s.face == 1 and s.start == start and s.width == HALF)
        for start in (EDGE, EDGE + HALF + GUTTER)
    }
    assert abs(ends[EDGE] - ends[EDGE + HALF + GUTTER]) < LEVEL


def test_an_empty_corner_is_filled_with_the_nearest_neighbours_under_their_title() -> None:
    packed = pack(pieces([20], spare=[40, 40, 40]))
    main = [s for s in packed.stands if s.start == EDGE and s.width == MAIN]
    assert [s.key for s in main] == ["told-0", "near", "near-0", "near-1"]
    assert main[2].top == main[1].top + 8 + UNDER


def test_a_neighbour_that_finds_no_room_leaves_no_title() -> None:
    assert "near" not in {s.key for s in pack(pieces([90, 20], spare=[60])).stands}


def test_a_graph_too_tall_gives_way_to_the_brief_one() -> None:
    keys = {s.key for s in pack(pieces([90, 90], kept=[30] * 6, graph=140)).stands}
    assert "brief" in keys
    assert "graph" not in keys


def test_what_is_too_long_says_by_how_much() -> None:
    by_little, by_more = pack(pieces([100] * 6)).excess, pack(pieces([100] * 8)).excess
    assert 0 < by_little < by_more


@given(
    some.lists(some.floats(5, 120), min_size=1, max_size=8),
    some.lists(some.floats(4, 60), max_size=14),
    some.lists(some.floats(10, 40), max_size=8),
    some.sampled_from([0, 30, 90]),
)
def test_nothing_stands_on_anything_else(
    told: list[float], kept: list[float], spare: list[float], graph: float
) -> None:
    of = pieces(told, kept, spare, graph)
    packed = pack(of)
    if not packed.excess:
        assert not overlaps(packed, of)
        placed = {s.key for s in packed.stands}
        assert {p.key for p in (*of.told, *of.kept, *of.beside)} <= placed


@given(some.lists(some.floats(5, 60), min_size=1, max_size=8), some.lists(some.floats(10, 40), min_size=1, max_size=8))
def test_a_title_always_stands_over_a_piece_of_its_group(told: list[float], spare: list[float]) -> None:
    stands = pack(pieces(told, spare=spare)).stands
    for title in (s for s in stands if s.key == "near"):
        assert any(_under(title, s) for s in stands if s.key.startswith("near-"))


def _under(title: Stand, other: Stand) -> bool:
    return other.face == title.face and other.start == title.start and abs(other.top - title.top - 8 - UNDER) < 0.01
