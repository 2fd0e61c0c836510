"""How long a warm bot takes to answer, by the number of passages that it reads.

Run: ``python tests/benchmarks/asking.py QUESTIONS.jsonl [--set SET.jsonl.gz]``: the questions are
asked of the shipped article, or the set's own Arabic questions of its Arabic paragraphs.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from question_sets import question_set, read_rows

from qa_bot import QABot, load_settings
from qa_bot.articles import shipped_articles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_bot import Article

LIMITS = (1, 5, 20)
WARM_UP = 3
ROUNDS = 5
SAMPLE = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path, help="questions, .jsonl")
    parser.add_argument("--set", type=Path, help="rows of SQuAD's layout, .jsonl.gz")
    options = parser.parse_args()
    articles: Sequence[Article]
    if options.set is None:
        articles = shipped_articles()
        questions = [row["question"] for row in read_rows(options.questions)]
    else:
        rows = question_set(read_rows(options.set), asked="ar", told="ar")
        articles = rows.articles
        questions = [question.text for question in rows.questions[::7][:SAMPLE]]
    print("| passages read | tokens of text, mean | reading p50 | p95 | asking p50 | p95 |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for limit in LIMITS:
            measure(articles, questions, Path(folder), limit)


def measure(
    articles: Sequence[Article], questions: Sequence[str], folder: Path, limit: int
) -> None:
    settings = load_settings(passages=limit)
    with QABot.from_articles(articles, index_dir=folder, settings=settings) as bot:
        for question in questions[:WARM_UP]:
            bot.ask(question)
        asking, reading, read, tokens = [], [], [], []
        for question in questions * ROUNDS:
            began = perf_counter()
            answer = bot.ask(question)
            asking.append(1000 * (perf_counter() - began))
            reading.append(1000 * answer.timings["read"])
            read.append(len(answer.passages))
            tokens.append(
                sum(bot.index.embedder.count_tokens(p.chunk.text) for p in answer.passages)
            )
    figures = [
        f"{np.quantile(times, share):.0f} ms"
        for times in (reading, asking)
        for share in (0.5, 0.95)
    ]
    print(f"| {max(read)} | {np.mean(tokens):.0f} | " + " | ".join(figures) + " |")


if __name__ == "__main__":
    main()
