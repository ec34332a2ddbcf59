"""Every editorial rule held against a content.

In: content as it was loaded, and the faces of the edition. Out: all that the rules found, in the order of the files.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

from kurrasa.diagnostics import Diagnostic, in_order
from kurrasa.faces import Faces
from kurrasa.load import Content, Entry
from kurrasa.rules import RULES, RULES_OF_A_RECORD, RULES_OF_SOME, RULES_WITH_FACES


def check(content: Content, faces: Faces) -> tuple[Diagnostic, ...]:
    """Apply all rules. Nothing is raised: a rule passes over what another one reports."""
    alone = chain.from_iterable(entry.once(_of_a_record) for entry in content.entries.values())
    found = chain.from_iterable(rule(content) for rule in RULES)
    with_faces = chain.from_iterable(rule(content, faces) for rule in RULES_WITH_FACES)
    return tuple(in_order(chain(alone, found, with_faces)))


def check_some(content: Content, entries: Collection[Entry]) -> tuple[Diagnostic, ...]:
    """Apply to some records the rules without which they can't be composed: of what they say, and whom they name."""
    alone = chain.from_iterable(entry.once(_of_a_record) for entry in entries)
    return (*alone, *chain.from_iterable(rule(content, entries) for rule in RULES_OF_SOME))


def _of_a_record(entry: Entry) -> tuple[Diagnostic, ...]:
    return tuple(chain.from_iterable(rule(entry) for rule in RULES_OF_A_RECORD))
