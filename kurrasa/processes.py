"""The processes in which parts are set: as many as the machine has cores, getting ready while the content is read.

In: nothing. Out: an executor. Nothing of the typesetter is imported here: one process does that (`preloaded`), and the
others are its copies.
"""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

_PATIENCE = 2.0  # seconds in which processes that were ended are gone
READY = "KURRASA_RECIPE"
"""The variable of the environment by which the first process is told where a recipe lies."""


def processes(recipe: Path | None = None) -> ProcessPoolExecutor | None:
    """Call them; None where there is but one core, or no way to speak to them.

    `recipe` is the file of a store that keeps what they are likely to set parts by.
    """
    cores = len(os.sched_getaffinity(0))
    if cores < 2:
        return None
    context = multiprocessing.get_context("forkserver")
    # each copy imports the script that was called, and with it the command line, unless that is render.py
    called = Path(getattr(sys.modules["__main__"], "__file__", None) or "")
    context.set_forkserver_preload(["kurrasa.preloaded", *(["kurrasa.cli"] if called.name != "render.py" else [])])
    try:
        _start(recipe)
    except OSError:  # the folder for temporary files has too long a path for a socket
        return None
    pool = ProcessPoolExecutor(cores, mp_context=context, initializer=_begin)
    # calling waits until the first process is ready, and the caller has other things to do
    threading.Thread(target=_call, args=(pool, cores)).start()
    return pool


def _start(recipe: Path | None) -> None:
    """Start the process that the others are copies of, unless it runs. What they put aside goes when this one ends:
    they are ended."""
    told = {"TMPDIR": _folder()} | ({READY: str(recipe)} if recipe else {})
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    try:
        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            del os.environ[name]
            if value is not None:
                os.environ[name] = value


@cache
def _folder() -> str:
    folder = tempfile.mkdtemp(prefix="kurrasa-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def end(pool: ProcessPoolExecutor) -> None:
    """Let them go, whatever they are at."""
    at_work = pool._processes or {}  # `terminate_workers` comes with Python 3.14
    manager: Any = pool._executor_manager_thread
    calls = vars(pool)["_call_queue"]
    pool.shutdown(wait=False, cancel_futures=True)
    for process in list(at_work.values()):  # only now: one may have been called until the pool was shut
        process.terminate()
    if manager:  # else it may close its pipe while Python's exit writes to it, which is told on standard error
        manager.join(_PATIENCE)
        if manager.is_alive():  # before Python 3.11.5 it waits for a full pipe that no one reads (CPython 94777)
            calls._reader.close()
            manager.join()


def _call(pool: ProcessPoolExecutor, cores: int) -> None:
    with contextlib.suppress(RuntimeError):  # the caller has no use for them after all
        for _ in range(cores):
            pool.submit(os.getpid)  # each asks for one process more


def _begin() -> None:
    """A process leaves Ctrl-C to the one that called it, and doesn't outlive it if that is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    follow()


def follow() -> None:
    """End this process when the one that called it ends."""
    caller = multiprocessing.parent_process()

    def wait() -> None:
        if caller:  # the one of which this is a copy lives as long as any of its copies do
            caller.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
