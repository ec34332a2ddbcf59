"""Letters counted: how far into a text of the HTML a word stands, however it was typeset.

In: a text. Out: how many letters are in it. Letters alone are counted, for typesetting adds hyphens and elongations,
and takes spaces away.
"""

from __future__ import annotations

TATWEEL = "\u0640"
Break = tuple[int, int]
"""An element by its number in the document, from 0, and the letters of its own text (not of its children's) before."""


def letters(text: str) -> int:
    """How many letters and digits there are in a text; an elongation of Arabic is none."""
    return sum(map(str.isalnum, text)) - text.count(TATWEEL)


def is_letter(character: str) -> bool:
    """Whether it is counted."""
    return character.isalnum() and character != TATWEEL
