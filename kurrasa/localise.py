"""The content of an edition in another language: the same records, with their texts exchanged.

In: content as it was written, with its translations, and a language. Out: content in that language, and what is
missing, stale or not tied in it. Nothing after this stage knows that there is more than one language: marks of an
exchanged text lead to the translator's file, so that a fault of it is told there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from types import MappingProxyType
from typing import Any, get_args

from kurrasa import numbering, schema
from kurrasa.diagnostics import Diagnostic
from kurrasa.inplace import annotation_at, shapes_of
from kurrasa.load import Content, Entry
from kurrasa.marks import FieldPath, Place
from kurrasa.records import Body, Book, Conference, Numbering, Person, Record, Resolution
from kurrasa.records import Place as PlaceRecord
from kurrasa.rules.fields import patterned
from kurrasa.translations import Key, Translated, Translation, dotted, field_path
from kurrasa.wanted import LETTER, Wanted, is_latin, latin_name, wanted

LATIN_FACES = {"text": "Crimson Text", "display": "IBM Plex Sans Arabic"}
"""Families of an edition in Latin letters that names none of its own, where the content is in another script."""
_SOURCE_ONLY = LETTER | {"language", "languages", "image", "isbn"}
_SETTINGS = frozenset({"gender", "label", "website", "link", "email"})
OF_A_TRANSLATION = frozenset({"untranslated", "stale", "untied"})
"""Rules that are a warning in a proof and an error in the book itself."""


def languages(content: Content) -> tuple[str, ...]:
    """The languages a content has an edition in: its own, those its book names, those it has translations for."""
    return tuple(dict.fromkeys((content.book.language, *content.book.languages, *content.translations)))


def localise(content: Content, language: str) -> tuple[Content, tuple[Diagnostic, ...]]:
    """Exchange the texts of a content for those of a language.

    A text that is missing is left out where the record can do without it, and else shown as its record's ‹id›; the
    content's own language never takes its place. What is missing, stale or untied is a warning: `final` makes errors
    of them. In its own language a content is given back as it is.
    """
    if language == content.book.language:
        return content, ()
    translation = content.translations.get(language)
    if translation is None:
        return content, (_no_edition(content, language),)
    if any(fault.rule in ("yaml", "encoding") for fault in translation.faults):
        return content, translation.faults  # what can't be read is not missing
    latin = is_latin(language) and not is_latin(content.book.language)
    faults = [*translation.faults, *_unknown(content, translation)]
    entries: dict[str, Entry] = {}
    for entry in content.entries.values():
        exchanged, found = _exchanged(content, entry, translation, latin)
        entries[entry.record.id] = exchanged
        faults += found
    book = entries[content.book.id].record
    assert isinstance(book, Book)
    return replace(content, book=book, entries=MappingProxyType(entries), source=content), tuple(faults)


def final(diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """What is a warning of a translation in a proof is an error in the book itself."""
    return tuple(
        replace(d, severity="error") if d.rule in ("untranslated", "stale", "untied") else d for d in diagnostics
    )


# ---------------------------------------------------------------- one record


def _exchanged(content: Content, entry: Entry, translation: Translation, latin: bool) -> tuple[Entry, list[Diagnostic]]:
    record, language = entry.record, translation.language
    data = deepcopy(_plain(record))
    faults: list[Diagnostic] = []
    elsewhere: dict[FieldPath, Place] = {}
    left_out: list[FieldPath] = []
    _drop_printed(data)
    if latin:
        _in_latin(content, record, data, language)
    asked = {want.path: want for want in wanted(content, entry, language)}
    own = {field_path(path): one for (id, path), one in translation.texts.items() if id == record.id}
    for path, want in asked.items():
        if isinstance(want.source, tuple):  # lines of a title, other spellings of a name: a language may do without
            _drop(data, path)
        elif path not in own:
            faults.append(_missing(content, want, translation))
            if (spared := _spared(record, want)) is None:
                _put(data, path, f"‹{record.id}›")
            elif spared not in left_out:
                left_out.append(spared)
    for path, one in own.items():
        if not (_admitted(record, path) and _reaches(data, path)):
            continue
        if isinstance(path[-1], int):  # a line of several, each under its own number
            lines = _line_of(data, path)
            elsewhere[(*path[:-1], len(lines))] = one.place
            lines.append(one.text)
        else:
            _put(data, path, list(one.text) if isinstance(one.text, tuple) else one.text)
            elsewhere[path] = one.place
            if isinstance(one.text, tuple):
                places = (Place(one.place.marks, (*one.place.path, n)) for n in range(len(one.text)))
                elsewhere |= {(*path, n): place for n, place in enumerate(places)}
        faults += _aged(_source_of(asked, path), (record.id, dotted(path)), one)
    for path in reversed(left_out):
        _leave_out(data, path)
    if isinstance(record, Book):
        data["language"] = language
        if latin:
            data["fonts"] = LATIN_FACES | {name: data.get("fonts", {})[name] for name in _named(own)}
    marks = replace(entry.marks, elsewhere=elsewhere)
    made, wrong = schema.read(type(record), marks, data)
    return (Entry(made, marks) if made else entry), [*faults, *wrong]


def _plain(record: Record) -> dict[str, Any]:
    """The record as plain data, lists as lists, so that texts can be put in and left out."""
    return record.model_dump(mode="json", exclude_unset=True) | {"id": record.id}


def _named(own: Mapping[FieldPath, Translated]) -> list[str]:
    return [str(path[1]) for path in own if path[0] == "fonts" and len(path) == 2]


def _in_latin(content: Content, record: Record, data: dict[str, Any], language: str) -> None:
    """Put what the record itself has in Latin letters in the place of what it has in its own."""
    if isinstance(record, Person | PlaceRecord | Body):
        if name := latin_name(record, language):
            data["name"] = name
        data.pop("latin_name", None)
    if isinstance(record, Body) and record.numbering:
        data["numbering"] = _latin_numbering(record.numbering, data["numbering"])
    if isinstance(record, Resolution) and isinstance(record.number, str):
        body = content.entries[record.body].record
        adopted = content.entries[record.conference].record if record.conference else None
        session = adopted.ordinal if isinstance(adopted, Conference) else None
        scheme = body.numbering if isinstance(body, Body) else None
        if scheme and (number := numbering.read(record.number, scheme, session)):
            parts = {"serial": number.serial, "session": number.session, "series": number.series}
            data["number"] = {name: part for name, part in parts.items() if part is not None}


def _drop_printed(data: Any) -> None:
    """Take out what is kept to the letter of the source: it is of the source's language."""
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for part in parts:
        _drop_printed(part)
    if isinstance(data, dict):
        data.pop("printed", None)


def _latin_numbering(scheme: Numbering, data: dict[str, Any]) -> dict[str, Any]:
    """The body's Latin form and marks as the form and the marks."""
    example = numbering.sample(scheme)
    spelt = "".join(piece.text for piece in numbering.spell(example, scheme, latin=True)) if example else None
    data = {name: value for name, value in data.items() if name not in ("accepts", "example")}
    data |= {"form": scheme.latin_form or scheme.form}
    if mark := scheme.latin_mark or scheme.mark:
        data["mark"] = mark
    if spelt:
        data["example"] = spelt
    for series, own in zip(data.get("series", ()), scheme.series, strict=False):
        if mark := own.latin or own.mark:
            series["mark"] = mark
    return data


# ---------------------------------------------------------------- paths


def _admitted(record: Record, path: FieldPath) -> bool:
    """Whether a field may be had in another language: a text for readers, or a setting that goes with a language."""
    held = annotation_at(type(record), path)
    if held is None:
        return False
    model, name = held
    if name in _SETTINGS or path[0] == "fonts":
        return True
    shapes = [part for shape in shapes_of(model.model_fields[name].annotation) for part in (shape, *get_args(shape))]
    text = any(shape is str or str in shapes_of(shape) for shape in shapes)
    return text and not patterned(model, name) and name not in _SOURCE_ONLY


def _reaches(data: Any, path: FieldPath) -> bool:
    """Whether the data has what holds the field; the book's faces may be named for a language alone."""
    if path[0] == "fonts":
        return True
    for step in path[: -2 if isinstance(path[-1], int) else -1]:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False
    return isinstance(data, dict)


def _put(data: Any, path: FieldPath, text: str | list[str]) -> None:
    for step in path[:-1]:
        data = data.setdefault(step, {}) if isinstance(data, dict) else data[step]
    data[path[-1]] = text


def _line_of(data: Any, path: FieldPath) -> list[Any]:
    """The list that a line goes to, begun anew where the record's own lines were."""
    for step in path[:-2]:
        data = data[step]
    lines = data.setdefault(path[-2], [])
    assert isinstance(lines, list)
    return lines


def _source_of(asked: Mapping[FieldPath, Wanted], path: FieldPath) -> Wanted | None:
    """What a translation was made from: a text, or one line of several."""
    whole = asked.get(path[:-1]) if isinstance(path[-1], int) else None
    if whole is None or not isinstance(whole.source, tuple):
        return asked.get(path)
    number = int(path[-1])
    return replace(whole, source=whole.source[number]) if number < len(whole.source) else None


def _drop(data: Any, path: FieldPath) -> None:
    for step in path[:-1]:
        data = data[step]
    data.pop(path[-1], None)


def _leave_out(data: Any, path: FieldPath) -> None:
    """Remove a field; a list's entry that has lost its text goes with it."""
    for step in path[:-1]:
        data = data[step]
    del data[path[-1]]


def _spared(record: Record, want: Wanted) -> FieldPath | None:
    """What is left out with a text: itself, or the clause, count, credit or division that is nothing without it.

    None where the record needs it, or where others refer to what holds it: a series by its id, a kind of session.
    """
    if len(want.path) == 3 and want.path[0] in ("clauses", "articles", "figures", "credits", "arrangement"):
        return want.path[:2]
    return want.path if want.optional else None


# ---------------------------------------------------------------- what is wrong


def _unknown(content: Content, translation: Translation) -> Iterator[Diagnostic]:
    """Translations of what the content hasn't."""
    for (id, path), one in translation.texts.items():
        at = one.entry.path
        entry = content.entries.get(id)
        if entry is None:
            if id not in content.broken:
                near = schema.guess(id, content.entries)
                hint = "Did you mean “{guess}”?" if near else "Remove it, or correct the id."
                spot, values = one.entry.marks.spot(at[:1], key=True), {"id": id, "guess": near or ""}
                yield Diagnostic("translation", "There is no record “{id}” to translate.", hint, spot, values)
        elif not (_admitted(entry.record, field_path(path)) and _reaches(_plain(entry.record), field_path(path))):
            known = [want.key[1] for want in wanted(content, entry, translation.language)]
            near = schema.guess(path, known)
            hint = "Did you mean “{guess}”?" if near else "What can be translated here: {fields}."
            spot = one.entry.marks.spot(at, key=True)
            values = {"id": id, "path": path, "guess": near or "", "fields": ", ".join(known)}
            yield Diagnostic("translation", "“{id}” has no text “{path}” to translate.", hint, spot, values)


def _missing(content: Content, want: Wanted, translation: Translation) -> Diagnostic:
    id, path = want.key
    return Diagnostic(
        "untranslated",
        "“{path}” of “{id}” is not translated into “{language}”.",
        "Write it in {file}, under {id}.",
        content.entries[id].marks.spot(want.path),
        {"id": id, "path": path, "language": translation.language, "file": translation.file},
        "warning",
    )


def _aged(want: Wanted | None, key: Key, one: Translated) -> Iterator[Diagnostic]:
    """A translation that is not tied to its source, or whose source has been edited since."""
    if want is None:
        return
    values = {"id": key[0], "path": key[1], "hash": want.of}
    if one.of is None:
        hint = "Compare the two; then run: kurrasa translations --tie."
        message = "The translation of “{path}” of “{id}” doesn't say what it was made from."
        yield Diagnostic("untied", message, hint, one.spot, values, "warning")
    elif one.of != want.of:
        message = "“{path}” of “{id}” has been edited since it was translated."
        yield Diagnostic("stale", message, "Translate it anew, then write: of: “{hash}”.", one.spot, values, "warning")


def _no_edition(content: Content, language: str) -> Diagnostic:
    return Diagnostic(
        "language",
        "This content has no edition in “{language}”.",
        "Ask for one of: {known}.",
        content.spot(content.book),
        {"language": language, "known": ", ".join(languages(content))},
    )
