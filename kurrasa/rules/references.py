"""Rules on references: whatever is named by id is there, is of the right kind, and has what is asked of it.

In: content. Out: a diagnostic for each reference that would print nothing or the wrong thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel

from kurrasa import prose
from kurrasa.diagnostics import Diagnostic, Spot, Term
from kurrasa.load import Content, Entry
from kurrasa.marks import FieldPath
from kurrasa.records import (
    KINDS,
    Body,
    Chapter,
    Conference,
    Document,
    Event,
    Figure,
    Model,
    Note,
    PartEntry,
    Person,
    Place,
    Query,
    Record,
    Resolution,
)
from kurrasa.rules.fields import Text, models_of, references_of, texts_of
from kurrasa.schema import guess

Kinds = tuple[type[Record], ...]
Asked = tuple[str, str | None]
REFERS: Mapping[tuple[type[Model], str], Kinds] = {
    (Body, "parent"): (Body,),
    (Conference, "body"): (Body,),
    (Conference, "place"): (Place,),
    (Conference, "people"): (Person,),
    (Resolution, "body"): (Body,),
    (Resolution, "conference"): (Conference,),
    (Resolution, "chapter"): (Chapter, Conference),
    (Resolution, "cites"): (Resolution, Conference, Document),
    (Event, "place"): (Place,),
    (Event, "people"): (Person,),
    (Event, "chapter"): (Chapter, Conference),
    (Document, "conference"): (Conference,),
    (Figure, "place"): (Place,),
    (Figure, "people"): (Person,),
    (Note, "about"): KINDS,
    (Query, "bodies"): (Body,),
    (Query, "conferences"): (Conference,),
    (Query, "chapters"): (Chapter, Conference),
    (Query, "places"): (Place,),
    (Query, "people"): (Person,),
    (Query, "also"): (Resolution, Conference, Document, Event, Figure),
    (PartEntry, "chapter"): (Chapter,),
    (PartEntry, "conference"): (Conference,),
}
"""Fields that hold the id of a record, and the kinds it may be of. Ids of series and of locators are no records'."""

_REFERRING: Mapping[type[BaseModel], tuple[tuple[str, Kinds], ...]] = {
    of: tuple((name, kinds) for (model, name), kinds in REFERS.items() if model is of) for of, _ in REFERS
}
_DATED = ("date", "gregorian", "hijri", "year")
_OPEN = re.compile(r"\[\[")


def dangling(content: Content, some: Iterable[Entry] | None = None) -> Iterator[Diagnostic]:
    """A field that refers to a record names one that is there, and of a kind the field can hold."""
    for entry in content.entries.values() if some is None else some:
        for path, model in models_of(entry):
            for name, kinds in _REFERRING.get(type(model), ()):
                value = getattr(model, name)
                ids = value if isinstance(value, tuple) else () if value is None else (value,)
                for index, id_ in enumerate(ids):
                    if not _is_wanted(content, id_, kinds):
                        at = (*path, name, index) if isinstance(value, tuple) else (*path, name)
                        yield _unwanted(content, id_, kinds, entry.marks.spot(at))


def markup(content: Content, some: Iterable[Entry] | None = None) -> Iterator[Diagnostic]:
    """A `[[reference]]` in a text names a record that is there and has what is asked of it."""
    good: set[Asked] = set()
    for entry in content.entries.values() if some is None else some:
        for text, reference in references_of(entry) if not entry.once(_asked) <= good else ():
            if not reference.is_date:  # the rules on dates read it
                faults = tuple(_reference(content, entry, text, reference))
                yield from faults
                if not faults and not reference.figure:
                    good.add((reference.target, reference.field))


def _asked(entry: Entry) -> frozenset[Asked]:
    """What the texts of a record refer to. That a figure stands alone is for its text to say: each is asked for."""
    return frozenset(
        (ref.target, "!" if ref.figure else ref.field) for _, ref in references_of(entry) if not ref.is_date
    )


def stray(entry: Entry) -> Iterator[Diagnostic]:
    """A `[[` begins a reference, and stands only where references are read."""
    begun = {(text.path, text.value.index("[[", ref.offset)) for text, ref in references_of(entry)}
    for text in texts_of(entry):
        for match in _OPEN.finditer(text.value):
            if (text.path, match.start()) not in begun and not text.letter:
                yield _stray(entry, text, match.start())


def _reference(content: Content, entry: Entry, text: Text, reference: prose.Reference) -> Iterator[Diagnostic]:
    def spot() -> Spot:
        length = text.value.index("]]", reference.offset) + 2 - reference.offset
        return entry.marks.within(text.path, reference.offset, length)

    kinds: Kinds = (Figure,) if reference.figure else KINDS
    if not _is_wanted(content, reference.target, kinds):
        yield _unwanted(content, reference.target, kinds, spot())
        return
    if reference.target not in content.entries:
        return
    record = content.entries[reference.target].record
    if reference.figure and not _alone(text, reference.offset):
        yield Diagnostic(
            "reference",
            "A figure is placed in a paragraph of its own.",
            "Leave an empty line before and after ![[{id}]]; in running text refer to it as [[{id}]].",
            spot(),
            {"id": record.id},
        )
    if reference.field:
        known = available(content, record)
        if reference.field not in known:
            yield Diagnostic(
                "reference-field",
                "“{id}” ({kind}) has nothing to print for “.{field}”.",
                "What can be asked of it: {known}. Or add to the record what is missing.",
                spot(),
                {
                    "id": record.id,
                    "kind": Term(record.kind),
                    "field": reference.field,
                    "known": ", ".join(f".{name}" for name in known),
                },
            )


def available(content: Content, record: Record) -> list[str]:
    """The fields that `[[id.field]]` can print of a record."""
    fields = [name for name in ("title", "name", "symbol", "place") if getattr(record, name, None)]
    home = content.entries.get(getattr(record, "conference", None) or "")
    dated = getattr(record, "date", None) or (home and getattr(home.record, "date", None))
    fields += _DATED if dated else ()
    if isinstance(record, Resolution) and record.number:
        fields.append("number")
    if isinstance(record, Conference):
        fields.append("session")
    return fields


def _is_wanted(content: Content, id_: str, kinds: Kinds) -> bool:
    """Whether an id is good: of a record that is there and of one of the kinds, or is there and couldn't be made."""
    entry = content.entries.get(id_)
    return (entry is not None and isinstance(entry.record, kinds)) or id_ in content.broken


def _unwanted(content: Content, id_: str, kinds: Kinds, spot: Spot) -> Diagnostic:
    """The fault of an id of which there is no record, or one of another kind."""
    entry = content.entries.get(id_)
    near = _guess(content, id_, kinds)
    values: dict[str, str] = {"id": id_, "guess": near or ""}
    if entry:
        values |= {"kind": Term(entry.record.kind), "wanted": Term(kinds[0].kind)}
        message = "“{id}” is a record of the kind “{kind}”; here belongs “{wanted}”."
    else:
        message = "There is no record “{id}”."
    hint = "Did you mean “{guess}”?" if near else "Write the id of a record that is there, or write the record."
    return Diagnostic("dangling-reference" if not entry else "wrong-kind", message, hint, spot, values)


def _guess(content: Content, id_: str, kinds: Kinds) -> str | None:
    """The id that was meant: by likeness of ids, or because a record's name was written in its place."""
    known: dict[str, str] = {}
    for record in (entry.record for entry in content.entries.values() if isinstance(entry.record, kinds)):
        names = [getattr(record, "name", None), getattr(record, "title", None), *getattr(record, "variants", ())]
        known |= {name: record.id for name in names if name and name not in known}
    known |= {entry.record.id: entry.record.id for entry in content.entries.values() if isinstance(entry.record, kinds)}
    near = guess(id_, known)
    return known[near] if near else None


def _alone(text: Text, offset: int) -> bool:
    block = next((b for b in re.finditer(r"(?:[^\n]|\n(?!\s*\n))+", text.value) if b.start() <= offset < b.end()), None)
    return block is not None and re.fullmatch(r"!\[\[[^\[\]]*\]\]", block[0].strip()) is not None


def _stray(entry: Entry, text: Text, offset: int) -> Diagnostic:
    spot = entry.marks.within(text.path, offset, 2)
    if text.markup:
        return Diagnostic(
            "reference",
            "This is no reference: [[ is not followed by an id and ]].",
            "Write [[id]], [[id|words]], [[id.field]], [[@id]] for its page, or [[1997-12-09]] for a date.",
            spot,
        )
    return Diagnostic(
        "reference",
        "“{field}” is printed as it stands: no reference is read in it.",
        "Write the words themselves.",
        spot,
        {"field": _field(text.path)},
    )


def _field(path: FieldPath) -> str:
    return next(str(step) for step in reversed(path) if isinstance(step, str))


OF_A_RECORD = (stray,)
RULES = OF_SOME = (dangling, markup)
