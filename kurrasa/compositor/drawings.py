"""SVG within a document, without the work that WeasyPrint does for nothing: matching the page's selectors with each of
its elements, making boxes that are thrown away, reading each number of a path by regular expressions.

In: the library's functions. Out: functions with the same results.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

SVG = "{http://www.w3.org/2000/svg}svg"
UNSHOWN = {"display": ("none",)}
"""The style of what lies in a drawing: the document makes no box of it."""

_NUMBERS = {"M": 2, "L": 2, "l": 2, "H": 1, "V": 1, "Q": 4, "C": 6, "Z": 0}
_STEP = re.compile("([A-Za-z])([^A-Za-z]*)")
_PLAIN = re.compile("M[MLlHVQCZ0-9., -]*")
_PLACES = 6  # decimals that the library writes
_MARKERS = ("marker", "marker-start", "marker-mid", "marker-end")


def elements(root: Any) -> Iterator[tuple[Any, bool]]:
    """The elements of a document in tree order, and whether each lies in a drawing; of these only the outermost."""
    stack = [iter([root])]
    drawings = [False]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            drawings.pop()
        else:
            yield element, drawings[-1]
            if not drawings[-1]:
                stack.append(element.iter_children())
                drawings.append(element.etree_element.tag == SVG)


def path(library: Any) -> Any:
    """The steps of a path in plain numbers; the library reads those with markers, arcs or units."""

    def written(svg: Any, node: Any, font_size: float) -> None:
        places = getattr(svg.stream, "places", _PLACES)
        steps = None if any(map(node.get, _MARKERS)) else _steps(node.get("d", ""), places)
        if steps is None:
            library(svg, node, font_size)
        else:
            svg.stream.stream.append(steps)

    return written


@lru_cache(maxsize=1 << 12)
def _steps(d: str, places: int) -> bytes | None:
    """The operators of a path (ISO 32000-1, 8.5.2), with so many decimals; None for what is not plain."""
    if not _PLAIN.fullmatch(d):
        return None
    out = ["0 0 m"]
    x = y = 0.0
    begun: tuple[float, float] | None = None  # where a closed path comes back to
    for step, given in _STEP.findall(d):
        try:
            n = list(map(float, given.replace(",", " ").split()))
        except ValueError:  # numbers without a space between
            return None
        if len(n) != _NUMBERS[step]:
            return None
        if step == "Z":
            if begun:
                out.append("h")
                (x, y), begun = begun, None
            continue
        if step == "M":
            begun = None
        elif begun is None:
            begun = x, y
        match step:
            case "H":
                n = [n[0], y]
            case "V":
                n = [x, n[0]]
            case "l":
                n = [x + n[0], y + n[1]]
            case "Q":
                n = [
                    *(n[0] * 2 / 3 + x / 3, n[1] * 2 / 3 + y / 3),
                    *(n[0] * 2 / 3 + n[2] / 3, n[1] * 2 / 3 + n[3] / 3),
                    *n[2:],
                ]
        x, y = n[-2:]
        operator = {"M": "m", "Q": "c", "C": "c"}.get(step, "l")
        out.append(" ".join([*[_number(round(value, places)) for value in n], operator]))
    return "\n".join(out).encode()


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else f"{value:f}".rstrip("0")
