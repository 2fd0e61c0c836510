"""`PassageIndex`: add, remove, rebuild and search articles."""

from __future__ import annotations

import shutil
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

from filelock import FileLock, Timeout

from qa_bot.chunking import Chunking, chunk_article
from qa_bot.errors import (
    ArticleError,
    IndexBusyError,
    IndexMismatchError,
    IndexStorageError,
)
from qa_bot.index.generation import Generation, read_article
from qa_bot.index.manifest import (
    FORMAT,
    IndexedArticle,
    Manifest,
    read_manifest,
    write_manifest,
)
from qa_bot.types import SHARED

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qa_bot.embedding import Embedder
    from qa_bot.index.store import PassageStore
    from qa_bot.types import Article, Chunk

_T = TypeVar("_T")

Progress = Callable[[int, int], None]
"""Called with the number of passages embedded so far and of all."""

_LOCK_TIMEOUT: Final = 10.0
"""Seconds to wait for another writer: long enough for a small article, short enough to be told."""

_GROUP: Final = 1_000
"""Passages embedded together; an interruption loses no more than such a group."""

_GENERATION: Final = "generation-"


class PassageIndex:
    """Articles that can be searched, in a folder of their own.

    Args:
        folder: the index's folder; made at the first write.
        embedder: makes the vectors of what is added; questions must be embedded by it too.
        chunking: how articles are cut.
    """

    def __init__(self, folder: Path, *, embedder: Embedder, chunking: Chunking) -> None:
        self.folder = folder
        self.embedder = embedder
        self._chunking = chunking
        self._store: tuple[str, PassageStore] | None = None
        # One question at a time: a search takes milliseconds, and a store that gives way to a
        # newer generation must not be in use.
        self._using = threading.Lock()

    def articles(self) -> Mapping[str, IndexedArticle]:
        """What is indexed, by article id; empty where nothing was ever added.

        Raises:
            IndexMismatchError: where the index was built with another model or chunking.
            IndexStorageError: where the folder cannot be read.
        """
        return self._manifest().articles

    def article(self, article_id: str) -> Article:
        """An indexed article, whole.

        Raises:
            ArticleError: where the index holds no such article.
        """

        def read(manifest: Manifest) -> Article:
            self._require(manifest, article_id)
            return read_article(self.folder / manifest.generation, article_id)

        return self._read(read)

    def search(
        self,
        vector: NDArray[np.float32],
        *,
        limit: int,
        scopes: Sequence[str] = (SHARED,),
        article_ids: Sequence[str] | None = None,
    ) -> list[tuple[Chunk, float]]:
        """The chunks nearest to a vector with their cosines, nearest first.

        Args:
            vector: shape (dim,), unit length.
            limit: how many at most.
            scopes: search only articles of these scopes.
            article_ids: of those only these articles; all where None.

        Raises:
            IndexMismatchError: where the index was built with another model or chunking.
            IndexStorageError: where the folder cannot be read.
        """

        def read(manifest: Manifest) -> list[tuple[Chunk, float]]:
            wanted = None if article_ids is None else sorted({*article_ids} & {*manifest.articles})
            if not manifest.articles or not scopes or wanted == []:
                return []
            with self._using:
                store = self._open(manifest)
                return store.search(
                    vector,
                    limit=min(limit, manifest.chunks),
                    scopes=scopes,
                    article_ids=wanted,
                )

        return self._read(read)

    def close(self) -> None:
        """Let go of the folder; the index opens again when it is next used."""
        with self._using:
            if self._store is not None:
                self._store[1].close()
                self._store = None

    def _read(self, read: Callable[[Manifest], _T]) -> _T:
        """Read from the present generation, and again where a writer has replaced it meanwhile."""
        while True:
            manifest = self._manifest()
            try:
                return read(manifest)
            except IndexStorageError:
                if self._generation_in_use() == manifest.generation:
                    raise

    def _manifest(self) -> Manifest:
        manifest = read_manifest(self._manifest_path)
        if manifest is None:
            return self._empty_manifest()
        self._check(manifest)
        return manifest

    def _require(self, manifest: Manifest, article_id: str) -> None:
        if article_id not in manifest.articles:
            raise ArticleError(
                f"the index in {self.folder} holds no article {article_id!r}: "
                "`qa-bot index list` shows what it holds"
            )

    def _check(self, manifest: Manifest) -> None:
        if manifest.format != FORMAT:
            raise IndexMismatchError(
                f"the index in {self.folder} was built by an earlier release of qa_bot: run "
                "`qa-bot index build` to build it anew from the same articles"
            )
        present = self._empty_manifest()
        differences = [
            f"{name} {built} where the settings say {wanted}"
            for name, built, wanted in (
                ("model", manifest.model, present.model),
                ("vectors of length", manifest.dimension, present.dimension),
                ("passages of", manifest.chunking, present.chunking),
            )
            if built != wanted
        ]
        if differences:
            raise IndexMismatchError(
                f"the index in {self.folder} was built with {'; '.join(differences)}: run "
                "`qa-bot index build` to build it anew from the same articles, or change the "
                "settings back"
            )

    def _open(self, manifest: Manifest) -> PassageStore:
        if self._store is not None:
            generation, store = self._store
            if generation == manifest.generation:
                return store
            store.close()
            self._store = None
        store = _checked_store(self.folder / manifest.generation, manifest)
        self._store = (manifest.generation, store)
        return store

    def add(
        self, articles: Iterable[Article], *, progress: Progress | None = None
    ) -> tuple[str, ...]:
        """Add articles, or the new texts of known ones; those that did not change are skipped.

        An interruption (Ctrl-C) keeps the articles that were finished.

        Returns:
            The ids of the articles that were written.

        Raises:
            ArticleError: where an article is blank, two different ones share an id, or the id is
                that of an article of another scope.
            IndexBusyError: where another process is writing the index.
            IndexMismatchError: where the index was built with another model or chunking.
            IndexStorageError: where the folder cannot be written.
        """
        given = _by_id(articles)
        if not _changed(given, self._manifest()):
            return ()
        with self._locked():
            manifest = self._manifest()
            changed = _changed(given, manifest)
            if changed:
                with self._drafting(manifest, keep_finished=True) as draft:
                    self._fill(draft, changed, progress)
        return tuple(article.id for article in changed)

    def remove(self, *article_ids: str) -> None:
        """Remove articles whole; where the index lacks one of them, none is removed.

        Raises:
            ArticleError: where the index holds no such article.
            IndexBusyError: where another process is writing the index.
            IndexStorageError: where the folder cannot be written.
        """
        present = self._manifest()
        for article_id in article_ids:
            self._require(present, article_id)
        with self._locked(), self._drafting(self._manifest()) as draft:
            for article_id in article_ids:
                draft.drop(article_id)

    def rebuild(
        self, articles: Iterable[Article] = (), *, progress: Progress | None = None
    ) -> tuple[str, ...]:
        """Build the index anew with the present model and chunking.

        The articles are those that it holds, whatever built it, and those given. Until the new
        index is whole, readers see the old one; an interruption leaves the old one.

        Returns:
            The ids of all articles of the new index.

        Raises:
            ArticleError: where an article is blank, or two different ones share an id.
            IndexBusyError: where another process is writing the index.
            IndexStorageError: where the folder cannot be read or written.
        """
        with self._locked():
            held = self._held_articles()
            every = {**held, **_by_id(articles)}
            with self._drafting(self._empty_manifest()) as draft:
                self._fill(draft, list(every.values()), progress)
        return tuple(every)

    def _held_articles(self) -> dict[str, Article]:
        manifest = read_manifest(self._manifest_path)
        if manifest is None:
            return {}
        folder = self.folder / manifest.generation
        return {name: read_article(folder, name) for name in manifest.articles}

    def _fill(
        self, draft: Generation, articles: Sequence[Article], progress: Progress | None
    ) -> None:
        self.embedder.verify()
        chunked = [(article, self._chunks(article)) for article in articles]
        total = sum(len(chunks) for _, chunks in chunked)
        done = 0

        def advance(newly: int) -> None:
            nonlocal done
            done += newly
            if progress is not None:
                progress(done, total)

        advance(0)
        for group in _groups(chunked):
            texts = [chunk.text for _, chunks in group for chunk in chunks]
            vectors = self.embedder.embed_documents(texts, progress=advance)
            at = 0
            for article, chunks in group:
                draft.put(article, chunks, vectors[at : at + len(chunks)])
                at += len(chunks)

    def _chunks(self, article: Article) -> list[Chunk]:
        chunks = chunk_article(
            article, count_tokens=self.embedder.count_tokens, chunking=self._chunking
        )
        if not chunks:
            raise ArticleError(f"article {article.id!r} is blank: there is nothing to index")
        return chunks

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / "write.lock", timeout=_LOCK_TIMEOUT):
                yield
        except Timeout as exc:
            raise IndexBusyError(
                f"another process is writing the index in {self.folder}: try again when it is done"
            ) from exc
        except OSError as exc:
            raise IndexStorageError(
                f"cannot write the index in {self.folder} ({exc.strerror or exc}): make the folder "
                "writable and see that the disk has room, or name another one by QA_BOT_INDEX_DIR"
            ) from exc

    @contextmanager
    def _drafting(self, base: Manifest, *, keep_finished: bool = False) -> Iterator[Generation]:
        """A copy of ``base`` to change; it is published at the end, or thrown away."""
        present = self._generation_in_use()
        source = self.folder / base.generation if base.generation else None
        folder = self.folder / f"{_GENERATION}{uuid.uuid4().hex[:12]}"
        try:
            with closing(Generation(folder, base, source)) as draft:
                try:
                    yield draft
                except KeyboardInterrupt:
                    if keep_finished and draft.is_whole():
                        self._publish(draft)
                    raise
                self._publish(draft)
        finally:
            # The one before stays for readers that still have it open.
            self._sweep(keep={present, self._generation_in_use()})

    def _publish(self, draft: Generation) -> None:
        draft.close()
        write_manifest(self._manifest_path, draft.manifest)

    def _sweep(self, *, keep: AbstractSet[str]) -> None:
        for folder in self.folder.glob(f"{_GENERATION}*"):
            if folder.name not in keep:
                shutil.rmtree(folder, ignore_errors=True)

    def _generation_in_use(self) -> str:
        manifest = read_manifest(self._manifest_path)
        return manifest.generation if manifest else ""

    @property
    def _manifest_path(self) -> Path:
        return self.folder / "manifest.json"

    def _empty_manifest(self) -> Manifest:
        return Manifest(self.embedder.name, self.embedder.dimension, self._chunking)


def _by_id(articles: Iterable[Article]) -> dict[str, Article]:
    found: dict[str, Article] = {}
    for article in articles:
        if found.setdefault(article.id, article).content_hash != article.content_hash:
            raise ArticleError(f"two different articles have the id {article.id!r}: rename one")
    return found


def _changed(articles: Mapping[str, Article], manifest: Manifest) -> list[Article]:
    for article in articles.values():
        entry = manifest.articles.get(article.id)
        if entry is not None and entry.scope != article.scope:
            raise ArticleError(
                f"the id {article.id!r} belongs to an article of another scope: give another id"
            )
    known = {name: entry.content_hash for name, entry in manifest.articles.items()}
    return [a for a in articles.values() if known.get(a.id) != a.content_hash]


def _groups(
    chunked: Iterable[tuple[Article, list[Chunk]]],
) -> Iterator[list[tuple[Article, list[Chunk]]]]:
    group: list[tuple[Article, list[Chunk]]] = []
    size = 0
    for article, chunks in chunked:
        if group and size + len(chunks) > _GROUP:
            yield group
            group, size = [], 0
        group.append((article, chunks))
        size += len(chunks)
    if group:
        yield group


def _checked_store(folder: Path, manifest: Manifest) -> PassageStore:
    from qa_bot.index.store import PassageStore

    store = PassageStore(folder)
    found = store.count()
    if found != manifest.chunks:
        store.close()
        raise IndexStorageError(
            f"the index in {folder.parent} holds {found} passages where its manifest says "
            f"{manifest.chunks}: run `qa-bot index build`"
        )
    return store
