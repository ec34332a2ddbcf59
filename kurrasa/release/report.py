"""What is told of a release: its files, every judge's word, the proof; the checksums beside it.

In: the folder of a release and the verdicts on it. Out: an HTML page that needs but the contact sheet beside it,
in the language of the edition; the lines of `SHA256SUMS`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pikepdf

from kurrasa import design
from kurrasa.compose import direction
from kurrasa.letters import letters
from kurrasa.release.judges import Verdict
from kurrasa.words import words

_FOLDERS = ("web/", "handouts/", "data/")  # which hold many files
SUMS, REPORT, CONTACT = "SHA256SUMS", "report.html", "contact-sheet.png"


@dataclass(frozen=True)
class Shipped:
    """A file of the release, by its path in it; `pages` of a PDF."""

    name: str
    sha256: str
    bytes: int
    pages: int | None

    @property
    def href(self) -> str:
        """Its address from the report."""
        return quote(self.name)

    @property
    def size(self) -> str:
        """Its size, in kibibytes or mebibytes."""
        return f"{self.bytes / 2**20:.1f} MiB" if self.bytes >= 2**20 else f"{max(1, round(self.bytes / 2**10))} KiB"


@dataclass(frozen=True)
class Told:
    """What the report says: of which edition, by which order, what was found."""

    title: str
    language: str
    origins: Sequence[tuple[str, str]]
    verdicts: Sequence[Verdict]
    absent: Sequence[str]
    proof: Sequence[tuple[str, int, int, int]]
    notes: Sequence[str]


def shipped(release: Path) -> tuple[Shipped, ...]:
    """The files of a release in the order of their paths."""
    return tuple(shipped_file(path, release) for path in sorted(release.rglob("*")) if path.is_file())


def shipped_file(path: Path, release: Path) -> Shipped:
    """One of them."""
    data, pages = path.read_bytes(), None
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
    return Shipped(path.relative_to(release).as_posix(), hashlib.sha256(data).hexdigest(), len(data), pages)


def checksums(files: Sequence[Shipped]) -> bytes:
    """The lines that `sha256sum --check` reads."""
    return "".join(f"{file.sha256}  {file.name}\n" for file in sorted(files, key=lambda file: file.name)).encode()


def report(told: Told, files: Sequence[Shipped]) -> bytes:
    """The page. Files of a folder that holds many (the site, the data) are counted, and stand in the checksums."""
    speech = words(told.language)
    faults = sum(len(said.faults) for said in told.verdicts)
    verdict = speech.ngettext("{n} fault", "{n} faults", faults).format(n=faults) if faults else None
    template = design.environment(speech).get_template("release/report.html")
    style = "".join(
        (design.TEMPLATES / "styles" / name).read_text(encoding="utf-8") for name in ("tokens.css", "report-screen.css")
    )

    def page(style: str) -> str:
        return template.render(
            title=told.title,
            language=told.language,
            direction=direction(told.language),
            verdict=verdict or speech.gettext("Released: every judge has passed it"),
            origins=[(speech.gettext(name), value) for name, value in told.origins],
            files=[file for file in files if not file.name.startswith(_FOLDERS)],
            folders=[
                (name, len(some), sum(file.bytes for file in some))
                for name in ("web", "handouts", "data")
                if (some := [file for file in files if file.name.startswith(f"{name}/")])
            ],
            verdicts=told.verdicts,
            absent=told.absent,
            proof=[(speech.gettext(name), *figures) for name, *figures in told.proof],
            notes=told.notes,
            style=style,
        )

    return page(letters(page("")) + style).encode()
