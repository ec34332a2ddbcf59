"""What a reader's words and the book's are folded to before they are compared: the same in Python and in the browser.

In: nothing. Out: a table of characters, which `site.js` is given as data, so that there is one truth.

Hamza, marks, tatweel and the kinds of digits are folded as for the preview (`preview.search`); and since nobody who
searches minds them, final forms of ya and ta marbuta too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kurrasa.preview.search import fold as folded

_FORMS = str.maketrans({"ة": "ه", "ى": "ي"})
# Latin with its accents, marks, Arabic, general punctuation, presentation forms
RANGES = (
    *((0x20, 0x250), (0x300, 0x370), (0x600, 0x780), (0x8A0, 0x900)),
    *((0x1E00, 0x2070), (0xFB50, 0xFE00), (0xFE70, 0xFF00)),
)


@cache
def table() -> Mapping[str, str]:
    """Characters that are folded to something else, and to what. What is not in it stays as it is."""
    characters = [chr(code) for low, high in RANGES for code in range(low, high)]
    found = {char: _one(char) for char in characters}
    return {char: to for char, to in found.items() if to != char}


def _one(char: str) -> str:
    return folded(f"x{char}").text[1:].translate(_FORMS)  # a blank at the head would be left out


def fold(text: str) -> str:
    """A text as it is compared: blanks in a row are one, none at its ends."""
    return " ".join("".join(table().get(char, char) for char in text).split())
