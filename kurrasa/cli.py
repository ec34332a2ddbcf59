"""The command line: `booklet`, `check` and `new`, and the commands that have a module of their own.

In: arguments and the locale. Out: an answer on standard output, faults and progress on standard error, an exit code.

0  done
1  the content is wrong: every fault is told, and nothing is written
2  the command was not understood
3  the machine lacks something: it is named, with what to do
130  stopped from the keyboard, as shells count it
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any

import click

from kurrasa import making
from kurrasa.archive.command import archive_command, verify_command
from kurrasa.changes.command import changes_command
from kurrasa.data.command import export_command
from kurrasa.diagnostics import MachineLacks, has_errors
from kurrasa.epub.command import epub_command
from kurrasa.handouts.command import handouts_command
from kurrasa.impose.command import impose_command
from kurrasa.new import FolderTaken, new
from kurrasa.options import (
    book_options,
    book_order,
    cluster_option,
    content_option,
    final_option,
    help_option,
    json_option,
    language_option,
    need_folder,
    need_language,
    quiet_option,
    tell,
    version_option,
)
from kurrasa.order import Order
from kurrasa.preflight.command import preflight_command
from kurrasa.press.command import press_command
from kurrasa.preview.command import preview_command, watch_command
from kurrasa.release.command import release_command
from kurrasa.terminal import let_anything_be_printed, message_language
from kurrasa.translating import translations_command
from kurrasa.usage import Misuse, Say, SpokenCommand, SpokenGroup, usage_fault
from kurrasa.web.command import web_command
from kurrasa.words import words

DONE, CONTENT_IS_WRONG, USAGE, MACHINE_LACKS, INTERRUPTED = 0, 1, 2, 3, 130
EXIT_CODES = (
    (DONE, "done"),
    (CONTENT_IS_WRONG, "the content is wrong: every fault is told, and nothing is written"),
    (USAGE, "the command was not understood"),
    (MACHINE_LACKS, "the machine lacks something: it is named, with what to do"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, those of the process if None, and give its exit code. Raises nothing."""
    let_anything_be_printed()
    atexit.register(gc.freeze)  # else Python looks through all that a book was made of before it lets it go
    say = words(message_language()).gettext
    try:
        group = program(say)
        with group.make_context("kurrasa", list(sys.argv[1:] if arguments is None else arguments)) as context:
            code = group.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return USAGE
    except click.UsageError as error:
        if error.ctx is not None:
            click.echo(error.ctx.get_usage(), err=True)
        click.echo(usage_fault(error, say), err=True)
        return USAGE
    except MachineLacks as lack:
        click.echo(str(lack), err=True)
        return MACHINE_LACKS
    except ModuleNotFoundError as lack:
        told = say("The Python package {name} is not installed here: run `make booklet` once.")
        click.echo(told.format(name=lack.name), err=True)
        return MACHINE_LACKS
    except BrokenPipeError:
        # Whoever read our answer has had enough (`kurrasa check | head`); Python must not flush what is left.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        told = say("The machine does not allow it: {what}.").format(what=error.strerror or error)
        click.echo(f"{error.filename}: {told}" if error.filename else told, err=True)
        return MACHINE_LACKS
    except (click.Abort, KeyboardInterrupt):
        click.echo(say("Stopped; nothing was written."), err=True)
        return INTERRUPTED
    return code if isinstance(code, int) else DONE


def program(say: Say) -> click.Group:
    """Build the commands, with their help in the words of `say`."""
    group = SpokenGroup(
        "kurrasa",
        commands=[
            *(_booklet(say), watch_command(say), preview_command(say), handouts_command(say)),
            *(press_command(say), preflight_command(say), impose_command(say)),
            *(epub_command(say), web_command(say)),
            *(archive_command(say), verify_command(say), export_command(say), release_command(say)),
            *(_check(say), changes_command(say), translations_command(say), _new(say)),
        ],
        params=[version_option(say), help_option(say)],
        add_help_option=False,
        no_args_is_help=True,
        help=say(
            "Turns a folder of YAML records and Markdown into a finished book: Arabic, bound on the right, or in "
            "another language."
        ),
        epilog="\b\n" + "\n".join([say("Exit codes:"), *(f"  {code}  {say(told)}" for code, told in EXIT_CODES)]),
    )
    group.context_settings = {"max_content_width": 100}
    return group


# ---------------------------------------------------------------- the commands


def _booklet(say: Say) -> click.Command:
    def run(cluster: str | None, verbose: bool, quiet: bool, json: bool, **asked: Any) -> int:
        order, speech = book_order(say, **asked), words(message_language())
        outcome = making.book(order, quiet=quiet, pool=partial(_cluster, cluster, say) if cluster else None)
        tell(outcome.diagnostics, json, quiet)
        if outcome.pdf is None:
            return CONTENT_IS_WRONG
        if not (quiet or json):
            if outcome.proof is None:
                click.echo(say("Nothing has changed since the last build."))
            else:
                from rich.console import Console

                Console(highlight=False).print(outcome.proof.table(message_language()))
            told = speech.ngettext("{pdf}: {n} page", "{pdf}: {n} pages", outcome.pages)
            click.echo(told.format(pdf=outcome.pdf, n=outcome.pages))
        if verbose:
            for what, n in sorted(outcome.paragraphs.items(), key=lambda pair: -pair[1]):
                click.echo(f"{n:>6}  {what}", err=True)
        return DONE

    return SpokenCommand(
        "booklet",
        callback=run,
        params=[
            *book_options(
                say, say("Folder that receives booklet.pdf (booklet.LANG.pdf for another language) and proof.json.")
            ),
            cluster_option(say),
            click.Option(
                ["--verbose"],
                is_flag=True,
                help=say("Tell how many paragraphs the compositor set, and why it left others to the library."),
            ),
            quiet_option(say),
            json_option(say),
            help_option(say),
        ],
        add_help_option=False,
        short_help=say("Make the book."),
        help=say(
            "Makes the book, reads it back, proves it, and puts it in its place. If anything is wrong, all of it is "
            "told and nothing is written: the last good book stays where it is."
        ),
    )


def _cluster(address: str, say: Say) -> Executor:
    from kurrasa.cluster import connect  # as above

    return connect(address, say)


def _check(say: Say) -> click.Command:
    def run(content: Path, lang: str | None, final: bool, quiet: bool, json: bool) -> int:
        need_folder(content, say)
        need_language(lang, say)
        from kurrasa import build  # as above

        diagnostics = build.check(Order(content=content, out=Path("build"), language=lang, final=final))
        tell(diagnostics, json, quiet, answer=True)
        return CONTENT_IS_WRONG if has_errors(diagnostics) else DONE

    return SpokenCommand(
        "check",
        callback=run,
        params=[
            content_option(say),
            language_option(say),
            final_option(say),
            quiet_option(say),
            json_option(say),
            help_option(say),
        ],
        add_help_option=False,
        short_help=say("Tell what is wrong with the content, and make nothing."),
        help=say("Tells everything that is wrong with the content: file, line, column, what it is, what to do."),
    )


def _new(say: Say) -> click.Command:
    def run(folder: Path, quiet: bool) -> int:
        try:
            written = new(folder)
        except FolderTaken as taken:
            told = say("{folder} is there already and is not empty: name a new folder.").format(folder=folder)
            raise Misuse(told) from taken
        if not quiet:
            for path in written:
                click.echo(path)
            click.echo(say("Now run: {command}").format(command=f"kurrasa booklet --content {folder}"))
        return DONE

    return SpokenCommand(
        "new",
        callback=run,
        params=[
            click.Argument(["folder"], type=click.Path(path_type=Path), metavar="FOLDER"),
            quiet_option(say),
            help_option(say),
        ],
        add_help_option=False,
        short_help=say("Begin a content with an example of each record."),
        help=say("Writes into FOLDER a commented example of each record: a small book that builds at once."),
    )
