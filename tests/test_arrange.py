"""The order of the book, and where each record has its home in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import Write

from kurrasa.arrange import TRAITS, Arrangement, arrange, retold
from kurrasa.compose import Composer
from kurrasa.dossier import Dossier
from kurrasa.drawings import Style
from kurrasa.records import Book, Chapter, Conference, Event, Note, Record, Resolution
from kurrasa.words import words

BODY = """
id: summit
name: القمة
sessions: {ordinary: {name: "القمة {ordinal}"}}
numbering: {form: "{serial}/{session}"}
"""
BASE = {
    "book.yaml": "id: book\ntitle: كتاب\ncalendars: [gregorian]\n",
    "bodies.yaml": BODY,
    "conferences.yaml": """
- {id: tehran, body: summit, ordinal: 8, title: قمة طهران, date: 1997-12-09, summary: س., text: نص.}
- {id: doha, body: summit, ordinal: 9, title: قمة الدوحة, date: 2000-11-12, summary: س.}
""",
    "chapters.yaml": """
- {id: introduction, title: مقدمة, text: نص.}
- {id: economic, title: اقتصاد, tab: اقتصاد, text: نص.}
""",
}


def arranged(dossier: Dossier) -> Arrangement:
    return arrange(dossier, words(dossier.book.language))


def kinds(arrangement: Arrangement) -> list[str]:
    return [part.subject.id if part.subject else part.kind for part in arrangement.parts]


def ids(records: tuple[Record, ...]) -> list[str]:
    return [record.id for record in records]


def ordered(*entries: str) -> dict[str, str]:
    lines = "".join(f"  - {entry}\n" for entry in entries)
    return {**BASE, "book.yaml": f"{BASE['book.yaml']}arrangement:\n{lines}"}


# ---------------------------------------------------------------- order


def test_without_an_arrangement_the_customary_order_holds(write: Write) -> None:
    """Chapters before conferences; what has no record is left out: here figures, indexes, notes and sources."""
    assert kinds(arranged(write(BASE))) == [
        *("cover", "half-title", "title", "imprint", "contents", "guide"),
        *("introduction", "economic", "tehran", "conferences", "chronology", "back-cover"),
    ]


def test_the_editor_s_order_is_kept(write: Write) -> None:
    found = arranged(write(ordered("cover", "conference: tehran", "chapter: economic", "back-cover")))
    assert kinds(found) == ["cover", "tehran", "economic", "back-cover"]


@pytest.mark.parametrize("part", ["figures", "index-resolutions", "index-names", "index-places", "notes", "sources"])
def test_a_part_without_a_record_is_not_printed_though_it_be_asked_for(write: Write, part: str) -> None:
    assert kinds(arranged(write(ordered("cover", part)))) == ["cover"]


def test_the_register_is_left_out_when_every_meeting_has_its_chapter(write: Write) -> None:
    asked = ("cover", "conference: tehran", "conference: doha", "conferences")
    assert kinds(arranged(write(ordered(*asked)))) == ["cover", "tehran", "doha"]


def test_a_document_that_no_conference_issued_keeps_the_register(write: Write) -> None:
    files = ordered("conference: tehran", "conference: doha", "conferences")
    charter = "{id: charter, title: ميثاق, type: ميثاق, summary: س.}\n"
    found = arranged(write({**files, "documents.yaml": charter}))
    assert kinds(found)[-1] == "conferences"
    assert ids(found.loose_documents) == ["charter"]


def test_chapters_are_counted_and_divisions_head_what_follows_them(write: Write) -> None:
    asked = ("cover", "chapter: introduction", "division: السياسة", "conference: tehran", "chapter: economic")
    found = arranged(write(ordered(*asked, "division: ملاحق", "chronology", "back-cover")))
    assert [(p.title, p.number, p.division) for p in found.parts] == [
        ("الغلاف", None, None),
        ("مقدمة", 1, None),
        ("قمة طهران", 2, "السياسة"),
        ("اقتصاد", 3, "السياسة"),
        ("الثبت الزمني", None, "ملاحق"),
        ("الغلاف الأخير", None, None),
    ]


def test_a_part_opens_on_its_own_side_unless_the_editor_says_otherwise(write: Write) -> None:
    asked = ("{part: chronology, opens: recto}", "{chapter: economic, opens: either}", "conference: tehran", "imprint")
    found = arranged(write(ordered(*asked)))
    assert [part.opens for part in found.parts] == ["recto", "either", "recto", "verso"]


def test_conferences_carry_their_year_on_the_edge_and_chapters_their_word(write: Write) -> None:
    found = arranged(write(ordered("conference: tehran", "chapter: economic", "chapter: introduction", "chronology")))
    assert [part.tab for part in found.parts] == ["1997", "اقتصاد", None, None]


@pytest.mark.parametrize("kind", [kind for kind, trait in TRAITS.items() if trait.title])
def test_every_ready_made_part_has_an_arabic_title(kind: str) -> None:
    assert words("ar").gettext(TRAITS[kind].title) != TRAITS[kind].title


# ---------------------------------------------------------------- homes

RESOLUTIONS = """
- {id: b, body: summit, conference: tehran, number: 12/8, title: ب, summary: س.}
- {id: a, body: summit, conference: tehran, number: 2/8, title: أ, summary: س.}
- {id: moved, body: summit, conference: tehran, chapter: economic, number: 3/8, title: ج, summary: س.}
- {id: listed, body: summit, conference: doha, number: 1/9, title: د, summary: س.}
- {id: lone, body: summit, title: هـ, summary: س.}
"""


def test_a_card_stands_in_its_conference_in_its_chapter_or_in_the_register(write: Write) -> None:
    found = arranged(write({**BASE, "resolutions.yaml": RESOLUTIONS}))
    cards = {
        kind: ids(found.cards(part.subject) if part.subject else ())
        for kind, part in zip(kinds(found), found.parts, strict=True)
    }
    doha = found.dossier["doha"]
    assert isinstance(doha, Conference)
    assert {kind: found for kind, found in cards.items() if found} == {"tehran": ["a", "b"], "economic": ["moved"]}
    assert ids(found.homeless(doha)) == ["listed"]
    assert ids(found.homeless(None)) == ["lone"]


def test_a_card_whose_chapter_is_not_printed_goes_back_to_its_conference(write: Write) -> None:
    found = arranged(write({**ordered("conference: tehran", "conferences"), "resolutions.yaml": RESOLUTIONS}))
    assert ids(found.cards(found.parts[0].subject)) == ["a", "moved", "b"]


@pytest.mark.parametrize("asked", [(), ("conference: tehran", "conferences"), ("chapter: economic", "conferences")])
def test_every_card_has_one_home(write: Write, asked: tuple[str, ...]) -> None:
    files = ordered(*asked) if asked else BASE
    found = arranged(write({**files, "resolutions.yaml": RESOLUTIONS}))
    homes = [r.id for part in found.parts for r in (found.cards(part.subject) if part.subject else ())]
    homes += [r.id for c in (*found.register, None) for r in found.homeless(c)]
    assert sorted(homes) == ["a", "b", "listed", "lone", "moved"]


def test_meetings_without_a_chapter_stand_in_the_register(write: Write) -> None:
    assert ids(arranged(write(BASE)).register) == ["doha"]
    assert ids(arranged(write(ordered("conference: doha", "conferences"))).register) == ["tehran"]


# ---------------------------------------------------------------- figures

FIGURES = "".join(f"- {{id: fig-{name}, title: {name}, caption: س.}}\n" for name in ("a", "b", "c", "d"))


def with_figures(*entries: str) -> dict[str, str]:
    chapters = """
- {id: introduction, title: مقدمة, text: "نص.\\n\\n![[fig-c]]\\n\\n![[fig-a]]\\n"}
- {id: economic, title: اقتصاد, text: "![[fig-b]]\\n\\nنص يذكر [[fig-d]] ولا يضعه.\\n"}
"""
    return {**ordered(*entries), "chapters.yaml": chapters, "figures.yaml": FIGURES}


@pytest.mark.parametrize(
    ("entries", "order"),
    [
        (("chapter: introduction", "chapter: economic", "figures"), ["fig-c", "fig-a", "fig-b", "fig-d"]),
        (("chapter: economic", "chapter: introduction", "figures"), ["fig-b", "fig-c", "fig-a", "fig-d"]),
        (("figures",), ["fig-a", "fig-b", "fig-c", "fig-d"]),
    ],
)
def test_figures_are_numbered_as_they_meet_the_reader(write: Write, entries: tuple[str, ...], order: list[str]) -> None:
    assert ids(arranged(write(with_figures(*entries))).figures) == order


def test_a_figure_that_is_only_spoken_of_is_not_placed(write: Write) -> None:
    found = arranged(write(with_figures("chapter: introduction", "chapter: economic", "figures")))
    assert found.placed == {"fig-a", "fig-b", "fig-c"}


def test_a_reference_prints_the_number_of_reading_order(write: Write, style: Style) -> None:
    dossier = write(with_figures("chapter: introduction", "chapter: economic", "figures"))
    composer = Composer(dossier, arranged(dossier), words("ar"), style, {}, "")
    numbers = [composer.arrangement.ordinal(figure) for figure in composer.arrangement.figures]
    assert numbers == [1, 2, 3, 4]


def test_with_other_running_texts_the_order_is_as_if_all_were_read_anew(climate: Dossier) -> None:
    def seen(arrangement: Arrangement) -> list[object]:
        dossier, subjects = arrangement.dossier, [part.subject for part in arrangement.parts if part.subject]
        by_subject = [(arrangement.part_of(subject), arrangement.cards(subject)) for subject in subjects]
        numbers = [(dossier.number(r), dossier.when(r), dossier.shelf(r)) for r in dossier.shelved]
        of_kind = [dossier.all(kind) for kind in (Book, Chapter, Conference, Resolution, Event, Note)]
        return [arrangement.parts, by_subject, dossier.shelved, numbers, dossier.notes_on(subjects), of_kind]

    before = arranged(climate)
    seen(before)  # what is worked out of it is known by now
    parts = [part.subject for part in before.parts if part.subject and getattr(part.subject, "text", None)]
    content = climate.content
    entries = {
        record.id: replace(content.entries[record.id], record=record.model_copy(update={"text": "نصّ آخر."}))
        for record in (parts[0], parts[-1])
    }
    later = content.retold(entries)
    anew = replace(climate, content=replace(content, entries={**content.entries, **entries}))
    assert seen(retold(before, climate.retold(later), entries)) == seen(arranged(anew))
    assert seen(before) != seen(arranged(anew))
