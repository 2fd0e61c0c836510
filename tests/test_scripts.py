import pytest

from qa_bot.text import script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("من هو رئيس الأركان؟", "arabic"),
        ("ﻷﷺﺍ", "arabic"),
        ("Qui a appelé Гераси?", "latin"),
        ("Ｍａｃｒｏｎ 𝐌", "latin"),
        ("Герасимов (Gerasim)", "cyrillic"),
        ("Ποιος", "greek"),
        ("参谋长", "han"),
        ("だれですか", "kana"),
        ("ラーメン", "kana"),
        ("ﾗｰﾒﾝ", "kana"),
        ("누구입니까", "hangul"),
        ("שלום", "hebrew"),
        ("हिन्दी", "devanagari"),
    ],
)
def test_the_script_is_that_of_most_letters(text, script):
    assert script_of(text) == script


@pytest.mark.parametrize("text", ["", " \n", "2015 ٢٠١٥", "؟!…", "👍🏽❤\ufe0f", "\0", "ـــ"])
def test_a_text_without_letters_has_no_script(text):
    assert script_of(text) == ""


def test_a_few_foreign_words_at_the_head_of_a_long_text_do_not_decide():
    assert script_of("Source: AFP " * 500 + "قال لوكوانتر " * 2000) == "arabic"
