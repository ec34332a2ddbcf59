"""The way from a book that stands to its EPUB.

In: the order of a book, and its PDF. Out: the EPUB in its place, or the faults that forbid it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2

from kurrasa import build
from kurrasa.compose import Composer
from kurrasa.diagnostics import Diagnostic
from kurrasa.epub.container import archive
from kurrasa.epub.publication import COVER, NAVIGATION, navigation, package, page
from kurrasa.inputs import fingerprint
from kurrasa.order import Order, Report, Step
from kurrasa.prove.readback import PDFIUM
from kurrasa.screen.edition import settled
from kurrasa.screen.markup import made, markup
from kurrasa.screen.pagebreaks import mark
from kurrasa.screen.parts import ScreenEdition, ScreenPart, screen_edition
from kurrasa.screen.style import font_files, style

_HEIGHT = 1600  # pixels of the cover's picture; shops and shelves ask for no more


@dataclass(frozen=True)
class Published:
    """What came of it: the EPUB and how many printed pages it tells of. No `epub` means that nothing was written."""

    epub: Path | None
    pages: int
    diagnostics: tuple[Diagnostic, ...] = ()


def publish(order: Order, pdf: Path, report: Report) -> Published:
    """Make the EPUB of a book that was made by this order. Raises `MachineLacks`."""
    report(Step("Packing the EPUB", "", 0, 1))
    book = settled(order)
    if isinstance(book, tuple):
        return Published(None, 0, book)
    composer = book.composer
    edition = screen_edition(book, "epub")
    edition = replace(edition, parts=tuple(_with_cover(edition, composer)))
    resources = {COVER: _cover(pdf), **edition.pictures, **font_files(composer)}
    epub = pdf.with_suffix(".epub")
    files: dict[str, bytes | str] = {
        "package.opf": package(edition, composer, fingerprint(order.content), resources),
        NAVIGATION: navigation(edition, composer),
        "style.css": style(composer),
        **{edition.file(part): page(composer, part.title, part.body) for part in edition.parts},
        **resources,
    }
    build.put({epub: archive(files)})
    return Published(epub, sum(len(part.pages) for part in edition.parts))


def _with_cover(edition: ScreenEdition, composer: Composer) -> Iterator[ScreenPart]:
    """The parts, with a picture of the cover in place of what stands on it."""
    told = composer.words.gettext("Cover: {title}").replace("{title}", composer.dossier.book.title)
    for part in edition.parts:
        if part.kind == "cover":
            section = made("section", class_="part cover", epub_type="cover")
            section.extend(mark(page.id, page.folio) for page in part.pages)
            section.append(made("img", src=COVER, alt=told, role="doc-cover"))
            yield replace(part, body=markup(section, edition.medium), drawn=False)
        else:
            yield part


def _cover(pdf: Path) -> bytes:
    """The first page as a picture."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            first = document[0]
            picture = first.render(scale=_HEIGHT / first.get_height()).to_pil()
        finally:
            document.close()
    drawn = io.BytesIO()
    picture.convert("RGB").save(drawn, "PNG", optimize=True)
    return drawn.getvalue()
