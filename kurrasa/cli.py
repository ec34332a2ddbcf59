"""The command line: `booklet`, `check` and `new`.

In: arguments and the locale. Out: an answer on standard output, faults and progress on standard error, an exit code.

0  done
1  the content is wrong: every fault is told, and nothing is written
2  the command was not understood
3  the machine lacks something: it is named, with what to do
130  stopped from the keyboard, as shells count it
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from babel import Locale, UnknownLocaleError
from rich.console import Console

from kurrasa import __version__
from kurrasa.diagnostics import Diagnostic, MachineLacks, as_json, has_errors, render
from kurrasa.new import FolderTaken, new
from kurrasa.terminal import let_anything_be_printed, message_language, progress
from kurrasa.usage import Misuse, Say, SpokenCommand, SpokenGroup, usage_fault
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
        commands=[_booklet(say), _check(say), _new(say)],
        params=[_version(say), _help(say)],
        add_help_option=False,
        no_args_is_help=True,
        help=say("Turns a folder of YAML records and Markdown into a finished Arabic book, bound on the right."),
        epilog="\b\n" + "\n".join([say("Exit codes:"), *(f"  {code}  {say(told)}" for code, told in EXIT_CODES)]),
    )
    group.context_settings = {"max_content_width": 100}
    return group


# ---------------------------------------------------------------- the commands


def _booklet(say: Say) -> click.Command:
    def run(content: Path, out: Path, lang: str | None, final: bool, verbose: bool, quiet: bool, json: bool) -> int:
        _need_folder(content, say)
        _need_language(lang, say)
        _need_place(out)
        from kurrasa import build  # here, so that help and usage errors need no typesetter

        speech = words(message_language())
        order = build.Order(content=content, out=out, language=lang, final=final)
        with progress(speech, quiet) as report:
            outcome = build.booklet(order, report)
        _tell(outcome.diagnostics, json, quiet)
        if outcome.pdf is None:
            return CONTENT_IS_WRONG
        if not (quiet or json):
            if outcome.proof is not None:
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
            _content(say),
            click.Option(
                ["--out"],
                type=click.Path(path_type=Path),
                default=Path("build"),
                show_default=True,
                metavar="DIR",
                help=say("Folder that receives booklet.pdf (booklet.LANG.pdf for another language) and proof.json."),
            ),
            click.Option(
                ["--lang"],
                metavar="LANG",
                help=say("Language of the edition, such as en; that of the content if left out."),
            ),
            click.Option(["--final"], is_flag=True, help=say("Take off the mark that tells a proof from the book.")),
            click.Option(
                ["--verbose"],
                is_flag=True,
                help=say("Tell how many paragraphs the compositor set, and why it left others to the library."),
            ),
            _quiet(say),
            _json(say),
            _help(say),
        ],
        add_help_option=False,
        short_help=say("Make the book."),
        help=say(
            "Makes the book, reads it back, proves it, and puts it in its place. If anything is wrong, all of it is "
            "told and nothing is written: the last good book stays where it is."
        ),
    )


def _check(say: Say) -> click.Command:
    def run(content: Path, quiet: bool, json: bool) -> int:
        _need_folder(content, say)
        from kurrasa import build  # as above

        diagnostics = build.check(build.Order(content=content, out=Path("build")))
        _tell(diagnostics, json, quiet, answer=True)
        return CONTENT_IS_WRONG if has_errors(diagnostics) else DONE

    return SpokenCommand(
        "check",
        callback=run,
        params=[_content(say), _quiet(say), _json(say), _help(say)],
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
            _quiet(say),
            _help(say),
        ],
        add_help_option=False,
        short_help=say("Begin a content with an example of each record."),
        help=say("Writes into FOLDER a commented example of each record: a small book that builds at once."),
    )


# ---------------------------------------------------------------- options they share


def _content(say: Say) -> click.Option:
    return click.Option(
        ["--content"],
        type=click.Path(path_type=Path),
        default=Path("content"),
        show_default=True,
        metavar="DIR",
        help=say("Folder of the records, with book.yaml in it."),
    )


def _quiet(say: Say) -> click.Option:
    return click.Option(["--quiet", "-q"], is_flag=True, help=say("Say nothing but what is wrong."))


def _json(say: Say) -> click.Option:
    return click.Option(["--json"], is_flag=True, help=say("Tell what is wrong as JSON, on standard output."))


def _help(say: Say) -> click.Option:
    def show(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
        if wanted and not context.resilient_parsing:
            click.echo(context.get_help())
            context.exit()

    return click.Option(
        ["--help"], is_flag=True, is_eager=True, expose_value=False, callback=show, help=say("Show this help.")
    )


def _version(say: Say) -> click.Option:
    def show(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
        if wanted and not context.resilient_parsing:
            click.echo(f"kurrasa {__version__}")
            context.exit()

    return click.Option(
        ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=show, help=say("Show the version.")
    )


def _need_folder(content: Path, say: Say) -> None:
    if not content.is_dir():
        told = say("There is no folder {folder}: name the one with book.yaml by --content, or begin one with `new`.")
        raise Misuse(told.format(folder=content))


def _need_language(tag: str | None, say: Say) -> None:
    if tag is None:
        return
    with contextlib.suppress(ValueError, UnknownLocaleError):
        Locale.parse(tag, sep="-")
        return
    raise Misuse(say("{tag} is no language: --lang takes a tag such as ar or en.").format(tag=tag))


def _need_place(out: Path) -> None:
    """Raise `OSError` now rather than after the work, if `out` can be neither written nor made."""
    standing = next(path for path in (out, *out.absolute().parents) if path.exists())
    if not standing.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(standing))
    if not os.access(standing, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(standing))


def _tell(diagnostics: Sequence[Diagnostic], json: bool, quiet: bool, answer: bool = False) -> None:
    """Tell the faults; `answer` says that to have found none is worth a word."""
    if json:
        click.echo(as_json(diagnostics, message_language()))
    elif diagnostics or (answer and not quiet):
        width = shutil.get_terminal_size().columns
        click.echo(render(diagnostics, message_language(), console_width=width), err=bool(diagnostics), nl=False)
