"""What each sheet of a PDF is made of, as one digest: what has the same digest is read back the same.

In: the finished file, by qpdf. Out: for each sheet its digest, the sheets its links land on, and the fonts that it asks
for a glyph they lack; and the bookmarks, whose pages pdfium looks for one by one through the whole book.

A page is what its own objects say (ISO 32000-2, 7.7.3.3 and 7.8.2): its boxes, its content stream, and those of its
resources that the stream names, down to whatever they refer to; of a font, the glyphs that are shown. All of it is
hashed from the file's own bytes, not from what the binder believes to have written. Where that can't be told for
certain a sheet has no digest, and is read. Numbers of objects and places in the tag tree don't count; where a link
lands is told apart, for the target may move while the page that names it stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from kurrasa.prove.expected import OutlineEntry
from kurrasa.prove.glyphs import Glyphs, glyphs, names_of
from kurrasa.prove.ledger import Ledger, digest
from kurrasa.prove.typefaces import Typeface, codes_of, own_name, shown_codes, typeface

REFERENCE = re.compile(rb"\b(\d+) (\d+) R\b")
PLACE_IN_TAGS = re.compile(rb" /StructParent \d+ (?=/Subtype /)")
APART = {"/Parent", "/Annots", "/Contents", "/Resources", "/Length", "/StructParents"}
PLACE = re.compile(rb"/(Parent|Contents|Resources) \d+ \d+ R|/Annots (\d+ \d+ R|\[[^\]]*\])|/StructParents \d+")
PLAIN = re.compile(rb"\A[^(]*/Resources \d+ \d+ R[^(]*\Z")
"""A page that refers to its resources, and has no string that `PLACE` could be found in."""
TOKEN = re.compile(r"<([0-9A-Fa-f\s]+)>|/([^\s/<>\[\](){}%]+)(\s+[-+.\d]+\s+Tf\b)?|BT\b")


@dataclass(frozen=True)
class Made:
    """One sheet: the digest of all that it is made of (None where that isn't certain), where its links land, in their
    order, and the fonts that it asks for a glyph they lack."""

    digest: bytes | None
    landings: tuple[int | None, ...]
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Uses:
    """What a content stream names: resources, and the codes of two bytes that it shows in each font; `certain` where it
    can name no more than these."""

    names: frozenset[str]
    codes: Mapping[str, Sequence[int]]
    certain: bool = True


def uses(content: bytes) -> Uses | None:
    """Read what a content stream names, each string with the font set last between BT and ET; None where a string, or a
    name, may be hidden from so plain a reading: in brackets, behind an escape or a comment, in an image."""
    hidden = any(mark in content for mark in (b"(", b"#", b"%")) or content.count(b"ID") != content.count(b"/MCID")
    if hidden or not content.isascii():
        return None
    names: set[str] = set()
    shown: dict[str, list[str]] = {}
    font = ""
    for codes, name, sets_font in TOKEN.findall(content.decode()):
        if name:
            names.add("/" + name)
            font = "/" + name if sets_font else font
        elif not codes:
            font = ""
        elif codes.isspace():
            continue
        elif font and len(codes) % 4 == 0 and codes.isalnum():
            shown.setdefault(font, []).append(codes)
        else:
            return None
    return Uses(frozenset(names), {name: codes_of(bytes.fromhex("".join(codes))) for name, codes in shown.items()})


class Making:
    """The objects of one file, each hashed once; `faces` are its fonts, by the objects that they are."""

    def __init__(self, document: pikepdf.Pdf, ledger: Ledger) -> None:
        self.faces: dict[tuple[int, int], Typeface] = {}
        self._document, self._ledger = document, ledger
        self._pages = [page.obj for page in document.pages]
        self._numbers = {page.objgen: number for number, page in enumerate(self._pages, 1)}
        self._hashes: dict[tuple[int, int], bytes | None] = {}
        self._resources: dict[tuple[int, int], dict[str, dict[str, Any]]] = {}
        self._branches: dict[tuple[int, int], bytes] = {}
        self._glyphs: dict[bytes, Glyphs | None] = {}
        self._lacking: set[str] = set()
        # a file that had to be mended may be mended otherwise by another reader
        self._certain = not document.get_warnings()
        names = document.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
        self._named = {name: self._sheet(to) for name, to in pikepdf.NameTree(names).items()} if names else {}

    def sheets(self) -> Iterator[Made]:
        """Say of each sheet what it is made of, in their order."""
        # layers are shown or hidden by the catalogue
        layers = self._deep(self._document.Root.get("/OCProperties", pikepdf.Array()))
        for page in self._pages:
            notes = list(page.get("/Annots", ()))
            about = digest(*(self._said(note.unparse(resolved=True)) for note in notes))
            landings = tuple(self._landings(notes, about))
            resources = _resources(page)
            contents = page.get("/Contents", pikepdf.Array())
            streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
            self._lacking = set()
            found = digest(layers, self._branch(page), self._own(page), about, self._drawn(page, streams, resources))
            yield Made(found if self._certain else None, landings, tuple(sorted(self._lacking)))

    def outline(self) -> tuple[OutlineEntry, ...]:
        """The bookmarks (12.3.3), in their order; one that leads to no page lands on sheet 0."""
        found: list[OutlineEntry] = []
        seen: set[tuple[int, int]] = set()
        ways = [(self._document.Root.get("/Outlines", pikepdf.Dictionary()).get("/First"), 0)]
        while ways:
            item, depth = ways.pop()
            if not isinstance(item, pikepdf.Dictionary) or item.objgen in seen:
                continue
            seen.add(item.objgen)
            found.append(OutlineEntry(str(item.get("/Title", "")), self._sheet(_target(item)) or 0, depth))
            ways += [(item.get("/Next"), depth), (item.get("/First"), depth + 1)]
        return tuple(found)

    def _own(self, page: Any) -> bytes:
        """What a page says of itself, but for what is drawn on it and where it lies in the book."""
        text = page.unparse(resolved=True)
        return self._said(PLACE.sub(b"", text)) if PLAIN.search(text) else self._entries_said(page)

    def _branch(self, node: Any) -> bytes:
        """What a page may inherit from its branch of the page tree, but for resources (7.7.3.4)."""
        parent = node.get("/Parent")
        if parent is None:
            return b""
        if parent.objgen not in self._branches:
            self._branches[parent.objgen] = b""
            own = (parent.get(name) for name in ("/MediaBox", "/CropBox", "/Rotate"))
            self._branches[parent.objgen] = digest(self._branch(parent), *(self._deep(value) for value in own))
        return self._branches[parent.objgen]

    def _drawn(self, holder: Any, streams: list[Any], resources: Any) -> bytes:
        """Hash the content streams of a page or a form, and what they name of their resources."""
        raw = digest(*(part for stream in streams for part in (self._entries_said(stream), stream.read_raw_bytes())))
        named: Uses | None = self._ledger.get(b"uses" + raw)
        if named is None:
            named = uses(b"\n".join(stream.read_bytes() for stream in streams))
            named = named or Uses(frozenset(), shown_codes(holder), certain=False)
            self._ledger.put(b"uses" + raw, named)
        entries = self._entries(resources)
        shown, lacking = self._shown(raw, named, resources)
        self._lacking.update(lacking)
        if not named.certain:
            return digest(raw, self._deep(resources))
        found = [raw, shown]
        for kind in entries.keys() - {"/Font"}:
            # a colour space may stand in for one that the stream doesn't name (8.6.5.6)
            names = entries[kind].keys() if kind == "/ColorSpace" else named.names & entries[kind].keys()
            found += (f"{kind} {name} ".encode() + self._deep(entries[kind][name]) for name in names)
        return digest(*sorted(found))

    def _shown(self, raw: bytes, named: Uses, resources: Any) -> tuple[bytes, tuple[str, ...]]:
        """Hash what a stream shows of its fonts; while no font changes at all, that is known from the last time."""
        fonts = self._entries(resources).get("/Font", {})
        key = b"shown" + raw + self._deep(resources.get("/Font", pikepdf.Dictionary()))
        known: tuple[bytes, tuple[str, ...]] | None = self._ledger.get(key)
        if known is None:
            lacking = {
                face.name
                for name, codes in named.codes.items()
                if name in fonts and 0 in codes and (face := self._face(fonts[name])).composite
            }
            parts = [
                name.encode() + b" " + self._font(fonts[name], named.codes.get(name, ()))
                for name in sorted(named.names & fonts.keys())
            ]
            known = digest(*parts), tuple(sorted(lacking))
            self._ledger.put(key, known)
        return known

    def _entries(self, resources: Any) -> dict[str, dict[str, Any]]:
        key = resources.objgen
        if key == (0, 0) or key not in self._resources:
            kinds = sorted(resources.items())
            self._resources[key] = {k: dict(v.items()) for k, v in kinds if isinstance(v, pikepdf.Dictionary)}
            for font in self._resources[key].get("/Font", {}).values():
                self._face(font)
        return self._resources[key]

    def _face(self, font: Any) -> Typeface:
        # a font that stands in the resources themselves has no number
        key = font.objgen if font.is_indirect else (-1 - len(self.faces), 0)
        if key not in self.faces:
            whole = self._deep(font)
            known = self._ledger.get(b"font" + whole)
            name, parts = known or self._ledger.put(b"font" + whole, (self._named_itself(font, whole), glyphs(font)))
            self.faces[key], self._glyphs[whole] = typeface(font, name), parts
        return self.faces[key]

    def _named_itself(self, font: Any, whole: bytes) -> str | None:
        """Give the name that a font's programme has for itself; its names are the same whatever glyphs it has."""
        names = names_of(font)
        key = b"name" + (whole if names is None else digest(names))
        known = self._ledger.get(key) or self._ledger.put(key, (own_name(font),))
        name: str | None = known[0]
        return name

    def _font(self, font: Any, codes: Sequence[int]) -> bytes:
        """Hash of a font what is shown of it."""
        whole = self._deep(font)
        parts = self._glyphs[whole]
        try:
            return whole if parts is None else digest(parts.common, b"".join(map(parts.each.__getitem__, codes)))
        except KeyError:
            return whole

    def _deep(self, value: Any) -> bytes:
        """Hash an object and all it refers to, by what they say and not by their numbers."""
        if not isinstance(value, pikepdf.Object):
            return digest(repr(value).encode())
        return self._object(value.objgen) if value.is_indirect else digest(self._said(value.unparse()))

    def _object(self, key: tuple[int, int]) -> bytes:
        if key in self._numbers:
            return b"a page"
        if key not in self._hashes:
            self._hashes[key] = None
            value = self._document.get_object(key)
            if not isinstance(value, pikepdf.Stream):
                self._hashes[key] = digest(self._said(value.unparse(resolved=True)))
            elif "/Resources" in value:
                self._hashes[key] = digest(self._entries_said(value), self._drawn(value, [value], value["/Resources"]))
            else:
                self._hashes[key] = digest(self._entries_said(value), value.read_raw_bytes())
                # a form without resources takes them from wherever it is drawn (7.8.3)
                self._certain = self._certain and value.get("/Subtype") != "/Form"
        found = self._hashes[key]
        # objects that refer to each other in a circle: what one is made of can't be said
        self._certain = self._certain and found is not None
        return found or b"a circle"

    def _entries_said(self, value: Any) -> bytes:
        return b"".join(name.encode() + self._deep(value[name]) for name in sorted({*value.keys()} - APART))

    def _said(self, text: bytes) -> bytes:
        if b"/StructParent" in text:
            text = PLACE_IN_TAGS.sub(b"", text)
        return REFERENCE.sub(lambda to: self._object((int(to[1]), int(to[2]))), text) if b" R" in text else text

    def _landings(self, notes: Any, about: bytes) -> Iterator[int | None]:
        """The sheet that each link of a page lands on, None for one that leads out of the book or nowhere."""
        names = self._ledger.get(b"links" + about)
        if names is None:
            targets = [_target(note) for note in notes if note.get("/Subtype") == "/Link"]
            names = tuple(str(to) if isinstance(to, pikepdf.String) else to is not None for to in targets)
            self._ledger.put(b"links" + about, names)
        if True in names:
            yield from (self._sheet(_target(note)) for note in notes if note.get("/Subtype") == "/Link")
        else:
            yield from map(self._named.get, names)

    def _sheet(self, to: Any) -> int | None:
        """Give the sheet of a destination, by name or explicit (12.3.2)."""
        if isinstance(to, pikepdf.String):
            return self._named.get(str(to))
        to = to.get("/D") if isinstance(to, pikepdf.Dictionary) else to
        first = to[0] if isinstance(to, pikepdf.Array) and len(to) else None
        return self._numbers.get(first.objgen) if isinstance(first, pikepdf.Object) else None


def _target(note: Any) -> Any:
    """Where a link leads in the book: its destination, or that of its action (12.5.6.5)."""
    to, action = note.get("/Dest"), note.get("/A")
    return action.get("/D") if to is None and action is not None and action.get("/S") == "/GoTo" else to


def _resources(page: Any) -> Any:
    """Give the resources of a page, from its branch of the page tree if it has none of its own (7.7.3.4)."""
    for _ in range(64):
        if "/Resources" in page:
            return page["/Resources"]
        if "/Parent" not in page:
            break
        page = page["/Parent"]
    return pikepdf.Dictionary()
