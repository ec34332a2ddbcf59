"""The command `impose`: the sheets that a press prints and folds, or an office printer.

In: arguments. Out: the imposed file and a dummy to be folded beside the book; what is folded, in lines or as JSON.
"""

from __future__ import annotations

import json as jsons
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from kurrasa import making
from kurrasa.options import book_options, book_order, help_option, json_option, quiet_option, signature_option, tell
from kurrasa.terminal import message_language
from kurrasa.usage import Misuse, Say, SpokenCommand
from kurrasa.words import words

if TYPE_CHECKING:
    from kurrasa.impose.make import Imposed
    from kurrasa.impose.sections import Binding

DONE, CONTENT_IS_WRONG = 0, 1
IMPOSED, DUMMY = "booklet-imposed", "booklet-dummy"


def impose_command(say: Say) -> click.Command:
    """Build the command, with its help in the words of `say`."""

    def run(
        source: Path | None,
        signature: str,
        binding: str | None,
        sheet: str | None,
        leaf: float | None,
        home: bool,
        flip: str,
        quiet: bool,
        json: bool,
        **asked: Any,
    ) -> int:
        order = book_order(say, **asked)
        size = _size(sheet, say)
        if source is not None and not source.is_file():
            raise Misuse(say("There is no file {file}.").format(file=source))
        outcome = making.book(order, quiet=quiet)
        if outcome.pdf is None:
            tell(outcome.diagnostics, json, quiet)
            return CONTENT_IS_WRONG
        from kurrasa import build
        from kurrasa.impose.make import Scheme, impose

        content, _ = build.checked(order)
        assert content is not None  # the book was made from it
        press = content.book.press
        bound = cast("Binding", binding or press.binding)
        scheme = Scheme(int(signature), bound, size, leaf or press.thickness, home, home and flip == "long")
        title = content.book.short_title or content.book.title
        imposed = impose(source or outcome.pdf, scheme, build.edition(content).style, title, say)
        if imposed.fault:
            tell((imposed.fault,), json, quiet)
            return CONTENT_IS_WRONG
        ending = outcome.pdf.name.removeprefix("booklet")
        files = {order.out / f"{IMPOSED}{ending}": imposed.file, order.out / f"{DUMMY}{ending}": imposed.dummy}
        build.put(files)
        if json:
            click.echo(jsons.dumps(as_data(imposed), ensure_ascii=False, indent=2))
        elif not quiet:
            for line in summary(imposed, say):
                click.echo(line)
            for path in files:
                click.echo(path)
        return DONE

    return SpokenCommand(
        "impose",
        callback=run,
        params=[
            *book_options(say, say("Folder of the book; receives booklet-imposed.pdf and booklet-dummy.pdf.")),
            click.Option(
                ["--from", "source"],
                type=click.Path(path_type=Path),
                metavar="FILE",
                help=say("The PDF to impose, such as booklet-press.pdf; the book itself if left out."),
            ),
            signature_option(say),
            click.Option(
                ["--binding"],
                type=click.Choice(["perfect", "saddle"]),
                metavar="KIND",
                help=say(
                    "How sections are bound: perfect, one after another, or saddle, one within another; as book.yaml "
                    "says under `press` if left out."
                ),
            ),
            click.Option(
                ["--sheet"],
                metavar="SIZE",
                help=say("Size of the sheet in millimetres, such as 640x450; the least that will do if left out."),
            ),
            click.Option(
                ["--leaf"],
                type=click.FloatRange(min=0, min_open=True, max=1),
                metavar="MM",
                help=say("Thickness of a leaf in millimetres, by which pages creep; that of book.yaml if left out."),
            ),
            click.Option(
                ["--home"], is_flag=True, help=say("Two pages on A4, both sides, to be folded and stapled by hand.")
            ),
            click.Option(
                ["--flip"],
                type=click.Choice(["short", "long"]),
                default="short",
                show_default=True,
                metavar="EDGE",
                help=say("Of --home: the edge about which the printer turns the paper, short or long."),
            ),
            quiet_option(say),
            json_option(say),
            help_option(say),
        ],
        add_help_option=False,
        short_help=say("Lay the pages on sheets to be printed and folded."),
        help=say(
            "Lays the pages of the book, or of a press file of it, on sheets, so that they are in order when the "
            "sheets are folded and bound on the book's own side; makes a dummy on A4 to be folded by hand."
        ),
    )


def _size(given: str | None, say: Say) -> tuple[float, float] | None:
    if given is None:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)[x×](\d+(?:\.\d+)?)", given)
    if not found:
        raise Misuse(say("{size} is no size: --sheet takes millimetres, such as 640x450.").format(size=given))
    return float(found[1]), float(found[2])


def summary(imposed: Imposed, say: Say) -> list[str]:
    """What is folded: a line a sheet, with the pages of each side as they lie."""
    speech = words(message_language())
    lines = [speech.ngettext("{n} sheet", "{n} sheets", len(imposed.sheets)).format(n=len(imposed.sheets))]
    if imposed.blanks:
        lines[0] += ", " + speech.ngettext("{n} blank page", "{n} blank pages", imposed.blanks).format(n=imposed.blanks)
    for sheet in imposed.sheets:
        sides = [" / ".join(" ".join(row) for row in rows) for rows in sheet.labels]
        lines.append(f"{sheet.number:>3}  {say('front')}  {sides[0]}  {say('back')}  {sides[1]}")
    return lines


def as_data(imposed: Imposed) -> dict[str, object]:
    """The same for programs."""
    return {
        "blanks": imposed.blanks,
        "sheets": [
            {
                "number": sheet.number,
                "width": round(sheet.front.width / 72 * 25.4, 2),
                "height": round(sheet.front.height / 72 * 25.4, 2),
                "front": sheet.labels[0],
                "back": sheet.labels[1],
            }
            for sheet in imposed.sheets
        ],
    }
