"""The earlier edition: a file that was kept, the last issue, or a revision of the content built again.

In: what `--since` says, and where the book lies. Out: a manifest, and its PDF where that is at hand. A revision is read
from git's own store into a temporary folder, and built with the program of today: what differs is the content's doing.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from kurrasa import build, issues
from kurrasa.diagnostics import Diagnostic, MachineLacks
from kurrasa.manifest import SUFFIX, Manifest, read
from kurrasa.order import Order, Report
from kurrasa.usage import Misuse, Say

Kind = Literal["issue", "build", "file", "revision", "content"]


@dataclass(frozen=True)
class Edition:
    """A manifest, and the bytes of its PDF or None; `kind` and `name` say where it comes from.

    `warnings` are what was told of it when it was built.
    """

    manifest: Manifest
    pdf: bytes | None
    kind: Kind
    name: str
    warnings: tuple[Diagnostic, ...] = ()


Found = Edition | tuple[Diagnostic, ...]


def earlier(order: Order, name: str, since: str | None, report: Report, say: Say) -> Found:
    """Find the earlier edition of the book whose file is called `name`.

    Raises `Misuse` where there is none as `since` says, `MachineLacks` without git.
    """
    if since is None:
        return _last(order.out, name, say)
    if Path(since).is_file():
        return _from_file(Path(since), "file", since, say)
    if since.endswith((".json", ".pdf")) or Path(since).exists():
        raise Misuse(say("There is no file {file}.").format(file=since))
    return _from_revision(order, since, report, say)


def built(order: Order, report: Report, kind: Kind, name: str = "") -> Found:
    """Build an edition aside, for what it is and not for its place, or say what forbids it."""
    with tempfile.TemporaryDirectory(prefix="kurrasa-") as aside:
        outcome = build.booklet(replace(order, out=Path(aside), cache=order.store.folder), report)
        if outcome.pdf is None:
            return outcome.diagnostics
        found = read(outcome.pdf.with_suffix(SUFFIX))
        assert isinstance(found, Manifest)
        return Edition(found, outcome.pdf.read_bytes(), kind, name, outcome.diagnostics)


def _last(out: Path, name: str, say: Say) -> Found:
    """The last issue kept, or else the book as it was last built."""
    if issue := issues.last(out, name):
        return _from_file(issue, "issue", issue.parent.name, say)
    beside = (out / name).with_suffix(SUFFIX)
    if beside.is_file():
        return _from_file(beside, "build", str(beside), say)
    raise Misuse(
        say(
            "There is no earlier edition in {folder} to compare with: keep one by `booklet --final`, or name a file or "
            "a revision by --since."
        ).format(folder=out)
    )


def _from_file(path: Path, kind: Kind, name: str, say: Say) -> Found:
    """An edition by its manifest, or by the PDF that lies beside one."""
    beside = path if path.suffix == ".json" else path.with_suffix(SUFFIX)
    if not beside.is_file():
        raise Misuse(
            say("Beside {file} lies no {manifest}, which says what the edition was.").format(
                file=path, manifest=beside.name
            )
        )
    found = read(beside)
    if isinstance(found, Diagnostic):
        return (found,)
    pdf = beside.with_name(beside.name.removesuffix(SUFFIX) + ".pdf")
    data = pdf.read_bytes() if pdf.is_file() else None
    own = data is not None and hashlib.sha256(data).hexdigest() == found.pdf
    if path.suffix == ".pdf" and not own:
        return (
            Diagnostic(
                "manifest",
                "{manifest} is of another file than {file}, which lies beside it.",
                "Put the two files of one edition together.",
                None,
                {"manifest": str(beside), "file": str(path)},
            ),
        )
    return Edition(found, data if own else None, kind, name)


def _from_revision(order: Order, revision: str, report: Report, say: Say) -> Found:
    """The content as it was at a revision, built aside."""
    commit = _git(order.content, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    archive = _git(order.content, "archive", "--format=zip", commit.decode().strip()) if commit else None
    if not archive:
        raise Misuse(
            say("{name} is neither a file nor a revision of git that has the folder {folder}.").format(
                name=revision, folder=order.content
            )
        )
    with tempfile.TemporaryDirectory(prefix="kurrasa-") as aside:
        folder = Path(aside) / "content"
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            packed.extractall(folder)  # never outside of it, and a link becomes a file
        found = built(replace(order, content=folder), report, "revision", revision)
    return tuple(_in_revision(found, folder, revision)) if isinstance(found, tuple) else found


def _in_revision(diagnostics: Iterable[Diagnostic], folder: Path, revision: str) -> Iterable[Diagnostic]:
    """Name the files of a fault by their revision, for the folder they were read from is gone."""
    for fault in diagnostics:
        spot = fault.spot and replace(fault.spot, file=fault.spot.file.replace(str(folder), f"{revision}:", 1))
        yield replace(fault, spot=spot)


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git answers, or None where it refuses."""
    try:
        run = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError as missing:
        raise MachineLacks("git is not installed here: it is needed to read a revision of the content.") from missing
    return run.stdout if run.returncode == 0 else None
