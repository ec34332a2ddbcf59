"""The checks, each a function from a press file to its findings, whose docstring states what must hold.

In: a file that is open, and what it is held to. Out: findings, each of one page or of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import pikepdf
import pypdfium2
from pikepdf import Name
from PIL import Image

from kurrasa.images import MOST_PIXELS
from kurrasa.preflight.drawn import Mark, marks
from kurrasa.press.marks import MM
from kurrasa.prove.readback import PDFIUM
from kurrasa.rules.images import COARSE, FINE

BLEED = 3.0  # millimetres
THINNEST = 0.25  # points of a line: thinner ones break up on the plate
SMALL = 9.0  # points of type that needs one ink, or two, to be sharp
_NEAR = 0.1  # millimetres, or per cent
_SEEN = 50  # dots an inch at which edges are looked at
HINT = "Make the file by `kurrasa press`."
_INKS = ("/DeviceCMYK", "/DeviceGray", "/Separation /All", "/Separation /Black", "/Pattern")


@dataclass(frozen=True)
class Held:
    """What a file is held to: the ink that the paper bears, per cent; the way it is read, if that is known; whether it
    is a block, of a multiple of four pages."""

    ink_limit: float
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
    for thing in (resources.get("/XObject") or {}).values():
        if thing.get("/Subtype") == Name.Form:
            yield from _fonts(thing.get("/Resources"), met)


def _sides(page: pikepdf.Page, name: str) -> tuple[float, float, float, float] | None:
    box = page.obj.get(name)
    if box is None:
        return None
    left, bottom, right, top = (float(side) for side in box)
    return left, bottom, right, top


# ---------------------------------------------------------------- the file


def boxes(file: File) -> Iterator[Finding]:
    """Every page has a trim and a bleed within its paper; all trims are of one size; the bleed is 3 mm (ISO 32000-1,
    14.11.2)."""
    first: tuple[float, float] | None = None
    for number, page in enumerate(file.pdf.pages):
        media, trim, bleed = (_sides(page, name) for name in ("/MediaBox", "/TrimBox", "/BleedBox"))
        if trim is None or media is None:
            yield Finding("boxes", "A page has no trim box.", HINT, number)
            continue
        bleed = bleed or trim
        if not (_within(trim, bleed) and _within(bleed, media)):
            yield Finding(
                "boxes",
                "The boxes of a page don't lie one within another.",
                HINT,
                number,
            )
        least = min(trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3]) / MM
        if least < BLEED - _NEAR:
            values = {"least": f"{max(0.0, least):.1f}", "wanted": f"{BLEED:g}"}
            yield Finding(
                *("bleed", "The bleed is {least} mm; a press wants {wanted} mm.", HINT),
                *(number, values),
            )
        size = (trim[2] - trim[0], trim[3] - trim[1])
        first = first or size
        if max(abs(a - b) for a, b in zip(size, first, strict=True)) > _NEAR:
            yield Finding(
                "boxes", "A page has another trim than the first.", "All pages of a book are cut alike.", number
            )


def _within(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    return (
        inner[0] >= outer[0] - _NEAR
        and inner[1] >= outer[1] - _NEAR
        and inner[2] <= outer[2] + _NEAR
        and inner[3] <= outer[3] + _NEAR
    )


def filled(file: File) -> Iterator[Finding]:
    """Where ink reaches the trim, it goes on to the end of the bleed: else paper shows where the cut is a hair out."""
    for number, page in enumerate(file.pdf.pages):
        trim, bleed = _sides(page, "/TrimBox"), _sides(page, "/BleedBox")
        if trim is None or bleed is None:
            continue
        with PDFIUM:
            shown = file.seen[number]
            shown.set_cropbox(*bleed)
            picture = shown.render(scale=_SEEN / 72).to_pil().convert("L")
        if any(_stops(picture, side, trim, bleed) for side in range(4)):
            yield Finding(
                "bleed",
                "What reaches the edge of the page doesn't bleed.",
                "Let the ground go on 3 mm past the trim (`--bleed` in the styles).",
                number,
            )


def _stops(picture: Image.Image, side: int, trim: tuple[float, ...], bleed: tuple[float, ...]) -> bool:
    """Whether ink just inside the trim of a side has paper beside it at the bleed's end."""
    turned = picture.rotate(90 * side, expand=True)  # the side is now the left one
    inset = abs(trim[(0, 3, 2, 1)[side]] - bleed[(0, 3, 2, 1)[side]]) * _SEEN / 72
    if inset < 2:
        return False
    margin = round(inset) + 1  # corners are the other sides' affair
    inside, outside = round(inset) + 1, 1
    rows = range(margin, turned.height - margin)
    dark = [y for y in rows if _grey(turned, inside, y) < 230]
    bare = [y for y in dark if _grey(turned, outside, y) > 250]
    return len(bare) > max(3, len(dark) // 20)


def _grey(picture: Image.Image, x: int, y: int) -> float:
    found = picture.getpixel((x, y))
    return float(found) if isinstance(found, int | float) else 0.0


def document(file: File) -> Iterator[Finding]:
    """One output intent with its profile; nothing that acts, is encrypted, attached or written by hand (PDF/X-4)."""
    root, hint = file.pdf.Root, HINT
    intents = [intent for intent in root.get("/OutputIntents", []) if intent.get("/S") == Name.GTS_PDFX]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield Finding("intent", "The file doesn't say for which printing condition it is made.", hint)
    if file.pdf.is_encrypted:
        yield Finding("encrypted", "The file is encrypted.", hint)
    if file.pdf.pdf_version < "1.6":
        values = {"version": file.pdf.pdf_version}
        yield Finding("version", "The file is PDF {version}; PDF/X-4 begins with 1.6.", hint, None, values)
    names = root.get("/Names", pikepdf.Dictionary())
    if "/JavaScript" in names or "/OpenAction" in root or "/AA" in root or "/AcroForm" in root:
        yield Finding("action", "The file holds actions or forms.", hint)
    if "/EmbeddedFiles" in names:
        yield Finding("attached", "Files are attached.", hint)
    for number, page in enumerate(file.pdf.pages):
        if len(page.obj.get("/Annots", [])):
            yield Finding("annotation", "A page has links or notes on it.", hint, number)


def binding(file: File) -> Iterator[Finding]:
    """The file is read the way the edition is, and a block is a multiple of four pages."""
    direction = file.pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/Direction", Name.L2R)
    if file.held.reading and (direction == Name.R2L) != (file.held.reading == "rtl"):
        yield Finding(
            "binding",
            "The file is bound on the other side than the edition.",
            "Make the file anew: it may be of another language.",
        )
    if file.held.block and len(file.pdf.pages) % 4:
        values = {"count": str(len(file.pdf.pages))}
        yield Finding(
            "pages", "The block has {count} pages, no multiple of four.", "Add blank pages, or drop some.", None, values
        )


def fonts(file: File) -> Iterator[Finding]:
    """Every font is embedded, and none is of type 3, whose shapes a press can't hint."""
    told: set[tuple[int, str]] = set()
    for number, font in file.fonts():
        name = str(font.get("/BaseFont", "/?"))[1:]
        own = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        descriptor = own.get("/FontDescriptor", pikepdf.Dictionary())
        embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        if (number, name) in told:
            continue
        told.add((number, name))
        if font.get("/Subtype") == Name.Type3:
            yield Finding(
                "font", "The font {font} is of type 3.", "Set its text in another face.", number, {"font": name}
            )
        elif not embedded:
            hint = "Set its text in a face of the manifest."
            yield Finding("font", "The font {font} is not embedded.", hint, number, {"font": name})


# ---------------------------------------------------------------- what is drawn


def colours(file: File) -> Iterator[Finding]:
    """Every colour is one of inks: no red, green and blue, no CIELAB, no profile of its own."""
    for number, drawn in enumerate(file.marks):
        for space in sorted({mark.space for mark in drawn if mark.space not in _INKS}):
            yield Finding(
                "colour",
                "A colour of {space} is left: the press has cyan, magenta, yellow and black.",
                "Make the file by `kurrasa press`; a picture may have to be given in another form.",
                number,
                {"space": space.strip("/").replace(" /", " ")},
            )


def ink(file: File) -> Iterator[Finding]:
    """No place has more ink than the paper bears."""
    limit = file.held.ink_limit
    for number, drawn in enumerate(file.marks):
        most = max((_ink(mark) for mark in drawn if mark.space != "/Separation /All"), default=0.0)
        if most > limit + 1:
            yield Finding(
                "ink",
                "There is up to {most} % of ink on one place; the paper bears {limit} %.",
                "Make the file with --ink {limit}, or choose a lighter colour.",
                number,
                {"most": f"{most:.0f}", "limit": f"{limit:.0f}"},
            )


def _ink(mark: Mark) -> float:
    if mark.kind != "picture" or mark.picture is None or mark.space != "/DeviceCMYK":
        return mark.ink
    if int(mark.picture.Width) * int(mark.picture.Height) > MOST_PIXELS:
        return 0.0
    picture = pikepdf.PdfImage(mark.picture).as_pil_image()
    if picture.mode != "CMYK":
        return 0.0
    # in small, for a dot of a picture is smeared over its neighbours by the screen too
    small = picture.resize((max(1, picture.width // 4), max(1, picture.height // 4)), Image.Resampling.BOX)
    data = small.tobytes()
    return max(sum(data[n : n + 4]) for n in range(0, len(data), 4)) / 2.55


def black(file: File) -> Iterator[Finding]:
    """Type in black is black alone; small type is in few inks, or its edges blur when plates are out of register."""
    for number, drawn in enumerate(file.marks):
        text = [mark for mark in drawn if mark.kind == "text" and mark.space == "/DeviceCMYK" and len(mark.values) == 4]
        if any(mark.values[3] > 0.99 and sum(mark.values[:3]) > 0.05 for mark in text):
            yield Finding(
                *("black", "Type in black has other inks under it.", "Let type be solid black."),
                number,
            )
        small = [mark.size for mark in text if 0 < mark.size < SMALL and sum(v > 0.1 for v in mark.values) > 3]
        if small:
            yield Finding(
                "small",
                "Type of {size} points is in four inks: register must be exact.",
                "Take a colour of fewer inks for it, or larger type.",
                number,
                {"size": f"{min(small):.1f}"},
                warning=True,
            )


def overprint(file: File) -> Iterator[Finding]:
    """Solid black type overprints; what is white never does, for it would not be there."""
    for number, drawn in enumerate(file.marks):
        white = [m for m in drawn if m.over and m.kind in ("fill", "text", "stroke") and m.values and m.ink == 0]
        if white:
            hint = "Take overprinting from it."
            yield Finding("overprint", "Something white overprints, and will not be seen.", hint, number)
        if any(m.kind == "text" and not m.over and m.values == (0, 0, 0, 1) for m in drawn):
            yield Finding(
                "overprint",
                "Black type knocks out what is under it: an edge of paper may show round it.",
                HINT,
                number,
                warning=True,
            )


def lines(file: File) -> Iterator[Finding]:
    """No line is thinner than a quarter of a point."""
    for number, drawn in enumerate(file.marks):
        thin = [m.size for m in drawn if m.kind == "stroke" and m.size < THINNEST - 0.01 and m.ink > 0]
        if thin:
            values = {"width": f"{min(thin):.2f}", "least": f"{THINNEST:g}"}
            yield Finding(
                *("line", "A line is {width} points wide; under {least} it may break up.", "Draw it wider."),
                *(number, values),
                warning=min(thin) > 0,
            )


def pictures(file: File) -> Iterator[Finding]:
    """A picture has 250 dots an inch at its size on paper; under 150 it is refused."""
    for number, drawn in enumerate(file.marks):
        coarse = [mark.size for mark in drawn if mark.kind == "picture" and 0 < mark.size < FINE - 1]
        if coarse:
            values = {"dots": f"{min(coarse):.0f}", "fine": str(FINE)}
            yield Finding(
                "resolution",
                "A picture has {dots} dots to the inch; print wants {fine}.",
                "Use a larger one, or print it smaller with `width:`.",
                number,
                values,
                warning=min(coarse) >= COARSE,
            )


def transparency(file: File) -> Iterator[Finding]:
    """What is blended is blended as inks; and it is told, for old presses want it flattened."""
    for number, (page, drawn) in enumerate(zip(file.pdf.pages, file.marks, strict=True)):
        if not any(mark.blended for mark in drawn):
            continue
        space = page.obj.get("/Group", pikepdf.Dictionary()).get("/CS")
        if space != Name.DeviceCMYK:
            yield Finding("transparency", "Transparency is not blended as inks.", HINT, number)
        else:
            yield Finding(
                "transparency",
                "The page has transparency, blended in CMYK.",
                "Do nothing if the printer takes PDF/X-4; else ask for a flattened file.",
                number,
                warning=True,
            )


CHECKS: tuple[Callable[[File], Iterator[Finding]], ...] = (
    *(boxes, filled, document, binding, fonts, colours, ink, black, overprint, lines, pictures, transparency),
)


def opened(path: Any, held: Held) -> File:
    """Open a file for the checks. Raises `pikepdf.PdfError` for what is no PDF."""
    pdf = pikepdf.open(path)
    with PDFIUM:
        return File(pdf, pypdfium2.PdfDocument(path), held)
