"""The LangChain chain from a question to an `Answer`: retrieve, read, verify."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from langchain_core.runnables import Runnable, RunnableLambda

from qa_bot.evidence import ArticleLookup, verify
from qa_bot.messages import NOT_IN_ARTICLE, language_of, message
from qa_bot.reading import StreamingAnswerer
from qa_bot.retrieval.retriever import passage_of
from qa_bot.types import Answer, Delta, Draft, Passage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from langchain_core.retrievers import BaseRetriever

    from qa_bot.reading import Answerer


@dataclass(frozen=True, slots=True)
class _Retrieved:
    question: str
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
) -> Runnable[str, Answer]:
    """Put a retriever, an answerer and the evidence gate in a row.

    Args:
        retriever: gives documents as `PassageRetriever` makes them.
        answerer: drafts the answer from the passages.
        article: finds the articles that the draft cites.
        min_confidence: probability, 0 to 1, below which the chain declines, and leaves out an
            alternative.

    Returns:
        A runnable from a question to its answer; to decline is an answer too.
    """

    def retrieve(question: str) -> _Retrieved:
        return _retrieve(retriever, question)

    def read(retrieved: _Retrieved) -> _Drafted:
        began = perf_counter()
        draft = answerer.answer(retrieved.question, retrieved.passages)
        return _Drafted(retrieved, draft, perf_counter() - began)

    def conclude(drafted: _Drafted) -> Answer:
        return _conclude(drafted, article=article, min_confidence=min_confidence)

    return RunnableLambda(retrieve) | RunnableLambda(read) | RunnableLambda(conclude)


def stream_answer(
    question: str,
    retriever: BaseRetriever,
    answerer: Answerer,
    *,
    article: ArticleLookup,
    min_confidence: float,
) -> Iterator[Delta | Answer]:
    """The same chain, that says what it has as soon as that has passed the gate.

    Args:
        question: what is asked.
        retriever: see `build_chain`, as for all that follows.
        answerer: one that streams, for more than the answer alone.
        article: finds the articles that the draft cites.
        min_confidence: probability below which the chain declines.

    Yields:
        Pieces of the answer's text, each verified; then the answer. The pieces together are its
        text, unless the writing failed in the middle.
    """
    retrieved = _retrieve(retriever, question)
    began = perf_counter()
    drafted = None
    shown = ""
    for draft in _drafts(answerer, retrieved):
        drafted = _Drafted(retrieved, draft, perf_counter() - began)
        partial = _conclude(drafted, article=article, min_confidence=min_confidence)
        if partial.statements and partial.text.startswith(shown) and partial.text != shown:
            yield Delta(partial.text[len(shown) :])
            shown = partial.text
    if drafted is not None:
        yield _conclude(drafted, article=article, min_confidence=min_confidence)


def _drafts(answerer: Answerer, retrieved: _Retrieved) -> Iterator[Draft]:
    if isinstance(answerer, StreamingAnswerer):
        yield from answerer.stream(retrieved.question, retrieved.passages)
    else:
        yield answerer.answer(retrieved.question, retrieved.passages)


def _retrieve(retriever: BaseRetriever, question: str) -> _Retrieved:
    began = perf_counter()
    passages = tuple(passage_of(document) for document in retriever.invoke(question))
    return _Retrieved(question, passages, perf_counter() - began)


def _conclude(drafted: _Drafted, *, article: ArticleLookup, min_confidence: float) -> Answer:
    began = perf_counter()
    draft = verify(drafted.draft, article=article)
    question = drafted.retrieved.question
    language = language_of(question)
    answered = bool(draft.citations) and draft.confidence >= min_confidence
    extract = (
        draft.extract if draft.extract and draft.extract.confidence >= min_confidence else None
    )
    others = [a for a in draft.alternatives if answered and a.confidence >= min_confidence]
    return Answer(
        question=question,
        text=draft.text if answered else message(NOT_IN_ARTICLE, language=language),
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
        statements=draft.statements if answered else (),
        extract=extract if answered else None,
        note=message(draft.note, language=language) if draft.note and answered else "",
    )
