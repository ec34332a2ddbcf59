"""One part's HTML to its pages: the one place where WeasyPrint lays out.

In: the HTML of a part, the styles, the side its first page lies on. Out: its sheets, and on each where every anchor,
citation and printed page number stands. Nothing here depends on what is typeset before or after, so the result may be
kept by the hash of what goes in.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kurrasa import compositor, fonts
from kurrasa.design import TEMPLATES
from kurrasa.diagnostics import MachineLacks
from kurrasa.prove.expected import Box, PrintedNumber
from kurrasa.spots import Spots, gather

if TYPE_CHECKING:
    from weasyprint.document import Document, Page
    from weasyprint.text.fonts import FontConfiguration

MM = 25.4 / 96  # a CSS pixel in millimetres
STYLES = ("tokens", "page", "type", "parts", "apparatus")


@dataclass(frozen=True)
class Overflow:
    """A line or a box that reaches past the box that holds it, by `excess` millimetres."""

    text: str
    excess: float
    page: int


@dataclass(frozen=True)
class Sheet:
    """One typeset page. `name` is its CSS page name; `frame` the area between its margins; lengths in millimetres."""

    page: Page
    name: str
    frame: Box
    anchors: Mapping[str, float]
    cites: tuple[str, ...]
    numbers: tuple[PrintedNumber, ...]
    headings: tuple[tuple[int, str, float], ...]
    spots: Spots = ()


@dataclass(frozen=True)
class Sheets:
    """The pages of one part, and what does not fit in them."""

    sheets: tuple[Sheet, ...]
    overflows: tuple[Overflow, ...]


class Complaint(Exception):  # noqa: N818 - it is the library that complains
    """What WeasyPrint says against a part: something in it can't be set as it should."""


@cache
def engine() -> Any:
    """WeasyPrint, imported once it can see no font but ours; its warnings are errors of ours, not noise."""
    folder = Path(tempfile.mkdtemp(prefix="kurrasa-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["FONTCONFIG_FILE"] = str(fonts.fontconfig(fonts.FOLDER, folder))
    import weasyprint

    try:
        compositor.install()
    except RuntimeError as mismatch:
        raise MachineLacks(str(mismatch)) from mismatch
    return weasyprint


class _Complaints(logging.Handler):
    """Collects what WeasyPrint complains of while one part is laid out."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


class Typesetter:
    """The styles of one edition, read once, and the pages set with them, kept by their HTML."""

    def __init__(self, settings: str, faces: fonts.Faces) -> None:
        """`settings` is CSS that overrides the tokens."""
        weasyprint = engine()
        from weasyprint.text.fonts import FontConfiguration

        self.fonts: FontConfiguration = FontConfiguration()
        self._kept: dict[str, Sheets] = {}
        sheets = [(TEMPLATES / "styles" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES]
        css = "\n".join([faces.css(), *sheets, settings])
        self.tally: Counter[str] = Counter()
        self._styles = weasyprint.CSS(string=css, font_config=self.fonts)

    def render(self, html: str) -> Document:
        """Lay out an HTML document with the styles of the edition. Raises `Complaint`."""
        logger, complaints = logging.getLogger("weasyprint"), _Complaints()
        before = Counter(compositor.tally)
        logger.addHandler(complaints)
        logger.propagate = False
        try:
            source = engine().HTML(string=html, url_fetcher=_fetcher())
            document: Document = source.render(stylesheets=[self._styles], font_config=self.fonts)
        finally:
            logger.removeHandler(complaints)
            self.tally += compositor.tally - before
        if complaints.lines:
            raise Complaint("; ".join(dict.fromkeys(complaints.lines)))
        return document

    def typeset(self, html: str) -> Sheets:
        """The sheets of one part; the same HTML gives the same object."""
        if html not in self._kept:
            pages = self.render(html).pages
            found = [
                Overflow(text, excess, number)
                for number, page in enumerate(pages, 1)
                for text, excess in overflows(page._page_box)
            ]
            self._kept[html] = Sheets(tuple(map(_sheet, pages)), tuple(found))
        return self._kept[html]


@cache
def _fetcher() -> Any:
    """A part carries its drawings and pictures in itself; it reads no file and no network."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=["data"])


def _box(rectangle: tuple[float, float, float, float]) -> Box:
    left, top, right, bottom = (round(value * MM, 3) for value in rectangle)
    return Box(left, top, right, bottom)


def _sheet(page: Page) -> Sheet:
    box = page._page_box
    left, top = box.content_box_x(), box.content_box_y()
    cites, numbers = [], []
    for kind, target, rectangle, link in page.links:
        element = link.element
        if kind != "internal" or element is None:
            continue
        if cited := element.get("data-cite"):
            cites.append(cited)
        if element.get("class") == "pp":
            text = "".join(element.itertext()).strip()
            numbers.append(PrintedNumber(text, target, _box(rectangle), element.get("data-entry") or ""))
    return Sheet(
        page=page,
        name=box.page_type.name,
        frame=_box((left, top, left + box.width, top + box.height)),
        anchors={name: round(y * MM, 3) for name, (_, y, *_) in page.anchors.items()},
        cites=tuple(dict.fromkeys(cites)),
        numbers=tuple(numbers),
        headings=tuple((level, label, round(point[1] * MM, 3)) for level, label, point, _ in page.bookmarks),
        spots=gather(box),
    )


def overflows(box: Any) -> Iterator[tuple[str, float]]:
    """Lines wider than the block that holds them.

    0.3 mm is forgiven for rounding, and a space: the library counts one that ends a line though it is not set.
    """
    from weasyprint.formatting_structure import boxes

    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox) and isinstance(box, boxes.BlockContainerBox):
            spans = [inline for inline in child.children if inline.is_in_normal_flow()]
            if spans and box.style["overflow"] != "hidden":
                left, right = box.content_box_x(), box.content_box_x() + box.width
                start = min(inline.position_x for inline in spans)
                end = max(inline.position_x + inline.margin_width() for inline in spans)
                excess = max(left - start, end - right) * MM
                if excess > 0.3 + 0.3 * child.style["font_size"] * MM:
                    yield _text(child), round(excess, 2)
        yield from overflows(child)


def _text(box: Any) -> str:
    return getattr(box, "text", "") or "".join(_text(child) for child in getattr(box, "children", ()))
