"""A command that makes one thing of the book that stands, for a use of it: what such commands have in common.

In: what the command is called and says, and what it makes. Out: the command: it needs the book, tells what is wrong
with it, makes its thing, and says in a line what came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import click

from kurrasa import making
from kurrasa.diagnostics import Diagnostic
from kurrasa.options import book_options, book_order, help_option, json_option, quiet_option, tell
from kurrasa.order import Order, Outcome, Report
from kurrasa.terminal import message_language, progress
from kurrasa.usage import Say, SpokenCommand
from kurrasa.words import words

DONE, CONTENT_IS_WRONG = 0, 1


@dataclass(frozen=True)
class Finished:
    """What came of it: what was found on the way, and the lines that tell of it. No line means that it was not made."""

    diagnostics: Sequence[Diagnostic] = ()
    lines: Sequence[str] = ()


def finishing_command(
    say: Say, name: str, make: Callable[[Order, Outcome, Report], Finished], *, out: str, short: str, long: str
) -> click.Command:
    """Build the command `name`. `out` is the help of its folder, `short` and `long` its own, in the words of `say`."""

    def run(quiet: bool, json: bool, **asked: Any) -> int:
        order = book_order(say, **asked)
        outcome = making.book(order, quiet=quiet)
        if outcome.pdf is None:
            tell(outcome.diagnostics, json, quiet)
            return CONTENT_IS_WRONG
        with progress(words(message_language()), quiet) as report:
            made = make(order, outcome, report)
        tell((*outcome.diagnostics, *made.diagnostics), json, quiet)
        if not (quiet or json):
            for line in made.lines:
                click.echo(line)
        return DONE if made.lines else CONTENT_IS_WRONG

    return SpokenCommand(
        name,
        callback=run,
        params=[*book_options(say, out), quiet_option(say), json_option(say), help_option(say)],
        add_help_option=False,
        short_help=short,
        help=long,
    )
