"""The words of the interface and of the printed apparatus, by language.

In: a language tag. Out: the translations of `locale/<language>/LC_MESSAGES/kurrasa.po`, with gettext's own interface.
The catalogues are read as they are written, so that a changed word needs no compiling. English is the msgids.
"""

from __future__ import annotations

import io
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kurrasa.store import Store

Translations = NullTranslations
FOLDER = Path(__file__).parent.parent / "locale"
_READ: dict[Path | None, Translations] = {None: NullTranslations()}


def words(language: str, store: Store | None = None) -> Translations:
    """Give the translations of a language, by its BCP 47 tag; those of `ar` stand for `ar-EG`.

    A language without a catalogue gets the msgids, which are English. With a store, a catalogue is compiled once.
    """
    path = catalogue(language)
    if path is not None and path not in _READ:
        _READ[path] = GNUTranslations(io.BytesIO(_kept(path, store) if store else _compiled(path)))
    return _READ[path]


def _kept(path: Path, store: Store) -> bytes:
    from kurrasa.store import key

    name = key("words", path.read_bytes())
    compiled = store.get(name)
    if compiled is None:
        compiled = _compiled(path)
        store.put(name, compiled)
    return compiled


def _compiled(path: Path) -> bytes:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        read = read_po(file, locale=path.parent.parent.name, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, read)
    return compiled.getvalue()


def catalogue(language: str) -> Path | None:
    """The file of a language's words; None where they are the msgids."""
    primary = language.replace("_", "-").split("-")[0].lower()
    path = FOLDER / primary / "LC_MESSAGES" / "kurrasa.po"
    return path if primary.isalpha() and path.is_file() else None
