"""Ask an article, in any language, and get the exact words that answer.

>>> from qa_bot import QABot
>>> with QABot.from_index() as bot:
...     answer = bot.ask("Who did the French chief of staff call?")
>>> answer.status
'answered'
>>> "فاليري غيراسيموف" in answer.citations[0].quote
True
"""

from typing import TYPE_CHECKING, Any

from qa_bot.errors import (
    ArticleError,
    IndexBusyError,
    IndexMismatchError,
    IndexStorageError,
    ModelError,
    PassageIndexError,
    QABotError,
    QuestionError,
    ServiceError,
    SettingsError,
)
from qa_bot.types import (
    Alternative,
    Answer,
    Article,
    Chunk,
    Citation,
    Delta,
    Draft,
    Passage,
    Statement,
)

if TYPE_CHECKING:
    from qa_bot.articles import article_from_text, load_article, shipped_articles
    from qa_bot.bot import QABot
    from qa_bot.conversation import Conversation, Rewriter, Turn
    from qa_bot.settings import Settings, load_settings

__version__ = "0.1.0"

__all__ = [
    "Alternative",
    "Answer",
    "Article",
    "ArticleError",
    "Chunk",
    "Citation",
    "Conversation",
    "Delta",
    "Draft",
    "IndexBusyError",
    "IndexMismatchError",
    "IndexStorageError",
    "ModelError",
    "Passage",
    "PassageIndexError",
    "QABot",
    "QABotError",
    "QuestionError",
    "Rewriter",
    "ServiceError",
    "Settings",
    "SettingsError",
    "Statement",
    "Turn",
    "article_from_text",
    "load_article",
    "load_settings",
    "shipped_articles",
]

_HOMES = {
    "Conversation": "qa_bot.conversation",
    "QABot": "qa_bot.bot",
    "Rewriter": "qa_bot.conversation",
    "Settings": "qa_bot.settings",
    "Turn": "qa_bot.conversation",
    "article_from_text": "qa_bot.articles",
    "load_article": "qa_bot.articles",
    "load_settings": "qa_bot.settings",
    "shipped_articles": "qa_bot.articles",
}


def __getattr__(name: str) -> Any:
    """Import what takes longer than a moment when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
