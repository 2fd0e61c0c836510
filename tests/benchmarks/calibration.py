"""Fit `qa_bot.reading.Calibration` and show what a threshold costs and gains.

Every question is put to indexes that hold its article (all articles, and its own alone) and to
such that do not (all others, and one other alone); the model says which it was.

Run: ``python tests/benchmarks/calibration.py SET.jsonl.gz [--pairs ar-ar en-en en-ar]``
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

import numpy as np
from question_sets import question_set, read_rows
from sklearn.linear_model import LogisticRegression

from qa_bot import load_settings
from qa_bot.bot import open_index
from qa_bot.reading.confidence import features
from qa_bot.retrieval import fuse, terms

THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)


def samples(path: Path, pair: str, every: int) -> list[tuple[str, bool, tuple[float, ...]]]:
    """(which articles, whether the question's own is among them, features)."""
    asked, told = pair.split("-")
    questions = question_set(read_rows(path), asked=asked, told=told)
    names = [article.id for article in questions.articles]
    settings = load_settings()
    chance = random.Random(0)  # noqa: S311 - a sample, not a secret
    found = []
    with tempfile.TemporaryDirectory() as folder:
        index = open_index(settings, folder=Path(folder))
        index.add(questions.articles)
        for question in questions.questions[::every]:
            [vector] = index.embedder.embed_questions([question.text])
            others = [name for name in names if name != question.article]
            scopes = {
                ("all", True): names,
                ("all", False): others,
                ("one", True): [question.article],
                ("one", False): [chance.choice(others)],
            }
            count = len(set(terms(question.text, language=told)))
            for (scope, answerable), articles in scopes.items():
                dense = index.search(vector, limit=settings.candidates, article_ids=articles)
                passages = fuse(question.text, dense, language=told)[: settings.passages]
                weighed = features(passages, terms=count)
                found.append((f"{pair}, {scope}", answerable, weighed))
        index.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, help="rows of SQuAD's layout, .jsonl or .jsonl.gz")
    parser.add_argument("--pairs", nargs="+", default=["ar-ar", "en-en", "en-ar"])
    parser.add_argument("--every", type=int, default=1, help="take every n-th question")
    options = parser.parse_args()
    found = [s for pair in options.pairs for s in samples(options.path, pair, options.every)]
    scopes = np.array([scope for scope, _, _ in found])
    answerable = np.array([label for _, label, _ in found])
    weighed = np.array([values for _, _, values in found])
    model = LogisticRegression(C=1e4, max_iter=10_000).fit(weighed, answerable)
    names = ("similarity", "coverage", "shared")
    fitted = ", ".join(f"{n}={w:.1f}" for n, w in zip(names, model.coef_[0], strict=True))
    print(f"Calibration({fitted}, bias={model.intercept_[0]:.1f})\n")
    chances = model.predict_proba(weighed)[:, 1]
    print("| declined below | " + " | ".join(map(str, THRESHOLDS)) + " |")
    print("|---|" + "---|" * len(THRESHOLDS))
    for scope in dict.fromkeys(scopes):
        for label, meaning in ((True, "answerable"), (False, "not answerable")):
            some = chances[(scopes == scope) & (answerable == label)]
            shares = " | ".join(f"{(some < t).mean():.2f}" for t in THRESHOLDS)
            print(f"| {scope}, {meaning} | {shares} |")


if __name__ == "__main__":
    main()
