"""Rules on text: characters that don't show, or show wrong, and what is written by reference and not by hand.

In: content, and for one rule the faces of the edition. Out: a diagnostic for each, with the characters marked.
Text kept to the letter (`printed`, quotations in « ») is held to the rules on invisible characters alone.
"""

from __future__ import annotations

import itertools
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from kurrasa.diagnostics import Diagnostic
from kurrasa.faces import Faces
from kurrasa.load import Content, Entry
from kurrasa.printed import read_printed
from kurrasa.rules.fields import Text, all_texts, texts_of
from kurrasa.rules.numbers import spelt
from kurrasa.schema import guess

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ARABIC = "\u0621-\u063a\u0641-\u065f\u0670-\u06d3"
_TATWEEL = re.compile(r"\u0640+")
# U+FD3E, U+FD3F are ornate parentheses; U+FDFA, U+FDFB and U+FDFD are signs that are typed as such.
_PRESENTATION = re.compile("[\ufb50-\ufd3d\ufd40-\ufdf9\ufdfc\ufdfe\ufdff\ufe70-\ufefc]+")
_ARABIC_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9]+")
_EUROPEAN_DIGITS = re.compile("[0-9]+")
_LATIN_MARK = re.compile(rf"(?<=[{_ARABIC}])[?,;](?![^\s]*/)")
_FIGURES = re.compile(r"(?<![\w/])(?:[^\W\d]|/)*+\d[\w/]*+")
_JOINING = re.compile(r"[\w/]")
_PERCENT = re.compile(r"[0-9][ \u00a0]+[%٪]|[%٪][ \u00a0]*[0-9]")
_HTML = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_DATE = re.compile(
    rf"(?<![0-9])[0-9]{{1,2}}(?: ?[-–] ?[0-9]{{1,2}})? [{_ARABIC}]+(?:[ /][{_ARABIC}]+){{0,2}} [0-9]{{4}}(?![0-9])"
)


def invisible(entry: Entry) -> Iterator[Diagnostic]:
    """No text holds a character that can't be seen: bidi controls, joiners, fixed spaces, tabs, controls."""
    for text in texts_of(entry):
        for character in sorted(filter(_is_invisible, set(text.value)), key=text.value.index):
            at = text.value.index(character)
            count = text.value.count(character)
            if character in _BIDI:
                message = "An invisible sign that turns the direction of text stands here: {code} {name}."
                hint = "Delete it (in this text: {count}); direction is set by the program."
            elif character in "\u00a0\u202f\u200c\u200d\u2060":
                message = "An invisible sign that joins or parts stands here: {code} {name}."
                hint = (
                    "Write a plain space or nothing (in this text: {count}); what stays together is set by the program."
                )
            else:
                message = "An invisible character stands here: {code} {name}."
                hint = "Delete it and type the text again (in this text: {count})."
            values = {"code": f"U+{ord(character):04X}", "name": unicodedata.name(character, ""), "count": str(count)}
            yield _at(entry, text, at, 1, "invisible", message, hint, "error", **values)


def tatweel(entry: Entry) -> Iterator[Diagnostic]:
    """No word is drawn out by hand (U+0640); the Hijri mark هـ keeps its own."""
    for text in texts_of(entry):
        for match in _TATWEEL.finditer(text.value):
            before = text.value[max(0, match.start() - 2) : match.start()]
            mark = before.endswith("ه") and not before[:-1].isalpha() and len(match[0]) == 1
            if not mark and not text.quoted(match.start()):
                hint = "Delete it; lines are filled by the program."
                yield _at(entry, text, match.start(), len(match[0]), "tatweel", "A word is drawn out by hand.", hint)


def presentation_forms(entry: Entry) -> Iterator[Diagnostic]:
    """Letters are letters, not the shapes of one position (U+FB50–FDFF, U+FE70–FEFC), which can't be searched."""
    for text in texts_of(entry):
        for match in _PRESENTATION.finditer(text.value):
            yield _at(
                entry,
                text,
                match.start(),
                len(match[0]),
                "presentation-forms",
                "“{found}” is made of drawn shapes, not of letters.",
                "Type “{letters}”.",
                found=match[0],
                letters=unicodedata.normalize("NFKC", match[0]),
            )


def digits(entry: Entry) -> Iterator[Diagnostic]:
    """Digits are typed as European ones, never mixed: the setting `numerals` turns those of the whole edition."""
    for text in texts_of(entry):
        found = [m for m in _ARABIC_DIGITS.finditer(text.value) if not text.quoted(m.start())]
        mixed = _EUROPEAN_DIGITS.search(text.value)
        for match in found:
            european = "".join(str(unicodedata.digit(c)) for c in match[0])
            yield _at(
                entry,
                text,
                match.start(),
                len(match[0]),
                "digits",
                "Arabic-Indic and European digits are mixed in one text."
                if mixed
                else "Digits are typed as European ones in the content.",
                "Type {european}; `numerals:` in book.yaml turns them for the whole edition.",
                european=european,
            )


def latin_punctuation(entry: Entry) -> Iterator[Diagnostic]:
    """After an Arabic letter stands ، ؛ or ؟, not its Latin cousin."""
    for text in texts_of(entry):
        for match in _LATIN_MARK.finditer(text.value):
            if not text.quoted(match.start()):
                right = {"?": "؟", ",": "،", ";": "؛"}[match[0]]
                yield _at(
                    entry,
                    text,
                    match.start(),
                    1,
                    "punctuation",
                    "A Latin “{found}” stands after an Arabic letter.",
                    "Write “{right}”.",
                    "warning",
                    found=match[0],
                    right=right,
                )


def percent(entry: Entry) -> Iterator[Diagnostic]:
    """A percentage is typed as 20%: the number, then the sign, no space between."""
    for text in texts_of(entry):
        for match in _PERCENT.finditer(text.value):
            if not text.quoted(match.start()):
                yield _at(
                    entry,
                    text,
                    match.start(),
                    len(match[0]),
                    "percent",
                    "The percent sign stands apart from its number, or before it.",
                    "Write it as 20%.",
                    "warning",
                )


def raw_html(entry: Entry) -> Iterator[Diagnostic]:
    """No HTML is read in a text; it would be printed as it stands."""
    for text in texts_of(entry):
        for match in _HTML.finditer(text.value) if text.markup else ():
            yield _at(
                entry,
                text,
                match.start(),
                len(match[0]),
                "html",
                "HTML is not read here: “{found}” would be printed.",
                "Use Markdown: **bold**, *emphasis*, ^[footnote], [[id]].",
                found=match[0],
            )


def typed_numbers(content: Content) -> Iterator[Diagnostic]:
    """A resolution that has a record is referred to, not typed: a reference is set right and counts for the index."""
    known = spelt(content)
    # A number is looked up by the first run of letters, slashes and figures in it that has a figure: texts are long and
    # numbers many, so that trying each number at each place would take a book's length times its resolutions.
    by_run: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for number in sorted(known, key=len, reverse=True):
        for first in itertools.islice(_FIGURES.finditer(number), 1):
            by_run[first[0]].append((number, first.start()))
    for entry in content.entries.values():
        end: tuple[Text | None, int] = (None, 0)
        for text, run, at in entry.once(_figures):
            for number, before in by_run.get(run, ()):
                start = at - before
                if end[0] is text and start < end[1]:
                    continue
                if _stands_alone(text.value, number, start):
                    end = (text, start + len(number))
                    if not text.quoted(start):
                        yield _at(
                            entry,
                            text,
                            start,
                            len(number),
                            "typed-number",
                            "The number of a resolution is typed by hand: {number}.",
                            "Write [[{id}]].",
                            "warning",
                            number=number,
                            id=known[number],
                        )
                    break


def _figures(entry: Entry) -> tuple[tuple[Text, str, int], ...]:
    return tuple(
        (text, sys.intern(run[0]), run.start())
        for text in texts_of(entry)
        if text.markup
        for run in _FIGURES.finditer(text.value)
    )


def _stands_alone(text: str, number: str, start: int) -> bool:
    """Whether a number stands at a place of a text, and is no part of a longer word or number."""
    around = text[max(0, start - 1) : max(0, start)] + text[start + len(number) : start + len(number) + 1]
    return start >= 0 and text.startswith(number, start) and not _JOINING.search(around)


def typed_dates(entry: Entry) -> Iterator[Diagnostic]:
    """A date in running text is written [[1997-12-09]], so that it follows the edition's months, marks and digits."""
    for text in texts_of(entry):
        for match in _DATE.finditer(text.value) if text.markup else ():
            gregorian, _ = (None, None) if text.quoted(match.start()) else read_printed(match[0])
            if gregorian:
                yield _at(
                    entry,
                    text,
                    match.start(),
                    len(match[0]),
                    "typed-date",
                    "A date is typed by hand: {date}.",
                    "Write [[{iso}]], or [[id.date]] for the date of a record.",
                    "warning",
                    date=match[0],
                    iso=gregorian.iso,
                )


def families(content: Content, faces: Faces) -> Iterator[Diagnostic]:
    """The two families of the edition are in the fonts' manifest."""
    for field, family in (("text", content.book.fonts.text), ("display", content.book.fonts.display)):
        if family not in faces.families:
            near = guess(family, faces.families)
            yield Diagnostic(
                "font",
                "There is no family “{family}” in the fonts' manifest.",
                "Did you mean “{guess}”?" if near else "Name one of: {known}; or add it to fonts/manifest.yaml.",
                content.spot(content.book, "fonts", field),
                {"family": family, "guess": near or "", "known": ", ".join(faces.families)},
            )


def unprintable(content: Content, faces: Faces) -> Iterator[Diagnostic]:
    """Every character of the content is in one of the families of the edition: no other font is there to show it."""
    own = [f for f in (content.book.fonts.text, content.book.fonts.display) if f in faces.families]
    used = frozenset[str]().union(*(entry.once(_characters) for entry in content.entries.values()))
    missing = "".join(sorted(used)) if own else ""
    for family in own:
        missing = faces.uncovered(missing, family)
    if not missing:
        return
    for entry, text in all_texts(content):
        for character in (c for c in dict.fromkeys(text.value) if c in missing):
            yield _at(
                entry,
                text,
                text.value.index(character),
                1,
                "no-glyph",
                "No font of the edition can show “{character}”: {code} {name}.",
                "Write it otherwise, or choose a family that has it (`fonts:` in book.yaml).",
                character=character,
                code=f"U+{ord(character):04X}",
                name=unicodedata.name(character, ""),
            )


def _characters(entry: Entry) -> frozenset[str]:
    return frozenset().union(*(text.value for text in texts_of(entry)))


@cache
def _is_invisible(character: str) -> bool:
    if character == "\n":
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cn") or character in "\u00a0\u202f"


def _at(
    entry: Entry,
    text: Text,
    at: int,
    length: int,
    rule: str,
    message: str,
    hint: str,
    severity: str = "error",
    **values: str,
) -> Diagnostic:
    spot = entry.marks.within(text.path, at, length)
    return Diagnostic(rule, message, hint, spot, values, "warning" if severity == "warning" else "error")


OF_A_RECORD = (
    invisible,
    tatweel,
    presentation_forms,
    digits,
    latin_punctuation,
    percent,
    raw_html,
    typed_dates,
)
RULES = (typed_numbers,)
WITH_FACES = (families, unprintable)
