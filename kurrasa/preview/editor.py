"""A file opened at its line in the editor's own program.

In: a command with `{file}`, `{line}` and `{column}` in it, or the name of a known editor. Out: a process that was begun
without a shell. Only what lies in the content is opened.
"""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Mapping
from pathlib import Path

from kurrasa.diagnostics import Spot

FORMS: Mapping[str, str] = {
    **dict.fromkeys(("code", "code-insiders", "codium", "cursor", "windsurf"), "-g {file}:{line}:{column}"),
    **dict.fromkeys(("subl", "zed", "pulsar", "lapce"), "{file}:{line}:{column}"),
    **dict.fromkeys(("idea", "pycharm", "webstorm"), "--line {line} {file}"),
    **dict.fromkeys(("gvim", "emacsclient", "gedit", "xed", "pluma", "mousepad", "mvim"), "+{line} {file}"),
    "kate": "--line {line} {file}",
    "bbedit": "+{line} {file}",
    "mate": "--line {line} {file}",
}
"""How editors with a window of their own are told the line. One that runs in the terminal would take ours."""


def form(asked: str | None, environment: Mapping[str, str]) -> str | None:
    """The command that opens a file: as asked for, else by $VISUAL or $EDITOR if it has a window; None if none does."""
    for command in (asked, environment.get("VISUAL"), environment.get("EDITOR")):
        if not command:
            continue
        if "{file}" in command:
            return command
        known = FORMS.get(Path(shlex.split(command)[0]).stem)
        if known or command is asked:
            return f"{command} {known or '{file}'}"
    return None


def arguments(command: str, spot: Spot, file: Path) -> list[str]:
    """The words of a command for a spot: each is one argument, whatever the file is called."""
    values = {"{file}": str(file), "{line}": str(spot.line), "{column}": str(spot.column)}
    found = []
    for word in shlex.split(command):
        for name, value in values.items():
            word = word.replace(name, value)
        found.append(word)
    return found


def inside(file: str, folder: Path) -> Path | None:
    """The file that a spot names, if it is one of the folder; None for any other."""
    path = Path(file).resolve()
    return path if path.is_relative_to(folder.resolve()) and path.is_file() else None


async def open_at(command: str, spot: Spot, file: Path) -> None:
    """Begin the editor. Raises `OSError` where there is no such program."""
    nothing = asyncio.subprocess.DEVNULL
    await asyncio.create_subprocess_exec(
        *arguments(command, spot, file), stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
    )
