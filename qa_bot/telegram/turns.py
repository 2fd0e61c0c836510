"""`Turn`: one update to deal with, and the means to answer it.

A call of Telegram's can take effect while its answer is lost, and a process can die between the
two. So a message is sent as a stub, its id is written down, and an edit fills in the words: to do
that again changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

from telegram import (
    CallbackQuery,
    Chat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from qa_bot.telegram import texts
from qa_bot.types import SHARED

if TYPE_CHECKING:
    from telegram.ext import ExtBot

    from qa_bot.bot import QABot
    from qa_bot.index import IndexedArticle
    from qa_bot.settings import Settings
    from qa_bot.telegram.layout import Keyboard
    from qa_bot.telegram.state import State

_STUB: Final = "🔎 …"
_TYPING: Final = 4.5
"""Seconds after which the typing action, which lasts for five, is repeated."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What all updates share.

    Args:
        bot: speaks to Telegram.
        qa: answers questions.
        state: what must not be forgotten.
        settings: the settings.
        writing: held by whoever changes the index.
        asking: held by whoever asks the bot; more at once than there are CPUs, where they do the
            work, would only keep the event loop from what it has to do.
        fail: ends the service with an error.
        background: what runs without being waited for.
    """

    bot: ExtBot[Any]
    qa: QABot
    state: State
    settings: Settings
    writing: asyncio.Lock
    asking: asyncio.Semaphore
    fail: Callable[[Exception], None]
    background: set[asyncio.Task[None]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Turn:
    """One update, with who it comes from.

    Args:
        desk: what all updates share.
        update: what came.
        chat_id: where it came from; for inline queries, the private chat of the person.
        user_id: the person.
        scope: the one of the chat's own articles.
        private: whether the chat is a private one.
        language: the one to speak.
    """

    desk: Desk
    update: Update
    chat_id: int
    user_id: int
    scope: str
    private: bool
    language: str

    @classmethod
    def of(cls, update: Update, desk: Desk) -> Self | None:
        """The turn of an update, or None where it comes from nobody."""
        user, chat = update.effective_user, update.effective_chat
        user_id = user.id if user else chat.id if chat else None
        if user_id is None:
            return None
        chat_id = chat.id if chat else user_id
        language = texts.language_for(
            _text_of(update),
            chosen=desk.state.language(chat_id),
            client=user.language_code if user else "",
        )
        scope = f"chat:{desk.state.home(chat_id)}"
        private = chat is None or chat.type == Chat.PRIVATE
        return cls(desk, update, chat_id, user_id, scope, private, language)

    @property
    def scopes(self) -> tuple[str, str]:
        """The scopes that the chat may ask."""
        return SHARED, self.scope

    @property
    def message(self) -> Message:
        """The message that came."""
        if self.update.message is None:
            raise LookupError("the update holds no message")
        return self.update.message

    @property
    def press(self) -> CallbackQuery:
        """The press of a button that came."""
        if self.update.callback_query is None:
            raise LookupError("the update holds no press of a button")
        return self.update.callback_query

    @property
    def pressed_message(self) -> int:
        """The id of the message whose button was pressed."""
        if self.press.message is None:
            raise LookupError("the message of the button is unknown")
        return self.press.message.message_id

    def articles(self) -> dict[str, IndexedArticle]:
        """What the chat may ask, by id; its own articles first."""
        held = self.desk.qa.articles(scopes=self.scopes)
        return dict(sorted(held.items(), key=lambda item: item[1].scope == SHARED))

    def own_articles(self) -> dict[str, IndexedArticle]:
        """The articles that were added in the chat, by id."""
        return dict(self.desk.qa.articles(scopes=[self.scope]))

    def chosen_article(self) -> str | None:
        """The one article that the chat wants to ask, as long as it is there."""
        chosen = self.desk.state.article(self.chat_id)
        return chosen if chosen in self.articles() else None

    @property
    def topic(self) -> int | None:
        """The part of a group in which the message came, where the group has parts."""
        return _topic(self.update.effective_message)

    def say(self, name: str, **values: str | int) -> str:
        """One of the bot's own sentences, in the language to speak."""
        return texts.say(name, language=self.language, **values)

    async def reply(
        self,
        html: str,
        *,
        keyboard: Keyboard = (),
        quoting: ReplyParameters | None = None,
        step: int = 0,
    ) -> int:
        """Say something once, however often this is called.

        Args:
            html: the words, within Telegram's limits.
            keyboard: buttons below them.
            quoting: the words of another message to reply to.
            step: tells the messages of one turn apart; a step that was said is said anew.

        Returns:
            The message's id.
        """
        message_id = await self._opened(step, quoting)
        await self.edit(message_id, html, keyboard=keyboard)
        return message_id

    async def preview(self, html: str) -> None:
        """Show words that are still being written, where `reply` then says what came of them.

        In a private chat Telegram shows them as a draft; elsewhere they stand in the message.
        """
        if self.private:
            await self.desk.bot.send_message_draft(
                self.chat_id, self.update.update_id, html, message_thread_id=self.topic
            )
        else:
            await self.edit(await self._opened(0, None), html)

    async def edit(self, message_id: int, html: str, *, keyboard: Keyboard = ()) -> None:
        """Put other words into a message of the bot."""
        try:
            await self.desk.bot.edit_message_text(
                html, self.chat_id, message_id, reply_markup=_markup(keyboard)
            )
        except BadRequest as exc:
            if not _is_settled(exc):
                raise

    async def notice(self, text: str = "") -> None:
        """Answer the press of a button, with a note that fades."""
        with suppress(TelegramError):
            # It may have come too late; the press is done with all the same.
            await self.press.answer(text or None)

    @asynccontextmanager
    async def typing(self) -> AsyncIterator[None]:
        """Show that the bot is at work."""
        over = asyncio.Event()
        task = asyncio.create_task(self._keep_typing(over))
        # A task that nobody holds may vanish. Nobody waits for it either: it ends by itself.
        self.desk.background.add(task)
        task.add_done_callback(self.desk.background.discard)
        try:
            yield
        finally:
            over.set()

    async def _keep_typing(self, over: asyncio.Event) -> None:
        while not over.is_set():
            with suppress(TelegramError):
                await self.desk.bot.send_chat_action(
                    self.chat_id, ChatAction.TYPING, message_thread_id=self.topic
                )
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), _TYPING)

    async def _opened(self, step: int, quoting: ReplyParameters | None) -> int:
        """The message of a step, which is sent if it was not yet."""
        state, update_id = self.desk.state, self.update.update_id
        message_id = state.sent(update_id, step)
        if message_id is None:
            message_id = await self._stub(quoting)
            state.record_sent(update_id, step, message_id)
        return message_id

    async def _stub(self, quoting: ReplyParameters | None) -> int:
        if quoting is not None:
            with suppress(BadRequest):
                # The message may have been edited since, and no longer hold the words.
                return await self._send_stub(quoting)
        return await self._send_stub(self._to_what_came())

    async def _send_stub(self, to: ReplyParameters | None) -> int:
        stub = await self.desk.bot.send_message(
            self.chat_id, _STUB, reply_parameters=to, message_thread_id=self.topic
        )
        return stub.message_id

    def _to_what_came(self) -> ReplyParameters | None:
        message = self.update.message
        if message is None:
            return None
        return ReplyParameters(message.message_id, allow_sending_without_reply=True)


def _text_of(update: Update) -> str:
    if update.inline_query:
        return update.inline_query.query
    message = update.message
    return (message.text or message.caption or "") if message else ""


def _topic(message: Message | None) -> int | None:
    return message.message_thread_id if message and message.is_topic_message else None


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(b.label, callback_data=b.data) for b in row] for row in keyboard]
    return InlineKeyboardMarkup(rows) if rows else None


def _is_settled(exc: BadRequest) -> bool:
    """Whether the message says so already, or was deleted by somebody."""
    return any(why in exc.message.lower() for why in ("not modified", "message to edit not found"))
