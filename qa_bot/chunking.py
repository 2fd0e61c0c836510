"""Chunks: the stretches of an article that are embedded, searched and cited as one.

A paragraph that fits the model is one chunk. One that does not is cut at sentences, a sentence
that does not fit is cut at blanks, a word at letters (never inside a letter with its marks, nor
inside an emoji made of several), and only in the last resort at any character. Cuts are made near
the middle or the third, so that no full chunk stands beside a scrap. Then small neighbours are
joined: a headline goes with the paragraph below it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from qa_bot.text import paragraph_spans, sentence_spans
from qa_bot.types import Chunk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from qa_bot.types import Article

    _Units = Callable[[str, int, int], Sequence[int]]

# Counting takes time. A longer text than this is never counted, and always cut.
_CHARACTERS_PER_TOKEN = 16
_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class Chunking:
    """How large chunks are.

    Args:
        max_tokens: what the embedding model reads; no chunk is longer.
        min_tokens: a shorter chunk is joined with a neighbour where both fit together.
    """

    max_tokens: int
    min_tokens: int

    def __post_init__(self) -> None:
        if self.max_tokens < 1 or not 0 <= self.min_tokens <= self.max_tokens:
            raise ValueError(
                f"chunks of {self.min_tokens} to {self.max_tokens} tokens cannot be made: "
                "give 0 <= min_tokens <= max_tokens, and at least one token"
            )

    def __str__(self) -> str:
        return f"{self.min_tokens} to {self.max_tokens} tokens"


def chunk_article(
    article: Article, *, count_tokens: Callable[[str], int], chunking: Chunking
) -> list[Chunk]:
    """Cut an article into chunks that cover all of it but blanks, in order and apart.

    Where even a single character counts more than ``max_tokens``, it is a chunk nevertheless.

    >>> from qa_bot.types import Article
    >>> article = Article(id="memo", title="Memo", text="We met. It rained all day. We left.")
    >>> chunking = Chunking(max_tokens=5, min_tokens=1)
    >>> chunks = chunk_article(
    ...     article, count_tokens=lambda text: len(text.split()), chunking=chunking
    ... )
    >>> [chunk.text for chunk in chunks]
    ['We met.', 'It rained all day.', 'We left.']

    Args:
        article: what to cut.
        count_tokens: how many tokens the embedding model makes of a text. It need not be additive.
        chunking: how large chunks are.
    """
    chunker = _Chunker(article.text, count_tokens, chunking)
    return [
        Chunk(article.id, piece.start, piece.end, article.text[piece.start : piece.end])
        for piece in chunker.joined(chunker.pieces())
    ]


class _Piece(NamedTuple):
    start: int
    end: int
    tokens: int


@dataclass(frozen=True, slots=True)
class _Chunker:
    text: str
    count_tokens: Callable[[str], int]
    chunking: Chunking

    def pieces(self) -> Iterator[_Piece]:
        """Every paragraph, cut where it does not fit."""
        for paragraph in paragraph_spans(self.text):
            yield from self._cut(paragraph[:1], paragraph[1], _FINER)

    def joined(self, pieces: Iterable[_Piece]) -> list[_Piece]:
        """The pieces, small ones joined with the next, the last one with the one before."""
        joined: list[_Piece] = []
        for piece in pieces:
            if joined and self._is_small(joined[-1]):
                joined[-1:] = self._together(joined[-1], piece)
            else:
                joined.append(piece)
        if len(joined) > 1 and self._is_small(joined[-1]):
            joined[-2:] = self._together(*joined[-2:])
        return joined

    def _cut(self, starts: Sequence[int], end: int, finer: Sequence[_Units]) -> Iterator[_Piece]:
        """Cut units that begin at ``starts`` into groups that fit, and cut a unit that does not."""
        piece = self._measured(starts[0], end)
        if self._fits(piece):
            yield piece
        elif len(starts) > 1:
            cut = _nearest(starts, end, parts=ceil(piece.tokens / self.chunking.max_tokens))
            yield from self._cut(starts[:cut], starts[cut], finer)
            yield from self._cut(starts[cut:], end, finer)
        elif finer:
            yield from self._cut(finer[0](self.text, piece.start, piece.end), piece.end, finer[1:])
        else:
            yield piece

    def _measured(self, start: int, end: int) -> _Piece:
        text = self.text[start:end].rstrip()
        too_long = len(text) > _CHARACTERS_PER_TOKEN * self.chunking.max_tokens
        tokens = ceil(len(text) / _CHARACTERS_PER_TOKEN) if too_long else self.count_tokens(text)
        return _Piece(start, start + len(text), tokens)

    def _together(self, first: _Piece, second: _Piece) -> list[_Piece]:
        both = self._measured(first.start, second.end)
        return [both] if self._fits(both) else [first, second]

    def _fits(self, piece: _Piece) -> bool:
        return piece.tokens <= self.chunking.max_tokens

    def _is_small(self, piece: _Piece) -> bool:
        return piece.tokens < self.chunking.min_tokens


def _nearest(starts: Sequence[int], end: int, *, parts: int) -> int:
    """The index of the start, but the first, that best sets half of the equal parts apart."""
    target = starts[0] + (end - starts[0]) * (parts // 2) // parts
    after = bisect_left(starts, target, 1, len(starts) - 1)
    before = max(after - 1, 1)
    return before if target - starts[before] < starts[after] - target else after


def _sentences(text: str, start: int, end: int) -> Sequence[int]:
    return [first for first, _ in sentence_spans(text, start, end)]


def _words(text: str, start: int, end: int) -> Sequence[int]:
    return [word.start() for word in re.compile(r"\S+").finditer(text, start, end)]


def _letters(text: str, start: int, end: int) -> Sequence[int]:
    glued = {character for character in set(text[start:end]) if _adds_to_a_letter(character)}
    inner = range(start + 1, end)
    return [start, *(i for i in inner if text[i] not in glued and text[i - 1] != _JOINER)]


def _characters(_text: str, start: int, end: int) -> Sequence[int]:
    return range(start, end)


def _adds_to_a_letter(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"} or (
        "EMOJI MODIFIER" in unicodedata.name(character, "")
    )


# What a stretch that does not fit is cut into; where one unit does not fit, the next kind.
_FINER: Sequence[_Units] = (_sentences, _words, _letters, _characters)
