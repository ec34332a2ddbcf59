"""The command `release`: everything that an edition leaves the house as, judged.

In: arguments. Out: `release/` in the folder of the book; every judge's word on the terminal and in its report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kurrasa import making
from kurrasa.diagnostics import Diagnostic, MachineLacks
from kurrasa.options import (
    book_options,
    book_order,
    help_option,
    json_option,
    quiet_option,
    tell,
)
from kurrasa.press.command import condition_options
from kurrasa.terminal import message_language, progress
from kurrasa.usage import Say, SpokenCommand
from kurrasa.words import words

if TYPE_CHECKING:
    from kurrasa.release.judges import Judge
    from kurrasa.release.make import Released

DONE, CONTENT_IS_WRONG = 0, 1


def release_command(say: Say) -> click.Command:
    """Build the command, with its help in the words of `say`."""

    def run(condition: str | None, ink: float | None, unjudged: bool, quiet: bool, json: bool, **asked: Any) -> int:
        order = book_order(say, final=True, **asked)
        from kurrasa.press.condition import condition as conditioned
        from kurrasa.release.judges import missing

        chosen = conditioned(condition, ink)
        if isinstance(chosen, Diagnostic):
            tell((chosen,), json, quiet)
            return CONTENT_IS_WRONG
        if (absent := missing()) and not unjudged:
            raise MachineLacks(_lacks(absent, say))
        outcome = making.book(order, quiet=quiet)
        if outcome.pdf is None:
            tell(outcome.diagnostics, json, quiet)
            return CONTENT_IS_WRONG
        from kurrasa.release.make import release

        speech = words(message_language())
        with progress(speech, quiet) as report:
            released = release(order, outcome, chosen, report, say)
        tell((*outcome.diagnostics, *released.diagnostics), json, quiet)
        if not (quiet or json) or released.folder is None:
            _show(released, say, err=released.folder is None)
        if released.folder is None:
            return CONTENT_IS_WRONG
        if not (quiet or json):
            click.echo(released.folder)
        return DONE

    return SpokenCommand(
        "release",
        callback=run,
        params=[
            *(
                option
                for option in book_options(say, say("Folder of the book; receives release/."))
                if option.name != "final"
            ),
            *condition_options(say),
            click.Option(
                ["--unjudged"],
                is_flag=True,
                help=say("Make it though a judge is not on this machine; the report names it."),
            ),
            quiet_option(say),
            json_option(say),
            help_option(say),
        ],
        add_help_option=False,
        short_help=say("Make all that the edition is issued as, and have it judged."),
        help=say(
            "Makes the final book and all that is made of it: the files of the press and their sheets, the archive, "
            "the EPUB, the handouts, the data. Programs of others judge them; if one finds a fault, the last "
            "release stays."
        ),
    )


def _show(released: Released, say: Say, *, err: bool) -> None:
    for said in released.verdicts:
        count = len(said.faults)
        told = words(message_language()).ngettext("{n} fault", "{n} faults", count).format(n=count)
        told = told if count else say("passed")
        click.echo(f"{said.judge}: {said.asked} ({len(said.files)}): {told}", err=err)
        for fault in said.faults:
            click.echo(f"  {fault}", err=True)


def _lacks(absent: tuple[Judge, ...], say: Say) -> str:
    named = "\n".join(f"  {judge.name}: {judge.install}" for judge in absent)
    told = say("These judges of a release are not on this machine:\n{judges}\nInstall them (`make release` does), or:")
    return told.format(judges=named) + " --unjudged"
