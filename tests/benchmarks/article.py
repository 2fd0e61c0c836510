"""Questions about the shipped article: the right paragraph's rank, and what is answered.

Run: ``python tests/benchmarks/article.py QUESTIONS.jsonl``; rows have ``question``, ``paragraph``
(counted from 0, null where the article does not say) and ``answers``.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from question_sets import read_rows, says

from qa_bot import Answer, QABot, load_settings
from qa_bot.text import paragraph_spans

FIRST = 5


def rank(bot: QABot, answer: Answer, paragraph: int) -> int | None:
    text = bot.index.article(answer.passages[0].chunk.article_id).text
    start, end = paragraph_spans(text)[paragraph]
    for place, passage in enumerate(answer.passages, start=1):
        if passage.chunk.start < end and start < passage.chunk.end:
            return place
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, help="questions, .jsonl")
    rows = read_rows(parser.parse_args().path)
    with (
        tempfile.TemporaryDirectory() as folder,
        QABot.from_index(folder, settings=load_settings(passages=12)) as bot,
    ):
        answers = [(row, bot.ask(row["question"])) for row in rows]
        told = [(row, answer) for row, answer in answers if row["paragraph"] is not None]
        untold = [answer for row, answer in answers if row["paragraph"] is None]
        ranks = [rank(bot, answer, row["paragraph"]) for row, answer in told]
    for (row, answer), place in zip(told, ranks, strict=True):
        print(f"rank {place}, {answer.status}, {answer.confidence:.2f}: {row['question']}")
    for answer in untold:
        print(
            f"no answer in the article, {answer.status}, {answer.confidence:.2f}: {answer.question}"
        )
    print(f"\nright paragraph first: {ranks.count(1)} of {len(told)}")
    print(f"among the first {FIRST}: {sum(r is not None and r <= FIRST for r in ranks)}")
    right = sum(a.status == "answered" and says(a, row["answers"]) for row, a in told)
    print(f"answered by a sentence that holds an accepted answer: {right}")
    print(f"declined without need: {sum(a.status == 'declined' for _, a in told)}")
    print(f"rightly declined: {sum(a.status == 'declined' for a in untold)} of {len(untold)}")


if __name__ == "__main__":
    main()
