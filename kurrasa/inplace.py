"""Texts in other languages that stand in the records themselves: `title: {ar: قمة طهران, en: Tehran Summit}`.

In: the node of a record, and the language of the content. Out: the record as it is in that language, and the other
texts by language; and, of any path in a record, the field of the schema it leads to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from kurrasa.diagnostics import Diagnostic
from kurrasa.marks import FieldPath, Marks, Node
from kurrasa.records import Record
from kurrasa.translations import Key, Translated, Translation, dotted, is_language, translated


@dataclass(frozen=True)
class InPlace:
    """A text in another language that stands in the record itself."""

    language: str
    key: Key
    translated: Translated


def chosen(kind: type[Record], marks: Marks, language: str) -> tuple[Marks, list[InPlace], list[Diagnostic]]:
    """Give the record as it is in its own language, and what stands in it in others: `title: {ar: …, en: …}`."""
    if not _speaks(marks.root, language):
        return marks, [], []
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
        if (one := translated(whole, at, node, None, faults)) is not None:
            texts.append(InPlace(tag, (id, dotted(path)), one))
    return chosen_marks, texts, faults


def _speaks(node: Node, language: str) -> bool:
    """Whether anything in a node has the name of a language, as a text in several languages must."""
    return language in node.children or any(
        _speaks(child, language) for child in node.children.values() if child.children
    )


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


def by_language(texts: Iterable[InPlace]) -> dict[str, Translation]:
    """The texts that stand in the records, by language."""
    found: dict[str, dict[Key, Translated]] = {}
    for text in texts:
        found.setdefault(text.language, {})[text.key] = text.translated
    return {
        tag: Translation(tag, next(iter(by_key.values())).place.marks.file, MappingProxyType(by_key))
        for tag, by_key in sorted(found.items())
    }
