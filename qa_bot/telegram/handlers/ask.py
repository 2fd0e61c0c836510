"""Questions, in private chats and in groups."""

from __future__ import annotations

import asyncio
import logging
from time import perf_counter
from typing import TYPE_CHECKING, Final, TypedDict

from telegram import MessageEntity, ReplyParameters

from qa_bot import conversation
from qa_bot.errors import ArticleError, QuestionError
from qa_bot.evidence import article_of, cite
from qa_bot.telegram.layout import (
    Page,
    answer_pages,
    declined_html,
    native_quote,
    page_html,
    page_keyboard,
    units,
)
from qa_bot.telegram.logs import fields
from qa_bot.telegram.previews import shown_growing
from qa_bot.telegram.state import Exchange
from qa_bot.telegram.texts import after_command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_bot.bot import QABot
    from qa_bot.telegram.turns import Turn
    from qa_bot.types import Answer

_LOG: Final = logging.getLogger(__name__)


class _Where(TypedDict):
    """Where an answer is looked for."""

    scopes: Sequence[str]
    article_ids: Sequence[str] | None


async def ask_command(turn: Turn) -> None:
    """``/ask`` with a question, or in reply to one."""
    question = after_command(turn.message.text or "")
    replied = turn.message.reply_to_message
    if not question and replied and replied.text and not _is_own(turn, replied.from_user):
        question = replied.text
    if question:
        await answer(turn, question)
    else:
        await turn.reply(turn.say("ask_how"))


async def ask_in_group(turn: Turn) -> None:
    """A message in a group that mentions the bot or replies to it."""
    question = _without_mention(turn)
    if question:
        await answer(turn, question)
    else:
        await turn.reply(turn.say("ask_how"))


async def answer(turn: Turn, question: str) -> None:
    """Answer a question with its evidence, or decline with the nearest passage."""
    most = turn.desk.settings.telegram_questions_per_minute
    wait = turn.desk.state.seconds_to_wait(turn.update.update_id, turn.user_id, most=most)
    if wait:
        await turn.reply(turn.say("too_many", seconds=wait))
        return
    follows = _followed(turn)
    try:
        async with turn.typing():
            found, pages = await _answered(turn, question, _earlier(turn, follows))
    except QuestionError:
        longest = turn.desk.settings.max_question_length
        await turn.reply(turn.say("question_too_long", most=longest))
        return
    exchange = Exchange(
        turn.chat_id,
        turn.language,
        question,
        found.status,
        pages,
        asker=turn.user_id,
        topic=turn.topic,
        follows=follows,
    )
    number = turn.desk.state.record_exchange(turn.update.update_id, exchange)
    shown = sum(page.kind != "nearest" for page in pages)
    keyboard = page_keyboard(number, len(pages), shown=0, in_context=False, language=turn.language)
    message_id = await turn.reply(
        _html(turn, pages), keyboard=keyboard, quoting=_quoting(turn, pages) if shown else None
    )
    turn.desk.state.record_answer(number, message_id)


def _followed(turn: Turn) -> int | None:
    """The number of the question that this one may lean on.

    It is the one whose answer the person replies to, or else the person's own last one here.
    """
    state, replied = turn.desk.state, turn.message.reply_to_message
    answered = state.answered_by(replied.message_id, turn.chat_id) if replied else None
    if answered is not None:
        return answered
    return state.latest(
        turn.chat_id, asker=turn.user_id, topic=turn.topic, before=turn.update.update_id
    )


def _earlier(turn: Turn, follows: int | None) -> list[conversation.Turn]:
    most = turn.desk.settings.conversation_turns
    return [
        _turn_of(exchange)
        for exchange in turn.desk.state.conversation(follows, turn.chat_id, most=most)
    ]


def _turn_of(exchange: Exchange) -> conversation.Turn:
    own = [page for page in exchange.pages if page.kind in ("answer", "prose")]
    return conversation.Turn(
        exchange.question,
        text=own[0].text if own else "",
        status=exchange.status,
        citations=tuple(page.citation for page in own),
    )


async def look_up(turn: Turn, question: str) -> tuple[Page, ...]:
    """The evidence for an answer in the articles' own words, from what the chat may ask.

    Raises:
        QuestionError: where the question is too long.
    """
    began = perf_counter()
    async with turn.desk.asking:
        found = await turn.desk.qa.aask(question, **_where(turn), chat=False)
        return await _pages(turn, found, began)


async def _answered(
    turn: Turn, question: str, earlier: Sequence[conversation.Turn]
) -> tuple[Answer, tuple[Page, ...]]:
    """The answer after what was said before, which the chat sees growing, and its evidence."""
    began = perf_counter()
    async with turn.desk.asking:
        events = turn.desk.qa.astream(question, **_where(turn), turns=earlier)
        found = await shown_growing(turn, events)
        return found, await _pages(turn, found, began)


def _where(turn: Turn) -> _Where:
    only = turn.chosen_article()
    return {"scopes": turn.scopes, "article_ids": None if only is None else [only]}


async def _pages(turn: Turn, found: Answer, began: float) -> tuple[Page, ...]:
    pages = answer_pages(found) or await asyncio.to_thread(_nearest, turn.desk.qa, found)
    _LOG.info(
        found.status, extra=fields(update=turn.update.update_id, seconds=perf_counter() - began)
    )
    return pages


def _nearest(qa: QABot, found: Answer) -> tuple[Page, ...]:
    for passage in found.passages[:1]:
        chunk = passage.chunk
        if article := article_of(chunk, article=qa.index.article):
            return (Page("nearest", "", cite(article, chunk.start, chunk.end), found.note),)
    return ()


def _html(turn: Turn, pages: Sequence[Page]) -> str:
    if pages and pages[0].kind != "nearest":
        return page_html(pages[0], language=turn.language)
    html = page_html(pages[0], language=turn.language) if pages else declined_html(turn.language)
    only = turn.chosen_article()
    if only is not None:
        return f"{html}\n\n{turn.say('only_looked', title=turn.articles()[only].title)}"
    return html if turn.articles() else f"{html}\n\n{turn.say('nothing_to_ask')}"


def _quoting(turn: Turn, pages: Sequence[Page]) -> ReplyParameters | None:
    """The quote in the message that holds the article, where it was posted in this chat."""
    citation = pages[0].citation
    message_id = turn.desk.state.posted(citation.article_id, turn.chat_id)
    if message_id is None:
        return None
    quote, start = native_quote(citation)
    try:
        article = turn.desk.qa.index.article(citation.article_id)
    except ArticleError:
        return None
    position = units(article.text[:start])
    return ReplyParameters(message_id, quote=quote, quote_position=position)


def _without_mention(turn: Turn) -> str:
    """The message without the mention of the bot, wherever in it that stands."""
    text = turn.message.text or ""
    mentions = turn.message.parse_entities([MessageEntity.MENTION])
    name = turn.desk.bot.name.lower()
    for mention in sorted(mentions, key=lambda entity: entity.offset, reverse=True):
        if mentions[mention].lower() == name:
            utf16 = text.encode("utf-16-le")
            end = mention.offset + mention.length
            text = (utf16[: 2 * mention.offset] + utf16[2 * end :]).decode("utf-16-le")
    return text.strip(" \n\t,:،")


def _is_own(turn: Turn, user: object) -> bool:
    return getattr(user, "id", None) == turn.desk.bot.id
