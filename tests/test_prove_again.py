"""The proof of a book that was proven before: only what is new is read, and nothing is missed.

The little book of `test_prove` is proven once, with a ledger. Then something is changed in its finished file, behind
the back of whoever bound it; the proof with the ledger must be the proof without.
"""

from __future__ import annotations

import io
import multiprocessing
import random
import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from test_prove import AFTERMATH, BODY, Bound, bound, failing, said, saved

from kurrasa.prove.expected import Box, ExpectedText
from kurrasa.prove.ledger import Ledger
from kurrasa.prove.made import uses
from kurrasa.prove.proof import prove
from kurrasa.prove.report import Proof
from kurrasa.store import Store

Change = Callable[[pikepdf.Pdf], None]


def proven() -> tuple[Bound, Ledger]:
    """The right book, and what was found in it."""
    right, ledger = bound(), Ledger()
    assert prove(right.pdf, right.expected, ledger).passed
    return right, ledger


def changed(pdf: bytes, change: Change) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        return saved(document)


def again(change: Change) -> Proof:
    """The proof, after a change of the finished file, of a book that was right. It is that of one who never saw it."""
    right, ledger = proven()
    wrong = changed(right.pdf, change)
    proof = prove(wrong, right.expected, ledger)
    assert proof == prove(wrong, right.expected)
    return proof


def redrawn(page: pikepdf.Page, old: bytes, new: bytes) -> None:
    stream = page.Contents.read_bytes()
    assert old in stream
    page.Contents.write(stream.replace(old, new, 1))


def only_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    (font,) = pdf.pages[2].Resources.Font.values()
    return font


def code_of(pdf: pikepdf.Pdf, letter: str) -> bytes:
    """The code of a letter in the book's one font."""
    written = f"{ord(letter):04x}".encode()
    return re.search(rb"<([0-9a-f]{4})> <" + written + rb">", only_font(pdf).ToUnicode.read_bytes())[1]


# ---------------------------------------------------------------- what is read


def test_what_did_not_change_is_not_read() -> None:
    right, ledger = proven()
    fresh = prove(right.pdf, right.expected)
    proof = prove(right.pdf, right.expected, ledger)
    assert fresh.read == (1, 2, 3, 4)
    assert proof.read == ()
    assert proof == fresh


def test_a_page_that_changed_is_read_and_no_other() -> None:
    """The same book with another last sentence, in words whose letters it has already."""
    _, ledger = proven()
    edit = bound(body=BODY.replace("مرة أخرى", "مرة ثانية"))
    proof = prove(edit.pdf, edit.expected, ledger)
    assert proof.read == (4,)
    assert proof == prove(edit.pdf, edit.expected)


def test_a_font_that_gains_a_glyph_changes_no_page_that_does_not_show_it() -> None:
    """Every page shares the font, whose file is now another."""
    right, ledger = proven()
    edit = bound(body=BODY.replace(AFTERMATH, AFTERMATH + " Qatar"))
    with pikepdf.open(io.BytesIO(right.pdf)) as one, pikepdf.open(io.BytesIO(edit.pdf)) as two:
        programmes = [only_font(pdf).DescendantFonts[0].FontDescriptor.FontFile2 for pdf in (one, two)]
        assert programmes[0].read_bytes() != programmes[1].read_bytes()
    assert prove(edit.pdf, edit.expected, ledger).read == (4,)


def test_objects_may_be_numbered_otherwise() -> None:
    """What a page is made of has nothing to do with where it lies in the file."""
    right, ledger = proven()
    with pikepdf.open(io.BytesIO(right.pdf)) as pdf:
        for _ in range(9):
            pdf.make_indirect(pikepdf.Dictionary(Nothing=True))
        pdf.Root.Extra = pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary()) for _ in range(9)])
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert prove(out.getvalue(), right.expected, ledger).read == ()


def test_another_process_finds_what_was_kept(tmp_path: Path) -> None:
    right, store = bound(), Store(tmp_path)
    ledger = Ledger(store, "booklet")
    prove(right.pdf, right.expected, ledger)
    ledger.save()
    assert prove(right.pdf, right.expected, Ledger(store, "booklet")).read == ()
    assert prove(right.pdf, right.expected, Ledger(store, "another book")).read == (1, 2, 3, 4)


def test_a_damaged_ledger_is_none(tmp_path: Path) -> None:
    right, store = bound(), Store(tmp_path)
    ledger = Ledger(store, "booklet")
    prove(right.pdf, right.expected, ledger)
    ledger.save()
    (entry,) = (path for path in tmp_path.rglob("*") if path.is_file())
    entry.write_bytes(entry.read_bytes()[:-1])
    proof = prove(right.pdf, right.expected, Ledger(store, "booklet"))
    assert proof.read == (1, 2, 3, 4)
    assert proof.passed


def test_what_was_found_before_the_last_proof_is_forgotten() -> None:
    """A ledger is no longer than its book, however long one works at it. Both books have the same cover."""
    right, ledger = proven()
    other = bound("arabic-indic")
    for _ in range(2):
        prove(other.pdf, other.expected, ledger)
    assert prove(right.pdf, right.expected, ledger).read == (2, 3, 4)


def test_other_processes_read_the_same(tmp_path: Path) -> None:
    """Sheets and texts are shared out; more sheets than are expected too."""
    right = bound()

    def repeat(pdf: pikepdf.Pdf) -> None:
        for _ in range(3):
            pdf.pages.extend(pdf.pages[:4])

    file = tmp_path / "long.pdf"
    file.write_bytes(changed(right.pdf, repeat))
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as executor:
        proof = prove(file, right.expected, executor=executor)
    assert proof.sheets > 8
    assert proof == prove(file, right.expected)


# ---------------------------------------------------------------- what is wrong is found


def test_a_digit_exchanged_in_the_finished_page_is_found() -> None:
    def exchange(pdf: pikepdf.Pdf) -> None:
        one, eight = code_of(pdf, "1"), code_of(pdf, "8")
        stream = pdf.pages[2].Contents.read_bytes()
        pdf.pages[2].Contents.write(stream.replace(one, eight))

    proof = again(exchange)
    assert proof.read == (3,)
    assert "Numbers and Latin words" in failing(proof)


def test_pages_exchanged_are_found() -> None:
    """Both are known; but neither is where it was."""

    def exchange(pdf: pikepdf.Pdf) -> None:
        third = pdf.pages[2]
        del pdf.pages[2]
        pdf.pages.append(third)

    assert "Words of the records" in failing(again(exchange))


def test_a_link_that_leads_elsewhere_is_found() -> None:
    """The target is another name; what is printed is the same."""

    def lead(pdf: pikepdf.Pdf) -> None:
        link = next(note for note in pdf.pages[1].Annots if "/Dest" in note)
        link.Dest = pikepdf.String("after")

    assert any("leads to sheet 4, but tehran stands on sheet 3" in s for s in said(again(lead)))


def test_a_target_that_moved_is_found() -> None:
    """The link and its page are the same; the name it leads to is on another page now. Nothing has to be read."""

    def move(pdf: pikepdf.Pdf) -> None:
        pikepdf.NameTree(pdf.Root.Names.Dests)["tehran"] = pikepdf.Array([pdf.pages[3].obj, pikepdf.Name.Fit])

    proof = again(move)
    assert proof.read == ()
    assert any("leads to sheet 4, but tehran stands on sheet 3" in s for s in said(proof))


def test_an_explicit_target_is_told_from_its_page() -> None:
    def spell_out(pdf: pikepdf.Pdf) -> None:
        for note in pdf.pages[1].Annots:
            if "/Dest" in note:
                note.Dest = pikepdf.Array([pdf.pages[3].obj, pikepdf.Name.Fit])

    right, ledger = proven()
    fault = "«3» on page 2 (الكشاف) leads to sheet 4, but tehran stands on sheet 3."
    assert fault in said(prove(changed(right.pdf, spell_out), right.expected, ledger))


def test_a_link_that_moved_on_its_page_is_found() -> None:
    def shift(pdf: pikepdf.Pdf) -> None:
        link = next(note for note in pdf.pages[1].Annots if "/Dest" in note)
        link.Rect = pikepdf.Array([float(side) + 40 for side in link.Rect])

    assert "Page numbers" in failing(again(shift))


def test_a_glyph_dropped_from_the_font_is_found_on_each_page_that_shows_it() -> None:
    """The code is asked for, and now shows nothing but the box of a missing glyph."""

    def drop(pdf: pikepdf.Pdf) -> None:
        code = code_of(pdf, "1")
        for page in list(pdf.pages)[1:]:
            page.Contents.write(page.Contents.read_bytes().replace(code, b"0000"))

    assert any("holds a character that Amiri-Regular can't show" in s for s in said(again(drop)))


def test_an_outline_changed_in_the_font_is_read_where_it_shows() -> None:
    """The letter is as wide, and is called the same; only its ink is another's."""

    def reshape(pdf: pikepdf.Pdf) -> None:
        file = only_font(pdf).DescendantFonts[0].FontDescriptor.FontFile2
        with TTFont(io.BytesIO(file.read_bytes())) as font:
            order = font.getGlyphOrder()
            three, eight = (order[int(code_of(pdf, digit), 16)] for digit in "38")
            font["glyf"][three] = font["glyf"][eight]
            out = io.BytesIO()
            font.save(out)
        file.write(out.getvalue())

    assert {2, 3} <= {*again(reshape).read}


def test_a_letter_called_another_is_found() -> None:
    def rename(pdf: pikepdf.Pdf) -> None:
        texts = only_font(pdf).ToUnicode
        texts.write(texts.read_bytes().replace(b"<0037>", b"<0039>"))

    assert "Numbers and Latin words" in failing(again(rename))


def test_text_cut_by_a_new_clip_is_found() -> None:
    def clip(pdf: pikepdf.Pdf) -> None:
        stream = pdf.pages[2].Contents.read_bytes()
        pdf.pages[2].Contents.write(b"0 400 500 100 re W n\n" + stream)

    assert "No letter cut" in failing(again(clip))


def test_a_change_in_a_form_is_found() -> None:
    """The page draws a form by its name, as before; what the form shows is outside the frame now."""

    def with_form(left: int) -> Change:
        def draw(pdf: pikepdf.Pdf) -> None:
            form = pdf.make_stream(b"%d 300 20 20 re f" % left)
            form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 500, 600]
            form.Resources = pikepdf.Dictionary()
            pdf.pages[3].Resources = pikepdf.Dictionary(
                {**dict(pdf.pages[3].Resources.items()), "/XObject": pikepdf.Dictionary(Fm=form)}
            )
            pdf.pages[3].Contents.write(pdf.pages[3].Contents.read_bytes() + b"\nq 1 0 0 1 0 0 cm /Fm Do Q")

        return draw

    right, ledger = bound(), Ledger()
    assert prove(changed(right.pdf, with_form(200)), right.expected, ledger).passed
    proof = prove(changed(right.pdf, with_form(20)), right.expected, ledger)
    assert proof.read == (4,)
    assert failing(proof) == ["Ink within its frame"]


def test_a_page_of_another_size_is_found() -> None:
    def widen(pdf: pikepdf.Pdf) -> None:
        left, bottom, right, top = (float(side) for side in pdf.pages[3].mediabox)
        pdf.pages[3].mediabox = pdf.pages[3].trimbox = pikepdf.Array([left, bottom, right + 10, top])

    assert "Pages and trim" in failing(again(widen))


def test_what_a_page_inherits_is_its_own() -> None:
    """The page says nothing of how it is turned; its branch of the page tree does."""
    assert again(lambda pdf: setattr(pdf.Root.Pages, "Rotate", 90)).read == (1, 2, 3, 4)


def test_a_layer_that_is_hidden_is_read_again() -> None:
    """Which layers show is said in the catalogue, and no page says it."""
    layers = pikepdf.Dictionary(OCGs=pikepdf.Array(), D=pikepdf.Dictionary(BaseState=pikepdf.Name.OFF))
    assert again(lambda pdf: setattr(pdf.Root, "OCProperties", layers)).read == (1, 2, 3, 4)


def test_a_file_that_must_be_mended_is_read_as_if_never_seen() -> None:
    """Readers mend a file each in its own way: what one found says nothing of another."""
    right, ledger = proven()
    broken = re.sub(rb"startxref\s+\d+", b"startxref\n7", right.pdf)
    assert prove(broken, right.expected, ledger).read == (1, 2, 3, 4)


@pytest.mark.parametrize("seed", range(16))
def test_whatever_digits_change_in_the_file_the_proof_is_that_of_one_who_never_saw_it(seed: int) -> None:
    """In what is drawn, in the font's texts and widths, in boxes, in links: wherever the file has a number."""
    chance = random.Random(seed)

    def scramble(pdf: pikepdf.Pdf) -> None:
        holders = [page.Contents for page in pdf.pages] + [only_font(pdf).ToUnicode]
        stream = chance.choice(holders)
        text = bytearray(stream.read_bytes())
        for at in chance.sample([i for i, byte in enumerate(text) if chr(byte).isdigit()], 3):
            text[at] = ord(chance.choice("0123456789"))
        stream.write(bytes(text))
        widths = only_font(pdf).DescendantFonts[0].W
        for run in widths:
            if isinstance(run, pikepdf.Array) and chance.random() < 0.1:
                run[0] = chance.randrange(900)
        for note in pdf.pages[1].Annots:
            note.Rect[chance.randrange(4)] = chance.randrange(500)

    again(scramble)


# ---------------------------------------------------------------- what is expected changed


def test_another_frame_is_compared_with_a_page_that_is_the_same() -> None:
    right, ledger = proven()
    pages = tuple(replace(p, frame=Box(60, 12, 130, 200)) if p.number == 3 else p for p in right.expected.pages)
    proof = prove(right.pdf, replace(right.expected, pages=pages), ledger)
    assert failing(proof) == ["Ink within its frame"]


def test_another_text_is_looked_for_on_pages_that_are_the_same() -> None:
    right, ledger = proven()
    text = ExpectedText("after", "text", AFTERMATH.replace("12/8", "12/9"), (3, 4))
    proof = prove(right.pdf, replace(right.expected, texts=(text,)), ledger)
    assert failing(proof) == ["Numbers and Latin words"]


def test_a_page_is_named_by_where_it_lies_now() -> None:
    """What was found on it is kept; the name of its part, in what is said of it, is not."""
    right, ledger = bound(), Ledger()
    wrong = bound(body=BODY.replace("<h2>", "<h2 style='margin-left: -20mm; text-align: left'>")).pdf
    prove(wrong, right.expected, ledger)
    pages = tuple(replace(p, title="طهران") for p in right.expected.pages)
    proof = prove(wrong, replace(right.expected, pages=pages), ledger)
    assert proof.read == ()
    assert any("on page 3 (طهران)" in s for s in said(proof))


# ---------------------------------------------------------------- what a page names


def test_what_a_stream_names_is_read_off_it() -> None:
    named = uses(b"q /Gs1 gs BT /F1 12 Tf 0 0 Td [<00010002>-20<0003>] TJ /F2 9 Tf <0001> Tj ET Q /Im1 Do")
    assert named
    assert named.names == {"/Gs1", "/F1", "/F2", "/Im1"}
    assert {name: list(codes) for name, codes in named.codes.items()} == {"/F1": [1, 2, 3], "/F2": [1]}


@pytest.mark.parametrize(
    "content",
    [
        b"BT /F1 12 Tf (abc) Tj ET",
        b"BT /F1 12 Tf <00010002> Tj ET BT <0001> Tj ET",
        b"BT /F1 12 Tf <0001 00> Tj ET",
        b"/F#31 12 Tf",
        b"/F1 % a comment\n12 Tf",
        b"BI /W 1 /H 1 ID x EI",
    ],
)
def test_a_stream_that_may_name_more_is_no_certain_thing(content: bytes) -> None:
    """A string in brackets, or in an earlier text's font, or of odd length; a name's escape; a comment; an image."""
    assert uses(content) is None
