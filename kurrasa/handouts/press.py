"""Where handouts are measured, set, bound and proven: each once, in as many processes as there are, and kept.

In: tasks, each a function and all that it is given. Out: what they make, from the store where it was made before by the
same function of the same. One handout is a way through several tasks; many are on their way side by side.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from kurrasa.store import Store
from kurrasa.typeset import Complaint

T = TypeVar("T")
AT_ONCE = 32  # ways that are gone side by side: enough to keep processes busy, few enough for progress to be seen


@dataclass(frozen=True)
class Task:
    """What is to be made by which function, which gets the store too; `name` says all that it depends on."""

    name: str
    make: Callable[..., Any]
    given: tuple[Any, ...]

    def made(self, store: Store) -> Any:
        """Make it, in whatever process, and keep it. Raises what the function raises."""
        found = self.make(store, *self.given)
        store.save(self.name, found)
        return found


Way = Generator[Task, Any, T]
"""Asks for tasks, one after another, is told what each made, and gives what it came to."""


class Press:
    """Does tasks. `executor` is where; None is here. `made` counts, by function, what was not kept already."""

    def __init__(self, store: Store, executor: Executor | None = None) -> None:
        self.store = store
        self.made: Counter[str] = Counter()
        self.executor = executor

    def follow(self, ways: Iterable[Way[T]]) -> Iterator[tuple[int, T | Complaint]]:
        """Go all ways, and tell where each led, or what was complained of: whichever comes first, with its place."""
        waiting: deque[tuple[int, Way[T], Future[Any]]] = deque()
        coming = enumerate(ways)
        while True:
            for index, way in islice(coming, AT_ONCE - len(waiting)):
                waiting.append((index, way, self._begun(next(way))))
            if not waiting:
                return
            index, way, future = waiting.popleft()
            try:
                waiting.append((index, way, self._begun(way.send(future.result()))))
            except StopIteration as end:
                yield index, end.value
            except Complaint as complaint:
                yield index, complaint

    def _begun(self, task: Task) -> Future[Any]:
        found = self.store.load(task.name)
        if found is None:
            self.made[task.make.__name__] += 1
            if self.executor is not None:
                return self.executor.submit(task.made, self.store)
        future: Future[Any] = Future()
        try:
            future.set_result(task.made(self.store) if found is None else found)
        except Complaint as complaint:
            future.set_exception(complaint)
        return future
