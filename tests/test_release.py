"""A release: everything is there, the checksums are true, the judges have spoken; and a fault keeps the last one."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pikepdf
import pytest
from conftest import CLIMATE, edited

from kurrasa import build
from kurrasa.cli import main
from kurrasa.order import Order
from kurrasa.press.condition import Condition, condition
from kurrasa.release.make import Released, release

WHOLE = {
    *("booklet.pdf", "booklet-press.pdf", "cover-press.pdf", "booklet-imposed.pdf", "booklet-dummy.pdf"),
    *("booklet-archive.pdf", "manifest.json", "booklet.epub", "contact-sheet.png", "report.html", "SHA256SUMS"),
    *("web", "handouts", "data"),
}


def released(content: Path, out: Path) -> Released:
    order = Order(content, out, final=True)
    outcome = build.booklet(order, lambda _step: None)
    assert outcome.pdf, outcome.diagnostics
    chosen = condition(None)
    assert isinstance(chosen, Condition)
    return release(order, outcome, chosen, lambda _step: None, str)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the small dossier."""
    made = released(CLIMATE, tmp_path_factory.mktemp("release"))
    assert made.folder, [said.faults for said in made.verdicts] or made.diagnostics
    return made.folder


def test_everything_is_there(first: Path) -> None:
    """And nothing else; the checksums are those of the files."""
    assert {path.name for path in first.iterdir()} == WHOLE
    said = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=first, capture_output=True, check=False
    )
    assert said.returncode == 0, said.stdout
    summed = {line.split("  ", 1)[1] for line in (first / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
    there = {path.relative_to(first).as_posix() for path in first.rglob("*") if path.is_file()}
    assert summed == there - {"SHA256SUMS"}


def test_the_report_tells_every_judge(first: Path) -> None:
    """In the language of the edition."""
    text = (first / "report.html").read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl">' in text
    for judge in ("veraPDF", "qpdf", "poppler", "PDFium", "Ghostscript", "EPUBCheck", "Kurrasa"):
        assert judge in text
    assert "لم يجد فيه حَكَم خطأ" in text


def test_two_releases_are_the_same(first: Path, tmp_path: Path) -> None:
    """In another folder, from another copy of the content."""
    again = released(edited(CLIMATE, tmp_path / "content"), tmp_path / "elsewhere").folder
    assert again
    one, other = (hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest() for folder in (first, again))
    assert one == other


def test_a_fault_keeps_the_last_release(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here a judge finds one in a font that was taken out of the press file."""
    from kurrasa.release import make

    before = (first / "SHA256SUMS").read_bytes()
    own = make.press

    def broken(*arguments: object, **named: object) -> object:
        printed = own(*arguments, **named)  # type: ignore[arg-type]
        assert printed.block
        with pikepdf.open(printed.block, allow_overwriting_input=True) as pdf:
            for font in pdf.pages[4].obj.Resources.Font.values():
                del font.DescendantFonts[0].FontDescriptor["/FontFile2"]
            pdf.save(printed.block)
        return printed

    monkeypatch.setattr(make, "press", broken)
    made = released(CLIMATE, first.parent)
    assert made.folder is None
    assert "preflight-font" in {diagnostic.rule for diagnostic in made.diagnostics}
    assert (first / "SHA256SUMS").read_bytes() == before
    assert not [path for path in first.parent.iterdir() if path.name.startswith(".release")]


def test_a_judge_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """With what installs it, and exit code 3; nothing is made."""
    monkeypatch.setenv("PATH", "")
    assert main(["release", "--content", str(CLIMATE), "--out", str(tmp_path / "build")]) == 3
    told = capfd.readouterr().err
    assert "Ghostscript: ghostscript" in told
    assert "--unjudged" in told
    assert not (tmp_path / "build" / "release").exists()
