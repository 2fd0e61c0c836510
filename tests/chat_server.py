"""A small server on loopback that speaks the OpenAI chat-completions protocol, and its failures."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """What the server does with one request.

    Args:
        text: what the model says, sent word by word.
        status: of HTTP; an error's body repeats the request's key, as real servers do.
        ends: how the stream ends: as it should, "cut" in its middle, or "hang".
        pause: seconds before each word.
        finish: why it stopped.
    """

    text: str = ""
    status: int = 200
    ends: str = "done"
    pause: float = 0.0
    finish: str = "stop"


@dataclass
class Server:
    """The address, and the requests that came."""

    url: str
    requests: list[dict] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


@contextmanager
def chat_server(*replies: Reply) -> Iterator[Server]:
    """Serve these replies, one a request; the last one again and again."""
    left = list(replies)
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            served.requests.append(body)
            served.keys.append(self.headers.get("Authorization", ""))
            reply = left.pop(0) if len(left) > 1 else left[0]
            try:
                self._send(reply)
            except OSError:
                return  # who asked has left
            if reply.ends == "hang":
                over.wait(30)

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            sse = reply.status == 200
            self.send_header("Content-Type", "text/event-stream" if sse else "application/json")
            self.send_header("Connection", "close")
            self.end_headers()
            if not sse:
                key = self.headers.get("Authorization", "")
                self.wfile.write(json.dumps({"error": {"message": f"refused {key}"}}).encode())
                return
            for word in _words(reply):
                over.wait(reply.pause)
                self.wfile.write(f"data: {json.dumps(word)}\n\n".encode())
                self.wfile.flush()
            if reply.ends == "done":
                self.wfile.write(b"data: [DONE]\n\n")

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        served = Server(f"http://127.0.0.1:{http.server_address[1]}/v1")
        threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield served
        finally:
            over.set()
            http.shutdown()


def _words(reply: Reply) -> Sequence[dict]:
    def chunk(delta: dict, finish: str | None = None) -> dict:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        about = {"id": "1", "object": "chat.completion.chunk", "created": int(time.time())}
        return about | {"model": "fake", "choices": [choice]}

    words = [chunk({"role": "assistant", "content": ""})]
    words += [chunk({"content": f"{word} "}) for word in reply.text.split()]
    return words + ([chunk({}, reply.finish)] if reply.ends == "done" else [])
