"""Laid-out pages to a forme: drawn into streams, tagged, with the fonts' codes they show; or to pieces of furniture.

In: the pages of one document that WeasyPrint has laid out. Out: a `Forme`, or `Fragment`s. What comes out depends on
the pages alone: not on what was drawn before, nor in which process.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pydyf
from weasyprint.pdf import _use_references

from kurrasa.forme import FONTS, OWN, Forme, Fragment, Payload
from kurrasa.lockup.objects import Numbers, annotation, drawn, page_object, payload, structure_objects, template
from kurrasa.lockup.shown import fonts_of
from kurrasa.lockup.streams import InnerStream, PageStream, empty_resources, forget, inner_streams, joined
from kurrasa.lockup.tagging import POINT, Element, Reference, Structure

_DRAWN = re.compile(rb"/(\S+) Do\b")


@dataclass(frozen=True)
class Drawn:
    """A forme, and of each page the digest of all that is drawn on it."""

    forme: Forme
    digests: tuple[str, ...]


@dataclass(frozen=True)
class _Face:
    """What is left to know of a page once it is drawn; `links` have their element of the HTML, `owners` are those of
    the pieces of its stream."""

    width: float
    height: float
    bleed: Mapping[str, float]
    anchors: Mapping[str, tuple[float, float]]
    links: list[tuple[str, str, Any, Any]]
    owners: list[Element]


def lock_up(pages: Iterable[Any], fonts: dict[Any, Any], title: str, language: str, *, tags: bool = True) -> Drawn:
    """Draw pages into a forme, each before the next is asked for; none of them is kept.

    `fonts` are those of the process; `language` is the book's, as in `Lang`.
    """
    forget(fonts)
    resources = empty_resources()
    images: dict[str, Any] = {}
    structure = Structure(language) if tags else None
    raws, faces = [], []
    for number, page in enumerate(pages):
        height = page.height * POINT
        if structure is not None:
            structure.read(page._page_box, number, height)
        stream = PageStream(fonts, (0, 0, page.width, page.height), resources, images, None, {}, None, compress=True)
        stream.elements = [] if tags else None
        stream.transform(a=POINT, d=-POINT, f=height)
        page.paint(stream)
        stream.finish()
        raws.append(joined(stream))
        anchors = {name: (x, y) for name, (x, y, *_) in page.anchors.items()}
        links = [(*link, box.element) for *link, box in page.links if link[0] in ("internal", "external")]
        faces.append(_Face(page.width, page.height, page.bleed, anchors, links, stream.elements or []))
    return _locked(faces, raws, resources, images, structure, fonts, title)


def fragments(pages: Iterable[Any], fonts: dict[Any, Any]) -> list[Fragment]:
    """Draw pages of furniture. Nothing on them but text and rules: no picture, no group."""
    found = []
    for page in pages:
        forget(fonts)
        resources = empty_resources()
        stream = InnerStream(fonts, (0, 0, page.width, page.height), resources, {}, None, {}, None)
        page.paint(stream)
        if any(resources[name] for name in ("XObject", "Pattern", "Shading")):
            raise ValueError("furniture is text and rules alone")
        raw, _, uses = fonts_of([joined(stream)], fonts)
        states = {name: state.data for name, state in resources["ExtGState"].items()}
        found.append(Fragment(raw[0], states, uses))
    return found


def _locked(
    pages: list[_Face],
    raws: list[bytes],
    resources: Any,
    images: dict[str, Any],
    structure: Structure | None,
    fonts: Mapping[Any, Any],
    title: str,
) -> Drawn:
    count = len(pages)
    numbers = Numbers(2 * count)
    resources["Font"] = b"%d 0 R" % FONTS
    inner = list(inner_streams(resources))
    raws, seen, uses = fonts_of([*raws, *map(joined, inner)], fonts)
    for stream in reversed(inner):
        stream.stream = [raws.pop()]
    _use_references(numbers, resources, images, {})
    payloads, objects = [], []
    for thing in numbers.objects:
        if isinstance(thing, pydyf.Stream):
            payloads.append(payload(thing))
        else:
            objects.append((thing.number - OWN, *template(thing.data)))
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
        for kind, target, rectangle, source in page.links:
            element = structure.of.get(id(source)) if structure else None
            mine = element if element is not None and element.kind == "Link" else None
            at = numbers.take()
            objects.append((at, *annotation(kind, target, rectangle, source, page, len(annotations), count, mine)))
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
        owners = [page.owners for page in pages]
        root, leaf, made, identifiers = structure_objects(structure, owners, annotations, numbers, count, title)
        objects += made
    for number, page in enumerate(pages):
        objects.append((number, *page_object(page, number, count, per_page[number], tags=structure is not None)))
    forme = Forme(
        pages=tuple(map(drawn, pages, raws, seen)),
        objects=tuple(sorted(objects)),
        payloads=tuple(payloads),
        resources=template(b"<<" + body + closing),
        states=frozenset(states),
        fonts=uses,
        size=numbers.next,
        keys=count + len(annotations),
        names=tuple(
            (name, number, round(x * POINT, 2), round(y * POINT, 2))
            for number, page in enumerate(pages)
            for name, (x, y) in page.anchors.items()
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
