"""Figures on the terminal, each beside the bar it is held to.

In: columns, rows, bars. Out: tables on standard output, the same for the same figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table

_console = Console(width=118, highlight=False, color_system=None)


@dataclass(frozen=True)
class Bar:
    """A limit that a figure must keep, and what we aim at within it."""

    what: str
    got: float
    limit: float
    at_most: bool = True
    aim: float | None = None
    digits: int = 2

    @property
    def held(self) -> bool:
        """Whether the figure keeps the limit."""
        return self._keeps(self.limit)

    def _keeps(self, limit: float) -> bool:
        return self.got <= limit if self.at_most else self.got >= limit

    def cells(self) -> tuple[str, ...]:
        """What it is, the figure, the bar, the aim, and how it stands to them."""
        sign = "≤" if self.at_most else "≥"
        show = f"{{:.{self.digits}f}}".format
        aim = "" if self.aim is None else f"{sign} {show(self.aim)}"
        if not self.held:
            verdict = f"MISSED by {show(abs(self.got - self.limit))}"
        else:
            verdict = "aim reached" if self.aim is not None and self._keeps(self.aim) else "held"
        return self.what, show(self.got), f"{sign} {show(self.limit)}", aim, verdict


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: its first column is words, the others are figures."""
    made = Table(title=title, title_justify="left", title_style="", box=box.SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(columns):
        made.add_column(column, justify="right" if index else "left")
    for row in rows:
        made.add_row(*row)
    _console.print(made)


def bars(found: Sequence[Bar]) -> None:
    """Print what is asked and what came of it."""
    table("Held to", ("", "figure", "bar", "aim", ""), [bar.cells() for bar in found])


def say(text: str) -> None:
    """Print a line of words."""
    _console.print(text)
