"""The lines of a paragraph, chosen together: what is gained by that, and what holds whatever the text is."""

from itertools import accumulate, pairwise
from math import sqrt
from statistics import fmean, pstdev
from typing import Any

import pytest
from compositor_page import MEASURE, MM, lay_out, lines, text_boxes
from hypothesis import given, settings
from hypothesis import strategies as st

from kurrasa.compositor import fit

SPACE, EM, HYPHEN = 3.0, 12.0, 4.0
PARAGRAPH = (
    "أقرّ المؤتمرون في ختام أعمالهم بياناً يدعو جميع الدول إلى احترام وحدة أراضي الدول وسيادتها، وإلى حلّ النزاعات "
    "بالوسائل السلمية وفق ميثاق الأمم المتحدة ومقرراتها. وشدّد البيان على حقّ النازحين في العودة إلى ديارهم آمنين "
    "مكرّمين، وعلى أنّ تدمير المعالم التاريخية والدينية مخالف للقانون الدولي، وطلب إلى الأمين العام أن يتابع التنفيذ "
    "وأن يرفع تقريراً إلى الدورة المقبلة."
)


def fitted(
    widths: list[float],
    measure: float,
    temper: fit.Temper = fit.NONE,
    *,
    indent: float = 0.0,
    penalties: dict[int, int] | None = None,
    drawable: frozenset[int] = frozenset(),
    hyphens: frozenset[int] = frozenset(),
) -> list[tuple[int, int]]:
    """Fit words of the widths given, a space of `SPACE` before each but the first; a line may end before a piece of
    `hyphens`, where it shows one `HYPHEN` wide."""
    gap = [0.0, *[SPACE] * (len(widths) - 1)]
    penalty = [(penalties or {}).get(i, 0) for i in range(len(widths))]
    return fit.fit(
        list(accumulate((g + w for g, w in zip(gap, widths, strict=True)), initial=0.0)),
        gap,
        list(accumulate((int(g > 0) for g in gap), initial=0)),
        penalty,
        list(accumulate((int(i in drawable) for i in range(len(widths))), initial=0)),
        start=0,
        end=len(widths),
        measure=measure,
        indent=indent,
        space=SPACE,
        tatweel=4.0,
        em=EM,
        temper=temper,
        hyphens=dict.fromkeys(hyphens, HYPHEN),
    )


def stretches(widths: list[float], breaks: list[tuple[int, int]], measure: float) -> list[float]:
    """Space as set ÷ natural, of every line but the last."""
    return [(measure - sum(widths[a:b])) / ((b - a - 1) * SPACE) for a, b in breaks[:-1] if b - a > 1]


def greedily(widths: list[float], measure: float) -> list[tuple[int, int]]:
    """As many words on each line as fit, as the library breaks."""
    found, start, room = [], 0, widths[0]
    for i, width in enumerate(widths[1:], 1):
        if room + SPACE + width > measure:
            found.append((start, i))
            start, room = i, width
        else:
            room += SPACE + width
    return [*found, (start, len(widths))]


def test_a_looser_line_now_saves_a_hole_later() -> None:
    widths = [22.0, 15, 22, 34, 15, 11, 15, 22, 15, 11, 22, 15]
    first = stretches(widths, greedily(widths, 100), 100)
    total = stretches(widths, fitted(widths, 100), 100)
    assert max(first) > 6
    assert max(total) < 1
    assert pstdev(total) < pstdev(first)


def test_a_known_paragraph_is_more_even_than_first_fit_sets_it() -> None:
    document = lay_out(f'<p style="--kashida: none">{PARAGRAPH}</p>')
    found = lines(document, "p")
    total = [line.ratio for line in found if line.ratio is not None]
    words = [item for line in found for item in line.items[::-1] if not item.space]
    space = text_boxes(found[0].box)[0].pango_layout.type.space
    widths = [word.width * SPACE / space for word in words]
    measure = MEASURE * MM * SPACE / space
    first = stretches(widths, greedily(widths, measure), measure)
    assert len(total) >= len(first) - 1
    assert max(total) < max(first)
    assert far_from_natural(total) < far_from_natural(first)


def far_from_natural(ratios: list[float]) -> float:
    """The root of the mean square of how far spaces are from natural."""
    return sqrt(fmean((ratio - 1) ** 2 for ratio in ratios))


def test_spaces_keep_within_their_limits_where_the_words_allow_it() -> None:
    widths = [14.0, 18, 9, 25, 16, 12, 20, 11, 17, 15, 13, 22, 10, 19, 16, 14, 12, 21, 18, 9, 15, 24, 13, 17]
    found = stretches(widths, fitted(widths, 110), 110)
    assert all(1 + fit.NONE.least <= ratio <= 1 + fit.NONE.most for ratio in found)


def test_words_that_can_be_drawn_out_let_a_line_be_looser() -> None:
    widths = [34.0, 34, 15, 8, 34, 15, 34, 34]
    assert fitted(widths, 100, fit.STRONG) == [(0, 4), (4, 7), (7, 8)]
    assert fitted(widths, 100, fit.STRONG, drawable=frozenset(range(8))) == [(0, 3), (3, 7), (7, 8)]


def test_a_forbidden_break_is_never_taken() -> None:
    widths = [20.0] * 12
    free = fitted(widths, 100)
    at = free[0][1]
    held = fitted(widths, 100, penalties={at: -1})
    assert at not in {start for start, _ in held}


def test_a_dear_break_is_taken_only_where_it_pays() -> None:
    widths = [8.0, 9, 11, 10, 12, 7] * 6
    assert fitted(widths, 105)[0][1] == 9
    assert fitted(widths, 105, penalties={9: 120})[0][1] == 8
    assert fitted(widths, 110)[0][1] == 9
    assert fitted(widths, 110, penalties={9: 120})[0][1] == 9, "another break would tear the lines further apart"


def test_what_fits_on_one_line_stays_on_one() -> None:
    assert fitted([20.0, 20, 20], 66) == [(0, 3)]
    assert len(fitted([20.0, 20, 20], 66, indent=10)) == 2


def test_the_indent_shortens_the_first_line_only() -> None:
    plain, indented = fitted([20.0] * 20, 112), fitted([20.0] * 20, 112, indent=23)
    assert plain[0] == (0, 5)
    assert indented[0] == (0, 4)
    assert indented[1][1] - indented[1][0] == 5


def test_the_last_line_is_left_natural_but_not_one_short_word() -> None:
    widths = [20.0] * 16 + [7.0]
    breaks = fitted(widths, 116)
    assert breaks[-1][1] - breaks[-1][0] > 1


def test_a_word_longer_than_the_line_stands_alone_on_one() -> None:
    assert (1, 2) in fitted([20.0, 150, 20, 20], 100)


def test_the_lines_of_a_heading_are_balanced() -> None:
    title = "القرارات الصادرة عن مؤتمرات القمة الإسلامية بشأن العدوان على جمهورية أذربيجان وما تلاه"
    heading = lines(lay_out(f"<h1>{title}</h1>", "h1 { font-size: 16pt; text-align: start }"), "h1")
    ragged = lines(
        lay_out(f"<div>{title}</div>", "div { font-size: 16pt; font-weight: bold; text-align: start }"), "div"
    )
    assert len(heading) == len(ragged) > 1

    def shortest(found: list[Any]) -> float:
        return min(line.right - line.left for line in found)

    assert shortest(heading) > shortest(ragged)
    assert shortest(heading) > 0.6 * max(line.right - line.left for line in heading)


TEMPERS = [fit.NONE, fit.RESTRAINED, fit.STRONG, fit.RAGGED, fit.BALANCED, fit.Temper(last_justified=True)]


@settings(max_examples=150, deadline=None)
@given(
    widths=st.lists(st.floats(0.5, 140), min_size=1, max_size=40),
    measure=st.floats(10, 200),
    indent=st.sampled_from([0.0, 9.0, -9.0]),
    forbidden=st.frozensets(st.integers(1, 39)),
    drawable=st.frozensets(st.integers(0, 39)),
    temper=st.sampled_from(TEMPERS),
    hyphens=st.frozensets(st.integers(1, 39)),
)
def test_it_never_fails_and_loses_nothing(
    widths: list[float],
    measure: float,
    indent: float,
    forbidden: frozenset[int],
    drawable: frozenset[int],
    temper: fit.Temper,
    hyphens: frozenset[int],
) -> None:
    penalties = dict.fromkeys(forbidden, -1)
    found = fitted(widths, measure, temper, indent=indent, penalties=penalties, drawable=drawable, hyphens=hyphens)
    assert found[0][0] == 0
    assert found[-1][1] == len(widths)
    assert all(end == start for (_, end), (start, _) in pairwise(found))
    assert all(start < end for start, end in found)
    assert not forbidden & {start for start, _ in found}


@pytest.mark.parametrize("temper", TEMPERS)
@settings(max_examples=60, deadline=None)
@given(widths=st.lists(st.floats(0.5, 45), min_size=2, max_size=40), hyphens=st.frozensets(st.integers(1, 39)))
def test_no_line_is_longer_than_its_spaces_can_shrink(
    temper: fit.Temper, widths: list[float], hyphens: frozenset[int]
) -> None:
    found = fitted(widths, 100, temper, hyphens=hyphens)
    least = fit.DRAWN_IN if temper.ragged and len(found) == 1 else temper.least - 0.1
    for start, end in found:
        natural = sum(widths[start:end]) + (HYPHEN if end in hyphens and end < len(widths) else 0)
        assert natural + (end - start - 1) * SPACE * (1 + least) <= 100 + 1e-6
