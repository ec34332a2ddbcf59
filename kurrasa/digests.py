"""Two digests of a page of a part, by which editions are compared: of what it draws, and of its words alone.

In: a laid-out page. Out: hexadecimal digests. Places are measured from the page's frame, so that a page which changes
sides, and nothing but its margins with it, is the same page. The words leave out every printed page number: two pages
with the same words and not the same drawing differ in numbers, or in how they are set.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any
from xml.etree import ElementTree

NUMBERS = frozenset(("pp", "pps", "run"))  # classes of what holds printed page numbers, and commas and dashes between
BLANK = ""
TATWEEL = "\u0640"
SIDES = ("top", "right", "bottom", "left")
_SIZE = 10  # bytes: a million pages collide once in 10**12 books


def digests(page_box: Any) -> tuple[str, str]:
    """Give the digests of what is drawn and of the words; `BLANK` both where there is nothing."""
    looking = _Looking(page_box.content_box_x(), page_box.content_box_y())
    _look(page_box, looking, False)
    if not looking.marks:
        return BLANK, BLANK
    return _digest([*looking.places, *looking.marks]), _digest(looking.said)


def _digest(texts: list[str]) -> str:
    return blake2b("\0".join(texts).encode(), digest_size=_SIZE).hexdigest()


class _Looking:
    """Where the frame of a page begins, its faces by their style, and what was found on it: places, marks, words."""

    def __init__(self, left: float, top: float) -> None:
        self.left = left
        self.top = top
        self.faces: dict[int, str] = {}
        self.places: list[str] = []
        self.marks: list[str] = []
        self.said: list[str] = []

    def found(self, place: str, mark: str, in_number: bool) -> None:
        self.places.append(place)
        self.marks.append(mark)
        if not in_number:
            self.said.append(mark)


def _look(box: Any, looking: _Looking, in_number: bool) -> None:
    """What a box puts on paper, and all in it: where it stands, what it is, whether it is a page number."""
    box = getattr(box, "_box", box)  # a placeholder stands for the box that is drawn
    element, kind = box.element, type(box).__name__
    if not in_number and element is not None and (names := element.get("class")):
        in_number = not NUMBERS.isdisjoint(names.split())
    if kind == "TextBox":
        if text := box.text.strip().replace(TATWEEL, ""):  # a kashida is told by its place
            faces = looking.faces
            face = faces.get(id(box.style)) or faces.setdefault(id(box.style), _face(box.style))
            looking.found(f"{_place(box, looking)} {_drawn_out(box)}", text + face, in_number)
        return
    if kind.endswith("ReplacedBox"):
        shown: str | None = _picture(element)
    else:
        shown = _ground(box)
    if shown:
        looking.found(f"{_place(box, looking)} {box.height:.1f}", shown, in_number)
    for child in getattr(box, "children", ()):
        _look(child, looking, in_number)


def _place(box: Any, looking: _Looking) -> str:
    """To a tenth of a pixel; the odd term keeps what is a round twentieth from falling to either side."""
    x, y = box.position_x - looking.left + 0.013, box.position_y - looking.top + 0.013
    return f"{x:.1f} {y:.1f} {box.width + 0.013:.1f}"


def _face(style: Any) -> str:
    return f" {style['font_family']} {style['font_size']} {style['font_weight']} {style['color'][:]}"


def _drawn_out(box: Any) -> list[int]:
    """Which words of a line that the compositor set have a kashida; all else follows from where its boxes stand."""
    layout = getattr(box, "pango_layout", None)
    if (line := getattr(layout, "line", None)) is not None:
        return sorted(word - line.first for word, length in line.drawn.items() for _ in range(length))
    items = getattr(layout, "items", ())
    first = min((item.piece for item in items), default=0)
    return [item.piece - first for item in items if item.word and abs(item.width - item.word.width) > 0.01]


def _ground(box: Any) -> str | None:
    """Ground and borders, where there are any."""
    ground = getattr(box, "background", None)
    widths = [getattr(box, f"border_{side}_width", 0) for side in SIDES]
    if (ground is None or not ground.color[-1]) and not any(widths):
        return None
    colours = [box.style[f"border_{side}_color"][:] for side, width in zip(SIDES, widths, strict=True) if width]
    return f"{ground and ground.color[:]} {widths} {colours}"


def _picture(element: Any) -> str:
    if element is None:
        return "picture"
    return element.get("src") or ElementTree.tostring(element, encoding="unicode").rpartition(">")[0]
