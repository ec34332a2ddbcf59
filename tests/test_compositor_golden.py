"""A dozen hard paragraphs as they were set when last looked at: breaks, spaces, glyph ids and their places, as text.

In: the paragraphs below. Out: a dump of each beside this module, in `golden/`. Where a change of the compositor moves
something, the difference of the dumps says what; once that is what was meant, `python tests/test_compositor_golden.py`
writes them anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from compositor_page import Line, lay_out, lines, pieces, text_boxes

GOLDEN = Path(__file__).parent / "golden"
SVG = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='24' height='12'/%3E"
PROSE = (
    "أقرّ المؤتمرون في ختام أعمالهم بياناً يدعو جميع الدول إلى احترام وحدة أراضي الدول وسيادتها، وإلى حلّ النزاعات "
    "بالوسائل السلمية وفق ميثاق الأمم المتحدة ومقرراتها. وشدّد البيان على حقّ النازحين في العودة إلى ديارهم آمنين "
    "مكرّمين، وعلى أنّ تدمير المعالم التاريخية والدينية مخالف للقانون الدولي."
)
ENGLISH = (
    "The Islamic Conference of Foreign Ministers, at its thirty-fourth session, recalled the principles and objectives "
    "of the Charter and decided to remain seized of the matter."
)
# name: (style of the paragraph, direction, HTML)
PARAGRAPHS: dict[str, tuple[str, str, str]] = {
    "restrained": ("", "rtl", PROSE),
    "strong-in-a-narrow-column": ("width: 56mm; --kashida: strong", "rtl", PROSE),
    "vocalised": (
        "width: 70mm; --kashida: strong",
        "rtl",
        "قال تعالى: ﴿إِنَّ اللَّهَ يَأْمُرُ بِالْعَدْلِ وَالْإِحْسَانِ وَإِيتَاءِ ذِي الْقُرْبَىٰ وَيَنْهَىٰ عَنِ الْفَحْشَاءِ وَالْمُنْكَرِ وَالْبَغْيِ﴾ صدق الله العظيم.",
    ),
    "numbers-of-resolutions": (
        "width: 62mm",
        "rtl",
        "وأكّدت القرارات 12/8-س (ق.إ) و5/33-ج و<b>21</b>/<b>10</b>-س، الوثيقة <b>OIC</b>/ICFM-34/2007/POL/SG.REP.6، "
        "ما سبق أن ورد في الفقرتين (3) و[4] وفي الصفحات 15-17 بنسبة 50% من الأصوات.",
    ),
    "dates-in-both-digits": (
        "width: 58mm",
        "rtl",
        "عُقدت الدورة من 9 إلى 11 كانون الأول/ديسمبر 1997م (٩–١١ شعبان ١٤١٨هـ) في طهران، "
        "وتلتها دورة 12-13/11/2000 في الدوحة.",
    ),
    "parts-of-words": (
        "",
        "rtl",
        'المؤ<b>تمر</b> وال<span style="color: #a00">قرار</span> و<b>ا</b>لأ<b>م</b>ين '
        "و<small>اللج</small>نة <b>السيا</b>سية.",
    ),
    "nested-quotations": (
        "width: 66mm",
        "rtl",
        "قال: «سمعته يقول: ‘The so-called “peace plan” (1999) is void’، ثمّ قال: (نعم [لا] {ربّما})»؛ وسكت!",
    ),
    "isolates-and-overrides": (
        "",
        "rtl",
        'عضو <bdi>Baku-2</bdi>: ١؛ <span dir="ltr">C++ (ISO 14882)</span>، <bdo dir="ltr">أبج</bdo>، \u2068A/B-3\u2069 '
        '- <span dir="auto">Tehran, 1997!</span>، <bdi dir="rtl">(OIC)</bdi>.',
    ),
    "padding-and-borders": (
        "width: 60mm",
        "rtl",
        'كلمة <span style="padding: 0 4pt; border: .5pt solid">صندوق حول كلمات عدّة يمتدّ إلى السطر الآتي</span> ثمّ '
        '<span style="padding-right: 6pt">OIC</span> كلمة.',
    ),
    "images-and-inline-blocks": (
        "width: 60mm",
        "rtl",
        f'قبل <img src="{SVG}"> بعد <span style="display: inline-block; width: 18mm; text-align: center">داخل</span>، '
        f'وسطر آخر ينتهي بصورة <img src="{SVG}">. والباقي كلمات.',
    ),
    "indent-and-no-wrap": (
        "width: 60mm; text-indent: 18pt",
        "rtl",
        'فقرة تبدأ بمسافة، <span style="white-space: nowrap">لا يُكسر هذا الجزء</span> منها أبداً، '
        "ولا المادة\u00a0الخامسة، ولا و العطف.",
    ),
    "ragged": ("width: 54mm; text-align: start", "rtl", PROSE),
    "latin": ("width: 64mm; --kashida: strong", "ltr", f"{ENGLISH} (القرار 12/8-س)."),
}


def dump(name: str) -> str:
    """A paragraph as it is set, a word or space a line; lengths in CSS pixels from the left edge of the page."""
    style, direction, html = PARAGRAPHS[name]
    lang = "ar" if direction == "rtl" else "en"
    document = lay_out(f'<p style="{style}">{html}</p>', lang=lang, direction=direction)
    out = [f"{name}: {style or 'as it comes'}", ""]
    for number, line in enumerate(lines(document, "p"), 1):
        out += [*_line(number, line), ""]
    return "\n".join(out)


def _line(number: int, line: Line) -> list[str]:
    ratio = "natural" if line.ratio is None else f"{line.ratio:.3f}"
    out = [f"line {number}  {line.left:.2f} to {line.right:.2f}  spaces {ratio}", f"  {line.text}"]
    for box in sorted(text_boxes(line.box), key=lambda box: box.position_x):
        x = box.position_x
        for item in pieces(box):
            glyphs = "space" if item.word is None else " ".join(str(glyph.id) for glyph in item.word.glyphs)
            kashida = " with kashida" if item.word is not None and item.word.inserted is not None else ""
            out.append(f"  {x:7.2f}  {glyphs}{kashida}")
            x += item.width
    return out


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_it_is_set_as_when_last_looked_at(name: str) -> None:
    assert dump(name) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_there_is_no_dump_without_its_paragraph() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.txt")) == sorted(PARAGRAPHS)


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_every_one_is_composed(name: str) -> None:
    style, direction, html = PARAGRAPHS[name]
    found = lines(lay_out(f'<p style="{style}">{html}</p>', direction=direction), "p")
    assert all(pieces(box) for line in found for box in text_boxes(line.box) if box.element_tag != "span")


def rewrite() -> None:
    """Write all dumps anew, and take away those whose paragraph is gone."""
    GOLDEN.mkdir(exist_ok=True)
    for path in GOLDEN.glob("*.txt"):
        path.unlink()
    for name in PARAGRAPHS:
        (GOLDEN / f"{name}.txt").write_text(dump(name), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(GOLDEN.parent.parent))
    rewrite()
