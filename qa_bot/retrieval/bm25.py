"""BM25 over a handful of passages."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_K1: Final = 1.2
_B: Final = 0.75


def bm25(question: Sequence[str], passages: Sequence[Sequence[str]]) -> list[float]:
    """Score passages for a question, with the passages themselves as the collection.

    Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework: BM25 and Beyond", with
    Lucene's inverse document frequency, which is never negative. A term of the question counts
    once.

    >>> [round(score, 2) for score in bm25(["call"], [["he", "call"], ["she", "ran"]])]
    [0.69, 0.0]

    Args:
        question: terms of the question.
        passages: terms of each passage.

    Returns:
        One score a passage, 0 where no term matches.
    """
    counts = [Counter(passage) for passage in passages]
    mean_length = sum(map(len, passages)) / max(len(passages), 1)
    scores = [0.0] * len(passages)
    for term in set(question):
        holders = [i for i, count in enumerate(counts) if term in count]
        if not holders:
            continue
        idf = math.log(1 + (len(passages) - len(holders) + 0.5) / (len(holders) + 0.5))
        for i in holders:
            length = len(passages[i]) / mean_length
            frequency = counts[i][term]
            weight = frequency * (_K1 + 1) / (frequency + _K1 * (1 - _B + _B * length))
            scores[i] += idf * weight
    return scores
