"""A scale of years, which the strip and the cover's columns share.

In: the first and last year, the room, the direction. Out: where each year stands, and which years are named so that no
two names touch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kurrasa.drawings.canvas import Style
from kurrasa.drawings.label import STRONG, Label, label

STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)
SIZE = 2.6  # em of a year's name, millimetres
GAP = 1.3  # least room between two names
EASY = 3.2  # room between names of a regular step


@dataclass(frozen=True)
class Scale:
    """Years side by side, each as wide as `step` millimetres, between two edges."""

    first: int
    last: int
    left: float
    right: float
    rtl: bool

    @property
    def step(self) -> float:
        """Width of a year in millimetres."""
        return (self.right - self.left) / (self.last - self.first + 1)

    def x(self, year: int) -> float:
        """Where the middle of a year stands."""
        along = (year - self.first + 0.5) * self.step
        return self.right - along if self.rtl else self.left + along


def scale(first: int, last: int, left: float, right: float, style: Style) -> Scale:
    """Lay out the years from `first` to `last`. Raises `ValueError` if the last comes before the first."""
    if last < first:
        raise ValueError(f"the scale ends ({last}) before it begins ({first})")
    return Scale(first, last, left, right, style.direction == "rtl")


def names(years: Scale, style: Style, here: Iterable[int] = ()) -> tuple[tuple[int, Label], ...]:
    """Choose the years that are named: those of `here`, the first, the last, and round ones between as room allows."""
    strong = sorted(set(here))
    lettered = {
        year: label(style.digits(str(year)), SIZE, style, STRONG if year in strong else 400)
        for year in range(years.first, years.last + 1)
    }
    widest = max(name.width for name in lettered.values())
    fitting = (step for step in STEPS if step * years.step >= widest + EASY)
    step = next(fitting, STEPS[-1])
    wished = [*strong, years.first, years.last, *(y for y in lettered if y % step == 0)]
    chosen: list[int] = []
    for year in dict.fromkeys(wished):
        if year in lettered and all(
            abs(years.x(year) - years.x(other)) >= (lettered[year].width + lettered[other].width) / 2 + GAP
            for other in chosen
        ):
            chosen.append(year)
    return tuple((year, lettered[year]) for year in sorted(chosen))
