"""Where on the paper two editions differ: boxes around the words that are on one of their pages and not on the other.

In: two PDFs, and which of their pages belong together. Out: boxes in millimetres, by sheet. Words are compared over a
whole stretch of pages, so that text which only runs on to the next page is not marked. Where no word differs and yet
the pages do, as in a drawing, the boxes are around the pixels that do.
"""

from __future__ import annotations

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
GAP = 3.0  # millimetres without a difference that part two boxes


class Word(NamedTuple):
    """A word, and where it stands."""

    text: str
    sheet: int
    box: Box


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
        if last and last.sheet == word.sheet and abs(last.box.bottom - word.box.bottom) < 1:
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
    """The words of a page as its text layer has them, without head, folio and edge tab."""
    within, tab = Box(0, 0, edition.width, edition.height), design.length("inner") / 2
    if edition.page(sheet).printed:
        foot = edition.height - design.length("foot") + 2
        within = Box(tab, design.length("head") - 2, edition.width - tab, foot)
    page = document[sheet - 1]
    height = page.get_height()
    layer = page.get_textpage()
    text = ""
    sides: list[tuple[float, ...]] = []
    for index, char in enumerate(_characters(layer)):
        box = layer.get_charbox(index, loose=True)
        if char.isspace() or not char or (sides and abs(box[1] - sides[-1][1]) > 6):
            yield from _word(text, sides, sheet, height, within)
            text, sides = "", []
        if not char.isspace() and char.isprintable():
            text += char
            sides.append(box)
    yield from _word(text, sides, sheet, height, within)


def _characters(layer: Any) -> Iterator[str]:
    for index in range(layer.count_chars()):
        yield chr(pypdfium2.raw.FPDFText_GetUnicode(layer, index))


def _word(text: str, sides: Sequence[tuple[float, ...]], sheet: int, height: float, within: Box) -> Iterator[Word]:
    if text:
        box = Box(
            min(s[0] for s in sides) * MM,
            (height - max(s[3] for s in sides)) * MM,
            max(s[2] for s in sides) * MM,
            (height - min(s[1] for s in sides)) * MM,
        )
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        if within.left <= x <= within.right and within.top <= y <= within.bottom:
            yield Word(text, sheet, box)


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
