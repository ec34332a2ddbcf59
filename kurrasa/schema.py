"""Data of a record held against its schema, and what pydantic says of it put in an editor's words.

In: the node of one record and its marks. Out: the record and every fault of it. A record with faults is made again
without the fields at fault where that can be done, so that references to it stay good and no fault hides another.
"""

from __future__ import annotations

import difflib
import inspect
import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kurrasa.diagnostics import Diagnostic, Spot, Term
from kurrasa.marks import FieldPath, Marks
from kurrasa.records import Record, validate

_QUOTE = 'Put it between quotation marks: {field}: "{value}".'
_FIELDS = "The fields of each record stand in docs/content.md."
_ID = r"^[a-z]"
_DATE = r"^\d{4}"

# pydantic's error types: what is wrong, what to do. {min}, {max} come from the limits of the field.
_WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("The field “{field}” is missing.", "Add it. The fields of each record stand in docs/content.md."),
    "string_type": ("“{field}” is to be text.", _QUOTE),
    "int_type": ("“{field}” is to be a whole number.", "Write digits alone: 12."),
    "int_parsing": ("“{field}” is to be a whole number, not “{value}”.", "Write digits alone: 12."),
    "int_from_float": ("“{field}” is to be a whole number, not “{value}”.", "Write digits alone: 12."),
    "float_type": ("“{field}” is to be a number.", "Write digits, with a point for decimals: 40.5."),
    "float_parsing": ("“{field}” is to be a number, not “{value}”.", "Write digits, with a point for decimals: 40.5."),
    "bool_type": ("“{field}” is to be true or false.", "Write true or false."),
    "bool_parsing": ("“{field}” is to be true or false, not “{value}”.", "Write true or false."),
    "tuple_type": ("“{field}” is to be a list.", "Write each entry on a line of its own after “- ”, or [one, two]."),
    "model_type": (
        "“{field}” is to have fields of its own.",
        "Write them indented under it. The fields of each record stand in docs/content.md.",
    ),
    "mapping_type": (
        "“{field}” is to have fields of its own.",
        "Write them indented under it. The fields of each record stand in docs/content.md.",
    ),
    "string_too_short": ("“{field}” is empty.", "Write it, or remove the line."),
    "too_short": ("“{field}” is empty.", "Write at least one entry, or remove the line."),
    "greater_than_equal": ("“{field}” is {value}; the least is {min}.", "Correct the number."),
    "greater_than": ("“{field}” is {value}; it is to be more than {min}.", "Correct the number."),
    "less_than_equal": ("“{field}” is {value}; the most is {max}.", "Correct the number."),
    "less_than": ("“{field}” is {value}; it is to be less than {max}.", "Correct the number."),
}
_BAD_ID = (
    "“{value}” can't be an id.",
    "An id begins with a small Latin letter and has small Latin letters, digits and single hyphens: tehran-1997.",
)
_NO_ID = ("“{value}” can't be an id.", "“{field}” holds the id of a record, not its name: tehran-1997.")
_BAD_DATE = (
    "“{value}” is not written as a date.",
    "Write 1997-12-09, a span 1997-12-09/1997-12-11, a month 1994-09 or a year 1996; "
    "a Hijri date likewise, in quotation marks.",
)


def guess(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that was most likely meant, if any comes near."""
    return next(iter(difflib.get_close_matches(word, sorted(known), 1, 0.6)), None)


def read(kind: type[Record], marks: Marks, data: Any) -> tuple[Record | None, list[Diagnostic]]:
    """Make a record. None where too little of it is left to stand for it."""
    if not isinstance(data, dict):
        return None, [
            Diagnostic(
                "schema",
                "A record is wanted here, with fields.",
                "Write `id: …` and the other fields of the record, one a line.",
                marks.spot(),
            )
        ]
    faults: list[Diagnostic] = []
    data = dict(data)
    while True:
        try:
            return validate(kind, data), faults
        except ValidationError as error:
            details = error.errors(include_url=False)
        if not faults:
            faults = _put_in_words(details, kind, marks, data)
        at_fault = {str(d["loc"][0]) for d in details if d["loc"]} & data.keys()
        if not at_fault:
            return None, faults
        data = {name: value for name, value in data.items() if name not in at_fault}


def _put_in_words(details: list[ErrorDetails], kind: type[Record], marks: Marks, data: Any) -> list[Diagnostic]:
    faults = []
    for detail in details:
        path, branches = _path(detail, data)
        value = _value(data, path)
        # Of a union only the branch that the editor plainly meant is told: the model where he wrote fields.
        if any((branch[:1].isupper()) != isinstance(_value(data, path[:at]), dict) for at, branch in branches):
            continue
        faults.append(_fault(detail, path, value, kind, marks))
    return faults


def _path(detail: ErrorDetails, data: Any) -> tuple[FieldPath, list[tuple[int, str]]]:
    """Cut pydantic's location down to the path in the data; the names of union branches are given apart."""
    path: list[str | int] = []
    branches: list[tuple[int, str]] = []
    for at, step in enumerate(detail["loc"]):
        if (isinstance(data, dict) and step in data) or (isinstance(data, list) and isinstance(step, int)):
            data = _value(data, (step,))
            path.append(step)
        elif at == len(detail["loc"]) - 1 and detail["type"] == "missing":
            path.append(step)
        elif isinstance(step, str) and path[-1:] != [step] and detail["type"] != "literal_error":
            branches.append((len(path), step))
    return tuple(path), branches


def _value(data: Any, path: FieldPath) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _fault(detail: ErrorDetails, path: FieldPath, value: Any, kind: type[Record], marks: Marks) -> Diagnostic:
    type_, context = detail["type"], detail.get("ctx", {})
    field = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    written = marks.written(path) if isinstance(value, bool | int | float) else None
    written = str(value) if written is None else written
    values: dict[str, str] = {"field": field, "value": written, "kind": Term(kind.kind)}
    values["min"] = f"{context.get('ge', context.get('gt', 0)):g}"
    values["max"] = f"{context.get('le', context.get('lt', 0)):g}"
    spot: Spot = marks.spot(path)
    if type_ == "extra_forbidden":
        spot = marks.spot(path, key=True)
        known = _fields(kind, path[:-1])
        near = guess(field, known)
        values |= {"guess": near or "", "fields": ", ".join(known)}
        hint = "Did you mean “{guess}”?" if near else "What can stand here: {fields}."
        return Diagnostic("unknown-field", "There is no field “{field}” here.", hint, spot, values)
    if type_ == "missing":
        return Diagnostic("missing-field", *_WORDS[type_], spot, values)
    if type_ == "literal_error":
        choices = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        near = guess(str(value), choices)
        values |= {"guess": near or "", "choices": ", ".join(choices)}
        hint = "Did you mean “{guess}”? Known are: {choices}." if near else "Write one of: {choices}."
        return Diagnostic("schema", "“{value}” is not known to “{field}”.", hint, spot, values)
    if type_ == "value_error":
        values["reason"] = Term(str(context.get("error", detail["msg"])))
        return Diagnostic("schema", "This can't stand so: {reason}.", _FIELDS, spot, values)
    if value is None:
        return Diagnostic("schema", *_WORDS["string_too_short"], spot, values)
    if type_ == "string_pattern_mismatch":
        pattern = str(context.get("pattern", ""))
        words = (_BAD_ID if field == "id" else _NO_ID) if pattern.startswith(_ID) else _BAD_DATE
        return Diagnostic("schema", *words, spot, values)
    if type_ == "string_type" and isinstance(value, dict | list):
        return Diagnostic("schema", "“{field}” is to be one text.", "Write it as text, after the colon.", spot, values)
    if type_ == "model_attributes_type":
        type_ = "model_type"
    if type_ in _WORDS:
        return Diagnostic("schema", *_WORDS[type_], spot, values)
    values["reason"] = detail["msg"]
    return Diagnostic("schema", "“{field}” can't be read: {reason}.", _FIELDS, spot, values)


def _fields(kind: type[BaseModel], path: FieldPath) -> list[str]:
    """Names of the fields of the model that stands at a path in a record of this kind."""
    model: type[BaseModel] | None = kind
    for step in path:
        if model and step in model.model_fields:
            model = _model(model.model_fields[str(step)].annotation)
    return list(model.model_fields) if model else []


def _model(annotation: Any) -> type[BaseModel] | None:
    if inspect.isclass(annotation) and not get_args(annotation):
        return annotation if issubclass(annotation, BaseModel) else None
    return next((model for part in get_args(annotation) if (model := _model(part))), None)
