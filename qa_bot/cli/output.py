"""Where text comes out: styled and wrapped in a terminal, bare when piped."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import typer

from qa_bot.render import answer_lines, direction_mark, isolated, plain, printable, styled
from qa_bot.types import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.text import Text

    from qa_bot.render import Line
    from qa_bot.types import Delta


def use_utf8() -> None:
    """Read and write UTF-8 whatever the locale says: not all know Arabic, and JSON is UTF-8."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def complain(message: str) -> None:
    """Tell what went wrong, on standard error."""
    for line in printable(message).splitlines():
        typer.echo(f"qa-bot: {line}", err=True)


def show(lines: Iterable[Line]) -> None:
    """Print rendered lines."""
    if in_terminal():
        _show_styled(lines)
    else:
        typer.echo(plain(lines), nl=False)


def show_answer(events: Iterable[Delta | Answer], *, passages: bool = False) -> Answer:
    """Print an answer; in a terminal its sentences as they come.

    Args:
        events: as `QABot.stream` gives them.
        passages: whether to print all that was retrieved, and why.
    """
    shown = ""
    for event in events:
        if isinstance(event, Answer):
            answer = event
        elif in_terminal():
            show([styled(event.text.strip(), "bold")])
            shown += event.text
    complete = bool(shown) and shown == answer.text
    lines = answer_lines(answer, passages=passages, without_text=complete)
    show([(), *lines] if shown else lines)
    return answer


def in_terminal() -> bool:
    """Whether somebody reads what is printed in a terminal."""
    return sys.stdout.isatty()


def inserted(text: str) -> str:
    """A text that any article or file may have brought, for a line that has other text too."""
    return isolated(text) if in_terminal() else printable(text)


def _show_styled(lines: Iterable[Line]) -> None:
    from rich.text import Text

    console = _console()
    for line in lines:
        paragraph = Text()
        for run in line:
            # The terminal breaks lines where it is full, not where the article's file did.
            paragraph.append(run.text.replace("\n", " "), run.style)
        _show_paragraph(console, paragraph)


def _show_paragraph(console: Console, paragraph: Text) -> None:
    for row in paragraph.wrap(console, console.width):
        row.rstrip()
        mark = direction_mark(row.plain, paragraph=paragraph.plain)
        console.print(mark, row, sep="", soft_wrap=True)


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def counted(number: int, noun: str) -> str:
    """A number of things.

    >>> counted(1, "passage"), counted(1200, "passage")
    ('1 passage', '1,200 passages')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
