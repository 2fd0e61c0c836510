"""The port that every way of answering fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_bot.conversation import Inquiry
    from qa_bot.types import Draft, Passage


class Answerer(Protocol):
    """Proposes an answer from passages: a span, or prose of a chat model."""

    def answer(self, inquiry: Inquiry, passages: Sequence[Passage]) -> Draft:
        """Answer a question from passages alone.

        Args:
            inquiry: the question, not blank.
            passages: what was retrieved, best first; none where the index is empty.

        Returns:
            The answer with its citations, or without any where the passages do not say.
        """
        ...


@runtime_checkable
class StreamingAnswerer(Answerer, Protocol):
    """An answerer that writes its answer piece by piece."""

    def stream(self, inquiry: Inquiry, passages: Sequence[Passage]) -> Iterator[Draft]:
        """Answer a question, and say so while at it.

        Args:
            inquiry: the question, not blank.
            passages: what was retrieved, best first.

        Yields:
            Drafts of prose, each with all statements of the one before it and one more; then the
            whole answer, which is another one where the writing came to nothing.
        """
        ...
