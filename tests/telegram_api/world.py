"""What Telegram's servers know: chats, messages, files, queries, and updates for the bot.

One lock guards all of it. Whoever changes something does so in `with world.changed`, and wakes all
who wait for a change.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from threading import Condition, RLock, Thread
from typing import Any, TypeVar

from .errors import conflict
from .values import (
    CallbackAnswer,
    Document,
    Draft,
    InlineAnswer,
    Message,
    User,
    keyboard_json,
    present,
)

UPDATES = {
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
    "my_chat_member",
    "message_reaction",
}
"""The kinds of updates that people of this emulator bring about."""
ON_REQUEST = {"message_reaction"}
"""Those that a bot gets only when `allowed_updates` names them."""

_FIRST_UPDATE = 700_000_001
_FIRST_MESSAGE = 101
_Found = TypeVar("_Found")


@dataclass
class Room:
    """A chat as the servers know it; `user` is the person of a private one."""

    id: int
    type: str
    title: str = ""
    user: User | None = None
    bot_status: str = "left"
    members: dict[int, User] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    waited_for: set[int] = field(default_factory=set)
    own_ids: Iterator[int] = field(default_factory=lambda: count(1))

    def json(self) -> dict[str, Any]:
        """The chat as the Bot API gives it."""
        known = self.user.names() if self.user else {"title": self.title}
        return {"id": self.id, "type": self.type, **known}

    def status_of(self, user_id: int) -> str:
        """What a person is in a group: its first member made it."""
        if user_id not in self.members:
            return "left"
        return "creator" if user_id == next(iter(self.members)) else "member"


@dataclass(frozen=True)
class File:
    """A file on the servers, which may claim a size and hold nothing."""

    document: Document
    data: bytes
    path: str


@dataclass
class Query:
    """A button pressed, or an inline query, and what the bot answered."""

    id: str
    user: User
    room: Room | None = None
    text: str = ""
    offset: str = ""
    answers: list[CallbackAnswer] = field(default_factory=list)
    offers: list[InlineAnswer] = field(default_factory=list)
    expired: bool = False


@dataclass(frozen=True)
class Event:
    """Something that happened, for the transcript."""

    room: int | None
    who: str
    what: str
    message: Message | None = None
    detail: str = ""


@dataclass
class Webhook:
    """Where updates are posted, while the address is not empty."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    error: str = ""
    error_date: int = 0


class Updates:
    """The queue of what the bot has not confirmed yet; it outlives any process of the bot."""

    def __init__(self) -> None:
        self.pending: list[dict[str, Any]] = []
        self.allowed = UPDATES - ON_REQUEST
        self.webhook = Webhook()
        self.poll = object()
        self.ended_by = ""
        self.waiting: object | None = None
        self._ids = count(_FIRST_UPDATE)

    def add(self, kind: str, body: Mapping[str, Any]) -> None:
        """Queue an update, unless the bot has asked not to be told of its kind."""
        if kind in self.allowed:
            self.pending.append({"update_id": next(self._ids), kind: body})

    def allow(self, kinds: list[str] | None) -> None:
        """Tell the bot of these kinds from now on; none named means the usual ones."""
        if kinds is not None:
            self.allowed = UPDATES & set(kinds) if kinds else UPDATES - ON_REQUEST

    def confirm(self, offset: int) -> None:
        """Forget what comes before the offset; a negative one keeps that many of the last."""
        if offset < 0:
            offset = next((update["update_id"] for update in self.pending[offset:]), 0)
        self.pending = [update for update in self.pending if update["update_id"] >= offset]

    def new_poll(self) -> object:
        """Begin a poll, which ends the one that may be under way."""
        self.end_poll("other getUpdates request; make sure that only one bot instance is running")
        return self.poll

    def end_poll(self, by: str) -> None:
        """Let whoever polls know that it is over."""
        self.ended_by = by
        self.poll = object()

    def check(self, poll: object) -> None:
        """Whether this poll may go on.

        Raises:
            ApiError: 409, where another has begun or a webhook was set.
        """
        if poll is not self.poll:
            raise conflict(f"terminated by {self.ended_by}")


class World:
    """Telegram's servers, as far as one bot sees them.

    Args:
        bot: its account.
    """

    def __init__(self, bot: User) -> None:
        self.changed = Condition(RLock())
        self.bot = bot
        self.rooms: dict[int, Room] = {}
        self.users: dict[int, User] = {}
        self.files: dict[str, File] = {}
        self.queries: dict[str, Query] = {}
        self.inline_messages: dict[str, tuple[int, int]] = {}
        self.inline_cache: dict[tuple[str, str, int | None], tuple[float, InlineAnswer]] = {}
        self.updates = Updates()
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.profile: dict[str, dict[str, str]] = {
            name: {} for name in ("name", "description", "short_description")
        }
        self.events: list[Event] = []
        self.seen: set[int] = set()
        self.logged_out = False
        self.closing = False
        self.threads: list[Thread] = []
        self._ids = count(_FIRST_MESSAGE)
        self._serials = count(1)

    @contextmanager
    def change(self) -> Iterator[None]:
        """Hold the lock, and wake all who wait."""
        with self.changed:
            yield
            self.changed.notify_all()

    def wait_until(
        self, condition: Callable[[], _Found], *, timeout: float, explain: Callable[[], str]
    ) -> _Found:
        """Wait for a condition, looked at after every change.

        Raises:
            AssertionError: where it does not come true in time, in seconds.
        """
        deadline = time.monotonic() + timeout
        with self.changed:
            while not (found := condition()):
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"after {timeout:g} s: {explain()}")
                self.changed.wait(left)
            return found

    def serial(self, kind: str) -> str:
        """A new identifier, of which no part means anything to a client."""
        return f"{kind}{9_007_199_254_740_000 + next(self._serials)}"

    def post(self, room: Room, sender: User, **fields: Any) -> Message:
        """Put a new message into a chat."""
        # Private chats and basic groups count their messages together, supergroups on their own.
        ids = room.own_ids if room.type == "supergroup" else self._ids
        message = Message(next(ids), room.id, sender, date=int(time.time()), **fields)
        room.messages[message.id] = message
        if not message.service:
            self.log(room, sender, "says", message)
        return message

    def rewrite(self, message: Message, **fields: Any) -> Message:
        """Change a message where it stands."""
        room = self.rooms[message.chat_id]
        now = replace(message, edit_date=int(time.time()), edits=message.edits + 1, **fields)
        room.messages[message.id] = now
        self.log(room, message.sender, "edits", now)
        return now

    def log(
        self,
        room: Room | None,
        who: User,
        what: str,
        message: Message | None = None,
        detail: str = "",
    ) -> None:
        """Note what happened for the transcript."""
        self.events.append(Event(room.id if room else None, who.name, what, message, detail))

    def message_json(self, message: Message, *, nested: bool = False) -> dict[str, Any]:
        """A message as the Bot API gives it; one that is replied to shows no reply of its own."""
        room = self.rooms[message.chat_id]
        replied = room.messages.get(message.reply_to or 0)
        known = {
            "message_id": message.id,
            "from": message.sender.json(),
            "chat": room.json(),
            "date": message.date,
            **message.service,
            **_content_json(message),
        }
        if replied and not nested:
            known["reply_to_message"] = self.message_json(replied, nested=True)
            known |= present(quote=message.quoted.json() if message.quoted else None)
        return known

    def told(self, room: Room) -> bool:
        """Whether the bot hears what happens in a chat."""
        return room.bot_status == "member"


def _content_json(message: Message) -> dict[str, Any]:
    entities = [entity.json() for entity in message.entities]
    known = {"caption": message.text or None, "caption_entities": entities or None}
    if message.document is None:
        known = {"text": message.text or None, "entities": entities or None}
    return present(
        **known,
        document=message.document.json() if message.document else None,
        forward_origin=message.origin.json() if message.origin else None,
        via_bot=message.via_bot.json() if message.via_bot else None,
        edit_date=message.edit_date,
        reply_markup=keyboard_json(message.buttons) if message.buttons else None,
    )
