import threading
from collections.abc import Sequence

import pytest

from qa_bot import Answer, Article, Citation, QABot, QuestionError, ServiceError, Turn
from qa_bot.conversation import Conversation, Inquiry, understand
from qa_bot.settings import load_settings

CITATION = Citation("memo", "Memo", "", 0, 20, "Anna leads the team.", 0, 4, 1)
CALL = Turn("Who did the general call last summer?", "Anna", "answered", (CITATION,))
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


def test_the_first_question_leans_on_nothing():
    assert understand("And when?") == Inquiry("And when?")
    assert understand("And when?").searches == (("And when?", 1.0),)


def test_a_question_in_full_is_treated_as_if_nothing_had_been_said():
    assert understand(FULL, [CALL]) == understand(FULL) == Inquiry(FULL)


def test_a_bare_follow_up_is_sought_and_read_behind_the_question_before_it():
    inquiry = understand("And when?", [CALL])
    assert inquiry.reading == f"{CALL.question} And when?"
    assert inquiry.searches == ((inquiry.reading, 1.0),)
    assert inquiry.evidence == (CITATION,)


def test_a_follow_up_with_words_of_its_own_is_sought_by_itself_too():
    inquiry = understand("And what did she carry?", [CALL])
    (first, weight), (second, rest) = inquiry.searches
    assert (first, second) == (inquiry.reading, inquiry.question)
    assert 0.5 <= weight < 1
    assert weight + rest == 1


def test_what_leans_a_little_is_read_as_it_stands():
    inquiry = understand("Who called Anna?", [CALL])
    assert inquiry.reading == "Who called Anna?"
    assert [text for text, _ in inquiry.searches] == [inquiry.question, inquiry.full]


def test_a_chain_of_follow_ups_leans_on_the_question_that_opened_it():
    chain = [CALL, Turn("And when?"), Turn("Why?")]
    assert understand("And where?", chain).full == f"{CALL.question} Why? And where?"
    assert understand("And where?", chain).evidence == (CITATION,)


def test_a_new_topic_ends_the_chain():
    turns = [CALL, Turn(FULL)]
    assert understand("And when?", turns) == Inquiry("And when?", f"{FULL} And when?", 1.0)


def test_after_a_decline_people_ask_on_about_what_was_declined():
    declined = Turn(FULL, "The article does not say.", "declined")
    inquiry = understand("And when?", [CALL, declined])
    assert inquiry.full == f"{FULL} And when?"
    assert inquiry.evidence == ()


def test_a_declined_follow_up_leaves_the_evidence_before_it():
    declined = Turn("And why?", "The article does not say.", "declined")
    assert understand("And when?", [CALL, declined]).evidence == (CITATION,)


def test_the_same_question_again_is_not_doubled():
    assert understand("Why?", [CALL, Turn("Why?")]).full == f"{CALL.question} Why?"


def test_a_long_question_is_cut_before_it_pushes_the_next_one_out():
    assert len(understand("Why?", [Turn("word " * 200)]).full) < 300


def test_a_rewriter_takes_the_place_of_the_rules():
    rewriter = Rewrites(" When did the general call? ")
    inquiry = understand("And when?", [CALL], rewriter=rewriter)
    assert inquiry.searches == (("When did the general call?", 1.0),)
    assert inquiry.question == "And when?"
    assert rewriter.seen == [("And when?", [CALL])]


@pytest.mark.parametrize("said", ["", "  ", FULL])
def test_a_rewriter_may_leave_a_question_as_it_is(said):
    assert understand(FULL, [CALL], rewriter=Rewrites(said)) == Inquiry(FULL)


def test_where_a_rewriter_fails_the_rules_are_used():
    failing = Rewrites(None)
    assert understand("And when?", [CALL], rewriter=failing) == understand("And when?", [CALL])


def test_a_rewriter_is_not_asked_about_the_first_question():
    rewriter = Rewrites("something else")
    assert understand("And when?", rewriter=rewriter) == Inquiry("And when?")
    assert rewriter.seen == []


def test_follow_ups_are_answered_about_what_was_talked_about(bot):
    talk = bot.conversation()
    asked = ("Who built the old lighthouse?", "How was she paid?", "And why not with money?")
    answers = [talk.ask(question) for question in asked]
    assert [answer.citations[0].paragraph for answer in answers] == [2, 3, 3]
    assert [answer.question for answer in answers] == list(asked)
    assert talk.turns == tuple(map(Turn.of, answers))


def test_follow_ups_may_come_in_another_language_than_the_article(bot):
    talk = bot.conversation()
    assert talk.ask("من بنى المنارة القديمة؟").citations[0].paragraph == 2
    assert talk.ask("ومن أين أتت؟").citations[0].paragraph == 2


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
    assert later.ask("How was she paid?").citations[0].paragraph == 3


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
    answer = await talk.aask("How was she paid?")
    assert answer.citations[0].paragraph == 3


def test_as_many_turns_count_as_the_settings_say():
    settings = load_settings(conversation_turns=1)
    with QABot.from_articles([HARBOUR], settings=settings) as bot:
        talk = bot.conversation()
        talk.ask("Who built the old lighthouse?")
        talk.ask(FULL)
        assert [turn.question for turn in talk.turns] == [FULL]


def said(question: str, turns: Sequence[Turn]) -> Answer:
    """Answers with what was asked before."""
    return Answer(question, " ".join(turn.question for turn in turns), "answered")


def test_the_oldest_turns_are_forgotten():
    talk = Conversation(said, limit=2)
    assert [talk.ask(word).text for word in "abcd"] == ["", "a", "a b", "b c"]


def test_a_conversation_of_no_turns_remembers_nothing():
    talk = Conversation(said, limit=0)
    assert [talk.ask(word).text for word in "ab"] == ["", ""]


def test_questions_asked_at_once_are_answered_one_after_another():
    at_work = threading.Semaphore(1)

    def alone(question: str, turns: Sequence[Turn]) -> Answer:
        assert at_work.acquire(blocking=False)
        threading.Event().wait(0.001)
        at_work.release()
        return said(question, turns)

    talk = Conversation(alone, limit=20)
    threads = [threading.Thread(target=talk.ask, args=(str(n),)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(turn.question) for turn in talk.turns) == list(range(20))
    assert [len(turn.text.split()) for turn in talk.turns] == list(range(20))
