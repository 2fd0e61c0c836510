"""How likely it is that an answer is right, from what the reader and the retriever say."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from qa_bot.embedding.packaged import PackagedEmbedder
from qa_bot.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_bot.reading.spans import Span
    from qa_bot.types import Passage

_WIDEST: Final = 10.0
"""Differences of logits beyond this one, either way, say nothing more."""

_SHARED: Final = 0.25
"""Share of the question's terms in the passages that makes them of one language, surely: small
words alone reach it, and names and numbers do not."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of a passage as a possible answer."""

    passage: Passage
    span: Span

    @property
    def words(self) -> str:
        """The answer as it stands in the passage."""
        return self.passage.chunk.text[self.span.start : self.span.end]


class Signals(NamedTuple):
    """What speaks for a candidate.

    Args:
        margin: by how much the reader prefers it to "no answer".
        lead: by how much it prefers it to the best other answer of all passages; negative where
            another is better.
        behind: share of the best passage's score that its own passage lacks, 0 to 1.
        similarity: cosine of the question and the nearest passage.
        coverage: share of the question's terms that its passage holds, 0 to 1.
        shared: whether question and passages share words, 0 to 1; it tells a question in the
            article's language from one in another, whose cosines are lower.
        agreement: whether another passage answers the same, 0 or 1.
    """

    margin: float
    lead: float
    behind: float
    similarity: float
    coverage: float
    shared: float
    agreement: float


class Calibration(NamedTuple):
    """A logistic model of "this candidate is right": a weight for each signal, and a constant."""

    margin: float
    lead: float
    behind: float
    similarity: float
    coverage: float
    shared: float
    agreement: float
    bias: float

    def probability(self, signals: Signals) -> float:
        """Probability that the candidate is right, 0 to 1."""
        logit = self.bias + sum(w * s for w, s in zip(self[:-1], signals, strict=True))
        return 1 / (1 + math.exp(-logit))


def signals_of(candidates: Sequence[Candidate], *, terms: int) -> list[Signals]:
    """The signals of all candidates of a question.

    Args:
        candidates: of all passages that were read.
        terms: number of distinct terms of the question.
    """
    answers = [fold(candidate.words).text for candidate in candidates]
    margins: dict[str, float] = {}
    passages = defaultdict(set)
    for answer, candidate in zip(answers, candidates, strict=True):
        margins[answer] = max(candidate.span.score, margins.get(answer, -math.inf))
        passages[answer].add(candidate.passage.chunk.id)
    best = max((c.passage.score for c in candidates), default=0.0)
    similarity = max((c.passage.similarity for c in candidates), default=0.0)
    known = {term for c in candidates for term in c.passage.matched_terms}
    shared = min(1.0, len(known) / max(terms, 1) / _SHARED)
    return [
        Signals(
            margin=_limited(candidate.span.score),
            lead=_limited(candidate.span.score - _best_other(margins, answer)),
            behind=1 - candidate.passage.score / best,
            similarity=similarity,
            coverage=len(candidate.passage.matched_terms) / max(terms, 1),
            shared=shared,
            agreement=float(len(passages[answer]) > 1),
        )
        for answer, candidate in zip(answers, candidates, strict=True)
    ]


def _best_other(margins: dict[str, float], answer: str) -> float:
    return max((m for other, m in margins.items() if other != answer), default=-_WIDEST)


def _limited(difference: float) -> float:
    return max(-_WIDEST, min(_WIDEST, difference))


_CALIBRATIONS: Final = {
    PackagedEmbedder.name: Calibration(
        margin=0.165,
        lead=0.123,
        behind=-2.826,
        similarity=20.504,
        coverage=0.609,
        shared=-2.024,
        agreement=0.575,
        bias=-18.085,
    ),
}
_CALIBRATION: Final = Calibration(
    margin=0.2,
    lead=0.2,
    behind=-3.0,
    similarity=0,
    coverage=0.5,
    shared=0,
    agreement=0.5,
    bias=-1.5,
)
"""Fitted by tests/benchmarks/reading.py; see MODEL_CARD.md."""


def calibration_of(model: str) -> Calibration:
    """The calibration for passages that an embedding model, given by its name, has found.

    Cosines mean something else with every model: where a model was never measured they are left
    out.
    """
    return _CALIBRATIONS.get(model, _CALIBRATION)
