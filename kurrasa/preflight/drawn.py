"""What a page of a press file draws, operator by operator, as a plate-maker sees it.

In: a page. Out: marks: fills, strokes, type, pictures, each in its inks, at its size. Streams are read as pikepdf
parses them, forms within them too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pikepdf
from pikepdf import Name

Kind = Literal["fill", "stroke", "text", "picture", "shading"]
Matrix = tuple[float, float, float, float, float, float]

_SET = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}
_FILLS = ("f", "F", "f*", "B", "B*", "b", "b*")
_STROKES = ("S", "s", "B", "B*", "b", "b*")
_DEEPEST = 20  # forms within forms
_INITIAL = {"/DeviceCMYK": (0.0, 0.0, 0.0, 1.0), "/DeviceGray": (0.0,)}  # ISO 32000-1, 8.6.8


@dataclass(frozen=True)
class Mark:
    """A thing that is drawn: its colour space and values; whether it overprints; how big, in points: the width of a
    stroke, the em of type; of a picture its object and its dots to the inch; whether it is blended."""

    kind: Kind
    space: str
    values: tuple[float, ...]
    over: bool
    size: float = 0.0
    picture: Any = None
    blended: bool = False

    @property
    def ink(self) -> float:
        """All its ink, per cent; 0 where its colour is not one of inks."""
        match self.space:
            case "/DeviceCMYK":
                return 100 * sum(self.values)
            case "/DeviceGray":
                return 100 * (1 - self.values[0]) if self.values else 0.0
        return 100 * sum(self.values) if self.space.startswith("/Separation") else 0.0

    @property
    def is_black(self) -> bool:
        """Whether it is solid black, and no other ink."""
        solid = {"/DeviceCMYK": (0, 0, 0, 1), "/DeviceGray": (0,), "/Separation /Black": (1,)}
        return self.space in solid and self.values == solid[self.space]

    @property
    def is_white(self) -> bool:
        """Whether it is no ink at all."""
        return self.space in ("/DeviceCMYK", "/DeviceGray") and bool(self.values) and self.ink == 0


@dataclass(frozen=True)
class _State:
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    space: str = "/DeviceGray"
    values: tuple[float, ...] = (0.0,)
    stroke_space: str = "/DeviceGray"
    stroke_values: tuple[float, ...] = (0.0,)
    over: bool = False
    stroke_over: bool = False
    width: float = 1.0
    font_size: float = 0.0
    hidden: bool = False
    blended: bool = False


def marks(page: pikepdf.Page) -> Iterator[Mark]:
    """Everything that a page draws."""
    yield from _marks(page, page.obj.get("/Resources", pikepdf.Dictionary()), _State(), 0)


def _marks(stream: Any, resources: Any, state: _State, depth: int) -> Iterator[Mark]:
    stack: list[_State] = []
    text: Matrix = (1, 0, 0, 1, 0, 0)
    for instruction in pikepdf.parse_content_stream(stream):
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            yield Mark("picture", "/Inline", (), state.over)
            continue
        operands, operator = list(instruction.operands), str(instruction.operator)
        match operator:
            case "q":
                stack.append(state)
            case "Q" if stack:
                state = stack.pop()
            case "cm":
                state = replace(state, matrix=_times(_numbers(operands), state.matrix))
            case "g" | "rg" | "k":
                state = replace(state, space=_SET[operator], values=_numbers(operands))
            case "G" | "RG" | "K":
                state = replace(state, stroke_space=_SET[operator.lower()], stroke_values=_numbers(operands))
            case "cs":
                space = _space(operands[0], resources)
                state = replace(state, space=space, values=_INITIAL.get(space, ()))
            case "CS":
                space = _space(operands[0], resources)
                state = replace(state, stroke_space=space, stroke_values=_INITIAL.get(space, ()))
            case "scn" | "SCN" if operands and isinstance(operands[-1], Name):
                yield from _pattern(resources.Pattern[operands[-1]], resources, state, depth)
            case "sc" | "scn":
                state = replace(state, values=_numbers(operands))
            case "SC" | "SCN":
                state = replace(state, stroke_values=_numbers(operands))
            case "w":
                state = replace(state, width=float(operands[0]))
            case "gs":
                state = _set(state, resources.ExtGState[operands[0]])
            case "BT":
                text = (1, 0, 0, 1, 0, 0)
            case "Tf":
                state = replace(state, font_size=float(operands[1]))
            case "Tr":
                state = replace(state, hidden=int(operands[0]) == 3)
            case "Tm":
                text = _numbers(operands)  # type: ignore[assignment]
            case "Tj" | "TJ" | "'" | '"' if not state.hidden:
                size = state.font_size * _scale(_times(text, state.matrix))
                yield Mark("text", state.space, state.values, state.over, size, blended=state.blended)
            case "sh":
                space = _name(resources.Shading[operands[0]].ColorSpace)
                yield Mark("shading", space, (), state.over, blended=state.blended)
            case "Do":
                thing = resources.XObject[operands[0]]
                if thing.get("/Subtype") == Name.Image:
                    yield _picture(thing, state)
                elif depth < _DEEPEST:
                    inner = replace(
                        state, matrix=_times(_numbers(thing.get("/Matrix", [1, 0, 0, 1, 0, 0])), state.matrix)
                    )
                    yield from _marks(thing, thing.get("/Resources", resources), inner, depth + 1)
        if operator in _FILLS:
            yield Mark("fill", state.space, state.values, state.over, blended=state.blended)
        if operator in _STROKES:
            size = state.width * _scale(state.matrix)
            yield Mark(
                "stroke", state.stroke_space, state.stroke_values, state.stroke_over, size, blended=state.blended
            )


def _pattern(pattern: Any, resources: Any, state: _State, depth: int) -> Iterator[Mark]:
    """What a pattern draws: a tile, or a shading."""
    if isinstance(pattern, pikepdf.Stream):
        if depth < _DEEPEST:
            yield from _marks(pattern, pattern.get("/Resources", resources), state, depth + 1)
    else:
        yield Mark("shading", _name(pattern.Shading.ColorSpace), (), state.over, blended=state.blended)


def _set(state: _State, given: Any) -> _State:
    if "/OP" in given:
        state = replace(state, stroke_over=bool(given.OP), over=bool(given.get("/op", given.OP)))
    if "/op" in given:
        state = replace(state, over=bool(given.op))
    if "/LW" in given:
        state = replace(state, width=float(given.LW))
    opaque = all(float(given.get(name, 1)) == 1 for name in ("/ca", "/CA"))
    masked = isinstance(given.get("/SMask"), pikepdf.Dictionary)
    mode = given.get("/BM", Name.Normal)
    if not opaque or masked or mode not in (Name.Normal, Name.Compatible):
        state = replace(state, blended=True)
    return state


def _picture(image: Any, state: _State) -> Mark:
    a, b, c, d, *_ = state.matrix
    width, height = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
    dots = min(72 * int(image.Width) / width if width else 0.0, 72 * int(image.Height) / height if height else 0.0)
    masked = isinstance(image.get("/SMask"), pikepdf.Stream)
    space = state.space if image.get("/ImageMask", False) else _name(image.get("/ColorSpace", Name.DeviceGray))
    values = state.values if image.get("/ImageMask", False) else ()
    return Mark("picture", space, values, state.over, dots, image, state.blended or masked)


def _space(name: Any, resources: Any) -> str:
    found = (resources.get("/ColorSpace") or {}).get(name, name)
    return _name(found)


def _name(space: Any) -> str:
    """The family of a colour space; of a separation its colorant with it."""
    if not isinstance(space, pikepdf.Array):
        return str(space)
    return f"{space[0]} {space[1]}" if space[0] == Name.Separation else str(space[0])


def _numbers(operands: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in operands if not isinstance(value, Name))


def _times(first: Sequence[float], then: Sequence[float]) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _scale(matrix: Sequence[float]) -> float:
    """How much a length grows: the root of the area's."""
    a, b, c, d, *_ = matrix
    return float(abs(a * d - b * c) ** 0.5)
