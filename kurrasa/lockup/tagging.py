"""What a page says to those who don't see it: the structure of a part, and which piece of a stream is which element's.

In: the boxes of a part's pages, in their order. Out: a tree of structure elements (ISO 32000-1, 14.8), and on every box
that leaves ink the run it belongs to. An element of the HTML is one element here, over as many pages as it takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

POINT = 0.75  # a CSS pixel in points
_SVG = "{http://www.w3.org/2000/svg}"
_KINDS = {
    **{name: name.upper() for name in ("h1", "h2", "h3", "h4", "h5", "h6", "p", "tr", "th", "td")},
    "div": "Div",
    "section": "Sect",
    "nav": "Sect",
    "article": "Art",
    "blockquote": "BlockQuote",
    "aside": "Div",
    "ul": "L",
    "ol": "L",
    "li": "LI",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "figure": "Div",
    "figcaption": "Caption",
    "caption": "Caption",
    "img": "Figure",
    f"{_SVG}svg": "Figure",
    "a": "Link",
}
_KEPT = {"TR", "TH", "TD", "LBody"}  # what a table or a list needs even where it is empty


@dataclass(eq=False)
class Run:
    """A piece of one element on one page; `marks` are its numbers in the page's stream."""

    element: Element
    page: int
    marks: list[int] = field(default_factory=list)


@dataclass(eq=False)
class Reference:
    """An annotation among the kids of its element."""

    page: int
    number: int


@dataclass(eq=False)
class Element:
    """A structure element. `attributes` are PDF source; `number` is its object's once the tree is pruned."""

    kind: str
    parent: Element | None
    kids: list[Element | Run | Reference] = field(default_factory=list)
    language: str | None = None
    alternative: str | None = None
    attributes: bytes = b""
    identified: bool = False
    item: Element | None = None
    number: int = -1

    def add(self, kind: str) -> Element:
        """A new element at the end of this one."""
        element = Element(kind, self)
        self.kids.append(element)
        return element

    def walk(self) -> Iterator[Element]:
        """This element and all below it, parents first."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()


class Structure:
    """The elements of one part, as its pages are read one after another."""

    def __init__(self, language: str) -> None:
        self.root = Element("Part", None)
        self.of: dict[object, Element] = {}
        self._language = language
        self._began: dict[int, int] = {}
        self._open: Run | None = None

    def read(self, page_box: Any, page: int, height: float) -> None:
        """Read a page: `height`, in points, is where its figures' boxes are counted from."""
        self._page, self._height = page, height
        for child in page_box.children:
            self._block(child, self.root)

    def prune(self) -> None:
        """Leave out elements that hold nothing, and let headings begin with the first level and skip none."""
        _prune(self.root)
        elements = list(self.root.walk())
        levels = sorted({e.kind for e in elements if e.kind[0] == "H" and e.kind[1:].isdigit()})
        for element in elements:
            if element.kind in levels:
                element.kind = f"H{levels.index(element.kind) + 1}"

    def _block(self, box: Any, element: Element) -> None:
        box = getattr(box, "_box", box)
        if isinstance(box, boxes.MarginBox) or box.style["position"] == "fixed":
            return
        repeated = isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer)
        if repeated and self._began.setdefault(id(box.element), self._page) != self._page:
            return  # a head that stands again on the next page is an artifact of the table's being divided
        if isinstance(box, boxes.ReplacedBox):
            self._figure(box, element)
            return
        element = self._own(box, element)
        children = getattr(box, "children", ())
        if children and isinstance(children[-1], boxes.LineBox):
            self._open = None
            for line in children:
                self._inline(line, element)
        else:
            for child in children:
                self._block(child, element)

    def _inline(self, box: Any, element: Element) -> None:
        for child in box.children:
            if isinstance(child, boxes.TextBox):
                self._text(child, self._own(child, element))
            elif "is_artifact" in child.__dict__:
                self._open = None  # a leader
            elif isinstance(child, boxes.InlineBox) and not isinstance(child, AbsolutePlaceholder):
                own = self._own(child, element)
                if own is not element:
                    self._open = None
                self._inline(child, own)
                if own is not element:
                    self._open = None
            else:
                self._block(child, element)
                self._open = None

    def _text(self, box: Any, element: Element) -> None:
        if self._open is None or self._open.element is not element:
            self._open = Run(element, self._page)
            element.kids.append(self._open)
        box.__dict__["_run"] = self._open

    def _figure(self, box: Any, element: Element) -> None:
        source = box.element
        title = source.find(f"{_SVG}title") if source.tag == f"{_SVG}svg" else None
        alternative = title.text if title is not None else source.get("alt")
        if not alternative:
            return  # an ornament
        figure = element.add("Figure")
        figure.alternative = alternative
        x, y = box.content_box_x() * POINT, self._height - box.content_box_y() * POINT
        sides = (x, y - box.height * POINT, x + box.width * POINT, y)
        figure.attributes = b"<</O/Layout/BBox[%s]>>" % b" ".join(b"%.2f" % side for side in sides)
        run = Run(figure, self._page)
        figure.kids.append(run)
        box.__dict__["_run"] = run

    def _own(self, box: Any, element: Element) -> Element:
        """The element of a box: that of its element in the HTML, or that of the box around it."""
        source, tag = box.element, box.element_tag
        if source is None:
            return element
        key = id(source)
        if tag and "::" in tag:
            return self._generated(tag.rpartition("::")[2], source, element)
        if key not in self.of:
            self.of[key] = self._made(box, source, element)
        return self.of[key]

    def _generated(self, pseudo: str, source: Any, element: Element) -> Element:
        """Content that the styles bring: the number of a list's item or of a note is its label."""
        key = (id(source), pseudo)
        if key not in self.of:
            own = self.of.get(id(source), element)
            if pseudo == "footnote-call":
                self.of[key] = element.add("Reference")
                note = self.of[id(source)] = element.add("Note")
                note.identified = True
            elif pseudo in ("marker", "before") and own.item is not None:
                label = self.of[key] = Element("Lbl", own.item)
                own.item.kids.insert(0, label)
            elif pseudo == "footnote-marker":
                self.of[key] = own.add("Lbl")
            else:
                self.of[key] = own
        return self.of[key]

    def _made(self, box: Any, source: Any, element: Element) -> Element:
        tag = source.tag if isinstance(source.tag, str) else ""
        language = source.get("lang")
        foreign = language if language and language != self._language and tag not in ("html", "body") else None
        kind = _KINDS.get(tag)
        if kind == "Link" and source.get("href") is None:
            kind = None
        if tag == "div" and box.children and isinstance(box.children[0], boxes.LineBox):
            kind = "P"
        if kind is None:
            if foreign is None:
                return element
            kind = "Span"
        made = element.add(kind)
        made.language = foreign
        if kind == "LI":
            body = made.add("LBody")
            body.item = made
            return body
        if kind == "L":
            numbering = b"Decimal" if tag == "ol" else b"None"
            made.attributes = b"<</O/List/ListNumbering/%s>>" % numbering
        elif kind in ("TH", "TD"):
            made.attributes = _cell(box, source, kind)
        return made


def _cell(box: Any, source: Any, kind: str) -> bytes:
    said = b""
    if kind == "TH":
        said += b"/Scope/Row" if source.get("scope") == "row" else b"/Scope/Column"
    if box.colspan != 1:
        said += b"/ColSpan %d" % box.colspan
    if box.rowspan != 1:
        said += b"/RowSpan %d" % box.rowspan
    return b"<</O/Table%s>>" % said if said else b""


def _prune(element: Element) -> bool:
    kept: list[Element | Run | Reference] = []
    for kid in element.kids:
        if (isinstance(kid, Run) and not kid.marks) or (isinstance(kid, Element) and not _prune(kid)):
            continue
        kept.append(kid)
    element.kids = kept
    return bool(kept) or element.kind in _KEPT
