"""What is kept between builds: given back whole, or not at all."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kurrasa.store import Store, key


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache")


NAME = key("page", "half")


def entries(store: Store) -> list[Path]:
    return [path for path in store.folder.iterdir() if path.name != "put"]


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
    path.rename(store.path(other))
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


def many(store: Store) -> dict[str, bytes]:
    """What a build puts of its parts."""
    found = {key("page", str(number)): bytes([number]) * (number + 1) for number in range(30)}
    for name, payload in found.items():
        store.put(name, payload, b"behind " + payload, many=True)
    return found


def pack(store: Store) -> Path:
    (found,) = store.folder.glob("pack-*")
    return found


def test_many_lie_in_one_file_beside_the_first_few(store: Store) -> None:
    put = many(store)
    assert len(entries(store)) < 12
    for reader in (store, Store(store.folder)):
        assert {name: reader.get(name) for name in put} == put
        assert {name: reader.behind(name) for name in put} == {name: b"behind " + own for name, own in put.items()}


def test_what_was_put_last_is_given_whichever_file_it_lies_in(store: Store) -> None:
    *_, name = many(store)
    Store(store.folder).put(name, b"an edit's")
    assert Store(store.folder).get(name) == b"an edit's"
    later = Store(store.folder)
    many(later)
    later.put(name, b"a later pack's", many=True)
    assert (Store(store.folder).get(name), Store(store.folder).behind(name)) == (b"a later pack's", None)


@pytest.mark.parametrize("size", [1, 40, 60, 100, 500])
def test_a_pack_that_was_broken_off_gives_what_is_whole(store: Store, size: int) -> None:
    put = many(store)
    path = pack(store)
    path.write_bytes(path.read_bytes()[:-size])
    reader = Store(store.folder)
    found = {name: reader.get(name) for name in put}
    assert all(found[name] in (payload, None) for name, payload in put.items())
    assert list(found.values()).count(None) >= 1
    many(reader)
    assert {name: Store(store.folder).get(name) for name in put} == put


@given(at=st.integers(0, 2**31), byte=st.integers(1, 255))
@settings(max_examples=60, deadline=None)
def test_of_a_pack_that_is_damaged_nothing_false_is_given(at: int, byte: int) -> None:
    with TemporaryDirectory() as folder:
        store = Store(Path(folder))
        put = many(store)
        data = bytearray(pack(store).read_bytes())
        data[at % len(data)] ^= byte
        pack(store).write_bytes(data)
        reader = Store(store.folder)
        for name, payload in put.items():
            assert reader.get(name) in (payload, None)
            assert reader.behind(name) in (b"behind " + payload, None)
        many(reader)
        assert {name: Store(store.folder).get(name) for name in put} == put


def test_two_processes_that_put_many_at_once_have_a_pack_each(store: Store) -> None:
    code = (
        "import pathlib, sys\n"
        "from kurrasa.store import Store, key\n"
        "store = Store(pathlib.Path(sys.argv[1]))\n"
        "for n in range(200):\n"
        "    store.put(key('page', str(n)), str(n).encode() * 99, many=True)\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", code, str(store.folder)]) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert len(list(store.folder.glob("pack-*"))) == 2
    assert all(store.get(key("page", str(n))) == str(n).encode() * 99 for n in range(200))


def test_a_folder_that_was_told_keeps_what_is_none_of_the_store(tmp_path: Path) -> None:
    store = Store(tmp_path, limit=1000)
    own = tmp_path / ".profile"
    own.write_text("an editor's own")
    os.utime(own, (1e9, 1e9))
    for number in range(20):
        store.put(key("page", str(number)), bytes(300))
    store.tidy()
    assert own.exists()
    assert len(entries(store)) < 6


def test_what_several_processes_put_is_counted_together(tmp_path: Path) -> None:
    """None of them goes through the folder before there may be too much."""
    Store(tmp_path, limit=100_000).tidy()
    for number in range(12):
        store = Store(tmp_path, limit=100_000)
        store.put(key("page", str(number)), bytes(60))
        left = store.folder / f".{key('page', 'left')}.1"
        left.touch()
        os.utime(left, (1e9, 1e9))
        store.tidy()
        assert left.exists() is (number != 11), "the twelfth makes it a hundredth of the limit"


def test_a_writer_that_is_killed_leaves_no_half_entry(store: Store) -> None:
    code = (
        "import os, pathlib, sys\n"
        "from kurrasa.store import Store\n"
        "pathlib.Path.replace = lambda *_: os._exit(9)\n"
        f"Store(pathlib.Path({str(store.folder)!r})).put({NAME!r}, b'half')\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert store.get(NAME) is None
    for path in entries(store):
        os.utime(path, (1e9, 1e9))
    store.tidy()
    assert entries(store) == []


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the way")
    store = Store(tmp_path / "cache")
    store.put(NAME, b"x")
    assert store.get(NAME) is None
    store.tidy()
