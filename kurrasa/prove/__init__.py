"""Proof: reads the finished PDF back and holds it against what the binder says should be there.

In: a PDF and an `Expected`. Out: a `Proof`: what was compared, what failed, and what the text layer can't carry.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from kurrasa.prove.area import check_area
from kurrasa.prove.expected import (
    Box,
    Expected,
    ExpectedIndex,
    ExpectedPage,
    ExpectedText,
    OutlineEntry,
    PrintedNumber,
)
from kurrasa.prove.numbers import check_numbers
from kurrasa.prove.readback import read_back
from kurrasa.prove.report import Check, Proof, fault
from kurrasa.prove.typefaces import check_typefaces
from kurrasa.prove.volume import check_volume
from kurrasa.prove.wording import check_wording, readings

__all__ = [
    "Box",
    "Check",
    "Expected",
    "ExpectedIndex",
    "ExpectedPage",
    "ExpectedText",
    "OutlineEntry",
    "PrintedNumber",
    "Proof",
    "prove",
]


def prove(pdf: Path | bytes, expected: Expected) -> Proof:
    """Read a finished PDF back and compare it with what the binder expects.

    Nothing is raised for what is wrong with the book: every fault is in the proof, each with the page or the spot in
    the content that it is about. Raises `OSError` where the file can't be read.
    """
    data = pdf.read_bytes() if isinstance(pdf, Path) else pdf
    try:
        book = read_back(data)
    except pypdfium2.PdfiumError as error:
        message, hint = "The PDF can't be opened: {reason}.", "Build the book again."
        return Proof(0, (Check("Pages and trim", 1, (fault("pages", message, hint, {"reason": str(error)}),)),))
    read = readings(book)
    checks = (
        *check_volume(book, expected),
        *check_numbers(book, read, expected),
        *check_wording(read, expected),
        *check_area(book, expected),
        check_typefaces(data, expected),
    )
    return Proof(len(book.sheets), checks)
