"""The commands `archive` and `verify`: the book as an archive keeps it, and made again from what it carries.

In: arguments. Out: the archive beside the book, or a word on whether one is what it says.
"""

from __future__ import annotations

from pathlib import Path

import click

from kurrasa.finishing import CONTENT_IS_WRONG, DONE, Finished, finishing_command
from kurrasa.options import help_option, json_option, limit_option, quiet_option, tell
from kurrasa.order import Order, Outcome, Report
from kurrasa.terminal import message_language, progress
from kurrasa.usage import Say, SpokenCommand
from kurrasa.words import words


def archive_command(say: Say) -> click.Command:
    """Build the command, with its help in the words of `say`."""

    def make(order: Order, outcome: Outcome, report: Report) -> Finished:
        from kurrasa.archive.make import archive

        assert outcome.pdf is not None
        made = archive(order, outcome.pdf)
        if made.pdf is None:
            return Finished(made.diagnostics)
        speech = words(message_language())
        pages = speech.ngettext("{pdf}: {n} page", "{pdf}: {n} pages", outcome.pages)
        told = speech.ngettext("{n} file attached", "{n} files attached", made.files).format(n=made.files)
        lines = (pages.format(pdf=made.pdf, n=outcome.pages), f"{made.manifest}: {told}")
        return Finished(made.diagnostics, lines)

    return finishing_command(
        say,
        "archive",
        make,
        out=say("Folder of the book; receives booklet-archive.pdf and manifest.json."),
        short=say("Make the book as an archive keeps it, as PDF/A-3a with all it was made from."),
        long=say(
            "Makes of the proven book a file that lasts: PDF/A-3a and PDF/UA-1 in one, which carries the content, the "
            "templates, the lock and a record of all that it was made by. `verify` makes the book again from it."
        ),
    )


def verify_command(say: Say) -> click.Command:
    """Build the command, with its help in the words of `say`."""

    def run(file: Path, trust_templates: bool, limit: float, quiet: bool, json: bool) -> int:
        from kurrasa.archive.verify import verify

        with progress(words(message_language()), quiet or json) as report:
            verdict = verify(file, report, trusting=trust_templates, limit=limit)
        click.echo(verdict.said, err=True, nl=False)
        tell(verdict.faults, json, quiet)
        if verdict.faults:
            return CONTENT_IS_WRONG
        if not (quiet or json):
            told = words(message_language()).ngettext(
                "{pdf}: the same bytes, made again from the {n} file it carries (SHA-256 {sha256})",
                "{pdf}: the same bytes, made again from the {n} files it carries (SHA-256 {sha256})",
                verdict.files,
            )
            click.echo(told.format(pdf=file, n=verdict.files, sha256=verdict.sha256))
        return DONE

    return SpokenCommand(
        "verify",
        callback=run,
        params=[
            click.Argument(["file"], type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE"),
            click.Option(
                ["--trust-templates"],
                is_flag=True,
                help=say("Render templates that are not this program's own. They can do whatever you can."),
            ),
            limit_option(say),
            quiet_option(say),
            json_option(say),
            help_option(say),
        ],
        add_help_option=False,
        short_help=say("Make an archive again from what it carries, and compare."),
        help=say(
            "Unpacks what an archive carries into an empty folder, makes the book and the archive again from it, and "
            "compares the bytes. Where they differ, it tells what differs first."
        ),
    )
