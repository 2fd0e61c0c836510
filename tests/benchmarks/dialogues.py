"""Conversations: the right paragraph with and without what was said before.

Run: ``python tests/benchmarks/dialogues.py FILE.jsonl [--together]``; rows have ``lang``, ``turns``
and, where it is not the shipped article, ``article``, a text file beside FILE. Turns have
``question``, ``paragraph`` (counted from 0; a list where several are right) and ``answers``. They
may have ``standalone``, the question written out in full, or ``new_topic``, true where it leans on
nothing.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from question_sets import read_rows, says

from qa_bot import Answer, QABot, Turn, load_article, shipped_articles
from qa_bot.text import paragraph_spans

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_bot import Article

LANGUAGES = ("ar", "en")
AFTER = 3
"""Other dialogues after which each opening question is asked."""


class Tally:
    """How often the right paragraph came first, was cited, and the answer was in the text."""

    def __init__(self, articles: dict[str, Article]) -> None:
        self._articles = articles
        self._counts: dict[str, Counter[str]] = {}

    def add(self, name: str, turn: dict[str, Any], article: str, answer: Answer) -> None:
        counts = self._counts.setdefault(name, Counter())
        spans = self._spans(turn, article)
        first, cited = answer.passages[:1], answer.citations[:1]
        counts["asked"] += 1
        counts["first"] += any(
            p.chunk.article_id == article and _touch(p.chunk, spans) for p in first
        )
        counts["cited"] += any(c.article_id == article and _touch(c, spans) for c in cited)
        counts["says"] += answer.status == "answered" and says(answer, turn["answers"])
        counts["declined"] += answer.status == "declined"

    def rows(self) -> Iterable[str]:
        yield "| | questions | first | cited | says it | declined |"
        yield "|---|---|---|---|---|---|"
        for name, counts in sorted(self._counts.items()):
            asked = counts["asked"]
            shares = (counts[key] / asked for key in ("first", "cited", "says", "declined"))
            yield f"| {name} | {asked} | {' | '.join(f'{share:.2f}' for share in shares)} |"

    def _spans(self, turn: dict[str, Any], article: str) -> list[tuple[int, int]]:
        right = turn["paragraph"]
        paragraphs = paragraph_spans(self._articles[article].text)
        return [paragraphs[n] for n in (right if isinstance(right, list) else [right])]


def _touch(stretch: Any, spans: Iterable[tuple[int, int]]) -> bool:
    return any(stretch.start < end and start < stretch.end for start, end in spans)


def measure(bot: QABot, rows: list[dict[str, Any]], tally: Tally, *, together: bool) -> None:
    for row in rows:
        held = None if together else [row["article"]]
        talk = bot.conversation(article_ids=held)
        for number, turn in enumerate(row["turns"]):
            kind = "new topics" if turn.get("new_topic") else "follow-ups" if number else "openings"
            answers = {"": talk.ask(turn["question"])}
            if number:
                answers[", without history"] = bot.ask(turn["question"], article_ids=held)
            if "standalone" in turn:
                answers[", written out"] = bot.ask(turn["standalone"], article_ids=held)
            for form, answer in answers.items():
                tally.add(f"{kind}{form}", turn, row["article"], answer)
                if row["lang"] in LANGUAGES:
                    tally.add(f"{kind} in {row['lang']}{form}", turn, row["article"], answer)


def measure_openings(
    bot: QABot, rows: list[dict[str, Any]], tally: Tally, *, together: bool
) -> None:
    """Ask the opening question of each dialogue after other dialogues."""
    before = [_begun(bot, row) for row in rows]
    for number, row in enumerate(rows):
        held = None if together else [row["article"]]
        opening = row["turns"][0]
        for step in range(1, AFTER + 1):
            turns = before[(number + step) % len(rows)]
            answer = bot.ask(opening["question"], article_ids=held, turns=turns)
            tally.add("openings after other dialogues", opening, row["article"], answer)


def _begun(bot: QABot, row: dict[str, Any]) -> tuple[Turn, ...]:
    talk = bot.conversation(article_ids=[row["article"]])
    for turn in row["turns"][:2]:
        talk.ask(turn["question"])
    return talk.turns


def articles_of(rows: list[dict[str, Any]], folder: Path) -> dict[str, Article]:
    """The articles by id; rows name theirs by it afterwards."""
    [shipped] = shipped_articles()
    found = {shipped.id: shipped}
    for row in rows:
        article = load_article(folder / row["article"]) if "article" in row else shipped
        row["article"] = article.id
        found[article.id] = article
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, help="dialogues, .jsonl")
    parser.add_argument("--together", action="store_true", help="ask all articles at once")
    options = parser.parse_args()
    rows = read_rows(options.path)
    articles = articles_of(rows, options.path.parent)
    tally = Tally(articles)
    with (
        tempfile.TemporaryDirectory() as folder,
        QABot.from_articles(articles.values(), index_dir=folder) as bot,
    ):
        measure(bot, rows, tally, together=options.together)
        measure_openings(bot, rows, tally, together=options.together)
    print("\n".join(tally.rows()))


if __name__ == "__main__":
    main()
