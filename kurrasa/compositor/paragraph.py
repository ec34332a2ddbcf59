"""A paragraph as the compositor sees it: its text in order, cut into pieces that are shaped, with where it may break.

In: a line box of WeasyPrint before it is laid out, generated content and counters in it. Out: a `Paragraph`, or the
reason why it is left to the library.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from kurrasa.compositor import bidi
from kurrasa.compositor.shaping import Type, Word, type_of

OBJECT = "\ufffc"
FORBIDDEN = -1  # as a penalty: no break here
INSIDE_LATIN = 120  # a break after a hyphen or a solidus of a Latin word
INSIDE = 60  # any other break that Unicode allows inside a word

_REFUSED = re.compile("[\n\t\u00ad\u200b\u2028\u2029\ufeff]")
_SPACES = re.compile("[ \u00a0]+")
_WORDS = re.compile("[^ \u00a0]+")
_MAY_BREAK_INSIDE = re.compile(
    "[^0-9A-Za-z\u0610-\u061a\u0620-\u065f\u0670-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06ef]"
)
_OPENING = frozenset("([{«“‘‹")
_CLOSING = frozenset(")]}»”’›،؛؟.,:;!?%٪")
_CONTROL = re.compile("[" + "".join(sorted(bidi.CONTROLS)) + "]")
_CONTEXT = 4  # characters of a neighbour that can bear on how a piece joins


class Left(Exception):  # noqa: N818 - it is no error: the paragraph is left to the library
    """Why a paragraph is left to the library."""


@dataclass(eq=False, slots=True)
class Leaf:
    """A text box or an atomic box of the paragraph, and the way to it from the line: (index, box) of each ancestor."""

    box: Any
    path: tuple[tuple[int, Any], ...]
    type: Type | None
    start: int


@dataclass(eq=False)
class Paragraph:
    """Pieces in logical order. Of each: what it is, its leaf and level, its width, the space before it, and what a
    break before it costs. `room[k]` is the width of everything before piece k, `spaces[k]` the spaces before it.
    `fences` are the levels of controls before and after the space before a piece."""

    leaves: list[Leaf]
    type: Type
    text: str
    direction: bidi.Direction
    words: list[Word | None] = field(default_factory=list)
    leaf: list[int] = field(default_factory=list)
    level: list[int] = field(default_factory=list)
    width: list[float] = field(default_factory=list)
    lead: list[float] = field(default_factory=list)
    trail: list[float] = field(default_factory=list)
    gap: list[float] = field(default_factory=list)
    gap_leaf: list[int] = field(default_factory=list)
    gap_level: list[int] = field(default_factory=list)
    penalty: list[int] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    room: list[float] = field(default_factory=list)
    spaces: list[int] = field(default_factory=list)
    kashidas: list[int] = field(default_factory=list)
    kept: dict[Any, Any] = field(default_factory=dict)
    fences: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)
    reaches: dict[int, tuple[int, int]] = field(default_factory=dict)
    simple: bool = False  # one text box right in the line

    @property
    def count(self) -> int:
        """How many pieces it has."""
        return len(self.words)

    def resume(self, piece: int) -> dict[int, Any] | None:
        """The library's skip stack for the beginning of a piece; None at the end of the paragraph."""
        if piece >= self.count:
            return None
        leaf = self.leaves[self.leaf[piece]]
        stack: dict[int, Any] | None = None
        if self.words[piece] is not None:
            stack = {len(self.text[leaf.start : self.start[piece]].encode()): None}
        for index, _ in reversed(leaf.path):
            stack = {index: stack}
        return stack

    def piece_at(self, stack: dict[int, Any] | None) -> int:
        """The piece a skip stack of the library points to."""
        if stack is None:
            return 0
        path = []
        while stack is not None:
            ((index, stack),) = stack.items()
            path.append(index)
        for leaf in self.leaves:
            way = [index for index, _ in leaf.path]
            if path[: len(way)] == way:
                offset = path[len(way)] if len(path) > len(way) else 0
                at = leaf.start + len(leaf.box.text.encode()[:offset].decode()) if offset else leaf.start
                return self._from(at)
            if way >= path:
                return self._from(leaf.start)
        return self.count

    def reach(self, box: Any) -> tuple[int, int]:
        """The first and the last piece of an inline element; one of nothing but a space ends before it begins."""
        if not self.reaches:
            for piece in range(self.count):
                for leaf, last in ((self.gap_leaf[piece], piece - 1), (self.leaf[piece], piece)):
                    for _, holder in self.leaves[leaf].path[:-1]:
                        self.reaches[id(holder)] = (self.reaches.get(id(holder), (piece, 0))[0], last)
        return self.reaches[id(box)]

    def _from(self, at: int) -> int:
        return next((i for i, start in enumerate(self.start) if start >= at), self.count)


def read(line: Any) -> Paragraph:
    """Read a line box. Raises `Left` with the reason for what is not composed."""
    type_ = type_of(line.style)
    if type_ is None:
        raise Left("style")
    leaves: list[Leaf] = []
    marked: list[str] = []  # the text with isolates written in
    plain: list[int] = []  # where in it each character of the text stands
    spacing: dict[int, list[float]] = {}
    kind = _block_kind(line)
    opening, closing = _overriding(kind, line.style["direction"])
    marked.append(opening)
    _gather(line, (), leaves, marked, plain, spacing)
    marked.append(closing)
    if not leaves:
        raise Left("empty")
    shown = "".join(marked)
    marks = len(plain) != len(shown)
    text = "".join(shown[i] for i in plain) if marks else shown
    if _REFUSED.search(text) or text.startswith("\u00a0"):
        raise Left("characters")
    direction = line.style["direction"]
    if kind == "plaintext":
        direction = bidi.base(shown) or direction
    paragraph = Paragraph(leaves, type_, text, direction)
    if marks or not _cut_plain(paragraph):
        levels = bidi.levels(shown, direction)
        own = bytes(levels[i] for i in plain) if marks else levels
        _cut(paragraph, _Resolved(shown, plain, own, _owners(leaves)))
        if marks or _CONTROL.search(text):
            _fence(paragraph, shown, plain, levels)
        paragraph.simple = len(leaves) == 1 and len(leaves[0].path) == 1 and leaves[0].type is not None and not spacing
    if not paragraph.words:
        raise Left("empty")
    _space(paragraph, spacing)
    return paragraph


@dataclass(frozen=True)
class _Resolved:
    """The text with isolates written in, and of each character of the text: its place there, its level, its leaf."""

    shown: str
    plain: list[int]
    levels: bytes
    owner: list[int]


def _fence(p: Paragraph, shown: str, plain: list[int], levels: bytes) -> None:
    """Keep the level of the controls that stand between two pieces, on either side of the space.

    Isolates and marks have a place in the order although they aren't drawn: what they part is not one run, even where
    its levels are the same.
    """
    for piece in range(1, p.count):
        found: list[int | None] = [None, None]  # before the space, after it
        side = 1 if p.gap[piece] else 0
        at = plain[p.start[piece]] - 1
        while at >= 0 and (shown[at] in " \u00a0" or shown[at] in bidi.CONTROLS):
            if shown[at] in " \u00a0":
                side = 0
            elif shown[at] not in bidi.EMBEDDINGS:
                least = found[side]
                found[side] = levels[at] if least is None else min(least, levels[at])
            at -= 1
        if found != [None, None]:
            p.fences[piece] = (found[0], found[1])


def _owners(leaves: list[Leaf]) -> list[int]:
    return [i for i, leaf in enumerate(leaves) for _ in range(len(leaf.box.text) if leaf.type else 1)]


def _gather(
    box: Any,
    path: tuple[tuple[int, Any], ...],
    leaves: list[Leaf],
    marked: list[str],
    plain: list[int],
    spacing: dict[int, list[float]],
) -> None:
    from weasyprint.formatting_structure import boxes

    for index, child in enumerate(box.children):
        way = (*path, (index, child))
        if not child.is_in_normal_flow() or child.style["position"] != "static":
            raise Left("out of flow")
        at = sum(map(len, marked))
        if isinstance(child, boxes.TextBox):
            type_ = type_of(child.style)
            if type_ is None:
                raise Left("style")
            leaves.append(Leaf(child, way, type_, len(plain)))
            marked.append(child.text)
            plain.extend(range(at, at + len(child.text)))
        elif type(child) is boxes.InlineBox:
            if child.is_leader:
                raise Left("leader")
            opening, closing = _isolation(child)
            if opening:
                marked.append(opening)
            before = len(leaves)
            _gather(child, way, leaves, marked, plain, spacing)
            if closing:
                marked.append(closing)
            _note_spacing(child, before, len(leaves), spacing)
        elif isinstance(child, boxes.AtomicInlineLevelBox):
            leaves.append(Leaf(child, way, None, len(plain)))
            marked.append(OBJECT)
            plain.append(at)
        else:
            raise Left(type(child).__name__)


def _note_spacing(box: Any, first: int, end: int, spacing: dict[int, list[float]]) -> None:
    """Refuse what would need the width of the line; keep which leaves carry a box's margins, borders and padding."""
    style = box.style
    sides = []
    for side in ("left", "right"):
        margin = style[f"margin_{side}"]
        widths = [0.0 if margin == "auto" else margin, style[f"padding_{side}"]]
        total = float(style[f"border_{side}_width"])
        for value in widths:
            if value and getattr(value, "unit", "px") != "px":
                raise Left("spacing")
            total += value.value if value else 0.0
        sides.append(total)
    if any(sides):
        if first == end:
            raise Left("spacing")
        left, right = sides
        lead, trail = (left, right) if style["direction"] == "ltr" else (right, left)
        spacing.setdefault(first, [0.0, 0.0])[0] += lead
        spacing.setdefault(end - 1, [0.0, 0.0])[1] += trail


def _isolation(box: Any) -> tuple[str, str]:
    """What an inline element puts before and after its text (CSS Writing Modes 3, 2.4.2)."""
    kind, rtl = box.style["unicode_bidi"], box.style["direction"] == "rtl"
    if kind == "normal":
        return "", ""
    if kind == "plaintext":
        return bidi.FSI, bidi.PDI
    if kind == "embed":
        return (bidi.RLE if rtl else bidi.LRE), bidi.PDF
    opening, closing = _overriding(kind, box.style["direction"])
    if kind in ("isolate", "isolate-override"):
        return (bidi.RLI if rtl else bidi.LRI) + opening, closing + bidi.PDI
    return opening, closing


def _overriding(kind: str, direction: str) -> tuple[str, str]:
    if kind not in ("bidi-override", "isolate-override"):
        return "", ""
    return (bidi.RLO if direction == "rtl" else bidi.LRO), bidi.PDF


def _block_kind(line: Any) -> str:
    """The `unicode-bidi` of the block that holds a line; between them stand anonymous boxes, which have none."""
    style = line.style
    while getattr(style, "parent_style", None) is not None and type(style).__name__ == "AnonymousStyle":
        style = style.parent_style
    return str(style["unicode_bidi"])


def _nowrap(paragraph: Paragraph, first: int, second: int) -> bool:
    """Whether the nearest box that holds both leaves forbids breaks (CSS Text 3, 5.1)."""
    one, two = paragraph.leaves[first], paragraph.leaves[second]
    if first == second:
        return bool(one.box.style["white_space"] == "nowrap")
    holder = None
    for (_, a), (_, b) in zip(one.path, two.path, strict=False):
        if a is not b:
            break
        holder = a
    return bool(holder is not None and holder.style["white_space"] == "nowrap")


def _cut_plain(p: Paragraph) -> bool:
    """Cut a text of one leaf that is all at level 1, word by word from what is kept; False where it isn't so simple."""
    type_ = p.leaves[0].type
    text = p.text
    if len(p.leaves) > 1 or type_ is None or p.direction != "rtl" or "\u00a0" in text or not bidi.plain(text):
        return False
    if p.leaves[0].box.style["white_space"] == "nowrap":
        return False
    whole, gaps = type_.whole, type_.gaps
    words: list[Word] = []
    starts: list[int] = []
    at = 0
    for part in text.split(" "):
        if part:
            if part not in whole:
                whole[part] = _whole(type_, part)
            word = whole[part]
            if word is None:
                return False
            words.append(word)
            starts.append(at)
        at += len(part) + 1
    if not words:
        return False
    gap = [0.0]
    for one, two in itertools.pairwise(words):
        found = gaps.get((one.tail, two.head))
        gap.append(type_.gap(one.tail, two.head) if found is None else found)
    n = len(words)
    p.words, p.start, p.gap = list(words), starts, gap
    p.width = [word.width for word in words]
    p.leaf, p.gap_leaf, p.penalty = [0] * n, [0] * n, [0] * n
    p.level, p.gap_level = [1] * n, [1] * n
    p.simple = len(p.leaves[0].path) == 1
    return True


def _whole(type_: Type, part: str) -> Word | None:
    """A word that may stand anywhere and breaks nowhere; None for one that binds to a neighbour or may break inside."""
    alone = (len(part) == 1 and part.isalpha()) or part[-1] in _OPENING or (len(part) == 1 and part in _CLOSING)
    if alone or (len(part) > 1 and any(True for _ in _opportunities(part, type_.language))):
        return None
    return type_.word(part, True)


def _cut(paragraph: Paragraph, resolved: _Resolved) -> None:
    """Cut the text into pieces of one leaf and one level each."""
    text, end, levels, owner = paragraph.text, 0, resolved.levels, resolved.owner
    controls = bool(_CONTROL.search(text))
    rtl = paragraph.direction == "rtl"
    for match in _WORDS.finditer(text):
        a, b = match.span()
        space = a - 1 if a > end or (a and text[a - 1] in " \u00a0") else None
        end = b
        part, type_, key = match[0], None, None
        if owner[a] == owner[b - 1] and not (controls and _CONTROL.search(text, a, b)):
            type_ = paragraph.leaves[owner[a]].type
        if type_ is not None:
            if rtl and levels.count(1, a, b) == b - a:
                if part not in type_.whole:
                    type_.whole[part] = _whole(type_, part)
                if (word := type_.whole[part]) is not None:
                    _append(paragraph, word, a, levels, owner, space, 0)
                    continue
            key = (part, levels[a:b])
            if key in type_.cut:
                for piece, at, cost in type_.cut[key]:
                    _append(paragraph, piece, a + at, levels, owner, None if at else space, cost)
                continue
        breaks = dict(_opportunities(text[a:b], paragraph.type.language)) if b - a > 1 else {}
        cuts = {a + i: cost for i, cost in breaks.items()}
        for i in range(a + 1, b):
            parted = owner[i] != owner[i - 1] or levels[i] != levels[i - 1] or OBJECT in text[i - 1 : i + 1]
            if parted or (controls and _CONTROL.search(text, i - 1, i + 1)):
                cuts.setdefault(i, FORBIDDEN)
        start, cost = a, 0
        pieces: list[tuple[Word | None, int, int]] = []
        for i in (*sorted(cuts), b):
            if text[start] not in bidi.CONTROLS:
                _add(paragraph, start, i, a, b, resolved, space, cost)
                pieces.append((paragraph.words[-1], start - a, cost))
                space = None
            start, cost = i, cuts.get(i, 0)
        if type_ is not None and key is not None:
            type_.cut[key] = tuple(pieces)


def _add(
    paragraph: Paragraph,
    start: int,
    end: int,
    a: int,
    b: int,
    resolved: _Resolved,
    space: int | None,
    cost: int,
) -> None:
    """Shape the piece `start` to `end` of the word `a` to `b`, in the company of what stands beside it in the word.

    What an isolate parts doesn't join; its control, which stands in the company, sees to that.
    """
    text, levels, owner, shown, plain = paragraph.text, resolved.levels, resolved.owner, resolved.shown, resolved.plain
    holder = paragraph.leaves[owner[start]]
    word = None
    if holder.type is not None:
        odd = levels[start] % 2
        before = after = ""
        if start > a and levels[start - 1] % 2 == odd:
            before = shown[max(plain[a], plain[start] - _CONTEXT) : plain[start]]
        if end < b and levels[end] % 2 == odd:
            last = plain[end - 1] + 1
            after = shown[last : min(plain[b - 1] + 1, last + _CONTEXT)]
        if before or after:
            word = _part(paragraph, start, end, a, b, resolved)
        if word is None:
            word = holder.type.word(text[start:end], bool(odd), before, after)
        if word is None:
            raise Left("glyph")
    _append(paragraph, word, start, levels, owner, space, cost)


def _part(p: Paragraph, start: int, end: int, a: int, b: int, resolved: _Resolved) -> Word | None:
    """A piece shaped with all of its word at the same level, as though of one type; None where it has no company.

    What is bold or small in a word so keeps the shape and the height at which its neighbours join it.
    """
    levels, plain, type_ = resolved.levels, resolved.plain, p.leaves[resolved.owner[start]].type
    assert type_ is not None

    def together(one: int, two: int) -> bool:
        near = levels[one] == levels[two] and abs(plain[one] - plain[two]) == 1
        return near and p.leaves[resolved.owner[two]].type is not None and p.text[two] not in bidi.CONTROLS

    first, last = start, end
    while first > a and together(first, first - 1):
        first -= 1
    while last < b and together(last - 1, last):
        last += 1
    if (first, last) == (start, end):
        return None
    shown = resolved.shown
    before = shown[max(plain[a], plain[first] - _CONTEXT) : plain[first]] if first > a else ""
    after = shown[plain[last - 1] + 1 : min(plain[b - 1] + 1, plain[last - 1] + 1 + _CONTEXT)] if last < b else ""
    return type_.part(p.text[first:last], start - first, end - first, levels[start] % 2 == 1, before, after)


def _append(
    paragraph: Paragraph, word: Word | None, start: int, levels: bytes, owner: list[int], space: int | None, cost: int
) -> None:
    """Put a piece, or an atomic box (no word), behind the others."""
    text, leaf, level = paragraph.text, owner[start], levels[start]
    gap, gap_leaf, gap_level = 0.0, leaf, level
    if space is not None and paragraph.words:
        gap_leaf, gap_level = owner[space], levels[space]
        previous, between = paragraph.words[-1], paragraph.leaves[gap_leaf].type
        gap = between.space if between else paragraph.type.space
        if between and word and previous and gap_leaf == leaf == paragraph.leaf[-1]:
            gap = between.gap(previous.tail, word.head) if previous.rtl and word.rtl else between.space
        while space and text[space - 1] in " \u00a0":  # spaces that don't break add up; others were collapsed
            space, gap = space - 1, gap + (between.space if between else paragraph.type.space)
        cost = _cost_at_space(paragraph, text, start, space, leaf, gap_leaf)
    elif paragraph.words and cost != FORBIDDEN and _nowrap(paragraph, paragraph.leaf[-1], leaf):
        cost = FORBIDDEN
    p = paragraph
    p.words.append(word)
    p.leaf.append(leaf)
    p.level.append(level)
    p.width.append(word.width if word else 0.0)
    p.gap.append(gap)
    p.gap_leaf.append(gap_leaf)
    p.gap_level.append(gap_level)
    p.penalty.append(cost)
    p.start.append(start)


def _cost_at_space(p: Paragraph, text: str, start: int, space: int, leaf: int, gap_leaf: int) -> int:
    """What a break at a space costs: nothing, or it is forbidden."""
    if text[space] == "\u00a0" or _nowrap(p, gap_leaf, leaf):
        return FORBIDDEN
    before, after = text[space - 1] if space else "", text[start]
    alone = space < 2 or text[space - 2] in " \u00a0"
    if before in _OPENING or (after in _CLOSING and (start + 1 == len(text) or text[start + 1] in " \u00a0")):
        return FORBIDDEN
    # a word of one letter doesn't end a line (alreq, and the practice of every Arabic press)
    return FORBIDDEN if alone and before.isalpha() else 0


def _opportunities(word: str, language: str) -> Iterator[tuple[int, int]]:
    """Where a line may break inside a word, with what it costs; never inside a number such as 12/8-س."""
    if not _MAY_BREAK_INSIDE.search(word):
        return
    from weasyprint.text import line_break

    attributes = line_break.get_log_attrs(word, language)
    for i in range(1, len(word)):
        if not attributes[i].is_line_break:
            continue
        before, after = word[i - 1], word[i]
        if before in "-/":
            previous = word[i - 2 : i]
            latin = (previous[:1].isascii() and previous[:1].isalpha()) or (after.isascii() and after.isalpha())
            if latin and previous[:1].isascii() and after.isascii():
                yield i, INSIDE_LATIN
        elif not (before.isdigit() or after.isdigit()):
            yield i, INSIDE


def _space(p: Paragraph, spacing: dict[int, list[float]]) -> None:
    """Fill in what is counted over the pieces: spacing of inline boxes, running widths, spaces and kashidas."""
    n = p.count
    p.lead, p.trail = [0.0] * n, [0.0] * n
    if spacing:
        firsts: dict[int, int] = {}
        lasts: dict[int, int] = {}
        for i, leaf in enumerate(p.leaf):
            firsts.setdefault(leaf, i)
            lasts[leaf] = i
        for leaf, (lead, trail) in spacing.items():
            if leaf not in firsts:
                raise Left("spacing")
            first, last = firsts[leaf], lasts[leaf]
            across = p.level[first] % 2 != (p.direction == "rtl")
            if across and len(set(p.level[first : last + 1])) > 1:
                raise Left("spacing")
            # a run against the paragraph's direction begins where it ends for the eye
            p.lead[last if across else first] += lead
            p.trail[first if across else last] += trail
        p.width = [w + a + b for w, a, b in zip(p.width, p.lead, p.trail, strict=True)]
    count_up(p)


def count_up(p: Paragraph) -> None:
    """Sum up widths, spaces and kashidas; once more where an atomic box has got its width."""
    p.room = list(accumulate((g + w for g, w in zip(p.gap, p.width, strict=True)), initial=0.0))
    p.spaces = list(accumulate((int(g > 0) for g in p.gap), initial=0))
    p.kashidas = list(accumulate((int(w is not None and w.rank > 0) for w in p.words), initial=0))
