"""Numbers of resolutions: taken apart, set from their parts, put in order.

In: a body's `numbering` (a form such as `{serial}/{session}[-{series}][ ({mark})]` and its marks) with a number, as
parts or as text that a scan may have scrambled. Out: the parts, or the pieces of the set number in logical order.
How a body numbers is content: nothing here knows an organisation. The form itself is `numberform`'s affair.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kurrasa.numberform import Field, FormError, Group, Piece, fill, parse_form, pieces_of
from kurrasa.records import Numbering, NumberParts

MEANINGS: Mapping[str, str] = {
    "serial": "serial number of the resolution",
    "session": "session that adopted it",
    "series": "series",
    "mark": "mark of the body",
}
"""What each field tells, as interface words (msgids)."""

__all__ = [
    "MEANINGS",
    "Explained",
    "FormError",
    "Number",
    "Piece",
    "compile_form",
    "direction",
    "explain",
    "number_of",
    "read",
    "sample",
    "sort_key",
    "spell",
    "text_of",
    "visual",
]

_HAMZA = str.maketrans("أإآٱ", "اااا")


@dataclass(frozen=True)
class Number:
    """A number in its parts; `series` is the id of a series of the body."""

    serial: int | None
    session: int | None = None
    series: str | None = None


@dataclass(frozen=True)
class Explained:
    """A field of a number for the reader's guide: `meaning` is an interface word, `value` what the body calls it."""

    field: Field
    text: str
    meaning: str
    value: str


def compile_form(numbering: Numbering) -> Group:
    """The body's form, checked with its Latin one and its marks. Raises `FormError` with what is wrong in it."""
    for form, mark in (
        (numbering.form, numbering.mark),
        (numbering.latin_form, numbering.latin_mark or numbering.mark),
    ):
        if form and Piece("mark", "") in parse_form(form) and not mark:
            raise FormError("the form has {field} outside [ ] and the body gives no mark", field="{mark}")
    return parse_form(numbering.form)


# ---------------------------------------------------------------- reading


def _european(text: str) -> str:
    return "".join(str(unicodedata.digit(char)) if unicodedata.category(char) == "Nd" else char for char in text)


def _letters(text: str) -> str:
    """The letters alone, in one case: what is left of a mark when a scan loses its points, brackets and spaces."""
    return "".join(char for char in text.casefold() if unicodedata.category(char) in ("Lo", "Ll"))


def _read_letters(letters: str, numbering: Numbering) -> tuple[bool, str | None]:
    """Whether the letters of a number are marks, literals and a series of the body, and which series.

    Marks may stand before or after the series and more than once, as scans have them.
    """
    for fold in (str, lambda text: text.translate(_HAMZA)):
        left = fold(letters)
        for piece in pieces_of(parse_form(numbering.form)):
            left = left.replace(fold(_letters(piece.text)), "", 1)
        spellings = {_letters(mark) for mark in (numbering.mark, numbering.latin_mark, *numbering.accepts) if mark}
        marks = f"(?:{'|'.join(re.escape(fold(text)) for text in sorted(spellings) if text) or '$'})*"
        for series in numbering.series:
            names = {_letters(name) for name in (series.mark, series.latin, series.name) if name}
            if any(re.fullmatch(marks + re.escape(fold(name)) + marks, left) for name in sorted(names) if name):
                return True, series.id
        if re.fullmatch(marks, left):
            return True, None
    return False, None


def read(text: str, numbering: Numbering, session: int | None = None) -> Number | None:
    """The number that `text` means, or None where the body's form can't be it.

    Tolerates what scans do: spaces, any dash or slash between the parts, brackets turned round, Arabic-Indic digits,
    a mark in any accepted spelling, a series before or after, hamza dropped. Serial and session stand in the form's
    order unless the known `session` of the adopting conference is one of the two: then that settles it.
    """
    form = parse_form(numbering.form)
    plain = _european("".join(char for char in text if unicodedata.category(char) != "Cf" and char != "ـ"))
    if any(not re.match("L|Nd|M|P|Z", unicodedata.category(char)) for char in plain):
        return None
    numbers = [int(digits) for digits in re.findall(r"\d+", plain)]
    if 0 in numbers:
        return None
    for literal in re.findall(r"\d+", " ".join(piece.text for piece in pieces_of(form))):
        if int(literal) not in numbers:
            return None
        numbers.remove(int(literal))
    understood, series = _read_letters(_letters(plain), numbering)
    if not understood:
        return None
    order = [piece.field for piece in pieces_of(form) if piece.field in ("serial", "session")]
    if len(order) == 2 and len(numbers) == 1 and session is not None:
        number = Number(numbers[0], session, series)
    elif len(numbers) != len(order):
        return None
    else:
        found = dict(zip(order, numbers, strict=True))
        if len(order) == 2 and session == found["serial"] and session != found["session"]:
            found = dict(zip(reversed(order), numbers, strict=True))
        number = Number(found["serial"], found.get("session"), series)
    return number if spell(number, numbering) else None


def number_of(given: NumberParts | str | None, numbering: Numbering, session: int | None = None) -> Number | None:
    """The number of a record, given in parts or as text; `session` is that of the adopting conference.

    None where the record has none, where the text can't be read, or where the parts don't fill the form.
    """
    if given is None:
        return None
    if isinstance(given, str):
        return read(given, numbering, session)
    number = Number(given.serial, given.session or session, given.series)
    if number.series and number.series not in {series.id for series in numbering.series}:
        return None
    return number if spell(number, numbering) else None


# ---------------------------------------------------------------- setting


def _texts(number: Number, numbering: Numbering, latin: bool) -> Mapping[str, str | None]:
    series = next((series for series in numbering.series if series.id == number.series), None)
    mark, series_mark = numbering.mark, series.mark if series else None
    if latin:
        mark, series_mark = numbering.latin_mark or mark, (series.latin if series else None) or series_mark
    return {
        "serial": str(number.serial) if number.serial is not None else None,
        "session": str(number.session) if number.session is not None else None,
        "series": series_mark,
        "mark": mark,
    }


def spell(number: Number, numbering: Numbering, latin: bool = False) -> tuple[Piece, ...]:
    """The set number as pieces in logical order, in European digits; joined they are the number.

    `latin` takes the body's Latin form and marks where it gives them. Empty where a field that the form demands is
    missing: such a resolution has no number to print.
    """
    form = (numbering.latin_form if latin else None) or numbering.form
    return tuple(fill(parse_form(form), _texts(number, numbering, latin)) or ())


def text_of(pieces: Iterable[Piece]) -> str:
    """The number as one text."""
    return "".join(piece.text for piece in pieces)


def direction(text: str) -> Literal["rtl", "ltr"]:
    """The direction a number is set in: right to left as soon as it has an Arabic (or Hebrew) letter."""
    return "rtl" if any(unicodedata.bidirectional(char) in ("AL", "R") for char in text) else "ltr"


def visual(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces as the eye meets them, from the right in a right-to-left number, from the left otherwise.

    In `12/8-س` the pair 12/8 runs from left to right (UAX #9: W4 makes `/` between European digits, or between
    Arabic-Indic ones, part of the number, `-` between European ones only), so from the right 8 comes first.
    """
    if direction(text_of(pieces)) == "ltr":
        return tuple(pieces)
    classes = [{unicodedata.bidirectional(char) for char in piece.text} for piece in pieces]

    def in_a_number(place: int) -> bool:
        if classes[place] in ({"EN"}, {"AN"}):
            return True
        if len(pieces[place].text) != 1 or not 0 < place < len(pieces) - 1:
            return False
        around = (classes[place - 1], classes[place + 1])
        return (around == ({"EN"}, {"EN"}) and classes[place] <= {"CS", "ES"}) or (
            around == ({"AN"}, {"AN"}) and classes[place] == {"CS"}
        )

    ordered: list[Piece] = []
    for within, run in itertools.groupby(range(len(pieces)), key=in_a_number):
        places = list(run)
        ordered += (pieces[place] for place in (reversed(places) if within else places))
    return tuple(ordered)


# ---------------------------------------------------------------- order and explanation


def sort_key(number: Number | None, numbering: Numbering, shelf: str | None = None) -> tuple[int, int, int]:
    """Order of the index within a body: series as the body lists them, then session, then serial.

    `shelf` is the series a number without one is shelved under. What has no series, no session or no number comes
    after what has.
    """
    last = 10**9
    names = [series.id for series in numbering.series]
    series = (number.series if number else None) or shelf
    place = names.index(series) if series in names else last
    if number is None:
        return place, last, last
    return place, last if number.session is None else number.session, last if number.serial is None else number.serial


def sample(numbering: Numbering) -> Number | None:
    """The body's own example for the reader's guide, taken apart."""
    return read(numbering.example, numbering) if numbering.example else None


def explain(number: Number, numbering: Numbering, latin: bool = False) -> tuple[Explained, ...]:
    """The fields of a number in its order, each with what it means: the reader's guide prints it."""
    names = {series.id: series.name for series in numbering.series}
    return tuple(
        Explained(
            piece.field,
            piece.text,
            MEANINGS[piece.field],
            names.get(number.series or "", "") if piece.field == "series" else "",
        )
        for piece in spell(number, numbering, latin)
        if piece.field
    )
