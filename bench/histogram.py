"""Distributions as a drawing: one small histogram an engine, over one axis.

In: ratios by name. Out: an SVG file that depends on nothing but them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

_LEFT, _WIDTH, _ROW, _TALL = 170, 520, 64, 46  # pixels
_FROM, _TO, _BIN = 0.5, 2.5, 0.05
_INK, _SOFT, _RULE, _OWN, _PEER = "#1c2024", "#5b6468", "#cbbfae", "#143b42", "#9c4a1a"


def draw(
    path: Path, title: str, ratios: Mapping[str, Sequence[float]], own: frozenset[str], limits: Sequence[float]
) -> None:
    """Write the histograms, `own` in another colour, `limits` ruled through them; the last bin holds what is beyond."""
    wide = _LEFT + _WIDTH + 30
    height = 56 + _ROW * len(ratios) + 34
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height}" font-family="sans-serif">',
        f"<title>{escape(title)}</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        _text(12, 24, title, _INK, 15),
    ]
    bottom = 44 + _ROW * len(ratios)
    for limit in limits:
        x = _x(limit)
        out.append(f'<path d="M{x:.1f} 40V{bottom}" stroke="{_RULE}" stroke-dasharray="3 3"/>')
        out.append(_text(x, bottom + 30, f"{limit:g}", _SOFT, 10, "middle"))
    tallest = max(max(_bins(values)) / len(values) for values in ratios.values())
    for index, (name, values) in enumerate(ratios.items()):
        base = 44 + _ROW * (index + 1)
        colour = _OWN if name in own else _PEER
        mean = sum(values) / len(values)
        out.append(_text(12, base - 18, name, _INK))
        out.append(_text(12, base - 4, f"{len(values)} lines, mean {mean:.2f}", _SOFT, 10))
        for place, count in enumerate(_bins(values)):
            if count:
                tall = _TALL * count / len(values) / tallest
                x, bar = _x(_FROM + place * _BIN), _WIDTH * _BIN / (_TO - _FROM) - 1
                box = f'x="{x:.1f}" y="{base - tall:.1f}" width="{bar:.1f}" height="{tall:.1f}"'
                out.append(f'<rect {box} fill="{colour}"/>')
        out.append(f'<path d="M{_LEFT} {base}h{_WIDTH}" stroke="{_RULE}"/>')
    for tick in range(6):
        ratio = _FROM + tick * 0.4
        out.append(_text(_x(ratio), bottom + 15, f"{ratio:.1f}", _SOFT, 12, "middle"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*out, "</svg>"]) + "\n", encoding="utf-8")


def _text(x: float, y: float, text: str, colour: str, size: int = 12, anchor: str = "start") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}" font-size="{size}">{escape(text)}</text>'


def _x(ratio: float) -> float:
    return _LEFT + _WIDTH * (ratio - _FROM) / (_TO - _FROM)


def _bins(values: Sequence[float]) -> list[int]:
    counts = [0] * round((_TO - _FROM) / _BIN)
    for value in values:
        counts[min(max(int((value - _FROM) / _BIN), 0), len(counts) - 1)] += 1
    return counts
