"""What WeasyPrint 70 does wrong in a right-to-left line, mended.

In: nothing; `install` puts the mends in place of the library's own functions, once. It refuses a version whose
functions it has not been held against.
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
        """Take the space off the end of a line and close the gap it leaves.

        The library passes over a space that an inline element cut off by the line's end stands after, and it closes
        the gap only where the box that loses the space is right to left itself; a box of nothing but the space, or of
        digits or Latin, is not. Either leaves the rest of the line a space too far out, in the margin.
        """
        cut = _detach_empty(line)
        last = line
        while getattr(last, "children", None):
            last = last.children[-1]
        layout, before = getattr(last, "pango_layout", None), line.width
        library(context, line)
        removed = before - line.width
        if removed and line.style["direction"] == "rtl" and layout and not layout.first_line_direction % 2:
            # a box that keeps its text shrinks towards its own start and stays; the others close up to it
            for child in line.children[:-1] if last.text else line.children:
                child.translate(dx=-removed, ignore_floats=True)
        for parent, children in reversed(cut):
            parent.children = children

    remove_last_whitespace.__module__ = __name__
    inline.remove_last_whitespace = remove_last_whitespace


def _detach_empty(line: Any) -> list[tuple[Any, Any]]:
    """Take inline elements that have nothing on this line off its end; gives what restores them."""
    from weasyprint.formatting_structure import boxes

    cut = []
    box = line
    while isinstance(box, boxes.LineBox | boxes.InlineBox) and box.children:
        last = box.children[-1]
        if isinstance(last, boxes.InlineBox) and not last.children and not last.width:
            cut.append((box, box.children))
            box.children = box.children[:-1]
            box = line
        else:
            box = last
    return cut
