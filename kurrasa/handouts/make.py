"""The way from a folder of content to its handouts; the only module that writes files of them.

In: an order. Out: what came of it. The booklet is set too, without being bound, for its page numbers. A file is written
whole beside its place and, when all of them are proven, all take their places.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kurrasa import __version__, fonts
from kurrasa.binding import Bench, Binding, Foundry, Imprint, Piece, bind, producer
from kurrasa.build import edition, in_language, put, recipe
from kurrasa.check import check as check_content
from kurrasa.compose import Composer, settings
from kurrasa.diagnostics import Diagnostic, has_errors
from kurrasa.handouts.expect import Bound, check_pages, expect
from kurrasa.handouts.sheet import SetSheet, set_sheet, style
from kurrasa.handouts.subject import Choice, concerns, subjects
from kurrasa.handouts.writer import SheetWriter, sheet_writer
from kurrasa.inputs import fingerprint
from kurrasa.load import Content, load
from kurrasa.localise import languages
from kurrasa.order import Report, Step
from kurrasa.paginate import PageMap
from kurrasa.processes import processes
from kurrasa.prove import OutlineEntry, Proof, prove
from kurrasa.settle import complaint_of, overfull, settle
from kurrasa.store import Store
from kurrasa.typeset import Complaint, Overflow, Typesetter, overflows
from kurrasa.works import Works

if TYPE_CHECKING:
    from weasyprint.document import Page


ALL = Choice()


@dataclass(frozen=True)
class Order:
    """What is to be made: of which content, into which folder, which handouts, in which languages (all if empty)."""

    content: Path
    out: Path
    choice: Choice = ALL
    languages: tuple[str, ...] = ()
    final: bool = False
    combined: bool = False
    cache: Path | None = None

    @property
    def store(self) -> Store:
        """Where results are kept between builds, as for the booklet."""
        return Store(self.cache or self.out / ".cache")


@dataclass(frozen=True)
class File:
    """A file of handouts: its place, its bytes, its pages, and the smallest size its type was stepped down to."""

    path: Path
    language: str
    pages: int
    step: float
    proof: Proof
    data: bytes


@dataclass(frozen=True)
class Outcome:
    """What came of an order. No files means that nothing was written and the last good ones still stand."""

    files: tuple[File, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Numbering:
    """The booklet whose pages are referred to: its map, and its language."""

    pages: PageMap
    language: str


def handouts(order: Order, report: Report) -> Outcome:
    """Make the handouts, prove them and put them in place. Raises `MachineLacks`; faults are in the outcome."""
    report(Step("Reading the content", "", 0, 1))
    content, faults = load(order.content)
    if content is None:
        return Outcome((), faults)
    faces = fonts.faces()
    found: list[Diagnostic] = [*faults, *check_content(content, faces)]
    if has_errors(found):
        return Outcome((), tuple(found))
    files: list[File] = []
    booklets: dict[str, Numbering] = {}
    for language in order.languages or languages(content):
        local, told = in_language(content, language, faces, as_final=order.final)
        told = tuple(d for d in told if concerns(d, content))
        found += told
        if has_errors(told):
            continue
        own = content.book.language
        with_booklet = language if language in (own, *content.book.languages) else own
        if with_booklet not in booklets:
            of = local if with_booklet == language else content
            booklets[with_booklet], faulty = _numbering(of, order, report)
            found += faulty
        if has_errors(found):
            continue
        made, wrong = _in_language(local, booklets[with_booklet], order, report)
        files += made
        found += wrong
    if has_errors(found):
        return Outcome((), tuple(found))
    for path in {file.path.parent: None for file in files}:
        path.mkdir(parents=True, exist_ok=True)
    put({file.path: file.data for file in files})
    return Outcome(tuple(files), tuple(found))


def _numbering(content: Content, order: Order, report: Report) -> tuple[Numbering, tuple[Diagnostic, ...]]:
    """Set the booklet, for its page numbers alone."""
    composer = edition(content)
    with Works(order.store, processes()) as works:
        workshop = works.workshop(recipe(composer, settings(composer.dossier)))
        _, pages, faults = settle(composer, workshop, report, works.last(composer))
    return Numbering(pages, content.book.language), faults


def _in_language(
    content: Content, numbering: Numbering, order: Order, report: Report
) -> tuple[list[File], list[Diagnostic]]:
    """The handouts of one language, each bound and proven; and all in one file where that is wanted."""
    composer = edition(content)
    language = content.book.language
    typesetter = Typesetter(recipe(composer, style(composer.dossier)))
    wanted = list(subjects(composer.dossier, composer.arrangement, order.choice))
    sheets: list[tuple[SetSheet, SheetWriter]] = []
    found: list[Diagnostic] = []
    for index, subject in enumerate(wanted):
        report(Step("Setting", composer.dossier.name(subject.record), index, len(wanted)))
        writer = sheet_writer(composer, subject, numbering.pages, numbering.language)
        try:
            sheet, faults = set_sheet(subject, writer, typesetter, final=order.final)
        except Complaint as complaint:
            found.append(complaint_of(composer.dossier.name(subject.record), complaint))
            continue
        found += faults
        if sheet:
            found += _overfull(sheet)
            sheets.append((sheet, writer))
    if has_errors(found):
        return [], found
    digest, bench = fingerprint(order.content), Bench(Foundry(composer.style.faces, order.store))
    volumes = [(order.out / "handouts" / f"{s.subject.record.id}.{language}.pdf", [(s, w)]) for s, w in sheets]
    if order.combined and sheets:
        volumes.append((order.out / f"handouts.{language}.pdf", sheets))
    files = []
    for index, (path, volume) in enumerate(volumes):
        report(Step("Proving", path.name, index, len(volumes)))
        files.append(_file(path, volume, composer, typesetter, numbering, digest, bench))
        found += files[-1].proof.faults
    return files, found


def _overfull(sheet: SetSheet) -> Iterator[Diagnostic]:
    for number, page in enumerate(sheet.pages, 1):
        for text, excess in overflows(page._page_box):
            yield overfull(sheet.title, Overflow(text, excess, number))


def _file(
    path: Path,
    volume: Sequence[tuple[SetSheet, SheetWriter]],
    composer: Composer,
    typesetter: Typesetter,
    numbering: Numbering,
    digest: str,
    bench: Bench,
) -> File:
    """Bind sheets, each beginning on the front of a leaf, and prove the file."""
    bound: list[Bound] = []
    pages: list[Page] = []
    for sheet, writer in volume:
        if len(pages) % 2:
            pages.append(_blank(typesetter))
        bound.append(Bound(sheet, len(pages) + 1, writer))
        pages += sheet.pages
    book = composer.dossier.book
    title = (
        bound[0].sheet.title
        if len(bound) == 1
        else composer.words.gettext("Handouts: {title}").format(title=book.title)
    )
    imprint = Imprint(
        title=title,
        language=book.language,
        direction=composer.style.direction,
        author=composer.dossier.author,
        subject=book.title,
        creator=f"Kurrasa {__version__}",
        identifier=bytes.fromhex(digest)[:16],
    )
    forme = typesetter.lock_up(pages, title).forme
    binding = Binding(
        imprint,
        producer(),
        outline=[OutlineEntry(item.sheet.title, item.first) for item in bound],
        labels=[str(n) for n in range(1, len(pages) + 1)],
        count=1,
        layout="SinglePage",
    )
    out = io.BytesIO()
    bind([Piece(forme, [()] * len(pages))], binding, out, bench)
    pdf = out.getvalue()
    proof = prove(pdf, expect(bound, len(pages), title, composer))
    proof = replace(proof, checks=(*proof.checks, check_pages(pdf, bound, numbering.pages)))
    step = min(sheet.step for sheet, _ in volume)
    return File(path, book.language, len(pages), step, proof, pdf)


def _blank(typesetter: Typesetter) -> Page:
    """The back of a one-sided handout."""
    page: Page = typesetter.render('<body><section class="face"></section></body>').pages[0]
    return page


def figures(files: Sequence[File]) -> Mapping[str, tuple[int, int]]:
    """By language: how many single handouts there are, and how many pages they have together."""
    told: dict[str, tuple[int, int]] = {}
    for file in files:
        if file.path.parent.name == "handouts":
            count, pages = told.get(file.language, (0, 0))
            told[file.language] = (count + 1, pages + file.pages)
    return told
