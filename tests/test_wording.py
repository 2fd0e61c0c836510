import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.reading.wording import tidied

MARKS = [*"()[]«»“”„‘’\"'.،؟-%$@#_ـ", "U.S.", "ـــ", "《", "》", "、"]
BLANKS = [" ", "  ", "\n", "\u00a0", "\u200f", "\u200d", "\u200c"]
WORDS = [
    "و",
    "ب",
    "بـ",
    "ال",
    "في ",
    "إلى ",
    "in ",
    "to ",
    "and ",
    "at the ",
    "In 5",
    "3.5",
    "م",
    "Ab",
]
OTHERS = ["\u064e", "\u0651", "\u0e17", "\u0e35", "ह", "ि", "中", "한", "😀", "\ufe0f"]
texts = st.lists(st.sampled_from(MARKS + BLANKS + WORDS + OTHERS), max_size=14).map("".join)


def answer(marked):
    """The words of an answer that was found between ⟦ and ⟧."""
    before, found, behind = marked.replace("⟦", "⟧").split("⟧")
    text = before + found + behind
    start, end = tidied(text, len(before), len(before) + len(found))
    return text[start:end]


def assert_worded(cases):
    assert {marked: answer(marked) for marked in cases} == cases


def test_half_a_word_becomes_the_whole_word():
    assert_worded(
        {
            "قال رئ⟦يس الأر⟧كان": "رئيس الأركان",
            "قال ال⟦رئيس⟧": "الرئيس",
            "قَالَ الرَّئ⟦ِيسُ لُوكُ⟧وَانْتِرُ": "الرَّئِيسُ لُوكُوَانْتِرُ",
            "عام ⟦1922⟧م.": "1922م",
            "أجرها ⟦3 جنيه⟧ات فقط": "3 جنيهات",
            "said Mac⟦ron and Mer⟧kel": "Macron and Merkel",
            "in the G⟦20⟧ summit": "G20",
            "می\u200c⟦خواهم⟧ رفت": "می\u200cخواهم",
            "यह हिन्⟦दी⟧ है": "हिन्दी",
        }
    )


def test_half_a_number_becomes_the_whole_number():
    assert_worded(
        {
            "about 3.⟦5 million⟧ people": "3.5 million",
            "some ⟦1⟧,000,000 men": "1,000,000",
            "نحو ⟦٣⟧٫٥ في المئة": "٣٫٥",
            "It ended in ⟦1998⟧. 5 came": "1998",
        }
    )


def test_an_arabic_proclitic_that_the_reader_left_out_stays_out():
    assert_worded(
        {
            "في بيروت و⟦دمشق⟧": "دمشق",
            "مدينة ب⟦مدينة ليفربول⟧،": "مدينة ليفربول",
            "رحل ل⟦شمال آسيا⟧.": "شمال آسيا",
            "تأثره بِ⟦مُعتقدات⟧": "مُعتقدات",
            "وَ⟦فَرَنْسَا⟧": "فَرَنْسَا",
            "و⟦َفَرَنْسَا⟧": "فَرَنْسَا",
            "فاز بـ⟦18 بطولة⟧": "18 بطولة",
            "جاء ول⟦فرنسا⟧": "فرنسا",
        }
    )


def test_an_arabic_proclitic_stays_out_where_the_reader_left_out_the_article_too():
    assert_worded(
        {
            "رسميا بال⟦توقيع على اتفاق⟧": "التوقيع على اتفاق",
            "وال⟦رئيس⟧ الفرنسي": "الرئيس",
            "وَبِال⟦قاهرة⟧": "القاهرة",
        }
    )


def test_a_word_that_was_written_without_a_blank_stays_out():
    assert answer("اشتراكية على⟦المنصة الأرضية⟧ ،") == "المنصة الأرضية"


@pytest.mark.parametrize("word", ["وزير", "واشنطن", "باريس", "لندن", "فرنسا", "كندا"])
def test_a_first_letter_that_could_be_a_proclitic_stays(word):
    assert answer(f"قال ⟦{word}⟧ اليوم") == word


def test_quotes_commas_and_brackets_around_an_answer_go():
    assert_worded(
        {
            "قال ⟦«خطأ فادح»،⟧ ثم": "خطأ فادح",
            "وهي «⟦دولة الرباط والإصلاح».⟧": "دولة الرباط والإصلاح",
            'برنامج ⟦"ذا أبرينتايس"⟧': "ذا أبرينتايس",
            "قال: ⟦﴿قل هو الله أحد﴾⟧": "قل هو الله أحد",
            "said ⟦“We are beggars,”⟧ he": "We are beggars",
            "said ⟦'no'⟧": "no",
            "sagte ⟦„Ja“.⟧": "Ja",
            "在 ⟦《圣经》⟧ 中": "圣经",
            "ولد ⟦(19 نوفمبر 1954)،⟧ هو": "19 نوفمبر 1954",
            "ولد ⟦(915م⟧ - 965م)": "915م",
            "من هو؟ ⟦أحمد زكي؛⟧": "أحمد زكي",
            "⟦[12]⟧": "12",
            "⟦\u200f باريس\u200f\n⟧": "باريس",
            "⟦القاهرة ـ⟧ رويترز": "القاهرة",
            "⟦- Paris -⟧": "Paris",
        }
    )


def test_a_quote_or_a_bracket_that_closes_inside_an_answer_stays():
    assert_worded(
        {
            'في ⟦مسلسل "حنان وحنين"⟧ هنا': 'مسلسل "حنان وحنين"',
            '⟦"رويترز" و"فرانس برس"،⟧': '"رويترز" و"فرانس برس"',
            "⟦جريدة «الحياة».⟧": "جريدة «الحياة»",
            "a ⟦real 'game changer'⟧ too": "real 'game changer'",
            "⟦United Nations (UN).⟧": "United Nations (UN)",
            "⟦(Anna) Berg⟧": "(Anna) Berg",
            "eine ⟦Art „Blutvergiftung“,⟧": "Art „Blutvergiftung“",
            "⟦广播服务（ARTS）⟧": "广播服务（ARTS）",
        }
    )


def test_a_quote_or_a_bracket_that_closes_right_behind_an_answer_is_taken_in():
    assert_worded(
        {
            "دول ⟦حلف الأطلسي (الناتو⟧) كلها": "حلف الأطلسي (الناتو)",
            'هي ⟦حرب أكتوبر "حرب رمضان⟧" كما': 'حرب أكتوبر "حرب رمضان"',
            "(in ⟦Paris⟧)": "Paris",
            "'⟦it's⟧'": "it's",
        }
    )


def test_signs_of_a_number_or_a_name_stay():
    assert_worded(
        {
            "نحو ⟦55%.⟧": "55%",
            "بنسبة ⟦%55⟧": "%55",
            "بنسبة ⟦٥٥٪،⟧": "٥٥٪",
            "占 ⟦20％⟧ 的": "20％",
            "cost ⟦$30m.⟧": "$30m",
            "fell to ⟦-5,⟧ then": "-5",
            "is ⟦.5⟧": ".5",
            "at ⟦37.5°,⟧": "37.5°",
            "in ⟦the U.S.⟧ again": "the U.S.",
            "سنة ⟦30 ق.م.⟧": "30 ق.م.",
            "by ⟦@qa_bot,⟧": "@qa_bot",
            "in ⟦C++.⟧": "C++",
            "عام ⟦1440 هـ.⟧": "1440 هـ",
        }
    )


def test_a_dash_between_numbers_is_no_sign():
    assert answer("(1990⟦-1995⟧)") == "1995"


def test_words_that_tie_an_answer_to_its_sentence_go():
    assert_worded(
        {
            "He left ⟦in 2007⟧.": "2007",
            "⟦In 2007,⟧ he": "2007",
            "born ⟦in\nWest Africa⟧": "West Africa",
            "founded ⟦in  the 6th century⟧": "the 6th century",
            "cost ⟦of $5⟧": "$5",
            "Berg ⟦and by «Carl»⟧": "Carl",
            "غادر ⟦في عام 2007⟧": "عام 2007",
            "غادر ⟦فِي عام 2007⟧": "عام 2007",
            "سافر ⟦إلى «القاهرة»،⟧": "القاهرة",
            "لوثر ⟦و في بيروت⟧": "بيروت",
            "بلغ ⟦ب 715 مليون⟧": "715 مليون",
            "فاز ⟦بـ18 بطولة⟧": "18 بطولة",
            "وصفه ⟦بـ«الخطأ»⟧": "الخطأ",
            'مع ⟦و"الحياة"⟧': "الحياة",
            "مقتل ⟦و500 جندي⟧": "500 جندي",
        }
    )


def test_words_that_only_look_like_ties_stay():
    assert_worded(
        {
            "killed ⟦at least 65 people⟧": "at least 65 people",
            "he came ⟦to win⟧": "to win",
            "wrote ⟦On the Origin of Species⟧": "On the Origin of Species",
            "read ⟦«in the Beginning»⟧": "in the Beginning",
            "كتاب ⟦«في ظلال القرآن»⟧": "في ظلال القرآن",
            "he is ⟦in⟧.": "in",
            "⟦inside the house⟧": "inside the house",
            "سكن ⟦فيينا⟧": "فيينا",
        }
    )


def test_scripts_without_blanks_are_not_extended_to_the_whole_run():
    assert_worded(
        {
            "他在⟦北京⟧出生": "北京",
            "在⟦1946⟧年": "1946",
            "彼は⟦東京タワー⟧で": "東京タワー",
            "아버지 ⟦크로노스⟧는": "크로노스",
            "ประมาณ⟦340 ไมล⟧์เหนือ": "340 ไมล์",
            "ว่า ⟦ตุลกุ⟧": "ตุลกุ",
        }
    )


@pytest.mark.parametrize(
    "found", ["", " ", "«»", "...", " ، ", "—", "ـ", "\u064e", "😀", "$", "___"]
)
def test_marks_alone_are_no_answer(found):
    assert answer(f"قال ⟦{found}⟧ لا") == ""


@pytest.mark.parametrize(
    ("marked", "worded"),
    [("و⟦وMacron⟧", "وMacron"), ("⟦a [b⟧]\ufe0f", "a [b]"), ("⟦(a).⟧", "a"), ("⟦and  to X⟧", "X")],
)
def test_what_is_worded_once_is_left_as_it_is(marked, worded):
    assert answer(marked) == worded
    assert answer(marked.replace("⟦", "").replace("⟧", "").replace(worded, f"⟦{worded}⟧")) == worded


@settings(deadline=None, max_examples=500)
@given(texts, st.data())
def test_any_span_becomes_one_of_the_text_without_blanks_around_it_once_and_for_all(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = tidied(text, start, end)
    assert 0 <= first <= last <= len(text)
    assert text[first:last] == text[first:last].strip()
    assert any(map(str.isalnum, text[first:last])) or first == last
    assert tidied(text, first, last) == (first, last)
