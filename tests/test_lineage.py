"""The graph of citations and the QR code, read on the SVG itself."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest
import segno

from kurrasa.drawings import Node, Style, lineage, qr
from kurrasa.drawings.code import QUIET
from kurrasa.drawings.label import STRONG, label
from kurrasa.drawings.lineage import NAME, wrap

SVG = "{http://www.w3.org/2000/svg}"
NODES = [
    Node("charter", 0, "ميثاق الأمم المتحدة"),
    Node("r-11-7", 0, "11/7-س (ق.إ)", "قمة الدار البيضاء، 1994"),
    Node("r-12-8", 1, "12/8-س (ق.إ)", "قمة طهران، 1997", here=True),
]
CITES = [("r-11-7", "r-12-8"), ("charter", "r-12-8"), ("charter", "r-11-7")]


def read(drawing: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawing)


def frames(drawing: str) -> dict[str, tuple[float, float]]:
    """The left edge and the width of each node, by its name."""
    found = {}
    for group in read(drawing).iter(f"{SVG}g"):
        rect = group.find(f"{SVG}rect")
        if rect is not None:
            found[group.findtext(f"{SVG}title") or ""] = (float(rect.get("x") or 0), float(rect.get("width") or 0))
    return found


@pytest.mark.parametrize("direction", ["rtl", "ltr"])
def test_what_was_cited_stands_on_the_side_where_reading_begins(style: Style, direction: str) -> None:
    turned = replace(style, direction=direction)  # type: ignore[arg-type]
    found = frames(lineage(NODES, CITES, ["", ""], 174, turned, "graph"))
    cited, citing = found["11/7-س (ق.إ)"][0], found["12/8-س (ق.إ)"][0]
    assert (cited > citing) == (direction == "rtl")


def test_a_line_leads_to_each_record_that_cites_and_ends_in_a_dot(style: Style) -> None:
    drawing = read(lineage(NODES, CITES, ["ما أحال إليه", "هنا"], 174, style, "graph"))
    lines = [p for p in drawing.iter(f"{SVG}path") if "C" in (p.get("d") or "") and p.get("stroke")]
    assert len(lines) == len(list(drawing.iter(f"{SVG}circle"))) == len(CITES)


def test_all_of_it_lies_within_its_frame(style: Style) -> None:
    drawing = lineage(NODES, CITES, ["", ""], 174, style, "graph")
    for left, width in frames(drawing).values():
        assert left >= 0
        assert left + width <= 174
    for path in read(drawing).iter(f"{SVG}path"):
        if path.get("stroke"):
            xs = [float(x) for x in re.findall(r"-?[\d.]+", path.get("d") or "")[::2]]
            # a cubic stays within three quarters of its control points
            assert min(xs) >= 0
            assert xs[0] + 0.75 * (max(xs) - xs[0]) <= 174


def test_a_citation_of_what_is_not_there_is_refused(style: Style) -> None:
    with pytest.raises(ValueError, match="not there"):
        lineage(NODES, [("r-11-7", "nothing")], ["", ""], 174, style, "graph")


def test_a_long_name_is_broken_between_words_and_none_is_wider_than_its_room(style: Style) -> None:
    lines = wrap("تقرير الأمين العام عن الآثار والمقدسات الإسلامية", 3, 40, style, STRONG)
    assert " ".join(line.text for line in lines) == "تقرير الأمين العام عن الآثار والمقدسات الإسلامية"
    assert len(lines) > 1
    assert all(line.width <= 40 for line in lines)


def test_a_number_keeps_its_own_direction(style: Style) -> None:
    """1/CP.1 in an Arabic graph would read CP.1/1."""
    drawn = lineage([Node("r", 0, "1/CP.1", turn="ltr")], [], ["هنا"], 100, style, "شجرة")
    assert label("1/CP.1", NAME, replace(style, direction="ltr"), STRONG).outline in drawn
    assert label("1/CP.1", NAME, replace(style, direction="rtl"), STRONG).outline not in drawn


def test_the_code_has_the_modules_of_its_address_and_a_quiet_zone(style: Style) -> None:
    address = "https://example.org/edition"
    matrix = segno.make_qr(address, error="m").matrix
    side = len(matrix) + 2 * QUIET
    drawing = read(qr(address, float(side), style, "code"))
    path = next(drawing.iter(f"{SVG}path")).get("d") or ""
    drawn = {(round(float(x)), round(float(y))) for x, y in re.findall(r"M([\d.]+) ([\d.]+)", path)}
    dark = {(x + QUIET, y + QUIET) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    assert drawn == dark
