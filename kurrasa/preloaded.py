"""What a process that sets parts begins with: the typesetter, in its place before the first part comes.

In: the file of the recipe that will be asked for, if one is known (`processes.READY`). Out: imported modules, the
compositor installed, styles read. Importing this is all there is to do.
"""

from __future__ import annotations

import gc

gc.disable()  # until all is here

import os  # noqa: E402
from pathlib import Path  # noqa: E402

from kurrasa import library, typeset, workshop  # noqa: E402

library.engine()  # before anything imports WeasyPrint, which then sees no font but ours

from kurrasa import breaks, lockup, overflow  # noqa: E402
from kurrasa.compositor import markup, pagewise  # noqa: E402
from kurrasa.processes import READY  # noqa: E402
from kurrasa.store import Store  # noqa: E402

__all__ = ["breaks", "lockup", "markup", "overflow", "pagewise", "workshop"]

if kept := os.environ.get(READY):
    recipe = Store(Path(kept).parent).load(Path(kept).name)
    if recipe:
        typeset.read_ahead(recipe)

gc.enable()
gc.freeze()  # what is here stays: the collector need not look at it after every part
