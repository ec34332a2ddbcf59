"""The fonts of the book: only those of `fonts/manifest.yaml`, each with the hash it was chosen by.

In: the folder of the manifest and the font files. Out: the faces, checked. Run as a module, it puts
the files there from the installed font packages.
"""

from __future__ import annotations

import hashlib
import sys
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kurrasa.diagnostics import MachineLacks
from kurrasa.faces import FOLDER, Face, Faces, Style
from kurrasa.yamltext import LOADER

MANIFEST = "manifest.yaml"
SET_UP = "run `python -m kurrasa.fonts`"

FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ListedFace(_Closed):
    """One face of a family in the manifest."""

    file: FileName
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    weight: Annotated[int, Field(ge=1, le=1000)] = 400
    style: Style = "normal"


class ListedFamily(_Closed):
    """One family in the manifest: where it comes from, under which licence, and its faces."""

    family: str
    package: str
    version: str
    licence: str
    licence_file: FileName
    faces: Annotated[tuple[ListedFace, ...], Field(min_length=1)]


def manifest(folder: Path = FOLDER) -> tuple[ListedFamily, ...]:
    """Read the manifest of a folder. Raises `MachineLacks` if there is none or it is not as it should be."""
    path = folder / MANIFEST
    try:
        listed = TypeAdapter(tuple[ListedFamily, ...]).validate_python(yaml.load(path.read_bytes(), LOADER))  # noqa: S506 - the safe one
    except OSError as error:
        raise MachineLacks(f"{path}: the manifest of the fonts can't be read ({error.strerror})") from error
    except yaml.YAMLError as error:
        raise MachineLacks(f"{path}: not YAML: {error}") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise MachineLacks(f"{path}: {faults}") from error
    return listed


def faces(folder: Path = FOLDER) -> Faces:
    """Find the faces of the manifest in its folder.

    Raises `MachineLacks`, naming every file that is missing or has another hash than the manifest's.
    """
    folder = folder.resolve()
    return _faces(folder, tuple(map(_stamp, sorted(p for p in folder.glob("*") if p.is_file()))))


def _stamp(path: Path) -> tuple[str, int, int, int]:
    about = path.stat()
    return path.name, about.st_size, about.st_mtime_ns, about.st_ctime_ns


@lru_cache(maxsize=4)
def _faces(folder: Path, stamps: tuple[object, ...]) -> Faces:
    """The faces of a folder, looked at once as long as none of its files is touched."""
    found: list[Face] = []
    faults: list[str] = []
    for family in manifest(folder):
        if not (folder / family.licence_file).is_file():
            faults.append(f"{folder / family.licence_file}: the licence of {family.family} is missing")
        for listed in family.faces:
            path = folder / listed.file
            if fault := _fault(path, listed.sha256):
                faults.append(fault)
            licence = folder / family.licence_file
            found.append(
                Face(
                    family=family.family,
                    weight=listed.weight,
                    style=listed.style,
                    path=path,
                    sha256=listed.sha256,
                    licence=family.licence,
                    licence_file=licence,
                    package=family.package,
                    version=family.version,
                )
            )
    if faults:
        raise MachineLacks("\n".join([*faults, SET_UP]))
    return Faces(tuple(found))


def put(folder: Path = FOLDER) -> tuple[Path, ...]:
    """Copy the files of the manifest into its folder from the installed font packages; give those that were new.

    Raises `MachineLacks`, naming each package that is not installed and each file that is not the one listed.
    """
    new: list[Path] = []
    faults: list[str] = []
    for family in manifest(folder):
        try:
            package = metadata.distribution(family.package)
        except metadata.PackageNotFoundError:
            wanted = f"{family.package}=={family.version}"
            faults.append(f"{family.family}: the package {wanted} is not installed; run `pip install {wanted}`")
            continue
        shipped = {file.name: Path(str(package.locate_file(file))) for file in package.files or ()}
        for listed in family.faces:
            target = folder / listed.file
            if _fault(target, listed.sha256) is None:
                continue
            origin = shipped.get(listed.file)
            if origin is None or not origin.is_file():
                faults.append(f"{listed.file}: the package {family.package} {package.version} has no such file")
            elif _hash(origin) != listed.sha256:
                faults.append(
                    f"{listed.file}: that of {family.package} {package.version} is another than the manifest's "
                    f"(version {family.version})"
                )
            else:
                aside = target.with_name(target.name + ".part")
                aside.write_bytes(origin.read_bytes())
                aside.replace(target)
                new.append(target)
    if faults:
        raise MachineLacks("\n".join(faults))
    return tuple(new)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _fault(path: Path, sha256: str) -> str | None:
    """Say what is wrong with a font file; None if it is there and is the one listed."""
    if not path.is_file():
        return f"{path}: the font is missing"
    return None if _hash(path) == sha256 else f"{path}: another file than the manifest's (its hash differs)"


def main() -> int:
    """Put the fonts in place and say so; 0 when all are there, 3 when the machine lacks one."""
    try:
        new = put()
        known = faces()
    except MachineLacks as lack:
        print(lack, file=sys.stderr)
        return 3
    print(f"{FOLDER}: {len(known.faces)} faces of {', '.join(known.families)}; {len(new)} copied")
    return 0


if __name__ == "__main__":
    sys.exit(main())
