"""Telegram's limits, and patience where the network fails."""

from __future__ import annotations

import asyncio
import logging
import os
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeVar

from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import AIORateLimiter

from qa_bot.telegram.logs import fields

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

_T = TypeVar("_T")

_LOG: Final = logging.getLogger(__name__)
# Without it the library warns each time that Telegram asks to wait, of what it will do one day.
os.environ.setdefault("PTB_TIMEDELTA", "true")

_SLACK: Final = 0.1
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 30.0
_FLEETING: Final = {
    "answerCallbackQuery": 3,
    "answerInlineQuery": 3,
    "sendChatAction": 1,
    "sendMessageDraft": 1,
}
"""Tries at what is worth nothing when it comes late."""


class PatientLimiter(AIORateLimiter):
    """Keeps Telegram's limits of sending, and asks again until Telegram has answered.

    A call may have taken effect though its answer was lost. So only what may be repeated must be
    sent; `Turn.reply` sees to that.

    The library would hold up every chat where Telegram asks one to wait, and its own retries would
    end; here each call waits for itself, for as long as it is told to.
    """

    async def process_request(  # noqa: PLR0913, PLR0917 - fixed by the library
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Make a request; see `telegram.ext.BaseRateLimiter.process_request`."""

        async def patient(*args: Any, **kwargs: Any) -> Any:
            tries = _FLEETING.get(endpoint)
            return await patiently(lambda: callback(*args, **kwargs), what=endpoint, tries=tries)

        # Telegram counts neither edits nor the typing action.
        if endpoint != "sendMessage":
            return await patient(*args, **kwargs)
        return await super().process_request(patient, args, kwargs, endpoint, data, rate_limit_args)


async def patiently(
    action: Callable[[], Awaitable[_T]], *, what: str, tries: int | None = None
) -> _T:
    """Do something that needs Telegram, again where the network fails.

    Args:
        action: may be done twice.
        what: its name in the logs.
        tries: how often at most; for ever where None.
    """
    for attempt in count(1):
        try:
            return await action()
        except BadRequest:
            raise
        except (NetworkError, RetryAfter) as exc:
            if attempt == tries:
                raise
            pause = _pause(exc, attempt)
            _LOG.warning(
                "a call of Telegram's failed: trying again",
                extra=fields(what=what, attempt=attempt, pause=pause, reason=str(exc)),
            )
            await asyncio.sleep(pause)
    raise AssertionError("unreachable")


def _pause(exc: NetworkError | RetryAfter, attempt: int) -> float:
    """Seconds to wait: as many as Telegram says, or more from try to try."""
    if isinstance(exc, RetryAfter):
        told = exc.retry_after
        return _SLACK + (told.total_seconds() if isinstance(told, timedelta) else told)
    return min(_FIRST_PAUSE * 2.0 ** min(attempt - 1, 10), _LONGEST_PAUSE)
