"""YAML text to plain data, with the place of every value kept.

In: the text of one YAML file. Out: its root node, whose data is what `yaml.safe_load` gives (keys and dates stay text).
Anchors, aliases and tags are refused: content is data, and what is written is what is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from kurrasa.diagnostics import Diagnostic
from kurrasa.marks import LINE_END, Node, place_in

DEEPEST = 20  # levels of nesting; the deepest field of the schema stands at 5
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""PyYAML's safe loader, the fast one where it is built in."""


def read(text: str, file: str) -> tuple[Node | None, list[Diagnostic]]:
    """Read one YAML document. The node is None for an empty file, or where a fault leaves nothing to read."""
    reader = _Reader(text, file)
    try:
        events = yaml.parse(text, Loader=LOADER)
        node = reader.document(events)
    except yaml.YAMLError as error:
        return None, [*reader.faults, _syntax(error, text, file)]
    except _Refused:
        return None, reader.faults
    return node, reader.faults


class _Refused(Exception):  # noqa: N818 - no error: the fault is already told
    """The file can't be read on: its last fault says why."""


class _Scalars(yaml.constructor.SafeConstructor, yaml.resolver.Resolver):
    """PyYAML's own reading of scalars, without its parser."""

    def __init__(self) -> None:
        yaml.constructor.SafeConstructor.__init__(self)
        yaml.resolver.Resolver.__init__(self)

    def value(self, text: str, plain: bool) -> Any:
        """Read a scalar; a date stays text, so that an impossible one is told like any other."""
        tag = self.resolve(  # type: ignore[no-untyped-call]
            yaml.ScalarNode, text, (plain, not plain)
        )
        if tag in ("tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge"):
            return text
        try:
            return self.construct_object(yaml.ScalarNode(tag, text))
        except (ValueError, yaml.YAMLError):  # `=`, or a number such as `0x_`
            return text


def _span(event: Any) -> tuple[int, int]:
    """Where an event of the parser begins and ends in the text, in characters."""
    return event.start_mark.index, event.end_mark.index


class _Reader:
    """Builds nodes from parser events, and keeps what is wrong on the way."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.faults: list[Diagnostic] = []
        self.scalars = _Scalars()

    def fault(self, rule: str, message: str, hint: str, start: int, end: int, **values: str) -> None:
        self.faults.append(Diagnostic(rule, message, hint, place_in(self.text, self.file, start, end), values))

    def refuse(self, message: str, hint: str, event: Any) -> _Refused:
        self.fault("yaml", message, hint, *_span(event))
        return _Refused()

    def document(self, events: Iterator[Any]) -> Node | None:
        root = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise self.refuse(
                        "A second document begins here, after ---.", "Keep one document a file: remove the line.", event
                    )
                root = self.node(next(events), events, 0)
        return None if root is None or root.data is None else root

    def node(self, event: Any, events: Iterator[Any], depth: int, key: tuple[int, int] | None = None) -> Node:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise self.refuse(
                "Anchors (&) and aliases (*) are not read.",
                "Write the value out; text that begins with & or * goes between quotation marks.",
                event,
            )
        if event.tag and event.tag != "!":
            raise self.refuse(
                "Tags (!) are not read.",
                "Remove it; text that begins with ! goes between quotation marks.",
                event,
            )
        if depth > DEEPEST:
            raise self.refuse(
                "The lists and fields here are nested too deep.", "Keep to the fields of a record.", event
            )
        start, end = _span(event)
        if isinstance(event, yaml.ScalarEvent):
            style = event.style or ""
            end = start + len(self.text[start:end].rstrip()) if style in ("|", ">", "") else end
            return Node(self.scalars.value(event.value, event.implicit[0]), start, end, style, key)
        children: dict[str | int, Node] = {}
        if isinstance(event, yaml.SequenceStartEvent):
            for index, item in enumerate(iter(lambda: next(events), None)):
                if isinstance(item, yaml.SequenceEndEvent):
                    break
                children[index] = self.node(item, events, depth + 1)
            return Node([child.data for child in children.values()], start, end, None, key, children)
        while not isinstance(name := next(events), yaml.MappingEndEvent):
            if not isinstance(name, yaml.ScalarEvent):
                raise self.refuse(
                    "A list or mapping stands where a field's name is wanted.", "Write `name: value`.", name
                )
            at = _span(name)
            child = self.node(next(events), events, depth + 1, at)
            if name.value in children:
                self.fault(
                    "duplicate-field",
                    "The field “{field}” stands twice here.",
                    "Keep one of the two; the first is on line {line}.",
                    *at,
                    field=name.value,
                    line=str(place_in(self.text, self.file, (children[name.value].key or at)[0]).line),
                )
            else:
                children[name.value] = child
        return Node({name: child.data for name, child in children.items()}, start, end, None, key, children)


# What the two parsers say of a fault (PyYAML's own, and libyaml), what that means, and what to do.
_SYNTAX: tuple[tuple[str, str, str], ...] = (
    (
        "tab character",
        "A tab stands where YAML wants spaces.",
        "Indent with spaces; most editors can turn tabs into spaces.",
    ),
    (
        "mapping values are not allowed",
        "A colon that makes a field stands where no field can begin.",
        "Put a text with a colon in it between quotation marks; align a field with the others of its record.",
    ),
    (
        "found unexpected end of stream",
        "A quotation mark that opens here is never closed.",
        'Close it; a quotation mark inside the text is written « », or \\".',
    ),
    ("unexpected document separator", "A quotation mark that opens here is never closed.", "Close it."),
    (
        "could not find expected ':'",
        "A field's name stands here without its colon.",
        "Write `name: value`; a text of many lines is indented under `name: |`.",
    ),
    (
        "cannot start any token",
        "A text can't begin with this character.",
        "Put the whole text between quotation marks.",
    ),
    (
        "alphabetic or numeric",
        "A text can't begin with this character.",
        "Put the whole text between quotation marks.",
    ),
    ("or ']'", "A list in square brackets isn't closed, or lacks a comma.", "Write [one, two]."),
    ("or '}'", "Fields in braces aren't closed, or lack a comma.", "Write {{name: value, name: value}}."),
    (
        "characters are not allowed",
        "An invisible control character stands here.",
        "Delete it and type the text again.",
    ),
    (
        "unknown escape",
        "A backslash begins nothing that YAML knows.",
        "Write \\\\ for a backslash, or use '…' for “…”.",
    ),
    ("block end", "This line's indentation disagrees with the lines above.", "Align it with the field it belongs to."),
    (
        "expected key",
        "This line's indentation disagrees with the lines above.",
        "Align it with the field it belongs to.",
    ),
    (
        "'-' indicator",
        "This line's indentation disagrees with the list above.",
        "Begin each entry of a list with “- ”, all in the same column.",
    ),
)


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Diagnostic:
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    mark: Any = getattr(error, "problem_mark", None)
    context: Any = getattr(error, "context_mark", None)
    index = mark.index if mark else getattr(error, "position", 0) or 0
    if context and any(said in problem for said in ("end of stream", "or ']'", "or '}'")):  # where it was opened
        index = context.index
    index = min(index, max(0, len(text.rstrip()) - 1))
    begin = max((m.end() for m in LINE_END.finditer(text, 0, index)), default=0)
    if tab := re.compile(r"[ \t]*?\t").match(text, begin):
        problem, index = "tab character", tab.end() - 1
    for said, message, hint in _SYNTAX:
        if said in problem:
            return Diagnostic("yaml", message, hint, place_in(text, file, index))
    return Diagnostic(
        "yaml",
        "The YAML can't be read here: {problem}.",
        "Look at this line and the one above: indentation, quotation marks, colons.",
        place_in(text, file, index),
        {"problem": problem},
    )
