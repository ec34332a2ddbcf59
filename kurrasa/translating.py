"""The command `translations`: what is missing or stale, to a PO file and back, and tied.

In: a content's folder, a language, what is to be done. Out: faults and answers as the other commands give them; files
of `translations/`, written whole and put in their places together.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kurrasa.diagnostics import Diagnostic, Spot, has_errors
from kurrasa.options import content_option, help_option, json_option, need_folder, need_language, quiet_option, tell
from kurrasa.terminal import message_language
from kurrasa.usage import Misuse, Say, SpokenCommand
from kurrasa.words import words

if TYPE_CHECKING:
    from kurrasa.load import Content

DONE, CONTENT_IS_WRONG = 0, 1


def translations_command(say: Say) -> click.Command:
    """Build the command, with its help in the words of `say`."""

    def run(
        content: Path, lang: str | None, po: Path | None, from_po: Path | None, tie: bool, quiet: bool, json: bool
    ) -> int:
        need_folder(content, say)
        need_language(lang, say)
        if (po is not None) + (from_po is not None) + tie > 1:
            raise Misuse(say("--po, --from-po and --tie are three commands: give one of them."))
        from kurrasa.load import load

        read, faults = load(content)
        if read is None or has_errors(faults):
            tell(faults, json, quiet)
            return CONTENT_IS_WRONG
        languages = [lang] if lang else [tag for tag in read.translations if tag != read.book.language]
        if (po or from_po) and lang is None:
            raise Misuse(say("A PO file is of one language: name it by --lang."))
        if po is not None and lang:
            return _to_po(read, lang, po, quiet)
        if from_po is not None and lang:
            return _from_po(read, lang, from_po, json, quiet)
        if tie:
            return _tie(read, languages, json, quiet)
        return _list(read, languages, json, quiet)

    return SpokenCommand(
        "translations",
        callback=run,
        params=[
            content_option(say),
            click.Option(["--lang"], metavar="LANG", help=say("One language alone; all that there are if left out.")),
            click.Option(
                ["--po"],
                type=click.Path(path_type=Path, dir_okay=False),
                metavar="FILE",
                help=say("Write what is missing or stale into a PO file, for a translator."),
            ),
            click.Option(
                ["--from-po"],
                type=click.Path(path_type=Path, exists=True, dir_okay=False),
                metavar="FILE",
                help=say("Read a PO file that has come back, and write its translations into the content."),
            ),
            click.Option(
                ["--tie"],
                is_flag=True,
                help=say("Write at each translation that has none the hash of the text it stands for today."),
            ),
            quiet_option(say),
            json_option(say),
            help_option(say),
        ],
        add_help_option=False,
        short_help=say("Tell which translations are missing or stale; exchange them."),
        help=say(
            "Tells which texts are not translated yet, and which have been edited since they were: file, line, what to "
            "do. With an option, exchanges them with a translator by PO files, or ties them to what they stand for."
        ),
    )


def _list(content: Content, languages: list[str], json: bool, quiet: bool) -> int:
    from kurrasa.localise import localise

    found = [fault for language in languages for fault in localise(content, language)[1]]
    tell(found, json, quiet, answer=True)
    return CONTENT_IS_WRONG if has_errors(found) else DONE


def _to_po(content: Content, language: str, file: Path, quiet: bool) -> int:
    from kurrasa import exchange
    from kurrasa.build import put

    text, count = exchange.to_po(content, language)
    put({file: text.encode()})
    if not quiet:
        told = words(message_language()).ngettext("{file}: {n} text", "{file}: {n} texts", count)
        click.echo(told.format(file=file, n=count))
    return DONE


def _from_po(content: Content, language: str, file: Path, json: bool, quiet: bool) -> int:
    from kurrasa import exchange
    from kurrasa.yamledit import Unwritable

    try:
        files, count, faults = exchange.from_po(content, language, file)
    except Unwritable as reason:
        tell([_unwritable(content, language, reason)], json, quiet)
        return CONTENT_IS_WRONG
    if faults:
        tell(faults, json, quiet)
    if has_errors(faults):
        return CONTENT_IS_WRONG
    _put(files, count, quiet)
    return DONE


def _tie(content: Content, languages: list[str], json: bool, quiet: bool) -> int:
    from kurrasa import exchange
    from kurrasa.yamledit import Unwritable

    files: dict[Path, str] = {}
    count = 0
    for language in languages:
        try:
            tied, number = exchange.tie(content, language)
        except Unwritable as reason:
            tell([_unwritable(content, language, reason)], json, quiet)
            return CONTENT_IS_WRONG
        files |= tied
        count += number
    _put(files, count, quiet)
    return DONE


def _put(files: Mapping[Path, str], count: int, quiet: bool) -> None:
    from kurrasa.build import put

    for path in files:
        path.parent.mkdir(parents=True, exist_ok=True)
    put({path: text.encode() for path, text in files.items()})
    if not quiet:
        told = words(message_language()).ngettext("{n} text written", "{n} texts written", count)
        click.echo(told.format(n=count))


def _unwritable(content: Content, language: str, reason: Exception) -> Diagnostic:
    from kurrasa.load import TRANSLATIONS

    file = f"{content.shown}/{TRANSLATIONS}/{language}.yaml"
    return Diagnostic(
        "translation",
        "The file can't be written to: {reason}",
        "Correct it by hand, then run the command again.",
        Spot(file, 1, 1),
        {"reason": str(reason)},
    )
