"""Pass after pass until no page number moves: the parts composed and typeset by the numbers of the pass before.

In: an edition, and the workshop that sets its parts. Out: the parts as they lie and the map of their pages, or the
faults that forbid them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kurrasa.arrange import Part, Side
from kurrasa.changes import slip
from kurrasa.compose import Composer
from kurrasa.diagnostics import Diagnostic
from kurrasa.manifest import Manifest
from kurrasa.order import Report, Step
from kurrasa.paginate import LEAF, SIGNATURE, PageMap, Placed, opening, page_map, side
from kurrasa.typeset import Complaint, Deadly, Overflow, Sheets, TooLong
from kurrasa.workshop import Job, Workshop

PASSES = 8  # a book whose numbers still move after so many passes is not converging


def settle(
    composer: Composer,
    workshop: Workshop,
    report: Report,
    last_time: PageMap | None = None,
    keep: Manifest | None = None,
) -> tuple[list[Placed], PageMap, tuple[Diagnostic, ...]]:
    """Compose and typeset every part until no page number that is printed moves any more.

    A part whose HTML is the same as in the pass before is not set again. `keep` is an earlier
    edition whose pages keep their numbers. `last_time` is the map of an earlier build, by
    which parts are begun before they are asked for: it makes nothing but haste. Gives the parts as they lie and the
    map, or the faults that forbid them: lines that don't fit, or numbers that never come to rest.
    """
    book, idiom = composer.dossier.book, composer.dossier.idiom
    parts = slip.seated(composer.arrangement.parts, keep) if keep else composer.arrangement.parts
    pages = last = PageMap()
    placed: list[Placed] = []
    # most parts will come to lie as they lay: begin with them as they will be printed, which takes longest
    sides, maps = _sides(parts, last_time or pages), (last_time, pages) if last_time else (pages,)
    workshop.ahead(_job(composer, part, sides[part.id], known) for known in maps for part in parts)
    for number in range(PASSES):
        # what a part prints of others is known once all have been set: indexes are set again before any other part is
        again = {part.id for part in parts if number != 1 or not part.trait.cited}
        kept = {item.part.id: item for item in placed if item.part.id not in again}
        placed, faults = _pass(composer, parts, pages, kept, workshop, report, LEAF if keep else SIGNATURE)
        if faults:
            return [], pages, faults
        pages = page_map(placed, idiom, book.front_matter)
        if keep:
            pages = slip.numbered(pages, keep, idiom)
        if number > 1 and pages.same(last):
            return placed, pages, tuple(_overfull(placed))
        last = pages
    fault = Diagnostic(
        "page-numbers",
        "The page numbers do not come to rest: a part grows and shrinks as its own numbers change.",
        "Let the part before the contents open on “either” side, or shorten a line of the contents.",
    )
    return [], pages, (fault,)


def _sides(parts: Sequence[Part], pages: PageMap) -> dict[str, Side]:
    """The side that each part opens on, guessed from where it lay before."""
    before = {item.part.id: item.first for item in pages.placed}
    return {part.id: side(before.get(part.id, opening(part, 1))) for part in parts}


def _job(composer: Composer, part: Part, opens: Side, pages: PageMap) -> Job:
    # before the first pass, a part that asks for pages is told of none: it will be set again
    source, asked = composer.composed(part, opens, pages)
    return Job(part.title, source, draft=asked and not pages.known)


def _pass(
    composer: Composer,
    parts: Sequence[Part],
    pages: PageMap,
    kept: Mapping[str, Placed],
    workshop: Workshop,
    report: Report,
    signature: int,
) -> tuple[list[Placed], tuple[Diagnostic, ...]]:
    """Set all parts by one map of the pages, but those that are kept. A part that comes to lie on another side than was
    guessed is set again."""
    sides = _sides(parts, pages)
    wanted = [part for part in parts if part.id not in kept]
    jobs = [_job(composer, part, sides[part.id], pages) for part in wanted]
    made: dict[str, Sheets | Complaint] = {}
    set_ = 0
    for part, sheets in zip(wanted, workshop.typeset(jobs), strict=True):
        made[part.id] = sheets
        set_ += len(sheets.sheets) if isinstance(sheets, Sheets) else 0
        report(Step("Setting", part.title, len(made) - 1, len(wanted), set_))
    placed: list[Placed] = []
    faults: list[Diagnostic] = []
    known = {part.id: kept[part.id].typeset if part.id in kept else made[part.id] for part in parts}
    workshop.ahead(_job(composer, part, opens, pages) for part, opens in _turned(parts, known, sides, signature))
    free = 1
    for part in parts:
        first = opening(part, free, signature)
        sheets = known[part.id]
        if not isinstance(sheets, Complaint) and side(first) != sides[part.id]:
            (sheets,) = workshop.typeset([_job(composer, part, side(first), pages)])
        if isinstance(sheets, Complaint):
            faults.append(complaint_of(part.title, sheets))
            continue
        placed.append(Placed(part, first, sheets))
        free = first + len(sheets.sheets)
    return placed, tuple(faults)


def _turned(
    parts: Sequence[Part], known: Mapping[str, Sheets | Complaint], sides: Mapping[str, Side], signature: int
) -> Iterator[tuple[Part, Side]]:
    """Parts that lie on another side than was guessed, if all keep as many pages on either."""
    free = 1
    for part in parts:
        first, sheets = opening(part, free, signature), known[part.id]
        if isinstance(sheets, Sheets):
            if side(first) != sides[part.id]:
                yield part, side(first)
            free = first + len(sheets.sheets)


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
    if isinstance(complaint, Deadly):
        return Diagnostic(
            "deadly",
            "“{part}” ends each process that sets it; so it was {deaths} times.",
            "Divide what is very long or large in it; or give the processes more memory.",
            None,
            {"part": title, "deaths": str(complaint.deaths)},
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
