"""The pictures of docs/compositor.md, from the cases in it: set by WeasyPrint alone, and with the compositor.

In: the page's blocks of HTML, each after a heading. Out: `<slug of the heading>-before.png` and `-after.png`, beside
this module. Run it from the project's folder: `python docs/compositor/pictures.py`.
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from kurrasa import compositor, fonts  # noqa: E402 - the project is found by its folder
from kurrasa.faces import FOLDER, fontconfig  # noqa: E402 - the project is found by its folder

SCALE = 2.0  # pixels a point
SHEET = """
@page { size: 250pt 400pt; margin: 12pt }
html { font: 13pt/1.75 Amiri }
p, body { margin: 0 }
"""


def cases() -> Iterator[tuple[str, str]]:
    """Every heading of the page that has a block of HTML under it, as its slug, and that block."""
    page = HERE.with_suffix(".md").read_text(encoding="utf-8")
    for section in re.split(r"^### ", page, flags=re.MULTILINE)[1:]:
        block = re.search(r"```html\n(.*?)```", section, re.DOTALL)
        if block:
            heading = section.splitlines()[0]
            yield re.sub(r"\W+", "-", heading.lower()).strip("-"), block[1]


def picture(html: str) -> Image.Image:
    """A page of HTML in grey, cut to what stands on it."""
    import weasyprint

    document = weasyprint.HTML(string=f'<html lang="ar" dir="rtl">{html}')
    sheet = weasyprint.CSS(string=fonts.faces().css() + SHEET)
    pdf = pypdfium2.PdfDocument(document.write_pdf(stylesheets=[sheet], pdf_identifier=b"pictures"))
    drawn = pdf[0].render(scale=SCALE).to_pil().convert("L")
    white = Image.new("L", drawn.size, 255)
    _, top, _, bottom = ImageChops.difference(drawn, white).getbbox() or (0, 0, *drawn.size)
    return drawn.crop((0, max(0, top - 12), drawn.width, bottom + 12))


def write(path: Path, image: Image.Image) -> None:
    """Write a picture of sixteen greys, the same bytes each time."""
    out = io.BytesIO()
    image.quantize(16).save(out, "PNG", optimize=True)
    path.write_bytes(out.getvalue())


def main() -> None:
    """Draw all cases before, then all after."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ["FONTCONFIG_FILE"] = str(fontconfig(FOLDER, Path(cache)))
        for slug, html in cases():
            write(HERE / f"{slug}-before.png", picture(html))
        compositor.install()
        for slug, html in cases():
            write(HERE / f"{slug}-after.png", picture(html))


if __name__ == "__main__":
    main()
