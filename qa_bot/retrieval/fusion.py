"""Dense and lexical evidence fused into one order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qa_bot.retrieval.bm25 import bm25
from qa_bot.retrieval.terms import terms
from qa_bot.types import Chunk, Passage

if TYPE_CHECKING:
    from collections.abc import Sequence

_K: Final = 10
"""The constant of reciprocal rank fusion. The paper's 60 was for runs of 1,000; over the 100
densest passages, 5 to 20 are alike and better."""

_COVERED: Final = 0.5
"""Share of the question's terms from which on lexical ranks weigh in full.

An English question over Arabic text shares a name or a number with it at most, and ranks by that
alone are noise: full weight costs 12 points of recall@1 there. Questions in the text's language
share two thirds or more of their terms with the densest passages."""


def fuse(
    question: str, found: Sequence[tuple[Chunk, float]], *, language: str = ""
) -> list[Passage]:
    """Order the densest chunks by reciprocal ranks of their similarity and of BM25 among them.

    Cormack, Clarke and Büttcher (2009), "Reciprocal Rank Fusion outperforms Condorcet and
    individual Rank Learning Methods"; the lexical side is weighted by how much of the question
    occurs in the chunks at all.

    Args:
        question: the raw question.
        found: chunks with their cosines, nearest first.
        language: ISO 639-1 code of the chunks' text, or "".

    Returns:
        Every chunk as a passage, best first; equal scores keep the order of ``found``.
    """
    asked = list(dict.fromkeys(terms(question, language=language)))
    held = [terms(chunk.text, language=language) for chunk, _ in found]
    matched = [tuple(term for term in asked if term in passage) for passage in map(set, held)]
    scores = bm25(asked, held)
    ranks = _ranks(scores)
    weight = _lexical_weight(asked, matched)
    passages = [
        Passage(
            chunk=chunk,
            score=1 / (_K + dense_rank) + (weight / (_K + rank) if score > 0 else 0.0),
            similarity=similarity,
            dense_rank=dense_rank,
            lexical_score=score,
            lexical_rank=rank if score > 0 else None,
            matched_terms=common,
        )
        for dense_rank, ((chunk, similarity), score, rank, common) in enumerate(
            zip(found, scores, ranks, matched, strict=True), start=1
        )
    ]
    return sorted(passages, key=lambda passage: -passage.score)


def _lexical_weight(asked: Sequence[str], matched: Sequence[Sequence[str]]) -> float:
    if not asked:
        return 0.0
    known = {term for common in matched for term in common}
    return min(1.0, len(known) / len(asked) / _COVERED)


def _ranks(scores: Sequence[float]) -> list[int]:
    """Places counted from 1, the highest score first; equal scores share the better place."""
    ordered = sorted(scores, reverse=True)
    places: dict[float, int] = {}
    for place, score in enumerate(ordered, start=1):
        places.setdefault(score, place)
    return [places[score] for score in scores]
