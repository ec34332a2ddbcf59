"""The contact sheet: all pages of a book at a glance, spread by spread, as they lie in the bound copy.

In: a PDF, and which way it is read. Out: a PNG.
"""

from __future__ import annotations

import io
from itertools import zip_longest
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from kurrasa.faces import Faces
from kurrasa.prove.readback import PDFIUM

RESOLUTION = 40  # dots an inch
SPREADS = 6  # to a row
GAP, GUTTER, LABEL = 24, 2, 18  # pixels: around a spread, at its spine, for the folios under it
GROUND, INK, EDGE = "#e9e6e0", "#5b6468", "#cbbfae"


def contact_sheet(pdf: Path, reading: str, faces: Faces, family: str) -> bytes:
    """Draw it. `reading` is `rtl` or `ltr`; the page labels are set in `family`. The first page stands alone."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            pages = [page.render(scale=RESOLUTION / 72).to_pil() for page in document]
            labels = [document.get_page_label(n) for n in range(len(pages))]
        finally:
            document.close()
    width, height = max(page.width for page in pages), max(page.height for page in pages)
    numbers = list(range(len(pages)))
    spreads = [(None, 0), *zip_longest(numbers[1::2], numbers[2::2])]
    rows = -(-len(spreads) // SPREADS)
    step, drop = 2 * width + GUTTER + GAP, height + LABEL + GAP
    sheet = Image.new("RGB", (SPREADS * step + GAP, rows * drop + GAP), GROUND)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(faces.face(family).path), 11, layout_engine=ImageFont.Layout.BASIC)
    for place, spread in enumerate(spreads):
        row, column = divmod(place, SPREADS)
        for half, number in enumerate(spread):
            if number is None:
                continue
            x, y = GAP + column * step + half * (width + GUTTER), GAP + row * drop
            if reading == "rtl":
                x = sheet.width - x - width
            sheet.paste(pages[number], (x, y))
            draw.rectangle((x - 1, y - 1, x + width, y + height), outline=EDGE)
            draw.text((x + width // 2, y + height + 4), labels[number], INK, font, anchor="ma")
    out = io.BytesIO()
    sheet.quantize(256, Image.Quantize.MEDIANCUT).save(out, "PNG", optimize=True)
    return out.getvalue()
