"""The command `epub`: the book for reading systems.

In: arguments. Out: the EPUB beside the book; a line for it.
"""

from __future__ import annotations

import click

from kurrasa.finishing import Finished, finishing_command
from kurrasa.order import Order, Outcome, Report
from kurrasa.terminal import message_language
from kurrasa.usage import Say
from kurrasa.words import words


def epub_command(say: Say) -> click.Command:
    """Build the command, with its help in the words of `say`."""

    def make(order: Order, outcome: Outcome, report: Report) -> Finished:
        from kurrasa.epub.make import publish

        assert outcome.pdf is not None
        made = publish(order, outcome.pdf, report)
        if made.epub is None:
            return Finished(made.diagnostics)
        speech = words(message_language())
        told = speech.ngettext("{pdf}: {n} page", "{pdf}: {n} pages", made.pages)
        return Finished(made.diagnostics, (told.format(pdf=made.epub, n=made.pages),))

    return finishing_command(
        say,
        "epub",
        make,
        out=say("Folder of the book; receives booklet.epub."),
        short=say("Make the book for reading systems: an EPUB 3.3."),
        long=say(
            "Makes of the proven book an EPUB 3.3: the same parts as pages that flow, with the pages of the printed "
            "book marked and listed, and notes that open where they are called."
        ),
    )
