"""A page for the tests of the compositor: an HTML fragment set in the project's own fonts, and what stands on it.

In: HTML and CSS. Out: the document as laid out, its lines in reading order with text, words and places, its PDF, and
what poppler and pdfium read in that.
"""

from __future__ import annotations

import ctypes
import io
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from kurrasa import fonts
from kurrasa.compositor.lineboxes import SetText
from kurrasa.compositor.setting import Item, items
from kurrasa.library import engine

MM = 96 / 25.4
MEASURE = 104  # mm, the measure of the book
CONTROLS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
BASE = """
@page { size: 148mm 210mm; margin: 20mm 22mm }
html { font: 11.5pt/1.7 Amiri; text-align: justify }
body, p, h1, h2 { margin: 0 }
"""


@dataclass(frozen=True)
class Line:
    """A line as it was set: its box, the text of its boxes in logical order, and its edges, in CSS pixels."""

    box: Any
    text: str
    left: float
    right: float

    @property
    def ratio(self) -> float | None:
        """Space as set to natural; None where the line is not justified by the compositor."""
        return getattr(self.box, "space_ratio", None)

    @property
    def items(self) -> list[Item]:
        """Words and spaces from left to right."""
        boxes = sorted(text_boxes(self.box), key=lambda box: box.position_x)
        return [item for box in boxes for item in pieces(box)]

    @property
    def drawn(self) -> list[str]:
        """The words drawn out, with their kashidas."""
        return [item.word.text for item in self.items if item.word is not None and item.word.inserted is not None]


@cache
def styles(css: str) -> tuple[Any, Any]:
    """The fonts and a style sheet, read once."""
    weasyprint = engine()
    from weasyprint.text.fonts import FontConfiguration

    config = FontConfiguration()
    return weasyprint.CSS(string=fonts.faces().css() + BASE + css, font_config=config), config


def lay_out(body: str, css: str = "", *, lang: str = "ar", direction: str = "rtl") -> Any:
    """Lay out a body; texts set with the same CSS share their fonts, and so what is kept of them."""
    sheet, config = styles(css)
    html = f'<!doctype html><html lang="{lang}" dir="{direction}"><body>{body}</body></html>'
    return engine().HTML(string=html).render(stylesheets=[sheet], font_config=config)


def descendants(box: Any) -> Iterator[Any]:
    """All boxes under a box, in the order of the tree."""
    for child in getattr(box, "children", ()):
        yield child
        yield from descendants(child)


def text_boxes(box: Any) -> list[Any]:
    """The text boxes under a box."""
    from weasyprint.formatting_structure import boxes

    return [child for child in descendants(box) if isinstance(child, boxes.TextBox)]


def pieces(box: Any) -> list[Item]:
    """Words and spaces of a text box from left to right; none where the library set it."""
    layout = getattr(box, "pango_layout", None)
    if not isinstance(layout, SetText):
        return []
    if layout.paragraph is not None and layout.line is not None:
        return items(layout.paragraph, layout.line)
    return layout.items


def shown(box: Any) -> str:
    """The text of a box as given: kashidas put in by the compositor are left out."""
    if not isinstance(box.pango_layout, SetText):
        return str(box.text)
    logical = sorted(pieces(box), key=lambda item: (item.piece, not item.space))
    return "".join(" " if item.space else _as_given(item) for item in logical)


def _as_given(item: Item) -> str:
    word = item.word
    if word is None:
        return ""
    start, end = word.inserted or (0, 0)
    return word.text[:start] + word.text[end:]


def line_boxes(document: Any) -> Iterator[Any]:
    """All line boxes of a document."""
    from weasyprint.formatting_structure import boxes

    for page in document.pages:
        yield from (box for box in descendants(page._page_box) if isinstance(box, boxes.LineBox))


def lines(document: Any, tag: str | None = None) -> list[Line]:
    """The lines of a document, or of the elements with one tag."""
    found = []
    for box in line_boxes(document):
        inner = [child for child in box.children if child.is_in_normal_flow()]
        if inner and tag in (None, box.element_tag):
            text = "".join(map(shown, text_boxes(box)))
            left = min(child.position_x for child in inner)
            found.append(Line(box, text, left, max(child.position_x + child.margin_width() for child in inner)))
    return found


def squeezed(text: str) -> str:
    """A text without its white space, which lines take at their ends, and without marks of direction."""
    return re.sub(r"\s", "", CONTROLS.sub("", text))


def pdf_of(document: Any) -> bytes:
    """The document's PDF; the same each time."""
    return bytes(document.write_pdf(pdf_identifier=b"compositor-tests"))


def poppler(pdf: bytes, *options: str) -> str:
    """The text poppler's pdftotext reads in a PDF."""
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def pdfium_text(pdf: bytes) -> str:
    """The text pdfium reads, and so what Chromium's viewer copies."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def pdfium_finds(pdf: bytes, phrase: str) -> int:
    """How often pdfium's search (FPDFText_FindStart) finds a phrase."""
    document = pypdfium2.PdfDocument(pdf)
    wanted = (phrase + "\0").encode("utf-16-le")
    pointer = ctypes.cast(ctypes.create_string_buffer(wanted), ctypes.POINTER(ctypes.c_ushort))
    found = 0
    try:
        for page in document:
            textpage = page.get_textpage()
            search = pdfium.FPDFText_FindStart(textpage.raw, pointer, 0, 0)
            while pdfium.FPDFText_FindNext(search):
                found += 1
            pdfium.FPDFText_FindClose(search)
    finally:
        document.close()
    return found


def words(text: str) -> list[str]:
    """The words of a text as a reader compares them: compatibility forms and marks of direction taken off."""
    return unicodedata.normalize("NFKC", CONTROLS.sub("", text).replace("\x02", "")).split()


def embedded_fonts(pdf: bytes) -> list[dict[str, Any]]:
    """The Type 0 fonts of a PDF, in the order of their names."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = [o for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Subtype") == "/Type0"]
        return sorted((_detached(o) for o in found), key=lambda o: str(o["BaseFont"]))


def _detached(font: Any) -> dict[str, Any]:
    descendant = font.DescendantFonts[0]
    descriptor = descendant.FontDescriptor
    return {
        "BaseFont": str(font.BaseFont),
        "file": bytes((descriptor.get("/FontFile2") or descriptor.get("/FontFile3")).read_bytes()),
        "to_unicode": _cmap(font.ToUnicode.read_bytes().decode("latin-1")),
        "widths": _widths(descendant.W),
    }


def _cmap(cmap: str) -> dict[int, str]:
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    return found


def _widths(array: Any) -> dict[int, float]:
    found: dict[int, float] = {}
    items = list(array)
    at = 0
    while at < len(items):
        first, after = int(items[at]), items[at + 1]
        if isinstance(after, pikepdf.Array):
            found.update({first + k: float(width) for k, width in enumerate(after)})
            at += 2
        else:
            found.update(dict.fromkeys(range(first, int(after) + 1), float(items[at + 2])))
            at += 3
    return found
