"""Embeddings: what the controls of a text say of its order (UAX #9, rules X).

In: the letter of each unit's class, as `bidi` has it, and the level of the paragraph. Out: types with overrides,
levels, and the isolating run sequences that the rules after these work on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_DEEPEST = 125  # max_depth (BD2)


def _mates(kinds: Sequence[str]) -> dict[int, int]:
    """Isolate initiators and the PDIs that match them, each by the other (BD9)."""
    mates: dict[int, int] = {}
    opened: list[int] = []
    for i, kind in enumerate(kinds):
        if kind in "iIf":
            opened.append(i)
        elif kind == "q" and opened:
            mates[i] = opened.pop()
            mates[mates[i]] = i
    return mates


def _strong(kinds: Sequence[str], start: int, mates: dict[int, int]) -> bool:
    """Whether the first strong unit after an FSI reads right to left (rule X5c)."""
    i, end = start + 1, mates.get(start, len(kinds))
    while i < end:
        if kinds[i] in "LRA":
            return kinds[i] != "L"
        i = mates.get(i, end) + 1 if kinds[i] in "iIf" else i + 1
    return False


def explicit(kinds: Sequence[str], base: int) -> tuple[list[str], list[int], list[int]]:
    """Types with overrides, explicit levels, and which units rule X9 leaves (X1 to X9)."""
    types, found, kept = list(kinds), [base] * len(kinds), []
    mates = _mates(kinds)
    stack: list[tuple[int, str, bool]] = [(base, "", False)]  # level, override, isolate
    isolates = lost_isolates = lost_embeddings = 0
    for i, kind in enumerate(kinds):
        level, override, _ = stack[-1]
        if kind in "eEvViIf":
            rtl = kind in "EVI" or (kind == "f" and _strong(kinds, i, mates))
            new = level + 1 if rtl != level % 2 else level + 2
            room = new <= _DEEPEST and not lost_isolates and not lost_embeddings
            isolate = kind in "iIf"
            if isolate:
                found[i], types[i] = level, override or kind
                kept.append(i)
            if room:
                isolates += isolate
                stack.append((new, {"v": "L", "V": "R"}.get(kind, ""), isolate))
            elif isolate:
                lost_isolates += 1
            elif not lost_isolates:
                lost_embeddings += 1
        elif kind == "q":
            if lost_isolates:
                lost_isolates -= 1
            elif isolates:
                lost_embeddings = 0
                while not stack[-1][2]:
                    stack.pop()
                stack.pop()
                isolates -= 1
            found[i], types[i] = stack[-1][0], stack[-1][1] or kind
            kept.append(i)
        elif kind == "x":
            if not lost_isolates:
                if lost_embeddings:
                    lost_embeddings -= 1
                elif len(stack) > 1 and not stack[-1][2]:
                    stack.pop()
        elif kind != "b":
            found[i], types[i] = level, override or kind
            kept.append(i)
    return types, found, kept


def sequences(
    kinds: Sequence[str], found: Sequence[int], kept: Sequence[int], base: int
) -> Iterator[tuple[list[int], str, str]]:
    """The isolating run sequences, with what stands before and after each (BD13, X10)."""
    mates = _mates(kinds)
    made: list[list[int]] = []
    edges: list[tuple[int, int]] = []  # levels before the first unit and after the last
    waiting: dict[int, int] = {}  # an initiator at the end of a run, and its sequence
    at = 0
    while at < len(kept):
        end = at
        while end < len(kept) and found[kept[end]] == found[kept[at]]:
            end += 1
        run = list(kept[at:end])
        after = found[kept[end]] if end < len(kept) else base
        place = waiting.pop(mates.get(run[0], -1), None) if kinds[run[0]] == "q" else None
        if place is None:
            place = len(made)
            made.append([])
            edges.append((found[kept[at - 1]] if at else base, after))
        made[place] += run
        if kinds[run[-1]] in "iIf":
            after = base
            if run[-1] in mates:
                waiting[run[-1]] = place
        edges[place] = edges[place][0], after
        at = end
    for sequence, (before, after) in zip(made, edges, strict=True):
        level = found[sequence[0]]
        yield sequence, "LR"[max(level, before) % 2], "LR"[max(level, after) % 2]
