import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.text import leaning


@pytest.mark.parametrize(
    "question",
    [
        "Why?",
        "when was that",
        "And when?",
        "Who is he?",
        "What did she say about it?",
        "And the fishermen?",
        "لماذا؟",
        "ومتى كان ذلك؟",
        "فمن هو؟",
        "ولمن؟",
        "بكم؟",
        "وما رأيه؟",
        "أين ذهب سكانها؟",
        "ومتى وُلِدَتْ؟",
        "وماذا قالوا عنه؟",
        "من منهم رفض؟",
        "Et pourquoi ?",
        "Qu'a-t-il dit ?",
        "Wann war das?",
        "Und warum dort?",
        "¿Y para qué?",
        "什么时候？",
        "Ne zaman?",
        "Когда?",
        "Macron?",
        "?",
    ],
)
def test_a_question_that_leaves_out_what_it_is_about_leans_on_the_ones_before(question):
    assert leaning(question) >= 0.3


@pytest.mark.parametrize(
    "question",
    [
        "Who did the French chief of staff call?",
        "Since when has Russian influence grown?",
        "How much compensation did the court order?",
        "ما هو الاختبار الأول للتقارب الفرنسي؟",
        "من هو رئيس الأركان الفرنسي؟",
        "ما القرى التي غمرها السد؟",
        "أين توسع انتشار الشرطة العسكرية؟",
        "متى وصل وزير الزراعة؟",
        "Qui a construit le théâtre des Tilleuls ?",
        "Wo ist der erste Test für die Annäherung?",
        "¿Qué vendió la directora Blanche Aumont?",
        "谁给法国总参谋长打电话？",
        "Quem é o presidente francês?",
        "С кем говорил начальник французского генштаба?",
    ],
)
def test_a_question_that_says_what_it_is_about_leans_on_nothing(question):
    assert leaning(question) == 0


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("Why?", "Why did they leave?"),
        ("What did he say?", "What did he say about the bridge?"),
        ("And who called?", "Who called?"),
        ("ومن وقّع؟", "من وقّع؟"),
        ("متى وقّعه؟", "متى وقّع؟"),
        ("أين كتابه؟", "أين كتابة؟"),
        ("من قال ذلك؟", "من قال الحقيقة؟"),
    ],
)
def test_it_leans_the_more_the_less_it_says_and_the_clearer_its_signs_are(more, less):
    assert leaning(more) > leaning(less)


@pytest.mark.parametrize(
    ("plain", "ornate"),
    [("ومتى كان ذلك؟", "وَمَتَى كانَ ذٰلِكَ؟"), ("إلى أين؟", "الى أين"), ("AND WHY?", "and why")],
)
def test_spelling_makes_no_difference(plain, ornate):
    assert leaning(plain) == leaning(ornate)


@given(st.text())
def test_any_text_leans_somewhat_between_not_at_all_and_wholly(text):
    assert 0 <= leaning(text) <= 1
