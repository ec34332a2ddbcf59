"""The result of a proof: what was tried, what failed, what the text layer lost.

In: the checks, each with its faults. Out: `build/proof.json` and a short table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kurrasa.diagnostics import Diagnostic, Spot, as_json, has_errors
from kurrasa.prove.expected import Expected
from kurrasa.words import words

if TYPE_CHECKING:
    from rich.table import Table

COLUMNS = ("Compared", "Failed", "Not carried by the text layer")
"""Heads of the columns of figures, as interface words (msgids)."""


@dataclass(frozen=True)
class Check:
    """One check: `name` a msgid, `tried` how many things it compared, `faults` what was not as it should be.

    `lost` counts what the PDF's text layer can't carry and the check therefore lets pass (words it spells otherwise,
    numbers held against a page label because their page prints none).
    """

    name: str
    tried: int
    faults: tuple[Diagnostic, ...] = ()
    lost: int = 0

    @property
    def failed(self) -> int:
        """How many of its faults forbid the book."""
        return sum(fault.severity == "error" for fault in self.faults)


@dataclass(frozen=True)
class Proof:
    """Every check of one finished book. `read` are the sheets that were read for it; of the others it was known what
    is found on them, which makes no other proof."""

    sheets: int
    checks: tuple[Check, ...]
    read: tuple[int, ...] = field(default=(), compare=False)

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """All faults, in the order of the checks."""
        return tuple(fault for check in self.checks for fault in check.faults)

    @property
    def passed(self) -> bool:
        """Whether nothing forbids the book."""
        return not has_errors(self.faults)

    def as_json(self, language: str = "en") -> str:
        """Set the proof as JSON: the figures of each check, and every fault as `diagnostics.as_json` has it."""
        rows = [{"check": c.name, "tried": c.tried, "failed": c.failed, "lost": c.lost} for c in self.checks]
        told = {
            "sheets": self.sheets,
            "passed": self.passed,
            "checks": rows,
            "faults": json.loads(as_json(self.faults, language)),
        }
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"

    def table(self, language: str) -> Table:
        """Set the proof as a table for a terminal, a row a check."""
        from rich.table import Table

        say = words(language).gettext
        table = Table(title=say("Proof: the finished PDF read back"), title_justify="left")
        table.add_column(say("Check"))
        for head in COLUMNS:
            table.add_column(say(head), justify="right")
        for check in self.checks:
            style = "red" if check.failed else None
            table.add_row(say(check.name), str(check.tried), str(check.failed), str(check.lost), style=style)
        return table


def page_name(expected: Expected, sheet: int) -> Mapping[str, str]:
    """Name a page for a message: `{sheet}` counted from the cover, `{folio}` its label, `{part}` the part's title."""
    title = expected.pages[sheet - 1].title if 0 < sheet <= len(expected.pages) else ""
    return {"sheet": str(sheet), "folio": expected.folios.get(sheet, "–"), "part": title}


def on_page(found: Diagnostic, expected: Expected, sheet: int) -> Diagnostic:
    """Name the page in a fault that was found on it before it was known which page it is."""
    return replace(found, values={**page_name(expected, sheet), **found.values})


def fault(
    rule: str, message: str, hint: str, values: Mapping[str, str], spot: Spot | None = None, warning: bool = False
) -> Diagnostic:
    """Make a diagnostic of a proof; its rule is `proof-` and the check's name."""
    severity = "warning" if warning else "error"
    return Diagnostic(f"proof-{rule}", message, hint, spot, values, severity)  # type: ignore[arg-type]
