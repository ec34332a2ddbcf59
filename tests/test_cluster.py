"""A book whose parts are set by the workers of a cluster is the same book, whatever becomes of the workers."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from conftest import CLIMATE, ROOT
from test_typeset import page
from test_workshop import JOBS, RECIPE

from kurrasa import build, cli, cluster
from kurrasa.cluster import Cluster, connect
from kurrasa.diagnostics import MachineLacks
from kurrasa.order import LIMIT, Order, Step
from kurrasa.settle import complaint_of
from kurrasa.source import Source
from kurrasa.typeset import Deadly, Recipe, TooLong
from kurrasa.works import Works
from kurrasa.workshop import Job, set_part

TESTS = Path(__file__).parent


class Machines:
    """A scheduler, in whose place there is no Kurrasa, and workers without a nanny: one that is killed stays dead."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []
        about = folder / "scheduler.json"
        self._start("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(about), at=folder)
        wait_for(lambda: json.loads(about.read_text()))  # it is there before anything is in it
        self.address: str = json.loads(about.read_text())["address"]

    def worker(self, name: str, program: Path = ROOT) -> subprocess.Popen[bytes]:
        own = ("--name", name, "--local-directory", str(self.folder / name))
        return self._start("worker", self.address, *own, "--nthreads", "1", "--no-nanny", "--no-dashboard", at=program)

    def _start(self, what: str, *words: str, at: Path) -> subprocess.Popen[bytes]:
        # where a part has ended two workers it is given up
        seen = os.environ | {
            "PYTHONPATH": f"{at}{os.pathsep}{TESTS}",
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        }
        command = [sys.executable, "-m", "dask", what, *words]
        with (self.folder / f"{len(self.running)}.log").open("wb") as told:
            self.running.append(subprocess.Popen(command, env=seen, stdout=told, stderr=told, cwd=self.folder))
        return self.running[-1]


@contextmanager
def machines(folder: Path) -> Iterator[Machines]:
    folder.mkdir(parents=True, exist_ok=True)
    found = Machines(folder)
    try:
        yield found
    finally:
        for process in reversed(found.running):
            process.kill()
            process.wait()


def wait_for(holds: Callable[[], object]) -> None:
    for _ in range(600):
        with suppress(FileNotFoundError, ValueError):
            if holds():
                return
        time.sleep(0.05)
    raise TimeoutError


def joined(address: str, workers: int = 1, patience: float = 60) -> Cluster:
    found = connect(address, str, patience)
    wait_for(lambda: len(found._client.nthreads()) >= workers)
    return found


def elsewhere(folder: Path) -> Path:
    """The program in another place, where no fonts are."""
    for name in ("kurrasa", "templates", "locale"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "fonts", folder / "fonts", ignore=shutil.ignore_patterns("*.ttf"))
    return folder


def kept(folder: Path) -> dict[str, int]:
    """What a worker keeps, and when each of it was written."""
    return {path.name: path.stat().st_mtime_ns for path in (folder / "dask-scratch-space" / "kurrasa").glob("*")}


def ends(recipe: Recipe, job: Job, limit: float) -> None:
    """What a part does that asks for more memory than there is."""
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A cluster of one worker, in whose place no fonts are."""
    folder = tmp_path_factory.mktemp("small")
    with machines(folder / "m") as there:
        there.worker("one", elsewhere(folder / "place"))
        yield there


# ---------------------------------------------------------------- the same book


def test_a_worker_killed_in_mid_build_changes_no_byte_of_the_book(tmp_path: Path, climate_book: Path) -> None:
    with machines(tmp_path / "m") as there:
        workers = {name: there.worker(name, elsewhere(tmp_path / name)) for name in ("one", "two")}
        far = joined(there.address, 2)
        ended: list[int] = []

        def report(step: Step) -> None:
            busy = {address for address, tasks in far._client.processing().items() if tasks}
            if step.stage == "Setting" and busy and not ended:
                victim = workers[far._client.scheduler_info(n_workers=-1)["workers"][min(busy)]["id"]]
                victim.kill()
                ended.append(victim.wait())

        order = Order(CLIMATE, tmp_path / "out")
        outcome = build.booklet(order, report, Works(order.store, far))
        assert ended == [-signal.SIGKILL]
        assert outcome.pdf, outcome.diagnostics
        assert outcome.pdf.read_bytes() == climate_book.read_bytes()


def test_a_worker_is_given_once_what_it_lacks(small: Machines) -> None:
    place = small.folder / "one"
    written = []
    for _ in range(2):
        with joined(small.address) as far:
            there = [far.submit(set_part, RECIPE, job, LIMIT).result() for job in JOBS]
            assert there == [set_part(RECIPE, job, LIMIT) for job in JOBS]
        written.append(kept(place))
    assert {face.sha256 for face in RECIPE.faces.faces} < written[0].keys()
    assert written[0] == written[1]


def test_what_is_damaged_at_a_worker_is_given_again(small: Machines) -> None:
    styles = Recipe(RECIPE.styles + "p { color: red }", RECIPE.faces, "ar")
    for path in (small.folder / "one" / "dask-scratch-space" / "kurrasa").glob("*"):
        path.write_bytes(path.read_bytes()[:-1])
    with joined(small.address) as far:
        assert far.submit(set_part, styles, JOBS[0], LIMIT).result() == set_part(styles, JOBS[0], LIMIT)


# ---------------------------------------------------------------- what can't be set


def test_the_time_limit_of_a_part_holds_at_a_worker(small: Machines) -> None:
    endless = Job("طويل", Source.of(page("<table>" + "<tr><td><table><tr><td>نص" * 30 + "</table>" * 31)))
    with joined(small.address) as far:
        late = far.submit(set_part, RECIPE, endless, 0.05).result()
        assert isinstance(late, TooLong)
        assert far.submit(set_part, RECIPE, JOBS[0], LIMIT).result() == set_part(RECIPE, JOBS[0], LIMIT)


def test_a_part_that_ends_each_worker_is_named_and_then_the_workers_are_missed(tmp_path: Path) -> None:
    with machines(tmp_path) as there:
        for name in ("one", "two"):
            there.worker(name)
        with joined(there.address, 2, patience=15) as far:
            deadly = far.submit(ends, RECIPE, Job("قاتل", Source.of("")), LIMIT).result()
            assert isinstance(deadly, Deadly)
            fault = complaint_of("قاتل", deadly)
            assert (fault.rule, fault.values) == ("deadly", {"part": "قاتل", "deaths": "2"})
            with pytest.raises(MachineLacks, match="has no workers"):
                far.submit(set_part, RECIPE, JOBS[0], LIMIT).result()


def test_a_cluster_that_goes_in_mid_build_is_told(tmp_path: Path) -> None:
    with machines(tmp_path / "m") as there:
        there.worker("one")
        far = joined(there.address)

        def report(step: Step) -> None:
            if step.stage == "Setting":
                there.running[0].kill()

        order = Order(CLIMATE, tmp_path / "out")
        with pytest.raises(MachineLacks, match="lost"):
            build.booklet(order, report, Works(order.store, far))
        assert not (tmp_path / "out" / "booklet.pdf").exists()


# ---------------------------------------------------------------- what can't be begun


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = cli.main(["booklet", "--content", str(CLIMATE), *arguments])
    return code, capsys.readouterr().err


def test_a_worker_of_another_program_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = elsewhere(tmp_path / "other")
    with (other / "kurrasa" / "ordinals.py").open("a", encoding="utf-8") as source:
        source.write("\n")
    with machines(tmp_path / "m") as there:
        there.worker("one", other)
        code, error = told(["--out", str(tmp_path / "out"), "--cluster", there.address], capsys)
    assert code == cli.MACHINE_LACKS
    assert "has sources" in error
    assert not (tmp_path / "out" / "booklet.pdf").exists()


def test_a_worker_without_the_program_is_refused(tmp_path: Path) -> None:
    with machines(tmp_path) as there:
        # where the tests run the program may be installed: this stands before it
        (tmp_path / "bare").mkdir()
        lack = "raise ModuleNotFoundError(\"No module named 'kurrasa'\", name='kurrasa')\n"
        (tmp_path / "bare" / "kurrasa.py").write_text(lack, encoding="utf-8")
        there.worker("one", tmp_path / "bare")
        with pytest.raises(MachineLacks, match="kurrasa"):
            joined(there.address)


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("localhost", cli.USAGE, "no address of a scheduler"),
        ("http://localhost:8786", cli.USAGE, "no address of a scheduler"),
        ("tcp://127.0.0.1:1", cli.MACHINE_LACKS, "No Dask scheduler answers at tcp://127.0.0.1:1"),
        ("tcp://no-such-host.invalid:8786", cli.MACHINE_LACKS, "No Dask scheduler answers"),
    ],
)
def test_a_wrong_address_is_told(
    address: str,
    code: int,
    words: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "_ANSWER", 0.5)
    found, error = told(["--out", str(tmp_path), "--cluster", address], capsys)
    assert found == code
    assert words in error
    assert "Traceback" not in error


def test_a_cluster_without_workers_is_told(tmp_path: Path) -> None:
    with machines(tmp_path) as there, pytest.raises(MachineLacks, match="has no workers"):
        connect(there.address, str, patience=0.5)


def test_what_must_be_installed_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    code, error = told(["--out", str(tmp_path), "--cluster", "tcp://localhost:8786"], capsys)
    assert code == cli.MACHINE_LACKS
    assert "kurrasa[cluster]" in error
