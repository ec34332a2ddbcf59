"""What is kept between builds: given back whole, or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kurrasa.store import Store, key


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache")


def entries(store: Store) -> list[Path]:
    return [path for path in store.folder.glob("??/*") if path.is_file()]


def test_what_was_kept_is_given_back(store: Store) -> None:
    store.save(key("page", "a"), {"sheet": 1})
    assert store.load(key("page", "a")) == {"sheet": 1}
    assert store.load(key("page", "b")) is None


def test_a_key_tells_its_inputs_apart() -> None:
    assert len({key("page", "ab", "c"), key("page", "a", "bc"), key("page", "abc"), key("part", "abc")}) == 4


@pytest.mark.parametrize("harm", [lambda d: d[:-1], lambda d: d[:7], lambda d: b"", lambda d: d[:-1] + b"\x00"])
def test_a_damaged_entry_is_taken_for_absent_and_made_anew(store: Store, harm) -> None:
    name = key("page", "a")
    store.save(name, "whole")
    (path,) = entries(store)
    path.write_bytes(harm(path.read_bytes()))
    assert store.load(name) is None
    store.save(name, "anew")
    assert store.load(name) == "anew"


def test_what_lies_behind_a_payload_is_read_by_itself(store: Store) -> None:
    name = key("page", "a")
    store.put(name, b"light", b"heavy")
    assert (store.get(name), store.behind(name)) == (b"light", b"heavy")
    (path,) = entries(store)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert store.get(name) == b"light"
    assert store.behind(name) is None
    store.put(name, b"light")
    assert (store.behind(name), store.get(name)) == (None, b"light")


def test_an_entry_under_another_name_is_not_trusted(store: Store) -> None:
    store.save(key("page", "a"), "of a")
    (path,) = entries(store)
    other = key("page", "b")
    (store.folder / other[:2]).mkdir(exist_ok=True)
    path.rename(store.folder / other[:2] / other)
    assert store.load(other) is None


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    store = Store(tmp_path, limit=10_000)
    names = [key("page", str(number)) for number in range(20)]
    for age, name in enumerate(names):
        store.put(name, bytes(976))
        os.utime(store.path(name), (1e9 + age, 1e9 + age))
    assert store.get(names[0]) is not None  # its use is noted: it is the youngest now
    store.tidy()
    kept = [name for name in names if store.get(name) is not None]
    assert kept == [names[0], *names[-8:]]


def test_what_several_processes_put_is_counted_together(tmp_path: Path) -> None:
    """None of them goes through the folder before there may be too much."""
    Store(tmp_path, limit=100_000).tidy()
    for number in range(12):
        store = Store(tmp_path, limit=100_000)
        store.put(key("page", str(number)), bytes(60))
        left = store.path("ab12").with_name(".left")
        left.parent.mkdir(exist_ok=True)
        left.touch()
        os.utime(left, (1e9, 1e9))
        store.tidy()
        assert left.exists() is (number != 11), "the twelfth makes it a hundredth of the limit"


def test_a_writer_that_is_killed_leaves_no_half_entry(store: Store) -> None:
    code = (
        "import os, pathlib, sys\n"
        "from kurrasa.store import Store\n"
        "pathlib.Path.replace = lambda *_: os._exit(9)\n"
        f"Store(pathlib.Path({str(store.folder)!r})).put('ab12', b'half')\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert store.get("ab12") is None
    for path in entries(store):
        os.utime(path, (1e9, 1e9))
    store.tidy()
    assert entries(store) == []


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the way")
    store = Store(tmp_path / "cache")
    store.put("ab12", b"x")
    assert store.get("ab12") is None
    store.tidy()
