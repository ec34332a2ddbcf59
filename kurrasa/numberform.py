"""The form of a body's numbers: literal text with fields, and parts that may be left out.

In: a form such as `{serial}/{session}[-{series}][ ({mark})]`. Out: the form as pieces and groups, or the pieces of one
number. The fields are `{serial}`, `{session}`, `{series}` and `{mark}` (also written `{latin_mark}`); what stands in
[square brackets], which may nest, is left out where a field in it is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

Field = Literal["serial", "session", "series", "mark", ""]

FIELDS: Mapping[str, Field] = {
    "serial": "serial",
    "session": "session",
    "series": "series",
    "mark": "mark",
    "latin_mark": "mark",
}

_FORM_TOKEN = re.compile(
    r"\{(?P<field>[^{}\[\]]*)\}|(?P<bracket>[\[\]])|(?P<literal>[^{}\[\]]+)|(?P<stray>.)", re.DOTALL
)


class FormError(ValueError):
    """Why a form can't be used: `message` with {fields}, and the `values` that fill them."""

    def __init__(self, message: str, **values: str) -> None:
        self.message = message
        self.values = values
        super().__init__(message.format(**values))


@dataclass(frozen=True)
class Piece:
    """A piece of a set number: the field it stands for ("" for literal text) and its text."""

    field: Field
    text: str


Group = tuple["Piece | Group", ...]


@cache
def parse_form(form: str) -> Group:
    """The form as pieces (a field's text is empty) and nested groups that may be left out. Raises `FormError`."""
    stack: list[list[Piece | Group]] = [[]]
    seen: set[str] = set()
    for token in _FORM_TOKEN.finditer(form):
        name = token["field"]
        if name is not None:
            field = FIELDS.get(name)
            if field is None:
                raise FormError(
                    "the form has no field {{{field}}}; it may have {fields}", field=name, fields=_listed(FIELDS)
                )
            if field in seen:
                raise FormError("the form has the field {{{field}}} twice", field=field)
            seen.add(field)
            stack[-1].append(Piece(field, ""))
        elif token["bracket"] == "[":
            stack.append([])
        elif token["bracket"] == "]" and len(stack) > 1:
            group = tuple(stack.pop())
            stack[-1].append(group)
        elif token["literal"]:
            stack[-1].append(Piece("", token["literal"]))
        else:
            raise FormError("the form has a “{character}” without its pair", character=token[0])
    if len(stack) > 1:
        raise FormError("the form has a “{character}” without its pair", character="[")
    if "serial" not in seen:
        raise FormError("the form lacks {field}", field="{serial}")
    return tuple(stack[0])


def _listed(fields: Iterable[str]) -> str:
    return " ".join(f"{{{field}}}" for field in fields)


def pieces_of(form: Group) -> Iterator[Piece]:
    """Every piece of the form, those that may be left out with them."""
    for part in form:
        if isinstance(part, Piece):
            yield part
        else:
            yield from pieces_of(part)


def fill(form: Group, texts: Mapping[str, str | None]) -> list[Piece] | None:
    """The form with its fields filled, or None where a field that it demands is empty."""
    filled: list[Piece] = []
    for part in form:
        if isinstance(part, tuple):
            filled += fill(part, texts) or []
        elif not part.field:
            filled.append(part)
        elif text := texts[part.field]:
            filled.append(replace(part, text=text))
        else:
            return None
    return filled
