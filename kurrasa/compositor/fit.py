"""Breaking: the lines of a whole paragraph chosen together, so that its spaces are even.

In: running widths, spaces, penalties and kashida places of the pieces, and the width of the lines. Out: the pieces each
line takes. After D. E. Knuth and M. F. Plass, *Breaking Paragraphs into Lines* (1981), with kashida as a second kind of
stretch. What a kashida really gains is not known here: an estimate serves, so that breaks never depend on what was
shaped before.
"""

from __future__ import annotations

from dataclasses import dataclass

INFINITE = 1e18
NO_HYPHENS: dict[int, float] = {}


@dataclass(frozen=True)
class Temper:
    """How a text may be stretched. Ratios are of a space as set to the natural one, less one.

    `kashida_from` is the stretch from which lines are drawn out by kashidas, at most `kashidas` a line, and one more
    for every `kashida_each` that the line is looser than `loose`, up to `most_kashidas`; in a line that is then looser
    than `long_from` they may be `longest` tatweels long. `least` and `most` are the limits of a space, `shrink` and
    `stretch` what counts as a badness of 100.
    """

    kashidas: int = 2
    kashida_from: float = 0.05
    loose: float = 0.25
    kashida_each: float = 0.1
    most_kashidas: int = 6
    longest: int = 1
    long_from: float = 0.1
    least: float = -0.28
    most: float = 1.2
    shrink: float = 0.2
    stretch: float = 0.5
    ragged: bool = False
    balanced: bool = False
    last_justified: bool = False

    def allowed(self, stretch: float) -> int:
        """How many kashidas a line may have whose spaces would be stretched so much without any."""
        if stretch <= self.loose:
            return self.kashidas
        return min(self.most_kashidas, self.kashidas + int((stretch - self.loose) / self.kashida_each) + 1)


NONE = Temper(kashidas=0, most_kashidas=0)
RESTRAINED = Temper()
STRONG = Temper(kashidas=5, most_kashidas=8, longest=2, shrink=0.15, stretch=0.3)
RAGGED = Temper(kashidas=0, most_kashidas=0, least=-0.03, ragged=True)
BALANCED = Temper(kashidas=0, most_kashidas=0, least=-0.03, ragged=True, balanced=True)
DRAWN_IN = -0.28  # how far the spaces of a text on one line may shrink for a block the library has measured itself

TWO_CLASSES_APART = 3000.0
SHORT_LAST_LINE = 40.0
TOO_SHORT = 0.45  # of the measure
RAGGED_HYPHEN = 0.01  # of its cost in justified text: so an end a fifth of the measure short is dearer
_TWO_HYPHENS = 3000.0  # in a row
_HYPHEN_AT_LAST = 5000.0  # before the last line
_NEVER = 1e8  # a third in a row, or a last line that is but the rest of a word


def fit(
    room: list[float],
    gap: list[float],
    spaces: list[int],
    penalty: list[int],
    kashidas: list[int],
    *,
    start: int,
    end: int,
    measure: float,
    indent: float,
    space: float,
    tatweel: float,
    em: float,
    temper: Temper,
    hyphens: dict[int, float] = NO_HYPHENS,
    zone: float = 0.0,
) -> list[tuple[int, int]]:
    """The lines from piece `start` up to `end`, as (first piece, piece after the last). `indent` shortens the first.

    `hyphens` are the widths of those that a line shows which ends before a piece: no more than two in a row, and none
    before a last line that is but the rest of a word, unless a word would reach out of its line. A line is not
    hyphenated where without that it would be no more than `zone` short.

    Never fails: where no fit is within the limits, they are widened; a piece longer than a line stands alone on one.
    """
    n = end
    breaks = [start, *(i for i in range(start + 1, n) if penalty[i] >= 0), n]
    slack = measure - indent - (room[n] - room[start] - gap[start])
    if slack >= (DRAWN_IN * space * (spaces[n] - spaces[min(start + 1, n)]) if temper.ragged and not start else 0.0):
        return [(start, n)]
    for tolerance in (0, 1, 2):
        found = _pass(
            breaks,
            room,
            gap,
            spaces,
            penalty,
            kashidas,
            measure,
            indent,
            space,
            tatweel,
            em,
            temper,
            tolerance,
            hyphens,
            zone,
        )
        if found:
            return found
    return _first_fit(breaks, room, gap, measure, indent, hyphens)


def _pass(
    breaks: list[int],
    room: list[float],
    gap: list[float],
    spaces: list[int],
    penalty: list[int],
    kashidas: list[int],
    measure: float,
    indent: float,
    space: float,
    tatweel: float,
    em: float,
    temper: Temper,
    tolerance: int,
    hyphens: dict[int, float],
    zone: float,
) -> list[tuple[int, int]] | None:
    n = breaks[-1]
    count = len(breaks)
    # of each break: where a line that begins there begins, and the spaces up to its first piece
    left = [room[b] + (gap[b] if b < n else 0.0) for b in breaks]
    left[0] -= indent
    before = [spaces[b + 1] if b < n else spaces[b] for b in breaks]
    best = [INFINITE] * count
    best[0] = 0.0
    previous = [-1] * count
    classes = [1] * count
    strict = bool(hyphens) and tolerance < 2  # until all else has failed
    rows = [0] * count  # of each break: how many lines that end up to it, one after another, are hyphenated
    whole = 0.0  # where a line would end that is not hyphenated
    least = temper.least - (0.1 if tolerance == 2 else 0.0)
    most = temper.most if tolerance == 0 else INFINITE
    # a line with more to fill is not looked at: it would want wider spaces or more kashidas than there may be
    too_short = TOO_SHORT * measure if tolerance == 0 else INFINITE
    shrink, stretch, kashida_from, most_kashidas = (
        temper.shrink,
        temper.stretch,
        temper.kashida_from,
        temper.most_kashidas,
    )
    loose = temper.loose
    full = loose + temper.kashida_each * temper.most_kashidas
    active = [0]
    for j in range(1, count):
        b = breaks[j]
        last = b == n
        end, spaces_end, kashidas_end = room[b], spaces[b], kashidas[b]
        cost_here = float(penalty[b] ** 2) if not last else 0.0
        hyphen = 0.0
        divided = b in hyphens
        if divided:
            hyphen = hyphens[b]
            end += hyphen
            cost_here *= RAGGED_HYPHEN if temper.ragged else 1
        else:
            whole = end
        in_row = divided or (last and bool(hyphens))
        keep: list[int] = []
        least_cost, from_, class_ = INFINITE, -1, 1
        stretches = not last or temper.last_justified
        for at, i in enumerate(active):
            slack = measure - (end - left[i])
            if slack > too_short and stretches:
                keep += active[at:]  # whoever begins later is shorter still
                break
            m = spaces_end - before[i]
            drawn = 0.0
            if divided and 0 <= measure - (whole - left[i]) <= zone:
                keep.append(i)
                continue
            if m <= 0:
                if slack < -hyphen and (strict or i < j - 1):
                    continue
                x = 2 * slack / space if slack > 0 else 16 * slack / space
            else:
                natural = m * space
                x = slack / natural
                if x < least:
                    # the line is too long, and only grows from here on; a single piece has no other place to go
                    if i < j - 1:
                        if slack >= -0.3 * natural - hyphen and not last:
                            keep.append(i)
                        continue
                elif x > kashida_from and most_kashidas and stretches:
                    allowed = most_kashidas if x > full else temper.allowed(x) if x > loose else temper.kashidas
                    places = kashidas_end - kashidas[breaks[i]]
                    drawn = min(places, allowed) * tatweel
                    wanted = slack - kashida_from * natural
                    if drawn > wanted:
                        drawn = wanted
                    x -= drawn / natural
            keep.append(i)
            if temper.ragged:
                bad = 0.0 if last and not temper.balanced else 100 * (max(slack, 0.0) / measure) ** 2
                fitness = 1
            elif not stretches and x >= 0:
                bad = SHORT_LAST_LINE if measure - slack < 0.18 * measure else 0.0
                fitness = 1
            else:
                if x > most:
                    continue
                bad = 100 * (x / stretch) ** 3 if x > 0 else 100 * (-x / shrink) ** 3
                fitness = 0 if x < -0.1 else 1 if x < 0.3 else 2 if x < 0.7 else 3
                bad += 4 * drawn / em
            cost = best[i] + (1 + bad) ** 2 + cost_here
            if abs(fitness - classes[i]) > 1:
                cost += TWO_CLASSES_APART
            if in_row and rows[i]:
                cost += after_hyphen(rows[i], m, last=last, strict=strict)
            if cost < least_cost:
                least_cost, from_, class_ = cost, i, fitness
        active = keep
        if from_ >= 0:
            best[j], previous[j], classes[j] = least_cost, from_, class_
            rows[j] = rows[from_] + 1 if divided else 0
            active.append(j)
        if not active:
            return None
    if previous[-1] < 0:
        return None
    lines: list[tuple[int, int]] = []
    j = count - 1
    while j:
        i = previous[j]
        lines.append((breaks[i], breaks[j]))
        j = i
    return lines[::-1]


def after_hyphen(row: int, spaces: int, *, last: bool, strict: bool) -> float:
    """What it costs that a line of so many spaces is hyphenated, or is the last, after so many hyphenated in a row."""
    if spaces <= 0 if last else row > 1:
        return INFINITE if strict else _NEVER
    return _HYPHEN_AT_LAST if last else _TWO_HYPHENS


def _first_fit(
    breaks: list[int],
    room: list[float],
    gap: list[float],
    measure: float,
    indent: float,
    hyphens: dict[int, float],
) -> list[tuple[int, int]]:
    """As many pieces on each line as fit; what fits on none stands alone."""
    lines: list[tuple[int, int]] = []
    start = last = breaks[0]
    for b in breaks[1:]:
        width = measure - (indent if not lines else 0.0)
        if room[b] + hyphens.get(b, 0.0) - room[start] - gap[start] > width and last > start:
            lines.append((start, last))
            start = last
        last = b
    return [*lines, (start, breaks[-1])]
