"""Texts that are too long for one message, which people's clients cut into several."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from telegram import Update

from qa_bot.telegram.layout import LIMIT, units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telegram import Message

    from qa_bot.telegram.turns import Turn

_FULL: Final = 4_000
"""UTF-16 units of a message after which another part may come; clients cut at 4,096 or before."""

_NEXT: Final = 1.0
"""Seconds in which the next part must come."""

_TOGETHER: Final = timedelta(seconds=2)
"""Time between two parts, by Telegram's clock, which has no fractions."""


async def whole_text(turn: Turn, message: Message) -> str:
    """The text of a message with the parts that follow it.

    These are dealt with and finished together with the first, and get no answer of their own.
    """
    text = message.text or message.caption or ""
    if message is not turn.update.message:
        return text
    last, last_id = message, turn.update.update_id
    while _is_full(last):
        await asyncio.sleep(_NEXT)
        parts = list(_parts_after(turn, last, last_id))
        if not parts:
            break
        for update_id, part in parts:
            turn.desk.state.absorb(update_id, into=turn.update.update_id)
            text += _joint(last) + (part.text or "")
            last, last_id = part, update_id
    return text


def _parts_after(turn: Turn, last: Message, last_id: int) -> Iterator[tuple[int, Message]]:
    for payload in turn.desk.state.following(last_id):
        update = Update.de_json(json.loads(payload), turn.desk.bot)
        part = update.message
        if part is None or part.chat.id != turn.chat_id:
            continue
        if not (_is_full(last) and part.text and _belongs(part, last)):
            return
        yield update.update_id, part
        last = part


def _is_full(message: Message) -> bool:
    return units(message.text or "") >= _FULL


def _belongs(part: Message, last: Message) -> bool:
    same_person = part.from_user == last.from_user
    both_forwarded = bool(part.forward_origin) == bool(last.forward_origin)
    return same_person and both_forwarded and part.date - last.date <= _TOGETHER


def _joint(message: Message) -> str:
    """What stood between a part and the next one: Telegram takes blanks off a message's end."""
    return "" if units(message.text or "") == LIMIT else " "
