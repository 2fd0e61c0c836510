"""Which sentence of which passage bears out what a chat model says, if any does.

A sentence is kept where all of this holds:

- every name in it stands in the passage that it is held against or shortly before it in the
  article, and every number stands in the evidence itself;
- it shares its words with the evidence, or, where it is put otherwise or in another language,
  the two mean the same by the embedding;
- it denies nothing that the evidence does not deny, and the other way round;
- in the evidence two names do not stand in the opposite order around the same words.

Whether a paraphrase swaps roles in another language, or a word of its own changes the meaning, no
such test can see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from qa_bot.chat.instructions import is_instruction
from qa_bot.chat.names import Words, unproved_names
from qa_bot.chat.numbers import are_proved, numbers
from qa_bot.chat.vocabulary import DENIALS, FUNCTION_WORDS, NEGATIONS, REPORTING_ARABIC
from qa_bot.errors import QABotError
from qa_bot.evidence import cite
from qa_bot.retrieval import terms
from qa_bot.text import fold, paragraph_spans, script_of, sentence_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from qa_bot.chat.parsing import Said
    from qa_bot.embedding import Embedder
    from qa_bot.evidence import ArticleLookup
    from qa_bot.types import Article, Citation, Passage

_COVERED: Final = 0.8
"""Share of a sentence's words in the evidence that is support enough."""

_SHARED: Final = 0.5
"""Share below which a sentence in the evidence's language is not borne out by it."""

_SAME_MEANING: Final = 0.88
"""Cosine that is support enough for a sentence in the same letters, put otherwise."""

_SAME_MEANING_ACROSS: Final = 0.83
"""The same across languages. Of 119 sentences of XQuAD and their translations 97% reach it, and 5%
of the pairs of one and another sentence of the same paragraph."""

_FEW: Final = 4
"""Words of a sentence that says too little by itself: it is taken together with the question."""

_MOST_EVIDENCE: Final = 3
_BEFORE: Final = 700
"""Characters before a passage in which those stand whom it calls "he" and "they"."""

_NEAR: Final = 3
_ONE_CLAUSE: Final = 14
_CLAUSES: Final = re.compile("[,،;؛:«»…]")


@dataclass(eq=False)
class _Sentence:
    article: Article
    start: int
    end: int

    @cached_property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @cached_property
    def terms(self) -> list[str]:
        return terms(self.text)

    def cited(self) -> Citation:
        return cite(self.article, self.start, self.end)


class _Source:
    """A passage as evidence.

    Args:
        passage: what was retrieved.
        article: the one that it is a stretch of.
    """

    def __init__(self, passage: Passage, article: Article) -> None:
        self.article = article
        self.start, self.end = passage.chunk.start, passage.chunk.end
        spans = sentence_spans(article.text, self.start, self.end)
        self.withheld = {span for span in spans if is_instruction(article.text[slice(*span)])}
        barred = [
            paragraph
            for paragraph in paragraph_spans(article.text)
            if any(paragraph[0] <= start < paragraph[1] for start, _ in self.withheld)
        ]
        self.sentences = [
            _Sentence(article, start, end)
            for start, end in spans
            if not any(first <= start < last for first, last in barred)
        ]

    @property
    def shown(self) -> str:
        """The text that the model gets to see."""
        text, at = "", self.start
        for start, end in sorted(self.withheld):
            text, at = f"{text}{self.article.text[at:start]} … ", end
        return text + self.article.text[at : self.end]

    @cached_property
    def words(self) -> Words:
        """The passage and what stands shortly before it, as something that names stand in."""
        usable = " ".join(sentence.text for sentence in self.sentences)
        before = self.article.text[max(0, self.start - _BEFORE) : self.start]
        # Who plants an instruction may plant a name before it.
        return Words(usable if is_instruction(before) else f"{before} {usable}")


class _Claim:
    """A sentence of the model as something to be borne out."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.numbers = numbers(text)
        self.terms = terms(text)
        self.content = frozenset(self.terms) - _small_terms()
        self.script = script_of(text)
        self.tokens = frozenset(re.findall(r"\w+", fold(text.replace("n't", " not")).text))

    @property
    def denies(self) -> bool:
        return not self.tokens.isdisjoint(_folded(NEGATIONS))

    @property
    def may_deny(self) -> bool:
        return self.denies or not self.tokens.isdisjoint(_folded(DENIALS))


class Grounder:
    """Finds the evidence for sentences about the passages of one question.

    Args:
        question: as it was asked.
        passages: what was retrieved, best first.
        article: finds the article of a passage.
        embedder: any; vectors of what may be evidence are made when first needed.
    """

    def __init__(
        self,
        question: str,
        passages: Sequence[Passage],
        *,
        article: ArticleLookup,
        embedder: Embedder,
    ) -> None:
        self._question = question
        self._embedder = embedder
        self._sources = [s for s in (_source(p, article) for p in passages) if s is not None]
        self._vectors: dict[_Sentence, NDArray[np.float32]] = {}

    @property
    def texts(self) -> list[str]:
        """What the model gets to see of the passages; the first one is number 1."""
        return [source.shown for source in self._sources]

    def evidence(self, said: Said) -> tuple[Citation, ...]:
        """The sentences that bear out what the model said, best first; none where it is dropped.

        The passages that it names are tried first, then all others: a sentence is not false for a
        wrong number.
        """
        claim = _Claim(said.text)
        if not claim.content and not claim.numbers:
            return ()
        named = [self._sources[n - 1] for n in said.numbers if 0 < n <= len(self._sources)]
        groups = [[source] for source in named]
        groups += [list(pair) for pair in combinations(named, 2)] + ([named] if named[2:] else [])
        groups += [[source] for source in self._sources if source not in named]
        for group in groups:
            if found := self._support(claim, group):
                return tuple(sentence.cited() for sentence in found)
        return ()

    def _support(self, claim: _Claim, group: Sequence[_Source]) -> list[_Sentence]:
        sentences = [sentence for source in group for sentence in source.sentences]
        words = group[0].words if len(group) == 1 else _joined(group)
        if not sentences or unproved_names(claim.text, by=words):
            return []
        near = self._by_words if claim.script in (words.script, "") else self._by_meaning
        found = near(claim, sentences, words)
        text = " ".join(sentence.text for sentence in found)
        held = found and are_proved(claim.numbers, by=text) and not _contradicts(claim, found)
        return found if held else []

    def _by_words(
        self, claim: _Claim, sentences: Sequence[_Sentence], words: Words
    ) -> list[_Sentence]:
        found = _covering(claim, sentences)
        if not found:
            return self._by_meaning(claim, sentences, words)
        covered = {term for sentence in found for term in sentence.terms}
        # Names may stand before the evidence, which only says "he".
        missing = {t for t in claim.content - covered if not _is_name(t, claim, words)}
        share = 1 - len(missing) / len(claim.content) if claim.content else 1.0
        enough = share >= _COVERED and len(claim.content) >= _FEW
        if share < _SHARED and claim.script != "latin":
            return []
        return found if enough or self._means(claim, found, words) else []

    def _by_meaning(
        self, claim: _Claim, sentences: Sequence[_Sentence], words: Words
    ) -> list[_Sentence]:
        cosines = self._cosines(claim, sentences)
        best = sentences[int(np.argmax(cosines))]
        return [best] if cosines.max() >= _wanted(claim, words) else []

    def _means(self, claim: _Claim, found: Sequence[_Sentence], words: Words) -> bool:
        return bool(self._cosines(claim, found).max() >= _wanted(claim, words))

    def _cosines(self, claim: _Claim, sentences: Sequence[_Sentence]) -> NDArray[np.float32]:
        few = len(claim.content) < _FEW
        text = f"{self._question} {claim.text}" if few else claim.text
        new = [sentence for sentence in sentences if sentence not in self._vectors]
        vectors = self._embedder.embed_documents([text, *(sentence.text for sentence in new)])
        self._vectors.update(zip(new, vectors[1:], strict=True))
        return np.stack([self._vectors[sentence] for sentence in sentences]) @ vectors[0]


def _source(passage: Passage, lookup: ArticleLookup) -> _Source | None:
    chunk = passage.chunk
    try:
        article = lookup(chunk.article_id)
    except QABotError:
        return None  # removed since it was found
    if article.text[chunk.start : chunk.end] != chunk.text:
        return None  # changed since it was found
    return _Source(passage, article)


def _joined(group: Sequence[_Source]) -> Words:
    return Words(" ".join(source.words.text for source in group))


def _wanted(claim: _Claim, words: Words) -> float:
    return _SAME_MEANING if claim.script in (words.script, "") else _SAME_MEANING_ACROSS


def _is_name(term: str, claim: _Claim, words: Words) -> bool:
    """Whether a term of the claim is one of its names; all of them are proved by now."""
    names = re.findall(r"(?<!^)\b[A-ZÀ-Þ]\w+", claim.text)
    return term in words.stems and any(term in terms(name) for name in names)


def _covering(claim: _Claim, sentences: Sequence[_Sentence]) -> list[_Sentence]:
    """The few sentences that together hold most of the claim's words and numbers, best first."""
    missing, found = set(claim.content), []
    pool = list(sentences)
    while missing and pool and len(found) < _MOST_EVIDENCE:
        best = max(pool, key=lambda sentence: len(missing.intersection(sentence.terms)))
        gained = missing.intersection(best.terms)
        if not gained or (found and len(gained) < 2 and len(missing) > 1):  # noqa: PLR2004
            break
        found.append(best)
        pool.remove(best)
        missing -= gained
        if len(missing) <= (1 - _COVERED) * len(claim.content):
            break
    return found


def _contradicts(claim: _Claim, found: Sequence[_Sentence]) -> bool:
    evidence = " ".join(sentence.text for sentence in found).replace("n't", " not")
    tokens = re.findall(r"\w+", fold(evidence).text)
    denying = [n for n, token in enumerate(tokens) if token in _folded(NEGATIONS)]
    if claim.denies:
        softer = not _folded(DENIALS).isdisjoint(tokens)
        return not denying and not softer
    if claim.may_deny or not denying:
        return _is_swapped(claim, evidence)
    if claim.script != script_of(evidence):
        return len(tokens) <= _ONE_CLAUSE and not _CLAUSES.search(evidence)
    return _denied(claim, tokens, denying) or _is_swapped(claim, evidence)


def _denied(claim: _Claim, tokens: Sequence[str], denying: Sequence[int]) -> bool:
    """Whether the evidence denies, and nowhere affirms, a word that the claim affirms."""
    near = {place for n in denying for place in range(n, n + _NEAR + 1)}
    denied = {t for n, token in enumerate(tokens) if n in near for t in terms(token)}
    affirmed = {t for n, token in enumerate(tokens) if n not in near for t in terms(token)}
    return not claim.content.isdisjoint(denied - affirmed)


def _is_swapped(claim: _Claim, evidence: str) -> bool:
    """Whether the same few words stand between two names in the opposite order."""
    pair = re.search(
        r"\b([A-Z][\w-]+)((?:\s+[a-z]\w*){1,4})\s+(?:[A-Z]\w+\s+)?([A-Z][\w-]+)", claim.text
    )
    if not pair or re.search(r"\b(?:by|with|and|or)\b", pair[2]):
        return False
    first, between, second = pair.groups()
    verbs = set(terms(between)) - _small_terms()
    turned = re.search(rf"\b{second}\b([^.;]*?)\b{first}\b", evidence)
    if not turned or re.search(r"\b(?:by|with|and|or)\b", turned[1]):
        return False
    return bool(verbs) and verbs.issubset(terms(turned[1]))


@cache
def _small_terms() -> frozenset[str]:
    words = " ".join((*FUNCTION_WORDS, *REPORTING_ARABIC))
    return frozenset(terms(words)) | _folded(frozenset([words]))


@cache
def _folded(words: frozenset[str]) -> frozenset[str]:
    return frozenset(fold(" ".join(words)).text.split())
