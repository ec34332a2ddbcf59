"""Pictures of the content: found, measured, and made ready for the typesetter.

In: the folder of the pictures and a file name as an editor wrote it. Out: a `Picture`, or a `Fault` that says what is
wrong with it. A picture is data: an SVG can't run anything or reach outside itself.
"""

from __future__ import annotations

import base64
import io
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from kurrasa.diagnostics import Term

if TYPE_CHECKING:
    import xml.etree.ElementTree as ElementTree

Kind = Literal["jpeg", "png", "tiff", "svg"]
KINDS: Mapping[str, Kind] = MappingProxyType({"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png", "TIFF": "tiff"})
MOST_PIXELS = 50_000_000
ORIENTATION = 0x0112  # the Exif tag; 5 to 8 stand for a quarter turn
MILLIMETRES = {"": 25.4 / 96, "px": 25.4 / 96, "pt": 25.4 / 72, "pc": 25.4 / 6, "in": 25.4, "cm": 10.0, "mm": 1.0}

SVG_SHAPES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon")
SVG_PAINTS = ("linearGradient", "radialGradient", "stop", "clipPath")
SVG_GROUPS = ("svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "style", "marker", "mask", "pattern")
SVG_DRAWS = frozenset((*SVG_SHAPES, *SVG_PAINTS, *SVG_GROUPS))
SVG_WORDS = frozenset(("text", "tspan", "textPath"))
REFERENCE = re.compile(r"""(?:^\s*|url\(\s*['"]?)#([^'")\s]+)""", re.IGNORECASE)
MOST_ELEMENTS = 100_000  # of an SVG, each counted as often as it is drawn
DEEPEST = 60  # elements of an SVG inside one another, or referring to one another
SVG_WORDS = frozenset(("text", "tspan", "textPath"))


@dataclass(frozen=True)
class Picture:
    """A picture that can be printed. Pixels are as it is looked at, after any turn; an SVG has none, but a shape."""

    path: Path
    kind: Kind
    width_px: int | None
    height_px: int | None
    proportion: float

    @property
    def media_type(self) -> str:
        """The type under which `payload` hands it on."""
        return {"jpeg": "image/jpeg", "png": "image/png", "tiff": "image/png", "svg": "image/svg+xml"}[self.kind]

    @cached_property
    def source(self) -> str:
        """The picture as a `data:` address, so that a page needs no file beside it."""
        return f"data:{self.media_type};base64,{base64.b64encode(payload(self)).decode('ascii')}"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a picture; `message` and `hint` are msgids, with {fields} filled from `values`."""

    rule: str
    message: str
    hint: str
    values: Mapping[str, str] = field(default_factory=dict)


def picture(folder: Path, name: str) -> Picture | Fault:
    """Look at the picture `name` in `folder`: that it is there, inside the folder, whole, and of a kind that is set."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        return Fault(
            "image-outside",
            "The picture {name} lies outside the folder of pictures.",
            "Put the file itself into the folder and write its name alone.",
            {"name": name},
        )
    if not path.is_file():
        return Fault(
            "image-missing",
            "There is no picture {name}.",
            "Put it into the folder of pictures, or take the field away.",
            {"name": name},
        )
    return _svg(path, name) if path.suffix.lower() == ".svg" else _raster(path, name)


def dpi(image: Picture, width: float) -> float | None:
    """Dots per inch when it is printed `width` millimetres wide; None for an SVG, which has no dots."""
    return image.width_px / (width / 25.4) if image.width_px else None


def payload(image: Picture) -> bytes:
    """The bytes that the typesetter reads: the file's own; of a TIFF its first picture, turned upright, as PNG."""
    if image.kind != "tiff":
        return image.path.read_bytes()
    from PIL import Image, ImageOps

    with Image.open(image.path, formats=["TIFF"]) as opened:
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        keeps = upright.mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")
        written = io.BytesIO()
        (upright if keeps else upright.convert("RGB")).save(written, "PNG", icc_profile=None)
    return written.getvalue()


def _raster(path: Path, name: str) -> Picture | Fault:
    from PIL import Image, UnidentifiedImageError

    huge = Fault(
        "image-huge",
        "The picture {name} has more than 50 million pixels.",
        "Scale it down to the size it is printed at, 300 dots to the inch.",
        {"name": name},
    )
    try:
        with _whole_files_only(), warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=["JPEG", "PNG", "TIFF"]) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    return huge
                kind = KINDS[opened.format or ""]
                opened.load()
                turned = opened.getexif().get(ORIENTATION, 1) >= 5  # asked when loaded: a TIFF is upright by then
                width, height = (opened.height, opened.width) if turned else (opened.width, opened.height)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return huge
    except UnidentifiedImageError:
        return Fault(
            "image-kind",
            "The picture {name} is no JPEG, PNG, TIFF or SVG.",
            "Save it as one of these.",
            {"name": name},
        )
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        return _broken(name, str(error))
    return Picture(path, kind, width, height, width / height)


@contextmanager
def _whole_files_only() -> Iterator[None]:
    """Let Pillow refuse a file cut short: the typesetter, once imported, has told it to be lenient."""
    from PIL import ImageFile

    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _broken(name: str, reason: str) -> Fault:
    return Fault(
        "image-broken",
        "The picture {name} is broken: {reason}",
        "Fetch the file anew, or save it again from the program it was made with.",
        {"name": name, "reason": reason},
    )


def _svg(path: Path, name: str) -> Picture | Fault:
    import xml.etree.ElementTree as ElementTree

    try:
        text = path.read_bytes().decode("utf-8-sig")
        if re.search(r"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", text, re.IGNORECASE):
            return _unsafe(name, Term("a document type or a style sheet of its own"))
        root = ElementTree.fromstring(text)  # noqa: S314 - without a document type there are no entities to expand
    except UnicodeDecodeError:
        return _broken(name, Term("it is not UTF-8"))
    except ElementTree.ParseError as error:
        return _broken(name, str(error))
    if _local(root.tag) != "svg":
        return _broken(name, Term("its root is not <svg>"))
    for node in root.iter():
        if fault := _svg_fault(node, name):
            return fault
    if not _drawable(root):
        return _unsafe(name, Term("elements too deep in one another, or repeated without end"))
    proportion = _proportion(root)
    if proportion is None:
        return _broken(name, Term("it has neither a viewBox nor a width and height"))
    return Picture(path, "svg", None, None, proportion)


def _svg_fault(node: ElementTree.Element, name: str) -> Fault | None:
    tag = _local(node.tag)
    if tag in SVG_WORDS:
        return Fault(
            "image-text",
            "The picture {name} holds text, which the typesetter would set unjoined and reversed.",
            "Turn its text into outlines (paths) in the program it was made with.",
            {"name": name},
        )
    if tag not in SVG_DRAWS and (node.tag.startswith("{http://www.w3.org/2000/svg}") or "}" not in node.tag):
        return _unsafe(name, f"<{tag}>")
    if tag in ("image", "script", "foreignObject", "a"):
        return _unsafe(name, f"<{tag}>")
    for key, value in node.attrib.items():
        if _local(key).startswith("on"):
            return _unsafe(name, f"{_local(key)}=")
        if _local(key) in ("href", "src", "base") and not value.strip().startswith("#"):
            return _unsafe(name, f"{_local(key)}={value[:40]}")
        if "}" not in key and _reaches_out(value):
            return _unsafe(name, value[:40])
    if tag == "style" and _reaches_out(node.text or ""):
        return _unsafe(name, "<style>")
    return None


def _drawable(root: ElementTree.Element) -> bool:
    """Tell whether a drawing ends: references (`<use>`, `url(#…)`) are followed, so that a few can't double for ever.

    A reference in a style sheet could be anyone's: it may name paints only, which draw nothing themselves.
    """
    named = {node.get("id", ""): node for node in root.iter()}
    sheets = [node.text or "" for node in root.iter() if _local(node.tag) == "style"]
    called = [named[name] for sheet in sheets for name in REFERENCE.findall(sheet) if name in named]
    if any(_local(node.tag) not in SVG_PAINTS for node in called):
        return False
    counted: dict[ElementTree.Element, int] = {}

    def count(node: ElementTree.Element, depth: int) -> int:
        if depth > DEEPEST:
            raise RecursionError
        if node not in counted:
            names = [name for value in node.attrib.values() for name in REFERENCE.findall(value)]
            inside = [*node, *(named[name] for name in names if name in named)]
            counted[node] = 1 + sum(count(child, depth + 1) for child in inside)
        return counted[node]

    try:
        return count(root, 0) <= MOST_ELEMENTS
    except RecursionError:
        return False


def _reaches_out(css: str) -> bool:
    """Tell whether a style refers to anything but elements of its own drawing; an escape could hide that it does."""
    urls = re.findall(r"url\(\s*['\"]?(.)?", css, re.IGNORECASE | re.DOTALL)
    return any(first != "#" for first in urls) or "@import" in css.lower() or ("\\" in css)


def _unsafe(name: str, what: str) -> Fault:
    return Fault(
        "image-unsafe",
        "The picture {name} holds what a drawing may not: {what}",
        "Save it as plain SVG, without scripts, links, embedded pictures or references to other files.",
        {"name": name, "what": what},
    )


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _proportion(root: ElementTree.Element) -> float | None:
    """Width by height, from the sizes an SVG states for itself, or else from its viewBox."""
    width, height = (_length(root.get(side, "")) for side in ("width", "height"))
    if width and height:
        return width / height
    box = re.findall(r"[-+.\deE]+", root.get("viewBox", ""))
    try:
        _, _, wide, high = map(float, box)
    except ValueError:
        return None
    return wide / high if wide > 0 and high > 0 else None


def _length(text: str) -> float | None:
    match = re.fullmatch(r"\s*(\d+\.?\d*|\.\d+)\s*([a-z]*)\s*", text)
    unit = MILLIMETRES.get(match[2]) if match else None
    return float(match[1]) * unit if match and unit else None
