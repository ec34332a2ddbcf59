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
    primary = language.replace("_", "-").split("-")[0].lower()
    path = FOLDER / primary / "LC_MESSAGES" / "kurrasa.po"
    if not primary.isalpha() or not path.is_file():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file, locale=primary, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
