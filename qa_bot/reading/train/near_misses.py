"""Questions that a passage nearly answers: as it was asked, but for one name, number or office.

A reader that points at the same words all the same has not read the question to its end. SQuAD 2.0
(Rajpurkar et al., 2018) has people write such questions; here they are made by exchanging one word.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qa_bot.text import fold

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator, Mapping

    from qa_bot.reading.train.data import Row

_WORDS: Final = re.compile(r"\w+")

_UNSPACED: Final = frozenset({"ja", "th", "zh"})
"""Languages whose words no space parts: what would be put in another's place is no word there."""

_CASED: Final = frozenset({"de", "el", "en", "es", "fi", "id", "ro", "ru", "sw", "tr", "vi"})
"""Languages that write names with a capital. In the others every rare word may be one."""

_RARE: Final = 3
"""Contexts of a language that a name or number stands in, at most."""

_SHORTEST: Final = 3
"""Letters of a name, at least."""

_TRIES: Final = 20
"""Names that one of the right kind is sought among, at most."""

_OFFICES: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        *("president", "minister", "king", "queen", "emperor", "governor", "mayor", "general"),
        *("ambassador", "chairman", "director", "founder", "coach", "captain", "bishop", "leader"),
        *("author", "composer", "architect", "producer", "inventor", "editor", "painter"),
        *("mother", "father", "brother", "sister", "son", "daughter", "wife", "husband"),
    ),
    "ar": (
        *("رئيس", "وزير", "ملك", "أمير", "إمبراطور", "حاكم", "قائد", "سفير", "مدير", "مؤسس"),
        *("زعيم", "مدرب", "نائب", "خليفة", "سلطان", "كاتب", "مؤلف", "مخرج", "مخترع", "مهندس"),
        *("والد", "والدة", "شقيق", "زوج", "زوجة", "ابن", "ابنة"),
    ),
}
"""What a person can be to a country, a club, a work or another person."""

_FOLDED_OFFICES: Final[Mapping[str, Mapping[str, str]]] = {
    language: {fold(office).text: office for office in offices}
    for language, offices in _OFFICES.items()
}

_ARTICLE: Final = "ال"


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a context or a question.

    Args:
        text: as it stands there.
        folded: as it is compared.
        start: its first character.
    """

    text: str
    folded: str
    start: int

    @property
    def kind(self) -> tuple[bool, bool, bool]:
        """Whether it is a number, has a capital at the front, or has the Arabic article there."""
        return self.text.isdecimal(), self.text[0].isupper(), self.folded.startswith(_ARTICLE)


class NearMisses:
    """Alters questions.

    Args:
        rows: questions with their contexts, whose names and numbers take each other's place.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        contexts: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for row in rows:
            if row.language not in _UNSPACED:
                contexts[row.set, row.language][row.context] = row.article
        self._known: dict[str, frozenset[str]] = {}
        self._common: dict[tuple[str, str], Counter[str]] = {}
        self._names: dict[tuple[str, str, str], list[_Word]] = defaultdict(list)
        for (of, language), texts in contexts.items():
            words = {text: list(_words(text)) for text in texts}
            self._known |= {text: frozenset(w.folded for w in each) for text, each in words.items()}
            common = Counter(word for text in texts for word in self._known[text])
            self._common[of, language] = common
            for text, article in texts.items():
                names = [w for w in words[text] if _is_name(w, language, common)]
                self._names[of, language, article] += names
                self._names[of, language, ""] += names

    def altered(self, row: Row, rng: random.Random) -> str | None:
        """The question of a row, so altered that its context does not answer it any more.

        Args:
            row: with the context in the question's language.
            rng: draws what is altered.

        Returns:
            None where nothing in the question can be.
        """
        if row.language in _UNSPACED:
            return None
        asked = list(_words(row.question))
        context = fold(row.context).text
        return _other_office(row, asked, context, rng) or self._other_name(row, asked, context, rng)

    def _other_name(
        self, row: Row, asked: list[_Word], context: str, rng: random.Random
    ) -> str | None:
        key = row.set, row.language
        known = self._known[row.context]
        # What begins a question has its capital from there.
        names = [
            word
            for word in asked[1:]
            if word.folded in known and _is_name(word, row.language, self._common[key])
        ]
        if not names:
            return None
        word = rng.choice(names)
        # The nearest miss is a name of the same article, if it has more contexts than this one.
        for article in (row.article, ""):
            pool = self._names[*key, article]
            for other in rng.sample(pool, min(len(pool), _TRIES)):
                if other.kind == word.kind and other.folded not in context:
                    return _replaced(row.question, word, other.text)
        return None


def _other_office(row: Row, asked: list[_Word], context: str, rng: random.Random) -> str | None:
    offices = _FOLDED_OFFICES.get(row.language, {})
    others = [office for folded, office in offices.items() if folded not in context]
    for word in asked:
        article = _ARTICLE if word.folded.startswith(_ARTICLE) else ""
        if word.folded.removeprefix(article) in offices and others:
            return _replaced(row.question, word, article + rng.choice(others))
    return None


def _words(text: str) -> Iterator[_Word]:
    for match in _WORDS.finditer(text):
        yield _Word(match[0], fold(match[0]).text, match.start())


def _is_name(word: _Word, language: str, common: Mapping[str, int]) -> bool:
    if word.text.isdecimal():
        return True
    if language in _CASED and not word.text[0].isupper():
        return False
    return len(word.text) >= _SHORTEST and common[word.folded] <= _RARE


def _replaced(question: str, word: _Word, other: str) -> str:
    return question[: word.start] + other + question[word.start + len(word.text) :]
