"""A PDF file as it is written, from its first byte to its last: nothing is kept but where each object begins.

In: numbered objects. Out: a file, with object streams and a cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8).
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

_LEVEL = 6  # of compression: 9 takes a warm binder a third longer, for less than a hundredth of the file
_GROUP = 400  # objects in a stream of objects
_DIRECT, _GROUPED = 1, 2  # types of cross-reference entries
_ROW = 8  # bytes of an entry of the cross-reference stream
_AT_ONCE = 8192  # entries
_FREE = b"\0\0\0\0\0\0\xff\xff"  # the entry of an object that is not there, and never will be (7.5.4)


@dataclass(frozen=True)
class Packed:
    """A stream of objects, compressed, and the numbers of those in it."""

    numbers: tuple[int, ...]
    dictionary: bytes
    data: bytes


def pack(objects: Sequence[tuple[int, bytes]]) -> tuple[Packed, ...]:
    """Objects together in streams."""
    found = []
    for start in range(0, len(objects), _GROUP):
        some = objects[start : start + _GROUP]
        heads, at = [], 0
        for number, body in some:
            heads.append(b"%d %d" % (number, at))
            at += len(body) + 1
        head = b" ".join(heads) + b"\n"
        data = zlib.compress(head + b"\n".join([body for _, body in some]), _LEVEL)
        dictionary = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(some), len(head))
        found.append(Packed(tuple(number for number, _ in some), dictionary, data))
    return tuple(found)


class PdfFile:
    """An open PDF file; `next` is the least number not yet given to an object."""

    def __init__(self, out: BinaryIO, first: int) -> None:
        self._out = out
        self._at = 0
        self.next = first
        self._kind, self._where, self._index = array("B"), array("Q"), array("I")
        self._write(b"%PDF-1.7\n%\xd9\x83\xd9\x8f\n")

    def take(self, count: int = 1, step: int = 1) -> int:
        """The first of so many numbers, given to objects that follow; it is a multiple of `step`."""
        first = -(-self.next // step) * step
        self.next = first + count
        return first

    def object(self, number: int, body: bytes) -> None:
        """Write an object by itself."""
        self._enter(number, _DIRECT, self._at, 0)
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def stream(self, number: int, dictionary: bytes, *data: bytes) -> None:
        """Write a stream. `dictionary` is its source without `Length` and without its brackets."""
        length = sum(map(len, data))
        self._enter(number, _DIRECT, self._at, 0)
        self._write(b"%d 0 obj\n<<%b/Length %d>>stream\n" % (number, dictionary, length))
        for piece in data:
            self._write(piece)
        self._write(b"\nendstream\nendobj\n")

    def deflated(self, number: int, dictionary: bytes, data: bytes) -> None:
        """Write a stream, compressed."""
        self.stream(number, dictionary + b"/Filter/FlateDecode", zlib.compress(data, _LEVEL))

    def group(self, packed: Iterable[Packed]) -> None:
        """Write objects together."""
        for some in packed:
            holder = self.take()
            for index, number in enumerate(some.numbers):
                self._enter(number, _GROUPED, holder, index)
            self.stream(holder, some.dictionary, some.data)

    def close(self, trailer: bytes) -> None:
        """Write the cross-reference stream, with the trailer's entries in it, and the end of the file."""
        number = self.take()
        self._enter(number, _DIRECT, self._at, 0)
        start = self._at
        body = b"/Type/XRef/Size %d/W[1 5 2]/DecodeParms<</Predictor 12/Columns %d>>" % (number + 1, _ROW)
        deflate = zlib.compressobj(_LEVEL)
        rows = [deflate.compress(_up(*some)) for some in self._rows()]
        self.stream(number, body + trailer + b"/Filter/FlateDecode", *rows, deflate.flush())
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _rows(self) -> Iterator[tuple[bytes, bytes]]:
        """The entries of the cross-reference stream, some thousands at a time; before them the one above."""
        above = bytes(_ROW)
        for at in range(0, len(self._kind), _AT_ONCE):
            columns = (column[at : at + _AT_ONCE] for column in (self._kind, self._where, self._index))
            rows = b"".join(
                [
                    kind.to_bytes(1) + where.to_bytes(5) + index.to_bytes(2) if kind else _FREE
                    for kind, where, index in zip(*columns, strict=True)
                ]
            )
            yield above, rows
            above = rows[-_ROW:]

    def _enter(self, number: int, kind: int, where: int, index: int) -> None:
        short = number + 1 - len(self._kind)
        if short > 0:
            self._kind.extend([0] * short)
            self._where.extend([0] * short)
            self._index.extend([0] * short)
        self._kind[number], self._where[number], self._index[number] = kind, where, index

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._at += len(data)


def _up(before: bytes, rows: bytes) -> bytes:
    """Each byte less that above it (PNG, filter type 2): what grows by steps is then the same again and again."""
    above = before + rows[:-_ROW]
    high = int.from_bytes(b"\x80" * len(rows))  # byte by byte in one subtraction, which may not borrow from the next
    own, less = int.from_bytes(rows), int.from_bytes(above)
    differ = (((own | high) - (less & ~high)) ^ ((own ^ ~less) & high)).to_bytes(len(rows))
    return b"".join([b"\2" + differ[at : at + _ROW] for at in range(0, len(rows), _ROW)])
