"""The buttons below answers, also those of long ago."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Literal

from qa_bot.errors import QABotError
from qa_bot.telegram.layout import Page, in_context, page_html, page_keyboard

if TYPE_CHECKING:
    from qa_bot.telegram.layout import Keyboard
    from qa_bot.telegram.state import Exchange
    from qa_bot.telegram.turns import Turn


async def show_page(turn: Turn, arguments: list[str]) -> None:
    """Turn to a page of the evidence."""
    number, shown = map(int, arguments)
    exchange = _exchange(turn, number)
    html = page_html(exchange.pages[shown], language=exchange.language)
    keyboard = _keyboard(exchange, number, shown, wide=False)
    await turn.edit(turn.pressed_message, html, keyboard=keyboard)
    await turn.notice()


async def show_context(turn: Turn, arguments: list[str]) -> None:
    """Show a page's quote with the sentences around it."""
    number, shown = map(int, arguments)
    exchange = _exchange(turn, number)
    wider = await asyncio.to_thread(_wider, turn, exchange.pages[shown])
    if wider is None:
        await turn.notice(turn.say("gone"))
        return
    html = page_html(wider, language=exchange.language)
    keyboard = _keyboard(exchange, number, shown, wide=True)
    await turn.edit(turn.pressed_message, html, keyboard=keyboard)
    await turn.notice()


async def vote_up(turn: Turn, arguments: list[str]) -> None:
    """Keep a 👍."""
    await _vote(turn, arguments, 1)


async def vote_down(turn: Turn, arguments: list[str]) -> None:
    """Keep a 👎."""
    await _vote(turn, arguments, -1)


async def _vote(turn: Turn, arguments: list[str], vote: Literal[1, -1]) -> None:
    [number] = map(int, arguments)
    _exchange(turn, number)
    turn.desk.state.vote(number, turn.user_id, vote)
    await turn.notice(turn.say("thanks"))


def _exchange(turn: Turn, number: int) -> Exchange:
    """A question of this very chat; `LookupError` where it has none of this number."""
    exchange = turn.desk.state.exchange(number, turn.chat_id)
    if exchange is None:
        raise LookupError(number)
    return exchange


def _wider(turn: Turn, page: Page) -> Page | None:
    article_id = page.citation.article_id
    if article_id not in turn.articles():
        return None
    try:
        return in_context(page, turn.desk.qa.index.article(article_id))
    except QABotError:
        return None


def _keyboard(exchange: Exchange, number: int, shown: int, *, wide: bool) -> Keyboard:
    pages = len(exchange.pages)
    return page_keyboard(number, pages, shown=shown, in_context=wide, language=exchange.language)
