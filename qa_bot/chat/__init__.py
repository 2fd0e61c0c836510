"""Chat models: fluent prose, of which nothing is kept but what the articles bear out.

Nothing here is imported where no chat model is set.
"""

from qa_bot.chat.answerer import ChatAnswerer
from qa_bot.chat.model import open_model
from qa_bot.chat.rewriting import ChatRewriter

__all__ = ["ChatAnswerer", "ChatRewriter", "open_model"]
