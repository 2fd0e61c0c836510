"""The values that travel through qa_bot, all frozen.

Offsets are Python characters (code points) of ``Article.text``, start included, end excluded.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from qa_bot.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Status = Literal["answered", "declined"]

SHARED: Final = ""
"""Scope of the articles that everybody may ask."""


@dataclass(frozen=True, slots=True)
class Article:
    """A text that can be asked.

    >>> Article(id="memo", title="Memo", text="The meeting is on Monday.").content_hash[:8]
    'e99c3877'

    Args:
        id: names the article in its index; adding another text under the same id replaces it.
        title: what people see beside a quote.
        text: the raw text, exactly as read; every offset counts its characters.
        source: where it came from: a path, an address, or "".
        language: ISO 639-1 code of the text's language, or "" where it is not known.
        fetched_at: when it was read, with its time zone.
        scope: who may ask it: `SHARED`, or the name of a chat that keeps it to itself.

    Raises:
        ArticleError: where the id is blank, or the text holds half of a surrogate pair, which no
            encoding can store.
    """

    id: str
    title: str
    text: str
    source: str = ""
    language: str = ""
    fetched_at: datetime | None = None
    scope: str = SHARED

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise ArticleError("an article needs an id that is not blank")
        try:
            self.text.encode()
        except UnicodeEncodeError as exc:
            raise ArticleError(
                f"article {self.id!r} holds half of a surrogate pair at character {exc.start}: "
                "decode its source anew, with errors='replace'"
            ) from exc

    @property
    def content_hash(self) -> str:
        """SHA-256 of all that an index keeps of the article, but for when it was read."""
        parts = (self.title, self.source, self.language, self.text)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of an article that is embedded as one: ``text == article.text[start:end]``."""

    article_id: str
    start: int
    end: int
    text: str

    @property
    def id(self) -> str:
        """Names the chunk in its index; the same stretch of the same article has the same id."""
        return f"{self.article_id}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as retrieved, with the reasons why.

    Args:
        chunk: what was found.
        score: the fused score that orders the passages as they are retrieved; higher is better.
        similarity: cosine of the question's and the chunk's vectors, -1 to 1.
        dense_rank: place by similarity, counted from 1.
        among: number of chunks that it was compared with, itself included.
        lexical_score: BM25 of the question's terms among the densest passages; 0 where none match.
        lexical_rank: place by that score, counted from 1, or None where no term matches.
        matched_terms: the question's folded and stemmed terms that the chunk holds.
        answering: probability that it holds the answer, 0 to 1; 0 before it is read.
    """

    chunk: Chunk
    score: float
    similarity: float
    dense_rank: int
    among: int = 1
    lexical_score: float = 0.0
    lexical_rank: int | None = None
    matched_terms: tuple[str, ...] = ()
    answering: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words of an article that carry an answer.

    ``quote == article.text[start:end]``, and the answer stands at ``[answer_start, answer_end)``
    within it, in characters of the article too. ``paragraph`` counts the article's paragraphs
    from 1.
    """

    article_id: str
    title: str
    source: str
    start: int
    end: int
    quote: str
    answer_start: int
    answer_end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of prose, by a chat model, that the evidence bears out.

    Args:
        text: the sentence, without the numbers of its citations.
        citations: which of the answer's citations carry it, counted from 0; at least one.
    """

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another answer: of other articles, or in the article's own words below prose.

    Args:
        text: the short answer.
        confidence: probability that the articles say this, 0 to 1.
        citations: the evidence, best first.
    """

    text: str
    confidence: float
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What an answerer proposes, before the evidence gate has seen it.

    Args:
        text: the short answer; of prose, whatever its statements make.
        confidence: probability that the article says this, 0 to 1.
        citations: the evidence, best first; a draft without any is a decline.
        alternatives: what other articles answer, best first.
        statements: the sentences of prose; none where the answer is in the article's own words.
        extract: the answer in the article's own words, below prose.
        note: name of the message that goes with the answer, as in ``prompts/``; "" for none.
        passages: those that were read, the likeliest to answer first; none where nothing was.
    """

    text: str
    confidence: float
    citations: tuple[Citation, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    statements: tuple[Statement, ...] = ()
    extract: Alternative | None = None
    note: str = ""
    passages: tuple[Passage, ...] = ()

    @property
    def answerable(self) -> float:
        """Probability that the passages answer at all, by whatever words, 0 to 1."""
        return min(1.0, sum(passage.answering for passage in self.passages))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question comes back with.

    Args:
        question: as it was asked.
        text: the short answer, or a chat model's prose with the numbers of its citations,
            ``[1]`` being the first one, or the sentence that declines.
        status: ``"answered"`` or ``"declined"``.
        citations: the verified evidence, best first; empty where declined.
        confidence: probability that the article answers with this, 0 to 1.
        alternatives: what other articles answer, verified too, best first; empty where declined.
        passages: what was retrieved, the likeliest to answer first.
        timings: seconds spent, by stage.
        statements: the sentences that make up prose; empty where the text is the article's own.
        extract: below prose, the answer in the article's own words, verified too; else None.
        note: what has to be said of the answer, such as that the chat model gave none; "" for
            nothing.
    """

    question: str
    text: str
    status: Status
    citations: tuple[Citation, ...] = ()
    confidence: float = 0.0
    alternatives: tuple[Alternative, ...] = ()
    passages: tuple[Passage, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    extract: Alternative | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of an answer's text as it comes, verified like all of it."""

    text: str
