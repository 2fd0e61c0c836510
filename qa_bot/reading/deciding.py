"""How likely it is that an answer is right, from what the reader and the retriever say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from qa_bot.embedding.packaged import PackagedEmbedder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_bot.reading.spans import Span
    from qa_bot.types import Passage

_SHARED: Final = 0.25
"""Share of the question's terms in the passages that makes them of one language, surely: small
words alone reach it, and names and numbers do not."""

_FEW: Final = 3
"""Of so many passages the standard scores say nothing: two are always as far apart."""


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
    """What speaks for a candidate, and against it.

    Args:
        margin: by how much the reader prefers it to "no answer", a difference of logits.
        behind: share of the best passage's score that its own passage lacks, 0 and more; the fewer
            passages were compared, the less it is made of, since scores are standard scores.
        similarity: cosine of the question and the nearest passage.
        shared: whether question and passages share words, 0 to 1; it tells a question in the
            article's language from one in another, whose cosines are lower.
    """

    margin: float
    behind: float
    similarity: float
    shared: float


class Calibration(NamedTuple):
    """A softmax over the candidates of a question and "none of them is right".

    A candidate's logit is a constant and a weight for each of its signals; that of "none" is 0. So
    candidates are each other's rivals, and all their probabilities together are at most 1.
    """

    margin: float
    behind: float
    similarity: float
    shared: float
    bias: float

    def probabilities(self, signals: Sequence[Signals]) -> list[float]:
        """Probability of each candidate that it is right, 0 to 1.

        Args:
            signals: of all candidates of a question.
        """
        weights = self[:-1]
        logits = [
            self.bias + sum(w * s for w, s in zip(weights, one, strict=True)) for one in signals
        ]
        highest = max(0.0, *logits) if logits else 0.0
        shares = [math.exp(logit - highest) for logit in logits]
        whole = sum(shares) + math.exp(-highest)
        return [share / whole for share in shares]


def signals_of(candidates: Sequence[Candidate], *, terms: int) -> list[Signals]:
    """The signals of all candidates of a question.

    Args:
        candidates: of all passages that were read.
        terms: number of distinct terms of the question.
    """
    best = max((c.passage.score for c in candidates), default=0.0)
    similarity = max((c.passage.similarity for c in candidates), default=0.0)
    known = {term for c in candidates for term in c.passage.matched_terms}
    shared = min(1.0, len(known) / max(terms, 1) / _SHARED)
    return [
        Signals(
            margin=candidate.span.score,
            behind=_behind(candidate.passage, best),
            similarity=similarity,
            shared=shared,
        )
        for candidate in candidates
    ]


def _behind(passage: Passage, best: float) -> float:
    weight = max(0.0, 1 - _FEW / passage.among)
    return weight * (1 - passage.score / best) if best > 0 else 0.0


_CALIBRATIONS: Final = {
    PackagedEmbedder.name: Calibration(
        margin=0.317, behind=-6.768, similarity=23.451, shared=-2.634, bias=-18.61
    ),
}
"""Fitted by tests/benchmarks/reading.py; see MODEL_CARD.md."""

_CALIBRATION: Final = Calibration(margin=0.337, behind=-7.045, similarity=0, shared=0, bias=-1.007)
"""The same for any other model."""


def calibration_of(model: str) -> Calibration:
    """The calibration for passages that an embedding model, given by its name, has found.

    Cosines mean something else with every model: where a model was never measured they are left
    out.
    """
    return _CALIBRATIONS.get(model, _CALIBRATION)
