"""A compositor for WeasyPrint 70: Arabic set as a good compositor would, and found again in the PDF.

`install()` puts it in place in this process; it knows nothing of books. Paragraphs it can't compose go to the library's
own code and are counted in `tally`. See docs/compositor.md for what each part mends.
"""

from __future__ import annotations

from kurrasa.compositor.cascade import share
from kurrasa.compositor.door import install, uninstall
from kurrasa.compositor.lines import tally

__all__ = ["install", "share", "tally", "uninstall"]
