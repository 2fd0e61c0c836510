"""Text to terms for lexical matching: folded, split into words, stemmed by script."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import Stemmer

from qa_bot.text import fold, script_of

_WORD: Final = re.compile(r"\w+")

_STEMMERS: Final = {
    "arabic": "arabic",
    "armenian": "armenian",
    "cyrillic": "russian",
    "devanagari": "hindi",
    "greek": "greek",
    "tamil": "tamil",
}
"""Snowball's algorithm for a script; words of Latin letters go by the language of the text."""

_LATIN: Final = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "sv": "swedish",
    "tr": "turkish",
}

_UNSPACED: Final = frozenset(
    {"han", "kana", "hiragana", "katakana", "thai", "lao", "khmer", "myanmar"}
)


def terms(text: str, *, language: str = "") -> list[str]:
    """The terms of a text, in order, repeated ones included.

    Scripts that put no blanks between words give pairs of neighbouring characters.

    >>> terms("Who called the generals?")
    ['who', 'call', 'the', 'general']
    >>> terms("الجَنَرال") == terms("الجنرال")
    True

    Args:
        text: raw text.
        language: ISO 639-1 code that chooses the stemmer of words in Latin letters; English
            where it is "" or has no stemmer.
    """
    latin = _LATIN.get(language, "english")
    return [term for word in _WORD.findall(fold(text).text) for term in _terms_of(word, latin)]


def _terms_of(word: str, latin: str) -> list[str]:
    script = _script(word)
    if script in _UNSPACED:
        return [word[i : i + 2] for i in range(max(1, len(word) - 1))]
    return [_stemmer(_STEMMERS.get(script, latin)).stemWord(word)]


@cache
def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(algorithm)


def _script(word: str) -> str:
    return "latin" if word.isascii() else script_of(word)
