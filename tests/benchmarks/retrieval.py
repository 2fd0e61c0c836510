"""Recall of dense retrieval alone and of the fused retriever, over all paragraphs of a set.

Run: ``python tests/benchmarks/retrieval.py SET.jsonl.gz [--pairs ar-ar en-en en-ar]``
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from question_sets import Question, QuestionSet, question_set, read_rows

from qa_bot import Chunk, load_settings
from qa_bot.bot import open_index
from qa_bot.retrieval import fuse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_bot.index import PassageIndex

CUTS = (1, 5, 10)
DEPTH = 10


def measure(questions: QuestionSet) -> dict[str, list[int | None]]:
    """Rank of the right paragraph for every question, by way of retrieving."""
    with tempfile.TemporaryDirectory() as folder:
        index = open_index(load_settings(), folder=Path(folder))
        index.add(questions.articles)
        ranks: dict[str, list[int | None]] = {"dense": [], "fused": []}
        for question in questions.questions:
            dense, fused = retrieve(index, question)
            ranks["dense"].append(rank(dense, question))
            ranks["fused"].append(rank(fused, question))
        index.close()
    return ranks


def retrieve(index: PassageIndex, question: Question) -> tuple[list[Chunk], list[Chunk]]:
    [vector] = index.embedder.embed_questions([question.text])
    found = index.search(vector, limit=load_settings().candidates)
    language = index.articles()[question.article].language
    passages = fuse(question.text, found, language=language)
    return [chunk for chunk, _ in found], [passage.chunk for passage in passages]


def rank(chunks: Iterable[Chunk], question: Question) -> int | None:
    """Place of the right paragraph among distinct paragraphs, from 1."""
    start, end = question.paragraph
    for place, chunk in enumerate(chunks, start=1):
        if chunk.article_id == question.article and chunk.start < end and start < chunk.end:
            return place
    return None


def row(name: str, ranks: list[int | None]) -> str:
    recalls = [sum(r is not None and r <= cut for r in ranks) / len(ranks) for cut in CUTS]
    mrr = sum(1 / r for r in ranks if r is not None and r <= DEPTH) / len(ranks)
    return f"| {name} | {' | '.join(f'{value:.3f}' for value in (*recalls, mrr))} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, help="rows of SQuAD's layout, .jsonl or .jsonl.gz")
    parser.add_argument("--pairs", nargs="+", default=["ar-ar", "en-en", "en-ar"])
    options = parser.parse_args()
    rows = read_rows(options.path)
    print("| question → text | recall@1 | recall@5 | recall@10 | MRR@10 |\n|---|---|---|---|---|")
    for pair in options.pairs:
        asked, told = pair.split("-")
        for name, ranks in measure(question_set(rows, asked=asked, told=told)).items():
            print(row(f"{asked} → {told}, {name} ({len(ranks)} questions)", ranks), flush=True)


if __name__ == "__main__":
    main()
