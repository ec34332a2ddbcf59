"""What a PDF says of itself as a whole: its names, bookmarks, page labels, metadata.

In: what the binder has found while it wrote the pages. Out: objects, and entries of the catalogue.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from kurrasa.pdftext import number, references, string
from kurrasa.prove.expected import OutlineEntry

_FEW = 64  # kids of a node in a tree of names
Objects = list[tuple[int, bytes]]


@dataclass(frozen=True)
class Imprint:
    """What the PDF says of itself; `identifier` is made of the content, so that the same book is the same file."""

    title: str
    language: str
    direction: str
    author: str | None
    subject: str | None
    creator: str
    identifier: bytes


@dataclass(frozen=True)
class Destination:
    """A place on a page: the page's object, and a point on it."""

    page: int
    x: float
    y: float

    def __bytes__(self) -> bytes:
        return b"[%d 0 R/XYZ %b %b 0]" % (self.page, number(self.x), number(self.y))


def name_tree(entries: Sequence[tuple[bytes, bytes]], take: Callable[[], int], into: Objects) -> bytes:
    """A tree of names (ISO 32000-1, 7.9.6): its root's source. `entries` are strings as written, and values."""
    nodes: list[tuple[int, bytes, bytes]] = []
    ordered = sorted(entries, key=lambda entry: _raw(entry[0]))
    for start in range(0, len(ordered), _FEW):
        some = ordered[start : start + _FEW]
        node = (take(), some[0][0], some[-1][0])
        into.append((node[0], b"<</Limits[%b %b]/Names[%b]>>" % (*node[1:], b" ".join(b"%b %b" % e for e in some))))
        nodes.append(node)
    while len(nodes) > _FEW:
        above = []
        for start in range(0, len(nodes), _FEW):
            kids = nodes[start : start + _FEW]
            node = (take(), kids[0][1], kids[-1][2])
            into.append((node[0], b"<</Limits[%b %b]/Kids[%b]>>" % (*node[1:], references([k[0] for k in kids]))))
            above.append(node)
        nodes = above
    return b"<</Kids[%b]>>" % references([node[0] for node in nodes])


def _raw(written: bytes) -> bytes:
    """The bytes of a string that stands in source: what a reader sorts names by."""
    if written.startswith(b"<"):
        return bytes.fromhex(written[1:-1].decode())
    return written[1:-1].replace(b"\\\\", b"\\").replace(b"\\(", b"(").replace(b"\\)", b")")


def outlines(
    entries: Sequence[OutlineEntry], at: Callable[[OutlineEntry], Destination], root: int, take: Callable[[], int]
) -> Objects:
    """The bookmarks, all open, under the object `root`. `entries` stand in their order, each with its depth."""
    numbers = [take() for _ in entries]
    parents, stack = [], [(-1, root)]
    for entry, own in zip(entries, numbers, strict=True):
        while stack[-1][0] >= entry.depth:
            stack.pop()
        parents.append(stack[-1][1])
        stack.append((entry.depth, own))
    kids: dict[int, list[int]] = {}
    for own, parent in zip(numbers, parents, strict=True):
        kids.setdefault(parent, []).append(own)
    below: dict[int, int] = {}
    for own, parent in reversed(list(zip(numbers, parents, strict=True))):
        below[parent] = below.get(parent, 0) + 1 + below.get(own, 0)
    objects = []
    for entry, own, parent in zip(entries, numbers, parents, strict=True):
        siblings = kids[parent]
        place = bisect_left(siblings, own)  # numbers rise
        text = b"<</Title%b/Parent %d 0 R/Dest%b" % (string(entry.title), parent, bytes(at(entry)))
        if place:
            text += b"/Prev %d 0 R" % siblings[place - 1]
        if place + 1 < len(siblings):
            text += b"/Next %d 0 R" % siblings[place + 1]
        if own in kids:
            text += b"/First %d 0 R/Last %d 0 R/Count %d" % (kids[own][0], kids[own][-1], below[own])
        objects.append((own, text + b">>"))
    if numbers:
        top = (kids[root][0], kids[root][-1], below[root])
        objects.append((root, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % top))
    return objects


def page_labels(labels: Sequence[str]) -> bytes:
    """The number tree of page labels: plain numerals count by themselves, any other label is its page's own."""
    return b"<</Nums[%b]>>" % b"".join(_label_runs(labels))


def _label_runs(labels: Sequence[str]) -> Iterator[bytes]:
    counted = [(n, int(label) - n if label.isascii() and label.isdecimal() else None) for n, label in enumerate(labels)]
    for offset, group in groupby(counted, key=lambda item: item[1]):
        pages = [n for n, _ in group]
        if offset is not None:
            yield b"%d<</S/D/St %d>>" % (pages[0], pages[0] + offset)
        else:
            yield from (b"%d<</P%b>>" % (n, string(labels[n])) for n in pages)


def information(imprint: Imprint, producer: str) -> bytes:
    """The information dictionary."""
    said = {"Producer": producer, "Title": imprint.title, "Author": imprint.author, "Subject": imprint.subject}
    said["Creator"] = imprint.creator
    return b"<<%b>>" % b"".join(b"/%b%b" % (name.encode(), string(text)) for name, text in said.items() if text)


def metadata(imprint: Imprint, producer: str, *, accessible: bool) -> bytes:
    """The same in XMP, and that the file is PDF/UA-1 (ISO 14289-1, 5) where it is tagged."""
    author = (
        f"<dc:creator><rdf:Seq><rdf:li>{escape(imprint.author)}</rdf:li></rdf:Seq></dc:creator>"
        if imprint.author
        else ""
    )
    subject = (
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{escape(imprint.subject)}'
        "</rdf:li></rdf:Alt></dc:description>"
        if imprint.subject
        else ""
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
        f"{'<pdfuaid:part>1</pdfuaid:part>' if accessible else ''}"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(imprint.title)}</rdf:li></rdf:Alt></dc:title>'
        f"{author}{subject}"
        f"<dc:language><rdf:Bag><rdf:li>{escape(imprint.language)}</rdf:li></rdf:Bag></dc:language>"
        f"<pdf:Producer>{escape(producer)}</pdf:Producer><xmp:CreatorTool>{escape(imprint.creator)}</xmp:CreatorTool>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()
