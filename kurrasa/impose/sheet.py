"""A sheet as it is printed: where each page lies on its paper, what is cut, what is folded.

In: the sides of a section, the trim of a page, how the book is bound. Out: places in points, from the lower left.

Beside a spine that is stapled pages meet; where it is glued, it is milled first, and has three millimetres more on each
side. All other edges have room to bleed.
"""

from __future__ import annotations

from dataclasses import dataclass

from kurrasa.impose.fold import Cell, Reading, Sides
from kurrasa.impose.sections import Binding
from kurrasa.press.block import BLEED
from kurrasa.press.marks import MM

MILLED = 3 * MM
MARGIN = 12 * MM  # round the pages, for marks; what a gripper takes is the printer's
A4 = (297 * MM, 210 * MM)


@dataclass(frozen=True)
class Paper:
    """What all sheets have in common, in points: trim; room between pages at a spine and elsewhere; the margin; the
    size of the sheet if one is given; how much smaller than life pages are; how much a leaf that lies in others is
    moved to the spine."""

    trim: tuple[float, float]
    spine: float
    gutter: float
    margin: float
    sheet: tuple[float, float] | None = None
    scale: float = 1.0
    creep: float = 0.0

    @property
    def marked(self) -> bool:
        """Whether there is room for marks."""
        return self.margin > 0


@dataclass(frozen=True)
class Placed:
    """A page on a side: of the book, from 1, None for a blank; its lower left corner; its head up; its creep."""

    page: int | None
    x: float
    y: float
    upright: bool
    creep: float
    cell: Cell


@dataclass(frozen=True)
class Side:
    """A side of a sheet, its size, its pages; the edges that are cut and the lines that are folded."""

    width: float
    height: float
    pages: tuple[Placed, ...]
    cut_x: tuple[float, ...]
    cut_y: tuple[float, ...]
    fold_x: tuple[float, ...]
    fold_y: tuple[float, ...]


def press_paper(trim: tuple[float, float], binding: Binding, sheet: tuple[float, float] | None, leaf: float) -> Paper:
    """Paper of a press; `leaf` is its thickness in points."""
    glued = binding == "perfect"
    return Paper(trim, 2 * MILLED if glued else 0.0, 2 * BLEED, MARGIN, sheet, creep=0.0 if glued else leaf)


def home_paper(trim: tuple[float, float], leaf: float) -> Paper:
    """Paper of an office printer: two pages on A4, as large as it holds."""
    scale = min(1.0, A4[0] / (2 * trim[0]), A4[1] / trim[1])
    return Paper(trim, 0.0, 0.0, 0.0, A4, scale, leaf)


def extent(sides: Sides, paper: Paper) -> tuple[float, float]:
    """The least sheet that holds the pages of a section with their margin."""
    width, height = _pages(sides, paper)
    return width + 2 * paper.margin, height + 2 * paper.margin


def _pages(sides: Sides, paper: Paper) -> tuple[float, float]:
    spines = sides.columns // 2
    width = sides.columns * paper.trim[0] + spines * paper.spine + (spines - 1) * paper.gutter
    height = sides.rows * paper.trim[1] + (sides.rows - 1) * paper.gutter
    return width * paper.scale, height * paper.scale


def lay(
    section: tuple[int, ...], cells: tuple[Cell, ...], sides: Sides, paper: Paper, total: int, reading: Reading
) -> Side:
    """Lay the pages of a section on one side of its sheet. Pages beyond `total` are blank."""
    sheet = paper.sheet or extent(sides, paper)
    inner = _pages(sides, paper)
    left, bottom = (sheet[0] - inner[0]) / 2, (sheet[1] - inner[1]) / 2
    width, height, scale = paper.trim[0] * paper.scale, paper.trim[1] * paper.scale, paper.scale
    xs, ys = [left], [bottom]
    fold_x, fold_y = [], []
    for column in range(1, sides.columns):
        gap = (paper.spine if column % 2 else paper.gutter) * scale
        fold_x.append(xs[-1] + width + gap / 2)
        xs.append(xs[-1] + width + gap)
    for _ in range(1, sides.rows):
        gap = paper.gutter * scale
        fold_y.append(ys[-1] + height + gap / 2)
        ys.append(ys[-1] + height + gap)
    whole = -(-total // 4) * 4
    placed = []
    for cell in cells:
        page = section[cell.page]
        depth = min(page - 1, whole - page) // 2
        # a recto has its spine on the right where the book is bound on the right
        way = 1 if (page % 2 == 1) == (reading == "rtl") else -1
        place = xs[cell.column], ys[sides.rows - 1 - cell.row]
        placed.append(Placed(page if page <= total else None, *place, cell.upright, way * depth * paper.creep, cell))
    cut_x = tuple(x for one in xs for x in (one, one + width))
    cut_y = tuple(y for one in ys for y in (one, one + height))
    return Side(*sheet, tuple(placed), cut_x, cut_y, tuple(fold_x), tuple(fold_y))
