"""The order of the indexes: which letter an Arabic name stands under, and what comes before what.

In: a name as the index prints it. Out: a key that sorts, and the heading letter. The rules, also told in the docs:

1. The article is left out at the head of a name, and only a true one: الدار البيضاء under د, but أَلخاني, ألمانيا and
   إلياس under أ, آل ثاني under أ, and الله, المانيا, الياس with a bare alef (`KEPT`) as well.
2. ابن، بن، أبو، أم count as any word.
3. Hamza is folded: أ إ آ ٱ as ا, ؤ as و, ئ as ي; ء by itself comes before ا. Vowel marks, tatweel and quotation marks
   are passed over.
4. ة sorts as ه or as ت, ى as ي or as ا, by the settings of the book.
5. Word by word: a shorter word first, so that أبو ظبي precedes أبوجا. A comma ends a word: علييف، إلهام.
6. Letters of other languages in Arabic script follow the letter they are derived from: پ after ب, گ after ك.
7. Figures come before letters; names in Latin letters follow the Arabic ones, in the order of the Unicode Collation
   Algorithm (UTS 10) with its default table, whose root order is that of English and French in CLDR: letters first,
   then accents, then capitals; a space before any letter, so that De Lange precedes Dean. Languages that tailor the
   root (Swedish å after z) are ordered by the root.
8. Names that are equal by all this are ordered by their spelling, hamza and marks included.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any, Literal

Key = tuple[int, tuple[tuple[int, ...], ...], str]

ALPHABET = "ءابپتثجچحخدذرزژسشصضطظعغفڤقكگلمنهوي"
KEPT = frozenset(
    (
        *("الله", "الاسكا", "البانيا", "البرت", "البير", "الزا", "الفريد", "الفونس", "الكسندر", "الكسندرا", "الكسي"),
        *("الكسيس", "المانيا", "الماتي", "الهام", "الياس", "اليزابيث", "اليسا"),
    )
)
"""Names that begin with the letters of the article, written without their hamza, and where they are no article."""

FOLDED = str.maketrans({**dict.fromkeys("أإآٱ", "ا"), "ؤ": "و", **dict.fromkeys("ئی", "ي"), **dict.fromkeys("کڭ", "ك")})
"""Letters that are one for an index and for whoever looks for a word."""
_PASSED_OVER = re.compile("[\u0640\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\"'’‘“”«»()]")
_QUOTES = re.compile("[\"'’‘“”«»()ʿʾ]")
_WORD_END = re.compile(r"[\s،,؛\-–/.]+")
_BARE_ARTICLE = re.compile(r"ال(?=[^\W\d_]{2})")


def _bare(name: str) -> str:
    """The name without what collation passes over."""
    composed = unicodedata.normalize("NFKC", name)
    return _PASSED_OVER.sub("", "".join(char for char in composed if unicodedata.category(char) != "Cf")).strip()


def _without_article(name: str) -> str:
    first = _WORD_END.split(name, maxsplit=1)[0]
    if first in KEPT or not _BARE_ARTICLE.match(first):
        return name
    return name[2:]


def _is_arabic(name: str) -> bool:
    first = next((char for char in name if char.isalpha()), "")
    return not first or unicodedata.bidirectional(first) == "AL"


def _weight(char: str) -> int:
    if char in ALPHABET:
        return 100 + ALPHABET.index(char)
    figure = unicodedata.digit(char, None)
    return 1000 + ord(char) if figure is None else figure


@cache
def _uca() -> Any:
    """The default table, read once and only for names in other than Arabic letters."""
    import pyuca

    return pyuca.Collator()


def key(name: str, taa_marbuta: Literal["haa", "taa"] = "haa", alef_maqsura: Literal["yaa", "alef"] = "yaa") -> Key:
    """What the index sorts names by, as the rules of this module say."""
    bare = _bare(name)
    if not _is_arabic(bare):
        words = " ".join(word for word in _WORD_END.split(unicodedata.normalize("NFC", name)) if word)
        return 1, (_uca().sort_key(_QUOTES.sub("", words)),), name
    dotted = {ord("ة"): "ه" if taa_marbuta == "haa" else "ت", ord("ى"): "ي" if alef_maqsura == "yaa" else "ا"}
    folded = _without_article(bare).translate(FOLDED).translate(dotted)
    return 0, tuple(tuple(map(_weight, word)) for word in _WORD_END.split(folded) if word), name


def head(name: str) -> str:
    """The letter a name stands under in an index, as the heading prints it: أ for ا أ إ آ, هـ, A; 0–9 for figures."""
    bare = _bare(name)
    if not _is_arabic(bare):
        first = next((char for char in unicodedata.normalize("NFKD", bare) if char.isalnum()), "")
        return "0–9" if first.isdigit() else first.upper()
    first = next((char for char in _without_article(bare) if char.isalnum()), "")
    if first.isdigit():
        return "0–9"
    letter = first.translate(FOLDED)
    return {"ا": "أ", "ه": "هـ"}.get(letter, letter)
