"""The words of the interface and of the printed apparatus, by language.

In: a language tag. Out: the translations of `locale/<language>/LC_MESSAGES/kurrasa.po`, with gettext's own interface.
The catalogues are read as they are written, so that a changed word needs no compiling. English is the msgids.
"""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

Translations = NullTranslations
FOLDER = Path(__file__).parent.parent / "locale"


@cache
def words(language: str) -> Translations:
    """Give the translations of a language, by its BCP 47 tag; those of `ar` stand for `ar-EG`.

    A language without a catalogue gets the msgids, which are English.
    """
    path = catalogue(language)
    if path is None:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        read = read_po(file, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return GNUTranslations(compiled)


def catalogue(language: str) -> Path | None:
    """The file of a language's words; None where they are the msgids."""
    primary = language.replace("_", "-").split("-")[0].lower()
    path = FOLDER / primary / "LC_MESSAGES" / "kurrasa.po"
    return path if primary.isalpha() and path.is_file() else None
