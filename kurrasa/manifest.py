"""What is kept of an edition so that a later one can be held against it: `booklet.manifest.json`, beside the book.

In: the parts as they lie, the furniture of their sheets, the index lines. Out: a small record of each page by its
digests, as JSON that is the same for the same book; and back, validated, with a diagnostic where it is none of ours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from kurrasa import __version__
from kurrasa.arrange import Part
from kurrasa.compose import Composer
from kurrasa.diagnostics import Diagnostic
from kurrasa.digests import BLANK
from kurrasa.furniture import Lot
from kurrasa.paginate import PageMap, Placed
from kurrasa.prove.expected import ExpectedIndex
from kurrasa.records import Person, Place

VERSION: Literal[1] = 1  # another one as soon as a field, or what the digests are made of, is another
SUFFIX = ".manifest.json"
LARGEST = 64_000_000  # bytes; a book of 10,000 pages has 3 million


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Leafed(_Closed):
    """One page: what it is called, the part it is of, the digests of what the part draws, and its furniture.

    A blank page is of the part before it. `folio` is its page label, `printed` whether it stands on the page too.
    The mark of a proof and the stamp of the imprint are no part of it: a proof and its book are the same pages.
    """

    folio: str
    part: str
    drawn: str = BLANK
    wording: str = BLANK
    printed: bool = False
    head: str | None = None
    tab: str | None = None
    step: int = 0

    @property
    def furniture(self) -> tuple[object, ...]:
        """What stands on it because of where it lies."""
        return self.folio if self.printed else "", self.head, self.tab, self.step if self.tab else 0

    @property
    def face(self) -> tuple[object, ...]:
        """All that reaches the paper."""
        return self.drawn, *self.furniture


class IndexLine(_Closed):
    """A line of an index: its part and record, the name and the numbers as printed."""

    part: str
    record: str
    name: str
    numbers: tuple[str, ...]


class ContentsLine(_Closed):
    """A line of the contents."""

    part: str
    title: str
    folio: str


class Manifest(_Closed):
    """An edition. `content` is the fingerprint of its folder, `pdf` the SHA-256 of its file."""

    kurrasa_manifest: Literal[1] = VERSION
    program: str
    content: str
    pdf: str
    title: str
    language: str
    direction: Literal["rtl", "ltr"]
    final: bool
    width: float
    height: float
    parts: dict[str, str]
    pages: tuple[Leafed, ...]
    index: tuple[IndexLine, ...]
    contents: tuple[ContentsLine, ...]

    def page(self, sheet: int) -> Leafed:
        """The page of a sheet, counted from 1."""
        return self.pages[sheet - 1]

    def as_json(self) -> bytes:
        """The manifest as it is kept: compact, what has its default left out, a line a book."""
        data = self.model_dump(mode="json", exclude_defaults=True) | {"kurrasa_manifest": self.kurrasa_manifest}
        return (json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n").encode()


def manifest(
    placed: Sequence[Placed],
    pages: PageMap,
    sheets: Mapping[int, Lot],
    indexes: Sequence[ExpectedIndex],
    composer: Composer,
    *,
    final: bool,
    content: str,
    pdf: str,
) -> Manifest:
    """Take down an edition; `content` and `pdf` are the hashes of what it was made from and of what it became."""
    book = composer.dossier.book
    return Manifest(
        program=__version__,
        content=content,
        pdf=pdf,
        title=book.title,
        language=book.language,
        direction=composer.style.direction,
        final=final,
        width=book.trim.width,
        height=book.trim.height,
        parts={item.part.id: item.part.title for item in placed},
        pages=leafed(placed, pages, sheets),
        index=tuple(
            IndexLine(part=i.part, record=i.record, name=_name(i.record, composer), numbers=i.listed) for i in indexes
        ),
        contents=tuple(
            ContentsLine(part=item.part.id, title=item.part.title, folio=pages.folio(item.part.anchor))
            for item in placed
            if item.part.trait.contents
        ),
    )


def leafed(placed: Sequence[Placed], pages: PageMap, lots: Mapping[int, Lot] | None = None) -> tuple[Leafed, ...]:
    """Every page in order, blanks too; without their furniture while it is not known."""
    own = {n: (item.part, sheet) for item in placed for n, sheet in zip(item.numbers, item.sheets, strict=True)}
    found: list[Leafed] = []
    part: Part | None = None
    for number in range(1, max(own, default=0) + 1):
        drawn = wording = BLANK
        if number in own:
            part, sheet = own[number]
            drawn, wording = sheet.drawn, sheet.wording
        lot = lots.get(number) if lots else None
        found.append(
            Leafed(
                folio=pages.folios[number],
                part=part.id if part else "",
                drawn=drawn,
                wording=wording,
                printed=bool(lot and lot.folio),
                head=lot.head if lot else None,
                tab=lot.tab if lot else None,
                step=lot.tab_step if lot and lot.tab else 0,
            )
        )
    return tuple(found)


def _name(record: str, composer: Composer) -> str:
    found = composer.dossier[record]
    if isinstance(found, Person):
        return found.sort_name or found.name
    return found.name if isinstance(found, Place) else composer.dossier.name(found)


def read(path: Path) -> Manifest | Diagnostic:
    """Read a manifest, or say why it is none. Raises `OSError` where there is no such file."""
    values = {"file": str(path)}
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError
        data = json.loads(path.read_bytes())
        version = data["kurrasa_manifest"]
        if version != VERSION:
            return Diagnostic(
                "manifest",
                "{file} is of another form ({version}) than this program reads ({own}).",
                "Build that edition again with this program, by its revision: --since REV.",
                None,
                values | {"version": str(version), "own": str(VERSION)},
            )
        return Manifest.model_validate(data)
    except (ValueError, KeyError, TypeError, RecursionError, ValidationError):
        return Diagnostic(
            "manifest",
            "{file} is not the manifest of an edition, or is damaged.",
            "Name the booklet.manifest.json that was written with the book, or a revision of the content.",
            None,
            values,
        )
