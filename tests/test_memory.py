"""What was read of a content before is read again only where a file has changed, and then it is."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from kurrasa.check import check
from kurrasa.fonts import faces
from kurrasa.load import Content, load, reread
from kurrasa.memory import Memory, keep, recalled
from kurrasa.store import Store

BASE = Path(__file__).parent / "bad" / "base"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small good content, with a chapter whose text stands beside its record."""
    content = Path(shutil.copytree(BASE, tmp_path / "content"))
    (content / "chapters").mkdir()
    (content / "chapters.yaml").write_text("{id: introduction, title: مقدمة}\n", "utf-8")
    (content / "chapters" / "introduction.md").write_text("نص.\n", "utf-8")
    return content


def read(folder: Path, memory: Memory) -> Content:
    content, faults = load(folder, memory)
    assert content, faults
    return content


def test_a_record_that_was_not_touched_stays_the_same_object(folder: Path) -> None:
    memory = Memory()
    first = read(folder, memory)
    (folder / "chapters" / "introduction.md").write_text("نص آخر.\n", "utf-8")
    second = read(folder, memory)
    anew = {id for id, entry in second.entries.items() if entry is not first.entries[id]}
    assert anew == {"introduction"}
    assert second.entries["introduction"].record.text == "نص آخر."  # type: ignore[attr-defined]


def saved(folder: Path, name: str, old: str, new: str) -> Path:
    """A file of a content, in which something is now other; or a new one."""
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    text = file.read_text("utf-8") if file.exists() else ""
    file.write_text(text.replace(old, new) if old else new, "utf-8", errors="surrogateescape")
    return file


def test_files_that_were_saved_are_read_without_the_others(folder: Path) -> None:
    memory = Memory()
    first = read(folder, memory)
    files = {
        saved(folder, "chapters/introduction.md", "نص", "نص آخر"),
        saved(folder, "chapters.yaml", "title: مقدمة", "title: تمهيد"),
    }
    again = reread(first, memory, files)
    assert again
    chapter = again.entries["introduction"]
    assert (chapter.record.title, chapter.record.text) == ("تمهيد", "نص آخر.")  # type: ignore[attr-defined]
    whole = read(folder, memory)
    assert [*whole.entries] == [*again.entries]
    assert all(whole.entries[id] is entry for id, entry in again.entries.items()), "what was read is kept"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("persons.yaml", "", "{id: someone, name: شخص}\n"),
        ("chapters.yaml", "id: introduction", "id: preface"),
        ("chapters.yaml", "{id", "- {id: more, title: تتمة}\n- {id"),
        ("chapters.yaml", "title", "tittle"),
        ("chapters.yaml", "مقدمة", "[مقدمة"),
        ("chapters/other.md", "", "نص."),
        ("translations/en.yaml", "", "introduction: {title: Introduction}\n"),
        ("chapters/introduction.md", "نص.", "نص.\udc80"),
    ],
    ids=["a file more", "another id", "a record more", "a fault", "no YAML", "prose", "a translation", "no text"],
)
def test_what_may_be_another_content_is_not_read_in_part(folder: Path, name: str, old: str, new: str) -> None:
    memory = Memory()
    first = read(folder, memory)
    assert reread(first, memory, {saved(folder, name, old, new)}) is None


def test_neither_a_link_nor_what_lies_elsewhere_is_read(folder: Path, tmp_path: Path) -> None:
    memory = Memory()
    first = read(folder, memory)
    prose = folder / "chapters" / "introduction.md"
    elsewhere = prose.rename(tmp_path / "introduction.md")
    prose.symlink_to(elsewhere)
    assert reread(first, memory, {prose}) is None
    assert reread(first, memory, {elsewhere}) is None
    prose.unlink()
    assert reread(first, memory, {prose}) is None
    prose.parent.rmdir()
    prose.parent.symlink_to(tmp_path)
    assert prose.exists()
    assert reread(first, memory, {prose}) is None


def test_two_edits_of_one_size_in_one_moment_are_both_read(folder: Path) -> None:
    memory, file = Memory(), folder / "chapters" / "introduction.md"
    for text in ("نص.\n", "لب.\n", "فص.\n"):
        file.write_text(text, "utf-8")
        os.utime(file, (time.time(), 1_000_000_000))
        record = read(folder, memory).entries["introduction"].record
        assert record.text == text.strip()  # type: ignore[attr-defined]


def test_what_is_gone_is_not_remembered(folder: Path) -> None:
    memory = Memory()
    read(folder, memory)
    (folder / "chapters" / "introduction.md").unlink()
    (folder / "chapters.yaml").unlink()
    assert "introduction" not in read(folder, memory).entries


def test_the_language_of_the_book_is_part_of_what_a_record_is_made_of(folder: Path) -> None:
    (folder / "chapters.yaml").write_text("{id: introduction, title: {ar: مقدمة, en: Introduction}}\n", "utf-8")
    memory = Memory()
    read(folder, memory)
    book = folder / "book.yaml"
    book.write_text(book.read_text("utf-8") + "\nlanguage: en\n", "utf-8")
    assert read(folder, memory).entries["introduction"].record.title == "Introduction"  # type: ignore[attr-defined]


def test_another_process_finds_what_was_read_and_what_the_rules_found(folder: Path, tmp_path: Path) -> None:
    (folder / "chapters" / "introduction.md").write_text("نص [[nowhere]] فيه 50 %.\n", "utf-8")
    store, memory, known = Store(tmp_path / "store"), Memory(), faces()
    found = check(read(folder, memory), known)
    assert found
    keep(memory, store, folder)
    again = recalled(store, folder)
    assert again is not memory
    assert check(read(folder, again), known) == found


def test_without_a_store_nothing_is_remembered(tmp_path: Path) -> None:
    assert recalled(Store(tmp_path / "none"), tmp_path) == Memory()
