"""Work that WeasyPrint does again and again for the same answer, done once.

In: the library's functions. Out: functions with the same results that remember them by style. A computed style doesn't
change once layout has begun, so what depends on it alone may be kept with it.
"""

from __future__ import annotations

import itertools
import re
from typing import Any

from weasyprint.formatting_structure import boxes

_LENGTHS = (
    *("margin_left", "margin_right", "margin_top", "margin_bottom"),
    *("padding_left", "padding_right", "padding_top", "padding_bottom"),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
_BORDERS = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")


def strut(library: Any) -> Any:
    """The strut of a style: the library builds a key of fourteen properties each time it is asked."""

    def remembered(style: Any) -> Any:
        found = style.__dict__.get("_kurrasa_strut")
        if found is None:
            found = style._kurrasa_strut = library(style)
        return found

    return remembered


def resolve_percentages(library: Any) -> Any:
    """The used lengths of a box whose style has no percentages: they don't depend on the block that holds it."""

    def remembered(box: Any, containing_block: Any) -> None:
        style = box.style
        kept = style.__dict__.get("_kurrasa_lengths")
        if kept is None:
            kept = style._kurrasa_lengths = {} if _absolute(style) else False
        if kept is False:
            library(box, containing_block)
            return
        height = containing_block.height if isinstance(containing_block, boxes.Box) else containing_block[1]
        key = height == "auto"
        lengths = kept.get(key)
        if lengths is None:
            library(box, containing_block)
            kept[key] = {name: box.__dict__[name] for name in (*_LENGTHS, *_BORDERS)}
        else:
            box.__dict__.update(lengths)

    return remembered


def _absolute(style: Any) -> bool:
    if style["box_sizing"] != "content-box" or style["border_collapse"] == "collapse":
        return False
    return all(
        value is None or value == "auto" or getattr(value, "unit", None) == "px"
        for value in (style[name] for name in _LENGTHS)
    )


def set_page_type_computed_styles(library: Any) -> Any:
    """The styles of pages of one kind, and of their margin boxes: the library cascades them anew for every page."""

    def remembered(page_type: Any, html: Any, style_for: Any) -> None:
        by_number = style_for.__dict__.get("_kurrasa_by_number")
        if by_number is None:
            by_number = style_for._kurrasa_by_number = any(
                selector[2].index is not None
                for sheet, _, _ in style_for._sheets
                for _, selectors, _ in sheet.page_rules
                for selector in selectors
            )
            style_for.__dict__.setdefault("_kurrasa_pages", {})
        key = page_type if by_number else (page_type.side, page_type.blank, page_type.index == 0, page_type.name)
        kept = style_for._kurrasa_pages
        computed = style_for._computed_styles
        if key not in kept:
            library(page_type, html, style_for)
            kept[key] = [(pseudo, style) for (element, pseudo), style in computed.items() if element == page_type]
        else:
            for pseudo, style in kept[key]:
                computed[page_type, pseudo] = style

    return remembered


def plain(style: Any) -> bool:
    """Whether a box of this style draws nothing of its own and starts no stacking context."""
    found: bool | None = style.__dict__.get("_kurrasa_plain")
    if found is None:
        found = style._kurrasa_plain = bool(
            style["background_color"].alpha == 0
            and all(image[0] == "none" for image in style["background_image"])
            and style["border_image_source"][0] == "none"
            and style["mask_border_source"][0] == "none"
            and not style["box_shadow"]
            and not style["transform"]
            and style["opacity"] == 1
            and style["position"] == "static"
            and style["visibility"] == "visible"
            and style["overflow"] == "visible"
            and not any(style[name] for name in _BORDERS)
        )
    return found


def iter_children(library: Any) -> Any:
    """The children of an element, as selectors see them: the library wraps all anew for each `+` within a `:has()`."""

    def remembered(element: Any) -> Any:
        kept = element.__dict__.get("_kurrasa_children")
        if kept is None or kept[0] is not element.etree_children:
            kept = element._kurrasa_children = element.etree_children, list(library(element))
        return iter(kept[1])

    return remembered


def forget_children(element: Any) -> None:
    """Let go of what `iter_children` has kept below an element: selectors have seen it."""
    _, children = element.__dict__.pop("_kurrasa_children", (None, ()))
    for child in children:
        forget_children(child)


def iter_next_siblings(element: Any) -> Any:
    """Those of the children of its parent that follow."""
    return itertools.islice(element.iter_siblings(), element.index + 1, None)


class Expressions(dict[tuple[Any, bool], "re.Pattern[str]"]):
    """The regular expressions by which HTML is read: tinyhtml5 2.1 keeps each under itself, and so never finds it."""

    def __missing__(self, key: tuple[Any, bool]) -> re.Pattern[str]:
        characters, opposite = key
        found = self[key] = re.compile(f"[{'' if opposite else '^'}{re.escape(''.join(sorted(characters)))}]+")
        return found


# What the library's passes over every box would set on a line of plain text, or on its text.
BARE = {
    "background": None,
    "border_top_left_radius": (0, 0),
    "border_top_right_radius": (0, 0),
    "border_bottom_right_radius": (0, 0),
    "border_bottom_left_radius": (0, 0),
    "_kurrasa_bare": True,
}


def layout_box_backgrounds(library: Any) -> Any:
    """A line of plain text has no background to lay out."""

    def skipping(page: Any, box: Any, get_image_from_uri: Any, layout_children: bool = True, style: Any = None) -> Any:
        if "_kurrasa_bare" not in box.__dict__:
            library(page, box, get_image_from_uri, layout_children, style)

    return skipping


def dispatch(library: Any) -> Any:
    """Nor does it start a stacking context."""

    def skipping(box: Any, *rest: Any) -> Any:
        return box if "_kurrasa_bare" in box.__dict__ else library(box, *rest)

    return skipping


def gather_anchors(library: Any) -> Any:
    """Nor is it an anchor, a link or a bookmark."""

    def skipping(box: Any, *rest: Any, **named: Any) -> None:
        if "_kurrasa_bare" not in box.__dict__:
            library(box, *rest, **named)

    return skipping
