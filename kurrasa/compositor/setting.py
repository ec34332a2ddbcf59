"""One line: which words are drawn out, how wide its spaces are, and what stands where.

In: a paragraph, the pieces a line takes, its width. Out: a `Line`, and its pieces from left to right.
"""

from __future__ import annotations

from collections.abc import Iterable

from kurrasa.compositor import bidi
from kurrasa.compositor.fit import DRAWN_IN, Temper
from kurrasa.compositor.paragraph import Paragraph
from kurrasa.compositor.shaping import Word

_WORTH = 0.5  # a kashida is put in while at least this part of it is wanted
_UNDER = 0.35  # em: nearer than this to a kashida of the line above, another stands under it
_STACKED = 0.4  # em: the same, where it will stand being known only about
_RIVER, _RIVER_RANK = 1.2, 3  # em: what stands nearer than this is taken last


class Line:
    """Pieces `first` to `end` of a paragraph; `extra` is added to each space, `drawn` are the words with a kashida, and
    how many tatweels each is long.

    `kashidas` are their distances from the line's end, for the line below; `ratio` is the space as set to the
    natural one, None where the line is not justified. `filled` is what each leader adds to its own width.
    """

    __slots__ = ("drawn", "end", "extra", "filled", "first", "kashidas", "ratio", "width")

    def __init__(
        self,
        first: int,
        end: int,
        extra: float,
        drawn: dict[int, int],
        width: float,
        kashidas: tuple[float, ...] = (),
        ratio: float | None = None,
        filled: float = 0.0,
    ) -> None:
        self.first = first
        self.end = end
        self.extra = extra
        self.drawn = drawn
        self.width = width
        self.kashidas = kashidas
        self.ratio = ratio
        self.filled = filled


class Item:
    """A piece of a line where it stands: a word, a space (`word` None, `space` True) or an atomic box."""

    __slots__ = ("leaf", "level", "piece", "space", "width", "word")

    def __init__(self, leaf: int, level: int, piece: int, width: float, word: Word | None, space: bool) -> None:
        self.leaf = leaf
        self.level = level
        self.piece = piece
        self.width = width
        self.word = word
        self.space = space


def set_line(
    p: Paragraph, first: int, end: int, measure: float, temper: Temper, *, justified: bool, above: Line | None
) -> Line:
    """Set the pieces of one line to a measure."""
    natural = p.room[end] - p.room[first] - p.gap[first] + p.hyphen(end)
    spaces = p.spaces[end] - p.spaces[first + 1]
    slack = measure - natural
    leaders = [i for i in p.leaders if first <= i < end]
    if leaders and slack > 0:
        return Line(first, end, 0.0, {}, measure, filled=slack / len(leaders))
    if not spaces:
        return Line(first, end, 0.0, {}, natural)
    space = p.type.space
    if not justified:
        # what is a hair too wide, or was measured by other means than ours, is drawn in a little rather than broken;
        # what is far too wide, as a nowrap text may be, reaches out of its block as it would in any browser
        extra = slack / spaces if DRAWN_IN * space * spaces <= slack < 0 else 0.0
        return Line(first, end, extra, {}, natural + extra * spaces)
    gains: dict[int, float] = {}
    lengths: dict[int, int] = {}
    if temper.most_kashidas and slack > temper.kashida_from * spaces * space:
        allowed, wanted = temper.allowed(slack / spaces / space), slack - temper.kashida_from * spaces * space
        gains = _draw_out(p, first, end, wanted, allowed, measure / natural, above)
        lengths = dict.fromkeys(gains, 1)
        if temper.longest > 1:
            _draw_longer(p, gains, lengths, slack - temper.long_from * spaces * space, temper.longest)
    rivers = above.kashidas if above else ()
    while True:
        extra = (slack - sum(gains.values())) / spaces
        places = {i: _from_end(p, i, end, extra, gains, lengths[i]) for i in gains}
        under = [i for i, at in places.items() if any(abs(at - river) < _UNDER * p.type.size for river in rivers)]
        if not under:
            drawn = {i: lengths[i] for i in gains}
            return Line(first, end, extra, drawn, measure, tuple(places.values()), 1 + extra / space)
        del gains[under[-1]]


def drawn_word(p: Paragraph, i: int, drawn: dict[int, int]) -> Word | None:
    """A word as a line has it, with its kashida if it is drawn out there; None for an atomic box."""
    word, type_ = p.words[i], p.leaves[p.leaf[i]].type
    return type_.drawn_out(word, drawn[i]) if i in drawn and word and type_ else word


def _draw_longer(p: Paragraph, gains: dict[int, float], lengths: dict[int, int], wanted: float, longest: int) -> None:
    """Make kashidas longer, one after another, until a line is no looser than it should be."""
    for i in gains:
        if sum(gains.values()) >= wanted:
            break
        lengths[i] = longest
        word, out = p.words[i], drawn_word(p, i, lengths)
        assert word is not None
        assert out is not None
        gains[i] = out.width - word.width


def _from_end(p: Paragraph, i: int, end: int, extra: float, gains: dict[int, float], length: int) -> float:
    """How far from the end of a line as set the kashida of word `i` stands."""
    word, type_ = p.words[i], p.leaves[p.leaf[i]].type
    assert word is not None
    assert type_ is not None
    left = 0  # of the kashida's middle, in the word
    for glyph in type_.drawn_out(word, length).glyphs:
        if glyph.cluster < word.at:
            break
        left += glyph.advance // 2 if glyph.cluster < word.at + length else glyph.advance
    spaces_after = extra * (p.spaces[end] - p.spaces[i + 1])
    gained_after = sum(gain for j, gain in gains.items() if j > i)
    return p.room[end] - p.room[i + 1] + p.hyphen(end) + spaces_after + gained_after + left * type_.scale


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
        if i in line.drawn and word is not None and (out := drawn_word(p, i, line.drawn)):
            width += out.width - word.width
            word = out
        elif i + 1 == line.end and line.end in p.hyphenated:
            word, width = p.hyphenated[line.end], width + p.hyphen(line.end)
        elif line.filled and i in p.leaders:
            width += line.filled
        yield Item(p.leaf[i], p.level[i], i, width, word, False)
