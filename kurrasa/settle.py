"""Pass after pass until no page number moves: the parts composed and typeset by the numbers of the pass before.

In: an edition, and the workshop that sets its parts. Out: the parts as they lie and the map of their pages, or the
faults that forbid them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kurrasa.arrange import Part
from kurrasa.compose import Composer
from kurrasa.diagnostics import Diagnostic
from kurrasa.order import Report, Step
from kurrasa.paginate import PageMap, Placed, opening, page_map, side
from kurrasa.typeset import Complaint, Overflow, TooLong
from kurrasa.workshop import Job, Workshop

PASSES = 8  # a book whose numbers still move after so many passes is not converging


def settle(
    composer: Composer, workshop: Workshop, report: Report
) -> tuple[list[Placed], PageMap, tuple[Diagnostic, ...]]:
    """Compose and typeset every part until no page number that is printed moves any more.

    A part whose HTML is the same as in the pass before is not set again. Gives the parts as they lie and the map, or
    the faults that forbid them: lines that don't fit, or numbers that never come to rest.
    """
    book, idiom = composer.dossier.book, composer.dossier.idiom
    parts = composer.arrangement.parts
    pages = PageMap()
    for _ in range(PASSES):
        placed, faults = _pass(composer, parts, pages, workshop, report)
        if faults:
            return [], pages, faults
        found = page_map(placed, idiom, book.front_matter)
        if found.same(pages):
            return placed, pages, tuple(_overfull(placed))
        pages = found
    fault = Diagnostic(
        "page-numbers",
        "The page numbers do not come to rest: a part grows and shrinks as its own numbers change.",
        "Let the part before the contents open on “either” side, or shorten a line of the contents.",
    )
    return [], pages, (fault,)


def _pass(
    composer: Composer, parts: Sequence[Part], pages: PageMap, workshop: Workshop, report: Report
) -> tuple[list[Placed], tuple[Diagnostic, ...]]:
    """Set all parts by one map of the pages. What side a part opens on is guessed from where it lay before; a part that
    comes to lie on the other is set again."""
    before = {item.part.id: item.first for item in pages.placed}
    guessed = [side(before.get(part.id, opening(part, 1))) for part in parts]
    jobs = [Job(part.title, composer.compose(part, opens, pages)) for part, opens in zip(parts, guessed, strict=True)]
    placed: list[Placed] = []
    faults: list[Diagnostic] = []
    free = 1
    for index, (part, opens, sheets) in enumerate(zip(parts, guessed, workshop.typeset(jobs), strict=True)):
        report(Step("Setting", part.title, index, len(parts)))
        first = opening(part, free)
        if not isinstance(sheets, Complaint) and side(first) != opens:
            (sheets,) = workshop.typeset([Job(part.title, composer.compose(part, side(first), pages))])
        if isinstance(sheets, Complaint):
            faults.append(complaint_of(part.title, sheets))
            continue
        placed.append(Placed(part, first, sheets))
        free = first + len(sheets.sheets)
    return placed, tuple(faults)


def complaint_of(title: str, complaint: Complaint) -> Diagnostic:
    """What the typesetter says against a part or a handout."""
    if isinstance(complaint, TooLong):
        return Diagnostic(
            "too-long",
            "“{part}” is not set within {seconds} seconds.",
            "Divide what is very long in it; or give it more time with --limit.",
            None,
            {"part": title, "seconds": f"{complaint.seconds:g}"},
        )
    return Diagnostic(
        "typesetter",
        "“{part}” can't be set: {complaint}.",
        "Take what it names out of the part's records; if a template brought it in, mend the template.",
        None,
        {"part": title, "complaint": str(complaint)},
    )


def _overfull(placed: Sequence[Placed]) -> Iterator[Diagnostic]:
    for item in placed:
        for overflow in item.typeset.overflows:
            yield overfull(item.part.title, overflow)


def overfull(title: str, overflow: Overflow) -> Diagnostic:
    """A line of a part or a handout that does not fit its column."""
    return Diagnostic(
        "overflow",
        "In “{part}”, page {page} of the part, a line is {excess} mm too long: “{text}”.",
        "Shorten the text, or divide what cannot be broken.",
        None,
        {
            "part": title,
            "page": str(overflow.page),
            "excess": str(overflow.excess),
            "text": overflow.text[:80],
        },
    )
