from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable
from pydantic import Field

from qa_bot.chain import build_chain
from qa_bot.conversation import Inquiry, Turn, understand
from qa_bot.evidence import cite
from qa_bot.messages import CHAT_FAILED, NOT_IN_ARTICLE, message
from qa_bot.types import Alternative, Article, Chunk, Draft, Passage, Statement

ARTICLE = Article(id="memo", title="Memo", text="Anna leads the team. It meets on Monday.")
TRUE = cite(ARTICLE, 0, 20, answer=(0, 4))
INVENTED = Draft(text="Omar", confidence=1.0, citations=(TRUE,))


class FixedRetriever(BaseRetriever):
    """Gives one passage, whatever is asked."""

    asked: list[str] = Field(default_factory=list)

    def _get_relevant_documents(self, query, *, run_manager):  # noqa: ARG002 - LangChain names them
        self.asked.append(query)
        place = {"article_id": "memo", "start": 0, "end": 40}
        scores = {"score": 0.1, "similarity": 0.8, "dense_rank": 1}
        return [Document(page_content=ARTICLE.text, metadata=place | scores)]


class FixedAnswerer:
    """Proposes one draft, whatever is asked."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.seen: list[tuple[Inquiry, Sequence[Passage]]] = []

    def answer(self, inquiry: Inquiry, passages: Sequence[Passage]) -> Draft:
        self.seen.append((inquiry, passages))
        return self._draft


def chain(draft: Draft, *, min_confidence: float = 0.5) -> Runnable:
    return build_chain(
        FixedRetriever(),
        FixedAnswerer(draft),
        article={"memo": ARTICLE}.__getitem__,
        min_confidence=min_confidence,
        passages=5,
    )


def test_a_draft_with_true_evidence_becomes_the_answer():
    answer = chain(Draft("Anna", 0.7, (TRUE,))).invoke(Inquiry.of("Who leads?"))
    assert (answer.status, answer.text, answer.confidence) == ("answered", "Anna", 0.7)
    assert answer.citations == (TRUE,)
    assert [passage.chunk.text for passage in answer.passages] == [ARTICLE.text]


@pytest.mark.parametrize("draft", [INVENTED, Draft("Anna", 0.9), Draft("Anna", 0.4, (TRUE,))])
def test_without_evidence_or_confidence_the_chain_declines(draft):
    answer = chain(draft).invoke(Inquiry.of("من؟"))
    assert (answer.status, answer.citations) == ("declined", ())
    assert answer.text == message(NOT_IN_ARTICLE, language="ar")
    assert answer.passages


def test_alternatives_come_with_an_answer_where_they_are_as_likely_as_it_has_to_be():
    likely, unlikely = Alternative("Anna", 0.5, (TRUE,)), Alternative("Anna", 0.4, (TRUE,))
    drafted = Draft("Anna", 0.7, (TRUE,), alternatives=(likely, unlikely))
    assert chain(drafted).invoke(Inquiry.of("Who leads?")).alternatives == (likely,)
    assert chain(drafted, min_confidence=0.8).invoke(Inquiry.of("Who leads?")).alternatives == ()


def test_an_invented_alternative_is_left_out():
    drafted = Draft("Anna", 0.7, (TRUE,), alternatives=(Alternative("Omar", 1.0, (TRUE,)),))
    assert chain(drafted).invoke(Inquiry.of("Who leads?")).alternatives == ()


def test_a_decline_has_no_alternatives_however_likely_they_are():
    likely = Alternative("Anna", 0.9, (TRUE,))
    for draft in (INVENTED, Draft("Anna", 0.4, (TRUE,))):
        answer = chain(replace(draft, alternatives=(likely,))).invoke(Inquiry.of("Who leads?"))
        assert (answer.status, answer.alternatives) == ("declined", ())


@pytest.mark.parametrize("confidence", [0.4, 0.7])
def test_a_note_comes_with_an_answer_and_with_a_decline(confidence):
    drafted = Draft("Anna", confidence, (TRUE,), note=CHAT_FAILED)
    answer = chain(drafted).invoke(Inquiry.of("من؟"))
    assert answer.status == ("answered" if confidence > 0.5 else "declined")
    assert answer.note == message(CHAT_FAILED, language="ar")


def test_the_passages_come_in_the_order_in_which_they_were_read():
    other = Passage(Chunk("memo", 0, 4, "Anna"), score=0.1, similarity=0.1, dense_rank=2)
    answer = chain(Draft("Anna", 0.7, (TRUE,), passages=(other,))).invoke(Inquiry.of("Who?"))
    assert answer.passages == (other,)


def test_the_answerer_sees_the_question_and_the_passages():
    answerer = FixedAnswerer(INVENTED)
    build_chain(
        FixedRetriever(),
        answerer,
        article={"memo": ARTICLE}.__getitem__,
        min_confidence=0,
        passages=5,
    ).invoke(Inquiry.of("Who leads?"))
    [(inquiry, [passage])] = answerer.seen
    assert (inquiry, passage.chunk.id) == (Inquiry.of("Who leads?"), "memo:0-40")


def test_a_follow_up_is_searched_for_in_both_forms_and_kept_as_it_was_asked():
    retriever, answerer = FixedRetriever(), FixedAnswerer(Draft("Anna", 0.7, (TRUE,)))
    built = build_chain(
        retriever, answerer, article={"memo": ARTICLE}.__getitem__, min_confidence=0, passages=5
    )
    inquiry = understand("And who meets?", [Turn("Who leads the team of the harbour?")])
    answer = built.invoke(inquiry)
    assert [seen for seen, _ in answerer.seen] == [inquiry]
    assert retriever.asked == [text for text, _ in inquiry.searches]
    assert len(retriever.asked) == 2
    assert answer.question == "And who meets?"
    assert [passage.chunk.text for passage in answer.passages] == [ARTICLE.text]


async def test_the_chain_runs_asynchronously_and_in_batches():
    built = chain(Draft("Anna", 0.7, (TRUE,)))
    assert (await built.ainvoke(Inquiry.of("Who?"))).text == "Anna"
    assert [
        answer.question for answer in built.batch([Inquiry.of("Who?"), Inquiry.of("When?")])
    ] == [
        "Who?",
        "When?",
    ]


class Prose:
    """Writes an answer sentence by sentence, of which one has invented evidence."""

    def answer(self, inquiry: Inquiry, passages: Sequence[Passage]) -> Draft:
        *_, last = self.stream(inquiry, passages)
        return last

    def stream(self, inquiry: Inquiry, passages: Sequence[Passage]) -> Iterator[Draft]:
        del inquiry, passages
        statements = (
            Statement("Anna leads.", (0,)),
            Statement("Omar leads.", (1,)),
            Statement("She is the head.", (0,)),
        )
        cited = (TRUE, replace(TRUE, quote="Omar leads the team."))
        for number in range(1, 4):
            yield Draft("", 0.8, cited, statements=statements[:number])


def prose() -> Runnable:
    return build_chain(
        FixedRetriever(),
        Prose(),
        article={"memo": ARTICLE}.__getitem__,
        min_confidence=0.5,
        passages=5,
    )


def test_an_answer_that_grows_is_streamed_verified_each_time():
    answers = list(prose().stream(Inquiry.of("Who leads?")))
    texts = ["Anna leads. [1]", "Anna leads. [1]", "Anna leads. [1] She is the head. [1]"]
    assert [answer.text for answer in answers] == texts
    assert all(answer.citations == (TRUE,) for answer in answers)


async def test_asked_at_once_the_chain_gives_the_whole_answer():
    inquiry = Inquiry.of("Who leads?")
    *_, last = prose().stream(inquiry)
    for answer in (prose().invoke(inquiry), await prose().ainvoke(inquiry)):
        assert replace(answer, timings={}) == replace(last, timings={})
