"""Every text of a record, with its path: what the rules on text and on references walk over.

In: a record. Out: its strings, each with the field it stands in and whether markup is read there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from kurrasa.load import Content, Entry
from kurrasa.marks import FieldPath
from kurrasa.prose import Reference, references
from kurrasa.records import Markup, Note, Record

# Text that no reader meets as prose: names of files, addresses, forms. Ids and dates are told by their pattern.
_TECHNICAL = frozenset({"image", "link", "website", "email", "form", "latin_form", "isbn", "language", "languages"})
_LETTER = frozenset({"printed", "accepts", "mark", "latin_mark", "example"})
_QUOTED = re.compile("«[^«»]*»|“[^“”]*”")


@dataclass(frozen=True)
class Text:
    """One string of a record. `markup` is None where none is read; `letter` where it is kept to the letter."""

    path: FieldPath
    value: str
    markup: Markup | None
    letter: bool

    def quoted(self, offset: int) -> bool:
        """Whether a character stands in a quotation, which is kept to the letter too."""
        return self.letter or any(m.start() < offset < m.end() for m in _QUOTED.finditer(self.value))


def models(model: BaseModel, path: FieldPath = ()) -> Iterator[tuple[FieldPath, BaseModel]]:
    """A record and the models it is made of, each with its path."""
    yield path, model
    for name in _holding(type(model)):
        value = getattr(model, name)
        parts: list[tuple[FieldPath, Any]] = [((), value)]
        if isinstance(value, tuple):
            parts = [((index,), part) for index, part in enumerate(value)]
        elif isinstance(value, Mapping):
            parts = [((key,), part) for key, part in value.items()]
        for step, part in parts:
            if isinstance(part, BaseModel):
                yield from models(part, (*path, name, *step))


def texts(record: Record) -> Iterator[Text]:
    """Every string a reader may meet, in the order of the fields."""
    for path, model in models(record):
        for name, markup in _told(type(model)):
            value = getattr(model, name)
            letter = name in _LETTER or (isinstance(record, Note) and name == "stands")
            if isinstance(value, str):
                yield Text((*path, name), value, markup, letter)
            elif isinstance(value, tuple):
                for index, part in enumerate(value):
                    if isinstance(part, str):
                        yield Text((*path, name, index), part, markup, letter)


def all_texts(content: Content) -> Iterator[tuple[Entry, Text]]:
    """Every text of the content, record by record."""
    for entry in content.entries.values():
        for text in texts_of(entry):
            yield entry, text


def texts_of(entry: Entry) -> tuple[Text, ...]:
    """The same of a record that was read; walked once, however many rules ask for them."""
    return entry.once(_texts)


def models_of(entry: Entry) -> tuple[tuple[FieldPath, BaseModel], ...]:
    """The same of the models of a record that was read."""
    return entry.once(_models)


def references_of(entry: Entry) -> tuple[tuple[Text, Reference], ...]:
    """Every reference in the texts of a record that was read, with the text it stands in."""
    return entry.once(_references)


def _references(entry: Entry) -> tuple[tuple[Text, Reference], ...]:
    return tuple(
        (text, reference)
        for text in texts_of(entry)
        if text.markup and "[[" in text.value
        for reference in references(text.value)
    )


def _texts(entry: Entry) -> tuple[Text, ...]:
    return tuple(texts(entry.record))


def _models(entry: Entry) -> tuple[tuple[FieldPath, BaseModel], ...]:
    return tuple(models(entry.record))


@cache
def _holding(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a model that may hold other models."""

    def holds(annotation: Any) -> bool:
        return (isinstance(annotation, type) and issubclass(annotation, BaseModel)) or any(
            map(holds, get_args(annotation))
        )

    return tuple(name for name, info in model.model_fields.items() if holds(info.annotation))


@cache
def _told(model: type[BaseModel]) -> tuple[tuple[str, Markup | None], ...]:
    """The fields of a model that hold text for readers, each with the markup that is read in it."""
    return tuple(
        (name, _markup([*info.metadata, info.annotation]))
        for name, info in model.model_fields.items()
        if name not in _TECHNICAL and not patterned(model, name)
    )


@cache
def patterned(model: type[BaseModel], name: str) -> bool:
    """Whether a field's characters are confined by a pattern, as those of ids and dates are, or by a list of words."""
    info = model.model_fields[name]
    shown = repr([*info.metadata, info.annotation])
    return "pattern=" in shown or "Literal[" in shown


def _markup(parts: list[Any]) -> Markup | None:
    for part in parts:
        if isinstance(part, Markup):
            return part
        if (inner := [*get_args(part)]) and (found := _markup(inner)):
            return found
    return None
