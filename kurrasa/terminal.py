"""How the program speaks to whoever runs it: in which language, on which stream, with a bar or in plain lines.

In: the environment and the steps of a build. Out: text on the standard error stream; the answer itself is the
command's own and goes to standard output.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kurrasa.words import Translations

if TYPE_CHECKING:
    from kurrasa.order import Step

LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def message_language(environment: Mapping[str, str] = os.environ) -> str:
    """Tell the language of messages, `ar` or `en`: the first of LC_ALL, LC_MESSAGES and LANG that is set decides.

    That is the order of POSIX (Base Definitions, 8.2). It says nothing about the language of the book.
    """
    locale = next((environment[name] for name in LOCALE_VARIABLES if environment.get(name)), "")
    return "ar" if locale.replace("-", "_").split("_")[0].split(".")[0].lower() == "ar" else "en"


def let_anything_be_printed() -> None:
    """Make the standard streams escape what their encoding can't hold: Arabic in an ISO 8859-1 locale is no crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def worded(step: Step, speech: Translations) -> str:
    """Word a step: the stage, and what it is at."""
    stage = speech.gettext(step.stage)
    return f"{stage}: {step.what}" if step.what else stage


@contextmanager
def progress(speech: Translations, quiet: bool) -> Iterator[Callable[[Step], None]]:
    """Give what a build reports its steps to: a bar on a terminal, a line a step elsewhere, nothing if quiet."""
    if quiet:
        yield lambda _step: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(stderr=True, highlight=False)
        bar = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pages]}", markup=False),
            TimeRemainingColumn(elapsed_when_finished=True),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
        )
        with bar:
            task = bar.add_task("", total=None, pages="")

            def show(step: Step) -> None:
                set_ = speech.ngettext("{n} page", "{n} pages", step.pages).format(n=step.pages) if step.pages else ""
                told = worded(step, speech)
                bar.update(task, description=told, completed=step.done, total=step.total, pages=set_)

            yield show
    else:
        told: set[str] = set()

        def tell(step: Step) -> None:
            counted = f"{step.done + 1}/{step.total} " if step.total > 1 else ""
            line = counted + worded(step, speech)
            if line not in told:  # a part that is set again, because a number in it has moved, is no news
                told.add(line)
                print(line, file=sys.stderr)

        yield tell
