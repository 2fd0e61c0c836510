"""Embedding many texts a few at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray


def embed_in_batches(
    encode: Callable[[list[str]], NDArray[np.float32]],
    texts: Sequence[str],
    *,
    size: int,
    dimension: int,
    progress: Callable[[int], None] | None,
) -> NDArray[np.float32]:
    """Embed texts of like length together, so that little is padded, and keep their order.

    Args:
        encode: embeds one batch, as (n, dimension).
        texts: what to embed.
        size: texts in a batch.
        dimension: the length of a vector.
        progress: called after each batch with the number of its texts.

    Returns:
        (n, dimension), row by row the texts' vectors.
    """
    vectors = np.empty((len(texts), dimension), np.float32)
    longest_first = sorted(range(len(texts)), key=lambda index: len(texts[index]), reverse=True)
    for start in range(0, len(texts), size):
        batch = longest_first[start : start + size]
        vectors[batch] = encode([texts[index] for index in batch])
        if progress is not None:
            progress(len(batch))
    return vectors
