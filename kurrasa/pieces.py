"""A piece of furniture as it was set, and where on the page its kinds stand.

In: a page of a document of furniture, laid out. Out: the boxes of a folio, a running head, a tab, a mark, a stamp.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurrasa.forme import Fragment
from kurrasa.prove.expected import Box
from kurrasa.typeset import MM

if TYPE_CHECKING:
    from weasyprint.document import Page


@dataclass(frozen=True)
class Piece:
    """A piece of furniture as it was set, and the boxes of its kinds."""

    fragment: Fragment
    boxes: Mapping[str, Box]


def boxes(page: Page) -> Mapping[str, Box]:
    """The boxes of a page's pieces of furniture, by their kinds."""
    found = (getattr(box, "_box", box) for box in page._page_box.descendants(placeholders=True))
    return {name: _extent(box) for box in found if (name := _role(box))}


def _role(box: object) -> str | None:
    """The first class of an element that is a piece of furniture, once for its block."""
    from weasyprint.formatting_structure import boxes

    element = getattr(box, "element", None)
    if element is None or not isinstance(box, boxes.BlockBox):
        return None
    name = (element.get("class") or "").split(" ")[0]
    return name if name in ("folio", "head", "tab", "mark", "stamp") else None


def _extent(box: object) -> Box:
    x, y = box.border_box_x() * MM, box.border_box_y() * MM  # type: ignore[attr-defined]
    width, height = box.border_width() * MM, box.border_height() * MM  # type: ignore[attr-defined]
    return Box(round(x, 3), round(y, 3), round(x + width, 3), round(y + height, 3))
