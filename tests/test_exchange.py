"""Translations to a translator and back: PO files, hashes, and files that keep what is not touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kurrasa import cli
from kurrasa.cli import main
from kurrasa.load import Content, load
from kurrasa.localise import localise
from kurrasa.translations import digest
from kurrasa.yamledit import Entry, Unwritable, write

BOOK = "id: book\ntitle: ماء النيل\ntitle_lines: [ماء, النيل]\nsubtitle: {ar: كتاب قصير, en: A short book}\n"
CHAPTERS = "- {id: water, title: الماء, kicker: النهر}\n"
ENGLISH = """\
# Words of the translator stay.

book:
  title: 'Water of the Nile'   # so on the cover
  title_lines: [Water of, the Nile]
water:
  kicker: >-
    The river,
    as it is called
"""


@pytest.fixture
def nile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of one chapter, half translated; its folder is where the program is run."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "book.yaml": BOOK,
        "chapters.yaml": CHAPTERS,
        "chapters/water.md": "الماء كثير.\n\nوالأرض واسعة.\n",
        "translations/en.yaml": ENGLISH,
    }.items():
        path = tmp_path / "nile" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "nile"


def content(folder: Path) -> Content:
    read, faults = load(folder)
    assert read
    assert not faults
    return read


def told(folder: Path) -> list[tuple[str, str, str]]:
    """What is wrong with the English texts: rule, record, field."""
    return [(d.rule, d.values["id"], d.values["path"]) for d in localise(content(folder), "en")[1]]


# ---------------------------------------------------------------- tie


def test_tie_leaves_nothing_untied_and_all_else_as_it_was(nile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (nile / "translations/en").mkdir()
    (nile / "translations/en/water.md").write_text("There is much water.\n", encoding="utf-8")
    assert {rule for rule, *_ in told(nile)} == {"untied", "untranslated"}
    assert main(["translations", "--content", "nile", "--tie"]) == cli.DONE
    assert "5 texts written" in capsys.readouterr().out
    assert told(nile) == [("untranslated", "water", "title")]
    book, water = digest("ماء النيل"), digest("النهر")
    assert (
        (nile / "translations/en.yaml").read_text(encoding="utf-8")
        == f"""\
# Words of the translator stay.

book:
  title:
    of: "{book}"
    text: 'Water of the Nile'   # so on the cover
  title_lines:
    of: "{digest("ماء النيل")}"
    text: [Water of, the Nile]
water:
  kicker:
    of: "{water}"
    text: >-
      The river,
      as it is called
  text:
    of: "{digest("الماء كثير. والأرض واسعة.")}"
"""
    )


def test_a_text_in_its_own_place_is_tied_there(nile: Path) -> None:
    assert main(["translations", "--content", "nile", "--tie", "--quiet"]) == cli.DONE
    line = (nile / "book.yaml").read_text(encoding="utf-8").splitlines()[3]
    assert line == f'subtitle: {{ar: كتاب قصير, en: {{of: "{digest("كتاب قصير")}", text: A short book}}}}'
    assert content(nile).book.subtitle == "كتاب قصير"


def test_to_tie_twice_is_to_tie_once(nile: Path) -> None:
    assert main(["translations", "--content", "nile", "--tie", "--quiet"]) == cli.DONE
    first = (nile / "translations/en.yaml").read_bytes()
    assert main(["translations", "--content", "nile", "--tie", "--quiet"]) == cli.DONE
    assert (nile / "translations/en.yaml").read_bytes() == first


# ---------------------------------------------------------------- PO


def test_what_is_missing_goes_to_a_po_file_with_its_place(nile: Path) -> None:
    assert main(["translations", "--content", "nile", "--lang", "en", "--po", "en.po"]) == cli.DONE
    with Path("en.po").open("rb") as file:
        messages = {message.context: message for message in read_po(file) if message.id}
    assert messages["water title"].id == "الماء"
    assert messages["water title"].locations == [("nile/chapters.yaml", 1)]
    assert messages["water text"].id == "الماء كثير.\n\nوالأرض واسعة."
    assert messages["water kicker"].string == "The river, as it is called"
    assert messages["water kicker"].fuzzy  # nothing says yet what it was made from


def test_the_same_po_file_whatever_the_hour(nile: Path) -> None:
    for name in ("one.po", "two.po"):
        assert main(["translations", "--content", "nile", "--lang", "en", "--po", name, "--quiet"]) == cli.DONE
    assert Path("one.po").read_bytes() == Path("two.po").read_bytes()
    assert b"POT-Creation-Date" not in Path("one.po").read_bytes()


def test_what_comes_back_is_written_and_tied(nile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["translations", "--content", "nile", "--tie", "--quiet"])
    main(["translations", "--content", "nile", "--lang", "en", "--po", "en.po", "--quiet"])
    text = Path("en.po").read_text(encoding="utf-8")
    for context, translation in (("water title", "Water"), ("water text", "Much water.\\n\\nWide land.")):
        head, _, rest = text.partition(f'msgctxt "{context}"')
        text = f'{head}msgctxt "{context}"' + rest.replace('msgstr ""\n', f'msgstr "{translation}"\n', 1)
    Path("en.po").write_text(text, encoding="utf-8")
    assert main(["translations", "--content", "nile", "--lang", "en", "--from-po", "en.po"]) == cli.DONE
    assert "2 texts written" in capsys.readouterr().out
    assert told(nile) == []
    assert (nile / "translations/en/water.md").read_text(encoding="utf-8") == "Much water.\n\nWide land.\n"
    edition, _ = localise(content(nile), "en")
    assert edition.entries["water"].record.title == "Water"  # type: ignore[attr-defined]
    assert "# Words of the translator stay." in (nile / "translations/en.yaml").read_text(encoding="utf-8")


def test_what_was_edited_meanwhile_comes_back_stale(nile: Path) -> None:
    Path("en.po").write_text('msgctxt "water title"\nmsgid "الماء"\nmsgstr "Water"\n', encoding="utf-8")
    (nile / "chapters.yaml").write_text(CHAPTERS.replace("title: الماء", "title: المياه"), encoding="utf-8")
    assert main(["translations", "--content", "nile", "--lang", "en", "--from-po", "en.po", "--quiet"]) == cli.DONE
    assert ("stale", "water", "title") in told(nile)


@pytest.mark.parametrize(
    ("po", "code", "said"),
    [
        ('msgctxt "water name"\nmsgid "x"\nmsgstr "y"\n', cli.DONE, "is no text of this content"),
        ("water: title\n", cli.CONTENT_IS_WRONG, "This is no PO file"),
    ],
)
def test_a_po_file_of_something_else_is_told(
    nile: Path, capsys: pytest.CaptureFixture[str], po: str, code: int, said: str
) -> None:
    before = (nile / "translations/en.yaml").read_bytes()
    Path("en.po").write_text(po, encoding="utf-8")
    assert main(["translations", "--content", "nile", "--lang", "en", "--from-po", "en.po"]) == code
    assert said in capsys.readouterr().err
    assert (nile / "translations/en.yaml").read_bytes() == before


# ---------------------------------------------------------------- the command


def test_the_command_lists_what_waits_with_its_line(nile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["translations", "--content", "nile"]) == cli.DONE
    told = capsys.readouterr().err
    assert "nile/chapters.yaml:1:22" in told
    assert "“title” of “water” is not translated into “en”." in told


def test_a_po_file_is_of_one_language(nile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["translations", "--content", "nile", "--po", "en.po"]) == cli.USAGE
    assert main(["translations", "--content", "nile", "--lang", "en", "--po", "en.po", "--tie"]) == cli.USAGE
    assert "give one of them" in capsys.readouterr().err


# ---------------------------------------------------------------- writing


def test_a_new_entry_stands_where_a_translator_would_write_it() -> None:
    written = write("a:\n  title: x\n\nb: {title: y}\n", {("a", "summary"): Entry("0" * 8, "one line")})
    assert written == 'a:\n  title: x\n  summary:\n    of: "00000000"\n    text: "one line"\n\nb: {title: y}\n'


def test_a_long_text_is_folded_and_one_of_paragraphs_is_not() -> None:
    long, two = "word " * 40, "one\n\ntwo"
    written = write("", {("a", "x"): Entry("0" * 8, long.strip()), ("a", "y"): Entry("1" * 8, two)})
    assert max(map(len, written.splitlines())) <= 100
    assert "    text: |\n      one\n\n      two\n" in written


def test_a_record_in_braces_is_left_to_its_translator() -> None:
    with pytest.raises(Unwritable, match="lines of their own"):
        write("a: {title: x}\n", {("a", "summary"): Entry("0" * 8, "y")})
