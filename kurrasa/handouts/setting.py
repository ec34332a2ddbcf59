"""What the typesetter does for a handout: it measures pieces, and sets sides. All of it in whatever process is free.

In: HTML, and the recipe of the handouts. Out: heights; or the forme of the sides, what on them is too wide, and the
page numbers of the booklet that stand on them with their places. No page leaves the process that has set it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kurrasa.forme import Forme
from kurrasa.handouts.press import Task
from kurrasa.prove.expected import Box
from kurrasa.store import Store, key
from kurrasa.typeset import MM, Overflow, Recipe, too_wide
from kurrasa.workshop import typesetter

if TYPE_CHECKING:
    from weasyprint.document import Page

Heights = Mapping[str, Mapping[float, float]]
"""By the key of a piece, how tall it is at each width, in millimetres."""


@dataclass(frozen=True)
class Shop:
    """By what handouts are set: their recipe, and the seconds that one of them may take."""

    recipe: Recipe
    limit: float


@dataclass(frozen=True)
class Reference:
    """A page number of the booklet as it is printed: on which side, whose page it is, and where it stands."""

    face: int
    target: str
    box: Box


@dataclass(frozen=True)
class Sides:
    """What is known of the sides of a handout, but for what is drawn on them."""

    count: int
    references: tuple[Reference, ...]
    overflows: tuple[Overflow, ...]


def measuring(shop: Shop, html: str) -> Task:
    """The heights of the pieces in a document of trials."""
    return Task(key("heights", shop.recipe.digest, html), measure, (shop, html))


def setting(shop: Shop, html: str, title: str) -> Task:
    """The sides of a handout; `title` names it among the tags."""
    name = key("sides", shop.recipe.digest, title, html)
    return Task(name, set_sides, (name, shop, html, title))


def measure(_: Store, shop: Shop, html: str) -> Heights:
    """Set each piece alone."""
    heights: dict[str, dict[float, float]] = {}
    with typesetter(shop.recipe, shop.limit) as own:
        for page in own.pages(html):
            for box in _boxes(page, "piece"):
                name, width = box.element.get("data-piece"), float(box.element.get("data-width"))
                heights.setdefault(name, {})[width] = round(box.border_height() * MM, 3)
    return heights


def set_sides(store: Store, name: str, shop: Shop, html: str, title: str) -> Sides:
    """Set the sides of a handout, and keep their forme."""
    return _set(store, name, shop, html, title)[0]


def forme(store: Store, task: Task) -> Forme:
    """What is drawn on the sides that were set; they are set again where that is lost or damaged."""
    found: Forme | None = store.load(_drawn(task.name))
    return found or _set(store, *task.given)[1]


def _set(store: Store, name: str, shop: Shop, html: str, title: str) -> tuple[Sides, Forme]:
    with typesetter(shop.recipe, shop.limit) as own:
        pages = list(own.pages(html))
        drawn = own.lock_up(pages, title).forme
        references = tuple(r for face, page in enumerate(pages) for r in _references(page, face))
        wide = tuple(line for number, page in enumerate(pages, 1) for line in too_wide(page, number))
    store.save(_drawn(name), drawn)
    return Sides(len(pages), references, wide), drawn


def _drawn(name: str) -> str:
    return f"{name}f"


def _boxes(page: Page, name: str) -> Iterator[Any]:
    """The boxes of elements whose first class is `name`, once for each element's own box."""
    for box in page._page_box.descendants(placeholders=True):
        box = getattr(box, "_box", box)
        element = getattr(box, "element", None)
        if (
            element is not None
            and (element.get("class") or "").split(" ")[0] == name
            and not box.element_tag.count(":")
        ):
            yield box


def _references(page: Page, face: int) -> Iterator[Reference]:
    from weasyprint.formatting_structure import boxes

    for box in _boxes(page, "pp"):
        if isinstance(box, boxes.InlineBox):
            x, y, width, height = (value * MM for value in box.hit_area())
            place = Box(round(x, 3), round(y, 3), round(x + width, 3), round(y + height, 3))
            yield Reference(face, box.element.get("data-target"), place)
