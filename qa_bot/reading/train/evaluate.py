"""How well a reader in training reads: its best span of the right passage against the answers.

What the reader says of "no answer" does not count here, since every question has one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch

from qa_bot.errors import TrainingError
from qa_bot.evaluation import exact_match, token_f1
from qa_bot.reading.spans import spans
from qa_bot.reading.train.data import PARALLEL, by_language
from qa_bot.reading.train.examples import Example
from qa_bot.reading.train.fit import logits_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qa_bot.embedding.weights import ModelFile
    from qa_bot.reading.pairs import PairMaker
    from qa_bot.reading.spans import Span
    from qa_bot.reading.train.data import Row
    from qa_bot.reading.train.model import SpanModel

_DIRECTIONS: Final = (("ar", "ar"), ("en", "ar"), ("ar", "en"), ("en", "en"))
"""Languages of question and context that are measured."""

_TOKENS: Final = 4096
"""Padded tokens that are read at once."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question to be answered from a context, with the accepted answers."""

    question: str
    context: str
    accepted: tuple[str, ...]


def readings(rows: Iterable[Row]) -> list[Reading]:
    """The questions of a set in one language, each with all of its answers."""
    answers: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for row in rows:
        answers[row.question, row.context][row.answer] = None
    return [Reading(question, context, tuple(a)) for (question, context), a in answers.items()]


def crossed(rows: Iterable[Row]) -> dict[str, list[Reading]]:
    """The questions of the parallel set in every direction that is measured, as `ar→en`.

    Raises:
        TrainingError: where there are none for a direction.
    """
    questions = by_language(row for row in rows if row.set == PARALLEL).values()
    return {f"{asked}→{read}": _direction(questions, asked, read) for asked, read in _DIRECTIONS}


def _direction(questions: Iterable[Mapping[str, Row]], asked: str, read: str) -> list[Reading]:
    found = [
        Reading(languages[asked].question, languages[read].context, (languages[read].answer,))
        for languages in questions
        if {asked, read} <= languages.keys()
    ]
    if not found:
        raise TrainingError(
            f"no question of the held-out articles is there for {asked}→{read}: the "
            f"parallel set, {PARALLEL}, must have Arabic and English rows under the same ids"
        )
    return found


def figures(
    model: SpanModel, sets: Mapping[str, Sequence[Reading]], *, pairs: PairMaker, file: ModelFile
) -> dict[str, tuple[float, float]]:
    """Mean token F1 and exact match of each set, in percent."""
    found = {}
    for name, questions in sets.items():
        answers = _answers(model, questions, pairs=pairs, file=file)
        matched = [(a, q.accepted) for a, q in zip(answers, questions, strict=True)]
        found[name] = (
            100 * sum(token_f1(*pair) for pair in matched) / len(matched),
            100 * sum(exact_match(*pair) for pair in matched) / len(matched),
        )
    return found


@torch.inference_mode()
def _answers(
    model: SpanModel, questions: Sequence[Reading], *, pairs: PairMaker, file: ModelFile
) -> list[str]:
    """The best span of each question's context; "" where no token can be one."""
    windows = [
        (number, pair)
        for number, reading in enumerate(questions)
        for pair in pairs.pairs(reading.question, reading.context)
    ]
    windows.sort(key=lambda window: len(window[1].ids))
    size = max(1, _TOKENS // len(windows[-1][1].ids))
    best: dict[int, Span] = {}
    model.eval()
    for at in range(0, len(windows), size):
        batch = windows[at : at + size]
        examples = [Example(tuple(pair.ids), pair.first, (0, 0)) for _, pair in batch]
        logits = logits_of(model, examples, file=file).float().cpu().numpy()
        for (number, pair), row in zip(batch, logits, strict=True):
            for span in spans(questions[number].context, pair, row, count=1):
                if number not in best or span.score > best[number].score:
                    best[number] = span
    model.train()
    return [
        reading.context[best[number].start : best[number].end] if number in best else ""
        for number, reading in enumerate(questions)
    ]
