"""Pages one by one: each is given as soon as it is laid out, where nothing on any page hangs on what follows.

In: an HTML document and its styles. Out: its pages, the same that the library would make. Who has read and drawn one
may forget it before the next is asked for, so a document of hundreds of pages takes the room of its text, not that of
all its lines. The library lays out the last page before it gives the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint import DEFAULT_OPTIONS, layout
from weasyprint.css.counters import CounterStyle
from weasyprint.document import Document, Page
from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.layout.background import layout_backgrounds
from weasyprint.layout.page import make_all_pages, make_margin_boxes

_IN_PLACE = ("static", "relative", "absolute")
_MARGINS = (
    *(
        f"@{side}-{place}"
        for side in ("top", "bottom")
        for place in ("left-corner", "left", "center", "right", "right-corner")
    ),
    *(f"@{side}-{place}" for side in ("left", "right") for place in ("top", "middle", "bottom")),
)
"""The boxes in a page's margins (CSS Paged Media 3, 5)."""


def pages(html: Any, sheet: Any, font_config: Any) -> Iterator[Page]:
    """The pages of a document, as `HTML.render` makes them."""
    counter_style = CounterStyle()
    options = {**DEFAULT_OPTIONS, "stylesheets": [sheet]}
    context = Document._build_layout_context(html, font_config, counter_style, {}, options)
    root = build_formatting_structure(
        *(html.etree_element, context.style_for, context.get_image_from_uri, html.base_url),
        *(context.target_collector, counter_style, context.footnotes),
    )
    laid = layout.layout_document(html, root, context) if _hang_together(root, context) else _laid(html, root, context)
    return map(Page, laid)


def _hang_together(root: Any, context: Any) -> bool:
    """Whether a page may show what is known only when all are laid out: the number of pages, or of another page; or
    what stands on every page."""
    if context.target_collector.counter_lookup_items:
        return True
    if any(
        name == "content" and "pages" in repr(value)
        for sheet, _, _ in context.style_for._sheets
        for _, _, declarations in sheet.page_rules
        for name, value, _ in declarations
    ):
        return True
    return any(
        box.style["position"] not in _IN_PLACE for top in (root, *context.footnotes) for box in top.descendants()
    )


def _laid(html: Any, root: Any, context: Any) -> Iterator[Any]:
    """What `layout_document` does, page by page."""
    layout.initialize_page_maker(context, root)
    bookmarked: set[tuple[int, str]] = set()
    for number, page in enumerate(make_all_pages(context, root, html, []), 1):
        _finish(page, number, context, bookmarked)
        yield page
        del page
        begun, ended = (context.page_maker[at][0] for at in (number - 1, number))
        if ended and not context.broken_out_of_flow:
            _forget(root, begun, ended)


def _finish(page: Any, number: int, context: Any, bookmarked: set[tuple[int, str]]) -> None:
    """Give a page its bookmarks and strings, its margin boxes and its backgrounds."""
    for box in page.descendants():
        if box.bookmark_label:  # of a box that goes on here it stood on the page before
            pseudo = box.element_tag.partition("::")[2]
            key = id(box.element), pseudo if pseudo in ("before", "after") else ""
            box.bookmark_label = "" if key in bookmarked else box.bookmark_label
            bookmarked.add(key)
        if box.string_set and box.string_set != "none":
            for name, text in box.string_set:
                context.string_set[name][number].append(text)
    context.current_page = number
    body, *areas = page.children
    # the library makes sixteen boxes before it finds that a page has nothing in its margins
    margins = make_margin_boxes(context, page, context.page_maker[number][3]) if _in_margins(page, context) else ()
    page.children = (body, *(area for area in areas if area.children), *margins)
    layout_backgrounds(page, context.get_image_from_uri)


def _in_margins(page: Any, context: Any) -> bool:
    styles = (context.style_for(page.page_type, margin) for margin in _MARGINS)
    return any(style is not None and style["content"] not in ("normal", "inhibit", "none") for style in styles)


def _forget(box: Any, begun: Any, ended: Any) -> None:
    """Let go of what lies in the boxes that end on a page, which goes in its source from one place to another: what
    is laid out are copies of them.

    In a table, a grid or columns that go on all is kept: their places are not numbers of children.
    """
    if type(box) is boxes.BlockBox and box.style["column_count"] == box.style["column_width"] == "auto":
        ((first, from_within),) = begun.items() if begun else ((0, None),)
        ((last, within),) = ended.items()
        for child in box.children[first:last]:
            for passed in child.descendants():
                passed.__dict__.pop("_kurrasa", None)  # a paragraph knows its boxes, as they know it
            child.children = []
        if within is not None:
            _forget(box.children[last], from_within if first == last else None, within)
