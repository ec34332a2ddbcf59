"""The command `changes`: what an edit changed since an earlier edition, and what has to be printed again.

In: arguments. Out: a summary, or the whole of it as JSON; the report and the leaves in `changes/`.
"""

from __future__ import annotations

import json as jsons
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from kurrasa.options import (
    content_option,
    final_option,
    help_option,
    json_option,
    language_option,
    need_folder,
    need_language,
    need_place,
    out_option,
    quiet_option,
    signature_option,
    tell,
)
from kurrasa.order import Order
from kurrasa.terminal import message_language, progress
from kurrasa.usage import Say, SpokenCommand
from kurrasa.words import Translations, words

if TYPE_CHECKING:
    from rich.table import Table

    from kurrasa.changes.make import Changes
    from kurrasa.impose.sections import Binding

DONE, CONTENT_IS_WRONG = 0, 1


def changes_command(say: Say) -> click.Command:
    """Build the command, with its help in the words of `say`."""

    def run(
        content: Path,
        out: Path,
        since: str | None,
        lang: str | None,
        final: bool,
        signature: str,
        binding: str,
        quiet: bool,
        json: bool,
    ) -> int:
        need_folder(content, say)
        need_language(lang, say)
        need_place(out)
        from kurrasa.changes import make  # here, so that help and usage errors need no typesetter

        language = message_language()
        speech = words(language)
        book = Order(content=content, out=out, language=lang, final=final)
        order = make.Order(book, since, int(signature), cast("Binding", binding), language)
        with progress(speech, quiet) as report:
            outcome = make.changes(order, report, say)
        if outcome.changes is None:
            tell(outcome.diagnostics, json, quiet)
            return CONTENT_IS_WRONG
        if json:
            click.echo(jsons.dumps(make.as_data(outcome.changes), ensure_ascii=False, indent=2))
            return DONE
        tell(outcome.diagnostics, json, quiet)
        if not quiet:
            from rich.console import Console

            console = Console(highlight=False)
            for line in summary(outcome.changes, speech):
                console.print(line, markup=False) if isinstance(line, str) else console.print(line)
            for path in outcome.files:
                click.echo(path)
        return DONE

    return SpokenCommand(
        "changes",
        callback=run,
        params=[
            content_option(say),
            out_option(say("Folder of the book and of its issues; receives changes/.")),
            click.Option(
                ["--since"],
                metavar="EDITION",
                help=say(
                    "The earlier edition: its booklet.manifest.json, the PDF beside it, or a revision of git; the last "
                    "issue that `booklet --final` kept if left out."
                ),
            ),
            language_option(say),
            final_option(say),
            signature_option(say),
            click.Option(
                ["--binding"],
                type=click.Choice(["perfect", "saddle"]),
                default="perfect",
                show_default=True,
                metavar="KIND",
                help=say("How sections are bound: perfect, one after another, or saddle, one within another."),
            ),
            quiet_option(say),
            json_option(say),
            help_option(say),
        ],
        add_help_option=False,
        short_help=say("Tell what an edit changed, and what is to be printed again."),
        help=say(
            "Compares the book of the content with an earlier edition: which pages have changed and which only moved, "
            "which lines of the indexes have other numbers, which leaves and press sheets are to be printed again. "
            "Writes a report, and those leaves, numbered so that they slip into a printed copy."
        ),
    )


def summary(changes: Changes, speech: Translations) -> list[str | Table]:
    """The answer on a terminal: the pages by what has become of them, then what is to be printed."""
    from kurrasa.changes.tale import tale

    told, say = tale(changes, speech), speech.gettext
    from rich.table import Table

    pages = Table(title=told.headline.striptags(), title_justify="left", show_header=False)
    pages.add_column()
    pages.add_column(justify="right")
    pages.add_column()
    for name, count, folios in told.figures:
        pages.add_row(name, str(count), folios)
    paper = Table(title=say("To print again"), title_justify="left")
    paper.add_column()
    for head in (say("Print"), say("Stay")):
        paper.add_column(head, justify="right")
    for name, again, saved in told.paper:
        paper.add_row(name, str(again), str(saved))
    return [pages, paper, *told.notes]
