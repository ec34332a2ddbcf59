"""The command `export`: the records of an edition as JSON.

In: arguments. Out: `data/` beside the book, and a line that says so.
"""

from __future__ import annotations

import click

from kurrasa.finishing import Finished, finishing_command
from kurrasa.order import Order, Outcome, Report
from kurrasa.terminal import message_language
from kurrasa.usage import Say
from kurrasa.words import words


def export_command(say: Say) -> click.Command:
    """Build the command, with its help in the words of `say`."""

    def make(order: Order, outcome: Outcome, report: Report) -> Finished:
        from kurrasa.data.make import export

        assert outcome.pdf is not None
        made = export(order, outcome.pdf)
        if made.folder is None:
            return Finished(made.diagnostics)
        speech = words(message_language())
        told = speech.ngettext("{folder}: {n} record", "{folder}: {n} records", made.records)
        return Finished(made.diagnostics, (told.format(folder=made.folder, n=made.records),))

    return finishing_command(
        say,
        "export",
        make,
        out=say("Folder of the book; receives data/ (data.LANG/ for another language)."),
        short=say("Write the records as JSON, with their schema."),
        long=say(
            "Writes the records of the edition as JSON, a file for each kind, with what the program makes of them: "
            "dates in both calendars, numbers in their parts, the pages of the book; and the JSON Schema of each file."
        ),
    )
