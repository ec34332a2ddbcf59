"""What a press file is as a file: its boxes, what bleeds, how it is bound, its fonts, what it says of itself.

In: a file that is open. Out: findings. Each check is a function whose docstring states what must hold.
"""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf
from pikepdf import Name
from PIL import Image

from kurrasa.preflight.file import HINT, File, Finding
from kurrasa.press.marks import MM
from kurrasa.prove.readback import PDFIUM

BLEED = 3.0  # millimetres
_NEAR = 0.1  # millimetres
_SEEN = 50  # dots an inch at which edges are looked at


def _sides(page: pikepdf.Page, name: str) -> tuple[float, float, float, float] | None:
    box = page.obj.get(name)
    if box is None:
        return None
    left, bottom, right, top = (float(side) for side in box)
    return left, bottom, right, top


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
    elif file.held.condition and intents[0].DestOutputProfile.read_bytes() != file.held.condition.profile:
        values = {
            "own": str(intents[0].get("/OutputConditionIdentifier", "?")),
            "wanted": file.held.condition.identifier,
        }
        yield Finding("intent", "The file is made for {own}, and is to be printed in {wanted}.", HINT, None, values)
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


CHECKS = (boxes, filled, document, binding, fonts)
