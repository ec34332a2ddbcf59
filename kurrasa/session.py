"""A book kept warm while its editor works on it: the only thing that `watch` and `preview` build with.

In: an order, and its folder as it is each time it is asked to look again. Out: editions, that is the pages as they lie
now, each named by a digest of how it looks, with what changed since the edition before. A content at fault leaves the
last good pages as they were. The session may be asked from two threads: one that refreshes, one that looks at pages.
"""

from __future__ import annotations

import hashlib
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pypdfium2

from kurrasa import build
from kurrasa.binding import outline
from kurrasa.compose import direction
from kurrasa.diagnostics import Diagnostic, Spot, has_errors
from kurrasa.inputs import fingerprint
from kurrasa.load import Content
from kurrasa.order import Order, Outcome, Report
from kurrasa.paginate import Placed
from kurrasa.processes import processes
from kurrasa.prove.expected import Box, OutlineEntry
from kurrasa.prove.readback import PDFIUM
from kurrasa.spots import Spots, nearest
from kurrasa.works import Works
from kurrasa.writer import HOMES, home
from kurrasa.written import edited, named, written

T = TypeVar("T")


@dataclass(frozen=True)
class PageView:
    """A page as it lies in the book, in millimetres. Pages with one digest look the same; a blank has no part."""

    sheet: int
    folio: str
    part: str
    title: str
    width: float
    height: float
    digest: str
    spots: Spots = ()


@dataclass(frozen=True)
class Edition:
    """The book as it was last good, and what is wrong with the content now.

    `number` counts the refreshes that gave new pages. `changed` are the sheets that look other than in the edition
    before, those with an edited record first and its home before all; `edited` names the fields that were edited.
    """

    number: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()
    pages: tuple[PageView, ...] = ()
    changed: tuple[int, ...] = ()
    edited: tuple[str, ...] = ()
    outline: tuple[OutlineEntry, ...] = ()
    title: str = ""
    language: str = "ar"

    @property
    def broken(self) -> bool:
        """Whether the content is at fault, and the pages those of an earlier save."""
        return has_errors(self.diagnostics)

    @property
    def direction(self) -> str:
        """Which way the book is read, `rtl` or `ltr`."""
        return direction(self.language)

    @cached_property
    def spots(self) -> Mapping[str, tuple[tuple[int, Box], ...]]:
        """Every named field of the book: the sheets it stands on, and where on each."""
        found: defaultdict[str, list[tuple[int, Box]]] = defaultdict(list)
        for page in self.pages:
            for box, name in page.spots:
                found[name].append((page.sheet, box))
        return {name: tuple(places) for name, places in found.items()}

    def find(self, name: str) -> tuple[tuple[int, Box], ...]:
        """Where a field stands in the book, or what is nearest to it; the whole record before single fields of it."""
        return tuple(place for near in sorted(nearest(name, self.spots)) for place in self.spots[near])


class Session:
    """A folder of content and the book that is made of it, kept between one look and the next."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.edition = self._good = Edition()
        self._works = Works(order.store, processes(), order.limit, warm=True)
        self._content: Content | None = None
        self._bound: build.Bound | None = None
        self._data = b""
        self._pdf: Any = None
        self._glanced: tuple[Any, int] | None = None

    def glance(self, report: Report, saved: Iterable[Path] = ()) -> Edition | None:
        """What was edited, on its own pages, before the rest of the book is set; None where that is not so simple.

        It takes as long in a long book as in a short one if it is told the files that were `saved`. `refresh` is to
        follow: what it finds wrong with the content takes the pages back.
        """
        try:
            if self._content is None or self._bound is None:
                return None
            composer = build.resaved(self._bound.composer, saved, self.order, self._works) if saved else None
            if composer is None:
                content, faults = build.checked(self.order, self._works)
                if content is None or has_errors(faults):
                    return None
                composer = build.edition(content, self._works)
            if not (names := edited(self._content, composer.dossier.content)):
                return None
            home = next(_homes(names, self._bound), None)
            made = home and build.glance(self._bound, composer, home, self._works)
        except (OSError, LookupError, AssertionError):  # what is wrong is told by the refresh
            return None
        if not made:
            return None
        bound, item, data = made
        views, before = [*_views(bound, [item])], self.edition
        first = item.first - 1
        pages = (*before.pages[:first], *views, *before.pages[first + len(views) :])
        changed = tuple(view.sheet for view in views if view.digest != before.pages[view.sheet - 1].digest)
        with PDFIUM:
            self._glanced = pypdfium2.PdfDocument(data), item.first
            self.edition = replace(before, number=before.number + 1, pages=pages, changed=changed, edited=names)
        return self.edition

    def refresh(self, report: Report) -> Edition:
        """Read the folder and set anew what changed. A content at fault raises nothing; `MachineLacks` may come."""
        try:
            digest = fingerprint(self.order.content)
            content, diagnostics = build.checked(self.order, self._works)
            if content is None or has_errors(diagnostics):
                return self._broken(diagnostics)
            composer = build.edition(content, self._works)
            out = io.BytesIO()
            bound, faults = build.bind(composer, digest, self._works, report, out, final=self.order.final)
        except OSError as error:  # a file that its editor has just taken away; another change will follow
            fault = Diagnostic(
                "folder",
                "The file can't be read: {reason}.",
                "See who may read it.",
                Spot(str(error.filename), 1, 1) if error.filename else None,
                {"reason": error.strerror or str(error)},
            )
            return self._broken((fault,))
        if bound is None:
            return self._broken((*diagnostics, *faults))
        return self._renewed(content, bound, out.getvalue(), diagnostics)

    def finish(self, report: Report) -> Outcome | None:
        """Prove the last good book and put it in its place; None where there is none."""
        if self._bound is None or self._content is None:
            return None
        self.order.out.mkdir(parents=True, exist_ok=True)
        with build.aside(build.booklet_path(self.order, self._content)) as new:
            new.write_bytes(self._data)
            return build.finish(self._bound, new, self.order, self._works, report, self.edition.diagnostics)

    def rest(self) -> None:
        """Do what no one waits for, once a book is finished."""
        self._works.rest()

    def close(self) -> None:
        """End the processes that were called."""
        self._works.close()

    def look(self, digest: str, read: Callable[[Any], T]) -> T | None:
        """Give pdfium's page of that digest to a function; None where no page of the book looks so any more."""
        with PDFIUM:
            page = next((page for page in self.edition.pages if page.digest == digest), None)
            if page is None:
                return None
            if self._glanced and 0 <= page.sheet - self._glanced[1] < len(self._glanced[0]):
                return read(self._glanced[0][page.sheet - self._glanced[1]])
            return read(self._pdf[page.sheet - 1])

    def written(self, name: str) -> Spot | None:
        """Where a field of the last good book is written."""
        return written(self._content, name) if self._content else None

    def named(self, file: str, line: int) -> str | None:
        """Name the field that is written in a line of a file of the last good book."""
        return named(self._content, file, line) if self._content else None

    def _broken(self, diagnostics: tuple[Diagnostic, ...]) -> Edition:
        with PDFIUM:  # no one may look for a page that was glanced at in the book that lacks it
            before = replace(self._good, number=self.edition.number + 1) if self._glanced else self.edition
            self.edition = replace(before, diagnostics=diagnostics, changed=(), edited=())
            self._glanced = None
        return self.edition

    def _renewed(
        self, content: Content, bound: build.Bound, data: bytes, diagnostics: tuple[Diagnostic, ...]
    ) -> Edition:
        before = self.edition
        known = {page.sheet: page for page in before.pages}
        pages = tuple(old if (old := known.get(page.sheet)) == page and old else page for page in _views(bound))
        with PDFIUM:
            pdf = pypdfium2.PdfDocument(data)
            looked = {page.sheet: page.digest for page in before.pages}
            changed = [page for page in pages if looked.get(page.sheet) != page.digest]
            # what was glanced at is in view already, and no reader is led on from it
            names = edited(self._content, content) if self._content and not self._glanced else ()
            self.edition = Edition(
                number=before.number + bool(changed or len(pages) != len(before.pages)),
                diagnostics=diagnostics,
                pages=pages,
                changed=tuple(page.sheet for page in sorted(changed, key=_by_nearness(names, bound))),
                edited=names,
                outline=outline(bound.placed),
                title=content.book.title,
                language=content.book.language,
            )
            self._content, self._bound, self._data, self._pdf = content, bound, data, pdf
            self._good, self._glanced = self.edition, None
        return self.edition


def _homes(names: tuple[str, ...], bound: build.Bound) -> Iterator[str]:
    """The parts that tell edited records, then those that print them."""
    records = dict.fromkeys(name.partition(":")[0] for name in names)
    yield from (item.part.id for item in bound.placed if item.part.subject and item.part.subject.id in records)
    for item in bound.placed:
        there = [name for sheet in item.sheets for _, name in sheet.spots]
        if item.part.trait.cited and any(nearest(name, there) for name in names):
            yield item.part.id


def _views(bound: build.Bound, some: Sequence[Placed] = ()) -> Iterator[PageView]:
    """The pages of a book, or of some of its parts."""
    placed = some or bound.placed
    own = {n: (item, sheet) for item in placed for n, sheet in zip(item.numbers, item.sheets, strict=True)}
    trim = bound.composer.dossier.book.trim
    for number in own if some else bound.furniture.pages:
        furniture, (item, sheet) = bound.furniture.pages[number], own.get(number, (None, None))
        look = hashlib.blake2b(sheet.digest.encode() if sheet else b"", digest_size=12)
        for fragment in furniture:
            look.update(fragment.content)
        yield PageView(
            sheet=number,
            folio=bound.pages.folios[number],
            part=item.part.id if item else "",
            title=item.part.title if item else "",
            width=trim.width,
            height=trim.height,
            digest=look.hexdigest(),
            spots=sheet.spots if sheet else (),
        )


def _by_nearness(names: tuple[str, ...], bound: build.Bound) -> Callable[[PageView], tuple[bool, bool, int]]:
    """Sort key of changed pages: those at the home of an edited record, those that print it, the others."""
    entries = bound.composer.dossier.content.entries
    records = [entries[id].record for id in dict.fromkeys(name.partition(":")[0] for name in names)]
    homes = {home(record) for record in records if type(record) in HOMES}  # the book has none
    anchors = homes | {f"part-{record.id}" for record in records}
    at_home = {n for item in bound.placed for n in _holding(item, anchors)}

    def key(page: PageView) -> tuple[bool, bool, int]:
        there = [name for _, name in page.spots]
        prints = any(nearest(name, there) for name in names)
        return not (prints and page.sheet in at_home), not prints, page.sheet

    return key


def _holding(item: Placed, anchors: set[str]) -> Iterator[int]:
    """The sheets of a part that hold one of the anchors; all of them where it is the part's own."""
    for number, sheet in zip(item.numbers, item.sheets, strict=True):
        if item.part.anchor in anchors or not anchors.isdisjoint(sheet.anchors):
            yield number
