"""What was said, as text for people to read."""

import re
from collections.abc import Iterable, Sequence

from .text import QUOTES, marked_up
from .values import Message
from .world import Event, Room, World

_INDENT = "    "
_BAR = "│ "
_TOLD = {"says": "", "edits": " edits"}
_DETAILS = {
    "presses": "[{}]",
    "shows": "“{}”",
    "asks inline": "“{}”",
    "offers": "“{}”",
    "deletes": "“{}”",
}
# Characters for private use, which no message holds.
_OPEN, _CLOSE = "\ue000", "\ue001"


def transcript(world: World, rooms: Sequence[Room] = ()) -> str:
    """What happened in some chats, or in all of them and outside, in order.

    Quotes have a bar before their lines, bold words stars around them, and buttons brackets.
    """
    with world.changed:
        shown = {room.id for room in rooms}
        events = [event for event in world.events if not rooms or event.room in shown]
        return "\n".join(line for event in events for line in _lines(world, event))


def _lines(world: World, event: Event) -> Iterable[str]:
    if event.message is None or event.what not in _TOLD:
        detail = _DETAILS.get(event.what, "{}").format(event.detail)
        yield f"{event.who} {event.what} {detail}".rstrip()
        return
    verb = _TOLD[event.what]
    head = f"{event.who}{verb}{_circumstances(world, event.message)}:"
    first, *rest = _body(event.message) or [""]
    if rest:
        yield from (head, *(_INDENT + line for line in (first, *rest)))
    else:
        yield f"{head} {first}"


def _circumstances(world: World, message: Message) -> str:
    parts = []
    if message.quoted:
        parts.append(f"quoting “{_short(message.quoted.text)}”")
    elif message.reply_to:
        replied = world.rooms[message.chat_id].messages.get(message.reply_to)
        parts.append(f"answering “{_short(replied.text) if replied else '…'}”")
    if message.origin:
        parts.append(f"forwarding {message.origin.sender.name}")
    if message.via_bot:
        parts.append(f"via {message.via_bot.name}")
    return f" ({', '.join(parts)})" if parts else ""


def _body(message: Message) -> list[str]:
    file = message.document
    rows: dict[int, list[str]] = {}
    for button in message.buttons:
        rows.setdefault(button.row, []).append(f"[{button.label}]")
    return [
        *([f"[file {file.name}, {file.size} bytes]"] if file else []),
        *_text(message).splitlines(),
        *(" ".join(row) for row in rows.values()),
    ]


def _text(message: Message) -> str:
    marks = {"bold": ("**", "**"), **dict.fromkeys(QUOTES, (_OPEN, _CLOSE))}
    known = [(e, *marks[e.type]) for e in message.entities if e.type in marks]
    text = marked_up(message.text, known)
    text = re.sub(f"\n?{_OPEN}", f"\n{_OPEN}", text).removeprefix("\n")
    return "\n".join(_barred(re.sub(f"{_CLOSE}\n?", f"{_CLOSE}\n", text).splitlines()))


def _barred(lines: Iterable[str]) -> Iterable[str]:
    within = False
    for line in lines:
        within = within or line.startswith(_OPEN)
        words = line.replace(_OPEN, "").replace(_CLOSE, "")
        yield f"{_BAR}{words}" if within else words
        within = within and _CLOSE not in line


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
