"""The printed pages in a part that flows: a mark where each begins, between the words that the page break parts.

In: the tree of a part's HTML, as it was typeset, and where its pages begin (`kurrasa.breaks`). Out: the marks in it.
A mark is what EPUB Structural Semantics and DPUB-ARIA call a page break.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from kurrasa.lettercount import Break, is_letter
from kurrasa.screen.markup import SVG, made, name, parents, words

_CLOSED = {"table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "colgroup", "html", "head"}


def page_id(folio: str, sheet: int) -> str:
    """What a page's mark is called: by its number, or where it has a letter, by its sheet."""
    return f"page-{int(folio)}" if folio.isdecimal() else f"page-front-{sheet}"


def mark_pages(root: Element, begins: Sequence[tuple[Break, str, str]]) -> None:
    """Mark in a tree where pages begin: their place, id and folio.

    The first page of a part begins where the part does.
    """
    elements = [element for element in root.iter() if element.tag != "time"]
    above = parents(root)
    body = next(element for element in elements if element.tag == "body")
    for (index, count), id, folio in reversed(begins[1:]):  # so that places before stay where they are
        here = mark(id, folio)
        element = elements[index]
        if name(element) in ("img", f"{SVG}svg"):
            holder = above[element]
            at = list(holder).index(element)
        else:
            holder, at, here.tail = _parted(element, count)
        while holder is not body and not _before(holder, at) and name(above[holder]) not in _CLOSED:
            if here.tail:
                _give(holder, at, here.tail)
                here.tail = None
            holder, at = above[holder], list(above[holder]).index(holder)
        holder.insert(at, here)
    if begins:
        first = mark(*begins[0][1:])
        first.tail, body.text = body.text, None
        body.insert(0, first)


def mark(id: str, folio: str) -> Element:
    """The mark of a page."""
    return made("span", None, id=id, class_="page", epub_type="pagebreak", role="doc-pagebreak", aria_label=folio)


def _parted(element: Element, count: int) -> tuple[Element, int, str]:
    """Part an element's text before its letter of this number, from 0: where the mark goes, and the text after it."""
    for holder, at, text in _texts(element):
        for offset, character in enumerate(text):
            if not is_letter(character):
                continue
            if count:
                count -= 1
                continue
            while offset and not (text[offset - 1].isspace() or is_letter(text[offset - 1])):
                offset -= 1  # what stands before a word begins the page with it
            _set(holder, at, text[:offset])
            return holder, at, text[offset:]
    return element, 0, _taken(element)


def _texts(element: Element) -> Iterator[tuple[Element, int, str]]:
    """An element's own texts: what holds each, the place of the child before which it ends, and the text."""
    yield element, 0, element.text or ""
    for at, child in enumerate(element):
        if child.tag == "time":
            yield from _texts(child)
        yield element, at + 1, child.tail or ""


def _set(holder: Element, at: int, text: str) -> None:
    if at:
        holder[at - 1].tail = text
    else:
        holder.text = text


def _give(holder: Element, at: int, text: str) -> None:
    _set(holder, at, ((holder[at - 1].tail if at else holder.text) or "") + text)


def _taken(element: Element) -> str:
    text, element.text = element.text or "", None
    return text


def _before(holder: Element, at: int) -> bool:
    """Whether anything that is seen comes before a place."""
    if (holder.text or "").strip():
        return True
    return any(
        words(child).strip() or (child.tail or "").strip() or any(name(e) in ("img", f"{SVG}svg") for e in child.iter())
        for child in list(holder)[:at]
    )
