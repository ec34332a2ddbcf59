"""The fonts of the book: which are used, that they are the ones chosen, and what they can't show."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kurrasa.diagnostics import MachineLacks
from kurrasa.faces import FOLDER, Faces, fontconfig
from kurrasa.fonts import MANIFEST, faces, manifest, put


@pytest.fixture(scope="module")
def known() -> Faces:
    return faces(FOLDER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the fonts that a test may spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "fonts"))


def test_the_families_of_the_books_are_in_the_manifest(known: Faces) -> None:
    assert known.families == ("Amiri", "IBM Plex Sans Arabic", "Crimson Text")


def test_each_face_is_what_the_manifest_says_it_is(known: Faces) -> None:
    assert {f.path.stem for f in known.faces} == {f.postscript_name for f in known.faces}


def test_every_face_may_be_embedded_and_says_under_which_licence(known: Faces) -> None:
    for face in known.faces:
        assert face.licence == "OFL-1.1"
        assert "SIL Open Font License, Version 1.1" in face.licence_file.read_text("utf-8")


def test_the_nearest_weight_is_given_and_of_two_as_near_the_lighter(known: Faces) -> None:
    assert known.face("IBM Plex Sans Arabic", 600).path.name == "IBMPlexSansArabic-SemiBold.ttf"
    assert known.face("Amiri", 900).weight == 700
    assert known.face("Amiri", 550).weight == 400


def test_a_family_that_is_not_listed_is_not_given(known: Faces) -> None:
    with pytest.raises(LookupError, match="Times"):
        known.face("Times")


def test_arabic_with_its_marks_and_both_sorts_of_digits_is_covered(known: Faces) -> None:
    text = "القمّةُ الإسلامية «8–12/س (ق.إ)» ٠١٢٣٤٥٦٧٨٩ 20% ٪٫٬ م هـ ﷺ ª"
    assert known.uncovered(text, "Amiri") == ""
    assert known.uncovered("القرار 12/8، ص 14؛ 40.37° ؟", "IBM Plex Sans Arabic") == ""


def test_what_no_face_shows_is_given_once_each_in_order(known: Faces) -> None:
    assert known.uncovered("قمة 首腦 طهران 首", "Amiri") == "首腦"


def test_a_family_alone_may_lack_what_another_has(known: Faces) -> None:
    assert known.uncovered("←", "Amiri") == "←"
    assert known.uncovered("←") == ""


def test_joiners_and_spaces_need_no_glyph(known: Faces) -> None:
    assert known.uncovered("أ\u200c\u200d\u2009\u00a0\n\u2067ب") == ""


def test_font_face_rules_name_every_file(known: Faces) -> None:
    css = known.css()
    assert css.count("@font-face") == len(known.faces)
    assert all(f.path.as_uri() in css for f in known.faces)


def test_a_missing_font_and_one_of_another_hash_are_told_at_once(folder: Path) -> None:
    (folder / "Amiri-Bold.ttf").unlink()
    (folder / "IBMPlexSansArabic-Light.ttf").write_bytes(b"another font")
    with pytest.raises(MachineLacks) as lack:
        faces(folder)
    assert "Amiri-Bold.ttf: the font is missing" in str(lack.value)
    assert "IBMPlexSansArabic-Light.ttf: another file than the manifest's" in str(lack.value)
    assert "python -m kurrasa.fonts" in str(lack.value)


def test_the_set_up_brings_back_what_is_missing_and_nothing_else(folder: Path) -> None:
    (folder / "Amiri-Bold.ttf").unlink()
    assert [p.name for p in put(folder)] == ["Amiri-Bold.ttf"]
    assert put(folder) == ()
    assert len(faces(folder).faces) == len(faces(FOLDER).faces)


def test_a_package_that_is_not_installed_is_named_with_what_to_run(folder: Path) -> None:
    written = (folder / MANIFEST).read_text("utf-8").replace("fontpkg-amiri", "fontpkg-nastaliq-of-nowhere")
    (folder / MANIFEST).write_text(written, "utf-8")
    with pytest.raises(MachineLacks, match=r"pip install fontpkg-nastaliq-of-nowhere==1\.2"):
        put(folder)


def test_a_package_with_another_file_than_the_one_listed_is_refused(folder: Path) -> None:
    sha256 = manifest(folder)[0].faces[0].sha256
    written = (folder / MANIFEST).read_text("utf-8").replace(sha256, "f" * 64)
    (folder / MANIFEST).write_text(written, "utf-8")
    with pytest.raises(MachineLacks, match=r"Amiri-Regular\.ttf: that of fontpkg-amiri .* is another"):
        put(folder)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("- family: X\n  faces: [\n", "not YAML"),
        ("- {family: X, package: x, version: '1', licence: OFL, licence_file: x, faces: []}", "0.faces"),
        ("- {family: X, package: x, version: '1', licence: OFL, licence_file: ../x, faces: []}", "0.licence_file"),
    ],
)
def test_a_manifest_that_is_wrong_says_where(folder: Path, written: str, told: str) -> None:
    (folder / MANIFEST).write_text(written, "utf-8")
    with pytest.raises(MachineLacks, match=told):
        faces(folder)


def test_the_typesetter_sees_the_fonts_of_the_manifest_and_none_of_the_machine(tmp_path: Path) -> None:
    """Asks fontconfig itself, in a process of its own, for a family that most machines have and for ours."""
    conf = fontconfig(FOLDER, tmp_path / "a cache & more")
    asked = (
        "import io, weasyprint, pikepdf\n"
        'html = \'<p style="font-family: DejaVu Sans">a</p><p style="font-family: Amiri">ب</p>\'\n'
        "pdf = pikepdf.open(io.BytesIO(weasyprint.HTML(string=html).write_pdf()))\n"
        "print(sorted({str(f.BaseFont) for f in pdf.pages[0].Resources.Font.values()}))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", asked],
        env={"FONTCONFIG_FILE": str(conf), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Amiri" in run.stdout
    assert "DejaVu" not in run.stdout
