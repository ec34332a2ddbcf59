"""Compile the kernel (`kurrasa/kernel.py`) from the sources as they are; nothing is done where that was done before.

Needs a C compiler, Python's headers, and what tools/kernel.lock names. The kernels of other sources go.
"""

import io
import shutil
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from kurrasa import kernel


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


if not kernel.folder().is_dir():
    print("Compiling the kernel; this is done once.")
    build(kernel.folder())
