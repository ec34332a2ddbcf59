"""Lines wider than the block that holds them.

In: the boxes of a laid-out page. Out: the text of each such line, and by how much it is too wide.
"""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure import boxes

from kurrasa.spots import MM


def overflows(box: Any) -> list[tuple[str, float]]:
    """The text of each line that is too wide, and its excess in millimetres.

    0.3 mm is forgiven for rounding, and a space: the library counts one that ends a line though it is not set.
    """
    found: list[tuple[str, float]] = []
    _look(box, found)
    return found


def _look(box: Any, found: list[tuple[str, float]]) -> None:
    holds_lines = isinstance(box, boxes.BlockContainerBox)
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox) and holds_lines:
            spans = [inline for inline in child.children if inline.is_in_normal_flow()]
            if spans and box.style["overflow"] != "hidden":
                left, right = box.content_box_x(), box.content_box_x() + box.width
                start = min([inline.position_x for inline in spans])
                end = max([inline.position_x + inline.margin_width() for inline in spans])
                excess = max(left - start, end - right) * MM
                if excess > 0.3 + 0.3 * child.style["font_size"] * MM:
                    found.append((_text(child), round(excess, 2)))
        _look(child, found)


def _text(box: Any) -> str:
    return getattr(box, "text", "") or "".join([_text(child) for child in getattr(box, "children", ())])
