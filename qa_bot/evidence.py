"""The evidence gate: nothing is shown as a quote that does not stand in the article, word for word.

Citations are made here and checked here, so that no answerer has to be trusted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace

from qa_bot.errors import ArticleError, QABotError
from qa_bot.text import paragraph_spans
from qa_bot.types import Alternative, Article, Chunk, Citation, Draft, Statement

ArticleLookup = Callable[[str], Article]
"""From an article's id to the article; raises `QABotError` where there is none."""


def cite(
    article: Article, start: int, end: int, *, answer: tuple[int, int] | None = None
) -> Citation:
    """Quote a stretch of an article.

    >>> memo = Article(id="memo", title="Memo", text="The meeting is on Monday.")
    >>> cite(memo, 0, 25, answer=(18, 24)).quote
    'The meeting is on Monday.'

    Args:
        article: what is quoted.
        start: first character of the quote.
        end: the character after its last.
        answer: where the answer stands, in characters of the article; the whole quote by default.
    """
    answer_start, answer_end = answer or (start, end)
    return Citation(
        article_id=article.id,
        title=article.title,
        source=article.source,
        start=start,
        end=end,
        quote=article.text[start:end],
        answer_start=answer_start,
        answer_end=answer_end,
        paragraph=_paragraph(article.text, start),
    )


def _paragraph(text: str, start: int) -> int:
    starts = [first for first, _ in paragraph_spans(text)]
    return max(1, bisect_right(starts, start))


def article_of(chunk: Chunk, *, article: ArticleLookup) -> Article | None:
    """The article that a chunk was cut from, if it still says so.

    Args:
        chunk: what was found.
        article: finds the chunk's article.

    Returns:
        The article, or None where it was removed or changed since.
    """
    try:
        found = article(chunk.article_id)
    except ArticleError:
        return None
    return found if found.text[chunk.start : chunk.end] == chunk.text else None


def verify(draft: Draft, *, article: ArticleLookup) -> Draft:
    """Keep of a draft what its articles bear out.

    A citation stays if it is, field by field, what `cite` makes of the article today. The draft
    stays if one of those citations holds the answer's exact words; otherwise what is left is a
    draft without citations, which is a decline. Beside a draft that stays, each alternative stays
    by the same rule; none ever takes its place.

    Of prose, which is nobody's exact words, each statement stays that has a citation that stays,
    and the citations that no statement needs go; they are numbered as the statements need them.

    Args:
        draft: what an answerer proposed.
        article: finds the articles that it cites.
    """
    if draft.statements:
        return _verified_prose(draft, article)
    citations = _evidence(draft, article)
    others = [_verified(a, article) for a in draft.alternatives if citations]
    return replace(
        draft,
        citations=citations,
        alternatives=tuple(other for other in others if other.citations),
        extract=None,
    )


def prose(statements: Iterable[Statement]) -> str:
    """Statements as one text, each with the numbers of its citations.

    >>> prose([Statement("Anna leads.", (0, 2)), Statement("It meets on Monday.", (1,))])
    'Anna leads. [1][3] It meets on Monday. [2]'
    """
    return " ".join(
        f"{statement.text} {''.join(f'[{n + 1}]' for n in statement.citations)}"
        for statement in statements
    )


def _verified_prose(draft: Draft, article: ArticleLookup) -> Draft:
    numbers: dict[Citation, int] = {}
    statements = []
    for statement in draft.statements:
        cited = dict.fromkeys(
            draft.citations[n] for n in statement.citations if 0 <= n < len(draft.citations)
        )
        true = [citation for citation in cited if _is_true(citation, article)]
        if true and statement.text.strip():
            places = tuple(numbers.setdefault(citation, len(numbers)) for citation in true)
            statements.append(replace(statement, citations=places))
    extract = draft.extract and _verified(draft.extract, article)
    return replace(
        draft,
        text=prose(statements),
        citations=tuple(numbers),
        alternatives=(),
        statements=tuple(statements),
        extract=extract if extract and extract.citations and statements else None,
    )


def _verified(claim: Alternative, article: ArticleLookup) -> Alternative:
    return replace(claim, citations=_evidence(claim, article))


def _evidence(claim: Draft | Alternative, lookup: ArticleLookup) -> tuple[Citation, ...]:
    true = tuple(citation for citation in claim.citations if _is_true(citation, lookup))
    carried = any(_answer_words(citation) == claim.text for citation in true)
    return true if carried else ()


def _is_true(citation: Citation, lookup: ArticleLookup) -> bool:
    try:
        article = lookup(citation.article_id)
    except QABotError:
        return False
    start, end = citation.start, citation.end
    answer = (citation.answer_start, citation.answer_end)
    ordered = 0 <= start <= answer[0] < answer[1] <= end <= len(article.text)
    return ordered and cite(article, start, end, answer=answer) == citation


def _answer_words(citation: Citation) -> str:
    offset = citation.start
    return citation.quote[citation.answer_start - offset : citation.answer_end - offset]
