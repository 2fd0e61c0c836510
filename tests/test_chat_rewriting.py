import pytest
from chat_world import says
from langchain_core.language_models.fake_chat_models import ParrotFakeChatModel

from qa_bot import QABotError, Turn
from qa_bot.chat import ChatRewriter

CALL = [Turn("Who did the French chief of staff call?", "He called Valery Gerasimov. [1]")]
CALL_IN_ARABIC = [
    Turn("بمن اتصل رئيس الأركان الفرنسي؟", "تحدث إلى نظيره الروسي فاليري غيراسيموف عبر الهاتف.")
]


def rewrite(said, question="When was that?", turns=CALL):
    return ChatRewriter(says(said), seconds=5).rewrite(question, turns)


@pytest.mark.parametrize(
    ("said", "question", "turns"),
    [
        ("When did the French chief of staff call Valery Gerasimov?", "When was that?", CALL),
        ("متى اتصل رئيس الأركان الفرنسي بفاليري غيراسيموف؟", "ومتى؟", CALL_IN_ARABIC),
        ("How do I bake bread?", "How do I bake bread?", CALL),
    ],
)
def test_a_follow_up_becomes_a_question_by_itself(said, question, turns):
    assert rewrite(said, question, turns) == said


@pytest.mark.parametrize(
    "said",
    [
        "Question: When did he call Gerasimov?",
        '"When did he call Gerasimov?"',
        "**When did he call Gerasimov?**\n",
        "<think>Who is he?</think>\nWhen did he call Gerasimov?",
    ],
)
def test_wrapping_is_taken_off(said):
    assert rewrite(said) == "When did he call Gerasimov?"


@pytest.mark.parametrize(
    "said",
    [
        "",
        "He called him a few months ago.",
        "When did he call?\nIt was a few months ago.",
        "When did Sergei Shoigu call?",
        "When in 2011 did he call?",
        "متى اتصل به؟",
        f"When {'did he ' * 100}call?",
    ],
)
def test_what_is_no_such_question_is_not_taken(said):
    with pytest.raises(QABotError):
        rewrite(said)


@pytest.mark.parametrize("model", [says(), says(""), ParrotFakeChatModel()])
def test_a_model_that_fails_or_repeats_its_prompt_gives_nothing(model):
    with pytest.raises(QABotError):
        ChatRewriter(model, seconds=5).rewrite("And when?", CALL)
