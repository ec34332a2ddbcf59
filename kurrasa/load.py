"""A folder of content to records, each with the place of everything in it.

In: the content's folder, as design and editor know it: `<kind>.yaml` and `<kind>/`, Markdown beside, `images/`.
Out: the content and every fault found in reading it. Nothing outside the folder is read, and nothing in it is run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from kurrasa import inplace, schema, translations, yamltext
from kurrasa.diagnostics import LARGEST, Diagnostic, Spot, Term
from kurrasa.marks import Marks, Node, Prose, place_in
from kurrasa.memory import Made, Memory
from kurrasa.records import FOLDERS, Book, Note, Record
from kurrasa.translations import Translation

IMAGES = "images"
TRANSLATIONS = "translations"
BESIDE_RECORDS = (IMAGES, TRANSLATIONS)
"""Folders of a content that hold no records: pictures, and texts in other languages."""
_READ_ME = ("readme.md", "readme.txt")
R = TypeVar("R", bound=Record)
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Entry:
    """A record and where it stands."""

    record: Record
    marks: Marks
    _made: dict[Callable[[Entry], object], object] = field(default_factory=dict, repr=False)

    def once(self, work: Callable[[Entry], T]) -> T:
        """What a function makes of this record and nothing else; worked out once, for it will be the same again."""
        if work not in self._made:
            self._made[work] = work(self)
        return self._made[work]  # type: ignore[return-value]


def bare(entry: Entry) -> Record:
    """Its record without the running text: all that one has to know who names it, or leads to it."""
    record = entry.record
    return record.model_copy(update={"text": ""}) if getattr(record, "text", None) else record


@dataclass(frozen=True)
class Content:
    """Everything that was read: records by id in file order, the book among them.

    `broken` are ids of records that are there but couldn't be made: a reference to them is no second fault.
    `translations` are the texts in other languages, by language; `source` is, for content whose texts were exchanged
    for those of another language, the content as it was written.
    """

    folder: Path
    shown: str
    book: Book
    entries: Mapping[str, Entry]
    broken: frozenset[str] = frozenset()
    translations: Mapping[str, Translation] = field(default_factory=lambda: MappingProxyType({}))
    source: Content | None = None

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """Give the records of a kind, in file order."""
        return self._by_kind.get(kind, ())  # type: ignore[return-value]

    @cached_property
    def settled(self) -> frozenset[tuple[str, str]]:
        """What editor's notes answer for: ids of records, each with a contradiction such as `date` or `number`."""
        return frozenset((id, what) for note in self.of(Note) for id in note.about for what in note.settles)

    @cached_property
    def _by_kind(self) -> Mapping[type[Record], tuple[Record, ...]]:
        found: dict[type[Record], list[Record]] = {}
        for entry in self.entries.values():
            found.setdefault(type(entry.record), []).append(entry.record)
        return {kind: tuple(records) for kind, records in found.items()}

    def retold(self, entries: Mapping[str, Entry]) -> Content:
        """The content with other entries for some of its records; the others are not sorted by kind anew."""
        book = entries[self.book.id].record if self.book.id in entries else self.book
        assert isinstance(book, Book)
        later = replace(self, book=book, entries=MappingProxyType({**self.entries, **entries}))
        told = {id(self.entries[name].record): entry.record for name, entry in entries.items()}
        kinds = set(map(type, told.values()))
        again = {kind: tuple([told.get(id(record), record) for record in self._by_kind[kind]]) for kind in kinds}
        later.__dict__["_by_kind"] = {**self._by_kind, **again}
        return later

    def spot(self, record: Record, *path: str | int) -> Spot:
        """Spot of a field of a record."""
        return self.entries[record.id].marks.spot(path)


def load(folder: Path, memory: Memory | None = None) -> tuple[Content | None, tuple[Diagnostic, ...]]:
    """Read a content. It is None where there is no book to speak of: no folder, or no readable `book.yaml`.

    With a memory of an earlier reading, what has not changed since is not read again.
    """
    shown = shown_path(folder)
    if not folder.is_dir():
        return None, (
            Diagnostic(
                "folder",
                "There is no content folder “{folder}”.",
                "Name the folder that holds book.yaml with --content, or begin one with: kurrasa new FOLDER.",
                None,
                {"folder": shown},
            ),
        )
    memory = memory or Memory()
    memory.begin()
    try:
        return _Reader(folder.resolve(), shown, memory).content()
    finally:
        memory.end()


def reread(content: Content, memory: Memory, saved: Iterable[Path]) -> Content | None:
    """A content after some of its files were saved: only these are read, so it takes no longer in a long one.

    None where they have a fault, or may say more than what the records say that it had: a record has come or gone or
    changed its id, a picture or a translation was saved, or the content is one that was exchanged for a translation.
    """
    try:
        return None if content.source else _Reader(content.folder, content.shown, memory).reread(content, saved)
    except OSError:
        return None


def shown_path(path: Path) -> str:
    """Give a path as an editor would type it from where he runs the program."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()


class _Reader:
    """Walks the folder once; entries and faults gather here."""

    def __init__(self, folder: Path, shown: str, memory: Memory) -> None:
        self.folder, self.shown, self.memory = folder, shown, memory
        self.above = str(folder / "x")[:-1]
        self.faults: list[Diagnostic] = []
        self.entries: dict[str, Entry] = {}
        self.broken: dict[str, Spot] = {}
        self.prose: dict[tuple[str, str], Prose] = {}
        self.in_place: list[inplace.InPlace] = []
        self.language = "ar"  # until the book says otherwise: its file is read first

    def content(self) -> tuple[Content | None, tuple[Diagnostic, ...]]:
        files = [*self.files()]
        for home, path in files:
            if path.suffix == ".md" and (text := self.text(path)) is not None:
                self.prose[home, path.stem] = Prose(self.name(path), text)
        for home, path in files:
            if path.suffix == ".yaml" and (text := self.text(path)) is not None:
                self.records(home, text, self.name(path))
        self.leftover()
        books = [entry for entry in self.entries.values() if isinstance(entry.record, Book)]
        book_file = self.folder / "book.yaml"
        if not books:
            if not os.path.lexists(book_file) or not self.faults:
                self.fault(
                    "book",
                    "The content has no book: {file} is missing or empty.",
                    "Write it with at least `id: book` and `title: …`.",
                    None,
                    file=self.name(book_file),
                )
            return None, tuple(self.faults)
        for more in books[1:]:
            self.fault(
                "book", "A content is one book; a second one stands here.", "Keep one record.", more.marks.spot()
            )
        book = books[0].record
        assert isinstance(book, Book)
        entries = MappingProxyType(self.entries)
        translated = translations.read_folder(self.folder / TRANSLATIONS, self, inplace.by_language(self.in_place))
        broken = frozenset(self.broken)
        return Content(self.folder, self.shown, book, entries, broken, translated), tuple(self.faults)

    def reread(self, content: Content, saved: Iterable[Path]) -> Content | None:
        """The content with new entries for the records of these files; None where it would be another one."""
        self.language = content.book.language
        places: set[tuple[str, int]] = set()
        for path in saved:
            home, stem = (path.parent.name if path.parent != self.folder else path.stem), path.stem
            inside = path.parent == self.folder / home if path.suffix == ".md" else self.folder in (*path.parents,)[:2]
            linked = path.is_symlink() or path.parent.is_symlink()
            if home not in FOLDERS or not inside or linked or (text := self.text(path)) is None:
                return None
            file = self.name(path)
            if path.suffix == ".yaml":
                root, faults = self.memory.document(file, text, partial(yamltext.read, text, file))
                kept = [key for key in self.memory.records if key[0] == file]
                if faults or root is None or len(_nodes(root)) != len(kept):
                    return None
                places.update(kept)
            elif (entry := content.entries.get(stem)) and entry.record.folder == home:
                self.prose[home, stem] = Prose(file, text)
                places.update([key for key, made in self.memory.records.items() if made.entry is entry])
            else:
                return None
        made = {place: self.made_again(content, place) for place in places}
        entries = {m.entry.record.id: m.entry for m in made.values() if m and m.entry and not m.faults}
        if len(entries) != len(made) or self.faults:
            return None
        self.memory.records |= {place: m for place, m in made.items() if m}
        return content.retold(entries)

    def made_again(self, content: Content, place: tuple[str, int]) -> Made | None:
        """What is made now of a node that was read before; None where it is another record."""
        file, index = place
        text, (root, _) = self.memory.documents[file]
        before = self.memory.records[place]
        if root is None or before.entry is None:
            return None
        kind, node = type(before.entry.record), _nodes(root)[index]
        if before.prose and (kind.folder, before.name) not in self.prose:
            self.prose[kind.folder, str(before.name)] = before.prose
        made = self.made(kind, Marks(file, text, node))
        return made if made.name == before.name and content.entries.get(str(made.name)) is before.entry else None

    def name(self, path: Path) -> str:
        inside = str(path).removeprefix(self.above).replace(os.sep, "/")
        return inside if self.shown == "." else f"{self.shown}/{inside}"

    def fault(self, rule: str, message: str, hint: str, spot: Spot | None, **values: str) -> None:
        self.faults.append(Diagnostic(rule, message, hint, spot, values))

    def listing(self, folder: Path) -> Iterator[Path]:
        """What a folder holds, by name; hidden files are none of ours, and links are not followed."""
        with os.scandir(folder) as found:
            inside = sorted(found, key=lambda entry: entry.name)
        for entry in inside:
            if entry.name.startswith("."):
                continue
            path = folder / entry.name
            if not (entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)):
                self.fault(
                    "folder",
                    "“{file}” is a link or a device, which is not read.",
                    "Put the file itself there.",
                    Spot(self.name(path), 1, 1),
                    file=self.name(path),
                )
                continue
            yield path

    def files(self) -> Iterator[tuple[str, Path]]:
        """Every file of records or prose, with the folder its records belong to; a kind's own file comes first."""
        found: dict[str, list[Path]] = {name: [] for name in FOLDERS}
        for path in self.listing(self.folder):
            if path.is_dir() and path.name in FOLDERS and path.name != Book.folder:
                for inner in self.listing(path):
                    if inner.is_file() and inner.suffix in (".yaml", ".md"):
                        found[path.name].append(inner)
                    else:
                        self.unknown(inner, [])
            elif path.is_file() and path.suffix == ".yaml" and path.stem in FOLDERS:
                found[path.stem].insert(0, path)
            elif not (path.is_dir() and path.name in BESIDE_RECORDS) and path.name.lower() not in _READ_ME:
                self.unknown(path, [name if path.is_dir() else f"{name}.yaml" for name in (*FOLDERS, *BESIDE_RECORDS)])
        for home, paths in found.items():
            paths.sort(key=lambda p: (p.parent != self.folder, p.name))
            yield from ((home, path) for path in paths)

    def unknown(self, path: Path, known: list[str]) -> None:
        near = schema.guess(path.name, known)
        hint = "Remove it from the content, or put it where its records belong: {known}."
        if near:
            hint = "Did you mean “{guess}”?"
        elif path.suffix == ".yml":
            hint = "Name it “{stem}.yaml”."
        elif path.is_dir():
            hint = "Files of records lie in the folder of their kind, with no folders in it."
        self.fault(
            "folder",
            "“{file}” belongs to no kind of record and would not be read.",
            hint,
            Spot(self.name(path), 1, 1),
            file=self.name(path),
            guess=near or "",
            stem=path.stem,
            known=", ".join((*FOLDERS, *BESIDE_RECORDS)),
        )

    def text(self, path: Path) -> str | None:
        """Read a text file as UTF-8; None, with a fault, where it is none or too large."""
        try:
            return self.memory.text(path, lambda: self.read(path))
        except OSError as error:
            self.fault(
                "folder",
                "The file can't be read: {reason}.",
                "See who may read it.",
                Spot(self.name(path), 1, 1),
                reason=error.strerror or str(error),
            )
            return None

    def read(self, path: Path) -> str | None:
        file = self.name(path)
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST else b""
        if size > LARGEST:
            self.fault(
                "folder",
                "The file is larger than {limit} bytes.",
                "Divide it into several files.",
                Spot(file, 1, 1),
                limit=str(LARGEST),
            )
            return None
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = data[: error.start].decode("utf-8-sig", "replace")
            self.fault(
                "encoding",
                "The file is not in UTF-8: a byte here ({byte}) is no text.",
                "Save it as UTF-8 (in many editors: “Save with encoding”).",
                place_in(before + "?", file, len(before)),
                byte=f"0x{data[error.start]:02X}",
            )
            return None

    def records(self, home: str, text: str, file: str) -> None:
        root, faults = self.memory.document(file, text, lambda: yamltext.read(text, file))
        self.faults += faults
        if root is None:
            if faults:  # its records are not known: references to them can't be judged
                self.broken.update(dict.fromkeys(_ids(text), Spot(file, 1, 1)))
            return
        for index, node in enumerate(_nodes(root)):
            if home == Book.folder and isinstance(node.data, dict):
                self.language = str(node.data.get("language", self.language))
            made = self.memory.made(file, index)
            if not (made and made.stands(node, self.language, self.beside(home, made.name))):
                made = self.made(FOLDERS[home], Marks(file, text, node))
            self.memory.records[file, index] = made
            if made.prose:
                del self.prose[home, str(made.name)]
            self.record(made)

    def beside(self, home: str, name: object) -> Prose | None:
        """The prose that stands beside a record."""
        return self.prose.get((home, name)) if isinstance(name, str) else None

    def made(self, kind: type[Record], marks: Marks) -> Made:
        """Make a record of its node and the prose beside it, and of nothing else."""
        node = marks.root
        marks, in_place, faults = inplace.chosen(kind, marks, self.language)
        data = marks.root.data
        name = data.get("id") if isinstance(data, dict) else None
        prose = self.beside(kind.folder, name)

        def fault(rule: str, message: str, hint: str, spot: Spot, **values: str) -> None:
            faults.append(Diagnostic(rule, message, hint, spot, values))

        if prose:
            if "text" not in kind.model_fields:
                fault(
                    "prose",
                    "A record of this kind has no text: “{file}” stands beside “{id}”.",
                    "Remove the file, or move its text into a field of the record.",
                    Spot(prose.file, 1, 1),
                    file=prose.file,
                    id=str(name),
                )
            elif "text" in data:
                fault(
                    "prose",
                    "The text of “{id}” stands twice: here and in {file}.",
                    "Keep one of the two.",
                    marks.spot(("text",), key=True),
                    file=prose.file,
                    id=str(name),
                )
            else:
                data = {**data, "text": prose.text}
                marks = replace(marks, beside={"text": prose})
        record, wrong = schema.read(kind, marks, data)
        entry = Entry(record, marks) if record else None
        return Made(node, self.language, prose, name, marks, in_place, [*faults, *wrong], entry)

    def record(self, made: Made) -> None:
        """Take a record in under its id."""
        self.in_place += made.in_place
        self.faults += made.faults
        name, marks, entry = made.name, made.marks, made.entry
        taken = str(name)
        first = self.entries[taken].marks.spot(("id",)) if taken in self.entries else self.broken.get(taken)
        if name is not None and first:
            self.fault(
                "duplicate-id",
                "The id “{id}” is taken: {first} has it.",
                "Give this record another id.",
                marks.spot(("id",)),
                id=taken,
                first=str(first),
            )
            self.broken.setdefault(taken, first)  # which of the two is meant can't be told
        elif entry:
            self.entries[entry.record.id] = entry
        elif name is not None:
            self.broken[taken] = marks.spot(("id",))

    def leftover(self) -> None:
        """Prose beside which no record stands."""
        for (home, name), prose in self.prose.items():
            if name in self.broken:
                continue
            known = [id_ for id_, entry in self.entries.items() if entry.record.folder == home]
            near = schema.guess(name, known)
            self.fault(
                "prose",
                "No record of the kind “{kind}” has the id “{id}”, which this file's name gives.",
                "Did you mean “{guess}.md”?" if near else "Name the file by the id of its record, or write the record.",
                Spot(prose.file, 1, 1),
                kind=Term(FOLDERS[home].kind),
                id=name,
                guess=near or "",
            )


def _nodes(root: Node) -> list[Node]:
    """The records of a file: a list of them, or one."""
    return list(root.children.values()) if isinstance(root.data, list) else [root]


def _ids(text: str) -> list[str]:
    """Ids of a file that YAML can't read, as far as its lines show them."""
    lines = (line.strip().removeprefix("- ").lstrip("{ ") for line in text.splitlines())
    return [line.removeprefix("id:").split("#")[0].strip().split(",")[0] for line in lines if line.startswith("id:")]
