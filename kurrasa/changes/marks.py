"""Where on the paper two editions differ: boxes around the words that are on one of their pages and not on the other.

In: two PDFs, and which of their pages belong together. Out: boxes in millimetres, by sheet. Words are compared over a
whole stretch of pages, so that text which only runs on to the next page is not marked. Where no word differs and yet
the pages do, as in a drawing, the boxes are around the pixels that do.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, NamedTuple

import pypdfium2
from PIL import Image, ImageChops

from kurrasa import design
from kurrasa.changes.compare import Comparison
from kurrasa.manifest import Manifest
from kurrasa.prove.expected import Box

MM = 25.4 / 72
AROUND = 0.3  # millimetres between a word and the mark around it
COARSE = 72  # pixels an inch at which pixels are compared
FAINT = 40  # of 255: a lighter difference is the smoothing of an edge
EXACT = 4000  # words; in a longer row the commonest words are not looked for first
SAME_LINE = 1.5  # millimetres between baselines; a raised mark is on its line
COLUMNS = 0.3  # of the lines of a page that stand beside others: it has columns, or a table
GAP = 3.0  # millimetres without a difference that part two boxes


class Word(NamedTuple):
    """A word, and where it stands; `line` is the height of its baseline."""

    text: str
    sheet: int
    box: Box
    line: float


@dataclass
class Marks:
    """The boxes on the pages of the earlier and of the later edition; `flowed` are later pages that have no mark."""

    before: dict[int, list[Box]] = field(default_factory=lambda: defaultdict(list))
    after: dict[int, list[Box]] = field(default_factory=lambda: defaultdict(list))
    flowed: set[int] = field(default_factory=set)


def marks(comparison: Comparison, before: Manifest, old: bytes, after: Manifest, new: bytes) -> Marks:
    """Mark what differs on the pages that have changed."""
    found = Marks()
    earlier, later = pypdfium2.PdfDocument(old), pypdfium2.PdfDocument(new)
    try:
        pairs = [(c.before, c.sheet) for c in comparison.of("numbers", "changed") if c.before is not None]
        within = [(s.before, s.after) for s in comparison.stretches]
        told = {n for _, sheets in within for n in sheets}
        for olds, news in [*within, *(((o,), (n,)) for o, n in pairs if n not in told)]:
            a = [word for n in olds for word in words(earlier, n, before)]
            b = [word for n in news for word in words(later, n, after)]
            for was, are in _differing(a, b):
                _mark(was, found.before)
                _mark(are, found.after)
        for o, n in pairs:
            if not (found.before[o] or found.after[n]):
                if _flows(n, within):
                    found.flowed.add(n)
                    continue
                if (o - n) % 2 == 0:  # else its margins have changed sides, and all of it differs
                    boxes = list(_pixels(earlier[o - 1], later[n - 1]))
                    found.before[o] += boxes
                    found.after[n] += boxes
    finally:
        earlier.close()
        later.close()
    return found


def _differing(a: Sequence[Word], b: Sequence[Word]) -> Iterator[tuple[Sequence[Word], Sequence[Word]]]:
    """The words that are in one row and not in the other; what both begin and end with is set aside first."""
    shorter = min(len(a), len(b))
    head = next((n for n in range(shorter) if a[n].text != b[n].text), shorter)
    tail = next((n for n in range(shorter - head) if a[-1 - n].text != b[-1 - n].text), shorter - head)
    a, b = a[head : len(a) - tail], b[head : len(b) - tail]
    matcher = SequenceMatcher(None, [w.text for w in a], [w.text for w in b], autojunk=len(a) > EXACT)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            yield a[i:j], b[k:m]


def _flows(sheet: int, within: Iterable[tuple[Sequence[int], Sequence[int]]]) -> bool:
    """Whether a page is one of several through which text runs on."""
    return any(sheet in news and len(olds) + len(news) > 2 for olds, news in within)


def _mark(words: Iterable[Word], found: Mapping[int, list[Box]]) -> None:
    """Box words, those that follow each other on a line together."""
    last: Word | None = None
    for word in words:
        boxes = found[word.sheet]
        if last and _beside(last, word):
            joined = boxes[-1]
            boxes[-1] = Box(
                min(joined.left, word.box.left - AROUND),
                min(joined.top, word.box.top - AROUND),
                max(joined.right, word.box.right + AROUND),
                max(joined.bottom, word.box.bottom + AROUND),
            )
        else:
            box = word.box
            boxes.append(Box(box.left - AROUND, box.top - AROUND, box.right + AROUND, box.bottom + AROUND))
        last = word


def words(document: Any, sheet: int, edition: Manifest) -> Iterator[Word]:
    """The words of a page in the order of reading, without head, folio and edge tab.

    The text layer has them as they were drawn, which on a page of one column may be out of order: what is shifted from
    its place is drawn last. There lines are taken from the top down; where lines stand side by side, as drawn.
    """
    lines: list[list[Word]] = []
    for word in _words(document, sheet, edition):
        if lines and _beside(lines[-1][-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    beside = sum(any(_beside(a[0], b[0]) for b in lines if b is not a) for a in lines)
    if beside < COLUMNS * len(lines):
        lines.sort(key=lambda line: line[0].line)
    for line in lines:
        yield from line


def _beside(a: Word, b: Word) -> bool:
    return a.sheet == b.sheet and abs(a.line - b.line) < SAME_LINE


def _words(document: Any, sheet: int, edition: Manifest) -> Iterator[Word]:
    within, tab = Box(0, 0, edition.width, edition.height), design.length("inner") / 2
    if edition.page(sheet).printed:
        foot = edition.height - design.length("foot") + 2
        within = Box(tab, design.length("head") - 2, edition.width - tab, foot)
    page = document[sheet - 1]
    layer = page.get_textpage()
    for glyphs in _runs(layer):
        sides = [layer.get_charbox(index, loose=True) for index, _, _ in glyphs]
        box = Box(
            min(side[0] for side in sides) * MM,
            (page.get_height() - max(side[3] for side in sides)) * MM,
            max(side[2] for side in sides) * MM,
            (page.get_height() - min(side[1] for side in sides)) * MM,
        )
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        if within.left <= x <= within.right and within.top <= y <= within.bottom:
            yield Word("".join(char for _, char, _ in glyphs), sheet, box, (page.get_height() - glyphs[0][2]) * MM)


def _runs(layer: Any) -> Iterator[list[tuple[int, str, float]]]:
    """Characters between two spaces or line ends: the index, the text and the baseline of each."""
    x, y = ctypes.c_double(), ctypes.c_double()
    run: list[tuple[int, str, float]] = []
    for index in range(layer.count_chars()):
        char = chr(pypdfium2.raw.FPDFText_GetUnicode(layer, index))
        pypdfium2.raw.FPDFText_GetCharOrigin(layer, index, x, y)
        if run and (char.isspace() or abs(y.value - run[-1][2]) * MM > SAME_LINE):
            yield run
            run = []
        if char.isprintable() and not char.isspace():
            run.append((index, char, y.value))
    if run:
        yield run


def image(page: Any, dpi: float) -> Image.Image:
    """A page as it looks on paper."""
    shown: Image.Image = page.render(scale=dpi / 72).to_pil().convert("RGB")
    return shown


def _pixels(one: Any, two: Any) -> Iterator[Box]:
    """Boxes around the pixels in which two pages differ, one for each band of lines."""
    a, b = (image(page, COARSE).convert("L") for page in (one, two))
    if a.size != b.size:
        yield Box(0, 0, b.width * MM, b.height * MM)
        return
    differs = ImageChops.difference(a, b).point(lambda level: 255 if level > FAINT else 0)
    rows = [y for y in range(differs.height) if differs.crop((0, y, differs.width, y + 1)).getbbox()]
    bands: list[list[int]] = []
    for y in rows:
        if bands and (y - bands[-1][1]) * MM < GAP:
            bands[-1][1] = y
        else:
            bands.append([y, y])
    for first, last in bands:
        left, _, right, _ = differs.crop((0, first, differs.width, last + 1)).getbbox() or (0, 0, 0, 0)
        yield Box(left * MM - AROUND, first * MM - AROUND, right * MM + AROUND, (last + 1) * MM + AROUND)
