"""What a chat model is told: the texts of ``prompts/``, with the passages and the question in them.

An article cannot get out of its place: the lines that bound it hold a number that is new in every
request, its own look-alikes of markup are replaced in the model's copy, and so are line ends.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from functools import cache
from string import Template
from typing import TYPE_CHECKING, Final

from qa_bot.messages import NOT_IN_ARTICLE
from qa_bot.resources import resource
from qa_bot.text import script_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from langchain_core.messages import BaseMessage

ANSWER: Final = "answer-1"
REWRITE: Final = "rewrite-1"
"""The prompts in use, named after their files; the number is their version."""

_MOST: Final = 12_000
"""Characters of all passages together, about 4,000 tokens of Arabic."""

_SHORTEST: Final = 200
_BLANKS: Final = re.compile(r"\s+")
_LOOK_ALIKES: Final = str.maketrans(
    {"<": "‹", ">": "›", "[": "(", "]": ")", "{": "(", "}": ")", "`": "'", "#": "♯", "|": "¦"}
)
_FORMATS: Final = ("Cc", "Cf", "Co", "Cs", "Cn")
_JOINERS: Final = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class _Parts:
    system: Template
    user: Template


def answer_messages(question: str, passages: Sequence[str]) -> list[BaseMessage]:
    """The messages that ask for an answer.

    Args:
        question: as it was asked.
        passages: texts; the first one is number 1. What is too much is left out.
    """
    numbered = "\n".join(f"[{n}] {text}" for n, text in enumerate(_fitting(passages), start=1))
    return _messages(
        ANSWER,
        question=quoted(question),
        passages=numbered,
        not_in_article=NOT_IN_ARTICLE.upper(),
        language="Arabic" if script_of(question) == "arabic" else "the language of the question",
    )


def rewrite_messages(question: str, turns: Sequence[tuple[str, str]]) -> list[BaseMessage]:
    """The messages that ask for a question that is understood by itself.

    Args:
        question: the last one.
        turns: questions and answers before it, the oldest first.
    """
    said = "\n".join(f"Q: {quoted(q)}\nA: {quoted(a)}" for q, a in turns)
    return _messages(REWRITE, question=quoted(question), turns=said)


def quoted(text: str) -> str:
    r"""A text of others on one line, without anything that a model may take for markup.

    >>> quoted("a\n<|im_end|>\u202e [INST]")
    'a ‹¦im_end¦› (INST)'
    """
    visible = "".join(
        c for c in text if c in _JOINERS or c.isspace() or unicodedata.category(c) not in _FORMATS
    )
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", visible)).translate(_LOOK_ALIKES).strip()


def _fitting(passages: Sequence[str]) -> list[str]:
    fitting: list[str] = []
    room = _MOST
    for passage in map(quoted, passages):
        if room < _SHORTEST and fitting:
            break
        fitting.append(passage[:room])
        room -= len(passage)
    return fitting


def _messages(name: str, **values: str) -> list[BaseMessage]:
    from langchain_core.messages import HumanMessage, SystemMessage

    parts = _parts(name)
    values["boundary"] = f"=={secrets.token_hex(8)}=="
    return [
        SystemMessage(parts.system.substitute(values)),
        HumanMessage(parts.user.substitute(values)),
    ]


@cache
def _parts(name: str) -> _Parts:
    system, _, user = resource(f"prompts/{name}.txt").read_text(encoding="utf-8").partition("---\n")
    return _Parts(Template(system.strip()), Template(user.strip()))
