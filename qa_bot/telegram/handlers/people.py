"""What people need to know and to decide: help, language, privacy, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telegram.constants import ChatMemberStatus

from qa_bot.messages import LANGUAGES
from qa_bot.telegram.handlers import articles
from qa_bot.telegram.layout import Button, button_label
from qa_bot.telegram.texts import after_command, escaped, say
from qa_bot.types import SHARED

if TYPE_CHECKING:
    from qa_bot.telegram.turns import Turn

_NAMES: Final = {"ar": "العربية", "en": "English"}
_MOST_NAMED: Final = 5


async def start(turn: Turn) -> None:
    """``/start``, alone or from a link to an article."""
    key = after_command(turn.message.text or "")
    article_id = articles.find_article(turn, key) if key else None
    if article_id is not None:
        await articles.start_with(turn, article_id)
        return
    titles = [entry.title for entry in turn.articles().values()][:_MOST_NAMED]
    listed = "\n".join(f"• {escaped(button_label(title))}" for title in titles)
    example = turn.say("start")
    known = f"{turn.say('start_articles')}\n{listed}" if titles else ""
    await turn.reply("\n\n".join(filter(None, (example, known))))


async def show_help(turn: Turn) -> None:
    """``/help``."""
    await turn.reply(turn.say("help", username=turn.desk.bot.name))


async def show_privacy(turn: Turn) -> None:
    """``/privacy``."""
    days = turn.desk.settings.telegram_keep_days
    await turn.reply(turn.say("privacy", days=days, username=turn.desk.bot.name))


async def unknown_command(turn: Turn) -> None:
    """A command that does not exist."""
    await turn.reply(turn.say("unknown_command"))


async def ask_language(turn: Turn) -> None:
    """``/language``."""
    buttons = tuple(Button(_NAMES[code], f"language:{code}") for code in LANGUAGES)
    await turn.reply(turn.say("language_which"), keyboard=(buttons,))


async def set_language(turn: Turn, arguments: list[str]) -> None:
    """A button of `ask_language`."""
    [code] = arguments
    if code not in LANGUAGES:
        raise LookupError(code)
    turn.desk.state.choose_language(turn.chat_id, code)
    await turn.edit(turn.pressed_message, say("language_set", language=code))
    await turn.notice()


async def ask_to_forget(turn: Turn) -> None:
    """``/forget`` asks first."""
    answers = (Button(turn.say("yes"), "forget:"), Button(turn.say("no"), "keep:"))
    await turn.reply(turn.say("forget_sure"), keyboard=(answers,))


async def forget(turn: Turn, _arguments: list[str]) -> None:
    """Wipe all that is kept of the chat."""
    await articles.remove_all(turn)
    turn.desk.state.forget_chat(turn.chat_id)
    await turn.edit(turn.pressed_message, turn.say("forgotten"))
    await turn.notice()


async def keep(turn: Turn, _arguments: list[str]) -> None:
    """The answer "no" to whatever was asked."""
    await turn.edit(turn.pressed_message, turn.say("kept"))
    await turn.notice()


async def move(turn: Turn) -> None:
    """The group has become a supergroup, with another id."""
    new = turn.message.migrate_to_chat_id
    if new is not None and turn.desk.state.home(new) == new:
        turn.desk.state.move_chat(turn.chat_id, new)


async def show_figures(turn: Turn) -> None:
    """``/stats``, for admins."""
    held = turn.desk.qa.index.articles().values()
    shared = sum(entry.scope == SHARED for entry in held)
    figures = turn.desk.state.figures() | {"own": len(held) - shared, "shared": shared}
    await turn.reply(turn.say("stats", **figures))


def is_admin(turn: Turn) -> bool:
    """Whether the person runs the bot."""
    return turn.user_id in turn.desk.settings.telegram_admins


def is_served(turn: Turn) -> bool:
    """Whether the bot serves the person, or the chat."""
    allowed = turn.desk.settings.telegram_allowed
    return not allowed or bool({turn.user_id, turn.chat_id} & {*allowed}) or is_admin(turn)


async def may_decide(turn: Turn) -> bool:
    """Whether the person may remove what others of the chat have added."""
    sender = turn.update.message and turn.update.message.sender_chat
    if turn.private or (sender and sender.id == turn.chat_id):
        return True
    member = await turn.desk.bot.get_chat_member(turn.chat_id, turn.user_id)
    return member.status in (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)


async def refuse(turn: Turn) -> None:
    """Tell somebody that the bot does not serve them."""
    await turn.reply(turn.say("refused", id=str(turn.user_id)))
