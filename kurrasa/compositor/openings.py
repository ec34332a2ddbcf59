"""The opening of a block: its `::first-letter` as a box of its own, and its first line in the style of `::first-line`.

In: a line box before it is read, and what WeasyPrint has computed of the two pseudo-elements (CSS Pseudo-Elements 4,
2.1 and 2.2). Out: the line box with the letter taken out of its text; a copy of it as it is set on the first line.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from weasyprint.css import ComputedStyle
from weasyprint.css.properties import INHERITED
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from kurrasa.compositor import kashida
from kurrasa.compositor.shaping import ZWJ

_NEVER_AFTER = frozenset({"Ps", "Pd"})  # punctuation that opens what follows, and dashes
# what of a first line's style is not inherited by the text in it and yet shows
_OF_THE_LINE = ("background_", "text_decoration_", "vertical_align")


def first_letter(text: str) -> str:
    """The first letter, number or sign of a text with its marks, the punctuation about it, and with what is one shape
    with it, as an alef is with lam. Empty where a space or a break stands before it."""
    found = last = ""
    for i, character in enumerate(text):
        category = unicodedata.category(character)
        if category[0] == "M" or category == "Cf":
            continue
        if category[0] != "P" or (found and category in _NEVER_AFTER):
            if found and not (found == last == "ل" and character in kashida.ALEFS):
                return text[:i]
            if category[0] not in "LNS":
                return ""
            found += character
        last = character
    return text if found else ""


def take_letter(linebox: Any, style: dict[str, Any]) -> None:
    """Put the first letter of a line box in a box of its own, once: a block is laid out again and again.

    One that doesn't float is shaped with its word. One that does stands alone, in its isolated form, and what follows
    has the form in which it is joined to it, as with the drop caps of CSS Inline 3, *Shaping and Glyph Selection*.
    """
    if "_kurrasa_letter" in linebox.__dict__:
        return
    linebox.__dict__["_kurrasa_letter"] = style
    found = _first_text(linebox)
    if found is None:
        return
    parent, at = found
    before, parent.children = parent.children[:at], parent.children[at:]
    spaces = len(parent.children[0].text) - len(parent.children[0].text.lstrip(" "))
    inline.first_letter_to_box(parent, {0: {spaces: None}} if spaces else None, style)
    if parent.children[0].is_floated():
        letter, rest = parent.children[0].children[0].children[0], parent.children[1]
        last = [c for c in letter.text if unicodedata.category(c)[0] != "M"][-1]
        if last in kashida.DUAL and rest.text[:1] and rest.text[0] in kashida.DUAL | kashida.RIGHT:
            rest.text = ZWJ + rest.text
    parent.children = (*before, *parent.children)
    linebox.__dict__.pop("_kurrasa", None)  # it may have been read to be measured


def _first_text(box: Any) -> tuple[Any, int] | None:
    """The box that holds the first text of a line, and its place there; None where something else comes before."""
    for at, child in enumerate(box.children):
        if isinstance(child, boxes.TextBox):
            if child.text.strip(" "):
                return box, at
        elif child.is_in_normal_flow():
            if type(child) is not boxes.InlineBox:
                return None
            if found := _first_text(child):
                return found
    return None


def in_first_style(linebox: Any, given: dict[str, Any]) -> Any:
    """A copy of a line box and all in it, with the style of its first line, in which a box of `::first-line` lies.

    What lies in it inherits from that box, and keeps what is said of itself.
    """
    style = linebox.style.copy()
    for key, value in given.items():
        if key in INHERITED or key.startswith(_OF_THE_LINE):
            style[key] = value
    children = [_inherit(child, style, linebox.__dict__.get("_kurrasa_letter")) for child in linebox.children]
    made = linebox.copy()
    made.style = style
    made.children = [boxes.InlineBox(f"{linebox.element_tag}::first-line", style, linebox.element, children)]
    return made


def _inherit(box: Any, parent: Any, letter: dict[str, Any] | None) -> Any:
    if not isinstance(box, boxes.TextBox) and type(box) is not boxes.InlineBox:
        return box
    old = box.style
    if letter is not None and type(box) is boxes.InlineBox and box.element_tag.endswith("::first-letter"):
        style = parent.copy()
        style.update(letter)
    elif getattr(old, "cascaded", None) is None:
        style = parent.anonymous_style
    else:
        style = ComputedStyle(
            parent, old.cascaded, old.pseudo_type, old.root_style, old.base_url, old.font_config, old.initial_page_sizes
        )
        own = (key for key in old if key not in INHERITED and not key.startswith(("text_decoration_", "__")))
        style.update({key: old[key] for key in own})
        style.specified = old.specified
    made = box.copy()
    made.style = style
    if isinstance(box, boxes.TextBox):
        if style["text_transform"] != old["text_transform"]:
            made.process_text_transform()
    else:
        made.children = [_inherit(child, style, letter) for child in box.children]
    return made
