"""HTTP: requests read, answers written, connections cut."""

import json
import re
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import Any, Protocol, Self
from urllib.parse import unquote, urlsplit

from .arguments import Arguments, read_arguments
from .errors import ApiError

NOT_FOUND = ApiError(404, "Not Found")
_JSON = "application/json"
_PATH = re.compile(r"/(?P<file>file/)?bot(?P<token>[^/]+)/(?P<rest>.+)")
_LAST_OF_THE_API = 500


class DroppedError(Exception):
    """The connection is to be cut instead of an answer."""


@dataclass(frozen=True)
class Reply:
    """An answer: status, type and content, and what was wrong with the request."""

    status: int
    kind: str
    content: bytes
    problem: str = ""

    @classmethod
    def of(cls, result: Any) -> Self:
        """The answer to a request that was right."""
        return cls(200, _JSON, _json({"ok": True, "result": result}))

    @classmethod
    def failure(cls, error: ApiError) -> Self:
        """The answer to one that was not, or that something else went wrong with."""
        if error.code > _LAST_OF_THE_API:
            # It is not the Bot API that says so but a gateway before it, in HTML.
            page = f"<html><body><h1>{error.code} {error.description}</h1></body></html>"
            return cls(error.code, "text/html", page.encode(), error.description)
        known: dict[str, Any] = {"ok": False, "error_code": error.code}
        known["description"] = error.description
        if error.parameters:
            known["parameters"] = error.parameters
        return cls(error.code, _JSON, _json(known), error.description)


class API(Protocol):
    """What answers."""

    def answer(self, token: str, method: str, arguments: Arguments) -> Reply:
        """Answer a request."""

    def file(self, token: str, path: str) -> Reply:
        """Answer the fetching of a file."""

    def bug(self, error: Exception) -> None:
        """Take note that the server itself failed."""


class HTTPServer(ThreadingTCPServer):
    """A thread for each connection; those still open at the end are closed.

    Args:
        api: that answers.
    """

    request_queue_size = 256

    def __init__(self, api: API) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.api = api
        self._connections: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Keep the connection in mind."""
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget it again."""
        self._connections.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """Read no more from the connections that clients keep open, so that their threads end.

        An answer that is being written still goes out.
        """
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)

    def handle_error(self, *_: Any) -> None:
        """A client that has gone is no error; all else is one of the emulator."""
        error = sys.exception()
        if isinstance(error, Exception) and not isinstance(error, ConnectionError):
            self.api.bug(error)


class _Handler(BaseHTTPRequestHandler):
    """Reads a request and writes its answer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: HTTPServer

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            reply = self._reply(body)
        except DroppedError:
            self.close_connection = True
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()
        self.wfile.write(reply.content)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        """Say nothing: the API keeps a list of its requests."""

    def _reply(self, body: bytes) -> Reply:
        address = urlsplit(self.path)
        found = _PATH.fullmatch(unquote(address.path))
        if found is None:
            return Reply.failure(NOT_FOUND)
        api, kind = self.server.api, self.headers.get("Content-Type", "")
        try:
            if found["file"]:
                return api.file(found["token"], found["rest"])
            arguments = read_arguments(address.query, kind, body)
            return api.answer(found["token"], found["rest"], arguments)
        except ApiError as error:
            return Reply.failure(error)
        except (DroppedError, ConnectionError):
            raise
        except Exception as error:  # noqa: BLE001 - a test that meets a bug of the emulator fails
            api.bug(error)
            return Reply.failure(ApiError(500, f"Internal Server Error: {error!r}"))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
