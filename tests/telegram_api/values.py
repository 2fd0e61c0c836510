"""What travels through Telegram: people, messages, buttons and answers, none of it ever changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .text import Entity, to_html


@dataclass(frozen=True)
class User:
    """An account, of a person or of a bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    @property
    def name(self) -> str:
        """What a transcript calls them."""
        return self.username or self.first_name if self.is_bot else self.first_name

    def json(self) -> dict[str, Any]:
        """The user as the Bot API gives it."""
        return {
            "id": self.id,
            "is_bot": self.is_bot,
            **self.names(),
            **present(language_code=self.language_code),
        }

    def names(self) -> dict[str, Any]:
        """What users and private chats have in common."""
        return {
            "first_name": self.first_name,
            **present(last_name=self.last_name, username=self.username),
        }


@dataclass(frozen=True)
class Button:
    """A button under a message; exactly one of the last three is set."""

    label: str
    row: int = 0
    data: str | None = None
    url: str | None = None
    switch_inline: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, hash=False, repr=False)


@dataclass(frozen=True)
class Document:
    """A file in a message."""

    file_id: str
    file_unique_id: str
    name: str
    mime: str
    size: int

    def json(self) -> dict[str, Any]:
        """The document as the Bot API gives it."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.file_unique_id,
            "file_name": self.name,
            "mime_type": self.mime,
            "file_size": self.size,
        }


@dataclass(frozen=True)
class Origin:
    """Where a forwarded message came from; a hidden user shows a name only."""

    sender: User
    date: int
    hidden: bool = False

    def json(self) -> dict[str, Any]:
        """The origin as the Bot API gives it."""
        if self.hidden:
            name = self.sender.first_name
            return {"type": "hidden_user", "sender_user_name": name, "date": self.date}
        return {"type": "user", "sender_user": self.sender.json(), "date": self.date}


@dataclass(frozen=True)
class Quote:
    """The part of a message that a reply to it quotes; the position in UTF-16 units."""

    text: str
    position: int = 0
    entities: tuple[Entity, ...] = ()

    def json(self) -> dict[str, Any]:
        """The quote as the Bot API gives it."""
        entities = [entity.json() for entity in self.entities]
        known = {"text": self.text, "position": self.position, "is_manual": True}
        return known | present(entities=entities or None)


@dataclass(frozen=True)
class Message:
    """A message as it stood at one moment; a document's caption is its text."""

    id: int
    chat_id: int
    sender: User
    date: int
    text: str = ""
    entities: tuple[Entity, ...] = ()
    buttons: tuple[Button, ...] = ()
    reply_to: int | None = None
    quoted: Quote | None = None
    document: Document | None = None
    origin: Origin | None = None
    via_bot: User | None = None
    inline_message_id: str | None = None
    edit_date: int | None = None
    edits: int = 0
    reactions: tuple[str, ...] = ()
    service: Mapping[str, Any] = field(default_factory=dict, hash=False)
    has_reply_keyboard: bool = False

    @property
    def by_bot(self) -> bool:
        """Whether the bot wrote it itself."""
        return self.sender.is_bot

    @property
    def html(self) -> str:
        """The text with its formatting as HTML."""
        return to_html(self.text, self.entities)

    @property
    def quote(self) -> str | None:
        """The words of the message replied to that the reply quotes."""
        return self.quoted.text if self.quoted else None

    def button(self, wanted: str) -> Button:
        """The button with this label or this data.

        Raises:
            LookupError: where the message has none.
        """
        for button in self.buttons:
            if wanted in (button.label, button.data):
                return button
        labels = [button.label for button in self.buttons]
        raise LookupError(f"message {self.id} has no button {wanted!r}: {labels}")


@dataclass(frozen=True)
class Draft:
    """What `sendMessageDraft` showed while a message was being written."""

    id: int
    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class CallbackAnswer:
    """What the bot said to the pressing of a button."""

    text: str = ""
    show_alert: bool = False
    url: str = ""
    cache_time: int = 0


@dataclass(frozen=True)
class InlineResult:
    """One of the results that the bot offers for an inline query, and the message it would send."""

    id: str
    type: str
    title: str
    description: str = ""
    text: str = ""
    entities: tuple[Entity, ...] = ()
    buttons: tuple[Button, ...] = ()

    @property
    def html(self) -> str:
        """The message's text with its formatting as HTML."""
        return to_html(self.text, self.entities)


@dataclass(frozen=True)
class InlineAnswer:
    """What the bot offers for an inline query."""

    results: Sequence[InlineResult]
    next_offset: str = ""
    cache_time: int = 300
    is_personal: bool = False
    button: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Request:
    """One request of the bot, and how it was answered (status None: not yet, or dropped before)."""

    method: str
    parameters: Mapping[str, Any]
    at: float
    status: int | None = None
    description: str = ""
    fault: str = ""


def present(**values: Any) -> dict[str, Any]:
    """The values that are not None: the Bot API leaves fields out rather than give null."""
    return {name: value for name, value in values.items() if value is not None}


def keyboard_json(buttons: Sequence[Button]) -> dict[str, Any]:
    """Buttons as the Bot API gives them."""
    rows: dict[int, list[Mapping[str, Any]]] = {}
    for button in buttons:
        rows.setdefault(button.row, []).append(button.raw)
    return {"inline_keyboard": list(rows.values())}
