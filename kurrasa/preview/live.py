"""The book as it comes into being: built at each save, told to whoever looks, its pages drawn when they are asked for.

In: a session. Out: an edition after each save, for the terminal and for the browsers that listen. Building and drawing
have a thread each, so that the last good pages can be turned while the next ones are set.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any, Protocol, TypeVar

from kurrasa.order import Outcome, Report, Step
from kurrasa.preview.pictures import boxes, picture, text
from kurrasa.preview.search import Folded, fold, found, line
from kurrasa.preview.watching import saves
from kurrasa.prove.expected import Box
from kurrasa.session import Edition, PageView, Session

T = TypeVar("T")
TURN = 0.0005  # seconds a thread may keep another waiting
BEFORE_THE_EYES = 0.04  # seconds that a page which was glanced at has to itself, to be drawn, sent and shown
PAUSE = 2.0  # seconds without a save, after which no one is taken to wait
KEPT = 128  # pictures that were drawn last, for a page that is turned back to


class Stopped(Exception):  # noqa: N818 - no error: the editor has ended the program while a book was being set
    """Raised from a report, which a build calls all the time."""


@dataclass
class View:
    """What a reader has before him: sheets, and the resolution they are drawn at."""

    sheets: tuple[int, ...] = (1,)
    resolution: int = 96


class Listener(Protocol):
    """Who hears of the book."""

    def step(self, step: Step) -> None:
        """How far a build is."""

    def changed(self, before: Edition, edition: Edition) -> None:
        """An edition, after the one before it."""

    def finished(self, outcome: Outcome) -> None:
        """A book that was proven."""


@dataclass
class Live:
    """A session at work. A book is finished, proven and put in its place, after `quiet` seconds without a save.

    Where its pages are `looked_at`, one that was edited is shown before the book around it is set.
    """

    session: Session
    listeners: list[Listener]
    quiet: float = 0.0
    looked_at: bool = True
    view: View = field(default_factory=View)

    def __post_init__(self) -> None:
        self._setting, self._drawing = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self._stopped = Event()
        self._saved: set[Path] = set()
        self._pictures: dict[tuple[str, int], asyncio.Future[bytes | None]] = {}
        self._texts: dict[str, tuple[str, Folded]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def follow(self) -> None:
        """Build now, and again after every save, until cancelled.

        Garbage is collected, and what was found kept, when nothing has been saved for a while: in a build or before its
        pages are shown it would be waited for. What the first build made is not gone through each time. Threads take
        turns quickly, so that a picture need not wait for the message that announces it.
        """
        gc.disable()
        sys.setswitchinterval(TURN)
        saved = asyncio.Event()
        saved.set()
        watching = asyncio.create_task(self._watch(saved))
        await asyncio.sleep(0)  # the folder is watched before it is read: no save is missed
        try:
            while True:
                await saved.wait()
                saved.clear()
                files, self._saved = self._saved, set()
                if self._reading:
                    self._reading.cancel()
                if self.looked_at and await self._show(partial(self.session.glance, saved=files)):
                    await asyncio.sleep(BEFORE_THE_EYES)
                edition = await self._show(self.session.refresh)
                if edition and not edition.broken:
                    await self._finish(saved)
                if await _quiet(saved, PAUSE):
                    await asyncio.get_running_loop().run_in_executor(self._setting, self.session.rest)
                    gc.collect()
                    if not gc.get_freeze_count():
                        gc.freeze()
        finally:
            gc.unfreeze()
            gc.enable()
            watching.cancel()

    async def _show(self, look: Callable[[Report], Edition | None]) -> Edition | None:
        before = self.session.edition
        edition = await self._build(look)
        if edition is not None:
            self._draw_ahead(edition)
            for listener in self.listeners:
                listener.changed(before, edition)
        return edition

    def stop(self) -> None:
        """End what is being built, without waiting for it."""
        self._stopped.set()
        self.session.close()
        for pool in (self._setting, self._drawing):
            pool.shutdown(wait=False, cancel_futures=True)

    async def _watch(self, saved: asyncio.Event) -> None:
        async for files in saves(self.session.order.content):
            self._saved |= files
            saved.set()

    async def _finish(self, saved: asyncio.Event) -> None:
        if await _quiet(saved, self.quiet) and (outcome := await self._build(self.session.finish)):
            for listener in self.listeners:
                listener.finished(outcome)

    async def _build(self, work: Callable[[Report], T]) -> T:
        loop = asyncio.get_running_loop()

        def report(step: Step) -> None:
            if self._stopped.is_set():
                raise Stopped
            for listener in self.listeners:
                loop.call_soon_threadsafe(listener.step, step)

        return await loop.run_in_executor(self._setting, work, report)

    # ------------------------------------------------------------ pages

    async def picture(self, digest: str, resolution: int) -> bytes | None:
        """A page as it looks; None where no page of the book looks so any more."""
        data = await self._pictured(digest, resolution)
        if data is None:  # another edition may look so again
            self._pictures.pop((digest, resolution), None)
        return data

    async def sheet(self, page: PageView, wanted: str) -> tuple[str, list[Box]]:
        """The text of a page, and where on it something stands that is looked for."""
        text, folded = await self._text(page)
        stretches = list(found(folded, wanted))
        return text, (await self._look(page.digest, lambda p: boxes(p, stretches)) or []) if stretches else []

    def read(self) -> None:
        """Begin to read every page, so that a search need not wait. A save ends it: the page it changes comes first."""
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        pages = self.session.edition.pages
        for page in pages:
            await self._text(page)
        here = {page.digest for page in pages}
        self._texts = {digest: read for digest, read in self._texts.items() if digest in here}

    async def search(self, wanted: str) -> AsyncIterator[tuple[PageView, tuple[str, str, str]]]:
        """Every place in the book that reads as what is wanted, with the line around it."""
        for page in self.session.edition.pages:
            text, folded = await self._text(page)
            for stretch in found(folded, wanted):
                yield page, line(text, stretch)

    async def _text(self, page: PageView) -> tuple[str, Folded]:
        if page.digest not in self._texts:
            read = await self._look(page.digest, text) or ""
            self._texts[page.digest] = read, fold(read)
        return self._texts[page.digest]

    def _pictured(self, digest: str, resolution: int) -> asyncio.Future[bytes | None]:
        key = digest, resolution
        if key not in self._pictures:
            self._pictures[key] = self._look(digest, lambda page: picture(page, resolution))
            for old in list(self._pictures)[:-KEPT]:
                del self._pictures[old]
        return self._pictures[key]

    def _look(self, digest: str, read: Callable[[Any], T]) -> asyncio.Future[T | None]:
        return asyncio.get_running_loop().run_in_executor(self._drawing, self.session.look, digest, read)

    def _draw_ahead(self, edition: Edition) -> None:
        """Begin at once with what a browser will ask for: changed pages that it shows, and the one it will turn to."""
        wanted = dict.fromkeys((*edition.changed[:1], *(n for n in edition.changed if n in self.view.sheets)))
        for sheet in wanted:
            self._pictured(edition.pages[sheet - 1].digest, self.view.resolution)


async def _quiet(saved: asyncio.Event, seconds: float) -> bool:
    """Whether nothing is saved for so long; it is told at once when something is."""
    try:
        await asyncio.wait_for(saved.wait(), seconds)
    except TimeoutError:
        return True
    return False
