"""A time limit on what is done in a thread that is not the main one, where no signal arrives.

In: seconds, and the exception that ends what takes longer. Out: that exception, in the thread that set the limit. Like
a signal it is raised between two steps of Python: a single call of a native library is not broken off.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

LIMIT = 120.0  # seconds that one part may take
AGAIN = 1.0  # seconds: an exception that meets a finaliser is swallowed there


@contextmanager
def within(seconds: float, expired: type[BaseException]) -> Iterator[None]:
    """Raise `expired` in this thread if what is done here takes longer."""
    thread = ctypes.c_ulong(threading.get_ident())
    throw = ctypes.pythonapi.PyThreadState_SetAsyncExc
    over, turn = threading.Event(), threading.Lock()

    def watch() -> None:
        wait = seconds
        while not over.wait(wait):
            with turn:
                if not over.is_set():
                    throw(thread, ctypes.py_object(expired))
            wait = AGAIN

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        over.set()
        with turn:
            throw(thread, None)  # one that was thrown and has not arrived is taken back
