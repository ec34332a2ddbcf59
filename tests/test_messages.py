"""The words of the program: each that is said or printed has its translation, in every form its language has."""

import re
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from kurrasa.words import words

ROOT = Path(__file__).parent.parent
PRINTED = (
    *("templates/", "kurrasa/apparatus.py", "kurrasa/arrange.py", "kurrasa/compose.py", "kurrasa/writer.py"),
    *("kurrasa/screen/", "kurrasa/epub/make.py"),
    *("kurrasa/handouts/blocks.py", "kurrasa/handouts/subject.py", "kurrasa/handouts/writer.py"),
)
"""Where the words come from that a reader of an edition meets; the others are said to its editor."""
FIELD = re.compile(r"\{\w+\}")


def _printed(file: str) -> bool:
    """Whether its words are those of an edition; the report of changes speaks to whoever made it."""
    return file.startswith(PRINTED) and not file.startswith("templates/changes/")


@pytest.fixture(scope="module")
def said() -> dict[str, tuple[str, ...]]:
    """Every message of the program, by its singular, with the files it stands in: what `make messages` extracts."""
    sys.path.insert(0, str(ROOT))  # babel.cfg names an extractor of ours
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[str, tuple[str, ...]] = {}
    for name, _, message, _, _ in extract_from_dir(ROOT, methods, options):
        if name.startswith(("kurrasa/", "templates/")):
            singular = message if isinstance(message, str) else message[0]
            found[singular] = (*found.get(singular, ()), name)
    assert len(found) > 300
    return found


def catalogue(language: str) -> Catalog:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "kurrasa.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def forms_of(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def translated(message: Message) -> bool:
    return all(form.strip() for form in forms_of(message))


def begun(message: Message) -> bool:
    """Whether a translator has written any form of it; what is not begun, `make messages` has put there."""
    return any(form.strip() for form in forms_of(message))


def known(language: str) -> set[str]:
    """The singular of each message that a language has whole."""
    return {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue(language) if m.id and translated(m)}


def test_every_message_is_said_in_arabic(said: dict[str, tuple[str, ...]]) -> None:
    assert sorted(said.keys() - known("ar")) == []


def test_every_printed_word_is_had_in_french(said: dict[str, tuple[str, ...]]) -> None:
    printed = {text for text, files in said.items() if any(_printed(file) for file in files)}
    assert len(printed) > 100
    assert sorted(printed - known("fr")) == []


def test_no_translation_is_kept_of_what_is_said_no_more(said: dict[str, tuple[str, ...]]) -> None:
    for language in ("ar", "en", "fr"):
        assert sorted(known(language) - said.keys()) == [], language


@pytest.mark.parametrize(("language", "forms"), [("ar", 6), ("en", 2), ("fr", 2)])
def test_nothing_is_fuzzy_and_each_plural_has_all_its_forms(language: str, forms: int) -> None:
    messages = [message for message in catalogue(language) if message.id]
    assert [m.id for m in messages if m.fuzzy] == []
    assert [m.id for m in messages if begun(m) and not translated(m)] == []
    assert [m.id for m in messages if m.pluralizable and begun(m) and len(m.string) != forms] == []


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_translation_names_no_field_that_its_message_has_not(language: str) -> None:
    for message in catalogue(language):
        if message.id:
            ids, strings = ([x] if isinstance(x, str) else list(x) for x in (message.id, message.string))
            assert set(FIELD.findall(" ".join(strings))) <= set(FIELD.findall(" ".join(ids))) | {"{number}"}, message.id


def test_the_six_arabic_plurals_are_six_words() -> None:
    say = words("ar").ngettext
    counted = [say("{n} clause", "{n} clauses", n).format(n=n) for n in (0, 1, 2, 3, 11, 100)]
    assert counted == ["بلا بنود", "بند واحد", "بندان", "3 بنود", "11 بندًا", "100 بند"]
