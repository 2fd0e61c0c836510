"""One generation of an index: Chroma's files and the articles, in a folder of their own."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from qa_bot.errors import IndexStorageError
from qa_bot.index.manifest import IndexedArticle
from qa_bot.types import Article

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qa_bot.index.manifest import Manifest
    from qa_bot.types import Chunk

DATABASE: Final = "chroma.sqlite3"
"""Chroma's own file in a generation's folder."""


class Generation:
    """A generation in the making, which nobody else sees yet.

    Args:
        folder: its folder, which does not exist.
        base: the manifest that it starts from.
        source: the folder of the generation that it starts as a copy of, or None.
    """

    def __init__(self, folder: Path, base: Manifest, source: Path | None) -> None:
        from qa_bot.index.store import PassageStore

        if source is not None:
            _copy(source, folder)
        self.manifest = replace(base, generation=folder.name)
        self.store = PassageStore(folder, create=True)
        self._folder = folder
        self._base = base

    def close(self) -> None:
        """Let go of the folder."""
        self.store.close()

    def put(self, article: Article, chunks: Sequence[Chunk], vectors: NDArray[np.float32]) -> None:
        """Add an article, or put it in the place of the one with its id."""
        if article.id in self.manifest.articles:
            self.store.remove(article.id)
        _write_article(self._folder, article)
        self.store.upsert(chunks, vectors, scope=article.scope)
        entry = IndexedArticle(
            title=article.title,
            source=article.source,
            language=article.language,
            content_hash=article.content_hash,
            chunks=len(chunks),
            scope=article.scope,
        )
        self.manifest = self.manifest.with_article(article.id, entry)

    def drop(self, article_id: str) -> None:
        """Remove an article whole."""
        self.store.remove(article_id)
        _article_path(self._folder, article_id).unlink(missing_ok=True)
        self.manifest = self.manifest.without_article(article_id)

    def is_whole(self) -> bool:
        """Whether articles were finished and none is half-written."""
        changed = self.manifest.articles != self._base.articles
        return changed and self.store.count() == self.manifest.chunks


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(f"{DATABASE}*"))
    # A reader may be opening the database at this moment: SQLite's own copy waits its turn.
    with (
        closing(sqlite3.connect(source / DATABASE)) as present,
        closing(sqlite3.connect(target / DATABASE)) as copy,
    ):
        present.backup(copy)


def _article_path(generation: Path, article_id: str) -> Path:
    # Ids may hold anything, file names may not.
    return generation / "articles" / f"{hashlib.sha256(article_id.encode()).hexdigest()[:32]}.json"


def _write_article(generation: Path, article: Article) -> None:
    fetched_at = article.fetched_at.isoformat() if article.fetched_at else None
    fields = asdict(article) | {"fetched_at": fetched_at}
    path = _article_path(generation, article.id)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(fields, ensure_ascii=False), encoding="utf-8")


def read_article(generation: Path, article_id: str) -> Article:
    """Read an article of a generation, whole.

    Raises:
        IndexStorageError: where its file is missing or damaged.
    """
    path = _article_path(generation, article_id)
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        fetched_at = fields.pop("fetched_at")
        return Article(
            **fields, fetched_at=datetime.fromisoformat(fetched_at) if fetched_at else None
        )
    except (OSError, ValueError, TypeError, KeyError) as exc:
        raise IndexStorageError(
            f"the text of article {article_id!r} cannot be read from {path} ({exc}): add the "
            "article again"
        ) from exc
