"""The way from a book that stands to its site.

In: the order of a book, and its PDF. Out: `web/` in the folder of the book, whole, or the faults that forbid it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from markupsafe import Markup

from kurrasa import design
from kurrasa.build import exchanged
from kurrasa.compose import Composer
from kurrasa.diagnostics import Diagnostic
from kurrasa.order import Order, Report, Step
from kurrasa.paginate import PageMap
from kurrasa.screen.edition import settled
from kurrasa.screen.parts import ScreenEdition, ScreenPart, screen_edition
from kurrasa.screen.style import font_files, style
from kurrasa.web.folding import table
from kurrasa.web.passages import Passage, passages

FOLDER = "web"
BOOK = "booklet.pdf"
SCRIPTS = ("site.js", "filters.js", "search.js")
_UNNAMED = ("cover", "half-title", "title", "contents", "back-cover")  # which a site has in other ways


@dataclass(frozen=True)
class Site:
    """What came of it: the folder, and how many pages it has. No `folder` means that nothing was written."""

    folder: Path | None
    pages: int
    diagnostics: tuple[Diagnostic, ...] = ()


def site(order: Order, pdf: Path, report: Report) -> Site:
    """Make the site of a book that was made by this order. Raises `MachineLacks`."""
    report(Step("Making the site", "", 0, 1))
    book = settled(order)
    if isinstance(book, tuple):
        return Site(None, 0, book)
    edition = screen_edition(book, "web")
    files = _files(edition, book.composer)
    place = order.out / pdf.stem.replace("booklet", FOLDER, 1)
    with exchanged(place) as folder:
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data.encode() if isinstance(data, str) else data)
        shutil.copyfile(pdf, folder / BOOK)
    return Site(place, sum(name.endswith(".html") for name in files))


def _files(edition: ScreenEdition, composer: Composer) -> dict[str, bytes | str]:
    say = composer.words.gettext
    parts = [part for part in edition.parts if part.kind not in _UNNAMED]
    made = {part.id: passages(part, BOOK, say("Page {page} of the PDF")) for part in edition.parts}
    files: dict[str, bytes | str] = {
        "style.css": style(composer, "../web/site"),
        "data.js": _data(edition, {part.id: made[part.id][1] for part in parts}, composer),
        **{name: (design.TEMPLATES / "web" / name).read_bytes() for name in SCRIPTS},
        **edition.pictures,
        **font_files(composer),
    }
    for part in edition.parts:
        at = parts.index(part) if part in parts else None
        files[edition.file(part)] = _page(
            edition,
            composer,
            "part.html",
            title=part.title,
            part=part,
            body=Markup(made[part.id][0]),
            before=parts[at - 1] if at else None,
            after=parts[at + 1] if at is not None and at + 1 < len(parts) else None,
        )
    files["index.html"] = _page(edition, composer, "home.html", title=composer.dossier.book.title)
    files["search.html"] = _page(edition, composer, "search.html", title=say("Search"))
    return files


def _page(edition: ScreenEdition, composer: Composer, template: str, **given: object) -> str:
    listed = [part for part in edition.parts if part.listed]
    plain = composer.plain(composer.arrangement.parts[0], composer.dossier.book.subtitle or "", PageMap())
    return composer.environment.get_template(f"web/{template}").render(
        edition=edition,
        divisions=[(division, list(some)) for division, some in groupby(listed, key=lambda part: part.division)],
        imprint=next((part for part in edition.parts if part.kind == "imprint"), None),
        subtitle=" ".join(plain) if composer.dossier.book.subtitle else "",
        language=edition.language,
        book_file=BOOK,
        **given,
    )


def _data(edition: ScreenEdition, found: Mapping[str, Sequence[Passage]], composer: Composer) -> str:
    """The index of the search, and the words of the scripts: as a script, for a folder can't be asked for data."""
    say, speech = composer.words.gettext, composer.words
    parts: list[ScreenPart] = [part for part in edition.parts if part.id in found]
    data = {
        "fold": table(),
        "parts": [[edition.file(part), part.title] for part in parts],
        "passages": [
            [number, passage.id, passage.folio, passage.sheet, passage.text]
            for number, part in enumerate(parts)
            for passage in found[part.id]
        ],
        "words": {
            "none": say("Nothing was found."),
            "found": [speech.ngettext("{n} place", "{n} places", n) for n in range(200)],
            "first": say("The first {n} are listed."),
            "page": say("page {page}"),
            "filter": say("Filter"),
            "with": say("With these words"),
            "year": say("Year"),
            "group": say("Series"),
            "all": say("All"),
            "pdf": BOOK,
        },
    }
    return f"window.BOOK = {json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(',', ':'))};\n"
