"""The command `web`: the book as a site.

In: arguments. Out: a folder beside the book; a line for it.
"""

from __future__ import annotations

from typing import Any

import click

from kurrasa import making
from kurrasa.options import book_options, book_order, help_option, json_option, quiet_option, tell
from kurrasa.terminal import message_language, progress
from kurrasa.usage import Say, SpokenCommand
from kurrasa.words import words

DONE, CONTENT_IS_WRONG = 0, 1


def web_command(say: Say) -> click.Command:
    """Build the command, with its help in the words of `say`."""

    def run(quiet: bool, json: bool, **asked: Any) -> int:
        order, speech = book_order(say, **asked), words(message_language())
        outcome = making.book(order, quiet=quiet)
        if outcome.pdf is None:
            tell(outcome.diagnostics, json, quiet)
            return CONTENT_IS_WRONG
        from kurrasa.web.make import site

        with progress(speech, quiet) as report:
            made = site(order, outcome.pdf, report)
        tell((*outcome.diagnostics, *made.diagnostics), json, quiet)
        if made.folder is None:
            return CONTENT_IS_WRONG
        if not (quiet or json):
            told = speech.ngettext("{pdf}: {n} page", "{pdf}: {n} pages", made.pages)
            click.echo(told.format(pdf=made.folder, n=made.pages))
        return DONE

    return SpokenCommand(
        "web",
        callback=run,
        params=[
            *book_options(say, say("Folder of the book; receives web/.")),
            quiet_option(say),
            json_option(say),
            help_option(say),
        ],
        add_help_option=False,
        short_help=say("Make the book as a site that works from a folder."),
        help=say(
            "Makes of the proven book a site: a page for each part, search, indexes and chronology that are filtered, "
            "links to the pages of the PDF. It works from a folder, and asks nothing of anyone."
        ),
    )
