"""Each font of the book once, with just what is shown of it.

In: the codes that formes and furniture use. Out: the font's objects in the file. A code is not a glyph: a map in the
file leads from one to the other (CIDToGIDMap; ISO 32000-1, 9.7.4.2), so that codes may lie far apart and glyphs do not.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kurrasa.binding.file import PdfFile
from kurrasa.compositor import composites
from kurrasa.forme import FontUse, Shown, Typeface
from kurrasa.pdftext import string

_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
%sendcmap
CMapName currentdict /CMap defineresource pop
end
end"""
_AT_ONCE = 100  # entries of a character map in one block


@dataclass
class Gathered:
    """What the whole book shows of its fonts, gathered part by part."""

    faces: dict[str, Typeface] = field(default_factory=dict)
    codes: dict[str, dict[int, Shown]] = field(default_factory=dict)

    def add(self, fonts: Mapping[str, FontUse], moved: Mapping[str, Mapping[int, int]]) -> None:
        """Add what a part shows, its codes being moved as those of its streams are."""
        for name, use in fonts.items():
            self.faces.setdefault(name, use.face)
            known, others = self.codes.setdefault(name, {}), moved.get(name, {})
            for code, shown in use.codes.items():
                code = others.get(code, code)
                other = known.get(code)
                # a glyph that the library set may stand for two texts: the longer is kept
                if other is None or (len(shown.text), shown.text) > (len(other.text), other.text):
                    known[code] = shown


def write(gathered: Gathered, file: PdfFile, data_of: Callable[[Typeface], bytes]) -> list[tuple[str, int]]:
    """Write every font; give the resource name and the object number of each."""
    return [
        (name, _font(face, gathered.codes[name], file, data_of(face))) for name, face in sorted(gathered.faces.items())
    ]


def _font(face: Typeface, codes: Mapping[int, Shown], file: PdfFile, data: bytes) -> int:
    made = {
        shown.composite: face.glyphs + index
        for index, (_, shown) in enumerate(sorted((c, s) for c, s in codes.items() if s.composite))
        if shown.composite
    }
    glyphs = {code: made[s.composite] if s.composite else code for code, s in codes.items()}
    programme = composites.extend(data, face.index, (g for g in glyphs.values() if g < face.glyphs), made)
    font, descendant, descriptor, embedded, unicode, glyph_of = range(first := file.take(6), first + 6)
    file.stream(embedded, b"/Length1 %d/Filter/FlateDecode" % len(programme), zlib.compress(programme, 9))
    file.deflated(unicode, b"", _to_unicode(codes))
    map_ = bytearray(2 * (max(glyphs) + 1))
    for code, glyph in glyphs.items():
        map_[2 * code : 2 * code + 2] = glyph.to_bytes(2, "big")
    file.deflated(glyph_of, b"", bytes(map_))
    widest = max((shown.width for shown in codes.values()), default=0)
    file.group(
        [
            (
                font,
                b"<</Type/Font/Subtype/Type0/BaseFont%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
                % (face.name, descendant, unicode),
            ),
            (
                descendant,
                b"<</Type/Font/Subtype/CIDFontType2/BaseFont%b"
                b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
                b"/CIDToGIDMap %d 0 R/W[%b]/FontDescriptor %d 0 R>>"
                % (face.name, glyph_of, _widths(codes), descriptor),
            ),
            (
                descriptor,
                b"<</Type/FontDescriptor/FontName%b/FontFamily%b/Flags %d/FontBBox[0 %d %d %d]/ItalicAngle %d"
                b"/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %d 0 R>>"
                % (
                    *(face.name, string(face.family), face.flags, face.descent, widest, face.ascent),
                    *(face.italic_angle, face.ascent, face.descent, face.ascent, face.stem, embedded),
                ),
            ),
        ]
    )
    return font


def _widths(codes: Mapping[int, Shown]) -> bytes:
    pieces: list[bytes] = []
    last = None
    for code in sorted(codes):
        if code - 1 != last:
            pieces.append(b"]%d[" % code if pieces else b"%d[" % code)
        else:
            pieces.append(b" ")
        pieces.append(b"%g" % codes[code].width)
        last = code
    return b"".join(pieces) + (b"]" if pieces else b"")


def _to_unicode(codes: Mapping[int, Shown]) -> bytes:
    rows = [
        b"<%04x> <%b>\n" % (c, codes[c].text.encode("utf-16-be").hex().encode()) for c in sorted(codes) if codes[c].text
    ]
    blocks = [rows[i : i + _AT_ONCE] for i in range(0, len(rows), _AT_ONCE)]
    return _TO_UNICODE % b"".join(b"%d beginbfchar\n%bendbfchar\n" % (len(block), b"".join(block)) for block in blocks)
