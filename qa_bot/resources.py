"""The files that ship with qa_bot: its articles, its prompts and its own sentences.

A wheel carries them under ``qa_bot/_resources``; in a checkout, and in an editable install, they
lie beside the package, where people edit them.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from qa_bot.errors import QABotError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_CHECKOUT = Path(__file__).resolve().parent.parent


def resource(name: str) -> Traversable:
    """Find a file or folder that ships with qa_bot.

    >>> resource("index/articles").is_dir()
    True

    Args:
        name: its path from the top of the project, with ``/`` between the parts.

    Raises:
        QABotError: where the installation lacks it.
    """
    installed = files("qa_bot") / "_resources"
    for root in (installed, _CHECKOUT):
        found = root.joinpath(*name.split("/"))
        if found.is_file() or found.is_dir():
            return found
    raise QABotError(
        f"the installation of qa_bot is incomplete: {name!r} is missing: install qa_bot again"
    )
