"""Each judge of a release finds the fault that is its to find, and passes a file without it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from kurrasa import fonts
from kurrasa.release import judges
from kurrasa.release.contact import GAP, GUTTER, contact_sheet
from kurrasa.release.judges import Verdict

TEXT = b"0 0 0 1 k 20 20 60 60 re f"


def write(path: Path, *contents: bytes) -> Path:
    """A PDF with a page for each content stream."""
    with pikepdf.new() as pdf:
        for content in contents:
            page = pdf.add_blank_page(page_size=(100, 140))
            page.obj.TrimBox = pikepdf.Array([10, 10, 90, 130])
            page.obj.Contents = pdf.make_stream(content)
        path.parent.mkdir(parents=True, exist_ok=True)
        pdf.save(path, deterministic_id=True)
    return path


def asked(name: str, release: Path) -> list[Verdict]:
    judge = next(judge for judge in judges.JUDGES if judge.name == name)
    assert judge.here
    return list(judge.judge(release))


def test_every_judge_is_where_the_tests_run() -> None:
    """`make test` installs them all; a release would name one that is missing."""
    assert judges.missing() == ()


@pytest.mark.parametrize("name", ["qpdf", "poppler", "PDFium"])
def test_a_whole_file_passes_and_a_broken_one_does_not(name: str, tmp_path: Path) -> None:
    """A file whose end is lost."""
    good = write(tmp_path / "booklet.pdf", TEXT, TEXT)
    assert [said.faults for said in asked(name, tmp_path)] == [()]
    good.write_bytes(good.read_bytes()[:-200].replace(b"/Pages", b"/Xages"))
    (said,) = asked(name, tmp_path)
    assert said.files == ("booklet.pdf",)
    assert said.faults
    assert all(fault.startswith("booklet.pdf: ") for fault in said.faults)


def test_ghostscript_finds_grey_made_of_colours(tmp_path: Path) -> None:
    """The second page is grey to the eye too, and on all four plates; the third is in colour, and may."""
    write(tmp_path / "booklet-press.pdf", TEXT, b".55 .45 .45 .1 k 20 20 60 60 re f", b"1 .5 0 0 k 20 20 60 60 re f")
    (said,) = asked("Ghostscript", tmp_path)
    assert said.asked == "inkcov: black alone on 1 of 3 pages"
    (fault,) = said.faults
    assert fault.startswith("booklet-press.pdf: page 2: cyan")


def test_ghostscript_looks_within_the_trim(tmp_path: Path) -> None:
    """Marks outside it are on every plate."""
    write(tmp_path / "booklet-press.pdf", TEXT + b" 1 1 1 1 k 0 0 5 5 re f")
    assert [said.faults for said in asked("Ghostscript", tmp_path)] == [()]


def test_epubcheck_finds_a_book_without_its_package(tmp_path: Path) -> None:
    """A container that leads nowhere."""
    with zipfile.ZipFile(tmp_path / "booklet.epub", "w") as epub:
        epub.writestr("mimetype", "application/epub+zip")
    (said,) = asked("EPUBCheck", tmp_path)
    assert said.files == ("booklet.epub",)
    assert said.faults


def test_verapdf_finds_an_archive_that_is_none(tmp_path: Path) -> None:
    """A plain file, by each of the standards it is asked about."""
    write(tmp_path / "booklet.pdf", TEXT)
    write(tmp_path / "booklet-archive.pdf", TEXT)
    write(tmp_path / "handouts" / "a.ar.pdf", TEXT)
    found = asked("veraPDF", tmp_path)
    assert [said.asked for said in found] == ["PDF/UA-1", "PDF/A-3a", "PDF/A-3u"]
    assert found[0].files == ("booklet.pdf", "booklet-archive.pdf", "handouts/a.ar.pdf")
    assert all(said.faults for said in found)


@pytest.mark.parametrize("reading", ["rtl", "ltr"])
def test_the_contact_sheet_shows_spreads_as_they_lie(reading: str, tmp_path: Path) -> None:
    """The first page, red, is the left one of a spread by itself where the book is bound on the right."""
    book = write(tmp_path / "book.pdf", b"1 0 0 rg 0 0 100 140 re f", *[b"0 0 1 rg 0 0 100 140 re f"] * 2)
    data = contact_sheet(book, reading, fonts.faces(), "IBM Plex Sans Arabic")
    (tmp_path / "sheet.png").write_bytes(data)
    sheet = Image.open(tmp_path / "sheet.png").convert("RGB")
    red, blue = ([x for x in range(sheet.width) if is_like(sheet, x, colour)] for colour in (0, 2))
    with pypdfium2.PdfDocument(book) as pdf:
        width = pdf[0].render(scale=40 / 72).width
    first = GAP + width + GUTTER  # the right-hand page of the first spread from the left
    if reading == "ltr":
        assert red[0] == first
        assert min(blue) > red[-1]
    else:
        assert red[-1] == sheet.width - first - 1
        assert max(blue) < red[0]


def is_like(sheet: Image.Image, x: int, channel: int) -> bool:
    """Whether the middle of the first row of spreads has this colour there."""
    pixel = sheet.getpixel((x, GAP + 20))
    assert isinstance(pixel, tuple)
    return all((value > 220) == (number == channel) for number, value in enumerate(pixel))
