"""The design's own values, for those who draw or measure outside CSS.

In: `templates/styles/tokens.css`, where every colour and measure of the edition stands once. Out: the palette of the
drawings and the margins of a page.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment

    from kurrasa.drawings import Palette

TEMPLATES = Path(__file__).parent.parent / "templates"


def environment(words: NullTranslations, kept: BytecodeCache | None = None) -> Environment:
    """The templates, with words of the interface and no way to leave an undefined name unnoticed."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=kept,
    )
    made.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    return made


@cache
def _tokens() -> dict[str, str]:
    text = (TEMPLATES / "styles" / "tokens.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--([\w-]+):\s*([^;]+?)\s*;", text))


@cache
def digest() -> bytes:
    """Digest of all templates and styles."""
    found = hashlib.blake2b(digest_size=16)
    for path in sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".css")):
        found.update(path.relative_to(TEMPLATES).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.digest()


def palette() -> Palette:
    """The colours of the edition, by their names in the tokens."""
    from kurrasa.drawings import Palette  # not wanted where parts are set

    return Palette(**{name[2:]: value for name, value in _tokens().items() if name.startswith("c-")})


def length(name: str) -> float:
    """A length of the tokens in millimetres."""
    return float(_tokens()[name].removesuffix("mm"))


def measure(trim_width: float) -> float:
    """Width of the text in millimetres: the trimmed page without its inner and outer margins."""
    return trim_width - length("inner") - length("outer")
