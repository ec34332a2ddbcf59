"""What a page draws with, in inks: streams, forms, masks and pictures, each on a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from kurrasa.press.condition import Condition, condition
from kurrasa.press.inks import Inks
from kurrasa.press.separation import Separation

Operation = tuple[str, list[Any]]


@pytest.fixture(scope="module")
def inks() -> Inks:
    found = condition(None)
    assert isinstance(found, Condition)
    return Inks(found)


def page(content: bytes, **resources: object) -> tuple[pikepdf.Pdf, pikepdf.Page]:
    pdf = pikepdf.new()
    made = pdf.add_blank_page(page_size=(200, 200))
    made.obj.Contents = pdf.make_stream(content)
    made.obj.Resources = Dictionary(resources)
    return pdf, made


def operations(stream: pikepdf.Page | pikepdf.Object) -> list[Operation]:
    found: list[Operation] = []
    for instruction in pikepdf.parse_content_stream(stream):
        operands = [v if isinstance(v, pikepdf.String | Name | Array) else float(v) for v in instruction.operands]
        found.append((str(instruction.operator), operands))
    return found


def of(operators: Sequence[str], stream: pikepdf.Page | pikepdf.Object) -> list[Operation]:
    return [found for found in operations(stream) if found[0] in operators]


def test_a_colour_in_a_string_is_words(inks: Inks) -> None:
    """What a page shows may read like what it is drawn by."""
    pdf, made = page(b"BT 1 0 0 rg (1 0 0 rg \\) 0 1 0 RG) Tj ET")
    Separation(inks).pages([made])
    assert [str(words[0]) for _, words in of(["Tj"], made)] == ["1 0 0 rg ) 0 1 0 RG"]
    assert [name for name, _ in of(["rg", "k"], made)] == ["k"]
    assert pdf.pages


@pytest.mark.parametrize("colour", [b"0 g", b"0 0 0 rg", b"0.11 0.125 0.141 rg", b"0 0 0 1 k", b""])
def test_black_type_overprints_and_nothing_after_it(colour: bytes, inks: Inks) -> None:
    """Black by whatever operator, a page's first colour too; the ground that follows knocks out."""
    _, made = page(colour + b" BT (a) Tj ET 1 1 1 rg 0 0 9 9 re f")
    Separation(inks).pages([made])
    drawn = [(name, [str(v) for v in given] if name == "gs" else given) for name, given in operations(made)]
    names = [given[0] if name == "gs" else name for name, given in drawn]
    assert names == [*(["k"] if colour else []), "/Overprints", "BT", "Tj", "ET", "/KnocksOut", "k", "re", "f"]


def test_white_type_knocks_out(inks: Inks) -> None:
    """Overprinting white would be nothing at all."""
    _, made = page(b"BT 1 1 1 rg (a) Tj 0 0 0 rg (b) Tj 1 1 1 rg (c) Tj ET")
    Separation(inks).pages([made])
    state, shown = "", {}
    for name, given in of(["gs", "Tj"], made):
        if name == "gs":
            state = str(given[0])
        else:
            shown[str(given[0])] = state
    assert shown == {"a": "/KnocksOut", "b": "/Overprints", "c": "/KnocksOut"}


def test_a_grey_is_black_ink_and_as_light(inks: Inks) -> None:
    """From white, which is no ink, to black, which is all of it."""
    tints = [inks.of(light, light, light) for light in (1, 0.75, 0.5, 0.25, 0)]
    assert [ink[:3] for ink in tints] == [(0, 0, 0)] * 5
    assert tints[0][3] == 0
    assert tints[-1][3] == 1
    assert [ink[3] for ink in tints] == sorted(ink[3] for ink in tints)


def test_forms_and_groups_are_in_inks_and_masks_in_light(inks: Inks) -> None:
    """However deep, and each once; what makes a mask is no ink but how much shows."""
    pdf, made = page(b"/Outer Do /Faint gs /Outer Do")
    inner, outer, mask = (pdf.make_stream(b"1 0 0 rg 0 0 9 9 re f") for _ in range(3))
    for form in (inner, outer, mask):
        form.Type, form.Subtype, form.BBox, form.Group = Name.XObject, Name.Form, Array([0, 0, 9, 9]), group()
    outer.Resources = Dictionary(XObject=Dictionary(Inner=inner))
    made.obj.Resources.XObject = Dictionary(Outer=outer)
    state = Dictionary(SMask=Dictionary(S=Name.Luminosity, G=mask))
    made.obj.Resources.ExtGState = Dictionary(Faint=state)
    Separation(inks).pages([made])
    for form in (inner, outer):
        assert [name for name, _ in of(["rg", "k", "g"], form)] == ["k"]
        assert form.Group.CS == "/DeviceCMYK"
    assert of(["rg", "k", "g"], mask) == [("g", [pytest.approx(0.3)])]
    assert mask.Group.CS == "/DeviceGray"


def group() -> Dictionary:
    return Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)


def picture(pdf: pikepdf.Pdf, image: Image.Image, space: Name) -> pikepdf.Object:
    made = pdf.make_stream(image.tobytes())
    made.Type, made.Subtype, made.Width, made.Height = Name.XObject, Name.Image, image.width, image.height
    made.ColorSpace, made.BitsPerComponent = space, 8
    return made


@pytest.mark.parametrize(
    ("image", "space", "becomes"),
    [
        (Image.new("RGB", (4, 4), (200, 30, 30)), Name.DeviceRGB, "/DeviceCMYK"),
        (Image.new("RGB", (4, 4), (90, 90, 90)), Name.DeviceRGB, "/DeviceGray"),
        (Image.new("L", (4, 4), 90), Name.DeviceGray, "/DeviceGray"),
        (Image.new("CMYK", (4, 4), (255, 128, 0, 0)), Name.DeviceCMYK, "/DeviceCMYK"),
        (Image.new("CMYK", (4, 4), (255, 255, 255, 200)), Name.DeviceCMYK, "/DeviceCMYK"),
    ],
    ids=["colours", "greys in colours", "greys", "inks", "too much ink"],
)
def test_a_picture_is_in_inks(image: Image.Image, space: Name, becomes: str, inks: Inks) -> None:
    """One of greys on the black plate alone; one of inks as it was, but for more of them than paper bears."""
    pdf, made = page(b"/Picture Do")
    drawn = picture(pdf, image, space)
    made.obj.Resources.XObject = Dictionary(Picture=drawn)
    before = drawn.read_bytes()
    Separation(inks).pages([made])
    assert drawn.ColorSpace == becomes
    if becomes == "/DeviceCMYK":
        assert max(sum(drawn.read_bytes()[n : n + 4]) for n in range(0, 64, 4)) / 2.55 <= inks.condition.ink_limit
        if space == becomes and sum(before[:4]) / 2.55 <= inks.condition.ink_limit:
            assert drawn.read_bytes() == before


def test_what_cannot_be_turned_is_told_with_its_page(inks: Inks) -> None:
    """An inline image, and a picture whose own colour is its mask."""
    pdf, made = page(b"BI /W 1 /H 1 /CS /RGB /BPC 8 ID abc EI /Picture Do")
    drawn = picture(pdf, Image.new("RGB", (4, 4)), Name.DeviceRGB)
    drawn.Mask = Array([0, 0, 0, 0, 0, 0])
    made.obj.Resources.XObject = Dictionary(Picture=drawn)
    separation = Separation(inks)
    separation.pages([made])
    assert separation.faults == {
        "a picture that a colour of its own makes transparent": made.label,
        "an inline image": made.label,
    }


def test_rich_black_only_where_it_is_asked_for(inks: Inks) -> None:
    """A large ground gets colours under it, within the limit; a small one, a rule and type never."""
    drawing = b"0 g q 10 0 0 10 0 0 cm 0 0 9 9 re f Q 0 0 9 9 re f 0 0 m 100 0 l S BT (a) Tj ET"
    for rich, expected in ((False, [1.0]), (True, [1.0, 2.4])):
        _, made = page(drawing)
        Separation(inks, rich).pages([made])
        amounts = [float(sum(given)) for _, given in of(["k"], made)]
        assert sorted(set(amounts)) == pytest.approx(expected)
        assert amounts[-1] == 1.0
        assert sum(amount > 1 for amount in amounts) == rich
