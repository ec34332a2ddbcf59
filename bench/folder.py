"""A content of any length: the bench text as chapters, with meetings and resolutions, so that it has indexes.

In: a folder, how many chapters. Out: the files of a content that passes `kurrasa check`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bench import corpus

BEFORE = ("cover", "title", "imprint", "contents")
AFTER = ("conferences", "chronology", "index-resolutions", "index-places", "sources", "back-cover")
TO_A_RESOLUTION = 10  # chapters
MEETINGS = 12
PLACES = ("طهران", "الدار البيضاء", "مكة", "داكار", "باكو", "إسلام آباد")
_LEFT_OUT = dict.fromkeys(map(ord, "[]*_`^\\<>#0123456789"))  # marks of the markup, and what it wants as a reference
BODY = """id: body
name: هيئة القياس
short_name: الهيئة
sessions:
  ordinary: {name: "الدورة {ordinal}", plural: الدورات, gender: feminine, symbol: circle}
numbering: {form: "{serial}/{session}", example: 1/1}
"""


def write(folder: Path, chapters: int) -> Path:
    """Write a content of so many chapters; gives the file of the text of the one in its middle.

    Each chapter cites a resolution, which ten share, and with it its meeting and its place.
    """
    (folder / "chapters").mkdir(parents=True)
    book = corpus.book(chapters)
    resolutions = -(-chapters // TO_A_RESOLUTION)
    seats = "".join(f"  - chapter: c{n}\n" for n in range(chapters))
    before, after = ("".join(f"  - {name}\n" for name in names) for names in (BEFORE, AFTER))
    files = {
        "bodies.yaml": BODY,
        "book.yaml": f"id: book\ntitle: أصول القياس\ncalendars: [gregorian]\nfront_matter: abjad\n"
        f"arrangement:\n{before}{seats}{after}",
        "sources.yaml": "id: source\ntitle: مصدر القياس\nmain: true\n",
        "places.yaml": "".join(f"- {{id: place-{n}, name: {name}}}\n" for n, name in enumerate(PLACES)),
        "conferences.yaml": "".join(
            f"- {{id: m{n}, body: body, ordinal: {n + 1}, title: الاجتماع {n + 1}, place: place-{n % len(PLACES)}, "
            f"date: {1990 + n}-05-20, summary: انعقد في موعده.}}\n"
            for n in range(MEETINGS)
        ),
        "resolutions.yaml": "".join(
            f"- {{id: r{n}, body: body, number: {{serial: {n // MEETINGS + 1}}}, conference: m{n % MEETINGS}, "
            f"title: في الأمر {n + 1}, summary: قرّر ما قرّر.}}\n"
            for n in range(resolutions)
        ),
        "chapters/chapters.yaml": "".join(
            f"- {{id: c{n}, title: {chapter.title.partition(':')[0]}}}\n" for n, chapter in enumerate(book)
        ),
    }
    for n, chapter in enumerate(book):
        text = "\n\n".join(corpus.plain(chapter.paragraphs)).translate(_LEFT_OUT)
        number = n // TO_A_RESOLUTION
        cited = f"وفي ذلك القرار [[r{number}]] الصادر عن [[m{number % MEETINGS}]]."
        files[f"chapters/c{n}.md"] = f"{text}\n\n{cited}\n"
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "chapters" / f"c{chapters // 2}.md"


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
