"""Everything that an edition leaves the house as, from one order: made, gathered, judged, and only then put in place.

In: an order and the inks. Out: `release/` in the folder of the book, whole, or the faults that forbid it and the last
release as it was. What is made on the way lies beside the book, as the commands put it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kurrasa import __version__, build, fonts
from kurrasa.archive.make import archive
from kurrasa.archive.verify import verify
from kurrasa.data.make import export
from kurrasa.diagnostics import Diagnostic, has_errors, render
from kurrasa.drawings.canvas import Style
from kurrasa.epub.make import publish
from kurrasa.handouts.make import handouts
from kurrasa.handouts.order import Order as HandoutOrder
from kurrasa.impose.make import Scheme, impose
from kurrasa.manifest import SUFFIX, Manifest, read
from kurrasa.order import Order, Outcome, Report, Step
from kurrasa.preflight.file import Held
from kurrasa.preflight.inspect import inspect
from kurrasa.press.condition import Condition
from kurrasa.press.make import press
from kurrasa.records import Book
from kurrasa.release.contact import contact_sheet
from kurrasa.release.judges import Verdict, missing, verdicts
from kurrasa.release.report import CONTACT, REPORT, SUMS, Told, checksums, report, shipped, shipped_file
from kurrasa.web.make import site

FOLDER = "release"


@dataclass(frozen=True)
class Released:
    """What came of it: the folder, the faults, what each judge said. No `folder`: the last release is as it was."""

    diagnostics: tuple[Diagnostic, ...]
    folder: Path | None = None
    verdicts: tuple[Verdict, ...] = ()


def release(order: Order, booklet: Outcome, condition: Condition, tell: Report, say: Callable[[str], str]) -> Released:
    """Make the release of a final book; `say` puts the words of the sheets. Raises `MachineLacks`."""
    assert booklet.pdf is not None
    content, _ = build.checked(order)
    issue = read(booklet.pdf.with_suffix(SUFFIX))
    assert content is not None  # the book was made from it
    if isinstance(issue, Diagnostic):
        return Released((issue,))
    style = build.edition(content).style
    files, found = _made(order, booklet.pdf, condition, content.book, style, tell, say)
    if has_errors(found):
        return Released(found)
    with build.exchanged(order.out / FOLDER) as folder:
        for name, path in files.items():
            (shutil.copytree if path.is_dir() else shutil.copyfile)(path, folder / name)
        tell(Step("Judging", "", 0, 1))
        sheet = contact_sheet(booklet.pdf, style.direction, fonts.faces(), content.book.fonts.display)
        (folder / CONTACT).write_bytes(sheet)
        said = (*verdicts(folder), _again(folder, tell, order.limit))
        if any(verdict.faults for verdict in said):
            shutil.rmtree(folder)  # and the last one stays
            return Released(found, None, said)
        notes = [line for line in render(found, issue.language).splitlines() if found and line]
        _describe(folder, content.book, issue, condition, said, notes, booklet.pdf)
    return Released(found, order.out / FOLDER, said)


def _made(
    order: Order,
    booklet: Path,
    condition: Condition,
    book: Book,
    style: Style,
    tell: Report,
    say: Callable[[str], str],
) -> tuple[dict[str, Path], tuple[Diagnostic, ...]]:
    """Every file and folder of the release, by its name there; and what was found on the way."""
    files: dict[str, Path] = {"booklet.pdf": booklet}
    printed = press(order, booklet, condition, tell)
    found = [*printed.diagnostics]
    tell(Step("Preflight", "", 0, 1))
    for path in filter(None, (printed.block, printed.cover)):
        held = Held(condition.ink_limit, condition, style.direction, block=path == printed.block)
        found += inspect(path, held, say)
    if has_errors(found):
        return files, tuple(found)
    if printed.block:
        files["booklet-press.pdf"] = printed.block
        scheme = Scheme(binding=book.press.binding, leaf=book.press.thickness)
        imposed = impose(printed.block, scheme, style, book.short_title or book.title, say)
        sheets = {"booklet-imposed.pdf": imposed.file, "booklet-dummy.pdf": imposed.dummy}
        # in another language than the content's the names of the book's files have it, as its own does
        places = {name: booklet.with_name(booklet.name.replace("booklet", Path(name).stem, 1)) for name in sheets}
        build.put({places[name]: data for name, data in sheets.items()})
        files |= places
    if printed.cover:
        files["cover-press.pdf"] = printed.cover
    tell(Step("Archiving", "", 0, 1))
    kept = archive(order, booklet)
    found += kept.diagnostics
    if kept.pdf and kept.manifest:
        files |= {"booklet-archive.pdf": kept.pdf, "manifest.json": kept.manifest}
    published = publish(order, booklet, tell)
    found += published.diagnostics
    if published.epub:
        files["booklet.epub"] = published.epub
    made = site(order, booklet, tell)
    found += made.diagnostics
    if made.folder:
        files["web"] = made.folder
    sheets_of = handouts(HandoutOrder(order.content, order.out, final=True, cache=order.cache, limit=order.limit), tell)
    found += sheets_of.diagnostics
    if sheets_of.files:
        files["handouts"] = order.out / "handouts"
    exported = export(order, booklet)
    found += exported.diagnostics
    if exported.folder:
        files["data"] = exported.folder
    return files, tuple(found)


def _again(folder: Path, tell: Report, limit: float) -> Verdict:
    """The archive made again from what it carries: the program's own word, but by another way."""
    found = verify(folder / "booklet-archive.pdf", tell, trusting=False, limit=limit)
    faults = tuple(render(found.faults, "en").splitlines()) if found.faults else ()
    asked = "made again from the archive: the same bytes"
    return Verdict(f"Kurrasa {__version__}", asked, ("booklet-archive.pdf",), faults)


def _describe(
    folder: Path,
    book: Book,
    issue: Manifest,
    condition: Condition,
    said: Sequence[Verdict],
    notes: Sequence[str],
    booklet: Path,
) -> None:
    """Write the report and, last, the checksums of all there is."""
    proven = booklet.with_name(booklet.name.replace("booklet", "proof", 1)).with_suffix(".json")
    proof = json.loads(proven.read_bytes())
    told = Told(
        title=book.title,
        language=issue.language,
        origins=(
            ("Content", issue.content[:16]),
            ("Pages", str(len(issue.pages))),
            ("Printing condition", condition.identifier),
            ("Program", f"Kurrasa {__version__}"),
        ),
        verdicts=said,
        absent=[judge.name for judge in missing()],
        proof=[(row["check"], row["tried"], row["failed"], row["lost"]) for row in proof["checks"]],
        notes=notes,
    )
    files = shipped(folder)
    (folder / REPORT).write_bytes(report(told, files))
    (folder / SUMS).write_bytes(checksums([*files, shipped_file(folder / REPORT, folder)]))
