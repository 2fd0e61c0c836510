"""How likely it is that the passages found are about what was asked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_bot.embedding.packaged import PackagedEmbedder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa_bot.types import Passage


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of "the articles answer this question".

    Args:
        similarity: weight of the best passage's cosine.
        coverage: weight of the share of the question's terms that one passage holds, 0 to 1.
        shared: weight of the share of the question's terms that occur in any passage, 0 to 1; it
            tells a question in the article's language from one in another, whose cosines are lower.
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
        len(known) / max(terms, 1),
    )


_CALIBRATIONS: Mapping[str, Calibration] = {
    # Fitted by tests/benchmarks/calibration.py, which prints these numbers.
    PackagedEmbedder.name: Calibration(similarity=82.0, coverage=4.3, shared=-4.9, bias=-63.5),
}


def calibration_of(model: str) -> Calibration | None:
    """The calibration of an embedding model by its name, or None where it was never measured."""
    return _CALIBRATIONS.get(model)
