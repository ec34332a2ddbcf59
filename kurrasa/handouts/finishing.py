"""Sheets to one file: bound, each beginning on the front of a leaf, and read back. In whatever process is free.

In: sheets that are set, and what the proof must find. Out: the PDF and its proof. Neither depends on more than its task
says, so both are kept; what the file is named by (`ID`) is put in afterwards, for it changes with every edit.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version

from kurrasa import __version__
from kurrasa.binding import Bench, Binding, Foundry, Imprint, Piece, bind, blank, codes, moved, producer
from kurrasa.compose import Composer
from kurrasa.faces import Faces
from kurrasa.handouts.expect import Bound, Printed, check_pages, expect, printed
from kurrasa.handouts.press import Task, Way
from kurrasa.handouts.setting import forme
from kurrasa.paginate import PageMap
from kurrasa.prove.expected import Expected, OutlineEntry
from kurrasa.prove.ledger import READERS, Ledger
from kurrasa.prove.proof import prove
from kurrasa.prove.report import Proof
from kurrasa.store import Store, key

NAMELESS = bytes(16)  # the place of an identifier


def finished(
    bound: Sequence[Bound], title: str, composer: Composer, pages: PageMap, name: str, identifier: bytes
) -> Way[tuple[bytes, Proof]]:
    """Bind sheets into one file and prove it; `name` is that of its ledger."""
    total = bound[-1].numbers.stop - 1
    expected, numbers = expect(bound, total, title, composer), printed(bound, pages)
    binding = _binding(bound, title, total, composer)
    # where a text is written does not matter unless something is wrong with it
    placeless = replace(expected, texts=tuple(replace(text, spot=None) for text in expected.texts))
    sheets = tuple(item.sheet.task for item in bound)
    made_of = (*(sheet.name for sheet in sheets), repr(binding), repr(placeless), repr(numbers), *map(version, READERS))
    given = (sheets, binding, placeless, numbers, name, composer.style.faces)
    pdf, proof = yield Task(key("handouts", *made_of), bind_and_prove, given)
    if proof.faults:
        proof = _proof(pdf, expected, numbers)
    return _identified(pdf, identifier), proof


def bind_and_prove(
    store: Store,
    sheets: Sequence[Task],
    binding: Binding,
    expected: Expected,
    numbers: Sequence[Printed],
    name: str,
    faces: Faces,
) -> tuple[bytes, Proof]:
    """Bind sheets that were set, and prove what has come of it."""
    out = io.BytesIO()
    bind(_pieces(store, sheets), binding, out, Bench(Foundry(faces, store)))
    ledger = Ledger(store, name)
    proof = _proof(out.getvalue(), expected, numbers, ledger)
    ledger.save()
    return out.getvalue(), proof


def _proof(pdf: bytes, expected: Expected, numbers: Sequence[Printed], ledger: Ledger | None = None) -> Proof:
    proof = prove(pdf, expected, ledger)
    return replace(proof, checks=(*proof.checks, check_pages(pdf, numbers)))


def _pieces(store: Store, sheets: Sequence[Task]) -> Iterator[Piece]:
    formes = [forme(store, sheet) for sheet in sheets]
    marks = [{name: use.marks for name, use in one.fonts.items()} for one in formes]
    settled = codes(marks)
    at = 1
    for one, own in zip(formes, marks, strict=True):
        if not at % 2:  # the back of a one-sided handout
            yield blank(one, at, ())
            at += 1
        yield Piece(one, [()] * len(one.pages), (), moved(own, settled))
        at += len(one.pages)


def _binding(bound: Sequence[Bound], title: str, total: int, composer: Composer) -> Binding:
    book = composer.dossier.book
    imprint = Imprint(
        title=title,
        language=book.language,
        direction=composer.style.direction,
        author=composer.dossier.author,
        subject=book.title,
        creator=f"Kurrasa {__version__}",
        identifier=NAMELESS,
    )
    return Binding(
        imprint,
        producer(),
        outline=[OutlineEntry(item.sheet.title, item.first) for item in bound],
        labels=[str(n) for n in range(1, total + 1)],
        count=len(bound) + total - sum(item.sheet.sides.count for item in bound),
        layout="SinglePage",
    )


def _identified(pdf: bytes, identifier: bytes) -> bytes:
    """The file under its identifier, which stands in its trailer and nowhere else (ISO 32000-2, 14.4)."""
    entry = b"/ID[<%b><%b>]"
    before, after = (entry % ((one.hex().encode(),) * 2) for one in (NAMELESS, identifier))
    body, found, end = pdf.rpartition(before)
    if not found:
        raise ValueError("a file without an identifier")
    return body + after + end
