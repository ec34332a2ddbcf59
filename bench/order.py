"""Order: lines of mixed markup set by the compositor and printed by Chromium, glyph against glyph from left to right.

In: a number of lines (2,000) and a seed. Out: how many lines stand in the same order in both PDFs, and each that
doesn't; differences that are none of order are counted by their cause. Every line is one `<p>` that doesn't wrap:
Arabic prose of the edition with references, document numbers, dates, percentages and digits of both kinds strewn in,
brackets and quotations around parts of it, elements cut through it at any letter, and isolates in both their forms.

    python -m bench.order [LINES] [SEED]
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from unicodedata import combining

from bench import engines, visual
from bench.corpus import prose

LINES, SEED = 2000, 7
A_PAGE = 40  # lines on a page
LINE = 24  # points from line to line
HEIGHT = 1020  # points, of a page
TATWEEL = "\u0640"
_GAP = 1.5  # points: a white wider than this parts words
STRAYS = (
    "12/8-س", "(ق.إ)", "12/8-س (ق.إ)", "OIC/ICFM-34/2007/POL/SG.REP.6", "15-17", "15–17", "1428هـ", "2007/06/15م",
    "50%", "20٪", "٪٣٠", "١٢٫٥٪", "١٩٩٧", "١٥-١٧", "٢٠٠٧/٦/١٥", "«OIC»", "[12]", "[١٢]", "A/RES/60-1",
    "C++", "(UN)", "رقم 5-ج",
    "9–11 ديسمبر 1997", "1997-12-09", "-5", "+3", "$20", "ISO 9001:2015", "www.oic-oci.org", "3.5", "1,250", "٣٫٥",
    "10:30",
    "S/1994/601", "no. 4", "ص 14", "17/3-س،", "(1)", "(أ)", "{x}", "a-ب", "ب-b", "7×8", "½", "5°", "Al-Quds",
)  # fmt: skip
PAIRS = (("«", "»"), ("“", "”"), ("‹", "›"), ("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"))
ISOLATES = (("\u2066", "\u2069"), ("\u2067", "\u2069"), ("\u2068", "\u2069"))
MARKS = ("\u200e", "\u200f", "\u061c")
ELEMENTS = (
    ("<b>", "</b>"), ("<b>", "</b>"), ("<i>", "</i>"), ("<span>", "</span>"), ("<span class=red>", "</span>"),
    ('<a href="#there">', "</a>"), ("<strong><em>", "</em></strong>"), ("<small>", "</small>"), ("<q>", "</q>"),
    ("<bdi>", "</bdi>"), ("<bdi dir=rtl>", "</bdi>"), ("<bdi dir=ltr>", "</bdi>"), ("<span dir=auto>", "</span>"),
    ("<span dir=ltr>", "</span>"), ("<span dir=rtl>", "</span>"), ("<bdo dir=ltr>", "</bdo>"),
    ("<bdo dir=rtl>", "</bdo>"), ("<i class=call>", "</i>"), ("<i class=page>", "</i>"), ("<i class=embed>", "</i>"),
    ("<i class=override>", "</i>"), ("<i class=plaintext>", "</i>"),
)  # fmt: skip
KINDS = {
    "order": "another order",
    "letters": "other letters",
    "join": "a letter in another shape where bold, small or an override cuts a word: Chromium shapes each alone",
    "sign": "a sign in the shape of the other script: Chromium takes it from the run before, across levels",
    "space": "the same glyphs, a space kerned by Chromium to under 1.5 pt",
}
_SHOWN = {"join": 3, "sign": 3}  # examples printed; of what isn't named, all
BLOCKS = ("<p>",) * 16 + ("<p dir=auto>", "<p dir=auto>", "<p dir=ltr>", "<p class=plaintext>")
CSS = f"""
@page {{ size: 1984pt {HEIGHT}pt; margin: 0 }}
html {{ font: 12pt Amiri; quotes: "«" "»" "“" "”"; counter-reset: call }}
body, p {{ margin: 0 }}
section {{ break-after: page }}
p {{ height: {LINE}pt; line-height: {LINE}pt; white-space: nowrap; text-align: start }}
b, strong {{ font-weight: 700 }} i, em {{ font-style: normal }} small {{ font-size: .8em }}
a {{ color: #036; text-decoration: none }} .red {{ color: #a00 }}
.call {{ counter-increment: call }} .call::after {{ content: "[" counter(call) "]" }}
.page::before {{ content: "(ص " counter(call, arabic-indic) ") " }}
.embed {{ unicode-bidi: embed; direction: ltr }}
.override {{ unicode-bidi: bidi-override; direction: ltr }} .plaintext {{ unicode-bidi: plaintext }}
q::before {{ content: open-quote }} q::after {{ content: close-quote }}
"""


# ---------------------------------------------------------------- lines


def lines(count: int, seed: int = SEED) -> list[str]:
    """So many lines in HTML, the same for the same seed."""
    order = random.Random(seed)  # noqa: S311 - a shuffle, not a secret
    words = [word for text in prose() for word in text.split()]
    return [_line(words, order) for _ in range(count)]


def _line(words: Sequence[str], order: random.Random) -> str:
    first = order.randrange(len(words) - 9)
    tokens = list(words[first : first + order.randint(5, 9)])
    for _ in range(order.randint(2, 5)):
        tokens.insert(order.randrange(len(tokens) + 1), order.choice(STRAYS))
    for _ in range(order.randint(0, 2)):
        _around(tokens, order.choice(PAIRS), order)
    if order.random() < 0.3:
        _around(tokens, order.choice(ISOLATES), order)
    if order.random() < 0.1:
        at = order.randrange(len(tokens))
        tokens[at] = order.choice((tokens[at] + order.choice(MARKS), order.choice(MARKS) + tokens[at]))
    return order.choice(BLOCKS) + _marked(" ".join(tokens), order.randint(1, 4), order) + "</p>"


def _around(tokens: list[str], pair: tuple[str, str], order: random.Random) -> None:
    """Put a pair around one or more whole tokens."""
    first = order.randrange(len(tokens))
    last = min(len(tokens) - 1, first + order.randint(0, 4))
    tokens[first] = pair[0] + tokens[first]
    tokens[last] += pair[1]


def _marked(text: str, elements: int, order: random.Random) -> str:
    """Elements around parts of a text, beside and within one another; they cut it before any character but a mark."""
    if not elements:
        return escape(text, quote=False)
    places = [i for i in range(1, len(text)) if not combining(text[i])]
    if len(places) < 2:
        return escape(text, quote=False)
    first, end = sorted(order.sample(places, 2))
    opening, closing = order.choice(ELEMENTS)
    inside = order.randint(0, elements - 1)
    before = _marked(text[:first], (elements - 1 - inside) // 2, order)
    after = _marked(text[end:], elements - 1 - inside - (elements - 1 - inside) // 2, order)
    return before + opening + _marked(text[first:end], inside, order) + closing + after


def page(found: Sequence[str]) -> str:
    """The lines as a document, so many to a page."""
    sections = ("".join(found[i : i + A_PAGE]) for i in range(0, len(found), A_PAGE))
    body = "\n".join(f"<section>{section}</section>" for section in sections)
    return (
        "<!doctype html><html dir=rtl lang=ar><head><meta charset=utf-8><title>order</title>"
        f"<style>{CSS}</style></head><body>\n{body}\n</body></html>"
    )


# ---------------------------------------------------------------- what stands where


@dataclass(frozen=True)
class Row:
    """One line from left to right: its letters in order (bold ones in capitals), its words, and its glyphs."""

    letters: str
    words: str
    glyphs: tuple[tuple[int, str], ...]


def rows(path: Path, count: int) -> list[Row]:
    """The lines of a PDF of `page`, told apart by their base lines."""
    found: list[list[visual.Seen]] = [[] for _ in range(count)]
    for number, glyphs in enumerate(visual.pages(path)):
        for glyph in glyphs:
            found[number * A_PAGE + int((HEIGHT - glyph.y) // LINE)].append(glyph)
    return [_row(sorted(glyphs, key=lambda glyph: glyph.x)) for glyphs in found]


def _row(glyphs: list[visual.Seen]) -> Row:
    # a tatweel that the font itself puts in is the shape of a letter, not one more letter
    letters = "".join(glyph.letters.upper() if glyph.bold else glyph.letters for glyph in glyphs).replace(TATWEEL, "")
    spaced = "".join(one.letters + " " * (two.x - one.end > _GAP) for one, two in pairwise(glyphs))
    return Row(letters, spaced + glyphs[-1].letters, tuple((glyph.glyph, glyph.letters) for glyph in glyphs))


def compare(found: Sequence[str]) -> list[tuple[str, Row, Row]]:
    """Each line as it stands in the compositor's PDF and in Chromium's. Raises `MachineLacks` without Chromium."""
    html = page(found)
    with tempfile.TemporaryDirectory(prefix="bench-order-") as folder:
        ours, theirs = Path(folder) / "compositor.pdf", Path(folder) / "chromium.pdf"
        engines.weasyprint(composed=True).HTML(string=html).write_pdf(ours)
        engines.write_chromium(html, theirs)
        return list(zip(found, rows(ours, len(found)), rows(theirs, len(found)), strict=True))


def kind(ours: Row, theirs: Row) -> str:
    """What of a line differs, as `KINDS` has it; nothing where it is glyph for glyph the same."""
    if ours.letters != theirs.letters:
        return "order" if Counter(ours.letters) == Counter(theirs.letters) else "letters"
    if ours.glyphs != theirs.glyphs:
        changed = [one[1] for one, two in zip(ours.glyphs, theirs.glyphs, strict=False) if one[0] != two[0]]
        return "join" if any(map(str.isalpha, changed)) else "sign"
    return "space" if ours.words != theirs.words else ""


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    compared = compare(lines(count, seed))
    from kurrasa.compositor import tally

    by_kind: dict[str, list[tuple[str, Row, Row]]] = {name: [] for name in ("", *KINDS)}
    for line, ours, theirs in compared:
        by_kind[kind(ours, theirs)].append((line, ours, theirs))
    same = len(by_kind[""]) + len(by_kind["space"])
    composed, wrong = tally["composed"], len(by_kind["order"]) + len(by_kind["letters"])
    print(f"lines {count}, seed {seed}; composed {composed}, left to the library {sum(tally.values()) - composed}")
    print(f"in Chromium's order {count - wrong} of {count}; glyph for glyph the same {same}")
    for name, meaning in KINDS.items():
        print(f"\n{meaning}: {len(by_kind[name])}")
        for line, ours, theirs in by_kind[name][: _SHOWN.get(name)]:
            print(f"  {line}\n    compositor  {ours.words}\n    Chromium    {theirs.words}")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
