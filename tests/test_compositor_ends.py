"""A justified line from right to left stands flush at both ends, whatever inline element the next one begins with.

The library alone lets a space that ends such a line push it into the margin; its own process shows that here, so that
the day it is right by itself this module says so.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import weasyprint
from conftest import ROOT

from kurrasa.compositor import door

SET = """
import json, sys
import pypdfium2
from kurrasa import compositor, fonts
from kurrasa.library import engine

if sys.argv[1] == "alone":
    compositor.install = lambda: None
library = engine()
from weasyprint.text.fonts import FontConfiguration

config, found = FontConfiguration(), {}
for width in range(96, 126, 2):
    css = fonts.faces().css() + (
        f"@page {{ size: {width}mm 100mm; margin: 10mm }} .nb {{ white-space: nowrap }}"
        "body, p { margin: 0; text-align: justify; font: 12pt/20pt Amiri }"
    )
    html = f"<html lang=ar dir=rtl><style>{css}</style><p>{sys.argv[2]}"
    page = pypdfium2.PdfDocument(library.HTML(string=html).render(font_config=config).write_pdf())[0]
    text, rows = page.get_textpage(), {}
    for index in range(text.count_chars()):
        if text.get_text_range(index, 1).strip():
            left, bottom, right, _ = text.get_charbox(index, loose=True)
            rows.setdefault(round(bottom / 20), []).append((left, right))
    inner, outer = 10 * 72 / 25.4, page.get_width() - 10 * 72 / 25.4
    lines = [rows[row] for row in sorted(rows, reverse=True)]
    found[width] = [
        (round(min(left for left, _ in line) - inner, 1), round(outer - max(right for _, right in line), 1))
        for line in lines[:-1]
    ]
print(json.dumps(found))
"""
TEXT = (
    "وقالت المنظمة في بيانها الختامي الذي صدر عن الدورة إن القرار{} لا يزال قائما حتى اليوم "
    "وإن الدول تتابع تنفيذه في كل دورة من دوراتها"
)
SLACK = 1.6  # points: a glyph's advance may reach past its ink


def gaps(html: str, how: str) -> list[tuple[float, float]]:
    """Gaps at the left and the right end of every full line, in points, for measures at which the line ends there."""
    run = subprocess.run(
        [sys.executable, "-c", SET, how, html], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    return [tuple(gap) for lines in json.loads(run.stdout).values() for gap in lines]


def astray(found: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [gap for gap in found if max(map(abs, gap)) > SLACK]


INLINE = {
    "a space before the element": " <b>الثامن عشر</b>",
    "a space in the element": "<b> الثامن عشر</b>",
    "a number that may not part": " <span><span class=nb>عام 1997</span></span>",
    "a number in a settled element": "<span> <span class=nb>عام 1997</span></span>",
}


def test_every_line_stands_flush() -> None:
    """All the forms one after the other, in one text."""
    found = gaps(" ".join(TEXT.format(inline) for inline in INLINE.values()), "mended")
    assert len(found) > 60
    assert astray(found) == []


def test_the_library_alone_lets_a_line_slide() -> None:
    found = gaps(TEXT.format(INLINE["a space before the element"]), "alone")
    assert 0 < len(astray(found)) < len(found)


def test_a_version_that_is_not_known_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.raises(RuntimeError, match=r"71\.0"):
        door.install()
