"""SVG in a page: drawn as the library alone draws it, however it is written, and read as XML where it is that."""

from __future__ import annotations

import io

import pikepdf
import pytest
from compositor_page import BASE, lay_out, text_boxes

from kurrasa import compositor
from kurrasa.library import engine

PATHS = (
    "M0 16l104 0",
    "M88 0L88 74L283 74Q1133 364 1110 295.5Z",
    "M1,2L3,4H7V9C1 2 3 4 5 6ZM2 2L3 3Z",
    "M1 1ZL4 4ZZ",
    "M10-5L.5.5",  # numbers that touch
    "m1 1 2 2q3 3 4 4t5 5",
    "M0 0A5 5 0 0 1 10 10",
    "M0 0L50% 2em",
    "M0 0L1 2 3 4",
    "L1 1",
    "",
)


def streams(html: str) -> list[bytes]:
    """What each page of a document draws."""
    pdf = engine().HTML(string=html).render().write_pdf(uncompressed_pdf=True)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [page.Contents.read_bytes() for page in document.pages]


def drawing(d: str, attributes: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><path d="{d}" {attributes}/></svg>'


@pytest.mark.parametrize("d", PATHS)
def test_a_path_is_written_as_the_library_writes_it(d: str) -> None:
    ours = streams(drawing(d))
    compositor.uninstall()
    try:
        assert ours == streams(drawing(d))
    finally:
        compositor.install()


def test_a_path_with_markers_has_them() -> None:
    marker = '<marker id="m" viewBox="0 0 2 2" markerWidth="2" markerHeight="2"><path d="M0 0L2 2"/></marker>'
    with_marker = drawing("M10 10L90 90", 'marker-end="url(#m)"').replace("<path", f"<defs>{marker}</defs><path", 1)
    assert streams(with_marker) != streams(drawing("M10 10L90 90"))


def test_what_a_drawing_says_is_no_text_of_the_page() -> None:
    document = lay_out(f"<p>قبل {drawing('M0 0L1 1').replace('<path', '<title>عنوان</title><path')} بعد</p>", BASE)
    assert not any("عنوان" in box.text for page in document.pages for box in text_boxes(page._page_box))
