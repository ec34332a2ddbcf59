"""How the parts look on a screen: the styles for reading, in the faces and the colours of the edition.

In: the look of an edition. Out: CSS, and the fonts that it names with their licences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from kurrasa import design
from kurrasa.compose import Composer
from kurrasa.faces import Face

FONTS = "fonts"
_SIGN_WEIGHTS = (400, 600)  # of the face of headings; the text has all of its faces


def style(composer: Composer, *names: str) -> str:
    """The CSS of an edition: its fonts, its colours, and the sheets `reading` and those named."""
    book = composer.dossier.book
    rules = [
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style}; '
        f'src: url("{FONTS}/{face.path.name}") }}'
        for face in faces(composer)
    ]
    colours = "; ".join(f"--c-{name}: {value}" for name, value in asdict(composer.style.palette).items())
    rules.append(f':root {{ {colours}; --f-text: "{book.fonts.text}"; --f-sign: "{book.fonts.display}" }}')
    sheets = ("reading", *names)
    texts = [(design.TEMPLATES / "screen" / f"{name}.css").read_text(encoding="utf-8") for name in sheets]
    return "\n".join([*rules, *texts])


def faces(composer: Composer) -> list[Face]:
    """The faces that the styles use: those of the text, and two weights of the headings'."""
    book, all_ = composer.dossier.book, composer.style.faces
    text = [face for face in all_.faces if face.family == book.fonts.text]
    signs = [all_.face(book.fonts.display, weight) for weight in _SIGN_WEIGHTS]
    return list(dict.fromkeys([*text, *signs]))


def font_files(composer: Composer) -> Mapping[str, bytes]:
    """The fonts as their authors gave them, and their licences.

    They are neither cut down nor packed anew: the licence (SIL OFL 1.1, 3) reserves their names to what is not changed.
    """
    paths = {path: None for face in faces(composer) for path in (face.path, face.licence_file)}
    return {f"{FONTS}/{path.name}": path.read_bytes() for path in paths}
