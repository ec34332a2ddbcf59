"""Reading: what a line box of WeasyPrint holds, as one text with its order resolved.

In: a line box before it is laid out, generated content and counters in it. Out: a `Paragraph`, or the reason why it is
left to the library.
"""

from __future__ import annotations

import math
import re
from typing import Any

from weasyprint.formatting_structure import boxes

from kurrasa.compositor import bidi
from kurrasa.compositor.cutting import CONTROL, Resolved, cut, cut_plain, fence
from kurrasa.compositor.hyphenation import SOFT
from kurrasa.compositor.paragraph import FORBIDDEN, OBJECT, Leaf, Left, Paragraph, Stray, count_up
from kurrasa.compositor.shaping import type_of

_REFUSED = re.compile("^ *\n|\n *\n|[\t\u200b\u2028\u2029\ufeff]")


def read(line: Any, measure: float = math.inf) -> Paragraph:
    """Read a line box; words wider than a measure may then be broken at any letter, where their style allows it.

    Raises `Left` with the reason for what is not composed.
    """
    type_ = type_of(line.style)
    if type_ is None:
        raise Left("style")
    leaves: list[Leaf] = []
    strays: list[Stray] = []
    marked: list[str] = []  # the text with isolates written in
    plain: list[int] = []  # where in it each character of the text stands
    spacing: dict[int, list[float]] = {}
    kind = _block_kind(line)
    opening, closing = _overriding(kind, line.style["direction"])
    marked.append(opening)
    direction: bidi.Direction = line.style["direction"]
    sources = [(line, line.children)]
    _gather(line, (), leaves, strays, marked, plain, spacing, sources, direction)
    marked.append(closing)
    if not leaves:
        raise Left("empty")
    shown = "".join(marked)
    marks = len(plain) != len(shown)
    text = "".join(shown[i] for i in plain) if marks else shown
    if _REFUSED.search(text) or text.startswith("\u00a0"):
        raise Left("characters")
    if kind == "plaintext" and (given := bidi.base(shown)) and given != direction:
        direction = given
        if spacing:
            raise Left("spacing")
    paragraph = Paragraph(leaves, type_, text, direction)
    paragraph.sources = sources
    paragraph.anywhere = any(leaf.box.style["overflow_wrap"] != "normal" for leaf in leaves)
    if marks or measure < math.inf or not cut_plain(paragraph):
        leaders = [plain[leaf.start] for leaf in leaves if leaf.box.is_leader]
        levels = bidi.segments(shown, direction, leaders)
        own = bytes(levels[i] for i in plain) if marks else levels
        cut(paragraph, Resolved(shown, plain, own, _owners(leaves)), measure)
        if marks or CONTROL.search(text):
            fence(paragraph, shown, plain, levels)
        one = len(leaves) == 1 and len(leaves[0].path) == 1 and leaves[0].type is not None
        paragraph.simple = one and not spacing and SOFT not in text
    if not paragraph.words:
        raise Left("empty")
    _bind_leaders(paragraph)
    _space(paragraph, spacing)
    if strays:
        _tie(paragraph, strays)
    return paragraph


def _owners(leaves: list[Leaf]) -> list[int]:
    return [i for i, leaf in enumerate(leaves) for _ in range(len(leaf.box.text) if leaf.type else 1)]


def _gather(
    box: Any,
    path: tuple[tuple[int, Any], ...],
    leaves: list[Leaf],
    strays: list[Stray],
    marked: list[str],
    plain: list[int],
    spacing: dict[int, list[float]],
    sources: list[tuple[Any, Any]],
    direction: bidi.Direction,
) -> None:
    beside_leader = any(child.is_leader for child in box.children)
    for index, child in enumerate(box.children):
        way = (*path, (index, child))
        if not child.is_in_normal_flow():
            strays.append(Stray(child, way, len(plain)))
            continue
        at = sum(map(len, marked))
        if isinstance(child, boxes.TextBox):
            # what a leader's style forbids to break, the library forbids to all that was generated with it
            type_ = type_of(box.style if beside_leader else child.style, child.text)
            if type_ is None:
                raise Left("style")
            leaves.append(Leaf(child, way, type_, len(plain)))
            marked.append(child.text)
            plain.extend(range(at, at + len(child.text)))
        elif child.element_tag == "br":
            text = next(found for found in child.descendants() if isinstance(found, boxes.TextBox))
            leaves.append(Leaf(text, way, type_of(box.style), len(plain)))
            marked.append(text.text)
            plain.append(at)
        elif type(child) is boxes.InlineBox:
            if child.is_leader:
                type_ = type_of(box.style)
                word = type_.word(child.children[0].text, direction == "rtl") if type_ else None
                if word is None or word.width <= 0:
                    raise Left("leader")
                leaves.append(Leaf(child, way, None, len(plain)))
                marked.append(OBJECT)
                plain.append(at)
                continue
            if "::" in (child.element_tag or ""):
                sources.append((child, child.children))
            opening, closing = _isolation(child)
            if opening:
                marked.append(opening)
            before = len(leaves)
            _gather(child, way, leaves, strays, marked, plain, spacing, sources, direction)
            if closing:
                marked.append(closing)
            _note_spacing(child, before, len(leaves), spacing, direction)
        elif isinstance(child, boxes.AtomicInlineLevelBox):
            leaves.append(Leaf(child, way, None, len(plain)))
            marked.append(OBJECT)
            plain.append(at)
        else:
            raise Left(type(child).__name__)


def _bind_leaders(p: Paragraph) -> None:
    """Note the leaders; a line breaks before or after one at a space alone."""
    p.leaders = [i for i, leaf in enumerate(p.leaf) if p.leaves[leaf].box.is_leader]
    for i in p.leaders:
        for piece in (i, i + 1):
            if piece < p.count and not p.gap[piece] and p.penalty[piece] >= 0:
                p.penalty[piece] = FORBIDDEN


def _tie(p: Paragraph, strays: list[Stray]) -> None:
    """Tie each box out of the flow to the piece before it where no space parts them, else to the one after it."""
    for stray in strays:
        after = next((i for i, start in enumerate(p.start) if start >= stray.start), p.count)
        parted = not stray.start or p.text[stray.start - 1] in " \n"
        stray.piece = min(max(after if parted else after - 1, 0), p.count - 1)
    p.strays, p.simple = strays, False


def _note_spacing(box: Any, first: int, end: int, spacing: dict[int, list[float]], direction: bidi.Direction) -> None:
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
        # by the paragraph's direction, whatever the box's own: a box of Latin has its left side on the left
        lead, trail = (left, right) if direction == "ltr" else (right, left)
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
