"""Pictures of the content: which are set, which are refused, and what an editor is told."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from kurrasa.images import Fault, Picture, dpi, payload, picture

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20">{}</svg>'


def save(folder: Path, name: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> str:
    """Save a picture whose left half is dark."""
    image = Image.new(mode, size, "white")
    image.paste("black", (0, 0, size[0] // 2, size[1]))
    image.save(folder / name, **options)  # type: ignore[arg-type]
    return name


def draw(folder: Path, inside: str) -> str:
    (folder / "drawing.svg").write_text(SVG.format(inside), "utf-8")
    return "drawing.svg"


def seen(found: Picture | Fault) -> Picture:
    assert isinstance(found, Picture), found
    return found


def fault(found: Picture | Fault) -> Fault:
    assert isinstance(found, Fault), found
    return found


@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "jpeg"), ("b.png", "png"), ("c.tif", "tiff")])
def test_a_picture_is_measured_in_pixels(tmp_path: Path, name: str, kind: str) -> None:
    found = seen(picture(tmp_path, save(tmp_path, name)))
    assert (found.kind, found.width_px, found.height_px, found.proportion) == (kind, 60, 40, 1.5)


def test_dots_per_inch_follow_from_the_printed_width(tmp_path: Path) -> None:
    found = seen(picture(tmp_path, save(tmp_path, "a.png", (600, 400))))
    assert dpi(found, 50.8) == 300


def test_a_photograph_taken_upright_is_measured_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    found = seen(picture(tmp_path, save(tmp_path, "a.jpg", exif=exif)))
    assert (found.width_px, found.height_px) == (40, 60)


def test_a_tiff_is_handed_on_as_png_the_same_bytes_each_time(tmp_path: Path) -> None:
    found = seen(picture(tmp_path, save(tmp_path, "a.tif", mode="CMYK")))
    assert found.media_type == "image/png"
    assert payload(found) == payload(found)
    with Image.open(io.BytesIO(payload(found))) as written:
        assert (written.format, written.mode, written.size) == ("PNG", "RGB", (60, 40))


def test_a_turned_tiff_is_handed_on_upright(tmp_path: Path) -> None:
    """Turned by a quarter to the right, what was its dark left half is the upper one."""
    found = seen(picture(tmp_path, save(tmp_path, "a.tif", tiffinfo={0x0112: 6})))
    with Image.open(io.BytesIO(payload(found))) as written:
        assert written.size == (40, 60) == (found.width_px, found.height_px)
        assert written.getpixel((20, 5)) == (0, 0, 0)
        assert written.getpixel((20, 55)) == (255, 255, 255)


def test_a_jpeg_is_handed_on_as_it_is(tmp_path: Path) -> None:
    found = seen(picture(tmp_path, save(tmp_path, "a.jpg")))
    assert payload(found) == (tmp_path / "a.jpg").read_bytes()
    assert found.source.startswith("data:image/jpeg;base64,")


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    assert fault(picture(tmp_path, "barda.jpg")) == Fault(
        "image-missing",
        "There is no picture {name}.",
        "Put it into the folder of pictures, or take the field away.",
        {"name": "barda.jpg"},
    )


def test_a_name_can_t_lead_out_of_the_folder_and_neither_can_a_link(tmp_path: Path) -> None:
    folder = tmp_path / "images"
    folder.mkdir()
    save(tmp_path, "secret.png")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    for name in ("../secret.png", str(tmp_path / "secret.png"), "link.png"):
        assert fault(picture(folder, name)).rule == "image-outside"


@pytest.mark.parametrize("lenient", [False, True])
def test_a_file_cut_short_is_broken_also_when_the_typesetter_has_made_pillow_lenient(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lenient: bool
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    whole = (tmp_path / save(tmp_path, "a.jpg", (400, 400))).read_bytes()
    (tmp_path / "a.jpg").write_bytes(whole[: len(whole) // 2])
    assert fault(picture(tmp_path, "a.jpg")).rule == "image-broken"
    assert ImageFile.LOAD_TRUNCATED_IMAGES is lenient


def test_another_kind_of_file_is_refused_whatever_it_is_called(tmp_path: Path) -> None:
    save(tmp_path, "moving.gif")
    (tmp_path / "moving.gif").rename(tmp_path / "moving.jpg")
    (tmp_path / "words.png").write_text("not a picture")
    assert fault(picture(tmp_path, "moving.jpg")).rule == "image-kind"
    assert fault(picture(tmp_path, "words.png")).rule == "image-kind"


@pytest.mark.parametrize("side", [8_000, 60_000])
def test_a_huge_picture_is_refused_before_it_fills_the_memory(tmp_path: Path, side: int) -> None:
    """Only the header is written: it is from that alone that the size is known."""
    header = side.to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    chunk = b"IHDR" + header
    png = b"\x89PNG\r\n\x1a\n" + len(header).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    (tmp_path / "a.png").write_bytes(png + b"\0\0\0\0IDAT" + zlib.crc32(b"IDAT").to_bytes(4, "big"))
    assert fault(picture(tmp_path, "a.png")).rule == "image-huge"


def test_a_drawing_has_a_shape_and_no_dots(tmp_path: Path) -> None:
    found = seen(picture(tmp_path, draw(tmp_path, '<path d="M0 0H9"/>')))
    assert (found.kind, found.proportion, dpi(found, 100)) == ("svg", 2.0, None)


@pytest.mark.parametrize(
    ("size", "proportion"),
    [('width="30mm" height="2cm"', 1.5), ('width="72pt" height="96"', 1.0), ('width="100%"', None)],
)
def test_the_shape_of_a_drawing_without_a_view_box_is_that_of_its_sizes(
    tmp_path: Path, size: str, proportion: float | None
) -> None:
    (tmp_path / "a.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg" {size}/>', "utf-8")
    found = picture(tmp_path, "a.svg")
    assert (found.proportion if isinstance(found, Picture) else None) == (
        pytest.approx(proportion) if proportion else None
    )


def test_a_drawing_may_use_its_own_paints_shapes_and_an_editor_s_notes(tmp_path: Path) -> None:
    inside = """<metadata><r:RDF xmlns:r="urn:r" r:about="C:\\map.svg"/></metadata>
      <style>.a { fill: url(#g) }</style>
      <defs><linearGradient id="g"><stop offset="0"/></linearGradient><path id="p" d="M0 0H9"/></defs>
      <use xlink:href="#p"/><rect class="a" fill="url('#g')" width="4" height="4"/>"""
    assert seen(picture(tmp_path, draw(tmp_path, inside))).kind == "svg"


def test_text_in_a_drawing_is_refused_with_what_to_do(tmp_path: Path) -> None:
    found = fault(picture(tmp_path, draw(tmp_path, "<g><text>بردا</text></g>")))
    assert found.rule == "image-text"
    assert "outlines" in found.hint


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ('<image href="file:///etc/passwd"/>', "<image>"),
        ('<x:image xmlns:x="urn:x" xlink:href="#a"/>', "<image>"),
        ("<foreignObject/>", "<foreignObject>"),
        ('<animate attributeName="x"/>', "<animate>"),
        ('<a href="#x"/>', "<a>"),
        ('<rect onload="go()"/>', "onload="),
        ('<use xlink:href="other.svg#a"/>', "href=other.svg#a"),
        ('<g xml:base="http://example.org/"/>', "base=http://example.org/"),
        ('<rect fill="url(http://example.org/p)"/>', "url(http://example.org/p)"),
        ("<rect style=\"fill: URL( 'x.svg#p' )\"/>", "fill: URL( 'x.svg#p' )"),
        ('<rect style="fill: u\\72l(x)"/>', "fill: u\\72l(x)"),
        ("<style>@import 'http://example.org/a.css';</style>", "<style>"),
    ],
)
def test_a_drawing_that_would_run_or_fetch_something_is_refused(tmp_path: Path, inside: str, told: str) -> None:
    found = fault(picture(tmp_path, draw(tmp_path, inside)))
    assert (found.rule, found.values["what"]) == ("image-unsafe", told)


def test_a_drawing_that_repeats_itself_without_end_is_refused(tmp_path: Path) -> None:
    doubled = "".join(f'<g id="g{i}"><use href="#g{i - 1}"/><use href="#g{i - 1}"/></g>' for i in range(1, 25))
    circle = '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'
    sheet = '<style>rect { fill: url(#p) }</style><pattern id="p"><rect/><rect/></pattern>'
    for inside in (
        f'<defs><path id="g0" d="M0 0"/>{doubled}</defs><use href="#g24"/>',
        circle,
        sheet,
        "<g>" * 99 + "</g>" * 99,
    ):
        assert fault(picture(tmp_path, draw(tmp_path, inside))).rule == "image-unsafe"


def test_entities_are_refused_before_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text('<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format("<desc>&a;</desc>"), "utf-8")
    assert fault(picture(tmp_path, "a.svg")).rule == "image-unsafe"


@pytest.mark.parametrize("written", [b"<svg", b"<html/>", "<svg/>".encode("utf-16"), b'<svg xmlns="urn:x"/>'])
def test_what_is_no_drawing_is_broken(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "a.svg").write_bytes(written)
    assert fault(picture(tmp_path, "a.svg")).rule == "image-broken"
