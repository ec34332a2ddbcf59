"""The faces of the book, and what typesetter, drawings and check ask of them.

In: font files that `fonts` has held against their hashes. Out: `@font-face` rules, a fontconfig file that hides the
machine's fonts, the characters that a family lacks.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Literal

import uharfbuzz

FOLDER = Path(__file__).resolve().parent.parent / "fonts"

Style = Literal["normal", "italic"]


@dataclass(frozen=True)
class Face:
    """One font file on this machine, its hash checked. `weight` is CSS's, 1 to 1000."""

    family: str
    weight: int
    style: Style
    path: Path
    sha256: str
    licence: str
    licence_file: Path
    package: str
    version: str

    @cached_property
    def characters(self) -> frozenset[int]:
        """The code points the face has a glyph for (its cmap)."""
        return frozenset(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(self.path)).unicodes)

    @property
    def postscript_name(self) -> str:
        """The name a PDF may know the face by (name ID 6): `Amiri-Bold`."""
        name = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(self.path)).get_name(6)
        return name or self.path.stem


@dataclass(frozen=True)
class Faces:
    """All faces of the manifest, in its order."""

    faces: tuple[Face, ...]

    @property
    def families(self) -> tuple[str, ...]:
        """Names of the families, each once, in the order of the manifest."""
        return tuple(dict.fromkeys(face.family for face in self.faces))

    def face(self, family: str, weight: int = 400, style: Style = "normal") -> Face:
        """Give the face of a family that is nearest in weight; of two as near, the lighter.

        Raises `LookupError` if the manifest has no such family or style.
        """
        found = [f for f in self.faces if f.family == family and f.style == style]
        if not found:
            raise LookupError(f"no {style} face of {family!r} in the manifest; it has {', '.join(self.families)}")
        return min(found, key=lambda f: (abs(f.weight - weight), f.weight))

    def uncovered(self, text: str, family: str | None = None) -> str:
        """Give the characters of a text that no face of the family has (of any family, if none is named), each once.

        A character that Unicode decomposes into parts the face has counts as shown: HarfBuzz composes it. Spaces,
        controls and variation selectors need no glyph. Raises `LookupError` if there is no such family.
        """
        of_family = [f for f in self.faces if family in (None, f.family)]
        if not of_family:
            raise LookupError(f"no family {family!r} in the manifest; it has {', '.join(self.families)}")
        known = self._known.setdefault(family, {})
        for character in set(text).difference(known):
            known[character] = not _needs_glyph(character) or any(_shows(f, character) for f in of_family)
        return "".join(c for c in dict.fromkeys(text) if not known[c])

    @cached_property
    def _known(self) -> dict[str | None, dict[str, bool]]:
        """Of each family the characters that were asked for, and whether it shows them."""
        return {}

    def css(self) -> str:
        """Write the `@font-face` rules of all faces, with `file:` addresses."""
        return "\n".join(
            f'@font-face {{ font-family: "{f.family}"; font-weight: {f.weight}; font-style: {f.style}; '
            f'src: url("{f.path.as_uri()}") format("truetype") }}'
            for f in self.faces
        )


def fontconfig(folder: Path, cache: Path) -> Path:
    """Write, in `cache`, a fontconfig file that knows the fonts of `folder` and no others; give its path.

    The typesetter reads it through the variable FONTCONFIG_FILE, set before it is imported.
    """
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{escape(str(folder.resolve()))}</dir>\n  <cachedir>{escape(str(cache.resolve()))}</cachedir>\n"
        "</fontconfig>\n",
        encoding="utf-8",
    )
    return path


def _needs_glyph(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Zs", "Zl", "Zp") and not (
        0xFE00 <= ord(character) <= 0xFE0F
    )


def _shows(face: Face, character: str) -> bool:
    return ord(character) in face.characters or (
        (parts := unicodedata.normalize("NFD", character)) != character
        and all(ord(p) in face.characters for p in parts)
    )
