"""HTML read into a tree, and a tree written as markup that XML and HTML both read.

In: the HTML of a part. Out: elements without a namespace but SVG's; their markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

import tinyhtml5

Medium = Literal["epub", "web"]
SVG = "{http://www.w3.org/2000/svg}"
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def read(html: str) -> Element:
    """The tree of a document, as the typesetter reads it too."""
    tree: Element = tinyhtml5.parse(html, namespace_html_elements=False)
    return tree


def name(element: Element) -> str:
    """Its tag; nothing for a comment."""
    return element.tag if isinstance(element.tag, str) else ""


def classes(element: Element) -> list[str]:
    """Its classes."""
    return element.get("class", "").split()


def made(tag: str, text: str | None = None, **attributes: str) -> Element:
    """A new element; `class_` becomes `class`, `epub_type` `epub:type`, and `aria_label` `aria-label`."""
    element = Element(tag)
    for key, value in attributes.items():
        named = key.rstrip("_")
        element.set(named.replace("_", ":" if named.startswith("epub") else "-"), value)
    element.text = text
    return element


def words(element: Element) -> str:
    """The text in an element and in all below it; that of drawings is none."""
    if name(element).startswith(SVG) or not name(element):
        return ""
    return (element.text or "") + "".join(words(child) + (child.tail or "") for child in element)


def parents(root: Element) -> dict[Element, Element]:
    """What every element stands in."""
    return {child: parent for parent in root.iter() for child in parent}


def unwrap(element: Element, parent: Element) -> None:
    """Put what is in an element in its place."""
    at = list(parent).index(element)
    _append(parent, at, element.text)
    children = list(element)
    parent.remove(element)
    for offset, child in enumerate(children):
        parent.insert(at + offset, child)
    _append(parent, at + len(children), element.tail)


def _append(parent: Element, at: int, text: str | None) -> None:
    """Add a text before the child at a place."""
    if not text:
        return
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def take(element: Element, parent: Element) -> None:
    """Take an element out, and leave the text that follows it."""
    at = list(parent).index(element)
    parent.remove(element)
    _append(parent, at, element.tail)
    element.tail = None


def markup(element: Element, medium: Medium) -> str:
    """An element and what is in it; `epub:type` is for EPUB alone."""
    return "".join(_written(element, medium))


def inside(element: Element, medium: Medium) -> str:
    """What is in an element."""
    return escape(element.text or "") + "".join(markup(child, medium) + escape(child.tail or "") for child in element)


def _written(element: Element, medium: Medium) -> Iterator[str]:
    tag = name(element)
    if not tag:
        return
    local = tag.removeprefix(SVG)
    opening = [local]
    if local == "svg":
        opening.append('xmlns="http://www.w3.org/2000/svg"')
    for key, value in element.attrib.items():
        if not key.startswith("{") and (medium == "epub" or not key.startswith("epub:")):
            opening.append(f"{key}={quoteattr(value)}")
    start = " ".join(opening)
    if local in _VOID or (tag.startswith(SVG) and not len(element) and not element.text):
        yield f"<{start}/>"
    else:
        yield f"<{start}>{inside(element, medium)}</{local}>"
