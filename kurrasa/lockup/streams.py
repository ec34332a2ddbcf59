"""What pages are drawn into: streams that know whose each piece of ink is, and fonts whose codes depend on no others.

In: the fonts of the process. Out: streams of the library, with marked content where pages are tagged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from functools import cache
from typing import Any

import pydyf
import uharfbuzz as hb
from weasyprint.pdf.stream import Stream

from kurrasa.compositor.codes import Slots, own_letters
from kurrasa.forme import COLOURS
from kurrasa.lockup.tagging import Element, Run

_NOTHING = nullcontext()
_ARTIFACT = object()


class PageStream(Stream):  # type: ignore[misc]
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

    def clone(self, **kwargs: Any) -> Any:
        """A group or a pattern is one piece of the content around it: nothing in it is marked."""
        kwargs = {"resources": self._resources, "compress": self.compress, **kwargs}
        own = (self._fonts, self.page_rectangle, kwargs.pop("resources"), self._images, None)
        return InnerStream(*own, self._color_profiles, self._output_intent, **kwargs)

    def add_font(self, pango_font: Any) -> Any:
        """A font as the library sees it, with codes that don't depend on what was set before."""
        font, size = super().add_font(pango_font)
        return prepared(font), size


class InnerStream(Stream):  # type: ignore[misc]
    """The stream of a group, a pattern or a piece of furniture."""

    def add_font(self, pango_font: Any) -> Any:
        """As on a page."""
        font, size = super().add_font(pango_font)
        return prepared(font), size


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
    """What a stream has so far."""
    return b"\n".join([x if type(x) is bytes else pydyf._to_bytes(x) for x in stream.stream])


def forget(fonts: Mapping[Any, Any]) -> None:
    """What a glyph stands for by use, and not by nature, must not come from what was drawn before."""
    for font in fonts.values():
        if "composites" in font.__dict__:
            count, letters = font.glyph_count, font.composites.letters
            loose = [code for code in font.to_unicode if code < count and code not in letters]
            for code in loose:
                del font.to_unicode[code]


def inner_streams(resources: Any) -> Iterator[Any]:
    """The streams of groups and patterns, and of those within them."""
    for item in (*resources["XObject"].values(), *resources["Pattern"].values()):
        if item is not None:  # an image has no stream yet
            yield item
            yield from inner_streams(item.extra["Resources"])
