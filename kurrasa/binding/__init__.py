"""Parts to one book: pages in order under their furniture, links between parts, outline, page labels, one set of fonts.

In: the parts as they lie, their formes, and the furniture of every sheet. Out: the PDF, the same for the same content.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import version
from typing import BinaryIO

from kurrasa.binding.catalogue import Imprint
from kurrasa.binding.typefaces import Foundry
from kurrasa.binding.volume import Bench, Binding, Piece, bind, codes, moved
from kurrasa.forme import COLOURS, FONTS, RESOURCES, TREE, DrawnPage, Forme, Fragment, Marks, Moved
from kurrasa.furniture import Furniture
from kurrasa.paginate import PageMap, Placed
from kurrasa.pdftext import number, recode
from kurrasa.prove.expected import OutlineEntry
from kurrasa.typeset import Sheets

__all__ = [
    "Bench",
    "Binding",
    "Foundry",
    "Imprint",
    "Piece",
    "bind",
    "bind_book",
    "bind_glance",
    "blank",
    "codes",
    "moved",
    "outline",
    "producer",
]


def outline(placed: Sequence[Placed]) -> tuple[OutlineEntry, ...]:
    """The bookmarks: divisions, parts, and the second-level heads of those that the contents list."""
    entries: list[OutlineEntry] = []
    division: str | None = None
    for item in placed:
        part = item.part
        depth = int(part.division is not None)
        if part.division and part.division != division:
            entries.append(OutlineEntry(part.division, item.first, 0))
        division = part.division
        entries.append(OutlineEntry(part.title, item.first, depth))
        entries += [
            OutlineEntry(text, number, depth + 1)
            for number, sheet in zip(item.numbers, item.sheets, strict=True)
            for level, text, _ in sheet.headings
            if level == 2
        ]
    return tuple(entries)


def bind_book(
    placed: Sequence[Placed],
    pages: PageMap,
    furniture: Furniture,
    imprint: Imprint,
    formes: Callable[[Sheets], Forme],
    bench: Bench,
    out: BinaryIO,
) -> None:
    """Join the parts. A sheet that no part takes is a blank of the size of the others."""
    total = len(furniture.pages)
    labels = [pages.folios[n] for n in range(1, total + 1)]
    blanks = total - sum(len(item.sheets) for item in placed)
    binding = Binding(imprint, producer(), outline(placed), labels, len(placed) + blanks)
    bind(_pieces(placed, furniture, formes, bench), binding, out, bench)


def bind_glance(item: Placed, furniture: Furniture, imprint: Imprint, forme: Forme, bench: Bench) -> bytes | None:
    """The pages of one part as they will look in the book that was bound last; None where its codes don't allow it."""
    own = bench.moved(item.typeset.marks)
    if bench.fonts.strange(forme.fonts, own):
        return None
    over = [tuple(_recoded(f, moved(marks_of(f), bench.settled)) for f in furniture.pages[n]) for n in item.numbers]
    out = io.BytesIO()
    labels = [str(n) for n in item.numbers]
    bind([Piece(forme, over, (), own)], Binding(imprint, producer(), [], labels, 1, alone=False), out, bench)
    return out.getvalue()


def _pieces(
    placed: Sequence[Placed], furniture: Furniture, formes: Callable[[Sheets], Forme], bench: Bench
) -> Iterator[Piece]:
    fragments = {id(f): f for laid in furniture.pages.values() for f in laid}
    bench.settle([*(item.typeset.marks for item in placed), *map(marks_of, fragments.values())])
    laid = {id(f): _recoded(f, moved(marks_of(f), bench.settled)) for f in fragments.values()}
    over = {n: tuple(laid[id(f)] for f in pieces) for n, pieces in furniture.pages.items()}
    at = 1
    for item in placed:
        forme = formes(item.typeset)
        for sheet in range(at, item.first):
            yield blank(forme, sheet, over[sheet])
        names = [*forme.names, *((f"sheet-{n}", index, 0, 0) for index, n in enumerate(item.numbers))]
        yield Piece(forme, [over[n] for n in item.numbers], names, bench.moved(item.typeset.marks))
        at = item.numbers.stop
    for sheet in range(at, len(furniture.pages) + 1):
        yield blank(forme, sheet, over[sheet])


def marks_of(fragment: Fragment) -> dict[str, Marks]:
    """The composites of a piece of furniture."""
    return {name: use.marks for name, use in fragment.fonts.items()}


def _recoded(fragment: Fragment, moved: Moved) -> Fragment:
    return replace(fragment, content=recode(fragment.content, moved), moved=moved) if moved else fragment


def blank(like: Forme, sheet: int, furniture: tuple[Fragment, ...]) -> Piece:
    """A page with nothing on it but furniture, of the size of others."""
    return Piece(_empty(like.pages[0].width, like.pages[0].height), [furniture], [(f"sheet-{sheet}", 0, 0, 0)], {})


@lru_cache(maxsize=8)  # the same one again: what it is packed to is kept
def _empty(width: float, height: float) -> Forme:
    raw = b"0.75 0 0 -0.75 0 %b cm\n" % number(height)
    deflate = zlib.compressobj()
    content = deflate.compress(raw) + deflate.flush(zlib.Z_SYNC_FLUSH)
    box = b"[0 0 %b %b]" % (number(width), number(height))
    page = b"<</Type/Page/Parent %d 0 R/MediaBox" + box + b"/TrimBox" + box + b"/Contents %d 0 R/Resources %d 0 R>>"
    return Forme(
        pages=(DrawnPage(width, height, content, zlib.adler32(raw), {}),),
        objects=((0, page, (TREE, 1, RESOURCES)),),
        payloads=(),
        resources=(b"<</ColorSpace %d 0 R/Font %d 0 R/ExtGState<<" % (COLOURS, FONTS), ()),
        states=frozenset(),
        fonts={},
        size=2,
        keys=0,
        names=(),
    )


def producer() -> str:
    """What wrote the pages."""
    return f"WeasyPrint {version('weasyprint')}"
