"""``qa-bot telegram``: the bot on Telegram."""

from __future__ import annotations

import os
import sys


def telegram() -> None:
    """Serve a Telegram bot.

    It runs until it gets SIGTERM or Ctrl-C. The token is read from QA_BOT_TELEGRAM_TOKEN or from
    the secrets file.
    """
    from qa_bot.settings import load_settings
    from qa_bot.telegram.service import run

    if not run(load_settings()):
        # Threads would keep the process alive for as long as their articles take.
        sys.stderr.flush()
        os._exit(0)
