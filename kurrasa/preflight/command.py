"""The command `preflight`: whether the files of the press may go to it.

In: arguments. Out: what is wrong with each file, with its pages and what to do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kurrasa.diagnostics import Diagnostic, has_errors
from kurrasa.options import help_option, json_option, quiet_option, tell
from kurrasa.press.command import condition_options
from kurrasa.usage import Misuse, Say, SpokenCommand

DONE, FAULTY = 0, 1
USUAL = (Path("build/booklet-press.pdf"), Path("build/cover-press.pdf"))


def preflight_command(say: Say) -> click.Command:
    """Build the command, with its help in the words of `say`."""

    def run(files: tuple[Path, ...], quiet: bool, json: bool, **chosen: Any) -> int:
        from kurrasa.press.condition import condition

        held_to = condition(chosen["condition"], chosen["ink"])
        if isinstance(held_to, Diagnostic):
            tell((held_to,), json, quiet)
            return FAULTY
        asked = files or tuple(path for path in USUAL if path.is_file())
        if not asked:
            raise Misuse(say("There is no build/booklet-press.pdf: name a file, or make it by `kurrasa press`."))
        from kurrasa.preflight.file import Held
        from kurrasa.preflight.inspect import inspect

        found = [
            diagnostic
            for path in asked
            for diagnostic in inspect(path, Held(held_to.ink_limit, held_to, block="cover" not in path.name), say)
        ]
        tell(found, json, quiet, answer=True)
        return FAULTY if has_errors(found) else DONE

    return SpokenCommand(
        "preflight",
        callback=run,
        params=[
            click.Argument(["files"], nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]..."),
            *condition_options(say),
            quiet_option(say),
            json_option(say),
            help_option(say),
        ],
        add_help_option=False,
        short_help=say("Look at the files of the press before they go to it."),
        help=say(
            "Looks at files of the press, those in build/ if none is named: boxes, bleed, fonts, colours, ink, black "
            "type, overprint, lines, pictures, transparency, binding. Each fault has its pages, and what to do."
        ),
    )
