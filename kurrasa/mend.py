"""What WeasyPrint 70 does wrong in a right-to-left line, mended.

In: nothing; `install` puts the mends in place of the library's own functions, once. It refuses a version whose functions
it has not been held against.
"""

from __future__ import annotations

from typing import Any

KNOWN = "70.0"


def install() -> None:
    """Mend the library in this process. Raises `RuntimeError` for a version other than the one known."""
    import weasyprint
    from weasyprint.layout import inline

    if weasyprint.__version__ != KNOWN:
        raise RuntimeError(f"WeasyPrint {weasyprint.__version__} is installed; the mends are for {KNOWN}")
    library = inline.remove_last_whitespace
    if library.__module__ == __name__:
        return

    def remove_last_whitespace(context: Any, line: Any) -> None:
        """Close the gap that a removed space leaves when its own box is not right to left.

        The library moves the line only for a box whose text is Arabic. A box of nothing but the space, or of digits or
        Latin, counts as left to right: the rest of the line then stays a space too far out, in the margin.
        """
        last = line
        while getattr(last, "children", None):
            last = last.children[-1]
        layout, before = getattr(last, "pango_layout", None), line.width
        library(context, line)
        removed = before - line.width
        if not removed or line.style["direction"] != "rtl" or layout is None or layout.first_line_direction % 2:
            return
        # a box that keeps its text shrinks towards its own start and stays; the others close up to it
        for child in line.children[:-1] if last.text else line.children:
            child.translate(dx=-removed, ignore_floats=True)

    remove_last_whitespace.__module__ = __name__
    inline.remove_last_whitespace = remove_last_whitespace
