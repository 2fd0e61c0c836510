"""``qa-bot ask``: one question, one answer."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_bot.cli.output import show_answer
from qa_bot.cli.progress import indexing
from qa_bot.errors import IndexMismatchError
from qa_bot.render import answer_json

if TYPE_CHECKING:
    from qa_bot.bot import QABot
    from qa_bot.settings import Settings

DECLINED = 3

ArticleOption = Annotated[
    Path | None,
    typer.Option(
        "--article", metavar="PATH", help="Ask this text file instead of the indexed articles."
    ),
]


def ask(
    question: Annotated[
        str,
        typer.Argument(
            metavar="QUESTION",
            help="What you would like to know, in any language; - reads it from standard input.",
            show_default=False,
        ),
    ],
    *,
    article: ArticleOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object with all there is to know.")
    ] = False,
    passages: Annotated[
        bool, typer.Option("--passages", help="Show what was retrieved, and why.")
    ] = False,
) -> None:
    """Answer a question with the exact words of the article."""
    from qa_bot.bot import checked_question
    from qa_bot.settings import load_settings

    asked = sys.stdin.read() if question == "-" else question
    settings = load_settings()
    # Before an index is built for nothing.
    checked_question(asked, settings=settings)
    with open_bot(article, settings=settings) as bot:
        if as_json:
            answer = bot.ask(asked)
            typer.echo(answer_json(answer))
        else:
            answer = show_answer(bot.stream(asked), passages=passages)
    if answer.status == "declined":
        raise typer.Exit(DECLINED)


def open_bot(article: Path | None, *, settings: Settings) -> QABot:
    """A bot for a file, or for the index, which is built at first use."""
    from qa_bot.bot import QABot

    if article is not None:
        return _bot_for_file(article, settings)
    with indexing() as progress:
        return QABot.from_index(settings=settings, progress=progress)


def _bot_for_file(path: Path, settings: Settings) -> QABot:
    """A bot for a file alone; an index beside the main one makes the next question quick."""
    from qa_bot.bot import QABot, open_index

    folder = settings.index_dir / "asked"
    with indexing() as progress:
        open_ = partial(
            QABot.from_articles, [path], index_dir=folder, settings=settings, progress=progress
        )
        try:
            return open_()
        except IndexMismatchError:
            # Nobody asked for this index, so nobody should have to rebuild it.
            open_index(settings, folder=folder).rebuild(progress=progress)
            return open_()
