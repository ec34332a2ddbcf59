"""Composite glyphs: the codes that a compositor's text needs and a font lacks, added to the font that is embedded.

In: a font's bytes, the glyphs that are used, and composites of them by code. Out: a TrueType font with just those (CFF
outlines are turned into TrueType's). Glyph ids stay as they are, so that the codes in page streams hold. The tables are
written as the OpenType specification gives them (glyf, loca, hmtx, maxp); fontTools would take a hundred times as long
for a font of thousands of glyphs.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Mapping

import uharfbuzz as hb

from kurrasa.compositor.codes import Component, Composite

_DROPPED = ("GSUB", "GPOS", "GDEF", "BASE", "JSTF", "DSIG", "LTSH", "PCLT", "kern")
_PROFILE = (
    *("maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours", "maxZones", "maxTwilightPoints"),
    *("maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements", "maxSizeOfInstructions"),
    *("maxComponentElements", "maxComponentDepth"),
)
_WORDS, _XY_VALUES, _ROUND, _MORE = 0x1, 0x2, 0x4, 0x20  # glyf, composite glyph flags
_SCALES = {0x8: 2, 0x40: 4, 0x80: 8}  # those that bytes follow for: one scale, two, four


def extend(
    data: bytes,
    index: int,
    used: Iterable[int],
    composites: Mapping[Composite, int],
) -> bytes:
    """Subset a TrueType font to the glyphs used, ids kept, and append the composites at their codes."""
    face = hb.Face(data, index)
    upem, count = face.upem, face.glyph_count
    keep = {glyph for glyph in used if glyph < count} | {0}
    keep.update(component[0] for components, _, _ in composites for component in components)
    font = _subset(face, keep)
    tables = _tables(_truetype(font, keep) if font[:4] == b"OTTO" else font)
    head = bytearray(tables["head"])
    (long_offsets,) = struct.unpack(">h", head[50:52])
    (glyphs,) = struct.unpack(">H", tables["maxp"][4:6])
    loca = list(
        struct.unpack(f">{glyphs + 1}L", tables["loca"])
        if long_offsets
        else (2 * value for value in struct.unpack(f">{glyphs + 1}H", tables["loca"]))
    )
    outlines = bytearray(tables["glyf"])
    metrics = _metrics(tables, glyphs)
    by_code = {code: key for key, code in composites.items()}
    last = max(by_code, default=glyphs - 1)
    greatest = [0, 0, 0, 0]  # points, contours, components and depth of a composite
    for code in range(glyphs, last + 1):
        components, advance, _ = by_code.get(code, ((), 0, ""))
        left = 0
        if components:
            written, left = _composite(components, outlines, loca, upem)
            outlines += written
        loca.append(len(outlines))
        points, contours, depth = _extent(code, outlines, loca)
        greatest = list(map(max, greatest, (points, contours, len(components), depth)))
        metrics.append((round(advance * upem / 1000), left))
    head[8:12] = b"\0\0\0\0"  # checkSumAdjustment: not looked at in an embedded font, and else another each time
    head[50:52] = b"\0\1"
    tables["head"] = bytes(head)
    tables["glyf"] = bytes(outlines)
    tables["loca"] = struct.pack(f">{len(loca)}L", *loca)
    tables["hmtx"] = b"".join(struct.pack(">Hh", *metric) for metric in metrics)
    header = bytearray(tables["hhea"])
    header[34:36] = struct.pack(">H", len(metrics))
    tables["hhea"] = bytes(header)
    profile = bytearray(tables["maxp"])
    profile[4:6] = struct.pack(">H", last + 1)
    for at, least in zip((10, 12, 28, 30), greatest, strict=True):
        (value,) = struct.unpack(">H", profile[at : at + 2])
        profile[at : at + 2] = struct.pack(">H", max(value, least))
    tables["maxp"] = bytes(profile)
    if "post" in tables:
        tables["post"] = b"\0\3\0\0" + tables["post"][4:32]
    return _font(tables)


def _subset(face: hb.Face, keep: set[int]) -> bytes:
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(sorted(keep))
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _DROPPED)
    return bytes(hb.subset(face, wanted).blob.data)


def _truetype(font: bytes, keep: set[int]) -> bytes:
    """A font with CFF outlines as one with TrueType outlines: composite glyphs are a matter of the glyf table alone.

    Cubic curves become quadratic ones within a thousandth of an em (fontTools' cu2qu), which no print shows.
    """
    from fontTools.pens.cu2quPen import Cu2QuPen  # few books have such a face
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont, newTable

    source = TTFont(io.BytesIO(font), recalcTimestamp=False)
    order, shapes = source.getGlyphOrder(), source.getGlyphSet()
    outlines = {}
    for number, name in enumerate(order):
        pen = TTGlyphPen(None)
        if number in keep:
            shapes[name].draw(Cu2QuPen(pen, source["head"].unitsPerEm / 1000, reverse_direction=True))
        outlines[name] = pen.glyph()
    table = source["glyf"] = newTable("glyf")
    source["loca"] = newTable("loca")
    table.glyphOrder, table.glyphs = order, outlines
    profile = source["maxp"] = newTable("maxp")
    profile.tableVersion, profile.numGlyphs = 0x00010000, len(order)
    for name in _PROFILE:
        setattr(profile, name, 1 if name == "maxZones" else 0)
    for tag in ("CFF ", "VORG"):
        if tag in source:
            del source[tag]
    source.sfntVersion = "\0\1\0\0"
    written = io.BytesIO()
    source.save(written)
    return written.getvalue()


def _tables(font: bytes) -> dict[str, bytes]:
    (count,) = struct.unpack(">H", font[4:6])
    found = {}
    for i in range(count):
        tag, _, offset, length = struct.unpack(">4sLLL", font[12 + 16 * i : 28 + 16 * i])
        found[tag.decode("ascii")] = font[offset : offset + length]
    return found


def _metrics(tables: Mapping[str, bytes], glyphs: int) -> list[tuple[int, int]]:
    """Advance and left side bearing of every glyph; those past the table's long part share its last advance."""
    (long,) = struct.unpack(">H", tables["hhea"][34:36])
    data = tables["hmtx"]
    metrics = [struct.unpack(">Hh", data[4 * i : 4 * i + 4]) for i in range(long)]
    rest = data[4 * long :]
    metrics += [(metrics[-1][0], struct.unpack(">h", rest[i : i + 2])[0]) for i in range(0, len(rest) - 1, 2)]
    return [*metrics, *[(0, 0)] * (glyphs - len(metrics))]


def _composite(components: tuple[Component, ...], outlines: bytearray, loca: list[int], upem: int) -> tuple[bytes, int]:
    """The glyf record of a composite, padded to four bytes, and its left edge."""
    body = b""
    boxes: list[tuple[int, int, int, int]] = []
    for number, (glyph, x, y) in enumerate(components):
        dx, dy = round(x * upem / 1000), round(y * upem / 1000)
        more = _MORE if number < len(components) - 1 else 0
        body += struct.pack(">HHhh", _WORDS | _XY_VALUES | _ROUND | more, glyph, dx, dy)
        offset = loca[glyph]
        if loca[glyph + 1] > offset:
            left, bottom, right, top = struct.unpack(">4h", outlines[offset + 2 : offset + 10])
            boxes.append((left + dx, bottom + dy, right + dx, top + dy))
    left, bottom, right, top = (
        (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
        if boxes
        else (0, 0, 0, 0)
    )
    record = struct.pack(">5h", -1, left, bottom, right, top) + body
    return record + b"\0" * (-len(record) % 4), left


def _extent(glyph: int, outlines: bytearray, loca: list[int]) -> tuple[int, int, int]:
    """Points and contours of a glyph as it is drawn, and how deeply its components are nested."""
    at = loca[glyph]
    if loca[glyph + 1] == at:
        return 0, 0, 0
    (contours,) = struct.unpack(">h", outlines[at : at + 2])
    if contours >= 0:
        ends = outlines[at + 10 : at + 10 + 2 * contours]
        return (struct.unpack(">H", ends[-2:])[0] + 1 if ends else 0), contours, 0
    points = contours = depth = 0
    at, flags = at + 10, _MORE
    while flags & _MORE:
        flags, component = struct.unpack(">HH", outlines[at : at + 4])
        at += 4 + (4 if flags & _WORDS else 2) + sum(size for flag, size in _SCALES.items() if flags & flag)
        extent = _extent(component, outlines, loca)
        points, contours, depth = points + extent[0], contours + extent[1], max(depth, extent[2] + 1)
    return points, contours, depth


def _font(tables: Mapping[str, bytes]) -> bytes:
    tags = sorted(tables)
    power = 1 << (len(tags).bit_length() - 1)
    directory = b"\0\1\0\0" + struct.pack(
        ">HHHH", len(tags), power * 16, power.bit_length() - 1, (len(tags) - power) * 16
    )
    offset, body = 12 + 16 * len(tags), b""
    for tag in tags:
        data = tables[tag]
        directory += struct.pack(">4sLLL", tag.encode("ascii"), 0, offset, len(data))
        padded = data + b"\0" * (-len(data) % 4)
        body += padded
        offset += len(padded)
    return directory + body
