"""All that an edition is made from, as files with a name each: what an archive carries, and what it is told by.

In: the folder of a content, the language of an edition. Out: bytes by relative path: the content, the templates and
styles, the words that are printed, the list of fonts with their licences, the lock of the libraries. The fonts
themselves lie in the PDF already, as far as it shows them, and come from packages by the hash that the list names.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from kurrasa import fonts
from kurrasa.inputs import ROOT, files
from kurrasa.typeset import STYLES
from kurrasa.words import catalogue

CONTENT, TEMPLATES, WORDS, FONTS, LOCK = "content", "templates", "locale", "fonts", "requirements.lock"
MANIFEST = "manifest.json"
_MEDIA = {
    ".yaml": "application/yaml",
    ".md": "text/markdown",
    ".po": "text/x-gettext-translation",
    ".lock": "text/plain",
}
_TYPES = mimetypes.MimeTypes()  # what Python knows, without the registers of the machine


def material(content: Path, language: str) -> Mapping[str, bytes]:
    """The files of an edition, in the order of their names."""
    found = {f"{CONTENT}/{path.relative_to(content).as_posix()}": path for path in files(content)} | house(language)
    return {name: found[name].read_bytes() for name in sorted(found)}


def house(language: str) -> dict[str, Path]:
    """What of it ships with the program; the templates of its other works are not among it."""
    shared = [path for pattern in ("*.html", "parts/*.html") for path in (ROOT / TEMPLATES).glob(pattern)]
    names = [path.relative_to(ROOT).as_posix() for path in shared]
    names += [f"{TEMPLATES}/styles/{name}.css" for name in STYLES]
    names += [f"{FONTS}/{name}" for name in (fonts.MANIFEST, *{family.licence_file for family in fonts.manifest()})]
    if spoken := catalogue(language):
        names.append("/".join((WORDS, *spoken.parts[-3:])))
    return {name: ROOT / name for name in (*names, LOCK)}


def media_type(name: str) -> str:
    """The MIME type of a file, by its name alone (RFC 6838; 9512 for YAML, 7763 for Markdown)."""
    known = _MEDIA.get(PurePosixPath(name).suffix.lower())
    return known or _TYPES.guess_type(name)[0] or "application/octet-stream"
