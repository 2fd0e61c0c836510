"""What an index says of itself: which model made it, how it was cut, which articles it holds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from qa_bot.chunking import Chunking
from qa_bot.errors import IndexStorageError
from qa_bot.types import SHARED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMAT: Final = 2
"""Raised when an index of an earlier release can no longer be searched; 2 came with scopes."""

_READABLE: Final = (1, 2)
"""Formats whose articles can still be read, to build the index anew."""


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article as the manifest lists it; its text is read only when it is quoted."""

    title: str
    source: str
    language: str
    content_hash: str
    chunks: int
    scope: str = SHARED


@dataclass(frozen=True, slots=True)
class Manifest:
    """The one file that says what an index is.

    Args:
        model: ``Embedder.name`` of the model that made the vectors.
        dimension: length of a vector.
        chunking: how articles were cut.
        generation: the folder with the vectors and the texts, "" before the first write.
        articles: what is indexed, by article id.
        format: layout of the folder.
    """

    model: str
    dimension: int
    chunking: Chunking
    generation: str = ""
    articles: Mapping[str, IndexedArticle] = field(default_factory=dict)
    format: int = FORMAT

    def with_article(self, article_id: str, entry: IndexedArticle) -> Manifest:
        """The same with one article more, or anew."""
        return replace(self, articles={**self.articles, article_id: entry})

    def without_article(self, article_id: str) -> Manifest:
        """The same with one article less."""
        return replace(
            self, articles={name: e for name, e in self.articles.items() if name != article_id}
        )

    @property
    def chunks(self) -> int:
        """Number of chunks over all articles."""
        return sum(entry.chunks for entry in self.articles.values())


def read_manifest(path: Path) -> Manifest | None:
    """Read the manifest, or None where there is none.

    Raises:
        IndexStorageError: where it cannot be read or is of another format.
    """
    try:
        stat = path.stat()
        return _read(path, stat.st_ino, stat.st_mtime_ns)
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise IndexStorageError(
            f"cannot read {path} ({exc.strerror}): make it readable, or name another folder by "
            "QA_BOT_INDEX_DIR"
        ) from exc
    except ValueError as exc:
        raise IndexStorageError(_damaged(path, exc)) from exc


@lru_cache(maxsize=16)
def _read(path: Path, _inode: int, _modified: int) -> Manifest:
    # A question looks at the manifest several times; every new one is another file.
    fields = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(fields, dict) or fields.get("format") not in _READABLE:
        raise IndexStorageError(
            f"{path} is not a manifest of this release of qa_bot: move {path.parent} away and run "
            "`qa-bot index build`"
        )
    return _manifest(fields, path)


def _manifest(fields: dict[str, Any], path: Path) -> Manifest:
    try:
        chunking = Chunking(**fields.pop("chunking"))
        articles = {k: IndexedArticle(**v) for k, v in fields.pop("articles").items()}
        return Manifest(chunking=chunking, articles=articles, **fields)
    except (AttributeError, KeyError, TypeError) as exc:
        raise IndexStorageError(_damaged(path, exc)) from exc


def _damaged(path: Path, why: Exception) -> str:
    return f"{path} is damaged ({why}): move {path.parent} away and run `qa-bot index build`"


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write the manifest in one step: a reader sees the old one or the new one."""
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(path)
