"""Which sentence of which passage bears out what a chat model says, if any does.

A sentence is kept where all of this holds:

- every name in it stands in the passage that it is held against or shortly before it in the
  article, and every number stands in the evidence itself;
- where the evidence does not name whom it names ("he said"), it names nobody else, and the reader,
  asked who it was, points at that name before the end of the evidence;
- it shares its words with the evidence, or, where it is put otherwise or in another language,
  the two mean the same by the embedding; in another language the evidence also has a word like
  each of its rarer ones;
- it denies nothing that the evidence does not deny, and the other way round, and uses no word that
  excludes one of the evidence;
- in the evidence two names do not stand in the opposite order around the same words.

Whether a paraphrase in another language changes one word among many, no such test can see for
certain. In Arabic no name can be told from another word: what it says about an article in other
letters must mean nearly the same, and who did it is asked of the reader in Latin letters only.

Of the reader nothing else helps (410 sentences about eight texts): its margin for the whole
sentence, or for the sentence with one word left out, tells true from false worse than the cosine,
and adds nothing to it where no false sentence may pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from qa_bot.chat.instructions import is_instruction
from qa_bot.chat.numbers import are_proved, measures_stand_in, numbers
from qa_bot.chat.vocabulary import (
    COMMON_ENGLISH,
    DENIALS,
    EXCLUSIVE,
    NEGATIONS,
    OPPOSITES,
    REVERSALS,
)
from qa_bot.errors import QABotError
from qa_bot.evidence import article_of, cite
from qa_bot.names import (
    FUNCTION_WORDS,
    REPORTING_ARABIC,
    Words,
    bare_forms,
    names_in,
    names_told,
    unproved_names,
)
from qa_bot.retrieval import terms
from qa_bot.text import fold, paragraph_spans, script_of, sentence_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from qa_bot.chat.parsing import Said
    from qa_bot.embedding import Embedder
    from qa_bot.evidence import ArticleLookup
    from qa_bot.reading import SpanReader
    from qa_bot.types import Article, Citation, Passage

_COVERED: Final = 0.8
"""Share of a sentence's words in the evidence that is support enough."""

_SHARED: Final = 0.5
"""Share below which a sentence in the evidence's language is not borne out by it."""

_SAME_MEANING: Final = 0.88
"""Cosine with the evidence, or with a clause of it, that is support enough."""

_SAME_MEANING_ACROSS: Final = 0.832
"""Cosine with the whole evidence that is enough across languages. Of 119 sentences of XQuAD and
their translations 95% reach it, and 3% of the pairs with another sentence of the paragraph."""

_WITHOUT_NAMES: Final = 0.905
"""The same, also of a clause, where nothing tells whether an Arabic word is a name."""

_NAMES_PROVED: Final = 0.89
"""The same where each of its words is proved or an everyday one."""

_SAME_WORD: Final = 0.84
"""Cosine of a word with one of the evidence, in another language, that may be the same."""

_FEW: Final = 4
"""Words of a sentence that says too little by itself: it is taken together with the question.
Across languages that only adds noise."""

_MOST_EVIDENCE: Final = 3
_FROM_OTHERS: Final = 0.34
"""Share of a sentence's words that may stand in other evidence than the rest."""

_SIDES: Final = re.compile(r"[,،;؛]|\b(?:while|whereas|but|بينما|فيما|لكن)\b")
_ENGLISH: Final = frozenset(("the", "of", "and", "is", "was", "that", "by", "will", "it"))
_CONTRAST: Final = re.compile(r"\b(?:while|whereas|بينما|فيما|في حين|على حين)\b")
_BEFORE: Final = 400
"""Characters before a passage in which those stand whom it calls "he" and "they"."""

_NEAR: Final = 2
_ONE_CLAUSE: Final = 14
_CLAUSES: Final = re.compile("[,،;؛:«»“”…()]")
_CLAUSE_WORDS: Final = 4
_WITHOUT_SUBJECT: Final = re.compile(r"\w+\s*(?:\w{1,3}\s*)?(?:ب\w+\s*)?[:،«\"“]")


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

    @cached_property
    def parts(self) -> list[str]:
        """The sentence and its clauses: a model often says what one of them says."""
        clauses = [c for c in _CLAUSES.split(self.text) if len(c.split()) >= _CLAUSE_WORDS]
        return [self.text, *(clauses if len(clauses) > 1 else ())]

    @cached_property
    def words(self) -> Words:
        return Words(self.text)

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
    def usable(self) -> Words:
        """The passage as something that names stand in."""
        return Words(" ".join(sentence.text for sentence in self.sentences))

    @cached_property
    def words(self) -> Words:
        """The same with what stands shortly before it."""
        return Words(" ".join((*self._before, self.usable.text)))

    def until(self, sentence: _Sentence) -> str:
        """What can be read up to the end of one of its sentences, with what stands before it."""
        read = (other.text for other in self.sentences if other.start <= sentence.start)
        return " ".join((*self._before, *read))

    @cached_property
    def _before(self) -> list[str]:
        text, start = self.article.text, max(0, self.start - _BEFORE)
        before = [text[slice(*span)] for span in sentence_spans(text, start, self.start)]
        # Who plants an instruction may plant a name before it.
        return [] if any(map(is_instruction, before)) else before


class _Claim:
    """A sentence of the model as something to be borne out."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.numbers = numbers(text)
        # Words of numbers are compared as numbers.
        words = [
            word for word in re.findall(r"\w+", text) if word[0].isdigit() or not numbers(word)
        ]
        self.content = frozenset(terms(" ".join(words))) - _small_terms()
        self.script = script_of(text)
        self.tokens = frozenset(_tokens(text.replace("n't", " not")))

    def is_foreign_to(self, words: Words) -> bool:
        """Whether it is in another language of the same letters, as French and English are."""
        return len(self.tokens) >= _FEW and _is_english(self.text) != _is_english(words.text)

    @property
    def rare_words(self) -> list[str]:
        """Its words that are neither names, numbers nor everyday ones."""
        names = names_in(self.text)
        return [
            word
            for word in re.findall(r"\w+", self.text)
            if word not in names and self.content.intersection(terms(word)) - _everyday_english()
        ]

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
        reader: says who did what where the evidence itself does not name them.
    """

    def __init__(
        self,
        question: str,
        passages: Sequence[Passage],
        *,
        article: ArticleLookup,
        embedder: Embedder,
        reader: SpanReader,
    ) -> None:
        self._question = question
        self._reader = reader
        self._embedder = embedder
        self._sources = [s for s in (_source(p, article) for p in passages) if s is not None]
        self._vectors: dict[str, NDArray[np.float32]] = {}

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
        if not sentences or not _may_be_said_by(claim, words):
            return []
        near = self._by_words if claim.script in (words.script, "") else self._by_meaning
        found = near(claim, sentences, words)
        text = " ".join(sentence.text for sentence in found)
        held = (
            found
            and are_proved(claim.numbers, by=text)
            and measures_stand_in(claim.text, evidence=text)
            and all(self._may_speak_of(claim, sentence, group) for sentence in found)
            and not _is_excluded(claim, found[0].text)
            and not _contradicts(claim, text)
            and not _names_another(claim, text)
            and not _mixes(claim, text)
        )
        return found if held else []

    def _may_speak_of(self, claim: _Claim, sentence: _Sentence, group: Sequence[_Source]) -> bool:
        """Whether a sentence names those whom the claim names, or means them."""
        unnamed = unproved_names(claim.text, by=sentence.words)
        if not unnamed:
            return True
        sources = [source for source in group if sentence in source.sentences]
        if claim.script == "arabic":
            return any(_may_mean(claim, sentence, source) for source in sources)
        if sentence.words.script == "latin" and names_in(sentence.text):
            return False  # it speaks of somebody else
        texts = [source.until(sentence) for source in sources]
        read = self._reader.read(_asking_who(claim.text, unnamed), texts, count=1)
        return any(
            not unproved_names(" ".join(unnamed), by=Words(text[span.start : span.end]))
            for text, spans in zip(texts, read, strict=True)
            for span in spans
        )

    def _by_words(
        self, claim: _Claim, sentences: Sequence[_Sentence], words: Words
    ) -> list[_Sentence]:
        if claim.is_foreign_to(words):
            return self._by_meaning(claim, sentences, words)
        found = _covering(claim, sentences)
        covered = {term for sentence in found for term in sentence.terms}
        # Names may stand before the evidence, which only says "he".
        missing = {t for t in claim.content - covered if not _is_known(t, claim, words)}
        if not found or not missing:
            return found
        # In one language a word that the passage has not is news, unless it is an everyday one.
        if claim.script == "latin" and not missing <= words.stems | _everyday_english():
            return []
        share = 1 - len(missing) / len(claim.content)
        if share >= _COVERED and len(claim.content) >= _FEW:
            return found
        alike = share >= _SHARED and self._margins(claim, found, words).max() >= 0
        return found if alike else []

    def _by_meaning(
        self, claim: _Claim, sentences: Sequence[_Sentence], words: Words
    ) -> list[_Sentence]:
        margins = self._margins(claim, sentences, words)
        best = sentences[int(np.argmax(margins))]
        alike = margins.max() >= 0 and self._has_like_words(claim, best)
        return [best] if alike else []

    def _has_like_words(self, claim: _Claim, evidence: _Sentence) -> bool:
        """Whether the evidence has a word like each rarer one of a claim in another language."""
        if claim.script != "latin" or evidence.words.script in ("latin", ""):
            return True
        rare = claim.rare_words
        said = re.findall(r"\w+", evidence.text)
        return not rare or bool(
            (self._embedded(rare) @ self._embedded(said).T).max(axis=1).min() >= _SAME_WORD
        )

    def _margins(
        self, claim: _Claim, sentences: Sequence[_Sentence], words: Words
    ) -> NDArray[np.float32]:
        """By how much each sentence is like the claim beyond what is enough."""
        whole_is_enough, part_is_enough = _enough(claim, words)
        short = len(claim.content) < _FEW and claim.script == words.script
        text = f"{self._question} {claim.text}" if short else claim.text
        [vector] = self._embedded([text])
        cosines = [self._embedded(sentence.parts) @ vector for sentence in sentences]
        return np.array(
            [max(c[0] - whole_is_enough, c.max() - part_is_enough) for c in cosines], np.float32
        )

    def _embedded(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._embedder.embed_documents(new), strict=True))
        return np.stack([self._vectors[text] for text in texts])


def _source(passage: Passage, lookup: ArticleLookup) -> _Source | None:
    try:
        article = article_of(passage.chunk, article=lookup)
    except QABotError:
        return None  # what cannot be read bears nothing out
    return _Source(passage, article) if article else None


def _enough(claim: _Claim, words: Words) -> tuple[float, float]:
    """Cosines of a claim that are support enough: with whole evidence, and with a clause of it."""
    if claim.script in (words.script, ""):
        return _SAME_MEANING, _SAME_MEANING
    if claim.script != "arabic":
        return _SAME_MEANING_ACROSS, _SAME_MEANING
    enough = _WITHOUT_NAMES if unproved_names(claim.text, by=words) else _NAMES_PROVED
    return enough, enough


def _may_be_said_by(claim: _Claim, words: Words) -> bool:
    """Whether all names of the claim stand in a text, as far as they can be told from words."""
    if claim.script == "arabic" and words.script == "latin":
        return Words(claim.text).entries <= words.entries
    return not unproved_names(claim.text, by=words)


def _is_english(text: str) -> bool:
    return not _ENGLISH.isdisjoint(text.lower().split())


def _joined(group: Sequence[_Source]) -> Words:
    return Words(" ".join(source.words.text for source in group))


def _is_known(term: str, claim: _Claim, words: Words) -> bool:
    """Whether a term of the claim is one of its names; all of them are proved by now."""
    if Words(term).entries & words.entries:
        return True
    names = re.findall(r"(?<!^)\b[A-ZÀ-Þ]\w+", claim.text)
    return term in words.stems and any(term in terms(name) for name in names)


def _covering(claim: _Claim, sentences: Sequence[_Sentence]) -> list[_Sentence]:
    """The sentence that holds most of the claim's words, and few others that hold the rest."""
    pool = list(sentences)
    best = max(pool, key=lambda sentence: len(claim.content.intersection(sentence.terms)))
    missing = set(claim.content).difference(best.terms)
    found = [best] if len(missing) < len(claim.content) else []
    # Words of different sentences make a new one, unless one of them says nearly all.
    if not found or not missing or len(missing) > _FROM_OTHERS * len(claim.content):
        return found
    pool.remove(best)
    while missing and pool and len(found) < _MOST_EVIDENCE:
        other = max(pool, key=lambda sentence: len(missing.intersection(sentence.terms)))
        if missing.isdisjoint(other.terms):
            break
        found.append(other)
        pool.remove(other)
        missing.difference_update(other.terms)
    return found


def _names_another(claim: _Claim, evidence: str) -> bool:
    """Whether the clause that says it names somebody else than the claim does."""
    clauses = [clause for clause in _SIDES.split(evidence) if clause.strip()]
    if claim.script != script_of(evidence):
        like = evidence
    elif len(clauses) > 1:
        like = _likest(claim, clauses)
    else:
        return False
    claimed, said = Words(claim.text).entries, Words(like).entries
    return bool(claimed - said) and bool(said - claimed)


def _mixes(claim: _Claim, evidence: str) -> bool:
    """Whether the claim takes words from both sides of what the evidence sets apart."""
    sides = _CONTRAST.split(evidence)
    if len(sides) < 2 or claim.script != script_of(evidence):  # noqa: PLR2004
        return False
    held = [claim.content.intersection(terms(side)) for side in sides]
    most = max(held, key=len)
    return any(other - most for other in held)


def _may_mean(claim: _Claim, sentence: _Sentence, source: _Source) -> bool:
    """Whether an Arabic sentence may mean those whom it does not name, as far as can be told."""
    if script_of(sentence.text) != "arabic":
        if sentence.words.script != "latin":
            return not names_in(sentence.text)
        others = names_told(claim.text, by=source.words)
        return not names_in(sentence.text) or others <= names_told(claim.text, by=sentence.words)
    # Not all that is not there is a name: the rest of the passage may have it too.
    if not unproved_names(claim.text, by=source.usable):
        return True
    # Nothing tells an Arabic name. But within a paragraph, and where a quote follows the verb at
    # once, whoever speaks was named before.
    paragraphs = {start for start, _ in paragraph_spans(sentence.article.text)}
    spoken = _WITHOUT_SUBJECT.match(fold(sentence.text).text)
    return sentence.start not in paragraphs or spoken is not None


def _asking_who(text: str, names: Sequence[str]) -> str:
    """A sentence as a question for those whom it names, or for which of its kind that is.

    >>> _asking_who("Dr Ada Lovelace wrote it.", ["Ada", "Lovelace"])
    'Dr who wrote it.'
    >>> _asking_who("A bridge over the river Lena opened.", ["Lena"])
    'A bridge over which river opened.'
    """
    name = "|".join(map(re.escape, names))
    name = rf"\b(?:{name})\b(?:[\s-]+(?:{name})\b)*"
    return re.sub(name, "who", re.sub(rf"\b[Tt]he ([a-z]+) {name}", r"which \1", text))


def _contradicts(claim: _Claim, evidence: str) -> bool:
    tokens = _tokens(evidence.replace("n't", " not"))
    denies = not _folded(NEGATIONS).isdisjoint(tokens)
    softer = not _folded(DENIALS).isdisjoint(tokens)
    if claim.denies or claim.tokens & _folded(REVERSALS):
        return not denies and not softer
    if claim.script != script_of(evidence):
        one_clause = len(tokens) <= _ONE_CLAUSE and not _CLAUSES.search(evidence)
        return denies and one_clause and not claim.may_deny
    return (not claim.may_deny and _denied(claim, evidence)) or _is_swapped(claim, evidence)


def _is_excluded(claim: _Claim, evidence: str) -> bool:
    """Whether the evidence says another word where the claim says one that excludes it."""
    tokens = {form for token in _tokens(evidence) for form in bare_forms(token)}
    said = {form for token in claim.tokens for form in bare_forms(token)}
    return any(
        said & words and not tokens & words and any(tokens & w for w in group if w != words)
        for group in EXCLUSIVE
        for words in group
    )


def _likest(claim: _Claim, parts: Sequence[str]) -> str:
    return max(parts, key=lambda part: len(claim.content.intersection(terms(part))))


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text).text)


def _denied(claim: _Claim, evidence: str) -> bool:
    """Whether the evidence denies, and nowhere affirms, what the claim affirms."""
    content = [
        t for t in _tokens(evidence) if t in _turning() or not _terms_of([t]) <= _small_terms()
    ]
    near: set[int] = set()
    for place, token in enumerate(content):
        if token in _folded(OPPOSITES) and token not in claim.tokens:
            near.add(place + 1)
        elif token in _turning() - _folded(OPPOSITES):
            near.update(range(place, place + _NEAR + 1))
    denied = _terms_of([token for n, token in enumerate(content) if n in near])
    affirmed = _terms_of([token for n, token in enumerate(content) if n not in near])
    if not claim.content.isdisjoint(denied - affirmed):
        return True
    # A word that is not there may be the one that is denied.
    likest = _tokens(_likest(claim, _CLAUSES.split(evidence)))
    return not claim.content <= denied | affirmed and not _turning().isdisjoint(likest)


@cache
def _turning() -> frozenset[str]:
    return _folded(NEGATIONS) | _folded(REVERSALS) | _folded(OPPOSITES)


def _terms_of(tokens: Sequence[str]) -> set[str]:
    return set(terms(" ".join(tokens)))


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
def _everyday_english() -> frozenset[str]:
    return frozenset(terms(" ".join(COMMON_ENGLISH)))


@cache
def _folded(words: frozenset[str]) -> frozenset[str]:
    return frozenset(fold(" ".join(words)).text.split())
