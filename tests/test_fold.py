import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.text import fold

ARABIC = "لوكوانترأإآٱؤئىيیةهكکءـ" + "\u064b\u064e\u0651\u0652\u0670" + "٠٣۴" + "ﻷﷺﺍ\ufe70\ufc60"
MARKED = "e\u0301\u0338Éßİªーがカﾞกำहि\u05e9\u05b8"
EMOJI = "👨\u200d👩❤\ufe0f👍🏽"
LAYOUT = "\0\r\n\t \xa0\u200f\u2067\u00ad\ufeff"
texts = st.text(st.sampled_from(ARABIC + MARKED + EMOJI + LAYOUT) | st.characters(), max_size=40)


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("قَالَ لُوكْوَانْتِرُ خطّ", "قال لوكوانتر خط"),
        ("مـــعـــاً", "معا"),
        ("أحمد إلى آخر ٱلقمة", "احمد الي اخر القمه"),
        ("مؤتمر رئيس", "موتمر رييس"),
        ("کتابی", "كتابي"),
        ("\ufef7\ufe8e\ufedf \ufdfa", "لاال صلي الله عليه وسلم"),
        ("م\ufe70ا م\ufc60ا", "ما ما"),
        ("٢٠١٥ ۲۰۱۵ २०१५ ２０１５", "2015 2015 2015 2015"),
        ("Élan ÉLAN e\u0301lan", "elan elan elan"),
        ("Straße ﬁn Ｍａｃｒｏｎ İzmir", "strasse fin macron izmir"),
        ("\u202b\u0634\u200d\u00ad\ufeff\u202c", "ش"),
        ("שָׁלוֹם", "שלום"),
        ("❤\ufe0f", "❤"),
        ("ที่ हिन्दी", "ที่ हिन्दी"),
        ("≠", "=\u0338"),
        ("", ""),
    ],
)
def test_spellings_of_one_word_fold_alike(raw, folded):
    assert fold(raw).text == folded


def test_kana_with_and_without_voicing_stay_apart():
    assert fold("ガ").text == fold("カ\u3099").text == fold("\uff76\uff9e").text != fold("カ").text


def test_folding_a_folded_character_changes_nothing():
    folded = [fold(chr(code)).text for code in range(0x20000)]
    assert [text for text in folded if fold(text).text != text] == []


@given(texts, texts)
def test_a_text_folds_part_by_part(first, second):
    assert fold(first + second).text == fold(first).text + fold(second).text


@given(texts, st.data())
def test_every_folded_slice_has_a_raw_slice_that_cuts_no_letter_from_its_marks(text, data):
    folded = fold(text)
    if not folded.text:
        return
    first = data.draw(st.integers(0, len(folded.text) - 1))
    last = data.draw(st.integers(first + 1, len(folded.text)))
    start, end = folded.raw_span(first, last)
    assert 0 <= start < end <= len(text)
    assert folded.text[first:last] in fold(text[start:end]).text
    assert not is_mark(text[end : end + 1])
    assert not is_mark(text[start]) or not fold(text[:start]).text


@given(texts, st.data())
def test_every_part_of_a_text_is_found_in_it(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    needle = fold(text[start:end]).text
    spans = list(fold(text).find(text[start:end]))
    assert bool(spans) == bool(needle.strip())
    assert all(needle in fold(text[first:last]).text for first, last in spans)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)


def test_what_is_found_is_quoted_with_all_its_ornaments():
    text = "إحياء خطِّ تواصلٍ، وخـــطٌّ آخر"
    found = [text[start:end] for start, end in fold(text).find("خط")]
    assert found == ["خطِّ", "خـــطٌّ"]


def test_a_slice_begins_at_a_base_character():
    assert fold("ab\u0e31c").raw_span(2, 3) == (1, 3)
    assert fold("\u200fab").raw_span(0, 1) == (1, 2)
    assert list(fold("ab\u0e31c").find("\u0e31")) == [(1, 3)]


def test_half_of_a_ligature_is_the_whole_of_it():
    assert list(fold("ﬁﬁ").find("i")) == [(0, 1), (1, 2)]
    assert list(fold("Maßstab").find("s")) == [(2, 3), (3, 4)]


@pytest.mark.parametrize("needle", ["", " ", "\n", "\u200f", "\u064e", "\xa0"])
def test_a_blank_needle_is_found_nowhere(needle):
    assert list(fold("قَالَ لوكوانتر\n").find(needle)) == []


@pytest.mark.parametrize(("start", "end"), [(0, 0), (2, 1), (-1, 1), (0, 4), (3, 4)])
def test_a_slice_that_is_none_is_refused(start, end):
    with pytest.raises(ValueError, match=rf"\[{start}, {end}\) is no slice .* of 3 characters"):
        fold("abc").raw_span(start, end)


def is_mark(character):
    return bool(character) and unicodedata.category(character).startswith("M")
