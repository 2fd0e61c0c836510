"""An article in a file of plain text."""

from __future__ import annotations

import hashlib
import os
import re
from typing import TYPE_CHECKING

from qa_bot.articles.encodings import decode_text
from qa_bot.articles.texts import article_from_text
from qa_bot.errors import ArticleError

if TYPE_CHECKING:
    from pathlib import Path

    from qa_bot.types import Article

_MOST_MEGABYTES = 20
_SLUG_CHARACTERS = 40


def load_text_file(path: Path) -> Article:
    """Read a file of plain text, in whatever encoding it is.

    Raises:
        ArticleError: where the file is missing, cannot be read or holds no text.
    """
    text = decode_text(_read(path), name=repr(str(path)))
    resolved = path.resolve()
    return article_from_text(text, id=_file_id(resolved), source=_printable(resolved))


def _read(path: Path) -> bytes:
    name = repr(str(path))
    most = _MOST_MEGABYTES * 1_000_000
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except FileNotFoundError as exc:
        raise ArticleError(f"there is no file {name}: check its path") from exc
    except IsADirectoryError as exc:
        raise ArticleError(f"{name} is a folder: name a file in it") from exc
    except PermissionError as exc:
        raise ArticleError(f"{name} may not be read: ask its owner, or copy it") from exc
    except (OSError, ValueError) as exc:
        raise ArticleError(f"{name} cannot be read: {exc}: check its path") from exc
    if len(data) > most:
        raise ArticleError(f"{name} is larger than {_MOST_MEGABYTES} MB: split it into files")
    return data


def _file_id(path: Path) -> str:
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:8]
    slug = re.sub(r"[\W_]+", "-", path.stem.lower())[:_SLUG_CHARACTERS].strip("-")
    return f"{slug or 'article'}-{digest}"


def _printable(path: Path) -> str:
    """The path as text; bytes in it that are not UTF-8 are escaped, so that it can be stored."""
    return str(path).encode(errors="backslashreplace").decode()
