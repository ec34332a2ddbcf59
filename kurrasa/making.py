"""The book that a command is about: the one that stands, or else the one that is made now, with its progress told.

In: an order. Out: its outcome. What begins here begins before the typesetter is imported: a book that stands needs
none of it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import Executor

from kurrasa import compositor
from kurrasa.inputs import fingerprint
from kurrasa.order import Order, Outcome, standing
from kurrasa.processes import processes
from kurrasa.terminal import message_language, progress
from kurrasa.words import words


def book(order: Order, *, quiet: bool, pool: Callable[[], Executor] | None = None) -> Outcome:
    """Give the outcome of an order. `pool` opens what the parts are set on, if any must be and it isn't to be the cores
    of this machine. Raises `MachineLacks`."""
    content = fingerprint(order.content)
    if (outcome := standing(order, content)) is None:
        executor = pool() if pool else processes(order.recipe)  # they begin while this process imports
        with compositor.uncollected():  # garbage is a fifteenth of the memory; to look for it, a tenth of the time
            from kurrasa import build
            from kurrasa.works import Works

            with progress(words(message_language()), quiet) as report:
                outcome = build.booklet(order, report, Works(order.store, executor, order.limit), content)
            gc.freeze()  # nor is it looked for at the end, when all goes
    return outcome
