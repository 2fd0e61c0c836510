"""Measures on question sets."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from qa_bot.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_ARTICLES: Final = frozenset({"a", "an", "the"})


def exact_match(answer: str, accepted: Iterable[str]) -> float:
    """1 if an answer has the words of an accepted one, else 0.

    >>> exact_match("The Moon.", ["moon"])
    1.0
    """
    return float(any(_words(answer) == _words(other) for other in accepted))


def token_f1(answer: str, accepted: Iterable[str]) -> float:
    """How well the words of an answer and of the accepted one nearest to it agree, 0 to 1.

    The harmonic mean of precision and recall (Rajpurkar et al., 2016), of words that are folded,
    without punctuation and English articles.

    >>> round(token_f1("فاليري غيراسيموف", ["نظيره فاليري غيراسيموف"]), 2)
    0.8
    """
    return max((_f1(_words(answer), _words(other)) for other in accepted), default=0.0)


def _f1(answer: list[str], accepted: list[str]) -> float:
    shared = sum((Counter(answer) & Counter(accepted)).values())
    if not shared:
        return float(answer == accepted)
    return 2 * shared / (len(answer) + len(accepted))


def _words(text: str) -> list[str]:
    spaced = "".join(each if _is_of_word(each) else " " for each in fold(text).text)
    return [word for word in spaced.split() if word not in _ARTICLES]


def _is_of_word(character: str) -> bool:
    # Not by `\w`, which leaves out the vowel signs of Hindi and Thai.
    return unicodedata.category(character)[0] in "LMN"
