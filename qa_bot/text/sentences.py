"""Paragraphs and sentences, found by rules that need no list of words for each language.

A paragraph is a line, unless the text is hard-wrapped (its lines are broken at a column, in the
middle of sentences): then it is a block of lines between blank ones.

A sentence ends at a mark such as ``.``, ``؟`` or ``…`` together with the closing quotes and
brackets behind it, where a blank or the paragraph's end follows; Chinese and Japanese marks need no
blank. All the same it goes on

- before a lower-case letter (``"Why?" she asked``, ``Acme Inc. said``), unless it began with one,
  as in texts that know no capitals;
- after an abbreviation (``J. Smith``, ``U.S.``, ``د.``, ``Dr.``) and after the number of an item;
- after marks that brackets hold, ``(…)``, and after an ellipsis before a bracket, ``… (الذي)``;
- before another mark, ``. . .``.
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Those of Urdu, Devanagari, Armenian and Ethiopic come last.
_MARKS = ".!?؟…。！？｡۔।॥։።"
_CLOSERS = "»”’\"')]」』）】"
_END = re.compile(
    rf"""(?P<mark>[{_MARKS}]+)
        (?P<close>[{re.escape(_CLOSERS)}]*
            (?:[“‘«](?=\s|\Z))?          # these close in German, and open in most languages
            (?:[ \u00a0\u202f]»(?!\w))?  # French sets its quotes apart
            (?:\[\d{{1,3}}\])*             # notes, as in an encyclopedia
        )
        (?P<blank>\s*)""",
    re.VERBOSE,
)
_NEEDS_NO_BLANK = "。！？｡"
_BEFORE_ABBREVIATION = re.compile(r"""[\s(\[{«“‘’"']""")
_LONGEST_ABBREVIATION = 12
_ABBREVIATION = re.compile(
    r"[^\W\d_](?:[.-]+[^\W\d_])*|"  # single letters: initials, U.S, e.g, أ.د
    "adm|al|capt|cf|col|dra?|etc|gen|gov|hon|lt|maj|mlle|mme?|mrs?|ms|mt|ph\\.d|prof|rep|rev|sen|sgt|"
    "sra?|st|vs|ود|إلخ|الخ|مج"
)
_ABBREVIATION_BEFORE_NUMBER = re.compile(
    "apr|art|aug|ch|dec|feb|fig|jan|jul|jun|mar|nos?|nov|nr|oct|pp|sec|sept?|vol"
)
_WRAP_COLUMNS = range(30, 121)
_WRAP_SAMPLE = 50_000


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    r"""The paragraphs of a text, trimmed of blanks.

    >>> paragraph_spans("Title\r\n\r\nIt rained.\n")
    [(0, 5), (9, 19)]
    """
    return list(_paragraphs(text, 0, len(text)))


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The sentences of ``text[start:end]``, trimmed of blanks; none crosses a paragraph's edge.

    >>> text = "قال د. أحمد: «نعم». هل بلغت 3.5؟"
    >>> [text[start:end] for start, end in sentence_spans(text)]
    ['قال د. أحمد: «نعم».', 'هل بلغت 3.5؟']
    """
    paragraphs = _paragraphs(text, start, len(text) if end is None else end)
    return [sentence for paragraph in paragraphs for sentence in _sentences(text, *paragraph)]


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    lines = _lines(text, start, end)
    if not _is_hard_wrapped(text):
        yield from (line for line in lines if _is_filled(line))
        return
    for filled, block in groupby(lines, key=_is_filled):
        if filled:
            (first, last), *rest = block
            yield first, rest[-1][1] if rest else last


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for line in text[start:end].splitlines(keepends=True):
        filled = start + len(line) - len(line.lstrip())
        yield filled, filled + len(line.strip())
        start += len(line)


def _is_filled(line: tuple[int, int]) -> bool:
    return line[0] < line[1]


def _is_hard_wrapped(text: str) -> bool:
    """Whether most lines that another follows are broken inside a sentence, by a column.

    A line is, where it ends no sentence and the next one's first word would have made it longer
    than (nearly) all lines are. The beginning of a long text tells enough.
    """
    lines = [line.strip() for line in text[:_WRAP_SAMPLE].splitlines()]
    lengths = sorted(len(line) for line in lines if line)
    width = lengths[len(lengths) * 95 // 100] if lengths else 0
    followed = [(line, after) for line, after in pairwise(lines) if line and after]
    broken = sum(
        len(line) + len(after.split(maxsplit=1)[0]) >= width
        and not line.rstrip(_CLOSERS).endswith(tuple(_MARKS))
        for line, after in followed
    )
    return width in _WRAP_COLUMNS and 2 * broken > len(followed)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _END.finditer(text, start, end):
        if match.end() < end and _is_end(text, match, start):
            yield start, match.end("close")
            start = match.end()
    yield start, end


def _is_end(text: str, match: re.Match[str], start: int) -> bool:
    mark, close, blank = match.group("mark", "close", "blank")
    following = text[match.end()]
    if mark[-1] in _NEEDS_NO_BLANK:
        return True
    if not blank or following in _MARKS or (following.islower() and not text[start].islower()):
        return False
    if close[:1] in (")", "]") and text[max(match.start() - 1, 0)] in "([":
        return False
    if mark.endswith(("…", "..")):
        return following not in "([{"
    return mark != "." or bool(close) or not _is_abbreviation(text, match, start)


def _is_abbreviation(text: str, match: re.Match[str], start: int) -> bool:
    dot = match.start()
    words = text[max(0, dot - _LONGEST_ABBREVIATION) : dot]
    word = _BEFORE_ABBREVIATION.split(words)[-1].lower()
    if word.isdecimal():
        return dot - len(word) == start
    if _ABBREVIATION_BEFORE_NUMBER.fullmatch(word):
        return text[match.end()].isdecimal()
    return _ABBREVIATION.fullmatch(word) is not None
