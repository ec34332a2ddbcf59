"""The book as an archive keeps it: PDF/A-3a and PDF/UA-1 by veraPDF's word, and made again from what it carries."""

from __future__ import annotations

import json
import re
import subprocess
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from conftest import CLIMATE, beside, built, edited

from kurrasa.archive import make
from kurrasa.archive.make import Kept
from kurrasa.archive.material import material
from kurrasa.archive.unpack import LARGEST, carried
from kurrasa.archive.verify import Verdict, verify
from kurrasa.cli import main
from kurrasa.diagnostics import Diagnostic
from kurrasa.inputs import fingerprint
from kurrasa.order import Order
from kurrasa.release.verapdf import verapdf


def archived(content: Path, booklet: Path) -> Kept:
    kept = make.archive(Order(content, booklet.parent), booklet)
    assert kept.pdf, kept.diagnostics
    return kept


@pytest.fixture(scope="module")
def kept(climate_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The archive of the small dossier."""
    return archived(CLIMATE, beside(climate_book, tmp_path_factory))


@pytest.fixture(scope="module")
def archive(kept: Kept) -> Path:
    assert kept.pdf
    return kept.pdf


def verified(path: Path, *, trusting: bool = False) -> Verdict:
    return verify(path, lambda _step: None, trusting=trusting, limit=120)


def altered(archive: Path, path: Path, change: Callable[[pikepdf.Pdf, dict[str, pikepdf.Object]], None]) -> Path:
    """A copy of an archive, with its attachments given to whoever means ill with them."""
    with pikepdf.open(archive) as pdf:
        change(pdf, {str(spec.UF): spec for spec in pdf.Root.AF})
        pdf.save(path, compress_streams=False)
    return path


def rewritten(files: Mapping[str, str]) -> Callable[[pikepdf.Pdf, dict[str, pikepdf.Object]], None]:
    """Each named file with this in place of its first text, and a record that agrees: what a forger would do."""
    import hashlib

    def change(_pdf: pikepdf.Pdf, specs: dict[str, pikepdf.Object]) -> None:
        record = json.loads(specs["manifest.json"].EF.F.read_bytes())
        for name, text in files.items():
            specs[name].EF.F.write(text.encode())
            record["inputs"][name] = hashlib.sha256(text.encode()).hexdigest()
        specs["manifest.json"].EF.F.write(json.dumps(record).encode())

    return change


def told(verdict: Verdict) -> str:
    return "\n".join(f.message.format_map(f.values) for f in verdict.faults)


def text_in(archive: Path, name: str) -> str:
    files = carried(archive)
    assert not isinstance(files, Diagnostic)
    return files[name].decode()


# ---------------------------------------------------------------- the file


@pytest.mark.parametrize("flavour", ["PDFA-3A", "PDFA-3U", "PDFUA-1"])
def test_verapdf_finds_nothing_against_it(
    flavour: str, archive: Path, scaffold: Path, scaffold_book: Path, large_book: Path
) -> None:
    others = [archived(scaffold, scaffold_book).pdf, archived(large_book.parent.parent / "content", large_book).pdf]
    assert not any(verapdf(flavour, archive, *filter(None, others)).values())


@pytest.mark.parametrize("flavour", ["PDFA-3A", "PDFUA-1"])
def test_verapdf_finds_nothing_against_the_first_edition(
    flavour: str, first_content: Path, first_edition: Path
) -> None:
    pdf = archived(first_content, first_edition).pdf
    assert pdf
    assert not any(verapdf(flavour, pdf).values())


def test_verapdf_would_find_what_is_missing(archive: Path, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf, specs: dict[str, pikepdf.Object]) -> None:
        del pdf.Root.OutputIntents
        del specs["content/book.yaml"]["/AFRelationship"]

    broken = altered(archive, tmp_path / "broken.pdf", change)
    (faults,) = verapdf("PDFA-3A", broken).values()
    assert {fault.split()[0] for fault in faults} >= {"6.2.4.3", "6.8"}


def test_qpdf_finds_the_file_whole(archive: Path) -> None:
    subprocess.run(["qpdf", "--check", archive], check=True, capture_output=True)


def test_readers_see_the_files_it_was_made_from(archive: Path) -> None:
    listed = subprocess.run(["pdfdetach", "-list", archive], check=True, capture_output=True, text=True).stdout
    document = pypdfium2.PdfDocument(archive)
    pdfium = {document.get_attachment(n).get_name() for n in range(document.count_attachments())}
    document.close()
    wanted = {f"content/{path.relative_to(CLIMATE).as_posix()}" for path in CLIMATE.rglob("*") if path.is_file()}
    wanted |= {"templates/parts/cover.html", "templates/styles/tokens.css", "locale/ar/LC_MESSAGES/kurrasa.po"}
    wanted |= {"requirements.lock", "fonts/manifest.yaml", "fonts/Amiri-OFL.txt", "manifest.json"}
    assert wanted <= pdfium
    assert {line.split(": ", 1)[1] for line in listed.splitlines()[1:]} == pdfium


def test_an_attached_file_is_the_file_itself(archive: Path, tmp_path: Path) -> None:
    subprocess.run(["pdfdetach", "-savefile", "content/book.yaml", "-o", tmp_path / "b", archive], check=True)
    assert (tmp_path / "b").read_bytes() == (CLIMATE / "book.yaml").read_bytes()


def test_it_looks_as_the_book_does(archive: Path, climate_book: Path) -> None:
    pictures = []
    for path in (archive, climate_book):
        document = pypdfium2.PdfDocument(path)
        pictures.append([page.render(scale=0.5).to_pil().tobytes() for page in document])
        document.close()
    assert pictures[0] == pictures[1]


def test_the_record_beside_it_names_inputs_tools_fonts_and_what_came_of_them(kept: Kept) -> None:
    import hashlib

    assert kept.manifest
    record = json.loads(kept.manifest.read_bytes())
    book = hashlib.sha256((CLIMATE / "book.yaml").read_bytes()).hexdigest()
    assert record["inputs"]["content/book.yaml"] == book
    assert record["tools"]["weasyprint"]["version"] == "70.0"
    assert len(record["tools"]["weasyprint"]["installed"]) == 64
    assert re.fullmatch(r"1\.\d+\.\d+", record["machine"]["pango"])
    assert record["fonts"]["Amiri-Regular.ttf"]["licence"] == "OFL-1.1"
    assert record["order"] == {"language": "ar", "final": False}
    for name in ("booklet.pdf", "booklet-archive.pdf"):
        assert record["outputs"][name] == hashlib.sha256((kept.manifest.parent / name).read_bytes()).hexdigest()


# ---------------------------------------------------------------- made again


def test_what_it_carries_makes_the_same_bytes_again(archive: Path) -> None:
    verdict = verified(archive)
    assert not told(verdict)
    assert verdict.files == len(text_in(archive, "manifest.json") and carried(archive)) - 1


def test_the_command_says_so(archive: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert main(["verify", str(archive)]) == 0
    assert "the same bytes" in capfd.readouterr().out


def test_an_edition_in_another_language_is_made_again_as_such(tmp_path: Path) -> None:
    """What is not translated in it yet is no matter of its archive, and isn't told again."""
    content = edited(CLIMATE, tmp_path / "content")
    (content / "translations").mkdir()
    (content / "translations" / "en.yaml").write_text("book: {title: {text: From Berlin to Paris}}\n", encoding="utf-8")
    order = ["--content", str(content), "--lang", "en", "--out", str(tmp_path), "-q"]
    assert main(["archive", *order]) == 0
    record = json.loads((tmp_path / "manifest.en.json").read_bytes())
    assert record["order"] == {"language": "en", "final": False}
    verdict = verified(tmp_path / "booklet-archive.en.pdf")
    assert not verdict.faults
    assert not verdict.said


@pytest.mark.parametrize("content", [CLIMATE.parent / "general-assembly"], ids=lambda path: path.name)
def test_a_final_edition_is_made_again_as_such(content: Path, tmp_path: Path) -> None:
    pdf = archived(content, built(content, tmp_path, final=True)).pdf
    assert pdf
    assert not told(verified(pdf))


def test_a_byte_of_the_content_that_was_altered_is_told(archive: Path, tmp_path: Path) -> None:
    def change(_pdf: pikepdf.Pdf, specs: dict[str, pikepdf.Object]) -> None:
        stream = specs["content/bodies.yaml"].EF.F
        stream.write(stream.read_bytes().replace(b"name:", b"name :", 1))

    assert told(verified(altered(archive, tmp_path / "a.pdf", change))) == (
        "“content/bodies.yaml” is not the file that the archive was made with."
    )


def test_a_forged_text_is_found_on_its_page(archive: Path, tmp_path: Path) -> None:
    """The record was forged with it; the page that was printed can't be."""
    book = text_in(archive, "content/book.yaml")
    assert "title: " in book
    forged = book.replace("title: ", "title: لا ", 1)
    verdict = verified(altered(archive, tmp_path / "a.pdf", rewritten({"content/book.yaml": forged})))
    assert "its page 1 is another" in told(verdict)


def test_a_page_that_was_altered_is_told(archive: Path, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf, _specs: dict[str, pikepdf.Object]) -> None:
        pdf.pages[2].contents_add(b"q 0 0 9 9 re f Q")

    assert "its page 3 is another" in told(verified(altered(archive, tmp_path / "a.pdf", change)))


def test_other_tools_are_named(archive: Path, tmp_path: Path) -> None:
    def change(_pdf: pikepdf.Pdf, specs: dict[str, pikepdf.Object]) -> None:
        record = json.loads(specs["manifest.json"].EF.F.read_bytes())
        record["tools"]["pillow"]["version"] = "1.0"
        specs["manifest.json"].EF.F.write(json.dumps(record).encode())

    verdict = verified(altered(archive, tmp_path / "a.pdf", change))
    assert "Other bytes came" in told(verdict)
    assert "pillow 1.0 → " in told(verdict)


def test_a_book_that_is_no_archive_is_told(
    climate_book: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert main(["verify", str(climate_book)]) == 1
    assert "it is no archive" in " ".join(capfd.readouterr().err.split())


# ---------------------------------------------------------------- made by someone who means ill

HOSTILE = "{% set written = draw.__loader__.set_data('PLACE', 'x'.encode()) %}<p>غلاف</p>"


@pytest.mark.parametrize("trusting", [False, True])
def test_a_template_of_another_does_what_it_likes_only_if_it_is_trusted(
    trusting: bool, archive: Path, tmp_path: Path
) -> None:
    """This one writes a file; the record was forged with it."""
    files = {"templates/parts/cover.html": HOSTILE.replace("PLACE", str(tmp_path / "written"))}
    verdict = verified(altered(archive, tmp_path / "a.pdf", rewritten(files)), trusting=trusting)
    assert verdict.faults
    assert ("other templates or words than this program has: templates/parts/cover.html" in told(verdict)) != trusting
    assert (tmp_path / "written").exists() == trusting


def test_templates_that_are_trusted_are_those_the_file_carries(archive: Path, tmp_path: Path) -> None:
    """So it is the carried ones that the book is made again with, and not the program's own."""
    cover = text_in(archive, "templates/styles/parts.css") + "\n.cover { opacity: .5 }\nh1 { letter-spacing: 3mm }\n"
    forged = altered(archive, tmp_path / "a.pdf", rewritten({"templates/styles/parts.css": cover}))
    assert "is another" in told(verified(forged, trusting=True))


@pytest.mark.parametrize(
    "name",
    [
        "content/../../escaped.yaml",
        "../escaped.yaml",
        "/tmp/escaped.yaml",
        "content//x.yaml",
        "content/.git/hooks/post-checkout",
        "kurrasa/cli.py",
        "render.py",
        "fonts/Amiri-Regular.ttf",
        "content/\nx.yaml",
        "content/" + "x" * 300,
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, archive: Path, tmp_path: Path) -> None:
    def change(_pdf: pikepdf.Pdf, specs: dict[str, pikepdf.Object]) -> None:
        specs["content/book.yaml"].UF = pikepdf.String(name)

    assert "no place of an edition" in told(verified(altered(archive, tmp_path / "a.pdf", change)))


def test_two_files_under_one_name_are_refused(archive: Path, tmp_path: Path) -> None:
    """Or what some file systems hold to be one."""

    def change(_pdf: pikepdf.Pdf, specs: dict[str, pikepdf.Object]) -> None:
        specs["content/book.yaml"].UF = pikepdf.String("content/BODIES.yaml")

    assert "twice" in told(verified(altered(archive, tmp_path / "a.pdf", change)))


def test_a_stream_that_unpacks_to_too_much_is_not_unpacked(archive: Path, tmp_path: Path) -> None:
    deflate = zlib.compressobj(9)
    bomb = b"".join(deflate.compress(bytes(1 << 20)) for _ in range((LARGEST >> 20) + 1)) + deflate.flush()
    assert len(bomb) < 1 << 20

    def change(_pdf: pikepdf.Pdf, specs: dict[str, pikepdf.Object]) -> None:
        specs["content/book.yaml"].EF.F.write(bomb, filter=pikepdf.Name.FlateDecode)

    assert "unpacks to more than" in told(verified(altered(archive, tmp_path / "a.pdf", change)))


def test_a_stream_that_lies_in_another_file_is_refused(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")

    def change(_pdf: pikepdf.Pdf, specs: dict[str, pikepdf.Object]) -> None:
        specs["content/book.yaml"].EF.F.F = pikepdf.String(str(tmp_path / "secret"))

    assert "no file in the PDF itself" in told(verified(altered(archive, tmp_path / "a.pdf", change)))


def test_content_that_came_with_it_is_held_to_the_rules_of_all_content(archive: Path, tmp_path: Path) -> None:
    forged = rewritten({"content/places.yaml": "- &a {id: x, name: س}\n- *a\n"})
    verdict = verified(altered(archive, tmp_path / "a.pdf", forged))
    assert "No book could be made" in told(verdict)
    assert "content/places.yaml" in verdict.said


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nnothing", b"\0" * 4096])
def test_what_is_no_pdf_is_told(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(data)
    assert "not a PDF, or is damaged" in told(verified(tmp_path / "x.pdf"))


def test_an_edit_between_book_and_archive_is_told(scaffold: Path, tmp_path: Path) -> None:
    import shutil

    content = Path(shutil.copytree(scaffold, tmp_path / "content"))
    book = built(content, tmp_path / "out")
    (content / "people.yaml").write_text((content / "people.yaml").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    kept = make.archive(Order(content, book.parent), book)
    assert kept.pdf is None
    assert "edited while the book was made" in kept.diagnostics[0].message
    assert not (book.parent / "booklet-archive.pdf").exists()


def test_a_hidden_folder_is_no_part_of_a_content(tmp_path: Path) -> None:
    content = edited(CLIMATE, tmp_path / "content")
    before = fingerprint(content), material(content, "ar")
    (content / ".git").mkdir()
    (content / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    assert (fingerprint(content), material(content, "ar")) == before
