"""An archive made again from nothing but what it carries, and held against itself byte by byte.

In: the path of an archive. Out: whether the same bytes came of it, or what differs first. The book is made in a folder
of its own, with the program's own code and fonts, and with the content, the templates and the words that were carried;
nothing of an earlier build is there.

Content is data, and as safe as any content. Templates and words are not: a template may call what it can reach. So
those that differ from the program's own are used only where the caller trusts them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pikepdf
from pydantic import ValidationError

from kurrasa import fonts
from kurrasa.archive.material import CONTENT, FONTS, MANIFEST, TEMPLATES, WORDS, house
from kurrasa.archive.provenance import Provenance, hashes, machine, tools
from kurrasa.archive.unpack import carried
from kurrasa.diagnostics import Diagnostic, MachineLacks
from kurrasa.faces import FOLDER
from kurrasa.inputs import ROOT, sources
from kurrasa.order import Report, Step
from kurrasa.prove.ledger import Ledger
from kurrasa.prove.made import Making

_SPOKEN = (f"{TEMPLATES}/", f"{WORDS}/")
_MOST = 8  # differences of a kind that are named


@dataclass(frozen=True)
class Verdict:
    """`sha256` is that of the archive where the same bytes came of it; else the faults say what differs.

    `said` is what the program told of the content it could make no book of.
    """

    faults: tuple[Diagnostic, ...]
    sha256: str = ""
    files: int = 0
    said: str = ""


def verify(path: Path, report: Report, *, trusting: bool, limit: float) -> Verdict:
    """Make an archive again and compare. Raises `MachineLacks`, and `OSError` where there is no such file."""
    files = carried(path)
    if isinstance(files, Diagnostic):
        return Verdict((files,))
    record = _record(files)
    if isinstance(record, Diagnostic):
        return Verdict((record,))
    source = {name: data for name, data in files.items() if name != MANIFEST}
    if faults := (*_altered(source, record), *(() if trusting else _strange(source, record))):
        return Verdict(tuple(faults))
    with tempfile.TemporaryDirectory(prefix="kurrasa-verify-") as folder:
        tree = Path(folder)
        _lay(tree, source)
        report(Step("Making the book again", path.name, 0, 1))
        made, said = _again(tree, record, limit)
        if made is None:
            return Verdict((_unmade(), *_other_hands(record)), said=said)
        report(Step("Comparing", "", 0, 1))
        if made.read_bytes() == path.read_bytes():
            return Verdict((), hashlib.sha256(path.read_bytes()).hexdigest(), len(source))
        return Verdict((_differs(path, made), *_other_hands(record)))


def _record(files: Mapping[str, bytes]) -> Provenance | Diagnostic:
    try:
        return Provenance.model_validate_json(files[MANIFEST])
    except KeyError:
        message = "The file carries nothing that it could be made from again: it is no archive."
        return Diagnostic("verify", message, "Name a PDF that `kurrasa archive` has made.")
    except ValidationError:
        message = "The record of what the archive was made from is damaged, or of another form than this program reads."
        return Diagnostic("verify", message, "Verify it with the version of the program that made it.")


# ---------------------------------------------------------------- before anything is made


def _altered(source: Mapping[str, bytes], record: Provenance) -> Iterator[Diagnostic]:
    """Files that are not those the archive was made with."""
    found = hashes(source)
    for name in sorted(found.keys() | record.inputs.keys()):
        if found.get(name) != record.inputs.get(name):
            message = "“{name}” is not the file that the archive was made with."
            if name not in found:
                message = "“{name}” is missing from the archive."
            elif name not in record.inputs:
                message = "“{name}” was added to the archive after it was made."
            yield Diagnostic("verify", message, "Take another copy of the archive.", None, {"name": name})


def _strange(source: Mapping[str, bytes], record: Provenance) -> Iterator[Diagnostic]:
    """Templates and words that are not the program's own: it would run what it doesn't know."""
    judged = sorted(name for name in source.keys() | house(record.order.language) if name.startswith(_SPOKEN))
    strange = [n for n in judged if n not in source or not _same(ROOT / n, source[n])]
    if strange:
        yield Diagnostic(
            "verify",
            "The archive carries other templates or words than this program has: {names}.",
            "Verify it with the version that made it ({version}), or, if you trust whoever made it as you trust this "
            "program, with --trust-templates.",
            None,
            {"names": _few(strange), "version": record.program.version},
        )


def _same(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


# ---------------------------------------------------------------- the book once more


def _lay(tree: Path, source: Mapping[str, bytes]) -> None:
    """Lay out a folder as the program's own is, with what was carried in its place."""
    for name, data in source.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        with (tree / name).open("xb") as file:
            file.write(data)
    shutil.copytree(ROOT / "kurrasa", tree / "kurrasa")
    shutil.copy2(ROOT / "render.py", tree)
    for spoken in (ROOT / WORDS).iterdir():  # messages to whoever verifies
        if not (tree / WORDS / spoken.name).exists():
            shutil.copytree(spoken, tree / WORDS / spoken.name)
    with contextlib.suppress(MachineLacks):  # then the program of the folder will say so
        for face in (face for family in fonts.manifest(tree / FONTS) for face in family.faces):
            if (FOLDER / face.file).is_file():
                shutil.copyfile(FOLDER / face.file, tree / FONTS / face.file)


def _again(tree: Path, record: Provenance, limit: float) -> tuple[Path | None, str]:
    """Run the program of the folder in a process of its own: the archive that it makes, and what it says is wrong."""
    asked = ["archive", "--content", CONTENT, "--out", "build", "--lang", record.order.language, "--quiet"]
    asked += ["--limit", str(limit), *["--final"] * record.order.final]
    path = os.pathsep.join([str(tree), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(  # noqa: S603 - our own program; its arguments are checked by a schema
        [sys.executable, str(tree / "render.py"), *asked],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    made = sorted((tree / "build").glob("booklet-archive*.pdf"))
    return (made[0] if made and not done.returncode else None), done.stderr


# ---------------------------------------------------------------- what differs


def _other_hands(record: Provenance) -> Iterator[Diagnostic]:
    """By what the archive was made otherwise than it was made now."""
    if record.program.sources != sources():
        yield Diagnostic(
            "verify",
            "It was made by another state of the program: {version}, sources {sources}.",
            "Verify it with that one.",
            None,
            {"version": record.program.version, "sources": record.program.sources[:16]},
        )
    here = {name: tool.version for name, tool in tools().items()} | machine()
    then = {name: tool.version for name, tool in record.tools.items()} | record.machine
    names = sorted(n for n in here.keys() | then.keys() if here.get(n) != then.get(n))
    other = [f"{n} {then.get(n, '–')} → {here.get(n, '–')}" for n in names]
    builds = [n for n, tool in record.tools.items() if n in tools() and tool != tools()[n] and tool.version == here[n]]
    if other or builds:
        yield Diagnostic(
            "verify",
            "It was made by other tools (then → now): {names}.",
            "Install those of the requirements.lock that it carries.",
            None,
            {"names": _few([*other, *builds])},
        )


def _differs(path: Path, made: Path) -> Diagnostic:
    """What the two files differ in first: a page, or nothing that is printed."""
    with pikepdf.open(path) as before, pikepdf.open(made) as after:
        sheets = [[sheet.digest for sheet in Making(pdf, Ledger()).sheets()] for pdf in (before, after)]
    hint = "The pages are as they were; what differs stands below, or in how the file is written."
    for number, (one, other) in enumerate(zip_longest(*sheets, fillvalue=b""), 1):
        if one != other:
            message = "Other bytes came of what the archive carries: its page {n} is another."
            hint = "The archive, or what it carries, was altered; or it was made by other tools."
            return Diagnostic("verify", message, hint, None, {"n": str(number)})
    return Diagnostic("verify", "Other bytes came of what the archive carries.", hint)


def _unmade() -> Diagnostic:
    message = "No book could be made of what the archive carries."
    return Diagnostic("verify", message, "What was wrong with it is told above.")


def _few(names: list[str]) -> str:
    return ", ".join(names[:_MOST]) + (f" … (+{len(names) - _MOST})" if len(names) > _MOST else "")
