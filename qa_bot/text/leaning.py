"""How much a question leans on what was said before it, told from its words alone.

A question that leans on others leaves out what it is about: it has few words of its own, begins by
going on ("and", "و", "et"), or points back ("he", "ذلك", "عنه"). Words of its own are those that
are no small words of its language. In a language without a table here the length of the question
decides.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from qa_bot.text.folding import Folded, fold
from qa_bot.text.scripts import script_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def leaning(question: str) -> float:
    """How much a question leans on what was said before it, 0 to 1.

    >>> leaning("ومتى؟"), leaning("Who is he?"), leaning("Where does the ferry to Marra leave?")
    (1.0, 1.0, 0.0)
    """
    words = _words(question)
    table = _table(words)
    weights = _WITH_SIGNS if table and _has_signs(words, table) else _WITHOUT
    own = sum(map(_size, _own(words, table)))
    return weights[own] if own < len(weights) else 0.0


def own_words(question: str) -> list[str]:
    """The words of a question that are no small words of its language.

    >>> own_words("Who did the French chief of staff call?")
    ['French', 'chief', 'staff', 'call']
    """
    words = _words(question)
    return [word.raw for word in _own(words, _table(words))]


_WITH_SIGNS: Final = (1.0, 0.6, 0.5, 0.3, 0.2, 0.1)
_WITHOUT: Final = (1.0, 0.5, 0.2)
"""Weights by how many words a question has of its own, from none, with signs that it goes on or
points back and without. Chosen on tests/benchmarks/dialogues/development.jsonl; steps of 0.1 make
little difference."""


class _Table(NamedTuple):
    """The small words of a language, folded.

    Args:
        joining: those that at the beginning of a question go on from something.
        pointing: those that stand for something.
        others: those that say nothing of what a question is about.
    """

    joining: frozenset[str]
    pointing: frozenset[str]
    others: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.joining | self.pointing | self.others


def _table_of(joining: str, pointing: str, others: str) -> _Table:
    return _Table(*(frozenset(words.split()) for words in (joining, pointing, others)))


_ARABIC: Final = _table_of(
    "و ف ثم او لكن طيب",
    "هو هي هم هما هذا هذه هولاء ذلك تلك ذاك هناك هنا هنالك اولئك اخر اخري ـه ـها ـهم ـهما ـهن",
    """من ما ماذا لماذا متي اين كيف كم هل اي ايه مم عم بم لم لن لا في علي الي عن مع بين قد ان الذي
    التي الذين كان كانت بعد قبل حتي منذ عند لدي حول ضد ب ل ك""",
)
"""ـه and the like are attached pronouns, which `_words` takes off."""

_TABLES: Final = {
    "en": _table_of(
        "and but or so then also",
        """he him his she her hers it its they them their theirs this that these those there one
        ones same else other others""",
        """a an the of in on at to for from by with about into as is are was were be been do does
        did has have had will would can could should may might must no not what who whom whose
        which when where why how many much long i you we me my your us if than since because s t
        """,
    ),
    "fr": _table_of(
        "et mais ou donc alors puis",
        """il elle ils elles lui leur leurs son sa ses cela ca ceci celui celle ceux celles cet
        cette ces y""",
        """le la les l un une des du de d a au aux en dans sur par pour avec est sont etait ont fut
        sera etre avoir qu que qui quoi quel quelle quels quelles quand comment pourquoi combien t
        se s n ne pas ce c""",
    ),
    "de": _table_of(
        "und aber oder also dann",
        """er sie es ihn ihm ihr ihre ihren ihrer seine seiner seinen dies diese dieser dieses dort
        da dazu davon damit daran darauf""",
        """der die das den dem des ein eine einen einem einer ist sind war waren wird wurde hat
        haben hatte werden wer was wann wo warum wie viele viel welche welcher welches wem wen mit
        von zu in im an am auf fur bei aus nach uber um nicht soll kann muss""",
    ),
    "es": _table_of(
        "y e pero o entonces",
        "ella ellos ellas su sus eso esto ese esa esos esas alli ahi le les",
        """el la los las lo un una de del al a en con por para es son fue era ser ha han que quien
        quienes cual cuales cuando donde como cuanto cuantos cuantas porque se no hay""",
    ),
}

_UNSPACED: Final = frozenset({"han", "kana", "thai", "lao", "khmer", "myanmar"})
_CHARACTERS_OF_A_WORD: Final = 3


class _Word(NamedTuple):
    """A word as it was written, and what it is made of, folded."""

    raw: str
    parts: tuple[str, ...]


def _table(words: Sequence[_Word]) -> _Table | None:
    """The table of the language that most of the words belong to, if there is one."""
    if script_of(" ".join(word.raw for word in words)) == "arabic":
        return _ARABIC
    found = {
        name: sum(part in table.all for word in words for part in word.parts)
        for name, table in _TABLES.items()
    }
    best = max(found, key=found.__getitem__)
    return _TABLES[best] if found[best] else None


def _own(words: Sequence[_Word], table: _Table | None) -> list[_Word]:
    """The words that are not small; without a table, those that are not short."""
    if table is None:
        return [word for word in words if _size(word) > 1 or len(word.raw) > _CHARACTERS_OF_A_WORD]
    return [word for word in words if not table.all.issuperset(word.parts)]


def _size(word: _Word) -> int:
    """How many words a word is, which is more than one where no blanks divide them."""
    unspaced = script_of(word.raw) in _UNSPACED
    return max(1, round(len(word.raw) / _CHARACTERS_OF_A_WORD)) if unspaced else 1


def _has_signs(words: Sequence[_Word], table: _Table) -> bool:
    parts = [part for word in words for part in word.parts]
    relative = not {"الذي", "التي", "الذين"}.isdisjoint(parts)
    pointing = (
        part in table.pointing and not _is_copula(parts, at) and not (relative and part[0] == "ـ")
        for at, part in enumerate(parts)
    )
    return parts[0] in table.joining or any(pointing)


def _is_copula(words: Sequence[str], at: int) -> bool:
    """Whether a pronoun only ties a question word to what follows, as in من هو الرئيس."""
    return (
        0 < at < len(words) - 1
        and words[at - 1] in ("من", "ما")
        and words[at] in ("هو", "هي", "هم", "هما")
    )


_WORD: Final = re.compile(r"\w+")
_PRONOUN: Final = "(?P<pronoun>هما|هم|هن|ها|ه)"
_WITH_PREPOSITION: Final = re.compile(
    f"(?P<stem>عن|من|في|ل|ب|الي|علي|مع|عند|بين|لدي|ضد|حول|بعد|قبل){_PRONOUN}"
)
_WITH_PRONOUN: Final = re.compile(rf"(?!ال)(?P<stem>\w{{3,}}?){_PRONOUN}")


def _words(question: str) -> list[_Word]:
    """The words of a question, with the particles and pronouns that Arabic attaches set apart."""
    folded = fold(question)
    return [_word(folded, question, *found.span()) for found in _WORD.finditer(folded.text)]


def _word(folded: Folded, question: str, start: int, end: int) -> _Word:
    word = folded.text[start:end]
    first, last = folded.raw_span(start, end)
    raw = question[first:last]
    if script_of(word) != "arabic":
        return _Word(raw, (word,))
    letter, _ = folded.raw_span(end - 1, end)
    return _Word(raw, tuple(_taken_apart(word, feminine=question[letter] == "ة")))


def _taken_apart(word: str, *, feminine: bool) -> Iterator[str]:
    """An Arabic word without what is attached: وعنه is و and عن and ـه.

    What only looks like a particle is left: the rest must be a small word, or begin with ال.
    """
    for particles in ("وف", "بلك"):
        rest = word[1:]
        if word not in _ARABIC.all and word[0] in particles and _is_small(rest):
            yield word[0]
            word = rest
    attached = _WITH_PREPOSITION.fullmatch(word) or _WITH_PRONOUN.fullmatch(word)
    # Folded, the ending of the feminine looks like the pronoun; اه is the end of many a noun.
    if word in _ARABIC.all or attached is None or feminine or attached["stem"][-1] == "ا":
        yield word
    else:
        yield attached["stem"]
        yield f"ـ{attached['pronoun']}"


def _is_small(word: str) -> bool:
    return (
        word in _ARABIC.all
        or word.startswith("ال")
        or _WITH_PREPOSITION.fullmatch(word) is not None
        or (word[:1] in tuple("بلك") and word[1:] in _ARABIC.all)
    )
