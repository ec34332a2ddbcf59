"""The way from a folder of content to a finished book, stage by stage; the only module that writes files of the book.

In: an order. Out: what came of it. A file is written whole beside its place and, once proven, takes it in one rename.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from kurrasa import __version__, fonts, images
from kurrasa.arrange import arrange
from kurrasa.bind import Imprint, bind, outline
from kurrasa.check import check as check_content
from kurrasa.compose import Composer, direction, settings
from kurrasa.design import palette
from kurrasa.diagnostics import Diagnostic, has_errors
from kurrasa.dossier import Dossier, resolve
from kurrasa.drawings import Style
from kurrasa.expect import expect
from kurrasa.furniture import Furniture, furnish, lots
from kurrasa.load import Content, load
from kurrasa.localise import final, localise
from kurrasa.paginate import PageMap, Placed, opening, page_map, side
from kurrasa.prove import Proof, prove
from kurrasa.records import Figure
from kurrasa.typeset import Complaint, Overflow, Typesetter
from kurrasa.words import words

PASSES = 8  # a book whose numbers still move after so many passes is not converging


@dataclass(frozen=True)
class Order:
    """What is to be made: from which folder, into which, in which language of the edition, and whether it is final."""

    content: Path
    out: Path
    language: str | None = None
    final: bool = False


@dataclass(frozen=True)
class Step:
    """Progress: the stage (a word of the interface), what it is at, and how far it is."""

    stage: str
    what: str
    done: int
    total: int


@dataclass(frozen=True)
class Outcome:
    """What came of an order. No `pdf` means that nothing was written and the last good one still stands.

    `paragraphs` counts what the compositor set and, by reason, what it left to the library.
    """

    pdf: Path | None
    pages: int
    diagnostics: tuple[Diagnostic, ...]
    proof: Proof | None
    paragraphs: Mapping[str, int] = field(default_factory=dict)


Report = Callable[[Step], None]


def check(order: Order) -> tuple[Diagnostic, ...]:
    """Everything wrong with a content that can be known before a page is set. Raises `MachineLacks`."""
    return checked(order)[1]


@dataclass(frozen=True)
class Bound:
    """The book as it is bound, not yet proven: its bytes, and all that they were bound from."""

    composer: Composer
    placed: tuple[Placed, ...]
    pages: PageMap
    furniture: Furniture
    pdf: bytes


def booklet(order: Order, report: Report) -> Outcome:
    """Build the booklet, prove it and put it in place. Raises `MachineLacks`; its faults are in the outcome."""
    report(Step("Reading the content", "", 0, 1))
    content, diagnostics = checked(order)
    if content is None or has_errors(diagnostics):
        return Outcome(None, 0, diagnostics, None)
    composer = edition(content)
    typesetter = Typesetter(settings(composer.dossier), composer.style.faces)
    bound, faults = bind_book(composer, typesetter, report, final=order.final)
    if bound is None:
        return Outcome(None, 0, (*diagnostics, *faults), None)
    outcome = finish(bound, order, report)
    return replace(outcome, diagnostics=(*diagnostics, *outcome.diagnostics), paragraphs=dict(typesetter.tally))


def bind_book(
    composer: Composer, typesetter: Typesetter, report: Report, *, final: bool
) -> tuple[Bound | None, tuple[Diagnostic, ...]]:
    """Set and bind the book of an edition, or tell the faults that forbid it."""
    placed, pages, faults = settle(composer, typesetter, report)
    if faults:
        return None, faults
    report(Step("Binding", "", 0, 1))
    digest = fingerprint(composer.dossier.content.folder)
    furniture = furnish(
        lots(placed, pages.folios, composer, final=final), _stamp(digest, composer), composer, typesetter
    )
    pdf = bind(placed, pages, furniture, _imprint(composer.dossier, digest), typesetter)
    return Bound(composer, tuple(placed), pages, furniture, pdf), ()


def finish(bound: Bound, order: Order, report: Report) -> Outcome:
    """Prove a book that is bound and, if nothing is wrong with it, put it in its place."""
    report(Step("Proving", "", 0, 1))
    composer, content = bound.composer, bound.composer.dossier.content
    expected = expect(bound.placed, bound.pages, bound.furniture, composer, outline(bound.placed))
    proof = prove(bound.pdf, expected)
    total = len(bound.furniture.pages)
    if has_errors(proof.faults):
        return Outcome(None, total, proof.faults, proof)
    path = order.out / _named("booklet.pdf", content)
    order.out.mkdir(parents=True, exist_ok=True)
    put({order.out / _named("proof.json", content): proof.as_json().encode(), path: bound.pdf})
    return Outcome(path, total, proof.faults, proof)


def edition(content: Content) -> Composer:
    """Bind checked content to its idiom, its arrangement and the look of its edition. Raises `MachineLacks`."""
    dossier = resolve(content)
    speech, faces = words(dossier.book.language), fonts.faces()
    reading = direction(dossier.book.language)
    style = Style(palette(), faces, dossier.book.fonts.display, reading, dossier.idiom.digits)
    return Composer(dossier, arrange(dossier, speech), speech, style, _pictures(content), _licence(faces, dossier))


def settle(
    composer: Composer, typesetter: Typesetter, report: Report
) -> tuple[list[Placed], PageMap, tuple[Diagnostic, ...]]:
    """Compose and typeset every part until no page number that is printed moves any more.

    A part whose HTML is the same as in the pass before is not set again. Gives the parts as they lie and the map, or
    the faults that forbid them: lines that don't fit, or numbers that never come to rest.
    """
    book, idiom = composer.dossier.book, composer.dossier.idiom
    parts = composer.arrangement.parts
    pages = PageMap()
    for _ in range(PASSES):
        placed: list[Placed] = []
        free = 1
        for index, part in enumerate(parts):
            report(Step("Setting", part.title, index, len(parts)))
            first = opening(part, free)
            try:
                sheets = typesetter.typeset(composer.compose(part, side(first), pages))
            except Complaint as complaint:
                return [], pages, (complaint_of(part.title, complaint),)
            placed.append(Placed(part, first, sheets.sheets, sheets.overflows))
            free = first + len(sheets.sheets)
        found = page_map(placed, idiom, book.front_matter)
        if found.same(pages):
            return placed, pages, tuple(_overfull(placed))
        pages = found
    fault = Diagnostic(
        "page-numbers",
        "The page numbers do not come to rest: a part grows and shrinks as its own numbers change.",
        "Let the part before the contents open on “either” side, or shorten a line of the contents.",
    )
    return [], pages, (fault,)


def complaint_of(title: str, complaint: Complaint) -> Diagnostic:
    """What the typesetter says against a part or a handout."""
    return Diagnostic(
        "typesetter",
        "“{part}” can't be set: {complaint}.",
        "Take what it names out of the part's records; if a template brought it in, mend the template.",
        None,
        {"part": title, "complaint": str(complaint)},
    )


def _overfull(placed: Sequence[Placed]) -> Iterator[Diagnostic]:
    for item in placed:
        for overflow in item.overflows:
            yield overfull(item.part.title, overflow)


def overfull(title: str, overflow: Overflow) -> Diagnostic:
    """A line of a part or a handout that does not fit its column."""
    return Diagnostic(
        "overflow",
        "In “{part}”, page {page} of the part, a line is {excess} mm too long: “{text}”.",
        "Shorten the text, or divide what cannot be broken.",
        None,
        {
            "part": title,
            "page": str(overflow.page),
            "excess": str(overflow.excess),
            "text": overflow.text[:80],
        },
    )


def checked(order: Order) -> tuple[Content | None, tuple[Diagnostic, ...]]:
    """Read and check the content in the language of the edition; None where there is no book to speak of."""
    content, faults = load(order.content)
    if content is None:
        return None, faults
    faces = fonts.faces()
    diagnostics = (*faults, *check_content(content, faces))
    local, found = in_language(content, order.language or content.book.language, faces, as_final=order.final)
    return local, (*diagnostics, *found)


def in_language(
    content: Content, language: str, faces: fonts.Faces, *, as_final: bool
) -> tuple[Content, tuple[Diagnostic, ...]]:
    """The edition of a checked content in a language, and what is wrong with its translation."""
    local, found = localise(content, language)
    found = final(found) if as_final else found
    return local, found if local is content else (*found, *check_content(local, faces))


def _named(name: str, content: Content) -> str:
    """A file of an edition in another language than the content's own has that language in its name."""
    stem, suffix = name.split(".")
    return name if content.source is None else f"{stem}.{content.book.language}.{suffix}"


def _pictures(content: Content) -> Mapping[str, str]:
    """The pictures of the figures as `data:` addresses: a part then reads no file at all."""
    import base64

    found = {}
    for figure in content.of(Figure):
        if figure.image and isinstance(
            picture := images.picture(content.folder / "images", figure.image), images.Picture
        ):
            payload = base64.b64encode(images.payload(picture)).decode()
            found[figure.id] = f"data:{picture.media_type};base64,{payload}"
    return found


def _licence(faces: fonts.Faces, dossier: Dossier) -> str:
    used = {dossier.book.fonts.text, dossier.book.fonts.display}
    return ", ".join(dict.fromkeys(face.licence for face in faces.faces if face.family in used))


def fingerprint(folder: Path) -> str:
    """SHA-256 of a content: the names and bytes of its files, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _stamp(digest: str, composer: Composer) -> list[str]:
    content = composer.words.gettext("Content")
    return [f"{content} {digest[:16]}", f"Kurrasa {__version__} · WeasyPrint {version('weasyprint')}"]


def _imprint(dossier: Dossier, digest: str) -> Imprint:
    book = dossier.book
    return Imprint(
        title=book.title,
        language=book.language,
        direction=direction(book.language),
        author=dossier.author,
        subject=book.subtitle,
        creator=f"Kurrasa {__version__}",
        identifier=bytes.fromhex(digest)[:16],
    )


def put(files: Mapping[Path, bytes]) -> None:
    """Write files beside their places and, when all of them are whole, let each take its place in one rename."""
    aside = {path: path.with_name(f".{path.name}.{os.getpid()}") for path in files}
    try:
        for path, data in files.items():
            aside[path].write_bytes(data)
        for path in files:
            aside[path].replace(path)
    finally:
        for path in files:
            aside[path].unlink(missing_ok=True)
