"""The first edition, from `content/` to the finished book: what a reader, a printer and a librarian would look for.

The book is built once; while it is set here, the same content is set by another process in another folder.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import ROOT
from reader import Link, Volume, letters, poppler_fonts, qpdf_check

from kurrasa import fonts
from kurrasa.arrange import TRAITS
from kurrasa.dossier import Dossier, resolve
from kurrasa.inputs import fingerprint
from kurrasa.load import load
from kurrasa.records import Person, Place, Record, Resolution
from kurrasa.words import words


def title_of(kind: str) -> str:
    """The Arabic title of a ready-made part."""
    return words("ar").gettext(TRAITS[kind].title)


@pytest.fixture(scope="module")
def twin(first_content: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that builds a copy of the content elsewhere, with other hashes and another clock."""
    folder = tmp_path_factory.mktemp("twin")
    content = shutil.copytree(first_content, folder / "copy")
    process = subprocess.Popen(
        [sys.executable, ROOT / "render.py", "booklet", "--content", content, "--out", folder / "out", "--quiet"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": "4242", "TZ": "Pacific/Chatham", "LC_ALL": "C"},
        stderr=subprocess.DEVNULL,
    )
    yield process
    process.kill()


@pytest.fixture(scope="module")
def path(twin: subprocess.Popen[bytes], first_edition: Path) -> Path:
    return first_edition


@pytest.fixture(scope="module")
def book(path: Path) -> Volume:
    return Volume(path)


@pytest.fixture(scope="module")
def dossier(first_content: Path) -> Dossier:
    content, _ = load(first_content)
    assert content
    return resolve(content)


# ---------------------------------------------------------------- the volume


def test_it_is_a_book_of_whole_signatures(book: Volume) -> None:
    assert len(book) >= 32
    assert len(book) % 4 == 0


def test_the_back_cover_is_the_last_page_and_even(book: Volume) -> None:
    assert book.opens(title_of("back-cover")) == len(book)
    assert len(book) % 2 == 0


def test_qpdf_finds_no_fault(path: Path) -> None:
    verdict = qpdf_check(path)
    assert (verdict.returncode, verdict.stderr) == (0, "")


def test_it_reads_from_right_to_left_and_says_what_it_is(book: Volume, dossier: Dossier) -> None:
    root = book.file.Root
    assert root.ViewerPreferences.Direction == "/R2L"
    assert root.ViewerPreferences.DisplayDocTitle
    assert str(root.Lang) == "ar"
    assert str(book.file.docinfo["/Title"]) == dossier.book.title
    assert str(book.file.docinfo.get("/Author", "")) == (dossier.author or "")


def test_every_page_is_a5_and_labelled_as_it_is_counted(book: Volume) -> None:
    sizes = {tuple(round(float(side) / 72 * 25.4) for side in page.mediabox) for page in book.file.pages}
    assert sizes == {(0, 0, 148, 210)}
    assert book.labels == [str(n) for n in range(1, len(book) + 1)]


def test_each_font_is_embedded_once_and_stands_in_the_manifest(path: Path, book: Volume) -> None:
    def plain(name: str) -> str:
        return re.sub("[^a-z]|regular", "", name.lower())

    allowed = {plain(face.postscript_name) for face in fonts.faces().faces}
    names = [name for name, _ in book.fonts]
    assert len(names) == len(set(names))
    assert {plain(name) for name in names} <= allowed
    assert all(embedded for _, embedded in book.fonts)
    rows = poppler_fonts(path)
    assert len(rows) == len(names), "poppler sees no other"
    assert all("yes" in row[-5] for row in rows)


def test_the_outline_leads_to_every_part_in_order(book: Volume) -> None:
    begins = [sheet for name, (sheet, _, _) in book.destinations.items() if name.startswith("part-")]
    assert sorted(begins) == sorted({heading.sheet for heading in book.outline if heading.sheet in begins})
    assert all(before.sheet <= after.sheet for before, after in pairwise(book.outline))


def test_every_chapter_and_conference_opens_on_a_recto(book: Volume, dossier: Dossier) -> None:
    subjects = [entry.chapter or entry.conference for entry in dossier.book.arrangement]
    opens = {id: book.destinations[f"part-{id}"][0] for id in subjects if id}
    assert len(opens) > 8
    assert {id: sheet for id, sheet in opens.items() if sheet % 2 == 0} == {}


def test_the_imprint_tells_the_content_and_the_tools(book: Volume, first_content: Path) -> None:
    """As they stand from left to right; a line each, since a name and its number are no part of the Arabic beside."""
    lines = book.lines(book.opens(title_of("imprint")))
    assert any(line.startswith(fingerprint(first_content)[:16]) for line in lines)
    assert any(re.fullmatch(r"Kurrasa[\d.]+·WeasyPrint70\.0", line) for line in lines)


def test_a_page_without_text_is_one_before_an_opening(book: Volume) -> None:
    """A blank has a reason: the next part begins on the other side, or the back cover ends the signature."""
    mark = letters(words("ar").gettext("Proof, not for publication"))
    blank = [n for n in range(1, len(book) + 1) if letters(book.text(n)) in ("", mark)]
    begins = {sheet for name, (sheet, _, _) in book.destinations.items() if name.startswith("part-")}
    for sheet in blank:
        following = next(n for n in range(sheet, len(book) + 1) if n not in blank)
        assert following in begins, f"sheet {sheet} is blank without a reason"


# ---------------------------------------------------------------- printed page numbers


def numbers(book: Volume, sheets: Iterable[int]) -> list[Link]:
    return [link for sheet in sheets for link in book.links[sheet] if link.is_number]


def test_every_printed_page_number_is_the_number_of_the_page_it_leads_to(book: Volume) -> None:
    printed = numbers(book, range(1, len(book) + 1))
    assert len(printed) > 200
    assert [link for link in printed if link.text != book.labels[link.sheet - 1]] == []


def test_the_number_is_printed_on_that_page(book: Volume) -> None:
    """Not by its label alone: the digits stand in the foot of the page, but for openings and plates without one."""
    led_to = {link.sheet for link in numbers(book, range(1, len(book) + 1))}
    folios = [sheet for sheet in led_to if book.labels[sheet - 1] in re.split(r"\s", book.text(sheet))]
    assert set(folios) == led_to


def test_contents_list_each_part_with_the_page_it_opens_on(book: Volume, dossier: Dossier) -> None:
    listed = numbers(book, book.part(title_of("contents")))
    asked = [(e.part or "", e.chapter or e.conference or e.part) for e in dossier.book.arrangement if not e.division]
    wanted = [f"part-{id}" for kind, id in asked if not kind or TRAITS[kind].contents]
    assert [link.name for link in listed] == wanted
    pages = [int(link.text) for link in listed]
    assert pages == sorted(pages)


def cited_sheets(book: Volume) -> list[int]:
    """The sheets that count for the indexes: not the contents, and not the indexes themselves."""
    silent = ("contents", "index-resolutions", "index-names", "index-places")
    out = {sheet for kind in silent for sheet in book.part(title_of(kind))}
    return [sheet for sheet in range(1, len(book) + 1) if sheet not in out]


def naming(book: Volume, name: str) -> list[int]:
    """The sheets on which words lead to a record."""
    return [n for n in cited_sheets(book) if any(x.name == name and not x.is_number for x in book.links[n])]


def as_printed(sheets: Iterable[int], main: int | None = None) -> list[str]:
    """Page numbers as an index has them: the ends of a run of three or more, every other page by itself."""
    runs: list[list[int]] = []
    for sheet in sorted({*sheets, *([main] if main else [])}):
        if runs and sheet == runs[-1][-1] + 1 and main not in (sheet, runs[-1][-1]):
            runs[-1].append(sheet)
        else:
            runs.append([sheet])
    return [str(n) for run in runs for n in (run if len(run) < 3 else (run[0], run[-1]))]


def test_the_index_of_resolutions_lists_just_the_pages_that_name_each(book: Volume, dossier: Dossier) -> None:
    """Recounted from the links of the whole book: the index's numbers, one after the other, are these and no others."""
    expected = []
    for resolution in sorted(dossier.all(Resolution), key=dossier.shelf):
        card = f"card-{resolution.id}"
        expected += as_printed(naming(book, card), book.destinations[card][0])
    listed = numbers(book, book.part(title_of("index-resolutions")))
    assert [link.text for link in listed] == expected
    cards = [link.name for link in listed if link.name.startswith("card-")]
    assert sorted(cards) == sorted(f"card-{r.id}" for r in dossier.all(Resolution)), "each has one main entry"


@pytest.mark.parametrize(
    ("kind", "prefix", "part"), [(Person, "name", "index-names"), (Place, "place", "index-places")]
)
def test_an_index_of_names_lists_just_the_pages_that_name_each(
    book: Volume, dossier: Dossier, kind: type[Record], prefix: str, part: str
) -> None:
    sheets = book.part(title_of(part))
    stands = {name: at for name, at in book.destinations.items() if name.startswith(f"{prefix}-")}
    assert {sheet for sheet, _, _ in stands.values()} <= set(sheets)
    reading_order = sorted(stands, key=lambda name: (stands[name][0], -round(stands[name][1]), -stands[name][2]))
    expected = [text for name in reading_order for text in as_printed(naming(book, name))]
    assert [link.text for link in numbers(book, sheets)] == expected
    named = {record.id for record in dossier.all(kind) if naming(book, f"{prefix}-{record.id}")}
    assert {name.removeprefix(f"{prefix}-") for name in stands} == named


def test_only_page_numbers_are_bare_numbers_in_links(book: Volume) -> None:
    bare = [link for sheet in range(1, len(book) + 1) for link in book.links[sheet] if link.text.isdecimal()]
    assert all(link.text == book.labels[link.sheet - 1] for link in bare)


# ---------------------------------------------------------------- chronology

MONTHS = ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]


def days(book: Volume) -> Iterator[tuple[int, int, int]]:
    """The Gregorian days of the chronology as they are read down the page; a month alone follows its days."""
    month = {letters(name): number for number, name in enumerate(MONTHS, 1)}
    year = 0
    for sheet in book.part(title_of("chronology")):
        for line in book.text(sheet).splitlines():
            if found := re.search(r"(\d{4})م", line):
                year = int(found[1])
            elif (day := re.match(r"(\d+)?(?:–\d+)?([^\d–]+)", line.strip())) and letters(day[2]) in month:
                yield year, month[letters(day[2])], int(day[1] or 32)


def test_the_chronology_runs_by_day(book: Volume, dossier: Dossier) -> None:
    read = list(days(book))
    dated = [w for record in dossier.chronology() if (w := dossier.when(record)) and w.gregorian]
    whole = [when for when in dated if when.gregorian and when.gregorian.precision != "year"]
    assert len(read) == len(whole)
    assert read == sorted(read)


def test_each_line_of_the_chronology_has_its_page(book: Volume, dossier: Dossier) -> None:
    listed = numbers(book, book.part(title_of("chronology")))
    assert len(listed) == len(dossier.chronology())


# ---------------------------------------------------------------- the same again


def test_the_same_content_is_the_same_file(path: Path, twin: subprocess.Popen[bytes]) -> None:
    """Another folder, another process, other hashes, time zone and locale: every byte is the same."""
    assert twin.wait() == 0
    out = Path(str(twin.args[-2]))  # type: ignore[index]
    digests = [hashlib.sha256((folder / "booklet.pdf").read_bytes()).hexdigest() for folder in (path.parent, out)]
    assert digests[0] == digests[1]
    assert (path.parent / "proof.json").read_bytes() == (out / "proof.json").read_bytes()
