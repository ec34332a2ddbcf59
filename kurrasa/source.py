"""The HTML of a part as it is kept and sent: packed, for there may be thousands, and most are only held.

In: HTML. Out: a value that tells equal sources from others without being unpacked.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """`packed` is deflated UTF-8; `length` that of the HTML, in characters."""

    packed: bytes
    length: int

    @classmethod
    def of(cls, html: str) -> Source:
        """Pack HTML."""
        return cls(zlib.compress(html.encode(), 1), len(html))

    @property
    def html(self) -> str:
        """Unpack it."""
        return zlib.decompress(self.packed).decode()
