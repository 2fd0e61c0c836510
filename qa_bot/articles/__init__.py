"""From a source to an ``Article``: files, texts, and the articles that ship with qa_bot.

Each format of file has a module of its own, named in ``_LOADERS`` by its suffix.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qa_bot.articles.shipped import shipped_articles
from qa_bot.articles.text_file import load_text_file
from qa_bot.articles.texts import article_from_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from qa_bot.types import Article

__all__ = ["article_from_text", "load_article", "shipped_articles"]

_LOADERS: Mapping[str, Callable[[Path], Article]] = {".txt": load_text_file}


def load_article(path: Path | str) -> Article:
    """Read an article from a file; one of an unknown format is tried as plain text.

    Raises:
        ArticleError: where the file is missing, cannot be read or holds no text.
    """
    path = Path(path)
    return _LOADERS.get(path.suffix.lower(), load_text_file)(path)
