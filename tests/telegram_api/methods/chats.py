"""Chats, those who are in them, and the files sent there."""

from typing import Any

from ..arguments import Arguments
from ..errors import ApiError, bad_request, forbidden
from ..values import User
from ..world import Room, World
from .registry import method

MAX_DOWNLOAD = 20 * 1024 * 1024


def room_of(world: World, arguments: Arguments) -> Room:
    """The chat of a request, if the bot may write there."""
    if not arguments.text("chat_id"):
        raise bad_request("chat_id is empty")
    room = world.rooms.get(arguments.integer("chat_id"))
    if room is None:
        raise bad_request("chat not found")
    if room.bot_status != "member":
        raise _refusal(world, room)
    return room


def _refusal(world: World, room: Room) -> ApiError:
    kicked = room.bot_status == "kicked"
    if room.type == "private":
        if kicked:
            return forbidden("bot was blocked by the user")
        if room.id in world.seen:
            return forbidden("bot can't initiate conversation with a user")
        return bad_request("chat not found")
    what = "was kicked from" if kicked else "is not a member of"
    return forbidden(f"bot {what} the {room.type} chat")


@method("getChat")
def get_chat(world: World, arguments: Arguments) -> Any:
    """What is known of a chat."""
    room = room_of(world, arguments)
    return room.json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }


@method("getChatMember")
def get_chat_member(world: World, arguments: Arguments) -> Any:
    """What a person is in a group."""
    room = room_of(world, arguments)
    user = world.users.get(arguments.integer("user_id"))
    if arguments.integer("user_id") == world.bot.id:
        return {"status": "member", "user": world.bot.json()}
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_json(user, room.status_of(user.id))


@method("getChatAdministrators")
def get_chat_administrators(world: World, arguments: Arguments) -> Any:
    """Who made a group."""
    room = room_of(world, arguments)
    if room.type == "private":
        raise bad_request("there are no administrators in the private chat")
    owners = [user for user in room.members.values() if room.status_of(user.id) == "creator"]
    return [member_json(user, "creator") for user in owners]


@method("leaveChat")
def leave_chat(world: World, arguments: Arguments) -> Any:
    """Leave a group."""
    room = room_of(world, arguments)
    if room.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    room.bot_status = "left"
    world.log(room, world.bot, "leaves")
    return True


def member_json(user: User, status: str) -> dict[str, Any]:
    """A member of a chat as the Bot API gives it."""
    known: dict[str, Any] = {"status": status, "user": user.json()}
    if status == "creator":
        known["is_anonymous"] = False
    if status == "kicked":
        known["until_date"] = 0
    return known


@method("getFile")
def get_file(world: World, arguments: Arguments) -> Any:
    """Where to download a file, if it is not too big for bots."""
    if not arguments.text("file_id"):
        raise bad_request("file_id not specified")
    file = world.files.get(arguments.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.document.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    document = file.document
    return {
        "file_id": document.file_id,
        "file_unique_id": document.file_unique_id,
        "file_size": document.size,
        "file_path": file.path,
    }
