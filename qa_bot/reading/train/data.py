"""Question sets: read, cleaned, and split by article.

A set is a file of gzipped JSON lines, `NAME.jsonl.gz`. A line is a question: `id`, `lang` (ISO
639-1, of the question), `article`, `question`, `context`, `answer`, and `answer_start` in
characters of the context; both are null where the context does not answer. Training takes five that
are public, XQuAD, ARCD's two halves, TyDi QA without its Arabic, and JaQuAD, DRCD, CMRC 2018 and
iapp-wiki-qa in one, and one that comes with the project.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qa_bot.errors import TrainingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

PARALLEL: Final = "xquad_train"
"""In twelve languages; some of its articles are held out."""

ARABIC: Final = "arcd_train"
ARABIC_DEVELOPMENT: Final = "arcd_dev"
"""To measure on; some of its questions have several answers, a line each."""

NATURAL: Final = "tydiqa_other_languages"
"""Asked by people who did not know the answer."""

MORE: Final = "more_languages"
"""Many rows in languages far from Arabic and English."""

WRITTEN: Final = "written"
"""Arabic and English over the same passages, with questions in both languages and on news in French
too, some of which they only seem to answer. Where a passage is in Arabic alone, or the question in
French, the context is Arabic. A folder without it is lent the project's."""

TRAINING: Final = (PARALLEL, ARABIC, NATURAL, MORE, WRITTEN)
"""To learn from; another order would draw other examples."""

CROSSED: Final = (PARALLEL, WRITTEN)
"""Questions and contexts in several languages, under one id in all of them."""

_HELD_OUT: Final = 6
"""Every sixth article of the parallel set, from the first on, is kept to measure on."""

_OWN: Final = Path(__file__).parent

_REMEDY: Final = (
    "put gzipped JSON lines there, each with id, lang, article, question, context, answer and "
    "answer_start"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A question with its answer in a context.

    Args:
        set: the name of its set.
        id: one for all languages of the question.
        language: ISO 639-1, of the question, and of the context but for some of `WRITTEN`.
        article: what the context was taken from.
        question: as it was asked.
        context: a paragraph.
        start: first character of the answer in the context.
        end: the character after its last; `start` where the context does not answer.
    """

    set: str
    id: str
    language: str
    article: str
    question: str
    context: str
    start: int
    end: int

    @property
    def answer(self) -> str:
        """The answer's words."""
        return self.context[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Split:
    """Rows to learn from and rows to measure on; no article is in both."""

    training: tuple[Row, ...]
    held_out: tuple[Row, ...]


def read_sets(folder: Path, names: Sequence[str]) -> list[Row]:
    """The rows of sets in `folder`, without those whose answer is not where they say.

    Raises:
        TrainingError: where a set is missing, damaged or empty.
    """
    return [row for name in names for row in _read_set(_path(folder, name), name)]


def _path(folder: Path, name: str) -> Path:
    path = folder / f"{name}.jsonl.gz"
    return _OWN / path.name if name == WRITTEN and not path.exists() else path


def _read_set(path: Path, name: str) -> list[Row]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = list(_cleaned(name, map(json.loads, lines)))
    except FileNotFoundError as exc:
        raise TrainingError(f"the question set {path} is missing: {_REMEDY}") from exc
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as exc:
        raise TrainingError(f"the question set {path} cannot be read ({exc!r}): {_REMEDY}") from exc
    if not rows:
        raise TrainingError(
            f"the question set {path} has no answer that is where it says: {_REMEDY}"
        )
    return rows


def _cleaned(name: str, records: Iterable[dict[str, object]]) -> Iterator[Row]:
    for record in records:
        question = str(record["question"]).strip()
        place = _place(record)
        if question and place:
            yield Row(
                set=name,
                id=str(record["id"]),
                language=str(record["lang"]),
                article=str(record["article"]),
                question=question,
                context=str(record["context"]),
                start=place[0],
                end=place[1],
            )


def _place(record: Mapping[str, object]) -> tuple[int, int] | None:
    """Where the answer's words begin and end; None where they do not stand there."""
    if record["answer"] is None:
        return 0, 0
    context, answer = str(record["context"]), str(record["answer"])
    start = int(str(record["answer_start"]))
    # From the end, before the first character, a slice would count too.
    if start < 0 or context[start : start + len(answer)] != answer or not answer.strip():
        return None
    start += len(answer) - len(answer.lstrip())
    return start, start + len(answer.strip())


def split(rows: Iterable[Row]) -> Split:
    """Keep whole articles of the parallel set to measure on, the same ones in all languages."""
    rows = tuple(rows)
    articles = list(dict.fromkeys(row.article for row in rows if row.set == PARALLEL))
    kept = set(articles[::_HELD_OUT])
    return Split(
        training=tuple(row for row in rows if row.article not in kept),
        held_out=tuple(row for row in rows if row.article in kept),
    )


def by_language(rows: Iterable[Row]) -> dict[str, dict[str, Row]]:
    """The rows of the sets that are crossed, by question and language."""
    questions: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        if row.set in CROSSED:
            questions[row.id][row.language] = row
    return dict(questions)
