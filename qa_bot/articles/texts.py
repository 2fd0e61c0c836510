"""An article made of a text at hand."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime

from qa_bot.articles.languages import language_of
from qa_bot.errors import ArticleError
from qa_bot.types import Article

_TITLE_CHARACTERS = 80
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def article_from_text(
    text: str,
    *,
    id: str | None = None,  # noqa: A002 - named as the article's own field
    title: str | None = None,
    source: str = "",
) -> Article:
    r"""Make an article of a text.

    >>> article_from_text("The meeting is on Monday.\nBring the report.").title
    'The meeting is on Monday.'

    Args:
        text: kept exactly as it is, line ends included.
        id: names the article; by default a hash of the text.
        title: by default the first line that is not blank, cut at a word.
        source: where the text came from.

    Raises:
        ArticleError: where the text is blank or cannot be stored.
    """
    if not text.strip():
        name = repr(source) if source else "the text"
        raise ArticleError(f"{name} is blank: give an article that has words")
    article = Article(
        id=_hash_id(text) if id is None else id,
        title=_first_line(text) if title is None else title,
        text=text,
        source=source,
        fetched_at=datetime.now(UTC),
    )
    return replace(article, language=language_of(text))


def _hash_id(text: str) -> str:
    # Half of a surrogate pair passes here, for Article to refuse it with its own message.
    return f"text-{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()[:16]}"


def _first_line(text: str) -> str:
    lines = (_printable(line) for line in text.splitlines())
    return _shortened(next(filter(None, lines), ""))


def _printable(line: str) -> str:
    """The line without control characters, its blanks folded."""
    return " ".join(_CONTROLS.sub(" ", line).split())


def _shortened(line: str) -> str:
    if len(line) <= _TITLE_CHARACTERS:
        return line
    words, _, _ = line[:_TITLE_CHARACTERS].rpartition(" ")
    return (words or line[: _TITLE_CHARACTERS - 1]) + "…"
