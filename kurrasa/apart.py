"""Work that takes much memory, in a copy of the process that is asked for it: what it took goes with the copy.

In: a function. Out: what it gives, or raises. Python keeps most of what a large piece of work took: each of its arenas
has something in it that lives on. Processes that put things aside in one folder do such work one after another, or a
book with two long parts would take the memory of both at once.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from kurrasa.processes import follow


def apart(work: Callable[[], Any]) -> Any:
    """Do it in a copy, which ends with its caller's caller; what ends the copy ends this process too."""
    with _alone():
        told = _told(work)
    if not told:
        os._exit(1)
    found, wrong = pickle.loads(told)  # noqa: S301 - the copy wrote it
    if wrong is not None:
        raise wrong
    return found


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other process of this user does such work; where a turn can't be had, none is waited for."""
    path = Path(tempfile.gettempdir()) / f"kurrasa-apart-{os.getuid()}"
    with ExitStack() as kept:
        with suppress(OSError):  # another user may have put something there
            turn = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            kept.callback(os.close, turn)
            fcntl.flock(turn, fcntl.LOCK_EX)
            kept.callback(fcntl.flock, turn, fcntl.LOCK_UN)  # the copy may still have the file open
        yield


def _told(work: Callable[[], Any]) -> bytes:
    """What the copy says: what came of it and what went wrong, pickled; nothing where it was ended."""
    source, target = os.pipe()
    copy = os.fork()
    if not copy:
        try:
            follow()
            try:
                done: tuple[Any, Exception | None] = work(), None
            except Exception as error:  # noqa: BLE001 - it is raised where the work was asked for
                done = None, error
            with os.fdopen(target, "wb") as out:
                pickle.dump(done, out, pickle.HIGHEST_PROTOCOL)
        finally:
            os._exit(0)
    os.close(target)
    with os.fdopen(source, "rb") as given:
        told = given.read()
    os.waitpid(copy, 0)
    return told
