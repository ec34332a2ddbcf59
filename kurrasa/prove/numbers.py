"""Page numbers: what is printed in folios, contents, indexes, chronology and cross-references, and where it leads.

In: what was found on each sheet, where its links land, and what the binder expects. Out: checks.
The number of a page is what is *printed* on it; only where a page prints none is it its page label.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kurrasa.diagnostics import Diagnostic
from kurrasa.prove.expected import Expected, ExpectedIndex, PrintedNumber
from kurrasa.prove.findings import DASHES, Findings
from kurrasa.prove.report import Check, fault, page_name

OWN_ADDRESS = re.compile(r"(https?|mailto):")
BOUND = "Bind the book again; if it comes again, report it with the content folder."


@dataclass(frozen=True)
class Leaf:
    """A sheet by its number, what was found on it, its page label, and the sheets its links land on."""

    number: int
    label: str
    found: Findings
    landings: tuple[int | None, ...]


@dataclass(frozen=True)
class Matched:
    """A number that the binder expects, the sheet where its link lands, and whether a dash joins it to the one before
    in its line."""

    sheet: int
    number: PrintedNumber
    landing: int | None
    dashed: bool


Named = Callable[[ExpectedIndex, int], bool]
"""Whether a sheet names the record of an index line."""


def check_numbers(leaves: Sequence[Leaf], named: Named, expected: Expected) -> tuple[Check, ...]:
    """Prove every page number of the book: folios, links that show a number, links at large, index lines."""
    printed = {leaf.number: leaf.found.folio for leaf in leaves if leaf.found.folio is not None}
    matched = tuple(_match(leaves, expected))
    return (
        Check("Folios", len(printed), tuple(_folios(printed, expected))),
        Check(
            "Page numbers",
            sum(len(page.numbers) for page in expected.pages),
            (
                *_matched_faults(matched, printed, leaves, expected),
                *_lost(leaves, expected),
                *_extra(leaves, expected),
            ),
            sum(m.landing not in printed for m in matched),
        ),
        Check("Links", sum(len(leaf.found.links) for leaf in leaves), tuple(_links(leaves, expected))),
        Check("Index lines", len(expected.indexes), tuple(_indexes(matched, named, expected))),
    )


def _folios(printed: Mapping[int, str], expected: Expected) -> Iterator[Diagnostic]:
    """Each folio printed is the one expected."""
    for page in expected.pages:
        if page.number in printed and printed[page.number] != page.folio:
            yield fault(
                "folio",
                "Page {folio} (sheet {sheet}, {part}) prints «{printed}» for its number.",
                BOUND,
                {**page_name(expected, page.number), "printed": printed[page.number]},
            )


def _match(leaves: Sequence[Leaf], expected: Expected) -> Iterator[Matched]:
    """Give each number expected that was found as a link at its place."""
    for leaf, page in zip(leaves, expected.pages, strict=False):
        for found in leaf.found.numbers:
            yield Matched(leaf.number, page.numbers[found.number], leaf.landings[found.link], found.dashed)


def _matched_faults(
    matched: Sequence[Matched], printed: Mapping[int, str], leaves: Sequence[Leaf], expected: Expected
) -> Iterator[Diagnostic]:
    """Each number is the one printed on the page its link lands on, and its record stands there."""
    for m in matched:
        here = page_name(expected, m.sheet)
        if m.landing is None:
            yield fault(
                "number",
                "«{text}» on page {folio} ({part}) leads nowhere; its target is {target}.",
                BOUND,
                {**here, "text": m.number.text, "target": m.number.target},
            )
            continue
        there = printed.get(m.landing) or leaves[m.landing - 1].label
        if there != m.number.text:
            yield fault(
                "number",
                "«{text}» on page {folio} ({part}) leads to a page that prints «{printed}».",
                BOUND,
                {**here, "text": m.number.text, "printed": there},
            )
        stands_on = expected.anchors.get(m.number.target)
        if stands_on != m.landing:
            yield fault(
                "number",
                "«{text}» on page {folio} ({part}) leads to sheet {landing}, but {target} stands on sheet {stands}.",
                BOUND,
                {
                    **here,
                    "text": m.number.text,
                    "landing": str(m.landing),
                    "target": m.number.target,
                    "stands": str(stands_on or "–"),
                },
            )


def _lost(leaves: Sequence[Leaf], expected: Expected) -> Iterator[Diagnostic]:
    """No number expected is missing from the PDF."""
    found = {(leaf.number, n.number) for leaf in leaves for n in leaf.found.numbers}
    for page in expected.pages:
        for i, number in enumerate(page.numbers):
            if (page.number, i) not in found:
                yield fault(
                    "number",
                    "«{text}», the page of {target}, isn't printed as a link at its place on page {folio} ({part}).",
                    BOUND,
                    {**page_name(expected, page.number), "text": number.text, "target": number.target},
                )


def _extra(leaves: Sequence[Leaf], expected: Expected) -> Iterator[Diagnostic]:
    """No link shows a bare number but those expected, and the rest of one on the line above: its name ends with a year,
    and the line before it."""
    for leaf in leaves:
        shown = {n.link for n in leaf.found.numbers}
        for i, link in enumerate(leaf.found.links):
            continued = any(leaf.landings[other] == leaf.landings[i] for other in link.below)
            if link.text.isdecimal() and link.address is None and i not in shown and not continued:
                yield fault(
                    "number",
                    "A link on page {folio} ({part}) shows «{text}» but is no page number that the binder knows.",
                    "Let no link show a bare number unless it is a page number.",
                    {**page_name(expected, leaf.number), "text": link.text},
                )


def _links(leaves: Sequence[Leaf], expected: Expected) -> Iterator[Diagnostic]:
    """Each link leads into the book or to an address of the web or of mail."""
    for leaf in leaves:
        for link, landing in zip(leaf.found.links, leaf.landings, strict=True):
            if landing is None and not OWN_ADDRESS.match(link.address or ""):
                yield fault(
                    "link",
                    "The link «{text}» on page {folio} ({part}) leads nowhere (address: {address}).",
                    BOUND,
                    {
                        **page_name(expected, leaf.number),
                        "text": link.text,
                        "address": link.address or "–",
                    },
                )


def _indexes(matched: Sequence[Matched], named: Named, expected: Expected) -> Iterator[Diagnostic]:
    """Each index line, as printed, lists exactly the pages that cite its record, each once, ranges without a gap."""
    lines: dict[tuple[str, str], list[Matched]] = {}
    for m in matched:
        if m.number.entry:
            part = expected.pages[m.sheet - 1].part
            lines.setdefault((part, m.number.entry), []).append(m)
    for index in expected.indexes:
        runs = _runs(lines.get((index.part, index.record), []))
        values = {"record": index.record, "part": _part_title(index, expected)}
        printed = tuple("–".join(m.number.text for m in run) for run in runs)
        if printed != tuple(DASHES.sub("–", item) for item in index.listed):
            yield fault(
                "index",
                "{part}: the line of {record} reads «{read}»; it should read «{listed}».",
                BOUND,
                {**values, "read": "، ".join(printed), "listed": "، ".join(index.listed)},
                index.spot,
            )
        sheets = [sheet for run in runs for sheet in _covered(run)]
        false = sorted(set(sheets) - set(index.pages))
        missing = sorted(set(index.pages) - set(sheets))
        for message, wrong in (
            ("{part}: the line of {record} lists pages {pages}, which don't cite it.", false),
            ("{part}: the line of {record} leaves out pages {pages}, which cite it.", missing),
        ):
            if wrong:
                yield fault(
                    "index",
                    message,
                    BOUND,
                    {**values, "pages": "، ".join(expected.folios.get(s, str(s)) for s in wrong)},
                    index.spot,
                )
        if len(sheets) != len(set(sheets)):
            yield fault("index", "{part}: the line of {record} lists a page twice.", BOUND, values, index.spot)
        yield from _named(index, named, expected)


def _named(index: ExpectedIndex, named: Named, expected: Expected) -> Iterator[Diagnostic]:
    """Each page cited names the record in one of its forms."""
    for sheet in index.pages if index.words else ():
        if not named(index, sheet):
            yield fault(
                "index",
                "Page {folio} ({part}) is in the index line of {record} but doesn't name it.",
                "Check that the reference prints one of the names of its record.",
                {**page_name(expected, sheet), "record": index.record},
                index.spot,
            )


def _runs(line: Sequence[Matched]) -> list[list[Matched]]:
    """Part the numbers of one index line into single pages and ranges, as a dash between two of them tells."""
    runs: list[list[Matched]] = []
    for m in line:
        if runs and len(runs[-1]) == 1 and m.dashed:
            runs[-1].append(m)
        else:
            runs.append([m])
    return runs


def _covered(run: list[Matched]) -> range:
    """Give the sheets a page number or a range stands for."""
    first, last = run[0].landing or 0, run[-1].landing or 0
    return range(first, last + 1)


def _part_title(index: ExpectedIndex, expected: Expected) -> str:
    return next((page.title for page in expected.pages if page.part == index.part), index.part)
