"""Which texts of a record an edition in another language needs.

In: a record of the content, and a language. Out: its texts that are to be translated, each with the hash that a
translation of it remembers; and what stands for a text without one: a name in Latin letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from babel import Locale

from kurrasa.inplace import annotation_at
from kurrasa.load import Content, Entry
from kurrasa.marks import FieldPath
from kurrasa.records import Body, Person, Place, Record
from kurrasa.rules.fields import texts
from kurrasa.translations import Key, digest, dotted

_LATIN = frozenset({"latin", "latin_form", "latin_mark", "latin_name"})
LETTER = frozenset({"printed", "accepts", "mark", "example", "form", "number"})
_KEPT = frozenset({"symbol", "deposit_number"})
_REFERENCE = re.compile(r"!?\[\[[^\[\]|]*\]\]")


@dataclass(frozen=True)
class Wanted:
    """A text of the content that an edition in another language needs: its record, its field, what is written there."""

    key: Key
    path: FieldPath
    source: str | tuple[str, ...]
    optional: bool

    @property
    def of(self) -> str:
        """Hash of the text."""
        return digest(self.source)


def wanted(content: Content, entry: Entry, language: str) -> Iterator[Wanted]:
    """The texts of a record that are to be translated, in the order of its fields.

    Not those kept to the letter, ids, addresses or numbers; nor a text without a letter of its own, as
    `[[tehran.date]]` and `1994` are; nor a name whose Latin form stands in the record, in a language of Latin script.
    """
    record, own = entry.record, content.book.language
    latin = is_latin(language) and not is_latin(own)
    lines: dict[FieldPath, list[str]] = {}
    for text in texts(record):
        name = next(str(step) for step in reversed(text.path) if isinstance(step, str))
        if name in _LATIN | LETTER | _KEPT or (latin and text.path == ("name",) and latin_name(record, language)):
            continue
        if isinstance(text.path[-1], int):
            lines.setdefault(text.path[:-1], []).append(text.value)
        elif _has_words(text.value, own):
            yield Wanted((record.id, dotted(text.path)), text.path, text.value, _optional(record, text.path))
    for path, told in lines.items():
        yield Wanted((record.id, dotted(path)), path, tuple(told), True)


def latin_name(record: Record, language: str) -> str | None:
    """A name in Latin letters; that of a body is an English one."""
    if isinstance(record, Body):
        return record.latin_name if language.split("-")[0] == "en" else None
    return record.latin_name if isinstance(record, Person | Place) else None


def _optional(record: Record, path: FieldPath) -> bool:
    model, name = annotation_at(type(record), path) or (type(record), str(path[0]))
    return name in model.model_fields and not model.model_fields[name].is_required()


def is_latin(language: str) -> bool:
    """Whether names in Latin letters are at home in a language: one written from left to right."""
    return Locale.parse(language, sep="-").character_order == "left-to-right"


def _has_words(text: str, language: str) -> bool:
    """Whether a text, beside its bare references, has a letter of its language's script."""
    left = _REFERENCE.sub("", text)
    if is_latin(language):
        return any(char.isalpha() for char in left)
    return any(unicodedata.bidirectional(char) in ("AL", "R") for char in left)
