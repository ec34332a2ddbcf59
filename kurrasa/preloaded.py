"""What a process that sets parts begins with: the typesetter, in its place before the first part comes.

In: nothing. Out: imported modules, and the compositor installed. Importing this is all there is to do.
"""

from __future__ import annotations

import gc

gc.disable()  # until all is here

from kurrasa import cli, library, typeset, workshop  # noqa: E402

library.engine()  # before anything imports WeasyPrint, which then sees no font but ours

from kurrasa import breaks, lockup, overflow  # noqa: E402
from kurrasa.compositor import pagewise  # noqa: E402

__all__ = ["breaks", "cli", "library", "lockup", "overflow", "pagewise", "typeset", "workshop"]

gc.enable()

gc.freeze()  # what is here stays: the collector need not look at it after every part
