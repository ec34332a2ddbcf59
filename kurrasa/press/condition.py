"""The printing condition: inks, paper and press as a profile describes them, and how much ink the paper bears.

In: the name of a condition that the program knows, or a profile's file. Out: its profile and what a PDF says of it.
`make profile` fetches FOGRA39, alone, from the package of Debian that carries it; others are the printer's.

The limit is what the profile's own separations come to at most: who characterised paper and press has set it there.
ISO 12647-2:2004, 4.3.2.2 allows coated paper on sheet-fed presses 350 %, and heat-set webs 300 %; FOGRA39's profile
keeps to 320.
"""

from __future__ import annotations

import hashlib
import io
import math
from dataclasses import dataclass, replace
from itertools import chain, product
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

from kurrasa.diagnostics import Diagnostic, MachineLacks

FOLDER = Path(__file__).resolve().parent.parent.parent / "profiles"
FILE = "FOGRA39L_coated.icc"
SHA256 = "b35713ef7eff09349d4c3249e5f377736d06d8a2671c54712971a3546bf17c57"
PLACES = (
    FOLDER / FILE,
    Path("/usr/share/texlive/texmf-dist/tex/generic/colorprofiles") / FILE,
    Path("/usr/share/color/icc") / FILE,
    Path("/usr/share/color/icc/colord") / FILE,
)
RENDERING = (ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION)  # how colours become inks
_STEPS = 16  # of each primary, over which a profile is asked for its heaviest separation


@dataclass(frozen=True)
class Condition:
    """A printing condition: its identifier, where it is registered, in words; the profile; the most ink, per cent."""

    identifier: str
    registry: str
    info: str
    profile: bytes
    ink_limit: float


def fogra39() -> Condition:
    """Offset on coated paper. Raises `MachineLacks` if its profile is not here, or is another."""
    for path in PLACES:
        if path.is_file() and hashlib.sha256(data := path.read_bytes()).hexdigest() == SHA256:
            info = "Offset, ISO 12647-2:2004/Amd 1, paper type 1 or 2 (FOGRA39)"
            return Condition("FOGRA39", "http://www.color.org", info, data, _heaviest(data))
    raise MachineLacks(
        f"The profile of FOGRA39 ({FILE}) is not on this machine: run `make profile`, or name another by --condition."
    )


def condition(named: str | None, ink_limit: float | None = None) -> Condition | Diagnostic:
    """The condition of a name, or of a profile's file; FOGRA39 if none is named."""
    if named is None or named.upper() == "FOGRA39":
        found = fogra39()
    else:
        read = _of_file(Path(named))
        if isinstance(read, Diagnostic):
            return read
        found = read
    return found if ink_limit is None else replace(found, ink_limit=ink_limit)


def _of_file(path: Path) -> Condition | Diagnostic:
    values = {"file": str(path)}
    try:
        data = path.read_bytes()
        profile: Any = _opened(data).profile
        space, kind, name = profile.xcolor_space.strip(), profile.device_class.strip(), profile.profile_description
        if space == "CMYK" and kind == "prtr":
            told = (name or "").strip() or path.stem
            return Condition(told, "", told, data, _heaviest(data))
    except (OSError, ImageCms.PyCMSError):
        return Diagnostic(
            "condition",
            "{file} can't be read as an ICC profile.",
            "Name the profile that the printer gave you, or FOGRA39.",
            None,
            values,
        )
    return Diagnostic(
        "condition",
        "{file} is a profile of {space}, class {kind}: a press needs one of CMYK, for output.",
        "Ask the printer for the profile of the paper and the press.",
        None,
        values | {"space": space, "kind": kind},
    )


def _opened(profile: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(profile))


def _heaviest(profile: bytes) -> float:
    """The most ink, per cent, that a profile makes of any colour of the screen, to the next ten."""
    srgb: Any = ImageCms.createProfile("sRGB")
    levels = [step * 255 // _STEPS for step in range(_STEPS + 1)]
    colours = Image.frombytes("RGB", (len(levels) ** 3, 1), bytes(chain.from_iterable(product(levels, repeat=3))))
    made = ImageCms.applyTransform(colours, ImageCms.buildTransform(srgb, _opened(profile), "RGB", "CMYK", *RENDERING))
    assert made is not None
    inks = made.tobytes()
    return 10.0 * math.ceil(max(map(sum, zip(*(inks[n::4] for n in range(4)), strict=True))) / 25.5)
