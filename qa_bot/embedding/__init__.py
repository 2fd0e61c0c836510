"""Text to vectors: one small port, `Embedder`, and what can stand behind it.

`load_embedder` is cheap and so is importing this package: a model is only read, and the
libraries behind it are only imported, when the first text comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["PACKAGED_MODEL", "Embedder", "load_embedder"]

PACKAGED_MODEL = "multilingual-e5-small"


class Embedder(Protocol):
    """Turns documents and questions into vectors of one space, where close means related.

    Any text is taken: an empty one, one with NUL characters, one longer than the model reads,
    which is embedded window by window and averaged. Questions and documents of the same model
    are treated alike, but for the prefix that tells the model which is which.
    """

    @property
    def name(self) -> str:
        """The model and its version; vectors of different names cannot be compared."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """The most tokens, as counted by `count_tokens`, of a document embedded in one window."""
        ...

    def verify(self) -> None:
        """Check the model's files once, before an index is built on them.

        Raises:
            ModelError: where the model is missing or damaged.
        """
        ...

    def count_tokens(self, text: str) -> int:
        """The tokens of the text alone, without what the model wraps around it."""
        ...

    def embed_documents(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Embed texts that are to be found.

        Args:
            texts: the documents.
            progress: called now and then with the number of documents done since the last call.

        Returns:
            (n, dimension) in the order of the texts, each row of unit length.

        Raises:
            ModelError: where the model is missing or damaged.
        """
        ...

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts that are to find others.

        Args:
            texts: the questions.

        Returns:
            (n, dimension) in the order of the texts, each row of unit length.

        Raises:
            ModelError: where the model is missing or damaged.
        """
        ...


def load_embedder(name: str = PACKAGED_MODEL) -> Embedder:
    """The embedder of a model; the model itself is read when it is first used.

    >>> load_embedder("multilingual-e5-small").dimension
    384

    Args:
        name: `PACKAGED_MODEL`, or any sentence-transformers model by its name or folder.
    """
    if name == PACKAGED_MODEL:
        from qa_bot.embedding.packaged import PackagedEmbedder

        return PackagedEmbedder()
    from qa_bot.embedding.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name)
