"""The proof: a finished PDF read back and held against what was bound.

A small right-bound book is set here, and proven; then the same book with one thing wrong at a time, which the proof
must find. Faults of content are made in its HTML, faults of binding in its PDF.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import fontpkg_amiri
import pikepdf
import pytest
import weasyprint

from kurrasa.diagnostics import Spot
from kurrasa.prove.expected import (
    Box,
    Expected,
    ExpectedIndex,
    ExpectedPage,
    ExpectedText,
    OutlineEntry,
    PrintedNumber,
)
from kurrasa.prove.proof import prove
from kurrasa.prove.report import Proof

AMIRI = Path(fontpkg_amiri.__file__).parent / "files" / "Amiri-Regular.ttf"
MM = 25.4 / 96
ABJAD = ("يا", "يب", "يج", "يد")
INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
TRIM = Box(0, 0, 148, 210)
FRAME = Box(26, 12, 130, 200)
FOLIO = Box(26, 188, 130, 200)
WRITTEN = Spot("content/chapters/tehran.md", 1, 1)

SESSION = (
    "عُقدت القمة الإسلامية الثامنة في طهران من 9 إلى 11 ديسمبر 1997م، وأصدرت القرار 12/8-س (ق.إ) في النزاع. "
    "ولم يكتفِ القرار بالإدانة، بل طالب بالانسحاب الفوري من الأراضي المحتلة وبعودة اللاجئين إلى ديارهم. "
    "وأحال إلى الوثيقة OIC/ICFM-34/2007 التي تورد نسبة 20% من الأراضي."
)
AFTERMATH = (
    "وجددت القمم التالية هذا الموقف، وأضافت إليه مطالبة المجتمع الدولي بتنفيذ القرارات. "
    "ويحيل التقرير إلى القرار 12/8-س (ق.إ) مرة أخرى."
)

STYLE = """
@font-face { font-family: Text; src: url(file://AMIRI) }
@page { size: 148mm 210mm; margin: 24mm 18mm 26mm 26mm;
        @bottom-center { content: counter(page, NUMERALS); font: 10pt Text } }
@counter-style abjad { system: cyclic; symbols: "يا" "يب" "يج" "يد" }
@page plain { @bottom-center { content: none } }
body { margin: 0; font: 12pt/18pt Text; text-align: justify }
p { margin: 0 }
h1, h2 { font-weight: normal }
section { break-after: page }
.cover { page: plain; }
.band { position: absolute; left: -26mm; right: -18mm; top: -24mm; height: 60mm; background: #143b42 }
"""

BODY = f"""
<section class=cover><div class=band></div><h1 id=cover>موقف المنظمة</h1></section>
<section id=index>
  <p class=contents>قمة طهران <a href="#tehran">3</a></p>
  <p class=line>القرار <a href="#r-12-8">3</a>–<a href="#after">4</a></p>
  <p>موقع <a href="https://example.org/">الناشر</a></p>
</section>
<section id=tehran><h2>قمة طهران</h2><p id=r-12-8>{SESSION}</p></section>
<section id=after style="break-after: auto"><p>{AFTERMATH}</p></section>
"""


@dataclass(frozen=True)
class Bound:
    """A PDF, and what its binder says of it."""

    pdf: bytes
    expected: Expected


@cache
def bound(numerals: str = "european", body: str = BODY, style: str = "") -> Bound:
    """Set the book, and say of it what a binder would say, from the boxes of the layout."""
    css = STYLE.replace("AMIRI", str(AMIRI)) + style
    if numerals == "arabic-indic":
        body = re.sub(r"(?<=>)[^<]+(?=<)", lambda text: text[0].translate(INDIC), body)
    if numerals == "abjad":
        body = re.sub(r"(?<=>)[34](?=</a>)", lambda text: digits(int(text[0]), numerals), body)
    css = css.replace("NUMERALS", {"european": "decimal"}.get(numerals, numerals))
    html = f"<html lang=ar dir=rtl><title>موقف المنظمة</title><style>{css}</style><body>{body}"
    document = weasyprint.HTML(string=html).render()
    labels = {n: digits(n, numerals) for n in range(1, len(document.pages) + 1)}
    anchors = {name: n for n, page in enumerate(document.pages, 1) for name in page.anchors}
    pages = tuple(
        ExpectedPage(
            n,
            part := ("cover", "index", "tehran", "tehran")[n - 1],
            {"cover": "الغلاف", "index": "الكشاف", "tehran": "قمة طهران"}[part],
            None if n == 1 else labels[n],
            None if n == 1 else FOLIO,
            TRIM if n == 1 else FRAME,
            tuple(numbers(page, labels, anchors)),
        )
        for n, page in enumerate(document.pages, 1)
    )
    setting = (lambda text: text.translate(INDIC)) if numerals == "arabic-indic" else str
    expected = Expected(
        pages=pages,
        anchors=anchors,
        folios=labels,
        texts=(
            ExpectedText("tehran", "title", "قمة طهران", (3,), WRITTEN),
            ExpectedText("tehran", "text", setting(SESSION), (3,), WRITTEN),
            ExpectedText("after", "text", setting(AFTERMATH), (3, 4), WRITTEN),
        ),
        indexes=(ExpectedIndex("r-12-8", "index", (3, 4), (f"{labels[3]}–{labels[4]}",), (setting("12/8-س (ق.إ)"),)),),
        outline=(OutlineEntry("موقف المنظمة", 1), OutlineEntry("قمة طهران", 3, 1)),
        title="موقف المنظمة",
        language="ar",
        direction="rtl",
        fonts=("Amiri-Regular",),
        width=148,
        height=210,
    )
    with pikepdf.open(io.BytesIO(document.write_pdf())) as pdf:
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(Direction=pikepdf.Name.R2L)
        nums = [item for n, label in labels.items() for item in (n - 1, pikepdf.Dictionary(P=label))]
        pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array(nums))
        return Bound(saved(pdf), expected)


def numbers(page: weasyprint.Page, labels: dict[int, str], anchors: dict[str, int]) -> Iterable[PrintedNumber]:
    """The page numbers of a page: its links into the book."""
    for kind, target, (left, top, right, bottom), _ in page.links:
        if kind == "internal":
            entry = "r-12-8" if target in ("r-12-8", "after") else ""
            box = Box(left * MM, top * MM, right * MM, bottom * MM)
            yield PrintedNumber(labels[anchors[target]], target, box, entry)


def digits(n: int, numerals: str) -> str:
    if numerals == "abjad":
        return ABJAD[n - 1]
    return str(n).translate(INDIC) if numerals == "arabic-indic" else str(n)


def saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def rebound(change: Callable[[pikepdf.Pdf], None]) -> Proof:
    """Prove the right book after a change of its PDF."""
    right = bound()
    with pikepdf.open(io.BytesIO(right.pdf)) as pdf:
        change(pdf)
        return prove(saved(pdf), right.expected)


def reset(old: str, new: str, style: str = "") -> Proof:
    """Prove the book set otherwise against what the right one should be."""
    assert old in BODY
    return prove(bound(body=BODY.replace(old, new), style=style).pdf, bound().expected)


def said(proof: Proof) -> list[str]:
    """What the proof says, as an English reader sees it."""
    return [fault.message.format_map(fault.values) for fault in proof.faults]


def failing(proof: Proof) -> list[str]:
    return [check.name for check in proof.checks if check.failed]


@pytest.mark.parametrize("numerals", ["european", "arabic-indic", "abjad"])
def test_a_right_book_is_proven(numerals: str) -> None:
    """Every check has something to compare, and finds it right, in either set of digits and with letters for folios."""
    right = bound(numerals)
    proof = prove(right.pdf, right.expected)
    assert said(proof) == []
    assert proof.passed
    assert all(check.tried for check in proof.checks)
    assert {check.name: check.tried for check in proof.checks}["Page numbers"] == 3


def test_a_book_is_proven_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "booklet.pdf"
    file.write_bytes(bound().pdf)
    assert prove(file, bound().expected).passed


def test_the_proof_is_kept_as_json_and_shown_as_a_table() -> None:
    """The figures of each check stand in both; the table is in the language asked for."""
    proof = prove(bound().pdf, bound().expected)
    kept = json.loads(proof.as_json())
    assert kept["passed"] is True
    assert kept["sheets"] == 4
    assert {"check": "Folios", "tried": 3, "failed": 0, "lost": 0} in kept["checks"]
    assert kept["faults"] == []
    assert len(proof.table("en").rows) == len(proof.checks)


# ---------------------------------------------------------------- page numbers

NINE = "@page nine { @bottom-center { content: '9' } }"


def test_a_number_that_is_not_that_of_its_page_is_found() -> None:
    """The contents say 4 and lead to page 3."""
    proof = reset('<a href="#tehran">3</a>', '<a href="#tehran">4</a>')
    assert failing(proof) == ["Page numbers"]
    assert "«3», the page of tehran, isn't printed as a link at its place on page 2 (الكشاف)." in said(proof)


def test_a_number_whose_page_prints_another_folio_is_found() -> None:
    """The link lands where it should, but the page there prints 9."""
    proof = reset("<section id=tehran>", "<section id=tehran style='page: nine'>", NINE)
    assert "Page numbers" in failing(proof)
    assert "«3» on page 2 (الكشاف) leads to a page that prints «9»." in said(proof)
    assert "Page 3 (sheet 3, قمة طهران) prints «9» for its number." in said(proof)


def test_a_link_that_lands_on_the_wrong_page_is_found() -> None:
    """The number printed is right; a reader who follows it comes elsewhere."""
    proof = reset('<a href="#tehran">3</a>', '<a href="#after">3</a>')
    assert "«3» on page 2 (الكشاف) leads to a page that prints «4»." in said(proof)
    assert "«3» on page 2 (الكشاف) leads to sheet 4, but tehran stands on sheet 3." in said(proof)


def test_a_number_that_is_no_link_is_found() -> None:
    proof = reset('<a href="#tehran">3</a>', "3")
    assert said(proof) == ["«3», the page of tehran, isn't printed as a link at its place on page 2 (الكشاف)."]


def test_a_bare_number_that_is_no_page_number_is_found() -> None:
    """A note's call that is a link around bare digits would be taken for a page."""
    proof = reset(AFTERMATH, AFTERMATH + ' <a href="#cover">7</a>')
    assert said(proof) == [
        "A link on page 4 (قمة طهران) shows «7» but is no page number that the binder knows.",
    ]


def test_a_link_that_was_never_joined_to_its_part_is_found() -> None:
    """Between parts a link is an address of the binder's own; one left over leads a reader nowhere."""
    proof = reset("https://example.org/", "part:sources")
    assert said(proof) == ["The link «الناشر» on page 2 (الكشاف) leads nowhere (address: part:sources)."]


def test_a_page_without_a_folio_is_held_against_its_label() -> None:
    """Openings print no number: the reader counts on, and the proof says how many it had to judge so."""
    right = bound()
    pages = tuple(replace(p, folio=None, folio_box=None) if p.number == 3 else p for p in right.expected.pages)
    proof = prove(right.pdf, replace(right.expected, pages=pages))
    assert proof.passed
    assert {check.name: check.lost for check in proof.checks}["Page numbers"] == 2


# ---------------------------------------------------------------- index lines


def index_of(pages: tuple[int, ...], listed: tuple[str, ...]) -> list[str]:
    """What the proof says of the index line, if these are the pages that cite the record."""
    right = bound()
    line = replace(right.expected.indexes[0], pages=pages, listed=listed, words=())
    return said(prove(right.pdf, replace(right.expected, indexes=(line,))))


def test_a_range_over_a_page_without_the_entry_is_found() -> None:
    assert index_of((4,), ("3–4",)) == ["الكشاف: the line of r-12-8 lists pages 3, which don't cite it."]


def test_a_page_left_out_of_an_index_line_is_found() -> None:
    assert index_of((2, 3, 4), ("3–4",)) == ["الكشاف: the line of r-12-8 leaves out pages 2, which cite it."]


def test_a_range_is_read_by_its_dash() -> None:
    """3–4 on paper isn't 3, 4."""
    assert index_of((3, 4), ("3", "4")) == ["الكشاف: the line of r-12-8 reads «3–4»; it should read «3، 4»."]
    proof = reset("</a>–<a", "</a>، <a")
    assert "الكشاف: the line of r-12-8 reads «3، 4»; it should read «3–4»." in said(proof)


def test_a_range_set_the_wrong_way_round_is_found() -> None:
    """In a right-to-left line the smaller page stands on the right."""
    proof = reset(
        '<a href="#r-12-8">3</a>–<a href="#after">4</a>',
        '<a href="#after">4</a>–<a href="#r-12-8">3</a>',
    )
    assert not proof.passed


def test_a_cited_page_that_does_not_name_the_record_is_found() -> None:
    proof = reset("إلى القرار 12/8-س (ق.إ) مرة", "إلى قرارات أخرى مرة")
    assert "Page 4 (قمة طهران) is in the index line of r-12-8 but doesn't name it." in said(proof)


# ---------------------------------------------------------------- text


def test_a_missing_sentence_is_found_where_the_editor_wrote_it() -> None:
    sentence = "ولم يكتفِ القرار بالإدانة، بل طالب بالانسحاب الفوري من الأراضي المحتلة وبعودة اللاجئين إلى ديارهم. "
    proof = reset(sentence, "")
    assert failing(proof) == ["Words of the records"]
    assert proof.faults[0].spot == WRITTEN
    assert "isn't read on 3." in said(proof)[0]


def test_the_text_of_another_record_is_found() -> None:
    proof = reset(AFTERMATH, "وزار الوفد المدينة القديمة وكتب عنها رحالة كثيرون في قرون مضت، ثم عاد إلى بلاده.")
    assert "Words of the records" in failing(proof)


def test_text_may_run_on_to_the_next_page() -> None:
    """A paragraph broken over two pages stands on both."""
    half = len(SESSION) // 2
    body = BODY.replace(f"<p id=r-12-8>{SESSION}</p>", f"<p id=r-12-8>{SESSION[:half]}").replace(
        f"<p>{AFTERMATH}</p>", f"<p>{SESSION[half:]}</p>"
    )
    right = bound()
    text = ExpectedText("tehran", "text", SESSION, (3, 4))
    proof = prove(bound(body=body).pdf, replace(right.expected, texts=(text,), indexes=()))
    assert failing(proof) == []


def test_a_changed_digit_is_found() -> None:
    proof = reset("1997م", "1998م")
    assert failing(proof) == ["Numbers and Latin words"]
    assert "tehran, text: «1997» isn't read, in this order of its digits, on 3." in said(proof)


def test_a_document_number_that_prints_reversed_is_found() -> None:
    """Where 12/8 prints as 8/12 every digit is there, and the number is false."""
    proof = reset("القرار 12/8-س (ق.إ) في", "القرار 8/12-س (ق.إ) في")
    assert failing(proof) == ["Numbers and Latin words"]
    assert "tehran, text: «12/8» isn't read, in this order of its digits, on 3." in said(proof)


def test_a_changed_latin_word_is_found() -> None:
    assert failing(reset("OIC/ICFM-34", "OIC/IFCM-34")) == ["Numbers and Latin words"]


def test_words_that_the_text_layer_loses_are_counted() -> None:
    """A word more or less isn't a fault, as the layer of a right book loses some; the figure is in the proof."""
    proof = reset("الفوري", "المتدرج")
    lost = {check.name: check.lost for check in proof.checks}["Words of the records"]
    usual = {check.name: check.lost for check in prove(bound().pdf, bound().expected).checks}["Words of the records"]
    assert lost == usual + 1


# ---------------------------------------------------------------- ink


def test_a_line_that_runs_into_the_margin_is_found() -> None:
    proof = reset("<h2>", "<h2 style='margin-left: -20mm; text-align: left'>")
    assert "Ink within its frame" in failing(proof)
    assert any("قمة طهران" in s and "outside its frame" in s for s in said(proof))


def test_a_shape_outside_its_frame_is_found() -> None:
    box = "<div style='position: absolute; left: -10mm; width: 5mm; height: 5mm; background: red'></div>"
    proof = reset("<h2>", box + "<h2>")
    assert failing(proof) == ["Ink within its frame"]
    assert said(proof)[0].startswith("A shape on page 3 (قمة طهران) stands 10.0 mm outside its frame")


def test_furniture_may_stand_outside_the_frame() -> None:
    """An edge tab has a place of its own."""
    box = "<div style='position: absolute; left: -10mm; width: 5mm; height: 5mm; background: red'></div>"
    right = bound().expected
    pages = tuple(replace(p, furniture=(Box(15, 20, 22, 40),)) for p in right.pages)
    pdf = bound(body=BODY.replace("<h2>", box + "<h2>")).pdf
    assert prove(pdf, replace(right, pages=pages)).passed


def test_text_cut_by_its_box_is_found() -> None:
    """A box that hides what doesn't fit loses a line without a word."""
    proof = reset("<p id=r-12-8>", "<p id=r-12-8 style='height: 45pt; overflow: hidden'>")
    assert "No letter cut" in failing(proof)
    assert any(s.endswith("on page 3 (قمة طهران) is cut off.") for s in said(proof))


def test_text_cut_by_the_trim_is_found() -> None:
    """On a bled page a shape may run off the paper, a letter may not."""
    proof = reset("<h1 id=cover>", "<h1 id=cover style='margin-right: -22mm'>")
    assert failing(proof) == ["No letter cut"]


# ---------------------------------------------------------------- fonts


def test_a_font_of_the_machine_is_found() -> None:
    right = bound()
    proof = prove(right.pdf, replace(right.expected, fonts=("IBMPlexSansArabic",)))
    assert said(proof) == ["The font Amiri-Regular isn't in fonts/manifest.yaml: it is the machine's."]


def test_a_font_that_is_not_embedded_is_found() -> None:
    def strip(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
                del item.FontFile2

    assert "The font Text isn't embedded." in said(rebound(strip))


def test_a_character_without_a_glyph_is_found() -> None:
    """The face has no such character: the page would show an empty box."""

    def lack(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[3]
        stream = page.Contents.read_bytes()
        page.Contents.write(re.sub(rb"<[0-9a-f]{4}", b"<0000", stream, count=1))

    assert "Page 4 (قمة طهران) holds a character that Amiri-Regular can't show." in said(rebound(lack))


def test_a_font_embedded_twice_is_a_warning() -> None:
    with pikepdf.open(io.BytesIO(bound().pdf)) as again:
        proof = rebound(lambda pdf: pdf.pages.append(again.pages[3]))
    assert [f.severity for f in proof.faults if f.rule == "proof-font"] == ["warning"]


# ---------------------------------------------------------------- the volume


def test_a_book_that_is_no_whole_number_of_signatures_is_found() -> None:
    def tear(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[3]

    assert said(rebound(tear))[:2] == ["The PDF has 3 pages; 4 were bound.", "The book has 3 pages, no multiple of 4."]


def test_a_page_of_another_size_is_found() -> None:
    def widen(pdf: pikepdf.Pdf) -> None:
        left, bottom, right, top = (float(x) for x in pdf.pages[3].mediabox)
        pdf.pages[3].mediabox = pdf.pages[3].trimbox = pikepdf.Array([left, bottom, right + 10, top])

    assert said(rebound(widen)) == ["Page 4 (قمة طهران) measures 151.5 × 210.0 mm, not 148 × 210 mm."]


def test_the_trim_is_what_counts_where_a_page_has_bleed() -> None:
    """With bleed the sheet is larger; millimetres still count from the trim."""

    def bleed(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.trimbox = page.mediabox
            left, bottom, right, top = (float(x) for x in page.mediabox)
            page.mediabox = pikepdf.Array([left - 9, bottom - 9, right + 9, top + 9])

    assert said(rebound(bleed)) == []


def test_a_missing_reading_direction_is_found() -> None:
    def forget(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.ViewerPreferences

    assert said(rebound(forget)) == ["The PDF has «L2R» for its reading direction; it should have «R2L»."]


def test_wrong_page_labels_are_found() -> None:
    def relabel(pdf: pikepdf.Pdf) -> None:
        pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.r)]))

    proof = rebound(relabel)
    assert "Sheet 3 (قمة طهران) has the page label «iii», not «3»." in said(proof)


def test_a_bookmark_that_opens_another_page_is_found() -> None:
    def move(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as outline:
            outline.root[0].children[0].destination = pikepdf.make_page_destination(pdf, 1)

    assert said(rebound(move)) == ["A bookmark is «قمة طهران» (sheet 2); it should be «قمة طهران» (sheet 3)."]


def test_another_title_is_found() -> None:
    def rename(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Title"] = "كتاب آخر"

    assert said(rebound(rename)) == ["The PDF has «كتاب آخر» for its title; it should have «موقف المنظمة»."]


def test_a_file_that_is_no_pdf_is_a_fault_and_no_traceback() -> None:
    proof = prove(b"not a book", bound().expected)
    assert not proof.passed
    assert said(proof)[0].startswith("The PDF can't be opened")
