"""The letters of a report in the house's own face, within its file: a report needs nothing beside it.

In: the text of a report. Out: its `@font-face` rules.
"""

from __future__ import annotations

import base64
import io

from fontTools import subset
from fontTools.ttLib import TTFont

from kurrasa import fonts
from kurrasa.localise import LATIN_FACES


def letters(text: str) -> str:
    """Rules for the letters of a text in the sign face, which has Arabic and Latin ones."""
    rules = []
    for weight in (400, 600):
        face = fonts.faces().face(LATIN_FACES["display"], weight)
        options = subset.Options(flavor="woff", layout_features=["*"], notdef_outline=True)
        options.drop_tables += ["meta"]
        font = TTFont(face.path, recalcTimestamp=False)
        chosen = subset.Subsetter(options)
        chosen.populate(text="".join(sorted(set(text))))
        chosen.subset(font)
        font.flavor = "woff"
        to = io.BytesIO()
        font.save(to)
        data = base64.b64encode(to.getvalue()).decode()
        rules.append(
            f'@font-face {{ font-family: "{face.family}"; font-weight: {weight};'
            f" src: url(data:font/woff;base64,{data}) }}\n"
        )
    return "".join(rules)
