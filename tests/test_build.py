"""What a build writes, and when it writes nothing: broken and hostile content, a killed process, a full disk."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import CLIMATE, ROOT, edited
from reader import Volume

from kurrasa import build, cli
from kurrasa.diagnostics import Diagnostic
from kurrasa.inputs import fingerprint
from kurrasa.order import Step, standing
from kurrasa.prove import proof
from kurrasa.prove.report import Check, Proof

BUILD = [sys.executable, str(ROOT / "render.py"), "booklet"]


def order(content: Path, out: Path, *, final: bool = False) -> build.Order:
    return build.Order(content, out, final=final)


def silent(_step: build.Step) -> None:
    """A build is watched by nobody here."""


@pytest.fixture
def good(tmp_path: Path, climate_book: Path) -> Path:
    """A folder with the last good book in it."""
    out = tmp_path / "out"
    out.mkdir()
    for path in filter(Path.is_file, climate_book.parent.iterdir()):
        (out / path.name).write_bytes(path.read_bytes())
    return out


def state(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


# ---------------------------------------------------------------- what is written


def test_out_receives_the_book_its_proof_and_what_is_kept_for_the_next_build(climate_book: Path) -> None:
    names = sorted(path.name for path in climate_book.parent.iterdir())
    assert names == [".cache", "booklet.manifest.json", "booklet.pdf", "proof.json"]


def test_a_small_dossier_gives_the_same_bytes_elsewhere(climate_book: Path, tmp_path: Path) -> None:
    content = edited(CLIMATE, tmp_path / "copy", language="ar")
    (content / "book.yaml").write_bytes((CLIMATE / "book.yaml").read_bytes())
    environment = {"PATH": "/usr/bin:/bin", "PYTHONHASHSEED": "7", "TZ": "Asia/Kathmandu", "LANG": "ar_EG.UTF-8"}
    arguments = ["--content", str(content), "--out", str(tmp_path / "out"), "--quiet"]
    subprocess.run([*BUILD, *arguments], cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL, check=True)
    assert state(tmp_path / "out") == state(climate_book.parent)


def test_the_file_says_nothing_of_the_day_or_the_machine(climate_book: Path) -> None:
    data = climate_book.read_bytes()
    assert b"/CreationDate" not in data
    assert str(ROOT).encode() not in data


def test_the_fingerprint_is_of_names_and_bytes(tmp_path: Path) -> None:
    first = edited(CLIMATE, tmp_path / "a", edition="{number: 3}")
    same = edited(CLIMATE, tmp_path / "b", edition="{number: 3}")
    other = edited(CLIMATE, tmp_path / "c", edition="{number: 4}")
    renamed = edited(CLIMATE, tmp_path / "d", edition="{number: 3}")
    (renamed / "places.yaml").rename(renamed / "locations.yaml")
    (same / ".hidden").write_text("not content", encoding="utf-8")
    assert fingerprint(first) == fingerprint(same)
    assert len({fingerprint(folder) for folder in (first, other, renamed)}) == 3


def test_what_is_saved_while_a_book_is_made_is_no_part_of_it(tmp_path: Path) -> None:
    content, out = edited(CLIMATE, tmp_path / "content"), tmp_path / "out"
    asked, before = order(content, out), fingerprint(content)

    def meddling(step: Step) -> None:
        if step.stage == "Binding":
            with (content / "book.yaml").open("a", encoding="utf-8") as book:
                book.write("# saved meanwhile\n")

    made = build.booklet(asked, meddling)
    assert made.pdf
    assert json.loads((out / "booklet.manifest.json").read_text(encoding="utf-8"))["content"] == before
    assert standing(asked) is None  # what lies there now was never set
    again = build.booklet(asked, silent)
    assert again.proof
    assert standing(asked)


# ---------------------------------------------------------------- when nothing is


def test_a_broken_content_leaves_the_last_good_book(good: Path, tmp_path: Path) -> None:
    before = state(good)
    content = edited(CLIMATE, tmp_path / "broken", title="[")
    outcome = build.booklet(order(content, good), silent)
    assert outcome.pdf is None
    assert outcome.diagnostics
    assert state(good) == before


def test_a_broken_content_makes_no_folder(tmp_path: Path) -> None:
    content = edited(CLIMATE, tmp_path / "broken", unknown="field")
    assert build.booklet(order(content, tmp_path / "out"), silent).pdf is None
    assert not (tmp_path / "out").exists()


def test_a_book_that_fails_its_proof_is_not_written(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof is made to fail: a right book has nothing wrong to find."""
    fault = Diagnostic("proof-ink", "Too wide.", "Shorten it.")
    monkeypatch.setattr(proof, "prove", lambda *_: Proof(20, (Check("Ink", 1, (fault,)),)))
    before = state(good)
    outcome = build.booklet(order(CLIMATE, good), silent)
    assert outcome.pdf is None
    assert fault in outcome.diagnostics
    assert state(good) == before


def test_a_line_that_does_not_fit_fails_the_build_and_is_named(good: Path, tmp_path: Path) -> None:
    before = state(good)
    content = edited(CLIMATE, tmp_path / "content")
    text = f"id: mandate\ntitle: فصل\ntext: نص {'ط' * 400} نص.\n"
    (content / "chapters.yaml").write_text(text, encoding="utf-8")
    outcome = build.booklet(order(content, good), silent)
    assert outcome.pdf is None
    assert [d.rule for d in outcome.diagnostics if d.severity == "error"] == ["overflow"]
    assert state(good) == before


def test_a_killed_build_leaves_the_last_good_book(good: Path) -> None:
    """Killed while the new book is being proven, when all of it is there and none of it is in its place."""
    before = state(good)
    arguments = ["--content", str(CLIMATE), "--out", str(good)]
    process = subprocess.Popen([*BUILD, *arguments], cwd=ROOT, stderr=subprocess.PIPE, text=True, env={"LANG": "C"})
    assert process.stderr
    with process.stderr:
        assert any(line.strip() == "Proving" for line in process.stderr)
        process.kill()
    assert process.wait() == -9
    hidden = [name for name in state(good) if name.startswith(".")]
    assert {name: data for name, data in state(good).items() if name not in hidden} == before
    assert build.booklet(build.Order(CLIMATE, good), silent).pdf
    assert state(good) == before, "the next build clears up"


def test_a_disk_that_is_full_leaves_both_files_as_they_were(good: Path) -> None:
    """The proof would fit and the book would not: neither takes its place, and nothing is left lying about."""
    before = state(good)

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    arguments = ["--content", str(CLIMATE), "--out", str(good), "--quiet"]
    run = subprocess.run(
        [*BUILD, *arguments], cwd=ROOT, env={"LANG": "C"}, preexec_fn=small_disk, capture_output=True, text=True
    )
    assert run.returncode == cli.MACHINE_LACKS
    assert "Traceback" not in run.stderr
    assert state(good) == before


# ---------------------------------------------------------------- what is kept for the next build


def test_two_builds_at_once_may_share_what_is_kept(climate_book: Path, tmp_path: Path) -> None:
    arguments = ["--content", str(CLIMATE), "--cache", str(tmp_path / "cache"), "--quiet"]
    outs = [tmp_path / "one", tmp_path / "two"]
    runs = [subprocess.Popen([*BUILD, *arguments, "--out", str(out)], cwd=ROOT, env={"LANG": "C"}) for out in outs]
    assert [run.wait() for run in runs] == [0, 0]
    assert [state(out) for out in outs] == [state(climate_book.parent)] * 2
    assert not [path for path in outs[0].iterdir() if path.name == ".cache"]


def test_a_book_that_stands_is_told_to_stand_until_anything_about_it_is_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    content = edited(CLIMATE, tmp_path / "content")
    arguments = ["booklet", "--content", str(content), "--out", str(tmp_path / "out")]

    def stands() -> bool:
        assert cli.main(arguments) == cli.DONE
        out = capsys.readouterr().out
        assert f"{tmp_path / 'out' / 'booklet.pdf'}: " in out
        return "Nothing has changed" in out

    assert [stands(), stands()] == [False, True]
    book = (tmp_path / "out" / "booklet.pdf").read_bytes()
    (tmp_path / "out" / "booklet.pdf").write_bytes(book[:-1])
    assert [stands(), stands()] == [False, True]
    assert (tmp_path / "out" / "booklet.pdf").read_bytes() == book
    (tmp_path / "out" / "proof.json").unlink()
    assert [stands(), stands()] == [False, True]
    path = content / "conferences.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("قد فتح", "قد فتح قديمًا"), encoding="utf-8")
    assert [stands(), stands()] == [False, True]


def test_a_part_that_takes_too_long_is_named_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    arguments = ["booklet", "--content", str(CLIMATE), "--out", str(tmp_path / "out"), "--limit", "0.001", "--quiet"]
    assert cli.main(arguments) == cli.CONTENT_IS_WRONG
    assert "“مؤتمر باريس” is not set within 0.001 seconds." in " ".join(capsys.readouterr().err.split())
    assert not list((tmp_path / "out").glob("*"))[1:], "but what is kept"


# ---------------------------------------------------------------- hostile content


def appended(name: str, text: str) -> Callable[[Path], None]:
    def spoil(content: Path) -> None:
        path = content / name
        path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")

    return spoil


HOSTILE = {
    "a tag that would run a command": appended("places.yaml", "- !!python/object/apply:os.system [id]\n"),
    "a tag of YAML's own": appended("places.yaml", "- {id: x, name: !!binary aGk=}\n"),
    "anchors that multiply": appended(
        "places.yaml", "- &a [x, x]\n" + "".join(f"- &{b} [*{a}, *{a}, *{a}]\n" for a, b in pairwise("abcdefghi"))
    ),
    "YAML nested deeply": appended("places.yaml", "- " + "[" * 5000 + "]" * 5000 + "\n"),
    "a picture out of the folder": appended(
        "figures.yaml", "{id: fig-x, title: ص, caption: ص., image: ../../../etc/passwd, alt: ص}\n"
    ),
    "a picture by its whole path": appended(
        "figures.yaml", "{id: fig-x, title: ص, caption: ص., image: /etc/passwd, alt: ص}\n"
    ),
    "a byte that is no text": lambda content: (content / "places.yaml").write_bytes(b"- {id: x, name: \xff\xfe}\n"),
    "a null character": appended("places.yaml", '- {id: x, name: "\\0"}\n'),
    "a title of a hundred thousand letters": appended(
        "places.yaml", f"- {{id: x, name: {'ن' * 100_000}, latitude: 1, longitude: 1}}\n- {{id: x, name: مكرر}}\n"
    ),
    "an endless number": appended("places.yaml", f"- {{id: x, name: س, latitude: {'9' * 5000}, longitude: .nan}}\n"),
    "a file that is a folder": lambda content: (
        ((content / "sources.yaml").rename(content / "s") and None) or (content / "sources.yaml").mkdir()
    ),
}


@pytest.mark.parametrize("spoil", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_content_is_refused_in_words(
    spoil: Callable[[Path], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = edited(CLIMATE, tmp_path / "content")
    spoil(content)
    code = cli.main(["booklet", "--content", str(content), "--out", str(tmp_path / "out"), "--quiet"])
    assert code == cli.CONTENT_IS_WRONG
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert str(tmp_path) in told
    assert not (tmp_path / "out").exists()


DEEP = {
    "quotations": "> " * 9 + "نص",
    "emphasis": "**نص *" * 100,
    "brackets": "[نص " * 300 + "نص] " * 300,
    "lists": "".join("  " * n + "- نص\n" for n in range(7)),
    "footnotes": "نص" + "^[حاشية " * 60 + "]" * 60,
    "templates": "{{ 7 * 7 }} {% raw %} {{ book.__class__.__mro__ }}",
    "a long text": "كلمة " * 1000,
}


def with_text(folder: Path, text: str) -> Path:
    """The small dossier with this text for its chapter, in a file beside the record."""
    content = edited(CLIMATE, folder)
    (content / "chapters.yaml").unlink()
    (content / "chapters").mkdir()
    (content / "chapters" / "mandate.yaml").write_text("id: mandate\ntitle: فصل\n", encoding="utf-8")
    (content / "chapters" / "mandate.md").write_text(text, encoding="utf-8")
    return content


def test_markup_without_measure_is_set_as_far_as_it_goes(tmp_path: Path) -> None:
    outcome = build.booklet(order(with_text(tmp_path / "content", "\n\n".join(DEEP.values())), tmp_path), silent)
    assert outcome.pdf, outcome.diagnostics
    text = "".join(Volume(outcome.pdf).texts)
    assert "raw" in text
    assert "mro" in text


@pytest.mark.parametrize("text", ["<style>* { display: none }</style>", "نص <script>x</script>", "[[" * 300])
def test_markup_that_means_something_else_is_refused(text: str, tmp_path: Path) -> None:
    content = with_text(tmp_path / "content", text)
    assert any(fault.severity == "error" for fault in build.check(order(content, tmp_path)))


def test_content_that_looks_like_a_template_is_printed(tmp_path: Path) -> None:
    content = edited(CLIMATE, tmp_path / "content", title="'{{ 7 * 7 }} <b>'")
    outcome = build.booklet(order(content, tmp_path / "out"), silent)
    assert outcome.pdf, outcome.diagnostics
    book = Volume(outcome.pdf)
    assert str(book.file.docinfo["/Title"]) == "{{ 7 * 7 }} <b>"
    assert "49" not in book.text(1)


def test_check_makes_nothing(tmp_path: Path) -> None:
    content = edited(CLIMATE, tmp_path / "content")
    before = state(content)
    assert build.check(order(content, tmp_path / "out")) == ()
    assert state(content) == before
    assert not (tmp_path / "out").exists()
