"""Styles computed once for all documents that have the same sheets.

In: the sheets of a document that `share` has been told of. Out: the computed style of every element: where the element
matches what others matched and lies in what they lay in, theirs, in this document or in one before. A book is set in
hundreds of documents of one look, and the library computes their styles anew for each.

The sheets must not depend on a document: no viewport units, no `<style>` in the documents themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any

from weasyprint.css import ComputedStyle, InitialStyle, Style, declaration_precedence, find_style_attributes
from weasyprint.css.validation import preprocess_declarations

from kurrasa.compositor import drawings, economy

_ROOTS = ("html", "body")  # the library moves their overflow to the page
_MOST = 20_000  # styles kept of one set of sheets


class _Shelf:
    """What is kept for one set of sheets: they too, so that their ids hold; and styles by what they come from."""

    def __init__(self, sheets: Any) -> None:
        self.sheets = sheets
        self.sizes: dict[str, Any] = {"box": None, "area": None}
        self.styles: dict[Any, tuple[Any, dict[str, Any]]] = {}
        self.pages: dict[Any, list[tuple[Any, Any]]] = {}


def share(sheet: Any) -> None:
    """Let documents that have no other author's sheets than this one share their styles; those they shared so far are
    forgotten."""
    sheet._kurrasa_shelves = {}


def style_for(library: Any) -> Any:
    """The library's `StyleFor.__init__`, for documents whose styles are shared."""

    def begin(self: Any, html: Any, sheets: Any, hints: Any, font_config: Any, target_collector: Any) -> None:
        shelf = _shelf_of(sheets, font_config) if not hints else None
        if shelf is None:
            library(self, html, sheets, hints, font_config, target_collector)
        else:
            _Computing(self, html, shelf, font_config, target_collector).run()
            economy.forget_children(html.wrapper_element)

    return begin


def _shelf_of(sheets: Any, font_config: Any) -> _Shelf | None:
    mine = [sheet for sheet, origin, _ in sheets if origin != "user agent"]
    if len(mine) != 1 or not hasattr(mine[0], "_kurrasa_shelves"):
        return None
    shelves: dict[Any, _Shelf] = mine[0]._kurrasa_shelves
    key = (font_config, *(id(sheet) for sheet, _, _ in sheets))
    if key not in shelves:
        shelves[key] = _Shelf(sheets)
    shelf = shelves[key]
    if len(shelf.styles) > _MOST:
        shelf.styles.clear()
        shelf.pages.clear()
    return shelf


class _Styles(dict[Any, Any]):
    """The library's table of computed styles: those of pages by page and pseudo-element, and of each element its own
    with those of its pseudo-elements, of which there are several, as it shares them."""

    def __init__(self) -> None:
        self.of: dict[Any, tuple[Any, Mapping[str, Any]]] = {}

    def get(self, key: Any, default: Any = None) -> Any:
        """The style of an element, a page or a pseudo-element."""
        element, pseudo = key
        if element not in self.of:
            return super().get(key, default)
        own, pseudos = self.of[element]
        return own if pseudo is None else pseudos.get(pseudo, default)

    def __missing__(self, key: Any) -> Any:
        element, _ = key
        return self.of[element][0]


class _Computing:
    """The styles of one document."""

    def __init__(self, style_for: Any, html: Any, shelf: _Shelf, font_config: Any, target_collector: Any) -> None:
        self.shelf, self.html, self.font_config, self.target_collector = shelf, html, font_config, target_collector
        self.computed = _Styles()
        style_for._cascaded_styles = {}
        style_for._computed_styles = self.computed
        style_for.initial_page_sizes = shelf.sizes
        style_for._sheets = shelf.sheets
        style_for.font_config = font_config
        style_for._kurrasa_pages = shelf.pages

    def run(self) -> None:
        """Go through the elements in tree order; what a child inherits is the style that its parent shares."""
        shared: dict[Any, Any] = {}
        root = None
        for element, drawn in drawings.elements(self.html.wrapper_element):
            node = element.etree_element
            if drawn:
                self.computed.of[node] = drawings.UNSHOWN, {}
                continue
            parent = shared[element.parent.etree_element] if element.parent else None
            given = node.get("style"), node.get("lang"), *_drawn_size(node)
            matched = [
                (sheet, origin, own, selector)
                for sheet, origin, own in self.shelf.sheets
                for selector in sheet.matcher.match(element)
            ]
            key = (id(parent), given, self.html.base_url, tuple([id(selector[3]) for *_, selector in matched]))
            kept = self.shelf.styles.get(key)
            if kept is None:
                kept = self.shelf.styles[key] = self._compute(node, parent, root, matched)
            style, pseudos = kept
            shared[node] = style
            root = style if root is None else root
            anchor = node.get("id") or (node.get("name") if node.tag == "a" else None)
            if anchor:
                self.target_collector.collect_anchor(anchor)
            if anchor or node.tag in _ROOTS:
                style = _Own(style)
                if anchor:
                    style["anchor"] = anchor
            self.computed.of[node] = style, pseudos

    def _compute(self, node: Any, parent: Any, root: Any, matched: Any) -> tuple[Any, dict[str, Any]]:
        """The style of an element, without its anchor, and those of its pseudo-elements."""
        cascaded: dict[str | None, dict[str, Any]] = {None: {}}
        for specificity, element, declarations, base_url in find_style_attributes(node, False, self.html.base_url):
            if element is not node:
                break  # those of what lies in it follow
            named = [d for d in declarations if getattr(d, "lower_name", "") != "-weasy-anchor"]
            _add(cascaded[None], preprocess_declarations(base_url, named), "author", inf, specificity)
        for sheet, origin, sheet_specificity, (specificity, _, pseudo, (declarations, layer)) in matched:
            order = inf if layer is None else sheet.layers.index(layer)
            _add(cascaded.setdefault(pseudo, {}), declarations, origin, order, sheet_specificity or specificity)

        def computed(inherits: Any, pseudo: str | None) -> Any:
            top = root or (inherits if pseudo else None) or InitialStyle(self.font_config)
            base_url = self.html.base_url
            return ComputedStyle(inherits, cascaded[pseudo], pseudo, top, base_url, self.font_config, self.shelf.sizes)

        style = computed(parent, None)
        return style, {pseudo: computed(style, pseudo) for pseudo in cascaded if pseudo}


def _add(style: dict[str, Any], declarations: Any, origin: str, layer: float, specificity: Any) -> None:
    for name, values, importance in declarations:
        weight = (declaration_precedence(origin, importance), layer, specificity)
        if name not in style or style[name][1] <= weight:
            style[name] = values, weight


def _drawn_size(node: Any) -> tuple[str | None, str | None]:
    return (node.get("width"), node.get("height")) if node.tag == drawings.SVG else (None, None)


class _Own(Style):  # type: ignore[misc]
    """A style that is another's in all but what is set in it."""

    __slots__ = ("_other",)  # its dictionary is the other's

    def __init__(self, other: Any) -> None:
        self._other = other
        self.__dict__ = other.__dict__  # type: ignore[misc]

    def copy(self) -> Any:
        copied = self._other.copy()
        copied.update(self)
        return copied

    def __missing__(self, key: str) -> Any:
        value = self[key] = self._other[key]
        return value
