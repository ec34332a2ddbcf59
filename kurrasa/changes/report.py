"""The report: what changed in words, and both pages side by side with the difference marked; for screen and paper.

In: the changes, and the language of the messages. Out: one HTML file that needs nothing beside it, and a PDF set by the
house's own typesetter, in which the pages are the books' own, not pictures of them.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
from PIL import Image

from kurrasa import __version__, design, fonts
from kurrasa.binding import Bench, Binding, Foundry, Imprint, Piece, bind, producer
from kurrasa.changes.marks import image
from kurrasa.changes.tale import CALLED, tale
from kurrasa.compose import direction
from kurrasa.letters import letters
from kurrasa.localise import LATIN_FACES
from kurrasa.manifest import Manifest
from kurrasa.prove.expected import Box
from kurrasa.typeset import MM, Recipe, Typesetter, house_style
from kurrasa.usage import Say
from kurrasa.words import Translations, words

if TYPE_CHECKING:
    from kurrasa.changes.make import Changes

SCREEN = 108  # dots an inch of a page in the HTML
COLOURS = 48


@dataclass(frozen=True)
class Face:
    """A page to be shown: of the earlier edition (0) or the later one (1), by its sheet; the marks in per cent."""

    edition: int
    sheet: int
    folio: str
    marks: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True)
class View:
    """A page in both editions; either may be missing."""

    kind: str
    label: str
    part: str
    before: Face | None
    after: Face | None
    note: str = ""


# ---------------------------------------------------------------- pages


def views(changes: Changes, speech: Translations) -> Iterator[View]:
    """The pages to be shown, in the order of the later edition, a page that is gone after the one it followed."""
    say = speech.gettext
    before, after, marks = changes.earlier.manifest, changes.later.manifest, changes.marks
    gone = list(changes.comparison.removed)
    last = 0
    for change in changes.comparison.pages:
        while gone and change.before is not None and last < gone[0] < change.before:
            yield _removed(gone.pop(0), changes, say)
        last = change.before or last
        page = after.page(change.sheet)
        if change.kind in ("changed", "added", "numbers"):
            yield View(
                kind=change.kind,
                label=say(CALLED[change.kind]),
                part=after.parts.get(page.part, ""),
                before=_face(0, change.before, before, marks.before) if change.before and changes.earlier.pdf else None,
                after=_face(1, change.sheet, after, marks.after),
                note=say("the text only runs on") if change.sheet in marks.flowed else "",
            )
    for sheet in gone:
        yield _removed(sheet, changes, say)


def _removed(sheet: int, changes: Changes, say: Say) -> View:
    edition, kind = changes.earlier.manifest, "removed"
    face = _face(0, sheet, edition, changes.marks.before) if changes.earlier.pdf else None
    part = edition.parts.get(edition.page(sheet).part, "")
    return View(kind, say(CALLED[kind]), part, face, None, "" if face else edition.page(sheet).folio)


def _face(edition: int, sheet: int, of: Manifest, boxes: Mapping[int, Sequence[Box]]) -> Face:
    return Face(
        edition,
        sheet,
        of.page(sheet).folio,
        tuple(
            (
                round(100 * box.left / of.width, 2),
                round(100 * box.top / of.height, 2),
                round(100 * (box.right - box.left) / of.width, 2),
                round(100 * (box.bottom - box.top) / of.height, 2),
            )
            for box in boxes.get(sheet, ())
        ),
    )


# ---------------------------------------------------------------- files


@dataclass(frozen=True)
class Setting:
    """A report in a language: its words, its direction, its template."""

    changes: Changes
    language: str

    @cached_property
    def speech(self) -> Translations:
        """The words."""
        return words(self.language)

    def render(self, **own: Any) -> str:
        """The HTML of the report; `own` is what the screen or the paper gives to it."""
        later = self.changes.later.manifest
        return (
            design.environment(self.speech)
            .get_template("changes/report.html")
            .render(
                tale=tale(self.changes, self.speech),
                views=list(views(self.changes, self.speech)),
                language=self.language,
                direction=direction(self.language),
                book=later,
                **own,
            )
        )


def html(changes: Changes, language: str) -> bytes:
    """The report for the screen: pages as pictures in the file itself, letters of the house's face with it."""
    setting = Setting(changes, language)
    books = [pypdfium2.PdfDocument(e.pdf) if e.pdf else None for e in (changes.earlier, changes.later)]

    def picture(face: Face) -> str:
        shown = image(books[face.edition][face.sheet - 1], SCREEN)  # type: ignore[index]
        to = io.BytesIO()
        shown.quantize(COLOURS, dither=Image.Dither.NONE).save(to, "PNG")
        return "data:image/png;base64," + base64.b64encode(to.getvalue()).decode()

    try:
        style = (design.TEMPLATES / "styles" / "report-screen.css").read_text(encoding="utf-8")
        text = setting.render(screen=True, style="", picture=lambda _face: "")
        tokens = (design.TEMPLATES / "styles" / "tokens.css").read_text(encoding="utf-8")
        return setting.render(screen=True, style=letters(text) + tokens + style, picture=picture).encode()
    finally:
        for book in books:
            if book is not None:
                book.close()


def pdf(changes: Changes, language: str) -> bytes:
    """The report on paper: A4, with the pages of both editions laid under their marks."""
    setting = Setting(changes, language)
    styles = (design.TEMPLATES / "styles" / "changes-paper.css").read_text(encoding="utf-8")
    later = changes.later.manifest
    family = LATIN_FACES["text"] if direction(language) == "ltr" else "Amiri"
    own = f':root {{ --ratio: {later.height / later.width:g}; --f-text: "{family}" }}\n'
    faces = fonts.faces()
    typesetter = Typesetter(Recipe(house_style(own + styles), faces, language))
    pages = list(typesetter.pages(setting.render(screen=False, style="", picture=None)))
    imprint = Imprint(
        title=setting.speech.gettext("What changed: {title}").format(title=later.title),
        language=language,
        direction=direction(language),
        author=None,
        subject=later.title,
        creator=f"Kurrasa {__version__}",
        identifier=bytes.fromhex(later.pdf)[:16],
    )
    forme = typesetter.lock_up(pages, imprint.title).forme
    labels = [str(n) for n in range(1, len(pages) + 1)]
    out = io.BytesIO()
    binding = Binding(imprint, producer(), [], labels, 1, "SinglePage")
    bind([Piece(forme, [()] * len(labels))], binding, out, Bench(Foundry(faces)))
    places = [list(_places(page._page_box)) for page in pages]
    return _laid_under(out.getvalue(), places, [changes.earlier.pdf, changes.later.pdf])


def _places(page_box: Any) -> Iterator[tuple[int, int, Box]]:
    """Where the pages of the books are to be shown: edition, sheet, and the box in millimetres."""
    for found in page_box.descendants(placeholders=True):
        box = getattr(found, "_box", found)
        element = getattr(box, "element", None)
        if element is not None and box.element_tag == "div" and (sheet := element.get("data-sheet")):
            left, top = box.content_box_x() * MM, box.content_box_y() * MM
            yield (
                int(element.get("data-edition")),
                int(sheet),
                Box(left, top, left + box.width * MM, top + box.height * MM),
            )


def _laid_under(data: bytes, places: Sequence[Sequence[tuple[int, int, Box]]], books: Sequence[bytes | None]) -> bytes:
    opened = [pikepdf.open(io.BytesIO(book)) if book else None for book in books]
    with pikepdf.open(io.BytesIO(data)) as made:
        for index, (page, wanted) in enumerate(zip(made.pages, places, strict=True)):
            height, scale = float(page.mediabox[3]), 72 / 25.4
            for number, (edition, sheet, box) in enumerate(wanted):
                book = opened[edition]
                assert book is not None
                shown = made.copy_foreign(book.pages[sheet - 1].as_form_xobject())
                # by a name of ours, where `add_underlay` draws a random one; all pages share their resources
                own = pikepdf.Name(f"/Shown{index}-{number}")
                name = page.add_resource(shown, pikepdf.Name.XObject, name=own)
                place = pikepdf.Rectangle(
                    box.left * scale, height - box.bottom * scale, box.right * scale, height - box.top * scale
                )
                # what changed is told in words; the pages are shown, and said no more than an ornament is
                drawn = page.calc_form_xobject_placement(shown, name, place)
                page.contents_add(b"/Artifact BMC\n" + drawn + b"\nEMC", prepend=True)
        to = io.BytesIO()
        made.save(to, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    for book in opened:
        if book is not None:
            book.close()
    return to.getvalue()
