"""What a book says to those who hear it: PDF/UA-1 by veraPDF's word, and a tree that reads as the book does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from test_typeset import SETTINGS, page

from kurrasa import fonts
from kurrasa.binding import Bench, Binding, Foundry, Imprint, Piece, bind
from kurrasa.release.verapdf import verapdf
from kurrasa.store import Store
from kurrasa.typeset import Recipe, Typesetter, house_style

IMPRINT = Imprint("كتاب", "ar", "rtl", "مؤلف", "موضوع", "Kurrasa", bytes(16))
EVERYTHING = """
<h1>عنوان</h1><p>نصٌّ مُشكَّلٌ فيه <b>غليظ</b> و<span lang="en">some English</span> و<a href="#t">رابط</a>
و<a href="https://example.org/%41">عنوان على الشبكة</a> وحاشية<span class="fn">نصّ الحاشية ٣</span>.</p>
<h3>رأس يتجاوز مستوى</h3>
<ul><li>بند أول</li><li>بند <b>ثانٍ</b></li></ul><ol><li>مرقّم</li></ol>
<table id="t"><thead><tr><th>السنة</th><th scope="col">المدينة</th></tr></thead>
<tbody><tr><th scope="row">1994</th><td>الدار البيضاء</td></tr><tr><td colspan="2">خلية عريضة</td></tr></tbody></table>
<figure><img alt="مربع أحمر" style="width: 10mm" src="data:image/png;base64,{png}"><figcaption>شكل</figcaption></figure>
<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30" viewBox="0 0 60 30"><title>رسم</title>
<defs><linearGradient id="g"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue"/>
</linearGradient></defs>
<rect width="60" height="30" fill="url(#g)" opacity=".5"/></svg>
<div style="opacity: .4; background: linear-gradient(red, blue)">نص شفيف</div>
"""


def everything() -> str:
    import base64
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (200, 0, 0, 128)).save(out, "PNG")
    return page(EVERYTHING.replace("{png}", base64.b64encode(out.getvalue()).decode()))


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of everything, and a page of prose, as a book of two parts."""
    folder = tmp_path_factory.mktemp("accessible")
    faces = fonts.faces()
    typesetter = Typesetter(Recipe(house_style(SETTINGS), faces, "ar"))
    formes = [
        typesetter.typeset(html, title)[1]
        for html, title in ((everything(), "أول"), (page("<h2>ثانٍ</h2><p>نص</p>"), "ثانٍ"))
    ]
    pieces = [Piece(forme, [()] * len(forme.pages), forme.names) for forme in formes]
    count = sum(len(forme.pages) for forme in formes)
    path = folder / "book.pdf"
    with path.open("wb") as out:
        bind(
            pieces,
            Binding(IMPRINT, "WeasyPrint", [], [str(n + 1) for n in range(count)], 2),
            out,
            Bench(Foundry(faces, Store(folder))),
        )
    return path


def walk(element: Any) -> Iterator[Any]:
    yield element
    kids = element.get("/K", [])
    for kid in [kids] if isinstance(kids, pikepdf.Dictionary) else kids:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from walk(kid)


def kinds(file: pikepdf.Pdf) -> list[str]:
    return [str(element.S)[1:] for element in walk(file.Root.StructTreeRoot.K)]


def said(element: Any, pdf: pikepdf.Pdf) -> str:
    """The text that an element holds by itself, from the streams."""
    found = []
    kids = element.get("/K", [])
    for kid in kids:
        if isinstance(kid, int):
            found.append(_marked(element.Pg, kid))
        elif isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR":
            found.append(_marked(kid.Pg, int(kid.MCID)))
    return "".join(found)


def _marked(of: Any, mark: int) -> str:
    from compositor_page import _cmap

    maps = {name: _cmap(font.ToUnicode.read_bytes().decode("latin-1")) for name, font in of.Resources.Font.items()}
    text, inside, table = "", False, {}
    for instruction in pikepdf.parse_content_stream(of):
        operator = str(instruction.operator)
        if operator == "BDC":
            inside = instruction.operands[1].get("/MCID") == mark
        elif operator == "EMC":
            inside = False
        elif operator == "Tf":
            table = maps[str(instruction.operands[0])]
        elif operator == "TJ" and inside:
            for piece in instruction.operands[0]:
                if isinstance(piece, pikepdf.String):
                    codes = bytes(piece)
                    text += "".join(table[int.from_bytes(codes[i : i + 2], "big")] for i in range(0, len(codes), 2))
    return text


# ---------------------------------------------------------------- the judge


def test_verapdf_finds_nothing_against_pdf_ua_1(
    bound: Path, climate_book: Path, scaffold_book: Path, large_book: Path
) -> None:
    assert not any(verapdf("PDFUA-1", bound, climate_book, scaffold_book, large_book).values())


def test_verapdf_would_find_something(bound: Path, tmp_path: Path) -> None:
    with pikepdf.open(bound) as file:
        del file.Root.MarkInfo
        file.save(tmp_path / "unmarked.pdf")
    assert verapdf("PDFUA-1", tmp_path / "unmarked.pdf")[str(tmp_path / "unmarked.pdf")]


# ---------------------------------------------------------------- the tree


def test_elements_stand_in_the_order_of_the_book(bound: Path) -> None:
    with pikepdf.open(bound) as file:
        found = kinds(file)
        assert found[:4] == ["Document", "Part", "H1", "P"]
        for kind in (
            "L",
            "LI",
            "LBody",
            "Table",
            "THead",
            "TR",
            "TH",
            "TD",
            "Figure",
            "Caption",
            "Note",
            "Reference",
            "Link",
        ):
            assert kind in found, kind
        parts = [str(element.T) for element in walk(file.Root.StructTreeRoot.K) if element.S == "/Part"]
        assert parts == ["أول", "ثانٍ"]


def test_headings_skip_no_level(bound: Path) -> None:
    with pikepdf.open(bound) as file:
        assert [kind for kind in kinds(file) if kind[0] == "H"] == ["H1", "H2", "H1"]


def test_pictures_have_their_words_and_ornaments_none(bound: Path) -> None:
    with pikepdf.open(bound) as file:
        figures = [str(e.Alt) for e in walk(file.Root.StructTreeRoot.K) if e.S == "/Figure"]
    assert figures == ["مربع أحمر", "رسم"]


def test_foreign_words_have_their_language(bound: Path) -> None:
    with pikepdf.open(bound) as file:
        (span,) = [e for e in walk(file.Root.StructTreeRoot.K) if "/Lang" in e]
        assert str(span.Lang) == "en"
        assert said(span, file).strip() == "some English"


def test_cells_say_what_they_head_and_how_wide_they_are(bound: Path) -> None:
    with pikepdf.open(bound) as file:
        cells = [e for e in walk(file.Root.StructTreeRoot.K) if e.S in ("/TH", "/TD")]
        assert [str(c.A.Scope) for c in cells if c.S == "/TH"] == ["/Column", "/Column", "/Row"]
        assert [int(c.A.ColSpan) for c in cells if c.S == "/TD" and "/A" in c] == [2]


def test_every_mark_of_a_page_is_an_elements_own(bound: Path, climate_book: Path) -> None:
    """The parent tree leads from each mark to the element that has it among its kids."""
    for path in (bound, climate_book):
        with pikepdf.open(path) as file:
            parents = pikepdf.NumberTree(file.Root.StructTreeRoot.ParentTree)
            for sheet in file.pages:
                marks = [
                    int(i.operands[1].MCID)
                    for i in pikepdf.parse_content_stream(sheet)
                    if str(i.operator) == "BDC"
                    and isinstance(i.operands[1], pikepdf.Dictionary)
                    and "/MCID" in i.operands[1]
                ]
                if not marks and "/StructParents" not in sheet:
                    continue
                owners = parents[int(sheet.StructParents)]
                assert marks == list(range(len(owners)))
                for mark, owner in enumerate(owners):
                    kids = [kid for kid in owner.K if isinstance(kid, int) or kid.get("/Type") == "/MCR"]
                    own = [kid if isinstance(kid, int) else int(kid.MCID) for kid in kids]
                    assert mark in own


def test_links_are_told_by_their_words(bound: Path) -> None:
    with pikepdf.open(bound) as file:
        notes = [note for sheet in file.pages for note in sheet.get("/Annots", [])]
        assert [str(note.Contents) for note in notes] == ["رابط", "عنوان على الشبكة"]
        assert str(notes[1].A.URI) == "https://example.org/%41"


def test_every_figure_of_an_arabic_book_is_told_in_arabic(first_edition: Path) -> None:
    with pikepdf.open(first_edition) as file:
        told = {str(e.Alt) for e in walk(file.Root.StructTreeRoot.K) if e.S == "/Figure"}
    assert "القمم الإسلامية" in told  # a sign of the chronology, by the kind of meeting that it stands for
    assert not [text for text in told if re.search("[A-Za-z]", text)]
