"""Words found on pages however they are spelt: in hamza, vowel marks, tatweel, digits and capitals.

In: the text of a page, and what is looked for. Out: the stretches of the text that match, and a line around each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kurrasa.collate import FOLDED

AROUND = 36  # characters of a found line on each side
_BARE_SEATS = str.maketrans({"ى": "ي", "ة": "ه"})


@dataclass(frozen=True)
class Folded:
    """A text as it is compared, and for each of its characters the place in the text it was folded from."""

    text: str
    places: tuple[int, ...]


@lru_cache(maxsize=20_000)
def _folded(char: str) -> str:
    """One character as it is compared: a space for any blank; nothing for a mark, a tatweel or a direction, nor for the
    hyphen of a word that a line's end divides, which pdfium gives as U+FFFE."""
    category = unicodedata.category(char)
    if char.isspace() or category == "Cc":
        return " "
    if category in ("Mn", "Cf") or char in "\u0640\ufffe":
        return ""
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    plain = "".join(c for c in unicodedata.normalize("NFKD", char.translate(FOLDED)) if not unicodedata.combining(c))
    return plain.translate(FOLDED).translate(_BARE_SEATS).replace("\u0640", "").casefold()


def fold(text: str) -> Folded:
    """Fold a text; blanks in a row are one, and so is the end of a line."""
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for one in _folded(char):
            if one != " " or (chars and chars[-1] != " "):
                chars.append(one)
                places.append(place)
    return Folded("".join(chars), tuple(places))


def found(folded: Folded, wanted: str) -> Iterator[tuple[int, int]]:
    """The stretches of the text, as (first character, how many), that read as what is wanted, with their last marks."""
    needle = fold(wanted).text.strip()
    for match in re.finditer(re.escape(needle), folded.text) if needle else ():
        first = folded.places[match.start()]
        beyond = folded.places[match.end() : match.end() + 1] or (folded.places[-1] + 1,)
        yield first, beyond[0] - first


def line(text: str, stretch: tuple[int, int]) -> tuple[str, str, str]:
    """What stands before a stretch, the stretch, and what stands after it, in one line."""
    first, end = stretch[0], sum(stretch)
    before, after = text[max(0, first - AROUND) : first], text[end : end + AROUND]
    if first > AROUND:
        before = before.partition(" ")[2]
    if end + AROUND < len(text):
        after = after.rpartition(" ")[0] or after
    return _in_line(before), _in_line(text[first:end]), _in_line(after)


def _in_line(text: str) -> str:
    """A text on one line, without the controls that pdfium leaves at a word that was hyphenated."""
    return re.sub(r"\s+", " ", re.sub(r"[\0-\x08\x0e-\x1f\ufffe\uffff]", "", text))
