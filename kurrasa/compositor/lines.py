"""Lines into the library: a composed line as the boxes WeasyPrint lays out and draws.

In: what WeasyPrint asks of `get_next_linebox`. Out: what it expects back, for a paragraph that is composed; any other
is left to the library, and counted.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, percent

from kurrasa.compositor import beside, economy, fit, openings, parshape, tally
from kurrasa.compositor.beside import Flow, Place
from kurrasa.compositor.hyphenation import SOFT
from kurrasa.compositor.lineboxes import SetText, leader, line_box
from kurrasa.compositor.paragraph import Left, Paragraph, count_up
from kurrasa.compositor.reading import read
from kurrasa.compositor.setting import Line, items, set_line

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TEMPERS = {"none": fit.NONE, "restrained": fit.RESTRAINED, "strong": fit.STRONG}
_NARROWEST = 1.0  # what a measure counts as that has nothing left of it


Plan = dict[int, Line]
"""The lines of a paragraph for one width, by the piece each begins with."""


def paragraph_of(linebox: Any, first_line_style: Any = None) -> Paragraph | None:
    """The paragraph of a line box, read once and kept with it; None where it is left to the library.

    One that was measured before its first line was known to have a style is read again, and so is one whose generated
    content has changed: the library puts other boxes in their place once it knows what page something is on.
    """
    found: Paragraph | bool | None = linebox.__dict__.get("_kurrasa", False)
    if isinstance(found, Paragraph) and ((first_line_style and not found.opening) or found.outdated()):
        found = False
    if found is False:
        try:
            found = read(linebox)
            if first_line_style:
                found.opening = _opening(found, openings.in_first_style(linebox, first_line_style))
            _count(linebox, "composed")
        except Left as reason:
            found = None
            _count(linebox, f"left: {reason}")
        linebox.__dict__["_kurrasa"] = found
    return found if isinstance(found, Paragraph) else None


def _count(linebox: Any, result: str) -> None:
    """Count a paragraph as it was read last."""
    before = linebox.__dict__.get("_kurrasa_counted")
    if before:
        tally[before] -= 1
    linebox.__dict__["_kurrasa_counted"] = result
    tally[result] += 1


def _opening(p: Paragraph, linebox: Any) -> tuple[Paragraph, Any]:
    """The paragraph in the style of its first line, piece by piece the same."""
    opening = read(linebox)
    if p.anywhere or (opening.start, opening.leaf, opening.forced) != (p.start, p.leaf, p.forced):
        raise Left("first line")
    return opening, linebox


def next_line(
    context: Any,
    p: Paragraph,
    linebox: Any,
    position_y: float,
    bottom_space: float,
    skip_stack: Any,
    block: Any,
    absolute_boxes: Any,
    fixed_boxes: Any,
) -> tuple[Any, Any]:
    """The line that begins where `skip_stack` says, and the stack of the next, as `get_next_linebox` gives them."""
    measure = block.width - linebox.margin_left - linebox.margin_right
    if p.anywhere and max(p.width) > measure:
        p = _narrowed(p, linebox, measure)
    first = p.piece_at(skip_stack)
    if first >= p.count:
        return None, None
    indent = linebox.text_indent if first == 0 else 0.0
    atoms = _atoms(context, p, block, absolute_boxes, fixed_boxes)
    if p.strays or (context.excluded_shapes and beside.near(context, position_y)):
        line, box = beside.next_line(
            Flow(context, block, bottom_space, absolute_boxes, fixed_boxes),
            p,
            linebox,
            first,
            position_y,
            indent,
            lambda measures: _plan(p, linebox, measures, indent, first)[first],
            lambda line, place: _set(p, linebox, line, place, indent, block, atoms),
        )
    else:
        line = _plan(p, linebox, (measure,), indent, first)[first]
        rtl = p.direction == "rtl"
        start = block.content_box_x() + (linebox.margin_left if not rtl else block.width - linebox.margin_right)
        box = _set(p, linebox, line, Place(start, position_y, measure), indent, block, atoms)
    linebox.width, linebox.height = box.width, box.height
    return box, p.resume(line.end)


def _set(p: Paragraph, linebox: Any, line: Line, place: Place, indent: float, block: Any, atoms: dict[int, Any]) -> Any:
    """The box of a line at its place."""
    start, y, measure = place
    last = line.end == p.count or line.end in p.forced
    shift = 0.0 if line.ratio is not None else _shift(linebox, measure - indent - line.width, last=last)
    x = start - indent - line.width - shift if p.direction == "rtl" else start + indent + shift
    linebox.position_x, linebox.position_y = start, y
    if p.opening and not line.first:
        p, linebox = p.opening
    if p.simple:
        box = _simple(p, linebox, line, x, y, block)
    else:
        box = line_box(p, linebox, line, x, y, block, atoms)
        _settle(box, x, line.width, y)
    box.space_ratio = line.ratio
    return box


def _narrowed(p: Paragraph, linebox: Any, measure: float) -> Paragraph:
    """The paragraph read again for a measure that some of its words are wider than."""
    key = ("narrowed", round(measure, 3))
    if key not in p.kept:
        p.kept[key] = read(linebox, measure)
    narrowed: Paragraph = p.kept[key]
    return narrowed


def _simple(p: Paragraph, linebox: Any, line: Line, x: float, y: float, block: Any) -> Any:
    """A line of one text box: all its lines stand alike, so that only the first is put together piece by piece."""
    source = p.leaves[0].box
    last = line.end - 1
    word = p.words[last]
    assert word is not None
    text = p.text[p.start[line.first] : p.start[last] + len(word.text)] + SOFT * (line.end in p.hyphenated)
    key = ("simple", block.width)
    kept = p.kept.get(key)
    if kept is None:
        box = line_box(p, linebox, line, x, y, block, {})
        _settle(box, x, line.width, y)
        child = box.children[0]
        bare = economy.plain(linebox.style) and economy.plain(source.style)
        if bare:
            box.__dict__.update(economy.BARE)
            child.__dict__.update(economy.BARE)
        own = ("children", "position_x", "position_y", "width", "_kurrasa")  # a paragraph that kept itself would stay
        same = {k: v for k, v in box.__dict__.items() if k not in own}
        of_text = {k: v for k, v in child.__dict__.items() if k not in ("text", "pango_layout", "position_x")}
        p.kept[key] = (same, of_text, child.position_y - y)
        return box
    same, of_text, down = kept
    child = boxes.TextBox.__new__(boxes.TextBox)
    child.__dict__.update(of_text)
    type_ = p.leaves[0].type
    assert type_ is not None
    child.text, child.width = text, line.width
    flat = line.end not in p.hyphenated and all(p.level[i] == 1 == p.gap_level[i] for i in range(line.first, line.end))
    child.pango_layout = SetText(text, type_, [], p, line) if flat else SetText(text, type_, items(p, line))
    child.position_x, child.position_y = x, y + down
    box = boxes.LineBox.__new__(boxes.LineBox)
    box.__dict__.update(same)
    box.children = [child]
    box.position_x, box.position_y, box.width = x, y, line.width
    return box


def _settle(box: Any, x: float, width: float, position_y: float) -> None:
    """Give the line its height and put it at its place, as the end of the library's `get_next_linebox` does."""
    bottom, top = inline.line_box_verticality(box)
    box.baseline = -top
    box.height = bottom - top
    box.margin_top = box.margin_bottom = 0
    box.position_x, box.width = x, width
    for child in box.children:
        child.translate(0, position_y - top)
    box.position_y = position_y


def _shift(linebox: Any, free: float, *, last: bool) -> float:
    """How far a line that is not justified stands from the side it starts at."""
    align = linebox.style["text_align_all"]
    if last and linebox.style["text_align_last"] != "auto":
        align = linebox.style["text_align_last"]
    rtl = linebox.style["direction"] == "rtl"
    if align == "center":
        return free / 2
    return free if align == "end" or align == ("left" if rtl else "right") else 0.0


def _temper(linebox: Any) -> fit.Temper:
    """How a block is to be set: justified with kashidas as `--kashida` says, ragged, or balanced for headings."""
    if linebox.style["text_align_all"] != "justify":
        return fit.BALANCED if linebox.element_tag in HEADINGS else fit.RAGGED
    try:
        said = linebox.style["__kashida"]
    except KeyError:
        said = ()
    name = next((getattr(token, "value", None) for token in said or () if token.type == "ident"), None)
    temper = TEMPERS.get(name or "restrained", fit.RESTRAINED)
    return temper if linebox.style["direction"] == "rtl" else fit.NONE


def _plan(p: Paragraph, linebox: Any, measures: tuple[float, ...], indent: float, first: int) -> Plan:
    """The lines from piece `first` on, the last measure being that of all after it."""
    key = (_rounded(measures), round(indent, 3) if first == 0 else None)
    plan = p.kept.get(key)
    if plan is not None and first in plan:
        return plan  # type: ignore[no-any-return]
    for other, kept in p.kept.items():
        # the lines after the first are the same whichever way the paragraph came to be resumed
        if first and other[0] == key[0] and first in kept:
            return kept  # type: ignore[no-any-return]
    style, temper = linebox.style, _temper(linebox)
    justify = style["text_align_all"] == "justify"
    last_justified = justify and style["text_align_last"] == "justify"
    if last_justified:
        temper = replace(temper, last_justified=True)
    zone = percent.percentage(style["hyphenate_limit_zone"], style, measures[-1]) if p.hyphenated else 0.0
    plan, alike = {}, len(measures) == 1
    p.kept[key] = plan
    above: Line | None = None
    ends = [*(piece for piece in p.forced if piece > first), p.count]
    for start, end in itertools.pairwise([first, *ends]):
        for a, b in _fitted(p, start, end, measures, indent if start == first else 0.0, temper, zone):
            room = measures[0] - (indent if a == first else 0.0)
            set_justified = justify and (b < end or last_justified)
            own = p.opening[0] if p.opening and not a else p
            above = set_line(own, a, b, room, temper, justified=set_justified, above=above)
            # a line is kept by the measures from it on: one that comes to stand elsewhere is fitted anew from there
            where = plan if alike or a == first else p.kept.setdefault((_rounded(measures), "on"), {})
            where[a] = above
            measures = measures[1:] or measures
    return plan


def _rounded(measures: tuple[float, ...]) -> float | tuple[float, ...]:
    return round(measures[0], 3) if len(measures) == 1 else tuple(round(measure, 3) for measure in measures)


def _fitted(
    p: Paragraph, start: int, end: int, measures: tuple[float, ...], indent: float, temper: fit.Temper, zone: float
) -> list[tuple[int, int]]:
    """The pieces of each line of a stretch between forced breaks; the first is shortened by `indent`."""
    opening = p.opening[0] if p.opening and not start else None
    hyphens = {piece: p.hyphen(piece) for piece in p.hyphenated}
    if len(measures) == 1 and opening is None:
        return fit.fit(
            p.room,
            p.gap,
            p.spaces,
            p.penalty,
            p.kashidas,
            start=start,
            end=end,
            measure=max(measures[0], _NARROWEST),
            indent=indent,
            space=p.type.space,
            tatweel=p.type.tatweel,
            em=p.type.size,
            temper=temper,
            hyphens=hyphens,
            zone=zone,
        )
    over = [a - b for a, b in zip(opening.room, p.room, strict=True)] if opening else None
    pieces = parshape.Set(
        p.room, p.gap, p.spaces, p.penalty, p.kashidas, p.type.space, p.type.tatweel, p.type.size, over, hyphens, zone
    )
    first, *rest = measures
    each = [max(measure, _NARROWEST) for measure in (first - indent, *(rest or measures))]
    return parshape.fit(pieces, start=start, end=end, measures=each, temper=temper)


def _atoms(context: Any, p: Paragraph, block: Any, absolute_boxes: Any, fixed_boxes: Any) -> dict[int, Any]:
    """The atomic boxes of a paragraph laid out for a block, by their leaf; their widths enter the pieces'."""
    if all(leaf.type for leaf in p.leaves):
        return {}
    key = ("atoms", round(block.width, 3))
    laid: dict[int, Any] | None = p.kept.get(key)
    if laid is None:
        laid = {}
        for index, leaf in enumerate(p.leaves):
            if leaf.type is None:
                percent.resolve_percentages(leaf.box, block)
                leaf.box.position_x = leaf.box.position_y = 0
                if leaf.box.is_leader:
                    laid[index] = leader(p, index, block)
                else:
                    laid[index] = inline.atomic_box(context, leaf.box, 0, None, block, absolute_boxes, fixed_boxes)
        for each in (p, p.opening[0]) if p.opening else (p,):
            for piece, index in enumerate(p.leaf):
                if index in laid:
                    each.width[piece] = each.lead[piece] + laid[index].margin_width() + each.trail[piece]
            count_up(each)
        p.kept.clear()
        p.kept[key] = laid
    return laid
