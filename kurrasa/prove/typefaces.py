"""Fonts of the finished PDF: embedded, listed, and none of them asked for a glyph it lacks.

In: the fonts of the PDF and the glyphs that each sheet asks for, and the PostScript names that the fonts' manifest
allows. Out: a check. pikepdf reads what pdfium hides: font dictionaries and the glyph codes in the page streams.
"""

from __future__ import annotations

import io
import re
import struct
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from kurrasa.diagnostics import Diagnostic
from kurrasa.prove.expected import Expected
from kurrasa.prove.report import Check, fault, page_name

SUBSET = re.compile(r"^[A-Z]{6}\+")
SHOWS_TEXT = "Tf Tj TJ ' \""


@dataclass(frozen=True)
class Typeface:
    """A font dictionary: its PostScript name without the mark of a subset, its programme, and whether it is composite,
    with codes of two bytes."""

    name: str
    programme: tuple[int, int] | None
    composite: bool


def check_typefaces(faces: Collection[Typeface], lacking: Sequence[tuple[str, ...]], expected: Expected) -> Check:
    """Prove that each font is embedded, once, and in the manifest, and that no glyph is .notdef."""
    faults = [
        fault(
            "font",
            "Page {folio} ({part}) holds a character that {font} can't show.",
            "Write it otherwise, or name a face in fonts/manifest.yaml that has it.",
            {**page_name(expected, sheet), "font": name},
        )
        for sheet, names in enumerate(lacking, 1)
        for name in names
    ]
    return Check("Fonts", len(faces), (*faults, *_listed(faces, expected)))


def _listed(faces: Collection[Typeface], expected: Expected) -> Iterator[Diagnostic]:
    for name in sorted({face.name for face in faces}):
        programmes = {face.programme for face in faces if face.name == name}
        values = {"font": name}
        if None in programmes:
            yield fault("font", "The font {font} isn't embedded.", "Set its text in a listed face.", values)
        if name not in expected.fonts:
            yield fault(
                "font",
                "The font {font} isn't in fonts/manifest.yaml: it is the machine's.",
                "Set its text in a listed face, or list the face with its hash and licence.",
                values,
            )
        if len(programmes) > 1:
            yield fault(
                "font",
                "The font {font} is embedded {count} times.",
                "The book is larger than it need be; nothing is wrong on paper.",
                {**values, "count": str(len(programmes))},
                warning=True,
            )


def typeface(font: Any, name: str | None) -> Typeface:
    """Read a font dictionary. WeasyPrint names a font after the family in the styles; `name` is its programme's own."""
    file = _programme(font)
    # the shapes of a Type 3 font are in the PDF by nature
    programme = file.objgen if file is not None else font.objgen if font.get("/Subtype") == "/Type3" else None
    given = SUBSET.sub("", str(font.get("/BaseFont", "?")).removeprefix("/"))
    return Typeface(name or given, programme, font.get("/Subtype") == "/Type0")


def _programme(font: Any) -> Any:
    descendant = font["/DescendantFonts"][0] if font.get("/Subtype") == "/Type0" else font
    descriptor = descendant.get("/FontDescriptor", {})
    return next((descriptor[k] for k in ("/FontFile2", "/FontFile3", "/FontFile") if k in descriptor), None)


def own_name(font: Any) -> str | None:
    """Read the PostScript name in a TrueType or OpenType programme; None where it keeps none."""
    from fontTools.ttLib import TTFont, TTLibError

    file = _programme(font)
    if file is None:
        return None
    try:
        with TTFont(io.BytesIO(file.read_bytes()), lazy=True) as programme:
            return programme["name"].getDebugName(6) if "name" in programme else None
    except TTLibError:
        return None


def shown_codes(content: Any) -> Mapping[str, array[int]]:
    """Give the codes of two bytes that a page or form shows, by the names of the fonts they are shown in."""
    shown: dict[str, list[bytes]] = {}
    font = ""
    for instruction in pikepdf.parse_content_stream(content, SHOWS_TEXT):
        operands, operator = instruction.operands, str(instruction.operator)
        if operator == "Tf":
            font = str(operands[0])
        for piece in operands[0] if operator == "TJ" else operands[-1:]:
            if isinstance(piece, pikepdf.String):
                text = bytes(piece)
                shown.setdefault(font, []).append(text[: len(text) // 2 * 2])
    return {name: codes_of(b"".join(pieces)) for name, pieces in shown.items()}


def codes_of(text: bytes) -> array[int]:
    """The codes of two bytes in a string, each once."""
    return array("H", sorted(set(struct.unpack(f">{len(text) // 2}H", text))))
