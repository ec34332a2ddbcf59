"""Widths before layout: how wide a paragraph is on one line, and how narrow it can be (CSS Sizing 3, 5.1).

In: the library's functions. Out: functions that measure by the pieces that will be set. The library lays out each text
once more to measure it, breaks numbers that the compositor keeps whole, and knows no space but its own, so that tables
and boxes as wide as their text were a hair too narrow for it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import preferred

from kurrasa.compositor.lines import paragraph_of
from kurrasa.compositor.paragraph import Paragraph


def inline_min_content_width(library: Any) -> Any:
    """The width of what is widest among the pieces that no line may part."""
    return _measured(library, lambda p: [i for i in range(1, p.count) if p.penalty[i] >= 0])


def inline_max_content_width(library: Any) -> Any:
    """The width of the longest line, if lines end only where they must."""
    return _measured(library, lambda p: p.forced)


def _measured(library: Any, breaks: Callable[[Paragraph], Sequence[int]]) -> Any:
    """The greatest width between such breaks, outside the box's margins if `outer`."""

    def measured(context: Any, box: Any, outer: bool = True, *rest: Any, **named: Any) -> Any:
        p = _paragraph(box, *rest, **named)
        if p is None:
            return library(context, box, outer, *rest, **named)
        return preferred.adjust(box, outer, _widest(p, box, breaks(p)))

    return measured


def _paragraph(box: Any, *rest: Any, **named: Any) -> Paragraph | None:
    """The paragraph of a whole line box whose widths are known; None for one that the library will set."""
    part = any(rest[:2]) or named.get("skip_stack") or named.get("first_line")
    if part or not isinstance(box, boxes.LineBox) or box.is_leader:
        return None
    if getattr(box.style["text_indent"], "unit", None) != "px" or box.style["overflow_wrap"] == "anywhere":
        return None
    p = paragraph_of(box)
    if p is None or any(stray.box.is_floated() for stray in p.strays):
        return None
    return p if all(leaf.type for leaf in p.leaves) else None


def _widest(p: Paragraph, box: Any, breaks: Sequence[int]) -> float:
    """The greatest width between breaks; the indent is part of the first."""
    indent = float(box.style["text_indent"].value)
    runs = itertools.pairwise([0, *breaks, p.count])
    return max(
        p.room[end] - p.room[start] - p.gap[start] + p.hyphen(end) + (0.0 if start else indent) for start, end in runs
    )
