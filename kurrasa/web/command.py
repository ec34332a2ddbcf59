"""The command `web`: the book as a site.

In: arguments. Out: a folder beside the book; a line for it.
"""

from __future__ import annotations

import click

from kurrasa.finishing import Finished, finishing_command
from kurrasa.order import Order, Outcome, Report
from kurrasa.terminal import message_language
from kurrasa.usage import Say
from kurrasa.words import words


def web_command(say: Say) -> click.Command:
    """Build the command, with its help in the words of `say`."""

    def make(order: Order, outcome: Outcome, report: Report) -> Finished:
        from kurrasa.web.make import site

        assert outcome.pdf is not None
        made = site(order, outcome.pdf, report)
        if made.folder is None:
            return Finished(made.diagnostics)
        speech = words(message_language())
        told = speech.ngettext("{pdf}: {n} page", "{pdf}: {n} pages", made.pages)
        return Finished(made.diagnostics, (told.format(pdf=made.folder, n=made.pages),))

    return finishing_command(
        say,
        "web",
        make,
        out=say("Folder of the book; receives web/."),
        short=say("Make the book as a site that works from a folder."),
        long=say(
            "Makes of the proven book a site: a page for each part, search, indexes and chronology that are filtered, "
            "links to the pages of the PDF. It works from a folder, and asks nothing of anyone."
        ),
    )
