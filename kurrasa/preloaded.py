"""What a process that sets parts begins with: the typesetter, in its place before the first part comes.

In: nothing. Out: imported modules, and the compositor installed. Importing this is all there is to do.
"""

from __future__ import annotations

import gc

from kurrasa import cli, typeset, workshop

typeset.engine()  # before anything imports the library, which then sees no font but ours

from kurrasa import lockup  # noqa: E402

__all__ = ["cli", "lockup", "typeset", "workshop"]

gc.freeze()  # what is here stays: the collector need not look at it after every part
