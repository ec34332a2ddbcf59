"""Where every part comes to lie, and so what every page is called.

In: the parts in order and how many pages each takes. Out: the sheet every page is, its folio, and the map by which a
part learns the page numbers it prints. A sheet is counted from 1 at the front cover; odd sheets are rectos.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from kurrasa.arrange import Part, Side
from kurrasa.idiom import Idiom
from kurrasa.typeset import Sheet, Sheets

SIGNATURE = 4  # a folded sheet of paper has four pages, so a stitched book a multiple of them
LEAF = 2


def side(sheet: int) -> Side:
    """Recto or verso: the first page of a book is a recto whichever way it reads."""
    return "recto" if sheet % 2 else "verso"


def opening(part: Part, next_sheet: int, signature: int = SIGNATURE) -> int:
    """The sheet a part begins on, the one free being `next_sheet`; the back cover ends a signature."""
    if part.kind == "back-cover":
        return -(-next_sheet // signature) * signature
    return next_sheet + (part.opens not in ("either", side(next_sheet)))


@dataclass(frozen=True)
class Placed:
    """A part and its pages, beginning at sheet `first`."""

    part: Part
    first: int
    typeset: Sheets

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Its pages."""
        return self.typeset.sheets

    @property
    def numbers(self) -> range:
        """The sheets it takes."""
        return range(self.first, self.first + len(self.sheets))


@dataclass(frozen=True)
class Run:
    """Page numbers as an index prints them: one, or a range each page of which has the entry."""

    first: int
    last: int
    main: bool = False


@dataclass(frozen=True)
class PageMap:
    """What page everything is on. The empty map, where setting begins, knows nothing and lets every target pass."""

    placed: tuple[Placed, ...] = ()
    folios: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def anchors(self) -> Mapping[str, int]:
        """The sheet of every anchor; the first, where a name stands twice."""
        found: dict[str, int] = {}
        for placed in self.placed:
            for number, sheet in zip(placed.numbers, placed.sheets, strict=True):
                for name in (f"sheet-{number}", *sheet.anchors):
                    found.setdefault(name, number)
        return found

    @cached_property
    def cites(self) -> Mapping[str, tuple[int, ...]]:
        """The sheets on which each record is named, in parts that count for the indexes."""
        found: defaultdict[str, dict[int, None]] = defaultdict(dict)
        for placed in self.placed:
            if placed.part.trait.cited:
                for number, sheet in zip(placed.numbers, placed.sheets, strict=True):
                    for id in sheet.cites:
                        found[id][number] = None
        return {id: tuple(sheets) for id, sheets in found.items()}

    def bare(self) -> PageMap:
        """The same map, that says where everything is and nothing else of its pages and parts."""
        return PageMap(tuple(map(_bare, self.placed)), self.folios)

    @property
    def known(self) -> bool:
        """Whether there has been a pass that it was made from."""
        return bool(self.placed)

    def cited(self, id: str) -> tuple[int, ...]:
        """The sheets on which a record is named."""
        return self.cites.get(id, ())

    def has(self, anchor: str) -> bool:
        """Whether there is such a target; before the first pass, every one is taken on trust."""
        return not self.placed or anchor in self.anchors

    def folio(self, anchor: str) -> str:
        """The page number to print for a target; zeros hold its place before the first pass."""
        sheet = self.anchors.get(anchor)
        return self.folios[sheet] if sheet else "00"

    def runs(self, id: str, main: str | None = None) -> tuple[Run, ...]:
        """The pages of an index line: ranges from three pages on, the page of the main entry always by itself."""
        at = self.anchors.get(main) if main else None
        sheets = sorted({*self.cites.get(id, ()), *([at] if at else [])})
        return _runs(sheets, at)

    def same(self, other: PageMap) -> bool:
        """Whether every number that a part may print is the same in both."""
        return (self.anchors, self.cites, self.folios) == (other.anchors, other.cites, other.folios)


def _bare(item: Placed) -> Placed:
    sheets = tuple(
        replace(sheet, digest="", numbers=(), headings=(), drawn="", wording="", spots=(), begins=None)
        for sheet in item.sheets
    )
    return Placed(replace(item.part, subject=None), item.first, Sheets(sheets, (), {}, {}))


def _runs(sheets: Sequence[int], main: int | None) -> tuple[Run, ...]:
    runs: list[list[int]] = []
    for before, sheet in pairwise([0, *sheets]):
        if runs and sheet == before + 1 and main not in (before, sheet):
            runs[-1].append(sheet)
        else:
            runs.append([sheet])
    return tuple(
        piece
        for run in runs
        for piece in ([Run(run[0], run[-1])] if len(run) > 2 else [Run(s, s, s == main) for s in run])
    )


def page_map(placed: Sequence[Placed], idiom: Idiom, front_matter: str) -> PageMap:
    """Name the pages: all counted from the cover, or front matter in letters of the abjad and the rest from 1."""
    total = placed[-1].numbers[-1] if placed else 0
    front = 0
    if front_matter == "abjad":
        front = next((p.first - 1 for p in placed if not p.part.trait.front), total)
    folios = {n: idiom.abjad(n) if n <= front else idiom.digits(str(n - front)) for n in range(1, total + 1)}
    return PageMap(tuple(placed), folios)
