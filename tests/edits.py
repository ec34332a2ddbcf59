"""An editor who never rests: random edits of a content as `kurrasa new` writes it, the same for the same seed.

In: a folder, a seed. Out: the folder as it is after each edit, and what was done. An edit may be at fault, as those of
people are; the next one is then made to the content as it was before.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from PIL import Image

PROSE = "في المؤتمر قرار جديد اعتمدته الدول الأطراف بعد نقاش طويل حول وحدات القياس وثوابت الطبيعة والضوء"
WORDS = PROSE.split()
RECORDS = ("[[paris-1960]]", "[[paris-1983]]", "[[cgpm-17-1]]", "[[guillaume]]", "[[sevres]]", "[[@versailles-2018]]")
FIELDS = {
    "numerals": ("european", "arabic-indic"),
    "months": ("arab", "levant", "both", "maghreb"),
    "front_matter": ("abjad", "continuous"),
    "calendars": ("[gregorian, hijri]", "[hijri, gregorian]", "[gregorian]"),
    "trim": ("{width: 148, height: 210}", "{width: 170, height: 240}", "{width: 140, height: 216}"),
}
FONTS = ("{text: Amiri}", "{text: IBM Plex Sans Arabic}", "{text: Amiri, display: Amiri}", "{}")
_SEAT = re.compile(r"^  - (?:chapter|conference): \S+\n", re.MULTILINE)


class Editor:
    """Edits a content that is a copy of the scaffold."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self._random = random.Random(seed)
        self._made = 0
        self._before = folder.with_name(f"{folder.name}-before")
        self._kinds: tuple[Callable[[], str], ...] = (
            *(self._word, self._word, self._grow, self._shrink, self._add, self._add, self._delete, self._reorder),
            *(self._retitle, self._rename, self._picture, self._record, self._style, self._font, self._touch),
        )

    def edit(self) -> str:
        """Make an edit, and say what it was."""
        shutil.rmtree(self._before, ignore_errors=True)
        shutil.copytree(self.folder, self._before)
        while not (told := self._random.choice(self._kinds)()):
            pass  # there was nothing of the kind to edit
        return told

    def undo(self) -> None:
        """Have the content as it was before the last edit."""
        shutil.rmtree(self.folder)
        shutil.copytree(self._before, self.folder)

    def _text(self) -> Path:
        return self._random.choice(sorted(self.folder.glob("*/*.md")))

    def _prose(self, least: int, most: int) -> str:
        words = self._random.choices(WORDS, k=self._random.randint(least, most))
        words.insert(len(words) // 2, self._random.choice(RECORDS))
        return " ".join(words)

    def _word(self) -> str:
        path = self._text()
        text = path.read_text(encoding="utf-8")
        places = [match.start() for match in re.finditer(r"(?<=[\u0621-\u064a] )(?=[\u0621-\u064a]+ )", text)]
        at = self._random.choice(places)
        new = self._random.choice((self._random.choice(WORDS) + " ", ""))
        rest = text[at:] if new else text[at:].partition(" ")[2]
        path.write_text(text[:at] + new + rest, encoding="utf-8")
        return f"a word in {path.name}"

    def _grow(self) -> str:
        path = self._text()
        with path.open("a", encoding="utf-8") as file:
            file.writelines(f"\n{self._prose(20, 90)}.\n" for _ in range(self._random.randint(1, 6)))
        return f"paragraphs at the end of {path.name}"

    def _shrink(self) -> str:
        path = self._text()
        pieces = path.read_text(encoding="utf-8").split("\n\n")
        if len(pieces) < 4:
            return ""
        path.write_text("\n\n".join(pieces[:-1]) + "\n", encoding="utf-8")
        return f"no last paragraph in {path.name}"

    def _add(self) -> str:
        self._made += 1
        name = f"added-{self._made}"
        record = f"id: {name}\ntitle: باب {self._made}\nopening: {self._random.choice(('plain', 'band'))}\n"
        (self.folder / "chapters" / f"{name}.yaml").write_text(record, encoding="utf-8")
        text = "\n\n".join(self._prose(20, 120) + "." for _ in range(self._random.randint(1, 8)))
        (self.folder / "chapters" / f"{name}.md").write_text(text + "\n", encoding="utf-8")
        book = self._book()
        seat = self._random.choice(list(_SEAT.finditer(book)))
        self._save(book[: seat.end()] + f"  - chapter: {name}\n" + book[seat.end() :])
        return f"chapter {name} added"

    def _added(self) -> str | None:
        found = sorted(path.stem for path in self.folder.glob("chapters/added-*.yaml"))
        return self._random.choice(found) if found else None

    def _delete(self) -> str:
        if not (name := self._added()):
            return ""
        for path in self.folder.glob(f"chapters/{name}.*"):
            path.unlink()
        self._save(self._book().replace(f"  - chapter: {name}\n", ""))
        return f"chapter {name} deleted"

    def _reorder(self) -> str:
        book = self._book()
        first, second = sorted(self._random.sample(list(_SEAT.finditer(book)), 2), key=re.Match.start)
        between = book[first.end() : second.start()]
        self._save(book[: first.start()] + second[0] + between + first[0] + book[second.end() :])
        return f"{first[0].split()[-1]} and {second[0].split()[-1]} change places"

    def _retitle(self) -> str:
        path = self._random.choice(sorted(self.folder.glob("chapters/*.yaml")))
        title = f"title: {' '.join(self._random.sample(WORDS, self._random.randint(1, 9)))}"
        path.write_text(re.sub("title: .*", title, path.read_text(encoding="utf-8")), encoding="utf-8")
        return f"{path.name} has another title"

    def _rename(self) -> str:
        if not (name := self._added()):
            return ""
        self._made += 1
        new = f"added-{self._made}"
        for path in self.folder.glob(f"chapters/{name}.*"):
            path.rename(path.with_name(new + path.suffix))
        record = self.folder / "chapters" / f"{new}.yaml"
        record.write_text(record.read_text(encoding="utf-8").replace(f"id: {name}\n", f"id: {new}\n"), encoding="utf-8")
        self._save(self._book().replace(f"chapter: {name}\n", f"chapter: {new}\n"))
        return f"{name} is now {new}"

    def _picture(self) -> str:
        path = self.folder / "figures.yaml"
        text = path.read_text(encoding="utf-8").replace("\n  image: sevres.png\n  alt: بناء بين أشجار\n", "\n")
        image = self.folder / "images" / "sevres.png"
        image.parent.mkdir(exist_ok=True)
        if "  image: sevres.png\n" not in path.read_text(encoding="utf-8") or self._random.random() < 0.6:
            text = text.rstrip() + "\n  image: sevres.png\n  alt: بناء بين أشجار\n"
            size = self._random.choice(((1400, 900), (900, 1400)))
            Image.linear_gradient("L").rotate(90 * self._random.randrange(4)).resize(size).convert("RGB").save(image)
            path.write_text(text, encoding="utf-8")
            return "another picture"
        image.unlink()
        path.write_text(text, encoding="utf-8")
        return "no picture"

    def _record(self) -> str:
        path = self.folder / "resolutions" / "added.yaml"
        if path.exists() and self._random.random() < 0.4:
            path.unlink()
            return "the added resolutions deleted"
        path.parent.mkdir(exist_ok=True)
        self._made += 1
        meeting, session = self._random.choice((("paris-1960", 11), ("paris-1983", 17), ("versailles-2018", 26)))
        with path.open("a", encoding="utf-8") as file:
            file.write(
                f"- id: added-{self._made}\n  body: general-conference\n  conference: {meeting}\n"
                f"  number: {{serial: {100 + self._made}, session: {session}}}\n  title: {self._prose(2, 4)}\n".replace(
                    "[[", ""
                ).replace("]]", "")
                + f"  summary: {' '.join(self._random.choices(WORDS, k=12))}.\n  cites: [cgpm-11-6]\n"
            )
        return f"resolution added-{self._made} of {meeting}"

    def _style(self) -> str:
        field = self._random.choice(sorted(FIELDS))
        return self._field(field, self._random.choice(FIELDS[field]))

    def _font(self) -> str:
        return self._field("fonts", self._random.choice(FONTS))

    def _touch(self) -> str:
        path = self._text()
        path.write_bytes(path.read_bytes())
        return f"{path.name} saved as it was"

    def _field(self, field: str, value: str) -> str:
        lines = [line for line in self._book().splitlines() if not line.startswith(f"{field}:")]
        self._save("\n".join([f"{field}: {value}", *lines]) + "\n")
        return f"{field}: {value}"

    def _book(self) -> str:
        return (self.folder / "book.yaml").read_text(encoding="utf-8")

    def _save(self, book: str) -> None:
        (self.folder / "book.yaml").write_text(book, encoding="utf-8")
