"""One line set to its measure: which words are drawn out, by how much, and what is left for the spaces."""

import re
from itertools import pairwise
from statistics import pstdev

import pytest
import uharfbuzz as hb
from compositor_page import MEASURE, MM, Line, lay_out, lines

from kurrasa import fonts
from kurrasa.compositor import kashida

TEXT = (
    "أقرّ المؤتمرون في ختام أعمالهم بياناً يدعو جميع الدول إلى احترام وحدة أراضي الدول وسيادتها، وإلى حلّ النزاعات "
    "بالوسائل السلمية وفق ميثاق الأمم المتحدة ومقرراتها. وشدّد البيان على حقّ النازحين في العودة إلى ديارهم آمنين "
    "مكرّمين، وعلى أنّ تدمير المعالم التاريخية والدينية مخالف للقانون الدولي، وطلب إلى الأمين العام أن يتابع التنفيذ "
    "وأن يرفع تقريراً إلى الدورة المقبلة. وناقشت اللجنة السياسية مشاريع القرارات في جلستين، واستمعت إلى بيانات "
    "الوفود، ثمّ رفعت توصياتها إلى الجلسة العامة التي اعتمدتها بالإجماع، ورحّبت بما تبذله المنظمة من مساعٍ حميدة."
)


def set_in(strength: str, measure: int = MEASURE) -> list[Line]:
    """The lines of the sample at a measure in millimetres."""
    return lines(lay_out(f'<p style="--kashida: {strength}; width: {measure}mm">{TEXT}</p>'), "p")


def natural_width(text: str) -> float:
    """The width of a text in the body's font, as HarfBuzz alone gives it, in pixels."""
    face = hb.Face(hb.Blob.from_file_path(str(fonts.faces().face("Amiri").path)))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction, buffer.script, buffer.language = "rtl", "Arab", "ar"
    hb.shape(hb.Font(face), buffer)
    return sum(p.x_advance for p in buffer.glyph_positions) * (11.5 * 96 / 72) / face.upem


@pytest.mark.parametrize("strength", ["none", "restrained", "strong"])
@pytest.mark.parametrize("measure", [MEASURE, 56])
def test_words_and_spaces_fill_the_measure_to_the_hair(strength: str, measure: int) -> None:
    *full, _ = set_in(strength, measure)
    assert full
    for line in full:
        assert sum(item.width for item in line.items) == pytest.approx(measure * MM, abs=0.01)
        assert line.right - line.left == pytest.approx(measure * MM, abs=0.01)


def test_what_a_kashida_gains_is_measured_by_shaping_the_word_again() -> None:
    drawn = [item for line in set_in("strong", 56) for item in line.items if item.word and item.word.inserted]
    assert drawn
    for item in drawn:
        assert item.word is not None
        assert item.width == pytest.approx(natural_width(item.word.text), abs=0.05)


def test_words_that_are_not_drawn_out_keep_their_natural_width() -> None:
    for line in set_in("restrained"):
        for item in line.items:
            if item.word and item.word.inserted is None:
                assert item.width == pytest.approx(natural_width(item.word.text), abs=0.05)


def test_spaces_of_a_line_are_widened_alike() -> None:
    """Natural spaces differ by what is kerned across them; what is added to them does not."""
    plain = {line.text: line for line in set_in("none")}
    for line in plain.values():
        if line.ratio is None:
            continue
        spaces = [item.width for item in line.items if item.space]
        assert max(spaces) - min(spaces) < 0.3 * 11.5 * 96 / 72


def test_a_drawn_out_word_stands_in_the_text_of_its_line_as_it_was_given() -> None:
    found = set_in("strong", 56)
    assert any(line.drawn for line in found)
    assert " ".join(line.text for line in found) == TEXT


@pytest.mark.parametrize("strength", ["restrained", "strong"])
def test_one_kashida_a_word_and_only_where_one_may_be(strength: str) -> None:
    drawn = [word for line in set_in(strength, 56) for word in line.drawn]
    assert drawn
    for word in drawn:
        assert len(re.findall("\u0640+", word)) == 1
        assert word.count("\u0640") <= {"restrained": 1, "strong": 2}[strength]
        place = kashida.place(word.replace("\u0640", ""))
        assert place is not None
        assert word.index("\u0640") == place[1]


@pytest.mark.parametrize("measure", [MEASURE, 56, 40])
def test_none_in_a_last_line(measure: int) -> None:
    assert set_in("strong", measure)[-1].drawn == []


def test_a_last_line_that_is_justified_is_one_like_the_others() -> None:
    document = lay_out(f'<p style="text-align: justify-all; --kashida: strong; width: 56mm">{TEXT}</p>')
    assert all(line.ratio is not None for line in lines(document, "p"))


def test_none_where_the_style_says_none_and_none_in_ragged_text() -> None:
    assert not any(line.drawn for line in set_in("none", 56))
    ragged = lay_out(f'<p style="--kashida: strong; text-align: start; width: 56mm">{TEXT}</p>')
    assert not any(line.drawn for line in lines(ragged, "p"))


def test_strong_draws_out_more_than_restrained_and_its_spaces_are_more_even() -> None:
    none, restrained, strong = (set_in(name) for name in ("none", "restrained", "strong"))

    def kashidas(found: list[Line]) -> int:
        return sum(len(line.drawn) for line in found)

    def spread(found: list[Line]) -> float:
        return pstdev(line.ratio for line in found if line.ratio is not None)

    assert 0 == kashidas(none) < kashidas(restrained) < kashidas(strong)
    assert spread(strong) < spread(restrained) < spread(none)


def test_an_unknown_strength_is_taken_for_the_restrained_one() -> None:
    assert [line.drawn for line in set_in("lavish")] == [line.drawn for line in set_in("restrained")]


def test_the_strength_is_inherited_and_any_rule_may_set_it() -> None:
    body = f'<section style="--kashida: none"><p>{TEXT}</p><p class="loose">{TEXT}</p></section>'
    document = lay_out(body, "p { width: 56mm } .loose { --kashida: strong }")
    found = lines(document, "p")
    half = next(i for i, line in enumerate(found) if i and line.text.startswith("أقرّ المؤتمرون"))
    assert not any(line.drawn for line in found[:half])
    assert any(line.drawn for line in found[half:])


def kashida_places(line: Line) -> list[float]:
    """Where the kashidas of a line stand, in pixels: the middle of each, as drawn."""
    places, x = [], line.left
    for item in line.items:
        word = item.word
        if word is not None and word.inserted is not None:
            pen = x
            for glyph in word.glyphs:
                advance = glyph.advance * item.width / sum(g.advance for g in word.glyphs)
                if glyph.cluster == word.inserted[0]:
                    places.append(pen + advance / 2)
                    break
                pen += advance
        x += item.width
    return places


@pytest.mark.parametrize("strength", ["restrained", "strong"])
@pytest.mark.parametrize("measure", [MEASURE, 56])
def test_no_kashida_stands_under_one_of_the_line_above(strength: str, measure: int) -> None:
    em = 11.5 * 96 / 72
    for above, below in pairwise(set_in(strength, measure)):
        for one in kashida_places(above):
            for other in kashida_places(below):
                assert abs(one - other) > 0.3 * em, (above.drawn, below.drawn)


def test_a_text_that_must_not_break_keeps_its_spaces_and_reaches_out() -> None:
    one_line = '<p style="text-align: start; width: 30mm; white-space: nowrap">' + "كلمة " * 12 + "</p>"
    (line,) = lines(lay_out(one_line), "p")
    assert line.right - line.left > 30 * MM
    assert all(item.width > 0.18 * 11.5 * 96 / 72 for item in line.items if item.space)


@pytest.mark.parametrize("measure", [MEASURE, 64, 41])
def test_ragged_lines_keep_their_natural_spaces(measure: int) -> None:
    document = lay_out(f'<p style="text-align: start; width: {measure}mm">{TEXT}</p>')
    natural = max(item.width for line in set_in("none") for item in line.items if item.space and line.ratio is None)
    for line in lines(document, "p"):
        assert line.ratio is None
        assert line.right - line.left <= measure * MM + 0.01
        assert all(0.96 * natural < item.width < natural + 0.01 for item in line.items if item.space)


@pytest.mark.parametrize("measure", range(34, 60, 2))
def test_a_word_of_one_letter_stays_with_the_next_within_a_bracket_too(measure: int) -> None:
    text = "ورد ذلك في الفصل الأول (ص 14) وفي ملاحظة تليه (ص 20) ثم عاد إليه في الخاتمة (ص 31)."
    found = lines(lay_out(f'<p style="width: {measure}mm">{text}</p>'), "p")
    assert len(found) > 1
    assert not any(line.text.endswith("ص") for line in found)
