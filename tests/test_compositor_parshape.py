"""Lines of different measures: chosen by the same rule as those of one, each for the place where it stands."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_compositor_fit import EM, SPACE, TEMPERS, fitted

from kurrasa.compositor import fit, parshape

TATWEEL = 4.0


def shaped(
    widths: list[float],
    measures: list[float],
    temper: fit.Temper = fit.NONE,
    *,
    first: list[float] | None = None,
    forbidden: frozenset[int] = frozenset(),
    drawable: frozenset[int] = frozenset(),
) -> list[tuple[int, int]]:
    """Fit words of the widths given to lines of the measures given; `first` are their widths in the first line."""
    n = len(widths)
    gap = [0.0, *[SPACE] * (n - 1)]

    def room(of: list[float]) -> list[float]:
        return list(accumulate((g + w for g, w in zip(gap, of, strict=True)), initial=0.0))

    pieces = parshape.Set(
        room(widths),
        gap,
        list(accumulate((int(g > 0) for g in gap), initial=0)),
        [-1 if i in forbidden else 0 for i in range(n)],
        list(accumulate((int(i in drawable) for i in range(n)), initial=0)),
        SPACE,
        TATWEEL,
        EM,
        [a - b for a, b in zip(room(first), room(widths), strict=True)] if first else None,
    )
    return parshape.fit(pieces, start=0, end=n, measures=measures, temper=temper)


@pytest.mark.parametrize("temper", TEMPERS)
@settings(max_examples=60, deadline=None)
@given(
    widths=st.lists(st.floats(0.5, 140), min_size=1, max_size=40),
    measure=st.floats(10, 200),
    forbidden=st.frozensets(st.integers(1, 39)),
    drawable=st.frozensets(st.integers(0, 39)),
)
def test_lines_of_one_measure_are_those_of_fit(
    temper: fit.Temper, widths: list[float], measure: float, forbidden: frozenset[int], drawable: frozenset[int]
) -> None:
    """The rule is said twice, once for haste; both must say the same."""
    usual = fitted(widths, measure, temper, penalties=dict.fromkeys(forbidden, -1), drawable=drawable)
    assert shaped(widths, [measure], temper, forbidden=forbidden, drawable=drawable) == usual


@settings(max_examples=150, deadline=None)
@given(
    widths=st.lists(st.floats(0.5, 140), min_size=1, max_size=40),
    measures=st.lists(st.floats(1, 200), min_size=1, max_size=8),
    larger=st.floats(0.5, 2),
    forbidden=st.frozensets(st.integers(1, 39)),
    temper=st.sampled_from(TEMPERS),
)
def test_it_never_fails_and_loses_nothing(
    widths: list[float], measures: list[float], larger: float, forbidden: frozenset[int], temper: fit.Temper
) -> None:
    found = shaped(widths, measures, temper, first=[larger * width for width in widths], forbidden=forbidden)
    assert found[0][0] == 0
    assert found[-1][1] == len(widths)
    assert all(end == start for (_, end), (start, _) in pairwise(found))
    assert all(start < end for start, end in found)
    assert not forbidden & {start for start, _ in found}


def test_each_line_is_filled_to_its_own_measure() -> None:
    widths, measures = [12.0, 9, 15, 11, 8, 14, 10, 13] * 5, [60.0, 60, 100, 40, 120]
    found = shaped(widths, measures)
    for n, (start, end) in enumerate(found[:-1]):
        measure = measures[min(n, len(measures) - 1)]
        stretch = (measure - sum(widths[start:end])) / ((end - start - 1) * SPACE)
        assert 1 + fit.NONE.least <= stretch <= 1 + fit.NONE.most


def test_a_line_is_filled_with_a_view_to_a_narrow_one_to_come() -> None:
    widths = [11.0, 23, 8, 14, 8, 17, 17, 17, 29, 17, 11, 8, 17, 8, 17, 17]
    assert shaped(widths, [80.0, 80])[:2] == [(0, 4), (4, 8)]
    assert shaped(widths, [80.0, 38, 80])[:2] == [(0, 5), (5, 7)], "two words of 17 fill a line of 38"


def test_a_first_line_of_larger_type_takes_fewer_words() -> None:
    widths = [20.0] * 12
    plain = shaped(widths, [112.0])
    opened = shaped(widths, [112.0], first=[26.0] * 12)
    assert plain[0] == (0, 5)
    assert opened[0] == (0, 4)
    assert opened[1] == (4, 9), "the others are set as ever"
