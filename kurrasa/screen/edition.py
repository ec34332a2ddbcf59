"""A book that is settled, for those who show it otherwise than on its pages: nothing is bound, and little is made anew.

In: the order of a book that was made. Out: its edition, its parts as they lie, and the map of their pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from kurrasa import build
from kurrasa.arrange import Part
from kurrasa.compose import Composer, settings
from kurrasa.diagnostics import Diagnostic
from kurrasa.order import Order
from kurrasa.paginate import PageMap, Placed, side
from kurrasa.settle import settle
from kurrasa.works import Works


@dataclass(frozen=True)
class Settled:
    """An edition, and where everything in it is on its printed pages."""

    composer: Composer
    placed: tuple[Placed, ...]
    pages: PageMap

    def html(self, item: Placed) -> str:
        """The HTML that a part is printed from."""
        return self.composer.compose(item.part, side(item.first), self.pages)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its parts, in their order."""
        return tuple(item.part for item in self.placed)


def settled(order: Order) -> Settled | tuple[Diagnostic, ...]:
    """Settle the book of an order, or tell the faults that forbid it; what an earlier build has set is not set again.

    Raises `MachineLacks`.
    """
    with Works(order.store, None, order.limit) as works:
        content, faults = build.checked(order, works)
        if content is None:
            return faults
        composer = build.edition(content, works)
        workshop = works.workshop(build.recipe(composer, settings(composer.dossier)))
        placed, pages, faults = settle(composer, workshop, lambda _step: None, works.last(composer), order.keep)
        return faults or Settled(composer, tuple(placed), pages)
