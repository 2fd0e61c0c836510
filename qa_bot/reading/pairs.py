"""The reader's input: a question and a window of a passage, as one row of tokens.

`<s> query: question </s></s> passage: text </s>`. The reader points at the first and the last token
of the answer in the passage, or at `<s>` where the passage does not answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from qa_bot.embedding.tokens import Tokens, UnigramTokenizer

_QUESTION_TOKENS: Final = 80
"""Tokens of a question that are read; the rest of a longer one is left out."""

_ROW_TOKENS: Final = 384
"""Tokens of a row: nearly every passage is read whole, and the reader was trained up to here."""


class Pair(NamedTuple):
    """One row of input.

    Args:
        ids: its tokens.
        first: position of the passage's first token in the row.
        spans: where the passage's tokens stand in the passage, in characters.
    """

    ids: list[int]
    first: int
    spans: list[tuple[int, int]]


class PairMaker:
    """Puts questions and passages together.

    Args:
        tokenizer: the packaged model's.
        bos: id of `<s>`.
        eos: id of `</s>`.
    """

    def __init__(self, tokenizer: UnigramTokenizer, *, bos: int, eos: int) -> None:
        self._tokenizer = tokenizer
        self._bos = bos
        self._eos = eos
        self._passage_prefix = tokenizer.tokenise("passage:").ids

    def question(self, question: str) -> list[int]:
        """The part of a row before the passage."""
        ids = self._tokenizer.tokenise(f"query: {question}").ids[:_QUESTION_TOKENS]
        return [self._bos, *ids, self._eos, self._eos, *self._passage_prefix]

    def passage(self, passage: str) -> Tokens:
        """The tokens of a passage, of any length."""
        return self._tokenizer.tokenise(passage)

    def pair(self, question: list[int], passage: Tokens, *, start: int, end: int) -> Pair:
        """A row of a question and the passage's tokens from `start` to before `end`."""
        return Pair(
            ids=[*question, *passage.ids[start:end], self._eos],
            first=len(question),
            spans=passage.spans[start:end],
        )

    def pairs(self, question: str, passage: str) -> list[Pair]:
        """The rows of a whole passage: one, or as many windows as it takes, half overlapping."""
        asked, tokens = self.question(question), self.passage(passage)
        room = _ROW_TOKENS - len(asked) - 1
        starts = range(0, max(len(tokens.ids) - room, 0) + room // 2, room // 2)
        return [self.pair(asked, tokens, start=start, end=start + room) for start in starts]
