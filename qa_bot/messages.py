"""What the bot says of its own, in the reader's language; the texts stand in ``prompts/``."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Final

from qa_bot.resources import resource
from qa_bot.text import script_of

NOT_IN_ARTICLE: Final = "not_in_article"
"""Name of the sentence that declines."""

CHAT_FAILED: Final = "chat_failed"
"""Name of the sentence that says that the chat model gave no answer."""

CHAT_UNPROVED: Final = "chat_unproved"
"""Name of the sentence that says that nothing of the chat model's answer was borne out."""

LANGUAGES: Final = ("ar", "en")
"""ISO 639-1 codes of the languages that the bot speaks."""


def message(name: str, *, language: str) -> str:
    """One of the bot's own sentences.

    >>> message(NOT_IN_ARTICLE, language="en")
    'The article does not say.'

    Args:
        name: as in ``prompts/messages.<language>.toml``.
        language: one of `LANGUAGES`.
    """
    return _messages(language)[name]


def language_of(question: str) -> str:
    """The language to answer in, one of `LANGUAGES`.

    >>> language_of("متى؟"), language_of("Quand ?")
    ('ar', 'en')
    """
    return "ar" if script_of(question) == "arabic" else "en"


@cache
def _messages(language: str) -> dict[str, str]:
    text = resource(f"prompts/messages.{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
