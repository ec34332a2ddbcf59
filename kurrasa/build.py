"""The way from a folder of content to a finished book, stage by stage; the only module that writes files of the book.

In: an order. Out: what came of it. A file is written whole beside its place and, once proven, takes it in one rename.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from kurrasa import __version__, fonts, images, issues
from kurrasa.arrange import arrange, retold
from kurrasa.binding import Imprint, bind_book, bind_glance, outline
from kurrasa.changes import slip
from kurrasa.check import check as check_content
from kurrasa.check import check_some
from kurrasa.compose import Composer, direction, settings
from kurrasa.design import palette
from kurrasa.diagnostics import Diagnostic, has_errors
from kurrasa.dossier import Dossier, resolve
from kurrasa.drawings import Style
from kurrasa.expect import expect
from kurrasa.faces import Faces
from kurrasa.furniture import Furniture, Lot, lots
from kurrasa.inputs import file_digest, fingerprint
from kurrasa.load import Content, load, reread
from kurrasa.localise import final, localise
from kurrasa.manifest import SUFFIX, Manifest, manifest
from kurrasa.memory import Memory
from kurrasa.order import Order, Outcome, Report, Step, note
from kurrasa.paginate import LEAF, SIGNATURE, PageMap, Placed, side
from kurrasa.processes import processes
from kurrasa.records import Figure, Record
from kurrasa.settle import settle
from kurrasa.typeset import Complaint, Recipe, house_style
from kurrasa.words import words
from kurrasa.works import Works
from kurrasa.workshop import Job


def check(order: Order) -> tuple[Diagnostic, ...]:
    """Everything wrong with a content that can be known before a page is set. Raises `MachineLacks`."""
    return checked(order)[1]


@dataclass(frozen=True)
class Bound:
    """A book that is bound and not yet proven: all that it was bound from. `sheets` counts its pages.

    `content` is the fingerprint of its folder before anything of it was read: what an editor saves meanwhile is no part
    of the book.
    """

    content: str
    composer: Composer
    placed: Sequence[Placed]
    pages: PageMap
    lots: Mapping[int, Lot]
    furniture: Furniture

    @property
    def sheets(self) -> int:
        """How many pages it has."""
        return len(self.furniture.pages)

    @property
    def tally(self) -> Mapping[str, int]:
        """Its paragraphs, counted by what the compositor did with them."""
        return sum((Counter(item.typeset.tally) for item in self.placed), Counter())


def booklet(order: Order, report: Report, works: Works | None = None, digest: str | None = None) -> Outcome:
    """Build the booklet, prove it and put it in place. Raises `MachineLacks`; its faults are in the outcome.

    `works` are those to build with, and are closed; `digest` is the content's fingerprint, if it was taken already.
    """
    report(Step("Reading the content", "", 0, 1))
    with works or Works(order.store, processes(order.recipe), order.limit) as own:
        digest = digest or fingerprint(order.content)
        content, diagnostics = checked(order, own)
        if content is None or has_errors(diagnostics):
            return Outcome(None, 0, diagnostics, None)
        own.remember(order.content)
        order.out.mkdir(parents=True, exist_ok=True)
        with aside(booklet_path(order, content)) as new:
            with new.open("wb") as out:
                composer = edition(content, own)
                own.store.save(order.recipe.name, recipe(composer, settings(composer.dossier)))
                bound, faults = bind(composer, digest, own, report, out, final=order.final, keep=order.keep)
            if bound is None:
                return Outcome(None, 0, (*diagnostics, *faults), None)
            return finish(bound, new, order, own, report, diagnostics)


def bind(
    composer: Composer,
    content: str,
    works: Works,
    report: Report,
    out: BinaryIO,
    *,
    final: bool,
    keep: Manifest | None = None,
) -> tuple[Bound | None, tuple[Diagnostic, ...]]:
    """Set the book of an edition and bind it into a file, or tell the faults that forbid it.

    `content` is the fingerprint that its folder had before it was read.
    """
    made_by = recipe(composer, settings(composer.dossier))
    workshop = works.workshop(made_by)
    workshop.meanwhile = partial(import_module, "kurrasa.prove.proof")
    placed, pages, faults = settle(composer, workshop, report, works.last(composer), keep)
    if faults:
        return None, faults
    if not keep:
        works.leave(composer, pages)
    report(Step("Binding", "", 0, 1))
    carried = lots(placed, pages.folios, composer, final=final)
    if keep:
        carried = slip.tabbed(carried, placed, keep)
    furniture = works.drawer(composer, made_by).furnish(carried, _stamp(content, composer), workshop.fragments)
    bench = works.bench(composer.style.faces)
    bind_book(placed, pages, furniture, _imprint(composer.dossier, content), workshop.forme, bench, out)
    return Bound(content, composer, placed, pages, carried, furniture), ()


def glance(bound: Bound, composer: Composer, part: str, works: Works) -> tuple[Bound, Placed, bytes] | None:
    """One part of a later edition, as it will look if nothing comes to lie elsewhere: the book with it, and its pages.

    None where it can't be told: the part has more or fewer pages, or a fault.
    """
    found = next((item for item in bound.placed if item.part.id == part), None)
    later = next((other for other in composer.arrangement.parts if other.id == part), None)
    if found is None or later is None:
        return None
    workshop = works.workshop(recipe(composer, settings(composer.dossier)))
    source, _ = composer.composed(later, side(found.first), bound.pages)
    (sheets,) = workshop.typeset([Job(later.title, source)])
    if isinstance(sheets, Complaint) or sheets.overflows or len(sheets.sheets) != len(found.sheets):
        return None
    item = Placed(later, found.first, sheets)
    bench = works.bench(composer.style.faces)
    imprint = _imprint(composer.dossier, "0" * 32)
    pages = bind_glance(item, bound.furniture, imprint, workshop.forme(sheets), bench)
    placed = [item if other is found else other for other in bound.placed]
    return (replace(bound, placed=placed), item, pages) if pages else None


def finish(
    bound: Bound,
    new: Path,
    order: Order,
    works: Works,
    report: Report,
    diagnostics: tuple[Diagnostic, ...],
) -> Outcome:
    """Prove a book that is bound and, if nothing is wrong with it, let it take its place; `diagnostics` go before."""
    from kurrasa.prove.proof import prove  # it was imported while parts were set

    report(Step("Proving", "", 0, 1))
    composer, content = bound.composer, bound.composer.dossier.content
    expected = expect(bound.placed, bound.pages, bound.furniture, composer, outline(bound.placed))
    expected = replace(expected, multiple=LEAF if order.keep else SIGNATURE)
    ledger = works.ledger(content.book.language)
    proof = prove(new, expected, ledger, works.here)
    works.leave_proof(content.book.language)
    found = (*diagnostics, *proof.faults)
    if has_errors(found):
        return Outcome(None, bound.sheets, found, proof)
    path = booklet_path(order, content)
    proven, beside = order.out / _named("proof.json", content), path.with_suffix(SUFFIX)
    issue = manifest(
        *(bound.placed, bound.pages, bound.lots, expected.indexes, composer),
        final=order.final,
        content=bound.content,
        pdf=file_digest(new) or "",
    ).as_json()
    if order.final and not order.keep:
        issues.keep(order.out, {path.name: new.read_bytes(), beside.name: issue}, bound.content)
    put({proven: proof.as_json().encode(), beside: issue, path: new})
    outcome = Outcome(path, bound.sheets, found, proof, bound.tally)
    note(order, bound.content, outcome, (path, beside, proven))
    works.tidy()
    return outcome


def booklet_path(order: Order, content: Content) -> Path:
    """Where the book of a content belongs."""
    return order.out / _named("booklet.pdf", content)


def edition(content: Content, works: Works | None = None) -> Composer:
    """Bind checked content to its idiom, its arrangement and the look of its edition. Raises `MachineLacks`."""
    dossier, store = resolve(content), works.store if works else None
    speech, faces = words(dossier.book.language, store), fonts.faces()
    reading = direction(dossier.book.language)
    style = Style(palette(), faces, dossier.book.fonts.display, reading, dossier.idiom.digits)
    of_edition = (dossier, arrange(dossier, speech), speech, style, _pictures(content), _licence(faces, dossier))
    return Composer(
        *of_edition, store, works.parts if works else {}, works.texts(content.book.language) if works else {}
    )


def resaved(composer: Composer, saved: Iterable[Path], order: Order, works: Works) -> Composer | None:
    """The composer of a content after a few of its files were saved, if nothing but running texts is other in them.

    What parts there are, and in what order, doesn't hang on those. None where they are at fault, by the rules that ask
    for nothing more than these records.
    """
    content = composer.dossier.content
    later = reread(content, works.memory(order.content), saved)
    if later is None:
        return None
    new = {id: entry for id, entry in later.entries.items() if entry is not content.entries[id]}
    told = all(_retold(content.entries[id].record, entry.record) for id, entry in new.items())
    if not told or has_errors(check_some(later, new.values())):
        return None
    dossier = composer.dossier.retold(later)
    return replace(composer, dossier=dossier, arrangement=retold(composer.arrangement, dossier, new))


def _retold(before: Record, after: Record) -> bool:
    """Whether a record has another text, if anything other; a part that has none may have been left out."""
    text = getattr(after, "text", None)
    return before == after or bool(text and before.model_copy(update={"text": text}) == after)


def recipe(composer: Composer, settings: str) -> Recipe:
    """What the typesetter of an edition is made of; `settings` is CSS that overrides the tokens."""
    return Recipe(house_style(settings), composer.style.faces, composer.dossier.book.language)


def checked(order: Order, works: Works | None = None) -> tuple[Content | None, tuple[Diagnostic, ...]]:
    """Read and check the content in the language of the edition; None where there is no book to speak of."""
    memory = works.memory(order.content) if works else Memory()
    content, faults = load(order.content, memory)
    if content is None:
        return None, faults
    faces = fonts.faces()
    diagnostics = (*faults, *check_content(content, faces))
    local, found = in_language(content, order.language or content.book.language, faces, as_final=order.final)
    return local, (*diagnostics, *found)


def in_language(
    content: Content, language: str, faces: Faces, *, as_final: bool
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


def _licence(faces: Faces, dossier: Dossier) -> str:
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
    """A place beside a file, for one that may come to stand in its stead; nothing is left there, of a killed build
    neither."""
    for left in path.parent.glob(f".{path.name}.*"):
        if not _lives(left.suffix[1:]):
            left.unlink(missing_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield beside
    finally:
        beside.unlink(missing_ok=True)


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        pass
    return True


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


@contextmanager
def exchanged(place: Path) -> Iterator[Path]:
    """A folder beside another, which takes its place when it is whole; not if it was taken away or broken off."""
    new, old = (place.with_name(f".{place.name}.{word}.{os.getpid()}") for word in ("new", "old"))
    new.mkdir(parents=True)
    try:
        yield new
        if new.exists():
            if place.exists():
                place.rename(old)
            try:
                new.rename(place)
            except OSError:
                old.rename(place)
                raise
            shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(new, ignore_errors=True)
