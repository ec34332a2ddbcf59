"""A part's HTML: what references, numbers and dates print, and that nothing of the content can be more than text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import pytest
from conftest import Write

from kurrasa.arrange import arrange
from kurrasa.compose import Composer, direction, settings
from kurrasa.dossier import Dossier
from kurrasa.drawings import Style
from kurrasa.paginate import PageMap
from kurrasa.typeset import Sheets
from kurrasa.words import words
from kurrasa.writer import Writer, compact, unbroken

CONTENT = {
    "book.yaml": "id: book\ntitle: كتاب\ncalendars: [hijri, gregorian]\n",
    "bodies.yaml": """
id: summit
name: مؤتمر القمة
sessions: {ordinary: {name: "القمة {ordinal}"}}
numbering:
  form: "{serial}/{session}[-{series}] ({mark})"
  mark: ق.إ
  series: [{id: political, mark: س, name: سياسية}]
""",
    "conferences.yaml": """
- id: tehran
  body: summit
  ordinal: 8
  title: قمة طهران
  place: city
  date: {gregorian: 1997-12-09/1997-12-11, hijri: "1418-08-09/1418-08-11"}
  summary: س.
  text: نص.
""",
    "resolutions.yaml": """
- {id: r, body: summit, conference: tehran, number: {serial: 12, series: political}, title: عنوان, summary: س.}
- {id: nameless, body: summit, title: بلا رقم, summary: س.}
""",
    "documents.yaml": "{id: report, title: تقرير, type: تقرير, symbol: OIC/ICFM-34/2007, summary: س.}\n",
    "people.yaml": "{id: person, name: فلان}\n",
    "places.yaml": "{id: city, name: طهران}\n",
    "figures.yaml": "{id: fig-one, title: صورة, caption: تعليق., place: city}\n",
    "notes.yaml": "{id: n-one, title: ملاحظة, about: [r], stands: س., why: ل.}\n",
    "events.yaml": "{id: event, title: حدث, date: 2000-01-01, chapter: introduction}\n",
    "chapters.yaml": "{id: introduction, title: مقدمة, text: نص.}\n",
}


@pytest.fixture
def writer(write: Write, style: Style) -> Writer:
    """What the first part of a small dossier calls, before any page is known."""
    return writer_of(write(CONTENT), style)


def composer_of(dossier: Dossier, style: Style) -> Composer:
    return Composer(dossier, arrange(dossier, words("ar")), words("ar"), style, {}, "OFL")


def writer_of(dossier: Dossier, style: Style) -> Writer:
    composer = composer_of(dossier, style)
    return Writer(composer, composer.arrangement.parts[0], PageMap())


def seen(html: str) -> str:
    return unescape(re.sub("<[^>]*>", "", html)).strip()


# ---------------------------------------------------------------- what a reference prints


@pytest.mark.parametrize(
    ("markup", "printed"),
    [
        ("[[r]]", "12/8-س (ق.إ)"),
        ("[[nameless]]", "بلا رقم"),
        ("[[tehran]]", "قمة طهران"),
        ("[[person]]", "فلان"),
        ("[[city]]", "طهران"),
        ("[[report]]", "تقرير"),
        ("[[fig-one]]", "الشكل 1"),
        ("[[n-one]]", "الملاحظة 1"),
        ("[[introduction]]", "مقدمة"),
        ("[[event]]", "حدث"),
        ("[[r|القرار المذكور]]", "القرار المذكور"),
        ("[[tehran.session]]", "القمة الثامنة"),
        ("[[tehran.date]]", "9–11 شعبان 1418هـ / 9–11 ديسمبر 1997م"),
        ("[[tehran.gregorian]]", "9–11 ديسمبر 1997م"),
        ("[[tehran.hijri]]", "9–11 شعبان 1418هـ"),
        ("[[tehran.year]]", "1997م"),
        ("[[tehran.place]]", "طهران"),
        ("[[r.number]]", "12/8-س (ق.إ)"),
        ("[[r.title]]", "عنوان"),
        ("[[report.symbol]]", "OIC/ICFM-34/2007"),
        ("[[1997-12-09]]", "9 ديسمبر 1997م"),
        ("[[1997-12-09/1997-12-11]]", "9–11 ديسمبر 1997م"),
        ("[[1994-09]]", "سبتمبر 1994م"),
        ("[[@tehran]]", "ص 00"),
    ],
)
def test_what_each_reference_prints(writer: Writer, markup: str, printed: str) -> None:
    assert seen(writer.line(markup)) == printed


def test_a_computed_date_stands_in_brackets(writer: Writer) -> None:
    assert seen(writer.line("[[event.date]]")) == "[24 رمضان 1420هـ] / 1 يناير 2000م"


def test_a_link_names_what_it_cites_and_a_number_keeps_its_own_direction(writer: Writer) -> None:
    assert writer.line("[[r]]") == ('<a class="ref to-card no" dir="rtl" href="#card-r" data-cite="r">12/8-س (ق.إ)</a>')
    assert 'dir="ltr"' in writer.line("[[report.symbol]]")


def test_a_figure_is_set_where_its_paragraph_stands(writer: Writer) -> None:
    html = writer.prose("قبل.\n\n![[fig-one]]\n\nبعد.")
    assert html.count('id="fig-fig-one"') == 1
    assert "الشكل 1" in seen(html)
    assert "تعليق." in seen(html)


def test_what_has_no_page_is_named_without_a_link(write: Write, style: Style) -> None:
    """Once the pages are known, a person of whom no page tells is words only."""
    dossier = write(CONTENT)
    writer = writer_of(dossier, style)
    from kurrasa.paginate import Placed

    known = Writer(writer.composer, writer.part, PageMap((Placed(writer.part, 1, Sheets((), (), {}, {})),), {}))
    assert "<a" not in known.line("[[person]]")
    assert seen(known.line("[[person]]")) == "فلان"
    assert known.printed_number("card-r") == ""


# ---------------------------------------------------------------- dates and pages in a row


@pytest.mark.parametrize(
    ("date", "held"),
    [
        ("9 ديسمبر 1997م", ["9 ديسمبر 1997م"]),
        ("30 سبتمبر – 2 أكتوبر 2006م", ["30 سبتمبر –", "2 أكتوبر 2006م"]),
        ("", []),
    ],
)
def test_a_date_may_part_at_its_dash_only(date: str, held: list[str]) -> None:
    assert re.findall(r'class="nb">([^<]*)<', unbroken(date)) == held


@pytest.mark.parametrize(("pages", "printed"), [((3,), "3"), ((3, 4), "3–4"), ((3, 5, 6, 7), "3، 5–7"), ((), "")])
def test_pages_of_the_source_in_a_row(pages: tuple[int, ...], printed: str) -> None:
    assert compact(pages, "، ") == printed


# ---------------------------------------------------------------- content is data

HOSTILE = "{{ 7 * 7 }} {% include 'base.html' %} <script>x</script> & \"' ${x} [[city]]"


def hostile(files: Mapping[str, str]) -> dict[str, str]:
    """The same content with a hostile text in every title."""
    quoted = HOSTILE.replace('"', '\\"')
    return {name: re.sub(r"title: [^,}\n]+", f'title: "{quoted}"', text) for name, text in files.items()}


def test_templates_print_content_and_do_not_run_it(write: Write, style: Style) -> None:
    composer = composer_of(write(hostile(CONTENT)), style)
    for part in composer.arrangement.parts:
        html = composer.compose(part, "recto", PageMap())
        assert "<script" not in html
        assert "7 * 7 }}" in html or part.kind in ("imprint", "guide", "back-cover", "index-names", "index-places")
        assert "49" not in re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)


def test_a_part_is_composed_to_the_same_html_each_time(write: Write, style: Style) -> None:
    """Of the same records, by another composer: so a part that has not changed need not be set again."""
    first, second = (composer_of(write(CONTENT), style) for _ in range(2))
    for one, other in zip(first.arrangement.parts, second.arrangement.parts, strict=True):
        assert first.compose(one, "recto", PageMap()) == second.compose(other, "recto", PageMap())


def test_a_part_says_which_side_it_opens_on(write: Write, style: Style) -> None:
    composer = composer_of(write(CONTENT), style)
    part = composer.arrangement.parts[0]
    assert 'data-opens="verso"' in composer.compose(part, "verso", PageMap())


# ---------------------------------------------------------------- the book's settings


@pytest.mark.parametrize(
    ("language", "reads"), [("ar", "rtl"), ("ar-EG", "rtl"), ("fa", "rtl"), ("en", "ltr"), ("fr", "ltr"), ("az", "ltr")]
)
def test_the_direction_is_that_of_the_language_s_script(language: str, reads: str) -> None:
    assert direction(language) == reads


def test_settings_are_css_and_a_name_of_a_font_can_not_be_more(write: Write) -> None:
    book = 'id: book\ntitle: كتاب\ntrim: {width: 170, height: 240}\nfonts: {text: "A\\"} * { color: red"}\n'
    css = settings(write({"book.yaml": book}))
    assert "--trim-width: 170mm; --trim-height: 240mm" in css
    assert '--f-text: "A\\"} * { color: red"' in css


def test_what_the_proof_looks_for_is_the_text_without_its_markup(write: Write, style: Style) -> None:
    composer = composer_of(write(CONTENT), style)
    text = "## رأس\n\nقال **نعم**^[حاشية] في [[r]].\n\n![[fig-one]]\n\n- بند"
    assert composer.plain(composer.arrangement.parts[0], text, PageMap()) == [
        *("رأس", "قال نعم في 12/8-س (ق.إ).", "بند", "حاشية")
    ]
