"""The way from a folder of content to a finished book, stage by stage; the only module that writes files of the book.

In: an order. Out: what came of it. A file is written whole beside its place and, once proven, takes it in one rename.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from kurrasa import __version__, fonts, images
from kurrasa.arrange import Part, arrange
from kurrasa.binding import Bench, Foundry, Imprint, bind_book, outline
from kurrasa.check import check as check_content
from kurrasa.compose import Composer, direction, settings
from kurrasa.design import palette
from kurrasa.diagnostics import Diagnostic, has_errors
from kurrasa.dossier import Dossier, resolve
from kurrasa.drawings import Style
from kurrasa.expect import expect
from kurrasa.furniture import Drawer, lots
from kurrasa.inputs import file_digest, fingerprint, house
from kurrasa.load import Content, load
from kurrasa.localise import final, localise
from kurrasa.paginate import PageMap, Placed, opening, page_map, side
from kurrasa.prove import Proof, prove
from kurrasa.records import Figure
from kurrasa.store import Store, key
from kurrasa.typeset import Complaint, Overflow, Recipe, TooLong, house_style
from kurrasa.words import words
from kurrasa.workshop import Job, Workshop

PASSES = 8  # a book whose numbers still move after so many passes is not converging


@dataclass(frozen=True)
class Order:
    """What is to be made: from which folder, into which, in which language of the edition, and whether it is final."""

    content: Path
    out: Path
    language: str | None = None
    final: bool = False
    cache: Path | None = None

    @property
    def store(self) -> Store:
        """Where results are kept between builds: under the folder of what is made, unless told otherwise."""
        return Store(self.cache or self.out / ".cache")


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
    return _checked(order)[1]


def booklet(order: Order, report: Report) -> Outcome:
    """Build the booklet, prove it and put it in place. Raises `MachineLacks`; its faults are in the outcome.

    Where nothing has changed since the last build, and its files stand as they were written, that is all.
    """
    report(Step("Reading the content", "", 0, 1))
    store, digest = order.store, fingerprint(order.content)
    whole = key("booklet", digest, house(), order.language or "", str(order.final))
    if (last := store.load(whole)) and (outcome := _standing(order, *last)):
        return outcome
    content, diagnostics = _checked(order)
    if content is None or has_errors(diagnostics):
        return Outcome(None, 0, diagnostics, None)
    composer = edition(content)
    dossier, faces = composer.dossier, composer.style.faces
    made_by = recipe(composer, settings(dossier))
    workshop = Workshop(made_by, store)
    try:
        placed, pages, faults = settle(composer, workshop, report)
    finally:
        workshop.close()
    if faults:
        return Outcome(None, 0, (*diagnostics, *faults), None)
    report(Step("Binding", "", 0, 1))
    drawer = Drawer(composer, made_by, store)
    carried = lots(placed, pages.folios, composer, final=order.final)
    furniture = drawer.furnish(carried, _stamp(digest, composer), workshop.typesetter)
    order.out.mkdir(parents=True, exist_ok=True)
    path = order.out / _named("booklet.pdf", content)
    bench = Bench(Foundry(faces, store))
    with aside(path) as new:
        with new.open("wb") as out:
            bind_book(placed, pages, furniture, _imprint(dossier, digest), workshop.forme, bench, out)
        report(Step("Proving", "", 0, 1))
        proof = prove(new, expect(placed, pages, furniture, composer, outline(placed)))
        found = (*diagnostics, *proof.faults)
        if has_errors(found):
            return Outcome(None, len(furniture.pages), found, proof)
        put({order.out / _named("proof.json", content): proof.as_json().encode(), path: new})
    tally = sum((Counter(item.typeset.tally) for item in placed), Counter())
    outcome = Outcome(path, len(furniture.pages), found, proof, tally)
    files = {name: file_digest(order.out / name) for name in (path.name, _named("proof.json", content))}
    store.save(whole, (outcome, files))
    store.tidy()
    return outcome


def _standing(order: Order, last: Outcome, files: Mapping[str, str | None]) -> Outcome | None:
    """The outcome of an earlier build, if what it wrote still stands."""
    if last.pdf is None or any(file_digest(order.out / name) != digest for name, digest in files.items()):
        return None
    return replace(last, pdf=order.out / last.pdf.name)


def edition(content: Content) -> Composer:
    """Bind checked content to its idiom, its arrangement and the look of its edition. Raises `MachineLacks`."""
    dossier = resolve(content)
    speech, faces = words(dossier.book.language), fonts.faces()
    reading = direction(dossier.book.language)
    style = Style(palette(), faces, dossier.book.fonts.display, reading, dossier.idiom.digits)
    return Composer(dossier, arrange(dossier, speech), speech, style, _pictures(content), _licence(faces, dossier))


def recipe(composer: Composer, settings: str) -> Recipe:
    """What the typesetter of an edition is made of; `settings` is CSS that overrides the tokens."""
    return Recipe(house_style(settings), composer.style.faces, composer.dossier.book.language)


def settle(
    composer: Composer, workshop: Workshop, report: Report
) -> tuple[list[Placed], PageMap, tuple[Diagnostic, ...]]:
    """Compose and typeset every part until no page number that is printed moves any more.

    A part whose HTML is the same as in the pass before is not set again. Gives the parts as they lie and the map, or
    the faults that forbid them: lines that don't fit, or numbers that never come to rest.
    """
    book, idiom = composer.dossier.book, composer.dossier.idiom
    parts = composer.arrangement.parts
    pages = PageMap()
    for _ in range(PASSES):
        placed, faults = _pass(composer, parts, pages, workshop, report)
        if faults:
            return [], pages, faults
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


def _pass(
    composer: Composer, parts: Sequence[Part], pages: PageMap, workshop: Workshop, report: Report
) -> tuple[list[Placed], tuple[Diagnostic, ...]]:
    """Set all parts by one map of the pages. What side a part opens on is guessed from where it lay before; a part that
    comes to lie on the other is set again."""
    before = {item.part.id: item.first for item in pages.placed}
    guessed = [side(before.get(part.id, opening(part, 1))) for part in parts]
    jobs = [Job(part.title, composer.compose(part, opens, pages)) for part, opens in zip(parts, guessed, strict=True)]
    placed: list[Placed] = []
    faults: list[Diagnostic] = []
    free = 1
    for index, (part, opens, sheets) in enumerate(zip(parts, guessed, workshop.typeset(jobs), strict=True)):
        report(Step("Setting", part.title, index, len(parts)))
        first = opening(part, free)
        if not isinstance(sheets, Complaint) and side(first) != opens:
            (sheets,) = workshop.typeset([Job(part.title, composer.compose(part, side(first), pages))])
        if isinstance(sheets, Complaint):
            faults.append(complaint_of(part.title, sheets))
            continue
        placed.append(Placed(part, first, sheets))
        free = first + len(sheets.sheets)
    return placed, tuple(faults)


def complaint_of(title: str, complaint: Complaint) -> Diagnostic:
    """What the typesetter says against a part or a handout."""
    if isinstance(complaint, TooLong):
        return Diagnostic(
            "too-long",
            "“{part}” is not set within {seconds} seconds.",
            "Divide what is very long in it; or give it more time with --limit.",
            None,
            {"part": title, "seconds": f"{complaint.seconds:g}"},
        )
    return Diagnostic(
        "typesetter",
        "“{part}” can't be set: {complaint}.",
        "Take what it names out of the part's records; if a template brought it in, mend the template.",
        None,
        {"part": title, "complaint": str(complaint)},
    )


def _overfull(placed: Sequence[Placed]) -> Iterator[Diagnostic]:
    for item in placed:
        for overflow in item.typeset.overflows:
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


def _checked(order: Order) -> tuple[Content | None, tuple[Diagnostic, ...]]:
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


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A place beside a file, for one that may come to stand in its stead; nothing is left there."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield beside
    finally:
        beside.unlink(missing_ok=True)


def put(files: Mapping[Path, bytes | Path]) -> None:
    """Let each file take its place in one rename, when all of them are whole: a file that is ready, or its bytes."""
    with ExitStack() as stack:
        ready = {}
        for path, data in files.items():
            ready[path] = data if isinstance(data, Path) else stack.enter_context(aside(path))
            if isinstance(data, bytes):
                ready[path].write_bytes(data)
        for path, beside in ready.items():
            beside.replace(path)
