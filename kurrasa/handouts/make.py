"""The way from a folder of content to its handouts; the only module that writes files of them.

In: an order. Out: what came of it. The booklet is set too, without being bound, for its page numbers. A file is written
whole beside its place and, when all of them are proven, all take their places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kurrasa import fonts
from kurrasa.build import edition, in_language, put, recipe
from kurrasa.check import check as check_content
from kurrasa.compose import Composer, settings
from kurrasa.diagnostics import Diagnostic, has_errors
from kurrasa.faces import Faces
from kurrasa.handouts.expect import Bound
from kurrasa.handouts.finishing import finished
from kurrasa.handouts.order import File, Order, Outcome, note
from kurrasa.handouts.press import Press, Way
from kurrasa.handouts.setting import Shop
from kurrasa.handouts.sheet import set_sheet, style
from kurrasa.handouts.subject import Subject, concerns, subjects
from kurrasa.handouts.writer import sheet_writer
from kurrasa.inputs import fingerprint
from kurrasa.load import Content, load
from kurrasa.localise import languages
from kurrasa.order import Report, Step
from kurrasa.paginate import PageMap
from kurrasa.processes import processes
from kurrasa.settle import complaint_of, overfull, settle
from kurrasa.typeset import Complaint
from kurrasa.works import Works


@dataclass(frozen=True)
class Numbering:
    """The booklet whose pages are referred to: its map, and its language."""

    pages: PageMap
    language: str


@dataclass(frozen=True)
class Series:
    """The handouts of one language: what all of them are made with. `identifier` is that of their files."""

    composer: Composer
    numbering: Numbering
    shop: Shop
    order: Order
    identifier: bytes

    @property
    def language(self) -> str:
        """The language."""
        return self.composer.dossier.book.language


@dataclass(frozen=True)
class Made:
    """What came of one handout, or of all in one file: its sheets, the file and its bytes, and the faults."""

    bound: tuple[Bound, ...] = ()
    file: File | None = None
    data: bytes = b""
    faults: tuple[Diagnostic, ...] = ()


def handouts(order: Order, report: Report, press: Press | None = None) -> Outcome:
    """Make the handouts, prove them and put them in place. Raises `MachineLacks`; faults are in the outcome."""
    press = press or Press(order.store, processes())
    with Works(order.store, press.executor, order.limit) as works:
        report(Step("Reading the content", "", 0, 1))
        digest = fingerprint(order.content)  # before it is read: what is saved meanwhile is no part of it
        content, faults = load(order.content)
        if content is None:
            return Outcome((), faults)
        faces = fonts.faces()
        found: list[Diagnostic] = [*faults, *check_content(content, faces)]
        if has_errors(found):
            return Outcome((), tuple(found))
        wanted: list[tuple[Series, Subject]] = []
        for series in _series(content, digest, faces, order, works, report, found):
            wanted += [
                (series, s) for s in subjects(series.composer.dossier, series.composer.arrangement, order.choice)
            ]
        if has_errors(found):
            return Outcome((), tuple(found))
        made = _follow([(_handout(*one), _name(*one)) for one in wanted], press, report)
        if order.combined and not has_errors([fault for one in made for fault in one.faults]):
            volumes: dict[str, tuple[Series, list[Bound]]] = {}
            for (series, _), one in zip(wanted, made, strict=True):
                volumes.setdefault(series.language, (series, []))[1].extend(one.bound)
            made += _follow([(_volume(*v), v[0].composer.dossier.book.title) for v in volumes.values()], press, report)
    found += [fault for one in made for fault in one.faults]
    if has_errors(found):
        return Outcome((), tuple(found))
    files = {one.file.path: one.data for one in made if one.file}
    for folder in {path.parent: None for path in files}:
        folder.mkdir(parents=True, exist_ok=True)
    put(files)
    outcome = Outcome(tuple(one.file for one in made if one.file), tuple(found))
    if files:
        note(order, digest, outcome)
        order.store.tidy()
    return outcome


def _series(
    content: Content,
    digest: str,
    faces: Faces,
    order: Order,
    works: Works,
    report: Report,
    found: list[Diagnostic],
) -> Iterator[Series]:
    """The languages that are wanted, each with the booklet it refers to; faults are added to those that were found."""
    own, identifier = content.book.language, bytes.fromhex(digest)[:16]
    composers: dict[str, Composer] = {}
    booklets: dict[str, Numbering] = {}
    for language in order.languages or languages(content):
        local, told = in_language(content, language, faces, as_final=order.final)
        told = tuple(d for d in told if concerns(d, content))
        found += told
        if has_errors(told):
            continue
        composer = composers[language] = edition(local, works)
        with_booklet = language if language in (own, *content.book.languages) else own
        if with_booklet not in booklets:
            of = composers.get(with_booklet) or edition(content, works)
            booklets[with_booklet], faulty = _numbering(of, works, report)
            found += faulty
        if not has_errors(found):
            shop = Shop(recipe(composer, style(composer.dossier)), order.limit)
            yield Series(composer, booklets[with_booklet], shop, order, identifier)


def _numbering(composer: Composer, works: Works, report: Report) -> tuple[Numbering, tuple[Diagnostic, ...]]:
    """Set the booklet, for its page numbers alone; where it was built, it is set already."""
    workshop = works.workshop(recipe(composer, settings(composer.dossier)))
    _, pages, faults = settle(composer, workshop, report, works.last(composer))
    if not faults:
        works.leave(composer, pages)
    return Numbering(pages, composer.dossier.book.language), faults


def _follow(ways: Sequence[tuple[Way[Made], str]], press: Press, report: Report) -> list[Made]:
    """What each way leads to, in their order; beside a way is what it is called."""
    made: dict[int, Made] = {}
    for index, found in press.follow(way for way, _ in ways):
        name = ways[index][1]
        made[index] = Made(faults=(complaint_of(name, found),)) if isinstance(found, Complaint) else found
        report(Step("Setting", name, len(made), len(ways)))
    return [made[index] for index in range(len(ways))]


def _handout(series: Series, subject: Subject) -> Way[Made]:
    """Set a handout, bind it and prove it."""
    writer = sheet_writer(series.composer, subject, series.numbering.pages, series.numbering.language)
    sheet = yield from set_sheet(subject, writer, series.shop, final=series.order.final)
    if isinstance(sheet, Diagnostic):
        return Made(faults=(sheet,))
    if wide := tuple(overfull(sheet.title, found) for found in sheet.sides.overflows):
        return Made(faults=wide)
    path = series.order.out / "handouts" / f"{subject.record.id}.{series.language}.pdf"
    return (yield from _file(path, [Bound(sheet, 1, writer)], sheet.title, series))


def _volume(series: Series, sheets: Sequence[Bound]) -> Way[Made]:
    """Bind all handouts of a language into one file, each on the front of a leaf, and prove it."""
    bound: list[Bound] = []
    for item in sheets:
        bound.append(Bound(item.sheet, bound[-1].numbers.stop | 1 if bound else 1, item.writer))
    title = series.composer.words.gettext("Handouts: {title}").format(title=series.composer.dossier.book.title)
    path = series.order.out / f"handouts.{series.language}.pdf"
    return (yield from _file(path, bound, title, series))


def _file(path: Path, bound: Sequence[Bound], title: str, series: Series) -> Way[Made]:
    pages = series.numbering.pages
    data, proof = yield from finished(bound, title, series.composer, pages, path.name, series.identifier)
    step = min(item.sheet.step for item in bound)
    file = File(path, series.language, bound[-1].numbers.stop - 1, step, proof)
    return Made(tuple(bound), file, data, proof.faults)


def _name(series: Series, subject: Subject) -> str:
    return series.composer.dossier.name(subject.record)
