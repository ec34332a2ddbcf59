"""Rules on pictures: each is there, whole, sharp enough at its printed size, and described.

In: content with its folder of images. Out: a diagnostic for each picture that can't be printed well.
"""

from __future__ import annotations

from collections.abc import Iterator

from kurrasa.design import measure
from kurrasa.diagnostics import Diagnostic, Term
from kurrasa.images import Fault, dpi, picture
from kurrasa.load import IMAGES, Content
from kurrasa.records import Figure

COARSE = 150  # dots an inch under which print shows them
FINE = 250  # what a printer asks for, with a little leave from the customary 300


def pictures(content: Content) -> Iterator[Diagnostic]:
    """A figure's picture can be read, and has 250 dots an inch at its printed width; under 150 it is refused."""
    for figure in content.of(Figure):
        if figure.image is None:
            continue
        spot = content.spot(figure, "image")
        found = picture(content.folder / IMAGES, figure.image)
        if isinstance(found, Fault):
            reasons = {name: Term(value) for name, value in found.values.items()}
            yield Diagnostic(found.rule, found.message, found.hint, spot, reasons)
            continue
        width = figure.width or measure(content.book.trim.width)
        dots = dpi(found, width)
        if dots is not None and dots < FINE:
            values = {"name": figure.image, "dots": f"{dots:.0f}", "width": f"{width:g}", "least": str(COARSE)}
            values["pixels"] = f"{width / 25.4 * 300:.0f}"
            yield Diagnostic(
                "image-resolution",
                "The picture {name} has {dots} dots to the inch at its printed width of {width} mm.",
                "Use one that is {pixels} pixels wide, or print it smaller with `width:`. Under {least} it is refused.",
                spot,
                values,
                "error" if dots < COARSE else "warning",
            )


def described(content: Content) -> Iterator[Diagnostic]:
    """A picture has an `alt:` for a reader who can't see it (PDF/UA, WCAG 1.1.1)."""
    for figure in content.of(Figure):
        if figure.image and not figure.alt:
            yield Diagnostic(
                "image-alt",
                "The picture has no `alt:` for a reader who can't see it.",
                "Add `alt:` with what it shows, in a sentence.",
                content.spot(figure, "image"),
            )


def unused(content: Content) -> Iterator[Diagnostic]:
    """Every file in the folder of images is the picture of a figure."""
    folder = content.folder / IMAGES
    if not folder.is_dir() or folder.is_symlink():
        return
    used = {figure.image for figure in content.of(Figure)}
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.is_file() and not path.name.startswith(".") and path.name not in used:
            yield Diagnostic(
                "image-unused",
                "No figure uses the picture {name}.",
                "Name it as `image:` of a figure, or remove it.",
                None,
                {"name": path.name},
                "warning",
            )


RULES = (pictures, described, unused)
