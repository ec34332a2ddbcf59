"""A QR code (ISO/IEC 18004) of an address, to be scanned from paper.

In: the address. Out: an SVG of a given side, its quiet zone of four modules within it.
"""

from __future__ import annotations

from kurrasa.drawings.canvas import Style, element, number, svg

QUIET = 4  # modules of empty margin that the standard asks for


def qr(address: str, side: float, style: Style, title: str) -> str:
    """Draw the code, `side` millimetres wide with its margin. Raises `ValueError` for an address too long for one."""
    import segno

    code = segno.make_qr(address, error="m")
    module = side / (len(code.matrix) + 2 * QUIET)
    square = f"h{number(module)}v{number(module)}h-{number(module)}z"
    rows = [
        f"M{number((x + QUIET) * module)} {number((y + QUIET) * module)}{square}"
        for y, row in enumerate(code.matrix)
        for x, dark in enumerate(row)
        if dark
    ]
    ground = element("rect", width=side, height=side, fill=style.palette.paper)
    return svg(side, side, title, [ground, element("path", d="".join(rows), fill=style.palette.ink)])
