"""How even the spaces of a justified page are: the compositor's three strengths of kashida beside the other engines.

In: the edition's own text at its 104 mm, and that of the English edition, hyphenated. Out: tables beside the bars, and
`build/bench/spaces.svg`. Every figure is read from the finished PDF, by the same means whoever wrote it: where pdfium
says that the characters stand.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import fmean, pstdev

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import uharfbuzz as hb

from bench import engines, histogram, report
from bench.corpus import ROOT
from bench.report import Bar
from kurrasa.faces import FOLDER

CHAPTERS = 100
GAP = 0.1  # em: what poppler takes for a space, and no pair of letters is apart
REACH = 1.2  # points: a line that ends nearer than this to the margin is justified
APART = 3.0  # points: letters of one line hang no farther from each other's base line
PT = 72 / 25.4  # a millimetre in points
OUT = ROOT / "build" / "bench"

Span = tuple[float, float]


@dataclass(frozen=True)
class Figures:
    """Space as set ÷ natural, of every justified line."""

    ratios: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Mean."""
        return fmean(self.ratios)

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        return pstdev(self.ratios)

    @property
    def p95(self) -> float:
        """The ratio that one line in twenty is over."""
        return sorted(self.ratios)[int(0.95 * (len(self.ratios) - 1))]

    @property
    def over(self) -> float:
        """Per cent of lines over 1.6."""
        return 100 * sum(ratio > 1.6 for ratio in self.ratios) / len(self.ratios)

    @property
    def under(self) -> float:
        """Per cent of lines under .7."""
        return 100 * sum(ratio < 0.7 for ratio in self.ratios) / len(self.ratios)


def natural_space(page: engines.Page) -> float:
    """The advance of the text face's space, in ems."""
    face = hb.Face(hb.Blob.from_file_path(FOLDER / f"{page.face.replace(' ', '')}-Regular.ttf"))
    font = hb.Font(face)
    return float(font.get_glyph_h_advance(font.get_nominal_glyph(0x20)) / face.upem)


def lines(pdf: Path) -> Iterator[tuple[Span, ...]]:
    """Each line of a PDF as the extents of its characters, from left to right, in points; spaces and marks left out.

    An extent is a character's advance box (pdfium's loose box), so that no overhang of a letter counts.
    """
    document = pdfium.PdfDocument(pdf)
    x, y = ctypes.c_double(), ctypes.c_double()
    for page in document:
        text = page.get_textpage()
        found: list[tuple[float, Span]] = []
        for index in range(text.count_chars()):
            if raw.FPDFText_IsGenerated(text, index) or chr(raw.FPDFText_GetUnicode(text, index)).isspace():
                continue
            left, _, right, _ = text.get_charbox(index, loose=True)
            if right - left > 0.5 and raw.FPDFText_GetCharOrigin(text, index, x, y):
                found.append((y.value, (left, right)))
        found.sort(reverse=True)
        line: list[Span] = []
        for (above, span), (below, _) in pairwise([*found, (-1e9, (0.0, 0.0))]):
            line.append(span)
            if above - below > APART:
                yield tuple(sorted(line))
                line = []


def measure(pdf: Path, page: engines.Page) -> Figures:
    """The mean space of every justified line of a PDF, as a ratio to the face's own."""
    space, margin = natural_space(page), page.side * PT
    ratios = []
    for spans in lines(pdf):
        short = spans[0][0] - margin if page.direction == "rtl" else 148 * PT - margin - spans[-1][1]
        if short > REACH:
            continue
        gaps, end = [], spans[0][1]
        for left, right in spans[1:]:
            if left - end > GAP * page.size:
                gaps.append(left - end)
            end = max(end, right)
        if gaps:
            ratios.append(fmean(gaps) / page.size / space)
    return Figures(tuple(ratios))


def main(chapters: int = CHAPTERS) -> None:
    """Set the text with every engine, measure, draw and print."""
    found: dict[str, Figures] = {}
    strengths: tuple[engines.Kashida, ...] = ("none", "restrained", "strong")
    for strength in strengths:
        page = replace(engines.OWN, kashida=strength)
        pdf = engines.write_apart("compositor", "plain", chapters, page, OUT / f"page-{strength}.pdf", titles=False)
        found[f"kashida {strength}"] = measure(pdf, page)
    peers: tuple[engines.Engine, ...] = ("weasyprint", "typst", "chromium")
    for engine in peers:
        pdf = engines.write_apart(engine, "plain", chapters, engines.OWN, OUT / f"page-{engine}.pdf", titles=False)
        found[engines.NAMES[engine]] = measure(pdf, engines.OWN)
    english = replace(engines.OWN, language="en")
    hyphenated: dict[str, Figures] = {}
    for engine, name in engines.NAMES.items():
        pdf = engines.write_apart(engine, "plain", chapters, english, OUT / f"page-en-{engine}.pdf", titles=False)
        hyphenated[name] = measure(pdf, english)

    _table(found, engines.OWN)
    _table(hyphenated, english)
    report.bars([*_bars(found), *_english_bars(hyphenated)])
    drawing = OUT / "spaces.svg"
    own = frozenset(name for name in found if name.startswith("kashida"))
    ratios = {name: figures.ratios for name, figures in found.items()}
    histogram.draw(drawing, "Space as set ÷ natural, justified lines", ratios, own, (0.7, 1, 1.6))
    report.say(f"Distribution: {drawing.relative_to(ROOT)}")


def _table(found: Mapping[str, Figures], page: engines.Page) -> None:
    space = natural_space(page)
    report.table(
        f"Space as set ÷ the face's own ({space:.3f} em); {page.face} {page.size:g} pt, {page.measure:g} mm",
        ("", "lines", "mean", "sd", "p95", "max", "% over 1.6", "% under .7"),
        [
            (
                name,
                str(len(figures.ratios)),
                f"{figures.mean:.3f}",
                f"{figures.deviation:.3f}",
                f"{figures.p95:.2f}",
                f"{max(figures.ratios):.2f}",
                f"{figures.over:.2f}",
                f"{figures.under:.2f}",
            )
            for name, figures in found.items()
        ],
    )


def _bars(found: Mapping[str, Figures]) -> Iterator[Bar]:
    restrained, strong = found["kashida restrained"], found["kashida strong"]
    yield Bar("restrained: p95", restrained.p95, 1.38, aim=1.30)
    yield Bar("restrained: sd", restrained.deviation, 0.17, aim=0.14, digits=3)
    yield Bar("restrained: % of lines over 1.6", restrained.over, 0.5)
    yield Bar("restrained: % of lines under .7", restrained.under, 0)
    yield Bar("strong: p95", strong.p95, 1.25)
    yield Bar("strong: sd", strong.deviation, 0.12, digits=3)
    for peer in ("Typst", "Chromium"):
        other = found[peer]
        yield Bar(f"restrained beside {peer}: mean, from 1", abs(restrained.mean - 1), abs(other.mean - 1), digits=3)
        yield Bar(f"restrained beside {peer}: sd", restrained.deviation, other.deviation, digits=3)
        yield Bar(f"restrained beside {peer}: p95", restrained.p95, other.p95)
        yield Bar(f"restrained beside {peer}: max", max(restrained.ratios), max(other.ratios))


def _english_bars(found: Mapping[str, Figures]) -> Iterator[Bar]:
    own = found["compositor"]
    yield Bar("English: % of lines over 1.6", own.over, 10)
    for peer in ("WeasyPrint", "Typst", "Chromium"):
        yield Bar(f"English beside {peer}: sd", own.deviation, found[peer].deviation, digits=3)
        yield Bar(f"English beside {peer}: p95", own.p95, found[peer].p95)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
