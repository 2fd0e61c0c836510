"""Inline mode: the bot's name and a question, in any chat."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.error import TelegramError

from qa_bot.errors import QuestionError
from qa_bot.messages import NOT_IN_ARTICLE
from qa_bot.telegram.handlers.ask import look_up
from qa_bot.telegram.layout import button_label, description, inline_html
from qa_bot.telegram.logs import fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_bot.telegram.layout import Page
    from qa_bot.telegram.turns import Turn

_LOG: Final = logging.getLogger(__name__)
_SHORTEST: Final = 3
"""Characters of a question: with fewer somebody is still typing."""


async def offer(turn: Turn) -> None:
    """Offer the answers to a question as messages that the person may send."""
    query = turn.update.inline_query
    if query is None:
        return
    pages: Sequence[Page] = ()
    if len(query.query.strip()) >= _SHORTEST:
        try:
            pages = await look_up(turn, query.query)
        except QuestionError:
            pages = ()
    results = [_result(turn, query.query, n, page) for n, page in enumerate(pages)]
    await _respond(turn, results, None if results else turn.say("inline_hint"))


async def refuse(turn: Turn) -> None:
    """Offer nothing to somebody whom the bot does not serve."""
    await _respond(turn, [], turn.say("inline_refused"))


async def _respond(
    turn: Turn, results: Sequence[InlineQueryResultArticle], button: str | None
) -> None:
    query = turn.update.inline_query
    if query is None:
        return
    try:
        # What one person may ask is not another's: Telegram must not keep it for all.
        await query.answer(
            results,
            cache_time=0,
            is_personal=True,
            button=InlineQueryResultsButton(button, start_parameter="inline") if button else None,
        )
    except TelegramError as exc:
        _LOG.info("an inline query went unanswered", extra=fields(reason=str(exc)))


def _result(turn: Turn, question: str, number: int, page: Page) -> InlineQueryResultArticle:
    heading = turn.say(NOT_IN_ARTICLE) if page.kind == "nearest" else page.text
    return InlineQueryResultArticle(
        str(number),
        button_label(heading),
        InputTextMessageContent(inline_html(question, page, language=turn.language)),
        description=description(page),
    )
