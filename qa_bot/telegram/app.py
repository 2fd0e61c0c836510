"""The application: which update goes to which handler, and who may come in."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import Forbidden, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    Defaults,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from qa_bot.errors import ServiceError
from qa_bot.messages import LANGUAGES, message
from qa_bot.telegram.handlers import articles, ask, buttons, inline, people
from qa_bot.telegram.logs import fields
from qa_bot.telegram.sending import PatientLimiter
from qa_bot.telegram.turns import Desk, Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence

    from telegram.ext import CallbackContext

    from qa_bot.settings import Settings
    from qa_bot.telegram.dispatch import Inbox

    Work = Coroutine[Any, Any, None]
    Handle = Callable[[Turn], Work]
    Press = Callable[[Turn, list[str]], Work]

App = Application[Any, Any, Any, Any, Any, Any]

_LOG: Final = logging.getLogger(__name__)
_TIMEOUT: Final = 20.0
"""Seconds to wait for an answer of Telegram's."""

_COMMANDS: Final[Mapping[str, Handle]] = {
    "start": people.start,
    "help": people.show_help,
    "ask": ask.ask_command,
    "add": articles.add_command,
    "articles": articles.list_articles,
    "only": articles.choose_command,
    "remove": articles.remove_command,
    "language": people.ask_language,
    "privacy": people.show_privacy,
    "forget": people.ask_to_forget,
}
_BUTTONS: Final[Mapping[str, Press]] = {
    "page": buttons.show_page,
    "context": buttons.show_context,
    "up": buttons.vote_up,
    "down": buttons.vote_down,
    "only": articles.choose,
    "remove": articles.ask_to_remove,
    "drop": articles.remove,
    "language": people.set_language,
    "forget": people.forget,
    "keep": people.keep,
}
_DECISIONS: Final = {"remove", "drop", "forget"}
"""Commands and buttons that in a group are for its administrators alone."""

_MENU: Final = (
    "ask", "add", "articles", "only", "remove", "language", "help", "privacy", "forget",
)  # fmt: skip


def build_application(settings: Settings, token: str, inbox: Inbox) -> App:
    """The application, without its handlers."""
    url = settings.telegram_api_url.rstrip("/")
    defaults = Defaults(
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    builder = ApplicationBuilder().token(token).defaults(defaults)
    builder = builder.base_url(f"{url}/bot").base_file_url(f"{url}/file/bot")
    builder = builder.read_timeout(_TIMEOUT).write_timeout(_TIMEOUT).connect_timeout(_TIMEOUT)
    # Waiting for a connection is no failure: there are as many as there is work to do.
    builder = builder.pool_timeout(None).get_updates_read_timeout(_TIMEOUT)
    return builder.rate_limiter(PatientLimiter()).update_queue(inbox).build()


def add_handlers(app: App, desk: Desk) -> None:
    """Tell the application what goes where."""
    for name, handle in _COMMANDS.items():
        app.add_handler(CommandHandler(name, _handled(desk, _decided(name, handle))))
    # Nobody but an admin need know that this one exists.
    admins = filters.User(desk.settings.telegram_admins)
    app.add_handler(CommandHandler("stats", _handled(desk, people.show_figures), filters=admins))
    new = filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL & ~_Own()
    private = new & filters.ChatType.PRIVATE
    group = new & filters.ChatType.GROUPS & ~filters.COMMAND & _Addressed()
    app.add_handler(
        MessageHandler(private & filters.COMMAND, _handled(desk, people.unknown_command))
    )
    app.add_handler(MessageHandler(private, _handled(desk, _take)))
    app.add_handler(MessageHandler(group, _handled(desk, ask.ask_in_group)))
    moved = _handled(desk, people.move, for_all=True)
    app.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, moved))
    app.add_handler(CallbackQueryHandler(_handled(desk, _press)))
    app.add_handler(InlineQueryHandler(_handled(desk, inline.offer)))
    app.add_error_handler(_failed(desk))


async def _take(turn: Turn) -> None:
    """A message in a private chat: an article to add, or a question."""
    came = turn.message
    text = came.text or came.caption
    longest = turn.desk.settings.max_question_length
    if (
        not text
        or came.document
        or articles.is_link(came)
        or articles.is_article(came, longest_question=longest)
    ):
        await articles.add(turn, came)
    else:
        await ask.answer(turn, text)


async def _press(turn: Turn) -> None:
    """A button; one that nobody knows any more says so."""
    name, *arguments = (turn.press.data or "").split(":")
    try:
        await _decided(name, lambda t: _BUTTONS[name](t, arguments))(turn)
    except (LookupError, ValueError):
        await turn.notice(turn.say("old_button"))


def _decided(name: str, handle: Handle) -> Handle:
    """The handler, closed to those in a group who may not decide for the others."""
    if name not in _DECISIONS:
        return handle

    async def guarded(turn: Turn) -> None:
        if await people.may_decide(turn):
            await handle(turn)
        elif turn.update.callback_query:
            await turn.notice(turn.say("group_admins_only"))
        else:
            await turn.reply(turn.say("group_admins_only"))

    return guarded


def _handled(desk: Desk, handle: Handle, *, for_all: bool = False) -> Callable[[Update, Any], Work]:
    """A handler as the library calls it, for those whom the bot serves or for all."""

    async def callback(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        turn = Turn.of(update, desk)
        if turn is None:
            return
        if for_all or people.is_served(turn):
            await handle(turn)
        elif update.inline_query:
            await inline.refuse(turn)
        elif update.callback_query:
            await turn.notice(turn.say("inline_refused"))
        else:
            await people.refuse(turn)

    return callback


def _failed(desk: Desk) -> Callable[[object, Any], Work]:
    """What happens where a handler fails: people are told so, and never why."""

    async def callback(update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        error = context.error
        number = update.update_id if isinstance(update, Update) else None
        if isinstance(error, Forbidden):
            _LOG.info("the bot was shut out of a chat", extra=fields(update=number))
            return
        _LOG.error("an update failed", exc_info=error, extra=fields(update=number))
        if isinstance(error, ServiceError):
            desk.fail(error)
        elif isinstance(update, Update) and (turn := Turn.of(update, desk)):
            with suppress(TelegramError):
                await _tell_of_trouble(turn)

    return callback


async def _tell_of_trouble(turn: Turn) -> None:
    if turn.update.callback_query:
        await turn.notice(turn.say("trouble"))
    elif turn.update.message:
        await turn.reply(turn.say("trouble"))


class _Own(filters.MessageFilter):
    """Messages that somebody sent by the bot's own inline mode."""

    def filter(self, message: Message) -> bool:
        return message.via_bot is not None and message.via_bot.id == message.get_bot().id


class _Addressed(filters.MessageFilter):
    """Messages of a group that mention the bot or reply to it."""

    def filter(self, message: Message) -> bool:
        bot = message.get_bot()
        replied = message.reply_to_message
        if replied and replied.from_user and replied.from_user.id == bot.id:
            return True
        mentions = message.parse_entities([MessageEntity.MENTION]).values()
        return f"@{bot.username}".lower() in map(str.lower, mentions)


async def publish_commands(bot: ExtBot[Any], *, admins: Sequence[int]) -> None:
    """Give Telegram the menus of commands, by language and for whom they are."""
    for language in LANGUAGES:
        # Who speaks neither language is shown the last.
        codes = [language, ""] if language == LANGUAGES[-1] else [language]
        menu = _menu(_MENU, language)
        for code in codes:
            for scope in (BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats()):
                await bot.set_my_commands(menu, scope=scope, language_code=code or None)
            for admin in admins:
                # Telegram knows the chat only once the admin has written to the bot.
                with suppress(TelegramError):
                    await bot.set_my_commands(
                        [*menu, *_menu(("stats",), language)],
                        scope=BotCommandScopeChat(admin),
                        language_code=code or None,
                    )


def _menu(names: Sequence[str], language: str) -> list[BotCommand]:
    return [BotCommand(name, message(f"command_{name}", language=language)) for name in names]
