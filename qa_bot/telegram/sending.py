"""Telegram's limits, and patience where the network fails."""

from __future__ import annotations

import asyncio
import logging
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeVar

from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import AIORateLimiter

from qa_bot.telegram.logs import fields

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

_T = TypeVar("_T")

_LOG: Final = logging.getLogger(__name__)
_RETRIES_OF_A_FLOOD: Final = 10
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 30.0
_FLEETING: Final = {"answerCallbackQuery": 3, "answerInlineQuery": 3, "sendChatAction": 1}
"""Tries at what is worth nothing when it comes late."""


class PatientLimiter(AIORateLimiter):
    """Keeps Telegram's limits of sending, and asks again until Telegram has answered.

    A call may have taken effect though its answer was lost. So only what may be repeated must be
    sent; `Turn.reply` sees to that.
    """

    def __init__(self) -> None:
        super().__init__(max_retries=_RETRIES_OF_A_FLOOD)

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
        # Only messages count: neither edits nor the typing action.
        limited = data if endpoint == "sendMessage" else {}

        def request() -> Awaitable[Any]:
            inherited = super(PatientLimiter, self).process_request
            return inherited(callback, args, kwargs, endpoint, limited, rate_limit_args)

        return await patiently(request, what=endpoint, tries=_FLEETING.get(endpoint))


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
            pause = min(_FIRST_PAUSE * 2 ** min(attempt - 1, 10), _LONGEST_PAUSE)
            _LOG.warning(
                "Telegram cannot be reached: trying again",
                extra=fields(what=what, attempt=attempt, pause=pause, reason=str(exc)),
            )
            await asyncio.sleep(pause)
    raise AssertionError("unreachable")
