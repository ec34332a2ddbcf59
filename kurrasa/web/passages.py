"""The passages of a part, which a search finds: each with an anchor, the printed page it stands on, and its text.

In: a part for the screen. Out: its markup, in which every passage has an id and every printed page a link to its place
in the PDF; and the passages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from kurrasa.screen.markup import classes, made, markup, name, parents, read, words
from kurrasa.screen.parts import PageMark, ScreenPart

_BLOCKS = frozenset(("p", "li", "tr", "h1", "h2", "h3", "h4", "figcaption", "dd", "dt"))
_ROWS = frozenset(("row", "entry", "source", "note-text"))  # blocks that are divisions by their class


@dataclass(frozen=True)
class Passage:
    """A stretch of the text: where it is, by the id of its element; its printed page, by label and sheet; its words."""

    id: str
    folio: str
    sheet: int
    text: str


def passages(part: ScreenPart, book: str, leads: str) -> tuple[str, tuple[Passage, ...]]:
    """Find the passages of a part. `book` is the address of the PDF, `leads` what a link to its page is called."""
    section = next(e for e in read(part.body).iter("section"))
    above = parents(section)
    blocks = [element for element in section.iter() if _is_block(element)]
    inner = {id(a) for element in blocks for a in _above(element, above)}
    pages = {page.id: page for page in part.pages}
    here = part.pages[0] if part.pages else PageMark("", "", 0)
    called: dict[str, PageMark] = {}  # where each call of a note stands
    noted: dict[int, PageMark] = {}  # a note is printed on the page of its call, though it stands at the part's end
    count, found = 0, []
    for element in list(section.iter()):
        if name(element) == "table":
            element.set("tabindex", "0")  # it may be wider than a telephone, and is moved by keys too (WCAG 2.1.1)
        for back in element.iter("a") if name(element) == "aside" else ():
            if "back" in classes(back):
                call = back.get("href", "")[1:]
                element.set("aria-labelledby", call)  # each note by its call
                noted.update((id(one), called[call]) for one in element.iter() if call in called)
        if page := pages.get(element.get("id", "")):
            here = page
            _link(element, above[element], f"{book}#page={page.sheet}", page.folio, leads)
        if "call" in classes(element):
            called[element.get("id", "")] = here
        if _is_block(element) and id(element) not in inner and (text := " ".join(words(element).split())):
            count += 1
            begins = noted.get(id(element)) or _first(element, pages) or here
            found.append(Passage(element.get("id") or f"t-{count}", begins.folio, begins.sheet, text))
            element.set("id", found[-1].id)
    return markup(section, "web"), tuple(found)


def _is_block(element: Element) -> bool:
    return name(element) in _BLOCKS or bool(_ROWS.intersection(classes(element)))


def _first(block: Element, pages: Mapping[str, PageMark]) -> PageMark | None:
    """The page that begins with a block: a row or an item has the mark in it, for none may stand before it."""
    if block.get("id") in pages:
        return pages[block.get("id", "")]
    if (block.text or "").strip():
        return None
    for child in block:
        if (page := _first(child, pages)) or words(child).strip() or (child.tail or "").strip():
            return page
    return None


def _above(element: Element, above: dict[Element, Element]) -> Iterator[Element]:
    while (parent := above.get(element)) is not None:
        yield parent
        element = parent


def _link(mark: Element, parent: Element, to: str, folio: str, leads: str) -> None:
    """Put a link to the printed page beside its mark, where a link may stand; the link says what the mark would."""
    mark.attrib.pop("role", None)
    mark.attrib.pop("aria-label", None)
    if name(parent) in ("a", "table", "tbody", "tr", "ul", "ol"):
        return
    link = made("a", folio, class_="pdf", href=to, aria_label=leads.format(page=folio))
    link.tail, mark.tail = mark.tail, None
    parent.insert(list(parent).index(mark) + 1, link)
