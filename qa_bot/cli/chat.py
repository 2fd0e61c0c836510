"""``qa-bot chat``: question after question, at a prompt or from a pipe."""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

import typer

from qa_bot.cli.ask import ArticleOption, open_bot
from qa_bot.cli.output import complain, counted, show, show_answer
from qa_bot.errors import QABotError
from qa_bot.render import styled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_bot.conversation import Conversation

_PROMPT: Final = "> "
_HISTORY: Final = 1_000
_TITLES: Final = 5
_HELP: Final = """\
Ask in any language; every answer comes with the article's own words.
A question may lean on the ones before it: "and when?"
/help         shows this
/new          forgets what was said
/exit, /quit  or Ctrl-D leave; Ctrl-C cancels a line"""


def chat(*, article: ArticleOption = None) -> None:
    """Ask question after question."""
    from qa_bot.settings import load_settings

    with open_bot(article, settings=load_settings()) as bot:
        if sys.stdin.isatty():
            _greet([entry.title for entry in bot.articles().values()])
            with _history():
                _converse(bot.conversation(), _typed())
        else:
            _converse(bot.conversation(), sys.stdin)


def _greet(titles: list[str]) -> None:
    shown = [styled(title, "bold") for title in titles[:_TITLES]]
    more = [styled("…")] if len(titles) > _TITLES else []
    show(
        [
            styled(f"Ask about {counted(len(titles), 'article')}:"),
            *shown,
            *more,
            styled("/help helps, /exit or Ctrl-D leaves.", "dim"),
            (),
        ]
    )


def _converse(talk: Conversation, lines: Iterable[str]) -> None:
    for line in lines:
        said = line.strip()
        if said in {"/exit", "/quit"}:
            return
        if said == "/help":
            typer.echo(_HELP)
        elif said == "/new":
            talk.forget()
            typer.echo("The next question begins anew.")
        elif said.startswith("/") and said[1:].isalpha():
            complain(f"there is no command {said!r}: /help shows what there is")
        elif said:
            _reply(talk, said)


def _reply(talk: Conversation, question: str) -> None:
    try:
        show_answer(talk.stream(question))
        show([()])
    except QABotError as exc:
        complain(str(exc))
    except KeyboardInterrupt:
        if not sys.stdin.isatty():
            raise
        complain("interrupted")


def _typed() -> Iterator[str]:
    """The lines that someone types, until Ctrl-D; Ctrl-C drops a line."""
    while True:
        try:
            yield input(_PROMPT)
        except KeyboardInterrupt:
            typer.echo()
        except EOFError:
            typer.echo()
            return


@contextmanager
def _history() -> Iterator[None]:
    """Line editing with the lines of earlier chats, where the system has it."""
    try:
        import readline
    except ImportError:
        yield
        return
    from platformdirs import user_state_path

    path = user_state_path("qa_bot") / "history"
    readline.set_history_length(_HISTORY)
    with suppress(OSError):
        readline.read_history_file(path)
    try:
        yield
    finally:
        # A chat is worth more than its history: that it cannot be kept is no error.
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            readline.write_history_file(path)
