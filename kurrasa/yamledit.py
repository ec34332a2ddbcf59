"""A translator's YAML file with some of its texts written or tied anew, and all else of it left as it is.

In: the text of the file, and for each record and field the text and the hash of its source. Out: the new text. Order,
comments, quotation and line ends of what is not touched stay. Raises `Unwritable` where the file can't be edited so.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kurrasa import yamltext
from kurrasa.marks import LINE_END, Node

WIDTH = 100  # characters of a folded line


class Unwritable(Exception):  # noqa: N818 - raised as a sentence
    """The file is not one that these edits can be made in."""


@dataclass(frozen=True)
class Entry:
    """What is to stand under a field: its text, where it is to be written at all, and the hash of its source."""

    of: str
    text: str | tuple[str, ...] | None


Edit = tuple[int, int, str]


def write(text: str, entries: Mapping[tuple[str, str], Entry]) -> str:
    """Write entries by record and field: what stands under a field is replaced, what doesn't is added."""
    root = _root(text)
    edits: list[Edit] = []
    added: dict[str, list[str]] = {}
    for (id, path), entry in entries.items():
        record = root.children.get(id) if root else None
        if record is None or record.data is None:
            added.setdefault(id, []).append(_block(path, entry, 2))
        elif text[record.start] == "{":
            raise Unwritable(f"{id}: write its fields on lines of their own")
        elif (node := record.children.get(path)) is not None and node.key:
            indent = _column(text, node.key[0])
            if entry.text is None and isinstance(node.data, dict):
                edits.append(_with_hash(text, node, entry.of))
            else:
                edits.append((node.key[0], _end(text, node), _block(path, entry, indent).lstrip()))
        else:
            last = list(record.children.values())[-1]
            indent = _column(text, record.start)
            edits.append((_end(text, last),) * 2 + ("\n" + _block(path, entry, indent),))
    new = _applied(text, edits)
    for id, blocks in added.items():
        empty = root.children.get(id) if root else None
        if empty is not None and empty.key:  # the id stands there with nothing under it
            raise Unwritable(f"{id}: nothing stands under it; remove the line")
        new = (new.rstrip() + "\n\n" if new.strip() else "") + f"{id}:\n" + "\n".join(blocks) + "\n"
    return new if new.endswith("\n") else new + "\n"


def tie(text: str, nodes: Iterable[tuple[Node, str]]) -> str:
    """Give some texts of a file the hash of their source; they stay as they are written, to the letter."""
    edits = [_with_hash(text, n, of) if isinstance(n.data, dict) else _wrapped(text, n, of) for n, of in nodes]
    return _applied(text, edits)


def _root(text: str) -> Node | None:
    root, faults = yamltext.read(text, "")
    if faults:
        raise Unwritable(faults[0].message)
    return root


def _column(text: str, at: int) -> int:
    return at - max((m.end() for m in LINE_END.finditer(text, 0, at)), default=0)


def _end(text: str, node: Node) -> int:
    """Where a value ends, with its last child or its closing bracket; blank lines after it are not its own."""
    if not node.children and not text.startswith(("{", "["), node.start):
        return len(text[: node.end].rstrip())
    end = _end(text, list(node.children.values())[-1]) if node.children else node.end
    closing = {"{": "}", "[": "]"}.get(text[node.start])
    return text.index(closing, end) + 1 if closing else end


def _with_hash(text: str, node: Node, of: str) -> Edit:
    """A mapping with its hash, written or corrected."""
    if (old := node.children.get("of")) is not None:
        return old.start, old.end, f'"{of}"'
    if text[node.start] == "{":
        return node.start + 1, node.start + 1, f'of: "{of}", '
    return node.start, node.start, f'of: "{of}"\n' + " " * _column(text, node.start)


def _wrapped(text: str, node: Node, of: str) -> Edit:
    """A text by itself as a mapping of its hash and it."""
    assert node.key
    begin, _ = node.key
    line = text[begin - _column(text, begin) : begin]
    end = _end(text, node)
    written = text[node.start : end]
    if line.strip(" -"):  # within braces
        return node.start, end, f'{{of: "{of}", text: {written}}}'
    indent = _column(text, begin) + 2
    colon = text.index(":", node.key[1]) + 1
    body = text[colon:end].replace("\n", "\n  ")
    body = re.sub(r"\n +(?=\n|$)", "\n", body)
    return colon, end, f'\n{" " * indent}of: "{of}"\n{" " * indent}text:{body}'


def _block(path: str, entry: Entry, indent: int) -> str:
    """A field as a translator would write it, on lines of its own."""
    lead = " " * indent
    lines = [f"{lead}{path}:", f'{lead}  of: "{entry.of}"']
    if isinstance(entry.text, tuple):
        lines += [f"{lead}  text:", *(f"{lead}    - {json.dumps(line, ensure_ascii=False)}" for line in entry.text)]
    elif entry.text is not None:
        lines.append(f"{lead}  text: {_scalar(entry.text, indent + 4)}")
    return "\n".join(lines)


def _scalar(text: str, indent: int) -> str:
    """A text as YAML: quoted on one line, folded where it is long, line by line where it has several."""
    lead = " " * indent
    if "\n" in text:
        return "|\n" + "\n".join(lead + line if line else "" for line in text.strip().split("\n"))
    if len(text) + indent <= WIDTH:
        return json.dumps(text, ensure_ascii=False)
    lines = textwrap.wrap(text, WIDTH - indent, break_long_words=False, break_on_hyphens=False)
    return ">-\n" + "\n".join(lead + line for line in lines)


def _applied(text: str, edits: list[Edit]) -> str:
    """Make the edits; what is put in at one place stands in the order in which it was asked for."""
    told = sorted(enumerate(edits), key=lambda pair: (pair[1][0], pair[0]), reverse=True)
    for _, (start, end, new) in told:
        text = text[:start] + new + text[end:]
    return text
