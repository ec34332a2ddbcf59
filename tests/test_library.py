"""The library's import: what it does without, and that it has it all the same where it is wanted."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import ROOT
from test_typeset import page
from test_workshop import RECIPE

from kurrasa import kernel
from kurrasa.library import declarations
from kurrasa.typeset import Typesetter, read_ahead


def told(program: str) -> str:
    """What a program in a new process prints."""
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_a_process_that_sets_parts_begins_without_what_it_has_no_use_for() -> None:
    modules = told("import sys, kurrasa.preloaded; print(*sys.modules)").split()
    assert "weasyprint" in modules
    heavy = {"fontTools", "asyncio", "importlib.metadata", "kurrasa.records", "kurrasa.cli"}
    heavy |= {"pycparser"} if kernel.used() else set()
    assert heavy.isdisjoint(modules)


def test_what_was_promised_of_fonttools_is_there_once_it_is_used() -> None:
    program = """
from kurrasa.library import engine
engine()
from weasyprint.pdf import fonts
from weasyprint.text import fonts as faces
try:
    fonts.TTFont("README.md")
except fonts.TTLibError as error:
    print(type(error).__module__)
import fontTools.ttLib, fontTools.subset
print(fonts.TTFont is faces.TTFont is fontTools.ttLib.TTFont, fonts.subset is fontTools.subset)
"""
    assert told(program).split() == ["fontTools.ttLib", "True", "True"]


@pytest.mark.skipif(not kernel.used(), reason="without the kernel they are read each time")
def test_declarations_lie_ready_for_exactly_this_library() -> None:
    assert declarations().exists()
    assert told(
        "from kurrasa.library import engine; engine(); from weasyprint.text.ffi import ffi; print(type(ffi))"
    ) == ("<class 'kurrasa_declarations.FFI'>\n")


def test_styles_that_were_read_ahead_set_the_same_once() -> None:
    html = page("<h1>عنوان</h1><p>وجاء في القرار رقم 12/8-س نصٌّ.</p>")
    plain = Typesetter(RECIPE).typeset(html, "جزء")
    read_ahead(RECIPE)
    assert Typesetter(RECIPE).typeset(html, "جزء") == plain
    assert Typesetter(RECIPE).typeset(html, "جزء") == plain
