"""Whether the words of a PDF can be found and copied: text as it is and fully vocalised, in poppler and pdfium.

In: the corpus, set by every engine. Out: a table of the share of words that come out whole, and of the phrases that a
search finds across punctuation, beside the bars.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2 as pdfium

from bench import engines, report
from bench.corpus import ROOT, Kind, book, plain
from bench.report import Bar
from bench.search import LOST_ON_POPPLER, found_by_pdfium, found_by_poppler

CHAPTERS = 20
PHRASES = 300
OUT = ROOT / "build" / "bench"
# Invisible characters that order a line but are no part of its words.
_ORDERING = dict.fromkeys([0xAD, 0x200B, 0x200E, 0x200F, 0x61C, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
_ACROSS = re.compile(r"[\w\u064b-\u0652]+[،؛:.»)]+ [\w\u064b-\u0652]+|[\w\u064b-\u0652]+ [«(][\w\u064b-\u0652]+")


@dataclass(frozen=True)
class Found:
    """Per cent of words whole, and of phrases found, by reader."""

    poppler: float
    pdfium: float
    search_poppler: float
    search_pdfium: float


def poppler(pdf: Path) -> str:
    """The text of a PDF as poppler reads it."""
    done = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True)  # noqa: S603, S607
    return done.stdout.decode("utf-8", "replace")


def whole(wanted: Sequence[str], text: str) -> float:
    """Per cent of the words that stand whole in a text, each as often as it should; in whatever order."""
    asked = Counter(unicodedata.normalize("NFC", word) for word in wanted)
    given = Counter(unicodedata.normalize("NFC", text.translate(_ORDERING).replace("\x02", "")).split())
    return 100 * (asked & given).total() / asked.total()


def phrases(texts: Sequence[str]) -> list[str]:
    """Neighbours with a punctuation mark between them, as a reader would type them."""
    found = sorted({m[0] for text in texts for m in _ACROSS.finditer(text) if not LOST_ON_POPPLER.intersection(m[0])})
    return sorted(random.Random(2).sample(found, min(PHRASES, len(found))))  # noqa: S311 - a sample, not a secret


def look(pdf: Path, texts: Sequence[str]) -> Found:
    """Hold a PDF against the texts set in it."""
    wanted = [word for text in texts for word in text.split()]
    pages = [page.get_textpage() for page in pdfium.PdfDocument(pdf)]
    asked = phrases(texts)
    return Found(
        poppler=whole(wanted, poppler(pdf)),
        pdfium=whole(wanted, "\n".join(page.get_text_range() for page in pages)),
        search_poppler=_share_found(found_by_poppler, pdf, asked),
        search_pdfium=_share_found(found_by_pdfium, pdf, asked),
    )


def _share_found(search: Callable[[Path, Sequence[str]], set[str]], pdf: Path, asked: Sequence[str]) -> float:
    """Per cent of phrases found with a vowel typed after its shadda or, as NFC has it, before."""
    forms = {phrase: (phrase, unicodedata.normalize("NFC", phrase)) for phrase in asked}
    found = search(pdf, sorted({form for pair in forms.values() for form in pair}))
    return 100 * sum(not found.isdisjoint(pair) for pair in forms.values()) / len(asked)


def main(chapters: int = CHAPTERS) -> None:
    """Set both texts with every engine, read them back and print what came out."""
    page = replace(engines.OWN, kashida="strong")
    own: dict[Kind, Found] = {}
    rows = []
    kinds: tuple[tuple[Kind, str], ...] = (("plain", "as it is"), ("vocalised", "vocalised"))
    for kind, called in kinds:
        chosen = book(chapters, kind)
        texts = [text for chapter in chosen for text in (chapter.title, *plain(chapter.paragraphs))]
        for engine, name in engines.NAMES.items():
            pdf = engines.write_apart(engine, kind, chapters, page, OUT / f"words-{kind}-{engine}.pdf")
            found = look(pdf, texts)
            if engine == "compositor":
                own[kind] = found
            figures = (found.poppler, found.pdfium, found.search_poppler, found.search_pdfium)
            rows.append((f"{name}, {called}", *(f"{figure:.2f}" for figure in figures)))
        count = sum(len(text.split()) for text in texts)
        report.say(f"Text {called}: {count} words, {len(phrases(texts))} phrases")
    columns = ("", "words, poppler", "words, pdfium", "phrases, poppler", "phrases, pdfium")
    report.table("Per cent of words that come out whole, of phrases across punctuation that are found", columns, rows)
    report.bars(
        [
            Bar(f"whole words, {called}, {reader}", figure, 99.5, at_most=False, aim=99.9)
            for kind, called in kinds
            for reader, figure in (("poppler", own[kind].poppler), ("pdfium", own[kind].pdfium))
        ]
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
