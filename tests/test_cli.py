"""The command line: what it answers, where, in which language, and with which exit code."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from kurrasa import cli
from kurrasa.cli import main
from kurrasa.new import SCAFFOLD
from kurrasa.records import KINDS
from kurrasa.terminal import message_language

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have any locale."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def nile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A content begun with `new`, in the folder the program is run from."""
    monkeypatch.chdir(tmp_path)
    assert main(["new", "nile"]) == cli.DONE
    capsys.readouterr()
    return tmp_path / "nile"


def spoil(content: Path) -> None:
    """Two faults in two files: a reference to nothing, and a day that does not exist."""
    for file, right, wrong in (
        ("chapters/introduction.md", "[[paris-1983]]", "[[paris-1938]]"),
        ("events.yaml", "2019-05-20", "2019-02-30"),
    ):
        path = content / file
        text = path.read_text(encoding="utf-8")
        assert right in text
        path.write_text(text.replace(right, wrong, 1), encoding="utf-8")


# ---------------------------------------------------------------- help and usage


def test_help_names_the_commands_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == cli.DONE
    told = capsys.readouterr().out
    for word in ("booklet", "check", "new", "0  done", "1  the content is wrong", "2  ", "3  "):
        assert word in told


def test_help_of_a_command_names_its_options_with_what_they_default_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["booklet", "--help"]) == cli.DONE
    told = capsys.readouterr().out
    for option in ("--content DIR", "--out DIR", "--lang LANG", "--final", "--quiet", "--json", "[default: build]"):
        assert option in told


def test_help_is_in_arabic_where_the_locale_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "ar_QA.UTF-8")
    assert main(["booklet", "--help"]) == cli.DONE
    told = capsys.readouterr().out
    assert "الاستعمال: kurrasa booklet" in told
    assert "لغة الطبعة" in told
    assert "Usage" not in told


def test_without_a_command_the_help_is_shown_as_a_fault_of_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == cli.USAGE
    assert "booklet" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ar_EG.UTF-8"}, "ar"),
        ({"LANG": "ar"}, "ar"),
        ({"LANG": "arn_CL.UTF-8"}, "en"),
        ({"LANG": "ar_EG.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "ar_EG.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, "ar"),
        ({"LANG": "ar_EG.UTF-8", "LC_ALL": ""}, "ar"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_first_locale_variable_that_is_set_chooses_the_language(environment: dict[str, str], language: str) -> None:
    assert message_language(environment) == language


@pytest.mark.parametrize(
    ("arguments", "english", "arabic"),
    [
        (["bookelt"], "no command bookelt. Did you mean booklet?", "أتقصد booklet؟"),
        (["booklet", "--finale"], "no option --finale. Did you mean --final?", "لا يوجد خيار --finale."),
        (["booklet", "--out"], "--out is not used so", "لا يُستعمل الخيار --out هكذا."),
        (["booklet", "more"], "no more words than its usage line", "لا يقبل الأمر"),
        (["booklet", "--content", "nowhere"], "no folder nowhere", "لا يوجد مجلد nowhere"),
        (["check", "--content", "nowhere"], "no folder nowhere", "لا يوجد مجلد nowhere"),
        (["booklet", "--content", ".", "--lang", "xx"], "xx is no language", "xx ليس رمز لغة"),
        (["handouts", "--year", "last"], "given for --year YEAR can't be read", "القيمة المعطاة للخيار --year YEAR"),
        (["new"], "FOLDER is missing", "ينقص FOLDER"),
    ],
)
def test_a_fault_of_usage_is_told_in_either_language(
    arguments: list[str],
    english: str,
    arabic: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == cli.USAGE
    assert english in capsys.readouterr().err
    monkeypatch.setenv("LC_ALL", "ar_EG.UTF-8")
    assert main(arguments) == cli.USAGE
    assert arabic in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == cli.DONE
    assert capsys.readouterr().out.startswith("kurrasa ")


# ---------------------------------------------------------------- render.py


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the Python of the tests in the project's folder."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_render_py_is_the_same_program() -> None:
    assert python("render.py", "--help").stdout.startswith("Usage: kurrasa ")


def test_without_its_packages_it_says_what_to_run_and_shows_no_traceback() -> None:
    bare = python("-S", "render.py", "check")
    assert bare.returncode == cli.MACHINE_LACKS
    assert "make booklet" in bare.stderr
    assert "Traceback" not in bare.stderr


def test_an_answer_nobody_reads_is_no_crash() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as deaf:
        run = subprocess.run(
            [sys.executable, "render.py", "--help"],
            cwd=ROOT,
            stdout=deaf,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (run.returncode, run.stderr) == (cli.DONE, "")


def test_a_terminal_that_knows_no_arabic_gets_escapes_and_no_crash() -> None:
    run = python("render.py", "--help", LC_ALL="ar", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert run.returncode == cli.DONE
    assert "\\u0627" in run.stdout


# ---------------------------------------------------------------- new


def test_new_says_what_it_has_written_and_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "nile"]) == cli.DONE
    told = capsys.readouterr().out
    assert "nile/book.yaml" in told.splitlines()
    assert "kurrasa booklet --content nile" in told


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_new_gives_an_example_of_each_record_with_a_comment(nile: Path, kind: type) -> None:
    file = next(iter([*nile.glob(f"{kind.folder}.yaml"), *nile.glob(f"{kind.folder}/*.yaml")]))
    assert file.read_text(encoding="utf-8").startswith("# ")


def test_new_overwrites_nothing(nile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (nile / "book.yaml").write_text("mine", encoding="utf-8")
    assert main(["new", "nile"]) == cli.USAGE
    assert "nile is there already" in capsys.readouterr().err
    assert (nile / "book.yaml").read_text(encoding="utf-8") == "mine"


def test_new_fills_an_empty_folder(tmp_path: Path) -> None:
    assert main(["new", "--quiet", str(tmp_path)]) == cli.DONE
    assert (tmp_path / "book.yaml").is_file()


# ---------------------------------------------------------------- check


def test_a_good_content_has_nothing_wrong(nile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--content", "nile"]) == cli.DONE
    assert capsys.readouterr() == ("Nothing is wrong.\n", "")


def test_quiet_says_nothing_of_a_good_content(nile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--content", "nile", "--quiet"]) == cli.DONE
    assert capsys.readouterr() == ("", "")


def test_every_fault_is_told_at_once_with_its_place(nile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(nile)
    assert main(["check", "--content", "nile"]) == cli.CONTENT_IS_WRONG
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert "nile/chapters/introduction.md:6:7" in lines, "a place has a line of its own"
    assert "nile/events.yaml:4:9" in lines
    assert "paris-1983" in err, "the id that was meant is guessed"
    assert lines[-1] == "2 errors"


def test_faults_are_told_in_arabic_where_the_locale_is(
    nile: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(nile)
    monkeypatch.setenv("LC_MESSAGES", "ar_EG.UTF-8")
    assert main(["check", "--content", "nile"]) == cli.CONTENT_IS_WRONG
    assert capsys.readouterr().err.splitlines()[-1] == "خطآن"


def test_json_is_a_list_of_faults_on_standard_output(nile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--content", "nile", "--json"]) == cli.DONE
    assert json.loads(capsys.readouterr().out) == []
    spoil(nile)
    assert main(["check", "--content", "nile", "--json"]) == cli.CONTENT_IS_WRONG
    out, err = capsys.readouterr()
    assert err == ""
    first, second = json.loads(out)
    assert (first["file"], first["line"]) == ("nile/chapters/introduction.md", 6)
    assert (second["file"], second["line"], second["column"]) == ("nile/events.yaml", 4, 9)
    keys = {"rule", "severity", "file", "line", "column", "length", "message", "hint"}
    assert set(first) == set(second) == keys


# ---------------------------------------------------------------- booklet


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The example of `new`, made into a book by the program as it is run from a shell; its folder, and what it said."""
    folder = tmp_path_factory.mktemp("built")
    main(["new", "--quiet", str(folder / "nile")])
    run = python("render.py", "booklet", "--content", str(folder / "nile"), "--out", str(folder / "out"))
    return folder, run


def test_what_new_has_written_builds_at_once(built: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, run = built
    assert run.returncode == cli.DONE, run.stderr
    assert (folder / "out" / "booklet.pdf").read_bytes().startswith(b"%PDF-")
    assert [path.name for path in (folder / "out").glob("*.pdf")] == ["booklet.pdf"]
    assert json.loads((folder / "out" / "proof.json").read_text(encoding="utf-8"))


def test_the_answer_names_the_book_and_counts_its_pages(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, run = built
    path, count, word = run.stdout.splitlines()[-1].rsplit(" ", 2)
    assert (path, word) == (f"{folder / 'out' / 'booklet.pdf'}:", "pages")
    assert int(count) % 4 == 0


def test_away_from_a_terminal_progress_is_a_line_a_step(
    built: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    _, run = built
    steps = run.stderr.splitlines()
    steps = steps[: steps.index("Proving") + 1]  # what the proof warns of is told after it
    assert steps[0] == "Reading the content"
    assert any(step.startswith("1/") for step in steps), "each part is counted"
    assert any(step.endswith(": مؤتمر فرساي") for step in steps), "and named"
    assert steps[-2:] == ["Binding", "Proving"]
    assert len(steps) == len(set(steps)), "a part that is set again is no news"
    assert "\x1b" not in run.stderr


def test_a_wrong_content_leaves_the_last_good_book_where_it_is(
    built: tuple[Path, subprocess.CompletedProcess[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _ = built
    before = {path: path.read_bytes() for path in (folder / "out").rglob("*") if path.is_file()}
    (folder / "spoilt").mkdir()
    main(["new", "--quiet", str(folder / "spoilt")])
    spoil(folder / "spoilt")
    order = ["booklet", "--content", str(folder / "spoilt"), "--out", str(folder / "out")]
    assert main(order) == cli.CONTENT_IS_WRONG
    assert capsys.readouterr().err.splitlines()[-1] == "2 errors"
    assert {path: path.read_bytes() for path in (folder / "out").rglob("*") if path.is_file()} == before


def test_a_folder_that_can_not_be_written_is_the_machine_s_fault(
    nile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["booklet", "--content", "nile", "--out", "file/out", "--quiet"]) == cli.MACHINE_LACKS
    assert "file" in capsys.readouterr().err


def test_on_a_terminal_progress_is_a_bar(nile: Path) -> None:
    mine, theirs = pty.openpty()
    environment = {"PATH": os.environ["PATH"], "TERM": "xterm", "COLUMNS": "80"}
    run = subprocess.Popen(
        [sys.executable, str(ROOT / "render.py"), "booklet", "--content", "nile", "--out", "out"],
        cwd=nile.parent,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while chunk := _read(mine):
        shown += chunk
    os.close(mine)
    assert run.wait() == cli.DONE
    assert "━".encode() in shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says EIO when the other side is closed
        return b""


def test_the_example_is_not_touched_by_its_copies(nile: Path) -> None:
    for path in SCAFFOLD.rglob("*.yaml"):
        assert (nile / path.relative_to(SCAFFOLD)).read_bytes() == path.read_bytes()


def test_help_reads_neither_the_schema_nor_the_typesetter() -> None:
    """So that the program answers at once; what a command needs it reads when it runs."""
    heavy = ("weasyprint", "pydantic", "pypdfium2", "fontTools", "rich", "jinja2", "yaml")
    asked = "import sys; from kurrasa.cli import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=env, cwd=ROOT)
    assert not {name for name in run.stderr.split() if name in heavy}
