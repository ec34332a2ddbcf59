"""Small pieces of PDF source: strings, numbers, and the codes in a page's stream.

In: Python's values. Out: bytes as ISO 32000-1, 7.3 writes them.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable, Mapping

_ESCAPED = re.compile(rb"[\\()\r]")
_SHOWN = re.compile(rb"/(\S+) [-\d.]+ Tf|<([0-9a-f]{4,})>")


def string(text: str) -> bytes:
    """A text string (7.9.2.2): as it is where it is ASCII, else UTF-16."""
    if text.isascii():
        return b"(" + _ESCAPED.sub(lambda m: b"\\r" if m[0] == b"\r" else b"\\" + m[0], text.encode()) + b")"
    return b"<feff" + text.encode("utf-16-be").hex().encode() + b">"


def number(value: float) -> bytes:
    """A number, to a hundredth of a point."""
    return (b"%.2f" % value).rstrip(b"0").rstrip(b".")


def numbers(values: Iterable[float]) -> bytes:
    """Numbers, one after another."""
    return b" ".join(map(number, values))


def references(numbers: list[int] | tuple[int, ...]) -> bytes:
    """References to objects, one after another."""
    return b" ".join([b"%d 0 R" % number for number in numbers])


def shown(stream: bytes) -> dict[str, frozenset[int]]:
    """The codes that a stream shows, by the resource name of their font."""
    runs: dict[bytes, list[bytes]] = {}
    current: list[bytes] = []
    for font, codes in _SHOWN.findall(stream):
        if font:
            current = runs.setdefault(font, [])
        else:
            current.append(codes)
    return {font.decode(): frozenset(pairs(bytes.fromhex(b"".join(codes).decode()))) for font, codes in runs.items()}


def pairs(data: bytes) -> array[int]:
    """The codes that pairs of bytes are, the greater byte first."""
    found = array("H", data)
    if sys.byteorder == "little":
        found.byteswap()
    return found


def recode(stream: bytes, moved: Mapping[str, Mapping[int, int]]) -> bytes:
    """A stream whose codes are others: `moved` gives, by font, the new code of each that changes."""
    tables = {f.encode(): {b"%04x" % old: b"%04x" % new for old, new in codes.items()} for f, codes in moved.items()}
    wanted = b"|".join({code for table in tables.values() for code in table})
    table: Mapping[bytes, bytes] = {}

    def written(match: re.Match[bytes]) -> bytes:
        nonlocal table
        codes = match[2]
        if codes is None:
            table = tables.get(match[1], {})
            return match[0]
        pieces = (codes[i : i + 4] for i in range(0, len(codes), 4))
        return b"<" + b"".join([table.get(code, code) for code in pieces]) + b">"

    return re.sub(rb"/(\S+) [-\d.]+ Tf|<((?:[0-9a-f]{4})*?(?:%b)[0-9a-f]*)>" % wanted, written, stream)
