"""What Telegram checks of keyboards, quotes, commands and inline results before it takes them."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from .arguments import Arguments
from .errors import bad_request
from .text import (
    MAX_MESSAGE,
    MAX_QUOTE,
    STYLES,
    Entity,
    Formatted,
    checked_link,
    formatted,
    units,
)
from .values import Button, InlineResult, Message, Quote

MAX_BUTTONS = 100
MAX_BUTTONS_IN_ROW = 8
MAX_CALLBACK_DATA = 64
MAX_RESULTS = 50
MAX_RESULT_ID = 64
MAX_NEXT_OFFSET = 64
MAX_COMMANDS = 100
MAX_COMMAND = 32
MAX_COMMAND_DESCRIPTION = 256

REACTIONS = frozenset(
    """
    👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡
    🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿
    🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
    """.split()  # noqa: SIM905 - a list of strings would hide the emoji
)
"""The emoji that one may react with."""

_SWITCHES = ("switch_inline_query", "switch_inline_query_current_chat")
_OTHER_BUTTONS = ("switch_inline_query_chosen_chat", "web_app", "copy_text", "login_url", "pay")
_QUOTABLE = {*STYLES, "custom_emoji"}


def message_text(arguments: Arguments, *, name: str = "text") -> Formatted:
    """The text of a message that the bot wants to send.

    Raises:
        ApiError: where it is empty or cannot be parsed.
    """
    if not arguments.text(name):
        raise bad_request("message text is empty")
    return formatted(
        arguments.text(name),
        parse_mode=arguments.text("parse_mode"),
        entities=arguments.json("entities", list, "message entities") or (),
    )


def check_length(text: Formatted, problem: str = "message is too long") -> None:
    """Refuse a text of more than 4,096 UTF-16 units, entities parsed."""
    if units(text.text) > MAX_MESSAGE:
        raise bad_request(problem)


def keyboard(arguments: Arguments, *, inline_only: bool = False) -> tuple[tuple[Button, ...], bool]:
    """The buttons asked for, and whether there is a keyboard of another kind instead."""
    markup = arguments.json("reply_markup", dict, "reply keyboard markup") or {}
    buttons = inline_keyboard(markup)
    other = any(markup.get(name) for name in ("keyboard", "remove_keyboard", "force_reply"))
    if inline_only and other:
        raise bad_request("inline keyboard expected")
    return buttons, other


def inline_keyboard(markup: Mapping[str, Any]) -> tuple[Button, ...]:
    """The buttons of an inline keyboard."""
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        of = 'field "inline_keyboard" of the InlineKeyboardMarkup'
        raise bad_request(f"{of} must be an Array of Arrays")
    buttons = tuple(_button(raw, number) for number, row in enumerate(rows) for raw in row)
    longest = max((len(row) for row in rows), default=0)
    if len(buttons) > MAX_BUTTONS or longest > MAX_BUTTONS_IN_ROW:
        raise bad_request("reply markup is too long")
    return buttons


def _button(raw: Any, row: int) -> Button:
    if not isinstance(raw, dict) or "text" not in raw:
        raise bad_request(
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object"
        )
    if not raw["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    data, url = raw.get("callback_data") or None, raw.get("url") or None
    if not data and not url and not raw.keys() & {*_SWITCHES, *_OTHER_BUTTONS}:
        problem = "Text buttons are unallowed in the inline keyboard"
        raise bad_request(f"can't parse inline keyboard button: {problem}")
    if url and not checked_link(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    if data and len(data.encode()) > MAX_CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    switch = next((raw[kind] for kind in _SWITCHES if kind in raw), None)
    return Button(raw["text"], row, None if url else data, url, switch, raw)


def quote_of(wanted: Mapping[str, Any], replied: Message) -> Quote | None:
    """The quote that reply parameters ask for, found in the message that is replied to.

    Raises:
        ApiError: where the message does not say exactly that, in the same style.
    """
    quote = formatted(
        wanted.get("quote", ""),
        parse_mode=wanted.get("quote_parse_mode", ""),
        entities=wanted.get("quote_entities", ()),
        empty=True,
    )
    if not quote.text:
        return None
    places = [
        place
        for place in _places(quote.text, replied.text)
        if _styles(replied.entities, place, units(quote.text)) == _styles(quote.entities)
    ]
    if not places or units(quote.text) > MAX_QUOTE:
        raise bad_request("QUOTE_TEXT_INVALID")
    asked = wanted.get("quote_position", 0)
    place = min(places, key=lambda place: abs(place - asked))
    return Quote(quote.text, place, tuple(e for e in quote.entities if e.type in _QUOTABLE))


def _places(words: str, text: str) -> list[int]:
    found = re.finditer(f"(?={re.escape(words)})", text)
    return [units(text[: match.start()]) for match in found]


def _styles(entities: Sequence[Entity], begin: int = 0, length: int | None = None) -> set[Any]:
    """The styled UTF-16 units of a part of a text, counted from where the part begins."""
    end = begin + length if length is not None else 1 << 30
    return {
        (entity.type, place - begin)
        for entity in entities
        if entity.type in _QUOTABLE
        for place in range(max(entity.offset, begin), min(entity.offset + entity.length, end))
    }


def bot_commands(arguments: Arguments) -> list[dict[str, str]]:
    """The commands of a menu."""
    commands = arguments.json("commands", list, "list of bot commands") or []
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(command) for command in commands]


def _command(raw: Mapping[str, str]) -> dict[str, str]:
    command = raw["command"].strip().removeprefix("/")
    description = raw["description"].strip()
    if not command:
        raise bad_request("command must be non-empty")
    if len(command) > MAX_COMMAND:
        raise bad_request(f"command length must not exceed {MAX_COMMAND}")
    if not re.fullmatch(r"[a-z0-9_]+", command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > MAX_COMMAND_DESCRIPTION:
        problem = f"command description length must not exceed {MAX_COMMAND_DESCRIPTION}"
        raise bad_request(problem)
    return {"command": command, "description": description}


def command_scope(arguments: Arguments) -> str:
    """The scope of a menu as one word, such as "default" or "chat 42"."""
    scope = arguments.json("scope", dict, "BotCommandScope") or {"type": "default"}
    return scope_name(scope)


def scope_name(scope: Mapping[str, Any]) -> str:
    """The same of a scope that is known already."""
    needs = {"chat": 1, "chat_administrators": 1, "chat_member": 2}.get(scope["type"], 0)
    usual = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
    if not needs and scope["type"] not in usual:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    wanted = ("chat_id", "user_id")[:needs]
    if any(name not in scope for name in wanted):
        raise bad_request("can't parse BotCommandScope: missing identifier")
    return " ".join([scope["type"], *(str(scope[name]) for name in wanted)])


def language(arguments: Arguments) -> str:
    """A language code of two letters, or "" for everyone else."""
    code = arguments.text("language_code")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def inline_results(arguments: Arguments) -> list[InlineResult]:
    """What the bot offers for an inline query."""
    raw = arguments.json("results", list, "JSON encoded inline query results") or []
    if len(raw) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    results = [_inline_result(result) for result in raw]
    if len({result.id for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    return results


def _inline_result(raw: Mapping[str, Any]) -> InlineResult:
    for name in ("type", "id") + (("title",) if raw.get("type") == "article" else ()):
        if name not in raw:
            problem = f'Can\'t find field "{name}"'
            raise bad_request(f"can't parse inline query result: {problem}")
    if not 1 <= len(str(raw["id"]).encode()) <= MAX_RESULT_ID:
        raise bad_request("RESULT_ID_INVALID")
    return InlineResult(
        id=str(raw["id"]),
        type=raw["type"],
        title=raw.get("title", ""),
        description=raw.get("description", ""),
        buttons=inline_keyboard(raw.get("reply_markup", {})),
        **_inline_text(raw),
    )


def _inline_text(raw: Mapping[str, Any]) -> dict[str, Any]:
    content = raw.get("input_message_content", {})
    values = {name: v if isinstance(v, str) else json.dumps(v) for name, v in content.items()}
    if not values.get("message_text"):
        if raw["type"] != "article":
            return {}
        problem = "Input message content is not specified"
        raise bad_request(f"can't parse inline query result: {problem}")
    text = message_text(Arguments(values), name="message_text")
    check_length(text, "MESSAGE_TOO_LONG")
    return {"text": text.text, "entities": text.entities}


def results_button(arguments: Arguments) -> Mapping[str, Any] | None:
    """The button above inline results, which leads to a private chat with the bot."""
    button: Mapping[str, Any] | None = arguments.json("button", dict, "inline query results button")
    parameter = (button or {}).get("start_parameter")
    if parameter is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", parameter):
        raise bad_request("START_PARAM_INVALID")
    return button
