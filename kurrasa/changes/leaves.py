"""Paper: which leaves an edition has, which of them an earlier one has too, which press sheets are to be run again.

In: the pages of two editions. Out: leaves matched, and counts. A leaf is a recto and the verso on its back. A press
sheet is what is folded to a section of 4, 8, 16 or 32 pages; perfect-bound sections lie one after another,
saddle-stitched ones one within another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, groupby

from kurrasa.digests import BLANK
from kurrasa.impose.sections import Binding, sections
from kurrasa.manifest import Leafed

BLANK_PAGE = Leafed(folio="", part="")

Leaf = tuple[Leafed, Leafed]


@dataclass(frozen=True)
class Match:
    """A leaf of the later edition and of the earlier one, by their numbers from 0; `same` if they have the same words.

    Without `after` the leaf is to be taken out; without `before` it is to be put in after the one before it.
    """

    before: int | None
    after: int | None
    same: bool


def leaves(pages: Sequence[Leafed]) -> list[Leaf]:
    """The leaves of a book; an odd last page has a blank on its back."""
    padded = [*pages, *([BLANK_PAGE] if len(pages) % 2 else [])]
    return list(zip(padded[::2], padded[1::2], strict=True))


def match(before: Sequence[Leaf], after: Sequence[Leaf]) -> Iterator[Match]:
    """Match leaves by their words; between those, by the part they begin with, so that a part's leaves are its own."""
    for i, j, k, m, same in _aligned([_words(leaf) for leaf in before], [_words(leaf) for leaf in after]):
        if same:
            yield from (Match(b, a, True) for b, a in zip(range(i, j), range(k, m), strict=True))
            continue
        for olds, news in _by_part(before, range(i, j), after, range(k, m)):
            shared = min(len(olds), len(news))
            yield from (Match(b, a, False) for b, a in zip(olds, news, strict=False))
            yield from (Match(b, None, False) for b in olds[shared:])
            yield from (Match(None, a, False) for a in news[shared:])


def _by_part(
    before: Sequence[Leaf], old: Sequence[int], after: Sequence[Leaf], new: Sequence[int]
) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """Leaves of the one and of the other that begin with the same part, or with parts between two such."""
    was = {part: list(group) for part, group in groupby(old, key=lambda n: before[n][0].part)}
    now = {part: list(group) for part, group in groupby(new, key=lambda n: after[n][0].part)}
    for i, j, k, m, same in _aligned(list(was), list(now)):
        olds, news = list(was.values())[i:j], list(now.values())[k:m]
        yield from zip(olds, news, strict=True) if same else [(list(chain(*olds)), list(chain(*news)))]


def _words(leaf: Leaf) -> tuple[str, str]:
    return leaf[0].wording, leaf[1].wording


def _aligned(a: Sequence[object], b: Sequence[object]) -> Iterator[tuple[int, int, int, int, bool]]:
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        yield i, j, k, m, tag == "equal"


def to_print(before: Sequence[Leafed], after: Sequence[Leafed]) -> tuple[int, ...]:
    """The leaves of the later edition, from 0, that none of the earlier one can stand for; two blanks need none."""
    old, new = leaves(before), leaves(after)
    kept = {
        m.after
        for m in match(old, new)
        if m.before is not None and m.after is not None and _faces(old[m.before]) == _faces(new[m.after])
    }
    return tuple(n for n, leaf in enumerate(new) if n not in kept and any(page.drawn != BLANK for page in leaf))


def _faces(leaf: Leaf) -> tuple[object, ...]:
    return tuple(page.face for page in leaf)


# ---------------------------------------------------------------- press sheets


def folded(section: Sequence[int]) -> list[tuple[int, ...]]:
    """The sheets of four pages that lie one within another in a section: two leaves that hang together."""
    half = len(section) // 2
    return [(*section[n : n + 2], *section[len(section) - n - 2 : len(section) - n]) for n in range(0, half, 2)]


@dataclass(frozen=True)
class Count:
    """How many there are of something in the later edition, and how many of these are to be printed again."""

    all: int
    again: int

    @property
    def saved(self) -> int:
        """Those that need not be."""
        return self.all - self.again


@dataclass(frozen=True)
class Press:
    """What the press has to run if the later edition is bound as a book of its own."""

    leaves: Count
    folded: Count
    sections: Count


def press(before: Sequence[Leafed], after: Sequence[Leafed], signature: int, binding: Binding) -> Press:
    """Count what differs in paper: a sheet is as it was where each page of it is, at its place on the sheet."""
    old, new = (
        [tuple(n for n in section if n <= len(pages)) for section in sections(len(pages), signature, binding)]
        for pages in (before, after)
    )

    def count(was: Sequence[Sequence[int]], now: Sequence[Sequence[int]]) -> Count:
        stock = Counter(tuple(before[n - 1].face for n in pages) for pages in was)
        again = 0
        for pages in now:
            faces = tuple(after[n - 1].face for n in pages)
            if all(after[n - 1].drawn == BLANK for n in pages):
                continue
            again += stock[faces] == 0
            stock[faces] -= stock[faces] > 0
        return Count(len(now), again)

    def pairs(total: int) -> list[tuple[int, ...]]:
        return [tuple(range(n, min(n + 2, total + 1))) for n in range(1, total + 1, 2)]

    return Press(
        count(pairs(len(before)), pairs(len(after))),
        count([sheet for section in old for sheet in folded(section)], [s for section in new for s in folded(section)]),
        count(old, new),
    )
