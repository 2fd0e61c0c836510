"""The words of an answer: whole ones, without what only ties them to their sentence."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from qa_bot.text import fold

_TATWEEL: Final = "ـ"
_JOINERS: Final = frozenset("\u200c\u200d\u00ad")
_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
"""Scripts that put no blanks between words, or set small words behind a word (Hangul)."""

_NUMBER: Final = re.compile(r"\d[.,٫٬]\d")

_PROCLITICS: Final = "(?:[وف][بلك]?|[بلك])"
"""What Arabic writes as one word with the next: "and", "so", "in", "to", "as". A reader that
begins an answer behind one has left it out rightly."""

_LEFT_OUT: Final = re.compile(f"(?:{_PROCLITICS})?")
_WITH_ARTICLE: Final = re.compile(f"({_PROCLITICS})ال")
_DEFINITE: Final = re.compile(r"ال\w\w")
_SET_APART: Final = re.compile(
    rf"""{_PROCLITICS}ـ*(?=["«“(])|(?:{_PROCLITICS}ـ+|و)(?=[\dA-Za-z])"""
)

_TIES: Final = frozenset({"و", "ب", "ل", "في", "الي", "and"})
_PREPOSITIONS: Final = frozenset({"at", "by", "in", "of", "on", "to"})
"""Folded words that tie an answer to its sentence, at its beginning. The prepositions do so before
a name, an article or a number only: "at least" and "to win" are more than that."""

_FIRST_WORD: Final = re.compile(r"(\S+)\s+(?=\S)")
_ENGLISH_ARTICLE: Final = re.compile(r"(?:an?|the)\s")

_QUOTES: Final = ("«»", "“”", "„“", "„”", "‘’", '""', "''", "《》", "「」", "『』", "﴿﴾")
_PAIRS: Final = (*_QUOTES, "()", "[]", "{}", "（）", "【】")
_OPENING_QUOTES: Final = frozenset(pair[0] for pair in _QUOTES)
_SIGNS_BEFORE: Final = re.compile(r"[@#\u00a7%٪]\w|(?<![\w.])[-\u2212+.]\d")
_SIGNS_BEHIND: Final = frozenset("%٪％‰°′″")
_INITIALS: Final = re.compile(r"(?:\b[^\W\d_]\.){2,}\Z")


def tidied(text: str, start: int, end: int) -> tuple[int, int]:
    """The span that best words an answer found at a span; an empty one where no word is in it.

    >>> text = "He called (on 5 May) «Valery Gerasimov», he said."
    >>> [text[slice(*tidied(text, *span))] for span in ((23, 39), (10, 15), (9, 20))]
    ['Valery Gerasimov', '5', '5 May']

    Args:
        text: the passage.
        start: first character of what was found.
        end: the character after its last.
    """
    start, end = _without_marks(text, *_whole_words(text, start, end))
    while (behind := _behind_tie(text, start, end)) > start:
        start, end = _without_marks(text, behind, end)
    while end < len(text) and _closes(text[start:end], text[end]):
        end += 1
    return (start, end) if any(map(_is_letter, text[start:end])) else (start, start)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and _hangs(text[start]):
        start += 1
    if start == end:
        return start, end
    first = start
    while _joins(text, first):
        first -= 1
    while _joins(text, end):
        end += 1
    return _behind_proclitic(text, first, start), end


def _behind_proclitic(text: str, first: int, start: int) -> int:
    """Where an answer found at `start` begins, within a word that begins at `first`."""
    cut = fold(text[first:start])
    # Words with the Arabic article are at times written without a blank before them.
    if _LEFT_OUT.fullmatch(cut.text) or _DEFINITE.match(text, start):
        return start
    if found := _WITH_ARTICLE.fullmatch(cut.text):
        return first + cut.raw_span(0, found.end(1))[1]
    return first


def _joins(text: str, at: int) -> bool:
    """Whether the characters before and at a place belong to one word or one number."""
    if not 0 < at < len(text):
        return False
    before, behind = text[at - 1], text[at]
    if _hangs(behind):
        return not _is_mark(before)
    if _UNSPACED.search(before + behind):
        return False
    in_number = _NUMBER.match(text, at - 1) or _NUMBER.match(text, max(at - 2, 0))
    return bool(in_number) or all(
        _is_letter(each) or _hangs(each) or each in _JOINERS for each in (before, behind)
    )


def _without_marks(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end:
        if _is_loose_before(text, start, end):
            start += 1
        elif _is_loose_behind(text, start, end):
            end -= 1
        else:
            break
    return start, end


def _is_loose_before(text: str, start: int, end: int) -> bool:
    mark, rest = text[start], text[start + 1 : end - 1]
    # A bracket that closes in the middle of the answer is part of it.
    if any(mark == opening and closing in rest for opening, closing in _PAIRS):
        return False
    return _hangs(mark) or (_is_mark(mark) and not _SIGNS_BEFORE.match(text, start, end))


def _is_loose_behind(text: str, start: int, end: int) -> bool:
    mark, rest = text[end - 1], text[start : end - 1]
    if any(mark == closing and opening in rest for opening, closing in _PAIRS):
        return False
    if mark == _TATWEEL:
        # Behind a letter it is part of the word (هـ), behind a blank a dash.
        return not rest.rstrip(mark)[-1:].isalpha()
    if mark == "." and _INITIALS.search(text, start, end):
        return False
    return _is_mark(mark) and mark not in _SIGNS_BEHIND


def _behind_tie(text: str, start: int, end: int) -> int:
    """Where an answer begins without the word that ties it to its sentence."""
    if not _joins(text, start) and (proclitic := _SET_APART.match(text, start, end)):
        return proclitic.end()
    first = _FIRST_WORD.match(text, start, end)
    # In quotes it is the first word of a title, or of what somebody said.
    if first is None or text[max(start - 1, 0) : start] in _OPENING_QUOTES:
        return start
    return first.end() if _is_tie(first[1], text[first.end() : end]) else start


def _is_tie(word: str, rest: str) -> bool:
    folded = fold(word).text
    if folded in _PREPOSITIONS and rest[0].isdecimal():
        return True
    # With a capital it may be the first word of a name.
    if word != word.lower():
        return False
    names = not rest[0].islower() or _ENGLISH_ARTICLE.match(rest)
    return folded in _TIES or (folded in _PREPOSITIONS and bool(names))


def _closes(words: str, mark: str) -> bool:
    """Whether a mark behind some words closes a bracket or quote that they open."""
    return mark != "'" and any(
        mark == closing
        and (words.count(mark) % 2 if mark == opening else words.count(opening) > words.count(mark))
        for opening, closing in _PAIRS
    )


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"


def _hangs(character: str) -> bool:
    """Whether it belongs to the letter before it: a combining mark, or a tatweel."""
    return unicodedata.category(character)[0] == "M" or character == _TATWEEL


def _is_mark(character: str) -> bool:
    """Whether it is no part of a word, and no symbol either, such as that of a currency."""
    return unicodedata.category(character)[0] in "PZC"
