"""Logs as JSON lines on standard error, in which no secret ever stands.

A secret can come from anywhere: a library's arguments, an address in a traceback, the text of an
error. So it is the finished line that is cleaned, whoever wrote it.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

_HIDDEN: Final = "***"
_ANY_TOKEN: Final = re.compile(r"\b\d{5,}(:|%3A)[A-Za-z0-9_-]{30,}")
# These tell of every request, and of the addresses with the token in them.
_TALKATIVE: Final = ("httpx", "httpcore", "telegram", "chromadb", "sentence_transformers")


def set_up_logging(level: str, *, secrets: Iterable[str]) -> None:
    """Log to standard error from now on, whoever logs.

    Args:
        level: the least level that is logged; other people's libraries log warnings at least,
            and all where it is ``"debug"``.
        secrets: texts that must not come out.
    """
    handler = _Handler()
    handler.setFormatter(_Formatter(secrets))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel("DEBUG" if level == "debug" else "WARNING")
    log = logging.getLogger(__name__)
    sys.excepthook = lambda *exc: log.critical("ended by an error", exc_info=exc)
    threading.excepthook = lambda args: log.critical(
        "a thread was ended by an error", exc_info=_exc_info(args)
    )


def _exc_info(args: threading.ExceptHookArgs) -> Any:
    return (args.exc_type, args.exc_value, args.exc_traceback)


class _Handler(logging.StreamHandler[Any]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own
        """Stay silent: logging's own message would repeat the arguments as they are."""


class _Formatter(logging.Formatter):
    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        # The second half of a token is what must not be known.
        parts = {part for secret in secrets for part in (secret, secret.rpartition(":")[2])}
        written = {form for part in parts if part for form in (part, quote(part, safe=""))}
        longest_first = sorted(written, key=len, reverse=True)
        self._secret = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def format(self, record: logging.LogRecord) -> str:
        line = json.dumps(self._entry(record), ensure_ascii=False, default=str)
        return _ANY_TOKEN.sub(_HIDDEN, self._secret.sub(_HIDDEN, line))

    def _entry(self, record: logging.LogRecord) -> dict[str, Any]:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            entry["stack"] = self.formatStack(record.stack_info)
        return entry


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception as exc:  # noqa: BLE001 - whatever an argument does when it is shown
        return f"{record.msg} ({type(exc).__name__})"


def fields(**values: object) -> dict[str, dict[str, object]]:
    """What an entry tells besides its message: ``log.info("answered", extra=fields(pages=2))``."""
    return {"fields": values}
