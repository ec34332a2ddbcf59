"""Page numbers: what is printed in folios, contents, indexes, chronology and cross-references, and where it leads.

In: the book read back and what the binder expects. Out: checks.
The number of a page is what is *printed* on it; only where a page prints none is it its page label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kurrasa.diagnostics import Diagnostic
from kurrasa.prove.expected import Expected, ExpectedIndex, PrintedNumber
from kurrasa.prove.readback import SAME_LINE, Link, Readback, Sheet
from kurrasa.prove.report import Check, fault, page_name
from kurrasa.prove.wording import Readings, stands

DASHES = re.compile(r"[-\u2010-\u2015\u2212]")
OWN_ADDRESS = re.compile(r"(https?|mailto):")
BOUND = "Bind the book again; if it comes again, report it with the content folder."


@dataclass(frozen=True)
class Matched:
    """A number that the binder expects, and the link that shows it."""

    sheet: Sheet
    number: PrintedNumber
    link: Link


def check_numbers(book: Readback, read: Readings, expected: Expected) -> tuple[Check, ...]:
    """Prove every page number of the book: folios, links that show a number, links at large, index lines."""
    printed = {
        sheet.number: sheet.read(page.folio_box)
        for sheet, page in zip(book.sheets, expected.pages, strict=False)
        if page.folio is not None and page.folio_box is not None
    }
    matched = tuple(_match(book, expected))
    shown = {id(m.link) for m in matched}
    return (
        Check("Folios", len(printed), tuple(_folios(printed, expected))),
        Check(
            "Page numbers",
            sum(len(page.numbers) for page in expected.pages),
            (
                *_matched_faults(matched, printed, book, expected),
                *_lost(matched, expected),
                *_extra(shown, book, expected),
            ),
            sum(m.link.sheet not in printed for m in matched),
        ),
        Check("Links", sum(len(sheet.links) for sheet in book.sheets), tuple(_links(book, expected))),
        Check("Index lines", len(expected.indexes), tuple(_indexes(matched, read, expected))),
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


def _match(book: Readback, expected: Expected) -> Iterator[Matched]:
    """Pair each number expected with the link that covers its place and shows its text."""
    for sheet, page in zip(book.sheets, expected.pages, strict=False):
        free = [(link, sheet.read(link.box)) for link in sheet.links if link.address is None]
        for number in page.numbers:
            near = [
                (number.box.overlap(link.box), i)
                for i, (link, text) in enumerate(free)
                if text == number.text and number.box.overlap(link.box) > 0
            ]
            if near:
                link, _ = free.pop(max(near, key=lambda pair: (pair[0], -pair[1]))[1])
                yield Matched(sheet, number, link)


def _matched_faults(
    matched: tuple[Matched, ...], printed: Mapping[int, str], book: Readback, expected: Expected
) -> Iterator[Diagnostic]:
    """Each number is the one printed on the page its link lands on, and its record stands there."""
    for m in matched:
        here = page_name(expected, m.sheet.number)
        if m.link.sheet is None:
            yield fault(
                "number",
                "«{text}» on page {folio} ({part}) leads nowhere; its target is {target}.",
                BOUND,
                {**here, "text": m.number.text, "target": m.number.target},
            )
            continue
        there = printed.get(m.link.sheet) or book.sheets[m.link.sheet - 1].label
        if there != m.number.text:
            yield fault(
                "number",
                "«{text}» on page {folio} ({part}) leads to a page that prints «{printed}».",
                BOUND,
                {**here, "text": m.number.text, "printed": there},
            )
        stands_on = expected.anchors.get(m.number.target)
        if stands_on != m.link.sheet:
            yield fault(
                "number",
                "«{text}» on page {folio} ({part}) leads to sheet {landing}, but {target} stands on sheet {stands}.",
                BOUND,
                {
                    **here,
                    "text": m.number.text,
                    "landing": str(m.link.sheet),
                    "target": m.number.target,
                    "stands": str(stands_on or "–"),
                },
            )


def _lost(matched: tuple[Matched, ...], expected: Expected) -> Iterator[Diagnostic]:
    """No number expected is missing from the PDF."""
    found = {(m.sheet.number, id(m.number)) for m in matched}
    for page in expected.pages:
        for number in page.numbers:
            if (page.number, id(number)) not in found:
                yield fault(
                    "number",
                    "«{text}», the page of {target}, isn't printed as a link at its place on page {folio} ({part}).",
                    BOUND,
                    {**page_name(expected, page.number), "text": number.text, "target": number.target},
                )


def _continued(link: Link, sheet: Sheet) -> bool:
    """Whether a link is the rest of one on the line above: its name ends with a year, and the line before it."""
    return any(
        other.sheet == link.sheet
        and other.box.top < link.box.top
        and link.box.top - other.box.bottom < link.box.bottom - link.box.top
        and not sheet.read(other.box).isdecimal()
        for other in sheet.links
        if other is not link and other.address is None
    )


def _extra(shown: set[int], book: Readback, expected: Expected) -> Iterator[Diagnostic]:
    """No link shows a bare number but those expected."""
    for sheet in book.sheets:
        for link in sheet.links:
            text = sheet.read(link.box)
            if text.isdecimal() and link.address is None and id(link) not in shown and not _continued(link, sheet):
                yield fault(
                    "number",
                    "A link on page {folio} ({part}) shows «{text}» but is no page number that the binder knows.",
                    "Let no link show a bare number unless it is a page number.",
                    {**page_name(expected, sheet.number), "text": text},
                )


def _links(book: Readback, expected: Expected) -> Iterator[Diagnostic]:
    """Each link leads into the book or to an address of the web or of mail."""
    for sheet in book.sheets:
        for link in sheet.links:
            if link.sheet is None and not OWN_ADDRESS.match(link.address or ""):
                yield fault(
                    "link",
                    "The link «{text}» on page {folio} ({part}) leads nowhere (address: {address}).",
                    BOUND,
                    {
                        **page_name(expected, sheet.number),
                        "text": sheet.read(link.box),
                        "address": link.address or "–",
                    },
                )


def _indexes(matched: tuple[Matched, ...], read: Readings, expected: Expected) -> Iterator[Diagnostic]:
    """Each index line, as printed, lists exactly the pages that cite its record, each once, ranges without a gap."""
    lines: dict[tuple[str, str], list[Matched]] = {}
    for m in matched:
        if m.number.entry:
            part = expected.pages[m.sheet.number - 1].part
            lines.setdefault((part, m.number.entry), []).append(m)
    for index in expected.indexes:
        runs = _runs(lines.get((index.part, index.record), []), expected)
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
        yield from _named(index, read, expected)


def _named(index: ExpectedIndex, read: Readings, expected: Expected) -> Iterator[Diagnostic]:
    """Each page cited names the record in one of its forms."""
    for sheet in index.pages if index.words else ():
        if not any(stands(word, read((sheet,))) for word in index.words):
            yield fault(
                "index",
                "Page {folio} ({part}) is in the index line of {record} but doesn't name it.",
                "Check that the reference prints one of the names of its record.",
                {**page_name(expected, sheet), "record": index.record},
                index.spot,
            )


def _runs(line: list[Matched], expected: Expected) -> list[list[Matched]]:
    """Part the numbers of one index line into single pages and ranges, as a dash between two of them tells."""
    runs: list[list[Matched]] = []
    for m in line:
        if runs and len(runs[-1]) == 1 and _dash_between(runs[-1][0], m, expected):
            runs[-1].append(m)
        else:
            runs.append([m])
    return runs


def _dash_between(one: Matched, two: Matched, expected: Expected) -> bool:
    """Whether nothing but a dash stands between two numbers of a line, the second after the first as one reads."""
    first, second = one.link.box, two.link.box
    if one.sheet is not two.sheet or abs(first.bottom - second.bottom) > SAME_LINE:
        return False
    start, end = (second.right, first.left) if expected.direction == "rtl" else (first.right, second.left)
    height = first.bottom - first.top
    between = [
        g.text
        for g in one.sheet.by_baseline[1]
        if start < (g.left + g.right) / 2 < end and first.top + height / 2 < g.baseline < first.bottom
    ]
    return bool(DASHES.fullmatch("".join(between)))


def _covered(run: list[Matched]) -> range:
    """Give the sheets a page number or a range stands for."""
    first, last = run[0].link.sheet or 0, run[-1].link.sheet or 0
    return range(first, last + 1)


def _part_title(index: ExpectedIndex, expected: Expected) -> str:
    return next((page.title for page in expected.pages if page.part == index.part), index.part)
