"""The kernel: the modules in which most of a book's time goes, compiled where that was done; elsewhere they run as they
are, and make the same of the same.

In: the sources of those modules. Out: in their place what `make kernel` compiled of exactly these sources for this
Python, if it is there. It lies with the environment and not beside the sources: one that was changed since is run as it
is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec
from pathlib import Path
from types import ModuleType

MODULES = (
    "kurrasa.breaks",
    "kurrasa.compositor.beside",
    "kurrasa.compositor.bidi",
    "kurrasa.compositor.cutting",
    "kurrasa.compositor.fit",
    "kurrasa.compositor.hyphenation",
    "kurrasa.compositor.ink",
    "kurrasa.compositor.kashida",
    "kurrasa.compositor.lineboxes",
    "kurrasa.compositor.lines",
    "kurrasa.compositor.openings",
    "kurrasa.compositor.paragraph",
    "kurrasa.compositor.parshape",
    "kurrasa.compositor.reading",
    "kurrasa.compositor.setting",
    "kurrasa.compositor.shaping",
    "kurrasa.digests",
    "kurrasa.lettercount",
    "kurrasa.lockup.objects",
    "kurrasa.lockup.shown",
    "kurrasa.lockup.tagging",
    "kurrasa.overflow",
    "kurrasa.pdftext",
)
OFF = "KURRASA_KERNEL"
"""The variable of the environment that is `off` where everything is to run from its source."""
GROUP = "kurrasa_kernel"
"""What mypyc calls them together."""
_NAMES = frozenset((*MODULES, f"{GROUP}__mypyc"))
_ROOT = Path(__file__).resolve().parent.parent
_SUFFIX = EXTENSION_SUFFIXES[0]  # that of this very Python


@cache
def folder() -> Path:
    """Where the kernel of these sources lies, or would."""
    import hashlib  # not every command asks for it

    found = hashlib.sha256(_SUFFIX.encode())
    for path in map(source, MODULES):
        found.update(path.read_bytes())
    return Path(sys.prefix) / "kernel" / found.hexdigest()[:32]


def used() -> bool:
    """Whether the kernel is there and wanted."""
    return os.environ.get(OFF) != "off" and folder().is_dir()


def source(module: str) -> Path:
    """The file of a module."""
    return _ROOT.joinpath(*module.split(".")).with_suffix(".py")


class _Finder:
    """Finds the compiled modules before their sources."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where one of the kernel's modules is; None for any other, and where there is no kernel."""
        if name not in _NAMES or not used():
            return None
        file = str(folder().joinpath(*name.split("."))) + _SUFFIX
        spec = ModuleSpec(name, ExtensionFileLoader(name, file), origin=file)
        spec.has_location = True
        return spec


def use() -> None:
    """Import the kernel's modules from it from now on, if there is one."""
    sys.meta_path.insert(0, _Finder())
