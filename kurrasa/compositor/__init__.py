"""A compositor for WeasyPrint 70: Arabic set as a good compositor would, and found again in the PDF.

`install()` puts it in place in this process; it knows nothing of books. Paragraphs it can't compose go to the library's
own code and are counted in `tally`. See docs/compositor.md for what each part mends.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

tally: Counter[str] = Counter()

# The modules of this package import WeasyPrint, half a second that not everyone who imports the package wants to wait.


def install() -> None:
    """Put the compositor in place. Does nothing where it is already; raises `RuntimeError` for an unknown version."""
    from kurrasa.compositor import door

    door.install()


def uninstall() -> None:
    """Put the library's own functions back."""
    from kurrasa.compositor import door

    door.uninstall()


def share(sheet: Any) -> None:
    """Compute the styles of a sheet once for all documents that are set with it (`cascade`)."""
    from kurrasa.compositor import cascade

    cascade.share(sheet)


def pages(document: Any, sheet: Any, font_config: Any) -> Iterator[Any]:
    """The pages of a document of WeasyPrint, one by one (`pagewise`)."""
    from kurrasa.compositor import pagewise

    return pagewise.pages(document, sheet, font_config)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the cyclic collector: boxes live to the end of what they are made for, and walking them frees none."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def read(make: Callable[[str], Any], html: str) -> Any:
    """A document of WeasyPrint from HTML, which is read as XML where that is the same (`markup`)."""
    from kurrasa.compositor import markup

    return markup.read(make, html)
