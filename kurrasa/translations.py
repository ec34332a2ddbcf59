"""Texts in other languages, as their translators keep them: `translations/<language>.yaml`, and prose beside it.

In: the YAML and Markdown of one language, or the node of a record that holds a text in several. Out: each translation
by record and field, with the hash of the text it was made from and the place it stands at. What these texts are to be
held against is for `localise` to say; here only their form is judged.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from babel import Locale, UnknownLocaleError
from pydantic import BaseModel

from kurrasa import yamltext
from kurrasa.diagnostics import Diagnostic, Spot
from kurrasa.marks import FieldPath, Marks, Node, Place, Prose
from kurrasa.records import Record

Key = tuple[str, str]
"""Id of a record, and the path of a field in it, dotted: `clauses.0.text`."""
_HASH = re.compile(r"[0-9a-f]{8}")
_PATH = re.compile(r"[a-z_]+(?:\.[A-Za-z0-9_-]+)*")
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Translated:
    """One text in another language; a list of lines where the field is one. `of` is None where it is not tied yet."""

    text: str | tuple[str, ...]
    of: str | None
    place: Place
    """Where the text stands."""
    entry: Place
    """Where the translator names the field: what `--tie` writes to."""

    @property
    def spot(self) -> Spot:
        """Spot of the text."""
        return self.place.marks.spot(self.place.path)


@dataclass(frozen=True)
class Translation:
    """All texts in one language; `file` is where those stand that are yet to come."""

    language: str
    file: str
    texts: Mapping[Key, Translated]
    faults: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class InPlace:
    """A text in another language that stands in the record itself."""

    language: str
    key: Key
    translated: Translated


@cache
def is_language(tag: str) -> bool:
    """Tell whether a name is a language's BCP 47 tag that CLDR knows."""
    if not _TAG.fullmatch(tag):
        return False
    try:
        Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return True


def digest(source: str | Iterable[str]) -> str:
    """What a translation remembers of its source: SHA-256 of it with white space folded, its first 8 hex digits."""
    joined = source if isinstance(source, str) else " ".join(source)
    return hashlib.sha256(" ".join(joined.split()).encode()).hexdigest()[:8]


def field_path(dotted: str) -> FieldPath:
    """The path of a field: `clauses.0.text` as steps."""
    return tuple(int(step) if step.isdigit() else step for step in dotted.split("."))


def dotted(path: FieldPath) -> str:
    """The steps of a path as a translator writes them."""
    return ".".join(map(str, path))


# ---------------------------------------------------------------- the file of a language


def read(language: str, file: str, text: str, prose: Mapping[str, Prose]) -> Translation:
    """Read the file of a language and the prose beside it."""
    root, found = yamltext.read(text, file)
    faults = list(found)
    texts: dict[Key, Translated] = {}
    if root is not None:
        marks = Marks(file, text, root)
        for id, record in _fields(marks, (), root, faults):
            for path, node in _fields(marks, (id,), record, faults):
                beside = prose.get(id) if path == "text" else None
                if (one := _translated(marks, (id, path), node, beside, faults)) is not None:
                    texts[id, path] = one
    for id, beside in prose.items():
        if (id, "text") not in texts:
            place = Place(_whole(beside), ())
            texts[id, "text"] = Translated(beside.text.strip(), None, place, place)
    return Translation(language, file, MappingProxyType(texts), tuple(faults))


def _fields(marks: Marks, path: FieldPath, node: Node, faults: list[Diagnostic]) -> Iterator[tuple[str, Node]]:
    if not isinstance(node.data, dict):
        hint = "Write the fields indented under the id of their record: `title: …`."
        faults.append(_fault("Fields of a record are wanted here.", hint, marks.spot(path)))
        return
    for name, child in node.children.items():
        yield str(name), child


def _translated(
    marks: Marks, path: FieldPath, node: Node, beside: Prose | None, faults: list[Diagnostic]
) -> Translated | None:
    entry = Place(marks, path)
    of, at = None, path
    if isinstance(node.data, dict):
        if not node.data.keys() <= {"of", "text"} or not ("text" in node.data or (beside and "of" in node.data)):
            hint = 'Write `{of: "…", text: "…"}`, or the text alone.'
            faults.append(_fault("A translation is its text, and what it was made from.", hint, marks.spot(path)))
            return None
        if "of" in node.children:
            of = (marks.written((*path, "of")) or "").strip("\"'")
            if not _HASH.fullmatch(of):
                hint = "Remove it, and run: kurrasa translations --tie."
                faults.append(_fault("“{of}” is no hash of a text.", hint, marks.spot((*path, "of")), of=of))
                return None
        if "text" in node.children:
            at, node = (*path, "text"), node.children["text"]
    place = Place(marks, at)
    if beside:
        if isinstance(node.data, str):
            hint = "Keep one of the two."
            faults.append(_fault("The text stands twice: here and in {file}.", hint, marks.spot(at), file=beside.file))
        return Translated(beside.text.strip(), of, Place(_whole(beside), ()), entry)
    if isinstance(node.data, list) and node.data and all(isinstance(line, str) for line in node.data):
        return Translated(tuple(line.strip() for line in node.data), of, place, entry)
    if node.data is None or node.data == "":
        return None  # still to be done
    if isinstance(node.data, bool | int | float):
        return Translated(marks.written(at) or str(node.data), of, place, entry)
    if not isinstance(node.data, str):
        faults.append(_fault("A translation is one text.", "Write it as text, after the colon.", marks.spot(at)))
        return None
    return Translated(node.data.strip(), of, place, entry)


def _whole(prose: Prose) -> Marks:
    """Marks of a Markdown file as one text."""
    return Marks(prose.file, prose.text, Node(prose.text, 0, len(prose.text), ""))


def _fault(message: str, hint: str, spot: Spot, **values: str) -> Diagnostic:
    return Diagnostic("translation", message, hint, spot, values)


# ---------------------------------------------------------------- texts that stand in the records


def chosen(kind: type[Record], marks: Marks, language: str) -> tuple[Marks, list[InPlace], list[Diagnostic]]:
    """Give the record as it is in its own language, and what stands in it in others: `title: {ar: …, en: …}`."""
    found: list[tuple[str, FieldPath, FieldPath, Node]] = []
    root = _chosen(marks.root, kind, (), (), language, found)
    data = root.data
    id = data.get("id") if isinstance(data, dict) else None
    chosen_marks = replace(marks, root=root)
    if not found or not isinstance(id, str):
        return chosen_marks, [], []
    whole, faults = Marks(marks.file, marks.text, marks.root), list[Diagnostic]()
    texts = []
    for tag, path, at, node in found:
        if (one := _translated(whole, at, node, None, faults)) is not None:
            texts.append(InPlace(tag, (id, dotted(path)), one))
    return chosen_marks, texts, faults


def _chosen(
    node: Node,
    annotation: Any,
    path: FieldPath,
    at: FieldPath,
    language: str,
    found: list[tuple[str, FieldPath, FieldPath, Node]],
) -> Node:
    shapes = list(shapes_of(annotation))
    if isinstance(node.data, dict) and str in shapes and language in node.data:
        for tag, child in node.children.items():
            if tag != language and isinstance(tag, str) and is_language(tag):
                found.append((tag, path, (*at, tag), child))
        if all(isinstance(tag, str) and is_language(tag) for tag in node.data):
            own = node.children[language]
            return replace(own, key=node.key)
        return node
    if not node.children:
        return node
    children = {}
    for step, child in node.children.items():
        inner = next((one for shape in shapes if (one := _within(shape, step)) is not None), None)
        children[step] = child if inner is None else _chosen(child, inner, (*path, step), (*at, step), language, found)
    data = (
        {step: child.data for step, child in children.items()}
        if isinstance(node.data, dict)
        else [child.data for child in children.values()]
    )
    return replace(node, data=data, children=children)


def shapes_of(annotation: Any) -> Iterator[Any]:
    """What a value may be: `str`, a model, a generic list or mapping."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from shapes_of(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for part in get_args(annotation):
            yield from shapes_of(part)
    else:
        yield annotation


def _within(shape: Any, step: str | int) -> Any:
    """The annotation of what stands at one step into a value; None where nothing known does."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        known = shape.model_fields.get(str(step))
        return known.annotation if known else None
    inner = get_args(shape)
    if get_origin(shape) is tuple:
        return inner[0] if isinstance(step, int) else None
    return inner[-1] if inner else None


def annotation_at(kind: type[Record], path: FieldPath) -> tuple[type[BaseModel], str] | None:
    """The model and the name of its field that a path leads to (a list's elements count as its field), if any does."""
    shapes: list[Any] = [kind]
    held: tuple[type[BaseModel], str] | None = None
    for step in path:
        for shape in shapes:
            if (inner := _within(shape, step)) is not None:
                if isinstance(shape, type) and issubclass(shape, BaseModel):
                    held = shape, str(step)
                shapes = list(shapes_of(inner))
                break
        else:
            return None
    return held


# ---------------------------------------------------------------- together


def in_place(texts: Iterable[InPlace]) -> dict[str, Translation]:
    """The texts that stand in the records, by language."""
    found: dict[str, dict[Key, Translated]] = {}
    for text in texts:
        found.setdefault(text.language, {})[text.key] = text.translated
    return {
        tag: Translation(tag, next(iter(by_key.values())).place.marks.file, MappingProxyType(by_key))
        for tag, by_key in sorted(found.items())
    }


def merged(first: Translation | None, second: Translation) -> Translation:
    """Two sources of one language together; what stands in both is a fault."""
    if first is None:
        return second
    twice = [
        _fault(
            "“{path}” of “{id}” is translated twice: here and at {first}.",
            "Keep one of the two.",
            second.texts[key].spot,
            id=key[0],
            path=key[1],
            first=str(first.texts[key].spot),
        )
        for key in second.texts
        if key in first.texts
    ]
    texts = MappingProxyType({**first.texts, **second.texts})
    return Translation(second.language, second.file, texts, (*first.faults, *second.faults, *twice))
