"""The engines that are held against each other, each given the same text, face, size and measure.

In: chapters and a `Page`. Out: a source in HTML or in Typst's markup, and PDFs. None sees any font but the project's.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from html import escape
from pathlib import Path
from typing import Any, Literal

from bench.corpus import ROOT, Chapter, Kind, Language, Run, book
from kurrasa.diagnostics import MachineLacks
from kurrasa.faces import FOLDER, fontconfig
from kurrasa.localise import LATIN_FACES

Engine = Literal["compositor", "weasyprint", "typst", "chromium"]
Kashida = Literal["none", "restrained", "strong"]
NAMES: dict[Engine, str] = {
    "compositor": "compositor",
    "weasyprint": "WeasyPrint",
    "typst": "Typst",
    "chromium": "Chromium",
}


@dataclass(frozen=True)
class Page:
    """A5 with side margins in millimetres, and the text on it: size in points, line height as its multiple."""

    side: float = 15
    size: float = 12
    leading: float = 1.6
    kashida: Kashida = "restrained"
    language: Language = "ar"

    @property
    def face(self) -> str:
        """The face of the text, as the edition in its language has it."""
        return "Amiri" if self.language == "ar" else LATIN_FACES["text"]

    @property
    def direction(self) -> str:
        """The direction of the text."""
        return "rtl" if self.language == "ar" else "ltr"

    @property
    def measure(self) -> float:
        """Width of the text in millimetres."""
        return 148 - 2 * self.side


BOOK = Page()  # the long book
OWN = Page(side=22, size=12.25, leading=1.481)  # the edition's own text: 104 mm, lines 6.4 mm apart


# ---------------------------------------------------------------- sources


def css(page: Page) -> str:
    """The styles of the book in HTML."""
    return f"""@page{{size:148mm 210mm;margin:18mm {page.side:g}mm}}
html{{font:{page.size:g}pt/{page.leading:g} {page.face};text-align:justify;hyphens:auto;--kashida:{page.kashida}}}
body{{margin:0}}h2{{font-size:16pt;margin:0 0 6pt;break-after:avoid}}p{{margin:0 0 6pt;orphans:2;widows:2}}
a{{color:inherit;text-decoration:none}}small{{font-size:.8em}}"""


def html(chapters: Sequence[Chapter], page: Page) -> str:
    """The book in HTML; a link leads to the heading of its chapter."""
    begun = f"<!doctype html><html dir={page.direction} lang={page.language}>"
    head = f"{begun}<head><meta charset=utf-8><title>كتاب</title>"
    return "\n".join([head, f"<style>{css(page)}</style></head><body>", *body(chapters), "</body></html>"])


def body(chapters: Sequence[Chapter], first: int = 1) -> Iterable[str]:
    """The chapters in HTML, counted from `first`."""
    for number, chapter in enumerate(chapters, first):
        if chapter.title:
            yield f'<h2 id="c{number}">{escape(chapter.title)}</h2>'
        for paragraph in chapter.paragraphs:
            yield "<p>" + "".join(_html_run(run, number) for run in paragraph) + "</p>"


def _html_run(run: Run, chapter: int) -> str:
    text = escape(run.text, quote=False)
    match run.mark:
        case "bold":
            return f"<b>{text}</b>"
        case "link":
            return f'<a href="#c{chapter}">{text}</a>'
        case "small":
            return f"<small>{text}</small>"
    return text


def typst_source(chapters: Sequence[Chapter], page: Page) -> str:
    """The book in Typst's markup."""
    leading = page.leading - 0.7  # Typst's leading is from the bottom edge of one line to the top edge of the next
    parts = [
        f"#set page(width: 148mm, height: 210mm, margin: (x: {page.side:g}mm, y: 18mm))\n"
        f'#set text(font: "{page.face}", size: {page.size:g}pt, lang: "{page.language}", dir: {page.direction}, '
        "fallback: false)\n"
        f"#set par(justify: true, leading: {leading:g}em, spacing: {leading + 0.5:g}em)\n"
    ]
    for number, chapter in enumerate(chapters, 1):
        if chapter.title:
            parts.append(f"= {_typst(chapter.title)} <c{number}>\n")
        parts += ["".join(_typst_run(run, number) for run in paragraph) + "\n" for paragraph in chapter.paragraphs]
    return "\n".join(parts)


def typst_book(chapters: Sequence[Chapter], page: Page, terms: int) -> str:
    """The same with title, contents, and an index of so many terms, each chapter under one of them."""
    begun = '#set document(title: "كتاب")\n'
    text = begun + typst_source(chapters, page).replace("= ", "#outline(title: [الفهرس])\n\n= ", 1)
    for number in range(1, len(chapters) + 1):
        text = text.replace(f" <c{number}>\n", f" <c{number}>\n#metadata(none)<t{number % terms + 1}>\n", 1)
    return f"""{text}
= الكشّاف

#context for term in range(1, {terms + 1}) {{
  let found = query(label("t" + str(term)))
  par[القرار #term: #found.map(it => link(it.location(), str(it.location().page()))).join("، ")]
}}
"""


def _typst(text: str) -> str:
    return "".join(f"\\{c}" if c in "#$*_`<>@\\=-+/[]~\"'" else c for c in text)


def _typst_run(run: Run, chapter: int) -> str:
    text = _typst(run.text)
    match run.mark:
        case "bold":
            return f"#strong[{text}]"
        case "link":
            return f"#link(<c{chapter}>)[{text}]"
        case "small":
            return f"#text(size: 0.8em)[{text}]"
    return text


# ---------------------------------------------------------------- PDFs


def see_own_fonts() -> None:
    """Let whatever asks fontconfig in this process, or in one it starts, see no font but the project's."""
    folder = Path(tempfile.mkdtemp(prefix="bench-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["FONTCONFIG_FILE"] = str(fontconfig(FOLDER, folder))


def weasyprint(*, composed: bool) -> Any:
    """WeasyPrint as the project uses it, or as it comes. A process can be given only one of them."""
    if composed:
        from kurrasa.typeset import engine

        return engine()
    see_own_fonts()
    import weasyprint

    return weasyprint


def write_typst(source: str, path: Path) -> None:
    """Compile Typst's markup. Raises `typst.TypstError`."""
    import typst

    with tempfile.TemporaryDirectory(prefix="bench-typst-") as folder:
        file = Path(folder) / "book.typ"
        file.write_text(source, encoding="utf-8")
        typst.compile(str(file), output=str(path), font_paths=[str(FOLDER)], ignore_system_fonts=True)


def write_chromium(source: str, path: Path) -> None:
    """Print HTML with Debian's headless Chromium. Raises `MachineLacks` where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        raise MachineLacks("Chromium is not on this machine: apt-get install chromium")
    see_own_fonts()
    with tempfile.TemporaryDirectory(prefix="bench-chromium-") as folder:
        file = Path(folder) / "book.html"
        file.write_text(source, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-pdf-header-footer"]
        kept = [f"--user-data-dir={folder}/profile", f"--print-to-pdf={path}"]
        subprocess.run([program, *options, *kept, file.as_uri()], check=True, capture_output=True, timeout=600)  # noqa: S603


def write(engine: Engine, chapters: Sequence[Chapter], page: Page, path: Path) -> None:
    """Set a book with an engine in this process; see `weasyprint` for what that forbids."""
    match engine:
        case "compositor" | "weasyprint":
            composed = engine == "compositor"
            weasyprint(composed=composed).HTML(string=html(chapters, page)).write_pdf(path)
        case "typst":
            write_typst(typst_source(chapters, page), path)
        case "chromium":
            write_chromium(html(chapters, page), path)


def write_apart(engine: Engine, kind: Kind, chapters: int, page: Page, path: Path, *, titles: bool = True) -> Path:
    """Set one of the corpus's books in a process of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    order = [engine, kind, str(chapters), *(f"{value}" for value in astuple(page)), str(int(titles)), str(path)]
    subprocess.run([sys.executable, "-m", "bench.engines", *order], check=True, cwd=ROOT)  # noqa: S603
    return path


def main() -> None:
    """Do what `write_apart` asks of its process."""
    engine, kind, count, side, size, leading, kashida, language, titles, path = sys.argv[1:]
    page = Page(float(side), float(size), float(leading), kashida, language)  # type: ignore[arg-type]
    chapters = book(int(count), kind, page.language)  # type: ignore[arg-type]
    if titles == "0":
        chapters = tuple(Chapter("", chapter.paragraphs) for chapter in chapters)
    write(engine, chapters, page, Path(path))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
