"""The barcode of an ISBN, as booksellers scan it from the back cover: EAN-13 (ISO/IEC 15420).

In: the ISBN. Out: an SVG, its quiet zones within it, of the smallest size that is printed offset: 80 % of the nominal
one (GS1 General Specifications, 5.2.6: modules of 0.264 mm).
"""

from __future__ import annotations

import re
from itertools import groupby

from kurrasa.drawings.canvas import Style, element, number, svg
from kurrasa.drawings.label import label

MODULE = 0.264  # millimetres
BEFORE, CODE, AFTER = 11, 95, 7  # modules: the quiet zone before the bars, the code, the quiet zone after it
WIDTH = MODULE * (BEFORE + CODE + AFTER)
TALL, GUARD, ABOVE, DIGITS = 69, 5, 3, 11  # modules: bars, how far guards reach under them, clear above, type below
HEIGHT = MODULE * (ABOVE + TALL + DIGITS)
GUARDS = (range(3), range(45, 50), range(92, 95))

_ODD = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
_EVEN = tuple("".join("10"[int(bit)] for bit in reversed(bits)) for bits in _ODD)
_RIGHT = tuple("".join("10"[int(bit)] for bit in bits) for bits in _ODD)
# which of the six digits on the left are even: that says the first digit, which has no bars of its own
_FIRST = ("000000", "001011", "001101", "001110", "010011", "011001", "011100", "010101", "010110", "011010")


def ean(isbn: str) -> str:
    """The 13 digits of an ISBN that was checked; one of ten digits is given its 978 and its other check digit."""
    digits = re.sub(r"[^0-9X]", "", isbn.upper())
    if len(digits) == 13:
        return digits
    digits = "978" + digits[:9]
    return digits + str(-sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(digits)) % 10)


def modules(digits: str) -> str:
    """The 95 modules of 13 digits: 1 is a bar."""
    first, left, right = int(digits[0]), digits[1:7], digits[7:]
    halves = "".join((_ODD, _EVEN)[int(even)][int(d)] for d, even in zip(left, _FIRST[first], strict=True))
    return f"101{halves}01010{''.join(_RIGHT[int(d)] for d in right)}101"


def barcode(isbn: str, style: Style, title: str) -> str:
    """Draw the code, in black on paper's white."""
    digits, ink = ean(isbn), style.palette.ink
    bars, x = [], 0
    for bar, run in groupby(modules(digits)):
        wide = len(list(run))
        if bar == "1":
            tall = TALL + GUARD * any(x in guard for guard in GUARDS)
            side = number(wide * MODULE)
            bars.append(
                f"M{number((BEFORE + x) * MODULE)} {number(ABOVE * MODULE)}h{side}v{number(tall * MODULE)}h-{side}z"
            )
        x += wide
    base, size = HEIGHT - 1.5 * MODULE, 9.5 * MODULE
    places = (BEFORE - 5.5, *(BEFORE + 6.5 + 7 * n for n in range(6)), *(BEFORE + 53.5 + 7 * n for n in range(6)))
    type_ = [
        label(digit, size, style).draw(at * MODULE, base, "middle", ink)
        for digit, at in zip(digits, places, strict=True)
    ]
    ground = element("rect", width=WIDTH, height=HEIGHT, fill=style.palette.paper)
    return svg(WIDTH, HEIGHT, title, [ground, element("path", d="".join(bars), fill=ink), *type_])
