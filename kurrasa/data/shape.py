"""What a record is outside the book: the editor's own fields, with what the program makes of them.

In: the kinds of records. Out: for each a pydantic model of its file, from which both the data and its JSON Schema are
made, so that they can't differ. Field names, titles and descriptions are those of the content.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from kurrasa.records import FOLDERS, Book, Conference, Id, Plain, Record, Resolution

SCHEMA = "https://json-schema.org/draft/2020-12/schema"


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CalendarDate(_Closed):
    """A date in one calendar."""

    iso: Plain = Field(description="Day, month or year in that calendar, or two of them with a slash.")
    precision: Literal["day", "month", "year"] = Field(description="How exactly it is known.")
    computed: bool = Field(description="Whether the program computed it from the other calendar (Umm al-Qura).")


class InTime(_Closed):
    """A date in its calendars, and the days it spans."""

    gregorian: CalendarDate | None = Field(None, description="In the Gregorian calendar.")
    hijri: CalendarDate | None = Field(None, description="In the Hijri calendar.")
    first: date | None = Field(None, description="Its first day, Gregorian.")
    last: date | None = Field(None, description="Its last day, Gregorian.")
    printed: Plain | None = Field(None, description="The date to the letter, as the source prints it.")
    date_of: Id | None = Field(None, description="The conference whose date it is, if it has none of its own.")


class NumberInParts(_Closed):
    """A number of a resolution, as it is set and in its parts."""

    text: Plain = Field(description="The number as the edition sets it, in logical order and European digits.")
    latin: Plain | None = Field(None, description="The same in the body's Latin form.")
    serial: int | None = Field(None, description="Serial number.")
    session: int | None = Field(None, description="Session that adopted it.")
    series: Id | None = Field(None, description="Series, by its id in the body's numbering.")


class Standing(_Closed):
    """Where a record stands in the printed book."""

    page: Plain | None = Field(None, description="Number of the page that tells it, as it is printed there.")
    sheet: int | None = Field(None, ge=1, description="The same page, counted from 1 at the front cover.")
    anchor: Plain | None = Field(None, description="Named destination in booklet.pdf: booklet.pdf#nameddest=ANCHOR.")
    named_on: tuple[Plain, ...] = Field((), description="Page numbers of its index line, as printed.")


class FileInIndex(_Closed):
    """A file of the data."""

    file: Plain = Field(description="Its name.")
    schema_file: Plain = Field(description="Its JSON Schema.")
    records: int = Field(ge=0, description="How many records it has.")
    about: Plain = Field(description="What they are.")


class Index(_Closed):
    """What is what: the edition, and the files of its records."""

    schema_: Literal["schema/index.schema.json"] = Field("schema/index.schema.json", alias="$schema")
    title: Plain = Field(description="Title of the book.")
    language: Plain = Field(description="Language of the edition whose records these are, as a BCP 47 tag.")
    languages: tuple[Plain, ...] = Field(description="Languages the edition appears in.")
    rights: Plain | None = Field(None, description="Statement of rights of the book; it holds for its records too.")
    publisher: Plain | None = Field(None, description="Name of the publishing house.")
    isbn: Plain | None = Field(None, description="ISBN of the printed book.")
    program: Plain = Field(description="The program that made them, with its version.")
    content: Plain = Field(
        pattern="^[0-9a-f]{64}$", description="Fingerprint of the content; its head stands in the imprint."
    )
    booklet: Plain = Field(description="File name of the book whose pages are meant.")
    pages: int = Field(ge=1, description="How many pages it has.")
    final: bool = Field(description="Whether it is the book itself, or a proof of it.")
    files: tuple[FileInIndex, ...] = Field(description="The files of the records, in alphabetical order.")


_OF_ALL: Mapping[str, Any] = {
    "in_book": (Standing | None, Field(None, description="Where it stands in the printed book.")),
    "cited_by": (tuple[Id, ...], Field((), description="Resolutions that cite it.")),
    "notes": (tuple[Id, ...], Field((), description="Editor's notes that concern it.")),
}
_OF_ONE: Mapping[type[Record], Mapping[str, Any]] = {
    Conference: {
        "designation": (Plain, Field(description="Its full designation, with the ordinal in words.")),
        "resolutions": (tuple[Id, ...], Field((), description="What it adopted, in the order of the index.")),
        "documents": (tuple[Id, ...], Field((), description="What it issued.")),
    },
    Resolution: {
        "number": (NumberInParts | None, Field(None, description="Its number; none where the source has none.")),
        "series": (Id | None, Field(None, description="Series of its number, or else that it is shelved under.")),
    },
}


@cache
def exported(kind: type[Record]) -> type[Record]:
    """The model of one record of a kind."""
    more = dict(_OF_ALL) if kind is not Book else {}
    more |= _OF_ONE.get(kind, {})
    if given := kind.model_fields.get("date"):
        type_, default = (InTime, ...) if given.is_required() else (InTime | None, None)
        more["date"] = (type_, Field(default, description=given.description))
    return create_model(kind.__name__, __base__=kind, __doc__=kind.__doc__, **more)


@cache
def file_of(kind: type[Record]) -> type[BaseModel]:
    """The model of a file of records."""
    address = schema_of(kind.folder)
    fields: dict[str, Any] = {
        "schema_": (Literal[address], Field(address, alias="$schema", description="The schema of this file.")),
        "records": (tuple[exported(kind), ...], Field(description=kind.__doc__)),  # type: ignore[misc]
    }
    name = f"{kind.folder.capitalize()}File"
    return create_model(name, __base__=_Closed, __doc__=f"{kind.folder.capitalize()} of an edition.", **fields)


def schema_of(name: str) -> str:
    """Where the schema of a file lies, beside it."""
    return f"schema/{name}.schema.json"


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of each file, by the file's name (2020-12)."""
    models: dict[str, type[BaseModel]] = {"index": Index} | {name: file_of(kind) for name, kind in FOLDERS.items()}
    return {name: {"$schema": SCHEMA} | model.model_json_schema() for name, model in models.items()}
