"""Cutting: a paragraph in pieces of one element and one level each, shaped, and what a break before each costs.

In: a `Paragraph` with its text, and the text's order. Out: the same with its pieces.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from weasyprint.text import line_break

from kurrasa.compositor import bidi, hyphenation
from kurrasa.compositor.hyphenation import SOFT
from kurrasa.compositor.paragraph import FORBIDDEN, OBJECT, Left, Paragraph
from kurrasa.compositor.shaping import Type, Word

INSIDE_LATIN = 120  # a break after a hyphen or a solidus of a Latin word
INSIDE = 60  # any other break that Unicode allows inside a word
HYPHEN = 50  # a break with a hyphen
HYPHEN_IN_COMPOUND = 150  # the same in a word that has a hyphen of its own
_HYPHENS = (HYPHEN, HYPHEN_IN_COMPOUND)
ANYWHERE = 10_000  # a break where only `overflow-wrap` allows one: dearer than all others together
_UNBROKEN = ("nowrap", "pre")
_FORCED = re.compile("\n[ \u00a0]*$")
_FORCED_REACH = 8  # characters before a piece in which a forced break is looked for; spaces were collapsed
_WORDS = re.compile("[^ \u00a0\n]+")
_MAY_BREAK_INSIDE = re.compile(
    "[^0-9A-Za-z\u0610-\u061a\u0620-\u065f\u0670-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06ef]"
)
_OPENING = frozenset("([{«“‘‹")
_OPENERS = "".join(sorted(_OPENING))
_CLOSING = frozenset(")]}»”’›،؛؟.,:;!?%٪")
CONTROL = re.compile("[" + "".join(sorted(bidi.CONTROLS)) + "]")
_CONTEXT = 4  # characters of a neighbour that can bear on how a piece joins


@dataclass(frozen=True)
class Resolved:
    """The text with isolates written in, and of each character of the text: its place there, its level, its leaf."""

    shown: str
    plain: list[int]
    levels: bytes
    owner: list[int]


def fence(p: Paragraph, shown: str, plain: list[int], levels: bytes) -> None:
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


def _nowrap(paragraph: Paragraph, first: int, second: int) -> bool:
    """Whether the nearest box that holds both leaves forbids breaks (CSS Text 3, 5.1)."""
    one, two = paragraph.leaves[first], paragraph.leaves[second]
    if first == second:
        return bool(one.box.style["white_space"] in _UNBROKEN)
    holder = None
    for (_, a), (_, b) in zip(one.path, two.path, strict=False):
        if a is not b:
            break
        holder = a
    return bool(holder is not None and holder.style["white_space"] in _UNBROKEN)


def cut_plain(p: Paragraph) -> bool:
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
    letters = part.lstrip(_OPENERS)
    binds = (len(letters) == 1 and letters.isalpha()) or part[-1] in _OPENING or _CLOSING.issuperset(part)
    if binds or (len(part) > 1 and any(True for _ in _opportunities(part, type_.language))):
        return None
    return type_.word(part, True)


def cut(paragraph: Paragraph, resolved: Resolved, measure: float) -> None:
    """Cut the text into pieces of one leaf and one level each; words wider than a measure into letters."""
    text, end, levels, owner = paragraph.text, 0, resolved.levels, resolved.owner
    controls = bool(CONTROL.search(text))
    rtl = paragraph.direction == "rtl"
    for match in _WORDS.finditer(text):
        a, b = match.span()
        space = a - 1 if a > end or (a and text[a - 1] in " \u00a0\n") else None
        end = b
        part, type_, key = match[0], None, None
        if owner[a] == owner[b - 1] and not (controls and CONTROL.search(text, a, b)):
            type_ = paragraph.leaves[owner[a]].type
        long = measure < math.inf and _width(paragraph, a, b, resolved) > measure
        if type_ is not None and not long:
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
        _divide(paragraph, a, b, resolved, cuts)
        if long:
            _separate(paragraph, a, b, resolved, cuts)
        for i in range(a + 1, b):
            parted = owner[i] != owner[i - 1] or levels[i] != levels[i - 1] or OBJECT in text[i - 1 : i + 1]
            if parted or (controls and CONTROL.search(text, i - 1, i + 1)):
                cuts.setdefault(i, FORBIDDEN)
        start, cost = a, 0
        pieces: list[tuple[Word | None, int, int]] = []
        for i in (*sorted(cuts), b):
            if text[start] not in bidi.CONTROLS:
                _add(paragraph, start, i, a, b, resolved, space, cost)
                pieces.append((paragraph.words[-1], start - a, cost))
                space = None
            start, cost = i, cuts.get(i, 0)
        if type_ is not None and key is not None:  # never of a long word
            type_.cut[key] = tuple(pieces)


def _divide(p: Paragraph, a: int, b: int, resolved: Resolved, cuts: dict[int, int]) -> None:
    """Join to the cuts of a word those with a hyphen; a ligature is not cut, for then it would stand in no line."""
    text, levels, owner = p.text, resolved.levels, resolved.owner
    word, first = text[a:b], p.leaves[owner[a]].type
    if first and first.hyphenation.language and b - a > 1:
        cost = HYPHEN_IN_COMPOUND if "-" in word else HYPHEN
        for start, end in hyphenation.words(word, first.language):
            type_ = p.leaves[owner[a + start]].type
            if type_ and owner[a + start] == owner[a + end - 1]:
                for place in hyphenation.places(word[start:end], type_.hyphenation):
                    cuts.setdefault(a + start + place, cost)
    elif SOFT not in word:
        return
    for i in [i for i, cost in cuts.items() if cost in _HYPHENS and owner[i - 1] == owner[i]]:
        type_ = p.leaves[owner[i]].type
        if type_ and type_.ligated(word, i - a, levels[i] % 2 == 1):
            del cuts[i]


def _width(p: Paragraph, a: int, b: int, resolved: Resolved) -> float:
    """How wide a word is, as though it were all of the type that it begins in."""
    type_ = p.leaves[resolved.owner[a]].type
    word = type_.word(p.text[a:b], resolved.levels[a] % 2 == 1) if type_ else None
    return word.width if word else 0.0


def _separate(p: Paragraph, a: int, b: int, resolved: Resolved, cuts: dict[int, int]) -> None:
    """Join to the cuts of a word those between its letters, where its style lets it break anywhere."""
    text, owner = p.text, resolved.owner
    attributes = line_break.get_log_attrs(text[a:b], p.type.language)
    for i in range(a + 1, b):
        leaf = p.leaves[owner[i]]
        if not attributes[i - a].is_cursor_position or leaf.box.style["overflow_wrap"] == "normal":
            continue
        type_ = leaf.type if owner[i - 1] == owner[i] else None
        if not (type_ and type_.ligated(text[a:b], i - a, resolved.levels[i] % 2 == 1)):
            cuts.setdefault(i, ANYWHERE)


def _hyphenate(p: Paragraph) -> None:
    """Note that a line which ends after the last piece shows a hyphen."""
    word, type_ = p.words[-1], p.leaves[p.leaf[-1]].type
    if word and type_:
        shown = type_.hyphenated(word)
        if shown is None:
            raise Left("glyph")
        p.hyphenated[p.count] = shown


def _add(
    paragraph: Paragraph,
    start: int,
    end: int,
    a: int,
    b: int,
    resolved: Resolved,
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


def _part(p: Paragraph, start: int, end: int, a: int, b: int, resolved: Resolved) -> Word | None:
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
    if space is not None and _FORCED.search(text, max(0, start - _FORCED_REACH), start):
        paragraph.forced.append(len(paragraph.words))
        cost = 0
    elif space is not None and paragraph.words:
        gap_leaf, gap_level = owner[space], levels[space]
        previous, between = paragraph.words[-1], paragraph.leaves[gap_leaf].type
        gap = between.space if between else paragraph.type.space
        if between and word and previous and gap_leaf == leaf == paragraph.leaf[-1]:
            gap = between.gap(previous.tail, word.head) if previous.rtl and word.rtl else between.space
        while space and text[space - 1] in " \u00a0":  # spaces that don't break add up; others were collapsed
            if "\u00a0" in text[space - 1 : space + 1]:  # or stand about a box out of the flow, and are one
                gap += between.space if between else paragraph.type.space
            space -= 1
        cost = _cost_at_space(paragraph, text, start, space, leaf, gap_leaf)
    elif paragraph.words and cost != FORBIDDEN and _nowrap(paragraph, paragraph.leaf[-1], leaf):
        cost = FORBIDDEN
    elif cost in _HYPHENS:
        _hyphenate(paragraph)
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
    alone = space < 2 or text[space - 2] in " \u00a0" or text[space - 2] in _OPENING
    if before in _OPENING or (after in _CLOSING and _closes(text, start)):
        return FORBIDDEN
    # a word of one letter doesn't end a line (alreq, and the practice of every Arabic press)
    return FORBIDDEN if alone and before.isalpha() else 0


def _closes(text: str, start: int) -> bool:
    """Whether a word is nothing but closing marks, as in French ` »,`."""
    end = start
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    return end == len(text) or text[end] in " \u00a0"


def _opportunities(word: str, language: str) -> Iterator[tuple[int, int]]:
    """Where a line may break inside a word, with what it costs; never inside a number such as 12/8-س."""
    if not _MAY_BREAK_INSIDE.search(word):
        return
    attributes = line_break.get_log_attrs(word, language)
    for i in range(1, len(word)):
        if not attributes[i].is_line_break:
            continue
        before, after = word[i - 1], word[i]
        if before == SOFT:
            if word[:i].strip(SOFT):
                yield i, HYPHEN
        elif before in "-/":
            previous = word[i - 2 : i]
            latin = (previous[:1].isascii() and previous[:1].isalpha()) or (after.isascii() and after.isalpha())
            if latin and previous[:1].isascii() and after.isascii():
                yield i, INSIDE_LATIN
        elif not (before.isdigit() or after.isdigit()):
            yield i, INSIDE
