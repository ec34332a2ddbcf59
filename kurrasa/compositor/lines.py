"""Lines into the library: a composed line as the boxes WeasyPrint lays out and draws.

In: what WeasyPrint asks of `get_next_linebox`. Out: what it expects back, for a paragraph that is composed; any other
is left to the library, and counted.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, percent

from kurrasa.compositor import economy, fit, tally
from kurrasa.compositor.paragraph import Left, Paragraph, count_up
from kurrasa.compositor.reading import read
from kurrasa.compositor.setting import Item, Line, items, set_line
from kurrasa.compositor.shaping import Type

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TEMPERS = {"none": fit.NONE, "restrained": fit.RESTRAINED, "strong": fit.STRONG}


class SetText:
    """Stands where WeasyPrint keeps the Pango layout of a text box: what is drawn, already shaped and placed."""

    __slots__ = (
        "ascent",
        "first_line_direction",
        "items",
        "justification_spacing",
        "line",
        "max_width",
        "paragraph",
        "strikethrough_position",
        "strikethrough_thickness",
        "text",
        "type",
        "underline_position",
        "underline_thickness",
    )

    def __init__(
        self, text: str, type_: Type, items: list[Item], paragraph: Paragraph | None = None, line: Line | None = None
    ) -> None:
        """`items` from left to right; or, for a line of a simple paragraph, that paragraph and line."""
        self.text = text
        self.type = type_
        self.items = items
        self.paragraph = paragraph
        self.line = line
        self.justification_spacing = 0
        self.first_line_direction = 1
        self.max_width: float | None = None
        (
            self.ascent,
            self.underline_position,
            self.underline_thickness,
            self.strikethrough_position,
            self.strikethrough_thickness,
        ) = type_.decoration

    def reactivate(self, style: Any) -> None:
        """Nothing to take up again."""

    def deactivate(self) -> None:
        """Nothing to let go."""


@dataclass(frozen=True)
class Plan:
    """The lines of a paragraph for one width, by the piece each begins with."""

    lines: dict[int, Line]


def paragraph_of(linebox: Any) -> Paragraph | None:
    """The paragraph of a line box, read once and kept with it; None where it is left to the library."""
    found: Paragraph | bool | None = linebox.__dict__.get("_kurrasa", False)
    if found is False:
        try:
            found = read(linebox)
            tally["composed"] += 1
        except Left as reason:
            found = None
            tally[f"left: {reason}"] += 1
        linebox.__dict__["_kurrasa"] = found
    return found if isinstance(found, Paragraph) else None


def next_line(
    context: Any,
    p: Paragraph,
    linebox: Any,
    position_y: float,
    skip_stack: Any,
    block: Any,
    absolute_boxes: Any,
    fixed_boxes: Any,
) -> tuple[Any, Any]:
    """The line that begins where `skip_stack` says, and the stack of the next, as `get_next_linebox` gives them."""
    measure = block.width - linebox.margin_left - linebox.margin_right
    first = p.piece_at(skip_stack)
    if first >= p.count:
        return None, None
    indent = linebox.text_indent if first == 0 else 0.0
    atoms = _atoms(context, p, block, absolute_boxes, fixed_boxes)
    line = _plan(p, linebox, measure, indent, first).lines[first]
    justified = line.ratio is not None
    room = measure - (indent if first == 0 else 0.0)
    shift = 0.0 if justified else _shift(linebox, room - line.width, last=line.end == p.count or line.end in p.forced)
    rtl = p.direction == "rtl"
    start = block.content_box_x() + (linebox.margin_left if not rtl else block.width - linebox.margin_right)
    x = start - indent - line.width - shift if rtl else start + indent + shift
    linebox.position_x, linebox.position_y = start, position_y
    if p.simple:
        box = _simple(p, linebox, line, x, position_y, block)
    else:
        box = _boxes(p, linebox, line, x, position_y, block, atoms)
        _settle(box, x, line.width, position_y)
    box.space_ratio = line.ratio
    linebox.width, linebox.height = box.width, box.height
    return box, p.resume(line.end)


def _simple(p: Paragraph, linebox: Any, line: Line, x: float, y: float, block: Any) -> Any:
    """A line of one text box: all its lines stand alike, so that only the first is put together piece by piece."""
    source = p.leaves[0].box
    last = line.end - 1
    word = p.words[last]
    assert word is not None
    text = p.text[p.start[line.first] : p.start[last] + len(word.text)]
    key = ("simple", block.width)
    kept = p.kept.get(key)
    if kept is None:
        box = _boxes(p, linebox, line, x, y, block, {})
        _settle(box, x, line.width, y)
        child = box.children[0]
        bare = economy.plain(linebox.style) and economy.plain(source.style)
        if bare:
            box.__dict__.update(economy.BARE)
            child.__dict__.update(economy.BARE)
        same = {k: v for k, v in box.__dict__.items() if k not in ("children", "position_x", "position_y", "width")}
        of_text = {k: v for k, v in child.__dict__.items() if k not in ("text", "pango_layout", "position_x")}
        p.kept[key] = (same, of_text, child.position_y - y)
        return box
    same, of_text, down = kept
    child = boxes.TextBox.__new__(boxes.TextBox)
    child.__dict__.update(of_text)
    type_ = p.leaves[0].type
    assert type_ is not None
    child.text, child.width = text, line.width
    flat = all(p.level[i] == 1 == p.gap_level[i] for i in range(line.first, line.end))
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


def _plan(p: Paragraph, linebox: Any, measure: float, indent: float, first: int) -> Plan:
    key = (round(measure, 3), round(indent, 3) if first == 0 else None)
    plan = p.kept.get(key)
    if plan is not None and first in plan.lines:
        return plan  # type: ignore[no-any-return]
    for other, kept in p.kept.items():
        # the lines after the first are the same whichever way the paragraph came to be resumed
        if first and other[0] == key[0] and first in kept.lines:
            return kept  # type: ignore[no-any-return]
    style, temper = linebox.style, _temper(linebox)
    justify = style["text_align_all"] == "justify"
    last_justified = justify and style["text_align_last"] == "justify"
    if last_justified:
        temper = fit.Temper(**{**temper.__dict__, "last_justified": True})
    lines: dict[int, Line] = {}
    above: Line | None = None
    ends = [*(piece for piece in p.forced if piece > first), p.count]
    for start, end in itertools.pairwise([first, *ends]):
        found = fit.fit(
            p.room,
            p.gap,
            p.spaces,
            p.penalty,
            p.kashidas,
            start=start,
            end=end,
            measure=measure,
            indent=indent if start == first else 0.0,
            space=p.type.space,
            tatweel=p.type.tatweel,
            em=p.type.size,
            temper=temper,
        )
        for a, b in found:
            room = measure - (indent if a == first else 0.0)
            set_justified = justify and (b < end or last_justified)
            above = lines[a] = set_line(p, a, b, room, temper, justified=set_justified, above=above)
    plan = p.kept[key] = Plan(lines)
    return plan


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
                laid[index] = inline.atomic_box(context, leaf.box, 0, None, block, absolute_boxes, fixed_boxes)
        for piece, index in enumerate(p.leaf):
            if index in laid:
                p.width[piece] = p.lead[piece] + laid[index].margin_width() + p.trail[piece]
        count_up(p)
        p.kept.clear()
        p.kept[key] = laid
    return laid


def _boxes(p: Paragraph, linebox: Any, line: Line, x: float, y: float, block: Any, atoms: dict[int, Any]) -> Any:
    """The line box with its inline and text boxes, each where it stands from left to right."""
    segments: list[tuple[int, bool, int, Any]] = []  # (piece, not a space, leaf, box), to be put in logical order
    visual = items(p, line)
    at, i = x, 0
    while i < len(visual):
        leaf, j, width = visual[i].leaf, i, 0.0
        group: list[Item] = []
        before = after = 0.0
        while j < len(visual) and visual[j].leaf == leaf:
            item = visual[j]
            left, right = _sides(p, item)
            if group and left:
                break
            if not group:
                before = left
            group.append(item)
            width += item.width - left - right
            j += 1
            if right:
                after = right
                break
        at += before
        firsts = min(group, key=lambda item: (item.piece, not item.space))
        if leaf in atoms:
            box = atoms[leaf].deepcopy() if hasattr(atoms[leaf], "deepcopy") else atoms[leaf].copy()
            box.translate(at - box.position_x, y - box.position_y)
        else:
            box = _text_box(p, leaf, group, at, width, y, block)
        segments.append((firsts.piece, not firsts.space, leaf, box))
        at += width + after
        i = j
    segments.sort(key=lambda segment: segment[:2])
    made = linebox.copy_with_children(_nest(p, segments, 0, line, y, block))
    made.position_x, made.position_y, made.width = x, y, line.width
    inline._adjust_line_height(made)
    return made


def _sides(p: Paragraph, item: Item) -> tuple[float, float]:
    """Margins, borders and padding of inline boxes to the left and right of a piece."""
    if item.space or not (p.lead[item.piece] or p.trail[item.piece]):
        return 0.0, 0.0
    lead, trail = p.lead[item.piece], p.trail[item.piece]
    return (trail, lead) if p.direction == "rtl" else (lead, trail)


def _text_box(p: Paragraph, leaf: int, group: list[Item], x: float, width: float, y: float, block: Any) -> Any:
    source, type_ = p.leaves[leaf].box, p.leaves[leaf].type
    assert type_ is not None
    percent.resolve_percentages(source, block)
    logical = sorted(group, key=lambda item: (item.piece, not item.space))
    text = "".join(" " if item.space else item.word.text if item.word else "" for item in logical)
    box = source.copy_with_text(text)
    half = (type_.line_height - type_.height) / 2
    box.position_x, box.position_y, box.width, box.height = x, y, width, type_.height
    box.margin_top = box.margin_bottom = half
    box.baseline = type_.baseline + half
    box.pango_layout = SetText(text, type_, group)
    return box


def _nest(
    p: Paragraph, segments: list[tuple[int, bool, int, Any]], depth: int, line: Line, y: float, block: Any
) -> list[Any]:
    """Put text boxes back into the inline elements they came from."""
    nested: list[Any] = []
    i = 0
    while i < len(segments):
        path = p.leaves[segments[i][2]].path
        if len(path) == depth + 1:
            nested.append(segments[i][3])
            i += 1
            continue
        source = path[depth][1]
        j = i
        while j < len(segments):
            other = p.leaves[segments[j][2]].path
            if len(other) <= depth + 1 or other[depth][1] is not source:
                break
            j += 1
        percent.resolve_percentages(source, block)
        for side in ("margin_left", "margin_right"):
            if getattr(source, side) == "auto":
                setattr(source, side, 0)
        children = _nest(p, segments[i:j], depth + 1, line, y, block)
        box = source.copy_with_children(children)
        first, last = p.reach(source)
        box.remove_decoration(start=first < line.first, end=last >= line.end)
        left = box.margin_left + box.border_left_width + box.padding_left
        box.position_x = min((child.position_x for child in children), default=math.inf) - left
        box.width = max(child.position_x + child.margin_width() for child in children) - box.position_x - left
        box.position_y = y
        inline._adjust_line_height(box)
        nested.append(box)
        i = j
    return nested
