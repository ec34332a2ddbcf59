"""Texts in other languages, as their translators keep them: `translations/<language>.yaml`, and prose beside it.

In: the YAML and Markdown of each language, and the texts found in the records. Out: each translation by record and
field, with the hash of the text it was made from and the place it stands at. What these texts are to be held against is
for `localise` to say; here only their form is judged.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from babel import Locale, UnknownLocaleError

from kurrasa import yamltext
from kurrasa.diagnostics import Diagnostic, Spot
from kurrasa.marks import FieldPath, Marks, Node, Place, Prose

Key = tuple[str, str]
"""Id of a record, and the path of a field in it, dotted: `clauses.0.text`."""
_HASH = re.compile(r"[0-9a-f]{8}")
_PATH = re.compile(r"[a-z_]+(?:\.[A-Za-z0-9_-]+)*")
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Translated:
    """One text in another language; a list of lines where the field is one. `of` is None where it is not tied yet."""

    text: str | tuple[str, ...]
    of: str | None
    place: Place
    """Where the text stands."""
    entry: Place
    """Where the translator names the field: what `--tie` writes to."""

    @property
    def spot(self) -> Spot:
        """Spot of the text."""
        return self.place.marks.spot(self.place.path)


@dataclass(frozen=True)
class Translation:
    """All texts in one language; `file` is where those stand that are yet to come."""

    language: str
    file: str
    texts: Mapping[Key, Translated]
    faults: tuple[Diagnostic, ...] = ()


@cache
def is_language(tag: str) -> bool:
    """Tell whether a name is a language's BCP 47 tag that CLDR knows."""
    if not _TAG.fullmatch(tag):
        return False
    try:
        Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return True


def digest(source: str | Iterable[str]) -> str:
    """What a translation remembers of its source: SHA-256 of it with white space folded, its first 8 hex digits."""
    joined = source if isinstance(source, str) else " ".join(source)
    return hashlib.sha256(" ".join(joined.split()).encode()).hexdigest()[:8]


def field_path(dotted: str) -> FieldPath:
    """The path of a field: `clauses.0.text` as steps."""
    return tuple(int(step) if step.isdigit() else step for step in dotted.split("."))


def dotted(path: FieldPath) -> str:
    """The steps of a path as a translator writes them."""
    return ".".join(map(str, path))


# ---------------------------------------------------------------- the file of a language


def read(language: str, file: str, text: str, prose: Mapping[str, Prose]) -> Translation:
    """Read the file of a language and the prose beside it."""
    root, found = yamltext.read(text, file)
    faults = list(found)
    texts: dict[Key, Translated] = {}
    if root is not None:
        marks = Marks(file, text, root)
        for id, record in _fields(marks, (), root, faults):
            for path, node in _fields(marks, (id,), record, faults):
                beside = prose.get(id) if path == "text" else None
                if (one := translated(marks, (id, path), node, beside, faults)) is not None:
                    texts[id, path] = one
    for id, beside in prose.items():
        if (id, "text") not in texts:
            place = Place(_whole(beside), ())
            texts[id, "text"] = Translated(beside.text.strip(), None, place, place)
    return Translation(language, file, MappingProxyType(texts), tuple(faults))


def _fields(marks: Marks, path: FieldPath, node: Node, faults: list[Diagnostic]) -> Iterator[tuple[str, Node]]:
    if not isinstance(node.data, dict):
        hint = "Write the fields indented under the id of their record: `title: …`."
        faults.append(_fault("Fields of a record are wanted here.", hint, marks.spot(path)))
        return
    for name, child in node.children.items():
        yield str(name), child


def translated(
    marks: Marks, path: FieldPath, node: Node, beside: Prose | None, faults: list[Diagnostic]
) -> Translated | None:
    """Read one translation: a text, a list of lines, or either with its hash. None, with a fault, where it is none."""
    entry = Place(marks, path)
    of, at = None, path
    if isinstance(node.data, dict):
        if not node.data.keys() <= {"of", "text"} or not ("text" in node.data or (beside and "of" in node.data)):
            hint = 'Write `{of: "…", text: "…"}`, or the text alone.'
            faults.append(_fault("A translation is its text, and what it was made from.", hint, marks.spot(path)))
            return None
        if "of" in node.children:
            of = (marks.written((*path, "of")) or "").strip("\"'")
            if not _HASH.fullmatch(of):
                hint = "Remove it, and run: kurrasa translations --tie."
                faults.append(_fault("“{of}” is no hash of a text.", hint, marks.spot((*path, "of")), of=of))
                return None
        if "text" in node.children:
            at, node = (*path, "text"), node.children["text"]
    place = Place(marks, at)
    if beside:
        if isinstance(node.data, str):
            hint = "Keep one of the two."
            faults.append(_fault("The text stands twice: here and in {file}.", hint, marks.spot(at), file=beside.file))
        return Translated(beside.text.strip(), of, Place(_whole(beside), ()), entry)
    if isinstance(node.data, list) and node.data and all(isinstance(line, str) for line in node.data):
        return Translated(tuple(line.strip() for line in node.data), of, place, entry)
    if node.data is None or node.data == "":
        return None  # still to be done
    if isinstance(node.data, bool | int | float):
        return Translated(marks.written(at) or str(node.data), of, place, entry)
    if not isinstance(node.data, str):
        faults.append(_fault("A translation is one text.", "Write it as text, after the colon.", marks.spot(at)))
        return None
    return Translated(node.data.strip(), of, place, entry)


def _whole(prose: Prose) -> Marks:
    """Marks of a Markdown file as one text."""
    return Marks(prose.file, prose.text, Node(prose.text, 0, len(prose.text), ""))


def _fault(message: str, hint: str, spot: Spot, **values: str) -> Diagnostic:
    return Diagnostic("translation", message, hint, spot, values)


# ---------------------------------------------------------------- the folder


class Reader(Protocol):
    """What reads a content, and keeps the faults of it."""

    def name(self, path: Path) -> str:
        """A file's name as the editor knows it."""

    def text(self, path: Path) -> str | None:
        """The text of a file; None, with a fault, where it can't be read."""

    def listing(self, folder: Path) -> Iterator[Path]:
        """What a folder holds, in the order of names."""

    def unknown(self, path: Path, known: list[str]) -> None:
        """Tell that a file belongs to nothing."""


def read_folder(folder: Path, reader: Reader, found: Mapping[str, Translation]) -> Mapping[str, Translation]:
    """The translations of a folder, put together with those found in the records; by language."""
    prose: dict[str, dict[str, Prose]] = {}
    files: dict[str, tuple[Path, str]] = {}
    for path in reader.listing(folder) if folder.is_dir() else ():
        if path.is_file() and path.suffix == ".yaml" and is_language(path.stem):
            if (text := reader.text(path)) is not None:
                files[path.stem] = path, text
        elif path.is_dir() and is_language(path.name):
            for inner in reader.listing(path):
                if not (inner.is_file() and inner.suffix == ".md"):
                    reader.unknown(inner, [])
                elif (text := reader.text(inner)) is not None:
                    prose.setdefault(path.name, {})[inner.stem] = Prose(reader.name(inner), text)
        else:
            reader.unknown(path, [])

    def whole(language: str) -> Translation:
        if language not in files and language not in prose:
            return found[language]
        path, text = files.get(language, (folder / f"{language}.yaml", ""))
        return merged(found.get(language), read(language, reader.name(path), text, prose.get(language, {})))

    return Translations(sorted({*found, *files, *prose}), whole)


class Translations(Mapping[str, Translation]):
    """The translations of a content by language, each read when it is asked for: its own edition needs none."""

    def __init__(self, languages: Iterable[str], read: Callable[[str], Translation]) -> None:
        self._languages = tuple(languages)
        self._read = cache(read)

    def __getitem__(self, language: str) -> Translation:
        if language not in self._languages:
            raise KeyError(language)
        return self._read(language)

    def __iter__(self) -> Iterator[str]:
        return iter(self._languages)

    def __len__(self) -> int:
        return len(self._languages)


def merged(first: Translation | None, second: Translation) -> Translation:
    """Two sources of one language together; what stands in both is a fault."""
    if first is None:
        return second
    twice = [
        _fault(
            "“{path}” of “{id}” is translated twice: here and at {first}.",
            "Keep one of the two.",
            second.texts[key].spot,
            id=key[0],
            path=key[1],
            first=str(first.texts[key].spot),
        )
        for key in second.texts
        if key in first.texts
    ]
    texts = MappingProxyType({**first.texts, **second.texts})
    return Translation(second.language, second.file, texts, (*first.faults, *second.faults, *twice))
