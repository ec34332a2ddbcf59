"""The parts of a settled edition as files that lead to one another.

In: a settled edition. Out: of each part its markup, with links to the files of the others, and the pages that begin in
it; the pictures that they show.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from kurrasa.drawings import Direction
from kurrasa.paginate import Placed
from kurrasa.screen.edition import Settled
from kurrasa.screen.markup import SVG, Medium, classes, markup, read, words
from kurrasa.screen.pagebreaks import mark_pages, page_id
from kurrasa.screen.reflow import reflow

PICTURES = "images"
SUFFIXES: Mapping[Medium, str] = {"epub": ".xhtml", "web": ".html"}
_SUFFIX = {"image/jpeg": "jpg", "image/png": "png"}
# What a kind of part is in EPUB's Structural Semantics 1.1, and in DPUB-ARIA.
_SEMANTICS = {
    "cover": ("cover", ""),
    "half-title": ("halftitlepage", ""),
    "title": ("titlepage", ""),
    "imprint": ("imprint", ""),
    "contents": ("toc", "doc-toc"),
    "guide": ("introduction", "doc-introduction"),
    "chapter": ("chapter", "doc-chapter"),
    "conference": ("chapter", "doc-chapter"),
    "figures": ("loi", ""),
    "chronology": ("appendix", "doc-appendix"),
    "index-resolutions": ("index", "doc-index"),
    "index-names": ("index", "doc-index"),
    "index-places": ("index", "doc-index"),
    "notes": ("appendix", "doc-appendix"),
    "sources": ("bibliography", "doc-bibliography"),
}


@dataclass(frozen=True)
class PageMark:
    """A printed page: the id of the mark where it begins, its folio, and its sheet, counted from 1 at the cover."""

    id: str
    folio: str
    sheet: int


@dataclass(frozen=True)
class ScreenPart:
    """A part as a file: `body` is the markup of all that stands in its `body` element, one `section`.

    `stem` is the file's name without its suffix; `listed` says that it stands in the table of contents; `pages` are the
    printed pages that begin in it, in order; `headings` its second heads with their anchors; `text` what is read in it.
    `drawn` says that there is SVG in it.
    """

    id: str
    kind: str
    title: str
    number: int | None
    division: str | None
    stem: str
    listed: bool
    body: str
    pages: tuple[PageMark, ...]
    headings: tuple[tuple[str, str], ...]
    text: str
    drawn: bool


@dataclass(frozen=True)
class ScreenEdition:
    """All parts in order. `homes` are the file's stem and the id of each anchor of the book: `card-r-1`, `sheet-14`;
    `pictures` the bytes of pictures by the address that the parts show them at."""

    medium: Medium
    language: str
    direction: Direction
    parts: tuple[ScreenPart, ...]
    homes: Mapping[str, tuple[str, str]]
    pictures: Mapping[str, bytes]

    def leads(self, anchor: str, here: str = "") -> str | None:
        """The address of an anchor, from the file with the stem `here`; None where nothing has it."""
        return _leads(self.homes, anchor, here, self.medium)

    def file(self, part: ScreenPart) -> str:
        """The name of a part's file."""
        return part.stem + SUFFIXES[self.medium]


def screen_edition(settled: Settled, medium: Medium) -> ScreenEdition:
    """Make the parts of an edition for a medium."""
    composer, folios = settled.composer, settled.pages.folios
    bodies: list[tuple[Placed, Element, tuple[PageMark, ...]]] = []
    homes: dict[str, tuple[str, str]] = {}
    for item in settled.placed:
        root, stem = read(settled.html(item)), item.part.id
        begins = {
            PageMark(page_id(folios[number], number), folios[number], number): sheet.begins or (0, 0)
            for number, sheet in zip(item.numbers, item.sheets, strict=True)
            if sheet.begins or number == item.first
        }
        mark_pages(root, [(at, page.id, page.folio) for page, at in begins.items()])
        body = next(root.iter("body"))
        reflow(body, item.part.title, item.part.kind, composer.dossier.idiom.number, composer.words.gettext)
        bodies.append((item, body, tuple(begins)))
        for anchor in [element.get("id") for element in body.iter()]:
            if anchor and not anchor.startswith(("page-", "footnote-", "call-", "head-")):
                homes.setdefault(anchor, (stem, "" if anchor == item.part.anchor else anchor))
        homes |= {f"sheet-{page.sheet}": (stem, page.id) for page in begins}
    pictures: dict[str, bytes] = {}
    for item, body, _ in bodies:
        for element in body.iter():
            anchor = element.get("href", "")[1:]
            if element.get("href", "").startswith("#") and not {"call", "back"} & set(classes(element)):
                to = _leads(homes, anchor, item.part.id, medium)
                if to is None:
                    del element.attrib["href"]
                else:
                    element.set("href", to)
            if (source := element.get("src", "")).startswith("data:"):
                element.set("src", _picture(source, pictures))
    return ScreenEdition(
        medium,
        composer.dossier.book.language,
        composer.style.direction,
        tuple(_part(item, body, pages, medium) for item, body, pages in bodies),
        homes,
        pictures,
    )


def _leads(homes: Mapping[str, tuple[str, str]], anchor: str, here: str, medium: Medium) -> str | None:
    if anchor not in homes:
        return None
    stem, id = homes[anchor]
    file = "" if stem == here and id else stem + SUFFIXES[medium]
    return f"{file}#{id}" if id else file


def _picture(source: str, pictures: dict[str, bytes]) -> str:
    """The address of a picture that a part has in itself, which is now a file."""
    kind, _, payload = source.removeprefix("data:").partition(";base64,")
    data = base64.b64decode(payload)
    address = f"{PICTURES}/{hashlib.sha256(data).hexdigest()[:16]}.{_SUFFIX[kind]}"
    pictures[address] = data
    return address


def _part(item: Placed, body: Element, pages: tuple[PageMark, ...], medium: Medium) -> ScreenPart:
    part = item.part
    headings = []
    for count, head in enumerate(body.iter("h2"), 1):
        above = head.get("id") or f"head-{count}"
        head.set("id", above)
        headings.append((above, _said(head)))
    meaning, role = _SEMANTICS.get(part.kind, ("", ""))
    body.tag = "section"
    body.attrib.clear()
    body.set("class", f"part {part.kind}")
    body.set("id", part.anchor)
    for key, value in (("epub:type", meaning), ("role", role)):
        if value:
            body.set(key, value)
    head = next(body.iter("h1"))
    head.set("id", "title")
    body.set("aria-labelledby", "title")
    return ScreenPart(
        id=part.id,
        kind=part.kind,
        title=_said(head) if part.subject else part.title,
        number=part.number,
        division=part.division,
        stem=part.id,
        listed=part.trait.contents,
        body=markup(body, medium),
        pages=pages,
        headings=tuple(headings),
        text=" ".join(words(body).split()),
        drawn=next(body.iter(f"{SVG}svg"), None) is not None,
    )


def _said(head: Element) -> str:
    return " ".join(words(head).split())
