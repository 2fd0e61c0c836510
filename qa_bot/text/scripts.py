"""Which script a text is written in."""

from __future__ import annotations

import unicodedata
from collections import Counter

_SCRIPTS = {"cjk": "han", "hiragana": "kana", "katakana": "kana"}


def script_of(text: str) -> str:
    """The script that most letters of a text belong to.

    It is the first word of the letters' Unicode names, in lower case, but for ``"han"`` and
    ``"kana"``.

    >>> script_of("من هو إيمانويل ماكرون (Macron)؟"), script_of("2024")
    ('arabic', '')
    """
    scripts: Counter[str] = Counter()
    for character, times in Counter(text).items():
        if script := _script(character):
            scripts[script] += times
    return max(scripts, key=scripts.__getitem__, default="")


def _script(character: str) -> str:
    # Decomposed, a full-width, mathematical or presentation form is named like its plain letter.
    base = unicodedata.normalize("NFKD", character)[0]
    # Modifier letters (Lm) are left out: many are shared by several scripts.
    if unicodedata.category(base) not in {"Lu", "Ll", "Lt", "Lo"}:
        return ""
    word = unicodedata.name(base, "").partition(" ")[0].lower()
    return _SCRIPTS.get(word, word)
