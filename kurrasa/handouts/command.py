"""The command `handouts`: which handouts, in which languages, single or in one file.

In: arguments. Out: faults and answers as the other commands give them: on success, a line a language with the count of
its handouts and of their pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from kurrasa.handouts.order import Choice, Order, figures, standing
from kurrasa.options import (
    cache_option,
    content_option,
    final_option,
    help_option,
    json_option,
    limit_option,
    need_folder,
    need_language,
    need_place,
    out_option,
    quiet_option,
    tell,
)
from kurrasa.processes import processes
from kurrasa.terminal import message_language, progress
from kurrasa.usage import Misuse, Say, SpokenCommand
from kurrasa.words import words

DONE, CONTENT_IS_WRONG = 0, 1


def handouts_command(say: Say) -> click.Command:
    """Build the command, with its help in the words of `say`."""

    def run(
        content: Path,
        out: Path,
        ids: tuple[str, ...],
        body: tuple[str, ...],
        year: tuple[int, ...],
        select: Path | None,
        lang: tuple[str, ...],
        combined: bool,
        final: bool,
        cache: Path | None,
        limit: float,
        quiet: bool,
        json: bool,
    ) -> int:
        need_folder(content, say)
        for tag in lang:
            need_language(tag, say)
        need_place(out)
        if select is not None:
            ids += _selected(content, select, say)
        speech = words(message_language())
        order = Order(content, out, Choice(ids, body, year), lang, final, combined, cache, limit)
        if (outcome := standing(order)) is None:
            _need_records(content, ids, body, say)
            pool = processes()
            # here, so that help, usage errors and handouts that stand need no typesetter, and processes begin before it
            from kurrasa.handouts import make
            from kurrasa.handouts.press import Press

            with progress(speech, quiet) as report:
                outcome = make.handouts(order, report, Press(order.store, pool))
        tell(outcome.diagnostics, json, quiet)
        if not outcome.files:
            if not outcome.diagnostics:
                raise Misuse(say("No meeting or selection answers to this: nothing was made."))
            return CONTENT_IS_WRONG
        if not (quiet or json):
            proofs = [file.proof for file in outcome.files if file.proof]
            if not proofs:
                click.echo(say("Nothing has changed since the last build."))
            elif len(proofs) == 1:
                from rich.console import Console

                Console(highlight=False).print(proofs[0].table(message_language()))
            for language, (count, pages) in figures(outcome.files).items():
                told = speech.ngettext("{lang}: {n} handout, {pages}", "{lang}: {n} handouts, {pages}", count)
                sides = speech.ngettext("{n} page", "{n} pages", pages).format(n=pages)
                click.echo(told.format(lang=language, n=count, pages=sides))
            for file in outcome.files:
                told = speech.ngettext("{pdf}: {n} page", "{pdf}: {n} pages", file.pages)
                click.echo(told.format(pdf=file.path, n=file.pages))
        return DONE

    return SpokenCommand(
        "handouts",
        callback=run,
        params=[
            content_option(say),
            out_option(say("Folder that receives handouts/ID.LANG.pdf.")),
            click.Option(
                ["--id", "ids"], multiple=True, metavar="ID", help=say("The handout of one meeting or theme.")
            ),
            click.Option(["--body"], multiple=True, metavar="ID", help=say("The meetings of one body.")),
            click.Option(
                ["--year"],
                multiple=True,
                type=int,
                metavar="YEAR",
                help=say("The meetings of one year, of either era."),
            ),
            click.Option(
                ["--select"],
                type=click.Path(path_type=Path),
                metavar="FILE",
                help=say("The themes of one file of content/handouts."),
            ),
            click.Option(
                ["--lang"], multiple=True, metavar="LANG", help=say("One language; all of the edition if left out.")
            ),
            click.Option(
                ["--combined"],
                is_flag=True,
                help=say("Write handouts.LANG.pdf too: all of them in one file, with an outline."),
            ),
            final_option(say),
            cache_option(say),
            limit_option(say),
            quiet_option(say),
            json_option(say),
            help_option(say),
        ],
        add_help_option=False,
        short_help=say("Make a handout for each meeting and theme."),
        help=say(
            "Makes a sheet of A4, both sides at most, for each meeting and theme; proves them, their page numbers by "
            "the booklet's own, and puts them in their places. --id, --body, --year and --lang may be given many times."
        ),
    )


def _selected(folder: Path, file: Path, say: Say) -> tuple[str, ...]:
    """The ids of the handouts that a file of the content defines."""
    from kurrasa.load import load
    from kurrasa.records import Handout

    content, _ = load(folder)
    wanted = file.resolve()
    handouts = content.of(Handout) if content else ()
    ids = tuple(h.id for h in handouts if content and Path(content.spot(h).file).resolve() == wanted)
    if not ids and content:
        raise Misuse(
            say("{file} holds no handout of this content: it is to be a file of its folder handouts.").format(file=file)
        )
    return ids


def _need_records(folder: Path, ids: tuple[str, ...], bodies: tuple[str, ...], say: Say) -> None:
    """Raise `Misuse` for an id that names no meeting or selection, or no body; a content that can't be read passes."""
    if not (ids or bodies):
        return
    from kurrasa.load import load
    from kurrasa.records import Body, Conference, Handout
    from kurrasa.schema import guess

    content, _ = load(folder)
    if content is None:
        return
    known: Mapping[str, object] = {r.id: r for kind in (Conference, Handout) for r in content.of(kind)}
    named: Mapping[str, object] = {body.id: body for body in content.of(Body)}
    for wanted, there in ((ids, known), (bodies, named)):
        for id in wanted:
            if id not in there:
                near = guess(id, there) or ""
                told = say("The content has no meeting, theme or body “{id}”.").format(id=id)
                raise Misuse(f"{told} {say('Did you mean “{guess}”?').format(guess=near)}" if near else told)
