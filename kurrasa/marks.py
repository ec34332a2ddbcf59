"""Where values and their characters stand in the files they were read from.

In: the nodes of a YAML file, and the Markdown beside it. Out: spots: of a field, of its key, of a character in a text,
whatever way YAML quotes, folds or indents that text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kurrasa.diagnostics import Spot

FieldPath = tuple[str | int, ...]
LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what YAML 1.1 takes for a line's end
_BLANK = frozenset(" \t\r\n\x85\u2028\u2029")
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r\n|.)", re.DOTALL)


@dataclass(frozen=True)
class Node:
    """One value: its data, where it begins and ends in the text, how it is quoted, and where its key stands."""

    data: Any
    start: int
    end: int
    style: str | None = None  # of a scalar: | > ' " or "" for plain; None for a list or a mapping
    key: tuple[int, int] | None = None
    children: Mapping[str | int, Node] = field(default_factory=dict)


@dataclass(frozen=True)
class Prose:
    """Text of a Markdown file that stands beside its record."""

    file: str
    text: str


@dataclass(frozen=True)
class Marks:
    """Where a record, its fields and their characters stand in its files."""

    file: str
    text: str
    root: Node
    beside: Mapping[str, Prose] = field(default_factory=dict)
    elsewhere: Mapping[FieldPath, Place] = field(default_factory=dict)
    """Texts that were exchanged for their translations: where these stand."""

    def spot(self, path: FieldPath = (), *, key: bool = False) -> Spot:
        """Spot of a value, or of its key; of its nearest known ancestor where the record doesn't have it."""
        if place := self.elsewhere.get(path):
            return place.marks.spot(place.path, key=key)
        if path and (prose := self.beside.get(str(path[0]))):
            return Spot(prose.file, 1, 1)
        node, whole = self.root, True
        for step in path:
            if step not in node.children:
                whole = False
                break
            node = node.children[step]
        if node.key and (node.style is None or node.start == node.end or (key and whole)):
            return self._spot(*node.key)
        return self._spot(node.start, node.end if node.style is not None else self._first_word(node))

    def within(self, path: FieldPath, offset: int, length: int = 1) -> Spot:
        """Spot of the character at `offset` of a text value, as the record has it (blanks around it stripped)."""
        if place := self.elsewhere.get(path):
            return place.marks.within(place.path, offset, length)
        if path and (prose := self.beside.get(str(path[0]))):
            places = _places(prose.text, 0, len(prose.text), "")
            value, text, file = prose.text, prose.text, prose.file
        else:
            node = self.root
            for step in path:
                if step not in node.children:
                    return self.spot(path)
                node = node.children[step]
            if node.style is None or not isinstance(node.data, str):
                return self.spot(path)
            places = _places(self.text, node.start, node.end, node.style)
            value, text, file = node.data, self.text, self.file
        value = value.strip()
        # Folding and indentation change blanks only: the n-th character that is none is the same in text and value.
        filled = sum(c not in _BLANK for c in value[:offset])
        gap = len(value[:offset]) - len(value[:offset].rstrip("".join(_BLANK)))
        if gap or value[offset : offset + 1] in _BLANK:
            at = (places[filled - 1] + 1 + gap) if filled else places[0]
            if filled < len(places) and (places[filled] < at or value[offset : offset + 1] not in _BLANK):
                at = places[filled]
        else:
            at = places[filled] if filled < len(places) else places[-1]
        return place_in(text, file, at, at + length)

    def written(self, path: FieldPath) -> str | None:
        """Give a value as the file has it, quotation marks and all; None where the record doesn't have it."""
        if place := self.elsewhere.get(path):
            return place.marks.written(place.path)
        node = self.root
        for step in path:
            if step not in node.children:
                return None
            node = node.children[step]
        return self.text[node.start : node.end]

    def _first_word(self, node: Node) -> int:
        first = next(iter(node.children.values()), None)
        return first.key[1] if first and first.key else node.start + 1

    def _spot(self, start: int, end: int) -> Spot:
        return place_in(self.text, self.file, start, end)


@dataclass(frozen=True)
class Place:
    """A value in another file than its record's, or at another path of it."""

    marks: Marks
    path: FieldPath


def place_in(text: str, file: str, start: int, end: int | None = None) -> Spot:
    """Spot of the characters from `start` to `end`, cut off at the line's end."""
    lines = _lines(text)
    line = bisect_right(lines, start)
    last = LINE_END.search(text, start)
    limit = last.start() if last else len(text)
    return Spot(file, line, start - lines[line - 1] + 1, max(1, min(end or start + 1, limit) - start))


@lru_cache(maxsize=16)
def _lines(text: str) -> list[int]:
    """Where the lines of a text begin; kept, for a file of many records is asked again and again."""
    return [0, *(match.end() for match in LINE_END.finditer(text))]


def _places(text: str, start: int, end: int, style: str) -> list[int]:
    """Where each character of a scalar that is no blank stands in the text."""
    if style in ("|", ">"):
        header = LINE_END.search(text, start, end)
        start = header.end() if header else end
    elif style in ("'", '"'):
        start, end = start + 1, end - 1
    places = []
    at = start
    while at < end:
        here = at
        at += 1
        if style == "'" and text.startswith("''", here):
            at += 1
        elif style == '"' and (escape := _ESCAPE.match(text, here, end)):
            at = escape.end()
            if escape[0][1] in "nrtNLP \t\r\n":
                continue
        if text[here] not in _BLANK:
            places.append(here)
    return places or [start]
