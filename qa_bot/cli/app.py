"""The command ``qa-bot`` and what all of its commands share: help, errors, exit codes."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from qa_bot.cli import ask, chat, doctor, index_commands, telegram
from qa_bot.cli.output import complain
from qa_bot.errors import QABotError

INTERRUPTED = 130


class _Commands(TyperGroup):
    """Commands whose errors of our own are one line and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except QABotError as exc:
            complain(str(exc))
            raise typer.Exit(1) from exc
        except KeyboardInterrupt as exc:
            complain(str(exc) or "interrupted")
            raise typer.Exit(INTERRUPTED) from exc


app = typer.Typer(
    cls=_Commands,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Exit codes: 0 answered or done, 1 error, 2 wrong usage, 3 the article does not say, "
    "130 interrupted.",
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - called by typer
    if wanted:
        from qa_bot import __version__

        typer.echo(f"qa-bot {__version__}")
        raise typer.Exit


@app.callback()
def qa_bot(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Ask an article, in any language, and get the exact words that answer."""


app.command()(ask.ask)
app.command()(chat.chat)
app.add_typer(index_commands.app, name="index")
app.command()(telegram.telegram)
app.command()(doctor.doctor)
