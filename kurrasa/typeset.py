"""One part's HTML to its pages: the one place where WeasyPrint lays out.

In: the HTML of a part, the styles, the side its first page lies on. Out: its sheets, and on each where every anchor,
citation and printed page number stands. Nothing here depends on what is typeset before or after, so the result may be
kept by the hash of what goes in.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kurrasa import fonts
from kurrasa.prove.expected import Box, PrintedNumber

if TYPE_CHECKING:
    from weasyprint.document import Document, Page
    from weasyprint.text.fonts import FontConfiguration

MM = 25.4 / 96  # a CSS pixel in millimetres
STYLES = ("tokens", "page", "type", "parts", "apparatus")
TEMPLATES = Path(__file__).parent.parent / "templates"


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


@dataclass(frozen=True)
class Sheets:
    """The pages of one part, and what does not fit in them."""

    sheets: tuple[Sheet, ...]
    overflows: tuple[Overflow, ...]


class Refused(ValueError):
    """The part asks for something outside what it may read."""


@cache
def engine() -> Any:
    """WeasyPrint, imported once it can see no font but ours; its warnings are errors of ours, not noise."""
    folder = Path(tempfile.mkdtemp(prefix="kurrasa-fonts-"))
    os.environ["FONTCONFIG_FILE"] = str(fonts.fontconfig(fonts.FOLDER, folder))
    import weasyprint

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

    def __init__(self, settings: str, images: Path, faces: fonts.Faces) -> None:
        """`settings` is CSS that overrides the tokens; `images` the only folder a part may read."""
        weasyprint = engine()
        from weasyprint.text.fonts import FontConfiguration

        self.images = images.resolve()
        self.fonts: FontConfiguration = FontConfiguration()
        self._kept: dict[str, Sheets] = {}
        sheets = [(TEMPLATES / "styles" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES]
        self.css = faces.css() + "\n" + "\n".join(sheets) + settings
        self._styles = weasyprint.CSS(string=self.css, font_config=self.fonts, base_url=str(TEMPLATES))

    def render(self, html: str) -> Document:
        """Lay out an HTML document with the styles of the edition. Raises `Refused`, `RuntimeError` with a complaint."""
        logger, complaints = logging.getLogger("weasyprint"), _Complaints()
        logger.addHandler(complaints)
        logger.propagate = False
        try:
            source = engine().HTML(string=html, base_url=self.images.as_uri() + "/", url_fetcher=self._fetch)
            document: Document = source.render(stylesheets=[self._styles], font_config=self.fonts)
        finally:
            logger.removeHandler(complaints)
        if complaints.lines:
            raise RuntimeError("; ".join(dict.fromkeys(complaints.lines)))
        return document

    def typeset(self, html: str) -> Sheets:
        """The sheets of one part; the same HTML gives the same object."""
        if html not in self._kept:
            pages = self.render(html).pages
            overflows = [
                Overflow(text, excess, number)
                for number, page in enumerate(pages, 1)
                for text, excess in _overflows(page._page_box)
            ]
            self._kept[html] = Sheets(tuple(map(_sheet, pages)), tuple(overflows))
        return self._kept[html]

    @cached_property
    def _fetch(self) -> Any:
        from weasyprint.urls import URLFetcher

        images = self.images

        class Fetcher(URLFetcher):  # type: ignore[misc]
            def fetch(self, url: str, headers: Any = None) -> Any:
                from urllib.parse import unquote, urlsplit

                parts = urlsplit(url)
                if parts.scheme == "file" and Path(unquote(parts.path)).resolve().is_relative_to(images):
                    return super().fetch(url, headers)
                if parts.scheme == "data":
                    return super().fetch(url, headers)
                raise Refused(f"{url}: a part reads nothing but the pictures of its content")

        return Fetcher()


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
    )


def _overflows(box: Any) -> Iterator[tuple[str, float]]:
    """Lines wider than the block that holds them; 0.3 mm is forgiven, for marks and rounding."""
    from weasyprint.formatting_structure import boxes

    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox) and isinstance(box, boxes.BlockContainerBox):
            spans = [inline for inline in child.children if inline.is_in_normal_flow()]
            if spans and not box.style["overflow"] == "hidden":
                left, right = box.content_box_x(), box.content_box_x() + box.width
                start = min(inline.position_x for inline in spans)
                end = max(inline.position_x + inline.margin_width() for inline in spans)
                excess = max(left - start, end - right) * MM
                if excess > 0.3:
                    yield _text(child), round(excess, 2)
        yield from _overflows(child)


def _text(box: Any) -> str:
    return getattr(box, "text", "") or "".join(_text(child) for child in getattr(box, "children", ()))
