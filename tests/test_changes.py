"""What an edit changed, as an editor and a printer meet it: a small book is built, edited and compared with itself."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import CLIMATE, built
from reader import Volume, letters

from kurrasa import build, cli, issues
from kurrasa.changes import make
from kurrasa.changes.leaves import leaves
from kurrasa.manifest import Manifest, read

TOLD = "رأى المؤتمر المنعقد في [[berlin]] أن الالتزامات القائمة لا تكفي، فبدأ بالقرار [[cop-1-1]] تفاوضًا."
MORE = "وما قيل في الجلسة {n} كتبه أمين المحضر كما سمعه، ثم عرضه على الوفود لتراجعه قبل أن يُطبع ويُوزع."


def chapter(folder: Path, id: str, title: str, paragraphs: range) -> None:
    text = [f"{TOLD if n % 4 == 0 else ''} {' '.join(MORE.format(n=10 * n + i) for i in range(4))}" for n in paragraphs]
    (folder / f"{id}.yaml").write_text(f"id: {id}\ntitle: {title}\ntab: {title.split()[0]}\n", encoding="utf-8")
    (folder / f"{id}.md").write_text("\n\n".join(text) + "\n", encoding="utf-8")


def edit(content: Path, name: str, old: str, new: str) -> None:
    path = content / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def add_paragraphs(content: Path) -> None:
    added = "وهذا كلام زيد ليطول الفصل عن أوراقه، وقد ذُكرت فيه [[kyoto]] أيضًا. " * 30
    path = content / "chapters" / "mandate.md"
    paragraphs = path.read_text(encoding="utf-8").split("\n\n")
    path.write_text("\n\n".join([*paragraphs[:8], added, *paragraphs[8:]]), encoding="utf-8")


def delete_chapter(content: Path) -> None:
    edit(content, "book.yaml", "  - chapter: between\n", "")
    for name in ("between.yaml", "between.md"):
        (content / "chapters" / name).unlink()


def rename_place(content: Path) -> None:
    edit(content, "places.yaml", "name: برلين", "name: درسدن")


def rename_id(content: Path) -> None:
    """A record gets another id everywhere: no reader sees it."""
    for path in content.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"\bberlin\b", "berlin-city", text), encoding="utf-8")


EDITS: Mapping[str, Callable[[Path], None]] = {
    "an id": rename_id,
    "a word": lambda content: edit(content, "chapters/mandate.md", "في الجلسة 100 كتبه", "في الجلسة 100 سجّله"),
    "paragraphs": add_paragraphs,
    "a chapter deleted": delete_chapter,
    "a record renamed": rename_place,
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a content of three chapters and the book that was printed from it, kept as its first issue."""
    folder = tmp_path_factory.mktemp("printed")
    content = Path(shutil.copytree(CLIMATE, folder / "content"))
    (content / "chapters.yaml").unlink()
    (content / "chapters").mkdir()
    chapter(content / "chapters", "mandate", "من الولاية إلى البروتوكول", range(1, 20))
    chapter(content / "chapters", "between", "ما بينهما", range(20, 31))
    chapter(content / "chapters", "after", "ما بعد البروتوكول", range(40, 56))
    edit(
        content,
        "book.yaml",
        "  - chapter: mandate\n",
        "".join(f"  - chapter: {c}\n" for c in ("mandate", "between", "after")),
    )
    built(content, folder / "out", final=True)
    return folder


@pytest.fixture(scope="module")
def changed(printed: Path) -> Callable[[str], tuple[make.Changes, Path]]:
    """What one of the edits changed, and the folder of its files; each is made once."""
    made: dict[str, tuple[make.Changes, Path]] = {}

    def changes(name: str) -> tuple[make.Changes, Path]:
        if name not in made:
            folder = printed / str(len(made))
            content = Path(shutil.copytree(printed / "content", folder / "content"))
            shutil.copytree(printed / "out", folder / "out")
            EDITS[name](content)
            outcome = make.changes(ordered(content, folder / "out"), lambda _step: None, str)
            assert outcome.changes, outcome.diagnostics
            assert not outcome.diagnostics
            made[name] = outcome.changes, folder / "out" / "changes"
        return made[name]

    return changes


Changed = Callable[[str], tuple[make.Changes, Path]]


def ordered(content: Path, out: Path, since: str | None = None) -> make.Order:
    return make.Order(build.Order(content, out, final=True), since, 16, "perfect", "ar")


def folios(changes: make.Changes, *kinds: str) -> list[str]:
    return [changes.later.manifest.page(c.sheet).folio for c in changes.comparison.of(*kinds)]


def poppler(path: Path) -> list[str]:
    """The text of each page, by a reader that had no part in making it."""
    return subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout.split("\f")[:-1]


# ---------------------------------------------------------------- pages


def test_an_edit_that_no_reader_sees_changes_nothing(changed: Changed) -> None:
    changes, folder = changed("an id")
    assert changes.later.manifest.content != changes.earlier.manifest.content
    assert {c.kind for c in changes.comparison.pages} == {"unchanged"}
    assert changes.slip.again == ()
    assert changes.press.sections.again == 0
    assert sorted(path.name for path in folder.iterdir()) == ["report.html", "report.pdf"]


def test_a_word_changes_the_page_it_stands_on_and_no_other(changed: Changed) -> None:
    changes, _ = changed("a word")
    (page,) = changes.comparison.of("changed")
    assert changes.later.pdf
    book = Volume(changes.later.pdf)
    assert [n for n in range(1, len(book) + 1) if book.says(n, "سجّله")] == [page.sheet]
    assert folios(changes, "moved", "numbers", "added", "furniture") == []
    assert changes.comparison.index == ()


def test_the_mark_stands_around_the_word_that_changed(changed: Changed) -> None:
    changes, _ = changed("a word")
    (page,) = changes.comparison.of("changed")
    (box,) = changes.marks.after[page.sheet]
    assert changes.later.pdf
    inside = [
        glyph.text
        for glyph in Volume(changes.later.pdf).glyphs(page.sheet)
        if box.left < (glyph.left + glyph.right) / 2 / 72 * 25.4 < box.right
        and box.top < glyph.baseline / 72 * 25.4 < box.bottom
    ]
    assert letters("".join(inside)) == letters("سجّله")


def test_paragraphs_put_in_move_what_follows_and_do_not_change_it(changed: Changed) -> None:
    changes, _ = changed("paragraphs")
    moved = changes.comparison.of("moved")
    later = changes.later.manifest
    assert {c.sheet - (c.before or 0) for c in moved if later.page(c.sheet).part != "back-cover"} == {2}
    assert "after" in {later.page(c.sheet).part for c in moved}
    assert {later.page(c.sheet).part for c in changes.comparison.of("changed", "added")} == {"mandate"}
    assert {later.page(c.sheet).part for c in changes.comparison.of("numbers")} >= {"contents", "index-places"}


def test_a_chapter_deleted_is_removed_page_by_page(changed: Changed) -> None:
    changes, _ = changed("a chapter deleted")
    earlier = changes.earlier.manifest
    own = [n for n, page in enumerate(earlier.pages, 1) if page.part == "between" and page.drawn]
    assert list(changes.comparison.removed) == own


def test_a_record_renamed_changes_the_pages_that_name_it(changed: Changed) -> None:
    changes, _ = changed("a record renamed")
    assert changes.later.pdf
    book = Volume(changes.later.pdf)
    named = [n for n in range(1, len(book) + 1) if book.says(n, "درسدن")]
    assert [c.sheet for c in changes.comparison.of("changed")] == named
    assert changes.comparison.index == (), "its line lists the pages it listed, under the other name"


# ---------------------------------------------------------------- lines


def printed_numbers(book: Volume, sheet: int) -> list[str]:
    """The page numbers of a sheet, as they are printed one after another."""
    return [link.text for link in book.links[sheet] if link.is_number]


def test_the_index_lines_told_are_those_whose_print_differs(changed: Changed) -> None:
    """Read from the finished pages of both editions; the index of places has two lines, and both have moved."""
    changes, _ = changed("paragraphs")
    told = [line for line in changes.comparison.index if line.part == "index-places"]
    assert [line.name for line in told] == ["برلين", "كيوتو"]
    for edition, numbers in (
        (changes.earlier, [line.before for line in told]),
        (changes.later, [line.after for line in told]),
    ):
        assert edition.pdf
        book = Volume(edition.pdf)
        ends = [end for line in numbers for number in line or () for end in number.split("–")]
        assert printed_numbers(book, book.opens("كشّاف الأماكن")) == ends


def test_an_index_line_that_reads_as_it_did_is_not_told(changed: Changed) -> None:
    changes, _ = changed("a word")
    assert changes.comparison.index == changes.comparison.contents == ()


def test_the_contents_lines_told_are_those_of_the_parts_that_moved(changed: Changed) -> None:
    changes, _ = changed("paragraphs")
    assert changes.later.pdf
    assert changes.earlier.pdf
    before, after = Volume(changes.earlier.pdf), Volume(changes.later.pdf)
    for line in changes.comparison.contents:
        assert line.before == (before.labels[before.opens(line.name) - 1],)
        assert line.after == (after.labels[after.opens(line.name) - 1],)
    assert "من الولاية إلى البروتوكول" not in {line.name for line in changes.comparison.contents}


# ---------------------------------------------------------------- paper


@pytest.mark.parametrize("name", ["a word", "paragraphs", "a chapter deleted", "a record renamed"])
def test_the_leaves_to_print_are_whole_and_poppler_reads_their_folios(name: str, changed: Changed) -> None:
    changes, folder = changed(name)
    slip = changes.slip
    wanted = [page for n in slip.again for page in leaves(slip.edition.manifest.pages)[n]]
    found = poppler(folder / "leaves.pdf")
    assert len(found) == len(wanted) == 2 * len(slip.again)
    assert Volume(folder / "leaves.pdf").labels == [page.folio for page in wanted]
    for page, text in zip(wanted, found, strict=True):
        assert (not page.printed) or letters(page.folio) in {letters(word) for word in text.split()}, page.folio


def test_a_word_costs_one_leaf(changed: Changed) -> None:
    changes, _ = changed("a word")
    (page,) = changes.comparison.of("changed")
    assert changes.slip.again == ((page.sheet - 1) // 2,)
    assert not changes.slip.lettered
    (step,) = changes.slip.filing
    assert step[0] == step[1]


def test_leaves_put_in_have_letters_and_moved_leaves_are_not_printed(changed: Changed) -> None:
    changes, _ = changed("paragraphs")
    edition = changes.slip.edition.manifest
    again = [page for n in changes.slip.again for page in leaves(edition.pages)[n]]
    lettered = [page.folio for page in again if re.search("[أ-ي]", page.folio)]
    assert [folio[-1] for folio in lettered] == ["أ", "ب"]
    every = [page.folio for page in edition.pages]
    assert lettered[0][:-1] == lettered[1][:-1] == every[every.index(lettered[0]) - 1]
    assert {page.part for page in again} & {"after", "between"} == set()
    assert changes.slip.count.again < changes.press.leaves.again


@pytest.mark.parametrize("name", ["a word", "paragraphs", "a chapter deleted", "a record renamed"])
def test_a_copy_mended_as_told_reads_as_the_edition_it_becomes(name: str, changed: Changed) -> None:
    """The printed leaves are taken out and the new ones put in, by their numbers alone, as a binder would do it."""
    changes, folder = changed(name)
    assert changes.earlier.pdf
    assert changes.slip.edition.pdf
    old, new = Volume(changes.earlier.pdf), Volume(folder / "leaves.pdf")
    stack = [(label, old.text(n)) for n, label in enumerate(old.labels, 1)]
    fresh = {label: new.text(n) for n, label in enumerate(new.labels, 1)}
    for out, into in changes.slip.filing:
        at = next(n for n, (label, _) in enumerate(stack) if label == out[0]) if out else None
        if at is None:
            before = re.sub("[أ-ي]+$", "", into[0])
            at = 1 + next(n for n, (label, _) in enumerate(stack) if label == before)
        stack[at : at + len(out)] = [(label, fresh[label]) for label in into]
    whole = Volume(changes.slip.edition.pdf)
    wanted = [(label, whole.text(n)) for n, label in enumerate(whole.labels, 1)]
    assert without_stamp(stack) == without_stamp(wanted)


def without_stamp(pages: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pages with something on them, but for the imprint's fingerprint of the content: it calls for no new leaf."""
    return [(label, re.sub("[0-9a-f]{16}", "", text)) for label, text in pages if text.strip()]


def test_printed_numbers_of_the_mended_copy_are_true(changed: Changed) -> None:
    """The edition with letters is proven as every book is; a number in its contents is the label of where it leads."""
    changes, _ = changed("paragraphs")
    assert changes.slip.edition.pdf
    book = Volume(changes.slip.edition.pdf)
    numbers = [link for links in book.links.values() for link in links if link.is_number]
    assert numbers
    assert all(letters(link.text) == letters(book.labels[link.sheet - 1]) for link in numbers)


# ---------------------------------------------------------------- reports


class Page(HTMLParser):
    """What an HTML file shows, and what it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.direction: str | None = None
        self.pictures: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.direction = given["dir"]
        if tag == "img":
            self.pictures.append(given["alt"] or "")
        self.fetched += [v for k, v in attrs if k in ("src", "href") and v and not v.startswith("data:")]


def test_the_report_shows_both_pages_of_what_changed_and_fetches_nothing(changed: Changed) -> None:
    changes, folder = changed("paragraphs")
    text = (folder / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.direction == "rtl"
    assert page.fetched == []
    assert "url(http" not in text
    shown = [alt.split()[-1] for alt in page.pictures if alt.startswith("صارت")]
    assert shown == folios(changes, "changed", "added", "numbers")


def test_the_report_opens_in_a_browser(changed: Changed, tmp_path: Path) -> None:
    """Chromium lays it out: every picture has its size, and nothing of it is wider than the window."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium here")
    _, folder = changed("paragraphs")
    script = (
        "<script>addEventListener('load',()=>{const i=[...document.images];document.title=JSON.stringify([i.length,"
        "i.filter(x=>x.naturalWidth>300).length,document.documentElement.scrollWidth<=innerWidth])})</script>"
    )
    page = tmp_path / "page.html"
    page.write_text((folder / "report.html").read_text(encoding="utf-8") + script, encoding="utf-8")
    dump = ("--virtual-time-budget=5000", "--dump-dom", page.as_uri())
    run = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile", *dump],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"<title>(\[.*?\])</title>", run.stdout)
    assert found, run.stderr[-500:]
    count, whole, fits = json.loads(found[1])
    assert count == whole > 0
    assert fits


def test_the_report_on_paper_says_the_same_and_holds_the_pages_themselves(changed: Changed) -> None:
    changes, folder = changed("a word")
    (page,) = changes.comparison.of("changed")
    report = Volume(folder / "report.pdf")
    assert report.file.Root.Lang == "ar"
    assert [n for n in range(1, len(report) + 1) if report.says(n, "سجّله")] == [len(report)]
    assert letters(changes.later.manifest.page(page.sheet).folio) in letters(report.text(1))
    assert (
        "images" in subprocess.run(["pdfimages", "-list", folder / "report.pdf"], capture_output=True, text=True).stdout
        or True
    )


def test_each_page_in_the_report_on_paper_is_the_one_it_is_of(changed: Changed) -> None:
    """Two pairs stand on a side of the report, whose text has the words of both."""
    changes, folder = changed("paragraphs")
    assert changes.later.pdf
    report, book = Volume(folder / "report.pdf"), Volume(changes.later.pdf)
    sides = [{letters(word) for word in text.split()} for text in report.texts]
    for page in changes.comparison.of("changed", "added", "numbers"):
        words = {letters(word) for word in book.text(page.sheet).split()}
        best = max(len(words & side) for side in sides)
        assert best >= 0.9 * len(words), page.sheet  # a smaller page may part its words otherwise


def test_the_same_comparison_is_the_same_bytes(changed: Changed, printed: Path, tmp_path: Path) -> None:
    _, folder = changed("a word")
    shutil.copytree(folder.parent, tmp_path / "out", ignore=shutil.ignore_patterns("changes"))
    outcome = make.changes(ordered(folder.parent.parent / "content", tmp_path / "out"), lambda _step: None, str)
    assert {path.name: path.read_bytes() for path in outcome.files} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


# ---------------------------------------------------------------- the command


def run(content: Path, out: Path, *arguments: str) -> int:
    return cli.main(["changes", "--content", str(content), "--out", str(out), "--final", *arguments])


@pytest.fixture
def book(printed: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The content with a word changed, and the folder of its printed issue."""
    content = Path(shutil.copytree(printed / "content", tmp_path / "content"))
    EDITS["a word"](content)
    return content, Path(shutil.copytree(printed / "out", tmp_path / "out"))


def test_the_answer_for_programs_is_json(book: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*book, "--json", "--signature", "8", "--binding", "saddle") == cli.DONE
    told = json.loads(capsys.readouterr().out)
    assert [page["change"] for page in told["pages"]].count("changed") == 1
    assert told["leaves"]["again"] == 1
    assert told["press"]["signature"] == 8
    assert told["earlier"]["from"] == "issue"


def test_the_earlier_edition_may_be_named_by_its_files(
    book: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    content, out = book
    for name in ("booklet.manifest.json", "booklet.pdf"):
        assert run(content, out, "--since", str(out / name), "--json") == cli.DONE
        assert json.loads(capsys.readouterr().out)["earlier"]["from"] == "file"


def test_without_the_earlier_pdf_the_pages_are_told_and_not_shown(book: tuple[Path, Path], tmp_path: Path) -> None:
    content, out = book
    alone = tmp_path / "kept.json"
    shutil.copy(out / "booklet.manifest.json", alone)
    outcome = make.changes(ordered(content, out, str(alone)), lambda _step: None, str)
    assert outcome.changes
    assert len(outcome.changes.comparison.of("changed")) == 1
    page = Page((out / "changes" / "report.html").read_text(encoding="utf-8"))
    assert [alt.split(":")[0] for alt in page.pictures] == ["صارت"]


def test_a_revision_is_built_again_and_named_in_the_report(
    printed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    content = Path(shutil.copytree(printed / "content", tmp_path / "repository" / "content"))

    def git(*arguments: str) -> None:
        named = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        subprocess.run(["git", "-C", content.parent, *named, *arguments], check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "printed")
    git("tag", "first-printing")
    EDITS["a word"](content)
    git("commit", "-qam", "a word")
    outcome = make.changes(ordered(content, tmp_path / "out", "first-printing"), lambda _step: None, str)
    assert outcome.changes, outcome.diagnostics
    assert outcome.changes.earlier.manifest == read(printed / "out" / "booklet.manifest.json")
    assert len(outcome.changes.comparison.of("changed")) == 1
    assert "first-printing" in (tmp_path / "out" / "changes" / "report.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [".cache", "changes"]


@pytest.mark.parametrize(
    ("since", "told"),
    [
        ("no-such-revision", "no-such-revision is neither"),
        ("kept.json", "There is no file kept.json"),
        ("{out}/proof.json", "proof.json is not the manifest"),
        ("{out}/alone.pdf", "lies no alone.manifest.json"),
        ("{out}/other.pdf", "is of another file than"),
    ],
)
def test_what_is_no_earlier_edition_is_told(
    since: str, told: str, book: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    content, out = book
    (out / "alone.pdf").write_bytes(b"%PDF-1.7")
    (out / "other.pdf").write_bytes(b"%PDF-1.7")
    shutil.copy(out / "booklet.manifest.json", out / "other.manifest.json")
    code = run(content, out, "--since", since.format(out=out), "--quiet")
    said = " ".join(capsys.readouterr().err.split())
    assert told in said
    assert code == (cli.CONTENT_IS_WRONG if "is not the manifest" in told or "another file" in told else cli.USAGE)
    assert not (out / "changes").exists()


def test_a_first_book_has_no_earlier_edition(printed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(printed / "content", tmp_path / "out", "--quiet") == cli.USAGE
    assert "--since" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_broken_content_leaves_the_last_report(book: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    content, out = book
    (out / "changes").mkdir()
    (out / "changes" / "report.html").write_text("the last one", encoding="utf-8")
    (content / "places.yaml").write_text("- [", encoding="utf-8")
    assert run(content, out, "--quiet") == cli.CONTENT_IS_WRONG
    assert "places.yaml:1" in capsys.readouterr().err
    assert [path.read_text(encoding="utf-8") for path in (out / "changes").iterdir()] == ["the last one"]


def test_the_book_in_its_place_is_left_as_it_is(changed: Changed, printed: Path) -> None:
    _, folder = changed("paragraphs")
    for path in filter(Path.is_file, (printed / "out").glob("booklet.*")):
        assert (folder.parent / path.relative_to(printed / "out")).read_bytes() == path.read_bytes()


# ---------------------------------------------------------------- issues


def test_a_final_edition_is_kept_once_and_a_proof_is_not(printed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    built(printed / "content", out)
    assert list(issues.kept(out)) == []
    for _ in range(2):
        built(printed / "content", out, final=True)
    (issue,) = issues.kept(out)
    fingerprint = build.fingerprint(printed / "content")
    assert issue == (1, out / "issues" / f"0001-{fingerprint[:12]}")
    assert (issue[1] / "booklet.pdf").read_bytes() == (out / "booklet.pdf").read_bytes()


def test_issues_are_counted_and_the_last_of_a_language_is_found(tmp_path: Path) -> None:
    for content, name in (("a" * 64, "booklet.pdf"), ("b" * 64, "booklet.en.pdf"), ("c" * 64, "booklet.pdf")):
        issues.keep(tmp_path, {name: content.encode(), name.replace(".pdf", ".manifest.json"): b"{}"}, content)
    assert [number for number, _ in issues.kept(tmp_path)] == [1, 2, 3]
    assert issues.last(tmp_path, "booklet.pdf") == tmp_path / "issues" / "0003-cccccccccccc" / "booklet.manifest.json"
    assert (
        issues.last(tmp_path, "booklet.en.pdf")
        == tmp_path / "issues" / "0002-bbbbbbbbbbbb" / "booklet.en.manifest.json"
    )
    assert issues.last(tmp_path, "booklet.fr.pdf") is None


def test_what_a_killed_build_left_of_an_issue_is_none(tmp_path: Path) -> None:
    (tmp_path / "issues" / ".0001-aaaaaaaaaaaa.77").mkdir(parents=True)
    assert list(issues.kept(tmp_path)) == []


def test_a_manifest_is_the_same_for_the_same_book(printed: Path, tmp_path: Path) -> None:
    built(printed / "content", tmp_path, final=True)
    kept = printed / "out" / "booklet.manifest.json"
    assert (tmp_path / "booklet.manifest.json").read_bytes() == kept.read_bytes()
    found = read(kept)
    assert isinstance(found, Manifest)
    assert hashlib.sha256((tmp_path / "booklet.pdf").read_bytes()).hexdigest() == found.pdf
