"""From question sets to rows of tokens with the answer's place; three in ten have no answer.

What makes a row unanswerable is hard on purpose: the passage nearest to the question by its words,
from the same article where it has others, the right passage without the sentence that answers, or
the right passage and a question that is another in one word.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from qa_bot.reading.train import data
from qa_bot.reading.train.near_misses import NearMisses
from qa_bot.retrieval import terms
from qa_bot.retrieval.bm25 import bm25
from qa_bot.text import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from qa_bot.embedding.tokens import Tokens
    from qa_bot.reading.pairs import PairMaker
    from qa_bot.reading.train.data import Row


@dataclass(frozen=True, slots=True)
class Mixture:
    """What a round of training is made of.

    Args:
        passes: how often each row of a set, or of a set in one language ("set.language"), is drawn
            on average; of a set that is crossed, for each of its languages, whichever two are then
            drawn.
        early: the part of the round in which the set `MORE` is read: the end belongs to the others.
        contexts: shares of the languages of contexts where a set is crossed; the other
            languages share the rest.
        questions: the same of the questions.
        same_language: share of what is crossed whose question is in the context's language,
            whatever is drawn.
        near_misses: share of the examples without an answer whose question is a near miss.
        besides: share of the examples that are made to have no answer in a set that brings
            questions of its own which its passages do not answer.
    """

    passes: Mapping[str, float]
    early: float
    contexts: Mapping[str, float]
    questions: Mapping[str, float]
    same_language: float
    near_misses: float = 0.0
    besides: float = 0.1


FIRST: Final = Mixture(
    passes={
        data.PARALLEL: 2.0,
        data.ARABIC: 3.0,
        data.NATURAL: 0.8,
        f"{data.NATURAL}.en": 2.0,
        f"{data.MORE}.zh": 0.5,
        f"{data.MORE}.ja": 0.1,
        f"{data.MORE}.th": 0.1,
    },
    early=0.6,
    contexts={"ar": 0.45, "en": 0.2},
    questions={"ar": 0.2, "en": 0.3},
    same_language=0.35,
)
SECOND: Final = Mixture(
    passes={
        data.PARALLEL: 1.4,
        data.ARABIC: 2.5,
        data.NATURAL: 0.6,
        f"{data.NATURAL}.en": 1.5,
        f"{data.MORE}.zh": 0.5,
        f"{data.MORE}.ja": 0.2,
        f"{data.MORE}.th": 0.2,
    },
    early=0.8,
    contexts={"ar": 0.5, "en": 0.2},
    questions={"ar": 0.15, "en": 0.45},
    same_language=0.25,
)
"""The second round shows more that is new, and asks in English of Arabic more often."""

THIRD: Final = Mixture(
    passes={
        data.PARALLEL: 0.8,
        data.ARABIC: 2.0,
        data.NATURAL: 0.5,
        f"{data.NATURAL}.en": 1.0,
        f"{data.MORE}.zh": 0.25,
        f"{data.MORE}.ja": 0.25,
        f"{data.MORE}.th": 0.2,
    },
    early=0.7,
    contexts={"ar": 0.55, "en": 0.2},
    questions={"ar": 0.25, "en": 0.4},
    same_language=0.35,
    near_misses=0.35,
)
"""Later rounds teach to read what is asked to the last word."""

FOURTH: Final = replace(
    THIRD,
    passes={
        data.WRITTEN: 2.0,
        data.PARALLEL: 0.5,
        data.ARABIC: 1.5,
        data.NATURAL: 0.3,
        f"{data.NATURAL}.en": 0.4,
        f"{data.MORE}.zh": 0.15,
        f"{data.MORE}.ja": 0.1,
        f"{data.MORE}.th": 0.1,
    },
    near_misses=0.25,
)
"""Half of it is new: by now the reader knows the parallel set by heart."""

FIFTH: Final = replace(
    FOURTH,
    passes={
        data.WRITTEN: 1.1,
        data.PARALLEL: 0.4,
        data.ARABIC: 1.5,
        data.NATURAL: 0.2,
        f"{data.NATURAL}.en": 0.3,
        f"{data.MORE}.zh": 0.1,
        f"{data.MORE}.ja": 0.05,
        f"{data.MORE}.th": 0.05,
    },
    questions={"ar": 0.3, "en": 0.4},
)
"""The project's own set has grown: two thirds of the round are its questions."""

SIXTH: Final = replace(
    FIFTH, passes={**FIFTH.passes, data.WRITTEN: 0.9, data.ARABIC: 1.2}, besides=0.2
)
"""More passages of other articles: what has no answer in the right one alone teaches no ranking."""

SEVENTH: Final = replace(SIXTH, passes={**SIXTH.passes, data.WRITTEN: 0.65}, besides=0.3)
"""The project's own set has grown twofold, and there are more such passages still."""

EIGHTH: Final = replace(SEVENTH, passes={**SEVENTH.passes, data.WRITTEN: 0.45}, besides=0.35)
"""With articles of several paragraphs in that set, whose questions only one of them answers."""

_UNANSWERABLE: Final = 0.3
"""Share of the examples whose passage does not answer, in the sets where all questions have one."""

_WITHOUT_EVIDENCE: Final = 0.4
"""Share of those, but for near misses, whose passage is the right one without the sentence that
answers."""

_HARDEST: Final = 0.6
"""Share of the others whose passage is the nearest to the question, and not just any."""

_POOL: Final = 300
"""Passages that the nearest is sought among, at most."""

_NOISE: Final = 0.15
"""Share of the questions that are written carelessly."""

_ROOM: Final = 160
_WIDE_ROOM: Final = 288
_WIDE: Final = 0.08
_NARROW_ROOM: Final = 48
_NARROW: Final = 0.3
"""Tokens of a passage in a row: usually 160 at most, at times 288, at times fewer than there are,
so that the reader meets passages of all lengths."""


@dataclass(frozen=True, slots=True)
class Example:
    """A row of tokens with the answer's place in it.

    Args:
        ids: the tokens, as in `Pair`.
        first: position of the passage's first token in the row.
        answer: positions of the answer's first and last token in the row; (0, 0), which is `<s>`,
            where there is none.
    """

    ids: tuple[int, ...]
    first: int
    answer: tuple[int, int]


class _Asked(NamedTuple):
    """The row that a question is taken from, and that of its context, maybe in other languages."""

    question: Row
    row: Row


def make_examples(
    rows: Sequence[Row], mixture: Mixture, *, pairs: PairMaker, seed: int
) -> list[Example]:
    """Everything a reader is shown in one round, in order.

    Args:
        rows: those to learn from; the same rows in another order make other examples.
        mixture: how much of which.
        pairs: puts questions and passages together.
        seed: with the same rows, the same one makes the same examples.
    """
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    asked = list(_drawn(rows, mixture, rng))
    asked.sort(key=lambda one: rng.random() * (mixture.early if one.row.set == data.MORE else 1.0))
    maker = _Maker(rows, mixture, pairs=pairs, rng=rng)
    return [maker.example(one) for one in asked]


def _drawn(rows: Sequence[Row], mixture: Mixture, rng: random.Random) -> Iterator[_Asked]:
    translations = data.by_language(rows)
    for row in rows:
        passes = mixture.passes.get(f"{row.set}.{row.language}", mixture.passes.get(row.set, 0.0))
        if not passes:  # without a draw, so that a set which is left out changes nothing
            continue
        for _ in range(int(passes + rng.random())):
            if row.set in data.CROSSED:
                yield _crossed(translations[row.id], mixture, rng)
            else:
                yield _Asked(row, row)


def _crossed(languages: Mapping[str, Row], mixture: Mixture, rng: random.Random) -> _Asked:
    context = _language(languages, mixture.contexts, rng)
    question = (
        context
        if rng.random() < mixture.same_language
        else _language(languages, mixture.questions, rng)
    )
    return _Asked(languages[question], languages[context])


def _language(languages: Mapping[str, Row], shares: Mapping[str, float], rng: random.Random) -> str:
    # Cleaning may have taken the question's row in any of them.
    named = [language for language in shares if language in languages]
    rest = sorted(languages.keys() - shares.keys())
    share = (1 - sum(shares.values())) / max(len(rest), 1)
    weights = [*map(shares.__getitem__, named), *[share] * len(rest)]
    return rng.choices([*named, *rest], weights)[0]


class _Maker:
    """Makes one example after the other; all that is drawn comes from one generator."""

    def __init__(
        self, rows: Sequence[Row], mixture: Mixture, *, pairs: PairMaker, rng: random.Random
    ) -> None:
        self._mixture = mixture
        self._pairs = pairs
        self._rng = rng
        self._near_misses = NearMisses(rows if mixture.near_misses else [])
        self._contexts = _contexts(rows)
        self._passage = lru_cache(100_000)(pairs.passage)
        self._terms = lru_cache(100_000)(terms)

    def example(self, asked: _Asked) -> Example:
        question = self._pairs.question(_noisy(asked.question.question, self._rng))
        tokens = self._passage(asked.row.context)
        if not asked.row.answer:
            return self._window(question, tokens, None)
        if self._rng.random() < self._unanswerable(asked.row):
            if altered := self._altered(asked):
                # All that seems to answer is to be there, and is no answer.
                near = self._window(altered, tokens, _token_span(tokens, asked.row))
                return replace(near, answer=(0, 0))
            context = self._unanswering(asked)
            if context is not None:
                return self._window(question, self._passage(context), None)
        return self._window(question, tokens, _token_span(tokens, asked.row))

    def _unanswerable(self, row: Row) -> float:
        return self._mixture.besides if row.set == data.WRITTEN else _UNANSWERABLE

    def _altered(self, asked: _Asked) -> list[int] | None:
        share = self._mixture.near_misses
        if not share or self._rng.random() >= share:
            return None
        altered = self._near_misses.altered(asked.question, self._rng)
        return self._pairs.question(altered) if altered else None

    def _unanswering(self, asked: _Asked) -> str | None:
        rest = _without_evidence(asked.row) if self._rng.random() < _WITHOUT_EVIDENCE else None
        return rest or self._other_context(asked)

    def _other_context(self, asked: _Asked) -> str | None:
        row = asked.row
        pool = self._contexts[row.set, row.language, row.article]
        if pool == [row.context]:  # the article has no other
            pool = self._contexts[row.set, row.language, ""]
        drawn = self._rng.sample(pool, min(len(pool), _POOL))
        others = [text for text in drawn if row.answer.casefold() not in text.casefold()]
        if not others:
            return None
        if self._rng.random() >= _HARDEST:
            return others[0]
        # As it is asked in the passages' language: in another it shares no words with any of them.
        scores = bm25(self._terms(row.question), [self._terms(text) for text in others])
        return others[scores.index(max(scores))]

    def _window(
        self, question: list[int], tokens: Tokens, answer: tuple[int, int] | None
    ) -> Example:
        first, last = answer or (0, 0)
        room = max(self._room(), last - first + 1)
        earliest, latest = 0, max(0, len(tokens.ids) - room)
        if answer:
            earliest, latest = max(0, last + 1 - room), min(first, latest)
        start = self._rng.randint(earliest, max(earliest, latest))
        pair = self._pairs.pair(question, tokens, start=start, end=start + room)
        shift = pair.first - start
        position = (first + shift, last + shift) if answer else (0, 0)
        return Example(tuple(pair.ids), pair.first, position)

    def _room(self) -> int:
        if self._rng.random() < _WIDE:
            return _WIDE_ROOM
        if self._rng.random() < _NARROW:
            return self._rng.randint(_NARROW_ROOM, _ROOM)
        return _ROOM


def _contexts(rows: Iterable[Row]) -> Mapping[tuple[str, str, str], list[str]]:
    """The contexts of each set, language and article, and with "" of all its articles."""
    contexts: dict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
    for row in rows:
        for article in (row.article, ""):
            contexts[row.set, row.language, article][row.context] = None
    return {key: list(texts) for key, texts in contexts.items()}


def _without_evidence(row: Row) -> str | None:
    """The context without the sentences of the answer, if it does not stand elsewhere too."""
    kept = [
        (start, end)
        for start, end in sentence_spans(row.context)
        if end <= row.start or row.end <= start
    ]
    rest = " ".join(row.context[start:end] for start, end in kept)
    return rest if rest and row.answer.casefold() not in rest.casefold() else None


def _token_span(tokens: Tokens, row: Row) -> tuple[int, int]:
    """The first and the last token that hold some of the answer."""
    inside = [
        index
        for index, (start, end) in enumerate(tokens.spans)
        if start < row.end and row.start < end
    ]
    return inside[0], inside[-1]


def _noisy(question: str, rng: random.Random) -> str:
    """A question as people type it, now and then: no mark at the end, no capitals, a slip."""
    if rng.random() >= _NOISE:
        return question
    kind = rng.randrange(3)
    if kind == 0:
        return question.rstrip("?؟？. ")
    if kind == 1:
        return question.lower().rstrip("?؟？. ")
    at = rng.randrange(len(question))
    return question[:at] + question[at + 1 : at + 2] + question[at : at + 1] + question[at + 2 :]
