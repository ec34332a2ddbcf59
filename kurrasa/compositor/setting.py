"""One line: which words are drawn out, how wide its spaces are, and what stands where.

In: a paragraph, the pieces a line takes, its width. Out: a `Line`, and its pieces from left to right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kurrasa.compositor import bidi
from kurrasa.compositor.fit import DRAWN_IN, Temper
from kurrasa.compositor.paragraph import Paragraph
from kurrasa.compositor.shaping import Word

_WORTH = 0.5  # a kashida is put in while at least this part of it is wanted
_UNDER = 0.35  # em: nearer than this to a kashida of the line above, another stands under it
_STACKED = 0.4  # em: the same, where it will stand being known only about
_RIVER, _RIVER_RANK = 1.2, 3  # em: what stands nearer than this is taken last


@dataclass(frozen=True)
class Line:
    """Pieces `first` to `end` of a paragraph; `extra` is added to each space, `drawn` are the words with a kashida.

    `kashidas` are their distances from the line's end, for the line below; `ratio` is the space as set to the
    natural one, None where the line is not justified.
    """

    first: int
    end: int
    extra: float
    drawn: frozenset[int]
    width: float
    kashidas: tuple[float, ...] = ()
    ratio: float | None = None


class Item(NamedTuple):
    """A piece of a line where it stands: a word, a space (`word` None, `object` False) or an atomic box."""

    leaf: int
    level: int
    piece: int
    width: float
    word: Word | None
    space: bool


def set_line(
    p: Paragraph, first: int, end: int, measure: float, temper: Temper, *, justified: bool, above: Line | None
) -> Line:
    """Set the pieces of one line to a measure."""
    natural = p.room[end] - p.room[first] - p.gap[first]
    spaces = p.spaces[end] - p.spaces[first + 1]
    slack = measure - natural
    if not spaces:
        return Line(first, end, 0.0, frozenset(), natural)
    space = p.type.space
    if not justified:
        # what is a hair too wide, or was measured by other means than ours, is drawn in a little rather than broken;
        # what is far too wide, as a nowrap text may be, reaches out of its block as it would in any browser
        extra = slack / spaces if DRAWN_IN * space * spaces <= slack < 0 else 0.0
        return Line(first, end, extra, frozenset(), natural + extra * spaces)
    drawn: dict[int, float] = {}
    if temper.most_kashidas and slack > temper.kashida_from * spaces * space:
        allowed, wanted = temper.allowed(slack / spaces / space), slack - temper.kashida_from * spaces * space
        drawn = _draw_out(p, first, end, wanted, allowed, measure / natural, above)
    rivers = above.kashidas if above else ()
    while True:
        extra = (slack - sum(drawn.values())) / spaces
        places = {i: _from_end(p, i, end, extra, drawn) for i in drawn}
        under = [i for i, at in places.items() if any(abs(at - river) < _UNDER * p.type.size for river in rivers)]
        if not under:
            return Line(first, end, extra, frozenset(drawn), measure, tuple(places.values()), 1 + extra / space)
        del drawn[under[-1]]


def _from_end(p: Paragraph, i: int, end: int, extra: float, drawn: Mapping[int, float]) -> float:
    """How far from the end of a line as set the kashida of word `i` stands."""
    word, type_ = p.words[i], p.leaves[p.leaf[i]].type
    assert word is not None
    assert word.drawn is not None
    assert type_ is not None
    left = 0  # of the kashida's middle, in the word
    for glyph in word.drawn.glyphs:
        if glyph.cluster <= word.at:
            left += glyph.advance // 2 if glyph.cluster == word.at else 0
            break
        left += glyph.advance
    spaces_after = extra * (p.spaces[end] - p.spaces[i + 1])
    gained_after = sum(gain for j, gain in drawn.items() if j > i)
    return p.room[end] - p.room[i + 1] + spaces_after + gained_after + left * type_.scale


def _draw_out(
    p: Paragraph, first: int, end: int, wanted: float, allowed: int, stretch: float, above: Line | None
) -> dict[int, float]:
    """Which words get a kashida, and what each gains: best rank first, then nearest the end of the line.

    `stretch` is the measure to the line's natural width: about so much farther from the end a word will stand.
    """
    rivers = above.kashidas if above else ()
    em = p.type.size
    ranked: list[tuple[float, int]] = []
    for i in range(first, end):
        word = p.words[i]
        if word is None or not word.rank:
            continue
        rank = word.rank - 1.5 * (i - first) / (end - first)
        if rivers:
            at = stretch * (p.room[end] - p.room[i + 1] + word.width * (1 - word.at / len(word.text)))
            nearest = min(abs(at - river) for river in rivers) / em
            if nearest < _STACKED:
                continue
            if nearest < _RIVER:
                rank += _RIVER_RANK
        ranked.append((rank, -i))
    drawn: dict[int, float] = {}
    for _, negative in sorted(ranked):
        i = -negative
        if len(drawn) >= allowed or wanted <= 0:
            break
        word, type_ = p.words[i], p.leaves[p.leaf[i]].type
        assert word is not None
        assert type_ is not None
        gain = type_.drawn_out(word).width - word.width
        if gain <= 0 or wanted < _WORTH * gain:
            continue
        drawn[i] = gain
        wanted -= gain
    return drawn


def items(p: Paragraph, line: Line) -> list[Item]:
    """The pieces of a line from left to right."""
    logical = list(_logical(p, line))
    if all(item.level == 1 for item in logical):
        return logical[::-1]
    if not p.fences:
        return bidi.reorder(logical, lambda item: item.level)
    return [item for item in bidi.reorder(_fenced(p, logical), lambda item: item.level) if item.leaf >= 0]


def _fenced(p: Paragraph, logical: list[Item]) -> list[Item]:
    """The pieces with what stands between them for the order alone."""
    fenced: list[Item] = []
    for item in logical:
        before, after = p.fences.get(item.piece, (None, None))
        level = before if item.space or not p.gap[item.piece] else after
        if level is not None:
            fenced.append(Item(-1, level, item.piece, 0.0, None, False))
        fenced.append(item)
    return fenced


def _logical(p: Paragraph, line: Line) -> Iterable[Item]:
    for i in range(line.first, line.end):
        if i > line.first and p.gap[i]:
            yield Item(p.gap_leaf[i], p.gap_level[i], i, p.gap[i] + line.extra, None, True)
        word, width = p.words[i], p.width[i]
        if i in line.drawn and word is not None and word.drawn is not None:
            width += word.drawn.width - word.width
            word = word.drawn
        yield Item(p.leaf[i], p.level[i], i, width, word, False)
