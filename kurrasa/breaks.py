"""Where in the HTML of a part each of its pages begins, to the word.

In: the boxes of typeset pages. Out: of each page a place in the part's HTML, which does not depend on how lines were
filled: an element, and how many letters of its own text come before. Elements of time are none, for they are not
typeset.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from weasyprint.formatting_structure import boxes

from kurrasa.lettercount import Break, letters


def breaks(pages: Sequence[Any]) -> list[Break | None]:
    """Where each page of a part begins: at its first word or picture in the flow; None for one that has neither."""
    seen: defaultdict[int, int] = defaultdict(int)
    drawn: set[int] = set()
    number: dict[int, int] = {}
    found: list[Break | None] = []
    for page in pages:
        begins: Break | None = None
        if not number:
            number = {id(element): n for n, element in enumerate(page.children[0].element.iter())}
        for box, count in _flow(page, drawn):
            of = id(box.element)
            if begins is None and of in number:
                begins = number[of], seen[of]
            seen[of] += count
        found.append(begins)
    return found


def _flow(box: Any, heads: set[int]) -> list[tuple[Any, int]]:
    """What is read of a page, in its order: its texts with their letters, and its pictures; without furniture, notes
    and repeated heads."""
    repeated: set[int] = set()
    found: list[tuple[Any, int]] = []
    _read(box, heads, repeated, found)
    heads |= repeated
    return found


def _read(box: Any, heads: set[int], begun: set[int], found: list[tuple[Any, int]]) -> None:
    box = getattr(box, "_box", box)
    if isinstance(box, boxes.MarginBox | boxes.FootnoteAreaBox) or box.style["position"] == "fixed":
        return
    if "::" in (box.element_tag or "") and not box.element_tag.endswith(("::first-letter", "::first-line")):
        return  # the styles' own words
    if isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer):
        if id(box.element) in heads:
            return  # it stands on an earlier page already
        begun.add(id(box.element))
    if isinstance(box, boxes.ReplacedBox):
        found.append((box, 0))
    elif isinstance(box, boxes.TextBox):
        if count := letters(box.text):
            found.append((box, count))
    else:
        for child in getattr(box, "children", ()):
            _read(child, heads, begun, found)
