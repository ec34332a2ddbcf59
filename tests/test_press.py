"""The files of the press as a printer gets them, by tools that had no part in making them: Ghostscript, qpdf, poppler,
pdfium, zbar."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from conftest import ROOT, edited
from PIL import Image, ImageChops

from kurrasa import build, cli
from kurrasa.new import new
from kurrasa.order import Order, standing
from kurrasa.press.condition import Condition, condition
from kurrasa.press.make import Printed, press

MM = 72 / 25.4
ENGLISH = ROOT / "tests" / "dossiers" / "general-assembly"
ISBN = "978-3-16-148410-0"
DOTS = 100  # an inch, at which plates are looked at
PLATES = ("Cyan", "Magenta", "Yellow", "Black")


@dataclass(frozen=True)
class Made:
    """A book and its files of the press."""

    order: Order
    printed: Printed

    @property
    def book(self) -> Path:
        return self.order.out / "booklet.pdf"

    @property
    def block(self) -> Path:
        assert self.printed.block
        return self.printed.block

    @property
    def cover(self) -> Path:
        assert self.printed.cover
        return self.printed.cover


def pressed(order: Order, chosen: Condition, *, marked: bool = True) -> Made:
    outcome = standing(order) or build.booklet(order, lambda _step: None)
    assert outcome.pdf, outcome.diagnostics
    return Made(order, press(order, outcome.pdf, chosen, lambda _step: None, marked=marked))


@pytest.fixture(scope="module")
def fogra39() -> Condition:
    found = condition(None)
    assert isinstance(found, Condition)
    return found


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scaffold with what a press finds hard: a picture in all colours, black too, and an ISBN."""
    folder = tmp_path_factory.mktemp("press")
    new(folder / "new")
    house = "{name: دار النشر}"
    content = edited(folder / "new", folder / "content", isbn=ISBN, publisher=house, press="{leaf: 0.5}")
    (content / "images").mkdir()
    red, green = Image.linear_gradient("L").resize((800, 500)), Image.linear_gradient("L").rotate(90).resize((800, 500))
    picture = Image.merge("RGB", [red, green, Image.new("L", red.size, 60)])
    picture.paste(0, (0, 0, 200, 200))
    picture.save(content / "images" / "sevres.png")
    figures = content / "figures.yaml"
    figures.write_text(figures.read_text(encoding="utf-8").rstrip() + "\n  image: sevres.png\n  alt: بناء\n", "utf-8")
    return content


@pytest.fixture(scope="module")
def made(content: Path, fogra39: Condition) -> Made:
    """Its files, as they are made if nothing is asked."""
    return pressed(Order(content, content.parent / "build", final=True), fogra39)


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory, fogra39: Condition) -> Made:
    """A book that is bound on the left, of thin leaves, without marks."""
    folder = tmp_path_factory.mktemp("english")
    content = edited(ENGLISH, folder / "content", press="{grammage: 80, bulk: 1.25}")
    return pressed(Order(content, folder / "build"), fogra39, marked=False)


@pytest.fixture(scope="module")
def plates(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Image.Image]]:
    """The plates of a page, from Ghostscript's tiffsep: 0 where they carry no ink, 255 where all of it."""

    def separated(file: Path, page: int = 1, dots: int = DOTS) -> dict[str, Image.Image]:
        folder = tmp_path_factory.mktemp("plates")
        asked = [
            "gs",
            "-q",
            "-dSAFER",
            "-dBATCH",
            "-dNOPAUSE",
            f"-r{dots}",
            f"-dFirstPage={page}",
            f"-dLastPage={page}",
        ]
        out = folder / "page.tif"
        subprocess.run([*asked, "-sDEVICE=tiffsep", f"-sOutputFile={out}", str(file)], check=True)
        found = {name: Image.open(folder / f"page({name}).tif").convert("L") for name in PLATES}
        assert {path.name for path in folder.iterdir()} == {"page.tif", *(f"page({name}).tif" for name in PLATES)}
        return {name: plate.point(lambda light: 255 - light) for name, plate in found.items()}

    return separated


def place(file: Path, text: str) -> tuple[int, tuple[int, ...]]:
    """Where poppler finds a word first: its page, and its box in dots of the plates."""
    said = subprocess.run(["pdftotext", "-bbox", str(file), "-"], check=True, capture_output=True, text=True).stdout
    page = 0
    for line in said.splitlines():
        page += "<page " in line
        sides = re.findall(r'[xy]M(?:in|ax)="([\d.]+)"', line)
        if sides and re.sub("<[^>]*>", "", line).strip(" .،:") in (text, text[::-1]):  # words as they are seen
            return page, tuple(round(float(side) * DOTS / 72) for side in sides)
    raise AssertionError(f"{text} is nowhere in {file.name}")


def drawn(file: Path, page: int) -> Image.Image:
    """What pdfium draws of a page within its trim, in greys."""
    with pypdfium2.PdfDocument(file) as document:
        shown = document[page - 1]
        shown.set_mediabox(*shown.get_trimbox())
        picture: Image.Image = shown.render(scale=1).to_pil()
        return picture.convert("L")


# ---------------------------------------------------------------- ink


def test_text_is_black_ink_alone(made: Made, plates: Any) -> None:
    """Running text has nothing on the plates of colours, at the edges of its letters neither."""
    page, box = place(made.block, "الكريبتون")
    seen = {name: plate.crop(box) for name, plate in plates(made.block, page).items()}
    assert seen["Black"].getextrema()[1] == 255
    assert [seen[name].getextrema() for name in PLATES[:3]] == [(0, 0)] * 3


def test_black_text_overprints_its_ground(made: Made, plates: Any) -> None:
    """On the panel of a card the plates of its sand have no holes where letters stand: they can't show white edges."""
    page, box = place(made.block, "يلغي")
    seen = {name: plate.crop(box) for name, plate in plates(made.block, page).items()}
    assert seen["Black"].getextrema()[1] == 255
    low, high = seen["Yellow"].getextrema()
    assert low == high > 0


def test_no_place_has_more_ink_than_the_condition_bears(made: Made, plates: Any, fogra39: Condition) -> None:
    """Neither the picture's black, which is made of all inks, nor a cover."""
    page, _ = place(made.block, "بروتوي")
    for seen in (plates(made.block, page), plates(made.cover, 1)):
        trim = tuple(round(11 * DOTS / 25.4 * side) for side in (1, 1))
        total = [plate.crop((*trim, plate.width - trim[0], plate.height - trim[1])) for plate in seen.values()]
        heaviest = max(sum(inks) for inks in zip(*(plate.tobytes() for plate in total), strict=True)) / 2.55
        assert 200 < heaviest <= fogra39.ink_limit + 2  # as it is rounded by eighths of a byte


def test_less_ink_when_less_is_asked(content: Path, made: Made, tmp_path: Path, plates: Any) -> None:
    """A paper that bears 220 %: colours give way, black stays."""
    thin = condition(None, 220)
    assert isinstance(thin, Condition)
    out = Path(shutil.copytree(made.order.out, tmp_path / "build"))
    again = pressed(Order(content, out, final=True), thin)
    page, _ = place(again.block, "بروتوي")
    inks = zip(*(plate.crop((60, 60, 500, 700)).tobytes() for plate in plates(again.block, page).values()), strict=True)
    assert max(map(sum, inks)) / 2.55 <= 222


def test_nothing_of_the_screen_is_left(made: Made, english: Made) -> None:
    """No colour space but the inks', and no operator that sets RGB, in any stream that is drawn."""
    for file in (made.block, made.cover, english.block, english.cover):
        with pikepdf.open(file) as pdf:
            streams = 0
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form":
                    streams += 1
                    assert not rgb(thing)
                assert not screen_spaces(thing)
            for page in pdf.pages:
                streams += 1
                assert not rgb(page)
            assert streams >= len(pdf.pages)


def rgb(stream: Any) -> list[str]:
    used = {str(instruction.operator) for instruction in pikepdf.parse_content_stream(stream)}
    return sorted(used & {"rg", "RG", "BI", "INLINE IMAGE"})


def screen_spaces(thing: Any) -> list[str]:
    """Colour spaces other than inks among the values of an object, however deep."""
    if isinstance(thing, pikepdf.Name):
        return [str(thing)] * (str(thing) in ("/DeviceRGB", "/CalRGB", "/CalGray", "/Lab", "/ICCBased", "/Indexed"))
    inside: Iterable[Any] = thing if isinstance(thing, pikepdf.Array) else ()
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        inside = [value for _, value in thing.items()]
    return [found for value in inside if not getattr(value, "is_indirect", False) for found in screen_spaces(value)]


# ---------------------------------------------------------------- pages


def test_judges_open_it(made: Made) -> None:
    """qpdf finds nothing; poppler draws every page without a word."""
    for file in (made.block, made.cover):
        subprocess.run(["qpdf", "--check", str(file)], check=True, capture_output=True)
        said = subprocess.run(["pdftoppm", "-r", "20", "-gray", str(file)], check=True, capture_output=True)
        assert said.stderr == b""


def test_pages_look_like_the_book(made: Made) -> None:
    """Within the trim each page has its ink where the page of the book has it."""
    with pikepdf.open(made.block) as pdf:
        labels = [page.label for page in pdf.pages]
    with pikepdf.open(made.book) as pdf:
        sheets = {page.label: n for n, page in enumerate(pdf.pages, 1)}
    assert len(labels) > 10
    for number, label in enumerate(labels, 1):
        if label != "–":
            printed, shown = (
                drawn(file, page).reduce(4) for file, page in ((made.block, number), (made.book, sheets[label]))
            )
            differ = ImageChops.difference(printed, shown.resize(printed.size)).histogram()
            assert sum(differ[70:]) < 0.005 * sum(differ), label


def test_the_block_begins_with_a_recto_and_is_a_multiple_of_four(made: Made) -> None:
    """Without the cover, whose insides stay blank; blanks at the end make it full, and no more of them than needed."""
    with pikepdf.open(made.block) as block, pikepdf.open(made.book) as book:
        labels, sheets = ([page.label for page in pdf.pages] for pdf in (block, book))
        assert labels[0] == sheets[2]
        assert len(labels) % 4 == 0
        assert labels.count("–") < 4
        assert sheets[0] not in labels
        assert block.Root.ViewerPreferences.Direction == "/R2L"


def boxes(page: pikepdf.Page) -> Iterator[list[float]]:
    for name in ("/MediaBox", "/BleedBox", "/TrimBox"):
        yield [float(side) for side in page.obj[name]]


def test_boxes_lie_within_one_another(made: Made, english: Made) -> None:
    """The trim is the book's own; 3 mm bleed; marks are beyond it, and without marks the bleed is the paper."""
    for files, room in ((made, 7 * MM), (english, 0.0)):
        for file in (files.block, files.cover):
            with pikepdf.open(file) as pdf:
                for page in pdf.pages:
                    media, bleed, trim = boxes(page)
                    assert [a - b for a, b in zip(trim, bleed, strict=True)] == pytest.approx(
                        [3 * MM, 3 * MM, -3 * MM, -3 * MM], abs=0.02
                    )
                    assert [bleed[0], bleed[1], media[2] - bleed[2], media[3] - bleed[3]] == pytest.approx(
                        [room] * 4, abs=0.02
                    )
                    assert not {"/CropBox", "/ArtBox"} & set(page.obj.keys())
        with pikepdf.open(files.block) as block, pikepdf.open(files.book) as book:
            own, whole = list(boxes(block.pages[0]))[2], [float(side) for side in book.pages[2].obj.TrimBox]
            assert (own[2] - own[0], own[3] - own[1]) == pytest.approx((whole[2], whole[3]), abs=0.02)


def test_grounds_bleed_and_marks_keep_out(made: Made, plates: Any) -> None:
    """The band of an opening reaches the edge of the bleed; between that and the marks is nothing; they are on all
    plates."""
    dot = DOTS / 25.4
    seen = plates(made.block, place(made.block, "الثاني")[0])
    cyan = seen["Cyan"]
    bleeding, beyond = (cyan.crop((0, round((n - 0.3) * dot), cyan.width, round(n * dot))) for n in (7.8, 6.9))
    assert bleeding.resize((1, 1), Image.Resampling.BOX).getextrema()[0] > 150
    assert beyond.getextrema() == (0, 0)
    corner = (0, 0, round(11 * dot), round(6 * dot))
    assert [plate.crop(corner).getextrema()[1] > 100 for plate in seen.values()] == [True] * 4


# ---------------------------------------------------------------- the cover


def half(file: Path, text: str) -> str:
    """The half of the wrap in which a word stands."""
    with pikepdf.open(file) as pdf:
        wide = float(pdf.pages[0].obj.MediaBox[2])
    _, (left, _, right, _) = place(file, text)
    return "left" if (left + right) / 2 < wide * DOTS / 72 / 2 else "right"


def test_the_front_is_where_the_book_opens(made: Made, english: Made) -> None:
    """Seen from outside, a book bound on the right has its front left of the spine; one bound on the left, right."""
    assert half(made.cover, "للأوزان") == "left"
    assert half(made.cover, "مسافة") == "right"
    assert half(english.cover, "Caracas") == "right"


def test_the_spine_is_as_wide_as_the_block_is_thick(made: Made, english: Made) -> None:
    """Leaves by their thickness, given or reckoned from grammage and bulk, to the next tenth of a millimetre."""
    for files, leaf in ((made, 0.5), (english, 0.1)):
        with pikepdf.open(files.block) as block, pikepdf.open(files.cover) as cover:
            thick = len(block.pages) / 2 * leaf
            assert thick <= files.printed.spine + 1e-6 < thick + 0.1
            one, wrap = (list(boxes(pdf.pages[0]))[2] for pdf in (block, cover))
            wide = 2 * (one[2] - one[0]) + files.printed.spine * MM
            assert len(cover.pages) == 1
            assert wrap[2] - wrap[0] == pytest.approx(wide, abs=0.05)


def spine(seen: dict[str, Image.Image], millimetres: float) -> Image.Image:
    """The black plate over a spine, but for its folds and what lies beyond the bleed."""
    black, dot = seen["Black"], DOTS / 25.4
    middle, reach = black.width / 2, (millimetres / 2 - 0.5) * dot
    return black.crop((round(middle - reach), round(11 * dot), round(middle + reach), black.height - round(11 * dot)))


def test_a_spine_carries_its_title_where_it_has_room(made: Made, english: Made, plates: Any) -> None:
    """From the head; one that is too narrow for a line carries none."""
    assert made.printed.spine > 4.5 > english.printed.spine
    written = spine(plates(made.cover), made.printed.spine).point(lambda ink: 255 * (ink > 200)).getbbox()
    assert written
    assert written[1] < 15 * DOTS / 25.4
    assert written[3] > 160 * DOTS / 25.4  # the house, at the foot
    assert not spine(plates(english.cover), english.printed.spine).point(lambda ink: 255 * (ink > 200)).getbbox()


def test_a_stapled_book_has_no_spine(content: Path, made: Made, tmp_path: Path, fogra39: Condition) -> None:
    """Front and back meet at one fold."""
    saddle = edited(content, tmp_path / "content", press="{binding: saddle}")
    files = pressed(Order(saddle, tmp_path / "build", final=True, cache=made.order.out / ".cache"), fogra39)
    with pikepdf.open(files.block) as block, pikepdf.open(files.cover) as cover:
        one, wrap = (list(boxes(pdf.pages[0]))[2] for pdf in (block, cover))
        assert files.printed.spine == 0
        assert wrap[2] - wrap[0] == pytest.approx(2 * (one[2] - one[0]), abs=0.02)


def test_a_cover_of_the_books_own_paper_stays_in_it(
    content: Path, made: Made, tmp_path: Path, fogra39: Condition
) -> None:
    """Then the block is the whole book, and there is no other file; one that was made before is taken away."""
    own = edited(content, tmp_path / "content", press="{cover: self}")
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "cover-press.pdf").write_bytes(b"of an earlier make")
    files = pressed(Order(own, tmp_path / "build", final=True, cache=made.order.out / ".cache"), fogra39)
    with pikepdf.open(files.block) as block, pikepdf.open(files.book) as book:
        assert [page.label for page in block.pages] == [page.label for page in book.pages]
    assert files.printed.cover is None
    assert not (tmp_path / "build" / "cover-press.pdf").exists()


def test_a_bookseller_can_scan_the_isbn(made: Made, plates: Any, tmp_path: Path) -> None:
    """zbar reads the barcode from the black plate alone."""
    ImageChops.invert(plates(made.cover, dots=300)["Black"]).save(tmp_path / "black.png")
    said = subprocess.run(["zbarimg", "-q", str(tmp_path / "black.png")], check=True, capture_output=True, text=True)
    assert said.stdout.split() == ["EAN-13:" + ISBN.replace("-", "")]


# ---------------------------------------------------------------- the standard


def test_it_says_that_it_is_pdf_x_4(made: Made, fogra39: Condition) -> None:
    """ISO 15930-7: version and dates in the metadata, as in the dictionary; trapping told; an identifier."""
    for file in (made.block, made.cover):
        with pikepdf.open(file) as pdf:
            assert pdf.pdf_version == "1.6"
            said = pdf.open_metadata()
            assert said["{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"] == "PDF/X-4"
            assert said["pdf:Trapped"] == "False"
            assert said["xmpMM:RenditionClass"] == "default"
            assert said["xmpMM:VersionID"] == "1"
            assert said["xmpMM:DocumentID"].startswith("uuid:")
            assert said["dc:title"] == str(pdf.docinfo["/Title"])
            assert said["xmp:CreateDate"] == said["xmp:ModifyDate"] == "2026-01-01T00:00:00Z"
            assert pdf.docinfo["/Trapped"] == "/False"
            assert str(pdf.docinfo["/ModDate"]) == "D:20260101000000Z"
            assert len(pdf.trailer.ID) == 2
            (intent,) = pdf.Root.OutputIntents
            assert intent.S == "/GTS_PDFX"
            assert str(intent.OutputConditionIdentifier) == "FOGRA39"
            assert str(intent.RegistryName) == "http://www.color.org"
            assert intent.DestOutputProfile.read_bytes() == fogra39.profile


def test_it_holds_nothing_that_pdf_x_4_forbids(made: Made) -> None:
    """ISO 15930-7: no action or script, no annotation on the page, each font embedded, blending in inks."""
    for file in (made.block, made.cover):
        with pikepdf.open(file) as pdf:
            assert not {"/OpenAction", "/AA", "/AcroForm", "/Names", "/OCProperties"} & set(pdf.Root.keys())
            for page in pdf.pages:
                assert not {"/Annots", "/AA"} & set(page.obj.keys())
                assert page.obj.Group.CS == "/DeviceCMYK"
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Dictionary):
                    assert thing.get("/Type") not in ("/Action", "/Annot")
                    assert not {"/TR", "/TR2", "/HTP"} & set(thing.keys())
                    if thing.get("/Type") == "/FontDescriptor":
                        assert {"/FontFile2", "/FontFile3"} & set(thing.keys())


def test_the_same_book_is_the_same_bytes(made: Made, tmp_path: Path, fogra39: Condition) -> None:
    """In another folder, from another copy of the content."""
    copied = Path(shutil.copytree(made.order.content, tmp_path / "elsewhere" / "content"))
    again = pressed(Order(copied, tmp_path / "out", final=True), fogra39)
    assert again.block.read_bytes() == made.block.read_bytes()
    assert again.cover.read_bytes() == made.cover.read_bytes()


# ---------------------------------------------------------------- what is told


def test_a_coarse_picture_is_told_by_its_record(made: Made) -> None:
    """800 pixels over the measure are under 250 dots an inch: the editor learns which figure."""
    outcome = standing(made.order)
    assert outcome
    (coarse,) = [d for d in outcome.diagnostics if d.rule == "image-resolution"]
    assert coarse.severity == "warning"
    assert coarse.spot
    assert coarse.spot.file.endswith("figures.yaml")


def test_the_command_says_what_it_made(
    made: Made, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line a file; in Arabic for who speaks Arabic."""
    asked = ["press", "--content", str(made.order.content), "--out", str(made.order.out), "--final"]
    for language, word in (("C", "spine"), ("ar", "الكعب")):
        monkeypatch.setenv("LC_ALL", language)
        assert cli.main(asked) == 0
        block, cover = capsys.readouterr().out.splitlines()
        assert block.startswith(f"{made.block}: ")
        assert cover.startswith(f"{made.cover}: ")
        assert word in cover


def test_a_proof_is_told_from_the_book(english: Made) -> None:
    """It carries the mark of a proof, which no printer should print."""
    assert [d.rule for d in english.printed.diagnostics] == ["press-proof"]


@pytest.mark.parametrize("wrong", ["nowhere.icc", "README.md"])
def test_a_condition_that_is_none_is_refused(wrong: str, content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is made."""
    asked = [
        "press",
        "--content",
        str(content),
        "--out",
        str(content.parent / "none"),
        "--condition",
        str(ROOT / wrong),
    ]
    assert cli.main(asked) == 1
    assert wrong in capsys.readouterr().err
    assert not (content.parent / "none").exists()
