"""Runs the real command in a process of its own, with pipes or in a terminal."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from select import select

# What Python would only warn of in its development mode shows on standard error.
COMMAND = (sys.executable, "-W", "default", "-m", "qa_bot")
# So that Ctrl-C reaches it, a process must have taken the terminal for its own, and must not have
# inherited that it be ignored, as what a script runs in the background does.
_LOGIN = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.login_tty(0)
os.execv(sys.argv[1], sys.argv[1:])
"""
_CHUNK = 65_536
_PATIENCE = 120.0
_MISSED = 2.0


def run(
    *arguments: str | bytes, env: Mapping[str, str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the command with its input and outputs piped."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=env,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
        timeout=_PATIENCE,
    )


class Terminal:
    """The command in a terminal.

    Args:
        arguments: of the command.
        env: its environment.
        columns: the terminal's width.
    """

    def __init__(
        self, arguments: Sequence[str], *, env: Mapping[str, str], columns: int = 60
    ) -> None:
        self._keyboard, screen = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _LOGIN, *COMMAND, *arguments],
            env={**env, "COLUMNS": str(columns), "TERM": "xterm-256color"},
            stdin=screen,
        )
        os.close(screen)
        self.shown = ""
        self._undecoded = b""

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self._keyboard, text.encode())

    def wait_for(self, is_there: Callable[[str], object]) -> None:
        """Read what is shown until a condition holds of it."""
        while not is_there(self.shown):
            assert self._read(), f"the command ended and had shown {self.shown!r}"

    def press_until(self, key: str, is_there: Callable[[str], object]) -> None:
        """Press a key, again where nothing came of it: readline can miss a signal."""
        while not is_there(self.shown):
            self.type(key)
            while not is_there(self.shown) and self._ready(_MISSED):
                self._read()

    def close(self) -> int:
        """Read to the end; the exit code."""
        while self._read():
            pass
        os.close(self._keyboard)
        return self.process.wait(timeout=_PATIENCE)

    def _ready(self, seconds: float) -> bool:
        return bool(select([self._keyboard], [], [], seconds)[0])

    def _read(self) -> bool:
        if not self._ready(_PATIENCE):
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"stuck after {self.shown!r}")
        data = b""
        # Linux reports the end as an error of input.
        with suppress(OSError):
            data = os.read(self._keyboard, _CHUNK)
        self._undecoded += data
        self.shown = self._undecoded.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)
