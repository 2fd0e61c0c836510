"""The LangChain chain from an `Inquiry` to an `Answer`: retrieve, answer, verify."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from langchain_core.runnables import Runnable, RunnableLambda

from qa_bot.evidence import ArticleLookup, verify
from qa_bot.messages import NOT_IN_ARTICLE, language_of, message
from qa_bot.reading import StreamingAnswerer
from qa_bot.retrieval import blend
from qa_bot.retrieval.retriever import passage_of
from qa_bot.types import Answer, Draft, Passage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from langchain_core.retrievers import BaseRetriever

    from qa_bot.conversation import Inquiry
    from qa_bot.reading import Answerer


@dataclass(frozen=True, slots=True)
class _Retrieved:
    inquiry: Inquiry
    passages: tuple[Passage, ...]
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
        answer too. Its `stream` gives the answer as it grows, verified each time, where the
        answerer is one that streams.
    """

    def retrieve(inquiry: Inquiry) -> _Retrieved:
        began = perf_counter()
        rankings = [(search(text), weight) for text, weight in inquiry.searches]
        found = blend(rankings, near=inquiry.evidence, lift=inquiry.leaning)
        return _Retrieved(inquiry, tuple(found[:passages]), perf_counter() - began)

    def search(text: str) -> list[Passage]:
        return [passage_of(document) for document in retriever.invoke(text)]

    def answer(retrieved: _Retrieved) -> Iterator[Answer]:
        began = perf_counter()
        for draft in _drafts(answerer, retrieved):
            read = perf_counter()
            verified = verify(draft, article=article)
            timings = {
                "retrieve": retrieved.seconds,
                "read": read - began,
                "verify": perf_counter() - read,
            }
            yield _concluded(verified, retrieved, min_confidence=min_confidence, timings=timings)

    return RunnableLambda(retrieve) | RunnableLambda(answer)


def _drafts(answerer: Answerer, retrieved: _Retrieved) -> Iterator[Draft]:
    if isinstance(answerer, StreamingAnswerer):
        yield from answerer.stream(retrieved.inquiry, retrieved.passages)
    else:
        yield answerer.answer(retrieved.inquiry, retrieved.passages)


def _concluded(
    draft: Draft, retrieved: _Retrieved, *, min_confidence: float, timings: Mapping[str, float]
) -> Answer:
    question = retrieved.inquiry.question
    passages = draft.passages or retrieved.passages
    note = _say(draft.note, question) if draft.note else ""
    answered = bool(draft.citations) and draft.confidence >= min_confidence
    if not answered:
        return Answer(
            question=question,
            text=_say(NOT_IN_ARTICLE, question),
            status="declined",
            confidence=draft.confidence,
            passages=passages,
            timings=timings,
            note=note,
        )
    extract = draft.extract
    return Answer(
        question=question,
        text=draft.text,
        status="answered",
        citations=draft.citations,
        confidence=draft.confidence,
        alternatives=tuple(a for a in draft.alternatives if a.confidence >= min_confidence),
        passages=passages,
        timings=timings,
        statements=draft.statements,
        extract=extract if extract and extract.confidence >= min_confidence else None,
        note=note,
    )


def _say(name: str, question: str) -> str:
    return message(name, language=language_of(question))
