"""HTML read as XML: the same tree as by HTML's own algorithm, or none."""

from __future__ import annotations

from typing import Any

import pytest
import tinyhtml5
from conftest import CLIMATE, ROOT
from hypothesis import given
from hypothesis import strategies as st

from kurrasa import build, compositor
from kurrasa.compositor import markup
from kurrasa.library import engine
from kurrasa.order import Order
from kurrasa.paginate import PageMap

Told = tuple[Any, ...]


def page(body: str) -> str:
    return f"<!doctype html>\n<html dir=rtl>\n<head><title>كتاب</title></head>\n<body>{body}</body>\n</html>".replace(
        "dir=rtl", 'dir="rtl"'
    )


def told(element: Any) -> Told:
    """A tree as it is, but for the declaration that a drawing is one."""
    given = [(name, value) for name, value in element.attrib.items() if "xmlns" not in name]
    return (element.tag, given, element.text or "", element.tail or "", list(map(told, element)))


def by_html(html: str) -> Told:
    return told(tinyhtml5.parse(html, namespace_html_elements=False))


@pytest.mark.parametrize(
    "body",
    [
        "<p>وجاء <b>في</b> القرار&nbsp;12</p>".replace("&nbsp;", "&#34;"),
        "<p>سطر<br>وسطر <img src='x.png' alt='&lt;'></p>".replace("'", '"'),
        "<table><tr><td>أ</td></tr> <tr><td>ب</td></tr>\n</table>",
        "<table><thead><tr><th>رأس</th></tr></thead><tr><td>أ</td></tr><tbody><tr><td>ب</td></tr></tbody></table>",
        "<p data-at='r'><figure>رسم</figure></p> بعده".replace("'", '"'),
        "<p>أ<div>ب</div> ج</p> د",
        "<ul><li>أ<ul><li>ب</li></ul></li><li><p>ج</p></li></ul>",
        "<dl><dt>أ</dt><dd><p>ب</p></dd></dl>",
        '<p><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg></p>',
        "<div><!-- كلمة --><p>نص</p></div>",
        '<p><img alt="أ > ب" src="x/y.png"/> ج <img alt="أ > ب"></p>',
        "",
        "نص وحده ",
    ],
)
def test_what_both_read_alike_is_read_as_xml(body: str) -> None:
    root = markup.tree(page(body))
    assert root is not None
    assert told(root) == by_html(page(body))


@pytest.mark.parametrize(
    "body",
    [
        "<p>أ<b>ب</b><div>ج</div></p>",
        "<p>أ<p>ب",
        '<a href="#a">أ<b><a href="#b">ب</a></b></a>',
        "<table>نص<tr><td>أ</td></tr></table>",
        "<table><tr>نص<td>أ</td></tr></table>",
        "<ul><li>أ<div><li>ب</li></div></li></ul>",
        "<h1>أ<h2>ب</h2></h1>",
        "<p>أ&nbsp;ب</p>",
        '<p title="أ\nب">ج</p>',
        "<p hidden>أ</p>",
        '<p title = "أ > ب\nج">د</p>',
        '<p dataX="1">أ</p>',
        "<table>\u00a0<tr><td>أ</td></tr></table>",
        "<p>أ<!-- <br> --></p>",
        "<pre>\nأ</pre>",
        "<p>أ&#128;ب</p>",
        '<!DOCTYPE x [<!ENTITY a "b">]><p>أ</p>',
    ],
)
def test_what_html_reads_otherwise_is_left_to_it(body: str) -> None:
    assert markup.tree(page(body)) is None
    read = compositor.read(lambda html: engine().HTML(string=html), page(body))
    assert told(read.etree_element) == by_html(page(body))


TAGS = ("p", "div", "span", "a", "b", "i", "table", "tbody", "thead", "tr", "td", "th", "ul", "li", "dl", "dt", "dd")
MORE = ("h1", "h2", "section", "figure", "br", "caption", "small", "svg", "pre", "option", "form")
texts = st.sampled_from(["", " ", "\n", "\u00a0", "<!-- ا -->", "نص", "a b", "&amp;", "&lt;", "&#39;"])


@st.composite
def bodies(draw: st.DrawFn, depth: int = 5) -> str:
    """Elements within one another, as HTML would have them or not."""
    found = [draw(texts)]
    for _ in range(draw(st.integers(0, 3)) if depth else 0):
        tag = draw(st.sampled_from((*TAGS, *MORE)))
        given = draw(st.sampled_from(["", ' class="a"', ' id="b" title="x > y"', ' dataX="1"']))
        found.append("<br>" if tag == "br" else f"<{tag}{given}>{draw(bodies(depth - 1))}</{tag}>")
        found.append(draw(texts))
    return "".join(found)


@given(bodies())
def test_whatever_is_read_as_xml_is_what_html_makes_of_it(body: str) -> None:
    root = markup.tree(page(body))
    if root is not None and "<svg" not in body:  # what stands in a drawing is XML
        assert told(root) == by_html(page(body))


@pytest.mark.parametrize("content", [CLIMATE, ROOT / "content"], ids=["small", "first edition"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_part_of_a_book_is_read_as_xml(content: Any, language: str, tmp_path: Any) -> None:
    checked, _ = build.checked(Order(content, tmp_path, language=language))
    assert checked
    composer = build.edition(checked)
    for part in composer.arrangement.parts:
        html = composer.compose(part, "recto", PageMap())
        root = markup.tree(html)
        assert root is not None, part.id
        assert told(root) == by_html(html), part.id
