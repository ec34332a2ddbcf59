"""Where parts are set: each once, in as many processes as the machine has cores, and kept for the next build.

In: the HTML of parts. Out: their sheets, in the same order, and their formes when the binder asks. A part is found
again by the hash of all that it was made from, in memory or in the store; where it can't be set, its complaint is
given. Any `concurrent.futures.Executor` will do: what it is sent can be pickled, and so can what comes back.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from types import FrameType

from kurrasa.apart import apart
from kurrasa.forme import Forme
from kurrasa.overtime import AGAIN, LIMIT, within
from kurrasa.pieces import Piece, boxes
from kurrasa.source import Source
from kurrasa.store import Store, key
from kurrasa.typeset import Complaint, Recipe, Sheets, TooLong, Typesetter

_WORTH = 3  # parts for which other processes are called
_LONG = 250_000  # characters of a part that takes some 25 MB while it is set


@dataclass(frozen=True)
class Job:
    """A part to be set; `draft` if only its pages are wanted and it won't be bound as it is."""

    title: str
    source: Source
    draft: bool = False


class Workshop:
    """Sets parts by one recipe. `executor` is where, if more than a few are to be set; None is here."""

    def __init__(
        self,
        recipe: Recipe,
        store: Store,
        executor: Executor | None = None,
        limit: float = LIMIT,
        *,
        warm: bool = False,
    ) -> None:
        """`warm` is for a process that sets and binds again and again: formes stay in memory, and a part or two are set
        here, where nothing need be sent."""
        self.recipe = recipe
        self.store = store
        self.limit = limit
        self._executor = executor
        self._warm = warm
        self._sheets: dict[str, Sheets] = {}
        self._formes: dict[str, Forme] = {}
        self._used: set[str] = set()
        self._names: dict[Job, str] = {}
        self._sources: dict[str, Job] = {}
        self._begun: dict[str, Future[bytes | Complaint]] = {}
        self.set = 0
        self.meanwhile: Callable[[], object] | None = None
        """What may be done, once, while another process sets a part that is waited for."""

    def ahead(self, jobs: Iterable[Job]) -> None:
        """Begin with parts that will be wanted, each as soon as it comes, if there is another process to do it."""
        if self._executor is not None and not self._warm:
            for job in jobs:
                if not self._has(name := self._name(job), job):
                    self._begin({name: job})

    def typeset(self, jobs: Sequence[Job]) -> Iterator[Sheets | Complaint]:
        """The sheets of parts, one after another; those that are not kept are set side by side."""
        names = list(map(self._name, jobs))
        self._used.update(names)
        missing = {name: job for name, job in zip(names, jobs, strict=True) if not self._has(name, job)}
        self.set += len(missing)
        if len(missing) >= (_WORTH if self._warm else 1):
            self._begin(missing)
        for name, job in zip(names, jobs, strict=True):
            if name not in self._sheets:
                begun = self._begun.pop(name, None)
                if begun and self.meanwhile:
                    work, self.meanwhile = self.meanwhile, None
                    work()
                made = begun.result() if begun else set_part(self.recipe, job, self.limit)
                if isinstance(made, Complaint):
                    yield made
                    continue
                self._keep(name, made)
            yield self._sheets[name]

    def fragments(self, documents: Iterable[str]) -> list[Piece]:
        """The pages of documents of furniture, which are set side by side."""
        if self._executor is None or self._warm:
            made = [set_furniture(self.recipe, html) for html in documents]
        else:
            begun = [self._executor.submit(set_furniture, self.recipe, html) for html in documents]
            made = [one.result() for one in begun]
        return [piece for pieces in made for piece in pieces]

    def forme(self, sheets: Sheets) -> Forme:
        """The forme of a part that was set here; set again where what was kept of it is damaged."""
        name = sheets.key
        found = self._formes.get(name)
        if found is None:
            payload = self.store.behind(name)
            if payload is None:
                made = set_part(self.recipe, self._sources[name], self.limit)
                assert isinstance(made, bytes)  # it could be set before
                payload = self._keep(name, made)
            found = pickle.loads(payload)  # noqa: S301 - its digest says that we wrote it
            if self._warm:
                self._formes[name] = found
        self._used.add(name)
        return found

    def rest(self) -> None:
        """In a process that lives long: drop what was not asked for since the last rest, and be ready to set a part."""
        if not _typesetter.cache_info().currsize and self._sources:
            longest = max(self._sources.values(), key=lambda job: job.source.length)
            _typesetter(self.recipe).typeset(longest.source.html, longest.title)  # words are shaped, styles known
        self._formes = {name: forme for name, forme in self._formes.items() if name in self._used}
        self._sources = {name: job for name, job in self._sources.items() if name in self._used}
        self._sheets = {name: sheets for name, sheets in self._sheets.items() if name in self._used}
        self._names = {job: name for job, name in self._names.items() if name in self._used}
        self._used = set()

    def _name(self, job: Job) -> str:
        if job not in self._names:
            self._names[job] = key("draft" if job.draft else "forme", self.recipe.digest, job.title, job.source.packed)
        return self._names[job]

    def _begin(self, jobs: Mapping[str, Job]) -> None:
        for name, job in jobs.items():
            if self._executor is not None and name not in self._begun:
                self._begun[name] = self._executor.submit(set_part, self.recipe, job, self.limit)

    def _has(self, name: str, job: Job) -> bool:
        """Whether a part is kept; its source is noted, in case its forme turns out to be lost."""
        if name not in self._sources:
            self._sources[name] = replace(job, draft=False)
        if name not in self._sheets:
            whole = self._name(replace(job, draft=False)) if job.draft else name
            kept = self._sheets.get(whole) or self.store.load(whole) or (job.draft and self.store.load(name))
            if kept:
                self._sheets[name] = kept
        return name in self._sheets

    def _keep(self, name: str, made: bytes) -> bytes:
        size = int.from_bytes(made[:8], "big")
        sheets: Sheets = pickle.loads(made[8 : 8 + size])  # noqa: S301 - a process of ours made it
        payload = made[8 + size :]
        self._sheets[name] = replace(sheets, key=name)
        self.store.save(name, self._sheets[name], payload, many=True)
        return payload


def set_part(recipe: Recipe, job: Job, limit: float) -> bytes | Complaint:
    """Set one part, in whatever process: its sheets and its forme as bytes, or what is wrong with it."""
    # a process that was called to set parts sets others after this one
    called = multiprocessing.parent_process() is not None and threading.current_thread() is threading.main_thread()
    work = partial(_set, recipe, job, limit)
    return apart(work) if called and job.source.length > _LONG else work()


def _set(recipe: Recipe, job: Job, limit: float) -> bytes | Complaint:
    try:
        with typesetter(recipe, limit) as own:
            sheets, forme = own.typeset(job.source.html, job.title, draft=job.draft)
    except Complaint as complaint:
        return complaint
    light = pickle.dumps(sheets, pickle.HIGHEST_PROTOCOL)
    body = pickle.dumps(forme, pickle.HIGHEST_PROTOCOL) if forme else b""
    return len(light).to_bytes(8, "big") + light + body


def set_furniture(recipe: Recipe, html: str) -> list[Piece]:
    """Set a document of furniture, in whatever process."""
    return [Piece(fragment, boxes(page)) for page, fragment in _typesetter(recipe).fragments(html)]


@contextmanager
def typesetter(recipe: Recipe, limit: float) -> Iterator[Typesetter]:
    """This process's typesetter, for so many seconds. Raises `TooLong`, and what its use raises."""
    own = _typesetter(recipe)  # whose beginning is not to be broken off
    try:
        with _within(limit):
            yield own
    except _Expired:
        raise TooLong(limit) from None


@lru_cache(maxsize=4)
def _typesetter(recipe: Recipe) -> Typesetter:
    return Typesetter(recipe)


class _Expired(BaseException):  # not to be taken by the library for one of its own errors
    pass


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Break off what takes longer."""
    if threading.current_thread() is not threading.main_thread():
        with within(seconds, _Expired):
            yield
        return

    def too_long(number: int, frame: FrameType | None) -> None:
        raise _Expired

    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
