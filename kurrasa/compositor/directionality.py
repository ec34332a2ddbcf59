"""Directionality: what HTML says of `dir=auto`, `<bdi>` and `<bdo>`, and WeasyPrint's own sheet doesn't.

In: the elements of a document. Out: one more style sheet of the user agent, which gives each element `direction` and
`unicode-bidi` as HTML, *Rendering*, 15.3.5, has it; and the validator of `unicode-bidi`, which the library takes for an
unknown property.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from weasyprint import CSS

from kurrasa.compositor.bidi import Direction, first_strong

KINDS = frozenset({"normal", "embed", "isolate", "bidi-override", "isolate-override", "plaintext"})
_PASSED_OVER = frozenset({"bdi", "script", "style", "textarea"})
_STATES = frozenset({"ltr", "rtl", "auto"})
_AUTO = "[dir=auto i], bdi:not([dir=ltr i], [dir=rtl i])"
_SHEET = f"""
bdi, output, [dir=ltr i], [dir=rtl i], [dir=auto i] {{ unicode-bidi: isolate }}
bdo, bdo[dir] {{ unicode-bidi: isolate-override }}
pre[dir=auto i], textarea[dir=auto i] {{ unicode-bidi: plaintext }}
{_AUTO} {{ direction: ltr }}
{_AUTO} {{ direction: rtl }}
"""


def unicode_bidi(tokens: Any) -> str | None:
    """Validate `unicode-bidi` (CSS Writing Modes 3, 2.2) as the library's validators do: its value, or None."""
    if len(tokens) == 1 and tokens[0].type == "ident" and tokens[0].lower_value in KINDS:
        return str(tokens[0].lower_value)
    return None


unicode_bidi.wants_base_url = False  # type: ignore[attr-defined] # as the library marks its own


def state(element: Any) -> str | None:
    """The state of an element's `dir` attribute: ltr, rtl, auto, or None where it is absent or no such word."""
    found = (element.get("dir") or "").lower()
    return found if found in _STATES else None


def auto(element: Any) -> Direction:
    """The direction of an element that takes it from its text (HTML 3.2.6.4): the first strong character's, or ltr."""
    return next((found for text in _text(element) if (found := first_strong(text))), "ltr")


def _text(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _PASSED_OVER and state(child) is None:
            yield from _text(child)
        yield child.tail or ""


@cache
def sheet() -> Any:
    """The sheet, once `unicode_bidi` is the validator of its property."""
    made = CSS(string=_SHEET)
    matcher = made.matcher
    for kept in (matcher.other_selectors, *matcher.lower_local_name_selectors.values()):
        for i, (test, specificity, order, pseudo, payload) in enumerate(kept):
            given = {name: value for name, value, _ in payload[0]}.get("direction")
            if given:
                kept[i] = (_turned(test, given), specificity, order, pseudo, payload)
    return made


def _turned(test: Callable[[Any], bool], direction: str) -> Callable[[Any], bool]:
    """A selector that asks for `:dir()` besides, which the library's selectors lack."""
    return lambda element: test(element) and auto(element.etree_element) == direction
