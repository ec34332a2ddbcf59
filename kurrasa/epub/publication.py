"""What an EPUB says of itself: its package document and its navigation (EPUB 3.3, 5 and 7).

In: a book's parts for the screen. Out: the two documents, as text.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from markupsafe import Markup

from kurrasa.calendars import Span, convert
from kurrasa.compose import Composer
from kurrasa.paginate import PageMap
from kurrasa.records import Edition
from kurrasa.screen.parts import ScreenEdition, ScreenPart

COVER = "images/cover.png"
NAVIGATION = "nav.xhtml"
_KINDS = {"png": "image/png", "jpg": "image/jpeg", "ttf": "font/ttf", "txt": "text/plain"}
# EPUB Accessibility 1.1 names none of its own; these are of the vocabulary of schema.org that it refers to.
_FEATURES = (
    *("ARIA", "alternativeText", "displayTransformability", "pageBreakMarkers", "pageNavigation", "printPageNumbers"),
    *("readingOrder", "structuralNavigation", "tableOfContents"),
)
_LANDMARKS = {"cover": "cover", "title": "titlepage", "contents": "toc", "sources": "bibliography"}


def package(edition: ScreenEdition, composer: Composer, digest: str, resources: Mapping[str, bytes]) -> str:
    """The package document. `digest` is that of the content, from which the identifier is made.

    The ISBN is that of the printed book, of which this is another form: it is named as the source of the page numbers.
    """
    book, writer = composer.dossier.book, composer.plain
    cover = composer.arrangement.parts[0]

    def plain(text: str | None) -> str:
        return " ".join(writer(cover, text, PageMap())) if text else ""

    year = published(book.edition)
    identifier = uuid.uuid5(uuid.NAMESPACE_OID, f"{digest} {book.language}").urn
    return _render(
        composer,
        "package.opf",
        edition=edition,
        identifier=identifier,
        subtitle=plain(book.subtitle),
        rights=plain(book.rights),
        about=plain(book.blurb),
        year=year,
        modified=f"{year or 2000:04}-01-01T00:00:00Z",
        source=f"urn:isbn:{book.isbn.replace('-', '').replace(' ', '')}" if book.isbn else identifier,
        features=_FEATURES,
        cover=COVER,
        resources=[(name, _KINDS[name.rpartition(".")[2]]) for name in resources if name != COVER],
    )


def navigation(edition: ScreenEdition, composer: Composer) -> str:
    """The navigation document: contents by divisions, landmarks, and the pages of the printed book."""
    listed = [part for part in edition.parts if part.listed]
    divisions = [(division, list(parts)) for division, parts in groupby(listed, key=lambda part: part.division)]
    return _render(
        composer,
        "nav.xhtml",
        edition=edition,
        title=composer.dossier.book.title,
        divisions=divisions,
        landmarks=list(_landmarks(edition.parts, edition)),
    )


def page(composer: Composer, title: str, body: str) -> str:
    """A part as a content document."""
    language, direction = composer.dossier.book.language, composer.style.direction
    return _render(composer, "page.xhtml", title=title, body=Markup(body), language=language, direction=direction)


def published(edition: Edition) -> int | None:
    """The year of publication; where only the Hijri one is given, the Gregorian one that it begins in."""
    if edition.gregorian_year is None and edition.hijri_year is not None:
        year: int = convert(Span("hijri", (edition.hijri_year,), (edition.hijri_year,)), "gregorian").start[0]
        return year
    return edition.gregorian_year


def _landmarks(parts: tuple[ScreenPart, ...], edition: ScreenEdition) -> Any:
    body = False
    for part in parts:
        if part.kind in _LANDMARKS:
            yield _LANDMARKS[part.kind], edition.file(part), part.title
        elif part.number and not body:
            body = True
            yield "bodymatter", edition.file(part), part.title
        elif part.kind.startswith("index-"):
            yield "index", edition.file(part), part.title


def _render(composer: Composer, template: str, **given: object) -> str:
    text = composer.environment.get_template(f"screen/{template}").render(**given)
    return text[text.index("<?xml") :]
