"""How likely it is that an answer is right, from what the reader and the retriever say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from qa_bot.embedding.packaged import PackagedEmbedder
from qa_bot.names import Words, names_held
from qa_bot.retrieval import terms
from qa_bot.text import script_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_bot.reading.spans import Span
    from qa_bot.types import Passage

_SHARED: Final = 0.25
"""Share of the question's terms in the passages that makes them of one language, surely: small
words alone reach it, and names and numbers do not."""

_NEAR: Final = 0.775
"""Cosine with the packaged model below which passages hardly ever are about the question, in
whatever languages."""

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
        covered: the largest share of the question's words that one passage has, 0 to 1; 0 between
            scripts.
        similarity: cosine of the question and the nearest passage.
        remote: how much of a similarity of 0.775 that lacks, 0 and more.
        shared: whether question and passages share words, 0 to 1; it tells a question in the
            article's language from one in another, whose cosines are lower; 0 between scripts.
        named: share of the names that the question tells and that stand in the passages, 0 to 1.
        unnamed: share of those that do not stand in any, 0 to 1.
    """

    margin: float
    behind: float
    covered: float
    similarity: float
    remote: float
    shared: float
    named: float
    unnamed: float


class Calibration(NamedTuple):
    """A softmax over the candidates of a question and "none of them is right".

    A candidate's logit is a constant and a weight for each of its signals; that of "none" is 0. So
    candidates are each other's rivals, and all their probabilities together are at most 1.
    """

    margin: float
    behind: float
    covered: float
    similarity: float
    remote: float
    shared: float
    named: float
    unnamed: float
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


def signals_of(candidates: Sequence[Candidate], *, question: str) -> list[Signals]:
    """The signals of all candidates of a question.

    Args:
        candidates: of all passages that were read.
        question: as it was read.
    """
    if not candidates:
        return []
    passages = {c.passage.chunk.id: c.passage for c in candidates}.values()
    words = Words("\n".join(passage.chunk.text for passage in passages))
    held = names_held(question, by=words)
    best = max(passage.score for passage in passages)
    similarity = max(passage.similarity for passage in passages)
    matched = [set(passage.matched_terms) for passage in passages]
    asked: float = max(1, len(set(terms(question))))
    if script_of(question) not in (words.script, ""):
        asked = math.inf  # only numbers and foreign words are matched, which says little
    return [
        Signals(
            margin=candidate.span.score,
            behind=_behind(candidate.passage, best),
            covered=min(1.0, max(map(len, matched)) / asked),
            similarity=similarity,
            remote=max(0.0, _NEAR - similarity),
            shared=min(1.0, len(set.union(*matched)) / asked / _SHARED),
            named=held.found,
            unnamed=held.missing,
        )
        for candidate in candidates
    ]


def _behind(passage: Passage, best: float) -> float:
    weight = max(0.0, 1 - _FEW / passage.among)
    return weight * (1 - passage.score / best) if best > 0 else 0.0


_CALIBRATIONS: Final = {
    PackagedEmbedder.name: Calibration(
        margin=0.301,
        behind=-6.45,
        covered=2.569,
        similarity=15.44,
        remote=-25.753,
        shared=-2.766,
        named=1.323,
        unnamed=-0.388,
        bias=-12.92,
    ),
}
"""Fitted by tests/benchmarks/reading.py; see MODEL_CARD.md."""

_CALIBRATION: Final = Calibration(
    margin=0.328,
    behind=-6.632,
    covered=1.006,
    similarity=0.0,
    remote=0.0,
    shared=0.0,
    named=1.642,
    unnamed=-0.512,
    bias=-1.524,
)
"""The same for any other model."""


def calibration_of(model: str) -> Calibration:
    """The calibration for passages that an embedding model, given by its name, has found.

    Cosines mean something else with every model: where a model was never measured they are left
    out.
    """
    return _CALIBRATIONS.get(model, _CALIBRATION)
