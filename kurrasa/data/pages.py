"""Where records stand in the finished book, read from its file and from the manifest beside it.

In: a booklet and its manifest. Out: for each anchor the page it is on, for each record the numbers of its index line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from kurrasa.data.shape import Standing
from kurrasa.manifest import Manifest
from kurrasa.records import Conference, Record
from kurrasa.writer import HOMES, home


@dataclass(frozen=True)
class Pages:
    """Sheets by anchor, their folios, and index lines by record."""

    anchors: Mapping[str, int]
    folios: tuple[str, ...]
    lines: Mapping[str, tuple[str, ...]]

    def of(self, record: Record) -> Standing | None:
        """Where a record stands; None where the book has no place of its own for it and no index names it."""
        own = [f"part-{record.id}"] if isinstance(record, Conference) else []
        names = [*own, *([home(record)] if type(record) in HOMES else [])]
        anchor = next((name for name in names if name in self.anchors), None)
        lines = self.lines.get(record.id, ())
        if anchor is None:
            return Standing(named_on=lines) if lines else None
        sheet = self.anchors[anchor]
        return Standing(page=self.folios[sheet - 1], sheet=sheet, anchor=anchor, named_on=lines)


def pages(booklet: Path, manifest: Manifest) -> Pages:
    """Read where everything is (named destinations; ISO 32000-1, 12.3.2.3)."""
    with pikepdf.open(booklet) as pdf:
        sheets = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        named = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
        found = {name: sheets[to[0].objgen] for name, to in pikepdf.NameTree(named).items()} if named else {}
    return Pages(
        found, tuple(page.folio for page in manifest.pages), {line.record: line.numbers for line in manifest.index}
    )
