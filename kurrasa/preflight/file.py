"""A press file that is open, what it is held to, and what is found in it.

In: the path of a file. Out: the file, with all that its pages draw.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import pikepdf
import pypdfium2
from pikepdf import Name

from kurrasa.preflight.drawn import Mark, marks
from kurrasa.press.condition import Condition
from kurrasa.prove.readback import PDFIUM

HINT = "Make the file by `kurrasa press`."


@dataclass(frozen=True)
class Held:
    """What a file is held to: the ink that the paper bears, per cent; the printing condition and the way it is read, if
    they are known; whether it is a block, of a multiple of four pages."""

    ink_limit: float
    condition: Condition | None = None
    reading: Literal["rtl", "ltr"] | None = None
    block: bool = True


@dataclass(frozen=True)
class Finding:
    """A fault: msgids of what is wrong and what to do, with values; its page, from 0, or None for the whole file."""

    rule: str
    message: str
    hint: str
    page: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    warning: bool = False


@dataclass
class File:
    """A press file: opened by pikepdf, and by pdfium for what is seen."""

    pdf: pikepdf.Pdf
    seen: Any
    held: Held

    @cached_property
    def marks(self) -> list[list[Mark]]:
        """What each page draws."""
        return [list(marks(page)) for page in self.pdf.pages]

    def fonts(self) -> Iterator[tuple[int, Any]]:
        """The fonts of each page, and of the forms in it."""
        for number, page in enumerate(self.pdf.pages):
            yield from ((number, font) for font in _fonts(page.obj.get("/Resources"), set()))


def _fonts(resources: Any, met: set[tuple[int, int]]) -> Iterator[Any]:
    if resources is None or (resources.objgen != (0, 0) and resources.objgen in met):
        return
    met.add(resources.objgen)
    yield from (resources.get("/Font") or {}).values()
    for thing in (*(resources.get("/XObject") or {}).values(), *(resources.get("/Pattern") or {}).values()):
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != Name.Image:
            yield from _fonts(thing.get("/Resources"), met)


def opened(path: Any, held: Held) -> File:
    """Open a file for the checks. Raises `pikepdf.PdfError` for what is no PDF."""
    pdf = pikepdf.open(path)
    with PDFIUM:
        return File(pdf, pypdfium2.PdfDocument(path), held)
