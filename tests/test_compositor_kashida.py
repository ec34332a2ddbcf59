"""Where a word may be drawn out: each rule of the practice by a word that shows it."""

import pytest

from kurrasa.compositor import kashida

TATWEEL = "\u0640"


def drawn(word: str) -> str | None:
    """The word with its kashida, or None where it may have none."""
    found = kashida.place(word)
    return None if found is None else word[: found[1]] + TATWEEL + word[found[1] :]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("مستقبل", "مسـتقبل"),
        ("مصطفى", "مصـطفى"),
        ("الإسلامي", "الإسـلامي"),
        ("تشكيل", "تشـكيل"),
        ("القضية", "القضـية"),
    ],
)
def test_after_seen_and_sad_and_their_sisters_first(word: str, expected: str) -> None:
    assert drawn(word) == expected
    assert kashida.place(word)[0] == 1


@pytest.mark.parametrize(
    ("word", "expected"),
    [("دولة", "دولـة"), ("وزارته", "وزارتـه"), ("تأييد", "تأييـد"), ("«أذربيجانية»،", "«أذربيجانيـة»،")],
)
def test_then_before_a_final_taa_marbuta_haa_or_dal(word: str, expected: str) -> None:
    assert drawn(word) == expected
    assert kashida.place(word)[0] == 2


@pytest.mark.parametrize(
    ("word", "expected"), [("كتابنا", "كتابنـا"), ("تمويل", "تمويـل"), ("تبارك", None), ("احتفظ", "احتفـظ")]
)
def test_then_before_a_final_alef_lam_kaf_or_tah(word: str, expected: str | None) -> None:
    if expected is None:
        assert drawn(word) != "تبارـك", "reh does not join to the left"
    else:
        assert drawn(word) == expected
        assert kashida.place(word)[0] == 3


def test_the_ranks_follow_the_order_of_the_practice() -> None:
    ranks = [kashida.place(word)[0] for word in ("مستقبل", "تأييد", "تمويل", "تحرير", "طريق", "تقديم")]
    assert ranks == sorted(ranks)
    assert ranks[:3] == [1, 2, 3]


def test_of_two_places_as_good_the_later_is_taken() -> None:
    assert drawn("مسؤوسسة") == "مسؤوسسـة"


@pytest.mark.parametrize("word", ["في", "سنة", "وسط", "نصّ"])
def test_words_under_four_letters_are_left(word: str) -> None:
    assert drawn(word) is None


def test_marks_do_not_count_as_letters() -> None:
    assert drawn("سنّة") is None
    assert drawn("مستقلّ") == "مسـتقلّ"


@pytest.mark.parametrize("word", ["استقلالا", "خلال", "الأطفال", "بلاد", "السلام", "إسلامآباد", "الآلات"])
def test_never_between_lam_and_alef(word: str) -> None:
    out = drawn(word)
    assert out is None or not any("ل" + TATWEEL + alef in out for alef in "اأإآٱ")


@pytest.mark.parametrize(
    "word",
    [
        "الدولة",
        "والدعم",
        "بالدفاع",
        "كالدول",
        "فالدفاع",
        "للدفاع",
        "وبالدفاع",
        "وكالدول",
        "فبالدعم",
        "وللدفاع",
        "وللدول",
        "فللدول",
    ],
)
def test_never_after_the_article_whatever_stands_before_it(word: str) -> None:
    out = drawn(word)
    assert out is None or "ل" + TATWEEL not in out[: out.index("د") + 1]


@pytest.mark.parametrize(
    "word", ["الله", "والله", "بالله", "لله", "عبدالله", "تالله", "اللهم", "«الله»،", "فالله", "ولله"]
)
def test_never_in_the_name_of_god(word: str) -> None:
    assert drawn(word) is None


@pytest.mark.parametrize("word", ["مُسْتَقِلّ", "مستقِل", "ٱلرَّحۡمَٰنِ", "مُستقبل", "الرحمٰن"])
def test_never_in_vocalised_text(word: str) -> None:
    assert drawn(word) is None


@pytest.mark.parametrize("word", ["شكراً", "مستمرّة", "سياسيًّا"])
def test_shadda_and_tanwin_alone_are_no_vocalisation(word: str) -> None:
    assert drawn(word) is not None


@pytest.mark.parametrize("word", ["12/8-س", "مستقبل2", "OIC", "سيـاسة", "1428هـ", "(UN)سياسة", "٢٠٠٧سنة"])
def test_never_beside_digits_or_latin_or_a_kashida_of_the_author_s(word: str) -> None:
    assert drawn(word) is None


@pytest.mark.parametrize("word", ["المجلس/الهيئة", "مجلس-هيئة", "مجلس،هيئة", "روس-أرمن", "مجلس\u200cهيئة", "نفس…هذا"])
def test_only_between_letters_that_stand_side_by_side(word: str) -> None:
    out = drawn(word)
    if out is not None:
        at = out.index(TATWEEL)
        assert out[at - 1] in kashida.DUAL
        assert out[at + 1] in kashida.DUAL | kashida.RIGHT


@pytest.mark.parametrize("word", ["أدوار", "وزارة"])
def test_letters_that_do_not_join_are_never_parted(word: str) -> None:
    assert drawn(word) is None


def test_before_a_hamza_on_the_line_there_is_no_join_to_draw_out() -> None:
    assert drawn("شتاءات") != "شتاـءات"
    assert drawn("بطيئء") is None
