"""The bot's own sentences as Telegram's HTML, in the language of who reads them."""

from __future__ import annotations

import html

from qa_bot.messages import LANGUAGES, language_of, message
from qa_bot.render import isolated, printable


def say(name: str, *, language: str, **values: str | int) -> str:
    """A sentence with its values, which are escaped and keep their own direction.

    >>> say("question_too_long", language="en", most=1000).split(":")[1].split(".")[0]
    ' I read 1,000 characters at most'

    Args:
        name: as in ``prompts/messages.<language>.toml``.
        language: one of `qa_bot.messages.LANGUAGES`.
        values: what stands in braces.
    """
    shown = {key: _shown(value) for key, value in values.items()}
    return message(name, language=language).strip().format(**shown)


def _shown(value: str | int) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    # Without letters there is no direction to keep, and an id should be copied without marks.
    return isolated(escaped(value)) if any(map(str.isalpha, value)) else escaped(value)


def escaped(text: str) -> str:
    r"""A text for Telegram's HTML, without controls and halves of surrogate pairs.

    >>> escaped("a < b\x00")
    'a &lt; b�'
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return html.escape(printable(whole), quote=False)


def after_command(text: str) -> str:
    """What somebody wrote after a command.

    >>> after_command("/ask@some_bot  Who is it?")
    'Who is it?'
    """
    return "".join(text.split(maxsplit=1)[1:]).strip()


def language_for(text: str, *, chosen: str | None, client: str | None) -> str:
    """The language to speak: the chosen one, else that of the person's Telegram, else the text's.

    >>> language_for("Who?", chosen=None, client="ar-EG")
    'ar'
    >>> language_for("Qui ?", chosen=None, client="fr")
    'en'

    Args:
        text: what the person wrote, or "".
        chosen: by ``/language``.
        client: IETF tag of the person's Telegram.
    """
    spoken = (client or "").partition("-")[0].lower()
    known = [code for code in (chosen, spoken) if code in LANGUAGES]
    return known[0] if known else language_of(text)
