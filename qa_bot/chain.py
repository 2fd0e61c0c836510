"""The LangChain chain from an `Inquiry` to an `Answer`: retrieve, read, verify."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from langchain_core.runnables import Runnable, RunnableLambda

from qa_bot.evidence import ArticleLookup, verify
from qa_bot.messages import NOT_IN_ARTICLE, language_of, message
from qa_bot.retrieval import blend
from qa_bot.retrieval.retriever import passage_of
from qa_bot.types import Answer, Draft, Passage

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever

    from qa_bot.conversation import Inquiry
    from qa_bot.reading import Answerer


@dataclass(frozen=True, slots=True)
class _Retrieved:
    inquiry: Inquiry
    passages: tuple[Passage, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Drafted:
    retrieved: _Retrieved
    draft: Draft
    seconds: float


def build_chain(
    retriever: BaseRetriever,
    answerer: Answerer,
    *,
    article: ArticleLookup,
    min_confidence: float,
    passages: int,
) -> Runnable[Inquiry, Answer]:
    """Put a retriever, an answerer and the evidence gate in a row.

    Args:
        retriever: gives documents as `PassageRetriever` makes them; the more it gives, the better
            the passages of two searches can be compared.
        answerer: drafts the answer from the passages.
        article: finds the articles that the draft cites.
        min_confidence: probability, 0 to 1, below which the chain declines, and leaves out an
            alternative.
        passages: how many of those retrieved are read.

    Returns:
        A runnable from a question, as `understand` makes it out, to its answer; to decline is an
        answer too.
    """

    def retrieve(inquiry: Inquiry) -> _Retrieved:
        began = perf_counter()
        rankings = [(search(text), weight) for text, weight in inquiry.searches]
        found = blend(rankings, near=inquiry.evidence, lift=inquiry.leaning)
        return _Retrieved(inquiry, tuple(found[:passages]), perf_counter() - began)

    def search(text: str) -> list[Passage]:
        return [passage_of(document) for document in retriever.invoke(text)]

    def read(retrieved: _Retrieved) -> _Drafted:
        began = perf_counter()
        draft = answerer.answer(retrieved.inquiry.reading, retrieved.passages)
        return _Drafted(retrieved, draft, perf_counter() - began)

    def conclude(drafted: _Drafted) -> Answer:
        began = perf_counter()
        draft = verify(drafted.draft, article=article)
        answered = bool(draft.citations) and draft.confidence >= min_confidence
        others = [a for a in draft.alternatives if answered and a.confidence >= min_confidence]
        question = drafted.retrieved.inquiry.question
        return Answer(
            question=question,
            text=draft.text if answered else _decline(question),
            status="answered" if answered else "declined",
            citations=draft.citations if answered else (),
            confidence=draft.confidence,
            alternatives=tuple(others),
            passages=drafted.retrieved.passages,
            timings={
                "retrieve": drafted.retrieved.seconds,
                "read": drafted.seconds,
                "verify": perf_counter() - began,
            },
        )

    return RunnableLambda(retrieve) | RunnableLambda(read) | RunnableLambda(conclude)


def _decline(question: str) -> str:
    return message(NOT_IN_ARTICLE, language=language_of(question))
