"""Where a field that a page names is written in the content, and which one an editor has changed.

In: content, and names of fields as `spots` has them. Out: file and line of a name, the name of a line, and the names of
what differs between two contents.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import accumulate

from kurrasa import prose
from kurrasa.diagnostics import Spot
from kurrasa.load import Content, Entry
from kurrasa.marks import FieldPath, Node
from kurrasa.records import Record
from kurrasa.rules.fields import texts
from kurrasa.spots import at


def written(content: Content, name: str) -> Spot | None:
    """Where a named field is written; its record where it has no such field, None where there is no such record."""
    id, *path = name.split(":")
    entry = content.entries.get(id)
    if entry is None:
        return None
    steps: FieldPath = tuple(int(step) if step.isdecimal() else step for step in path)
    if len(steps) == 2 and (starts := _blocks(entry.record, str(steps[0]))):
        return entry.marks.within(steps[:1], starts[min(int(steps[1]), len(starts) - 1)])
    return entry.marks.spot(steps)


def named(content: Content, file: str, line: int) -> str | None:
    """Name what is written in a line of a file, as exactly as can be told; None for a line above the first record."""
    begun = [
        (start, entry, path) for entry in content.entries.values() for start, path in _last_begun(entry, file, line)
    ]
    if not begun:
        return None
    _, entry, path = max(begun, key=lambda found: found[0])
    for index, offset in reversed([*enumerate(_blocks(entry.record, str(path[0])))] if len(path) == 1 else []):
        if entry.marks.within(path, offset).line <= line:
            return at(entry.record, *path, index)
    return at(entry.record, *path)


def _last_begun(entry: Entry, file: str, line: int) -> Iterator[tuple[int, FieldPath]]:
    """The last of a record's fields that begins in a line or above it, wherever its texts stand, and in which line."""
    marks = entry.marks
    yield from ((1, (field,)) for field, beside in marks.beside.items() if beside.file == file)
    for path, place in marks.elsewhere.items():
        if place.marks.file == file and (start := place.marks.spot(place.path).line) <= line:
            yield start, path
    if marks.file == file:
        ends = [*accumulate(map(len, marks.text.splitlines(keepends=True)))]
        begun = [(bisect_right(ends, start) + 1, path) for path, start in _nodes(marks.root)]
        if near := [found for found in begun if found[0] <= line]:
            # of what begins in one line the whole: the record, not its id
            yield max(near, key=lambda found: (found[0], -len(found[1])))


def _nodes(node: Node, path: FieldPath = ()) -> Iterator[tuple[FieldPath, int]]:
    yield path, node.key[0] if node.key else node.start
    if len(path) < 2:
        for step, child in node.children.items():
            yield from _nodes(child, (*path, step))


def edited(before: Content, after: Content) -> tuple[str, ...]:
    """Name what differs in the records of two contents, and the records that are new."""
    found: dict[str, None] = {}
    known = before.entries.get
    for id, entry in [(id, entry) for id, entry in after.entries.items() if known(id) is not entry]:
        old = known(id)
        if old is None:
            found[id] = None
        elif old.record != entry.record:
            found.update(dict.fromkeys(_differing(old.record, entry.record)))
    return tuple(found)


def _differing(old: Record, new: Record) -> Iterator[str]:
    for field in type(new).model_fields:
        was, now = _pieces(old, field), _pieces(new, field)
        if getattr(old, field, None) == getattr(new, field):
            continue
        if not (was and now):
            yield at(new, field)
            continue
        for kind, _, _, low, high in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
            if kind != "equal":
                yield from (at(new, field, n) for n in range(low, high) or [min(low, len(now) - 1)])


def _pieces(record: Record, field: str) -> list[str]:
    """The items of a list or the blocks of a text, to be told apart one by one."""
    value = getattr(record, field, None)
    if isinstance(value, str):
        starts = _blocks(record, field)
        return [value[low:high].strip() for low, high in zip(starts, [*starts, len(value)][1:], strict=True)]
    return [repr(item) for item in value] if isinstance(value, tuple) else []


def _blocks(record: Record, field: str) -> list[int]:
    """Where the blocks of a field begin; none if it is no text of several."""
    for text in texts(record):
        if text.path == (field,) and text.markup and text.markup.blocks:
            return prose.block_starts(text.value)
    return []
