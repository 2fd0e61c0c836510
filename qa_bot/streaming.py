"""Answers as they come: pieces of verified text, then the whole answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterable
from contextlib import suppress
from typing import TypeAlias

from qa_bot.types import Answer, Delta

Events: TypeAlias = Generator[Delta | Answer, None, None]
"""Pieces of an answer's text, then the answer; to be closed by who breaks it off."""

AsyncEvents: TypeAlias = AsyncGenerator[Delta | Answer, None]
"""The same asynchronously."""


def deltas(answers: Iterable[Answer]) -> Events:
    """What each answer adds to the text of the ones before it, then the last one.

    Only prose comes in pieces; other answers are short.

    Args:
        answers: one answer as it grows, at least one.
    """
    shown = ""
    for answer in answers:
        if answer.statements and answer.text.startswith(shown) and answer.text != shown:
            yield Delta(answer.text[len(shown) :])
            shown = answer.text
    yield answer


async def off_the_loop(events: Events) -> AsyncEvents:
    """The same events, each waited for in a thread."""
    try:
        while (event := await asyncio.to_thread(next, events, None)) is not None:
            yield event
    finally:
        # Who stops in the middle leaves a thread at work, which cannot be closed meanwhile.
        with suppress(ValueError):
            events.close()
