"""What a part was told while it was composed: every question it put to the book, and a digest of every answer.

In: the things that a part may ask (the dossier, the arrangement, the map of pages), and which questions each of them
answers. Out: stand-ins that answer the same and note it, and whether a part's notes still hold of another state of the
book. What is not among the questions can't be asked through a stand-in, and what can't be told apart by its digest
can't be an answer: so the same answers to the same questions make the same part, and nothing it depends on goes
unnoticed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, TypeGuard

from pydantic import BaseModel

from kurrasa.load import Entry, bare
from kurrasa.records import KINDS, Record

Question = tuple[Any, ...]
"""Who is asked, what, and the arguments: a record by its id, a kind of record by its name."""
Notes = Mapping[Question, object]
_KINDS = {kind.kind: kind for kind in KINDS}
_KEYWORD = "="
_SHORT = 40  # characters or items of an answer that is kept as it is and not by its digest


@dataclass(frozen=True)
class Named:
    """A record as an argument, or a kind of record."""

    id: str
    kind: bool = False


@dataclass(frozen=True)
class Witnesses:
    """Who can be asked, by name; what each may be asked; and what was answered already in this state of the book."""

    asked: Mapping[str, object]
    may: Mapping[str, frozenset[str]]
    entries: Mapping[str, Entry]
    _answers: dict[Question, tuple[object, object]] = field(default_factory=dict)
    _held: dict[int, tuple[Notes, bool]] = field(default_factory=dict)

    def stand_in(self, name: str, notes: dict[Question, object]) -> Any:
        """Who answers in the place of one of them, and notes it."""
        return _StandIn(self, name, notes)

    def hold(self, notes: Notes) -> bool:
        """Whether every question is answered as it was; the same notes are gone through once."""
        known = self._held.get(id(notes))
        if known is None or known[0] is not notes:
            try:
                same = all(self.answer(question)[1] == told for question, told in notes.items())
            except (LookupError, AttributeError, AssertionError, TypeError, ValueError):  # what it asked about is gone
                same = False
            known = self._held[id(notes)] = notes, same
        return known[1]

    def answer(self, question: Question) -> tuple[object, object]:
        """The answer to a question, and its digest."""
        if question not in self._answers:
            who, name, *arguments = question
            answer = getattr(self.asked[who], name)
            if callable(answer):
                named = {argument[1]: argument[2] for argument in arguments if _is_keyword(argument)}
                answer = answer(*(self._meant(a) for a in arguments if not _is_keyword(a)), **named)
            self._answers[question] = answer, self.digest(answer)
        return self._answers[question]

    def digest(self, answer: object) -> object:
        """What tells an answer from every other: itself if it is a word, else the SHA-256 of all it holds, by kinds.

        Raises `TypeError` for what it can't read to the end.
        """
        whole = _whole(answer, self._of_record)
        short = isinstance(whole, int | float | None) or (isinstance(whole, str) and len(whole) <= _SHORT)
        return whole if short else hashlib.sha256(repr(whole).encode()).digest()

    def _of_record(self, record: BaseModel) -> str:
        entry = self.entries.get(getattr(record, "id", ""))
        if entry and entry.record is record:
            return entry.once(_of_entry)
        if entry and entry.once(bare) is record:
            return entry.once(_of_bare)
        return _of_model(record)

    def _meant(self, argument: object) -> object:
        if isinstance(argument, Named):
            return _KINDS[argument.id] if argument.kind else self.entries[argument.id].record
        if isinstance(argument, tuple):
            return tuple(map(self._meant, argument))
        return argument


class _StandIn:
    """One that is asked: what it may be asked, it answers and notes; anything else it has not."""

    __slots__ = ("_name", "_notes", "_witnesses")

    def __init__(self, witnesses: Witnesses, name: str, notes: dict[Question, object]) -> None:
        self._witnesses, self._name, self._notes = witnesses, name, notes

    def __getattr__(self, name: str) -> Any:
        if name not in self._witnesses.may[self._name]:
            raise AttributeError(f"a part may not ask {self._name} for {name}")
        if name in self._witnesses.asked:
            return self._witnesses.stand_in(name, self._notes)
        if callable(getattr(type(self._witnesses.asked[self._name]), name, None)):
            return lambda *arguments, **keywords: self._ask(name, *arguments, **keywords)
        return self._ask(name)

    def __getitem__(self, key: str) -> Any:
        return self.__getattr__("__getitem__")(key)

    def _ask(self, name: str, *arguments: object, **keywords: object) -> object:
        question = (self._name, name, *map(_named, arguments), *((_KEYWORD, *pair) for pair in keywords.items()))
        answer, self._notes[question] = self._witnesses.answer(question)
        return answer


def _is_keyword(argument: object) -> TypeGuard[tuple[str, str, object]]:
    return isinstance(argument, tuple) and argument[:1] == (_KEYWORD,)


def _named(argument: object) -> object:
    if isinstance(argument, Record):
        return Named(argument.id)
    if isinstance(argument, type) and issubclass(argument, Record):
        return Named(argument.kind, kind=True)
    if isinstance(argument, tuple | list):
        return tuple(map(_named, argument))
    return argument


def _of_model(model: BaseModel) -> str:
    fields = [_whole(value, _of_model) for value in vars(model).values()]
    return hashlib.sha256(repr((type(model).__name__, fields)).encode()).hexdigest()


def _of_entry(entry: Entry) -> str:
    return _of_model(entry.record)


def _of_bare(entry: Entry) -> str:
    return _of_model(entry.once(bare))


def _whole(value: object, of_record: Callable[[BaseModel], str]) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, BaseModel):
        return "record", of_record(value)
    if isinstance(value, tuple | list):
        return "row", *[_whole(item, of_record) for item in value]
    if isinstance(value, frozenset | set):
        return "set", *sorted(repr(_whole(item, of_record)) for item in value)
    if isinstance(value, Mapping):
        return "map", *[(_whole(key, of_record), _whole(item, of_record)) for key, item in value.items()]
    if is_dataclass(value):
        return type(value).__name__, *[_whole(getattr(value, f.name), of_record) for f in fields(value)]
    raise TypeError(f"{type(value).__name__} is no answer that can be told apart")
