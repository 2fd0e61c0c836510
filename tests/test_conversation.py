import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from qa_bot import Answer, Article, Citation, Delta, QABot, QuestionError, ServiceError, Turn
from qa_bot.conversation import Conversation, Inquiry, understand
from qa_bot.settings import load_settings
from qa_bot.streaming import Events

CITATION = Citation("memo", "Memo", "", 0, 20, "Anna leads the team.", 0, 4, 1)
CALL = Turn("Who did the general call last summer?", CITATION.quote * 4, "answered", (CITATION,))
FULL = "Where does the ferry to the island leave?"
HARBOUR = Article(
    id="harbour",
    title="The harbour",
    text="""\
The harbour of Skar has belonged to the town since 1921, when two brothers sold it for a crown.
The old lighthouse was built by the engineer Teresa Valadares, who came from Porto to do it.
She was paid with nine barrels of herring, since the town had no money that winter.
The ferry to the island of Marra leaves at nine in the morning from the northern quay.
Its captain, Ilse Brandt, has steered it for twenty years and knows every stone of the strait.
Tickets cost four crowns, and children under six travel free with their parents.
The fish market opens at five, and by noon there is nothing left of it but the smell.
""",
)


class Rewrites:
    """A rewriter that says one thing, or fails."""

    def __init__(self, full: str | None) -> None:
        self._full = full
        self.seen: list[tuple[str, Sequence[Turn]]] = []

    def rewrite(self, question: str, turns: Sequence[Turn]) -> str:
        self.seen.append((question, turns))
        if self._full is None:
            raise ServiceError("no answer: try again")
        return self._full


@pytest.fixture(scope="module")
def bot():
    with QABot.from_articles([HARBOUR]) as bot:
        yield bot


def found(answer: Answer) -> str:
    return answer.passages[0].chunk.text


def test_the_first_question_leans_on_nothing():
    assert understand("And when?") == Inquiry.of("And when?")
    assert understand("And when?").searches == (("And when?", 1.0),)


def test_a_question_in_full_is_treated_as_if_nothing_had_been_said():
    assert understand(FULL, [CALL]) == understand(FULL) == Inquiry.of(FULL)


def test_a_bare_follow_up_is_sought_behind_the_question_before_it():
    inquiry = understand("And when?", [CALL])
    assert inquiry.searches == ((f"{CALL.question} And when?", 1.0),)
    assert inquiry.evidence == (CITATION,)


def test_a_follow_up_is_read_with_the_words_it_lacks_and_without_the_question_before_it():
    assert understand("And when?", [CALL]).reading == "And when? general call last summer"


def test_the_name_that_was_the_answer_is_sought_and_read_too():
    named = replace(CALL, text="Anna Berg")
    inquiry = understand("And when?", [named])
    assert inquiry.searches == ((f"{CALL.question} Anna Berg And when?", 1.0),)
    assert inquiry.reading == "And when? general call last summer Anna Berg"
    declined = replace(named, status="declined", citations=())
    assert "Anna" not in understand("And when?", [declined]).reading


def test_a_follow_up_with_words_of_its_own_is_sought_by_itself_too():
    inquiry = understand("And what did she carry?", [CALL])
    (first, weight), (second, rest) = inquiry.searches
    assert (first, second) == (f"{CALL.question} And what did she carry?", inquiry.question)
    assert 0.5 <= weight < 1
    assert weight + rest == 1


def test_what_leans_a_little_is_read_as_it_stands():
    inquiry = understand("Who called Anna?", [CALL])
    assert inquiry.reading == "Who called Anna?"
    assert [text for text, _ in inquiry.searches] == [
        "Who called Anna?",
        f"{CALL.question} Who called Anna?",
    ]


def test_a_chain_of_follow_ups_leans_on_the_question_that_opened_it():
    inquiry = understand("And where?", [CALL, Turn("And when?"), Turn("Why?")])
    assert inquiry.searches == ((f"{CALL.question} Why? And where?", 1.0),)
    assert inquiry.reading == "And where? general call last summer"
    assert inquiry.evidence == (CITATION,)


def test_a_new_topic_ends_the_chain():
    inquiry = understand("And when?", [CALL, Turn(FULL)])
    assert inquiry.searches == ((f"{FULL} And when?", 1.0),)
    assert inquiry.evidence == ()


def test_after_a_decline_people_ask_on_about_what_was_declined():
    declined = Turn(FULL, "The article does not say.", "declined")
    inquiry = understand("And when?", [CALL, declined])
    assert inquiry.searches == ((f"{FULL} And when?", 1.0),)
    assert inquiry.evidence == ()


def test_a_declined_follow_up_leaves_the_evidence_before_it():
    declined = Turn("And why?", "The article does not say.", "declined")
    assert understand("And when?", [CALL, declined]).evidence == (CITATION,)


def test_the_same_question_again_is_not_doubled():
    inquiry = understand("Why?", [CALL, Turn("Why?")])
    assert inquiry.searches == ((f"{CALL.question} Why?", 1.0),)


def test_a_long_question_is_cut_before_it_pushes_the_next_one_out():
    [(text, _)] = understand("Why?", [Turn("word " * 200)]).searches
    assert len(text) < 300


def test_a_rewriter_takes_the_place_of_the_rules():
    rewriter = Rewrites(" When did the general call? ")
    inquiry = understand("And when?", [CALL], rewriter=rewriter)
    assert inquiry.searches == (("When did the general call?", 1.0),)
    assert inquiry.reading == "When did the general call?"
    assert inquiry.question == "And when?"
    assert rewriter.seen == [("And when?", [CALL])]


@pytest.mark.parametrize("said", ["", "  ", FULL])
def test_a_rewriter_may_leave_a_question_as_it_is(said):
    assert understand(FULL, [CALL], rewriter=Rewrites(said)) == Inquiry.of(FULL)


def test_where_a_rewriter_fails_the_rules_are_used():
    failing = Rewrites(None)
    assert understand("And when?", [CALL], rewriter=failing) == understand("And when?", [CALL])


def test_a_rewriter_is_not_asked_about_the_first_question():
    rewriter = Rewrites("something else")
    assert understand("And when?", rewriter=rewriter) == Inquiry.of("And when?")
    assert rewriter.seen == []


def test_a_chain_of_follow_ups_stays_with_what_was_talked_about(bot):
    talk = bot.conversation()
    asked = (
        "When does the ferry to Marra leave?",
        "From where?",
        "And who steers it?",
        "How long?",
    )
    answers = [talk.ask(question) for question in asked]
    assert ["ferry" in found(answer) for answer in answers] == [True] * 4
    assert [answer.question for answer in answers] == list(asked)
    assert talk.turns == tuple(map(Turn.of, answers))
    assert "ferry" not in found(bot.ask(asked[1]))


def test_follow_ups_may_come_in_another_language_than_the_article(bot):
    talk = bot.conversation()
    assert "lighthouse" in found(talk.ask("من بنى المنارة القديمة؟"))
    assert "lighthouse" in found(talk.ask("ومن أين؟"))
    assert "lighthouse" not in found(bot.ask("ومن أين؟"))


def test_a_new_topic_finds_the_same_as_without_the_old_one(bot):
    talk = bot.conversation()
    talk.ask("Who built the old lighthouse?")
    talk.ask("How was she paid?")
    question = "When does the fish market open in the morning?"
    answer, alone = talk.ask(question), bot.ask(question)
    assert answer.passages == alone.passages
    assert (answer.text, answer.confidence) == (alone.text, alone.confidence)


def test_another_conversation_knows_nothing_of_it(bot):
    bot.conversation().ask("Who built the old lighthouse?")
    other = bot.conversation()
    assert other.ask("How?").passages == bot.ask("How?").passages
    assert len(other.turns) == 1


def test_a_conversation_can_go_on_from_earlier_turns(bot):
    talk = bot.conversation()
    talk.ask("Who built the old lighthouse?")
    later = bot.conversation(turns=talk.turns)
    assert "lighthouse" in found(later.ask("How?"))


def test_a_conversation_is_held_to_its_articles_and_scopes(bot):
    assert bot.conversation(article_ids=["nowhere"]).ask("Who?").passages == ()
    assert bot.conversation(scopes=["elsewhere"]).ask("Who?").passages == ()


def test_a_question_that_cannot_be_asked_loses_nothing(bot):
    talk = bot.conversation()
    talk.ask("Who built the old lighthouse?")
    before = talk.turns
    with pytest.raises(QuestionError):
        talk.ask("   ")
    assert talk.turns == before


def test_what_was_said_can_be_forgotten(bot):
    talk = bot.conversation()
    talk.ask("Who built the old lighthouse?")
    talk.forget()
    assert talk.turns == ()
    assert talk.ask("How?").passages == bot.ask("How?").passages


async def test_a_conversation_can_be_held_asynchronously(bot):
    talk = bot.conversation()
    await talk.aask("Who built the old lighthouse?")
    assert "lighthouse" in found(await talk.aask("How?"))


def test_as_many_turns_count_as_the_settings_say(bot):
    forgetful = QABot(bot.index, settings=load_settings(conversation_turns=1))
    talk = forgetful.conversation()
    talk.ask("Who built the old lighthouse?")
    talk.ask(FULL)
    assert [turn.question for turn in talk.turns] == [FULL]
    more = (Turn("Who built the old lighthouse?"), *talk.turns)
    assert forgetful.ask("Why?", turns=more).passages == talk.ask("Why?").passages


def said(question: str, turns: Sequence[Turn]) -> Events:
    """Answers with what was asked before."""
    before = " ".join(turn.question for turn in turns)
    yield Delta(before)
    yield Answer(question, before, "answered")


def test_the_oldest_turns_are_forgotten():
    talk = Conversation(said, limit=2)
    assert [talk.ask(word).text for word in "abcd"] == ["", "a", "a b", "b c"]


def test_a_conversation_of_no_turns_remembers_nothing():
    talk = Conversation(said, limit=0)
    assert [talk.ask(word).text for word in "ab"] == ["", ""]


def test_questions_asked_at_once_are_answered_one_after_another():
    at_work = threading.Semaphore(1)

    def alone(question: str, turns: Sequence[Turn]) -> Events:
        assert at_work.acquire(blocking=False)
        threading.Event().wait(0.001)
        at_work.release()
        yield from said(question, turns)

    talk = Conversation(alone, limit=20)
    threads = [threading.Thread(target=talk.ask, args=(str(n),)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(turn.question) for turn in talk.turns) == list(range(20))
    assert [len(turn.text.split()) for turn in talk.turns] == list(range(20))


def test_a_streamed_question_is_remembered_as_soon_as_its_answer_came():
    talk = Conversation(said, limit=5)
    talk.ask("a")
    events = talk.stream("b")
    assert next(events) == Delta("a")
    assert len(talk.turns) == 1
    assert isinstance(next(events), Answer)
    assert [turn.question for turn in talk.turns] == ["a", "b"]


def test_a_stream_that_is_broken_off_leaves_a_conversation_as_it_was():
    talk = Conversation(said, limit=5)
    talk.ask("a")
    events = talk.stream("b")
    next(events)
    events.close()
    assert [turn.question for turn in talk.turns] == ["a"]


def test_a_stream_that_nobody_reads_on_holds_up_no_other_question():
    talk = Conversation(said, limit=5)
    events = talk.stream("a")
    next(events)
    assert talk.ask("b").text == ""
    *_, answer = events
    assert answer.text == ""
    assert [turn.question for turn in talk.turns] == ["b", "a"]


def test_what_is_forgotten_while_it_streams_stays_forgotten():
    talk = Conversation(said, limit=5)
    events = talk.stream("a")
    next(events)
    talk.forget()
    assert isinstance(next(events), Answer)
    assert talk.turns == ()


async def test_a_conversation_streams_asynchronously():
    talk = Conversation(said, limit=5)
    await talk.aask("a")
    [delta, answer] = [event async for event in talk.astream("b")]
    assert (delta, answer.text) == (Delta("a"), "a")
    assert [turn.question for turn in talk.turns] == ["a", "b"]


async def test_an_asynchronous_stream_that_is_cancelled_is_not_remembered():
    waiting, gate = threading.Event(), threading.Event()

    def slow(question: str, turns: Sequence[Turn]) -> Events:
        waiting.set()
        gate.wait(60)
        _, answer = said(question, turns)
        yield answer

    talk = Conversation(slow, limit=5)
    task = asyncio.ensure_future(anext(talk.astream("a")))
    await asyncio.to_thread(waiting.wait, 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.set()
    [event] = [event async for event in talk.astream("b") if isinstance(event, Answer)]
    assert event.text == ""
    assert [turn.question for turn in talk.turns] == ["b"]


def test_the_numbers_of_citations_are_no_words_of_an_answer():
    prose = Turn("Who steers it?", "Ilse Brandt. [1][3]")
    assert prose.words == "Ilse Brandt."
    assert understand("And when?", [prose]).reading == "And when? steers Ilse Brandt."


def test_a_question_is_worded_as_it_was_asked_unless_it_was_put_in_full():
    assert understand("And when?", [CALL]).wording == "And when?"
    full = understand("And when?", [CALL], rewriter=Rewrites("When did the general call?"))
    assert full.wording == "When did the general call?"
