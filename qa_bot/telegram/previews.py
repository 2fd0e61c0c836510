"""Answers that people see growing, at the pace that Telegram allows."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from telegram.error import TelegramError

from qa_bot.telegram.layout import growing_html
from qa_bot.types import Answer

if TYPE_CHECKING:
    from qa_bot.streaming import AsyncEvents
    from qa_bot.telegram.turns import Turn

_PRIVATE_PAUSE: Final = 1.0
_GROUP_PAUSE: Final = 3.5
"""Seconds between two looks at a text that grows: in a group Telegram takes 20 changes a minute."""


async def shown_growing(turn: Turn, events: AsyncEvents) -> Answer:
    """The answer at the end of events; until then the chat sees its text grow.

    Whoever writes never waits for Telegram: what comes meanwhile is shown together. In the end
    nothing of it is under way any more, so that it cannot come after the answer itself.

    Args:
        turn: the question's.
        events: as `QABot.astream` gives them.
    """
    preview = _Preview(turn)
    task = asyncio.create_task(preview.run())
    try:
        async for event in events:
            if isinstance(event, Answer):
                answer = event
            else:
                preview.add(event.text)
    finally:
        preview.stop()
        await task
    return answer


class _Preview:
    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._text = ""
        self._grown = asyncio.Event()
        self._over = asyncio.Event()

    def add(self, text: str) -> None:
        self._text += text
        self._grown.set()

    def stop(self) -> None:
        self._over.set()
        self._grown.set()

    async def run(self) -> None:
        pause = _PRIVATE_PAUSE if self._turn.private else _GROUP_PAUSE
        while True:
            await self._grown.wait()
            if self._over.is_set():
                return
            self._grown.clear()
            with suppress(TelegramError):
                await self._turn.preview(growing_html(self._text))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), pause)
