"""Line boxes: the pieces of a line put into the boxes that WeasyPrint draws, each where it stands.

In: a paragraph, a line of it, and its place. Out: a line box with its inline and text boxes, its leaders filled.
"""

from __future__ import annotations

import math
from typing import Any

from weasyprint.layout import inline, percent

from kurrasa.compositor.paragraph import Paragraph
from kurrasa.compositor.setting import Item, Line, items
from kurrasa.compositor.shaping import Type, type_of

_HAIR = 0.01  # by so much of its width a leader's text may miss its room


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


def line_box(p: Paragraph, linebox: Any, line: Line, x: float, y: float, block: Any, atoms: dict[int, Any]) -> Any:
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
            if box.is_leader:
                _fill(box, width, x, x + line.width, rtl=p.direction == "rtl")
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
    logical = sorted(group, key=lambda item: (item.piece, not item.space))
    text = "".join([" " if item.space else item.word.text if item.word else "" for item in logical])
    box = _text(source, text, type_, group, block)
    box.position_x, box.position_y, box.width = x, y, width
    return box


def _text(source: Any, text: str, type_: Type, group: list[Item], block: Any) -> Any:
    """A text box of some pieces, whose place and width are still to be said."""
    percent.resolve_percentages(source, block)
    box = source.copy_with_text(text)
    half = (type_.line_height - type_.height) / 2
    box.position_x = box.position_y = 0
    box.width, box.height = sum([item.width for item in group]), type_.height
    box.margin_top = box.margin_bottom = half
    box.baseline = type_.baseline + half
    box.pango_layout = SetText(text, type_, group)
    return box


def leader(p: Paragraph, index: int, block: Any) -> Any:
    """The box of a leader with its text once."""
    leaf = p.leaves[index]
    source, type_ = leaf.box, type_of(leaf.path[-2][1].style) if len(leaf.path) > 1 else p.type
    assert type_ is not None
    (text,) = source.children
    word = type_.word(text.text, p.direction == "rtl")
    assert word is not None
    box = source.copy_with_children(
        [_text(text, text.text, type_, [Item(index, 0, 0, word.width, word, False)], block)]
    )
    box.width = word.width
    inline._adjust_line_height(box)
    return box


def _fill(box: Any, width: float, left: float, right: float, *, rtl: bool) -> None:
    """Repeat a leader's text over its width; copies stand in columns, counted from the end of the line."""
    (text,) = box.children
    box.is_leader = False  # or the library would fill it once more
    box.is_artifact = True
    box.width = width
    step, hair = text.width, _HAIR * text.width
    before = (box.position_x - left) if rtl else (right - box.position_x - width)
    first = math.ceil(before / step - _HAIR)
    children = []
    for column in range(first, first + int(width / step + _HAIR)):
        x = left + column * step if rtl else right - (column + 1) * step
        if box.position_x - hair <= x <= box.position_x + width - step + hair:
            children.append(text.copy())
            children[-1].position_x = x
    box.children = children[::-1]


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
