"""Runs `qa-bot telegram` as a process of its own against the emulated Bot API."""

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Self

from command_line import COMMAND
from no_network import network_guard
from telegram_api import Chat, Message, Person, TelegramAPI

STUB = "🔎 …"
"""What a message says before its words have been filled in."""

PROGRESS = (STUB, "Reading", "Another article", "أقرأ", "يُقرأ")
"""How words begin that others will take the place of."""

PATIENCE = 120.0


class RunningBot:
    """The bot, from its start to its end; a context manager that starts and stops it.

    Args:
        api: what it is to talk to.
        folder: where it keeps its index, its state and its log.
        settings: more of it, by names without ``QA_BOT_TELEGRAM_``.
    """

    def __init__(self, api: TelegramAPI, folder: Path, **settings: object) -> None:
        self.state = folder / "state.sqlite3"
        self.log = folder / "log"
        self.log.touch()
        self._process: subprocess.Popen[bytes] | None = None
        self._env = {
            **os.environ,
            # The network stays closed to it.
            "PYTHONPATH": str(Path(network_guard.__file__).parent),
            "QA_BOT_INDEX_DIR": str(folder / "index"),
            "QA_BOT_TELEGRAM_API_URL": api.url,
            "QA_BOT_TELEGRAM_STATE": str(self.state),
            "QA_BOT_TELEGRAM_TOKEN": api.token,
        } | {f"QA_BOT_TELEGRAM_{name.upper()}": str(value) for name, value in settings.items()}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self.stop(signal.SIGKILL)

    def start(self) -> None:
        """Start the process, and wait until it takes updates or has ended."""
        before = len(self.entries("started"))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*COMMAND, "telegram"], env=self._env, stdout=log, stderr=log
            )
        process = self._process
        wait_until(
            lambda: len(self.entries("started")) > before or process.poll() is not None,
            otherwise=self.logged,
        )

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the exit code."""
        assert self._process is not None
        self._process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """The exit code, once it ends."""
        assert self._process is not None
        return self._process.wait(PATIENCE)

    def logged(self) -> str:
        """All that it has ever written."""
        return self.log.read_text(encoding="utf-8")

    def entries(self, message: str) -> list[dict[str, Any]]:
        """The entries of the log with a message."""
        # The last line may be half-written.
        lines = self.logged().split("\n")[:-1]
        entries = [json.loads(line) for line in lines if line.startswith("{")]
        return [entry for entry in entries if entry["message"] == message]


def wait_until(condition: Callable[[], object], *, otherwise: Callable[[], object] = str) -> None:
    """Wait for a condition; where it does not come, fail with what `otherwise` says."""
    until = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < until, otherwise()
        sleep(0.02)


def reply_to(came: Message, chat: Chat) -> Message:
    """The bot's finished reply to a message, which may come while others are replied to."""

    def is_it(message: Message) -> bool:
        return message.reply_to == came.id and is_finished(message)

    return chat.wait_for(is_it, PATIENCE, f"a reply to {came.text[:80]!r}")


def next_reply(came: Message, chat: Chat) -> Message:
    """The bot's next finished message, whatever it replies to or quotes."""

    def is_it(message: Message) -> bool:
        return message.id > came.id and is_finished(message)

    return chat.wait_for(is_it, PATIENCE, f"an answer to {came.text[:80]!r}")


def is_finished(message: Message) -> bool:
    """Whether a message of the bot says what it was sent for."""
    return not message.text.startswith(PROGRESS)


def ask(person: Person, text: str, chat: Chat | None = None) -> Message:
    """Say something and wait for the bot's finished reply."""
    return reply_to(person.say(text, chat=chat), chat or person.chat)


def press(person: Person, message: Message, button: str) -> tuple[Message, str]:
    """Press a button: what the message says then, and the note that is shown."""
    answer = person.press(message, button).wait_for_answer(PATIENCE)
    return person.chat.current(message), answer.text or ""
