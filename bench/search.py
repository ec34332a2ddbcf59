"""What a reader's search box finds in a PDF: pdfium's own search, and poppler's own through its GLib library.

In: a PDF and phrases as one would type them. Out: those found. poppler has no such command, and its search is not a
search of what `pdftotext` prints, for it puts lines and phrase in the order in which they stand on paper first.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2 as pdfium

from kurrasa.diagnostics import MachineLacks

# poppler 22.12 takes these letters apart in the lines of a page but not in what is sought, and so finds none of them in
# any PDF; a measure of PDFs has to do without them.
LOST_ON_POPPLER = frozenset("أإآؤئ")
_MULTILINE = 16  # POPPLER_FIND_MULTILINE: a phrase may go on in the next line


def found_by_pdfium(pdf: Path, phrases: Sequence[str]) -> set[str]:
    """The phrases that pdfium finds."""
    pages = [page.get_textpage() for page in pdfium.PdfDocument(pdf)]
    return {phrase for phrase in phrases if any(page.search(phrase).get_next() is not None for page in pages)}


def found_by_poppler(pdf: Path, phrases: Sequence[str]) -> set[str]:
    """The phrases that poppler finds. Raises `MachineLacks` where its GLib library is not installed."""
    name = ctypes.util.find_library("poppler-glib")
    if not name:
        raise MachineLacks("poppler's GLib library is not on this machine: apt-get install libpoppler-glib8")
    library = ctypes.CDLL(name)
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int

    def function(name: str, result: object, *arguments: object) -> Callable[..., object]:
        made = getattr(library, name)
        made.restype, made.argtypes = result, arguments
        return made  # type: ignore[no-any-return]

    open_ = function("poppler_document_new_from_file", pointer, text, text, pointer)
    count = function("poppler_document_get_n_pages", number, pointer)
    page_of = function("poppler_document_get_page", pointer, pointer, number)
    find = function("poppler_page_find_text_with_options", pointer, pointer, text, number)
    document = open_(pdf.resolve().as_uri().encode(), None, None)
    if not document:
        raise ValueError(f"poppler can't open {pdf}")
    total = count(document)
    assert isinstance(total, int)
    pages = [page_of(document, index) for index in range(total)]
    return {phrase for phrase in phrases if any(find(page, phrase.encode(), _MULTILINE) for page in pages)}
