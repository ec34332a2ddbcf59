"""The door: what of WeasyPrint is replaced, and by what.

In: nothing. Out: the library's functions replaced in this process, or put back. A version other than the one these
replacements were held against is refused.
"""

from __future__ import annotations

import copy
import sys
from functools import cache
from inspect import getattr_static
from typing import Any

from kurrasa.compositor import (
    cascade,
    composites,
    decoration,
    directionality,
    drawings,
    economy,
    ink,
    lines,
    measuring,
    mirrored,
    openings,
    tally,
    uncollected,
)
from kurrasa.compositor.lineboxes import SetText

KNOWN = "70.0"
_replaced: list[tuple[Any, str, Any]] = []


def install() -> None:
    """Put the compositor in place. Does nothing where it is already; raises `RuntimeError` for an unknown version."""
    import weasyprint

    if weasyprint.__version__ != KNOWN:
        raise RuntimeError(f"WeasyPrint {weasyprint.__version__} is installed; the compositor is for {KNOWN}")
    if _replaced:
        return
    try:
        _put_in_place()
    except BaseException:
        uninstall()  # half a compositor is worse than none
        raise


def _put_in_place() -> None:
    import weasyprint
    import weasyprint.anchors
    import weasyprint.css
    import weasyprint.document
    import weasyprint.draw.border
    import weasyprint.draw.text
    import weasyprint.formatting_structure.text
    import weasyprint.pdf.fonts
    import weasyprint.stacking
    import weasyprint.svg
    import weasyprint.text.line_break
    from cssselect2 import ElementWrapper  # type: ignore[import-untyped]
    from tinyhtml5 import inputstream
    from weasyprint.css.validation.properties import PROPERTIES
    from weasyprint.layout import background, grid, inline, page, percent, preferred

    _replace(inline, "get_next_linebox", _next_linebox(inline.get_next_linebox))
    _replace(weasyprint.draw.text, "draw_first_line", _draw_first_line(weasyprint.draw.text.draw_first_line))
    _replace(
        weasyprint.draw.text,
        "draw_text_decoration",
        _draw_text_decoration(weasyprint.draw.text.draw_text_decoration),
    )
    _replace(weasyprint.css.StyleFor, "__init__", cascade.style_for(weasyprint.css.StyleFor.__init__))
    _replace(weasyprint.pdf.fonts.Font, "clean", _clean(weasyprint.pdf.fonts.Font.clean))
    PROPERTIES["unicode-bidi"] = directionality.unicode_bidi
    _replace(weasyprint.HTML, "_ua_stylesheets", _ua_stylesheets(weasyprint.HTML._ua_stylesheets))
    remembered = (
        (weasyprint.text.line_break, "strut", economy.strut),
        (percent, "resolve_percentages", economy.resolve_percentages),
        (preferred, "inline_min_content_width", measuring.inline_min_content_width),
        (preferred, "inline_max_content_width", measuring.inline_max_content_width),
        (page, "set_page_type_computed_styles", economy.set_page_type_computed_styles),
        (background, "layout_box_backgrounds", economy.layout_box_backgrounds),
        (weasyprint.stacking, "_dispatch", economy.dispatch),
        (weasyprint.anchors, "gather_anchors", economy.gather_anchors),
    )
    _replace_everywhere(weasyprint.formatting_structure.text.get_first_letter, openings.first_letter)
    _replace_everywhere(grid.grid_layout, mirrored.grid_layout(grid.grid_layout))
    _replace(
        weasyprint.draw.border,
        "draw_column_rules",
        mirrored.draw_column_rules(weasyprint.draw.border.draw_column_rules),
    )
    for module, name, made in remembered:
        _replace_everywhere(getattr(module, name), made(getattr(module, name)))
    weasyprint.svg.TAGS["path"] = drawings.path(weasyprint.svg.path)
    _replace(ElementWrapper, "iter_children", economy.iter_children(ElementWrapper.iter_children))
    _replace(ElementWrapper, "iter_next_siblings", economy.iter_next_siblings)
    _replace(inputstream, "characters_until_regex", economy.Expressions())
    # every document is asked for the same few selectors
    _replace(ElementWrapper, "_compile", staticmethod(cache(ElementWrapper._compile)))
    for owner, name in ((weasyprint.HTML, "render"), (weasyprint.document.Document, "write_pdf")):
        _replace(owner, name, uncollected()(getattr(owner, name)))


def uninstall() -> None:
    """Put the library's own functions back."""
    from weasyprint import svg
    from weasyprint.css.validation.properties import PROPERTIES

    PROPERTIES.pop("unicode-bidi", None)
    svg.TAGS["path"] = svg.path
    while _replaced:
        owner, name, original = _replaced.pop()
        setattr(owner, name, original)


def _replace(owner: Any, name: str, function: Any) -> None:
    _replaced.append((owner, name, getattr_static(owner, name)))
    setattr(owner, name, function)


def _replace_everywhere(function: Any, replacement: Any) -> None:
    """Replace a function in every module of the library that has imported it by its name."""
    for name, module in list(sys.modules.items()):
        if name == "weasyprint" or name.startswith("weasyprint."):
            for attribute, value in list(vars(module).items()):
                if value is function:
                    _replace(module, attribute, replacement)


def _next_linebox(library: Any) -> Any:
    """Lines are chosen for the whole paragraph; the library takes each greedily, box by box."""

    def get_next_linebox(
        context: Any,
        linebox: Any,
        position_y: float,
        bottom_space: float,
        skip_stack: Any,
        containing_block: Any,
        absolute_boxes: Any,
        fixed_boxes: Any,
        first_letter_style: Any,
        first_line_style: Any,
    ) -> Any:
        if skip_stack is not None:
            first_line_style = None  # that was on the page before, as was the letter
        elif first_letter_style:
            openings.take_letter(linebox, first_letter_style)
        if not linebox.is_leader:
            paragraph = lines.paragraph_of(linebox, first_line_style)
            if paragraph is not None:
                return lines.next_line(
                    context,
                    paragraph,
                    linebox,
                    position_y,
                    bottom_space,
                    skip_stack,
                    containing_block,
                    absolute_boxes,
                    fixed_boxes,
                )
        else:
            tally["left: leader"] += 1
        return library(
            context,
            linebox,
            position_y,
            bottom_space,
            skip_stack,
            containing_block,
            absolute_boxes,
            fixed_boxes,
            None,  # its letter has been taken
            first_line_style,
        )

    return get_next_linebox


def _draw_first_line(library: Any) -> Any:
    """A composed line is drawn from the glyphs it was measured with; an ellipsis is left to the library."""

    def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:
        text = textbox.pango_layout
        if not isinstance(text, SetText):
            return library(stream, textbox, text_overflow, block_ellipsis, matrix)
        if text_overflow == "ellipsis" or block_ellipsis != "none":
            from weasyprint.text.line_break import Layout

            layout = textbox.pango_layout = Layout(textbox.style)
            layout.max_width = textbox.width
            layout.set_text(text.text)
            return library(stream, textbox, text_overflow, block_ellipsis, matrix)
        ink.draw(stream, text, matrix)
        return []

    return draw_first_line


def _draw_text_decoration(library: Any) -> Any:
    """An underline of a composed line breaks under its letters."""

    def draw_text_decoration(
        stream: Any, textbox: Any, offset_x: float, offset_y: float, thickness: float, color: Any
    ) -> None:
        text = textbox.pango_layout
        under = offset_y - textbox.baseline - thickness / 2
        if not isinstance(text, SetText) or under < 0:
            library(stream, textbox, offset_x, offset_y, thickness, color)
            return
        for left, right in decoration.free(text, textbox.width, under, under + thickness):
            piece = copy.copy(textbox)
            piece.position_x, piece.width = textbox.position_x + left, right - left
            library(stream, piece, offset_x, offset_y, thickness, color)

    return draw_text_decoration


def _clean(library: Any) -> Any:
    """A font with composites is extended by them before it is embedded."""

    def clean(self: Any, to_unicode: Any, hinting: Any) -> Any:
        made = self.__dict__.get("composites")
        if not made:
            return library(self, to_unicode, hinting)
        self.file_content = composites.extend(self.file_content, self.index, to_unicode, made)
        return None

    return clean


def _ua_stylesheets(library: Any) -> Any:
    """What HTML says of direction joins the sheets of the user agent."""

    def ua_stylesheets(self: Any, forms: bool = False) -> list[Any]:
        return [*library(self, forms), directionality.sheet()]

    return ua_stylesheets
