"""An `Answer` as text and as JSON.

Text is made of lines, and a line of runs that a terminal may show bold or dim. So that Arabic
reads correctly in every viewer that knows its direction, it stands in the order in which it is
spoken, whatever is quoted has lines of its own, and labels stand on other lines. Controls that an
article might smuggle in, such as escape sequences of a terminal, never come out.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict, replace
from itertools import count
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from qa_bot.types import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qa_bot.types import Alternative, Citation, Passage

Style = Literal["", "bold", "dim"]


class Run(NamedTuple):
    """A stretch of text in one style."""

    text: str
    style: Style = ""


Line = tuple[Run, ...]

_LINE_END: Final = re.compile(r"\r\n?")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Embeddings, overrides and isolates reach beyond the text that they stand in.
_DIRECTIONS: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_UNSAFE_IN_JSON: Final = re.compile(r"[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MARKS: Final = {"L": "\u200e", "R": "\u200f", "AL": "\u200f"}
# Characters of a passage that are shown where it is no answer
_EXCERPT: Final = 240


def answer_lines(
    answer: Answer, *, passages: bool = False, without_text: bool = False
) -> list[Line]:
    """An answer with its evidence, then what other articles say; a decline with what is nearest.

    Args:
        answer: what to show.
        passages: whether to show all that was retrieved, and why.
        without_text: leave out the answer's text, which is shown already.
    """
    numbers = count(1)
    blocks = [[styled(answer.note, "dim")]] if answer.note else []
    if not without_text:
        blocks += [[styled(answer.text, "bold" if answer.status == "answered" else "")]]
    blocks += _evidence(answer, numbers)
    if answer.extract and answer.extract.text not in {c.quote for c in answer.citations}:
        blocks += _extract(answer.extract, numbers, shown=answer.citations)
    for other in answer.alternatives:
        blocks += [_alternative(other), *_evidence(other, numbers)]
    if passages:
        blocks += [_retrieved(n, p) for n, p in enumerate(answer.passages, start=1)]
    elif answer.status == "declined":
        blocks += [_nearest(passage) for passage in answer.passages[:1]]
    return spaced(blocks)


def styled(text: str, style: Style = "") -> Line:
    """A line of one style, made printable."""
    return (Run(printable(text), style),)


def spaced(blocks: Iterable[Sequence[Line]]) -> list[Line]:
    """The lines of all blocks, with an empty one between blocks."""
    return [line for block in blocks for line in ((), *block)][1:]


def plain(lines: Iterable[Line]) -> str:
    """Lines without their styles, each line end included."""
    return "".join("".join(run.text for run in line) + "\n" for line in lines)


def to_json(value: object) -> str:
    r"""JSON for programs, which is safe to look at too.

    >>> to_json({"quote": "غيراسيموف", "control": "\x9b"})
    '{\n  "quote": "غيراسيموف",\n  "control": "\\u009b"\n}'
    """
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def answer_json(answer: Answer) -> str:
    """An answer as a JSON object with the names of its fields."""
    return to_json(asdict(answer))


def printable(text: str) -> str:
    r"""A text that does nothing to a terminal but be read; blanks and line ends stay.

    >>> printable("a\x1b[31mb\r\nc\u202ed")
    'a�[31mb\ncd'
    """
    text = _LINE_END.sub("\n", text)
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", _DIRECTIONS.sub("", text))


def isolated(text: str) -> str:
    """A text of any direction for a line of another one, which it leaves in order."""
    return f"\N{FIRST STRONG ISOLATE}{printable(text)}\N{POP DIRECTIONAL ISOLATE}"


def direction_mark(row: str, *, paragraph: str) -> str:
    """What a row of a wrapped paragraph must begin with to read in the paragraph's direction."""
    wanted = _direction(paragraph)
    return "" if _direction(row) == wanted else wanted


def _direction(text: str) -> str:
    """The mark of the direction that the first letter gives to a text, "" without letters."""
    return next(filter(None, (_MARKS.get(unicodedata.bidirectional(c)) for c in text)), "")


def _extract(
    extract: Alternative, numbers: Iterator[int], *, shown: Iterable[Citation]
) -> Iterator[list[Line]]:
    """The extract, with what of its evidence was not shown for the prose above it."""
    yield [styled("in the article's own words", "dim"), styled(extract.text, "bold")]
    known = {(citation.article_id, citation.start, citation.end) for citation in shown}
    new = [c for c in extract.citations if (c.article_id, c.start, c.end) not in known]
    yield from _evidence(replace(extract, citations=tuple(new)), numbers)


def _alternative(other: Alternative) -> list[Line]:
    articles = {citation.article_id for citation in other.citations}
    label = "another article says" if len(articles) == 1 else "other articles say"
    return [styled(label, "dim"), styled(other.text, "bold")]


def _evidence(claim: Answer | Alternative, numbers: Iterator[int]) -> Iterator[list[Line]]:
    above = None
    # Prose is carried by its whole quotes, and not by some words in them.
    prose = isinstance(claim, Answer) and bool(claim.statements)
    for citation in claim.citations:
        quote = [_quote(citation, whole=prose)] if citation.quote != claim.text else []
        place = f"paragraph {citation.paragraph} · {_span(citation.start, citation.end)}"
        label = f"[{next(numbers)}] {place}"
        if citation.article_id == above:
            yield [*quote, styled(f"{label} · same article", "dim")]
        else:
            yield [*quote, styled(label, "dim"), *_dim_lines(citation.title, citation.source)]
        above = citation.article_id


def _quote(citation: Citation, *, whole: bool) -> Line:
    if whole:
        return (Run(printable(citation.quote)),)
    start, end = citation.answer_start - citation.start, citation.answer_end - citation.start
    quote = citation.quote
    return (
        Run(printable(quote[:start])),
        Run(printable(quote[start:end]), "bold"),
        Run(printable(quote[end:])),
    )


def _nearest(passage: Passage) -> list[Line]:
    place = _span(passage.chunk.start, passage.chunk.end)
    return [styled(f"nearest passage, not an answer · {place}", "dim"), *_excerpt(passage)]


def _retrieved(number: int, passage: Passage) -> list[Line]:
    place = _span(passage.chunk.start, passage.chunk.end)
    dense = f"similarity {passage.similarity:.3f} (rank {passage.dense_rank})"
    lexical = (
        "no matching terms"
        if passage.lexical_rank is None
        else f"BM25 {passage.lexical_score:.2f} (rank {passage.lexical_rank}) · matching terms:"
    )
    return [
        styled(f"passage {number} · answers with {passage.answering:.2f} · {place}", "dim"),
        styled(f"score {passage.score:.2f} · {dense} · {lexical}", "dim"),
        *_dim_lines(" ".join(passage.matched_terms)),
        *_excerpt(passage),
    ]


def _excerpt(passage: Passage) -> list[Line]:
    text = " ".join(passage.chunk.text.split())
    if len(text) > _EXCERPT:
        words, _, _ = text[:_EXCERPT].rpartition(" ")
        text = (words or text[:_EXCERPT]) + "…"
    return [*_dim_lines(passage.chunk.article_id), styled(text)]


def _span(start: int, end: int) -> str:
    return f"characters {start:,}–{end:,}"


def _dim_lines(*texts: str) -> list[Line]:
    return [styled(text, "dim") for text in texts if text]
