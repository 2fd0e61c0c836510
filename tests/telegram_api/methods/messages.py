"""Messages sent, changed, deleted and reacted to by the bot."""

import re
from dataclasses import replace
from typing import Any

from ..arguments import Arguments
from ..checks import REACTIONS, check_length, keyboard, message_text, quote_of
from ..errors import bad_request
from ..text import Formatted, formatted
from ..values import Draft, Message, Quote
from ..world import Room, World
from .chats import room_of
from .registry import method


@method("sendMessage")
def send_message(world: World, arguments: Arguments) -> Any:
    """Send a text, with buttons, as a reply that may quote."""
    text = message_text(arguments)
    buttons, other_keyboard = keyboard(arguments)
    room = room_of(world, arguments)
    replied, quoted = _replied_to(room, arguments)
    check_length(text)
    message = world.post(
        room,
        world.bot,
        text=text.text,
        entities=text.entities,
        buttons=buttons,
        reply_to=replied.id if replied else None,
        quoted=quoted,
        has_reply_keyboard=other_keyboard,
    )
    return world.message_json(message)


@method("sendMessageDraft")
def send_message_draft(world: World, arguments: Arguments) -> Any:
    """Show a message that is being written; it is kept by nobody."""
    text = Formatted("")
    if arguments.text("text"):
        text = formatted(arguments.text("text"), parse_mode=arguments.text("parse_mode"))
    room = room_of(world, arguments)
    if room.type != "private":
        raise bad_request("TEXTDRAFT_PEER_INVALID")
    if not arguments.integer("draft_id"):
        raise bad_request("draft_id must be non-zero")
    check_length(text)
    room.drafts.append(Draft(arguments.integer("draft_id"), text.text, text.entities))
    return True


@method("sendChatAction")
def send_chat_action(world: World, arguments: Arguments) -> Any:
    """Show that the bot is at work."""
    action = arguments.text("action").lower()
    if not re.fullmatch(r"typing|(upload|record)_\w+|choose_sticker|find_location", action):
        raise bad_request("wrong parameter action in request")
    room_of(world, arguments).actions.append(action)
    return True


@method("editMessageText")
def edit_message_text(world: World, arguments: Arguments) -> Any:
    """Change a message's text; buttons not given again go away."""
    text = message_text(arguments)
    buttons, _ = keyboard(arguments, inline_only=True)
    message = _message_to_edit(world, arguments)
    if message.document:
        raise bad_request("there is no text in the message to edit")
    check_length(text, "MESSAGE_TOO_LONG")
    return _edit(world, message, arguments, text=text.text, entities=text.entities, buttons=buttons)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(world: World, arguments: Arguments) -> Any:
    """Change a message's buttons, or take them away."""
    buttons, _ = keyboard(arguments, inline_only=True)
    message = _message_to_edit(world, arguments)
    return _edit(world, message, arguments, buttons=buttons)


@method("deleteMessage")
def delete_message(world: World, arguments: Arguments) -> Any:
    """Delete a message: in a private chat of anyone, in a group the bot's own only."""
    room = room_of(world, arguments)
    message = _message(room, arguments, "message to delete not found")
    if not message.by_bot and room.type != "private":
        raise bad_request("message can't be deleted")
    del room.messages[message.id]
    world.log(room, world.bot, "deletes", detail=message.text)
    return True


@method("setMessageReaction")
def set_message_reaction(world: World, arguments: Arguments) -> Any:
    """React to a message with one emoji, or none."""
    room = room_of(world, arguments)
    message = _message(room, arguments, "message to react not found")
    reactions = arguments.json("reaction", list, "list of reactions") or []
    emoji = tuple(reaction.get("emoji", "") for reaction in reactions)
    if len(emoji) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if not REACTIONS.issuperset(emoji):
        raise bad_request("REACTION_INVALID")
    room.messages[message.id] = replace(message, reactions=emoji)
    world.log(room, world.bot, "reacts", message, " ".join(emoji))
    return True


def _message(room: Room, arguments: Arguments, problem: str) -> Message:
    message = room.messages.get(arguments.integer("message_id"))
    if message is None:
        raise bad_request(problem)
    return message


def _replied_to(room: Room, arguments: Arguments) -> tuple[Message | None, Quote | None]:
    wanted = arguments.json("reply_parameters", dict, "reply parameters") or {
        "message_id": arguments.integer("reply_to_message_id"),
        "allow_sending_without_reply": arguments.flag("allow_sending_without_reply"),
    }
    if str(wanted.get("chat_id", room.id)) != str(room.id):
        raise NotImplementedError("the emulator knows no replies to messages of other chats")
    if wanted.get("message_id", 0) <= 0:
        return None, None
    replied = room.messages.get(wanted["message_id"])
    if replied is None:
        if wanted.get("allow_sending_without_reply"):
            return None, None
        raise bad_request("message to be replied not found")
    return replied, quote_of(wanted, replied)


def _message_to_edit(world: World, arguments: Arguments) -> Message:
    if "inline_message_id" in arguments:
        place = world.inline_messages.get(arguments.text("inline_message_id"))
        message = place and world.rooms[place[0]].messages.get(place[1])
        if not message:
            raise bad_request("MESSAGE_ID_INVALID")
        return message
    room = room_of(world, arguments)
    message = _message(room, arguments, "message to edit not found")
    own = message.by_bot or message.via_bot
    if not own or message.origin or message.has_reply_keyboard:
        raise bad_request("message can't be edited")
    return message


def _edit(world: World, message: Message, arguments: Arguments, **fields: Any) -> Any:
    if all(getattr(message, name) == value for name, value in fields.items()):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    now = world.rewrite(message, **fields)
    return True if "inline_message_id" in arguments else world.message_json(now)
