"""Question sets in the layout of SQuAD rows, as gzipped or plain JSON lines."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa_bot import Article
from qa_bot.text import fold

if TYPE_CHECKING:
    from pathlib import Path

    from qa_bot import Answer


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the paragraph that answers it, and where the answer begins in the article."""

    id: str
    text: str
    article: str
    paragraph: tuple[int, int]
    answer_start: int


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions in one language over articles in one language."""

    articles: tuple[Article, ...]
    questions: tuple[Question, ...]


def read_rows(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def question_set(rows: list[dict[str, Any]], *, asked: str, told: str) -> QuestionSet:
    """Questions in language ``asked`` over all paragraphs in language ``told``.

    Rows of one article become one `Article`, a paragraph a line. The same id is the same question
    in every language.
    """
    paragraphs: dict[str, list[str]] = {}
    for row in rows:
        if row["lang"] == told:
            lines = paragraphs.setdefault(row["article"], [])
            if (line := _line(row["context"])) not in lines:
                lines.append(line)
    questions = {row["id"]: row["question"] for row in rows if row["lang"] == asked}
    return QuestionSet(
        articles=tuple(
            Article(id=name, title=name, text="\n".join(lines), language=told)
            for name, lines in paragraphs.items()
        ),
        questions=tuple(
            _question(row, questions[row["id"]], paragraphs[row["article"]])
            for row in rows
            if row["lang"] == told and row["id"] in questions
        ),
    )


def says(answer: Answer, accepted: list[str]) -> bool:
    """Whether an answer holds one of some accepted ones, folded."""
    text = fold(answer.text).text
    return any(fold(words).text in text for words in accepted)


def _question(row: dict[str, Any], text: str, lines: list[str]) -> Question:
    line = _line(row["context"])
    start = sum(len(earlier) + 1 for earlier in lines[: lines.index(line)])
    return Question(
        id=row["id"],
        text=text,
        article=row["article"],
        paragraph=(start, start + len(line)),
        answer_start=start + row["answer_start"],
    )


def _line(context: str) -> str:
    # As long as before, so that offsets of answers stay true.
    return context.translate(
        dict.fromkeys(map(ord, "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), " ")
    )
