"""Vectors and chunks in embedded Chroma; the only module that imports chromadb.

A store is opened by one writer that nobody else can see, or by readers that never change it:
`PassageIndex` takes care of that.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import chromadb
from chromadb.config import Settings
from chromadb.errors import ChromaError

from qa_bot.errors import IndexStorageError
from qa_bot.index.generation import DATABASE
from qa_bot.types import Chunk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from numpy.typing import NDArray

_COLLECTION: Final = "passages"
_BATCH: Final = 2_000
"""Chroma takes 5,461 records at a time at most."""

_CONFIGURATION: Final[CreateCollectionConfiguration] = {
    # The graph must offer more than the 100 densest passages that the retriever asks for.
    "hnsw": {"space": "cosine", "ef_search": 250, "ef_construction": 200}
}


class PassageStore:
    """One Chroma collection of chunks, in one folder.

    Args:
        folder: where Chroma keeps its files; made where missing if ``create``.
        create: whether a missing collection is made or an error.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        if not create and not (folder / DATABASE).is_file():
            # Chroma would make a new empty database of it.
            raise IndexStorageError(f"{folder} has lost its database: run `qa-bot index build`")
        with _translated(folder):
            # Its own annotation leaves out `close`.
            self._client: Any = chromadb.PersistentClient(
                path=str(folder), settings=Settings(anonymized_telemetry=False)
            )
            # Without an explicit None Chroma would reach for a model on the network.
            self._collection: chromadb.Collection = (
                self._client.get_or_create_collection(
                    _COLLECTION, embedding_function=None, configuration=_CONFIGURATION
                )
                if create
                else self._client.get_collection(_COLLECTION, embedding_function=None)
            )
        self._folder = folder

    def close(self) -> None:
        """Let go of the folder."""
        # A second call is harmless here, and an error in Chroma.
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def count(self) -> int:
        """Number of chunks."""
        with _translated(self._folder):
            return self._collection.count()

    def upsert(self, chunks: Sequence[Chunk], vectors: NDArray[np.float32], *, scope: str) -> None:
        """Add chunks, replacing those of the same id.

        Args:
            chunks: what to store.
            vectors: shape (n, dim), one unit vector a chunk.
            scope: the one of their article.
        """
        for at in range(0, len(chunks), _BATCH):
            batch = chunks[at : at + _BATCH]
            with _translated(self._folder):
                self._collection.upsert(
                    ids=[chunk.id for chunk in batch],
                    embeddings=vectors[at : at + _BATCH],
                    documents=[chunk.text for chunk in batch],
                    metadatas=[
                        {
                            "article_id": chunk.article_id,
                            "start": chunk.start,
                            "end": chunk.end,
                            "scope": scope,
                        }
                        for chunk in batch
                    ],
                )

    def remove(self, article_id: str) -> None:
        """Remove every chunk of an article."""
        with _translated(self._folder):
            self._collection.delete(where={"article_id": article_id})

    def search(
        self,
        vector: NDArray[np.float32],
        *,
        limit: int,
        scopes: Sequence[str],
        article_ids: Sequence[str] | None = None,
    ) -> list[tuple[Chunk, float]]:
        """The chunks nearest to a vector with their cosines, nearest first.

        Args:
            vector: shape (dim,), unit length.
            limit: how many at most.
            scopes: only articles of these scopes.
            article_ids: of those only these articles, or all.
        """
        where: Any = {"scope": {"$in": list(scopes)}}
        if article_ids is not None:
            where = {"$and": [where, {"article_id": {"$in": list(article_ids)}}]}
        with _translated(self._folder):
            found: Any = self._collection.query(
                query_embeddings=vector[None, :],
                n_results=limit,
                where=where,
                include=["documents", "metadatas", "distances"],
            )
        rows = zip(found["documents"][0], found["metadatas"][0], found["distances"][0], strict=True)
        return [
            (Chunk(meta["article_id"], meta["start"], meta["end"], text), 1.0 - distance)
            for text, meta, distance in rows
        ]


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as exc:
        if not _comes_from_storage(exc):
            raise
        raise IndexStorageError(
            f"the index in {folder} cannot be used ({exc}): check that the folder is writable and "
            "the disk has room, then run `qa-bot index build`"
        ) from exc


def _comes_from_storage(exc: BaseException) -> bool:
    # Chroma's core is in Rust: where it gives up it raises a class that cannot be imported.
    panic = type(exc).__name__ == "PanicException"
    return panic or isinstance(exc, (ChromaError, OSError, ValueError))
