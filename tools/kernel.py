"""Compile the kernel (`kurrasa/kernel.py`) from the sources as they are; nothing is done where that was done before.

Needs a C compiler, Python's headers, and what tools/kernel.lock names. The kernels of other sources go. What WeasyPrint
declares of the libraries of C is laid beside it, ready to be read (`kurrasa/library.py`).
"""

import io
import shutil
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from kurrasa import kernel
from kurrasa.library import declarations


def build(place: Path) -> None:
    """Compile what lies in the working folder; it takes its place whole."""
    from mypyc.build import mypycify  # a third of a second, for which each build would wait
    from setuptools import Distribution
    from setuptools.command.build_ext import build_ext

    place.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".") as aside:
        sources = [str(kernel.source(name).relative_to(Path.cwd())) for name in kernel.MODULES]
        said = io.StringIO()  # advice on generators, or why it can't be done
        try:
            with redirect_stdout(said):
                extensions = mypycify(
                    ["--config-file", "pyproject.toml", *sources],
                    opt_level="1",  # a higher one takes half as long again, and gains next to nothing
                    debug_level="0",
                    group_name=kernel.GROUP,
                    target_dir=f"{aside}/c",
                )
        except SystemExit:
            print(said.getvalue(), file=sys.stderr)
            raise
        command = build_ext(Distribution({"name": kernel.GROUP, "ext_modules": extensions}))
        command.build_lib, command.build_temp = f"{aside}/lib", f"{aside}/o"
        command.ensure_finalized()
        command.run()
        for old in place.parent.glob("[!.]*"):
            shutil.rmtree(old)
        Path(command.build_lib).rename(place)


DECLARED = """
class FFI(_cffi_backend.FFI):
    def cdef(self, source: str) -> None:
        "All of it is here."

ffi = FFI("""


def declare(place: Path) -> None:
    """Write the declarations as cffi does for a module of its own: out of line, without a compiler."""
    from weasyprint.text.ffi import ffi

    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".") as aside:
        new = Path(aside, "declarations.py")
        with redirect_stdout(io.StringIO()):
            ffi.set_source("declarations", None)
            ffi.emit_python_code(str(new))
        new.write_text(
            new.read_text(encoding="utf-8").replace("\nffi = _cffi_backend.FFI(", DECLARED, 1), encoding="utf-8"
        )
        new.rename(place)


if not kernel.folder().is_dir():
    print("Compiling the kernel; this is done once.")
    build(kernel.folder())
if not declarations().exists():
    declare(declarations())
