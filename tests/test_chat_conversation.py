"""Conversations with a chat model: follow-ups put in full by it, answers as they come."""

import threading
import time

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from pydantic import Field

from qa_bot import Answer, Delta, QABot, Turn, load_settings
from qa_bot.messages import CHAT_FAILED, message

WHEN = "When will the bridge open?"
OPEN = "It will open in 2027."
AND_COST = "And what will it cost?"
FULL = "What will the bridge cost?"
COST = "The bridge will cost 42 million dollars."


class Attentive(GenericFakeChatModel):
    """A scripted chat model that keeps what it was asked."""

    asked: list[str] = Field(default_factory=list)

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        self.asked.append("\n".join(m.text for m in messages))
        return super()._generate(messages, stop, run_manager, **kwargs)


def attentive(*outputs: str) -> Attentive:
    return Attentive(messages=iter(outputs))


def test_a_follow_up_is_put_in_full_by_the_model_and_asked_so(bridge_index):
    model = attentive(f"{OPEN} [1]", FULL, f"{COST} [1]")
    with QABot.from_index(bridge_index, chat_model=model) as bot:
        talk = bot.conversation()
        assert talk.ask(WHEN).text == f"{OPEN} [1]"
        answer = talk.ask(AND_COST)
        assert answer.passages == bot.ask(FULL).passages
    first, rewriting, second, *_ = model.asked
    assert WHEN in first
    assert all(said in rewriting for said in (WHEN, f"A: {OPEN}\n", AND_COST))
    assert FULL in second
    assert AND_COST not in second
    assert (answer.question, answer.text) == (AND_COST, f"{COST} [1]")
    assert [turn.question for turn in talk.turns] == [WHEN, AND_COST]


def test_the_model_sees_the_latest_turns_only(bridge_index):
    model = attentive(FULL, f"{COST} [1]")
    turns = [Turn(f"Question {n}?", f"Answer {n}.") for n in range(10)]
    with QABot.from_index(bridge_index, chat_model=model) as bot:
        bot.ask(AND_COST, turns=turns)
    assert "Question 9?" in model.asked[0]
    assert "Question 0?" not in model.asked[0]


def test_where_the_model_puts_nothing_in_full_the_rules_do(bridge_index):
    turns = [Turn(WHEN, OPEN)]
    with QABot.from_index(bridge_index) as bot:
        by_rules = bot.ask(AND_COST, turns=turns)
    model = attentive("It will cost 42 million dollars, of course.", f"{COST} [1]")
    with QABot.from_index(bridge_index, chat_model=model) as bot:
        answer = bot.ask(AND_COST, turns=turns)
    assert answer.text == f"{COST} [1]"
    assert answer.passages == by_rules.passages
    assert answer.extract.text == by_rules.text
    assert AND_COST in model.asked[1]


def test_a_rewriter_of_ones_own_comes_before_the_model(bridge_index):
    class Own:
        def rewrite(self, question, turns):  # noqa: ARG002 - the port names them
            return FULL

    model = attentive(f"{COST} [1]")
    with QABot.from_index(bridge_index) as plain:
        bot = QABot(plain.index, settings=plain.settings, chat_model=model, rewriter=Own())
        assert bot.ask(AND_COST, turns=[Turn(WHEN, OPEN)]).text == f"{COST} [1]"
    [asked] = model.asked
    assert FULL in asked


class SlowToRewrite(Attentive):
    """Never ends to put a question in full, but answers."""

    gate: object = None

    def _stream(self, messages, stop=None, run_manager=None, **kwargs):
        if "make a question complete" in messages[0].text:
            self.gate.wait(60)
        return super()._stream(messages, stop, run_manager, **kwargs)


def test_a_model_that_is_slow_to_rewrite_has_time_left_to_answer(bridge_index):
    gate = threading.Event()
    model = SlowToRewrite(messages=iter([f"{COST} [1]"]), gate=gate)
    settings = load_settings(chat_timeout=8)
    with QABot.from_index(bridge_index, settings=settings, chat_model=model) as bot:
        answer = bot.ask(AND_COST, turns=[Turn(WHEN, OPEN)])
    gate.set()
    assert answer.text == f"{COST} [1]"


def test_where_rewriting_took_all_the_time_the_model_is_not_asked_any_more(bridge_index):
    class Slow:
        def rewrite(self, question, turns):  # noqa: ARG002 - the port names them
            time.sleep(0.2)
            return FULL

    model = attentive(f"{COST} [1]")
    settings = load_settings(chat_timeout=0.1)
    with QABot.from_index(bridge_index) as plain:
        bot = QABot(plain.index, settings=settings, chat_model=model, rewriter=Slow())
        answer = bot.ask(AND_COST, turns=[Turn(WHEN, OPEN)])
    assert answer.note == message(CHAT_FAILED, language="en")
    assert model.asked == []


def test_a_conversation_streams_and_remembers_what_came(bridge_index):
    model = attentive(f"{OPEN} [1]", FULL, f"{COST} [1]")
    with QABot.from_index(bridge_index, chat_model=model) as bot:
        talk = bot.conversation()
        delta, first = talk.stream(WHEN)
        assert delta == Delta(first.text) == Delta(f"{OPEN} [1]")
        assert talk.turns == (Turn.of(first),)
        *_, second = talk.stream(AND_COST)
    assert second.text == f"{COST} [1]"
    assert talk.turns == (Turn.of(first), Turn.of(second))


async def test_a_bot_streams_a_follow_up_with_turns_of_ones_own(bridge_index):
    model = attentive(FULL, f"{COST} [1]")
    with QABot.from_index(bridge_index, chat_model=model) as bot:
        events = [event async for event in bot.astream(AND_COST, turns=[Turn(WHEN, OPEN)])]
    assert [type(event) for event in events] == [Delta, Answer]
    assert FULL in model.asked[1]


async def test_a_conversation_whose_stream_is_broken_off_can_go_on(bridge_index):
    model = attentive(f"{OPEN} [1] {COST} [1]", f"{OPEN} [1]")
    with QABot.from_index(bridge_index, chat_model=model) as bot:
        talk = bot.conversation()
        events = talk.astream(WHEN)
        assert isinstance(await anext(events), Delta)
        await events.aclose()
        assert talk.turns == ()
        assert (await talk.aask(WHEN)).text == f"{OPEN} [1]"
    assert len(talk.turns) == 1
