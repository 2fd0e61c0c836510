"""Updates from their arrival to their end: written down, in turn within a chat, struck out."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakValueDictionary

from telegram import Update

from qa_bot.telegram.logs import fields

if TYPE_CHECKING:
    from telegram import Bot

    from qa_bot.telegram.state import State

_LOG: Final = logging.getLogger(__name__)
_MOST_TRIES: Final = 5
"""Starts that an update may see: one that ends the process each time must not do so for ever."""


class Inbox(asyncio.Queue[Any]):
    """Updates to deal with; each is written down before it counts as received.

    Args:
        state: where they are written down.
    """

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state

    async def put(self, item: Any) -> None:
        """Take an update, unless it has come before."""
        if self._state.receive(item.update_id, item.to_json()):
            await super().put(item)

    def take_up(self, bot: Bot) -> int:
        """Take the updates again that were not finished; how many there are."""
        payloads = self._state.unfinished()
        for payload in payloads:
            self.put_nowait(Update.de_json(json.loads(payload), bot))
        return len(payloads)


class Dispatcher:
    """Deals with updates side by side, but one after another within a chat.

    Args:
        inbox: where they come from.
        state: where they are struck out.
        process: deals with one.
    """

    def __init__(
        self, inbox: Inbox, state: State, process: Callable[[Update], Awaitable[None]]
    ) -> None:
        self._inbox = inbox
        self._state = state
        self._process = process
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._queries: dict[int, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def run(self, fail: Callable[[Exception], None]) -> None:
        """Deal with all that comes, until this is cancelled.

        Args:
            fail: told of an error that no handler can be blamed for.
        """

        def forget(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            if not task.cancelled() and isinstance(error := task.exception(), Exception):
                fail(error)

        while True:
            update = await self._inbox.get()
            if query := update.inline_query:
                self._queries[query.from_user.id] = update.update_id
            task = asyncio.create_task(self._deal_with(update))
            self._tasks.add(task)
            task.add_done_callback(forget)

    async def stop(self, seconds: float) -> bool:
        """Finish what has begun, and leave the rest for the next start.

        Args:
            seconds: how long that may take.

        Returns:
            Whether it was long enough.
        """
        self._stopping = True
        if not self._tasks:
            return True
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
        return not late

    async def _deal_with(self, update: Update) -> None:
        turn = self._turns.setdefault(_key(update), asyncio.Lock())
        async with turn:
            if not self._stopping and self._begin(update):
                await self._process(update)
                self._state.finish(update.update_id)

    def _begin(self, update: Update) -> bool:
        tries = self._state.begin(update.update_id)
        if not tries:
            return False
        if tries > _MOST_TRIES:
            _LOG.error("an update was given up", extra=fields(update=update.update_id))
        elif not self._is_overtaken(update):
            return True
        self._state.finish(update.update_id)
        return False

    def _is_overtaken(self, update: Update) -> bool:
        """Whether it is a question that somebody has typed further since."""
        query = update.inline_query
        return query is not None and self._queries.get(query.from_user.id) != update.update_id


def _key(update: Update) -> int:
    """What must be dealt with in turn: the chat, or the person of an inline query."""
    came_from = update.effective_chat or update.effective_user
    return came_from.id if came_from else 0
