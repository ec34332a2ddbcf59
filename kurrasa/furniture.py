"""What stands on a page because of where it lies in the book: folio, running head, edge tab, proof's mark, stamp.

In: the parts as they lie and the names of their pages. Out: one small page of furniture for every sheet. None of it is
part of a part's own pages, so a part that moves is not typeset again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurrasa.compose import Composer, direction
from kurrasa.paginate import Placed, side
from kurrasa.prove.expected import Box
from kurrasa.typeset import MM, Typesetter

if TYPE_CHECKING:
    from weasyprint.document import Page


@dataclass(frozen=True)
class Lot:
    """The furniture of one sheet; `hand` is the side of the spread it lies on."""

    sheet: int
    hand: str
    folio: str | None = None
    head: str | None = None
    tab: str | None = None
    tab_step: int = 0
    mark: bool = False
    dark: bool = False
    stamp: bool = False


@dataclass(frozen=True)
class Furniture:
    """One page to lay over each sheet, and the boxes of its folio and tab for the proof."""

    pages: Mapping[int, Page]
    folios: Mapping[int, Box]
    loose: Mapping[int, tuple[Box, ...]]


def hand(sheet: int, reading: str) -> str:
    """Left or right of the spread: a recto lies left in a book bound on the right."""
    return "left" if (side(sheet) == "recto") == (reading == "rtl") else "right"


def lots(placed: Sequence[Placed], folios: Mapping[int, str], composer: Composer, *, final: bool) -> list[Lot]:
    """Say what each sheet of the book carries; blank sheets carry nothing but a proof's mark."""
    reading = direction(composer.dossier.book.language)
    book = composer.dossier.book
    tabbed = [p.part.id for p in placed if p.part.tab]
    found: dict[int, Lot] = {}
    for item in placed:
        part = item.part
        for sheet in item.numbers:
            first = sheet == item.first
            furnished = part.trait.furnished
            bled = item.sheets[sheet - item.first].name in ("cover", "opening")
            head = (book.short_title or book.title) if side(sheet) == "verso" else part.title
            found[sheet] = Lot(
                sheet=sheet,
                hand=hand(sheet, reading),
                folio=folios[sheet] if furnished else None,
                head=head if furnished and not first else None,
                tab=part.tab if furnished and not bled else None,
                tab_step=tabbed.index(part.id) if part.tab else 0,
                mark=not final,
                dark=part.kind in ("cover", "back-cover"),
                stamp=part.kind == "imprint" and sheet == item.numbers[-1],
            )
    return [found.get(n, Lot(n, hand(n, reading), mark=not final)) for n in range(1, max(found, default=0) + 1)]


def furnish(sheets: Sequence[Lot], stamp: Sequence[str], composer: Composer, typesetter: Typesetter) -> Furniture:
    """Set the furniture of all sheets in one document."""
    html = composer.environment.get_template("furniture.html").render(
        sheets=sheets, stamp=stamp, digits=composer.dossier.idiom.digits, line=lambda text: text
    )
    pages = dict(zip((lot.sheet for lot in sheets), typesetter.render(html).pages, strict=True))
    folios: dict[int, Box] = {}
    loose: dict[int, tuple[Box, ...]] = {}
    for number, page in pages.items():
        found = (getattr(box, "_box", box) for box in page._page_box.descendants(placeholders=True))
        boxes = {name: _extent(box) for box in found if (name := _role(box))}
        if "folio" in boxes:
            folios[number] = boxes["folio"]
        loose[number] = tuple(boxes.values())
    return Furniture(pages, folios, loose)


def _role(box: object) -> str | None:
    """The first class of an element that is a piece of furniture, once for its block."""
    from weasyprint.formatting_structure import boxes

    element = getattr(box, "element", None)
    if element is None or not isinstance(box, boxes.BlockBox):
        return None
    name = (element.get("class") or "").split(" ")[0]
    return name if name in ("folio", "head", "tab", "mark", "stamp") else None


def _extent(box: object) -> Box:
    x, y = box.border_box_x() * MM, box.border_box_y() * MM  # type: ignore[attr-defined]
    width, height = box.border_width() * MM, box.border_height() * MM  # type: ignore[attr-defined]
    return Box(round(x, 3), round(y, 3), round(x + width, 3), round(y + height, 3))
