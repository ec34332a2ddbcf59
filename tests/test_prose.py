"""Markup of the content: what each form becomes, what stays on one line, and what does not get through."""

from __future__ import annotations

import re

import pytest

from kurrasa import prose
from kurrasa.prose import Reference, references, render, set_words

INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def link(reference: Reference) -> str:
    """A resolver such as the writer has: a link in an element of its own; a number or a page number stays whole."""
    if reference.figure:
        return f"<figure>{reference.target}</figure>"
    if reference.page:
        return '<span class="nb">ص <a class="pp" href="#x">14</a></span>'
    kind = "ref" if reference.text else "ref no"
    return f'<a class="{kind}" href="#{reference.target}">{reference.text or reference.target}</a>'


def blocks(text: str) -> str:
    return render(text, link, str).strip()


def line(text: str) -> str:
    return render(text, link, str, blocks=False)


def held(html: str) -> list[str]:
    """What may not part at a line's end, as a reader sees it."""
    return [re.sub("<.*?>", "", run) for run in re.findall(r'<span class="nb">([^<]*(?:<[^<]*)*?)</span>', html)]


def seen(html: str) -> str:
    return re.sub("<.*?>", "", html)


# ---------------------------------------------------------------- references


@pytest.mark.parametrize(
    ("markup", "reference"),
    [
        ("[[r-12-8-p]]", Reference("r-12-8-p")),
        ("[[r-12-8-p|القرار المذكور]]", Reference("r-12-8-p", text="القرار المذكور")),
        ("[[@tehran-1997]]", Reference("tehran-1997", page=True)),
        ("[[tehran-1997.date]]", Reference("tehran-1997", field="date")),
        ("![[fig-barda]]", Reference("fig-barda", figure=True)),
        ("[[1997-12-09]]", Reference("1997-12-09")),
        ("[[1997-12-09/1997-12-11]]", Reference("1997-12-09/1997-12-11")),
        ("[[1994-09]]", Reference("1994-09")),
    ],
)
def test_each_form_of_reference_is_read(markup: str, reference: Reference) -> None:
    assert list(references(markup)) == [reference]


@pytest.mark.parametrize("markup", ["[[two words]]", "[[open", "[single]", "[[]]", "[[a|]]"])
def test_what_only_looks_like_a_reference_is_text(markup: str) -> None:
    assert list(references(markup)) == []
    assert seen(line(markup)) == markup


def test_a_day_and_a_month_are_no_records() -> None:
    is_date = {target: Reference(target).is_date for target in ("1997-12-09", "1994-09", "tehran-1997", "1994")}
    assert is_date == {"1997-12-09": True, "1994-09": True, "tehran-1997": False, "1994": False}


def test_a_reference_tells_where_in_the_text_it_begins() -> None:
    text = "أحال [[a]] إلى [[b|غيره]]"
    assert [text[ref.offset :].startswith(f"[[{ref.target}") for ref in references(text)] == [True, True]


def test_references_stand_in_emphasis_lists_quotations_and_footnotes() -> None:
    for text in ("**[[r]]**", "- [[r]]", "> [[r]]", "## [[r]]", "كلمة^[انظر [[r]]]"):
        assert 'href="#r"' in blocks(text)


def test_a_paragraph_that_is_only_a_figure_places_it() -> None:
    assert "<figure>fig-barda</figure>" in blocks("قبل.\n\n![[fig-barda]]\n\nبعد.")


# ---------------------------------------------------------------- blocks and lines


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("## رأس", "<h2>رأس</h2>"),
        ("### فرع", "<h3>فرع</h3>"),
        ("**غليظ**", "<p><strong>غليظ</strong></p>"),
        ("*مؤكَّد*", "<p><em>مؤكَّد</em></p>"),
        ("- أول\n- ثانٍ", "<ul>\n<li>أول</li>\n<li>ثانٍ</li>\n</ul>"),
        ("1. أول\n2. ثانٍ", "<ol>\n<li>أول</li>\n<li>ثانٍ</li>\n</ol>"),
        ("> اقتباس", "<blockquote>\n<p>اقتباس</p>\n</blockquote>"),
        ("فقرة\n\nأخرى", "<p>فقرة</p>\n<p>أخرى</p>"),
    ],
)
def test_each_form_of_block(text: str, html: str) -> None:
    assert blocks(text) == html


def test_a_line_makes_no_blocks() -> None:
    assert line("## ليس رأسًا") == "## ليس رأسًا"
    assert line("- **بند**") == "- <strong>بند</strong>"


def test_numerals_are_set_by_the_edition() -> None:
    assert seen(render("عام 1997 و20%", link, lambda text: text.translate(INDIC))) == "عام ١٩٩٧ و٢٠%\n"


# ---------------------------------------------------------------- what does not get through


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<b>غليظ</b>",
        "<div>\n\nنص\n\n</div>",
        "<!-- -->",
        '<img src="file:///etc/passwd">',
        "<http://example.org>",
        "**<i>**",
        "كلمة^[<u>حاشية</u>]",
        '"><script>',
    ],
)
def test_raw_html_is_printed_and_not_obeyed(text: str) -> None:
    own = {"p", "span", "strong", "em"}
    assert set(re.findall(r"<(\w+)", blocks(text))) <= own
    assert "&lt;" in blocks(text) or "&gt;" in blocks(text)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "vbscript:x"])
def test_a_link_that_runs_or_reads_something_is_text(address: str) -> None:
    assert "href" not in blocks(f"[هنا]({address})")


def test_pictures_of_markdown_are_not_fetched() -> None:
    assert "<img" not in blocks("![صورة](https://example.org/x.png)")


def test_an_entity_is_no_back_door_for_invisible_characters() -> None:
    assert "\u202e" not in blocks("نص &#x202e; وآخر")
    assert "\u00a0" not in blocks("نص&nbsp;وآخر")


# ---------------------------------------------------------------- what stays on one line


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("في عام 1997 صدر", ["عام 1997"]),
        ("وعام 1997", ["وعام 1997"]),
        ("سنة 1418", ["سنة 1418"]),
        ("انظر ص 5 من", ["ص 5"]),
        ("المادة 12 من", ["المادة 12"]),
        ("بعد 32 شهرًا من", ["32 شهرًا"]),
        ("قُتل 21 مدنيًّا و70 جنديًّا", ["21 مدنيًّا", "و70 جنديًّا"]),
        ("نحو 3.5 مليون نسمة", ["3.5 مليون"]),
        ("بعد ٣٢ شهرًا", ["٣٢ شهرًا"]),
        ("الصفحات 5–7 منها", ["5–7 منها"]),
        ("نسبة 20%، أي الخُمس", []),
        ("أعوام بلا أرقام", []),
    ],
)
def test_a_number_stays_with_its_word(text: str, together: list[str]) -> None:
    assert held(blocks(text)) == together


def test_a_line_may_end_before_what_is_held() -> None:
    """The space stands in an outer element that wraps; in the held one it would bind the word before as well."""
    assert blocks("صدر عام 1997") == '<p>صدر <span class="nb">عام 1997</span></p>'


def test_no_joiner_enters_the_text() -> None:
    assert seen(blocks("عام 1997^[ص 5]")) == "عام 1997ص 5"
    assert not set("\u00a0\u200d\u200e\u200f\u2060").intersection(blocks("عام 1997، ص 5، 32 شهرًا، OIC"))


# ---------------------------------------------------------------- footnotes


@pytest.mark.parametrize(
    ("text", "with_call"),
    [
        ("صدر القرار^[حاشية]، ثم", "القرارحاشية"),
        ("قال «نعم»^[حاشية].", "«نعم»حاشية"),
        ("في عام 1997^[حاشية].", "عام 1997حاشية"),
        ("القرار [[r-1]]^[حاشية].", "r-1حاشية"),
        ("انظر [[@r-1]]^[حاشية].", "ص 14حاشية"),
        ("كلمة^[أولى]^[ثانية].", "كلمةأولىثانية"),
    ],
)
def test_a_call_is_held_to_what_it_is_called_after(text: str, with_call: str) -> None:
    html = blocks(text)
    begin = html.index('<span class="nb">')
    depth = 0
    for tag in re.finditer(r"<(/?)span[^>]*>", html[begin:]):
        depth += -1 if tag[1] else 1
        if not depth:
            assert seen(html[begin : begin + tag.end()]).strip() == with_call
            return
    pytest.fail("the element is not closed")


def test_a_footnote_may_hold_markup_and_brackets() -> None:
    assert "<em>مؤكَّد</em>" in blocks("كلمة^[نص *مؤكَّد* [كذا] و[[r]]]")
    assert seen(blocks("كلمة^[نص [كذا] و[[r]]] بعد")) == "كلمةنص [كذا] وr بعد"


def test_a_footnote_calls_no_footnote() -> None:
    assert seen(line("كلمة^[حاشية^[أخرى]]")) == "كلمةحاشية^[أخرى]"
    deep = "كلمة" + "^[حاشية" * 1000 + "]" * 1000
    assert line(deep).count('class="fn"') == 1


def test_a_footnote_left_open_is_text() -> None:
    assert seen(line("كلمة^[بلا نهاية")) == "كلمة^[بلا نهاية"


# ---------------------------------------------------------------- Latin in Arabic


def latin(text: str) -> list[str]:
    return re.findall(r'class="latin">(.*?)<', set_words(text))


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("منظمة OIC في جدة", ["OIC"]),
        ("وثيقة OIC/ICFM-34/2007/POL/SG.REP.6، وفيها", ["OIC/ICFM-34/2007/POL/SG.REP.6"]),
        ("قال Charles Édouard Guillaume كذا", ["Charles Édouard Guillaume"]),
        ("في Genève وحدها", ["Genève"]),
        ("والـ«OIC» وUN", ["OIC", "UN"]),
        ("United Nations, New York", ["United Nations, New York"]),
        ("A/RES/78/10.", ["A/RES/78/10"]),
        ("رقم 15 ثم 17", []),
    ],
)
def test_latin_words_in_a_row_run_left_to_right_as_one(text: str, runs: list[str]) -> None:
    assert latin(text) == runs


def test_in_an_edition_from_left_to_right_latin_is_no_exception() -> None:
    assert "latin" not in render("The OIC met in year 1997", link, str, rtl=False)
    assert held(render("The OIC met in year 1997", link, str, rtl=False)) == ["year 1997"]


def test_no_space_is_lost_or_moved() -> None:
    text = "قال [[a]] و**ب** *ج* عام 1997 كلمة^[حاشية] و OIC، ص 5^[أخرى]."
    assert seen(blocks(text)).count(" ") == seen(text.replace("[[a]]", "a")).count(" ")


def test_the_parser_is_shared_and_keeps_nothing_between_texts() -> None:
    first = blocks("أ^[حاشية] [[r]]")
    blocks("**ب** ^[غير مغلقة")
    assert blocks("أ^[حاشية] [[r]]") == first
    assert prose.render("", link, str) == ""
