"""Help and faults of usage in the language of the messages, where click has English only.

In: click's commands and errors. Out: the same with our words; what they say of the book is in `cli.py`.
"""

from __future__ import annotations

from collections.abc import Callable

import click

from kurrasa.terminal import message_language
from kurrasa.words import words

Say = Callable[[str], str]


class Misuse(click.UsageError):
    """A fault of usage that we found, already in the language of the messages."""


class SpokenFormatter(click.HelpFormatter):
    """Help whose headings are in the language of the messages."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Head the usage line."""
        super().write_usage(prog, args, words(message_language()).gettext(prefix or "Usage: "))

    def write_heading(self, heading: str) -> None:
        """Head a section: options, arguments, commands."""
        super().write_heading(words(message_language()).gettext(heading))


class SpokenContext(click.Context):
    """A context whose help speaks the language of the messages."""

    formatter_class = SpokenFormatter


class SpokenCommand(click.Command):
    """A command whose help does."""

    context_class = SpokenContext


class SpokenGroup(click.Group):
    """A group of commands whose help does."""

    context_class = SpokenContext


def usage_fault(error: click.UsageError, say: Say) -> str:
    """Word a fault of usage in the language of the messages, with a guess at what was meant where click has one."""
    match error:
        case click.NoSuchOption():
            told, guesses = say("There is no option {name}.").format(name=error.option_name), error.possibilities
        case click.NoSuchCommand():
            told, guesses = say("There is no command {name}.").format(name=error.command_name), error.possibilities
        case click.BadOptionUsage():
            told, guesses = say("The option {name} is not used so.").format(name=error.option_name), None
        case click.MissingParameter() if error.param is not None and error.ctx is not None:
            told, guesses = say("{name} is missing.").format(name=error.param.make_metavar(error.ctx)), None
        case click.BadParameter() if error.param is not None and error.ctx is not None:
            name = " ".join((max(error.param.opts, key=len), error.param.make_metavar(error.ctx)))
            told, guesses = say("The value given for {name} can't be read.").format(name=name), None
        case Misuse():
            return error.message
        case _:
            told, guesses = say("The command takes no more words than its usage line shows."), None
    guess = say("Did you mean {guess}?").format(guess=guesses[0]) if guesses else say("See --help.")
    return f"{told} {guess}"
