"""Order: each line reads as the eye must meet it, wherever markup cuts it and wherever it breaks.

Expectations are written from right to left, a bar between stretches of one direction: `القرار |12/8|-س` says that the
eye coming from the right meets القرار, then 12/8 as it is read from left to right, then -س. Against Chromium, on lines
by the thousand, `python -m bench.order` compares.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from compositor_page import MM, Line, descendants, lay_out, lines, text_boxes

from kurrasa.compositor import bidi
from kurrasa.compositor.setting import Item

CASES = Path(__file__).with_name("bidi-cases.txt").read_text(encoding="utf-8").splitlines()
ARABIC = re.compile("[\u0600-\u065f\u066e-\u06ef]")
LEFT_TO_RIGHT = re.compile("[A-Za-z0-9٠-٩]")
MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
PIXEL = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/%3E"
WIDE = "@page { size: 600mm 297mm } p { white-space: nowrap; text-align: start }"


def turned(text: str) -> str:
    """Right-to-left text as it stands from left to right, marks behind their letters, brackets mirrored."""
    letters: list[str] = []
    for character in text:
        if letters and unicodedata.combining(character):
            letters[-1] += character
        else:
            letters.append(character)
    return "".join(reversed(letters)).translate(MIRRORED)


def sign(item: Item) -> str:
    """What a piece of a line shows from left to right."""
    if item.word is None:
        return " "
    return turned(item.word.text) if item.word.rtl else item.word.text


def seen(line: Line) -> str:
    """The signs of a line from left to right."""
    return "".join(map(sign, line.items))


def expected(from_the_right: str) -> str:
    """The signs from left to right of what is written from the right."""
    stretches = reversed(from_the_right.split("|"))
    return "".join(s if LEFT_TO_RIGHT.search(s) and not ARABIC.search(s) else turned(s) for s in stretches)


def line_of(html: str, css: str = "") -> Line:
    """The one line of a paragraph too short to wrap."""
    (line,) = lines(lay_out(html if html.startswith("<p") else f"<p>{html}</p>", WIDE + css), "p")
    return line


# ---------------------------------------------------------------- markup within what must stay together

STAY = {
    "a number of a resolution, half bold": ("القرار <b>12</b>/8-س", "القرار |12/8|-س"),
    "its parts bold each": ("القرار <b>12</b>/<b>8</b>-<b>س</b>", "القرار |12/8|-س"),
    "with its session in brackets": ("القرار 12/8-س <i>(ق.إ)</i>", "القرار |12/8|-س (ق.إ)"),
    "brackets of which one is bold": ("القرار 12/8-س <b>(</b>ق.إ)", "القرار |12/8|-س (ق.إ)"),
    "a document's number, begun in bold": ("<b>OIC</b>/ICFM-34/2007/POL/SG.REP.6", "OIC/ICFM-34/2007/POL/SG.REP.6"),
    "the same within Arabic": (
        "الوثيقة OIC/ICFM-<i>34/2007</i>/POL/SG.<a href=x>REP.6</a> وملحقها",
        "الوثيقة |OIC/ICFM-34/2007/POL/SG.REP.6| وملحقها",
    ),
    "a span of pages by hyphen": ("ص <b>15</b>-17", "ص |15|-|17"),
    "at the paragraph's head": ("15-<b>17</b> من الشهر", "15-17| من الشهر"),
    "a span by dash, read from the right": ("15<b>–</b>17 من الشهر", "15|–|17| من الشهر"),
    "in Arabic-Indic digits": ("ص ١٥<b>-</b>١٧", "ص |١٥|-|١٧"),
    "a date by solidus": ("في 2007/<b>06</b>/15م", "في |2007/06/15|م"),
    "a percentage": ("نسبة <b>20</b>% منها", "نسبة |%20| منها"),
    "an Arabic percentage": ("نسبة <b>٢٠</b>٪ منها", "نسبة |٢٠|٪ منها"),
    "a reference's call after Latin": ("منظمة OIC <a href=x>[12]</a> هي", "منظمة |OIC [12]| هي"),
    "Latin in guillemets": ("سمّيت «<b>OIC</b>» وبقيت", "سمّيت «|OIC|» وبقيت"),
    "a quotation in a quotation": ("قال «إنّ “<i>النصّ (UN)</i>” باقٍ»", "قال «إنّ “النصّ (|UN|)” باقٍ»"),
    "nested brackets": ("(انظر [<b>12</b>] و[<i>OIC</i>])", "(انظر [|12|] و[|OIC|])"),
}


@pytest.mark.parametrize(("html", "from_the_right"), STAY.values(), ids=STAY)
def test_markup_turns_nothing_round(html: str, from_the_right: str) -> None:
    assert seen(line_of(html)) == expected(from_the_right)


# ---------------------------------------------------------------- isolates, overrides, generated content

APART = {
    "two names that would swallow a number": ("<bdi>OIC</bdi> 3 <bdi>UN</bdi>", "OIC| 3 |UN"),
    "an Arabic name in Latin": ("<p dir=ltr>See <bdi>قمة 8</bdi> (2)</p>", " (2)|قمة|See 8 "),
    "brackets that an isolate parts": ("أ <bdi>OIC (</bdi>12) ب", "أ |OIC (|12|) ب"),
    "an LRI in the text": ("الرمز \u2066A-1, ب\u2069، ثم", "الرمز |ب|A-1, |، ثم"),
    "an RLI in the text": ("الرمز \u2067A-1, ب\u2069، ثم", "الرمز |A-1|, ب، ثم"),
    "an FSI in the text": ("الرمز \u2068A, ب\u2069، ثم", "الرمز |ب|A, |، ثم"),
    "a space that only an isolate's mark follows": ("الرمز \u2066OIC\u2069 ثم", "الرمز |OIC| ثم"),
    "isolates one after another": ("<bdi dir=rtl>PM</bdi><bdi dir=rtl>96 / 110</bdi>", "PM|96| / |110"),
    "dir=auto by Latin": ("نصّ <span dir=auto>A (ب)</span> تمّ", "نصّ |(ب)|A | تمّ"),
    "dir=auto by Arabic": ("نصّ <span dir=auto>ب (A)</span> تمّ", "نصّ ب (|A|) تمّ"),
    "dir=ltr": ("نصّ <span dir=ltr>-5 (ب)</span> تمّ", "نصّ |(ب)|-5 | تمّ"),
    "bdo, left to right": ("نصّ <bdo dir=ltr>ab 12</bdo> تمّ", "نصّ |ab 12| تمّ"),
    "bdo, right to left": ("نصّ <bdo dir=rtl>ab</bdo> تمّ", "نصّ |ba| تمّ"),
    "unicode-bidi: plaintext": ('نصّ <i style="unicode-bidi: plaintext">a (ب)</i> تمّ', "نصّ |(ب)|a | تمّ"),
    "direction alone changes nothing": ('نصّ <i style="direction: ltr">a (ب)</i> تمّ', "نصّ |a| (ب) تمّ"),
    "a right-to-left mark between two codes": ("A-1\u200fB-2", "A-1|B-2"),
    "a counter before a code": ("<i class=n>OIC/1</i> نصّ", "[1]| |OIC/1| نصّ"),
    "a mark generated after a number": ("نصّ <i class=after>12</i>، تمّ", "نصّ |12|(أ)، تمّ"),
    "quotes generated in a quotation": ("قال <q>إنّ <q>UN</q></q> تمّ", "قال «إنّ “|UN|”» تمّ"),
    "a picture among words": (f'نصّ <img src="{PIXEL}" alt=""> OIC، تمّ', "نصّ  |OIC|، تمّ"),
}
GENERATED = """
p { counter-increment: n } q { quotes: "«" "»" "“" "”" } img { width: 8px }
.n::before { content: "[" counter(n) "] " } .after::after { content: "(أ)" }
"""


@pytest.mark.parametrize(("html", "from_the_right"), APART.values(), ids=APART)
def test_what_is_isolated_or_generated_stands_where_html_and_css_say(html: str, from_the_right: str) -> None:
    assert seen(line_of(html, GENERATED)) == expected(from_the_right)


def test_spaces_that_do_not_break_add_up() -> None:
    one, two = (line_of(f"نصّ{spaces}OIC") for spaces in ("\u00a0", "\u00a0\u00a0"))
    space = next(item.width for item in one.items if item.space)
    assert two.right - two.left == pytest.approx(one.right - one.left + space)


def test_a_picture_stands_between_the_words_it_was_put_between() -> None:
    line = line_of(f'نصّ <img src="{PIXEL}" alt=""> <b>OIC</b>', GENERATED)
    (picture,) = (box for box in descendants(line.box) if box.element_tag == "img")
    latin, arabic = (box for text in ("OIC", "نصّ") for box in text_boxes(line.box) if text in box.text)
    assert (
        latin.position_x + latin.width
        < picture.position_x
        < picture.position_x + picture.width
        < arabic.position_x + arabic.width
    )


@pytest.mark.parametrize("direction", ["", "dir=ltr", "dir=rtl"])
@pytest.mark.parametrize("text", ["OIC UN", "قمة ثامنة", "OIC"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_padding_stands_on_its_side_whatever_the_direction(side: str, text: str, direction: str) -> None:
    def widths(css: str) -> tuple[float, float]:
        line = line_of(f'نصّ <b {direction} style="{css}">{text}</b> تمّ')
        boxes = sorted((box.position_x, box.width, box.style["font_weight"]) for box in text_boxes(line.box))
        bold = [(x, x + width) for x, width, weight in boxes if weight == 700]
        return bold[0][0] - boxes[0][0], boxes[-1][0] - bold[-1][1]

    (bare_left, bare_right), (left, right) = widths(""), widths(f"padding-{side}: 9px")
    assert (left - bare_left, right - bare_right) == pytest.approx((9, 0) if side == "left" else (0, 9))


# ---------------------------------------------------------------- ends and beginnings of lines

BEFORE, AFTER = "ورد في القرار الذي أقرّه المؤتمر أنّ", "كما ورد فيه من قبل ومن بعد"
WRAPPED = {
    "a number": ("12/8-س", "12/8|-س"),
    "a session": ("(ق.إ)", "(ق.إ)"),
    "a span by hyphen": ("15-17", "15|-|17"),
    "a span by dash": ("9–11", "9|–|11"),
    "a span in Arabic-Indic digits": ("١٥-١٧", "١٥|-|١٧"),
    "a document's number": ("OIC-34/2007", "OIC-34/2007"),
    "Latin in guillemets": ("«OIC»،", "«|OIC|»،"),
    "a percentage": ("(20%)", "(|%20|)"),
    "an Arabic percentage": ("(٢٠٪)", "(|٢٠|٪)"),
    "a date": ("2007/06/15م", "2007/06/15|م"),
    "a call": ("[12]", "[|12|]"),
}


@pytest.mark.parametrize(("inner", "from_the_right"), WRAPPED.values(), ids=WRAPPED)
@pytest.mark.parametrize("cut", [0, 2])
def test_it_reads_alike_wherever_the_line_breaks(inner: str, from_the_right: str, cut: int) -> None:
    marked = f"<b>{inner[:cut]}</b>{inner[cut:]}" if cut else inner
    places = set()
    for width in range(20, 68, 4):
        paragraph = lay_out(f"<p style='width: {width}mm'>{BEFORE} {marked} {AFTER}</p>")
        (line,) = (shown for shown in map(seen, lines(paragraph, "p")) if expected(from_the_right) in shown)
        places |= {"head"} if line.endswith(expected(from_the_right)) else set()
        places |= {"end"} if line.startswith(expected(from_the_right)) else set()
    assert places == {"head", "end"}


# ---------------------------------------------------------------- dir=auto on a block


AUTO = {
    "Latin": ("<p dir=auto>OIC (ق.إ)</p>", "(ق.إ)|OIC ", "left"),
    "Arabic": ("<p dir=auto>12 قمة OIC</p>", "12| قمة |OIC", "right"),
    "Arabic after an element of Latin with its own dir": ("<p dir=auto><i dir=ltr>A</i> قمة</p>", "A| قمة", "right"),
    "no letters at all": ("<p dir=auto>12, 13</p>", "12, 13", "left"),
    "plaintext, Latin": ('<p style="unicode-bidi: plaintext">OIC (ق.إ)</p>', "(ق.إ)|OIC ", "left"),
    "plaintext, Arabic in a block of Latin": (
        '<p dir=ltr style="unicode-bidi: plaintext">12 قمة</p>',
        "12| قمة",
        "right",
    ),
    "an override": ('<p style="unicode-bidi: bidi-override">ab 12</p>', "21 ba", "right"),
}


@pytest.mark.parametrize(("html", "from_the_right", "side"), AUTO.values(), ids=AUTO)
def test_a_block_takes_its_direction_from_its_text_and_stands_on_that_side(
    html: str, from_the_right: str, side: str
) -> None:
    line = line_of(html)
    assert seen(line) == expected(from_the_right)
    page = (600 - 2 * 22) * MM
    if side == "left":
        assert line.left == pytest.approx(22 * MM)
    else:
        assert line.right == pytest.approx(22 * MM + page)


# ---------------------------------------------------------------- joins


def shapes(html: str) -> list[int]:
    """The glyphs of a line from left to right."""
    return [glyph.id for item in line_of(html).items if item.word for glyph in item.word.glyphs]


@pytest.mark.parametrize("element", ["span", "a href=x", "span style='color: red'", "u"])
@pytest.mark.parametrize("word", ["المحتلة", "بحجج", "تنفيذها", "يُنَبِّئ"])
def test_an_element_of_the_same_face_changes_no_letter_of_a_word_it_cuts(word: str, element: str) -> None:
    places = [i for i in range(1, len(word)) if not unicodedata.combining(word[i])]
    name = element.split()[0]
    for i in places:
        assert shapes(f"{word[:i]}<{element}>{word[i:]}</{name}>") == shapes(word)


@pytest.mark.parametrize("word", ["المحتلة", "بحجج", "تنفيذها"])
def test_a_bold_part_has_the_letters_of_the_bold_word(word: str) -> None:
    regular, bold = shapes(word), shapes(f"<b>{word}</b>")
    for i in range(1, len(word)):
        left = len(shapes(word[i:]))
        assert shapes(f"<b>{word[:i]}</b>{word[i:]}") == regular[:left] + bold[left:]


@pytest.mark.parametrize("parted", ["سل<bdi>سل</bdi>", "سل\u2067سل\u2069", "سل<span dir=rtl>سل</span>"])
def test_an_isolate_parts_what_it_isolates(parted: str) -> None:
    assert shapes(parted) == shapes("سل") * 2


# ---------------------------------------------------------------- the algorithm


def at_line_end(text: str, levels: bytes, base: int) -> list[int]:
    """Levels after rule L1, which the compositor leaves to the lines: they have no space at their ends."""
    found, trailing = list(levels), True
    for i in reversed(range(len(text))):
        kind = unicodedata.bidirectional(text[i])
        if kind == "S":
            trailing = True
        elif kind not in ("WS", "LRI", "RLI", "FSI", "PDI", "BN", "LRE", "RLE", "LRO", "RLO", "PDF"):
            trailing = False
        if trailing:
            found[i] = base
    return found


@pytest.mark.parametrize("case", [case for case in CASES if not case.startswith("#")])
def test_levels_and_order_are_those_of_unicode(case: str) -> None:
    codes, direction, base, levels, order = case.split(";")
    text = "".join(chr(int(code, 16)) for code in codes.split())
    given = "rtl" if direction == "1" else "ltr" if direction == "0" else bidi.base(text) or "ltr"
    found = at_line_end(text, bidi.levels(text, given), int(base))
    kept = [i for i, level in enumerate(levels.split()) if level != "x"]
    assert ["x" if i not in kept else str(found[i]) for i in range(len(text))] == levels.split()
    assert bidi.reorder(kept, found.__getitem__) == [int(place) for place in order.split()]
