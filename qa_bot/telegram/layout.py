"""Answers as Telegram's HTML and buttons; pure.

Telegram counts UTF-16 units of what is left when the tags are taken out, 4,096 of them a message.
A line has one direction, which its first letter decides: quotes stand on lines of their own, and
what is put into a line of the bot's own words is isolated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from qa_bot.messages import NOT_IN_ARTICLE
from qa_bot.render import isolated, printable
from qa_bot.telegram.texts import escaped, say
from qa_bot.text import sentence_spans

if TYPE_CHECKING:
    from qa_bot.types import Answer, Article, Citation

LIMIT: Final = 4_096
"""UTF-16 units of a message."""

_TITLE: Final = 120
_SHORT_ANSWER: Final = 700
_PROSE: Final = 1_000
_NOTE: Final = 200
_QUOTE: Final = 2_000
_QUOTED_PROSE: Final = 1_800
_QUESTION: Final = 300
_BUTTON: Final = 40
_DESCRIPTION: Final = 200
_NATIVE_QUOTE: Final = 1_024
_MOST_PAGES: Final = 8

_AROUND: Final = 1_000
"""Characters beside a quote in which the sentences of its context are looked for."""

_SENTENCES: Final = 2
"""Sentences of context on each side."""

Kind = Literal["answer", "prose", "extract", "alternative", "nearest"]


@dataclass(frozen=True, slots=True)
class Page:
    """One piece of evidence; buttons turn from one to the next.

    Args:
        kind: whether it carries the answer, a part of a chat model's answer, the answer in the
            article's own words below that, another answer, or none.
        text: the answer that it carries, "" where it carries none.
        citation: the evidence.
        note: what has to be said of the answer, "" for nothing.
    """

    kind: Kind
    text: str
    citation: Citation
    note: str = ""


class Button(NamedTuple):
    """A button below a message: what it shows, and what comes back when it is pressed."""

    label: str
    data: str


Keyboard = tuple[tuple[Button, ...], ...]


def answer_pages(answer: Answer) -> tuple[Page, ...]:
    """The evidence of an answer, best first; none where it declines."""
    if answer.status == "declined":
        return ()
    kind: Kind = "prose" if answer.statements else "answer"
    own = [Page(kind, answer.text, citation, answer.note) for citation in answer.citations]
    extract = answer.extract
    below = [Page("extract", extract.text, c) for c in extract.citations[:1]] if extract else []
    others = [
        Page("alternative", other.text, citation)
        for other in answer.alternatives
        for citation in other.citations[:1]
    ]
    return (*own[: _MOST_PAGES - len(below)], *below, *others)[:_MOST_PAGES]


def growing_html(text: str) -> str:
    """An answer that is still being written."""
    return f"{escaped(clipped(text.rstrip(), _PROSE))} …"


def page_html(page: Page, *, language: str) -> str:
    """One page of an answer, or of a decline with its nearest passage."""
    citation = page.citation
    head = {
        "answer": "",
        "prose": "",
        "extract": say("extract", language=language),
        "alternative": say("alternative", language=language),
        "nearest": f"{declined_html(language)}\n\n{say('nearest', language=language)}",
    }[page.kind]
    note = escaped(clipped(page.note, _NOTE))
    # An answer that is the whole quote would only stand there twice.
    short = "" if page.text in ("", citation.quote) else _short(page)
    body = f"<blockquote expandable>{_quote(page)}</blockquote>\n{_place(citation, language)}"
    return "\n\n".join(part for part in (note, head, short, body) if part)


def declined_html(language: str) -> str:
    """The sentence that declines."""
    return say(NOT_IN_ARTICLE, language=language)


def inline_html(question: str, page: Page, *, language: str) -> str:
    """A page for a chat that has not seen the question."""
    return f"❓ {escaped(clipped(question, _QUESTION))}\n\n{page_html(page, language=language)}"


def page_keyboard(
    exchange: int, pages: int, *, shown: int, in_context: bool, language: str
) -> Keyboard:
    """The buttons below a page.

    Args:
        exchange: number of the question and its answer.
        pages: how many there are.
        shown: which one is shown, from 0.
        in_context: whether it is shown with the sentences around it.
        language: of the labels.
    """
    numbers = tuple(
        Button(f"· {n + 1} ·" if n == shown else str(n + 1), f"page:{exchange}:{n}")
        for n in range(pages)
    )
    context = (
        Button(say("back", language=language), f"page:{exchange}:{shown}")
        if in_context
        else Button(say("in_context", language=language), f"context:{exchange}:{shown}")
    )
    votes = (Button("👍", f"up:{exchange}"), Button("👎", f"down:{exchange}"))
    rows = (numbers if pages > 1 else (), (context, *votes) if pages else votes)
    return tuple(row for row in rows if row)


def in_context(page: Page, article: Article) -> Page | None:
    """The same page with the sentences around its quote; None where the article has changed."""
    citation = page.citation
    if article.text[citation.start : citation.end] != citation.quote:
        return None
    start = _start_of_context(article.text, citation.start)
    end = _end_of_context(article.text, citation.end)
    wider = replace(citation, start=start, end=end, quote=article.text[start:end])
    text = "" if page.text == citation.quote else page.text
    return replace(page, text=text, citation=wider)


def native_quote(citation: Citation) -> tuple[str, int]:
    """What a reply to the article's message quotes, and where that begins in characters."""
    start, end = citation.start, citation.end
    if units(citation.quote) > _NATIVE_QUOTE:
        start, end = citation.answer_start, citation.answer_end
    text = citation.quote[start - citation.start : end - citation.start]
    text = _cut(text, _NATIVE_QUOTE)
    return text.rstrip(), start


def button_label(text: str) -> str:
    """A text that any article may have brought, for a button."""
    return clipped(" ".join(printable(text).split()), _BUTTON)


def description(page: Page) -> str:
    """A page in one line of bare text."""
    return clipped(" ".join(printable(page.citation.quote).split()), _DESCRIPTION)


def title(text: str) -> str:
    """An article's title in one line of bare text."""
    return clipped(" ".join(printable(text).split()), _TITLE)


def units(text: str) -> int:
    """Length of a text in UTF-16 units, as Telegram counts.

    >>> units("a😀")
    3
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clipped(text: str, most: int) -> str:
    """A text of so many UTF-16 units at most, cut between words where there are any.

    >>> clipped("one two three", 9)
    'one two…'
    """
    if units(text) <= most:
        return text
    return _at_a_word(_cut(text, most - 1)) + "…"


def _cut(text: str, most: int) -> str:
    """The beginning of a text, of so many UTF-16 units at most."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore")


def _at_a_word(text: str) -> str:
    words, blank, _ = text.rpartition(" ")
    # A text without blanks, as in Chinese, is cut where it is full.
    return words if blank and 2 * len(words) > len(text) else text


def _quote(page: Page) -> str:
    """The quote with the answer in bold, cut around it where it is too long."""
    citation = page.citation
    start, end = citation.answer_start - citation.start, citation.answer_end - citation.start
    before, span, after = (
        citation.quote[:start],
        clipped(citation.quote[start:end], _QUOTE),
        citation.quote[end:],
    )
    if page.kind == "prose":
        return escaped(clipped(citation.quote, _QUOTED_PROSE))
    if page.kind == "nearest":
        return escaped(clipped(citation.quote, _QUOTE))
    room = _QUOTE - units(span)
    after = clipped(after, max(room - min(units(before), room // 2), 1))
    before = _clipped_before(before, max(room - units(after), 1))
    return f"{escaped(before)}{_bold(span)}{escaped(after)}"


def _short(page: Page) -> str:
    if page.kind == "prose":
        return escaped(clipped(page.text, _PROSE))
    return _bold(clipped(page.text, _SHORT_ANSWER))


def _clipped_before(text: str, most: int) -> str:
    return clipped(text[::-1], most)[::-1]


def _place(citation: Citation, language: str) -> str:
    paragraph = say("paragraph", language=language, number=citation.paragraph)
    return f"📄 {isolated(escaped(title(citation.title)))} · {paragraph}"


def _bold(text: str) -> str:
    return f"<b>{escaped(text)}</b>"


def _start_of_context(text: str, start: int) -> int:
    first = max(0, start - _AROUND)
    sentences = sentence_spans(text, first, start)
    # The first one may have begun before the stretch that was looked at.
    whole = sentences if first == 0 else sentences[1:]
    return whole[-_SENTENCES:][0][0] if whole else start


def _end_of_context(text: str, end: int) -> int:
    last = min(len(text), end + _AROUND)
    sentences = sentence_spans(text, end, last)
    whole = sentences if last == len(text) else sentences[:-1]
    return whole[:_SENTENCES][-1][1] if whole else end
