"""Two editions side by side: which page of the one is which of the other, and what has become of it.

In: two manifests. Out: a change for every sheet of the later edition, the sheets that are gone, the lines of indexes
and contents whose numbers are others. Pages are matched within their part, by what they draw and then by their words;
so a page put in makes those after it moved, and not changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from kurrasa.digests import BLANK
from kurrasa.manifest import Leafed, Manifest

Kind = Literal["unchanged", "moved", "furniture", "numbers", "changed", "added"]


@dataclass(frozen=True)
class Change:
    """What has become of a page: its sheet in the later edition, and in the earlier one where it was in that.

    `furniture` is a page that lies where it lay and draws what it drew, with another head, folio or edge tab; `numbers`
    one whose words are the same but for page numbers printed in it. A blank is unchanged wherever it lies.
    """

    kind: Kind
    sheet: int
    before: int | None


@dataclass(frozen=True)
class Stretch:
    """Sheets of the earlier and of the later edition between two matched pages: text runs on through them."""

    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True)
class LineChange:
    """A line of an index or of the contents, with its numbers in both editions; none where it is not in one."""

    part: str
    record: str
    name: str
    before: tuple[str, ...] | None
    after: tuple[str, ...] | None


@dataclass(frozen=True)
class Comparison:
    """All of it. `removed` are sheets of the earlier edition that the later one has not; blanks are never removed."""

    pages: tuple[Change, ...]
    removed: tuple[int, ...]
    stretches: tuple[Stretch, ...]
    index: tuple[LineChange, ...]
    contents: tuple[LineChange, ...]

    def of(self, *kinds: str) -> tuple[Change, ...]:
        """The pages that were changed so."""
        return tuple(change for change in self.pages if change.kind in kinds)


def compare(before: Manifest, after: Manifest) -> Comparison:
    """Hold a later edition against an earlier one."""
    pairs: dict[int, int] = {}  # later sheet: earlier sheet
    old, new = _by_part(before.pages), _by_part(after.pages)
    stretches = [s for part in new for s in _match(before, after, old.get(part, ()), new[part], pairs)]
    # what has gone from one part may stand in another: a chapter by another id, a card that found another home
    for by in ("drawn", "wording"):
        waiting: defaultdict[str, list[int]] = defaultdict(list)
        for n in _left(before, set(pairs.values())):
            waiting[getattr(before.page(n), by)].append(n)
        for n in _left(after, pairs.keys()):
            if olds := waiting[getattr(after.page(n), by)]:
                pairs[n] = olds.pop(0)
    gone = set(_left(before, set(pairs.values())))
    for stretch in stretches:
        news = [n for n in stretch.after if n not in pairs and after.page(n).drawn != BLANK]
        pairs.update(zip(news, (n for n in stretch.before if n in gone), strict=False))
    return Comparison(
        pages=tuple(_change(before, after, n, pairs.get(n)) for n in range(1, len(after.pages) + 1)),
        removed=tuple(_left(before, set(pairs.values()))),
        stretches=tuple(stretches),
        index=tuple(_lines(_index(before), _index(after))),
        contents=tuple(_lines(_contents(before), _contents(after))),
    )


def _left(edition: Manifest, taken: Container[int]) -> list[int]:
    """The sheets that are matched with none; blanks are not missed."""
    return [n for n, page in enumerate(edition.pages, 1) if n not in taken and page.drawn != BLANK]


def _by_part(pages: Sequence[Leafed]) -> Mapping[str, tuple[int, ...]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, page in enumerate(pages, 1):
        found[page.part].append(number)
    return {part: tuple(numbers) for part, numbers in found.items()}


def _match(
    before: Manifest, after: Manifest, old: Sequence[int], new: Sequence[int], pairs: dict[int, int]
) -> Iterator[Stretch]:
    """Match the pages of a part into `pairs`, and give the stretches between them that remain."""
    for olds, news in _unequal(old, new, lambda e, n: e.page(n).drawn, before, after, pairs):
        for rest, more in _unequal(olds, news, lambda e, n: e.page(n).wording, before, after, pairs):
            yield Stretch(tuple(rest), tuple(more))


def _unequal(
    old: Sequence[int],
    new: Sequence[int],
    by: Callable[[Manifest, int], str],
    before: Manifest,
    after: Manifest,
    pairs: dict[int, int],
) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    a, b = [by(before, n) for n in old], [by(after, n) for n in new]
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs.update(zip(new[k:m], old[i:j], strict=True))
        else:
            yield old[i:j], new[k:m]


def _change(before: Manifest, after: Manifest, sheet: int, was: int | None) -> Change:
    page = after.page(sheet)
    if page.drawn == BLANK:
        return Change("unchanged", sheet, was)
    if was is None:
        return Change("added", sheet, None)
    earlier = before.page(was)
    if page.drawn == earlier.drawn:
        if sheet != was:
            return Change("moved", sheet, was)
        return Change("unchanged" if page.face == earlier.face else "furniture", sheet, was)
    return Change("numbers" if page.wording == earlier.wording else "changed", sheet, was)


_Rows = Mapping[tuple[str, str], tuple[str, tuple[str, ...]]]


def _index(edition: Manifest) -> _Rows:
    return {(line.part, line.record): (line.name, line.numbers) for line in edition.index}


def _contents(edition: Manifest) -> _Rows:
    return {("contents", line.part): (line.title, (line.folio,)) for line in edition.contents}


def _lines(before: _Rows, after: _Rows) -> Iterator[LineChange]:
    """The lines whose numbers are others, in the order of the later edition, and those that are gone.

    A record by another id is known by its name.
    """
    by_name = {(part, name): (part, id) for (part, id), (name, _) in before.items() if (part, id) not in after}
    known = set(after)
    for (part, id), (name, numbers) in after.items():
        key = (part, id) if (part, id) in before else by_name.get((part, name), (part, id))
        known.add(key)
        were = before[key][1] if key in before else None
        if were != numbers:
            yield LineChange(part, id, name, were, numbers)
    for (part, id), (name, numbers) in before.items():
        if (part, id) not in known:
            yield LineChange(part, id, name, numbers, None)
