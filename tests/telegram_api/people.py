"""The people who write to the bot, and the chats they write in, as a test holds them."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from .checks import quote_of
from .methods.chats import member_json
from .text import MAX_MESSAGE, Formatted, finish, parse_html, units
from .transcript import transcript
from .values import (
    Button,
    CallbackAnswer,
    Document,
    Draft,
    InlineAnswer,
    InlineResult,
    Message,
    Origin,
    User,
)
from .world import File, Query, Room, World

PATIENCE = 30.0
MAX_INLINE_QUERY = 256
MAX_START_PARAMETER = 64


class Chat:
    """A chat, with what was said in it and ways to wait for what the bot says.

    Args:
        world: it is in.
        room: what the servers know of it.
    """

    def __init__(self, world: World, room: Room) -> None:
        self._world = world
        self.room = room
        self.id = room.id
        self.type = room.type
        self.title = room.title

    def __repr__(self) -> str:
        return f"<{self.type} chat {self.id}>"

    @property
    def members(self) -> list[User]:
        """Who is in it, the bot aside."""
        return list(self.room.members.values())

    @property
    def messages(self) -> list[Message]:
        """All messages as they stand now, oldest first."""
        with self._world.changed:
            return list(self.room.messages.values())

    @property
    def replies(self) -> list[Message]:
        """The bot's messages as they stand now, oldest first."""
        return [message for message in self.messages if message.by_bot]

    @property
    def actions(self) -> list[str]:
        """What `sendChatAction` said, such as "typing"."""
        with self._world.changed:
            return list(self.room.actions)

    @property
    def drafts(self) -> list[Draft]:
        """What `sendMessageDraft` showed."""
        with self._world.changed:
            return list(self.room.drafts)

    def current(self, message: Message) -> Message:
        """A message as it stands now.

        Raises:
            KeyError: where it was deleted.
        """
        with self._world.changed:
            return self.room.messages[message.id]

    def wait_for_reply(self, timeout: float = PATIENCE) -> Message:
        """The bot's oldest message that was not waited for yet, in at most so many seconds."""
        return self.wait_for(lambda _: True, timeout, "the bot to say something", again=False)

    def wait_for(
        self,
        condition: Callable[[Message], object],
        timeout: float = PATIENCE,
        what: str = "a message of the bot",
        *,
        again: bool = True,
    ) -> Message:
        """The first of the bot's messages of which a condition holds.

        Args:
            condition: on a message as it stands now.
            timeout: in seconds.
            what: was waited for, for the complaint.
            again: whether a message will do that was waited for before.
        """

        def found() -> Message | None:
            done = () if again else self.room.waited_for
            fits = (m for m in self.replies if m.id not in done and condition(m))
            return next(fits, None)

        message: Message = self._wait_until(found, timeout, what)
        self.room.waited_for.add(message.id)
        return message

    def wait_for_edit(self, message: Message, timeout: float = PATIENCE) -> Message:
        """The message once the bot has changed it since the value given."""
        self._wait_until(
            lambda: self.current(message).edits > message.edits,
            timeout,
            f"the bot to edit message {message.id}",
        )
        return self.current(message)

    def stays_quiet(self, seconds: float = 0.3) -> None:
        """See that the bot, having heard all that was said, says and edits nothing.

        Raises:
            AssertionError: where it does, or has said something that was not waited for.
        """
        updates = self._world.updates
        self._wait_until(lambda: not updates.pending, PATIENCE, "the bot to fetch its updates")
        until = time.monotonic() + seconds
        edits = sum(message.edits for message in self.replies)
        with self._world.changed:
            while (left := until - time.monotonic()) > 0:
                new = [m for m in self.replies if m.id not in self.room.waited_for]
                if new or sum(message.edits for message in self.replies) > edits:
                    raise AssertionError(f"{self} is not quiet:\n{self._story()}")
                self._world.changed.wait(left)

    def _wait_until(self, condition: Callable[[], Any], timeout: float, what: str) -> Any:
        def explain() -> str:
            pending = len(self._world.updates.pending)
            story = self._story() or "(nothing was said)"
            return f"waited in {self} for {what}; {pending} updates not confirmed\n{story}"

        return self._world.wait_until(condition, timeout=timeout, explain=explain)

    def _story(self) -> str:
        return transcript(self._world, [self.room])


class CallbackQuery:
    """A button that was pressed.

    Args:
        world: it was pressed in.
        query: as the servers know it.
        button: that was pressed.
        message_id: of its message.
    """

    def __init__(self, world: World, query: Query, button: Button, message_id: int) -> None:
        self._world = world
        self._query = query
        self.id = query.id
        self.data = button.data
        self.message_id = message_id

    @property
    def answers(self) -> list[CallbackAnswer]:
        """All that the bot has answered; one is enough."""
        return list(self._query.answers)

    @property
    def answer(self) -> CallbackAnswer | None:
        """What the bot answered first, if it has."""
        return next(iter(self._query.answers), None)

    def expire(self) -> None:
        """Let it be too old to be answered."""
        with self._world.change():
            self._query.expired = True

    def wait_for_answer(self, timeout: float = PATIENCE) -> CallbackAnswer:
        """What the bot answers first, in at most so many seconds."""
        what = f"waited for an answer to the pressing of {self.data!r}"
        return self._world.wait_until(
            lambda: self._query.answers, timeout=timeout, explain=lambda: what
        )[0]


class InlineQuery:
    """What a person has typed after the bot's name, in any chat.

    Args:
        world: it was typed in.
        query: as the servers know it.
        cached: the answer that Telegram had kept, where it did not ask the bot.
    """

    def __init__(self, world: World, query: Query, cached: InlineAnswer | None) -> None:
        self._world = world
        self._query = query
        self.id = query.id
        self.query = query.text
        self.offset = query.offset
        self.from_cache = cached is not None

    @property
    def answer(self) -> InlineAnswer | None:
        """What the bot offered last, if it has."""
        return self._query.offers[-1] if self._query.offers else None

    def expire(self) -> None:
        """Let it be too old to be answered."""
        with self._world.change():
            self._query.expired = True

    def wait_for_answer(self, timeout: float = PATIENCE) -> InlineAnswer:
        """What the bot offers, in at most so many seconds."""
        what = f"waited for results of the inline query {self.query!r}"
        return self._world.wait_until(
            lambda: self._query.offers, timeout=timeout, explain=lambda: what
        )[-1]


class Person:
    """Someone who uses Telegram; what they do reaches the bot as an update.

    Args:
        world: they are in.
        user: their account.
        chat: their private chat with the bot.
    """

    def __init__(self, world: World, user: User, chat: Chat) -> None:
        self._world = world
        self.user = user
        self.chat = chat

    def __repr__(self) -> str:
        return f"<{self.user.name}, user {self.id}>"

    @property
    def id(self) -> int:
        """Of the account, and of the private chat with the bot."""
        return self.user.id

    @property
    def first_name(self) -> str:
        """The name that others see."""
        return self.user.first_name

    @property
    def username(self) -> str | None:
        """The name after the @, without it."""
        return self.user.username

    @property
    def language_code(self) -> str | None:
        """The language of their Telegram."""
        return self.user.language_code

    def say(
        self,
        text: str,
        *,
        chat: Chat | None = None,
        reply_to: Message | None = None,
        quote: str | None = None,
        html: bool = False,
    ) -> Message:
        """Write a message, in the private chat with the bot or in a group.

        Args:
            text: of the message; clients trim it and find commands, mentions and links in it.
            chat: the group.
            reply_to: the message that this one answers.
            quote: the part of it that is quoted.
            html: whether the text is HTML, for people can write in bold too.
        """
        words = finish(*parse_html(text)) if html else finish(text)
        if units(words.text) > MAX_MESSAGE:
            raise ValueError(f"clients send {MAX_MESSAGE} UTF-16 units at most: use say_long")
        return self._say(words, chat, reply_to=reply_to.id if reply_to else None, quote=quote)

    def say_long(self, text: str, *, chat: Chat | None = None) -> list[Message]:
        """Write a text of any length, which clients split into messages of 4,096 units."""
        return [self._say(finish(part), chat) for part in _split(text) if part.strip()]

    def start(self, payload: str = "") -> Message:
        """Press the start button, or follow a link such as t.me/bot?start=payload."""
        if len(payload) > MAX_START_PARAMETER:
            raise ValueError(f"a start parameter has {MAX_START_PARAMETER} characters at most")
        return self.say(f"/start {payload}")

    def send_file(
        self,
        name: str,
        data: bytes,
        *,
        mime: str = "text/plain",
        caption: str = "",
        chat: Chat | None = None,
        reply_to: Message | None = None,
        size: int | None = None,
    ) -> Message:
        """Send a file.

        Args:
            name: of the file.
            data: its content.
            mime: its type.
            caption: a text that goes with it.
            chat: the group, where it is not the private chat with the bot.
            reply_to: the message that it answers.
            size: to declare instead of the data's, in bytes.
        """
        with self._world.change():
            serial = self._world.serial("document")
            length = len(data) if size is None else size
            document = Document(serial, f"unique-{serial}", name, mime, length)
            path = f"documents/{serial}"
            self._world.files[serial] = File(document, data, path)
            words = finish(caption, empty=True)
            return self._say(words, chat, document=document, reply_to=reply_to and reply_to.id)

    def forward(
        self, message: Message, *, chat: Chat | None = None, hidden: bool = False
    ) -> Message:
        """Forward a message, of oneself or of others; a hidden sender shows a name only."""
        origin = message.origin or Origin(message.sender, message.date, hidden)
        words = Formatted(message.text, message.entities)
        return self._say(words, chat, document=message.document, origin=origin)

    def edit(self, message: Message, text: str) -> Message:
        """Change a message of one's own."""
        if message.sender.id != self.id:
            raise ValueError(f"{self} may not edit a message of {message.sender.name}")
        with self._world.change():
            words, room = finish(text), self._world.rooms[message.chat_id]
            now = room.messages[message.id]
            now = self._world.rewrite(now, text=words.text, entities=words.entities)
            self._tell(room, "edited_message", self._world.message_json(now))
            return now

    def react(self, message: Message, *emoji: str) -> None:
        """React to a message; a bot hears of it only if it has asked to."""
        with self._world.change():
            room = self._world.rooms[message.chat_id]
            old = room.messages[message.id].reactions
            room.messages[message.id] = replace(room.messages[message.id], reactions=emoji)
            self._world.log(room, self.user, "reacts", message, " ".join(emoji))
            body = {
                "chat": room.json(),
                "message_id": message.id,
                "user": self.user.json(),
                "date": int(time.time()),
                "old_reaction": [{"type": "emoji", "emoji": each} for each in old],
                "new_reaction": [{"type": "emoji", "emoji": each} for each in emoji],
            }
            self._tell(room, "message_reaction", body)

    def press(self, message: Message, button: str | Button) -> CallbackQuery:
        """Press a button that the message shows now.

        Args:
            message: with the button; as it stood once will do.
            button: its label or its data.
        """
        with self._world.change():
            room = self._world.rooms[message.chat_id]
            now = room.messages[message.id]
            pressed = now.button(button) if isinstance(button, str) else button
            if pressed not in now.buttons or pressed.data is None:
                raise LookupError(f"{pressed} cannot be pressed: {now.buttons}")
            query = Query(self._world.serial("c"), self.user, room)
            self._world.queries[query.id] = query
            self._world.log(room, self.user, "presses", detail=pressed.label)
            where: dict[str, Any] = {"message": self._world.message_json(now)}
            if now.inline_message_id:
                where = {"inline_message_id": now.inline_message_id}
            body = {
                "id": query.id,
                "from": self.user.json(),
                "chat_instance": str(hash(("chat", room.id)) & 0xFFFFFFFF),
                "data": pressed.data,
                **where,
            }
            self._world.updates.add("callback_query", body)
            return CallbackQuery(self._world, query, pressed, now.id)

    def inline(self, query: str, *, offset: str = "", chat_type: str = "private") -> InlineQuery:
        """Type a question after the bot's name in some chat.

        Telegram answers by itself what it has kept of an earlier answer to the same words: for
        `cache_time` seconds, and to everyone unless the answer was `is_personal`.
        """
        if len(query) > MAX_INLINE_QUERY:
            raise ValueError(f"clients send {MAX_INLINE_QUERY} characters at most")
        with self._world.change():
            asked = Query(self._world.serial("i"), self.user, text=query, offset=offset)
            cached = self._cached(asked)
            self._world.log(None, self.user, "asks inline", detail=query)
            self._world.queries[asked.id] = asked
            if cached is not None:
                asked.offers.append(cached)
                return InlineQuery(self._world, asked, cached)
            body = {
                "id": asked.id,
                "from": self.user.json(),
                "query": query,
                "offset": offset,
                "chat_type": chat_type,
            }
            self._world.seen.add(self.id)
            self._world.updates.add("inline_query", body)
            return InlineQuery(self._world, asked, None)

    def choose(self, query: InlineQuery, result_id: str, *, chat: Chat | None = None) -> Message:
        """Send one of the results of an inline query into a chat."""
        answer = query.answer
        results = {result.id: result for result in answer.results} if answer else {}
        if result_id not in results:
            raise LookupError(f"no result {result_id!r} among {list(results)}")
        with self._world.change():
            return self._send_result(query, results[result_id], chat or self.chat)

    def block(self) -> None:
        """Block the bot in the private chat."""
        self._change_bot(self.chat.room, "kicked")

    def unblock(self) -> None:
        """Let the bot write again."""
        self._change_bot(self.chat.room, "member")

    def add_bot(self, chat: Chat) -> None:
        """Add the bot to a group."""
        with self._world.change():
            self._change_bot(chat.room, "member")
            service = {"new_chat_members": [self._world.bot.json()]}
            message = self._world.post(chat.room, self.user, service=service)
            self._tell(chat.room, "message", self._world.message_json(message))

    def remove_bot(self, chat: Chat) -> None:
        """Remove the bot from a group."""
        self._change_bot(chat.room, "kicked")

    def _say(
        self,
        words: Formatted,
        chat: Chat | None,
        *,
        quote: str | None = None,
        **fields: Any,
    ) -> Message:
        room = (chat or self.chat).room
        with self._world.change():
            self._may_write(room)
            if quote is not None:
                replied = room.messages[fields["reply_to"]]
                fields["quoted"] = quote_of({"quote": quote}, replied)
            message = self._world.post(
                room, self.user, text=words.text, entities=words.entities, **fields
            )
            self._tell(room, "message", self._world.message_json(message))
            return message

    def _may_write(self, room: Room) -> None:
        if room.type != "private":
            if self.id not in room.members:
                raise ValueError(f"{self} is no member of chat {room.id}")
        elif room.bot_status == "kicked":
            raise ValueError(f"{self} has blocked the bot")
        else:
            room.bot_status = "member"

    def _tell(self, room: Room, kind: str, body: dict[str, Any]) -> None:
        if room.bot_status == "member":
            self._world.seen.add(self.id)
            self._world.updates.add(kind, body)

    def _change_bot(self, room: Room, status: str) -> None:
        with self._world.change():
            before, room.bot_status = room.bot_status, status
            what = "adds the bot" if status == "member" else "removes the bot"
            self._world.log(room, self.user, what)
            body = {
                "chat": room.json(),
                "from": self.user.json(),
                "date": int(time.time()),
                "old_chat_member": member_json(self._world.bot, before),
                "new_chat_member": member_json(self._world.bot, status),
            }
            self._world.seen.add(self.id)
            self._world.updates.add("my_chat_member", body)

    def _cached(self, query: Query) -> InlineAnswer | None:
        for for_whom in (self.id, None):
            kept = self._world.inline_cache.get((query.text, query.offset, for_whom))
            if kept and kept[0] > time.monotonic():
                return kept[1]
        return None

    def _send_result(self, query: InlineQuery, result: InlineResult, chat: Chat) -> Message:
        inline_id = self._world.serial("m") if result.buttons else None
        message = self._say(
            Formatted(result.text, result.entities),
            chat,
            buttons=result.buttons,
            via_bot=self._world.bot,
            inline_message_id=inline_id,
        )
        body = {"result_id": result.id, "from": self.user.json(), "query": query.query}
        if inline_id:
            self._world.inline_messages[inline_id] = (chat.id, message.id)
            body["inline_message_id"] = inline_id
        self._world.updates.add("chosen_inline_result", body)
        return message


def _split(text: str) -> Iterable[str]:
    """The parts that a client would send of a long text."""
    part, length = "", 0
    for char in text:
        if length + units(char) > MAX_MESSAGE:
            yield part
            part, length = "", 0
        part += char
        length += units(char)
    yield part
