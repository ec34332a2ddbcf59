"""The streams and pictures of a PDF in the inks of a condition: no colour of the screen is left in it.

In: the pages of a book, and its inks. Out: the same pages, changed in place, and what could not be changed.

Type in solid black overprints, so that a plate that is a hair out of place leaves no white edge round a letter
(ISO 32000-1, 11.7.4; overprint mode 1). Nothing else does: white never.

Black is one ink. Where rich black is asked for, large grounds of it have colours under it, and type never.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name, Operator

from kurrasa.diagnostics import Term
from kurrasa.press.inks import BLACK, Inks
from kurrasa.press.marks import MM

OVER, OUT = "/Overprints", "/KnocksOut"
_SPACES = ("/DeviceRGB", "/CalRGB", "/DeviceGray", "/CalGray", "/DeviceCMYK", "/Pattern")


_PAINTS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*"))
_POINTS = frozenset(("m", "l", "c", "v", "y"))
_LARGE = 10 * MM  # each side of a ground that is worth a rich black: less would show it if a plate is out of place
_RICH = (0.6, 0.4, 0.4, 1.0)


@dataclass(frozen=True)
class _State:
    """What matters here of the graphics state: the fill's ink, None for a pattern; colour spaces; the matrix."""

    fill: tuple[float, ...] | None = BLACK
    space: str = "/DeviceGray"
    stroke_space: str = "/DeviceGray"
    matrix: Matrix = field(default_factory=Matrix)


@dataclass
class Separation:
    """A book that is being separated: what is done already, by object, and the faults. `rich` asks for rich black."""

    inks: Inks
    rich: bool = False
    faults: dict[Term, str] = field(default_factory=dict)  # what can't be changed, and the label of its first page
    _page: str = ""
    _done: set[tuple[int, int]] = field(default_factory=set)

    def pages(self, pages: Iterable[pikepdf.Page]) -> None:
        """Separate pages, with all that they draw."""
        for page in pages:
            self._page = page.label
            self._resources(page.obj.Resources)
            page.contents_coalesce()
            contents = page.obj.Contents
            if self._new(contents):
                contents.write(self._stream(contents, page.obj.Resources))

    def _fault(self, what: Term) -> None:
        self.faults.setdefault(what, self._page)

    def _new(self, thing: Any) -> bool:
        if thing.objgen in self._done:
            return False
        if thing.objgen != (0, 0):
            self._done.add(thing.objgen)
        return True

    # ---------------------------------------------------------------- what streams draw with

    def _resources(self, resources: Any, *, mask: bool = False) -> None:
        if not self._new(resources):
            return
        spaces = resources.get("/ColorSpace")
        states = resources.get("/ExtGState", None)
        if states is None:
            resources.ExtGState = states = Dictionary()
        states[OVER] = overprinting()
        states[OUT] = Dictionary(Type=Name.ExtGState, op=False, OP=False, OPM=0)
        for state in list(states.values()):
            if isinstance(state.get("/SMask"), pikepdf.Dictionary):
                self._form(state.SMask.G, resources, mask=True)
        for thing in (resources.get("/XObject") or {}).values():
            if thing.get("/Subtype") == Name.Form:
                self._form(thing, resources, mask=mask)
            elif thing.get("/Subtype") == Name.Image and self._new(thing):
                self._image(thing, mask=mask)
        for pattern in (resources.get("/Pattern") or {}).values():
            if isinstance(pattern, pikepdf.Stream):
                self._form(pattern, resources, mask=mask)
            elif self._new(pattern):
                self._shading(pattern.Shading, mask=mask)
        for shading in (resources.get("/Shading") or {}).values():
            self._shading(shading, mask=mask)
        if spaces is not None:
            for name in list(spaces.keys()):
                if _kind(spaces[name]) in ("/Lab", "/CalRGB", "/CalGray", "/ICCBased"):
                    del spaces[name]

    def _form(self, form: Any, outer: Any, *, mask: bool) -> None:
        if not self._new(form):
            return
        own = form.get("/Resources", outer)
        group = form.get("/Group")
        if group is not None and "/CS" in group:
            group.CS = Name.DeviceGray if mask else Name.DeviceCMYK
        if "/Resources" in form:
            self._resources(own, mask=mask)
        form.write(self._stream(form, own, mask=mask))

    # ---------------------------------------------------------------- streams

    def _stream(self, stream: Any, resources: Any, *, mask: bool = False) -> bytes:
        return pikepdf.unparse_content_stream(list(self._operations(stream, resources, mask=mask)))

    def _operations(self, stream: Any, resources: Any, *, mask: bool) -> Iterator[Any]:
        state, stack = _State(), []
        text = over = False
        corners: list[tuple[float, float]] = []  # of the path that is being made

        def overprint(wanted: bool) -> Iterator[Any]:
            nonlocal over
            if wanted != over and not mask:
                over = wanted
                yield [Name(OVER if wanted else OUT)], Operator("gs")

        for instruction in pikepdf.parse_content_stream(stream):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self._fault(Term("an inline image"))
                continue
            operands, operator = list(instruction.operands), str(instruction.operator)
            match operator:
                case "q":
                    stack.append(state)
                case "Q" if stack:
                    state = stack.pop()
                case "cs" | "CS":
                    space = _kind(operands[0], resources)
                    state = replace(state, space=space) if operator == "cs" else replace(state, stroke_space=space)
                    if space != "/Pattern":
                        continue  # what sets a colour names the inks itself
                case "rg" | "g" | "k" | "sc" | "scn":
                    ink = self._ink(operands, state.space if operator in ("sc", "scn") else None, mask=mask)
                    state = replace(state, fill=ink)
                    yield (_set(ink, "k", "g") if ink else (operands, instruction.operator))
                    if text:
                        yield from overprint(ink == BLACK)
                    continue
                case "RG" | "G" | "K" | "SC" | "SCN":
                    ink = self._ink(operands, state.stroke_space if operator in ("SC", "SCN") else None, mask=mask)
                    yield (_set(ink, "K", "G") if ink else (operands, instruction.operator))
                    continue
                case "cm":
                    state = replace(state, matrix=Matrix(*map(float, operands)) @ state.matrix)
                case "re" if self.rich:
                    x, y, wide, high = map(float, operands)
                    corners += [state.matrix.transform(at) for at in ((x, y), (x + wide, y + high))]
                case _ if self.rich and operator in _POINTS:
                    values = list(map(float, operands))
                    corners += [state.matrix.transform(at) for at in zip(values[::2], values[1::2], strict=True)]
                case "n" | "S" | "s":
                    corners.clear()
                case _ if operator in _PAINTS:
                    rich = self.rich and state.fill == BLACK and not mask and _large(corners)
                    corners.clear()
                    if rich:
                        yield _set(self.inks.within(_RICH), "k", "g")
                        yield operands, instruction.operator
                        yield _set(BLACK, "k", "g")
                        continue
                case "BT":
                    text = True
                    yield from overprint(state.fill == BLACK)
                case "ET":
                    text = False
                    yield operands, instruction.operator
                    yield from overprint(False)
                    continue
            yield operands, instruction.operator

    def _ink(self, operands: Sequence[Any], space: str | None, *, mask: bool) -> tuple[float, ...] | None:
        """The ink that an operator asks for, or the light, one value, in a mask; None where it asks for a pattern."""
        if operands and isinstance(operands[-1], Name):
            return None
        values = [float(value) for value in operands]
        if space == "/Lab":
            return self.inks.lab(*values)
        if space is not None and space not in (*_SPACES, "/ICCBased"):
            self._fault(Term("a colour of another space than those of the program"))
        if mask:
            return (_light(values),)
        match values:
            case (grey,):
                return self.inks.of(grey, grey, grey)
            case (red, green, blue):
                return self.inks.of(red, green, blue)
        return tuple(values)

    # ---------------------------------------------------------------- pictures and gradients

    def _image(self, image: Any, *, mask: bool) -> None:
        for thing in (image, image.get("/SMask")):
            if isinstance(thing, pikepdf.Stream) and "/Interpolate" in thing:
                del thing["/Interpolate"]
        if image.get("/ImageMask", False):
            return
        if isinstance(image.get("/Mask"), Array) or "/Matte" in (image.get("/SMask") or {}):
            self._fault(Term("a picture that a colour of its own makes transparent"))
            return
        try:
            seen = pikepdf.PdfImage(image).as_pil_image()
        except (pikepdf.PdfError, NotImplementedError, OSError, ValueError):  # JPEG 2000, 16 bits
            self._fault(Term("a picture of an unusual kind"))
            return
        made = seen.convert("L") if mask else self.inks.picture(seen)
        if made is seen:
            return  # inks already, and not too much of them
        image.write(zlib.compress(made.tobytes(), 9), filter=Name.FlateDecode)
        image.ColorSpace = Name.DeviceGray if made.mode == "L" else Name.DeviceCMYK
        image.BitsPerComponent = 8
        for name in ("/DecodeParms", "/Decode"):
            if name in image:
                del image[name]

    def _shading(self, shading: Any, *, mask: bool) -> None:
        if not self._new(shading) or (mask and _kind(shading.ColorSpace) == "/DeviceGray"):
            return
        for function in _functions(shading.get("/Function")):
            if function is None or function.FunctionType != 2:
                self._fault(Term("a gradient that is not made of two colours at a time"))
                continue
            for name in ("/C0", "/C1"):
                function[name] = Array(self._ink(list(function[name]), None, mask=mask) or ())
        shading.ColorSpace = Name.DeviceGray if mask else Name.DeviceCMYK


def overprinting() -> Dictionary:
    """The state in which what is filled leaves the plates alone on which it has no ink."""
    return Dictionary(Type=Name.ExtGState, op=True, OP=False, OPM=1)


def _large(corners: Sequence[tuple[float, float]]) -> bool:
    """Whether a path is wide and high enough for a ground."""
    return bool(corners) and all(max(sides) - min(sides) >= _LARGE for sides in zip(*corners, strict=True))


def _functions(function: Any) -> Iterator[Any]:
    if isinstance(function, Dictionary) and function.FunctionType == 3:
        for inner in function.Functions:
            yield from _functions(inner)
    else:
        yield function


def _set(ink: Sequence[float], operator: str, light: str) -> Any:
    return [*ink], Operator(light if len(ink) == 1 else operator)


def _light(values: Sequence[float]) -> float:
    """The luminosity of a colour in a mask (ISO 32000-1, 11.5.3)."""
    match values:
        case (red, green, blue):
            return 0.3 * red + 0.59 * green + 0.11 * blue
        case (c, m, y, k):
            return max(0.0, 1 - min(1.0, 0.3 * c + 0.59 * m + 0.11 * y + k))
    return values[0]


def _kind(space: Any, resources: Any = None) -> str:
    if isinstance(space, Name) and resources is not None and str(space) not in _SPACES:
        space = (resources.get("/ColorSpace") or {}).get(space, space)
    return str(space[0]) if isinstance(space, pikepdf.Array) else str(space)
