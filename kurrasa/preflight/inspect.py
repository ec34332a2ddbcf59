"""A press file, checked: what is wrong with it, as diagnostics.

In: the path of a file, and what it is held to. Out: diagnostics; a fault that many pages have is told once, with all
of them.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Literal

import pikepdf

from kurrasa.diagnostics import Diagnostic
from kurrasa.preflight import ink, paper
from kurrasa.preflight.file import File, Finding, Held, opened
from kurrasa.prove.readback import PDFIUM

_NAMED = 12  # pages of a fault that are named


def inspect(path: Path, held: Held, say: Callable[[str], str]) -> tuple[Diagnostic, ...]:
    """Check a file; `say` puts the words of what is found. Raises `OSError` where there is no such file."""
    if not path.is_file():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    try:
        file = opened(path, held)
    except pikepdf.PdfError as error:
        values = {"file": path.name, "reason": str(error)}
        hint = "Make the file by `kurrasa press`."
        return (Diagnostic("preflight-file", "{file} can't be opened: {reason}.", hint, None, values),)
    try:
        found = [finding for check in (*paper.CHECKS, *ink.CHECKS) for finding in check(file)]
        return tuple(_told(path, list(alike), file, say) for _, alike in groupby(sorted(found, key=_same), key=_same))
    finally:
        with PDFIUM:
            file.seen.close()
        file.pdf.close()


def _same(found: Finding) -> tuple[str, str, bool]:
    return found.rule, found.message, found.warning


def _told(path: Path, alike: list[Finding], file: File, say: Callable[[str], str]) -> Diagnostic:
    """One fault of several pages; the figures in it are those of the first."""
    first = alike[0]
    values = {"file": path.name, "fault": say(first.message).format_map(first.values)}
    values["cure"] = say(first.hint).format_map(first.values)
    pages = list(dict.fromkeys(found.page for found in alike if found.page is not None))
    values["pages"] = ", ".join(file.pdf.pages[page].label for page in pages[:_NAMED])
    if len(pages) > _NAMED:
        values["pages"] += f", +{len(pages) - _NAMED}"
    message = "{file}, page {pages}: {fault}" if pages else "{file}: {fault}"
    severity: Literal["error", "warning"] = "warning" if first.warning else "error"
    return Diagnostic(f"preflight-{first.rule}", message, "{cure}", None, values, severity)
