"""The way from a content and an earlier edition of it to what has changed; writes `changes/` in the book's folder.

In: an order. Out: what came of it. The later edition is built aside: the book in its place is left as it is. Where
pages have moved, it is built once more with the numbers of the earlier one, for the leaves that slip in. All files are
put in place together, or none.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf

from kurrasa.build import put
from kurrasa.changes import report as reports
from kurrasa.changes.compare import Comparison, compare
from kurrasa.changes.leaves import Count, Press, leaves, press, to_print
from kurrasa.changes.marks import Marks, marks
from kurrasa.changes.since import Edition, built, earlier
from kurrasa.changes.slip import filing, renumbers
from kurrasa.diagnostics import Diagnostic
from kurrasa.impose.sections import Binding
from kurrasa.load import load
from kurrasa.manifest import Manifest
from kurrasa.order import Order as Book
from kurrasa.order import Report, Step
from kurrasa.usage import Say

FOLDER = "changes"


@dataclass(frozen=True)
class Order:
    """What is to be compared: the book of which order, since what, and how it is bound on paper.

    `language` is that of the report, `say` its words.
    """

    book: Book
    since: str | None
    signature: int
    binding: Binding
    language: str


@dataclass(frozen=True)
class Slip:
    """The leaves that mend a printed copy: the edition they are of, which they are (from 0), what is put for what."""

    edition: Edition
    again: tuple[int, ...]
    filing: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    lettered: bool

    @property
    def count(self) -> Count:
        """How many leaves there are, and how many are to be printed."""
        return Count(len(leaves(self.edition.manifest.pages)), len(self.again))


@dataclass(frozen=True)
class Changes:
    """Everything that the report tells."""

    earlier: Edition
    later: Edition
    comparison: Comparison
    marks: Marks
    press: Press
    slip: Slip
    signature: int
    binding: Binding


@dataclass(frozen=True)
class Outcome:
    """What came of an order; without `changes` nothing was written."""

    changes: Changes | None
    diagnostics: tuple[Diagnostic, ...]
    files: tuple[Path, ...] = ()


def changes(order: Order, report: Report, say: Say) -> Outcome:
    """Compare, and put the report and the leaves in place. Raises `Misuse` and `MachineLacks`."""
    content, faults = load(order.book.content)
    if content is None:
        return Outcome(None, faults)
    language = order.book.language
    name = "booklet.pdf" if language in (None, content.book.language) else f"booklet.{language}.pdf"
    before = earlier(order.book, name, order.since, report, say)
    if isinstance(before, tuple):
        return Outcome(None, before)
    later = built(order.book, report, "content")
    if isinstance(later, tuple):
        return Outcome(None, later)
    if fault := _foreign(before, later):
        return Outcome(None, (fault,))
    slip, faults = _slip(order.book, before, later, report)
    report(Step("Comparing", "", 0, 1))
    comparison = compare(before.manifest, later.manifest)
    told = Changes(
        earlier=before,
        later=later,
        comparison=comparison,
        marks=_marks(comparison, before, later),
        press=press(before.manifest.pages, later.manifest.pages, order.signature, order.binding),
        slip=slip,
        signature=order.signature,
        binding=order.binding,
    )
    report(Step("Setting the report", "", 0, 1))
    folder = order.book.out / FOLDER
    files = {
        folder / "report.html": reports.html(told, order.language),
        folder / "report.pdf": reports.pdf(told, order.language),
    }
    stale = folder / "leaves.pdf"
    if slip.again:
        files[stale] = leaves_pdf(slip)
    folder.mkdir(parents=True, exist_ok=True)
    put(files)
    if not slip.again:
        stale.unlink(missing_ok=True)  # leaves of another comparison
    return Outcome(told, (*later.warnings, *faults), tuple(files))


def _foreign(before: Edition, later: Edition) -> Diagnostic | None:
    if before.manifest.language == later.manifest.language:
        return None
    return Diagnostic(
        "manifest",
        "{name} is an edition in another language ({other}) than the book ({own}).",
        "Name an edition in the same language, or its language by --lang.",
        None,
        {"name": before.name, "other": before.manifest.language, "own": later.manifest.language},
    )


def _marks(comparison: Comparison, before: Edition, later: Edition) -> Marks:
    assert later.pdf is not None
    return marks(comparison, before.manifest, before.pdf, later.manifest, later.pdf) if before.pdf else Marks()


def _slip(order: Book, before: Edition, later: Edition, report: Report) -> tuple[Slip, tuple[Diagnostic, ...]]:
    """The leaves to print: of the later edition as it is or, where that calls pages otherwise, of one that doesn't."""
    edition = later
    faults: tuple[Diagnostic, ...] = ()
    if renumbers(before.manifest, later.manifest):
        kept = built(replace(order, keep=before.manifest), report, "content")
        if isinstance(kept, Edition):
            edition = kept
        else:
            # the leaves are then those of the later edition under its own numbers, and these faults say why
            faults = tuple(replace(fault, severity="warning") for fault in kept)
    old, new = before.manifest, edition.manifest
    again = to_print(old.pages, new.pages)
    return Slip(edition, again, tuple(filing(old, new, again)), edition is not later), faults


def leaves_pdf(slip: Slip) -> bytes:
    """The leaves to print, each with both its pages under their labels: nothing but paper, so without links."""
    assert slip.edition.pdf is not None
    with pikepdf.open(io.BytesIO(slip.edition.pdf)) as book, pikepdf.new() as made:
        numbers = [n for leaf in slip.again for n in (2 * leaf, 2 * leaf + 1) if n < len(book.pages)]
        labels = pikepdf.Array()
        for index, n in enumerate(numbers):
            made.pages.append(book.pages[n])
            page = made.pages[index]
            for name in ("/Annots", "/StructParents", "/Tabs", "/B"):
                if name in page:
                    del page[name]
            labels.append(index)
            labels.append(pikepdf.Dictionary(P=pikepdf.String(slip.edition.manifest.pages[n].folio)))
        made.Root.PageLabels = pikepdf.Dictionary(Nums=labels)
        reading = "/R2L" if slip.edition.manifest.direction == "rtl" else "/L2R"
        made.Root.ViewerPreferences = pikepdf.Dictionary(Direction=pikepdf.Name(reading), DisplayDocTitle=True)
        made.Root.Lang = pikepdf.String(slip.edition.manifest.language)
        made.docinfo["/Title"] = slip.edition.manifest.title
        made.remove_unreferenced_resources()
        return _saved(made)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    to = io.BytesIO()
    pdf.save(to, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return to.getvalue()


def as_data(changes: Changes) -> dict[str, object]:
    """The changes for programs."""
    before, later = changes.earlier.manifest, changes.later.manifest
    press, slip = changes.press, changes.slip
    return {
        "earlier": _edition(changes.earlier),
        "later": _edition(changes.later),
        "pages": [
            {
                "sheet": c.sheet,
                "folio": later.page(c.sheet).folio,
                "part": later.page(c.sheet).part,
                "change": c.kind,
                "was": c.before and {"sheet": c.before, "folio": before.page(c.before).folio},
            }
            for c in changes.comparison.pages
        ],
        "removed": [
            {"sheet": n, "folio": before.page(n).folio, "part": before.page(n).part} for n in changes.comparison.removed
        ],
        **{
            name: [{"part": x.part, "record": x.record, "name": x.name, "was": x.before, "is": x.after} for x in lines]
            for name, lines in (("index", changes.comparison.index), ("contents", changes.comparison.contents))
        },
        "leaves": {
            "pages": [[p.folio for p in leaves(slip.edition.manifest.pages)[n]] for n in slip.again],
            "lettered": slip.lettered,
            "again": slip.count.again,
            "saved": slip.count.saved,
            "filing": [{"out": out, "in": into} for out, into in slip.filing],
        },
        "press": {
            "signature": changes.signature,
            "binding": changes.binding,
            **{
                name: {"again": count.again, "saved": count.saved}
                for name, count in (("leaves", press.leaves), ("folded", press.folded), ("sections", press.sections))
            },
        },
    }


def _edition(edition: Edition) -> dict[str, object]:
    m: Manifest = edition.manifest
    return {
        "from": edition.kind,
        "name": edition.name,
        "content": m.content,
        "pdf": hashlib.sha256(edition.pdf).hexdigest() if edition.pdf else None,
        "final": m.final,
        "pages": len(m.pages),
    }
