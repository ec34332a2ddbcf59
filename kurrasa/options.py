"""What the commands share: their options, what they must be given, and how faults are told.

In: arguments, in the words of the messages. Out: click's options; a fault of usage where one is misused; faults on
standard error, or as JSON on standard output.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import click

from kurrasa import __version__
from kurrasa.diagnostics import Diagnostic, as_json, render
from kurrasa.order import Order
from kurrasa.overtime import LIMIT
from kurrasa.terminal import message_language
from kurrasa.usage import Misuse, Say


def book_options(say: Say, out: str) -> list[click.Option]:
    """What a command asks that makes a book or needs one, for `book_order`; `out` says what its folder receives."""
    return [
        content_option(say),
        out_option(out),
        language_option(say),
        final_option(say),
        cache_option(say),
        limit_option(say),
    ]


def book_order(
    say: Say, content: Path, out: Path, lang: str | None, final: bool, cache: Path | None, limit: float
) -> Order:
    """The order that `book_options` were given for. Raises `Misuse` and `OSError` where it can't be filled."""
    need_folder(content, say)
    need_language(lang, say)
    need_place(out)
    return Order(content=content, out=out, language=lang, final=final, cache=cache, limit=limit)


def out_option(told: str) -> click.Option:
    """The folder that receives what is made; `told` says what that is."""
    return click.Option(
        ["--out"],
        type=click.Path(path_type=Path),
        default=Path("build"),
        show_default=True,
        metavar="DIR",
        help=told,
    )


def signature_option(say: Say) -> click.Option:
    """How many pages are printed and folded together."""
    return click.Option(
        ["--signature"],
        type=click.Choice(["4", "8", "16", "32"]),
        default="16",
        show_default=True,
        metavar="PAGES",
        help=say("Pages of a press sheet, which is folded to a section: 4, 8, 16 or 32."),
    )


def content_option(say: Say) -> click.Option:
    """The folder of the records."""
    return click.Option(
        ["--content"],
        type=click.Path(path_type=Path),
        default=Path("content"),
        show_default=True,
        metavar="DIR",
        help=say("Folder of the records, with book.yaml in it."),
    )


def language_option(say: Say) -> click.Option:
    """Which edition."""
    return click.Option(
        ["--lang"], metavar="LANG", help=say("Language of the edition, such as en; that of the content if left out.")
    )


def final_option(say: Say) -> click.Option:
    """The book itself, not a proof of it."""
    return click.Option(
        ["--final"],
        is_flag=True,
        help=say("The book itself: without the mark of a proof, and with no text left untranslated."),
    )


def cache_option(say: Say) -> click.Option:
    """Where results are kept."""
    return click.Option(
        ["--cache"],
        type=click.Path(path_type=Path),
        metavar="DIR",
        help=say("Folder of what is kept for the next build; .cache in the folder of the book if left out."),
    )


def limit_option(say: Say) -> click.Option:
    """How long a part may take."""
    return click.Option(
        ["--limit"],
        type=click.FloatRange(min=0, min_open=True),
        default=LIMIT,
        show_default=True,
        metavar="SECONDS",
        help=say("Time that one part may take to be set."),
    )


def cluster_option(say: Say) -> click.Option:
    """Where parts are set."""
    return click.Option(
        ["--cluster"],
        metavar="ADDRESS",
        help=say("Set the parts on a Dask cluster, by the address of its scheduler, such as tcp://host:8786."),
    )


def quiet_option(say: Say) -> click.Option:
    """No word but of what is wrong."""
    return click.Option(["--quiet", "-q"], is_flag=True, help=say("Say nothing but what is wrong."))


def json_option(say: Say) -> click.Option:
    """Faults for programs."""
    return click.Option(["--json"], is_flag=True, help=say("Tell what is wrong as JSON, on standard output."))


def help_option(say: Say) -> click.Option:
    """Help in the language of the messages."""

    def show(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
        if wanted and not context.resilient_parsing:
            click.echo(context.get_help())
            context.exit()

    return click.Option(
        ["--help"], is_flag=True, is_eager=True, expose_value=False, callback=show, help=say("Show this help.")
    )


def version_option(say: Say) -> click.Option:
    """The version."""

    def show(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
        if wanted and not context.resilient_parsing:
            click.echo(f"kurrasa {__version__}")
            context.exit()

    return click.Option(
        ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=show, help=say("Show the version.")
    )


def need_folder(content: Path, say: Say) -> None:
    """Raise `Misuse` if there is no such folder."""
    if not content.is_dir():
        told = say("There is no folder {folder}: name the one with book.yaml by --content, or begin one with `new`.")
        raise Misuse(told.format(folder=content))


def need_language(tag: str | None, say: Say) -> None:
    """Raise `Misuse` if a tag is given that names no language."""
    if tag is None:
        return
    from babel import Locale, UnknownLocaleError

    with contextlib.suppress(ValueError, UnknownLocaleError):
        Locale.parse(tag, sep="-")
        return
    raise Misuse(say("{tag} is no language: --lang takes a tag such as ar or en.").format(tag=tag))


def need_place(out: Path) -> None:
    """Raise `OSError` now rather than after the work, if `out` can be neither written nor made."""
    standing = next(path for path in (out, *out.absolute().parents) if path.exists())
    if not standing.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(standing))
    if not os.access(standing, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(standing))


def tell(diagnostics: Sequence[Diagnostic], json: bool, quiet: bool, answer: bool = False) -> None:
    """Tell the faults; `answer` says that to have found none is worth a word."""
    if json:
        click.echo(as_json(diagnostics, message_language()))
    elif diagnostics or (answer and not quiet):
        width = shutil.get_terminal_size().columns
        click.echo(render(diagnostics, message_language(), console_width=width), err=bool(diagnostics), nl=False)
