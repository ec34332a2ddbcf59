"""The editorial rules, by subject.

Each is a function that takes the content, or one record of it where it needs no other, and yields a diagnostic for
every breach; its docstring states the constraint. A new rule is written beside those of its subject and added to the
`RULES` or, if it takes one record, to the `OF_A_RECORD` at the end of that module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kurrasa.diagnostics import Diagnostic
from kurrasa.faces import Faces
from kurrasa.load import Content, Entry
from kurrasa.rules import arrangement, dates, images, numbers, references, text

Rule = Callable[[Content], Iterator[Diagnostic]]
RuleWithFaces = Callable[[Content, Faces], Iterator[Diagnostic]]

RuleOfSome = Callable[[Content, Iterable[Entry]], Iterator[Diagnostic]]
RuleOfARecord = Callable[[Entry], Iterator[Diagnostic]]

RULES_OF_A_RECORD: tuple[RuleOfARecord, ...] = (
    *references.OF_A_RECORD,
    *dates.OF_A_RECORD,
    *arrangement.OF_A_RECORD,
    *text.OF_A_RECORD,
)
RULES: tuple[Rule, ...] = (
    *references.RULES,
    *dates.RULES,
    *numbers.RULES,
    *arrangement.RULES,
    *images.RULES,
    *text.RULES,
)
RULES_OF_SOME: tuple[RuleOfSome, ...] = references.OF_SOME
"""Those that can be asked of some of the records, beside all the others."""
RULES_WITH_FACES: tuple[RuleWithFaces, ...] = text.WITH_FACES
