"""The packaged model's tokenizer, with the place of every token in the raw text.

The same Unigram model is in the library `tokenizers`, which takes a second to load it: as long as
all else that a command does. Here the pieces become a dictionary, and the words of a text, most of
which come again, are split once each.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from qa_bot.embedding.weights import ModelFile

_SPACE: Final = "▁"
_UNKNOWN_PENALTY: Final = 10.0
"""What an unknown character costs beyond the rarest piece, in log probability, as in
SentencePiece."""

_KEPT_WORDS: Final = 50_000


class Tokens(NamedTuple):
    """A tokenised text.

    Args:
        ids: one a token.
        spans: where each stands in the raw text, in characters; a token may be part of what one
            character stands for (`½`), so neighbours can share a character.
    """

    ids: list[int]
    spans: list[tuple[int, int]]


class _Piece(NamedTuple):
    id: int
    length: int


class UnigramTokenizer:
    """Splits texts into the packaged model's pieces, the likeliest way (Kudo, 2018).

    Args:
        file: the packaged model.
    """

    def __init__(self, file: ModelFile) -> None:
        self._file = file
        pieces = file.pieces()
        self._ids = {piece: id_ for id_, (piece, _) in enumerate(pieces)}
        self._scores = [score for _, score in pieces]
        # No text may spell a token that means something else.
        for special in (file.bos, file.eos, file.unknown):
            del self._ids[pieces[special][0]]
        self._longest = max(map(len, self._ids))
        self._scores[file.unknown] = min(self._scores) - _UNKNOWN_PENALTY
        self._split = lru_cache(_KEPT_WORDS)(self._likeliest)

    def tokenise(self, text: str) -> Tokens:
        """The tokens of a text, each unknown character one of its own."""
        characters, origins = self._file.normalise_with_origins(text)
        tokens = Tokens([], [])
        at = 0
        for word in characters.split(" "):
            for id_, length in self._split(word):
                first, last = origins[at], origins[at + max(length, 1) - 1]
                tokens.ids.append(id_)
                tokens.spans.append((first, last + 1 if length else first))
                at += length
            at += 1
        return tokens

    def _likeliest(self, word: str) -> list[_Piece]:
        if not word:
            return []
        word = _SPACE + word
        # The best way to reach each place: its score, and the piece that ends there.
        best = [0.0] + [-math.inf] * len(word)
        ways = [(0, 0)] * len(best)
        for start in range(len(word)):
            for end in range(start + 1, min(start + self._longest, len(word)) + 1):
                id_ = self._ids.get(word[start:end])
                if id_ is None:
                    if end > start + 1:
                        continue
                    id_ = self._file.unknown
                score = best[start] + self._scores[id_]
                if score > best[end]:
                    best[end], ways[end] = score, (id_, start)
        return _followed_back(ways)


def _followed_back(ways: list[tuple[int, int]]) -> list[_Piece]:
    pieces = []
    end = len(ways) - 1
    while end:
        id_, start = ways[end]
        # The mark of a space, first of all, has no width in the text.
        pieces.append(_Piece(id_, end - max(start, 1)))
        end = start
    return pieces[::-1]
