"""What goes to a translator and what comes back: PO files, and translations tied to what they were made from.

In: content and a language. Out: a PO file of the texts that are missing or stale, or the files of `translations/` as
they are to be: written from a PO file that came back, or with a hash at every translation that had none. Nothing is
written here; a context (msgctxt) is the id of a record and the path of a field, with a blank between.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from kurrasa import yamledit
from kurrasa.diagnostics import Diagnostic, Spot
from kurrasa.load import TRANSLATIONS, Content, shown_path
from kurrasa.marks import FieldPath, Node
from kurrasa.translations import Key, Translated, digest
from kurrasa.wanted import Wanted, wanted

HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
Files = Mapping[Path, str]


def to_po(content: Content, language: str) -> tuple[str, int]:
    """What is missing or stale in a language as a PO file, and how much that is; the stale is marked fuzzy."""
    catalogue = Catalog(locale=language.replace("-", "_"))
    count = 0
    for want, one in _asked(content, language):
        if one is None and isinstance(want.source, tuple):
            continue
        if one is not None and one.of == want.of:
            continue
        spot = content.entries[want.key[0]].marks.spot(want.path)
        catalogue.add(
            _joined(want.source),
            _joined(one.text) if one else "",
            context=" ".join(want.key),
            locations=[(spot.file, spot.line)],
            flags=["fuzzy"] if one else [],
        )
        count += 1
    told = io.BytesIO()
    write_po(told, catalogue, width=0, omit_header=True)
    return HEADER.format(language=language) + told.getvalue().decode(), count


def from_po(content: Content, language: str, file: Path) -> tuple[Files, int, tuple[Diagnostic, ...]]:
    """The files of a language with the translations of a PO file in them, and how many these are.

    A message that is empty or fuzzy is not yet translated and passed over. Each is tied to the text it was made from,
    as the PO file has it: what has been edited since is stale. Raises `yamledit.Unwritable`.
    """
    spot = Spot(shown_path(file), 1, 1)
    try:
        catalogue = read_po(io.BytesIO(file.read_bytes()), abort_invalid=True)
    except (PoFileError, ValueError) as error:
        hint = "Save it from the translator's program once more."
        values = {"reason": str(error)}
        return {}, 0, (Diagnostic("po", "This is no PO file: {reason}.", hint, spot, values),)
    known = {want.key: want for entry in content.entries.values() for want in wanted(content, entry, language)}
    entries: dict[Key, yamledit.Entry] = {}
    files: dict[Path, str] = {}
    faults: list[Diagnostic] = []
    for message in catalogue:
        if not message.id or message.fuzzy or not isinstance(message.string, str) or not message.string.strip():
            continue
        id, _, path = (message.context or "").partition(" ")
        want = known.get((id, path))
        if want is None:
            hint = "Write the PO file anew: kurrasa translations --po FILE."
            values = {"context": message.context or ""}
            faults.append(Diagnostic("po", "“{context}” is no text of this content.", hint, spot, values, "warning"))
            continue
        text: str | tuple[str, ...] | None = message.string.strip()
        if isinstance(want.source, tuple):
            text = tuple(str(text).split("\n"))
        elif content.entries[id].marks.beside.get(path):
            files[content.folder / TRANSLATIONS / language / f"{id}.md"] = f"{text}\n"
            text = None
        entries[id, path] = yamledit.Entry(digest(str(message.id)), text)
    if entries:
        target = content.folder / TRANSLATIONS / f"{language}.yaml"
        files[target] = yamledit.write(_text(target), entries)
    return files, len(entries), tuple(faults)


def tie(content: Content, language: str) -> tuple[Files, int]:
    """The files with a hash at every translation that had none, and how many these are. Raises `Unwritable`."""
    found: dict[str, list[tuple[Node, str]]] = {}
    texts: dict[str, str] = {}
    beside: dict[Key, yamledit.Entry] = {}
    for want, one in _asked(content, language):
        if one is None or one.of is not None:
            continue
        if one.entry.path:
            marks = one.entry.marks
            texts[marks.file] = marks.text
            found.setdefault(marks.file, []).append((_node(marks.root, one.entry.path), want.of))
        else:  # prose beside, with nothing in the YAML
            beside[want.key] = yamledit.Entry(want.of, None)
    files: dict[Path, str] = {}
    for file, nodes in found.items():
        files[_path(content, file)] = yamledit.tie(texts[file], nodes)
    if beside:
        path = content.folder / TRANSLATIONS / f"{language}.yaml"
        files[path] = yamledit.write(files.get(path) or _text(path), beside)
    return files, len(beside) + sum(map(len, found.values()))


def _asked(content: Content, language: str) -> Iterator[tuple[Wanted, Translated | None]]:
    """Every text that a language needs, with its translation; lines of a title one by one where they are given so."""
    translation = content.translations.get(language)
    texts = translation.texts if translation else {}
    for entry in content.entries.values():
        for want in wanted(content, entry, language):
            one = texts.get(want.key)
            if one is None and isinstance(want.source, tuple):
                for number, line in enumerate(want.source):
                    id, path = want.key
                    if (of_line := texts.get((id, f"{path}.{number}"))) is not None:
                        yield Wanted((id, f"{path}.{number}"), (*want.path, number), line, True), of_line
            else:
                yield want, one


def _joined(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else "\n".join(text)


def _node(root: Node, path: FieldPath) -> Node:
    for step in path:
        root = root.children[step]
    return root


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig") if path.is_file() else ""


def _path(content: Content, file: str) -> Path:
    """A file as the content's folder has it, from the name that its spots show."""
    inside = file if content.shown == "." else file.removeprefix(f"{content.shown}/")
    return content.folder / inside
