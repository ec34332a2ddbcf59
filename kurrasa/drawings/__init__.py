"""Drawings of book and handouts, as SVG: strip of years, columns, locators, citations, dots, signs, barcodes, QR codes.

In: records already resolved to years, coordinates and numbers, and a `Style`. Out: SVG text, one drawing each, whose
labels are outlines. Each drawing is a pure function, and asserts no more than it is given.
"""

from kurrasa.drawings.barcode import barcode
from kurrasa.drawings.canvas import Direction, Palette, Style
from kurrasa.drawings.code import qr
from kurrasa.drawings.columns import Cell, columns, swatch
from kurrasa.drawings.dots import dots
from kurrasa.drawings.lineage import Node, lineage
from kurrasa.drawings.locator import Point, Words, locator
from kurrasa.drawings.strip import Mark, strip
from kurrasa.drawings.symbols import key_symbol

__all__ = [
    "Cell",
    "Direction",
    "Mark",
    "Node",
    "Palette",
    "Point",
    "Style",
    "Words",
    "barcode",
    "columns",
    "dots",
    "key_symbol",
    "lineage",
    "locator",
    "qr",
    "strip",
    "swatch",
]
