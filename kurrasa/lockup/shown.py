"""Which fonts streams use, which codes of them, and what each code shows.

In: streams, and the fonts of the process. Out: the same streams, with the codes that their composites have among
themselves, and `FontUse`s that depend on nothing else.
"""

from __future__ import annotations

import hashlib
import pickle
from array import array
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from kurrasa.compositor.codes import Slots, settle
from kurrasa.forme import FontUse, Shown, Typeface, packed
from kurrasa.pdftext import recode, shown


def fonts_of(
    raws: list[bytes], fonts: Mapping[Any, Any]
) -> tuple[list[bytes], list[dict[str, frozenset[int]]], dict[str, FontUse]]:
    """The fonts that streams use; and before them the streams again, with the codes that their composites have among
    themselves, and what codes each shows."""
    seen = [shown(raw) for raw in raws]
    by_name = {font.hash: font for font in fonts.values()}
    uses, moved = {}, {}
    for name in sorted({name for one in seen for name in one}):
        font = by_name[name]
        slots: Slots = font.composites
        codes = frozenset().union(*[one[name] for one in seen if name in one])
        marks = {code: slots.marks[code] for code in codes if code in slots.marks}
        if not slots.displaced.isdisjoint(codes):
            settled = settle(dict.fromkeys(marks.values(), 1), slots.first)
            if other := {code: settled[own] for code, own in marks.items() if settled[own] != code}:
                moved[name] = other
        new = moved.get(name, {})
        shows = {new.get(code, code): _shows(font, slots, code) for code in sorted(codes)}
        marked = (array("H", [new.get(code, code) for code in marks]), array("Q", marks.values()))
        uses[name] = FontUse(_typeface(font), packed(shows), shows, (slots.first, *marked))
    if moved:
        raws = [recode(raw, moved) for raw in raws]
        seen = [shown(raw) for raw in raws]
    return raws, seen, uses


def _shows(font: Any, slots: Slots, code: int) -> bytes:
    """What a code shows, pickled: of a composite always the same, so it is kept."""
    found = slots.pickled.get(code)
    if found is None:
        composite = slots.taken.get(code)
        found = _pickled((font.to_unicode.get(code, ""), font.widths.get(code, 0), composite))
        if composite is not None:
            slots.pickled[code] = found
    return found


@lru_cache(maxsize=4096)
def _pickled(shown: Shown) -> bytes:
    return pickle.dumps(shown, pickle.HIGHEST_PROTOCOL)


def _typeface(font: Any) -> Typeface:
    known: Typeface | None = font.__dict__.get("typeface")
    if known is None:
        data = bytes(font.file_content)
        known = font.typeface = Typeface(
            resource=font.hash,
            name=bytes(font.name),
            family=font.family,
            digest=hashlib.sha256(data).hexdigest(),
            index=font.index,
            glyphs=font.glyph_count,
            flags=font.flags,
            italic_angle=font.italic_angle,
            ascent=font.ascent,
            descent=font.descent,
            stem=font.stemv,
        )
    return known
