"""What pages are drawn into: streams that know whose each piece of ink is, and fonts whose codes depend on no others.

In: the fonts of the process. Out: streams of the library, with marked content where pages are tagged.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from functools import cache
from itertools import islice
from typing import Any

import pydyf
import uharfbuzz as hb
from weasyprint.pdf.stream import Stream

from kurrasa.compositor.codes import Slots, own_letters
from kurrasa.forme import COLOURS
from kurrasa.lockup.tagging import Element, Run

_NOTHING = nullcontext()
_ARTIFACT = object()
_UPRIGHT: tuple[float, ...] = (1, 0, 0, -1)  # the matrix of text on a page whose y grows downwards


class InnerStream(Stream):  # type: ignore[misc]
    """The stream of a group, a pattern or a piece of furniture; no number in it is finer than what a press can show.

    `outer` is how much what the stream is drawn in enlarges it, `places` are the decimals of a length where it is now.
    """

    _current_alpha: str | None
    _current_alpha_stroke: str | None

    def __init__(self, *args: Any, outer: float = 1.0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._scale = outer
        self.places = _places(outer)
        self._kept: list[tuple[Any, ...]] = []
        self._line: tuple[float, ...] = ()  # the matrix of the last line of text
        self._current_alpha, self._current_alpha_stroke = "a1.0", "A1.0"  # 8.4.1, table 52

    def clone(self, **kwargs: Any) -> Any:
        """A group or a pattern is one piece of the content around it: nothing in it is marked."""
        kwargs = {"resources": self._resources, "compress": self.compress, **kwargs}
        own = (self._fonts, self.page_rectangle, kwargs.pop("resources"), self._images, None)
        return InnerStream(*own, self._color_profiles, self._output_intent, outer=self._scale, **kwargs)

    def add_font(self, pango_font: Any) -> Any:
        """A font as the library sees it, with codes that don't depend on what was set before."""
        font, size = super().add_font(pango_font)
        return prepared(font), size

    # ---------------------------------------------------------------- what is known of the graphics state (8.4.2)

    def push_state(self) -> None:
        """As in the library; what is set now will be so again."""
        super().push_state()
        colours = self._current_color, self._current_color_stroke
        self._kept.append((*colours, self._current_alpha, self._current_alpha_stroke, self._scale, self.places))

    def pop_state(self) -> None:
        """As in the library, which takes it that nothing is known then."""
        super().pop_state()
        self._current_color, self._current_color_stroke, *others = self._kept.pop()
        self._current_alpha, self._current_alpha_stroke, self._scale, self.places = others

    def set_state(self, state: Any) -> None:
        """As in the library; a mask brings an alpha of its own."""
        super().set_state(state)
        self._current_alpha = None

    def transform(self, a: float = 1, b: float = 0, c: float = 0, d: float = 1, e: float = 0, f: float = 0) -> None:
        """As in the library; nothing where nothing changes."""
        if (a, b, c, d, e, f) != (1, 0, 0, 1, 0, 0):
            super().transform(a, b, c, d, *self._finer(e, f))
            self._scale *= max(map(abs, (a, b, c, d)))
            self.places = _places(self._scale)

    # ---------------------------------------------------------------- numbers as fine as they can be seen

    def _fine(self, *lengths: float) -> list[float]:
        places = self.places
        return [round(length, places) for length in lengths]

    def _finer(self, *lengths: float) -> list[float]:
        """Where text stands, or a picture: such numbers are few, and a line that is moved as a whole shows first."""
        places = self.places + 1
        return [round(length, places) for length in lengths]

    def move_to(self, x: float, y: float) -> None:
        """As in the library."""
        super().move_to(*self._fine(x, y))

    def line_to(self, x: float, y: float) -> None:
        """As in the library."""
        super().line_to(*self._fine(x, y))

    def curve_to(self, *points: float) -> None:
        """As in the library."""
        super().curve_to(*self._fine(*points))

    def rectangle(self, x: float, y: float, width: float, height: float) -> None:
        """As in the library."""
        super().rectangle(*self._fine(x, y, width, height))

    def set_color_rgb(self, r: float, g: float, b: float, stroke: bool = False) -> None:
        """As in the library; a channel has 256 steps."""
        super().set_color_rgb(round(r, 3), round(g, 3), round(b, 3), stroke)

    # ---------------------------------------------------------------- text

    def begin_text(self) -> None:
        """As in the library, which goes on with the text before where nothing came between."""
        super().begin_text()
        if self.stream[-1] == b"BT":
            self._line = ()

    def set_text_matrix(self, a: float, b: float, c: float, d: float, e: float, f: float) -> None:
        """As in the library; a line of text that stands as the last one is a step from it."""
        x, y = self._finer(e, f)
        before, self._line = self._line, (a, b, c, d, x, y)
        if before[:4] == (a, b, c, d) == _UPRIGHT:
            super().move_text_to(*self._finer(x - before[4], before[5] - y))
        else:
            super().set_text_matrix(*self._line)

    def show_text(self, text: str) -> None:
        """As in the library, without what says nothing."""
        shorter = f"[{text}] TJ".replace("> ", ">")
        for end in "< ]":
            shorter = shorter.replace(f".0{end}", end)
        self.stream.append(shorter.encode())


class PageStream(InnerStream):
    """A page's stream. Marked content (ISO 32000-1, 14.6) is opened when the first of a run is drawn, and no sooner."""

    elements: list[Element] | None = None
    _current: object = None

    def _switch(self, to: object) -> None:
        if self.elements is None or to is self._current:
            return
        if self._current is not None:
            self.stream.append(b"EMC")
        self._current = to
        if isinstance(to, Run):
            number = len(self.elements)
            to.marks.append(number)
            self.elements.append(to.element)
            self.stream.append(b"/%s<</MCID %d>>BDC" % (to.element.kind.encode(), number))
        elif to is not None:
            self.stream.append(b"/Artifact BMC")

    def finish(self) -> None:
        """End the last piece of marked content."""
        self._switch(None)

    def marked(self, box: Any, tag: str) -> Any:
        """Say whose the following ink is."""
        self._switch(box.__dict__.get("_run", _ARTIFACT))
        return _NOTHING

    def artifact(self) -> Any:
        """Say that the following ink is nobody's."""
        self._switch(_ARTIFACT)
        return _NOTHING


def _places(scale: float) -> int:
    """Decimals of a length that is enlarged so on paper: it is true to a hundredth of a point, 3.5 thousandths of a mm.

    The plates of an offset press are exposed at 2,400 to 2,540 dots an inch, a dot being 10.6 thousandths of a mm.
    """
    return max(0, 2 + math.ceil(math.log10(scale or 1)))


def prepared(font: Any) -> Any:
    """A font of the library, told how codes are given."""
    if "composites" not in font.__dict__:
        letters = own_letters(_face(bytes(font.file_content), font.index))
        font.composites = Slots(font.glyph_count, letters)
        font.to_unicode.update(letters)
    return font


@cache
def _face(data: bytes, index: int) -> Any:
    return hb.Face(data, index)


def empty_resources() -> Any:
    """Resources that streams fill as they are drawn."""
    kinds = ("ExtGState", "XObject", "Pattern", "Shading")
    return pydyf.Dictionary({**{kind: pydyf.Dictionary() for kind in kinds}, "ColorSpace": b"%d 0 R" % COLOURS})


def joined(stream: Stream) -> bytes:
    """What a stream has so far; of states that are saved one right after another the last alone is."""
    written: list[Any] = []
    saved: list[bool] = []
    for operator in stream.stream:
        if operator == b"q":
            saved.append(False)
        elif operator != b"Q":
            if saved and not saved[-1]:
                saved[-1] = True
                written.append(b"q")
            written.append(operator)
        elif saved.pop():
            written.append(b"Q")
    return b"\n".join([x if type(x) is bytes else pydyf._to_bytes(x) for x in written])


def forget(fonts: Mapping[Any, Any]) -> None:
    """What a glyph stands for by use, and not by nature, must not come from what was drawn before."""
    for font in fonts.values():
        if "composites" in font.__dict__:
            known, count, letters = font.to_unicode, font.glyph_count, font.composites.letters
            new = islice(reversed(known), len(known) - font.__dict__.get("looked_at", 0))
            for code in [code for code in new if code < count and code not in letters]:
                del known[code]
            font.looked_at = len(known)


def inner_streams(resources: Any) -> Iterator[Any]:
    """The streams of groups and patterns, and of those within them."""
    for item in (*resources["XObject"].values(), *resources["Pattern"].values()):
        if item is not None:  # an image has no stream yet
            yield item
            yield from inner_streams(item.extra["Resources"])
