"""What stands on a page because of where it lies in the book: folio, running head, edge tab, proof's mark, stamp.

In: the parts as they lie and the names of their pages. Out: the pieces of furniture of every sheet. None of it is part
of a part's own pages, so a part that moves is not typeset again; nor is a piece that stands on other sheets too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from markupsafe import Markup

from kurrasa.compose import Composer, direction
from kurrasa.forme import Fragment
from kurrasa.paginate import Placed, side
from kurrasa.pieces import Piece
from kurrasa.prove.expected import Box
from kurrasa.store import Store, key
from kurrasa.typeset import Recipe

_TOGETHER = 250  # pieces to a document


@dataclass(frozen=True)
class Lot:
    """A piece of furniture: what is set together on one side of a spread."""

    hand: str
    folio: str | None = None
    head: str | None = None
    tab: str | None = None
    tab_step: int = 0
    mark: bool = False
    dark: bool = False
    stamp: bool = False

    @cached_property
    def pieces(self) -> tuple[Lot, ...]:
        """What of it other sheets have too, each by itself: its folio, its stamp, and all the rest."""
        common = replace(self, folio=None, stamp=False)
        folio = [Lot(self.hand, folio=self.folio)] if self.folio else []
        stamp = [Lot(self.hand, stamp=True)] if self.stamp else []
        return (*([common] if common.head or common.tab or common.mark else []), *folio, *stamp)


@dataclass(frozen=True)
class Furniture:
    """The pieces that are laid over each sheet, and the boxes of its folio and of all of it for the proof."""

    pages: Mapping[int, tuple[Fragment, ...]]
    folios: Mapping[int, Box]
    loose: Mapping[int, tuple[Box, ...]]


def hand(sheet: int, reading: str) -> str:
    """Left or right of the spread: a recto lies left in a book bound on the right."""
    return "left" if (side(sheet) == "recto") == (reading == "rtl") else "right"


def lots(placed: Sequence[Placed], folios: Mapping[int, str], composer: Composer, *, final: bool) -> dict[int, Lot]:
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
                hand=hand(sheet, reading),
                folio=folios[sheet] if furnished else None,
                head=head if furnished and not first else None,
                tab=part.tab if furnished and not bled else None,
                tab_step=tabbed.index(part.id) if part.tab else 0,
                mark=not final,
                dark=part.kind in ("cover", "back-cover"),
                stamp=part.kind == "imprint" and sheet == item.numbers[-1],
            )
    return {n: found.get(n, Lot(hand(n, reading), mark=not final)) for n in range(1, max(found, default=0) + 1)}


class Drawer:
    """Pieces of furniture, set once: those of one edition, kept from build to build by their HTML."""

    def __init__(self, composer: Composer, recipe: Recipe, store: Store, before: Drawer | None = None) -> None:
        self._template = composer.environment.get_template("furniture.html").module
        self._store = store
        self._name = key("furniture", recipe.digest, composer.dossier.book.title, composer.dossier.book.language)
        kept = before._pieces if before and before._name == self._name else store.load(self._name)
        self._pieces: dict[str, Piece] = kept or {}
        self._html: dict[tuple[Lot, tuple[str, ...]], str] = {}

    def furnish(
        self, sheets: Mapping[int, Lot], stamp: Sequence[str], fragments: Callable[[Iterable[str]], Sequence[Piece]]
    ) -> Furniture:
        """Find the pieces of all sheets; those that are missing are set in documents of some hundreds."""
        wanted = {piece: self._section(piece, stamp) for lot in sheets.values() for piece in lot.pieces}
        missing = [html for html in dict.fromkeys(wanted.values()) if html not in self._pieces]
        if missing:
            some = [missing[start : start + _TOGETHER] for start in range(0, len(missing), _TOGETHER)]
            whole = self._template.document  # type: ignore[attr-defined]
            documents = [str(whole(Markup("").join(map(Markup, sections)))) for sections in some]
            fresh = dict(zip(missing, fragments(documents), strict=True))
            known = self._pieces | fresh
            self._pieces = {html: known[html] for html in wanted.values()}
            if any(html in fresh for piece, html in wanted.items() if not piece.stamp):  # which is another each time
                self._store.save(self._name, self._pieces)
        own = {n: [self._pieces[wanted[piece]] for piece in lot.pieces] for n, lot in sheets.items()}
        told = {n: {name: box for piece in pieces for name, box in piece.boxes.items()} for n, pieces in own.items()}
        return Furniture(
            {n: tuple(piece.fragment for piece in pieces) for n, pieces in own.items()},
            {n: found["folio"] for n, found in told.items() if "folio" in found},
            {n: tuple(found.values()) for n, found in told.items()},
        )

    def _section(self, piece: Lot, stamp: Sequence[str]) -> str:
        known = (piece, tuple(stamp) if piece.stamp else ())
        if known not in self._html:
            self._html[known] = str(self._template.section(*known))  # type: ignore[attr-defined]
        return self._html[known]
