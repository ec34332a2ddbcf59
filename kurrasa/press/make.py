"""The way from a book that stands to the files of the press.

In: an order and a condition. Out: the block and the cover, or the faults that forbid them; both put in place at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from kurrasa import __version__, build
from kurrasa.compose import Composer
from kurrasa.diagnostics import Diagnostic, has_errors
from kurrasa.manifest import SUFFIX, Manifest, read
from kurrasa.order import Order, Report, Step
from kurrasa.press.block import Block, block, place
from kurrasa.press.condition import Condition
from kurrasa.press.inks import Inks
from kurrasa.press.marks import registration
from kurrasa.press.separation import Separation
from kurrasa.press.standard import Job, finished
from kurrasa.press.wrap import Spine, wrap
from kurrasa.records import Book

BLOCK, COVER = "booklet-press.pdf", "cover-press.pdf"


@dataclass(frozen=True)
class Printed:
    """What came of it: the files, what they hold, and the faults. No `block` means that nothing was written."""

    diagnostics: tuple[Diagnostic, ...]
    block: Path | None = None
    cover: Path | None = None
    pages: int = 0
    spine: float = 0.0


def press(
    order: Order, booklet: Path, condition: Condition, report: Report, *, marked: bool = True, rich: bool = False
) -> Printed:
    """Make the files of a book that this order made, with marks and rich black if asked. Raises `MachineLacks`."""
    report(Step("Separating colours", "", 0, 1))
    content, _ = build.checked(order)
    manifest = read(booklet.with_suffix(SUFFIX))
    assert content is not None  # the book was made from it
    if isinstance(manifest, Diagnostic):
        return Printed((manifest,))
    composer = build.edition(content)
    book, inks = content.book, Inks(condition)
    parts = block(manifest, own_cover=book.press.cover == "own")
    spine = _spine(book, parts)
    named = _named(order, booklet)
    with pikepdf.open(booklet) as pdf:
        separation = Separation(inks, rich)
        separation.pages(pdf.pages)
        found = (*_unchanged(separation), *_proof(manifest))
        if has_errors(found):
            return Printed(found)
        files = {named[0]: _block(pdf, parts, condition, _job(book, manifest), marked=marked)}
        if parts.front:
            files[named[1]] = _cover(pdf, parts, spine, composer, inks, _job(book, manifest), marked=marked)
    build.put(files)
    cover = named[1] if parts.front else None
    if cover is None:
        named[1].unlink(missing_ok=True)
    return Printed(found, named[0], cover, len(parts.pages), spine.width)


def _named(order: Order, booklet: Path) -> tuple[Path, Path]:
    """Beside the book, with its language in their names where it is in the book's."""
    suffix = booklet.name.removeprefix("booklet").removesuffix(".pdf")
    block, cover = (Path(name).with_suffix(f"{suffix}.pdf") for name in (BLOCK, COVER))
    return order.out / block, order.out / cover


def _job(book: Book, manifest: Manifest) -> Job:
    year = book.edition.gregorian_year or 2000
    return Job(book.title, f"Kurrasa {__version__}", manifest.direction, manifest.content, f"{year:04}-01-01")


def _spine(book: Book, parts: Block) -> Spine:
    """As wide as the block is thick, to the next tenth of a millimetre; a stapled one has none."""
    paper = book.press
    leaf = paper.thickness
    width = 0.0 if paper.binding == "saddle" else math.ceil(round(parts.leaves * leaf * 10, 3)) / 10
    return Spine(width, book.short_title or book.title, book.publisher.name if book.publisher else None)


def _block(pdf: pikepdf.Pdf, parts: Block, condition: Condition, job: Job, *, marked: bool) -> bytes:
    with pikepdf.new() as made:
        _, _, width, height = (float(side) for side in pdf.pages[0].obj.TrimBox)
        for number in parts.pages:
            if number is None:
                made.add_blank_page(page_size=(width, height))
            else:
                made.pages.append(pdf.pages[number - 1])
        every_plate = registration(made) if marked else None
        labels = pikepdf.Array()
        for n, (page, sheet) in enumerate(zip(made.pages, parts.pages, strict=True)):
            place(made, page, (0.0, 0.0, width, height), every_plate)
            labels.append(n)
            labels.append(pikepdf.Dictionary(P=pikepdf.String(pdf.pages[sheet - 1].label if sheet else "–")))
        made.Root.PageLabels = pikepdf.Dictionary(Nums=labels)
        return finished(made, job, condition)


def _cover(
    pdf: pikepdf.Pdf, parts: Block, spine: Spine, composer: Composer, inks: Inks, job: Job, *, marked: bool
) -> bytes:
    assert parts.front
    with pikepdf.new() as made:
        for number in (parts.front, parts.back):
            if number:
                made.pages.append(pdf.pages[number - 1])
        front, back = made.pages[0], made.pages[1] if parts.back else None
        wrap(made, front, back, spine, composer.style, inks, marked=marked)
        while len(made.pages) > 1:
            del made.pages[0]
        return finished(made, job, inks.condition)


# ---------------------------------------------------------------- faults


def _proof(manifest: Manifest) -> Iterator[Diagnostic]:
    if not manifest.final:
        yield Diagnostic(
            *("press-proof", "This is a proof of the book, and carries its mark.", "Print the book itself: --final."),
            severity="warning",
        )


def _unchanged(separation: Separation) -> Iterator[Diagnostic]:
    for what, page in separation.faults.items():
        yield Diagnostic(
            "separation",
            "Page {page} holds {what}, which can't be turned into inks.",
            "Give the picture as TIFF, PNG or JPEG, in RGB, in greys or in CMYK.",
            None,
            {"what": what, "page": page},
        )
