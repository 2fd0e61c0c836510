"""The bot's own account: who it is, its menus, and what people read about it."""

from typing import Any

from ..arguments import Arguments
from ..checks import bot_commands, command_scope, language
from ..errors import bad_request, too_many_requests
from ..world import World
from .registry import METHODS, method

_YOUNG = 600
_LENGTHS = {"name": 64, "description": 512, "short_description": 120}


@method("getMe")
def get_me(world: World, _: Arguments) -> Any:
    """The bot's own account."""
    return world.bot.json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("logOut")
def log_out(world: World, _: Arguments) -> Any:
    """Leave the server; it knows the bot no more."""
    world.logged_out = True
    return True


@method("close")
def close(_: World, __: Arguments) -> Any:
    """Close the bot, which Telegram refuses in the first ten minutes."""
    raise too_many_requests(_YOUNG)


@method("setMyCommands")
def set_my_commands(world: World, arguments: Arguments) -> Any:
    """Set the menu of commands for a scope and a language."""
    commands = bot_commands(arguments)
    world.commands[command_scope(arguments), language(arguments)] = commands
    return True


@method("getMyCommands")
def get_my_commands(world: World, arguments: Arguments) -> Any:
    """The menu of exactly this scope and language."""
    return world.commands.get((command_scope(arguments), language(arguments)), [])


@method("deleteMyCommands")
def delete_my_commands(world: World, arguments: Arguments) -> Any:
    """Take a menu away."""
    world.commands.pop((command_scope(arguments), language(arguments)), None)
    return True


@method("setChatMenuButton")
def set_chat_menu_button(_: World, arguments: Arguments) -> Any:
    """Choose what the button beside the text field opens."""
    button = arguments.json("menu_button", dict, "menu button") or {"type": "default"}
    if button["type"] not in {"default", "commands", "web_app"}:
        raise bad_request("can't parse menu button: unsupported type")
    return True


def _profile_methods(field: str, title: str) -> None:
    def setter(world: World, arguments: Arguments) -> Any:
        if len(arguments.text(field)) > _LENGTHS[field]:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        world.profile[field][language(arguments)] = arguments.text(field)
        return True

    def getter(world: World, arguments: Arguments) -> Any:
        usual = world.bot.first_name if field == "name" else ""
        known = world.profile[field]
        return {field: known.get(language(arguments)) or known.get("", usual)}

    METHODS[f"setmy{title}"] = setter
    METHODS[f"getmy{title}"] = getter


for _field in _LENGTHS:
    _profile_methods(_field, _field.replace("_", ""))
