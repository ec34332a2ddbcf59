"""Numbers for leaves that slip in: an edition whose pages keep the folios of the copies that are already printed.

In: a book as it is settled, and the manifest of the earlier edition. Out: the same book, its pages called otherwise.
A leaf that the earlier edition has keeps its two numbers; a leaf that stands in the place of another takes that one's;
one that is put in takes the number before it with a letter: 12أ, 12a, vii/a. The numbers of leaves that are taken out
are used no more. Contents, indexes and references then print these numbers, so that they are true in the mended copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kurrasa.arrange import Part
from kurrasa.changes.leaves import Leaf, leaves, match
from kurrasa.digests import BLANK
from kurrasa.furniture import Lot
from kurrasa.idiom import Idiom
from kurrasa.manifest import Manifest, leafed
from kurrasa.paginate import PageMap, Placed, side


def seated(parts: Sequence[Part], kept: Manifest) -> tuple[Part, ...]:
    """Let each part open on the side it did, a new one on a recto: a part that grows shifts no leaf but its own."""
    sides = {page.part: side(number) for number, page in reversed(list(enumerate(kept.pages, 1)))}
    return tuple(
        part if part.kind == "back-cover" else replace(part, opens=sides.get(part.id, "recto")) for part in parts
    )


def numbered(pages: PageMap, kept: Manifest, idiom: Idiom) -> PageMap:
    """Call the pages by the numbers of the earlier edition, and new ones by letters."""
    new = leafed(pages.placed, pages)
    old = leaves(kept.pages)
    folios: dict[int, str] = {}
    base, letter = "", 0
    for found in match(old, leaves(new)):
        if found.before is not None:
            base, letter = old[found.before][1].folio, 0
        if found.after is None:
            continue
        for face in (0, 1):
            sheet = 2 * found.after + face + 1
            if found.before is not None:
                folios[sheet] = old[found.before][face].folio
            else:
                letter += 1
                folios[sheet] = f"{base}{'' if base[-1:].isdecimal() else '/'}{_letters(letter, idiom)}"
    return PageMap(pages.placed, {n: folios[n] for n in range(1, len(new) + 1)})


def _letters(n: int, idiom: Idiom) -> str:
    if idiom.locale.language == "ar":
        return idiom.abjad(n)
    return (chr(ord("a") + (n - 1) // 26 - 1) if n > 26 else "") + chr(ord("a") + (n - 1) % 26)


def tabbed(lots: Mapping[int, Lot], placed: Sequence[Placed], kept: Manifest) -> dict[int, Lot]:
    """Leave edge tabs at the heights they had; a new part's tab stands where that of the part before it does."""
    steps = {page.part: page.step for page in kept.pages if page.tab}
    step, now = 0, {}
    for item in placed:
        if item.part.tab:
            step = now[item.part.id] = steps.get(item.part.id, step)
    part_of = {number: item.part.id for item in placed for number in item.numbers}
    return {n: replace(lot, tab_step=now[part_of[n]]) if lot.tab else lot for n, lot in lots.items()}


# ---------------------------------------------------------------- what to do with the paper


def filing(
    before: Manifest, after: Manifest, again: Sequence[int]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What to take out and what to put in for it, by folios, in the order of the book; one step a place.

    A leaf that nothing is put in for is taken out alone, one that nothing is taken out for is put in alone; a leaf of
    two blanks may stay.
    """
    old, new = leaves(before.pages), leaves(after.pages)
    out: list[str] = []
    into: list[str] = []
    for found in match(old, new):
        if found.after is not None and found.before is not None and found.after not in again:
            if out or into:
                yield tuple(out), tuple(into)
            out, into = [], []
            continue
        if found.before is not None and (found.after is not None or _printed(old[found.before])):
            out += (page.folio for page in old[found.before])
        if found.after in again and found.after is not None:
            into += (page.folio for page in new[found.after])
    if out or into:
        yield tuple(out), tuple(into)


def _printed(leaf: Leaf) -> bool:
    return any(page.drawn != BLANK for page in leaf)


def ranged(folios: Sequence[str]) -> str:
    """Folios as one says them: the first and the last of a row of leaves, `13–16أ`."""
    return f"{folios[0]}–{folios[-1]}" if len(folios) > 1 else "".join(folios)


def renumbers(before: Manifest, after: Manifest) -> bool:
    """Whether an edition calls any page that it shares with the earlier one otherwise, so that letters would help."""
    old, new = leaves(before.pages), leaves(after.pages)
    return any(
        m.before is None
        or m.after is None
        or any(a.folio != b.folio for a, b in zip(old[m.before], new[m.after], strict=True))
        for m in match(old, new)
    )
