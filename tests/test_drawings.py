"""Drawings: what a reader sees on them, measured on the SVG itself and on the paper it is printed on."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ElementTree
from functools import cache
from itertools import combinations

import pypdfium2
import pytest
import weasyprint
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from kurrasa.drawings import Cell, Mark, Palette, Point, Style, Words, columns, dots, key_symbol, locator, strip, swatch
from kurrasa.drawings.barcode import ean, modules
from kurrasa.drawings.canvas import Direction, number
from kurrasa.drawings.columns import PATTERNS
from kurrasa.drawings.label import Box, label
from kurrasa.drawings.locator import SIZES, bounds
from kurrasa.drawings.order import runs
from kurrasa.drawings.placing import Named, place
from kurrasa.drawings.years import names, scale
from kurrasa.faces import FOLDER
from kurrasa.fonts import faces

PALETTE = Palette(
    ink="#000001",
    sea="#000002",
    copper="#ff0000",
    slate="#000004",
    stone="#000005",
    sand="#fffff0",
    ember="#ff0001",
    foam="#000006",
    paper="#ffffff",
)
ARABIC_INDIC = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
ARABIC = Words(kilometres="كم", north="ش", south="ج", east="ق", west="غ")
SVG = "{http://www.w3.org/2000/svg}"


@cache
def style(direction: Direction = "rtl", arabic_indic: bool = False) -> Style:
    digits = (lambda text: text.translate(ARABIC_INDIC)) if arabic_indic else (lambda text: text)
    return Style(PALETTE, faces(FOLDER), "IBM Plex Sans Arabic", direction, digits)


def read(drawing: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawing)


def paths_of(text: str, size: float, drawing_style: Style, weight: int = 400) -> str:
    """The outline a label has wherever it stands: how a test knows a label again."""
    return label(text, size, drawing_style, weight).outline


def on_paper(drawing: str) -> Image.Image:
    """Print a drawing by itself and look at the paper, ten dots to the millimetre."""
    root = read(drawing)
    page = f"@page {{ size: {root.get('width')} {root.get('height')}; margin: 0 }}"
    html = f"<style>{page} body {{ margin: 0 }} svg {{ display: block }}</style>"
    with pypdfium2.PdfDocument(io.BytesIO(weasyprint.HTML(string=html + drawing).write_pdf())) as pdf:
        assert len(pdf) == 1
        return pdf[0].render(scale=254 / 72).to_pil().convert("RGB")


# ---------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("text", "direction", "from_left"),
    [
        ("قمة طهران", "rtl", ["قمة طهران"]),
        ("20 كم", "rtl", [" كم", "20"]),
        ("12/8-س (ق.إ)", "rtl", ["-س (ق.إ)", "12/8"]),
        ("القمة (OIC) 1997", "rtl", ["1997", ") ", "OIC", "القمة ("]),
        ("OIC/ICFM-34/2007", "rtl", ["OIC/ICFM-34/2007"]),
        ("سنة ١٩٩٧/١٢", "rtl", ["١٩٩٧/١٢", "سنة "]),
        ("Summit of مكة 2005 (third)", "ltr", ["Summit of ", "2005", "مكة ", " (third)"]),
        ("20%", "rtl", ["20%"]),
    ],
)
def test_runs_of_a_label_stand_as_the_bidirectional_algorithm_orders_them(
    text: str, direction: Direction, from_left: list[str]
) -> None:
    assert [piece for piece, _ in runs(text, direction)] == from_left


def test_arabic_letters_of_a_label_are_joined() -> None:
    joined = label("بيت", 10, style()).width
    apart = sum(label(letter, 10, style()).width for letter in "بيت")
    assert joined < 0.75 * apart


def test_a_label_that_the_family_can_t_show_is_set_in_one_that_can() -> None:
    assert style().face("ﷺ", 400).characters >= {0xFDFA}
    assert style().face("طهران", 600).path.stem == "IBMPlexSansArabic-SemiBold"
    assert Style(PALETTE, faces(FOLDER), "Amiri", "rtl", str).face("←", 400).family == "IBM Plex Sans Arabic"


def test_no_drawing_holds_text_that_the_typesetter_would_set() -> None:
    drawn = strip([Mark(1997.9, "square", "طهران", True)], 1992, 2020, 104, style(), "شريط")
    assert not list(read(drawn).iter(f"{SVG}text"))


def test_measures_are_written_short_and_never_as_minus_zero() -> None:
    assert [number(x) for x in (1.0, 0.5, -0.0001, 2 / 3)] == ["1", "0.5", "0", "0.667"]


@pytest.mark.parametrize("name", ["<b>", 'a "b" & c', "بردا"])
def test_a_title_is_spoken_as_it_was_given_and_breaks_nothing(name: str) -> None:
    assert read(dots(3, style(), name)).findtext(f"{SVG}title") == name


def test_an_ornament_is_hidden_from_assistive_readers() -> None:
    root = read(key_symbol("square", style()))
    assert root.get("aria-hidden") == "true"
    assert root.find(f"{SVG}title") is None


# ---------------------------------------------------------------- the strip of years


def where(drawing: str, ink: str) -> list[tuple[float, float]]:
    """Middles of the squares drawn in an ink, from left to right."""
    squares = [r for r in read(drawing).iter(f"{SVG}rect") if r.get("fill") == ink]
    return sorted(
        (float(r.get("x", 0)) + float(r.get("width", 0)) / 2, float(r.get("y", 0)) + float(r.get("height", 0)) / 2)
        for r in squares
    )


def test_time_runs_from_the_right_in_arabic_and_from_the_left_in_english() -> None:
    marks = [Mark(1994.9, "square", here=True), Mark(2008.2, "square")]
    (here,) = where(strip(marks, 1992, 2020, 104, style("rtl"), ""), PALETTE.copper)
    (later,) = where(strip(marks, 1992, 2020, 104, style("rtl"), ""), PALETTE.sea)
    assert later[0] < here[0]
    mirrored = where(strip(marks, 1992, 2020, 104, style("ltr"), ""), PALETTE.copper)
    assert mirrored[0][0] == pytest.approx(104 - here[0], abs=0.01)


def test_marks_of_one_year_stack_over_it_the_earliest_lowest() -> None:
    marks = [Mark(1994.94, "square", here=True), Mark(1994.69, "square"), Mark(1994.8, "square")]
    drawn = strip(marks, 1992, 2020, 104, style(), "")
    (last,) = where(drawn, PALETTE.copper)
    earlier = where(drawn, PALETTE.sea)
    assert {x for x, _ in earlier} == {last[0]}
    assert last[1] < min(y for _, y in earlier)


def test_marks_of_a_wide_year_stand_side_by_side_in_the_order_of_reading() -> None:
    drawn = strip([Mark(2020.1, "square", here=True), Mark(2020.9, "square")], 2020, 2021, 104, style(), "")
    (first,), (second,) = where(drawn, PALETTE.copper), where(drawn, PALETTE.sea)
    assert first[1] == second[1]
    assert first[0] > second[0]


def test_the_height_follows_the_stack_in_steps_of_the_grid() -> None:
    heights = [
        float(read(strip([Mark(1994.5, "circle")] * n, 1992, 2020, 104, style(), "")).get("height", "").rstrip("m"))
        for n in (1, 3, 8)
    ]
    assert heights == sorted(set(heights))
    assert all(h / 3.2 == pytest.approx(round(h / 3.2)) for h in heights)


def test_a_mark_outside_the_years_is_refused_rather_than_lost() -> None:
    with pytest.raises(ValueError, match=r"2021\.2"):
        strip([Mark(2021.2, "bar")], 1992, 2020, 104, style(), "")


def test_the_year_of_the_page_is_named_in_the_digits_of_the_edition() -> None:
    drawn = strip([Mark(1997.9, "square", here=True)], 1992, 2020, 104, style(arabic_indic=True), "")
    assert paths_of("١٩٩٧", 2.6, style(), 600) in drawn
    assert paths_of("1997", 2.6, style(), 600) not in drawn


@given(
    first=some.integers(1800, 2100),
    years=some.integers(0, 150),
    width=some.floats(40, 180),
    here=some.sets(some.integers(0, 150), max_size=4),
    direction=some.sampled_from(["rtl", "ltr"]),
)
@settings(max_examples=40, deadline=None)
def test_names_of_years_never_touch_and_the_first_and_last_are_kept(
    first: int, years: int, width: float, here: set[int], direction: Direction
) -> None:
    shown = scale(first, first + years, 1.6, width - 1.6, style(direction))
    named = names(shown, style(direction), {first + n for n in here})
    rooms = [name.box(shown.x(year), 0, "middle") for year, name in named]
    assert all(a.grown(0.4).overlap(b) == 0 for a, b in combinations(rooms, 2))
    assert here or first in {year for year, _ in named}


@given(
    positions=some.lists(some.floats(1992, 2020.99), min_size=1, max_size=20),
    width=some.floats(80, 180),
)
@settings(max_examples=30, deadline=None)
def test_marks_never_cover_one_another(positions: list[float], width: float) -> None:
    placed = where(strip([Mark(p, "square") for p in positions], 1992, 2020, width, style(), ""), PALETTE.sea)
    assert len(placed) == len(positions)
    assert all(max(abs(a[0] - b[0]), abs(a[1] - b[1])) >= 1.6 for a, b in combinations(placed, 2))


def test_names_of_marks_at_the_edge_stay_on_the_paper_and_clear_of_each_other() -> None:
    """What is drawn in the ink of the page's own place must not be cut off at the frame."""
    marks = [
        Mark(1992.1, "square", "إسطنبول", True),
        Mark(1993.2, "square", "الدار البيضاء", True),
        Mark(2020.9, "bar", "حرب", True),
    ]
    paper = on_paper(strip(marks, 1992, 2020, 104, style(), ""))
    edge = [paper.getpixel((x, y)) for y in range(paper.height) for x in (0, paper.width - 1)]
    assert not [p for p in edge if p[0] > 200 and p[1] < 60]
    top = [paper.getpixel((x, 0)) for x in range(paper.width)]
    assert set(top) == {(255, 255, 255)}


# ---------------------------------------------------------------- signs, dots, columns


def test_the_six_signs_and_the_eight_patterns_differ_in_grey() -> None:
    signs = ("square", "hollow-square", "circle", "hollow-circle", "diamond", "bar")
    drawn = [key_symbol(s, style()) for s in signs] + [swatch(i, style(), dark=False) for i in range(len(PATTERNS))]
    grey = [on_paper(d).convert("L").tobytes() for d in drawn]
    assert len(set(grey)) == len(signs) + len(PATTERNS)


def test_as_many_dots_as_the_number_says_fill_rows_from_the_right() -> None:
    circles = [(float(c.get("cx", 0)), float(c.get("cy", 0))) for c in read(dots(55, style())).iter(f"{SVG}circle")]
    assert len(circles) == len(set(circles)) == 55
    last_row = [x for x, y in circles if y == max(y for _, y in circles)]
    assert len(last_row) == 15
    assert max(last_row) == max(x for x, _ in circles)
    assert min(last_row) > min(x for x, _ in circles)


def test_nothing_can_t_be_drawn_as_dots() -> None:
    with pytest.raises(ValueError, match="0 dots"):
        dots(0, style())


def test_each_resolution_is_one_cell_over_its_year() -> None:
    cells = [Cell(1994, 0, "11/7"), Cell(1994, 0, "16/7"), Cell(2008, 0, "10/11")]
    drawn = columns(cells, 1992, 2020, 112, 100, style(), "", dark=True)
    placed = where(drawn, PALETTE.ember)
    assert len(placed) == 3
    assert len({x for x, _ in placed}) == 2
    assert [t.text for t in read(drawn).iter(f"{SVG}title")][-3:] == ["11/7", "16/7", "10/11"]


def test_columns_share_the_scale_of_the_strip() -> None:
    """On the cover and on the strip, a year that is earlier stands further to the right."""
    placed = where(columns([Cell(1994, 0), Cell(2008, 0)], 1992, 2020, 112, 100, style(), ""), PALETTE.ember)
    late, early = placed
    assert (early[0] - late[0]) / 14 == pytest.approx(scale(1992, 2020, 3.2, 108.8, style()).step, abs=0.01)


def test_a_high_column_stays_in_the_frame() -> None:
    tops = [y for _, y in where(columns([Cell(2000, 0)] * 30, 1999, 2001, 100, 80, style(), ""), PALETTE.ember)]
    assert len(tops) == 30
    assert min(tops) > 0


def test_more_series_than_patterns_are_drawn_all_the_same() -> None:
    assert swatch(8, style()) == swatch(0, style())


def test_a_cell_outside_the_years_is_refused() -> None:
    with pytest.raises(ValueError, match="2021"):
        columns([Cell(2021, 0)], 1992, 2020, 112, 100, style(), "")


# ---------------------------------------------------------------- locators

KARABAKH = (
    Point("غنجة", 40.68, 46.36, "left"),
    Point("بردا", 40.37, 47.13, "left", here=True),
    Point("كلبجار", 40.11, 46.04, "left"),
    Point("أغدام", 39.99, 46.93, "left"),
    Point("شوشا", 39.76, 46.75, "right"),
    Point("لاتشين", 39.64, 46.55, "left"),
    Point("فضولي", 39.60, 47.14, "right"),
    Point("جبرائيل", 39.40, 47.03, "right"),
    Point("قوبادلي", 39.34, 46.58, "left"),
    Point("زنقيلان", 39.09, 46.65, "left"),
)


def named_points(points: tuple[Point, ...] | list[Point], width: float, height: float) -> list[list[Named]]:
    frame = bounds(points, width, height)
    return [
        [
            Named(frame.x(p.longitude), frame.y(p.latitude), 0.8, label(p.name, size, style()), p.side, p.here)
            for p in points
        ]
        for size in SIZES
    ]


def test_every_place_is_a_dot_with_its_name_and_the_page_s_own_is_ringed() -> None:
    drawn = locator(KARABAKH, 104, 70.4, style(), ARABIC, "موضع بردا")
    titles = [t.text for t in read(drawn).iter(f"{SVG}title")]
    assert titles == ["موضع بردا", *(p.name for p in KARABAKH)]
    rings = [c for c in read(drawn).iter(f"{SVG}circle") if c.get("stroke") == PALETTE.copper]
    assert len(rings) == 1
    assert paths_of("بردا", 3.1 * 1.3, style(), 600) in drawn


def test_north_is_up_and_east_is_right_in_every_direction_of_reading() -> None:
    frame = bounds(KARABAKH, 104, 70.4)
    assert frame.y(40.68) < frame.y(39.09)
    assert frame.x(46.04) < frame.x(47.14)


def test_a_degree_of_longitude_is_shorter_than_one_of_latitude_as_on_the_globe() -> None:
    frame = bounds([Point("أ", 59, 10), Point("ب", 61, 12)], 100, 100)
    assert (frame.x(12) - frame.x(11)) / (frame.y(60) - frame.y(61)) == pytest.approx(0.5, abs=0.001)


def test_names_keep_the_side_they_were_given_where_it_is_free() -> None:
    for point, placed in zip(KARABAKH, place(named_points(KARABAKH, 104, 70.4), Box(0, 0, 104, 70.4), []), strict=True):
        x = bounds(KARABAKH, 104, 70.4).x(point.longitude)
        assert (placed.box.right < x) == (point.side == "left")


def test_a_name_that_would_leave_the_frame_changes_its_side() -> None:
    points = [Point("الدار البيضاء", 33.6, -7.6, "left"), Point("بوتراجايا", 2.9, 101.7, "right")]
    west, east = place(named_points(points, 60, 40), Box(0, 0, 60, 40), [])
    assert west.box.left >= 0
    assert east.box.right <= 60


@given(
    where_they_lie=some.lists(
        some.tuples(some.floats(-60, 65), some.floats(-170, 170)), min_size=1, max_size=10, unique=True
    ),
    side=some.sampled_from(["left", "right", "above", "below"]),
)
@settings(max_examples=40, deadline=None)
def test_names_never_touch_nor_leave_the_frame(where_they_lie: list[tuple[float, float]], side: str) -> None:
    points = [Point("مدينة", *at, side) for at in where_they_lie]  # type: ignore[arg-type]
    placed = place(named_points(points, 104, 70), Box(0, 0, 104, 70), [])
    assert all(a.box.overlap(b.box) < 1e-6 for a, b in combinations(placed, 2))
    assert all(p.box.left > -1e-6 and p.box.right < 104 + 1e-6 for p in placed)
    assert all(p.box.top > -1e-6 and p.box.bottom < 70 + 1e-6 for p in placed)


def test_of_names_that_can_t_all_stand_beside_their_dots_some_stand_off_with_a_line() -> None:
    """Nine places within a few kilometres on a map of a whole continent."""
    near = [Point(f"مدينة {n}", 40 + n / 50, 47 + n / 50) for n in range(9)]
    placed = place(named_points([*near, Point("بعيدة", -20, -30)], 104, 70), Box(0, 0, 104, 70), [])
    assert any(p.leader for p in placed)
    assert all(a.box.overlap(b.box) < 1e-6 for a, b in combinations(placed, 2))


def test_one_place_alone_stands_in_the_middle() -> None:
    frame = bounds([Point("بردا", 40.37, 47.13)], 60, 48)
    assert (frame.x(47.13), frame.y(40.37)) == (pytest.approx(30), pytest.approx(24))
    assert read(locator([Point("بردا", 40.37, 47.13)], 60, 48, style(), ARABIC, "")) is not None


def test_places_on_both_sides_of_the_date_line_lie_near_each_other() -> None:
    frame = bounds([Point("سوفا", -18.1, 178.4), Point("أبيا", -13.8, -171.8)], 100, 60)
    assert 0 < frame.x(178.4) < frame.x(-171.8) < 100


def test_the_scale_is_a_round_number_and_as_long_as_it_says() -> None:
    drawn = locator(KARABAKH, 104, 70.4, style(), ARABIC, "")
    assert paths_of("50 كم", 2.3, style()) in drawn
    length = 50 / 111.2 * bounds(KARABAKH, 104, 70.4).unit
    assert re.search(rf'l{number(length)} 0" stroke="{PALETTE.ink}"', drawn)


def test_a_map_of_half_the_world_has_no_scale() -> None:
    drawn = locator([Point("جاكارتا", -6.2, 106.8), Point("داكار", 14.7, -17.4)], 104, 60, style(), ARABIC, "")
    assert f'stroke="{PALETTE.ink}"' not in drawn


def test_degrees_are_named_in_the_digits_of_the_edition_with_their_hemisphere() -> None:
    drawn = locator(KARABAKH, 104, 70.4, style(arabic_indic=True), ARABIC, "")
    assert paths_of("٤٠° ش", 2.2, style()) in drawn
    assert paths_of("٤٦٫٥° ق", 2.2, style()) in drawn
    south = locator([Point("مابوتو", -26.0, -40.0)], 104, 70, style(), ARABIC, "")
    assert paths_of("26° ج", 2.2, style()) in south
    assert paths_of("40.5° غ", 2.2, style()) in south


def test_no_border_and_no_area_is_drawn_but_the_ground() -> None:
    root = read(locator(KARABAKH, 104, 70.4, style(), ARABIC, ""))
    assert len(list(root.iter(f"{SVG}rect"))) == 1
    outlines = [p for p in root.iter(f"{SVG}path") if p.get("fill") not in (None, "none") and not p.get("transform")]
    assert outlines == []


def test_a_locator_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a point"):
        locator([], 60, 48, style(), ARABIC, "")


# ---------------------------------------------------------------- all of them


def test_the_typesetter_draws_every_drawing_without_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    drawn = [
        strip([Mark(1997.9, "diamond", "طهران", True)], 1992, 2020, 104, style(), "ش", dark=True),
        locator(KARABAKH, 104, 70.4, style(), ARABIC, "م"),
        columns([Cell(1994, n) for n in range(8)], 1992, 2020, 112, 100, style(), "أ"),
        dots(17, style(), filled=False),
    ]
    for drawing in drawn:
        paper = on_paper(drawing)
        assert len(paper.getcolors(1 << 20) or ()) > 2
    assert [r.message for r in caplog.records if r.name.startswith("weasyprint")] == []


def test_the_same_is_drawn_twice_as_the_same() -> None:
    assert locator(KARABAKH, 104, 70.4, style(), ARABIC, "") == locator(KARABAKH, 104, 70.4, style(), ARABIC, "")


def test_an_isbn_of_ten_digits_is_printed_as_thirteen() -> None:
    """It gets the prefix of books and the check digit of EAN-13; the code of both is the same 95 modules."""
    assert ean("3-16-148410-X") == ean("978-3-16-148410-0") == "9783161484100"
    assert ean("0 8044 2957 X") == "9780804429573"
    assert len(modules("9783161484100")) == 95
