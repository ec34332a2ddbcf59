"""What a press file puts on paper: colours, ink, black type, overprint, lines, pictures, transparency.

In: a file that is open. Out: findings. Each check is a function whose docstring states what must hold.
"""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf
from pikepdf import Name
from PIL import Image

from kurrasa.images import MOST_PIXELS
from kurrasa.preflight.drawn import Mark
from kurrasa.preflight.file import HINT, File, Finding
from kurrasa.rules.images import COARSE, FINE

THINNEST = 0.25  # points of a line: thinner ones break up on the plate
SMALL = 9.0  # points of type that needs one ink, or two, to be sharp
_INKS = ("/DeviceCMYK", "/DeviceGray", "/Separation /All", "/Separation /Black", "/Pattern")


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
        white = [m for m in drawn if m.over and m.kind in ("fill", "text", "stroke") and m.is_white]
        if white:
            hint = "Take overprinting from it."
            yield Finding("overprint", "Something white overprints, and will not be seen.", hint, number)
        if any(m.kind == "text" and not m.over and m.is_black for m in drawn):
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


CHECKS = (colours, ink, black, overprint, lines, pictures, transparency)
