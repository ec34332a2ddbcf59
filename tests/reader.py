"""What a reader finds in a finished PDF; the judges had no part in making it: pikepdf, pdfium, poppler, qpdf.

In: the path of a book. Out: its pages as text, its links as they are printed and where they lead, its fonts. A sheet is
a page counted from 1 at the front cover; lengths are points from the top left corner of the page.
"""

from __future__ import annotations

import ctypes
import io
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

DIGITS = re.compile("[0-9٠-٩]+")


@dataclass(frozen=True)
class Link:
    """A link inside the book: what is printed in it from left to right, the name it leads to, and that name's sheet."""

    text: str
    name: str
    sheet: int
    left: float
    top: float

    @property
    def is_number(self) -> bool:
        """Whether it is a printed page number."""
        return bool(DIGITS.fullmatch(self.text))


@dataclass(frozen=True)
class Heading:
    """A line of the outline."""

    title: str
    sheet: int
    depth: int


@dataclass(frozen=True)
class Glyph:
    """A character: the sides of its advance, and the line it stands on."""

    text: str
    left: float
    right: float
    baseline: float


def letters(text: str) -> str:
    """The letters of a text, sorted: what is left to compare where a text layer turns the parts of a ligature round."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sorted(char for char in plain if unicodedata.category(char)[0] in "LN" and char != "ـ"))


class Volume:
    """A finished book."""

    def __init__(self, pdf: Path | bytes) -> None:
        self.data = pdf if isinstance(pdf, bytes) else pdf.read_bytes()
        self.file = pikepdf.open(io.BytesIO(self.data))
        self.shown = pypdfium2.PdfDocument(self.data)

    def __len__(self) -> int:
        return len(self.shown)

    @cached_property
    def texts(self) -> list[str]:
        """The text of each sheet."""
        return [unicodedata.normalize("NFKC", page.get_textpage().get_text_bounded()) for page in self.shown]

    def text(self, sheet: int) -> str:
        """The text of a sheet."""
        return self.texts[sheet - 1]

    def says(self, sheet: int, words: str) -> bool:
        """Whether these words are read on a sheet, whatever a ligature does to the order of their letters."""
        found = {letters(word) for word in re.split(r"[\s،؛:.]+", self.text(sheet))}
        return {letters(word) for word in re.split(r"[\s،؛:.]+", words)} <= found

    @cached_property
    def labels(self) -> list[str]:
        """The page labels, from the first sheet on."""
        return [self.shown.get_page_label(index) for index in range(len(self.shown))]

    @cached_property
    def outline(self) -> list[Heading]:
        """The bookmarks."""
        return [
            Heading(mark.get_title(), dest.get_index() + 1, mark.level)
            for mark in self.shown.get_toc()
            if (dest := mark.get_dest())
        ]

    def opens(self, title: str) -> int:
        """The sheet on which the part of this title begins."""
        return next(heading.sheet for heading in reversed(self.outline) if heading.title == title)

    def part(self, title: str) -> range:
        """The sheets of a part, blanks after it included."""
        first = self.opens(title)
        after = [h.sheet for h in self.outline if h.sheet > first and h.depth <= 1]
        return range(first, min((n for n in after if n in self._begins), default=len(self) + 1))

    @cached_property
    def _begins(self) -> set[int]:
        """The sheets on which a part begins: its name is a destination."""
        return {sheet for name, (sheet, _, _) in self.destinations.items() if name.startswith("part-")}

    @cached_property
    def destinations(self) -> dict[str, tuple[int, float, float]]:
        """Every named place: sheet, left and height above the page's foot."""
        numbers = {page.objgen: n for n, page in enumerate(self.file.pages, 1)}
        named: Any = pikepdf.NameTree(self.file.Root.Names.Dests)
        return {
            str(name): (numbers[place[0].objgen], float(place[2]), float(place[3])) for name, place in named.items()
        }

    @cached_property
    def links(self) -> dict[int, list[Link]]:
        """The links of each sheet to places in the book, in the order of the text."""
        return {number: list(self._links(number)) for number in range(1, len(self) + 1)}

    def _links(self, number: int) -> Iterator[Link]:
        page = self.file.pages[number - 1]
        glyphs = self.glyphs(number) if "/Annots" in page else []
        height = float(page.mediabox[3])
        for note in page.get("/Annots", []):
            if "/Dest" not in note:
                continue
            x0, y0, x1, y1 = (float(side) for side in note.Rect)
            top, bottom = height - max(y0, y1), height - min(y0, y1)
            inside = (g for g in glyphs if x0 < (g.left + g.right) / 2 < x1 and top < g.baseline - 1 < bottom)
            text = "".join(glyph.text for glyph in sorted(inside, key=lambda glyph: glyph.left))
            name = str(note.Dest)
            yield Link(unicodedata.normalize("NFKC", text), name, self.destinations[name][0], x0, top)

    @cached_property
    def fonts(self) -> list[tuple[str, bool]]:
        """The name of each font program in the file, without the tag of its subset, and whether it is embedded."""
        found = []
        for item in self.file.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                name = str(item.FontName).removeprefix("/").split("+")[-1]
                found.append((name, any(f"/FontFile{n}" in item for n in ("", "2", "3"))))
        return found

    def glyphs(self, sheet: int) -> list[Glyph]:
        """The characters of a sheet that leave ink."""
        page = self.shown[sheet - 1]
        textpage = page.get_textpage()
        found = []
        for index in range(textpage.count_chars()):
            if (text := textpage.get_text_range(index, 1)).strip():
                x, y = ctypes.c_double(), ctypes.c_double()
                pypdfium2.raw.FPDFText_GetCharOrigin(textpage, index, x, y)
                left, _, right, _ = textpage.get_charbox(index, loose=True)
                found.append(Glyph(text, left, right, page.get_height() - y.value))
        return found

    def lines(self, sheet: int) -> list[str]:
        """The lines of a sheet as the eye finds them, each from left to right and without its spaces."""
        rows: dict[int, list[Glyph]] = {}
        for glyph in self.glyphs(sheet):
            rows.setdefault(round(glyph.baseline), []).append(glyph)
        return ["".join(g.text for g in sorted(row, key=lambda g: g.left)) for _, row in sorted(rows.items())]


def qpdf_check(path: Path) -> subprocess.CompletedProcess[str]:
    """The verdict of qpdf: exit code 0 is neither error nor warning."""
    return subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)


def poppler_fonts(path: Path) -> list[list[str]]:
    """The rows of `pdffonts`: name, type, encoding, embedded, subset, unicode, object."""
    told = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout
    return [re.split(r"\s{2,}|(?<=yes) |(?<=no) ", line.strip()) for line in told.splitlines()[2:]]
