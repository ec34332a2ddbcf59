"""WeasyPrint, imported: with no font in sight but ours, and without what few books ask for.

In: nothing. Out: the library, with the compositor in place, once in a process. Each process that sets parts waits for
this before its first, so what the import does that isn't wanted is a part of every build's time.
"""

from __future__ import annotations

import atexit
import ctypes.util
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from kurrasa import compositor, kernel
from kurrasa.diagnostics import MachineLacks
from kurrasa.faces import FOLDER, fontconfig


@cache
def engine() -> Any:
    """WeasyPrint, imported once it can see no font but ours. Raises `MachineLacks`."""
    folder = Path(tempfile.mkdtemp(prefix="kurrasa-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["FONTCONFIG_FILE"] = str(fontconfig(FOLDER, folder))
    with compositor.uncollected(), _named_as_they_are(), _declared(), _without_fonttools(), _without_hints():
        import weasyprint
    try:
        compositor.install()
    except RuntimeError as mismatch:
        raise MachineLacks(str(mismatch)) from mismatch
    return weasyprint


def declarations() -> Path:
    """Where what WeasyPrint declares of the libraries of C lies ready, or would: with the kernel (tools/kernel.py).

    By its digest and cffi's version, so that no other is taken for it.
    """
    import _cffi_backend  # type: ignore[import-untyped]

    root = find_spec("weasyprint")
    source = Path(root.origin or "").with_name("text") / "ffi.py" if root else Path()
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:32]
    return kernel.folder() / f"declarations-{_cffi_backend.__version__}-{digest}.py"


@contextmanager
def _instead(owner: Any, name: str, other: Any) -> Iterator[None]:
    """Put another in the place of an attribute for a while."""
    plain = getattr(owner, name)
    setattr(owner, name, other)
    try:
        yield
    finally:
        setattr(owner, name, plain)


def _named_as_they_are() -> AbstractContextManager[None]:
    """On Linux, look for no library of C by another name than it is asked for.

    WeasyPrint tries the names of other systems first, and for each that isn't there `find_library` asks `ldconfig`,
    the C compiler and the linker, a third of the library's import.
    """
    if sys.platform != "linux":
        return nullcontext()
    return _instead(ctypes.util, "find_library", lambda name: None)


def _declared() -> AbstractContextManager[None]:
    """Take the declarations of functions in C as they lie ready: read anew they are an eighth of the import, and for
    each type that is named later all of them are read once more."""
    import cffi  # type: ignore[import-untyped]

    ready = declarations() if kernel.used() else None
    spec = spec_from_file_location("kurrasa_declarations", ready) if ready and ready.exists() else None
    if spec is None or spec.loader is None:
        return nullcontext()
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return _instead(cffi, "FFI", lambda: made.ffi)


def _without_hints() -> AbstractContextManager[None]:
    """Read no styles for attributes that styled HTML before there was CSS, which are asked for by an option alone."""
    import tinycss2  # type: ignore[import-untyped]

    plain = tinycss2.parse_stylesheet

    def parse_stylesheet(css: str) -> Any:
        return [] if css == getattr(sys.modules.get("weasyprint.html"), "PH", None) else plain(css)

    return _instead(tinycss2, "parse_stylesheet", parse_stylesheet)


@contextmanager
def _without_fonttools() -> Iterator[None]:
    """Let the library import fontTools when it first uses it, for fonts that we don't have: a quarter of the import."""
    names = ("fontTools", "fontTools.ttLib", "fontTools.varLib.instancer")
    if "fontTools" in sys.modules:
        yield
        return
    sys.modules.update((name, _Promised(name)) for name in names)
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


class _Promised(ModuleType):
    """Stands for a module while the library is imported."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Later(self.__name__, name)


class _Later:
    """A name that the library took from such a module. The first use puts what they mean in the place of all."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self._meant()(*given, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._meant(), name)

    def _meant(self) -> Any:
        for module in [module for name, module in sys.modules.items() if name.startswith("weasyprint.")]:
            for name, value in list(vars(module).items()):
                if isinstance(value, _Later):
                    setattr(module, name, value._alone())
        return self._alone()

    def _alone(self) -> Any:
        module = import_module(self._module)
        return getattr(module, self._name, None) or import_module(f"{self._module}.{self._name}")
