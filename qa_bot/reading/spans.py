"""From what the reader says of each token to spans of the passage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from qa_bot.reading.wording import tidied
from qa_bot.text import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from qa_bot.reading.pairs import Pair

_LONGEST: Final = 30
"""Tokens of an answer, at most."""


@dataclass(frozen=True, slots=True)
class Span:
    """A possible answer.

    Args:
        start: its first character in the passage.
        end: the character after its last.
        score: by how much the reader prefers it to "the passage does not answer", a difference of
            logits; negative where it does not.
    """

    start: int
    end: int
    score: float

    def overlaps(self, other: Span) -> bool:
        """Whether a character is in both."""
        return self.start < other.end and other.start < self.end


def spans(passage: str, pair: Pair, logits: NDArray[np.float32], *, count: int) -> list[Span]:
    """The likeliest spans of a window of a passage, best first, no two overlapping.

    None crosses the end of a sentence, unless only such a one beats "no answer".

    Args:
        passage: the raw text.
        pair: the window.
        logits: (tokens of the row, 2), of each token as the start and as the end of the answer.
        count: how many, at most.
    """
    scores = _scores(pair, logits)
    within = _within_sentences(passage, pair)
    inside = np.where(within, scores, -np.inf)
    if inside.max(initial=-np.inf) <= 0:
        inside = np.where(within | (scores > 0), scores, -np.inf)
    found: list[Span] = []
    for first, last, score in _best(inside):
        if len(found) == count:
            break
        span = Span(*tidied(passage, pair.spans[first][0], pair.spans[last][1]), score)
        # Tokens apart can be of one word.
        if span.start < span.end and not any(map(span.overlaps, found)):
            found.append(span)
    return found


def _scores(pair: Pair, logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of every span (tokens, tokens) of the passage by its first and last token."""
    size = len(pair.spans)
    inside = logits[pair.first : pair.first + size]
    scores: NDArray[np.float32] = inside[:, :1] + inside[:, 1] - logits[0].sum()
    lengths = np.arange(size) - np.arange(size)[:, None]
    scores[(lengths < 0) | (lengths >= _LONGEST)] = -np.inf
    return scores


def _within_sentences(passage: str, pair: Pair) -> NDArray[np.bool_]:
    ends = [end for _, end in sentence_spans(passage)]
    sentences = np.searchsorted(ends, [start for start, _ in pair.spans], side="right")
    return np.equal(sentences[:, None], sentences)


def _best(scores: NDArray[np.float32]) -> Iterator[tuple[int, int, float]]:
    scores = scores.copy()
    while scores.max(initial=-np.inf) > -np.inf:
        first, last = divmod(int(scores.argmax()), len(scores))
        yield first, last, float(scores[first, last])
        scores[: last + 1, first:] = -np.inf
