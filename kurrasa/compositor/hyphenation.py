"""Hyphenation: where a word may be divided at the end of a line.

In: a style, and the words set in it. Out: places in them, as the library has them: those of pyphen's patterns, in words
as Pango parts them, within the limits that the style sets. A word with soft hyphens is divided at those alone (CSS Text
4, 6.1); the cutting finds them, for they are breaks that Unicode allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import pyphen
from weasyprint.text import line_break

SOFT = "\u00ad"


class Hyphenation(NamedTuple):
    """What a style says of hyphens: the one that is shown; the language of the patterns, None where there are none to
    use; the least letters of a word that is divided, and of its parts before and after the hyphen."""

    character: str
    language: str | None = None
    whole: int = 0
    before: int = 0
    after: int = 0


def hyphenation_of(style: Any) -> Hyphenation:
    """Read a style of WeasyPrint."""
    language = style["hyphens"] == "auto" and style["lang"] and pyphen.language_fallback(style["lang"])
    limits = style["hyphenate_limit_chars"] if language else ()
    return Hyphenation(style["hyphenate_character"], language or None, *limits)


def words(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Where the words in a text without spaces begin and end."""
    start = 0
    for i, attribute in enumerate(line_break.get_log_attrs(text, language)):
        if attribute.is_word_end:
            yield start, i
        if attribute.is_word_boundary:
            start = i


@lru_cache(maxsize=20_000)
def places(word: str, hyphenation: Hyphenation) -> tuple[int, ...]:
    """Where patterns divide a word; not where letters would change by it, as in German of the old spelling."""
    if hyphenation.language is None or len(word) < hyphenation.whole or SOFT in word:
        return ()
    patterns = pyphen.Pyphen(lang=hyphenation.language, left=hyphenation.before, right=hyphenation.after)
    return tuple(int(place) for place in patterns.positions(word) if place.data is None)
