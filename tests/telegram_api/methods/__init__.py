"""The methods of the Bot API: each checks what Telegram checks, changes the world, and answers."""

from . import answers, chats, messages, profile, updates
from .registry import METHODS

__all__ = ["METHODS", "answers", "chats", "messages", "profile", "updates"]
