"""The command `export`: the records of an edition as JSON.

In: arguments. Out: `data/` beside the book, and a line that says so.
"""

from __future__ import annotations

from typing import Any

import click

from kurrasa import making
from kurrasa.options import book_options, book_order, help_option, json_option, quiet_option, tell
from kurrasa.terminal import message_language
from kurrasa.usage import Say, SpokenCommand
from kurrasa.words import words

DONE, CONTENT_IS_WRONG = 0, 1


def export_command(say: Say) -> click.Command:
    """Build the command, with its help in the words of `say`."""

    def run(quiet: bool, json: bool, **asked: Any) -> int:
        order, speech = book_order(say, **asked), words(message_language())
        outcome = making.book(order, quiet=quiet)
        if outcome.pdf is None:
            tell(outcome.diagnostics, json, quiet)
            return CONTENT_IS_WRONG
        from kurrasa.data import make

        made = make.export(order, outcome.pdf)
        tell((*outcome.diagnostics, *made.diagnostics), json, quiet)
        if made.folder is None:
            return CONTENT_IS_WRONG
        if not (quiet or json):
            told = speech.ngettext("{folder}: {n} record", "{folder}: {n} records", made.records)
            click.echo(told.format(folder=made.folder, n=made.records))
        return DONE

    return SpokenCommand(
        "export",
        callback=run,
        params=[
            *book_options(say, say("Folder of the book; receives data/ (data.LANG/ for another language).")),
            quiet_option(say),
            json_option(say),
            help_option(say),
        ],
        add_help_option=False,
        short_help=say("Write the records as JSON, with their schema."),
        help=say(
            "Writes the records of the edition as JSON, a file for each kind, with what the program makes of them: "
            "dates in both calendars, numbers in their parts, the pages of the book; and the JSON Schema of each file."
        ),
    )
