"""The door: the compositor comes in whole, goes out whole, and keeps nothing that would show in another text."""

import gc
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from types import FunctionType
from typing import Any

import pytest
from compositor_page import BASE, lay_out, lines, pdf_of, shown, text_boxes

from kurrasa import compositor
from kurrasa.compositor import uncollected
from kurrasa.compositor.lines import TEMPERS
from kurrasa.compositor.shaping import type_of

ROOT = Path(__file__).parent.parent
TEXT = (
    "أقرّ المؤتمرون في ختام أعمالهم بياناً يدعو جميع الدول إلى احترام وحدة أراضي الدول وسيادتها، وإلى حلّ النزاعات "
    "بالوسائل السلمية وفق القرار 12/8-س (ق.إ). وطلب إلى الأمين العام (OIC) أن يتابع التنفيذ في عام 2007."
) * 3
OTHERS = [
    "وشدّد البيان على حقّ النازحين في العودة إلى ديارهم آمنين مكرّمين، وعلى أنّ تدمير المعالم مخالف للقانون الدولي.",
    "إِنَّ اللَّهَ يَأْمُرُ بِالْعَدْلِ وَالْإِحْسَانِ وَإِيتَاءِ ذِي الْقُرْبَىٰ",
    "<b>ناقشت</b> اللجنة السياسية <i>مشاريع</i> القرارات، واستمعت إلى بيانات الوفود [12].",
]
ENGLISH = (
    "The Islamic Conference of Foreign Ministers, at its thirty-fourth session, considered the report of the Secretary "
    "General and recalled the principles and objectives of the Charter. It expressed its profound concern over the "
    "destruction of cultural and religious monuments, called for the unconditional implementation of the resolutions, "
    "and decided to remain seized of the matter until the following session of the Council. "
) * 2


@pytest.fixture
def library() -> Iterator[Any]:
    """Lay out with the library alone."""
    lay_out("<p>مؤتمر</p>")
    compositor.uninstall()
    yield lay_out
    compositor.install()


def elsewhere(code: str, seed: str) -> str:
    """What a program prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, 'tests')\n{code}"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def hash_of(body: str, css: str = "") -> str:
    """A program that prints the digest of a body's PDF."""
    return (
        "import hashlib\nfrom compositor_page import lay_out, pdf_of\n"
        f"print(hashlib.sha256(pdf_of(lay_out({body!r}, {css!r}))).hexdigest())"
    )


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- the same text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("strength", ["restrained", "strong"])
def test_a_text_is_set_and_drawn_alike_alone_after_others_and_in_another_process(strength: str) -> None:
    """Nothing that is kept of words, spaces or kashidas may show: neither in the lines nor in a byte of the PDF."""
    body, css = f"<p>{TEXT}</p>", f"p {{ width: 64mm; --kashida: {strength} }}"
    alone = elsewhere(hash_of(body, css), "1")
    for other in OTHERS:
        pdf_of(lay_out(f"<p>{other}</p>", css))
    assert digest(pdf_of(lay_out(body, css))) == alone
    pdf_of(lay_out("".join(f"<p>{other}</p>" for other in reversed(OTHERS)), css))
    assert digest(pdf_of(lay_out(body, css))) == alone


def test_lines_do_not_depend_on_the_texts_before_them_in_the_document() -> None:
    css = "p { width: 64mm; --kashida: strong }"
    alone = [(line.text, line.drawn, line.ratio) for line in lines(lay_out(f"<p>{TEXT}</p>", css), "p")]
    after = lines(lay_out("".join(f"<p>{other}</p>" for other in OTHERS) + f"<p>{TEXT}</p>", css), "p")
    assert [(line.text, line.drawn, line.ratio) for line in after[-len(alone) :]] == alone


def test_writing_a_document_twice_gives_the_same_bytes() -> None:
    document = lay_out(f"<p>{TEXT}</p>")
    assert pdf_of(document) == pdf_of(document)


# --- in and out ------------------------------------------------------------------------------------------------------


def functions_of_the_library() -> dict[tuple[str, str], str]:
    """Every function and method in the modules of WeasyPrint, with the module it comes from."""
    found = {}
    for name, module in sorted(sys.modules.items()):
        if name == "weasyprint" or name.startswith("weasyprint."):
            for attribute, value in vars(module).items():
                if isinstance(value, FunctionType):
                    found[name, attribute] = value.__module__
                elif isinstance(value, type) and value.__module__ == name:
                    methods = {k: v.__module__ for k, v in vars(value).items() if isinstance(v, FunctionType)}
                    found |= {(name, f"{attribute}.{k}"): v for k, v in methods.items()}
    return found


def ours(functions: dict[tuple[str, str], str]) -> list[tuple[str, str]]:
    return [place for place, module in functions.items() if module.startswith("kurrasa.compositor")]


def test_uninstall_puts_everything_back(library: Any) -> None:
    from weasyprint.css.validation.properties import PROPERTIES

    assert ours(functions_of_the_library()) == []
    assert "unicode-bidi" not in PROPERTIES
    assert {type(box.pango_layout).__name__ for box in text_boxes(lines(library("<p>مؤتمر</p>"), "p")[0].box)} == {
        "Layout"
    }
    compositor.install()
    assert ("weasyprint.layout.inline", "get_next_linebox") in ours(functions_of_the_library())
    compositor.uninstall()
    assert ours(functions_of_the_library()) == []


def test_installing_twice_is_installing_once(library: Any) -> None:
    compositor.install()
    once = functions_of_the_library()
    compositor.install()
    assert functions_of_the_library() == once
    compositor.uninstall()
    assert ours(functions_of_the_library()) == []


def test_once_out_the_library_writes_what_it_would_have_written(library: Any) -> None:
    body = f"<p>{TEXT}</p>"
    never_in = "from kurrasa import compositor\ncompositor.install = lambda: None\n"
    assert digest(pdf_of(library(body))) == elsewhere(never_in + hash_of(body), "2")


def test_another_version_of_the_library_is_refused(library: Any) -> None:
    import weasyprint

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weasyprint, "__version__", "71.0")
        with pytest.raises(RuntimeError, match=r"71\.0 is installed; the compositor is for 70\.0"):
            compositor.install()
    assert ours(functions_of_the_library()) == []


# --- what the page of documentation tells -----------------------------------------------------------------------------

PAGE = (ROOT / "docs" / "compositor.md").read_text(encoding="utf-8")


def test_every_reason_to_fall_back_is_told() -> None:
    sources = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "kurrasa" / "compositor").glob("*.py"))
    reasons = {f"left: {reason}" for reason in re.findall(r'Left\("([^"]+)"\)', sources)}
    reasons |= set(re.findall(r'tally\["(left: [^"]+)"\]', sources))
    assert len(reasons) > 4
    assert [reason for reason in sorted(reasons) if f"`{reason}`" not in PAGE] == []


def test_every_strength_of_kashida_is_told() -> None:
    assert [name for name in TEMPERS if f"--kashida: {name} " not in PAGE] == []


def test_every_case_has_its_two_pictures() -> None:
    pictures = re.findall(r"\]\((compositor/[^)]+\.png)\)", PAGE)
    assert len(pictures) == 2 * PAGE.count("```html")
    assert sorted(pictures) == sorted(f"compositor/{p.name}" for p in (ROOT / "docs" / "compositor").glob("*.png"))


# --- a Latin document -------------------------------------------------------------------------------------------------


def latin(css: str = "", text: str = ENGLISH) -> list[Any]:
    return lines(lay_out(f"<p>{text}</p>", css, lang="en", direction="ltr"), "p")


def stretches(found: list[Any]) -> list[float]:
    """Space as set ÷ natural of every line but the last, by the same rule whoever set it."""
    type_ = type_of(text_boxes(found[0].box)[0].style)
    assert type_ is not None
    ratios = []
    for line in found[:-1]:
        given = line.text.split()
        natural = sum(type_.word(word, False).width for word in given)
        block = 64 * 96 / 25.4
        ratios.append((block - natural) / (len(given) - 1) / type_.space)
    return ratios


def test_a_ragged_latin_text_has_the_same_words_and_no_more_lines(library: Any) -> None:
    css = "p { width: 64mm; text-align: start }"
    before = [line.text.strip() for line in latin(css)]
    compositor.install()
    after = [line.text.strip() for line in latin(css)]
    assert " ".join(after) == " ".join(before)
    assert len(after) <= len(before)


def test_a_justified_latin_text_is_set_as_evenly_or_better(library: Any) -> None:
    css = "p { width: 64mm }"
    before = latin(css)
    compositor.install()
    after = latin(css)
    assert " ".join(line.text.strip() for line in after) == " ".join(line.text.strip() for line in before)
    assert len(after) <= len(before)
    one, other = stretches(before), stretches(after)
    assert max(other) <= max(one)
    assert fmean((ratio - 1) ** 2 for ratio in other) <= fmean((ratio - 1) ** 2 for ratio in one)


def test_a_latin_text_gets_no_kashida_and_starts_on_the_left() -> None:
    found = latin("p { width: 64mm; --kashida: strong }")
    assert not any("\u0640" in shown(box) or "\u0640" in box.text for line in found for box in text_boxes(line.box))
    assert len({round(line.left, 2) for line in found}) == 1
    assert "text-align: justify" in BASE


def test_the_collector_rests_while_a_document_is_set_and_goes_on_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    decide = compositor.lines.next_line
    monkeypatch.setattr(compositor.lines, "next_line", lambda *a: seen.append(gc.isenabled()) or decide(*a))
    lay_out("<p>مؤتمر</p>")
    assert set(seen) == {False}
    assert gc.isenabled()
    with pytest.raises(ValueError, match="no place"), uncollected():
        int("no place")
    assert gc.isenabled()
