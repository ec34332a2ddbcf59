"""Colours of the screen as the inks of a printing condition.

In: sRGB colours, pictures, and the condition. Out: cyan, magenta, yellow and black, 0 to 1 each; pictures of them.

Blacks and greys are black ink alone, so that small type needs no register: a colour without hue, and a dark one nearly
without. The conversion of the others is LittleCMS's: relative colorimetric, with black point compensation.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache, cached_property
from typing import Any

from PIL import Image, ImageChops, ImageCms, ImageMath

from kurrasa.press.condition import RENDERING, Condition

BLACK = (0.0, 0.0, 0.0, 1.0)
Ink = tuple[float, float, float, float]

_NEARLY_GREY = 6.0  # chroma of CIELAB under which a dark colour passes for a grey
_DARK = 60.0  # lightness under which it does; a tint of paper keeps its warmth
_SOLID = 20.0  # lightness under which a grey is solid black: a screen of 90 % would fray type
_SAME = 3  # of 255: how far the channels of a grey picture may be apart


class Inks:
    """The inks of a condition. A colour is converted once."""

    def __init__(self, condition: Condition) -> None:
        self.condition = condition
        srgb: Any = ImageCms.createProfile("sRGB")
        lab: Any = ImageCms.createProfile("LAB")
        press = ImageCms.ImageCmsProfile(io.BytesIO(condition.profile))
        intent, compensated = RENDERING
        self._to_press = ImageCms.buildTransform(srgb, press, "RGB", "CMYK", intent, compensated)
        self._to_lab = ImageCms.buildTransform(srgb, lab, "RGB", "LAB", intent)
        self._press_to_lab = ImageCms.buildTransform(press, lab, "CMYK", "LAB", intent, compensated)
        self._lab_to_press = ImageCms.buildTransform(lab, press, "LAB", "CMYK", intent, compensated)
        self.of = cache(self._of)

    def _of(self, red: float, green: float, blue: float) -> Ink:
        rgb = tuple(round(255 * min(1.0, max(0.0, value))) for value in (red, green, blue))
        pixel = Image.new("RGB", (1, 1), rgb)
        lightness, a, b = _pixel(ImageCms.applyTransform(pixel, self._to_lab))
        lightness, chroma = lightness / 2.55, ((a - 128) ** 2 + (b - 128) ** 2) ** 0.5
        if len(set(rgb)) == 1 or (chroma < _NEARLY_GREY and lightness < _DARK):
            return (0.0, 0.0, 0.0, 1.0 if lightness < _SOLID else self._black(lightness))
        found = [round(value / 255, 3) for value in _pixel(ImageCms.applyTransform(pixel, self._to_press))]
        return self.within((found[0], found[1], found[2], found[3]))

    def within(self, ink: Ink) -> Ink:
        """Not more than the paper bears: colours give way, black stays."""
        over = sum(ink) - self.condition.ink_limit / 100
        if over <= 0:
            return ink
        colours = sum(ink[:3])
        c, m, y = (round(value * (1 - over / colours), 3) for value in ink[:3])
        return c, m, y, ink[3]

    def lab(self, lightness: float, a: float, b: float) -> Ink:
        """A colour of CIELAB."""
        pixel = Image.new("LAB", (1, 1), tuple(round(v) for v in (2.55 * lightness, a + 128, b + 128)))
        c, m, y, k = (round(value / 255, 3) for value in _pixel(ImageCms.applyTransform(pixel, self._lab_to_press)))
        return self.within((c, m, y, k))

    def _black(self, lightness: float) -> float:
        """The tint of black that is as light."""
        return min(range(256), key=lambda tint: abs(self._tints[tint] - lightness)) / 255

    @cached_property
    def _tints(self) -> Sequence[float]:
        strip = Image.new("CMYK", (256, 1))
        strip.putdata([(0, 0, 0, tint) for tint in range(256)])
        seen = ImageCms.applyTransform(strip, self._press_to_lab)
        assert seen is not None
        values = seen.getchannel("L").tobytes()  # the paper's own white is white, as it is to who looks at the page
        return [100 * value / values[0] for value in values]

    def picture(self, picture: Image.Image) -> Image.Image:
        """A picture in the inks, CMYK; or, of greys alone, in black ink (mode L, 255 being paper).

        What is in inks already stays as it is, but for more ink than the paper bears.
        """
        limit = self.condition.ink_limit
        if picture.mode == "CMYK":
            return picture if _heaviest(picture) <= limit else _limited(picture, limit)
        seen = picture.convert("RGB")
        red, green, blue = seen.split()
        apart = ImageChops.add(ImageChops.difference(red, green), ImageChops.difference(green, blue))
        if not any(apart.histogram()[_SAME:]):
            grey = seen.convert("L")
            return grey.point([round(255 * (1 - self.of(*[value / 255] * 3)[3])) for value in range(256)])
        made = ImageCms.applyTransform(seen, self._to_press)
        assert made is not None
        return made if _heaviest(made) <= limit else _limited(made, limit)


def _pixel(picture: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in picture.getpixel((0, 0)))


def _heaviest(picture: Image.Image) -> float:
    """The most ink on one place, per cent."""
    total: Any = ImageMath.lambda_eval(
        lambda of: of["int"](of["c"]) + of["m"] + of["y"] + of["k"], **dict(zip("cmyk", picture.split(), strict=True))
    )
    return float(total.getextrema()[1]) / 2.55


def _limited(picture: Image.Image, limit: float) -> Image.Image:
    """A picture in no more ink than the limit, per cent: where there is more, its colours give way."""
    *colours, black = picture.split()
    total = dict(zip("cmyk", (*colours, black), strict=True))

    def given(channel: str) -> Image.Image:
        def share(of: dict[str, Any]) -> Any:
            room = of["max"](2.55 * limit - of["float"](of["k"]), 0)
            colours = of["max"](of["float"](of["c"]) + of["m"] + of["y"], 1)
            return of["convert"](of[channel] * of["min"](room / colours, 1), "L")

        return ImageMath.lambda_eval(share, **total)  # type: ignore[no-any-return]

    return Image.merge("CMYK", [*map(given, "cmy"), black])
