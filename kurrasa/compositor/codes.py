"""Codes: the two-byte names by which a PDF's text shows glyphs, and what each stands for.

In: a face, and glyphs set together for a text. Out: a code. A glyph alone that stands for its own letter keeps its id;
everything else is a composite glyph at a code of its own. Codes are given in their order, as the library's own PDF
needs them, or each by the hash of what it is (`Slots`), so that pages set apart, and in other processes, agree on them.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import uharfbuzz as hb

Component = tuple[int, int, int]  # glyph, x and y in thousandths of an em
Composite = tuple[tuple[Component, ...], int, str]  # what is set together, the advance, the text

_LAST = 0xFFFF
_ROOM = 512  # codes the library gives to what a font lacks lie just after its glyphs
_LETTERS = (*range(0x620, 0x64B), *range(0x66E, 0x6D4), *range(0x750, 0x780), *range(0x8A0, 0x8C8))
_COMPANY = (("", ""), ("\u200d", ""), ("", "\u200d"), ("\u200d", "\u200d"))


class InOrder(dict[Composite, int]):
    """Codes one after another, from past the glyphs of the font."""

    def __init__(self, glyphs: int) -> None:
        self._next = glyphs + _ROOM

    def __missing__(self, composite: Composite) -> int:
        code = self[composite] = self._next
        self._next += 1
        return code

    def stands(self, glyph: int, text: str, by_use: dict[int, str]) -> bool:
        """Whether a glyph alone stands for a text: for the first that it is used for."""
        return by_use.setdefault(glyph, text) == text


class Slots(dict[Composite, int]):
    """Codes by the hash of what they show: the same whatever was set before, but where two fall together.

    `letters` are what glyphs stand for by nature; `displaced` are the codes of those that found theirs taken; `pickled`
    is for whoever sends what a code shows to another process.
    """

    def __init__(self, glyphs: int, letters: Mapping[int, str]) -> None:
        self.first = glyphs + _ROOM
        self.letters = letters
        self.taken: dict[int, Composite] = {}
        self.marks: dict[int, int] = {}
        self.displaced: set[int] = set()
        self.pickled: dict[int, bytes] = {}

    def __missing__(self, composite: Composite) -> int:
        own = mark(composite)
        code = slot(own, self.first)
        while code in self.taken:
            code = after(code, self.first)
        if code != slot(own, self.first):
            self.displaced.add(code)
        self.taken[code] = composite
        self.marks[code] = own
        self[composite] = code
        return code

    def stands(self, glyph: int, text: str, by_use: dict[int, str]) -> bool:
        """Whether a glyph alone stands for a text: for its own letter and no other."""
        return self.letters.get(glyph) == text


def mark(composite: Composite) -> int:
    """A number of 64 bits by which a composite is known from all others."""
    return int.from_bytes(hashlib.blake2b(repr(composite).encode(), digest_size=8).digest(), "big")


def slot(mark: int, first: int) -> int:
    """The code that a composite has where no other wants it; `first` is the least that is free in its font."""
    return first + mark % (_LAST - first)


def after(code: int, first: int) -> int:
    """The code to try next."""
    return code + 1 if code + 1 < _LAST else first


def settle(marks: Mapping[int, int], first: int) -> dict[int, int]:
    """Give all composites of a font their codes, from nothing but what they are and how many parts have each.

    `marks` are those counts by the composite's mark. Of two that want one code, that of more parts has it.
    """
    wanted: dict[int, int] = {}
    order = sorted(marks, key=lambda own: (-marks[own], own))
    later = [own for own in order if wanted.setdefault(slot(own, first), own) != own]
    found = {own: code for code, own in wanted.items()}
    for own in later:
        code = slot(own, first)
        while code in wanted:
            code = after(code, first)
        wanted[code] = own
        found[own] = code
    return found


@lru_cache(maxsize=64)
def own_letters(face: Any) -> Mapping[int, str]:
    """The text that a glyph of a HarfBuzz face stands for by nature: a character, in any of the shapes it joins in."""
    font = hb.Font(face)
    found: dict[int, str] = {}
    forms = []
    for character in sorted(face.unicodes):
        text = chr(character)
        if unicodedata.normalize("NFKC", text) != text and unicodedata.category(text) == "Lo":
            forms.append(character)
        else:
            found.setdefault(font.get_nominal_glyph(character), text)
    for character in _LETTERS:
        for before, behind in _COMPANY:
            buffer = hb.Buffer()
            buffer.add_str(before + chr(character) + behind, len(before), 1)
            buffer.direction, buffer.script = "rtl", "Arab"
            hb.shape(font, buffer)
            if len(buffer.glyph_infos) == 1 and buffer.glyph_infos[0].codepoint:
                found.setdefault(buffer.glyph_infos[0].codepoint, chr(character))
    for character in forms:
        found.setdefault(font.get_nominal_glyph(character), unicodedata.normalize("NFKC", chr(character))[::-1])
    return found
