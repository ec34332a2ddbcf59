"""What stands on a page, glyph by glyph from left to right, in a PDF of any engine.

In: a PDF whose fonts keep the glyph ids of the project's own files (Skia's and WeasyPrint's do). Out: for each page the
base glyphs with their places. A glyph is named by the letters its font makes it of, so that a ligature reads like its
letters and a mirrored bracket like what the eye sees; what a ToUnicode map calls it plays no part.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
from fontTools.ttLib import TTFont

from kurrasa.faces import FOLDER

Matrix = tuple[float, float, float, float, float, float]
_COMMON = frozenset([*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x60C, 0x66B), *range(0x2010, 0x2070)])
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


class Seen(NamedTuple):
    """A base glyph: id, the letters it shows from left to right, whether it is bold, its origin and end in points."""

    glyph: int
    letters: str
    bold: bool
    x: float
    y: float
    end: float


def _times(a: Matrix, b: Matrix) -> Matrix:
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


# ---------------------------------------------------------------- glyphs and their letters


@cache
def letters(file: Path) -> dict[int, str]:
    """Every base glyph of a font file by what it is made of: `cmap`, then single, multiple and ligature substitutions.

    A glyph of several readings gets that of the commoner letters: all that these make is read before the rest.
    """
    font = TTFont(file)
    ids = font.getReverseGlyphMap()
    marks = {ids[name] for name, kind in font["GDEF"].table.GlyphClassDef.classDefs.items() if kind == 3}
    steps = [([ids[name] for name in given], [ids[name] for name in made]) for given, made in _substitutions(font)]
    found: dict[int, str] = {}
    by_code = sorted(font.getBestCmap().items())
    for common in (True, False):
        for code, name in by_code:
            if (code in _COMMON) == common:
                found.setdefault(ids[name], chr(code))
        while any(_read(given, made, found, marks) for given, made in steps):
            pass
    return {glyph: text for glyph, text in found.items() if glyph not in marks}


@cache
def _advances(file: Path) -> dict[int, float]:
    """Every glyph's own advance in thousandths of an em."""
    font = TTFont(file)
    unit = 1000 / font["head"].unitsPerEm
    return {font.getGlyphID(name): advance * unit for name, (advance, _) in font["hmtx"].metrics.items()}


def _read(given: list[int], made: list[int], found: dict[int, str], marks: set[int]) -> bool:
    """Read what a substitution makes; gives whether that was new."""
    if not all(glyph in found for glyph in given) or all(glyph in found for glyph in made):
        return False
    # the letters of a ligature of a right-to-left script stand the other way round for the eye
    found.setdefault(made[0], "".join(found[glyph] for glyph in reversed(given) if glyph not in marks))
    for glyph in made[1:]:
        found.setdefault(glyph, "")
    return True


def _substitutions(font: Any) -> Iterator[tuple[list[str], list[str]]]:
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            real = getattr(table, "ExtSubTable", table)
            match real.LookupType:
                case 1:
                    yield from (([given], [made]) for given, made in real.mapping.items())
                case 2:
                    yield from (([given], list(made)) for given, made in real.mapping.items() if made)
                case 4:
                    for first, ligatures in real.ligatures.items():
                        yield from (([first, *one.Component], [one.LigGlyph]) for one in ligatures)


@dataclass(frozen=True)
class _Face:
    """A font of a PDF: widths by code, and the glyphs each code draws with their places in thousandths of an em."""

    widths: dict[int, float]
    default: float
    composites: dict[int, list[tuple[int, float]]]
    letters: dict[int, str]
    advances: dict[int, float]
    bold: bool


def _face(font: Any) -> _Face:
    descendant = font.DescendantFonts[0]
    name = str(font.BaseFont)
    bold = "Bold" in name
    file = FOLDER / ("Amiri-Bold.ttf" if bold else "Amiri-Regular.ttf")
    if "Amiri" not in name:
        raise ValueError(f"another font than the one asked for: {name}")
    with TTFont(io.BytesIO(descendant.FontDescriptor.FontFile2.read_bytes())) as embedded:
        count, upem = len(TTFont(file).getGlyphOrder()), embedded["head"].unitsPerEm
        order, outlines = embedded.getGlyphOrder(), embedded["glyf"]
        composites = {}
        for code in range(count, len(order)):
            glyph = outlines[order[code]]
            if glyph.isComposite():
                composites[code] = [(embedded.getGlyphID(c.glyphName), c.x * 1000 / upem) for c in glyph.components]
    widths: dict[int, float] = {}
    items, at = list(descendant.get("/W", [])), 0
    while at < len(items):
        first, after = int(items[at]), items[at + 1]
        if isinstance(after, pikepdf.Array):
            widths.update({first + k: float(width) for k, width in enumerate(after)})
            at += 2
        else:
            widths.update(dict.fromkeys(range(first, int(after) + 1), float(items[at + 2])))
            at += 3
    return _Face(widths, float(descendant.get("/DW", 1000)), composites, letters(file), _advances(file), bold)


# ---------------------------------------------------------------- pages


def pages(path: Path) -> Iterator[list[Seen]]:
    """The base glyphs of each page, as they are drawn; spaces are left out."""
    faces: dict[Any, _Face] = {}
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            yield list(_drawn(page.obj, page.obj.Resources, _IDENTITY, faces))


def _drawn(holder: Any, resources: Any, base: Matrix, faces: dict[Any, _Face]) -> Iterator[Seen]:
    ctm, kept = base, []
    text = line = _IDENTITY
    face: _Face | None = None
    size, character, word, scale, leading = 0.0, 0.0, 0.0, 1.0, 0.0
    for instruction in pikepdf.parse_content_stream(holder):
        operands, operator = instruction.operands, instruction.operator
        match str(operator):
            case "q":
                kept.append((ctm, face, size, character, word, scale, leading))
            case "Q":
                ctm, face, size, character, word, scale, leading = kept.pop()
            case "cm":
                ctm = _times(_matrix(operands), ctm)
            case "BT":
                text = line = _IDENTITY
            case "Tf":
                font = resources.Font[operands[0]]
                if font.objgen not in faces:
                    faces[font.objgen] = _face(font)
                face, size = faces[font.objgen], float(operands[1])
            case "Tc":
                character = float(operands[0])
            case "Tz":
                scale = float(operands[0]) / 100
            case "TL":
                leading = float(operands[0])
            case "Td" | "TD":
                text = line = _times((1, 0, 0, 1, float(operands[0]), float(operands[1])), line)
            case "T*":
                text = line = _times((1, 0, 0, 1, 0, -leading), line)
            case "Tm":
                text = line = _matrix(operands)
            case "Tj" | "TJ":
                assert face is not None
                for part in operands[0] if str(operator) == "TJ" else operands:
                    if not isinstance(part, pikepdf.String):
                        text = _times((1, 0, 0, 1, -float(part) / 1000 * size * scale, 0), text)
                        continue
                    codes = bytes(part)
                    for at in range(0, len(codes), 2):
                        code = int.from_bytes(codes[at : at + 2], "big")
                        width = face.widths.get(code, face.default)
                        place = _times(text, ctm)
                        across = size * scale / 1000
                        for glyph, dx in face.composites.get(code, [(code, 0.0)]):
                            shown = face.letters.get(glyph, "")
                            if shown and not shown.isspace():
                                x = place[4] + place[0] * dx * across
                                end = x + place[0] * face.advances[glyph] * across
                                yield Seen(glyph, shown, face.bold, x, place[5], end)
                        text = _times((1, 0, 0, 1, width * across + character * scale, 0), text)
            case "Do":
                inner = resources.XObject[operands[0]]
                if inner.get("/Subtype") == "/Form":
                    matrix = _times(_matrix(inner.get("/Matrix", _IDENTITY)), ctm)
                    yield from _drawn(inner, inner.get("/Resources", resources), matrix, faces)


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in operands)
    return a, b, c, d, e, f
