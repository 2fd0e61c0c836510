"""Numbers: what counts as the same one in Arabic and in other letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.chat.numbers import are_proved, measures_stand_in, numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("in 2015", {"2015"}),
        ("عام ٢٠١٥", {"2015"}),
        ("20 %, ٢٠٪, عشرون بالمئة, twenty percent, 20 في المئة", {"20%"}),
        ("3,500 or 3.500 or ٣٬٥٠٠ or 3\u202f500", {"3500"}),
        ("12.5 or 12,5 or ١٢٫٥", {"12.5"}),
        ("three million, 3 ملايين, 3,000,000", {"3000000"}),
        ("خمسة عشر, fifteen, 15", {"15"}),
        ("خمسة وعشرون, twenty-five, 25", {"25"}),
        ("ثلاثمئة, three hundred", {"300"}),
        ("a third, two thirds, ثلثها", {"1/3"}),
        ("the first, الأول, 1st", {"#1"}),
        ("no number, one of many, أحد الأشخاص", set()),
    ],
)
def test_numbers_are_the_same_in_all_digits_and_in_words(text, found):
    assert numbers(text) == found


def test_a_number_needs_the_same_number_and_two_may_be_a_dual():
    assert are_proved({"2015"}, by="منذ العام 2015")
    assert not are_proved({"2011"}, by="منذ العام 2015")
    assert not are_proved({"20%"}, by="20 men")
    assert are_proved({"2"}, by="بين البلدين")
    assert not are_proved({"2"}, by="في البلاد")


@pytest.mark.parametrize(
    ("claim", "evidence", "stand"),
    [
        ("It cost 75 million dollars.", "كلفته 75 مليون دينار", False),
        ("It cost 75 million dinars.", "كلفته 75 مليون دينار", True),
        ("It took four years.", "استغرق أربع سنوات", True),
        ("It took four years.", "استغرق أربعة أشهر", False),
        ("Many years ago", "قديماً", True),
    ],
)
def test_what_a_number_measures_has_to_be_named(claim, evidence, stand):
    assert measures_stand_in(claim, evidence=evidence) is stand


@given(st.text())
def test_any_text_has_numbers(claim):
    assert are_proved(numbers(claim), by=claim)
    assert measures_stand_in(claim, evidence=claim)
