"""Where in the HTML of a part each of its pages begins, to the word.

In: the boxes of typeset pages. Out: of each page a place in the part's HTML, which does not depend on how lines were
filled: an element, and how many letters of its own text come before. Elements of time are none, for they are not
typeset.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from weasyprint.formatting_structure import boxes

from kurrasa.lettercount import Break, letters


class Breaks:
    """Where each page of a part begins; its pages are read in their order, once each."""

    def __init__(self) -> None:
        self._seen: defaultdict[int, int] = defaultdict(int)
        self._heads: set[int] = set()
        self._number: dict[int, int] = {}

    def next(self, page: Any) -> Break | None:
        """Where a page begins: at its first word or picture in the flow; None for one that has neither."""
        if not self._number:
            self._number = {id(element): n for n, element in enumerate(page.children[0].element.iter())}
        begins: Break | None = None
        for box, count in _flow(page, self._heads):
            of = id(box.element)
            if begins is None and of in self._number:
                begins = self._number[of], self._seen[of]
            self._seen[of] += count
        return begins


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
