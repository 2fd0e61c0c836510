"""What a chat model says, as it says it, within a bound; and all the ways in which it fails."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from contextvars import copy_context
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final

from qa_bot.errors import QABotError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

_LOG: Final = logging.getLogger(__name__)

_MOST: Final = 20_000
"""Characters: whoever says more has lost the thread."""

_PASSING: Final = frozenset({408, 429, 500, 502, 503, 504, 529})
"""HTTP statuses after which a second try is worth it."""

_PAUSE: Final = 0.5
_ENDS: Final = ("finish_reason", "stop_reason", "done_reason")
_CUT_SHORT: Final = frozenset({"length", "max_tokens", "MAX_TOKENS"})
_STEPS: Final = 10


class ChatFailedError(QABotError):
    """The chat model gave no whole answer; the message says why, without any secret.

    Nobody who asks a question gets to see it: there is always another way to answer.
    """


class Generation:
    """One answer of a chat model, to be read once.

    The model speaks in a thread of its own, which is left behind where it takes too long: nothing
    that a model or its library does can hold up or break who reads.

    Args:
        model: any chat model of LangChain.
        messages: what it is asked.
        seconds: the most that it may take, a second try included.
    """

    def __init__(
        self, model: BaseChatModel, messages: Sequence[BaseMessage], *, seconds: float
    ) -> None:
        self._model = model
        self._messages = list(messages)
        self._deadline = time.monotonic() + seconds
        self.cut_short = False
        """Whether it ended where it had said all that it may."""

    def __iter__(self) -> Iterator[str]:
        """What it says, piece by piece.

        Raises:
            ChatFailedError: where it fails, says nothing, takes too long or stops in the middle.
        """
        if time.monotonic() >= self._deadline:
            raise ChatFailedError("no time was left for it")
        for last_try in (False, True):
            said = 0
            try:
                for piece in self._attempt():
                    said += len(piece)
                    yield piece
                    if said > _MOST:
                        self.cut_short = True
                        return
            except _PassingError as exc:
                if last_try or said or time.monotonic() + _PAUSE >= self._deadline:
                    raise ChatFailedError(str(exc)) from None
                _LOG.info("the chat model is asked once more: %s", exc)
                time.sleep(_PAUSE)
                continue
            if not said:
                raise ChatFailedError("an empty answer")
            return

    def _attempt(self) -> Iterator[str]:
        pieces: SimpleQueue[Any] = SimpleQueue()
        stop = Event()
        # The context carries LangChain's callbacks.
        run = copy_context().run
        Thread(target=run, args=(self._speak, pieces.put, stop), daemon=True).start()
        ends: list[str] = []
        described = False
        try:
            while True:
                chunk = self._next(pieces)
                if chunk is None:
                    break
                metadata = chunk.response_metadata
                described = described or bool(metadata)
                ends += [str(metadata[name]) for name in _ENDS if metadata.get(name)]
                if text := str(chunk.text):
                    yield text
        finally:
            stop.set()
        # Who describes its chunks says when it is done.
        if described and not ends:
            raise ChatFailedError("the stream was cut")
        self.cut_short = bool(_CUT_SHORT.intersection(ends))

    def _next(self, pieces: SimpleQueue[Any]) -> Any:
        try:
            chunk = pieces.get(timeout=max(0.0, self._deadline - time.monotonic()))
        except Empty:
            raise ChatFailedError("it took too long") from None
        if isinstance(chunk, BaseException):
            error = _PassingError if _may_pass(chunk) else ChatFailedError
            raise error(_reason(chunk)) from None
        return chunk

    def _speak(self, put: Any, stop: Event) -> None:
        try:
            stream = self._model.stream(self._messages)
            for chunk in stream:
                if stop.is_set():
                    stream.close()  # type: ignore[attr-defined]  # LangChain's is a generator
                    return
                _ = chunk.text, chunk.response_metadata
                put(chunk)
        except BaseException as exc:  # noqa: BLE001 - whatever it raises, no answer came of it
            put(exc)
        else:
            put(None)


class _PassingError(ChatFailedError):
    """A failure after which a second try is worth it."""


def _reason(exc: BaseException) -> str:
    """The kind of a failure. Messages of others are left out: servers repeat keys in them."""
    status = _status(exc)
    return type(exc).__name__ + (f" {status}" if status else "")


def _status(exc: BaseException) -> int | None:
    with suppress(Exception):
        response = getattr(exc, "response", None)
        for holder, name in ((exc, "status_code"), (exc, "code"), (response, "status_code")):
            status = getattr(holder, name, None)
            if isinstance(status, int):
                return status
    return None


def _may_pass(exc: BaseException) -> bool:
    status = _status(exc)
    if status is not None:
        return status in _PASSING
    chain: list[BaseException] = [exc]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) and len(chain) < _STEPS:
        chain.append(cause)
    # A refused or a lost connection; who waited for too long has no time for a second try.
    return any(
        isinstance(e, ConnectionError) or type(e).__name__ in {"ConnectError", "ReadError"}
        for e in chain
    )
