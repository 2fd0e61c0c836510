"""How likely it is that the passages found are about what was asked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qa_bot.embedding.packaged import PackagedEmbedder
from qa_bot.retrieval import terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa_bot.types import Passage


_SHARED: Final = 0.25
"""Share of the question's terms in the passages that makes them of one language, surely: small
words alone reach it, and names and numbers do not."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of "the articles answer this question".

    Args:
        similarity: weight of the best passage's cosine.
        coverage: weight of the share of the question's terms that one passage holds, 0 to 1.
        shared: weight of "question and passages share words", 0 to 1; it tells a question in the
            article's language from one in another, whose cosines are lower.
        bias: the constant.
    """

    similarity: float
    coverage: float
    shared: float
    bias: float

    def probability(self, passages: Sequence[Passage], *, terms: int) -> float:
        """Probability that passages answer the question, 0 to 1; 0 without any.

        Args:
            passages: what was retrieved.
            terms: number of distinct terms of the question.
        """
        if not passages:
            return 0.0
        similarity, coverage, shared = features(passages, terms=terms)
        logit = (
            self.similarity * similarity
            + self.coverage * coverage
            + self.shared * shared
            + self.bias
        )
        return 1 / (1 + math.exp(-logit))


def features(passages: Sequence[Passage], *, terms: int) -> tuple[float, float, float]:
    """What `Calibration` weighs: similarity, coverage and shared terms, see there."""
    known = {term for passage in passages for term in passage.matched_terms}
    held = max(len(passage.matched_terms) for passage in passages)
    return (
        max(passage.similarity for passage in passages),
        held / max(terms, 1),
        min(1.0, len(known) / max(terms, 1) / _SHARED),
    )


_CALIBRATIONS: Mapping[str, Calibration] = {
    # Fitted by tests/benchmarks/calibration.py on XQuAD (CC BY-SA 4.0), every third question.
    PackagedEmbedder.name: Calibration(similarity=88.6, coverage=5.5, shared=-8.3, bias=-67.6),
}


_UNKNOWN: Final = 0.5
"""Confidence with a model that was never calibrated."""


def relevance(question: str, passages: Sequence[Passage], *, model: str) -> float:
    """Probability that passages answer a question, by how they were found alone.

    Args:
        question: as it was asked.
        passages: what was retrieved.
        model: name of the embedding model that found them.
    """
    calibration = calibration_of(model)
    if calibration is None:
        return _UNKNOWN
    return calibration.probability(passages, terms=len(set(terms(question))))


def calibration_of(model: str) -> Calibration | None:
    """The calibration of an embedding model by its name, or None where it was never measured."""
    return _CALIBRATIONS.get(model)
