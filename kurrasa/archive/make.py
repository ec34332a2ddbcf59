"""The way from a book that stands to its archive.

In: an order, and the book that was made by it. Out: `booklet-archive.pdf` and `manifest.json`, put in place at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kurrasa import build
from kurrasa.archive.material import CONTENT, MANIFEST, material
from kurrasa.archive.provenance import Ordered, hashes, provenance
from kurrasa.archive.standard import archive as archived
from kurrasa.diagnostics import Diagnostic
from kurrasa.load import load
from kurrasa.manifest import SUFFIX, read
from kurrasa.order import Order


@dataclass(frozen=True)
class Kept:
    """What came of it: the archive and the record beside it, or why there is none."""

    diagnostics: tuple[Diagnostic, ...]
    pdf: Path | None = None
    manifest: Path | None = None
    files: int = 0


def archive(order: Order, booklet: Path) -> Kept:
    """Make the archive of a book that was made by this order. Raises `MachineLacks`."""
    issue = read(booklet.with_suffix(SUFFIX))
    content, faults = load(order.content)
    if isinstance(issue, Diagnostic):
        return Kept((issue,))
    if content is None:
        return Kept(faults)
    source = material(order.content, issue.language)
    if _fingerprint(source) != issue.content:
        return Kept((_edited(),))
    book = booklet.read_bytes()
    asked = Ordered(language=issue.language, final=issue.final)
    record = provenance(issue.title, asked, source, {booklet.name: book})
    named = archive_path(booklet)
    data = archived(booklet, {**source, MANIFEST: record.as_json()}, content.book.edition.gregorian_year)
    beside = named.with_name(named.name.replace("booklet-archive", "manifest", 1)).with_suffix(".json")
    told = record.model_copy(update={"outputs": record.outputs | hashes({named.name: data})})
    build.put({beside: told.as_json(), named: data})
    return Kept((), named, beside, len(source) + 1)


def archive_path(booklet: Path) -> Path:
    """Beside the book: `booklet-archive.pdf`, `booklet-archive.en.pdf`."""
    return booklet.with_name(booklet.name.replace("booklet", "booklet-archive", 1))


def _fingerprint(source: Mapping[str, bytes]) -> str:
    """That of the content, as `inputs.fingerprint` gives it, from the very bytes that will be carried."""
    found = hashlib.sha256()
    for path in sorted(Path(name) for name in source if name.startswith(f"{CONTENT}/")):
        found.update(path.relative_to(CONTENT).as_posix().encode() + b"\0")
        found.update(hashlib.sha256(source[path.as_posix()]).digest())
    return found.hexdigest()


def _edited() -> Diagnostic:
    return Diagnostic(
        "archive",
        "The content was edited while the book was made.",
        "Run the command again.",
    )
