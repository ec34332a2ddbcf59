"""The files that a PDF carries, taken out of it with no trust in who made it.

In: the path of a PDF. Out: bytes by relative path, all of which may be written below one folder; or what is wrong. A
name that leads anywhere else is refused, and so is a stream that unpacks to more than a book can be made of: it is
unpacked here, piece by piece, and not by a library that would first fill the memory. No file is written here.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pikepdf

from kurrasa.archive.material import CONTENT, FONTS, LOCK, MANIFEST, TEMPLATES, WORDS
from kurrasa.diagnostics import Diagnostic

FILES, LARGEST, TOTAL = 20_000, 128 << 20, 1 << 30  # how many; bytes of one; bytes of all together
_PLACES = (CONTENT, TEMPLATES, WORDS, FONTS)
_DEEPEST = 16  # steps of a path
_LONGEST = 240  # bytes of one step of a path; file systems have 255


class Refused(Exception):  # noqa: N818 - told as a diagnostic
    """What a file carries that is not taken out of it: `message` with {fields}, and the `values` that fill them."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(message)
        self.message, self.values = message, values

    def told(self) -> Diagnostic:
        """It as a fault of the file."""
        hint = "Nothing was taken out of it: it is no archive of this program, or was altered."
        return Diagnostic("carried", self.message, hint, None, self.values)


def carried(path: Path) -> Mapping[str, bytes] | Diagnostic:
    """Take the files out, sorted by their names. Raises `OSError` where there is no such file."""
    try:
        with pikepdf.open(path) as pdf:
            return dict(sorted(_files(pdf)))
    except Refused as refused:
        return refused.told()
    except (pikepdf.PdfError, pikepdf.PasswordError, TypeError, ValueError, AttributeError, KeyError):
        message = "{file} is not a PDF, or is damaged."
        return Diagnostic("carried", message, "Take another copy of it.", None, {"file": str(path)})


def _files(pdf: pikepdf.Pdf) -> Iterator[tuple[str, bytes]]:
    """What is associated with the document (ISO 32000-2, 14.13)."""
    specs = pdf.Root.get("/AF", pikepdf.Array())
    if len(specs) > FILES:
        raise Refused("It carries {n} files; the most is {most}.", n=str(len(specs)), most=str(FILES))
    left = TOTAL
    taken: set[str] = set()
    for spec in specs:
        name = str(spec.UF)
        _refuse_place(name)
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in taken:
            raise Refused("It carries “{name}” twice.", name=name)
        taken.add(folded)
        data = _unpacked(spec.EF.F, name, min(left, LARGEST))
        left -= len(data)
        yield name, data
    for name in taken:
        if any(above.as_posix() in taken for above in PurePosixPath(name).parents):
            raise Refused("It carries “{name}” below a file.", name=name)


def _refuse_place(name: str) -> None:
    """Raise `Refused` for a name that is not the plain path of a file of an edition."""
    steps = name.split("/")
    plain = all(step and not step.startswith(".") and len(step.encode()) <= _LONGEST for step in steps)
    plain = plain and not any(unicodedata.category(character) == "Cc" for character in name)
    placed = steps[0] in _PLACES if len(steps) > 1 else name in (LOCK, MANIFEST)
    fonts = steps[0] == FONTS and not name.endswith((".yaml", ".txt"))  # fonts are the program's own
    if not (plain and placed) or fonts or len(steps) > _DEEPEST:
        raise Refused("It carries a file under a name that is no place of an edition: “{name}”.", name=name)


def _unpacked(stream: Any, name: str, most: int) -> bytes:
    """The bytes of an attached file, at most so many."""
    if not isinstance(stream, pikepdf.Stream) or "/F" in stream:
        raise Refused("“{name}” is no file in the PDF itself.", name=name)
    packed, filters = stream.read_raw_bytes(), stream.get("/Filter")
    data = packed
    if filters is not None:
        if filters != pikepdf.Name.FlateDecode or "/DecodeParms" in stream:
            raise Refused("“{name}” is packed in a way that no archive of this program uses.", name=name)
        inflate = zlib.decompressobj()
        try:
            data = inflate.decompress(packed, most + 1)
        except zlib.error:
            raise Refused("“{name}” can't be unpacked.", name=name) from None
    if len(data) > most:
        raise Refused("“{name}” unpacks to more than {most} bytes.", name=name, most=str(most))
    return data
