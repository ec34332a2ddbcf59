"""Which field of which record stands where on a page.

In: the boxes of a typeset page, whose elements name a field in `data-at`: "record", "record:field", "record:field:2".
Out: rectangles with these names. The index counts the items of a list, or the blocks (paragraphs, heads, items) of a
text in Markdown. `written` tells in which line of which file a name is written.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from kurrasa.prove.expected import Box

if TYPE_CHECKING:
    from kurrasa.records import Record

MM = 25.4 / 96  # a CSS pixel in millimetres
Spots = tuple[tuple[Box, str], ...]


def at(record: Record, *path: str | int) -> str:
    """Name a field of a record, as `data-at` has it."""
    return ":".join(map(str, (record.id, *path)))


def gather(page_box: Any) -> Spots:
    """The named boxes of a page, outer ones first; the lines of one inline element are one box."""
    found: dict[str, Box] = {}
    for box in page_box.descendants(placeholders=True):
        box = getattr(box, "_box", box)
        name = box.element.get("data-at") if box.element is not None else None
        if name and box.element_tag == box.element.tag:  # no marker or anonymous box, which have the element too
            x, y = box.border_box_x() * MM, box.border_box_y() * MM
            right, bottom = x + box.border_width() * MM, y + box.border_height() * MM
            known = found.get(name, Box(x, y, right, bottom))
            found[name] = Box(min(x, known.left), min(y, known.top), max(right, known.right), max(bottom, known.bottom))
    return tuple((Box(*(round(v, 2) for v in (b.left, b.top, b.right, b.bottom))), name) for name, b in found.items())


def covers(one: str, other: str) -> bool:
    """Whether one name is the other, or names what the other is in."""
    return other == one or other.startswith(f"{one}:")


def nearest(name: str, there: Collection[str]) -> set[str]:
    """Those of the names that stand nearest to one: itself, else what is in it, else what it is in."""
    while True:
        if found := {other for other in there if covers(name, other)}:
            return {name} if name in found else found
        if ":" not in name:
            return set()
        name = name.rpartition(":")[0]
