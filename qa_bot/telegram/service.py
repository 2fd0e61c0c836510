"""The running bot: it starts, takes updates by polling or by webhook, and stops cleanly."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError

from qa_bot.bot import QABot
from qa_bot.errors import ServiceError, SettingsError
from qa_bot.telegram.app import add_handlers, build_application, publish_commands
from qa_bot.telegram.dispatch import Dispatcher, Inbox
from qa_bot.telegram.logs import fields, set_up_logging
from qa_bot.telegram.state import State
from qa_bot.telegram.turns import Desk

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from qa_bot.settings import Settings
    from qa_bot.telegram.app import App

_LOG: Final = logging.getLogger(__name__)
_KINDS: Final = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY)
_LONG_POLL: Final = 30
"""Seconds for which Telegram may keep the bot waiting for an update."""

_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 30.0
_PRUNING: Final = 3_600.0
_WARM_UP: Final = "?"
_CHATTING: Final = 16
"""Questions side by side where most of the time is spent waiting for a chat model."""

_THREADS: Final = 4
"""Besides those that answer questions, for articles and files."""


def run(settings: Settings) -> bool:
    """Run the bot until it is told to stop, by SIGTERM or Ctrl-C.

    Args:
        settings: the settings.

    Returns:
        Whether all was finished. If not, threads may still be at work, and only the end of the
        process ends them; what they do is taken up at the next start.

    Raises:
        ServiceError: where the bot cannot start or go on.
        SettingsError: where there is no token.
        PassageIndexError: where the index cannot be used.
    """
    if settings.telegram_token is None:
        raise SettingsError(
            "the bot has no token: get one from @BotFather on Telegram and set "
            "QA_BOT_TELEGRAM_TOKEN in the environment, or in the file that QA_BOT_SECRETS_FILE "
            "names"
        )
    token = settings.telegram_token.get_secret_value()
    given = settings.telegram_webhook_secret
    secret = given.get_secret_value() if given else secrets.token_urlsafe(32)
    key = settings.chat_api_key.get_secret_value() if settings.chat_api_key else ""
    known = tuple(filter(None, (token, secret, key)))
    set_up_logging(settings.telegram_log_level, secrets=known)
    with (
        closing(State(settings.telegram_state)) as state,
        QABot.from_index(settings=settings) as qa,
    ):
        # The first question loads the model; nobody should have to wait for that.
        qa.ask(_WARM_UP, chat=False)
        service = _Service(settings, state, qa)
        loop = asyncio.new_event_loop()
        try:
            # Unlike `asyncio.run` this does not wait for threads.
            return loop.run_until_complete(service.run(token=token, secret=secret))
        finally:
            loop.close()


class _Service:
    def __init__(self, settings: Settings, state: State, qa: QABot) -> None:
        self._settings = settings
        self._state = state
        self._qa = qa
        self._over = asyncio.Event()
        self._error: Exception | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, *, token: str, secret: str) -> bool:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(_at_once(self._settings) + _THREADS))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._over.set)
        inbox = Inbox(self._state)
        app = build_application(self._settings, token, inbox)
        desk = Desk(
            bot=app.bot,
            qa=self._qa,
            state=self._state,
            settings=self._settings,
            writing=asyncio.Lock(),
            asking=asyncio.Semaphore(_at_once(self._settings)),
            fail=self._fail,
        )
        add_handlers(app, desk)
        dispatcher = Dispatcher(inbox, self._state, app.process_update)
        self._start(self._serve(app, inbox, dispatcher, secret))
        await self._over.wait()
        finished = await self._stop(app, dispatcher)
        for task in desk.background:
            task.cancel()
        if self._error is not None:
            raise self._error
        _LOG.info("stopped", extra=fields(finished=finished))
        return finished

    async def _serve(self, app: App, inbox: Inbox, dispatcher: Dispatcher, secret: str) -> None:
        await _initialized(app)
        self._state.claim(app.bot.id)
        self._start(self._prune())
        self._start(dispatcher.run(self._fail))
        again = inbox.take_up(app.bot)
        by_webhook = bool(self._settings.telegram_webhook_url)
        if by_webhook:
            await _listen(app, self._settings, secret)
        else:
            await app.bot.delete_webhook()
        how = "webhook" if by_webhook else "polling"
        _LOG.info("started", extra=fields(bot=app.bot.username, how=how, taken_up=again))
        self._start(publish_commands(app.bot, admins=self._settings.telegram_admins))
        if not by_webhook:
            await _poll(app, inbox)

    async def _prune(self) -> None:
        while True:
            self._state.prune(keep_days=self._settings.telegram_keep_days)
            await asyncio.sleep(_PRUNING)

    async def _stop(self, app: App, dispatcher: Dispatcher) -> bool:
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        if app.updater and app.updater.running:
            await app.updater.stop()
        finished = await dispatcher.stop(self._settings.telegram_stop_seconds)
        with suppress(TelegramError, RuntimeError):
            await app.shutdown()
        return finished

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and isinstance(error := task.exception(), Exception):
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self._error = self._error or error
        self._over.set()


def _at_once(settings: Settings) -> int:
    """How many questions are answered side by side."""
    return _CHATTING if settings.chat_model else os.cpu_count() or 1


async def _initialized(app: App) -> None:
    try:
        await app.initialize()
    except InvalidToken:
        raise _refused() from None  # the library's own message holds the token


def _refused() -> ServiceError:
    return ServiceError("Telegram refuses the bot's token: correct QA_BOT_TELEGRAM_TOKEN")


async def _poll(app: App, inbox: Inbox) -> None:
    """Ask for updates for ever; each is written down before the next call confirms it."""
    offset: int | None = None
    pause = 0.0
    while True:
        try:
            updates = await app.bot.get_updates(
                offset=offset, timeout=_LONG_POLL, allowed_updates=_KINDS
            )
        except InvalidToken:
            raise _refused() from None  # the library's own message holds the token
        except Conflict as exc:
            raise ServiceError(
                "another program takes this bot's messages from Telegram: stop it, or use another "
                f"token (Telegram says: {exc.message})"
            ) from exc
        except TelegramError as exc:
            pause = min(2 * pause or _FIRST_PAUSE, _LONGEST_PAUSE)
            _LOG.warning("polling failed", extra=fields(reason=str(exc), pause=pause))
            await asyncio.sleep(pause)
            continue
        pause = 0.0
        for update in updates:
            await inbox.put(update)
            offset = update.update_id + 1


async def _listen(app: App, settings: Settings, secret: str) -> None:
    """Take updates that Telegram delivers; returns once it has been told where."""
    if app.updater is None:
        raise ServiceError("the application was built without an updater")
    url = settings.telegram_webhook_url
    try:
        await app.updater.start_webhook(
            listen=settings.telegram_webhook_listen,
            port=settings.telegram_webhook_port,
            url_path=urlsplit(url).path.lstrip("/"),
            webhook_url=url,
            secret_token=secret,
            allowed_updates=_KINDS,
        )
    except (TelegramError, OSError) as exc:
        place = f"{settings.telegram_webhook_listen}:{settings.telegram_webhook_port}"
        raise ServiceError(
            f"the webhook {url} cannot be served at {place} ({exc}): correct the settings "
            "QA_BOT_TELEGRAM_WEBHOOK_…"
        ) from exc
