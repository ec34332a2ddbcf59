"""What a page of the PDF looks like and what is written on it, as pdfium has it.

In: pdfium's page. Out: a picture for the browser; its text; the boxes of a stretch of that text.
"""

from __future__ import annotations

import ctypes
import io
from typing import Any

import pypdfium2.raw as pdfium

from kurrasa.prove.expected import Box

RESOLUTIONS = (24, 72, 96, 120, 144, 192, 240, 288, 384)
"""Dots an inch that a page may be asked for; the first is a thumbnail's."""
MM = 25.4 / 72


def picture(page: Any, resolution: int) -> bytes:
    """A JPEG: lossy at a grade that shows nothing of it on type, and ready in a sixth of a PNG's time."""
    found = io.BytesIO()
    page.render(scale=resolution / 72).to_pil().save(found, "JPEG", quality=92, subsampling=0)
    return found.getvalue()


def text(page: Any) -> str:
    """The text of a page in the order in which it is read; one character for each that pdfium counts."""
    layer = page.get_textpage()
    try:
        count = layer.count_chars()
        units = (ctypes.c_ushort * (count + 1))()
        pdfium.FPDFText_GetText(layer, 0, count, units)
        return bytes(units)[: 2 * count].decode("utf-16-le", "replace")
    finally:
        layer.close()


def boxes(page: Any, stretches: list[tuple[int, int]]) -> list[Box]:
    """Where stretches of its text, as (first character, how many), stand on a page; one box a line of each."""
    layer, height = page.get_textpage(), page.get_height()
    found = []
    try:
        for first, count in stretches:
            for n in range(layer.count_rects(first, count)):
                left, bottom, right, top = layer.get_rect(n)
                found.append(Box(*(round(v * MM, 2) for v in (left, height - top, right, height - bottom))))
    finally:
        layer.close()
    return found
