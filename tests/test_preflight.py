"""Each check of the preflight on a press file with that one fault; and the file as it is made, which passes."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from conftest import CLIMATE
from pikepdf import Array, Dictionary, Name

from kurrasa import build
from kurrasa.cli import main
from kurrasa.diagnostics import Diagnostic, has_errors
from kurrasa.order import Order
from kurrasa.preflight.file import Held
from kurrasa.preflight.inspect import inspect
from kurrasa.press.condition import fogra39
from kurrasa.press.make import press

HELD = Held(320, None, "rtl")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The block of the small dossier, as `press` makes it."""
    order = Order(CLIMATE, tmp_path_factory.mktemp("preflight"), final=True)
    outcome = build.booklet(order, lambda _step: None)
    assert outcome.pdf
    made = press(order, outcome.pdf, fogra39(), lambda _step: None).block
    assert made
    return made


def found(path: Path, held: Held = HELD) -> dict[str, Diagnostic]:
    return {d.rule.removeprefix("preflight-"): d for d in inspect(path, held, str)}


def test_the_file_of_the_press_passes(good: Path) -> None:
    """What it tells is about small type in the edition's own colour, and no error."""
    assert not has_errors(inspect(good, HELD, str))
    assert set(found(good)) <= {"small"}


def draw(content: bytes) -> Callable[[pikepdf.Pdf], None]:
    """Draw something more on the third page, in the middle of it."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[2]
        resources = page.obj.Resources
        resources.ExtGState[Name.Over] = Dictionary(op=True, OP=True, OPM=1)
        resources.ExtGState[Name.Half] = Dictionary(ca=0.5)
        spaces = resources.get("/ColorSpace", Dictionary())
        spaces[Name.CieLab] = Array([Name.Lab, Dictionary(WhitePoint=[0.96, 1, 0.82])])
        resources.ColorSpace = spaces
        resources.Font[Name.Loose] = pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )
        objects = resources.get("/XObject", Dictionary())
        objects[Name.Coarse] = picture(pdf, b"\x00\x40\x40\x00")
        objects[Name.Heavy] = picture(pdf, b"\xff\xff\xff\xff")
        objects[Name.Screen] = picture(pdf, b"\xff\x00\x00", Name.DeviceRGB)
        resources.XObject = objects
        page.contents_add(pdf.make_stream(b"q " + content + b" Q"))

    return change


def picture(pdf: pikepdf.Pdf, pixel: bytes, space: Name = Name.DeviceCMYK) -> pikepdf.Stream:
    made = pdf.make_stream(pixel * 400)
    made.Type, made.Subtype, made.Width, made.Height = Name.XObject, Name.Image, 20, 20
    made.ColorSpace, made.BitsPerComponent = space, 8
    return made


def on_page(name: str, value: object) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        if value is None:
            del pdf.pages[2].obj[name]
        else:
            pdf.pages[2].obj[name] = value

    return change


def in_catalog(name: str, value: object) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        if value is None:
            del pdf.Root[name]
        else:
            pdf.Root[name] = value

    return change


def to_the_edge(pdf: pikepdf.Pdf) -> None:
    """A band that ends with the trim."""
    left, bottom, right, _ = (float(side) for side in pdf.pages[2].obj.TrimBox)
    pdf.pages[2].contents_add(pdf.make_stream(b"q .5 0 0 0 k %f %f %f 90 re f Q" % (left, bottom + 200, right - left)))


def third_font_is_lost(pdf: pikepdf.Pdf) -> None:
    """The programme of an embedded font is taken away."""
    font = next(iter(pdf.pages[2].obj.Resources.Font.values()))
    descriptor = font.DescendantFonts[0].FontDescriptor
    for key in ("/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


def type_three(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].obj.Resources.Font[Name.Drawn] = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type3))


TEXT = b"BT /Loose %d Tf 100 100 Td (a) Tj ET"
FAULTS: dict[str, tuple[str, Callable[[pikepdf.Pdf], None], str]] = {
    "no trim": ("boxes", on_page("/TrimBox", None), "no trim box"),
    "a trim of its own": ("boxes", on_page("/TrimBox", Array([40, 40, 300, 400])), "another trim"),
    "boxes crossed": ("boxes", on_page("/BleedBox", Array([-50, 0, 900, 900])), "one within another"),
    "no bleed": ("bleed", on_page("/BleedBox", None), "0.0 mm"),
    "a band that stops": ("bleed", to_the_edge, "doesn't bleed"),
    "no intent": ("intent", in_catalog("/OutputIntents", None), "printing condition"),
    "an action": ("action", in_catalog("/OpenAction", Dictionary(S=Name.JavaScript, JS="1")), "actions"),
    "an attachment": ("attached", in_catalog("/Names", Dictionary(EmbeddedFiles=Dictionary(Names=[]))), "attached"),
    "a link": ("annotation", on_page("/Annots", Array([Dictionary(Subtype=Name.Link, Rect=[0, 0, 9, 9])])), "links"),
    "bound on the left": ("binding", in_catalog("/ViewerPreferences", Dictionary(Direction=Name.L2R)), "other side"),
    "a page too few": ("pages", lambda pdf: pdf.pages.__delitem__(0), "no multiple of four"),
    "a lost font": ("font", third_font_is_lost, "not embedded"),
    "a drawn font": ("font", type_three, "type 3"),
    "a red of the screen": ("colour", draw(b"1 0 0 rg 100 100 20 20 re f"), "DeviceRGB"),
    "a colour of CIELAB": ("colour", draw(b"/CieLab cs 50 60 40 sc 100 100 20 20 re f"), "Lab"),
    "a picture of the screen": ("colour", draw(b"10 0 0 10 100 100 cm /Screen Do"), "DeviceRGB"),
    "an inline picture": ("colour", draw(b"BI /W 1 /H 1 /CS /G /BPC 8 ID a\nEI"), "Inline"),
    "too much ink": ("ink", draw(b"1 1 1 1 k 100 100 20 20 re f"), "400 %"),
    "a picture with too much ink": ("ink", draw(b"5 0 0 5 100 100 cm /Heavy Do"), "400 %"),
    "rich black type": ("black", draw(b".6 .4 .4 1 k " + TEXT % 20), "other inks"),
    "small type of four inks": ("small", draw(b".5 .5 .5 .5 k " + TEXT % 5), "5.0 points"),
    "white that overprints": ("overprint", draw(b"/Over gs 0 0 0 0 k 100 100 20 20 re f"), "white"),
    "black that knocks out": ("overprint", draw(b"0 0 0 1 k " + TEXT % 20), "knocks out"),
    "grey type of no light that knocks out": ("overprint", draw(b"0 g " + TEXT % 20), "knocks out"),
    "a hairline": ("line", draw(b"0 0 0 1 K 0 w 100 100 m 200 100 l S"), "0.00 points"),
    "a thin line in a scaled drawing": ("line", draw(b".1 0 0 .1 0 0 cm 0 0 0 1 K 1 w 9 9 m 99 9 l S"), "0.10 points"),
    "a coarse picture": ("resolution", draw(b"20 0 0 20 100 100 cm /Coarse Do"), "72 dots"),
    "transparency": ("transparency", draw(b"/Half gs 1 0 0 0 k 100 100 20 20 re f"), "blended in CMYK"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_each_fault_is_found(case: str, good: Path, tmp_path: Path) -> None:
    """With what it is; one of a page names it."""
    rule, change, told = FAULTS[case]
    path = tmp_path / "faulty.pdf"
    with pikepdf.open(good) as pdf:
        change(pdf)
        label = pdf.pages[2].label
        pdf.save(path)
    diagnostics = [d for d in inspect(path, HELD, str) if d.rule == f"preflight-{rule}"]
    assert any(told in d.values["fault"] for d in diagnostics), [d.values for d in inspect(path, HELD, str)]
    if rule not in ("intent", "action", "attached", "binding", "pages"):
        assert any(label in d.values["pages"] for d in diagnostics)


def test_what_blends_in_another_space_is_an_error(good: Path, tmp_path: Path) -> None:
    """A group of red, green and blue."""
    path = tmp_path / "faulty.pdf"
    with pikepdf.open(good) as pdf:
        draw(b"/Half gs 1 0 0 0 k 100 100 20 20 re f")(pdf)
        pdf.pages[2].obj.Group.CS = Name.DeviceRGB
        pdf.save(path)
    assert found(path)["transparency"].severity == "error"


def test_a_locked_file_and_one_that_is_none_are_told(good: Path, tmp_path: Path) -> None:
    """Encrypted without a word to open it, of an old version, and not a PDF at all."""
    with pikepdf.open(good) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="x", user=""))
        pdf.save(tmp_path / "old.pdf", force_version="1.4", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert "encrypted" in found(tmp_path / "locked.pdf")
    assert "version" in found(tmp_path / "old.pdf")
    (tmp_path / "none.pdf").write_bytes(b"no")
    assert list(found(tmp_path / "none.pdf")) == ["file"]


def test_the_command_tells_and_ends_with_a_code(
    good: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """0 for a file that may go, 1 for one that may not, 2 where there is none; in the reader's language."""
    assert main(["preflight", str(good)]) == 0
    with pikepdf.open(good) as pdf:
        draw(b"1 1 1 1 k 100 100 20 20 re f")(pdf)
        pdf.save(tmp_path / "faulty.pdf")
    capfd.readouterr()
    assert main(["preflight", str(tmp_path / "faulty.pdf")]) == 1
    assert "There is up to 400 % of ink on one place; the paper bears 320 %." in " ".join(
        capfd.readouterr().err.split()
    )
    monkeypatch.setenv("LC_ALL", "ar_EG.UTF-8")
    assert main(["preflight", str(tmp_path / "faulty.pdf")]) == 1
    told = capfd.readouterr().err
    assert "400" in told
    assert "الحبر" in told
    monkeypatch.chdir(tmp_path)
    assert main(["preflight"]) == 2


def test_it_follows_patterns(good: Path, tmp_path: Path) -> None:
    """A tile in the colours of the screen."""
    path = tmp_path / "faulty.pdf"
    with pikepdf.open(good) as pdf:
        draw(b"/Pattern cs /Tile scn 10 10 50 50 re f")(pdf)
        tile = pdf.make_stream(b"1 0 0 rg 0 0 5 5 re f")
        tile.PatternType, tile.PaintType, tile.TilingType, tile.BBox, tile.XStep, tile.YStep = (
            1,
            1,
            1,
            [0, 0, 9, 9],
            9,
            9,
        )
        tile.Resources = Dictionary()
        pdf.pages[2].obj.Resources.Pattern = Dictionary(Tile=tile)
        pdf.save(path)
    assert "DeviceRGB" in found(path)["colour"].values["fault"]


def test_a_file_for_another_condition_is_told(good: Path) -> None:
    """By its profile, whatever it is called."""
    own = fogra39()
    assert "intent" not in found(good, Held(320, own, "rtl"))
    other = replace(own, identifier="SWOP", profile=b"another")
    assert "FOGRA39" in found(good, Held(320, other, "rtl"))["intent"].values["fault"]


def test_a_black_of_its_own_plate_may_overprint(good: Path, tmp_path: Path) -> None:
    """A separation of black is no white."""
    path = tmp_path / "good.pdf"
    with pikepdf.open(good) as pdf:
        draw(b"/Over gs /Plate cs 1 scn 100 100 20 20 re f")(pdf)
        tint = Dictionary(FunctionType=2, N=1, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 0, 0, 1])
        spaces = pdf.pages[2].obj.Resources.ColorSpace
        spaces[Name.Plate] = Array([Name.Separation, Name.Black, Name.DeviceCMYK, tint])
        pdf.save(path)
    assert not {"overprint", "colour"} & set(found(path))


def test_ink_may_be_limited_otherwise(good: Path) -> None:
    """A file is held to the paper it goes on."""
    assert "ink" in found(good, Held(150, None, "rtl"))


def test_it_reads_pages_of_forms(good: Path, tmp_path: Path) -> None:
    """What a form within a page draws counts as the page's own."""
    path = tmp_path / "faulty.pdf"
    with pikepdf.open(good) as pdf:
        draw(b"/Within Do")(pdf)
        form = pdf.make_stream(b"0 1 0 rg 10 10 50 50 re f")
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, [0, 0, 100, 100]
        pdf.pages[2].obj.Resources.XObject[Name.Within] = form
        to = io.BytesIO()
        pdf.save(to)
    path.write_bytes(to.getvalue())
    assert "DeviceRGB" in found(path)["colour"].values["fault"]
