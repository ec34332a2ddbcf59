"""What every drawing is drawn with: its palette, its letters, its direction, and the writing of SVG.

In: values from the styles and the edition. Out: `Style`, handed to each drawing; `element` and `svg`, which write the
elements of one. Measures are millimetres, x to the right and y down, whatever the direction of reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Literal

from kurrasa.faces import Face, Faces

Direction = Literal["rtl", "ltr"]


@dataclass(frozen=True)
class Palette:
    """The colours of the book, as CSS writes them; a drawing uses no other."""

    ink: str
    sea: str
    copper: str
    slate: str
    stone: str
    sand: str
    ember: str
    foam: str
    paper: str


@dataclass(frozen=True)
class Style:
    """How drawings of one edition look.

    `family` is that of the labels; `direction` the way time runs and rows fill; `digits` puts European digits in a
    text into the edition's own.
    """

    palette: Palette
    faces: Faces
    family: str
    direction: Direction
    digits: Callable[[str], str]

    def face(self, text: str, weight: int) -> Face:
        """Choose the face of a label: the family's, or that of the first family which can show all of the text."""
        families = (self.family, *(f for f in self.faces.families if f != self.family))
        able = next((f for f in families if not self.faces.uncovered(text, f)), self.family)
        return self.faces.face(able, weight)


@dataclass(frozen=True)
class Inks:
    """The colours of a drawing on one ground: on paper, or on the sea of covers and bands."""

    ground: str
    mark: str
    here: str
    line: str
    text: str


def inks(palette: Palette, dark: bool) -> Inks:
    """Choose the inks for paper, or for a sea ground."""
    if dark:
        return Inks(palette.sea, palette.paper, palette.ember, palette.foam, palette.foam)
    return Inks(palette.paper, palette.sea, palette.copper, palette.stone, palette.slate)


@lru_cache(maxsize=1 << 16)
def number(value: float) -> str:
    """Write a measure to a thousandth of a millimetre, without idle zeros."""
    written = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def element(name: str, *children: str, **attributes: str | float) -> str:
    """Write an element; `stroke_width` becomes `stroke-width`, and a trailing `_` is dropped (`class_`)."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def line(x: float, y: float, dx: float, dy: float, ink: str, width: float) -> str:
    """Draw a straight line from a point, `dx` to the right and `dy` down."""
    return element(
        "path", d=f"M{number(x)} {number(y)}l{number(dx)} {number(dy)}", stroke=ink, stroke_width=width, fill="none"
    )


def titled(title: str, *children: str) -> str:
    """Group elements under a name that assistive readers speak; ungrouped if there is none."""
    return element("g", element("title", escape(title)), *children) if title else "".join(children)


def svg(width: float, height: float, title: str, children: Iterable[str]) -> str:
    """Write a whole drawing of a size in millimetres, with its accessible title; without one it is mere ornament."""
    spoken: dict[str, str] = {"role": "img"} if title else {"aria_hidden": "true"}
    return element(
        "svg",
        *([element("title", escape(title))] if title else []),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        **spoken,
        width=f"{number(width)}mm",
        height=f"{number(height)}mm",
        viewBox=f"0 0 {number(width)} {number(height)}",
    )
