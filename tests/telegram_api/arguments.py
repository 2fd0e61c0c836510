"""What a request says: parameters in the address, as a form, in parts, or as JSON."""

import json
from collections.abc import Mapping
from email import message_from_bytes
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from .errors import bad_request

_WORDS = {
    "action",
    "callback_query_id",
    "description",
    "file_id",
    "inline_message_id",
    "inline_query_id",
    "language_code",
    "name",
    "next_offset",
    "parse_mode",
    "secret_token",
    "short_description",
    "text",
    "url",
}
"""Parameters that are words, even where they look like numbers."""


class Arguments:
    """The parameters of one request; all of them are strings, as Telegram takes them.

    Args:
        values: as sent.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return bool(self._values.get(name))

    def without(self, name: str) -> "Arguments":
        """The same but for one."""
        return Arguments({key: value for key, value in self._values.items() if key != name})

    def readable(self) -> dict[str, Any]:
        """The parameters for a log: numbers, lists and objects as such."""
        return {name: _readable(name, value) for name, value in self._values.items()}

    def text(self, name: str) -> str:
        """A parameter that is words; "" where it is missing."""
        value = self._values.get(name, "")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
        return value

    def integer(self, name: str, default: int = 0) -> int:
        """A parameter that is a number; what is none counts as the default."""
        try:
            return int(self._values.get(name, ""))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """A parameter that is true or false."""
        return self._values.get(name, "").lower() in {"true", "yes", "1"}

    def json(self, name: str, kind: type, what: str) -> Any:
        """A parameter that is a JSON object or list; None where it is missing.

        Args:
            name: of the parameter.
            kind: `dict` or `list`.
            what: it is called in a complaint.
        """
        if name not in self:
            return None
        try:
            value = json.loads(self._values[name])
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None
        if not isinstance(value, kind):
            raise bad_request(f"can't parse {what}: wrong type of JSON")
        return value


def read_arguments(query: str, content_type: str, body: bytes) -> Arguments:
    """Read the parameters of a request, wherever they are.

    Args:
        query: of the address, without its question mark.
        content_type: of the body.
        body: of the request.
    """
    values = dict(parse_qsl(query, keep_blank_values=True))
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        values |= _from_json(body)
    elif kind == "multipart/form-data":
        values |= _from_parts(content_type, body)
    elif kind == "application/x-www-form-urlencoded":
        form = body.decode(errors="surrogateescape")
        values |= parse_qsl(form, keep_blank_values=True, errors="surrogateescape")
    return Arguments(values)


def _from_json(body: bytes) -> dict[str, str]:
    try:
        values = json.loads(body)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
        if value is not None
    }


def _from_parts(content_type: str, body: bytes) -> dict[str, str]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    parts = message_from_bytes(head + body, policy=HTTP)
    values = {}
    for part in parts.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if part.get_filename() is None and isinstance(content, bytes):
            values[str(name)] = content.decode(errors="surrogateescape")
    return values


def _readable(name: str, value: str) -> Any:
    if name in _WORDS:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
