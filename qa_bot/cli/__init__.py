"""The command line: each command parses, calls one function and prints.

Exit codes: 0 done or answered, 1 error, 2 wrong usage, 3 the article does not say, 130 interrupted.
"""

from __future__ import annotations

import gc
import sys

__all__ = ["main"]


def main() -> None:
    """Run ``qa-bot`` (the entry point of the console script)."""
    try:
        from qa_bot.cli.app import app
        from qa_bot.cli.output import use_utf8

        use_utf8()
        app(prog_name="qa-bot")
    except KeyboardInterrupt:
        # Only while the first modules are imported: later on a command says what it left behind.
        sys.exit(130)
    finally:
        # Python would look for garbage among all that is alive: a fifth of a question's time.
        gc.freeze()
