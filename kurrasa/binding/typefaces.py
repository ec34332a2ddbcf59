"""Each font of the book once, with just what is shown of it.

In: the codes that formes and furniture use. Out: the font's objects in the file. A code is not a glyph: a map in the
file leads from one to the other (CIDToGIDMap; ISO 32000-1, 9.7.4.2), so that codes may lie far apart and glyphs do not.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from kurrasa.binding.file import PdfFile, pack
from kurrasa.compositor import composites
from kurrasa.compositor.codes import Composite
from kurrasa.faces import Faces
from kurrasa.forme import FontUse, Moved, Shown, Typeface
from kurrasa.pdftext import pairs, string
from kurrasa.store import Store, key

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
_MOST = 64  # programmes kept in memory
_AT_ONCE = 100  # entries of a character map in one block


@dataclass
class Gathered:
    """What the whole book shows of its fonts, gathered part by part."""

    faces: dict[str, Typeface] = field(default_factory=dict)
    codes: dict[str, dict[int, Shown]] = field(default_factory=dict)

    def strange(self, fonts: Mapping[str, FontUse], moved: Moved) -> bool:
        """Whether a part shows something by a code that shows another here."""
        for name, use in fonts.items():
            known, others = self.codes.get(name, {}), moved.get(name, {})
            for code in use.shown:
                here = known.get(others.get(code, code))
                if here is not None and here != _shown(use, code):
                    return True
        return False

    def add(self, fonts: Mapping[str, FontUse], moved: Moved) -> None:
        """Add what a part shows, its codes being moved as those of its streams are.

        A glyph that the library set may stand for two texts: it has that of the first part.
        """
        for name, use in fonts.items():
            self.faces.setdefault(name, use.face)
            known, others = self.codes.setdefault(name, {}), moved.get(name, {})
            codes = set(pairs(use.codes))
            new = [c for c in sorted(codes) if others.get(c, c) not in known] if others else codes - known.keys()
            known.update({others.get(code, code): _shown(use, code) for code in new})


def _shown(use: FontUse, code: int) -> Shown:
    shown: Shown = pickle.loads(use.shown[code])  # noqa: S301 - part of a forme, which we wrote
    return shown


class Foundry:
    """Makes the programmes of fonts that are embedded, each once: kept in the store, and in memory while it lives."""

    def __init__(self, faces: Faces, store: Store | None = None) -> None:
        self._paths = {face.sha256: face.path for face in faces.faces}
        self._store = store
        self._made: dict[str, bytes] = {}

    def programme(self, face: Typeface, glyphs: Collection[int], made: Mapping[Composite, int]) -> tuple[int, bytes]:
        """A font file with just these of its glyphs and these composites: its length, and it itself compressed."""
        shown = repr((face.index, sorted(glyphs), sorted(made.items(), key=lambda item: item[1])))
        name = key("programme", face.digest, shown)
        found = self._made.get(name) or (self._store.get(name) if self._store else None)
        if found is None:
            data = composites.extend(self._paths[face.digest].read_bytes(), face.index, glyphs, made)
            found = len(data).to_bytes(4, "big") + zlib.compress(data, 9)
            if self._store:
                self._store.put(name, found)
        if len(self._made) >= _MOST:
            self._made.clear()
        self._made[name] = found
        return int.from_bytes(found[:4], "big"), found[4:]


def write(gathered: Gathered, file: PdfFile, foundry: Foundry, made: Gathered | None = None) -> list[tuple[str, int]]:
    """Write every font; give the resource name and the object number of each.

    What was `made` for a whole book is taken again for pages of it, where it has all that these show.
    """
    found = []
    for name, face in sorted(gathered.faces.items()):
        codes, known = gathered.codes[name], made.codes.get(name, {}) if made else {}
        found.append((name, _font(face, codes, known if codes.keys() <= known.keys() else codes, file, foundry)))
    return found


def _font(
    face: Typeface, codes: Mapping[int, Shown], programmed: Mapping[int, Shown], file: PdfFile, foundry: Foundry
) -> int:
    composed = [composite for _, (_, _, composite) in sorted(programmed.items()) if composite]
    made = {composite: face.glyphs + index for index, composite in enumerate(composed)}
    own = {code for code, (_, _, composite) in programmed.items() if not composite and code < face.glyphs}
    length, programme = foundry.programme(face, own, made)
    glyphs = {code: made[composite] if composite else code for code, (_, _, composite) in codes.items()}
    first = file.take(6)
    font, descendant, descriptor, embedded, unicode, glyph_of = range(first, first + 6)
    file.stream(embedded, b"/Length1 %d/Filter/FlateDecode" % length, programme)
    file.deflated(unicode, b"", _to_unicode(codes))
    map_ = bytearray(2 * (max(glyphs) + 1))
    for code, glyph in glyphs.items():
        map_[2 * code : 2 * code + 2] = glyph.to_bytes(2, "big")
    file.deflated(glyph_of, b"", bytes(map_))
    widest = max((width for _, width, _ in codes.values()), default=0)
    box = face.descent, widest, face.ascent
    measures = face.italic_angle, face.ascent, face.descent, face.ascent, face.stem
    whole = b"<</Type/Font/Subtype/Type0/BaseFont%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>" % (
        face.name,
        descendant,
        unicode,
    )
    by_code = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont%b"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap %d 0 R"
        b"/W[%b]/FontDescriptor %d 0 R>>" % (face.name, glyph_of, _widths(codes), descriptor)
    )
    described = (
        b"<</Type/FontDescriptor/FontName%b/FontFamily%b/Flags %d/FontBBox[0 %d %d %d]/ItalicAngle %d"
        b"/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %d 0 R>>"
        % (face.name, string(face.family), face.flags, *box, *measures, embedded)
    )
    file.group(pack([(font, whole), (descendant, by_code), (descriptor, described)]))
    return font


def _widths(codes: Mapping[int, Shown]) -> bytes:
    pieces: list[bytes] = []
    last = None
    for code in sorted(codes):
        if code - 1 != last:
            pieces.append(b"]%d[" % code if pieces else b"%d[" % code)
        else:
            pieces.append(b" ")
        pieces.append(b"%g" % codes[code][1])
        last = code
    return b"".join(pieces) + (b"]" if pieces else b"")


def _to_unicode(codes: Mapping[int, Shown]) -> bytes:
    texts = [(code, text.encode("utf-16-be").hex().encode()) for code, (text, _, _) in sorted(codes.items()) if text]
    rows = [b"<%04x> <%b>\n" % row for row in texts]
    blocks = [rows[i : i + _AT_ONCE] for i in range(0, len(rows), _AT_ONCE)]
    return _TO_UNICODE % b"".join(b"%d beginbfchar\n%bendbfchar\n" % (len(block), b"".join(block)) for block in blocks)
