"""A part locked up for the binder: its drawn pages and what belongs to them, with nothing said of where it will lie.

In: nothing. Out: frozen values that can be kept on disk and sent to another process. PDF objects are templates: their
own references are numbers within the forme, put in when the forme is given its place in the file.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kurrasa.compositor.codes import Composite

# Objects of the book that every forme may refer to, by their numbers in the file.
CATALOG, PAGES, INFO, FONTS, COLOURS, STRUCTURE, DOCUMENT, OUTLINES, METADATA, PARENTS, IDS = range(1, 12)
OWN = 1000  # numbers from here on are those of the forme itself
TREE = 1 << 40  # stands for the node of the page tree that holds the forme's pages
RESOURCES = TREE + 1  # stands for what they are drawn with


# The text of an object, with `%d` where a number goes, and these: an object of the forme from 0 on, `TREE`,
# `RESOURCES`, or, below 0, the key -1 - n of the parent tree.
Template = tuple[bytes, tuple[int, ...]]


@dataclass(frozen=True)
class Typeface:
    """A font file as a PDF describes it; `resource` is its name in page streams, lengths are thousandths of an em."""

    resource: str
    name: bytes
    family: str
    digest: str
    index: int
    glyphs: int
    flags: int
    italic_angle: float
    ascent: int
    descent: int
    stem: int


Shown = tuple[str, float, Composite | None]  # text, advance, and the composite, or None for a glyph of the font


Moved = Mapping[str, Mapping[int, int]]  # by font, the new codes of those that change

# The composites of a font: the least code that one may have, their codes, and what they are known by from all others.
Marks = tuple[int, "array[int]", "array[int]"]


@dataclass(frozen=True)
class FontUse:
    """A font and the codes that are used of it; `shown` is what each shows, pickled.

    What parts show is mostly the same, and each piece of it is read of one part alone.
    """

    face: Typeface
    codes: bytes
    shown: Mapping[int, bytes]
    marks: Marks


def packed(codes: Iterable[int]) -> bytes:
    """Codes as pairs of bytes, in their order."""
    found = array("H", sorted(codes))
    if sys.byteorder == "little":
        found.byteswap()
    return found.tobytes()


@dataclass(frozen=True)
class DrawnPage:
    """A page's content, deflated and left open at a flush, so that furniture can follow; `check` is its Adler-32.

    `codes` are what it shows of each font; lengths are points.
    """

    width: float
    height: float
    content: bytes
    check: int
    codes: Mapping[str, bytes]


@dataclass(frozen=True)
class Payload:
    """A stream of the forme: the number of its object, its dictionary, its bytes."""

    number: int
    dictionary: Template
    data: bytes


@dataclass(frozen=True)
class Forme:
    """A part's pages. Objects are numbered: the pages from 0 on, then their contents, and the rest.

    `states` are its graphics states by name; the resources are closed by the binder, which adds those of the furniture,
    and written once for all formes that have the same. `names` are points on its pages: name, page from 0, and the
    place from the top left corner in points. `root` is the part's structure element, `identifiers` are the elements
    with one, and `keys` is how many keys of the parent tree it takes; object `leaf` has them.
    """

    pages: tuple[DrawnPage, ...]
    objects: tuple[tuple[int, bytes, tuple[int, ...]], ...]
    payloads: tuple[Payload, ...]
    resources: Template
    states: frozenset[str]
    fonts: Mapping[str, FontUse]
    size: int
    keys: int
    names: tuple[tuple[str, int, float, float], ...]
    root: int | None = None
    leaf: int | None = None
    identifiers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Fragment:
    """A piece of furniture: operators that any page of its size may end with, and what they need.

    `moved` are codes of its fonts that are others in this book.
    """

    content: bytes
    states: Mapping[str, bytes]
    fonts: Mapping[str, FontUse]
    moved: Moved = field(default_factory=dict)
