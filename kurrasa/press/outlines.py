"""A shaped line as a path of a PDF: marks and spines need no font.

In: a label of the drawings, and where it stands. Out: operators that fill it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kurrasa.drawings.label import Label


def outlined(line: Label, matrix: Sequence[float]) -> Iterator[bytes]:
    """Fill a line whose font units, y up, become points by a matrix (ISO 32000-1, 8.3.3)."""
    yield b"q %b cm" % b" ".join(b"%.6f" % value for value in matrix)
    last = (0.0, 0.0)
    for command, points in line.line.pen:
        match command:
            case "M":
                yield b"%.2f %.2f m" % points[0]
            case "L":
                yield b"%.2f %.2f l" % points[0]
            case "Q":
                (ax, ay), (bx, by) = points
                first = (last[0] + (ax - last[0]) * 2 / 3, last[1] + (ay - last[1]) * 2 / 3)
                second = (bx + (ax - bx) * 2 / 3, by + (ay - by) * 2 / 3)
                yield b"%.2f %.2f %.2f %.2f %.2f %.2f c" % (*first, *second, bx, by)
            case "C":
                yield b"%.2f %.2f %.2f %.2f %.2f %.2f c" % tuple(value for point in points for value in point)
            case _:
                yield b"h"
        last = points[-1] if points else last
    yield b"f Q"
