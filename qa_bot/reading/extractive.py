"""The answerer that needs no language model: spans of the passages, ordered by probability."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from qa_bot.evidence import ArticleLookup, article_of, cite
from qa_bot.reading.deciding import Calibration, Candidate, signals_of
from qa_bot.retrieval import terms
from qa_bot.text import fold, sentence_spans
from qa_bot.types import Alternative, Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa_bot.conversation import Inquiry
    from qa_bot.reading.reader import SpanReader
    from qa_bot.types import Article, Citation, Passage

_SPANS: Final = 3
"""Spans of a passage that are weighed against each other."""

_CITED: Final = 3
"""Passages that are cited for one answer, at most."""

_OTHERS: Final = 2
"""Other articles' answers that are shown, at most."""


class _Judged(NamedTuple):
    candidate: Candidate
    probability: float


class SpanAnswerer:
    """Answers with the likeliest span, and cites every passage that says the same.

    Args:
        reader: finds the spans.
        article: finds the article of a passage.
        calibration: weighs what speaks for a span.
    """

    def __init__(
        self,
        reader: SpanReader,
        *,
        article: ArticleLookup,
        calibration: Calibration,
    ) -> None:
        self._reader = reader
        self._article = article
        self._calibration = calibration

    def answer(self, inquiry: Inquiry, passages: Sequence[Passage]) -> Draft:
        """Propose the likeliest span; see `Answerer.answer`."""
        asked = set(terms(inquiry.reading))
        present = [p for p in passages if article_of(p.chunk, article=self._article)]
        if not asked or not present:
            return Draft(text="", confidence=0.0)
        judged = self.judged(inquiry.reading, present)
        claims = self._claims(judged)
        if not claims:
            return Draft(text="", confidence=0.0)
        best, *others = claims
        return Draft(
            text=best.text,
            confidence=best.confidence,
            citations=best.citations,
            alternatives=tuple(_of_other_articles(best, others))[:_OTHERS],
            passages=tuple(_ranked(passages, judged)),
        )

    def judged(self, question: str, passages: Sequence[Passage]) -> list[_Judged]:
        """All candidates with their probabilities, the likeliest first."""
        candidates = self.candidates(question, passages)
        signals = signals_of(candidates, question=question)
        found = [
            _Judged(*each)
            for each in zip(candidates, self._calibration.probabilities(signals), strict=True)
        ]
        return sorted(found, key=lambda judged: -judged.probability)

    def candidates(self, question: str, passages: Sequence[Passage]) -> list[Candidate]:
        """The spans that the reader finds, passage by passage."""
        read = self._reader.read(question, [p.chunk.text for p in passages], count=_SPANS)
        return [
            Candidate(passage, span)
            for passage, found in zip(passages, read, strict=True)
            for span in found
        ]

    def _claims(self, judged: Iterable[_Judged]) -> list[Alternative]:
        """One claim for all candidates with the same words, as likely as they are together."""
        same: dict[str, list[_Judged]] = defaultdict(list)
        for each in judged:
            same[fold(each.candidate.words).text].append(each)
        claims = [
            Alternative(
                text=group[0].candidate.words,
                confidence=min(1.0, sum(each.probability for each in group)),
                citations=self._citations(group),
            )
            for group in same.values()
        ]
        return sorted(claims, key=lambda claim: -claim.confidence)

    def _citations(self, group: Sequence[_Judged]) -> tuple[Citation, ...]:
        """The evidence of a claim: what is nearly as likely as the best, each sentence once."""
        least = group[0].probability / 2
        cited: dict[tuple[str, int], Citation] = {}
        for candidate, probability in group:
            if probability >= least:
                citation = _cited(self._article(candidate.passage.chunk.article_id), candidate)
                cited.setdefault((citation.article_id, citation.start), citation)
        return tuple(cited.values())[:_CITED]


def _ranked(passages: Iterable[Passage], judged: Iterable[_Judged]) -> list[Passage]:
    """The passages by how likely the answer stands in them."""
    chances: dict[str, float] = defaultdict(float)
    for candidate, probability in judged:
        chances[candidate.passage.chunk.id] += probability
    read = [replace(passage, answering=min(1.0, chances[passage.chunk.id])) for passage in passages]
    return sorted(read, key=lambda passage: -passage.answering)


def _cited(article: Article, candidate: Candidate) -> Citation:
    """The sentence of a candidate, or the sentences where it crosses the end of one."""
    chunk = candidate.passage.chunk
    start, end = chunk.start + candidate.span.start, chunk.start + candidate.span.end
    touched = [
        sentence
        for sentence in sentence_spans(article.text, chunk.start, chunk.end)
        if sentence[0] < end and start < sentence[1]
    ]
    return cite(article, touched[0][0], touched[-1][1], answer=(start, end))


def _of_other_articles(best: Alternative, others: Iterable[Alternative]) -> Iterable[Alternative]:
    """What is answered otherwise elsewhere, one answer for each article."""
    seen = {citation.article_id for citation in best.citations}
    for other in others:
        articles = {citation.article_id for citation in other.citations}
        if not articles & seen:
            seen |= articles
            yield other
