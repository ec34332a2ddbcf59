"""A locator: named dots on a graticule, no borders, no relief. Position is all it asserts.

In: points with their coordinates and names, the size of the frame. Out: an SVG whose bounds follow from the points.
Names keep their given side where they can, and move where they would touch another or leave the frame.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kurrasa.drawings.canvas import Style, element, line, svg, titled
from kurrasa.drawings.label import REGULAR, STRONG, Box, label
from kurrasa.drawings.placing import Named, Side, place

DEGREE = 111.2  # kilometres in a degree of latitude
MAJOR = (30.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01)
SMALL = 2.2  # em of degrees and scale
SIZES = (3.1, 2.7, 2.3)  # em of names: the largest at which all find room
HERE = 1.3  # how much larger the name of the place the page is about
DOT, DOT_HERE, RING = 0.8, 1.3, 2.6


@dataclass(frozen=True)
class Point:
    """A place to be shown: degrees north and east, the side its name is wished at, and whether the page is about it."""

    name: str
    latitude: float
    longitude: float
    side: Side = "right"
    here: bool = False


@dataclass(frozen=True)
class Words:
    """What the locator says besides names: the unit of its scale, and the four letters after degrees."""

    kilometres: str
    north: str
    south: str
    east: str
    west: str


@dataclass(frozen=True)
class Frame:
    """The projection: plane, true to scale along the middle parallel. `unit` is millimetres in a degree of latitude."""

    width: float
    height: float
    latitude: float
    longitude: float
    unit: float

    @property
    def narrowing(self) -> float:
        """How much shorter a degree of longitude is there."""
        return math.cos(math.radians(self.latitude))

    def x(self, longitude: float) -> float:
        """Where a meridian stands; the shorter way round the globe."""
        return self.width / 2 + ((longitude - self.longitude + 180) % 360 - 180) * self.narrowing * self.unit

    def y(self, latitude: float) -> float:
        """Where a parallel stands."""
        return self.height / 2 - (latitude - self.latitude) * self.unit


def locator(points: Sequence[Point], width: float, height: float, style: Style, words: Words, title: str) -> str:
    """Draw the locator in a frame of `width` by `height` millimetres. Raises `ValueError` if there is no point."""
    if not points:
        raise ValueError("a locator needs a point")
    frame = bounds(points, width, height)
    palette = style.palette
    ruler, ruler_room = _ruler(points, frame, style, words)
    named = _named(points, frame, style)
    placed = place(named, Box(0, 0, width, height).grown(-0.8), [ruler_room] if ruler_room else [])
    taken = [p.box for p in placed] + ([ruler_room] if ruler_room else []) + _crosses(points, frame)

    drawn = [element("rect", width=width, height=height, fill=palette.sand), *_graticule(frame, style, words, taken)]
    for point in points:
        if point.here:
            x, y = frame.x(point.longitude), frame.y(point.latitude)
            if _crosses(points, frame):
                drawn += [line(x, 0, 0, height, palette.copper, 0.2), line(0, y, width, 0, palette.copper, 0.2)]
            drawn.append(
                element("circle", cx=x, cy=y, r=RING, fill=palette.sand, stroke=palette.copper, stroke_width=0.4)
            )
    for point, name in zip(points, placed, strict=True):
        x, y = frame.x(point.longitude), frame.y(point.latitude)
        ink = palette.copper if point.here else palette.ink
        leader = [line(x, y, name.leader[0] - x, name.leader[1] - y, ink, 0.2)] if name.leader else []
        dot = element("circle", cx=x, cy=y, r=DOT_HERE if point.here else DOT, fill=ink)
        drawn.append(titled(point.name, *leader, dot))
    for point, name in zip(points, placed, strict=True):
        ink = palette.copper if point.here else palette.ink
        drawn.append(name.label.draw(name.x, name.y, "left", ink, halo=palette.sand))
    return svg(width, height, title, drawn + ruler)


def bounds(points: Sequence[Point], width: float, height: float) -> Frame:
    """Find the frame that holds all points with a margin for their names; never closer than 1.4 degrees a height."""
    longitudes = sorted(p.longitude % 360 for p in points)
    gaps = [(b - a) for a, b in zip(longitudes, [*longitudes[1:], longitudes[0] + 360], strict=True)]
    widest = max(range(len(gaps)), key=gaps.__getitem__)  # the frame opens after the widest gap between meridians
    span = 360 - gaps[widest]
    west = longitudes[(widest + 1) % len(longitudes)]
    north, south = max(p.latitude for p in points), min(p.latitude for p in points)
    middle = (north + south) / 2
    narrowing = math.cos(math.radians(middle))
    room_x, room_y = width - 2 * min(13.0, width / 4), height - 2 * min(7.5, height / 5)
    unit = min(
        room_x / (span * narrowing) if span * narrowing > 1e-9 else math.inf,
        room_y / (north - south) if north - south > 1e-9 else math.inf,
        height / 1.4,
    )
    return Frame(width, height, middle, (west + span / 2 + 180) % 360 - 180, unit)


def _named(points: Sequence[Point], frame: Frame, style: Style) -> list[list[Named]]:
    """Shape the names at each size that may be tried, largest first."""
    return [
        [
            Named(
                x=frame.x(p.longitude),
                y=frame.y(p.latitude),
                reach=RING if p.here else DOT,
                label=label(p.name, size * (HERE if p.here else 1), style, STRONG if p.here else REGULAR),
                side=p.side,
                first=p.here,
            )
            for p in points
        ]
        for size in SIZES
    ]


def _crosses(points: Sequence[Point], frame: Frame) -> list[Box]:
    """The room of the lines that cross at the place the page is about; several places would be lost in their lines."""
    if sum(p.here for p in points) > 1:
        return []
    crossing = [(frame.x(p.longitude), frame.y(p.latitude)) for p in points if p.here]
    return [box.grown(0.2) for x, y in crossing for box in (Box(x, 0, x, frame.height), Box(0, y, frame.width, y))]


def _graticule(frame: Frame, style: Style, words: Words, taken: Sequence[Box]) -> list[str]:
    """Draw meridians and parallels; degrees stand at every whole step, where no name stands."""
    palette = style.palette
    wide = frame.width / frame.narrowing / frame.unit
    step = next((s for s in reversed(MAJOR) if s * frame.unit * min(1.0, frame.narrowing) >= 12), MAJOR[0])
    drawn: list[str] = []
    degrees: list[str] = []

    def name(value: float, letters: tuple[str, str]) -> str:
        hemisphere = letters[0] if value > 0 else letters[1] if value < 0 else ""
        return f"{style.digits(f'{abs(value):.2f}'.rstrip('0').rstrip('.'))}°" + (
            f" {hemisphere}" if hemisphere else ""
        )

    west, east = frame.longitude - wide / 2, frame.longitude + wide / 2
    for i in range(math.ceil(west * 2 / step), math.floor(east * 2 / step) + 1):
        x = frame.width / 2 + (i * step / 2 - frame.longitude) * frame.narrowing * frame.unit
        drawn.append(line(x, 0, 0, frame.height, palette.stone, 0.12 if i % 2 else 0.3))
        degree = (i * step / 2 + 180) % 360 - 180
        if i % 2 == 0:
            degrees += _degree(name(degree, (words.east, words.west)), x + 0.9, frame.height - 1.4, frame, style, taken)
    south, north = frame.latitude - frame.height / 2 / frame.unit, frame.latitude + frame.height / 2 / frame.unit
    for i in range(math.ceil(max(south, -90.0) * 2 / step), math.floor(min(north, 90.0) * 2 / step) + 1):
        y = frame.y(i * step / 2)
        drawn.append(line(0, y, frame.width, 0, palette.stone, 0.12 if i % 2 else 0.3))
        if i % 2 == 0 and y < frame.height - 5:
            degrees += _degree(name(i * step / 2, (words.north, words.south)), 1.2, y - 0.9, frame, style, taken)
    return drawn + degrees


def _degree(text: str, x: float, y: float, frame: Frame, style: Style, taken: Sequence[Box]) -> list[str]:
    shaped = label(text, SMALL, style)
    box = shaped.box(x, y, "left")
    inside = box.left > 0.5 and box.right < frame.width - 0.5 and box.top > 0.5
    if not inside or any(box.overlap(other.grown(0.3)) for other in taken):
        return []
    return [shaped.draw(x, y, "left", style.palette.slate, halo=style.palette.sand)]


def _ruler(points: Sequence[Point], frame: Frame, style: Style, words: Words) -> tuple[list[str], Box | None]:
    """Draw the scale, a round number of kilometres, in a corner free of dots; none on a map too wide for one scale."""
    if frame.height / frame.unit > 20:
        return [], None
    most = frame.width * 0.22 / frame.unit * DEGREE
    power = 10.0 ** math.floor(math.log10(most))
    kilometres = max(n * power for n in (1, 2, 5) if n * power <= most)
    length = kilometres / DEGREE * frame.unit
    shaped = label(f"{style.digits(f'{kilometres:g}')} {words.kilometres}", SMALL + 0.1, style)
    wide = max(length, shaped.width)
    dots = [Box(x, y, x, y).grown(RING) for p in points for x, y in [(frame.x(p.longitude), frame.y(p.latitude))]]
    corners: list[tuple[Literal["left", "right"], float]] = [
        (side, y)
        for y in (frame.height - 6.5, 6.5)
        for side in (("right", "left") if style.direction == "rtl" else ("left", "right"))
    ]
    rooms = []
    for side, y in corners:
        middle = frame.width - 5 - wide / 2 if side == "right" else 9 + wide / 2
        rooms.append((middle, y, Box(middle - wide / 2, y - 1.8 - shaped.rise, middle + wide / 2, y + 1).grown(1.2)))
    middle, y, room = min(rooms, key=lambda r: sum(r[2].overlap(box) for box in [*dots, *_crosses(points, frame)]))
    left = middle - length / 2
    ink = style.palette.ink
    drawn = [
        line(left, y, length, 0, ink, 0.3),
        line(left, y - 0.8, 0, 1.6, ink, 0.3),
        line(left + length, y - 0.8, 0, 1.6, ink, 0.3),
        shaped.draw(middle, y - 1.6, "middle", ink, halo=style.palette.sand),
    ]
    return drawn, room
