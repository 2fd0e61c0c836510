"""The bot against an emulator of other people's: npm's `telegram-test-api`, behind a shim.

The package knows five of the methods that the bot calls, and answers some of them otherwise than
Telegram does; the shim makes up for that, and passes everything else on as it is.
"""

import json
import shutil
import socket
import subprocess
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from urllib.parse import parse_qs

import pytest
from telegram_bot import PATIENCE, STUB, RunningBot, wait_until

PACKAGE = "telegram-test-api@4.2.1"
TOKEN = "123456789:AAF-made_up-for_the-tests-of-npm000"  # noqa: S105 - made up
SERVER = """
const TelegramServer = require("telegram-test-api");
new TelegramServer({ host: "127.0.0.1", port: Number(process.argv[2]) }).start();
"""
KNOWN = {"getMe", "getUpdates", "sendMessage", "editMessageText", "answerCallbackQuery"}
PAUSE = 0.2

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("npm") is None, reason=f"npm is needed to install {PACKAGE}"),
]


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """A folder with the package installed."""
    folder = tmp_path_factory.mktemp("npm")
    command = [shutil.which("npm"), "install", "--no-audit", "--no-fund", PACKAGE]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"npm cannot install {PACKAGE}: {done.stderr.strip()[-300:]}")
    (folder / "server.js").write_text(SERVER)
    return folder


@pytest.fixture
def emulator(package):
    """The port of the package's server."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    node = shutil.which("node") or "node"
    with subprocess.Popen([node, "server.js", str(port)], cwd=package) as server:
        wait_until(lambda: answers(port) or server.poll() is not None)
        assert server.poll() is None
        yield port
        server.kill()


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def call(port, path, body):
    """Post JSON to the package's server; what its answer holds."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        return json.loads(connection.getresponse().read())["result"]


class Shim(ThreadingHTTPServer):
    """Stands between the bot and the package.

    Args:
        emulator: port of the package's server.
    """

    daemon_threads = True

    def __init__(self, emulator):
        super().__init__(("127.0.0.1", 0), Handler)
        self.emulator = emulator
        self.token = TOKEN
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_):
        """Stay silent: the bot hangs up in the middle of a poll when it stops."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        body = {name: values[0] for name, values in form.items()}
        result = self.result(self.path.rpartition("/")[2], body)
        said = json.dumps({"ok": True, "result": result}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def result(self, method, body):
        if method not in KNOWN:
            return True
        told = call(self.server.emulator, self.path, body)
        if method == "getMe":
            return {**told, "is_bot": True}
        if method == "getUpdates" and not told:
            # It never waits for an update.
            sleep(PAUSE)
        if method == "sendMessage":
            # It gives parameters back as if they were the message's.
            kept = {name: told[name] for name in ("message_id", "text", "chat")}
            return {**kept, "date": told["date"] // 1000}
        return True if told is None else told

    def log_message(self, *_):
        """Stay silent."""


@pytest.fixture
def shim(emulator):
    with Shim(emulator) as shim:
        Thread(target=shim.serve_forever, daemon=True).start()
        yield shim
        shim.shutdown()


def history(port):
    """What the bot has said, as it stands now."""
    updates = call(port, "/getUpdatesHistory", {"token": TOKEN})
    said = [u["message"]["text"] for u in updates if "chat_id" in u.get("message", {})]
    return [text for text in said if text != STUB]


def test_the_bot_answers_with_its_evidence_in_an_emulator_of_other_peoples(
    shipped_index, tmp_path, emulator, shim
):
    folder = shutil.copytree(shipped_index, tmp_path / "bot")
    person = {"id": 1, "first_name": "Ann", "is_bot": False, "language_code": "en"}
    with RunningBot(shim, folder) as bot:
        for text in ("who did the French chief of staff call?", "Who painted the Mona Lisa?"):
            message = {
                "botToken": TOKEN,
                "from": person,
                "chat": {"id": 1, "type": "private", "first_name": "Ann"},
                "date": 1_700_000_000,
                "text": text,
            }
            call(emulator, "/sendMessage", message)
        wait_until(lambda: len(history(emulator)) >= 2, otherwise=bot.logged)
        assert bot.stop() == 0
    answer, decline = history(emulator)
    assert "فاليري غيراسيموف" in answer
    assert "<blockquote expandable>" in answer
    assert decline.startswith("The article does not say.")
