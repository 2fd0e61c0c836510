"""The extractive answerer: the best sentence of the best passages, word for word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from qa_bot.errors import ArticleError
from qa_bot.evidence import ArticleLookup, cite
from qa_bot.reading.confidence import relevance
from qa_bot.retrieval import terms
from qa_bot.text import sentence_spans
from qa_bot.types import Article, Draft, Passage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_bot.embedding import Embedder

_READ: Final = 2
"""Passages whose sentences are compared: a third one gains nothing and costs its embedding."""

_COVERAGE: Final = 0.2
"""What holding all of the question's terms is worth, in cosine."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    article: Article
    start: int
    end: int
    passage: Passage

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def fills_passage(self) -> bool:
        return (self.start, self.end) == (self.passage.chunk.start, self.passage.chunk.end)


class SentenceAnswerer:
    """Answers with a sentence, by its own and its passage's similarity and the terms it shares.

    Args:
        embedder: the one that the index was built with.
        article: finds the article of a passage.
    """

    def __init__(self, embedder: Embedder, *, article: ArticleLookup) -> None:
        self._embedder = embedder
        self._article = article

    def answer(self, question: str, passages: Sequence[Passage]) -> Draft:
        """Propose the best sentence; see `Answerer.answer`."""
        asked = set(terms(question))
        sentences = [s for passage in passages[:_READ] for s in self._sentences(passage)]
        if not asked or not sentences:
            return Draft(text="", confidence=0.0)
        scores = self._similarities(question, sentences) + [
            s.passage.similarity + _COVERAGE * _coverage(asked, s.text) for s in sentences
        ]
        best = sentences[int(np.argmax(scores))]
        return Draft(
            text=best.text,
            confidence=relevance(question, passages, model=self._embedder.name),
            citations=(cite(best.article, best.start, best.end),),
        )

    def _sentences(self, passage: Passage) -> Iterator[_Sentence]:
        chunk = passage.chunk
        try:
            article = self._article(chunk.article_id)
        except ArticleError:
            return  # removed since it was found
        if article.text[chunk.start : chunk.end] != chunk.text:
            return  # changed since it was found
        for start, end in sentence_spans(article.text, chunk.start, chunk.end):
            yield _Sentence(article, start, end, passage)

    def _similarities(
        self, question: str, sentences: Sequence[_Sentence]
    ) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        found = np.array([s.passage.similarity for s in sentences], dtype=np.float32)
        # A passage of one sentence has been compared already.
        rest = [i for i, s in enumerate(sentences) if not s.fills_passage]
        if rest:
            vectors = self._embedder.embed_documents([sentences[i].text for i in rest])
            found[rest] = vectors @ self._embedder.embed_questions([question])[0]
        return found


def _coverage(asked: set[str], text: str) -> float:
    return len(asked.intersection(terms(text))) / max(len(asked), 1)
