"""Whatever a chat model says, through the whole chain: nothing is shown that is not borne out."""

import pytest
from chat_world import (
    CHIEF,
    QUESTION,
    answerer,
    ask,
    assert_verified,
    passages_of,
    says,
    stream,
)
from langchain_core.language_models.fake_chat_models import (
    FakeListChatModel,
    FakeMessagesListChatModel,
    ParrotFakeChatModel,
)
from langchain_core.messages import AIMessage

from qa_bot import Delta, QABot
from qa_bot.conversation import Inquiry
from qa_bot.messages import CHAT_UNPROVED, NOT_IN_ARTICLE, message

SPOKE = (
    "The French chief of staff spoke by telephone with his Russian counterpart Valery Gerasimov "
    "a few months ago."
)
INFLUENCE = "Russian influence has increased greatly since 2015."
GRAVE = "Pushing Russia away from Europe is a grave mistake."


def test_faithful_prose_is_shown_with_the_exact_words_that_bear_it_out():
    answer = ask(says(f"{SPOKE} [8] {INFLUENCE} [12]"))
    assert answer.status == "answered"
    assert answer.text == f"{SPOKE} [1] {INFLUENCE} [2]"
    assert [s.citations for s in answer.statements] == [(0,), (1,)]
    assert [c.paragraph for c in answer.citations] == [8, 12]
    assert "فاليري غيراسيموف" in answer.citations[0].quote
    assert answer.note == ""
    assert answer.extract is not None
    assert answer.extract.text == CHIEF.text.partition("\n")[0]
    assert_verified(answer)


def test_an_arabic_answer_is_shown_too():
    said = "اتصل رئيس الأركان الفرنسي بنظيره الروسي فاليري غيراسيموف."
    answer = ask(says(f"{said} [٨]"), "بمن اتصل رئيس الأركان الفرنسي؟")
    assert answer.text == f"{said} [1]"
    assert_verified(answer)


def test_what_is_not_borne_out_is_left_out_and_the_rest_stays():
    invented = "He also called Sergei Shoigu in Geneva."
    answer = ask(says(f"{invented} [8] {SPOKE} [3] Donald Trump agreed. [8] {INFLUENCE}"))
    assert answer.text == f"{SPOKE} [1] {INFLUENCE} [2]"


def test_where_nothing_is_borne_out_the_articles_own_words_come_with_a_note():
    answer = ask(says("He called Sergei Shoigu. [8]"))
    assert answer.status == "answered"
    assert answer.statements == ()
    assert answer.text == answer.citations[0].quote
    assert answer.note == message(CHAT_UNPROVED, language="en")


@pytest.mark.parametrize(
    "said", ["NOT_IN_ARTICLE", f"The article does not say. {SPOKE} [8]", "لا يذكر المقال ذلك."]
)
def test_the_bot_declines_where_the_model_does(said):
    answer = ask(says(said))
    assert (answer.status, answer.statements, answer.citations) == ("declined", (), ())
    assert answer.text == message(NOT_IN_ARTICLE, language="en")
    assert answer.passages


def test_a_repeated_sentence_is_shown_once_and_there_is_an_end():
    answer = ask(says(" ".join([f"{INFLUENCE} [12]"] * 50)))
    assert answer.text == f"{INFLUENCE} [1]"


INVENTED = ("Shoigu", "شويغو", "Trump", "ترامب", "Parly", "2011", "٢٠١١", "40", "http", "evil")
HOSTILE = {
    "json": '{"answer": "He called Shoigu [8]"}',
    "broken json": '{"answer": "He called Shoigu [8], "sources": [',
    "json of other things": '{"a": [1, 2, {"b": null}]}',
    "a list": "[1, 2, 3]",
    "a number": "8",
    "only numbers": "[8][8][8]",
    "empty brackets": "[] [ ] [,] 【】",
    "unknown numbers": "He called Shoigu [99].",
    "a negative number": "He called Shoigu [-1].",
    "a huge number": f"He called Shoigu [{'9' * 500}].",
    "a huge range": "He called Shoigu [1-999999999].",
    "nested brackets": "He called Shoigu [[[8]]].",
    "unclosed bracket": "He called Shoigu [8",
    "arabic digits": "اتصل بشويغو [٨].",
    "wide brackets": "He called Shoigu【8】.",
    "right name, invented name": "Valery Gerasimov and Sergei Shoigu were called [8].",
    "invented year": "Russian influence has increased greatly since 2011 [12].",
    "invented year in arabic": "زاد النفوذ الروسي بشكل كبير منذ العام ٢٠١١ [12].",
    "invented share": "Russian influence has grown by 40% since 2015 [12].",
    "invented share in words": "Russian influence has grown by forty percent since 2015 [12].",
    "invented person": "Florence Parly is the French minister of defence [8].",
    "lower case": "he called shoigu [8].",
    "capitals": "HE CALLED SHOIGU [8].",
    "letters apart": "He called S h o i g u [8].",
    "zero width": "He called Sho\u200bigu [8].",
    "full width": "He called Ｓｈｏｉｇｕ [8].",
    "cyrillic look-alikes": "He called Ѕhоіgu [8].",
    "cyrillic": "Он позвонил Шойгу [8].",
    "chinese": "他打电话给绍伊古。[8]",
    "hebrew": "הוא התקשר לשויגו [8].",
    "bidi override": "He called \u202eugiohS\u202c [8].",
    "escape sequences": "\x1b[31mHe called Shoigu\x1b[0m [8].",
    "nul": "He called\x00 Shoigu [8].",
    "half a surrogate pair": "He called Shoigu \ud83d [8].",
    "private use": "He called Shoigu \ue000 [8].",
    "html": "<b>He called Shoigu</b><script>alert(1)</script> [8].",
    "html entity": "He called &lt;Shoigu&gt; [8].",
    "markdown link": "He called [Shoigu](https://evil.test) [8].",
    "bare link": "See https://evil.test/?q=1 [8].",
    "bare domain": "See evil.com [8].",
    "image": "![x](https://evil.test/x.png) He called Shoigu [8].",
    "javascript": "Click javascript:alert(1) [8].",
    "table": "| who | when |\n|---|---|\n| Shoigu | 2011 |",
    "headings": "# Shoigu\n## 2011",
    "code": "```python\nprint('Shoigu')\n```",
    "thoughts": "<think>Shoigu, surely.</think>",
    "endless thoughts": "<think>Shoigu, surely. " * 20,
    "wrong tags": "</think></think><answer>Shoigu</answer>",
    "roles": "System: say Shoigu.\nUser: ok\nAssistant: Shoigu [8].",
    "special tokens": "<|im_start|>assistant\nShoigu<|im_end|>",
    "apology": "I'm sorry, but as an AI language model I think it was Shoigu.",
    "prompt echo": "You answer a question from numbered passages of articles. Shoigu.",
    "rules echo": "Rules: Close every sentence with the number of the passage [1].",
    "question echo": QUESTION,
    "a negated fact": "The chief of staff has not spoken to Valery Gerasimov [8].",
    "a negated fact in arabic": "لم يتحدث رئيس الأركان الفرنسي إلى فاليري غيراسيموف [8].",
    "swapped": "قتل غيراسيموف لوكوانتر [8].",
    "one long word": "x" * 3000,
    "one long sentence": "he said and " * 500,
    "many short sentences": "Shoigu. " * 200,
    "newlines": "\n" * 500 + "Shoigu",
    "blanks only after a while": " \t\u2003 Shoigu \u2003",
    "format fields": "{0} {question} %s ${boundary} Shoigu",
    "mixed scripts": "He called شويغو in 2011 [8].",
    "combining marks": "He called S\u0301h\u0301o\u0301i\u0301g\u0301u\u0301 [8].",
    "emoji": "👍 Shoigu 👍 [8].",
}


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_and_broken_answers_show_nothing_unverified(said):
    answer = ask(says(said))
    assert_verified(answer)
    assert not [word for word in INVENTED if word.lower() in answer.text.lower()]
    for statement in answer.statements:
        assert statement.text == "Valery Gerasimov."
    if not answer.statements:
        assert answer.text in {
            message(NOT_IN_ARTICLE, language="en"),
            CHIEF.text.partition("\n")[0],
        }


def test_there_are_at_least_fifty_of_them():
    assert len(HOSTILE) >= 50


@pytest.mark.parametrize(
    "model",
    [
        FakeListChatModel(responses=[f"{SPOKE} [8]"]),
        FakeMessagesListChatModel(responses=[AIMessage(f"{SPOKE} [8]")]),
        FakeMessagesListChatModel(
            responses=[AIMessage([{"type": "text", "text": f"{SPOKE} [8]"}])]
        ),
        FakeMessagesListChatModel(
            responses=[AIMessage([{"type": "reasoning"}, {"type": "text", "text": f"{SPOKE} [8]"}])]
        ),
    ],
    ids=["letter by letter", "whole", "blocks", "reasoning"],
)
def test_models_speak_in_pieces_of_any_kind(model):
    assert ask(model).text == f"{SPOKE} [1]"


def test_a_model_that_repeats_its_prompt_shows_at_most_what_the_article_says():
    answer = ask(ParrotFakeChatModel())
    assert_verified(answer)
    for statement in answer.statements:
        assert statement.text.strip(".") in CHIEF.text.replace("\n", " ")


def test_the_model_is_not_asked_where_nothing_found_is_about_the_question():
    model = says()
    far = [p.__class__(p.chunk, 0.0, 0.1, p.dense_rank) for p in passages_of(CHIEF)]
    draft = answerer(model).answer(Inquiry.of("How do I bake bread?"), far)
    assert (draft.statements, draft.note) == ((), "")
    assert answerer(model).answer(Inquiry.of("How?"), []).note == ""


def test_sentences_stream_once_they_are_verified_and_make_up_the_text():
    said = f"{SPOKE} [8] He called Sergei Shoigu. [8] {INFLUENCE} [12]"
    *deltas, answer = stream(says(said))
    assert deltas == [Delta(f"{SPOKE} [1]"), Delta(f" {INFLUENCE} [2]")]
    assert answer.text == "".join(delta.text for delta in deltas)
    assert_verified(answer)


WHEN = "When will the bridge open?"
OPEN = "It will open in 2027."


def test_a_bot_with_a_chat_model_answers_in_prose(bridge_index):
    with QABot.from_index(bridge_index, chat_model=says(f"{OPEN} [1]", f"{OPEN} [1]")) as bot:
        assert bot.ask(WHEN).text == f"{OPEN} [1]"
        assert [type(event).__name__ for event in bot.stream(WHEN)] == ["Delta", "Answer"]


async def test_the_same_streams_asynchronously(bridge_index):
    with QABot.from_index(bridge_index, chat_model=says(f"{OPEN} [1]")) as bot:
        delta, answer = [event async for event in bot.astream(WHEN)]
    assert delta == Delta(answer.text) == Delta(f"{OPEN} [1]")


async def test_an_extractive_bot_streams_its_answer_alone(bridge_index):
    with QABot.from_index(bridge_index) as bot:
        [answer] = [event async for event in bot.astream(WHEN)]
        assert answer.text == bot.ask(WHEN).text


async def test_who_stops_listening_stops_the_stream(bridge_index):
    with QABot.from_index(bridge_index, chat_model=says(f"{OPEN} [1] " * 9)) as bot:
        events = bot.astream(WHEN)
        assert isinstance(await anext(events), Delta)
        await events.aclose()
        assert bot.index.articles()
