"""Extracts the words of the interface from the program's code, for Babel.

In: a Python file. Out: what is a message in it. Most are the arguments of gettext's functions; a diagnostic's message
and hint, a stage's name, a check's title are told later and stand in the code as they are (`kurrasa.diagnostics`), so
they are taken where they stand: in the calls and the tables named here.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

SPOKEN = frozenset({"gettext", "say", "_say", "_", "Step", "Trait", "Check", "FormError", "DateError", "Refused"})
"""Calls whose first text is a message."""
TOLD = frozenset({"Diagnostic", "Finding", "fault", "_fault", "refuse", "_at", "Fault", "_told"})
"""Calls among whose texts are a message and a hint; the others are one word, the name of the rule or a field."""
NAMED = frozenset({"message", "hint", "messages", "told"})
"""Variables that hold a message until it is told."""
TABLES = frozenset(
    {"_WORDS", "_SYNTAX", "_BAD_ID", "_NO_ID", "_BAD_DATE", "_QUOTE", "_FIELDS", "HINT", "BOUND", "_CORRECT", "_NOTE"}
)
"""Tables of messages that are sentences."""
WHOLE = frozenset({"MEANINGS", "EXIT_CODES", "COLUMNS", "CALLED"})
"""Tables all of whose texts are messages, a word as well."""
CLICK = ("Arguments", "Commands", "Options")
"""Headings that click gives to the help."""
Found = tuple[int, str, Any, list[str]]


def extract(
    file: IO[bytes], keywords: Mapping[str, Any], tags: Collection[str], options: Mapping[str, str]
) -> Iterator[Found]:
    """Babel's method: (line, function, message or its forms, comments) of every message."""
    tree = ast.parse(file.read())
    if any(isinstance(node, ast.ClassDef) and node.name == "SpokenFormatter" for node in tree.body):
        yield from ((1, "gettext", heading, []) for heading in CLICK)
    seen: set[tuple[int, str]] = set()
    for node in ast.walk(tree):
        for found in _of(node):
            if isinstance(found[2], tuple) or (found[0], found[2]) not in seen:
                seen.add((found[0], str(found[2])))
                yield found


def _of(node: ast.AST) -> Iterator[Found]:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        values = [*node.args, *(k.value for k in node.keywords)]
        if name == "ngettext":
            one, many = (next(_texts(v), None) for v in node.args[:2])
            if one and many:
                yield node.lineno, "ngettext", (one[1], many[1]), []
        elif (name in SPOKEN and node.args) or (
            name == "Term" and node.args and not isinstance(node.args[0], ast.Call)
        ):
            yield from ((line, "gettext", text, []) for line, text in _texts(node.args[0]))
        elif name in TOLD:
            for value in values:
                yield from ((line, "gettext", text, []) for line, text in _texts(value) if _sentence(text))
        elif name == "ValueError" and node.args:  # what pydantic passes on of a record's own check
            yield from ((line, "gettext", text, []) for line, text in _texts(node.args[0]) if "`" in text)
    elif isinstance(node, ast.Assign | ast.AnnAssign | ast.For):
        value = node.iter if isinstance(node, ast.For) else node.value
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
        if value is None:
            return
        if names == {"kind"} and isinstance(node, ast.AnnAssign) and "ClassVar" in ast.unparse(node.annotation):
            yield from ((line, "gettext", text, []) for line, text in _texts(value))  # what a kind of record is called
        elif names & WHOLE:
            yield from ((line, "gettext", text, []) for line, text in _texts(value, values_only=True))
        elif names & (NAMED | TABLES):
            yield from ((line, "gettext", text, []) for line, text in _texts(value) if _sentence(text))
        elif "counted" in names:
            for pair in (part.elts[-2:] for part in ast.walk(value) if isinstance(part, ast.Tuple)):
                one, many = (next(_texts(element), None) for element in pair)
                if one and many:
                    yield one[0], "ngettext", (one[1], many[1]), []


def _texts(node: ast.AST, *, values_only: bool = False) -> Iterator[tuple[int, str]]:
    """Every text of an expression; of a dictionary its values alone, where that is asked."""
    if values_only and isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.lineno, node.value
    elif not (isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "ngettext"):
        for part in ast.iter_child_nodes(node):
            yield from _texts(part)


def _sentence(text: str) -> bool:
    """Whether a text is one for a reader: more than a word, and with a capital or a quotation at its head."""
    return " " in text.strip() and (text[0].isupper() or text[0] in "“«{-") and not text.isupper()
