"""Parts set on other machines: an executor whose processes are the workers of a Dask cluster.

In: the address of a scheduler. Out: an executor. A job carries its HTML; what jobs share (the recipe, and the files of
its faces) is named by its SHA-256, and a worker that lacks it is given its bytes once and keeps them in a folder of
its own. Every worker must run this very program. If one dies its parts are set by others, and are the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import pickle
import platform
import re
import threading
import time
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kurrasa import __version__
from kurrasa.diagnostics import MachineLacks
from kurrasa.faces import Faces
from kurrasa.library import engine
from kurrasa.store import maker
from kurrasa.typeset import Deadly, Recipe
from kurrasa.usage import Misuse, Say
from kurrasa.workshop import Job

PATIENCE = 60.0  # seconds for which a cluster may be without a worker
_ANSWER = 10.0  # seconds that a scheduler is given to answer
_LOOK = 2.0  # seconds from one look for workers to the next
_ADDRESS = re.compile(r"(tcp|tls)://[^\s/]+:\d{1,5}")


def connect(address: str, say: Say, patience: float = PATIENCE) -> Cluster:
    """Join a cluster that has a worker, all of whose workers are fit. Raises `Misuse` and `MachineLacks`."""
    if not _ADDRESS.fullmatch(address):
        told = say("{address} is no address of a scheduler: --cluster takes one such as tcp://host:8786.")
        raise Misuse(told.format(address=address))
    try:
        import dask
        import distributed
    except ModuleNotFoundError as lack:
        raise _lack(say("For --cluster install what it needs: `pip install 'kurrasa[cluster]'`.")) from lack
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what a build must know of a worker's end is told here
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GiB"})  # a part carries its pictures
    try:
        join: Any = distributed.Client  # which has no types
        client = join(address, timeout=_ANSWER, direct_to_workers=True, set_as_default=False)
    except (OSError, ValueError) as error:
        told = say("No Dask scheduler answers at {address}: start one there, `dask scheduler`, or mend the address.")
        raise _lack(told, address=address) from error
    cluster = Cluster(client, address, say, patience)
    try:
        cluster.begin()
    except BaseException:
        cluster.shutdown()
        raise
    return cluster


class Cluster(Executor):
    """The workers of a cluster. What keeps them from their work is raised as `MachineLacks`, by the futures too."""

    def __init__(self, client: Any, address: str, say: Say, patience: float) -> None:
        self._client, self._address, self._say, self._patience = client, address, say, patience
        self._goods: dict[str, bytes] = {}
        self._names: dict[Recipe, _Named] = {}
        self._open: set[Future[Any]] = set()
        self._closed = threading.Event()

    def begin(self) -> None:
        """Wait until there is a worker, and look at all there are."""
        with contextlib.suppress(TimeoutError):
            self._client.wait_for_workers(1, timeout=self._patience)
        if not self._client.nthreads():
            raise self._no_workers()
        self._meet()
        threading.Thread(target=self._watch, daemon=True).start()

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have this done by a worker. Recipes are sent by name, and all else as it is."""
        if self._closed.is_set() or kwargs:
            raise RuntimeError("a cluster that is closed takes no work, and an open one no keywords")
        promise: Future[Any] = Future()
        promise.set_running_or_notify_cancel()
        self._open.add(promise)
        self._send(promise, function, [self._named(one) if isinstance(one, Recipe) else one for one in args])
        return promise

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; what was asked for and is not done is given up."""
        if not self._closed.is_set():
            self._closed.set()
            self._client.close()

    def _send(self, promise: Future[Any], function: Callable[..., Any], args: Sequence[Any]) -> None:
        try:
            task = self._client.submit(pickle.loads, pickle.dumps(_Call(function, args)), pure=False)
        except Exception as error:
            if self._client.status == "running":
                raise
            raise self._lost() from error
        task.add_done_callback(lambda done: self._take(promise, function, args, done))

    def _take(self, promise: Future[Any], function: Callable[..., Any], args: Sequence[Any], done: Any) -> None:
        """Pass on what a worker has done. The client calls this in a thread of its own, once after the other."""
        if self._closed.is_set() or promise.done():
            return
        try:
            answer = self._answer(done, args)
            if isinstance(answer, _Unready):
                self._meet([answer.worker])
                self._send(promise, function, args)
            else:
                self._keep(promise, answer)
        except Exception as error:  # noqa: BLE001 - it is told to whoever waits
            self._keep(promise, error=error)

    def _answer(self, done: Any, args: Sequence[Any]) -> Any:
        from distributed import KilledWorker

        if done.cancelled():
            raise self._lost()
        try:
            return done.result()
        except KilledWorker as killed:
            if any(isinstance(one, Job) for one in args):
                return Deadly(killed.allowed_failures + 1)
            told = self._say("The workers of the cluster at {address} die, one after another: see what they tell.")
            raise _lack(told, address=self._address) from killed
        except ImportError:  # a worker that came later has another Kurrasa, or none
            self._meet()
            raise

    def _keep(self, promise: Future[Any], answer: Any = None, error: Exception | None = None) -> None:
        self._open.discard(promise)
        if promise.done():
            return
        if error is None:
            promise.set_result(answer)
        else:
            promise.set_exception(error)

    def _named(self, recipe: Recipe) -> _Named:
        """A recipe by its hash, without the places that its fonts have on this machine."""
        if recipe not in self._names:
            self._goods |= {face.sha256: face.path.read_bytes() for face in recipe.faces.faces}
            nowhere = [replace(face, path=Path(), licence_file=Path()) for face in recipe.faces.faces]
            data = pickle.dumps(replace(recipe, faces=Faces(tuple(nowhere))), pickle.HIGHEST_PROTOCOL)
            self._names[recipe] = _Named(hashlib.sha256(data).hexdigest())
            self._goods[self._names[recipe].sha256] = data
        return self._names[recipe]

    def _meet(self, workers: Collection[str] | None = None) -> None:
        """Hold the program of workers, of all if none is named, against ours, and give them what they lack."""
        wanting: dict[tuple[str, ...], list[str]] = {}
        for address, told in self._ask(_greet, tuple(self._goods), workers):
            self._compare(address, told.program)
            wanting.setdefault(told.lacks, []).append(address)
        for names, lacking in wanting.items():
            if names:
                self._ask(_receive, {name: self._goods[name] for name in names}, lacking)

    def _ask(self, question: Callable[..., Any], of: object, workers: Collection[str] | None) -> list[tuple[str, Any]]:
        """Ask workers, of what was said; those that have just gone give no answer."""
        answers = self._client.run(question, of, workers=workers and list(workers), on_error="return")
        for worker, answer in answers.items():
            if isinstance(answer, Exception) and not isinstance(answer, OSError):
                told = self._say("The worker {worker} is not fit: {why}. Install there the Kurrasa that is here.")
                raise _lack(told, worker=worker, why=str(answer)) from answer
        return [(worker, answer) for worker, answer in answers.items() if not isinstance(answer, OSError)]

    def _compare(self, worker: str, theirs: Mapping[str, str]) -> None:
        for what, ours in program().items():
            if theirs.get(what) != ours:
                told = self._say("The worker {worker} has {what} {theirs}, and this machine {ours}: install the same.")
                raise _lack(told, worker=worker, what=what, theirs=theirs.get(what, "—"), ours=ours)

    def _watch(self) -> None:
        """Let nobody wait for ever for a cluster whose workers have gone."""
        seen = time.monotonic()
        while not self._closed.wait(_LOOK):
            with contextlib.suppress(Exception):  # a scheduler that has gone gives up its tasks itself
                if self._client.nthreads():
                    seen = time.monotonic()
            if time.monotonic() - seen > self._patience:
                for promise in list(self._open):
                    self._keep(promise, error=self._no_workers())

    def _lost(self) -> MachineLacks:
        return _lack(self._say("The connection to the cluster at {address} was lost."), address=self._address)

    def _no_workers(self) -> MachineLacks:
        told = self._say("The cluster at {address} has no workers: start some, `dask worker {address} --nthreads 1`.")
        return _lack(told, address=self._address)


def _lack(told: str, **values: str) -> MachineLacks:
    return MachineLacks(told.format(**values))


# ---------------------------------------------------------------- in a worker


@dataclass(frozen=True)
class _Named:
    """A recipe by the hash of its bytes."""

    sha256: str


class _Call:
    """What is done where it is unpickled: in a worker. The scheduler, which reads tasks too, has nothing but bytes."""

    def __init__(self, function: Callable[..., Any], args: Sequence[Any]) -> None:
        self._said = program(), function, args

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return _there, self._said


@dataclass(frozen=True)
class _Unready:
    """A worker that lacks something, or is not of our program."""

    worker: str


@dataclass(frozen=True)
class _Greeting:
    program: Mapping[str, str]
    lacks: tuple[str, ...]


_once, _turn = threading.Lock(), threading.Lock()


@cache
def program() -> Mapping[str, str]:
    """All on which the bytes of a part depend but what is sent: the program, its libraries, those of the machine."""
    with _once:
        engine()
        from weasyprint.text.ffi import pango
    return {
        "Kurrasa": __version__,
        "WeasyPrint": version("weasyprint"),
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "Pango": str(pango.pango_version()),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "sources": maker().hex(),
    }


def _there(ours: Mapping[str, str], function: Callable[..., Any], args: Sequence[Any]) -> Any:
    """Do what is asked, if this is the program of whoever asks and nothing is lacking."""
    from distributed import get_worker

    worker = get_worker()
    if program() != ours:
        return _Unready(worker.address)
    try:
        own = [_recipe(_folder(worker), one.sha256) if isinstance(one, _Named) else one for one in args]
    except LookupError:
        return _Unready(worker.address)
    with _turn:  # the typesetter is one to a process
        return function(*own)


def _greet(names: Sequence[str], dask_worker: Any) -> _Greeting:
    lacks = [name for name in names if _kept(_folder(dask_worker), name) is None]
    return _Greeting(program(), tuple(lacks))


def _receive(goods: Mapping[str, bytes], dask_worker: Any) -> None:
    folder = _folder(dask_worker)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in goods.items():
        aside = folder / f".{name}.{os.getpid()}"
        aside.write_bytes(data)
        aside.replace(folder / name)


def _folder(worker: Any) -> Path:
    """Beside the worker's own, which goes with it: its machine's workers share this one, and find it again."""
    return Path(worker.local_directory).parent / "kurrasa"


def _kept(folder: Path, name: str) -> Path | None:
    path = folder / name
    with contextlib.suppress(OSError):
        if hashlib.sha256(path.read_bytes()).hexdigest() == name:
            return path
    return None


@lru_cache(maxsize=4)
def _recipe(folder: Path, name: str) -> Recipe:
    """The recipe of a name, its faces by their places here. Raises `LookupError` where it or one of them is lacking."""

    def place(sha256: str) -> Path:
        if path := _kept(folder, sha256):
            return path
        raise LookupError(sha256)

    recipe: Recipe = pickle.loads(place(name).read_bytes())  # noqa: S301 - its name says that we sent it
    faces = [replace(face, path=place(face.sha256)) for face in recipe.faces.faces]
    return replace(recipe, faces=Faces(tuple(faces)))
