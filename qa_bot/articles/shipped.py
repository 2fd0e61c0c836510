"""The articles that ship with qa_bot."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from qa_bot.articles.texts import article_from_text
from qa_bot.resources import resource

if TYPE_CHECKING:
    from qa_bot.types import Article


def shipped_articles() -> list[Article]:
    """Read the articles that ship with qa_bot, in the order of their names.

    >>> [article.id for article in shipped_articles()]
    ['french-chief-of-staff']
    """
    files = resource("index/articles").iterdir()
    texts = {file.name: file.read_bytes().decode() for file in files if file.name.endswith(".txt")}
    return [
        article_from_text(texts[name], id=PurePath(name).stem, source=f"shipped:{name}")
        for name in sorted(texts)
    ]
