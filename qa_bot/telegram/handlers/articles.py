"""Articles of a chat's own: added, listed, chosen and removed."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from telegram import Document, MessageEntity

from qa_bot.articles import article_from_text, load_article
from qa_bot.errors import ArticleError, IndexBusyError
from qa_bot.telegram.handlers.long_texts import whole_text
from qa_bot.telegram.layout import Button, button_label, title
from qa_bot.telegram.logs import fields
from qa_bot.telegram.sending import patiently
from qa_bot.telegram.texts import after_command, escaped
from qa_bot.types import SHARED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram import Message

    from qa_bot.index import IndexedArticle
    from qa_bot.telegram.layout import Keyboard
    from qa_bot.telegram.turns import Turn
    from qa_bot.types import Article

_LOG: Final = logging.getLogger(__name__)
_TRIES: Final = 3
_PROGRESS: Final = 2.0
"""Seconds between two looks at how far the indexing has come."""

_BYTES_PER_CHARACTER: Final = 4
_STATEMENT: Final = 300
"""Characters from which on a text without a question mark is taken for an article."""

_MOST_LISTED: Final = 60
_KEY: Final = 16


def is_article(message: Message, *, longest_question: int) -> bool:
    """Whether a text in a private chat is an article to add rather than a question."""
    text = message.text or message.caption or ""
    asks = "?" in text or "؟" in text
    return bool(
        message.forward_origin
        or len(text) > longest_question
        or (len(text) > _STATEMENT and not asks)
    )


def is_link(message: Message) -> bool:
    """Whether a message is a link and nothing else."""
    links = message.parse_entities([MessageEntity.URL]).values()
    return (message.text or "").strip() in links


async def add_command(turn: Turn) -> None:
    """``/add`` with a text, or in reply to a text or a file."""
    text = after_command(turn.message.text or "")
    if text:
        await _add_text(turn, text)
    elif turn.message.reply_to_message:
        await add(turn, turn.message.reply_to_message)
    else:
        await turn.reply(turn.say("add_how"))


async def add(turn: Turn, message: Message) -> None:
    """Add what a message brings: its file, or its text."""
    text = message.text or message.caption
    if message.document:
        await _add_file(turn, message.document)
    elif is_link(message):
        await turn.reply(turn.say("link"))
    elif text:
        whole = await whole_text(turn, message)
        article = await _add_text(turn, whole)
        if article is not None and whole == message.text:
            turn.desk.state.record_posted(article.id, turn.chat_id, message.message_id)
    else:
        await turn.reply(turn.say("unsupported"))


async def _add_text(turn: Turn, text: str) -> Article | None:
    if not await _has_room(turn, len(text)):
        return None
    return await _index(turn, article_from_text(text))


async def _add_file(turn: Turn, document: Document) -> None:
    name = document.file_name or ""
    if not (name.lower().endswith(".txt") or document.mime_type == "text/plain"):
        await turn.reply(turn.say("unsupported"))
        return
    if not await _has_room(turn, (document.file_size or 0) // _BYTES_PER_CHARACTER):
        return
    await turn.reply(turn.say("reading"))
    data = await patiently(lambda: _download(turn, document), what="download")
    try:
        article = await asyncio.to_thread(_read, data)
    except ArticleError:
        await turn.reply(turn.say("unreadable"))
        return
    if await _has_room(turn, len(article.text)):
        await _index(turn, replace(article, source=name))


async def _download(turn: Turn, document: Document) -> bytes:
    file = await turn.desk.bot.get_file(document)
    return bytes(await file.download_as_bytearray())


def _read(data: bytes) -> Article:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "article.txt")
        path.write_bytes(data)
        return load_article(path)


async def _has_room(turn: Turn, characters: int) -> bool:
    """Whether an article of this length may be added; if not, the chat is told."""
    settings = turn.desk.settings
    if not settings.telegram_articles:
        await turn.reply(turn.say("no_own_articles"))
    elif characters > settings.telegram_article_characters:
        most = settings.telegram_article_characters
        await turn.reply(turn.say("article_too_long", most=most))
    else:
        return True
    return False


async def _index(turn: Turn, article: Article) -> Article | None:
    """Add an article to the index in the scope of the chat; None where it could not be."""
    if not any(map(str.isalnum, article.text)):
        await turn.reply(turn.say("unreadable"))
        return None
    digest = hashlib.sha256(article.text.encode()).hexdigest()[:_KEY]
    article = replace(article, id=f"{turn.scope}/{digest}", scope=turn.scope)
    if turn.desk.writing.locked():
        await turn.reply(turn.say("waiting"))
    progress = _Progress()
    telling = asyncio.create_task(_tell(turn, progress))
    try:
        async with turn.desk.writing:
            outcome = await _put(turn, article, progress)
    finally:
        progress.over.set()
        # Words that are on their way must not come after the last ones.
        await telling
    if outcome in ("added", "known"):
        words = turn.say(outcome, title=title(article.title))
        await turn.reply(words, keyboard=_added_keyboard(turn, article.id))
        return article
    await turn.reply(turn.say(outcome, most=turn.desk.settings.telegram_articles))
    return None


async def _put(turn: Turn, article: Article, progress: _Progress) -> str:
    """Put an article into the index; the name of the message that tells what came of it."""
    own = turn.own_articles()
    if article.id not in own and len(own) >= turn.desk.settings.telegram_articles:
        return "too_many_articles"
    for _ in range(_TRIES):
        try:
            await asyncio.to_thread(turn.desk.qa.index.add, [article], progress=progress)
        except IndexBusyError:
            continue
        _LOG.info("indexed", extra=fields(update=turn.update.update_id, passages=progress.total))
        return "known" if article.id in own else "added"
    return "busy"


class _Progress:
    """How far the indexing has come, told by its thread."""

    def __init__(self) -> None:
        self.done = self.total = 0
        self.over = asyncio.Event()

    def __call__(self, done: int, total: int) -> None:
        self.done, self.total = done, total


async def _tell(turn: Turn, progress: _Progress) -> None:
    told = 0
    while not progress.over.is_set():
        try:
            await asyncio.wait_for(progress.over.wait(), _PROGRESS)
        except TimeoutError:
            if told != progress.done:
                told = progress.done
                await turn.reply(turn.say("indexing", done=told, total=progress.total))


def _added_keyboard(turn: Turn, article_id: str) -> Keyboard:
    key = key_of(article_id)
    return (
        (
            Button(turn.say("ask_only"), f"only:{key}"),
            Button(turn.say("remove_it"), f"remove:{key}"),
        ),
    )


def key_of(article_id: str) -> str:
    """A short name of an article, for buttons and links."""
    return hashlib.sha256(article_id.encode()).hexdigest()[:_KEY]


def find_article(turn: Turn, key: str) -> str | None:
    """An article that the chat may ask, by its key or, in links, by its id."""
    return next((name for name in turn.articles() if key in (key_of(name), name)), None)


async def list_articles(turn: Turn) -> None:
    """``/articles``: what can be asked here."""
    articles = turn.articles()
    own = {name: entry for name, entry in articles.items() if entry.scope != SHARED}
    shared = {name: entry for name, entry in articles.items() if entry.scope == SHARED}
    blocks = [
        "\n".join([turn.say(heading), *_lines(turn, held)])
        for heading, held in (("own_articles", own), ("shared_articles", shared))
        if held
    ]
    await turn.reply("\n\n".join(blocks) or turn.say("nothing_to_ask"))


def _lines(turn: Turn, articles: Mapping[str, IndexedArticle]) -> list[str]:
    most = _MOST_LISTED // 2
    lines = [f"• {_linked(turn, name, entry)}" for name, entry in list(articles.items())[:most]]
    more = len(articles) - most
    return lines if more <= 0 else [*lines, turn.say("more_articles", number=more)]


def _linked(turn: Turn, article_id: str, entry: IndexedArticle) -> str:
    """An article's title, which leads everybody to it where everybody may ask it."""
    shown = escaped(button_label(entry.title))
    if entry.scope != SHARED:
        return shown
    return f'<a href="{turn.desk.bot.link}?start={key_of(article_id)}">{shown}</a>'


async def choose_command(turn: Turn) -> None:
    """``/only``: ask one article alone."""
    articles = turn.articles()
    if not articles:
        await turn.reply(turn.say("nothing_to_ask"))
        return
    everything = (Button(turn.say("all_articles"), "only:"),)
    keyboard = (*_buttons("only", articles), everything)
    await turn.reply(turn.say("only_which"), keyboard=keyboard)


async def choose(turn: Turn, arguments: list[str]) -> None:
    """A button of `choose_command`, or the one below an article just added."""
    [key] = arguments
    article_id = find_article(turn, key) if key else None
    if key and article_id is None:
        await turn.notice(turn.say("gone"))
        return
    turn.desk.state.choose_article(turn.chat_id, article_id)
    await turn.edit(turn.pressed_message, _chosen(turn, article_id))
    await turn.notice()


def _chosen(turn: Turn, article_id: str | None) -> str:
    if article_id is None:
        return turn.say("only_all")
    return turn.say("only_one", title=title(turn.articles()[article_id].title))


async def start_with(turn: Turn, article_id: str) -> None:
    """A link that leads to an article: ask this one from now on."""
    turn.desk.state.choose_article(turn.chat_id, article_id)
    shown = title(turn.articles()[article_id].title)
    await turn.reply(turn.say("start_only", title=shown))


async def remove_command(turn: Turn) -> None:
    """``/remove``: remove an article of the chat."""
    own = turn.own_articles()
    if own:
        await turn.reply(turn.say("remove_which"), keyboard=_buttons("remove", own))
    else:
        await turn.reply(turn.say("remove_none"))


async def ask_to_remove(turn: Turn, arguments: list[str]) -> None:
    """A button that removes asks first."""
    [key] = arguments
    article_id = _own_article(turn, key)
    if article_id is None:
        await turn.notice(turn.say("gone"))
        return
    answers = (Button(turn.say("yes"), f"drop:{key}"), Button(turn.say("no"), "keep:"))
    question = turn.say("remove_sure", title=title(turn.own_articles()[article_id].title))
    await turn.edit(turn.pressed_message, question, keyboard=(answers,))
    await turn.notice()


async def remove(turn: Turn, arguments: list[str]) -> None:
    """Remove an article of the chat for good."""
    [key] = arguments
    async with turn.desk.writing:
        article_id = _own_article(turn, key)
        if article_id is None:
            await turn.notice(turn.say("gone"))
            return
        shown = title(turn.own_articles()[article_id].title)
        await asyncio.to_thread(turn.desk.qa.index.remove, article_id)
    turn.desk.state.forget_article(article_id)
    await turn.edit(turn.pressed_message, turn.say("removed", title=shown))
    await turn.notice()


async def remove_all(turn: Turn) -> None:
    """Remove all articles of the chat."""
    async with turn.desk.writing:
        own = turn.own_articles()
        if own:
            await asyncio.to_thread(turn.desk.qa.index.remove, *own)


def _own_article(turn: Turn, key: str) -> str | None:
    return next((name for name in turn.own_articles() if key_of(name) == key), None)


def _buttons(action: str, articles: Mapping[str, IndexedArticle]) -> Keyboard:
    return tuple(
        (Button(button_label(entry.title) or "…", f"{action}:{key_of(name)}"),)
        for name, entry in list(articles.items())[:_MOST_LISTED]
    )
