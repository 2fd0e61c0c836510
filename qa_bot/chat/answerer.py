"""The answerer that lets a chat model write, and keeps of it what the articles bear out."""

from __future__ import annotations

import logging
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import TYPE_CHECKING, Final

from qa_bot.chat.generation import ChatFailedError, Generation
from qa_bot.chat.grounding import Grounder
from qa_bot.chat.parsing import Parser
from qa_bot.chat.prompts import ANSWER, answer_messages
from qa_bot.messages import CHAT_FAILED, CHAT_UNPROVED
from qa_bot.reading import load_reader
from qa_bot.text import fold
from qa_bot.types import Alternative, Draft, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from langchain_core.language_models import BaseChatModel

    from qa_bot.chat.parsing import Said
    from qa_bot.conversation import Inquiry
    from qa_bot.embedding import Embedder
    from qa_bot.evidence import ArticleLookup
    from qa_bot.reading import Answerer, SpanReader
    from qa_bot.types import Citation, Passage

_LOG: Final = logging.getLogger(__name__)

_MOST: Final = 12
"""Sentences of an answer: whoever says more recites."""

_MOST_LOST: Final = 12
"""Sentences in a row that nothing bears out, after which nothing more is waited for."""


@dataclass(frozen=True)
class ChatAnswerer:
    """Answers with prose of a chat model, each sentence borne out; else in the article's words.

    The model is not asked where what was found is not about the question. Where it says that the
    passages do not answer, so does the bot. Where it fails, or nothing of what it says is borne
    out, the answer in the article's own words stands in, with a note.

    Args:
        model: any chat model of LangChain.
        extractive: answers in the article's own words, and says whether the passages answer.
        article: finds the article of a passage.
        embedder: the one that the index was built with.
        min_confidence: below this probability that the passages answer, the model is not asked.
        seconds: the most that the model may take.
        reader: finds who did what; the one that ships with the bot where not given.
    """

    model: BaseChatModel
    _: KW_ONLY
    extractive: Answerer
    article: ArticleLookup
    embedder: Embedder
    min_confidence: float
    seconds: float
    reader: SpanReader = field(default_factory=load_reader)

    def answer(self, inquiry: Inquiry, passages: Sequence[Passage]) -> Draft:
        """The whole answer; see `Answerer.answer`."""
        *_, last = self.stream(inquiry, passages)
        return last

    def stream(self, inquiry: Inquiry, passages: Sequence[Passage]) -> Iterator[Draft]:
        """The answer sentence by sentence; see `StreamingAnswerer.stream`."""
        extract = self.extractive.answer(inquiry, passages)
        question = inquiry.wording
        grounder = Grounder(
            question,
            passages,
            article=self.article,
            embedder=self.embedder,
            reader=self.reader,
        )
        if extract.answerable < self.min_confidence or not grounder.texts:
            yield extract
            return
        prose = _Prose(extract)
        try:
            for said in self._said(question, grounder.texts):
                if said.declines and not prose.statements:
                    yield Draft(text="", confidence=0.0, passages=extract.passages)
                    return
                if prose.add(said.text, grounder.evidence(said)):
                    yield prose.draft
                if prose.is_full:
                    break
        except ChatFailedError as exc:
            _LOG.warning("the chat model did not answer (prompt %s): %s", ANSWER, exc)
            yield replace(extract, note=CHAT_FAILED)
            return
        yield prose.draft if prose.statements else replace(extract, note=CHAT_UNPROVED)

    def _said(self, question: str, texts: Sequence[str]) -> Iterator[Said]:
        generation = Generation(self.model, answer_messages(question, texts), seconds=self.seconds)
        parser = Parser()
        for piece in generation:
            yield from parser.feed(piece)
        yield from parser.finish(cut_short=generation.cut_short)


class _Prose:
    """What is kept of the model's sentences so far."""

    def __init__(self, extract: Draft) -> None:
        self._extract = extract
        self._seen: set[str] = set()
        self._lost = 0
        self._citations: dict[Citation, int] = {}
        self.statements: list[Statement] = []

    def add(self, text: str, evidence: Sequence[Citation]) -> bool:
        """Keep a sentence that has evidence and was not said before; whether it was kept."""
        key = fold(text).text
        if not evidence or key in self._seen:
            self._lost += 1
            return False
        self._lost = 0
        self._seen.add(key)
        numbers = tuple(self._citations.setdefault(c, len(self._citations)) for c in evidence)
        self.statements.append(Statement(text, numbers))
        return True

    @property
    def is_full(self) -> bool:
        return len(self.statements) >= _MOST or self._lost >= _MOST_LOST

    @property
    def draft(self) -> Draft:
        extract = self._extract
        below = Alternative(extract.text, extract.confidence, extract.citations)
        return Draft(
            text="",
            confidence=extract.answerable,
            citations=tuple(self._citations),
            statements=tuple(self.statements),
            extract=below if extract.citations else None,
            passages=extract.passages,
        )
