"""How far indexing has come, on standard error, and what an interruption leaves behind."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from qa_bot.cli.output import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress

_KEPT = "what was finished is kept; run the command again to go on"


@contextmanager
def indexing(*, interrupted: str = _KEPT) -> Iterator[_Bar]:
    """Give the callback that shows progress; Ctrl-C and SIGTERM end the block alike.

    Args:
        interrupted: what to say of the index when that happens.
    """
    bar = _Bar()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield bar
    except KeyboardInterrupt as exc:
        raise KeyboardInterrupt(f"interrupted: {interrupted}") from exc
    finally:
        signal.signal(signal.SIGTERM, before)
        bar.close()


class _Bar:
    """Shows itself when the first passages are embedded: mostly there are none to embed."""

    def __init__(self) -> None:
        self._begun = False
        self._progress: Progress | None = None

    def __call__(self, done: int, total: int) -> None:
        if not self._begun:
            self._begun = True
            self._begin(total)
        if self._progress is not None:
            self._progress.update(self._progress.task_ids[0], completed=done, total=total)

    def close(self) -> None:
        if self._progress is not None:
            self._progress.stop()

    def _begin(self, total: int) -> None:
        if not sys.stderr.isatty():
            typer.echo(f"indexing {counted(total, 'passage')}…", err=True)
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        self._progress = Progress(
            "indexing",
            BarColumn(),
            MofNCompleteColumn(),
            "passages",
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._progress.add_task("indexing")
        self._progress.start()
