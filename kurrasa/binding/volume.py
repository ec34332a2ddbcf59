"""Formes to one PDF, in one pass: each is given its place, its furniture and its links, and is forgotten.

In: pieces in their order, read one at a time. Out: a file. Streams are copied as they are; a page's furniture is added
at the end of its stream, which was left open for it.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO, NamedTuple

from kurrasa.binding import catalogue, typefaces
from kurrasa.binding.catalogue import Destination, Imprint
from kurrasa.binding.file import Packed, PdfFile, pack
from kurrasa.compositor.codes import settle
from kurrasa.forme import (
    CATALOG,
    COLOURS,
    DOCUMENT,
    FONTS,
    IDS,
    INFO,
    METADATA,
    OUTLINES,
    PAGES,
    PARENTS,
    RESOURCES,
    STRUCTURE,
    TREE,
    DrawnPage,
    Forme,
    Fragment,
    Marks,
    Moved,
    Template,
)
from kurrasa.pdftext import pairs, recode, references, string
from kurrasa.prove.expected import OutlineEntry

_GROUPS = 32  # the first number of the page tree's groups
_ROUND = 50  # like objects of neighbours have numbers that end alike: that packs well
_LEVEL = 9  # of compression
_FEW = 64  # pieces in one group of pages, kids in a node of a tree
_TOGETHER = 400  # objects of pieces that are packed together
_ARTIFACT = b"/Artifact<</Type/Pagination>>BDC\n%b\nEMC\n"
# D50 and D65 white points, as CSS Color 4 has them
_COLOURS = (
    b"<</lab-d50[/Lab<</WhitePoint[.96422 1 .82521]/Range[-125 125 -125 125]>>]"
    b"/lab-d65[/Lab<</WhitePoint[.95046 1 1.08906]/Range[-125 125 -125 125]>>]>>"
)


@dataclass(frozen=True)
class Piece:
    """A forme at its place: the furniture of each of its pages, the names of points on them, the codes that move."""

    forme: Forme
    furniture: Sequence[tuple[Fragment, ...]]
    names: Sequence[tuple[str, int, float, float]] = ()
    moved: Moved = field(default_factory=dict)


@dataclass(frozen=True)
class Binding:
    """What the book has besides its pieces; `labels` has one for each page, `count` is the number of pieces.

    Pages that are not `alone` are shown before their book is bound again, with its codes and its fonts.
    """

    imprint: Imprint
    producer: str
    outline: Sequence[OutlineEntry]
    labels: Sequence[str]
    count: int
    layout: str = "TwoPageRight"
    alone: bool = True


class _Place(NamedTuple):
    """Where a piece lies: its first object and key, the node that holds its pages, what they are drawn with."""

    base: int
    keys: int
    group: int
    resources: int

    def text(self, template: Template) -> bytes:
        """An object of the piece, its gaps filled."""
        text, numbers = template
        named = {TREE: self.group, RESOURCES: self.resources}
        return text % tuple([named.get(n, self.base + n) if n >= 0 else self.keys - 1 - n for n in numbers])


Placed = tuple[tuple[Forme, _Place], ...]


class Bench:
    """What a binder has at hand: the foundry; and, if it is `warm`, the objects of pieces as they were last packed.

    `fonts` and `settled` are what the last book shows, and the codes of its composites that it had to settle. A piece's
    numbers begin at a round one, so that most pieces keep theirs when one before them grows a little. Some neighbours
    are packed together, for like objects take little room beside each other; and few, for one that is edited is packed
    again with them.
    """

    def __init__(self, foundry: typefaces.Foundry, *, warm: bool = False) -> None:
        self.foundry = foundry
        self.fonts = typefaces.Gathered()
        self.settled: Mapping[str, Mapping[int, int]] = {}
        self._moved: dict[int, tuple[Mapping[str, Marks], Moved]] = {}
        self._warm = warm
        # a forme or a page is kept beside what is made of it, so that no other can have its id
        self._last: dict[object, tuple[Placed, tuple[Packed, ...]]] = {}
        self._now: dict[object, tuple[Placed, tuple[Packed, ...]]] = {}
        self._pages: dict[object, tuple[DrawnPage, bytes, int]] = {}

    def settle(self, parts: Sequence[Mapping[str, Marks]]) -> None:
        """Settle the codes of a book that is to be bound."""
        settled = codes(parts)
        if settled != self.settled or not self._warm or len(self._moved) > 2 * len(parts):
            self.settled, self._moved = settled, {}

    def moved(self, part: Mapping[str, Marks]) -> Moved:
        """The codes that this book changes in a part."""
        if not self.settled:
            return {}
        found = self._moved.get(id(part))
        if found is None or found[0] is not part:
            found = self._moved[id(part)] = part, moved(part, self.settled)
        return found[1]

    def packed(self, pieces: Placed) -> tuple[Packed, ...]:
        """The objects of formes at their places, packed together."""
        if not self._warm:
            return _together(pieces)
        known = tuple((id(forme), place) for forme, place in pieces)
        self._now[known] = self._last.get(known) or (pieces, _together(pieces))
        return self._now[known][1]

    def recoded(self, page: DrawnPage, moved: Moved) -> tuple[bytes, int]:
        """A page's content and its check, with the codes that this book gives its composites."""
        if not any(codes.keys() & set(pairs(page.codes.get(name, b""))) for name, codes in moved.items()):
            return page.content, page.check
        known = (id(page), *((name, *codes.items()) for name, codes in moved.items()))
        found = self._pages.get(known)
        if found is None:
            raw = recode(zlib.decompressobj().decompress(page.content), moved)
            deflate = zlib.compressobj(_LEVEL)
            found = page, deflate.compress(raw) + deflate.flush(zlib.Z_SYNC_FLUSH), zlib.adler32(raw)
            if self._warm:
                self._pages[known] = found
        return found[1:]

    def tidy(self, fonts: typefaces.Gathered) -> None:
        """Forget what this binding had no use for; keep what it shows of its fonts."""
        self.fonts = fonts
        self._last, self._now = self._now, {}


class _Writing:
    """What is known of a volume while its pieces are written."""

    def __init__(self, out: BinaryIO, pieces: int, bench: Bench) -> None:
        self._bench = bench
        self.file = PdfFile(out, _GROUPS + -(-pieces // _FEW))
        self.fonts = typefaces.Gathered()
        self.names: dict[str, Destination] = {}
        self.pages: list[int] = []
        self.heights: list[float] = []
        self.nodes: list[tuple[int, int]] = []
        self.roots: list[int] = []
        self.leaves: list[tuple[int, int, int]] = []
        self.identifiers: list[int] = []
        self.keys = 0
        self.resources: dict[bytes, int] = {}
        self._waiting: list[tuple[Forme, _Place]] = []
        self._fragments: dict[tuple[int, ...], tuple[bytes, bytes]] = {}
        self._gathered: set[int] = set()

    def piece(self, piece: Piece) -> None:
        """Write a forme."""
        forme, file = piece.forme, self.file
        base = file.take(forme.size, _ROUND)
        group = _GROUPS + len(self.nodes) // _FEW
        keys = -(-self.keys // _ROUND) * _ROUND

        states = {name: text for pieces in piece.furniture for f in pieces for name, text in f.states.items()}
        closing = b"".join([b"/%b%b" % (name.encode(), states[name]) for name in sorted(states.keys() - forme.states)])
        resources = _Place(base, keys, group, 0).text(forme.resources) + closing + b">>>>"
        place = _Place(base, keys, group, self.resources.get(resources) or file.take())
        self.resources[resources] = place.resources
        self._waiting.append((forme, place))
        if sum(len(waiting.objects) for waiting, _ in self._waiting) >= _TOGETHER:
            self.pack()
        count = len(forme.pages)
        for index, (page, furniture) in enumerate(zip(forme.pages, piece.furniture, strict=True)):
            file.stream(base + count + index, b"/Filter/FlateDecode", *self._content(page, furniture, piece.moved))
            self.pages.append(base + index)
            self.heights.append(page.height)
        for payload in forme.payloads:
            data = payload.data
            file.object(base + payload.number, place.text(payload.dictionary) + b"stream\n" + data + b"\nendstream")
        self.fonts.add(forme.fonts, piece.moved)
        for fragments in piece.furniture:
            for fragment in fragments:
                if id(fragment) not in self._gathered:  # a running head is the same on many pages
                    self._gathered.add(id(fragment))
                    self.fonts.add(fragment.fonts, fragment.moved)
        for name, page_index, x, y in piece.names:
            at = forme.pages[page_index]
            self.names.setdefault(name, Destination(base + page_index, x, at.height - y))
        self.nodes.append((base, count))
        if forme.root is not None and forme.leaf is not None:
            self.roots.append(base + forme.root)
            self.leaves.append((base + forme.leaf, keys, keys + forme.keys - 1))
            self.identifiers += [base + number for number in forme.identifiers]
        self.keys = keys + forme.keys

    def pack(self) -> None:
        """Write the objects of the formes that wait."""
        self.file.group(self._bench.packed(tuple(self._waiting)))
        self._waiting.clear()

    def _content(self, page: DrawnPage, furniture: tuple[Fragment, ...], moved: Moved) -> tuple[bytes, bytes]:
        """A page's stream: as it was drawn, and its end with the furniture."""
        content, check = self._bench.recoded(page, moved) if moved else (page.content, page.check)
        key = tuple(map(id, furniture))
        if key not in self._fragments:
            # a folio is no part of the text (ISO 32000-1, 14.8.2.2): readers and extraction pass over it
            raw = b"".join([_ARTIFACT % fragment.content for fragment in furniture])
            deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
            self._fragments[key] = raw, deflate.compress(raw) + deflate.flush()
        raw, end = self._fragments[key]
        return content, end + zlib.adler32(raw, check).to_bytes(4, "big")


def bind(pieces: Iterable[Piece], binding: Binding, out: BinaryIO, bench: Bench) -> None:
    """Write a book: tagged, where its formes are. What the bench has from the last binding is not made again."""
    writing = _Writing(out, binding.count, bench)
    for piece in pieces:
        writing.piece(piece)
    writing.pack()
    file, imprint = writing.file, binding.imprint
    objects: list[tuple[int, bytes]] = []
    fonts = typefaces.write(writing.fonts, file, bench.foundry, None if binding.alone else bench.fonts)
    objects.append((FONTS, b"<<%b>>" % b"".join(b"/%b %d 0 R" % (name.encode(), n) for name, n in fonts)))
    objects.append((COLOURS, _COLOURS))
    objects += [(number, text) for text, number in writing.resources.items()]
    objects += _page_tree(writing)
    tagged = bool(writing.roots)
    catalog = [
        b"/Type/Catalog/Pages %d 0 R/Lang%b/PageLayout/%b" % (PAGES, string(imprint.language), binding.layout.encode()),
        b"/ViewerPreferences<</Direction/%b/DisplayDocTitle true>>"
        % (b"R2L" if imprint.direction == "rtl" else b"L2R"),
        b"/PageLabels%b/Metadata %d 0 R" % (catalogue.page_labels(binding.labels), METADATA),
    ]
    if writing.names:
        entries = [(string(name), bytes(at)) for name, at in writing.names.items()]
        catalog.append(b"/Names<</Dests%b>>" % catalogue.name_tree(entries, file.take, objects))
    if binding.outline:
        objects += catalogue.outlines(binding.outline, _destination(writing), OUTLINES, file.take)
        catalog.append(b"/Outlines %d 0 R/PageMode/UseOutlines" % OUTLINES)
    if tagged:
        objects += _structure(writing)
        catalog.append(b"/StructTreeRoot %d 0 R/MarkInfo<</Marked true>>" % STRUCTURE)
    objects.append((CATALOG, b"<<%b>>" % b"".join(catalog)))
    objects.append((INFO, catalogue.information(imprint, binding.producer)))
    file.stream(
        METADATA, b"/Type/Metadata/Subtype/XML", catalogue.metadata(imprint, binding.producer, accessible=tagged)
    )
    file.group(pack(sorted(objects)))
    if binding.alone:
        bench.tidy(writing.fonts)
    identifier = imprint.identifier.hex().encode()
    file.close(b"/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]" % (CATALOG, INFO, identifier, identifier))


def _together(pieces: Placed) -> tuple[Packed, ...]:
    """Pack the objects of formes: who reads pages need not unpack what is said of them."""
    own: list[tuple[int, bytes]] = []
    tree: list[tuple[int, bytes]] = []
    for forme, place in pieces:
        root = forme.size if forme.root is None else forme.root
        for number, text, numbers in forme.objects:
            (own if number < root else tree).append((place.base + number, place.text((text, numbers))))
    return (*pack(own), *pack(tree))


def _destination(writing: _Writing) -> Callable[[OutlineEntry], Destination]:
    return lambda entry: Destination(writing.pages[entry.sheet - 1], 0, writing.heights[entry.sheet - 1])


def _page_tree(writing: _Writing) -> list[tuple[int, bytes]]:
    groups = []
    for index, start in enumerate(range(0, len(writing.nodes), _FEW)):
        some = writing.nodes[start : start + _FEW]
        kids = [page for base, count in some for page in range(base, base + count)]
        text = b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>" % (PAGES, len(kids), references(kids))
        groups.append((_GROUPS + index, text))
    top = references([number for number, _ in groups])
    return [*groups, (PAGES, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(writing.pages), top))]


def _structure(writing: _Writing) -> list[tuple[int, bytes]]:
    """The root of the structure tree, its document, and its parent tree over the leaves of the formes."""
    objects = [(DOCUMENT, b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>" % (STRUCTURE, references(writing.roots)))]
    nodes = []
    for start in range(0, len(writing.leaves), _FEW):
        some = writing.leaves[start : start + _FEW]
        node = writing.file.take()
        limits = (some[0][1], some[-1][2])
        objects.append((node, b"<</Limits[%d %d]/Kids[%b]>>" % (*limits, references([leaf[0] for leaf in some]))))
        nodes.append(node)
    objects.append((PARENTS, b"<</Kids[%b]>>" % references(nodes)))
    root = b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d" % (DOCUMENT, PARENTS, writing.keys)
    if writing.identifiers:
        entries = [(b"(%d)" % number, b"%d 0 R" % number) for number in writing.identifiers]
        objects.append((IDS, catalogue.name_tree(entries, writing.file.take, objects)))
        root += b"/IDTree %d 0 R" % IDS
    objects.append((STRUCTURE, root + b">>"))
    return objects


def codes(parts: Iterable[Mapping[str, Marks]]) -> dict[str, dict[int, int]]:
    """The codes of a book's composites, by font and mark, where two parts have given one code to different ones."""
    parts = list(parts)
    known: dict[str, set[tuple[int, int]]] = {}
    first: dict[str, int] = {}
    for part in parts:
        for font, (first[font], own, marks) in part.items():
            known.setdefault(font, set()).update(zip(own, marks, strict=True))
    torn = [font for font, pairs in sorted(known.items()) if len({code for code, _ in pairs}) < len(pairs)]
    counts = {font: Counter(chain.from_iterable(p[font][2] for p in parts if font in p)) for font in torn}
    return {font: settle(counts[font], first[font]) for font in torn}


def moved(part: Mapping[str, Marks], settled: Mapping[str, Mapping[int, int]]) -> Moved:
    """The codes that must change in a part, or in a piece of furniture."""
    found = {}
    for font in sorted(settled.keys() & part.keys()):
        own = settled[font]
        if new := {c: own.get(m, c) for c, m in zip(*part[font][1:], strict=True) if own.get(m, c) != c}:
            found[font] = new
    return found
