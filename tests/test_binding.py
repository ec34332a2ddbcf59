"""Parts bound to one file: what a reader finds in it, and that it is the same however it came about."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_typeset import SETTINGS, page

from kurrasa import fonts
from kurrasa.binding import Bench, Binding, Foundry, Imprint, Piece, bind, codes, moved
from kurrasa.binding.catalogue import name_tree, outlines, page_labels
from kurrasa.compositor.codes import after, settle, slot
from kurrasa.forme import Forme
from kurrasa.pdftext import recode, shown, string
from kurrasa.prove.expected import OutlineEntry
from kurrasa.store import Store
from kurrasa.typeset import Recipe, Typesetter, house_style

FACES = fonts.faces()
IMPRINT = Imprint("كتاب", "ar", "rtl", None, None, "Kurrasa", bytes(16))
TEXTS = ("صدر القرار ١٢/٨", "نصٌّ مُشكَّلٌ: حَرْفًا حرفًا", "Latin fi و﷼ وﷺ", "«قوسان» (وأرقام 1994)")


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter(Recipe(house_style(SETTINGS), FACES, "ar"))


@pytest.fixture(scope="module")
def formes(typesetter: Typesetter) -> list[Forme]:
    bodies = (
        f'<h1 id="h{n}">{text}</h1><p>{text} <a href="#h{(n + 1) % 4}">رابط</a></p>' for n, text in enumerate(TEXTS)
    )
    return [typesetter.typeset(page(body), f"جزء {n}")[1] for n, body in enumerate(bodies)]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(Foundry(FACES, Store(tmp_path)), warm=True)


def bound(formes: Sequence[Forme], bench: Bench) -> bytes:
    """A book of formes, without furniture."""
    marks = [{name: use.marks for name, use in forme.fonts.items()} for forme in formes]
    settled = codes(marks)
    pieces = [Piece(f, [()] * len(f.pages), f.names, moved(m, settled)) for f, m in zip(formes, marks, strict=True)]
    count = sum(len(forme.pages) for forme in formes)
    binding = Binding(IMPRINT, "WeasyPrint", [], [str(n) for n in range(1, count + 1)], len(formes))
    out = io.BytesIO()
    bind(pieces, binding, out, bench)
    return out.getvalue()


def read(pdf: bytes) -> list[str]:
    """What pdfium reads on each page, without marks of direction."""
    return ["".join(p.get_textpage().get_text_range().split()) for p in pypdfium2.PdfDocument(pdf)]


# ---------------------------------------------------------------- one file


def test_each_font_is_there_once_with_what_is_shown_of_it(formes: list[Forme], bench: Bench) -> None:
    with pikepdf.open(io.BytesIO(bound(formes, bench))) as file:
        descriptors = [
            o for o in file.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        names = [str(d.FontName) for d in descriptors]
        assert len(names) == len(set(names)) >= 2
        for sheet in file.pages:
            for name, codes in shown(sheet.Contents.read_bytes()).items():
                font = sheet.Resources.Font[f"/{name}"].DescendantFonts[0]
                widths = {
                    code
                    for first, row in zip(font.W[::2], font.W[1::2], strict=True)
                    for code in range(int(first), int(first) + len(row))
                }
                assert codes <= widths


def test_links_lead_from_part_to_part(formes: list[Forme], bench: Bench) -> None:
    with pikepdf.open(io.BytesIO(bound(formes, bench))) as file:
        named = pikepdf.NameTree(file.Root.Names.Dests)
        for number, sheet in enumerate(file.pages):
            (link,) = sheet.Annots
            assert named[str(link.Dest)][0].objgen == file.pages[(number + 1) % 4].objgen


def test_a_part_may_be_bound_anywhere_and_often(formes: list[Forme], bench: Bench) -> None:
    once = read(bound(formes, bench))
    assert read(bound([*formes[::-1], *formes], bench)) == [*once[::-1], *once]


def test_what_the_bench_keeps_changes_no_byte(formes: list[Forme], bench: Bench, tmp_path: Path) -> None:
    longer = [formes[2], *formes]
    first, second = bound(formes, bench), bound(longer, bench)
    assert bound(formes, bench) == first
    assert bound(longer, Bench(Foundry(FACES, Store(tmp_path / "cold")))) == second


# ---------------------------------------------------------------- codes


def test_two_parts_that_want_one_code_are_both_read_right(
    typesetter: Typesetter, formes: list[Forme], bench: Bench
) -> None:
    """As if the second had been drawn where another composite had its code: it has to give way, and its text stays."""
    first, second = formes[1], formes[2]
    font, use = next((name, use) for name, use in first.fonts.items() if len(use.marks[1]) > 1)
    theirs = second.fonts[font]
    mine = use.marks[1][0]
    index = next(i for i, mark in enumerate(theirs.marks[2]) if mark not in use.marks[2])
    swapped = _with_code(second, font, theirs.marks[1][index], mine)
    assert read(bound([first, swapped], bench)) == read(bound([first, second], bench))


def _with_code(forme: Forme, font: str, old: int, new: int) -> Forme:
    import zlib

    from kurrasa.forme import packed

    use = forme.fonts[font]
    shows = {new if code == old else code: show for code, show in use.shown.items()}
    own = use.marks[1][:]
    own[list(own).index(old)] = new
    pages = []
    for sheet in forme.pages:
        raw = recode(zlib.decompressobj().decompress(sheet.content), {font: {old: new}})
        deflate = zlib.compressobj()
        content = deflate.compress(raw) + deflate.flush(zlib.Z_SYNC_FLUSH)
        seen = {name: packed(found) for name, found in shown(raw).items()}
        pages.append(replace(sheet, content=content, check=zlib.adler32(raw), codes=seen))
    other = replace(use, codes=packed(shows), shown=shows, marks=(use.marks[0], own, use.marks[2]))
    return replace(forme, pages=tuple(pages), fonts={**forme.fonts, font: other})


@given(st.dictionaries(st.integers(0, 2**64 - 1), st.integers(1, 9), max_size=60), st.integers(60_000, 65_400))
def test_composites_of_a_font_have_a_code_each_whatever_their_order(marks: dict[int, int], first: int) -> None:
    settled = settle(marks, first)
    assert settled == settle(dict(reversed(marks.items())), first)
    assert len(set(settled.values())) == len(marks)
    assert all(first <= code < 65_535 for code in settled.values())
    alone = [m for m in marks if not any(o != m and slot(o, first) == slot(m, first) for o in marks)]
    pushed = {after(slot(m, first), first) for m in marks}
    assert all(settled[m] == slot(m, first) for m in alone if slot(m, first) not in pushed)


def test_only_codes_that_move_are_written_anew() -> None:
    stream = b"/A 12 Tf [<00010002> -3 <00020001>] TJ /B 9 Tf <0001> Tj /A 8 Tf <10020002> Tj"
    assert recode(stream, {"A": {2: 7}}) == stream.replace(b"<00010002>", b"<00010007>").replace(
        b"<00020001>", b"<00070001>"
    ).replace(b"<10020002>", b"<10020007>")
    assert shown(stream) == {"A": {1, 2, 0x1002}, "B": {1}}


# ---------------------------------------------------------------- what the file says of itself


def test_labels_that_count_are_counted_and_others_stand_by_themselves() -> None:
    assert page_labels(["أ", "1", "2", "3"]) == b"<</Nums[0<</P<feff0623>>>1<</S/D/St 1>>]>>"


def test_bookmarks_of_any_depth_hang_together() -> None:
    depths = [0, 1, 2, 1, 0, 2, 0]
    numbers = iter(range(100, 200))
    from kurrasa.binding.catalogue import Destination

    entries = [OutlineEntry(str(n), n + 1, depth) for n, depth in enumerate(depths)]
    found = dict(outlines(entries, lambda entry: Destination(entry.sheet, 0, 0), 9, lambda: next(numbers)))
    assert b"/First 100 0 R/Last 106 0 R/Count 7" in found[9]
    assert b"/Parent 101 0 R" in found[102]
    assert b"/First 101 0 R/Last 103 0 R/Count 3" in found[100]


@pytest.mark.parametrize("count", [1, 64, 65, 5000])
def test_a_tree_of_names_finds_every_name(count: int) -> None:
    file = pikepdf.new()
    objects: list[tuple[int, bytes]] = []
    numbers = iter(range(1, 10_000))
    names = [f"اسم {n}" if n % 2 else f"name({n})\\" for n in range(count)]
    root = name_tree([(string(name), b"%d" % n) for n, name in enumerate(names)], lambda: next(numbers), objects)
    made = {}
    for number, _ in sorted(objects):
        made[number] = file.make_indirect(pikepdf.Dictionary())
    for number, text in objects:
        source = pikepdf.Object.parse(_resolved(text))
        for name, value in source.items():
            made[number][name] = _linked(value, made)
    tree = pikepdf.NameTree(file.make_indirect(_linked(pikepdf.Object.parse(_resolved(root)), made)))
    assert {str(name): int(value) for name, value in tree.items()} == {name: n for n, name in enumerate(names)}
    assert all(int(tree[name]) == n for n, name in enumerate(names))


def _resolved(text: bytes) -> bytes:
    import re

    return re.sub(rb"(\d+) 0 R", rb"/R\1", text)


def _linked(value, made):
    if isinstance(value, pikepdf.Array):
        return pikepdf.Array([_linked(v, made) for v in value])
    if isinstance(value, pikepdf.Dictionary):
        return pikepdf.Dictionary({k: _linked(v, made) for k, v in value.items()})
    if isinstance(value, pikepdf.Name) and str(value).startswith("/R"):
        return made[int(str(value)[2:])]
    return value
