"""Conversations: how much a question leans on what was said before, and what it leans on.

Nothing here needs a model. The weight of what was said before is what `leaning` says of the
question; one of weight 0 is treated as if nothing had been said.

What it leans on is the chain of questions back to the last one that stands by itself. A question
that was declined belongs to the chain, since people ask on about what they have in mind; only it
brings no evidence.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final, Protocol, Self

from qa_bot.errors import QABotError
from qa_bot.streaming import off_the_loop
from qa_bot.text import leaning, own_words
from qa_bot.types import Answer

if TYPE_CHECKING:
    from qa_bot.streaming import AsyncEvents, Events
    from qa_bot.types import Citation, Status


_LEANS: Final = 0.3
"""Weight from which on a question does not stand by itself, and is not read as it stands."""

_LONGEST: Final = 200
"""Characters of an earlier question that are used: models read so much and no more."""

_SHORT: Final = 60
"""Characters of an answer that names something, and is no sentence about other things too."""

_NUMBERS: Final = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation and what came of it.

    Args:
        question: as it was asked.
        text: the answer, or the sentence that declined.
        status: ``"answered"`` or ``"declined"``.
        citations: the evidence; empty where declined.
    """

    question: str
    text: str = ""
    status: Status = "answered"
    citations: tuple[Citation, ...] = ()

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """The turn that an answer ends."""
        return cls(answer.question, answer.text, answer.status, answer.citations)

    @property
    def words(self) -> str:
        """The answer without the numbers of its citations, which prose has."""
        return _NUMBERS.sub("", self.text)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question as it is to be sought and read.

    Args:
        question: as it was asked.
        searches: what to search for and what each search weighs, together 1; passages are described
            as the first search saw them.
        reading: the form in which it is read.
        evidence: what the question before it was answered with.
        leaning: how much it leans on that, 0 to 1.
    """

    question: str
    searches: tuple[tuple[str, float], ...]
    reading: str
    evidence: tuple[Citation, ...] = ()
    leaning: float = 0.0

    @classmethod
    def of(cls, question: str, *, full: str = "") -> Self:
        """A question that leans on nothing, or whose full form says all that it leans on."""
        wanted = full or question
        return cls(question, ((wanted, 1.0),), wanted)

    @property
    def wording(self) -> str:
        """The question in somebody's own words: in full where they are known, or as asked."""
        return self.question if self.leaning else self.reading


class Rewriter(Protocol):
    """Makes a question that can be understood by itself of one that leans on earlier ones."""

    def rewrite(self, question: str, turns: Sequence[Turn]) -> str:
        """The question in full; as it is where it needs nothing.

        Args:
            question: as it was asked.
            turns: what was said before, oldest first, never nothing.

        Raises:
            QABotError: where it cannot; the question is then understood without it.
        """
        ...


def understand(
    question: str, turns: Sequence[Turn] = (), *, rewriter: Rewriter | None = None
) -> Inquiry:
    """What a question asks for after what was said before.

    >>> understand("And when?", [Turn("Who called the general?")]).reading
    'And when? called general'
    >>> understand("Where do the ferries of the island leave?", [Turn("Who called?")]).leaning
    0.0

    Args:
        question: as it was asked.
        turns: what was said before, oldest first.
        rewriter: takes the place of the rules here, where it does not fail.
    """
    if turns and rewriter is not None:
        with suppress(QABotError):
            return Inquiry.of(question, full=rewriter.rewrite(question, turns).strip())
    weight = leaning(question) if turns else 0.0
    return _leaning_on(_chain(turns), question, weight) if weight else Inquiry.of(question)


def _leaning_on(chain: Sequence[Turn], question: str, weight: float) -> Inquiry:
    asked = [turn.question[:_LONGEST] for turn in (chain[0], chain[-1])]
    answers = [chain[-1].words] if _is_short_answer(chain[-1]) else []
    searches = [(_joined([*asked, *answers, question]), weight), (question, 1 - weight)]
    if weight < _LEANS:
        searches.reverse()
        reading = question
    else:
        # A reader that is given two questions answers the first.
        reading = _joined(
            [question, *(word for text in asked for word in own_words(text)), *answers]
        )
    return Inquiry(
        question,
        searches=tuple(search for search in searches if search[1] > 0),
        reading=reading,
        evidence=next((turn.citations for turn in reversed(chain) if turn.citations), ()),
        leaning=weight,
    )


def _is_short_answer(turn: Turn) -> bool:
    return turn.status == "answered" and 0 < len(turn.words) <= _SHORT


def _joined(texts: Iterable[str]) -> str:
    """Texts in a row, each once."""
    return " ".join(dict.fromkeys(texts))


def _chain(turns: Sequence[Turn]) -> list[Turn]:
    """The last turns, back to a question that stands by itself."""
    chain: list[Turn] = []
    for turn in reversed(turns):
        chain.insert(0, turn)
        if leaning(turn.question) < _LEANS:
            break
    return chain


class Conversation:
    """Questions of which each is understood with the ones before it.

    Threads may share one: its questions are answered one after another, except that one which is
    streamed knows of those only that were answered before it began. A question that cannot be
    asked or answered, or whose stream is broken off, leaves it as it was. `QABot.conversation`
    makes one.

    Args:
        stream: answers a question after some turns, oldest first.
        limit: how many turns are kept.
        turns: what was said before, oldest first.
    """

    def __init__(
        self,
        stream: Callable[[str, Sequence[Turn]], Events],
        *,
        limit: int,
        turns: Iterable[Turn] = (),
    ) -> None:
        self._stream = stream
        self._turns = deque(turns, maxlen=limit)
        self._lock = Lock()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What is remembered, oldest first."""
        return tuple(self._turns)

    def ask(self, question: str) -> Answer:
        """Answer a question after the earlier ones; see `QABot.ask` for what it raises."""
        with self._lock:
            [answer] = [event for event in self.stream(question) if isinstance(event, Answer)]
        return answer

    async def aask(self, question: str) -> Answer:
        """The same as `ask`, off the event loop."""
        return await asyncio.to_thread(self.ask, question)

    def stream(self, question: str) -> Events:
        """The same as `ask`, with the answer's text as it comes; see `QABot.stream`."""
        # What is forgotten meanwhile stays so: these are no longer the turns then.
        turns = self._turns
        for event in self._stream(question, tuple(turns)):
            if isinstance(event, Answer):
                turns.append(Turn.of(event))
            yield event

    async def astream(self, question: str) -> AsyncEvents:
        """The same as `stream`, off the event loop."""
        turns = self._turns
        # Not by `stream`: its thread would still remember what nobody waits for any more.
        async with aclosing(off_the_loop(self._stream(question, tuple(turns)))) as events:
            async for event in events:
                if isinstance(event, Answer):
                    turns.append(Turn.of(event))
                yield event

    def forget(self) -> None:
        """Begin anew."""
        self._turns = deque(maxlen=self._turns.maxlen)
