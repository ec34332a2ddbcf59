"""The glyphs of an embedded font, a digest each: a font that gains a glyph changes no page that doesn't show it.

In: a font dictionary. Out: a digest of each glyph's outline, advance, width and text, and one of what all have in
common.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

from kurrasa.prove.ledger import digest

OUTLINES = ("glyf", "loca", "hmtx")
UNASKED = {"cmap", "GDEF", "GSUB", "GPOS", "BASE", "kern", "DSIG"}
"""Tables of characters and of shaping: a page says which glyph stands where (9.7.4.2 and 9.9.1)."""
SUMS: Mapping[str, tuple[tuple[int, int], ...]] = {
    "head": ((8, 12), (36, 44), (50, 52)),  # checksum, box of all glyphs, form of `loca`
    "hhea": ((10, 18), (34, 36)),  # widest advance and furthest bearings, count of advances
    "maxp": ((4, 14), (28, 32)),  # count of glyphs, most points, contours and components
    "OS/2": ((2, 4), (42, 58), (64, 68), (78, 86)),  # mean advance, ranges and ends of the characters
}
"""Bytes of the tables that sum up the glyphs kept (OpenType 1.9, by table)."""
DEPTH = 8
WORDS, SCALE, MORE, SCALE_XY, MATRIX = 0x1, 0x8, 0x20, 0x40, 0x80
WIDTHS = re.compile(rb"(\d+) \[([^\]]*)\]|(\d+) (\d+) (\S+)")
TEXTS = re.compile(rb"\d+\s+beginbfchar(.*?)endbfchar", re.DOTALL)
TEXT = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")
REFERENCE = re.compile(rb"\d \d+ R\b")
APART = {"/W", "/CIDToGIDMap", "/ToUnicode", "/FontFile2", "/DescendantFonts", "/FontDescriptor"}
SUBSET = re.compile(rb"/[A-Z]{6}\+")


@dataclass(frozen=True)
class Glyphs:
    """Digests of what each glyph is, by its code, and of what the font is without them."""

    common: bytes
    each: Mapping[int, bytes]


def glyphs(font: Any) -> Glyphs | None:
    """Take a font apart; None where it isn't TrueType, asked by codes of two bytes (ISO 32000-2, 9.7.4.2)."""
    try:
        descendant = font["/DescendantFonts"][0]
        descriptor = descendant["/FontDescriptor"]
        numbered = descendant["/CIDToGIDMap"]
        if font["/Encoding"] != "/Identity-H" or not (isinstance(numbered, pikepdf.Stream) or numbered == "/Identity"):
            return None
        tables = _tables(descriptor["/FontFile2"].read_bytes())
        texts, widths = font["/ToUnicode"].read_bytes(), descendant["/W"].unparse(resolved=True)
        said = b" ".join(_said(dictionary) for dictionary in (font, descendant, descriptor))
        if b"beginbfrange" in texts or REFERENCE.search(said + widths):
            return None
        width = _widths(widths)
        text = {int(code, 16): chars.lower() for run in TEXTS.findall(texts) for code, chars in TEXT.findall(run)}
        codes = sorted({*width, *text})
        if isinstance(numbered, pikepdf.Stream):
            numbers = numbered.read_bytes()
            drawn = {code: struct.unpack_from(">H", numbers, 2 * code)[0] for code in codes}
        else:
            drawn = {code: code for code in codes}
        shape = _shapes(tables)
        each = {code: digest(shape(drawn[code]), width.get(code, b"-"), text.get(code, b"-")) for code in codes}
    except (KeyError, IndexError, ValueError, struct.error):
        return None
    rest = b"".join(name.encode() + _summed(name, data) for name, data in tables.items() if name not in OUTLINES)
    return Glyphs(digest(SUBSET.sub(b"/", said), b"".join(TEXTS.sub(b"", texts).split()), rest), each)


def names_of(font: Any) -> bytes | None:
    """Give the table of names of a TrueType font."""
    try:
        programme: bytes = font["/DescendantFonts"][0]["/FontDescriptor"]["/FontFile2"].read_bytes()
        return _tables(programme)["name"]
    except (KeyError, IndexError, ValueError, struct.error):
        return None


def _said(dictionary: Any) -> bytes:
    """What a dictionary of a font says but for what belongs to single glyphs."""
    kept = sorted((name, value) for name, value in dictionary.items() if name not in APART)
    return b" ".join(
        name.encode() + (value.unparse(resolved=True) if isinstance(value, pikepdf.Object) else repr(value).encode())
        for name, value in kept
    )


def _tables(data: bytes) -> dict[str, bytes]:
    found = {}
    for i in range(struct.unpack_from(">H", data, 4)[0]):
        name, _, start, length = struct.unpack_from(">4sIII", data, 12 + 16 * i)
        found[name.decode("latin-1")] = data[start : start + length]
    return {name: table for name, table in found.items() if name not in UNASKED}


def _summed(name: str, data: bytes) -> bytes:
    found = bytearray(data)
    for first, last in SUMS.get(name, ()):
        found[first:last] = bytes(last - first)
    return bytes(found)


def _widths(array: bytes) -> dict[int, bytes]:
    """Read `W` (9.7.4.3): runs of widths, or one width of a range."""
    found: dict[int, bytes] = {}
    for first, run, start, end, width in WIDTHS.findall(array):
        if first:
            found |= {int(first) + i: width for i, width in enumerate(run.split())}
        else:
            found |= dict.fromkeys(range(int(start), int(end) + 1), width)
    return found


def _shapes(tables: Mapping[str, bytes]) -> Callable[[int], bytes]:
    """Give what gives the outline of a glyph, that of its components with it, and its metrics."""
    glyf, loca, hmtx = (tables[name] for name in OUTLINES)
    long = struct.unpack_from(">h", tables["head"], 50)[0]
    unit, form = (1, "I") if long else (2, "H")
    starts = struct.unpack(f">{len(loca) // (4 if long else 2)}{form}", loca)
    advances = struct.unpack_from(">H", tables["hhea"], 34)[0]

    def outline(glyph: int, depth: int = 0) -> bytes:
        if depth > DEPTH:
            raise ValueError
        own = glyf[starts[glyph] * unit : starts[glyph + 1] * unit]
        # a composite glyph has a negative count of contours
        return own + b"".join(outline(part, depth + 1) for part in _components(own)) if own[:1] >= b"\x80" else own

    def shape(glyph: int) -> bytes:
        last, bearing = 4 * (advances - 1), 4 * advances + 2 * (glyph - advances)
        if glyph < advances:
            return hmtx[4 * glyph : 4 * glyph + 4] + outline(glyph)
        return hmtx[last : last + 2] + hmtx[bearing : bearing + 2] + outline(glyph)

    return shape


def _components(outline: bytes) -> Iterator[int]:
    """Give the glyphs that one is composed of (OpenType, glyf: composite glyph description)."""
    at, flags = 10, MORE
    while flags & MORE:
        flags, part = struct.unpack_from(">HH", outline, at)
        yield part
        at += 8 if flags & WORDS else 6
        at += 2 if flags & SCALE else 4 if flags & SCALE_XY else 8 if flags & MATRIX else 0
