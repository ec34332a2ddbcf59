"""What there is room for, measured before it is set: titles, dates beside titles, the strip of an opening.

In: texts and the style of the edition. Out: which of a template's forms fits. A language whose words are longer gets
the smaller form; the measures are those of `templates/styles`, in millimetres.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kurrasa.drawings import Style
from kurrasa.drawings.label import label

POINT = 25.4 / 72
TITLE = (("", 31.0, 16.8), ("long", 24.0, 12.8), ("longer", 18.0, 9.6))
"""Forms of the title on the cover: class, size in points, leading."""
TITLE_HEIGHT = 51.2
BLURB = (("", 13.0, 6.8, 15.0, 8.8, 6.4), ("long", 11.0, 5.8, 13.0, 7.4, 4.8), ("longer", 9.25, 4.9, 11.0, 6.2, 4.8))
"""Forms of the text on the back cover: class, size, leading; the same of its first paragraph, the space below."""
AROUND_BLURB, BETWEEN = 91.0, 3.2
BAND, TIGHT_BAND, ABOVE_STRIP = 76.8, 64.0, 3.2
LEADS = {"": 0.0, "numbered": 22.0, "dated": 38.0}
"""Width of what leads the rows of a listing, by its class."""
_HEIGHT = re.compile(r'height="([\d.]+)mm"')
LEAD, SMALL, ROW, RULES = 7.2, 4.8, 2.4, 4.8


@dataclass(frozen=True)
class Room:
    """The measures of one edition: the trimmed page, and the width and height its text may take."""

    style: Style
    text: Style
    """The same with the family of the running text."""
    measure: float
    cover: float
    height: float

    def lines(self, text: str, points: float, width: float, weight: int | None = None) -> int:
        """How many lines a text takes, its words set one after another; one with a weight is a heading."""
        style, weight = (self.text, 400) if weight is None else (self.style, weight)
        size = points * POINT
        space = label("n n", size, style, weight).width - 2 * label("n", size, style, weight).width
        count, filled = 1, 0.0
        for word in text.split():
            long = label(word, size, style, weight).width
            if filled and filled + space + long > width:
                count, filled = count + 1, long
            else:
                filled += long + (space if filled else 0)
        return count

    def title(self, lines: Sequence[str]) -> str:
        """The form of the title on cover and title page: the largest that is not too high."""
        for name, points, leading in TITLE:
            if sum(self.lines(line, points, self.cover, 600) for line in lines) * leading <= TITLE_HEIGHT:
                return name
        return TITLE[-1][0]

    def blurb(self, paragraphs: Sequence[str]) -> str:
        """The form of the text on the back cover: the largest that ends above the figures."""
        for name, points, leading, first_points, first_leading, below in BLURB:
            head, rest = (paragraphs[:1], paragraphs[1:]) if len(paragraphs) > 1 else ((), paragraphs)
            high = sum(self.lines(text, first_points, self.cover, 500) * first_leading + below for text in head)
            high += sum(self.lines(text, points, self.cover) * leading + BETWEEN for text in rest)
            if high <= self.height - AROUND_BLURB:
                return name
        return BLURB[-1][0]

    def beside(self, title: str, date: str) -> bool:
        """Whether a date stands beside the title of an entry of the contents, in one line with its page."""
        wide = label(title, 9.25 * POINT, self.style, 600).width + label(date, 7.75 * POINT, self.style).width
        return wide <= self.measure - 18

    def opening(
        self,
        lead: str | None,
        dated: bool,
        states: int | None,
        note: str | None,
        rows: Sequence[tuple[str, str]],
        strip: str,
    ) -> str:
        """The form of a chapter's opening page: as drawn, with a lower band, or without the strip of years besides.

        A row is what leads it, as the class of its table says, and its title. `strip` is that drawing, whose height is
        its own.
        """
        under = LEAD * self.lines(lead, 14, self.measure) + RULES if lead else 0.0
        under += 16.3 if dated else 0.0
        under += 17.5 + 2.2 * -(-states // 20) if states else 0.0
        under += 1.4 + 3.8 * self.lines(note, 6.75, self.measure, 400) if note else 0.0
        under += 3.2 if rows else 0.0
        under += sum(ROW + SMALL * self.lines(text, 10.25, self.measure - 8 - LEADS[led]) for led, text in rows)
        if found := _HEIGHT.search(strip):
            under += ABOVE_STRIP + float(found[1])
        if BAND + under <= self.height:
            return ""
        return "tight" if TIGHT_BAND + under <= self.height else "tight full"
