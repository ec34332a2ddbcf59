"""Glyphs to paper: the operators that draw a composed line, so that its text is found again.

In: a text box with its words shaped and placed. Out: one array of `TJ` in the page's stream. Every cluster is drawn by
codes whose ToUnicode is its text in the order in which they stand from left to right, which is the order readers turn
round for a right-to-left script: marks before their base, the letters of a ligature reversed. Where one glyph stands
for two texts, or marks have to be placed, the code is a composite glyph added to the font; see `composites`.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from kurrasa.compositor.codes import InOrder, Slots
from kurrasa.compositor.lineboxes import SetText
from kurrasa.compositor.paragraph import Paragraph
from kurrasa.compositor.setting import Line, drawn_word
from kurrasa.compositor.shaping import Type, Word

_MARK_ROOM = 130  # thousandths of an em: the width given to a code of marks, so that readers keep it as a letter's own
_NARROW = 105
_STOPS = frozenset("،.:")  # between numbers they are separators (UAX #9, CS); the others readers keep in their place


class Ink:
    """A font of one document as the compositor writes with it: `composites` are the codes of its composite glyphs."""

    def __init__(self, font: Any, size: float, type_: Type) -> None:
        self.font = font
        self.size = size
        self.type = type_
        self.unit = 1000 / type_.face.upem
        self.words: dict[Word, str] = {}
        self.clusters: dict[tuple[str, bool, float, Placed], tuple[str, float]] = {}
        self._widths: dict[int, int] = {}
        self.composites: InOrder | Slots = font.__dict__.setdefault("composites", InOrder(font.glyph_count))
        space = self.width(type_.space_glyph)
        font.widths[type_.space_glyph] = space
        font.to_unicode[type_.space_glyph] = " "
        self.space = f"<{type_.space_glyph:04x}>"

    def width(self, glyph: int) -> int:
        """The advance of a glyph in thousandths of an em, as the PDF's font dictionary gives it."""
        found = self._widths.get(glyph)
        if found is None:
            found = self._widths[glyph] = round(self.type.face.advance(glyph) * self.unit)
        return found

    def code(self, components: Sequence[tuple[int, float, float]], advance: float, text: str) -> int:
        """The code of some glyphs set together, standing for a text; a glyph alone keeps its own id where it can."""
        font, width = self.font, round(advance)
        placed = tuple((glyph, round(x), round(y)) for glyph, x, y in components)
        if len(placed) == 1 and placed[0][1:] == (0, 0) and width == self.width(placed[0][0]):
            glyph = placed[0][0]
            if self.composites.stands(glyph, text, font.to_unicode):
                font.widths[glyph] = width
                return glyph
        code = self.composites[placed, width, text]
        if code not in font.to_unicode:
            font.to_unicode[code] = text
            font.widths[code] = width
        return code


def ink_of(stream: Any, type_: Type) -> Ink:
    """The ink of a type in the document a stream belongs to."""
    kept = type_.ink
    if kept is None or kept[0] is not stream._fonts:
        font, size = stream.add_font(type_.pango_font)
        kept = (stream._fonts, Ink(font, size, type_))
        type_.ink = kept
    ink: Ink = kept[1]
    return ink


def draw(stream: Any, text: SetText, matrix: Any) -> None:
    """Draw the text of a box from where `matrix` puts it."""
    ink = ink_of(stream, text.type)
    stream.set_text_matrix(*matrix.values)
    stream.set_font_size(ink.font.hash, ink.size)
    scale = 1000 / ink.size
    if text.paragraph is not None and text.line is not None:
        stream.show_text(_simple(ink, text.paragraph, text.line, scale))
        return
    parts: list[str] = []
    for item in text.items:
        if item.space:
            extra = (item.width - (text.type.space - text.type.apart)) * scale
            parts.append(f"{ink.space}{_number(-extra)}" if abs(extra) >= 0.05 else ink.space)
        elif item.word is not None:
            word = ink.words.get(item.word)
            if word is None:
                word = ink.words[item.word] = _operators(ink, item.word)
            parts.append(word)
    stream.show_text("".join(parts).replace("><", ""))


def _simple(ink: Ink, p: Paragraph, line: Line, scale: float) -> str:
    """The array of a line that is all right to left: its words from the last to the first."""
    words, drawn, natural = p.words, line.drawn, ink.type.space - ink.type.apart
    parts: list[str] = []
    for i in range(line.end - 1, line.first - 1, -1):
        word = drawn_word(p, i, drawn) if i in drawn else words[i]
        assert word is not None
        operators = ink.words.get(word)
        if operators is None:
            operators = ink.words[word] = _operators(ink, word)
        parts.append(operators)
        if i > line.first:
            extra = (p.gap[i] + line.extra - natural) * scale
            parts.append(f"{ink.space}{_number(-extra)}" if abs(extra) >= 0.05 else ink.space)
    return "".join(parts).replace("><", "")


def _number(value: float) -> str:
    return f" {value:.1f}"  # two numbers side by side would read as one


def _operators(ink: Ink, word: Word) -> str:
    """The part of a `TJ` array that draws a word: codes in angle brackets, moves of the pen between them."""
    drawn = ink.clusters
    out: list[str] = []
    left = 1000.0  # width of what stands to the left, which the code of a mark overlaps
    for text, glyphs in _with_stops(word) if word.rtl else _clusters(word):
        # only the code of a mark depends on what stands to the left, and a mark comes with a letter
        key = (text, word.rtl, left if len(text) > 1 else 0.0, glyphs)
        found = drawn.get(key)
        if found is None:
            steps, width = _right_to_left(ink, text, glyphs, left) if word.rtl else _left_to_right(ink, text, glyphs)
            found = drawn[key] = (_array(steps), width)
        out.append(found[0])
        left = found[1] or left
    return "".join(out).replace("><", "")


def _with_stops(word: Word) -> Iterator[tuple[str, Placed]]:
    """Clusters of a word that reads right to left, a stop at its end joined to a last letter that has marks.

    The code of a mark reaches over what stands to the left of its letter; readers take a stop and a space, neutral
    both, for one run, and the mark for a part of it.
    """
    stop: tuple[str, Placed] | None = None
    for text, glyphs in _clusters(word):
        if stop is None and text in _STOPS:
            stop = text, glyphs
            continue
        if stop and any(map(unicodedata.combining, text)):
            yield text + stop[0], stop[1] + glyphs
        else:
            if stop:
                yield stop
            yield text, glyphs
        stop = None
    if stop:
        yield stop


def _array(steps: list[float | int]) -> str:
    """Codes and moves as they stand in a `TJ` array; what a move is rounded by, the next one makes good."""
    out: list[str] = []
    rest = 0.0
    for step in steps:
        if isinstance(step, int):
            move = round(rest, 1)
            if move:
                out.append(_number(-move))
                rest -= move
            out.append(f"<{step:04x}>")
        else:
            rest += step
    if round(rest, 1):
        out.append(_number(-rest))
    return "".join(out).replace("><", "")


Placed = tuple[tuple[int, int, int, int], ...]  # of each glyph of a cluster: id, advance, x, y in font units


def _clusters(word: Word) -> Iterator[tuple[str, Placed]]:
    """Glyphs by the text they stand for, from left to right; a kashida is the letter's before it, without text."""
    starts = sorted({glyph.cluster for glyph in word.glyphs})
    owner, ends = {start: start for start in starts}, dict(zip(starts, [*starts[1:], len(word.text)], strict=False))
    text, (cut, after) = word.text, word.inserted or (0, 0)
    for tatweel in range(cut, after):
        if tatweel in owner:
            holder = owner[tatweel] = max((start for start in starts if start < cut), default=cut)
            ends[holder] = ends[tatweel]
    for start, group in itertools.groupby(word.glyphs, key=lambda glyph: owner[glyph.cluster]):
        letters = text[start : ends[start]]
        if start <= cut < min(after, ends[start]):
            letters = letters[: cut - start] + letters[after - start :]
        yield letters, tuple((glyph.id, glyph.advance, glyph.x, glyph.y) for glyph in group)


def _left_to_right(ink: Ink, text: str, glyphs: Placed) -> tuple[list[float | int], float]:
    """Codes and moves, in thousandths of an em, of a cluster that reads left to right, and its width."""
    unit, pen, components = ink.unit, 0.0, []
    for glyph, advance, x, y in glyphs:
        components.append((glyph, pen + x * unit, y * unit))
        pen += advance * unit
    if ink.type.tracking:  # the space is part of the letter, or readers would part the word
        width = max(round(pen), 0)
        return [ink.code(components, width, text), pen - width], pen
    return _placed(ink, components, pen, text), pen


def _placed(ink: Ink, components: list[tuple[int, float, float]], pen: float, text: str) -> list[float | int]:
    """One code for glyphs set together, and the move that makes its advance what the shaping says."""
    first = components[0]
    alone = len(components) == 1
    if alone and abs(first[1]) < 0.5 and abs(first[2]) < 0.5:
        width = ink.width(first[0])
        return [ink.code([(first[0], 0, 0)], width, text), float(pen - width)]
    width = max(round(pen), 0)  # a kern may draw a letter in by more than its own width; a font has no such advance
    return [ink.code(components, width, text), float(pen - width)]


def _right_to_left(ink: Ink, text: str, glyphs: Placed, left: float) -> tuple[list[float | int], float]:
    """Codes and moves of a cluster that reads right to left, and the width of its last letter: text in each code
    reversed, marks before their base."""
    steps: list[float | int] = []
    unit, width = ink.unit, 0.0
    for letters, group in _split(ink, text, glyphs):
        pen = 0.0
        bases: list[tuple[int, float, float]] = []
        marks: list[tuple[int, float, float]] = []
        for glyph, advance, x, y in group:
            kind = bases if ink.width(glyph) > 0 else marks
            kind.append((glyph, pen + x * unit, y * unit))
            pen += advance * unit
        seen, text_seen = bases + marks, letters
        if marks and len(letters) > 1:
            signs = "".join(c for c in letters if unicodedata.combining(c))
            if signs:
                room = _MARK_ROOM if left >= _MARK_ROOM + _NARROW else int(max(20.0, left / 2)) // 10 * 10
                shifted = [(glyph, x + room, y) for glyph, x, y in marks]
                steps += [float(-room), ink.code(shifted, room, signs[::-1])]
                seen, text_seen = bases, "".join(c for c in letters if not unicodedata.combining(c))
        if seen:
            steps += _placed(ink, seen, pen, text_seen[::-1])
        else:
            steps.append(float(pen))
        width = left = pen or left
    return steps, width


def _split(ink: Ink, text: str, glyphs: Placed) -> list[tuple[str, Placed]]:
    """Part a cluster of several letters by its base glyphs where their numbers agree; else it stays one."""
    if len(text) == 1:
        return [(text, glyphs)]
    letters: list[str] = []
    for character in text:
        if letters and (unicodedata.combining(character) or character in _STOPS):
            letters[-1] += character
        else:
            letters.append(character)
    ends = [at + 1 for at, glyph in enumerate(glyphs) if ink.width(glyph[0]) > 0]
    if text[-1] in _STOPS:
        ends = ends[1:]
    if len(letters) < 2 or len(ends) != len(letters):
        return [(text, glyphs)]
    ends[-1] = len(glyphs)
    return [
        (letter, glyphs[start:end]) for letter, start, end in zip(reversed(letters), [0, *ends], ends, strict=False)
    ]
