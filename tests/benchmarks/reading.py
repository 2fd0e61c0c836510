"""How well the bot answers and declines, over an index of articles that its reader never saw.

The articles are those of the parallel set that training holds out, a second set's, and eight of
news that lie beside this file: they were written as the project's own set was, are not part of it,
and nothing is fitted to them. Every question is asked five times: of all articles and of its own
alone; of all but its own, of all but its own paragraph, whose neighbours are about the same, and of
one other. Of the news there are also questions that no paragraph answers.

Run: ``python tests/benchmarks/reading.py FOLDER`` with the folder of the question sets that the
reader is trained on; ``--fit`` prints a new `CALIBRATION` as well.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa_bot import Article, load_settings
from qa_bot.bot import open_index
from qa_bot.embedding.packaged import PackagedEmbedder
from qa_bot.evaluation import exact_match, token_f1
from qa_bot.reading import SpanAnswerer, load_reader
from qa_bot.reading.deciding import Calibration, Candidate, Signals, calibration_of, signals_of
from qa_bot.reading.train import data
from qa_bot.retrieval import fuse
from qa_bot.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from qa_bot.index import PassageIndex
    from qa_bot.types import Chunk, Passage

THRESHOLDS = (0.05, 0.085, 0.095, 0.12, 0.2, 0.3, 0.5)
NEWS = "news"
OWN = Path(__file__).parent

ANSWERABLE = ("answerable", "answerable, its article alone")
SCENARIOS = (
    *ANSWERABLE,
    "article left out",
    "paragraph left out",
    "another article alone",
)
IN_VAIN = ("not in the article", "not in the article, it alone")
"""Scenarios of the questions that no paragraph answers."""

TOGETHER = ("answerable", "article left out", "paragraph left out", IN_VAIN[0])
"""Scenarios in which other articles are asked, too."""

ALL = 10_000
"""More chunks than there are."""

RIDGE = 1e-4
"""Keeps the weights, on signals of one scale, from growing without need."""

COSINES = ("similarity", "remote", "shared")
"""What means something else with every embedding model."""

PARTS = 4
"""Into so many parts articles are divided, to judge each by weights fitted to the others."""

RIGHT = 0.5
"""Token F1 from which an answer counts as right when the calibration is fitted."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its paragraph, as characters of its article, and the accepted answers."""

    set: str
    text: str
    article: str
    paragraph: tuple[int, int]
    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A question asked in one scenario."""

    question: Question
    scenario: str
    passages: list[Passage]
    candidates: list[Candidate]
    signals: list[Signals]

    @property
    def rights(self) -> list[bool]:
        """Whether each candidate is right."""
        return [
            self.scenario in ANSWERABLE
            and token_f1(candidate.words, self.question.accepted) >= RIGHT
            for candidate in self.candidates
        ]

    def best(self, calibration: Calibration) -> tuple[Candidate | None, float]:
        """The answer and its probability, which all that say the same add to."""
        if not self.candidates:
            return None, 0.0
        chances = calibration.probabilities(self.signals)
        answers = [fold(candidate.words).text for candidate in self.candidates]
        together: dict[str, float] = defaultdict(float)
        for answer, chance in zip(answers, chances, strict=True):
            together[answer] += chance
        place = max(range(len(answers)), key=lambda i: (together[answers[i]], chances[i]))
        return self.candidates[place], together[answers[place]]

    def is_first(self, passage: Passage | None) -> bool:
        """Whether a passage is of the right paragraph."""
        start, end = self.question.paragraph
        return (
            passage is not None
            and passage.chunk.article_id == self.question.article
            and passage.chunk.start < end
            and start < passage.chunk.end
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the question sets, .jsonl.gz")
    parser.add_argument("--fit", action="store_true", help="fit the calibration anew")
    parser.add_argument("--every", type=int, default=1, help="take every n-th question")
    options = parser.parse_args()
    print_given(options.folder, options.every)
    trials = list(all_trials(options.folder, options.every))
    calibration = calibration_of(PackagedEmbedder.name)
    if options.fit:
        public = [trial for trial in trials if not trial.question.set.startswith(NEWS)]
        calibration = fitted(public)
        print(f"{PackagedEmbedder.name}: {calibration!r}")
        print(f"other models: {fitted(public, without=COSINES)!r}\n")
        print("each question by weights that were fitted without its article:\n")
        print_declines(public, cross_fitted(public))
    print_answers(trials, calibration)
    print_declines(trials, [calibration] * len(trials))
    print_curve(trials, calibration)


def print_given(folder: Path, every: int) -> None:
    """How well the right passage is read, "no answer" not being allowed."""
    from qa_bot.reading.train import evaluate

    held_out = data.split(data.read_sets(folder, [data.PARALLEL])).held_out
    arabic = data.read_sets(folder, [data.ARABIC_DEVELOPMENT])
    sets = {**evaluate.crossed(held_out), "ARCD": evaluate.readings(arabic)}
    reader = load_reader()
    print("| passage given | F1 | exact match |")
    print("|---|---|---|")
    for name, readings in sets.items():
        some = readings[::every]
        found = [reader.read(r.question, [r.context], count=1)[0] for r in some]
        answers = [
            reading.context[spans[0].start : spans[0].end] if spans else ""
            for reading, spans in zip(some, found, strict=True)
        ]
        f1, exact = (
            100 * np.mean([m(a, r.accepted) for a, r in zip(answers, some, strict=True)])
            for m in (token_f1, exact_match)
        )
        print(f"| {name} ({len(some)}) | {f1:.1f} | {exact:.1f} |", flush=True)
    print()


def all_trials(folder: Path, every: int) -> Iterator[Trial]:
    held_out = data.split(data.read_sets(folder, [data.PARALLEL])).held_out
    arabic = data.read_sets(folder, [data.ARABIC_DEVELOPMENT])
    news = data.read_sets(OWN, [NEWS])
    for told in ("ar", "en"):
        for rows in ([*held_out, *arabic], news):
            articles, questions = world(rows, told)
            sample = random.Random(0).sample(questions, len(questions) // every)  # noqa: S311
            yield from trials_in(articles, sample)


def world(rows: Sequence[data.Row], told: str) -> tuple[list[Article], list[Question]]:
    """The articles in a language, a context a line, and the questions in all languages measured."""
    asked_in = {(row.id, row.language): row.question for row in rows}
    lines: dict[str, list[str]] = defaultdict(list)
    accepted: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for row in (row for row in rows if row.language == told):
        if row.context not in lines[row.article]:
            lines[row.article].append(row.context)
        for name, asked in named(row):
            key = (name, asked_in[row.id, asked], row.article, row.context)
            accepted[key] += [row.answer] if row.answer else []
    questions = []
    for (name, text, article, context), answers in accepted.items():
        before = lines[article][: lines[article].index(context)]
        start = sum(len(line) + 1 for line in before)
        questions.append(
            Question(name, text, article, (start, start + len(context)), tuple(answers))
        )
    articles = [
        Article(id=name, title=name, text="\n".join(texts), language=told)
        for name, texts in lines.items()
    ]
    return articles, questions


def named(row: data.Row) -> Iterator[tuple[str, str]]:
    """The sets of questions that a row belongs to, each with its questions' language."""
    if row.set == data.ARABIC_DEVELOPMENT:
        yield "ARCD", row.language
        return
    prefix = "news, " if row.set == NEWS else ""
    for asked in ("ar", "en"):
        yield f"{prefix}{asked}→{row.language}", asked


def trials_in(articles: Sequence[Article], questions: Iterable[Question]) -> Iterator[Trial]:
    settings = load_settings()
    chance = random.Random(0)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        index = open_index(settings, folder=Path(folder))
        index.add(articles)
        answerer = SpanAnswerer(
            load_reader(), article=index.article, calibration=calibration_of(index.embedder.name)
        )
        for question in questions:
            found = retrieved(index, question)
            other = chance.choice([a.id for a in articles if a.id != question.article])
            read: dict[str, list[Candidate]] = {}
            for scenario in SCENARIOS if question.accepted else IN_VAIN:
                there = [one for one in found if is_there(one[0], question, scenario, other)]
                chunks = there[: settings.candidates]
                fused = fuse(question.text, chunks, language=articles[0].language)
                passages = fused[: settings.passages]
                candidates = []
                new = [p for p in passages if p.chunk.id not in read]
                for passage in new:
                    read[passage.chunk.id] = []
                for candidate in answerer.candidates(question.text, new):
                    read[candidate.passage.chunk.id].append(candidate)
                for passage in passages:
                    candidates += [Candidate(passage, c.span) for c in read[passage.chunk.id]]
                signals = signals_of(candidates, question=question.text)
                yield Trial(question, scenario, passages, candidates, signals)
        index.close()


def retrieved(index: PassageIndex, question: Question) -> list[tuple[Chunk, float]]:
    """All chunks, nearest first."""
    [vector] = index.embedder.embed_questions([question.text])
    return index.search(vector, limit=ALL)


def is_there(chunk: Chunk, question: Question, scenario: str, other: str) -> bool:
    if scenario == "another article alone":
        return chunk.article_id == other
    if chunk.article_id != question.article:
        return scenario in TOGETHER
    start, end = question.paragraph
    beside = chunk.end <= start or end <= chunk.start
    return scenario in (*ANSWERABLE, *IN_VAIN) or (scenario == "paragraph left out" and beside)


def fitted(trials: Sequence[Trial], *, without: Collection[str] = ()) -> Calibration:
    """The weights that make what is right the likeliest: a candidate, or none of them.

    Every set of questions counts as much as any other, however many it has.
    """
    from scipy.optimize import minimize
    from scipy.special import logsumexp

    most = max(len(trial.signals) for trial in trials)
    signals = np.zeros((len(trials), most, len(Signals._fields)))
    there, right = np.zeros((2, len(trials), most), bool)
    for row, trial in enumerate(trials):
        count = len(trial.signals)
        signals[row, :count] = np.array(trial.signals).reshape(count, -1)
        there[row, :count], right[row, :count] = True, trial.rights
    known = np.array([name not in without for name in Signals._fields])
    mean, scale = signals[there].mean(0), np.where(known, signals[there].std(0), np.inf)
    signals = (signals - mean) / scale
    any_or_none = np.pad(there, ((0, 0), (0, 1)), constant_values=True)
    right_or_none = np.hstack([right, ~right.any(1, keepdims=True)])
    trials_of = Counter(trial.question.set for trial in trials)
    shares = np.array([1 / trials_of[trial.question.set] for trial in trials]) / len(trials_of)

    def surprise(weights: NDArray[np.float64]) -> float:
        logits = np.pad(signals @ weights[:-1] + weights[-1], ((0, 0), (0, 1)))  # 0 for "none"
        every = logsumexp(np.where(any_or_none, logits, -np.inf), axis=1)
        best = logsumexp(np.where(right_or_none, logits, -np.inf), axis=1)
        return float(shares @ (every - best) + RIDGE * weights[:-1] @ weights[:-1])

    best = minimize(surprise, np.zeros(len(known) + 1)).x
    weights = best[:-1] / scale
    return Calibration(*(round(float(w), 3) for w in (*weights, best[-1] - weights @ mean)))


def cross_fitted(trials: Sequence[Trial]) -> list[Calibration]:
    """For every trial, the weights fitted to the articles of the other parts."""
    articles = sorted({trial.question.article for trial in trials})
    part_of = {article: place % PARTS for place, article in enumerate(articles)}
    parts = [part_of[trial.question.article] for trial in trials]
    weights = [
        fitted([trial for trial, own in zip(trials, parts, strict=True) if own != part])
        for part in range(PARTS)
    ]
    return [weights[part] for part in parts]


def print_answers(trials: Sequence[Trial], calibration: Calibration) -> None:
    print("| questions | recall@1 retrieved | recall@1 read | F1 | exact match |")
    print("|---|---|---|---|---|")
    for name in dict.fromkeys(trial.question.set for trial in trials):
        some = [t for t in trials if t.question.set == name and t.scenario == "answerable"]
        best = [trial.best(calibration)[0] for trial in some]
        retrieved_first = np.mean([t.is_first(t.passages[0]) for t in some])
        read_first = np.mean([t.is_first(c and c.passage) for t, c in zip(some, best, strict=True)])
        pairs = [
            (c.words if c else "", t.question.accepted) for t, c in zip(some, best, strict=True)
        ]
        f1, exact = (100 * np.mean([m(*pair) for pair in pairs]) for m in (token_f1, exact_match))
        print(
            f"| {name} ({len(some)}) | {retrieved_first:.3f} | {read_first:.3f} "
            f"| {f1:.1f} | {exact:.1f} |"
        )
    print()


def print_declines(trials: Sequence[Trial], calibrations: Sequence[Calibration]) -> None:
    print("| declined below | " + " | ".join(map(str, THRESHOLDS)) + " |")
    print("|---|" + "---|" * len(THRESHOLDS))
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for trial, calibration in zip(trials, calibrations, strict=True):
        found[trial.question.set, trial.scenario].append(trial.best(calibration)[1])
    for (name, scenario), chances in found.items():
        shares = " | ".join(f"{np.mean(np.array(chances) < t):.2f}" for t in THRESHOLDS)
        print(f"| {name}, {scenario} | {shares} |")
    print()


def print_curve(trials: Sequence[Trial], calibration: Calibration) -> None:
    """Risk and coverage: answers by confidence, and how many of the surest ones are wrong."""
    judged = []
    for trial in trials:
        candidate, chance = trial.best(calibration)
        if trial.scenario != "paragraph left out" and candidate is not None:
            right = trial.scenario in ANSWERABLE and (
                token_f1(candidate.words, trial.question.accepted) >= RIGHT
            )
            judged.append((chance, right))
    judged.sort(reverse=True)
    print("| answered | least confidence | wrong |")
    print("|---|---|---|")
    for share in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0):
        top = judged[: max(1, round(share * len(judged)))]
        wrong = 1 - np.mean([right for _, right in top])
        print(f"| {share:.0%} | {top[-1][0]:.2f} | {wrong:.2f} |")


if __name__ == "__main__":
    main()
