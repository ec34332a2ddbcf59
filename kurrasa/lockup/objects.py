"""The objects of a forme as templates: pages, links, structure elements, pictures and groups.

In: pages, boxes and elements, with the numbers they have in the forme. Out: PDF source with gaps for numbers.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from typing import Any

import pydyf

from kurrasa.forme import DOCUMENT, OWN, RESOURCES, TREE, DrawnPage, Payload, Template, packed
from kurrasa.lockup.streams import joined
from kurrasa.lockup.tagging import POINT, Element, Reference, Structure
from kurrasa.pdftext import number as written
from kurrasa.pdftext import string

LEVEL = 9  # of compression: it takes a thirtieth of a millisecond a page more than 6
_OWN_NUMBER = re.compile(rb"\b(\d{4,}) 0 R\b")


class Numbers:
    """Gives the objects of a forme their numbers, as `pydyf.PDF` does those of a file."""

    def __init__(self, first: int) -> None:
        self.objects: list[Any] = []
        self.next = first

    def add_object(self, thing: Any) -> None:
        """Number an object of the library, and keep it."""
        thing.number = OWN + self.take()
        self.objects.append(thing)

    def take(self) -> int:
        """The next number, for an object of our own."""
        self.next += 1
        return self.next - 1


def template(data: bytes) -> Template:
    """The source of an object whose references are to the forme, with gaps in their stead."""
    numbers: list[int] = []

    def placed(match: re.Match[bytes]) -> bytes:
        numbers.append(int(match[1]) - OWN)
        return b"%d 0 R"

    return _OWN_NUMBER.sub(placed, data.replace(b"%", b"%%")), tuple(numbers)


def payload(stream: Any) -> Payload:
    """A stream of the library: a picture, a group, a pattern."""
    data = joined(stream)
    extra = pydyf.Dictionary(dict(stream.extra))
    if stream.compress:
        data = zlib.compress(data, 9)
        extra["Filter"] = "/FlateDecode"
    extra["Length"] = len(data)
    return Payload(stream.number - OWN, template(extra.data), data)


def drawn(page: Any, raw: bytes, seen: Mapping[str, frozenset[int]]) -> DrawnPage:
    """A page with its content deflated and left open; `seen` are the codes that it shows."""
    deflate = zlib.compressobj(LEVEL)
    codes = {name: packed(found) for name, found in seen.items()}
    content = deflate.compress(raw + b"\n") + deflate.flush(zlib.Z_SYNC_FLUSH)
    return DrawnPage(page.width * POINT, page.height * POINT, content, zlib.adler32(raw + b"\n"), codes)


def page_object(page: Any, number: int, count: int, annotations: list[int], *, tags: bool) -> Template:
    """A page: its boxes (14.11.2), where its content and resources are, its links."""
    width, height = page.width * POINT, page.height * POINT
    bleed = {side: value * POINT for side, value in page.bleed.items()}
    trim = (0.0, 0.0, width, height)
    media = (0.0 - bleed["left"], 0.0 - bleed["bottom"], width + bleed["right"], height + bleed["top"])
    near = [
        max(outer, inner - 10) if outer <= inner else min(outer, inner + 10)
        for outer, inner in zip(media, trim, strict=True)
    ]
    sides = [b" ".join(map(written, box)) for box in (media, trim, near)]
    text = b"<</Type/Page/Parent %%d 0 R/MediaBox[%s]/TrimBox[%s]/BleedBox[%s]" % tuple(sides)
    text += b"/Contents %d 0 R/Resources %d 0 R"
    numbers = [TREE, count + number, RESOURCES]
    if tags:
        text += b"/StructParents %d/Tabs/S"
        numbers.append(-1 - number)
    if annotations:
        text += b"/Annots[" + b" ".join([b"%d 0 R"] * len(annotations)) + b"]"
        numbers += annotations
    return text + b">>", tuple(numbers)


def annotation(
    kind: str, target: str, rectangle: Any, source: Any, page: Any, index: int, count: int, element: Element | None
) -> Template:
    """A link: where on the page, what it says, where it leads; `source` is its element of the HTML."""
    left, top, right, bottom = (side * POINT for side in rectangle)
    height = page.height * POINT
    sides = b" ".join(map(written, (left, height - bottom, right, height - top)))
    text = b"<</Type/Annot/Subtype/Link/F 4/BS<</W 0>>/Rect[%s]" % sides
    told = source.get("title") or " ".join("".join(source.itertext()).split()) or target
    text += b"/Contents" + string(told)
    text += b"/Dest" + string(target) if kind == "internal" else b"/A<</Type/Action/S/URI/URI" + string(target) + b">>"
    text = text.replace(b"%", b"%%")
    if element is None:
        return text + b">>", ()
    return text + b"/StructParent %d>>", (-1 - count - index,)


def structure_objects(
    structure: Structure,
    owners: list[list[Element]],
    annotations: list[tuple[int, Element | None]],
    numbers: Numbers,
    count: int,
    title: str,
) -> tuple[int, int, list[tuple[int, bytes, tuple[int, ...]]], tuple[int, ...]]:
    """The objects of a part's structure: its root, its leaf of the parent tree, and all of them."""
    elements = list(structure.root.walk())
    for element in elements:
        element.number = numbers.take()
    made = [(element.number, *_element(element, title)) for element in elements]
    identifiers = tuple(element.number for element in elements if element.identified)
    leaf = numbers.take()
    tagged = [index for index, (_, link) in enumerate(annotations) if link is not None]
    text, at = [], [-1, -(count + tagged[-1] + 1 if tagged else count)]
    for page, owned in enumerate(owners):
        text.append(b"%d[" + b" ".join([b"%d 0 R"] * len(owned)) + b"]")
        at += [-1 - page, *(element.number for element in owned)]
    for index, (_, link) in enumerate(annotations):
        if link is not None:
            text.append(b"%d %d 0 R")
            at += [-1 - count - index, link.number]
    made.append((leaf, b"<</Limits[%d %d]/Nums[" + b" ".join(text) + b"]>>", tuple(at)))
    return structure.root.number, leaf, made, identifiers


def _element(element: Element, title: str) -> Template:
    text, numbers = [b"<</Type/StructElem/S/%s" % element.kind.encode()], []
    if element.parent is None:
        text.append(b"/P %d 0 R" % DOCUMENT)
    else:
        text.append(b"/P %d 0 R")
        numbers.append(element.parent.number)
    first = next((kid.page for kid in element.kids if not isinstance(kid, Element)), None)
    if first is not None:
        text.append(b"/Pg %d 0 R")
        numbers.append(first)
    kids: list[bytes] = []
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(b"%d 0 R")
            numbers.append(kid.number)
        elif isinstance(kid, Reference):
            kids.append(b"<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>")
            numbers += [kid.number, kid.page]
        else:
            for mark in kid.marks:
                if kid.page == first:
                    kids.append(b"%d" % mark)
                else:
                    kids.append(b"<</Type/MCR/Pg %%d 0 R/MCID %d>>" % mark)
                    numbers.append(kid.page)
    if kids:
        text.append(b"/K[" + b" ".join(kids) + b"]")
    said = b""
    if element.parent is None:
        said += b"/T" + string(title)
    if element.language:
        said += b"/Lang" + string(element.language)
    if element.alternative:
        said += b"/Alt" + string(element.alternative)
    if element.attributes:
        said += b"/A" + element.attributes
    text.append(said.replace(b"%", b"%%"))
    if element.identified:
        text.append(b"/ID(%d)")
        numbers.append(element.number)
    return b"".join(text) + b">>", tuple(numbers)
