"""The command `press`: the files that a printer takes.

In: arguments. Out: the block and the cover beside the book; a line for each.
"""

from __future__ import annotations

from typing import Any

import click

from kurrasa import making
from kurrasa.diagnostics import Diagnostic
from kurrasa.options import book_options, book_order, help_option, json_option, quiet_option, tell
from kurrasa.terminal import message_language, progress
from kurrasa.usage import Say, SpokenCommand
from kurrasa.words import words

DONE, CONTENT_IS_WRONG = 0, 1


def condition_options(say: Say) -> list[click.Option]:
    """In what the book is printed."""
    return [
        click.Option(
            ["--condition"],
            metavar="NAME",
            help=say("Printing condition: FOGRA39, or the file of an ICC profile; FOGRA39 if left out."),
        ),
        click.Option(
            ["--ink"],
            type=click.FloatRange(min=100, max=400),
            metavar="PERCENT",
            help=say("The most ink on one place, all plates together; that of the condition if left out."),
        ),
    ]


def press_command(say: Say) -> click.Command:
    """Build the command, with its help in the words of `say`."""

    def run(
        condition: str | None, ink: float | None, marks: bool, rich_black: bool, quiet: bool, json: bool, **asked: Any
    ) -> int:
        order, speech = book_order(say, **asked), words(message_language())
        from kurrasa.press.condition import condition as conditioned

        chosen = conditioned(condition, ink)
        if isinstance(chosen, Diagnostic):
            tell((chosen,), json, quiet)
            return CONTENT_IS_WRONG
        outcome = making.book(order, quiet=quiet)
        if outcome.pdf is None:
            tell(outcome.diagnostics, json, quiet)
            return CONTENT_IS_WRONG
        from kurrasa.press import make

        with progress(speech, quiet) as report:
            printed = make.press(order, outcome.pdf, chosen, report, marked=marks, rich=rich_black)
        tell((*outcome.diagnostics, *printed.diagnostics), json, quiet)
        if printed.block is None:
            return CONTENT_IS_WRONG
        if not (quiet or json):
            told = speech.ngettext("{pdf}: {n} page", "{pdf}: {n} pages", printed.pages)
            click.echo(told.format(pdf=printed.block, n=printed.pages))
            if printed.cover:
                spine = say("{pdf}: cover, with a spine of {width} mm")
                click.echo(spine.format(pdf=printed.cover, width=f"{printed.spine:g}"))
        return DONE

    return SpokenCommand(
        "press",
        callback=run,
        params=[
            *book_options(say, say("Folder of the book; receives booklet-press.pdf and cover-press.pdf.")),
            *condition_options(say),
            click.Option(
                ["--marks/--no-marks"],
                default=True,
                show_default=True,
                help=say("Crop, fold and registration marks outside the bleed."),
            ),
            click.Option(
                ["--rich-black"],
                is_flag=True,
                help=say("Put colours under large black grounds; black type is black ink alone, whatever is asked."),
            ),
            quiet_option(say),
            json_option(say),
            help_option(say),
        ],
        add_help_option=False,
        short_help=say("Make the files of the press: the block and the cover, as PDF/X-4."),
        help=say(
            "Makes of the proven book what a press takes: the block and, as one sheet with its spine, the cover, in "
            "the inks of a printing condition, as PDF/X-4. How the book is bound stands in book.yaml, under `press`."
        ),
    )
