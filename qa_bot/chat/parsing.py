"""From what a chat model says to sentences with the numbers that it gives them.

Models break every form that they are asked for, so none is relied on: JSON, code fences, thoughts,
Markdown, HTML and lists are taken apart, and a number may stand before or after the full stop, in
any brackets and digits, or nowhere. A number is only where to look first; whether a sentence is
shown is decided by what it says.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from qa_bot.chat.wording import has_address, is_decline, is_of_itself, without_lead
from qa_bot.text import sentence_spans

_STEP: Final = 24
"""Characters to wait for before sentences are looked for anew."""

_WHOLE: Final = (*".!?؟…。]】»”", '"')
_MOST_NUMBERS: Final = 8
_LONGEST: Final = 700
"""Characters of a sentence; a longer one is none."""

_THOUGHT: Final = re.compile(
    r"<(think|thinking|thought|reasoning|reflection)\b[^>]*>.*?(?:</\1\s*>|\Z)"
    r"|<\|?channel\|?>\s*(?:analysis|thought).*?"
    r"(?:<\|?(?:end|message|channel)\|?>\s*(?:final\b)?|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_THOUGHT_WITHOUT_BEGINNING: Final = re.compile(
    r"\A.*</think(?:ing)?\s*>", re.DOTALL | re.IGNORECASE
)
_JSON: Final = re.compile(r"\A\s*(?:```\w*\s*)?[\[{]\s*[\"{\[]")
_VALUE: Final = re.compile(
    r'"(?:answer|text|sentence|statement|claim|content|response|output|reply|'
    r'الجواب|الإجابة|جواب|نص)"'
    r'\s*:\s*"((?:[^"\\]|\\.)*+)',
    re.DOTALL | re.IGNORECASE,
)
_ESCAPE: Final = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))')
_BARE_ENDS: Final = re.compile(r"(?<![.!?؟…\]])\s*$")

_FENCE: Final = re.compile(r"^\s*(?:```|~~~).*$", re.MULTILINE)
_IMAGE: Final = re.compile(r"!\[[^\]]{0,200}\](?:\([^)]{0,2000}\))?")
_LINK: Final = re.compile(r"\[([^\]]{0,200})\]\([^)]{0,2000}\)")
_TAG: Final = re.compile(r"</?[a-zA-Z!|][^<>]{0,200}>")
_HEAD: Final = re.compile(r"^[ \t]*(?:#{1,6}\s+.*|[-=*_]{3,}\s*|\|.*\|\s*)$", re.MULTILINE)
_BULLET: Final = re.compile(r"^[ \t]*(?:[-*•–●▪]|\d{1,2}[.)])[ \t]+", re.MULTILINE)
_QUOTE_SIGN: Final = re.compile(r"^[ \t]*>+[ \t]?", re.MULTILINE)
_EMPHASIS: Final = re.compile(r"\*{1,3}|_{2,3}|`+|~~")
_MARKUP: Final = re.compile(r"[<>{}|\\]")
_RUNS: Final = re.compile(r"(\s)\1{2,}")
_BLANKS: Final = re.compile(r"\s+")
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS: Final = "\u200c\u200d"

_SEPARATOR: Final = r"[\s,،;؛و&]|and|to|[-–—‑]"
_NUMBER: Final = (
    r"(?:passage|source|article|مقطع|المقطع|ref|no\.?)?\s*:?\s*[\[#^†]?"
    r"\d{1,3}(?:[:†][^\]】]{0,20}+)?+"
)
_MARKER: Final = re.compile(
    rf"(?:[\[【［〔⟦]|\(\[)\s*({_NUMBER}(?:(?:{_SEPARATOR})++{_NUMBER}){{0,8}}+)"
    r"\s*[,،;؛]?\s*(?:\]\)|[\]】］〕⟧])",
    re.IGNORECASE,
)
_ROUND: Final = re.compile(r"\s*\((\d{1,2}(?:\s*[,،]\s*\d{1,2})*)\)(?=\s*(?:[.!?؟…]|$|\n))")
_RANGE: Final = re.compile(r"(\d+)\s*[-–—‑]\s*(\d+)")
_BETWEEN_MARKS: Final = re.compile(r"(?<=\])\s*(?:,|،|;|؛|و|&|and)\s*(?=\[\d)")
_AFTER_STOP: Final = re.compile(r"([.!?؟…。]{1,8}[»”\"')]{0,4})((?:\s*\[\d+\])+)")
_MARK: Final = re.compile(r"\s*\[(\d{1,4})\]")
_BEFORE_STOP: Final = re.compile(r"\s+(?=[.,!?؟،;؛:…]|$)")
_OPEN_MARK: Final = re.compile(r"[\[【［〔⟦(][^\]】］〕⟧)]{0,40}\Z")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a chat model.

    Args:
        text: the sentence, clean and without numbers; "" where it is nothing to be shown.
        numbers: of the passages that it names, counted from 1, as the model gives them.
        declines: whether it says that the passages do not say.
    """

    text: str
    numbers: tuple[int, ...] = ()
    declines: bool = False


class Parser:
    """Takes in what a model says, piece by piece, and gives out the sentences that are complete."""

    def __init__(self) -> None:
        self._raw = ""
        self._read = 0
        self._given = 0

    def feed(self, piece: str) -> list[Said]:
        """Take in the next piece; the sentences that have become complete."""
        self._raw += piece
        if len(self._raw) < self._read + _STEP or _JSON.match(self._raw):
            return []
        return self._new(final=False)

    def finish(self, *, cut_short: bool = False) -> list[Said]:
        """The sentences that are left at the end.

        Args:
            cut_short: whether the model was stopped; the sentence that it was in is left out.
        """
        whole = self._raw.rstrip().endswith(_WHOLE)
        new = self._new(final=True)
        return new[:-1] if cut_short and not whole else new

    def _new(self, *, final: bool) -> list[Said]:
        if _THOUGHT_WITHOUT_BEGINNING.match(_THOUGHT.sub("", self._raw)):
            # All that was said so far was thought.
            self._raw = _THOUGHT_WITHOUT_BEGINNING.sub("", _THOUGHT.sub("", self._raw))
            self._given = 0
        self._read = len(self._raw)
        # A line is a paragraph: models do not break lines at a column, as hard-wrapped texts do.
        said = [
            line[start:end]
            for line in _clean(self._raw, final=final).splitlines()
            for start, end in sentence_spans(line)
        ]
        if not final:
            # The last one may go on, and a number of its own may follow its full stop.
            said = said[:-1]
        new, self._given = said[self._given :], max(self._given, len(said))
        return [_said(sentence) for sentence in new]


def sentences(text: str) -> list[Said]:
    """The sentences of a whole answer.

    >>> sentences("Anna leads. [1, 3] **It** meets on Monday【٢】.")
    [Said(text='Anna leads.', numbers=(1, 3), declines=False), Said(text='It meets on Monday.', numbers=(2,), declines=False)]
    """  # noqa: E501 - a doctest's result is one line
    parser = Parser()
    return [*parser.feed(text), *parser.finish()]


def without_wrapping(text: str) -> str:
    """A text without thoughts, Markdown, tags, and characters that are not seen."""
    text = _THOUGHT_WITHOUT_BEGINNING.sub("", _THOUGHT.sub("", text))
    text = "".join(
        c for c in text if c in "\n\t " + _JOINERS or unicodedata.category(c) not in _DROPPED
    )
    # Long runs of blanks would make the patterns below slow.
    text = _RUNS.sub(r"\1\1", text)
    for pattern in (_FENCE, _IMAGE, _HEAD, _QUOTE_SIGN, _BULLET):
        text = pattern.sub("", text)
    return _EMPHASIS.sub("", _TAG.sub("", _LINK.sub(_link, text)))


def _clean(raw: str, *, final: bool) -> str:
    text = _THOUGHT.sub("", raw)
    text = without_wrapping(_json_values(text) if final and _JSON.match(text) else text)
    if not final:
        text = _OPEN_MARK.sub("", text)
    text = _ROUND.sub(lambda m: "".join(f"[{int(n)}]" for n in re.findall(r"\d+", m[1])), text)
    text = _MARKER.sub(lambda m: _marks(m[1]), text)
    text = _BETWEEN_MARKS.sub("", text)
    # Before the full stop, a number belongs to its sentence whatever follows.
    return _AFTER_STOP.sub(lambda m: f"{m[2]}{m[1]} ", text)


def _link(match: re.Match[str]) -> str:
    label = match[1].strip()
    return f"[{label}]" if label.isdecimal() else label


def _marks(inside: str) -> str:
    numbers: list[int] = []
    for first, last in _RANGE.findall(inside):
        if int(first) < int(last) <= int(first) + _MOST_NUMBERS:
            numbers += range(int(first), int(last) + 1)
    numbers += [
        int(n) for n in re.findall(r"(?<![:†])\b\d+|\d+", re.sub(r"[:†][^\s,،]*", "", inside))
    ]
    return "".join(f"[{n}]" for n in dict.fromkeys(numbers))


def _json_values(text: str) -> str:
    values = []
    for value in _VALUE.findall(text):
        plain = _ESCAPE.sub(_unescaped, value).strip()
        values.append(_BARE_ENDS.sub(".", plain) if plain else "")
    return "\n".join(values)


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return {"n": "\n", "t": "\t", "r": "\n", "b": "", "f": ""}.get(match[2], match[2])


def _said(sentence: str) -> Said:
    numbers = tuple(dict.fromkeys(int(n) for n in _MARK.findall(sentence)))[:_MOST_NUMBERS]
    if len(sentence) > 2 * _LONGEST:
        return Said("", numbers)
    text = _BLANKS.sub(" ", _MARK.sub(" ", sentence))
    text = _BEFORE_STOP.sub("", text).strip(" \t\n,،;؛:-–—*_")
    text = without_lead(text).strip()
    text = text[:1].upper() + text[1:]
    if is_decline(text):
        return Said("", numbers, declines=True)
    return Said(text if _is_shown(text) else "", numbers)


def _is_shown(text: str) -> bool:
    if not re.search(r"\w", text) or len(text) > _LONGEST or _MARKUP.search(text):
        return False
    # A question is no answer, and mostly the one that was asked.
    return not (text.endswith(("?", "؟", "？")) or is_of_itself(text) or has_address(text))
