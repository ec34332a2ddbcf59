"""A finished PDF read back, and held against what the binder says should be there.

In: a PDF and an `Expected`. Out: a `Proof`: what was compared, what failed, and what the text layer can't carry.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from functools import lru_cache
from itertools import starmap
from pathlib import Path
from typing import Any, TypeVar

import pikepdf
import pypdfium2

from kurrasa.prove.area import check_area
from kurrasa.prove.expected import Expected, ExpectedIndex
from kurrasa.prove.findings import Findings, anywhere, find
from kurrasa.prove.ledger import Ledger, digest
from kurrasa.prove.made import Made, Making
from kurrasa.prove.numbers import Leaf, check_numbers
from kurrasa.prove.readback import read_volume
from kurrasa.prove.report import Check, Proof, fault
from kurrasa.prove.typefaces import check_typefaces
from kurrasa.prove.volume import check_volume
from kurrasa.prove.wording import Judged, Reading, check_wording, judge, reading, stands

SHEETS = 64
"""Sheets read in one go, at most; with an executor, an eighth of what there is to read."""
FEW = 8
"""So many sheets are sooner read than sent to another process."""

R = TypeVar("R")


def prove(
    pdf: Path | bytes, expected: Expected, ledger: Ledger | None = None, executor: Executor | None = None
) -> Proof:
    """Read a finished PDF back and compare it with what the binder expects.

    Nothing is raised for what is wrong with the book: every fault is in the proof, each with the page or the spot in
    the content that it is about. Raises `OSError` where the file can't be read.

    With a `ledger` only what is new is read and compared, with the same certainty, for nothing is taken on trust: what
    a sheet is made of is hashed from the file at hand (`made`), whoever wrote it and whatever he believes to have
    changed. A finding is used again only for the same digest of the sheet and the same expectation of it (`findings`),
    or the same text and the same sheets that it is to stand on (`wording`). All that binds sheets together is compared
    anew each time: where links land, labels, bookmarks, page numbers against anchors and folios, index lines, fonts.
    What that assumes: that pdfium reads the same objects the same way, that qpdf and pdfium find the same objects in a
    file that neither has to mend, and that BLAKE2 doesn't collide.

    An `executor` must run processes: pdfium isn't made for threads. Give it a path, or each task carries the book.
    """
    ledger = ledger or Ledger()
    ledger.turn()
    try:
        volume = read_volume(pdf)
        with pikepdf.open(pdf if isinstance(pdf, Path) else io.BytesIO(pdf)) as document:
            making = Making(document, ledger)
            made, outline = list(making.sheets()), making.outline()
        keys, found, unread = _findings(pdf, made, expected, ledger, executor)
    except (pypdfium2.PdfiumError, pikepdf.PdfError) as error:
        message, hint = "The PDF can't be opened: {reason}.", "Build the book again."
        return Proof(0, (Check("Pages and trim", 1, (fault("pages", message, hint, {"reason": str(error)}),)),))
    leaves = [
        Leaf(number, *sheet)
        for number, sheet in enumerate(zip(volume.labels, found, (m.landings for m in made), strict=True), 1)
    ]
    checks = (
        *check_volume(volume, outline, [(f.width, f.height) for f in found], expected),
        *check_numbers(leaves, _names(keys, found, ledger), expected),
        *check_wording(_judged(keys, found, expected, ledger, executor), expected),
        *check_area(leaves, expected),
        check_typefaces(making.faces.values(), [m.lacking for m in made], expected),
    )
    return Proof(len(leaves), checks, unread)


def _findings(
    pdf: Path | bytes, made: Sequence[Made], expected: Expected, ledger: Ledger, executor: Executor | None
) -> tuple[list[bytes | None], list[Findings], tuple[int, ...]]:
    """What is found on each sheet, from the ledger or read; before it the digest that names it, after it those read."""
    pages = [anywhere(expected.pages[i]) if i < len(expected.pages) else None for i in range(len(made))]
    keys = [
        None if m.digest is None else digest(b"sheet", m.digest, repr(page).encode(), expected.direction.encode())
        for m, page in zip(made, pages, strict=True)
    ]
    found = [None if key is None else ledger.get(key) for key in keys]
    unread = [i for i, known in enumerate(found) if known is None]
    executor = executor if len(unread) > FEW else None
    size = min(SHEETS, -(-len(unread) // 8)) if executor else SHEETS
    lots = [unread[i : i + size] for i in range(0, len(unread), size)]
    tasks = [(pdf, [(i + 1, pages[i]) for i in lot], expected.direction) for lot in lots]
    for lot, results in zip(lots, _run(executor, find, tasks), strict=True):
        for i, result in zip(lot, results, strict=True):
            found[i] = result
            if (key := keys[i]) is not None:
                ledger.put(key, result)
    return keys, [known for known in found if known is not None], tuple(i + 1 for i in unread)


def _judged(
    keys: Sequence[bytes | None],
    found: Sequence[Findings],
    expected: Expected,
    ledger: Ledger,
    executor: Executor | None,
) -> list[Judged]:
    """Hold each text against what is read on its pages, in its order, if it wasn't already against the same."""
    places = {pages: _place(pages, keys) for pages in {text.pages for text in expected.texts}}
    names = [
        None if (place := places[text.pages]) is None else digest(b"text", place, text.text.encode())
        for text in expected.texts
    ]
    judged: list[Judged | None] = [None if name is None else ledger.get(name) for name in names]
    lots: dict[tuple[int, ...], list[int]] = {}
    for i, known in enumerate(judged):
        if known is None:
            lots.setdefault(expected.texts[i].pages, []).append(i)
    tasks = (
        ([expected.texts[i].text for i in lot], [found[n - 1].said for n in pages if 0 < n <= len(found)])
        for pages, lot in lots.items()
    )
    for lot, results in zip(lots.values(), _run(executor if len(lots) > 1 else None, judge, tasks), strict=True):
        for i, result in zip(lot, results, strict=True):
            judged[i] = result
            if (name := names[i]) is not None:
                ledger.put(name, result)
    return [known for known in judged if known is not None]


def _place(pages: Iterable[int], keys: Sequence[bytes | None]) -> bytes | None:
    """Name what sheets say one after another; None where one of them has no digest."""
    sheets = [keys[n - 1] for n in pages if 0 < n <= len(keys)]
    known = [sheet for sheet in sheets if sheet is not None]
    return digest(*known) if len(known) == len(sheets) else None


def _names(
    keys: Sequence[bytes | None], found: Sequence[Findings], ledger: Ledger
) -> Callable[[ExpectedIndex, int], bool]:
    """Give what tells whether a sheet names the record of an index line in one of its forms."""

    @lru_cache(maxsize=SHEETS)
    def read(sheet: int) -> Reading:
        return reading([found[sheet - 1].said] if 0 < sheet <= len(found) else [])

    def named(index: ExpectedIndex, sheet: int) -> bool:
        place = _place((sheet,), keys)
        name = None if place is None else digest(b"named", place, *(word.encode() for word in index.words))
        known: bool | None = None if name is None else ledger.get(name)
        if known is None:
            known = any(stands(word, read(sheet)) for word in index.words)
            if name is not None:
                ledger.put(name, known)
        return known

    return named


def _run(executor: Executor | None, function: Callable[..., R], tasks: Iterable[tuple[Any, ...]]) -> Iterable[R]:
    """Do tasks here, each when its result is asked for, or share them out."""
    return executor.map(function, *zip(*tasks, strict=True)) if executor else starmap(function, tasks)
