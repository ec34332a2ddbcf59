"""Fonts of the finished PDF: embedded, listed, and none of them asked for a glyph it lacks.

In: the PDF, and the PostScript names that the fonts' manifest allows. Out: a check. pikepdf reads what pdfium hides:
font dictionaries and the glyph codes in the page streams.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont, TTLibError

from kurrasa.diagnostics import Diagnostic
from kurrasa.prove.expected import Expected
from kurrasa.prove.report import Check, fault, page_name

SUBSET = re.compile(r"^[A-Z]{6}\+")
SHOWS_TEXT = "Tf Tj TJ ' \""


@dataclass(frozen=True)
class Typeface:
    """A font dictionary: its PostScript name without the mark of a subset, its programme, and the bytes of a code."""

    name: str
    programme: tuple[int, int] | None
    code_bytes: int


def check_typefaces(pdf: bytes, expected: Expected) -> Check:
    """Prove that each font is embedded, once, and in the manifest, and that no glyph is .notdef."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        seen: dict[tuple[int, int], Typeface] = {}
        faults: list[Diagnostic] = []
        for sheet, page in enumerate(document.pages, 1):
            lacking: set[str] = set()
            for content, resources in _contents(page.obj, set()):
                faces = _faces(resources, seen)
                lacking |= set(_lacking(content, faces))
            faults += (
                fault(
                    "font",
                    "Page {folio} ({part}) holds a character that {font} can't show.",
                    "Write it otherwise, or name a face in fonts/manifest.yaml that has it.",
                    {**page_name(expected, sheet), "font": name},
                )
                for name in sorted(lacking)
            )
    return Check("Fonts", len(seen), (*faults, *_listed(list(seen.values()), expected)))


def _listed(faces: list[Typeface], expected: Expected) -> Iterator[Diagnostic]:
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


def _contents(holder: Any, seen: set[tuple[int, int]]) -> Iterator[tuple[Any, Any]]:
    """Give a page's or form's own stream and resources, then those of each form in it, once."""
    resources = holder.get("/Resources", {})
    yield holder, resources
    inner = [*resources.get("/XObject", {}).values()]
    inner += [p for p in resources.get("/Pattern", {}).values() if isinstance(p, pikepdf.Stream)]
    # a soft mask's group is drawn too
    states = resources.get("/ExtGState", {}).values()
    inner += [mask["/G"] for state in states if isinstance(mask := state.get("/SMask"), pikepdf.Dictionary)]
    for form in inner:
        if form.get("/Subtype") != "/Image" and form.objgen not in seen:
            seen.add(form.objgen)
            yield from _contents(form, seen)


def _faces(resources: Any, seen: dict[tuple[int, int], Typeface]) -> Mapping[str, Typeface]:
    """Give the fonts of a resources dictionary by their names there, and remember each."""
    faces = {}
    for name, font in resources.get("/Font", {}).items():
        key = font.objgen if font.is_indirect else (id(resources), len(seen))
        if key not in seen:
            seen[key] = _typeface(font)
        faces[name] = seen[key]
    return faces


def _typeface(font: Any) -> Typeface:
    composite = font.get("/Subtype") == "/Type0"
    descendant = font["/DescendantFonts"][0] if composite else font
    descriptor = descendant.get("/FontDescriptor", {})
    file = next((descriptor[k] for k in ("/FontFile2", "/FontFile3", "/FontFile") if k in descriptor), None)
    # WeasyPrint names a font after the family in the styles; its programme knows the face's own name
    name = _own_name(file) or SUBSET.sub("", str(font.get("/BaseFont", "?")).removeprefix("/"))
    # the shapes of a Type 3 font are in the PDF by nature
    programme = file.objgen if file is not None else font.objgen if font.get("/Subtype") == "/Type3" else None
    return Typeface(name, programme, 2 if composite else 1)


def _own_name(file: Any) -> str | None:
    """Read the PostScript name in a TrueType or OpenType programme; None where it keeps none."""
    if file is None:
        return None
    try:
        with TTFont(io.BytesIO(file.read_bytes()), lazy=True) as programme:
            return programme["name"].getDebugName(6) if "name" in programme else None
    except TTLibError:
        return None


def _lacking(content: Any, faces: Mapping[str, Typeface]) -> Iterator[str]:
    """Give the names of composite fonts that a stream asks for glyph 0, which every font keeps for what it lacks."""
    face: Typeface | None = None
    for instruction in pikepdf.parse_content_stream(content, SHOWS_TEXT):
        operands, operator = instruction.operands, str(instruction.operator)
        if operator == "Tf":
            face = faces.get(str(operands[0]))
        elif face is not None and face.code_bytes == 2:
            shown = operands[0] if operator == "TJ" else operands[-1:]
            for piece in shown:
                if isinstance(piece, pikepdf.String):
                    codes = bytes(piece)
                    if b"\0\0" in codes and any(not codes[i] and not codes[i + 1] for i in range(0, len(codes) - 1, 2)):
                        yield face.name
