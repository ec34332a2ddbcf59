"""The bench texts: a long book made of the first edition's own prose, shuffled the same way each time.

In: `content/`. Out: chapters of paragraphs, and what is made of them: a text of over 20,000 distinct forms, one with
6,000 inline elements, one fully vocalised; or those of the English edition. A paragraph is a tuple of runs, so that
HTML and Typst are made of one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from kurrasa import fonts
from kurrasa.arrange import arrange
from kurrasa.compose import Composer, direction
from kurrasa.design import palette
from kurrasa.dossier import resolve
from kurrasa.drawings import Style
from kurrasa.faces import FOLDER
from kurrasa.load import load
from kurrasa.localise import localise
from kurrasa.paginate import PageMap
from kurrasa.words import words

ROOT = FOLDER.parent
PARAGRAPHS = 4  # in a chapter
LEAST = 200  # characters: a shorter paragraph is mostly its last line
Kind = Literal["plain", "forms", "inline", "vocalised"]
Language = Literal["ar", "en"]
Mark = Literal["", "bold", "link", "small"]


class Run(NamedTuple):
    """Words of one look."""

    text: str
    mark: Mark = ""


Paragraph = tuple[Run, ...]


@dataclass(frozen=True)
class Chapter:
    """A heading and its paragraphs."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@cache
def prose(language: Language = "ar") -> tuple[str, ...]:
    """The paragraphs of an edition's chapters of at least `LEAST` characters, in its order, as they read on paper.

    References print what they name; a page number, unknown before the book is set, prints as the library's placeholder.
    """
    content, faults = load(ROOT / "content")
    if content is None:
        raise SystemExit("\n".join(fault.message for fault in faults))
    content, faults = localise(content, language)
    dossier = resolve(content)
    book, speech, faces = dossier.book, words(dossier.book.language), fonts.faces()
    arrangement = arrange(dossier, speech)
    style = Style(palette(), faces, book.fonts.display, direction(book.language), dossier.idiom.digits)
    composer = Composer(dossier, arrangement, speech, style, {}, "")
    found = []
    for part in arrangement.parts:
        text = getattr(part.subject, "text", None) if part.subject else None
        found += [p for p in composer.plain(part, text, PageMap()) if len(p) >= LEAST] if text else []
    return tuple(found)


def book(chapters: int, kind: Kind = "plain", language: Language = "ar") -> tuple[Chapter, ...]:
    """A book of so many chapters; each paragraph is one of the edition's, begun at another of its words."""
    order = random.Random(1)  # noqa: S311 - a shuffle, not a secret
    made = []
    for number in range(1, chapters + 1):
        texts = []
        for _ in range(PARAGRAPHS):
            pieces = order.choice(prose(language)).split(" ")
            turn = order.randrange(len(pieces))
            texts.append(" ".join(pieces[turn:] + pieces[:turn]))
        title = f"الفصل {number}: القرار رقم {number % 30 + 1}/{number % 40 + 1}-س"
        made.append((title, texts))
    if kind == "forms":
        made = [(title, [_affixed(text, order) for text in texts]) for title, texts in made]
    if kind == "vocalised":
        made = [(title, [vocalise(text) for text in texts]) for title, texts in made]
    inline = 6000 // (chapters * PARAGRAPHS) + 1 if kind == "inline" else 0
    left = 6000
    book = []
    for title, texts in made:
        paragraphs: list[Paragraph] = []
        for text in texts:
            count = min(inline, left)
            left -= count
            paragraphs.append(_marked(text, count, order) if count else (Run(text),))
        book.append(Chapter(title, tuple(paragraphs)))
    return tuple(book)


# ---------------------------------------------------------------- over 20,000 distinct forms

_WORD = re.compile("[\u0621-\u064a]{4,}")
_PREFIXES = ("و", "ف", "ب", "ل", "ك", "س", "أ", "وب", "ول", "فب", "فل", "وس", "فس", "أو", "أف")
_SUFFIXES = ("ه", "ها", "هم", "هن", "هما", "ك", "كم", "كما", "نا", "ي", "ان", "ين", "ون", "ات", "ية", "يته", "اته")


def _affixed(text: str, order: random.Random) -> str:
    """Nearly half of the words given a prefix and a suffix: as rich in forms as a book that repeats nothing."""

    def affix(match: re.Match[str]) -> str:
        if order.random() >= 0.45:
            return match[0]
        stem = match[0].removeprefix("و").removeprefix("ال")
        stem = stem[:-1] + "ت" if stem.endswith("ة") else stem
        return order.choice(_PREFIXES) + stem + order.choice(_SUFFIXES)

    return _WORD.sub(affix, text)


# ---------------------------------------------------------------- inline elements


def _marked(text: str, count: int, order: random.Random) -> Paragraph:
    """Mark so many stretches of one to three words of a paragraph as bold, link and small in turn."""
    pieces = text.split(" ")
    room = len(pieces) // count
    looks: tuple[Mark, ...] = ("bold", "link", "small")
    runs: list[Run] = []
    for index in range(count):
        own = pieces[index * room : (index + 1) * room if index < count - 1 else None]
        first = order.randrange(max(1, room - 3))
        end = first + order.randint(1, 3)
        before, after = own[:first], own[end:]
        if before:
            runs.append(Run(" ".join(before) + " "))
        runs.append(Run(" ".join(own[first:end]), looks[index % 3]))
        last = index == count - 1
        runs.append(Run((" " + " ".join(after) if after else "") + ("" if last else " ")))
    return tuple(run for run in runs if run.text)


# ---------------------------------------------------------------- vocalised

_SUN = frozenset("تثدذرزسشصضطظلن")
_FATHA, _DAMMA, _KASRA, _SUKUN, _SHADDA = "\u064e", "\u064f", "\u0650", "\u0652", "\u0651"
_SHORT = (_FATHA, _KASRA, _FATHA, _SUKUN, _DAMMA, _FATHA, _SHADDA + _FATHA, _SUKUN, _SHADDA + _KASRA)
_ENDS = (_DAMMA, _KASRA, _FATHA, "\u064c", "\u064d", "\u0650", "\u064e", _SHADDA + "\u064c")
_BEFORE = {"ا": _FATHA, "ى": _FATHA, "و": _DAMMA, "ي": _KASRA, "ة": _FATHA}
_BARE = frozenset("اىآ")


def vocalise(text: str) -> str:
    """Every letter given the marks it could carry, by rules of position alone: a load for the setting, not a reading.

    Long vowels stay bare and the letter before them agrees; the article's lam rests or doubles the sun letter after it.
    """
    return re.sub("[\u0621-\u063a\u0641-\u064a]+", lambda match: _vocalised(match[0]), text)


def _vocalised(word: str) -> str:
    out: list[str] = []
    article = word.startswith("ال") and len(word) > 3
    for i, letter in enumerate(word):
        out.append(letter)
        last, after = i == len(word) - 1, word[i + 1 : i + 2]
        turn = (ord(letter) * 7 + i * 5 + len(word)) % 72
        if letter in _BARE or (letter in "وي" and i > 0 and not last and out[-2] != _SUKUN and turn % 2):
            continue
        if article and i == 1:
            out.append("" if word[2] in _SUN else _SUKUN)
        elif article and i == 2 and letter in _SUN:
            out.append(_SHADDA + (_BEFORE.get(after) or _FATHA))
        elif last:
            out.append(_ENDS[turn % len(_ENDS)])
        elif after in _BEFORE:
            out.append(_BEFORE[after])
        else:
            out.append(_SHORT[turn % len(_SHORT)] if i else (_FATHA, _KASRA, _DAMMA)[turn % 3])
    return "".join(out)


def plain(paragraphs: Sequence[Paragraph]) -> list[str]:
    """The text of paragraphs."""
    return ["".join(run.text for run in paragraph) for paragraph in paragraphs]


def paragraphs(chapters: Sequence[Chapter]) -> tuple[Paragraph, ...]:
    """Every paragraph of a book."""
    return tuple(paragraph for chapter in chapters for paragraph in chapter.paragraphs)
