"""Saves in a folder of content, as they happen.

In: a folder. Out: for each save or burst of saves, the files that were written.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from watchfiles import Change, awatch

STEP = 5  # milliseconds without another change, after which a save is taken to be whole
LONGEST = 200  # milliseconds of changes without a pause, after which they are told all the same


def concerns(_change: Change, path: str) -> bool:
    """Whether a change is of the content, and not of what an editor lays beside a file for a moment."""
    name = Path(path).name
    return not (name.startswith((".", "#", "~")) or name.endswith(("~", ".swp", ".tmp", ".bak")))


async def saves(folder: Path) -> AsyncIterator[set[Path]]:
    """Give the files of each save; the folder is watched from the first that is asked for."""
    where = folder.resolve()
    async for found in awatch(where, watch_filter=concerns, debounce=LONGEST, step=STEP, raise_interrupt=False):
        yield {Path(path) for _, path in found}
