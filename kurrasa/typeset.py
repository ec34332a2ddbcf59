"""One part's HTML to its pages: the one place where WeasyPrint lays out.

In: the HTML of a part, the styles, the side its first page lies on. Out: its sheets, and on each where every anchor,
citation and printed page number stands; and its forme, which the binder takes. Nothing here depends on what is typeset
before or after, nor on the process, so the result may be kept by the hash of what goes in.
"""

from __future__ import annotations

import atexit
import hashlib
import logging
import pickle
import re
import shutil
import weakref
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kurrasa import compositor
from kurrasa.design import TEMPLATES
from kurrasa.digests import digests
from kurrasa.faces import Faces
from kurrasa.forme import Forme, Fragment, Marks
from kurrasa.lettercount import Break
from kurrasa.library import engine
from kurrasa.prove.expected import Box, PrintedNumber
from kurrasa.spots import Spots, gather

if TYPE_CHECKING:
    from weasyprint.document import Page
    from weasyprint.text.fonts import FontConfiguration

    from kurrasa.lockup import Drawn

MM = 25.4 / 96  # a CSS pixel in millimetres
_OF_THE_PAGE = re.compile(r"\d(?:v|pv)(?:w|h|i|b|min|max)\b")  # units that measure a document's first page
_TIMES = re.compile(r"</?time\b[^>]*>")  # of no use on paper, and each would end a run of text in the file
STYLES = ("tokens", "page", "type", "parts", "apparatus")


@dataclass(frozen=True)
class Overflow:
    """A line or a box that reaches past the box that holds it, by `excess` millimetres."""

    text: str
    excess: float
    page: int


@dataclass(frozen=True)
class Sheet:
    """One typeset page. `name` is its CSS page name; `frame` the area between its margins; lengths in millimetres.

    `digest` is that of all that is drawn on it, and of where its links lead; `drawn` and `wording` are those by which
    editions are compared; `begins` is where the page begins in the part's HTML.
    """

    digest: str
    name: str
    width: float
    height: float
    frame: Box
    anchors: Mapping[str, float]
    cites: tuple[str, ...]
    numbers: tuple[PrintedNumber, ...]
    headings: tuple[tuple[int, str, float], ...]
    drawn: str = ""
    wording: str = ""
    spots: Spots = ()
    begins: Break | None = None


@dataclass(frozen=True)
class Sheets:
    """The pages of one part, and what does not fit in them.

    `marks` are the composites of each font; `tally` counts paragraphs by what the compositor did with them. `key` names
    the part's forme where it is kept.
    """

    sheets: tuple[Sheet, ...]
    overflows: tuple[Overflow, ...]
    marks: Mapping[str, Marks]
    tally: Mapping[str, int]
    key: str = ""


class Complaint(Exception):  # noqa: N818 - it is the library that complains
    """What WeasyPrint says against a part: something in it can't be set as it should."""


class TooLong(Complaint):
    """A part that is not set within the seconds it is given."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Deadly(Complaint):
    """A part that ends the processes which set it; `deaths` have ended so."""

    def __init__(self, deaths: int) -> None:
        super().__init__(deaths)
        self.deaths = deaths


class _Complaints(logging.Handler):
    """Collects what WeasyPrint complains of while one part is laid out."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def house_style(settings: str) -> str:
    """The styles of an edition: the house's, and CSS that overrides their tokens."""
    sheets = [(TEMPLATES / "styles" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES]
    return "\n".join([*sheets, settings])


@dataclass(frozen=True)
class Recipe:
    """All that a typesetter is made of: styles, faces, and the language of the book."""

    styles: str
    faces: Faces
    language: str

    def __reduce__(self) -> tuple[object, ...]:
        """It goes with every part to the process that sets it: packed once, and the same one there."""
        return _recipe, (self._packed,)

    @cached_property
    def _packed(self) -> bytes:
        return pickle.dumps((self.styles, self.faces, self.language), pickle.HIGHEST_PROTOCOL)

    @cached_property
    def digest(self) -> str:
        """Digest of all of it, the faces by their content."""
        faces = repr([(f.family, f.weight, f.style, f.sha256) for f in self.faces.faces])
        return hashlib.sha256("\0".join((self.language, faces, self.styles)).encode()).hexdigest()


@lru_cache(maxsize=4)
def _recipe(packed: bytes) -> Recipe:
    return Recipe(*pickle.loads(packed))  # noqa: S301 - within what the caller unpickles


_ahead: dict[Recipe, Any] = {}


def read_ahead(recipe: Recipe) -> None:
    """Read the styles of a typesetter that this process, or a copy of it, is likely to be asked for."""
    _ahead[recipe] = engine().CSS(string=recipe.styles)


class Typesetter:
    """The styles of one edition, read once, and the fonts of one process."""

    def __init__(self, recipe: Recipe) -> None:
        weasyprint = engine()
        from weasyprint.text.fonts import FontConfiguration

        self.recipe = recipe
        self._configuration: FontConfiguration = FontConfiguration()
        self._fonts: dict[Any, Any] = {}
        weasyprint.CSS(string=recipe.faces.css(), font_config=self._configuration)
        self._styles = _ahead.pop(recipe, None) or weasyprint.CSS(string=recipe.styles)
        atexit.register(_let_go, weakref.ref(self._configuration), self._configuration._folder)
        self._shared = not _OF_THE_PAGE.search(recipe.styles)
        if self._shared:
            compositor.share(self._styles)

    def pages(self, html: str) -> Iterator[Page]:
        """Lay out an HTML document with the styles of the edition, each page when it is asked for. Raises `Complaint`,
        after the last."""
        logger, complaints = logging.getLogger("weasyprint"), _Complaints()
        logger.addHandler(complaints)
        logger.propagate = False
        try:
            source = compositor.read(_html, _TIMES.sub("", html))
            yield from compositor.pages(source, self._styles, self._configuration)
        finally:
            logger.removeHandler(complaints)
        if complaints.lines:
            if self._shared:
                compositor.share(self._styles)  # anew, for what is wrong with a style is told when it is computed
            raise Complaint("; ".join(dict.fromkeys(complaints.lines)))

    def typeset(self, html: str, title: str, *, draft: bool = False) -> tuple[Sheets, Forme | None]:
        """The sheets of one part and its forme; `title` names it among the tags. Raises `Complaint`.

        A draft is not drawn: it has no forme, and its sheets no digests.
        """
        from kurrasa.breaks import Breaks  # as in `lock_up`

        before, breaks = Counter(compositor.tally), Breaks()
        sheets: list[Sheet] = []
        wide: list[Overflow] = []

        def read() -> Iterator[Page]:
            """Each page when it is wanted, and what is to be known of it before it is forgotten."""
            for number, page in enumerate(self.pages(html), 1):
                yield page
                sheets.append(_sheet(page, breaks.next(page._page_box), drawn=not draft))
                wide.extend(too_wide(page, number))

        with compositor.uncollected():
            drawn = None if draft else self.lock_up(read(), title)
            if draft:
                deque(read(), maxlen=0)
        digests = drawn.digests if drawn else [""] * len(sheets)
        marks = {name: use.marks for name, use in drawn.forme.fonts.items()} if drawn else {}
        found = tuple(replace(sheet, digest=digest) for sheet, digest in zip(sheets, digests, strict=True))
        return Sheets(found, tuple(wide), marks, compositor.tally - before), drawn.forme if drawn else None

    def lock_up(self, pages: Iterable[Page], title: str) -> Drawn:
        """Draw pages that this typesetter lays out, one by one."""
        from kurrasa.lockup import lock_up  # it needs the library, which must not be imported before `engine`

        return lock_up(pages, self._fonts, title, self.recipe.language)

    def fragments(self, html: str) -> list[tuple[Page, Fragment]]:
        """The pages of a document of furniture, and each as a piece that can be put on a page."""
        from kurrasa.lockup import fragments

        with compositor.uncollected():
            pages = list(self.pages(html))
        return list(zip(pages, fragments(pages, self._fonts), strict=True))


def too_wide(page: Page, number: int) -> list[Overflow]:
    """The lines of a laid-out page, by its number, that are wider than the block that holds them."""
    from kurrasa.overflow import overflows  # as in `lock_up`

    return [Overflow(*found, number) for found in overflows(page._page_box)]


def _let_go(configuration: weakref.ref[FontConfiguration], folder: Path | None) -> None:
    """Remove the files of a configuration of fonts when the program ends, which may be without its letting go of each
    thing by itself; or may let go of this one when what it would do that with is gone."""
    if (left := configuration()) is not None:
        left._folder = None
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _html(text: str) -> Any:
    return engine().HTML(string=text, url_fetcher=_fetcher())


@cache
def _fetcher() -> Any:
    """A part carries its drawings and pictures in itself; it reads no file and no network."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=["data"])


def _box(rectangle: tuple[float, float, float, float]) -> Box:
    left, top, right, bottom = (round(value * MM, 3) for value in rectangle)
    return Box(left, top, right, bottom)


def _sheet(page: Page, begins: Break | None, *, drawn: bool) -> Sheet:
    """What is to be known of a page, but for the digest of what is drawn on it."""
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
    look, wording = digests(box) if drawn else ("", "")
    return Sheet(
        digest="",
        name=box.page_type.name,
        width=round(page.width * MM, 3),
        height=round(page.height * MM, 3),
        frame=_box((left, top, left + box.width, top + box.height)),
        anchors={name: round(y * MM, 3) for name, (_, y, *_) in page.anchors.items()},
        cites=tuple(dict.fromkeys(cites)),
        numbers=tuple(numbers),
        headings=tuple((level, label, round(point[1] * MM, 3)) for level, label, point, _ in page.bookmarks),
        drawn=look,
        wording=wording,
        spots=gather(box),
        begins=begins,
    )
