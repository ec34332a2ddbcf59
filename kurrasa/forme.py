"""A part locked up for the binder: its drawn pages and what belongs to them, with nothing said of where it will lie.

In: nothing. Out: frozen values that can be kept on disk and sent to another process. PDF objects are templates: their
own references are numbers within the forme, put in when the forme is given its place in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kurrasa.compositor.codes import Composite

# Objects of the book that every forme may refer to, by their numbers in the file.
CATALOG, PAGES, INFO, FONTS, COLOURS, STRUCTURE, DOCUMENT, OUTLINES, METADATA, PARENTS, IDS = range(1, 12)
OWN = 1000  # numbers from here on are those of the forme itself
TREE = 1 << 40  # stands for the node of the page tree that holds the forme


@dataclass(frozen=True)
class Template:
    """The text of an object, with `%d` where a number goes: an object of the forme from 0 on, `TREE`, or, below 0,
    the key -1 - n of the parent tree."""

    text: bytes
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Typeface:
    """A font file as a PDF describes it; `resource` is its name in page streams, lengths are thousandths of an em;
    `first` is the least code that a composite glyph of it may have."""

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
    first: int


@dataclass(frozen=True)
class Shown:
    """What a code shows: text, advance, and the composite that it is, or None for a glyph of the font."""

    text: str
    width: float
    composite: Composite | None = None


@dataclass(frozen=True)
class FontUse:
    """A font and the codes that are used of it."""

    face: Typeface
    codes: Mapping[int, Shown]


@dataclass(frozen=True)
class DrawnPage:
    """A page's content, deflated and left open at a flush, so that furniture can follow; `check` is its Adler-32.

    `codes` are the fonts and codes it shows; lengths are points.
    """

    width: float
    height: float
    content: bytes
    check: int
    codes: Mapping[str, frozenset[int]]


@dataclass(frozen=True)
class Payload:
    """A stream of the forme: the number of its object, its dictionary, its bytes."""

    number: int
    dictionary: Template
    data: bytes


@dataclass(frozen=True)
class Forme:
    """A part's pages. Objects are numbered: 0 the page tree's node, then the pages, their contents, and the rest.

    `states` are its graphics states by name; the resources, object `resources`, are closed by the binder, which adds
    those of the furniture. `names` are points on its pages: name, page from 0, and the place from the top left
    corner in points. `root` is the part's structure element, `identifiers` are the elements with one, and `keys` is how
    many keys of the parent tree it takes; object `leaf` has them.
    """

    pages: tuple[DrawnPage, ...]
    objects: tuple[tuple[int, Template], ...]
    payloads: tuple[Payload, ...]
    resources: tuple[int, Template]
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
    """A piece of furniture: operators that any page of its size may end with, and what they need."""

    content: bytes
    states: Mapping[str, bytes] = field(default_factory=dict)
    fonts: Mapping[str, FontUse] = field(default_factory=dict)
