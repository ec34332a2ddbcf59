"""What made an edition, and of what: `manifest.json`, in the archive and beside it.

In: the order, the files that it was made from, the files that came of it. Out: a record of their hashes, with the
program, its tools and the fonts, as JSON that is the same for the same edition made by the same tools; and back,
validated. (`booklet.manifest.json`, by which editions are compared page by page, is another thing: `kurrasa.manifest`.)
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import platform
import re
import zlib
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from typing import Literal

import pikepdf
import uharfbuzz
from pydantic import BaseModel, ConfigDict, Field

from kurrasa import __version__, fonts
from kurrasa.archive.material import LOCK
from kurrasa.inputs import ROOT, sources

VERSION: Literal[1] = 1
_LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)
_OF_THE_MACHINE = re.compile(r"^\.\.|/__pycache__/|\.dist-info/(INSTALLER|REQUESTED|RECORD|direct_url\.json)$")

Sha256 = str


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Program(_Closed):
    """Kurrasa: its version, and the digest of its sources."""

    version: str
    sources: Sha256


class Ordered(_Closed):
    """What was asked for: the language of the edition, and whether it is the book itself or a proof of it."""

    language: str = Field(pattern=r"^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$")
    final: bool


class Tool(_Closed):
    """A library: its version, and the digest of its files as they are installed."""

    version: str
    installed: Sha256 | None


class Font(_Closed):
    """A font file: where it comes from, under which licence."""

    family: str
    package: str
    version: str
    licence: str
    sha256: Sha256


class Provenance(_Closed):
    """The whole record. `machine` are versions that no package of Python has; files are named by relative paths."""

    kurrasa_provenance: Literal[1] = VERSION
    title: str
    program: Program
    order: Ordered
    machine: dict[str, str]
    tools: dict[str, Tool]
    fonts: dict[str, Font]
    inputs: dict[str, Sha256]
    outputs: dict[str, Sha256]

    def as_json(self) -> bytes:
        """The record as it is kept, sorted."""
        return (json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def provenance(title: str, order: Ordered, inputs: Mapping[str, bytes], outputs: Mapping[str, bytes]) -> Provenance:
    """Take down what an edition was made by and from, and what came of it. Raises `MachineLacks`."""
    return Provenance(
        title=title,
        program=Program(version=__version__, sources=sources()),
        order=order,
        machine=machine(),
        tools=tools(),
        fonts={
            face.path.name: Font(
                family=face.family,
                package=face.package,
                version=face.version,
                licence=face.licence,
                sha256=face.sha256,
            )
            for face in fonts.faces().faces
        },
        inputs=hashes(inputs),
        outputs=hashes(outputs),
    )


def hashes(files: Mapping[str, bytes]) -> dict[str, Sha256]:
    """The SHA-256 of files by their names."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}


@cache
def tools() -> dict[str, Tool]:
    """The libraries of the lock that are installed."""
    names = _LOCKED.findall((ROOT / LOCK).read_text(encoding="utf-8"))
    found = {}
    for name in sorted(set(names)):
        try:
            found[name] = Tool(version=metadata.version(name), installed=_installed(name))
        except metadata.PackageNotFoundError:  # for another machine
            continue
    return found


def machine() -> dict[str, str]:
    """The versions beneath the libraries: another zlib may pack a page otherwise, another Pango break a line."""
    return {
        "harfbuzz": uharfbuzz.version_string(),
        "pango": _pango(),
        "python": platform.python_version(),
        "qpdf": pikepdf.__libqpdf_version__,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }


def _pango() -> str:
    """The one library that no package brings; it is asked without the typesetter, which may not be needed at all."""
    for name in ("libpango-1.0.so.0", "libpango-1.0.0.dylib", "libpango-1.0.dylib"):
        try:
            said = ctypes.CDLL(name).pango_version_string
        except OSError:
            continue
        said.restype = ctypes.c_char_p
        return bytes(said()).decode()
    return ""


def _installed(name: str) -> Sha256 | None:
    """Digest of a library's files by the hashes of its RECORD (PEP 376), leaving out what differs from one environment
    to the next: scripts, compiled modules, who installed it."""
    record = metadata.distribution(name).read_text("RECORD")
    if record is None:
        return None
    rows = sorted(row for row in record.splitlines() if row and not _OF_THE_MACHINE.search(row.split(",")[0]))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
