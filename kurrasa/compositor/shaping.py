"""Words shaped once and kept: HarfBuzz over whole words, by style.

In: a WeasyPrint style and the words set in it. Out: `Type` (face, size, metrics, what was shaped in it) and `Word`
(glyphs and width). Widths are CSS pixels, glyph measures font units. What is kept is found by its text, so that nothing
depends on what was set before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import uharfbuzz as hb
from weasyprint.text import ffi as library
from weasyprint.text import fonts, line_break

from kurrasa.compositor import kashida
from kurrasa.compositor.hyphenation import SOFT, Hyphenation, hyphenation_of

_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06fc\u0750-\u077f\ufdfa]")
_MARKS = frozenset(map(chr, [*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6DD)]))
LEAST_GAP = 0.2  # em: poppler sees one word where the gap is under .1 em, and a kern across a space may leave less
ZWJ = "\u200d"


class Glyph:
    """A glyph as HarfBuzz places it, in font units; `cluster` is the index of its first character in the word."""

    __slots__ = ("advance", "cluster", "id", "x", "y")

    def __init__(self, id: int, cluster: int, advance: int, x: int, y: int) -> None:
        self.id = id
        self.cluster = cluster
        self.advance = advance
        self.x = x
        self.y = y

    def at(self, cluster: int, wider: int = 0) -> Glyph:
        """The same glyph for another character, and so much wider."""
        return Glyph(self.id, cluster, self.advance + wider, self.x, self.y)


@dataclass(frozen=True, eq=False)
class Face:
    """A font file in one variation, as both HarfBuzz and the PDF see it."""

    font: Any
    upem: int

    def advance(self, glyph: int) -> int:
        """The glyph's own advance, in font units."""
        return int(self.font.get_glyph_h_advance(glyph))


class Word:
    """A piece of text of one style and one level, shaped in the company of what it joins.

    `head` and `tail` are what a kern across a space depends on. `drawn` is the same with a kashida, or with one that is
    a tatweel longer, shaped when a line first asks for it; `inserted` is where its tatweels begin and end.
    """

    __slots__ = ("at", "drawn", "glyphs", "head", "inserted", "rank", "rtl", "tail", "text", "width")

    def __init__(
        self,
        text: str,
        rtl: bool,
        glyphs: tuple[Glyph, ...],
        width: float,
        head: str = "",
        tail: str = "",
        rank: int = 0,
        at: int = 0,
        inserted: tuple[int, int] | None = None,
    ) -> None:
        self.text = text
        self.rtl = rtl
        self.glyphs = glyphs
        self.width = width
        self.head = head
        self.tail = tail
        self.rank = rank
        self.at = at
        self.inserted = inserted
        self.drawn: Word | None = None


@dataclass(eq=False)
class Type:
    """A style as far as setting is concerned; `space` is its space as set in an unjustified line, `apart` so much of it
    as word and letter spacing add; `tracking` is what letter spacing adds to a letter, in font units.

    Letters that read right to left are not spaced: they may join (CSS Text 3, 8.2)."""

    face: Face
    pango_font: Any
    layout: Any
    size: float
    language: str
    features: dict[str, bool | int]
    height: float
    baseline: float
    line_height: float
    decoration: tuple[float, float, float, float, float]
    hyphenation: Hyphenation
    space: float = 0.0
    space_glyph: int = 0
    apart: float = 0.0
    tracking: int = 0
    tatweel: float = 0.0
    words: dict[tuple[str, str, str, bool], Word | None] = field(default_factory=dict)
    whole: dict[str, Word | None] = field(default_factory=dict)
    cut: dict[tuple[str, bytes], tuple[tuple[Word | None, int, int], ...]] = field(default_factory=dict)
    gaps: dict[tuple[str, str], float] = field(default_factory=dict)
    divided: dict[Word, Word | None] = field(default_factory=dict)
    ink: Any = None

    @property
    def scale(self) -> float:
        """Pixels in a font unit."""
        return self.size / self.face.upem

    def shape(self, text: str, rtl: bool, before: str = "", after: str = "") -> tuple[Glyph, ...]:
        """Glyphs of a text from left to right; `before` and `after` are what it joins, not shaped themselves."""
        buffer = hb.Buffer()
        buffer.add_str(before + text + after, len(before), len(text))
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.script = "Arab" if rtl or not _LATIN.search(text) else "Latn"
        buffer.language = self.language
        tracking = 0 if rtl else self.tracking
        hb.shape(self.face.font, buffer, {"liga": 0, "clig": 0, **self.features} if tracking else self.features)
        start = len(before)
        glyphs = tuple(
            Glyph(i.codepoint, i.cluster - start, p.x_advance, p.x_offset, p.y_offset)
            for i, p in zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True)
        )
        return tuple(_tracked(glyphs, tracking)) if tracking else glyphs

    def word(self, text: str, rtl: bool, before: str = "", after: str = "") -> Word | None:
        """A word, from what is kept or shaped now; None where the face lacks one of its characters."""
        key = (text, before, after, rtl)
        if key not in self.words:
            self.words[key] = self._make(text, rtl, before, after)
        return self.words[key]

    def part(self, whole: str, start: int, end: int, rtl: bool, before: str = "", after: str = "") -> Word | None:
        """Part of a word that an element cuts, as it looks in the whole; None where a ligature spans the cut.

        Letters take their shape and height from others than the next: no company to join would give that.
        """
        key = (f"{whole}\0{start}\0{end}", before, after, rtl)
        if key not in self.words:
            start, end = (at - whole.count(SOFT, 0, at) for at in (start, end))
            whole = whole.replace(SOFT, "")
            glyphs = self.shape(whole, rtl, before, after)
            own = tuple(glyph for glyph in glyphs if start <= glyph.cluster < end)
            at = {glyph.cluster for glyph in glyphs}
            word = None
            if own and start in at and (end in at or end == len(whole)) and all(glyph.id for glyph in own):
                text, width = whole[start:end], sum(glyph.advance for glyph in own) * self.scale
                own = tuple(glyph.at(glyph.cluster - start) for glyph in own)
                word = Word(text, rtl, own, width, _head(text) if rtl else "", _tail(text) if rtl else "")
            self.words[key] = word
        return self.words[key]

    def hyphenated(self, word: Word) -> Word | None:
        """Part of a word with the hyphen after it; None where the face has none.

        Letters keep the shapes they have in the whole word (CSS Text 4, 6.1: shaped as if it were not broken). What
        stands for the hyphen in the text is a soft one, so that readers leave it out (ISO 32000-1, 14.8.2.2.3).
        """
        if word not in self.divided:
            hyphen = self.word(self.hyphenation.character, word.rtl) or self.word("-", word.rtl)
            made = None
            if hyphen:
                drawn = tuple(glyph.at(len(word.text)) for glyph in hyphen.glyphs)
                glyphs = drawn + word.glyphs if word.rtl else word.glyphs + drawn
                made = Word(word.text + SOFT, word.rtl, glyphs, word.width + hyphen.width)
            self.divided[word] = made
        return self.divided[word]

    def ligated(self, text: str, at: int, rtl: bool) -> bool:
        """Whether a ligature spans a place in a text; lam-alef is one, even where a face makes it of two glyphs."""
        bare, at = text.replace(SOFT, ""), at - text.count(SOFT, 0, at)
        lam_alef = bare[at : at + 1] in kashida.ALEFS and bare[:at].rstrip("".join(_MARKS)).endswith("ل")
        return lam_alef or at not in {glyph.cluster for glyph in self.shape(bare, rtl)}

    def _make(self, text: str, rtl: bool, before: str, after: str) -> Word | None:
        text = text.replace(SOFT, "")
        glyphs = self.shape(text, rtl, before, after)
        if 0 in [glyph.id for glyph in glyphs]:
            return None
        width = sum([glyph.advance for glyph in glyphs]) * self.scale
        place = kashida.place(text) if rtl and not before and not after else None
        rank, at = place or (0, 0)
        head, tail = (_head(text), _tail(text)) if rtl else ("", "")
        return Word(text, rtl, glyphs, width, head, tail, rank, at)

    def drawn_out(self, word: Word, length: int = 1) -> Word:
        """The word with its kashida, so many tatweels long."""
        for _ in range(length):
            if word.drawn is None:
                at, end = word.inserted or (word.at, word.at)
                text = word.text[:at] + kashida.TATWEEL + word.text[at:]
                glyphs = self.shape(text, True)
                width = sum(glyph.advance for glyph in glyphs) * self.scale
                word.drawn = Word(text, True, glyphs, width, word.head, word.tail, 0, at, inserted=(at, end + 1))
            word = word.drawn
        return word

    def gap(self, left: str, right: str) -> float:
        """The natural space between the end of a word and the head of the next, kerned across; at least `LEAST_GAP`."""
        if not left or not right:
            return self.space
        key = (left, right)
        if key not in self.gaps:
            parts = sum(g.advance for text in (left, right) for g in self.shape(text, True))
            whole = sum(g.advance for g in self.shape(f"{left} {right}", True))
            self.gaps[key] = max((whole - parts) * self.scale + self.apart, min(self.space, LEAST_GAP * self.size))
        return self.gaps[key]


def _tracked(glyphs: Sequence[Glyph], tracking: int) -> Iterator[Glyph]:
    """Glyphs with a space after each letter, which its marks are not parted from."""
    for glyph, following in zip(glyphs, (*glyphs[1:], None), strict=True):
        same = following is not None and following.cluster == glyph.cluster
        yield glyph if same else glyph.at(glyph.cluster, tracking)


def _tail(text: str) -> str:
    """The last letter with its marks, joined to the one before if it is joined there."""
    at = len(text) - 1
    while at > 0 and text[at] in _MARKS:
        at -= 1
    joined = at > 0 and next((c for c in reversed(text[:at]) if c not in _MARKS), "") in kashida.DUAL
    return (ZWJ if joined else "") + text[at:]


def _head(text: str) -> str:
    at = 1
    while at < len(text) and text[at] in _MARKS:
        at += 1
    return text[:at] + (ZWJ if at < len(text) and text[0] in kashida.DUAL else "")


@lru_cache(maxsize=64)
def _face(data: bytes, index: int) -> Face | None:
    """A face from the bytes of its file; None for what can't be set from outlines (bitmaps, colour, variations)."""
    face = hb.Face(data, index)
    tables = set(face.table_tags)
    if tables & {"EBDT", "CBDT", "COLR", "SVG ", "fvar"}:
        return None
    return Face(hb.Font(face), face.upem)


def type_of(style: Any, text: str = "") -> Type | None:
    """The `Type` of a WeasyPrint style, kept with its fonts; None for a style that is left to the library.

    A list of fonts may have one for Arabic and one for Latin: which it is a text says that is in one script alone, else
    the style's direction.
    """
    arabic = bool(style["direction"] == "rtl")
    if not (_ARABIC if arabic else _LATIN).search(text) and (_LATIN if arabic else _ARABIC).search(text):
        arabic = not arabic
    kept = "_kurrasa_arabic" if arabic else "_kurrasa_latin"
    found = style.__dict__.get(kept, False)
    if found is False:
        found = style.__dict__[kept] = _type(style, arabic) if _suits(style) else None
    return found  # type: ignore[no-any-return]


def _suits(style: Any) -> bool:
    return bool(
        style["white_space"] in ("normal", "nowrap") and style["font_size"] > 0 and style["word_break"] == "normal"
    )


def _type(style: Any, arabic: bool) -> Type | None:
    hyphenation = hyphenation_of(style)
    font = line_break._font_style_cache_key(style, True)
    spacing = style["letter_spacing"], style["word_spacing"]
    key = (font, arabic, id(style.font_config), style["lang"], hyphenation, *spacing)
    kept: dict[Any, Type | None] = style.font_config.__dict__.setdefault("_kurrasa_types", {})
    if key not in kept:
        kept[key] = _make_type(style, hyphenation, arabic)
    return kept[key]


def _make_type(style: Any, hyphenation: Hyphenation, arabic: bool) -> Type | None:
    layout = line_break.Layout(style)
    layout.set_text("م" if arabic else "n")
    line, _ = layout.get_first_line()
    run = line.runs[0].data
    pango_font = run.item.analysis.font
    hb_face = fonts.get_pango_font_hb_face(pango_font)
    face = _face(fonts.get_hb_object_data(hb_face), library.harfbuzz.hb_face_get_index(hb_face))
    if face is None:
        return None
    features = fonts.font_features(
        style["font_kerning"],
        style["font_variant_ligatures"],
        style["font_variant_position"],
        style["font_variant_caps"],
        style["font_variant_numeric"],
        style["font_variant_alternates"],
        style["font_variant_east_asian"],
        style["font_feature_settings"],
    )
    if any(not str(value).isdigit() for value in features.values()):
        return None
    _, _, _, _, height, baseline = line_break.first_line_metrics(line, layout.text, layout, None, False, style)
    unit, pango = library.FROM_UNITS, library.pango
    metrics = library.ffi.gc(pango.pango_font_get_metrics(pango_font, library.ffi.NULL), pango.pango_font_metrics_unref)
    made = Type(
        face=face,
        pango_font=pango_font,
        layout=layout,
        size=style["font_size"],
        language=style["lang"] or "ar",
        features={name: int(value) for name, value in features.items()},
        height=height,
        baseline=baseline,
        line_height=line_break.strut(style)[0],
        decoration=(
            pango.pango_font_metrics_get_ascent(metrics) * unit,
            pango.pango_font_metrics_get_underline_position(metrics) * unit,
            pango.pango_font_metrics_get_underline_thickness(metrics) * unit,
            pango.pango_font_metrics_get_strikethrough_position(metrics) * unit,
            pango.pango_font_metrics_get_strikethrough_thickness(metrics) * unit,
        ),
        hyphenation=hyphenation,
    )
    space = made.shape(" ", True)[0]
    letters = 0.0 if style["letter_spacing"] == "normal" else style["letter_spacing"]
    made.apart = letters + style["word_spacing"]
    made.tracking = round(letters / made.scale)
    made.space, made.space_glyph = space.advance * made.scale + made.apart, space.id
    made.tatweel = sum(g.advance for g in made.shape(ZWJ + kashida.TATWEEL + ZWJ, True)) * made.scale
    return made if made.space > 0 else None
