"""Follow-up questions made complete by a chat model."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Final

from qa_bot.chat.generation import ChatFailedError, Generation
from qa_bot.chat.numbers import numbers
from qa_bot.chat.parsing import without_wrapping
from qa_bot.chat.prompts import REWRITE, rewrite_messages
from qa_bot.names import Words, unproved_names
from qa_bot.text import script_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from langchain_core.language_models import BaseChatModel

    from qa_bot.conversation import Turn

_LOG: Final = logging.getLogger(__name__)
_TURNS: Final = 4
_ANSWER: Final = 600
"""Characters of an earlier answer that the model gets to see."""

_LONGER_BY: Final = 200
_LEAD: Final = re.compile(
    r"^(?:stand-?alone|complete|rewritten|last)?\s*"
    r"(?:question|q|السؤال(?:\s+الكامل)?|سؤال)\s*[:：]\s*",
    re.IGNORECASE,
)
_QUESTION_MARKS: Final = (*"?؟？",)


class ChatRewriter:
    """Puts questions in full by a chat model; see `Rewriter`.

    Args:
        model: any chat model of LangChain.
        seconds: the most that it may take.
    """

    def __init__(self, model: BaseChatModel, *, seconds: float) -> None:
        self._model = model
        self._seconds = seconds

    def rewrite(self, question: str, turns: Sequence[Turn]) -> str:
        """The question in full, in one line and in its own language; see `Rewriter.rewrite`.

        Raises:
            ChatFailedError: where the model fails, is too slow or gives nothing of the kind.
        """
        try:
            return self._rewritten(question, turns[-_TURNS:])
        except ChatFailedError as exc:
            _LOG.warning("the chat model did not rewrite (prompt %s): %s", REWRITE, exc)
            raise

    def _rewritten(self, question: str, turns: Sequence[Turn]) -> str:
        said = [(turn.question, turn.words[:_ANSWER]) for turn in turns]
        messages = rewrite_messages(question, said)
        written = "".join(Generation(self._model, messages, seconds=self._seconds))
        lines = [line for line in without_wrapping(written).splitlines() if line.strip()]
        rewritten = _LEAD.sub("", lines[0].strip()).strip(" \"'«»“”") if len(lines) == 1 else ""
        if not _is_sane(rewritten, question, said):
            raise ChatFailedError("it gave no such question")
        return rewritten


def _is_sane(rewritten: str, question: str, turns: Sequence[tuple[str, str]]) -> bool:
    """Whether it is such a question, of that script and length, and only of what was said."""
    told = " ".join((question, *(part for turn in turns for part in turn)))
    asks = rewritten.endswith(_QUESTION_MARKS) or not question.endswith(_QUESTION_MARKS)
    return (
        bool(rewritten)
        and asks
        and len(rewritten) <= len(question) + _LONGER_BY
        and script_of(rewritten) == script_of(question)
        and numbers(rewritten) <= numbers(told)
        and not unproved_names(rewritten, by=Words(told))
    )
