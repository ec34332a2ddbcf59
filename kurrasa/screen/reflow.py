"""A part's HTML as it is printed, to a page that flows.

In: the tree of a part's HTML. Out: the same tree without what is paper's alone: notes stand after the text and are
called by links, dates are times, tables that only set things side by side are none, cards are sections with headings,
drawings have names and no size.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from kurrasa.screen.markup import SVG, classes, made, name, parents, take, unwrap, words

_FLAT = {"meta", "facts", "attend", "links", "figs", "cap"}  # tables that set things beside one another
_HEADS = {"ttl": "h2", "h": "h3", "division": "h2"}  # what heads a card, a document, a division of the contents
_DROPPED = ("data-", "style")


def reflow(body: Element, title: str, kind: str, number: Callable[[int], str], say: Callable[[str], str]) -> None:
    """Turn a part's body into one that flows. `number` writes the number of a note, `say` puts English into the
    words of the edition."""
    _notes(body, number, say)
    _times(body)
    _tables(body)
    _heads(body, title, kind)
    _drawings(body)
    _entries(body)
    for element in body.iter():
        for key in [key for key in element.attrib if key.startswith(_DROPPED) and not name(element).startswith(SVG)]:
            del element.attrib[key]
        if {"latin", "url"} & set(classes(element)):
            element.set("dir", "ltr")


# ---------------------------------------------------------------- notes


def _notes(body: Element, number: Callable[[int], str], say: Callable[[str], str]) -> None:
    """Each note to the end of the part, linked both ways (EPUB 3.3, pop-up notes; DPUB-ARIA doc-noteref)."""
    above = parents(body)
    called = [element for element in body.iter("span") if "fn" in classes(element)]
    if not called:
        return
    section = made("section", class_="notes", role="doc-endnotes", epub_type="footnotes", aria_label=say("Notes"))
    for count, note in enumerate(called, 1):
        parent, told = above[note], number(count)
        at = list(parent).index(note)
        call = made(
            *("a", f"({told})"), id=f"call-{count}", class_="call", href=f"#footnote-{count}", epub_type="noteref"
        )
        call.set("role", "doc-noteref")
        call.tail, note.tail = note.tail, None
        parent[at] = call
        aside = made("aside", id=f"footnote-{count}", class_="note-text", epub_type="footnote", role="doc-footnote")
        text = made("p")
        back = made("a", told, class_="back", href=f"#call-{count}", role="doc-backlink")
        back.set("aria-label", say("Back to the text, note {n}").replace("{n}", told))
        back.tail = " "
        note.attrib.clear()
        text.append(back)
        text.append(note)
        aside.append(text)
        section.append(aside)
    body.append(section)


# ---------------------------------------------------------------- dates


def _times(body: Element) -> None:
    """A date with one value is a time; a run of days is two, one on each side of its dash. HTML has no run.

    A run that has no dash, such as a Hijri month told in Gregorian days, is none.
    """
    above = parents(body)
    for time in list(body.iter("time")):
        parent, within = above[time], parents(time)
        at = list(parent).index(time)
        for call in [element for element in time.iter() if "call" in classes(element)]:
            take(call, within[call])
            call.tail, time.tail = time.tail, None  # a note on a date is called after it
            parent.insert(at + 1, call)
        start, _, end = time.get("datetime", "").partition("/")
        paged = any("page" in classes(element) for element in time.iter())
        said = "" if paged else words(time)
        before, _, after = (piece.strip() for piece in said.partition("–"))
        if end and after:
            time[:], time.text = [], before
            time.set("datetime", start)
            last = made("time", after, datetime=end)
            last.tail, time.tail = time.tail, said[len(before) : -len(after)]
            parent.insert(at + 1, last)
        elif end:
            above |= dict.fromkeys(time, parent)
            unwrap(time, parent)
        elif said:
            time[:], time.text = [], said


# ---------------------------------------------------------------- tables


def _tables(body: Element) -> None:
    above = parents(body)
    for table in list(body.iter("table")):
        kinds = set(classes(table))
        for group in [child for child in table if name(child) == "colgroup"]:
            take(group, table)
        if kinds & _FLAT:
            _flat(table, "div", "div", "div")
        elif "listing" in kinds:
            _flat(table, "ul", "li", "div")
        else:
            _headed(table, above[table])


def _flat(table: Element, whole: str, row: str, cell: str) -> None:
    for child in list(table):
        if name(child) in ("tbody", "thead"):
            unwrap(child, table)
    for line in table:
        line.tag = row
        line.set("class", " ".join([*classes(line), "line"]))
        for box in line:
            box.tag = cell
            box.attrib.pop("colspan", None)
            box.set("class", " ".join([*classes(box), "cell"]))
    table.tag = whole


def _headed(table: Element, parent: Element) -> None:
    """A table says which of its cells head others; one that is empty heads none."""
    for cell in table.iter("th"):
        if words(cell).strip():
            cell.set("scope", "col")
        else:
            cell.tag = "td"
    for row in table.iter("tr"):
        for cell in row:
            kinds = set(classes(row)) | set(classes(cell))
            if "yr" in kinds:
                cell.tag, cell.attrib["scope"] = "th", "rowgroup"
            elif "lt" in kinds:
                cell.tag, cell.attrib["scope"] = "th", "row"
            elif "g" in kinds and words(cell).strip():
                cell.tag, cell.attrib["scope"] = "th", "col"
    if not (set(classes(parent)) & {"anat"}):
        at = list(parent).index(table)
        box = made("div", class_="wide")
        box.tail, table.tail = table.tail, None
        parent[at] = box
        box.append(table)


# ---------------------------------------------------------------- headings


def _heads(body: Element, title: str, kind: str) -> None:
    """One first heading a part, and no level left out after it; cards and documents are sections with a heading."""
    for section in body.iter():
        if {"card", "doc"} & set(classes(section)):
            section.tag = "section"
    for element in body.iter("div"):
        for found in [tag for named, tag in _HEADS.items() if named in classes(element)]:
            element.tag = "h3" if kind == "conferences" else found
    first = next(body.iter("h1"), None)
    if first is None:
        first = made("h1", title, class_="unseen")
        body.insert(_after_marks(body), first)
    level = 0
    for element in body.iter():
        if (tag := name(element)) in ("h1", "h2", "h3", "h4", "h5", "h6"):
            level = 1 if element is first else min(max(int(tag[1]), 2), level + 1)
            element.tag = f"h{level}"


def _after_marks(body: Element) -> int:
    """A heading that is not seen follows the mark of the part's first page."""
    return 1 if len(body) and "page" in classes(body[0]) else 0


def _entries(body: Element) -> None:
    """What a line of the contents or of a list of figures says leads where its page number leads."""
    above = parents(body)
    for page in [element for element in body.iter("a") if "pp" in classes(element)]:
        cell = above[page]
        line = above.get(cell)
        if line is None or not {"entry", "row"} & set(classes(line)):
            continue
        for said in line:
            if {"t", "b"} & set(classes(said)) and not any(name(e) in ("a", f"{SVG}svg") for e in said.iter()):
                link = made("a", said.text, href=page.get("href", ""))
                link[:] = list(said)
                said.text, said[:] = None, [link]


# ---------------------------------------------------------------- drawings


def _drawings(body: Element) -> None:
    """A drawing is as large as there is room; its name is that of its title, or it is an ornament."""
    for drawing in body.iter(f"{SVG}svg"):
        width = drawing.attrib.pop("width", "")
        drawing.attrib.pop("height", None)
        small = width.removesuffix("mm").replace(".", "", 1).isdecimal() and float(width.removesuffix("mm")) <= 8
        drawing.set("class", "sign" if small else "drawing")
        title = drawing.find(f"{SVG}title")
        if title is not None and title.text:
            drawing.set("role", "img")
            drawing.set("aria-label", title.text)
        else:
            drawing.set("aria-hidden", "true")
