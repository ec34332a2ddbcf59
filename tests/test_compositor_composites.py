"""The font that is embedded: the glyphs used as they were, and composites of them at codes of their own."""

import io
import struct
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from compositor_page import embedded_fonts, lay_out, pdf_of, pdfium_text, poppler, words
from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from kurrasa import fonts
from kurrasa.compositor import composites

TEXT = "إِنَّ اللَّهَ يَأْمُرُ بِالْعَدْلِ وَالْإِحْسَانِ، وقال المؤتمر: «لا»، خلال الدورة الـ12 (OIC)."
FAMILIES = ["Amiri", "IBM Plex Sans Arabic"]
PROFILE = (
    *("maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours"),
    *("maxComponentElements", "maxComponentDepth"),
)


@cache
def source(family: str) -> tuple[bytes, Any]:
    data = fonts.faces().face(family).path.read_bytes()
    return data, TTFont(io.BytesIO(data))


@cache
def embedded(family: str) -> tuple[dict[str, Any], Any]:
    """The font as a document carries it, and as fontTools reads it."""
    (font,) = embedded_fonts(pdf_of(lay_out(f"<p>{TEXT}</p>", f'html {{ font-family: "{family}" }}')))
    return font, TTFont(io.BytesIO(font["file"]))


def outline(font: Any, glyph: int) -> list[Any]:
    """The contours of a glyph, its components taken apart."""
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[font.getGlyphName(glyph)].draw(pen)
    return pen.value


def used(family: str) -> list[int]:
    """The codes of the document that stand for a text."""
    return sorted(embedded(family)[0]["to_unicode"])


@pytest.mark.parametrize("family", FAMILIES)
def test_fonttools_reads_every_table_and_every_glyph(family: str) -> None:
    _, font = embedded(family)
    for tag in font.keys():  # noqa: SIM118 - a font is not a mapping
        assert font[tag] is not None
    for name in font.getGlyphOrder():
        font["glyf"][name].expand(font["glyf"])
    again = io.BytesIO()
    font.save(again)
    assert again.tell() > 0


@pytest.mark.parametrize("family", FAMILIES)
def test_it_is_as_a_sanitiser_wants_it(family: str) -> None:
    """What the OpenType Sanitizer looks at in the tables that are written here: head, maxp, loca, hmtx."""
    data = embedded(family)[0]["file"]
    font = TTFont(io.BytesIO(data))
    (count,) = struct.unpack(">H", data[4:6])
    entries = [struct.unpack(">4sLLL", data[12 + 16 * i : 28 + 16 * i]) for i in range(count)]
    assert [tag for tag, *_ in entries] == sorted(tag for tag, *_ in entries)
    end = 12 + 16 * count
    for _, _, offset, length in sorted(entries, key=lambda entry: entry[2]):
        assert offset % 4 == 0
        assert offset >= end
        end = offset + length
    assert end <= len(data)
    power = 1 << (count.bit_length() - 1)
    assert struct.unpack(">HHH", data[6:12]) == (16 * power, power.bit_length() - 1, 16 * (count - power))
    assert font["head"].magicNumber == 0x5F0F3CF5
    number = font["maxp"].numGlyphs
    locations = font["loca"].locations
    assert len(locations) == number + 1
    assert list(locations) == sorted(locations)
    assert locations[-1] <= len(font.reader["glyf"])
    assert font["hhea"].numberOfHMetrics <= number
    assert len(font.reader["hmtx"]) == 4 * font["hhea"].numberOfHMetrics + 2 * (number - font["hhea"].numberOfHMetrics)
    assert_profile(font)


def assert_profile(font: Any) -> None:
    """The maxima of maxp are no less than what the glyphs have; a rasteriser may take its memory by them."""
    stated = {name: getattr(font["maxp"], name) for name in PROFILE}
    font["maxp"].recalc(font)
    assert {name: getattr(font["maxp"], name) for name in PROFILE if getattr(font["maxp"], name) > stated[name]} == {}


@pytest.mark.parametrize("family", FAMILIES)
def test_outlines_of_the_font_s_own_glyphs_are_unchanged(family: str) -> None:
    own = [code for code in used(family) if code < source(family)[1]["maxp"].numGlyphs]
    assert len(own) > 10
    for glyph in own:
        assert outline(embedded(family)[1], glyph) == outline(source(family)[1], glyph)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_composite_draws_its_components_where_it_has_them(family: str) -> None:
    original, font = source(family)[1], embedded(family)[1]
    made = [code for code in used(family) if code >= original["maxp"].numGlyphs]
    assert made
    for code in made:
        glyph = font["glyf"][font.getGlyphName(code)]
        assert glyph.isComposite()
        expected: list[Any] = []
        for component in glyph.components:
            glyphs = original.getGlyphSet()
            pen = DecomposingRecordingPen(glyphs)
            name = original.getGlyphName(font.getGlyphID(component.glyphName))
            glyphs[name].draw(TransformPen(pen, (1, 0, 0, 1, component.x, component.y)))
            expected += pen.value
        assert outline(font, code) == expected


@pytest.mark.parametrize("family", FAMILIES)
def test_the_advances_of_the_font_are_those_the_pdf_gives(family: str) -> None:
    """ISO 32000-1, 9.2.4 and 9.7.4.3: W is to agree with the font program (PDF/A demands it)."""
    pdf_font, font = embedded(family)
    upem = font["head"].unitsPerEm
    for code in used(family):
        advance = font["hmtx"][font.getGlyphName(code)][0] * 1000 / upem
        assert advance == pytest.approx(pdf_font["widths"][code], abs=1)


def test_bounding_boxes_of_composites_hold_their_outlines() -> None:
    _, font = embedded("Amiri")
    for code in used("Amiri"):
        glyph = font["glyf"][font.getGlyphName(code)]
        if glyph.isComposite():
            stated = (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax)
            glyph.recalcBounds(font["glyf"])
            assert stated == (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax)


def test_glyphs_that_are_not_used_are_left_out() -> None:
    assert len(embedded("Amiri")[0]["file"]) < len(source("Amiri")[0]) / 4


def test_the_same_composites_give_the_same_bytes() -> None:
    data, font = source("Amiri")
    glyph = font.getGlyphID("alef-ar" if "alef-ar" in font.getGlyphOrder() else font.getBestCmap()[0x627])
    made = {(((glyph, 0, 0), (glyph, 120, 40)), 500, "اا"): font["maxp"].numGlyphs + 512}
    assert composites.extend(data, 0, [glyph], made) == composites.extend(data, 0, [glyph], made)


# --- a face with cubic outlines --------------------------------------------------------------------------------------

LETTERS = "إِنَّ اللَّهَ يَأْمُرُ بِالْعَدْلِ وَالْإِحْسَانِ وقال المؤتمر لا خلال الدورة"


@pytest.fixture(scope="module")
def cubic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Amiri's letters of the sample as an OpenType font with a CFF table, which the project itself ships none of."""
    font = TTFont(fonts.faces().face("Amiri").path)
    options = subset.Options(layout_features=["*"], hinting=False)
    wanted = subset.Subsetter(options)
    wanted.populate(text=LETTERS)
    wanted.subset(font)
    glyphs, drawn = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = T2CharStringPen(glyphs[name].width, glyphs)
        glyphs[name].draw(Qu2CuPen(pen, 1, all_cubic=True))
        drawn[name] = pen.getCharString()
    del font["glyf"], font["loca"]
    font.sfntVersion = "OTTO"
    builder = FontBuilder(font=font)
    builder.setupCFF("Cubic", {}, drawn, {})
    builder.setupMaxp()
    path = tmp_path_factory.mktemp("fonts") / "cubic.otf"
    font.save(path)
    return path


def test_a_cff_face_is_embedded_with_its_letters_as_they_were_and_read_whole(cubic: Path) -> None:
    css = f'@font-face {{ font-family: Cubic; src: url("{cubic.as_uri()}") }} html {{ font-family: Cubic }}'
    pdf = pdf_of(lay_out(f"<p>{LETTERS}</p>", css))
    (pdf_font,) = embedded_fonts(pdf)
    font, original = TTFont(io.BytesIO(pdf_font["file"])), TTFont(cubic)
    assert_profile(font)
    count = original["maxp"].numGlyphs
    for code in pdf_font["to_unicode"]:
        advance = font["hmtx"][font.getGlyphName(code)][0] * 1000 / font["head"].unitsPerEm
        assert advance == pytest.approx(pdf_font["widths"][code], abs=1)
        if code < count:
            assert bounds(font, code) == pytest.approx(bounds(original, code), abs=2)
    assert any(code >= count for code in pdf_font["to_unicode"])
    assert words(poppler(pdf)) == words(pdfium_text(pdf)) == LETTERS.split()


def bounds(font: Any, glyph: int) -> tuple[float, ...]:
    """The box round the outline of a glyph."""
    glyphs = font.getGlyphSet()
    pen = BoundsPen(glyphs)
    glyphs[font.getGlyphName(glyph)].draw(pen)
    return pen.bounds or (0, 0, 0, 0)
