"""The emulator: a server of the Bot API on loopback, and everyone who uses Telegram through it."""

import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from itertools import count
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

from .arguments import Arguments
from .checks import scope_name
from .errors import ApiError
from .faults import Fault, Faults
from .methods import METHODS
from .people import PATIENCE, Chat, Person
from .transcript import transcript
from .transport import NOT_FOUND, DroppedError, HTTPServer, Reply
from .values import Request, User
from .world import Room, World

TOKEN = "7000000001:AAEmulatedTokenThatOpensNothing_012"  # noqa: S105 - of no real bot
DOWNLOAD = "download"
"""What the fetching of a file is called where requests are named by their method."""

_UNAUTHORIZED = ApiError(401, "Unauthorized")
_WELL_FORMED = re.compile(r"\d+:[\w-]{20,}")


class TelegramAPI:
    """A Bot API server for one bot, on loopback, from `with` to the end of it.

    Args:
        token: that the bot is to use.
        username: of the bot.
        first_name: of the bot.
        seed: of the faults that are left to chance.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "qa_test_bot",
        first_name: str = "QA bot",
        seed: int = 0,
    ) -> None:
        self.token = token
        bot_id = int(token.partition(":")[0])
        self.bot = User(bot_id, first_name, username=username, is_bot=True)
        self.world = World(self.bot)
        self._faults = Faults(seed)
        self._requests: list[Request] = []
        self._bugs: list[Exception] = []
        self._people: dict[int, Person] = {}
        self._groups: list[Chat] = []
        self._group_ids = count(1)
        self._stopping = Event()
        self._http = HTTPServer(self)
        self._thread = Thread(target=self._http.serve_forever, args=(0.01,), name="telegram_api")

    def __enter__(self) -> Self:
        """Start to serve."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, end what is under way, and bring to light what went wrong in here."""
        with self.world.change():
            self.world.closing = True
        self._stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.close_connections()
        self._http.server_close()
        for thread in self.world.threads:
            thread.join()
        if self._bugs and error is None:
            raise ExceptionGroup("the emulator itself failed", self._bugs)

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot is to put before the token."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """The same for the download of files."""
        return f"{self.url}/file/bot"

    def user(
        self,
        id: int,  # noqa: A002 - what Telegram calls it
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = None,
    ) -> Person:
        """Someone with an account; the bot knows them once they have done something."""
        with self.world.change():
            user = User(id, first_name, last_name, username, language_code)
            room = Room(id, "private", user=user, members={id: user})
            self.world.users[id] = user
            self.world.rooms[id] = room
            person = Person(self.world, user, Chat(self.world, room))
            self._people[id] = person
            return person

    def group(
        self,
        title: str,
        *members: Person,
        type: str = "supergroup",  # noqa: A002 - what Telegram calls it
        with_bot: bool = True,
    ) -> Chat:
        """A group, made by the first of its members."""
        with self.world.change():
            number = next(self._group_ids)
            room_id = -1_001_000_000_000 - number if type == "supergroup" else -4_000 - number
            users = {person.id: person.user for person in members}
            room = Room(room_id, type, title, members=users)
            room.bot_status = "member" if with_bot else "left"
            self.world.rooms[room_id] = room
            chat = Chat(self.world, room)
            self._groups.append(chat)
            return chat

    @property
    def chats(self) -> list[Chat]:
        """All chats, private ones first."""
        return [*(person.chat for person in self._people.values()), *self._groups]

    def inject(
        self,
        fault: Fault,
        *,
        method: str | Collection[str] | None = None,
        times: int | None = 1,
        share: float = 1.0,
    ) -> None:
        """Have requests fail that come from now on.

        Args:
            fault: how; see `flood`, `server_error`, `drop_before`, `drop_after`, `slow`, `stale`.
            method: which, by name ("download" is the fetching of a file); None: any.
            times: how many; None: no end.
            share: of them, by chance.
        """
        with self.world.changed:
            self._faults.add(fault, method, times, share)

    def heal(self) -> None:
        """Have no more requests fail."""
        with self.world.changed:
            self._faults.clear()

    @property
    def requests(self) -> list[Request]:
        """Every request, in the order they came."""
        with self.world.changed:
            return list(self._requests)

    def requests_of(self, method: str) -> list[Request]:
        """The requests of one method."""
        wanted = method.lower()
        return [request for request in self.requests if request.method.lower() == wanted]

    @property
    def pending(self) -> int:
        """How many updates the bot has not confirmed."""
        with self.world.changed:
            return len(self.world.updates.pending)

    def wait_until_confirmed(self, timeout: float = PATIENCE) -> None:
        """Wait until the bot has fetched and confirmed all updates."""
        self.wait_until(lambda: not self.pending, timeout, "the bot to confirm all updates")

    def wait_until_polling(self, timeout: float = PATIENCE) -> None:
        """Wait until the bot has fetched all updates there are and waits for more."""
        self.wait_until(lambda: self.world.updates.waiting, timeout, "the bot to poll")

    def wait_until(
        self, condition: Callable[[], Any], timeout: float = PATIENCE, what: str = "a condition"
    ) -> Any:
        """Wait for a condition, looked at after every change; its value."""

        def explain() -> str:
            last = [f"{r.method} {r.status} {r.description}" for r in self._requests[-5:]]
            state = f"{self.pending} updates not confirmed, the last requests: {last}"
            return f"waited for {what}; {state}\n{self.transcript()}"

        return self.world.wait_until(condition, timeout=timeout, explain=explain)

    def commands(
        self, scope: Mapping[str, Any] | None = None, language_code: str = ""
    ) -> list[tuple[str, str]]:
        """The menu for a scope and a language: commands and what is said of them."""
        name = scope_name(scope or {"type": "default"})
        kept = self.world.commands.get((name, language_code), [])
        return [(command["command"], command["description"]) for command in kept]

    @property
    def profile(self) -> dict[str, dict[str, str]]:
        """The bot's "name", "description" and "short_description" by language."""
        return self.world.profile

    def transcript(self, *chats: Chat) -> str:
        """What was said in some chats, or everywhere, as text for people to read."""
        return transcript(self.world, [chat.room for chat in chats])

    def answer(self, token: str, method: str, arguments: Arguments) -> Reply:
        """Answer a request.

        Raises:
            DroppedError: where the connection is to be cut instead.
        """

        def work(fault: Fault | None) -> Reply:
            given = arguments.without("offset") if fault and fault.is_stale else arguments
            return Reply.of(self._do(method, given))

        return self._serve(token, method, arguments.readable(), work)

    def file(self, token: str, path: str) -> Reply:
        """Answer the fetching of a file, as `answer` does."""
        kind = "application/octet-stream"
        return self._serve(
            token, DOWNLOAD, {"path": path}, lambda _: Reply(200, kind, self._data(path))
        )

    def bug(self, error: Exception) -> None:
        """Keep what went wrong in the emulator itself, to be raised at the end."""
        self._bugs.append(error)

    def _serve(
        self,
        token: str,
        method: str,
        parameters: Mapping[str, Any],
        work: Callable[[Fault | None], Reply],
    ) -> Reply:
        number, fault = self._received(method, parameters)
        try:
            self._check(token)
            _fail_early(fault)
            reply = work(fault)
        except ApiError as error:
            reply = Reply.failure(error)
        with self.world.change():
            done = replace(self._requests[number], status=reply.status, description=reply.problem)
            self._requests[number] = done
        if fault and fault.drops_after:
            raise DroppedError
        self._stopping.wait(fault.seconds if fault else 0)
        return reply

    def _received(self, method: str, parameters: Mapping[str, Any]) -> tuple[int, Fault | None]:
        with self.world.change():
            fault = self._faults.next_for(method)
            name = fault.name if fault else ""
            self._requests.append(Request(method, parameters, time.monotonic(), fault=name))
            return len(self._requests) - 1, fault

    def _check(self, token: str) -> None:
        if not _WELL_FORMED.fullmatch(token):
            raise NOT_FOUND
        if token != self.token:
            raise _UNAUTHORIZED
        if self.world.logged_out:
            raise ApiError(400, "Logged out")

    def _do(self, method: str, arguments: Arguments) -> Any:
        if method.lower() not in METHODS:
            raise NOT_FOUND
        with self.world.change():
            return METHODS[method.lower()](self.world, arguments)

    def _data(self, path: str) -> bytes:
        with self.world.changed:
            for file in self.world.files.values():
                if file.path == path:
                    return file.data
        raise NOT_FOUND


def _fail_early(fault: Fault | None) -> None:
    if fault and fault.drops_before:
        raise DroppedError
    if fault and fault.error:
        raise fault.error
