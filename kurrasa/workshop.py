"""Where parts are set: each once, in as many processes as the machine has cores, and kept for the next build.

In: the HTML of parts. Out: their sheets, in the same order, and their formes when the binder asks. A part is found
again by the hash of all that it was made from, in memory or in the store; where it can't be set, its complaint is.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from types import FrameType

from kurrasa.forme import Forme
from kurrasa.order import LIMIT
from kurrasa.store import Store, key
from kurrasa.typeset import Complaint, Recipe, Sheets, TooLong, Typesetter

_WORTH = 3  # parts for which other processes are called


@dataclass(frozen=True)
class Job:
    """A part to be set."""

    title: str
    html: str


class Workshop:
    """Sets parts by one recipe. `executor` is where; its own processes, made when they are wanted, if it is None."""

    def __init__(
        self,
        recipe: Recipe,
        store: Store,
        executor: Executor | None = None,
        limit: float = LIMIT,
        *,
        warm: bool = False,
    ) -> None:
        """`warm` keeps formes in memory, for a process that binds again and again."""
        self.recipe = recipe
        self.store = store
        self.limit = limit
        self._executor = executor
        self._own: ProcessPoolExecutor | None = None
        self._warm = warm
        self._sheets: dict[str, Sheets] = {}
        self._formes: dict[str, Forme] = {}
        self._sources: dict[str, tuple[str, bytes]] = {}
        self.set = 0

    def typeset(self, jobs: Sequence[Job]) -> Iterator[Sheets | Complaint]:
        """The sheets of parts, one after another; those that are not kept are set side by side."""
        names = [key("forme", self.recipe.digest, job.title, job.html) for job in jobs]
        missing = {name: job for name, job in zip(names, jobs, strict=True) if not self._has(name, job)}
        self.set += len(missing)
        executor = self._executor or (self._processes() if len(missing) >= _WORTH and _cores() > 1 else None)
        futures: dict[str, Future[bytes | Complaint]] = {}
        if executor is not None:
            futures = {name: executor.submit(set_part, self.recipe, job, self.limit) for name, job in missing.items()}
        for name in names:
            if name not in self._sheets:
                job = missing[name]
                made = futures[name].result() if name in futures else set_part(self.recipe, job, self.limit)
                if isinstance(made, Complaint):
                    yield made
                    continue
                self._keep(name, made)
            yield self._sheets[name]

    def forme(self, sheets: Sheets) -> Forme:
        """The forme of a part that was set here; set again where what was kept of it is damaged."""
        name = sheets.key
        found = self._formes.get(name)
        if found is None:
            payload = self.store.get(_body(name))
            if payload is None:
                title, source = self._sources[name]
                made = set_part(self.recipe, Job(title, zlib.decompress(source).decode()), self.limit)
                assert isinstance(made, bytes)  # it could be set before
                payload = self._keep(name, made)
            found = pickle.loads(payload)  # noqa: S301 - its digest says that we wrote it
            if self._warm:
                self._formes[name] = found
        return found

    def typesetter(self) -> Typesetter:
        """The typesetter of this process, made when it is first asked for."""
        return _typesetter(self.recipe)

    def close(self) -> None:
        """End the processes, if there are any."""
        if self._own is not None:
            self._own.shutdown(cancel_futures=True)
            self._own = None

    def _has(self, name: str, job: Job) -> bool:
        """Whether a part is kept; its source is noted, in case its forme turns out to be lost."""
        if name not in self._sources:
            self._sources[name] = job.title, zlib.compress(job.html.encode(), 1)
        if name not in self._sheets and (kept := self.store.load(name)) is not None:
            self._sheets[name] = kept
        return name in self._sheets

    def _keep(self, name: str, made: bytes) -> bytes:
        size = int.from_bytes(made[:8], "big")
        sheets: Sheets = pickle.loads(made[8 : 8 + size])  # noqa: S301 - a process of ours made it
        payload = made[8 + size :]
        self._sheets[name] = replace(sheets, key=name)
        self.store.put(_body(name), payload)
        self.store.save(name, self._sheets[name])
        return payload

    def _processes(self) -> ProcessPoolExecutor:
        if self._own is None:
            _typesetter(self.recipe)  # made before the fork, so that every process has it
            context = multiprocessing.get_context("fork")
            self._own = ProcessPoolExecutor(_cores(), mp_context=context)
        return self._own


def set_part(recipe: Recipe, job: Job, limit: float) -> bytes | Complaint:
    """Set one part, in whatever process: its sheets and its forme as bytes, or what is wrong with it."""
    try:
        with _within(limit):
            sheets, forme = _typesetter(recipe).typeset(job.html, job.title)
    except Complaint as complaint:
        return complaint
    except _Expired:
        return TooLong(limit)
    light = pickle.dumps(sheets, pickle.HIGHEST_PROTOCOL)
    return len(light).to_bytes(8, "big") + light + pickle.dumps(forme, pickle.HIGHEST_PROTOCOL)


@lru_cache(maxsize=4)
def _typesetter(recipe: Recipe) -> Typesetter:
    return Typesetter(recipe)


def _body(name: str) -> str:
    return f"{name}f"


def _cores() -> int:
    return len(os.sched_getaffinity(0))


class _Expired(BaseException):  # not to be taken by the library for one of its own errors
    pass


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Break off what takes longer. Only a main thread can be broken off: others are given the time they take."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def too_long(number: int, frame: FrameType | None) -> None:
        raise _Expired

    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
