"""Ordinals in words, as the names of sessions and editions have them."""

import pytest

from kurrasa.ordinals import ordinal


@pytest.mark.parametrize(
    ("n", "feminine", "masculine"),
    [
        (1, "الأولى", "الأول"),
        (2, "الثانية", "الثاني"),
        (3, "الثالثة", "الثالث"),
        (7, "السابعة", "السابع"),
        (8, "الثامنة", "الثامن"),
        (10, "العاشرة", "العاشر"),
        (11, "الحادية عشرة", "الحادي عشر"),
        (12, "الثانية عشرة", "الثاني عشر"),
        (19, "التاسعة عشرة", "التاسع عشر"),
        (20, "العشرون", "العشرون"),
        (21, "الحادية والعشرون", "الحادي والعشرون"),
        (22, "الثانية والعشرون", "الثاني والعشرون"),
        (33, "الثالثة والثلاثون", "الثالث والثلاثون"),
        (40, "الأربعون", "الأربعون"),
        (86, "السادسة والثمانون", "السادس والثمانون"),
        (100, "المائة", "المائة"),
        (101, "الأولى بعد المائة", "الأول بعد المائة"),
        (111, "الحادية عشرة بعد المائة", "الحادي عشر بعد المائة"),
        (200, "المائتان", "المائتان"),
        (205, "الخامسة بعد المائتين", "الخامس بعد المائتين"),
        (345, "الخامسة والأربعون بعد الثلاثمائة", "الخامس والأربعون بعد الثلاثمائة"),
        (800, "الثمانمائة", "الثمانمائة"),
    ],
)
def test_arabic_in_both_genders(n, feminine, masculine):
    assert ordinal(n, "feminine", "ar") == feminine
    assert ordinal(n, "masculine", "ar") == masculine


def test_after_a_preposition_the_tens_change():
    assert ordinal(33, "feminine", "ar", "oblique") == "الثالثة والثلاثين"
    assert ordinal(20, "masculine", "ar", "oblique") == "العشرين"
    assert ordinal(200, "masculine", "ar", "oblique") == "المائتين"
    assert ordinal(8, "feminine", "ar", "oblique") == "الثامنة"


def test_every_arabic_ordinal_is_its_own_word():
    for gender in ("feminine", "masculine"):
        words = [ordinal(n, gender, "ar") for n in range(1, 1000)]
        assert len(set(words)) == 999
        assert all(word.startswith("ال") for word in words)


@pytest.mark.parametrize(
    ("n", "word"),
    [
        *[(1, "first"), (8, "eighth"), (12, "twelfth"), (20, "twentieth"), (40, "fortieth")],
        *[
            (33, "thirty-third"),
            (80, "eightieth"),
            (99, "ninety-ninth"),
            (101, "101st"),
            (112, "112th"),
            (122, "122nd"),
        ],
    ],
)
def test_english(n, word):
    assert ordinal(n, "feminine", "en-GB") == word


def test_french_in_figures():
    assert [ordinal(n, "feminine", "fr") for n in (1, 2, 33)] == ["1re", "2e", "33e"]
    assert ordinal(1, "masculine", "fr") == "1er"


def test_what_has_no_words_is_a_number():
    assert ordinal(1000, "feminine", "ar") == "1000"
    assert ordinal(8, "feminine", "sw") == "8"


def test_there_is_no_ordinal_of_nothing():
    with pytest.raises(ValueError, match="start at 1"):
        ordinal(0, "masculine", "ar")
