"""The cover as one sheet: front, spine and back as they lie before it is folded round the block.

In: the pages of the cover, in inks already; how thick the block is; what stands on the spine. Out: one page.

Seen from outside, a book bound on the right has its front on the left of the spine, one bound on the left on its right.
The line of the spine runs from head to foot, the tops of its letters towards the front: it stands upright when the book
lies with its front up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

from kurrasa.drawings.canvas import Style
from kurrasa.drawings.label import STRONG, Label, label
from kurrasa.pdftext import number, numbers
from kurrasa.press.block import BLEED, boxed
from kurrasa.press.inks import Inks
from kurrasa.press.marks import MM, ROOM, marks, registration
from kurrasa.press.separation import OVER, overprinting

NARROWEST = 4.5  # millimetres of a spine that can carry a line: cutting and folding may be a millimetre out
_CLEAR = 1.0  # millimetres between a line and each fold
_ENDS = 12.0  # millimetres between the line and head and foot
_LARGEST = 5.0  # millimetres of the em
_BETWEEN = 8.0  # millimetres between the title and the house


@dataclass(frozen=True)
class Spine:
    """The spine: how wide, in millimetres; the title, and the house at its foot."""

    width: float
    title: str
    house: str | None


def wrap(
    pdf: pikepdf.Pdf,
    front: pikepdf.Page,
    back: pikepdf.Page | None,
    spine: Spine,
    style: Style,
    inks: Inks,
    *,
    marked: bool,
) -> None:
    """Add the page of a cover to a file that has the pages it is made of."""
    _, _, width, height = (float(side) for side in front.obj.TrimBox)
    across = spine.width * MM
    room = BLEED + (ROOM if marked else 0)
    rtl = style.direction == "rtl"
    sheet = pdf.add_blank_page(page_size=(2 * width + across + 2 * room, height + 2 * room))
    left, right = (front, back) if rtl else (back, front)
    forms = Dictionary()
    drawn = [] if back else [_ground(style.palette.sea, inks, room, room, 2 * width + across, height, BLEED)]
    for name, page, x, outer in ((Name.Left, left, 0.0, -1), (Name.Right, right, width + across, 1)):
        if page is not None:
            forms[name] = _form(pdf, page, width, height, outer)
            drawn.append(b"q 1 0 0 1 %b %b cm %b Do Q" % (number(room + x), number(room), bytes(name)))
    if across:
        drawn.append(_ground(style.palette.ember, inks, room + width, room, across, height, MM))
    if spine.width >= NARROWEST:
        drawn += _lines(spine, style, room + width, room, across, height)
    sheet.obj.Resources = Dictionary(XObject=forms, ExtGState=pikepdf.Dictionary({OVER: overprinting()}))
    own = (room, room, room + 2 * width + across, room + height)
    if marked:
        sheet.obj.Resources.ColorSpace = Dictionary(Registration=registration(pdf))
        folds = {room + width, room + width + across}
        drawn.append(marks(own, BLEED, sorted(folds)))
    sheet.obj.Contents = pdf.make_stream(b"\n".join(drawn))
    boxed(sheet.obj, own, 2 * width + across + 2 * room, height + 2 * room)


def _form(pdf: pikepdf.Pdf, page: pikepdf.Page, width: float, height: float, outer: int) -> pikepdf.Object:
    """A page as it is drawn, with what bleeds on all sides but that of the spine."""
    page.contents_coalesce()
    form = pdf.make_stream(page.obj.Contents.read_bytes())
    form.Type, form.Subtype = Name.XObject, Name.Form
    near, far = (-BLEED, width) if outer < 0 else (0.0, width + BLEED)
    form.BBox = Array([pikepdf.Object.parse(number(v)) for v in (near, -BLEED, far, height + BLEED)])
    form.Resources = page.obj.Resources
    return form


def _ground(colour: str, inks: Inks, x: float, y: float, across: float, height: float, beyond: float) -> bytes:
    """A ground from head to foot. A spine's goes `beyond` its folds, over the bands of the same colour beside it."""
    sides = (x - beyond, y - BLEED, across + 2 * beyond, height + 2 * BLEED)
    return b"%b k %b re f" % (_ink(colour, inks), numbers(sides))


def _lines(spine: Spine, style: Style, x: float, y: float, across: float, height: float) -> Iterator[bytes]:
    """The title at its head, the house at its foot; in black, which overprints."""
    long = height / MM
    size = min(_LARGEST, (spine.width - 2 * _CLEAR) * 1.25)
    title, house = _fitting(spine, style, size, long - 2 * _ENDS)
    middle = across / MM / 2
    yield b"q %b gs 0 0 0 1 k" % OVER.encode()
    for line, at_head in ((title, True), (house, False)):
        if line is None:
            continue
        # along the line: 0 at its left end; a right-to-left line begins at the head with its right end
        start = long - _ENDS - line.width if at_head == (style.direction == "rtl") else _ENDS
        yield from _turned(line, start, middle, x, y, height, style.direction)
    yield b"Q"


def _fitting(spine: Spine, style: Style, size: float, room: float) -> tuple[Label, Label | None]:
    """Title and house at a size at which both have room; without the house where the title needs all."""
    house = label(spine.house, size * 0.8, style) if spine.house else None
    title = label(spine.title, size, style, STRONG)
    taken = house.width + _BETWEEN if house else 0.0
    if title.width + taken > room and title.width > room / 2:
        house, taken = None, 0.0
    if title.width > room - taken:
        title = label(spine.title, size * (room - taken) / title.width, style, STRONG)
    return title, house


def _turned(line: Label, start: float, middle: float, x: float, y: float, height: float, way: str) -> Iterator[bytes]:
    """A line turned by a quarter: its left end `start` millimetres from the end of the spine where left ends are."""
    unit, drop = line.unit * MM, (line.rise - line.fall) / 2
    if way == "rtl":  # counter-clockwise: left end down, tops to the left
        matrix = (0.0, unit, -unit, 0.0, x + (middle + drop) * MM, y + start * MM)
    else:  # clockwise: left end up, tops to the right
        matrix = (0.0, -unit, unit, 0.0, x + (middle - drop) * MM, y + height - start * MM)
    yield b"q %b cm" % b" ".join(b"%.6f" % value for value in matrix)
    last = (0.0, 0.0)
    for command, points in line.line.pen:
        match command:
            case "M":
                yield b"%.2f %.2f m" % points[0]
            case "L":
                yield b"%.2f %.2f l" % points[0]
            case "Q":
                (ax, ay), (bx, by) = points
                first = (last[0] + (ax - last[0]) * 2 / 3, last[1] + (ay - last[1]) * 2 / 3)
                second = (bx + (ax - bx) * 2 / 3, by + (ay - by) * 2 / 3)
                yield b"%.2f %.2f %.2f %.2f %.2f %.2f c" % (*first, *second, bx, by)
            case "C":
                yield b"%.2f %.2f %.2f %.2f %.2f %.2f c" % tuple(value for point in points for value in point)
            case _:
                yield b"h"
        last = points[-1] if points else last
    yield b"f Q"


def _ink(colour: str, inks: Inks) -> bytes:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return b" ".join(b"%.3f" % value for value in inks.of(red, green, blue))
