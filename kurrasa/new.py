"""Begin a content: a small commented example of each record, on a subject of its own, which builds at once.

In: a folder that is not there yet, or is empty. Out: the files of `kurrasa/scaffold/`, copied into it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

SCAFFOLD = Path(__file__).parent / "scaffold"


class FolderTaken(Exception):  # noqa: N818 - raised as a sentence
    """The folder holds something already; what is in it is nobody's to overwrite."""


def new(folder: Path) -> tuple[Path, ...]:
    """Write the example into `folder` and give the paths of its files, in order.

    Raises `FolderTaken` if the folder is not empty or is a file, `OSError` if it can't be written.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise FolderTaken(folder)
    shutil.copytree(SCAFFOLD, folder, dirs_exist_ok=True)
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))
