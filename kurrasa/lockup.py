"""Laid-out pages to a forme: drawn into streams, tagged, with the fonts' codes they show; or to pieces of furniture.

In: the pages of one document that WeasyPrint has laid out. Out: a `Forme`, or `Fragment`s. What comes out depends on
the pages alone: not on what was drawn before, nor in which process.
"""

from __future__ import annotations

import hashlib
import pickle
import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any

import pydyf
import uharfbuzz as hb
from weasyprint.pdf import _use_references
from weasyprint.pdf.stream import Stream

from kurrasa.compositor.codes import Slots, own_letters, settle
from kurrasa.forme import (
    COLOURS,
    DOCUMENT,
    FONTS,
    OWN,
    TREE,
    DrawnPage,
    FontUse,
    Forme,
    Fragment,
    Payload,
    Shown,
    Template,
    Typeface,
    packed,
)
from kurrasa.pdftext import number as written
from kurrasa.pdftext import recode, shown, string
from kurrasa.tagging import POINT, Element, Reference, Run, Structure

LEVEL = 6  # of compression
_OWN_NUMBER = re.compile(rb"\b(\d{4,}) 0 R\b")
_DRAWN = re.compile(rb"/(\S+) Do\b")
_NOTHING = nullcontext()
_ARTIFACT = object()


class _PageStream(Stream):  # type: ignore[misc]
    """A page's stream. Marked content (ISO 32000-1, 14.6) is opened when the first of a run is drawn, and no sooner."""

    elements: list[Element] | None = None
    _current: object = None

    def _switch(self, to: object) -> None:
        if self.elements is None or to is self._current:
            return
        if self._current is not None:
            self.stream.append(b"EMC")
        self._current = to
        if isinstance(to, Run):
            number = len(self.elements)
            to.marks.append(number)
            self.elements.append(to.element)
            self.stream.append(b"/%s<</MCID %d>>BDC" % (to.element.kind.encode(), number))
        elif to is not None:
            self.stream.append(b"/Artifact BMC")

    def finish(self) -> None:
        """End the last piece of marked content."""
        self._switch(None)

    def marked(self, box: Any, tag: str) -> Any:
        """Say whose the following ink is."""
        self._switch(box.__dict__.get("_run", _ARTIFACT))
        return _NOTHING

    def artifact(self) -> Any:
        """Say that the following ink is nobody's."""
        self._switch(_ARTIFACT)
        return _NOTHING

    def clone(self, **kwargs: Any) -> Any:
        """A group or a pattern is one piece of the content around it: nothing in it is marked."""
        kwargs = {"resources": self._resources, "compress": self.compress, **kwargs}
        own = (self._fonts, self.page_rectangle, kwargs.pop("resources"), self._images, None)
        return _Inner(*own, self._color_profiles, self._output_intent, **kwargs)

    def add_font(self, pango_font: Any) -> Any:
        """A font as the library sees it, with codes that don't depend on what was set before."""
        font, size = super().add_font(pango_font)
        return _prepared(font), size


class _Inner(Stream):  # type: ignore[misc]
    """The stream of a group, a pattern or a piece of furniture."""

    def add_font(self, pango_font: Any) -> Any:
        """As on a page."""
        font, size = super().add_font(pango_font)
        return _prepared(font), size


def _prepared(font: Any) -> Any:
    if "composites" not in font.__dict__:
        letters = own_letters(_face(bytes(font.file_content), font.index))
        font.composites = Slots(font.glyph_count, letters)
        font.to_unicode.update(letters)
    return font


@cache
def _face(data: bytes, index: int) -> Any:
    return hb.Face(data, index)


@dataclass(frozen=True)
class Drawn:
    """A forme, and of each page the digest of all that is drawn on it."""

    forme: Forme
    digests: tuple[str, ...]


def lock_up(pages: Sequence[Any], fonts: dict[Any, Any], title: str, language: str, *, tags: bool = True) -> Drawn:
    """Draw pages into a forme. `fonts` are those of the process; `language` is the book's, as in `Lang`."""
    _forget(fonts)
    resources = _resources()
    images: dict[str, Any] = {}
    structure = Structure(language) if tags else None
    raws, owners = [], []
    for number, page in enumerate(pages):
        height = page.height * POINT
        if structure is not None:
            structure.read(page._page_box, number, height)
        stream = _PageStream(fonts, (0, 0, page.width, page.height), resources, images, None, {}, None, compress=True)
        stream.elements = [] if tags else None
        stream.transform(d=-1, f=height)
        page.paint(stream, POINT)
        stream.finish()
        raws.append(_joined(stream))
        owners.append(stream.elements or [])
    return _locked(pages, raws, owners, resources, images, structure, fonts, title)


def fragments(pages: Sequence[Any], fonts: dict[Any, Any]) -> list[Fragment]:
    """Draw pages of furniture. Nothing on them but text and rules: no picture, no group."""
    found = []
    for page in pages:
        _forget(fonts)
        resources = _resources()
        stream = _Inner(fonts, (0, 0, page.width, page.height), resources, {}, None, {}, None)
        page.paint(stream, POINT)
        if any(resources[name] for name in ("XObject", "Pattern", "Shading")):
            raise ValueError("furniture is text and rules alone")
        raw, _, uses = _fonts([_joined(stream)], fonts)
        states = {name: state.data for name, state in resources["ExtGState"].items()}
        found.append(Fragment(raw[0], states, uses))
    return found


def _resources() -> Any:
    kinds = ("ExtGState", "XObject", "Pattern", "Shading")
    return pydyf.Dictionary({**{kind: pydyf.Dictionary() for kind in kinds}, "ColorSpace": b"%d 0 R" % COLOURS})


def _joined(stream: Stream) -> bytes:
    return b"\n".join([x if type(x) is bytes else pydyf._to_bytes(x) for x in stream.stream])


def _forget(fonts: Mapping[Any, Any]) -> None:
    """What a glyph stands for by use, and not by nature, must not come from what was drawn before."""
    for font in fonts.values():
        if "composites" in font.__dict__:
            count, letters = font.glyph_count, font.composites.letters
            loose = [code for code in font.to_unicode if code < count and code not in letters]
            for code in loose:
                del font.to_unicode[code]


def _inner(resources: Any) -> Iterator[Any]:
    """The streams of groups and patterns, and of those within them."""
    for item in (*resources["XObject"].values(), *resources["Pattern"].values()):
        if item is not None:  # an image has no stream yet
            yield item
            yield from _inner(item.extra["Resources"])


def _fonts(
    raws: list[bytes], fonts: Mapping[Any, Any]
) -> tuple[list[bytes], list[dict[str, frozenset[int]]], dict[str, FontUse]]:
    """The fonts that streams use; and before them the streams again, with the codes that their composites have among
    themselves, and what codes each shows."""
    seen = [shown(raw) for raw in raws]
    by_name = {font.hash: font for font in fonts.values()}
    uses, moved = {}, {}
    for name in sorted({name for one in seen for name in one}):
        font = by_name[name]
        slots: Slots = font.composites
        codes = frozenset().union(*[one[name] for one in seen if name in one])
        marks = {code: slots.marks[code] for code in codes if code in slots.marks}
        if not slots.displaced.isdisjoint(codes):
            settled = settle(dict.fromkeys(marks.values(), 1), slots.first)
            if other := {code: settled[own] for code, own in marks.items() if settled[own] != code}:
                moved[name] = other
        new = moved.get(name, {})
        shows = {new.get(code, code): _shows(font, slots, code) for code in sorted(codes)}
        marked = (array("H", [new.get(code, code) for code in marks]), array("Q", marks.values()))
        shown_as = pickle.dumps(shows, pickle.HIGHEST_PROTOCOL)
        uses[name] = FontUse(_typeface(font), packed(shows), shown_as, (slots.first, *marked))
    if moved:
        raws = [recode(raw, moved) for raw in raws]
        seen = [shown(raw) for raw in raws]
    return raws, seen, uses


def _shows(font: Any, slots: Slots, code: int) -> Shown:
    return font.to_unicode.get(code, ""), font.widths.get(code, 0), slots.taken.get(code)


def _typeface(font: Any) -> Typeface:
    known: Typeface | None = font.__dict__.get("typeface")
    if known is None:
        data = bytes(font.file_content)
        known = font.typeface = Typeface(
            resource=font.hash,
            name=bytes(font.name),
            family=font.family,
            digest=hashlib.sha256(data).hexdigest(),
            index=font.index,
            glyphs=font.glyph_count,
            flags=font.flags,
            italic_angle=font.italic_angle,
            ascent=font.ascent,
            descent=font.descent,
            stem=font.stemv,
        )
    return known


class _Numbers:
    """Gives the objects of a forme their numbers, as `pydyf.PDF` does those of a file."""

    def __init__(self, first: int) -> None:
        self.objects: list[Any] = []
        self.next = first

    def add_object(self, thing: Any) -> None:
        thing.number = OWN + self.take()
        self.objects.append(thing)

    def take(self) -> int:
        self.next += 1
        return self.next - 1


def _locked(
    pages: Sequence[Any],
    raws: list[bytes],
    owners: list[list[Element]],
    resources: Any,
    images: dict[str, Any],
    structure: Structure | None,
    fonts: Mapping[Any, Any],
    title: str,
) -> Drawn:
    count = len(pages)
    numbers = _Numbers(1 + 2 * count)
    resources["Font"] = b"%d 0 R" % FONTS
    inner = list(_inner(resources))
    raws, seen, uses = _fonts([*raws, *map(_joined, inner)], fonts)
    for stream in reversed(inner):
        stream.stream = [raws.pop()]
    _use_references(numbers, resources, images, {})
    own = numbers.take()
    payloads, objects = [], []
    for thing in numbers.objects:
        if isinstance(thing, pydyf.Stream):
            payloads.append(_payload(thing))
        else:
            objects.append((thing.number - OWN, *_template(thing.data)))
    states = resources.pop("ExtGState")
    body = b"".join(b"/%s %s" % (k.encode(), pydyf._to_bytes(v)) for k, v in resources.items() if v != {})
    closing = b"/ExtGState<<" + b"".join(b"/%s %s" % (k.encode(), v.data) for k, v in states.items())
    drawn_things = {name: hashlib.sha256(p.data).digest() for name, p in _by_name(resources, payloads).items()}

    annotations: list[tuple[int, Element | None]] = []
    per_page: list[list[int]] = [[] for _ in pages]
    digests = []
    for number, page in enumerate(pages):
        digest = hashlib.blake2b(raws[number], digest_size=16)
        for name in sorted({found.decode() for found in _DRAWN.findall(raws[number])}):
            digest.update(drawn_things.get(name, b""))
        for kind, target, rectangle, box in page.links:
            if kind not in ("internal", "external"):
                continue
            element = structure.of.get(id(box.element)) if structure else None
            mine = element if element is not None and element.kind == "Link" else None
            at = numbers.take()
            objects.append((at, *_annotation(kind, target, rectangle, box, page, len(annotations), count, mine)))
            annotations.append((at, mine))
            per_page[number].append(at)
            if mine is not None:
                mine.kids.append(Reference(number, at))
            digest.update(repr((kind, target, [round(side, 3) for side in rectangle])).encode())
        digests.append(digest.hexdigest())

    root = leaf = None
    identifiers: tuple[int, ...] = ()
    if structure is not None:
        structure.prune()
        root, leaf, made, identifiers = _structure(structure, owners, annotations, numbers, count, title)
        objects += made
    for number, page in enumerate(pages):
        objects.append((1 + number, *_page(page, number, count, own, per_page[number], tags=structure is not None)))
    kids = b" ".join([b"%d 0 R"] * count)
    node = b"<</Type/Pages/Parent %%d 0 R/Count %d/Kids[%s]>>" % (count, kids)
    objects.append((0, node, (TREE, *range(1, 1 + count))))
    forme = Forme(
        pages=tuple(map(_drawn, pages, raws, seen)),
        objects=tuple(sorted(objects)),
        payloads=tuple(payloads),
        resources=(own, _template(b"<<" + body + closing)),
        states=frozenset(states),
        fonts=uses,
        size=numbers.next,
        keys=count + len(annotations),
        names=tuple(
            (name, number, round(x * POINT, 2), round(y * POINT, 2))
            for number, page in enumerate(pages)
            for name, (x, y, *_) in page.anchors.items()
        ),
        root=root,
        leaf=leaf,
        identifiers=identifiers,
    )
    return Drawn(forme, tuple(digests))


def _by_name(resources: Any, payloads: Iterable[Payload]) -> Mapping[str, Payload]:
    by_number = {payload.number: payload for payload in payloads}
    found = {}
    for name, reference in resources.get("XObject", {}).items():
        number = int(bytes(reference).split()[0]) - OWN
        if number in by_number:
            found[name] = by_number[number]
    return found


def _template(data: bytes) -> Template:
    numbers: list[int] = []

    def placed(match: re.Match[bytes]) -> bytes:
        numbers.append(int(match[1]) - OWN)
        return b"%d 0 R"

    return _OWN_NUMBER.sub(placed, data.replace(b"%", b"%%")), tuple(numbers)


def _payload(stream: Any) -> Payload:
    data = _joined(stream)
    extra = pydyf.Dictionary(dict(stream.extra))
    if stream.compress:
        data = zlib.compress(data, 9)
        extra["Filter"] = "/FlateDecode"
    extra["Length"] = len(data)
    return Payload(stream.number - OWN, _template(extra.data), data)


def _drawn(page: Any, raw: bytes, seen: Mapping[str, frozenset[int]]) -> DrawnPage:
    deflate = zlib.compressobj(LEVEL)
    codes = {name: packed(found) for name, found in seen.items()}
    content = deflate.compress(raw + b"\n") + deflate.flush(zlib.Z_SYNC_FLUSH)
    return DrawnPage(page.width * POINT, page.height * POINT, content, zlib.adler32(raw + b"\n"), codes)


def _page(page: Any, number: int, count: int, resources: int, annotations: list[int], *, tags: bool) -> Template:
    width, height = page.width * POINT, page.height * POINT
    bleed = {side: value * POINT for side, value in page.bleed.items()}
    trim = (0.0, 0.0, width, height)
    media = (-bleed["left"], -bleed["bottom"], width + bleed["right"], height + bleed["top"])
    near = [
        max(outer, inner - 10) if outer <= inner else min(outer, inner + 10)
        for outer, inner in zip(media, trim, strict=True)
    ]
    sides = [b" ".join(map(written, box)) for box in (media, trim, near)]
    text = b"<</Type/Page/Parent %%d 0 R/MediaBox[%s]/TrimBox[%s]/BleedBox[%s]" % tuple(sides)
    text += b"/Contents %d 0 R/Resources %d 0 R"
    numbers = [0, 1 + count + number, resources]
    if tags:
        text += b"/StructParents %d/Tabs/S"
        numbers.append(-1 - number)
    if annotations:
        text += b"/Annots[" + b" ".join([b"%d 0 R"] * len(annotations)) + b"]"
        numbers += annotations
    return text + b">>", tuple(numbers)


def _annotation(
    kind: str, target: str, rectangle: Any, box: Any, page: Any, index: int, count: int, element: Element | None
) -> Template:
    left, top, right, bottom = (side * POINT for side in rectangle)
    height = page.height * POINT
    sides = b" ".join(map(written, (left, height - bottom, right, height - top)))
    text = b"<</Type/Annot/Subtype/Link/F 4/BS<</W 0>>/Rect[%s]" % sides
    told = box.element.get("title") or " ".join("".join(box.element.itertext()).split()) or target
    text += b"/Contents" + string(told)
    text += b"/Dest" + string(target) if kind == "internal" else b"/A<</Type/Action/S/URI/URI" + string(target) + b">>"
    text = text.replace(b"%", b"%%")
    if element is None:
        return text + b">>", ()
    return text + b"/StructParent %d>>", (-1 - count - index,)


def _structure(
    structure: Structure,
    owners: list[list[Element]],
    annotations: list[tuple[int, Element | None]],
    numbers: _Numbers,
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
        numbers.append(1 + first)
    kids: list[bytes] = []
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(b"%d 0 R")
            numbers.append(kid.number)
        elif isinstance(kid, Reference):
            kids.append(b"<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>")
            numbers += [kid.number, 1 + kid.page]
        else:
            for mark in kid.marks:
                if kid.page == first:
                    kids.append(b"%d" % mark)
                else:
                    kids.append(b"<</Type/MCR/Pg %%d 0 R/MCID %d>>" % mark)
                    numbers.append(1 + kid.page)
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
