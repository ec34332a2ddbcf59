"""What is wrong with a content, told to its editor.

In: diagnostics from any stage, each with a rule, a message, a hint and the spot it is about. Out: plain text for a
terminal, or JSON for an editor's program. Messages are msgids; they are put into words only when they are shown.
"""

from __future__ import annotations

import json
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kurrasa.words import Translations, words

NO_VALUES: Mapping[str, str] = {}
MARGIN = "  "
LARGEST = 4_000_000  # bytes of a text file; a book of a thousand pages in one file has half of that


@dataclass(frozen=True, order=True)
class Spot:
    """A place in a file: line, column and length in characters, the first of each being 1."""

    file: str
    line: int
    column: int
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Term(str):
    """A value that is itself a word of the interface, translated where it is filled in."""


@dataclass(frozen=True)
class Diagnostic:
    """One fault: `message` says what is wrong, `hint` what to do; msgids both, with {fields} filled from `values`."""

    rule: str
    message: str
    hint: str
    spot: Spot | None = None
    values: Mapping[str, str] = field(default_factory=lambda: NO_VALUES)
    severity: Literal["error", "warning"] = "error"


class MachineLacks(Exception):  # noqa: N818 - raised as a sentence
    """The machine lacks something the program needs: what is missing, and what to install (exit code 3)."""


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether anything in them forbids a book."""
    return any(d.severity == "error" for d in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort by file, line and column; what is about no spot comes last. The same fault of the same spot is told once."""
    told = {(d.rule, d.message, d.spot, tuple(sorted(d.values.items()))): d for d in diagnostics}
    return sorted(told.values(), key=lambda d: (d.spot is None, d.spot or Spot("", 0, 0), d.rule, d.message))


def line_at(spot: Spot) -> str | None:
    """Read the line of a spot from its file; None if there is no such file or line. No link is followed out of it."""
    path = Path(spot.file)
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
            return None
        lines = path.read_bytes().decode("utf-8-sig", "replace").splitlines()
    except OSError:
        return None
    return lines[spot.line - 1] if 0 < spot.line <= len(lines) else None


def render(
    diagnostics: Iterable[Diagnostic],
    language: str,
    excerpts: Callable[[Spot], str | None] = line_at,
    console_width: int = 80,
) -> str:
    """Set diagnostics as text: spot, line, mark under it, what is wrong, what to do; a count at the end.

    The spot stands on a line of its own and is never wrapped, so that terminals and editors can follow it.
    """
    speech = words(language)
    ordered = in_order(diagnostics)
    blocks = [_block(d, speech, excerpts, console_width) for d in ordered]
    return "\n\n".join([*blocks, _count(ordered, speech)]) + "\n"


def as_json(diagnostics: Iterable[Diagnostic], language: str) -> str:
    """Set diagnostics as a JSON list; every entry has the same keys, those of the spot null where it has none."""
    speech = words(language)
    return json.dumps(
        [
            {
                "rule": d.rule,
                "severity": d.severity,
                "file": d.spot.file if d.spot else None,
                "line": d.spot.line if d.spot else None,
                "column": d.spot.column if d.spot else None,
                "length": d.spot.length if d.spot else None,
                "message": _say(d.message, d.values, speech),
                "hint": _say(d.hint, d.values, speech),
            }
            for d in in_order(diagnostics)
        ],
        ensure_ascii=False,
        indent=2,
    )


def _block(
    diagnostic: Diagnostic, speech: Translations, excerpts: Callable[[Spot], str | None], console_width: int
) -> str:
    lines = []
    if spot := diagnostic.spot:
        lines.append(str(spot))
        text = excerpts(spot)
        if text is not None:
            lines += _excerpt(text, spot, max(console_width - len(MARGIN), 20))
    label = speech.gettext("Error") if diagnostic.severity == "error" else speech.gettext("Warning")
    for head, msgid in ((label, diagnostic.message), (speech.gettext("Do"), diagnostic.hint)):
        said = visible(_say(msgid, diagnostic.values, speech))
        lines += textwrap.wrap(
            f"{head}: {said}",
            max(console_width, 20),
            initial_indent=MARGIN,
            subsequent_indent=MARGIN * 2,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "\n".join(lines)


def _excerpt(text: str, spot: Spot, width: int) -> list[str]:
    """Cut the line to the terminal's width around the spot, and mark the spot under it.

    Invisible characters are shown by their code: they are what many a diagnostic is about, and could turn the terminal.
    """
    from rich.cells import cell_len

    start = min(spot.column - 1, len(text))
    before = visible(text[:start].replace("\t", " "))
    marked = visible(text[start : start + spot.length].replace("\t", " "))
    after = visible(text[start + spot.length :].replace("\t", " "))
    before = before.lstrip() if cell_len(before.lstrip()) + cell_len(marked) <= width else before
    marked = _cut(marked, width // 2)
    before = _cut(before[::-1], width - cell_len(marked) - min(cell_len(after), width // 4))[::-1]
    after = _cut(after, width - cell_len(marked) - cell_len(before))
    under = " " * cell_len(before) + "^" * max(1, cell_len(marked))
    return [f"{MARGIN}{before}{marked}{after}".rstrip(), MARGIN + under]


def _cut(text: str, cells: int) -> str:
    from rich.cells import cell_len, get_character_cell_size

    if cell_len(text) <= cells:
        return text
    kept, used = "", 1
    for character in text:
        used += get_character_cell_size(character)
        if used > cells:
            break
        kept += character
    return kept + "…"


def visible(text: str) -> str:
    """Write control and format characters (bidi controls, joiners) as ⟨U+200F⟩; leave the rest."""
    return "".join(f"⟨U+{ord(c):04X}⟩" if unicodedata.category(c) in ("Cc", "Cf") else c for c in text)


def _say(msgid: str, values: Mapping[str, str], speech: Translations) -> str:
    said = speech.gettext(msgid) if msgid else ""  # gettext keeps the catalogue's header under the empty msgid
    filled = {name: speech.gettext(value) if isinstance(value, Term) else value for name, value in values.items()}
    return said.format_map(filled)


def _count(diagnostics: list[Diagnostic], speech: Translations) -> str:
    errors = sum(d.severity == "error" for d in diagnostics)
    warnings = len(diagnostics) - errors
    counts = []
    if errors:
        counts.append(speech.ngettext("{n} error", "{n} errors", errors).format(n=errors))
    if warnings:
        counts.append(speech.ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings))
    return speech.gettext(" and ").join(counts) or speech.gettext("Nothing is wrong.")
