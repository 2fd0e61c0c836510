"""`QABot`: what a Python user holds."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import weakref
from collections import deque
from functools import cached_property, partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final, Self

from qa_bot.conversation import Conversation, understand
from qa_bot.errors import QuestionError
from qa_bot.streaming import deltas, off_the_loop
from qa_bot.types import SHARED, Answer, Article

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

    from qa_bot.conversation import Inquiry, Rewriter, Turn
    from qa_bot.index import IndexedArticle, PassageIndex
    from qa_bot.index.passages import Progress
    from qa_bot.reading import Answerer
    from qa_bot.settings import Settings
    from qa_bot.streaming import AsyncEvents, Events

_REWRITING: Final = 0.25
"""Share of a chat model's time in which it has to put a question in full."""


class QABot:
    r"""Answers questions about articles with the articles' own words.

    >>> from qa_bot import Article
    >>> memo = Article(id="memo", title="Memo", text="Anna leads the team.\nIt meets on Monday.")
    >>> with QABot.from_articles([memo]) as bot:
    ...     answer = bot.ask("Who leads the team?")
    >>> answer.status, answer.text
    ('answered', 'Anna')

    Use `from_articles` for articles at hand and `from_index` for an index on disk. A bot may be
    shared by threads. Close it, or use it as a context manager, to let go of its index.

    Args:
        index: where the passages are.
        settings: everything else.
        article_ids: answer from these articles only; from all of the index where None.
        chat_model: any chat model of LangChain, to write the answers; the settings' one, if any,
            where None.
        rewriter: puts questions of a conversation in full; where None the chat model does, or rules
            where there is none.
    """

    def __init__(
        self,
        index: PassageIndex,
        *,
        settings: Settings,
        article_ids: Iterable[str] | None = None,
        chat_model: BaseChatModel | None = None,
        rewriter: Rewriter | None = None,
    ) -> None:
        self.index = index
        self.settings = settings
        self._chat_model = chat_model or _chat_model(settings)
        self._article_ids = None if article_ids is None else tuple(article_ids)
        self._rewriter = rewriter or self._chat_rewriter()

    @classmethod
    def from_articles(
        cls,
        articles: Iterable[Article | str | Path],
        *,
        index_dir: str | Path | None = None,
        settings: Settings | None = None,
        progress: Progress | None = None,
        chat_model: BaseChatModel | None = None,
    ) -> Self:
        """A bot that answers from these articles and no others.

        Args:
            articles: paths of text files, or articles.
            index_dir: keeps the index for next time, when unchanged articles are not embedded
                again; without it the index lives in a temporary folder, as long as the bot.
            settings: as the environment and the settings file say by default.
            progress: called with the number of passages embedded so far and of all.
            chat_model: any chat model of LangChain; the settings' one, if any, by default.

        Raises:
            ArticleError: where an article cannot be read, is blank, or shares its id.
            PassageIndexError: where the index cannot be used.
            SettingsError: where the settings' chat model cannot be set up.
            ModelError: where the library that it needs is not installed.
        """
        from qa_bot.articles import load_article

        read = [a if isinstance(a, Article) else load_article(a) for a in articles]
        folder = Path(index_dir) if index_dir is not None else _temporary_folder()
        bot = cls._open(
            folder,
            settings=settings,
            article_ids=[article.id for article in read],
            chat_model=chat_model,
        )
        if index_dir is None:
            weakref.finalize(bot, _remove, bot.index)
        bot.index.add(read, progress=progress)
        return bot

    @classmethod
    def from_index(
        cls,
        index_dir: str | Path | None = None,
        *,
        settings: Settings | None = None,
        progress: Progress | None = None,
        chat_model: BaseChatModel | None = None,
    ) -> Self:
        """A bot that answers from all articles of an index.

        An index that holds none is given the articles that ship with the bot.

        Args:
            index_dir: the index's folder; the settings' one by default.
            settings: as the environment and the settings file say by default.
            progress: called with the number of passages embedded so far and of all.
            chat_model: any chat model of LangChain; the settings' one, if any, by default.

        Raises:
            PassageIndexError: where the index cannot be used.
            SettingsError: where the settings' chat model cannot be set up.
            ModelError: where the library that it needs is not installed.
        """
        from qa_bot.articles import shipped_articles

        folder = None if index_dir is None else Path(index_dir)
        bot = cls._open(folder, settings=settings, chat_model=chat_model)
        if not bot.index.articles():
            bot.index.add(shipped_articles(), progress=progress)
        return bot

    @classmethod
    def _open(
        cls,
        folder: Path | None,
        *,
        settings: Settings | None,
        article_ids: Iterable[str] | None = None,
        chat_model: BaseChatModel | None = None,
    ) -> Self:
        from qa_bot.settings import load_settings

        settings = settings or load_settings()
        index = open_index(settings, folder=folder)
        return cls(index, settings=settings, article_ids=article_ids, chat_model=chat_model)

    def articles(self, *, scopes: Iterable[str] = (SHARED,)) -> Mapping[str, IndexedArticle]:
        """The articles of some scopes that the bot answers from, by id."""
        held = self.index.articles()
        ids = held if self._article_ids is None else self._article_ids
        wanted = {*scopes}
        return {name: held[name] for name in ids if name in held and held[name].scope in wanted}

    def ask(
        self,
        question: str,
        *,
        scopes: Iterable[str] = (SHARED,),
        article_ids: Iterable[str] | None = None,
        turns: Iterable[Turn] = (),
        chat: bool = True,
    ) -> Answer:
        """Answer a question, or decline where the articles do not say.

        A chat model that fails costs no answer: the article's own words come with a note.

        Args:
            question: in any language.
            scopes: answer from articles of these scopes only.
            article_ids: of those from these only; from all that the bot answers from where None.
            turns: what was said before, oldest first, where the question is one of a conversation;
                the last `conversation_turns` of the settings count.
            chat: whether the chat model may be asked, if there is one.

        Raises:
            QuestionError: where the question is blank or too long.
            PassageIndexError: where the index cannot be used.
        """
        inquiry, seconds = self._inquiry(question, turns, chat=chat)
        return self._chain(scopes, article_ids, seconds=seconds).invoke(inquiry)

    async def aask(
        self,
        question: str,
        *,
        scopes: Iterable[str] = (SHARED,),
        article_ids: Iterable[str] | None = None,
        turns: Iterable[Turn] = (),
        chat: bool = True,
    ) -> Answer:
        """The same as `ask`, off the event loop."""
        asked = partial(self.ask, scopes=scopes, article_ids=article_ids, turns=turns, chat=chat)
        return await asyncio.to_thread(asked, question)

    def stream(
        self,
        question: str,
        *,
        scopes: Iterable[str] = (SHARED,),
        article_ids: Iterable[str] | None = None,
        turns: Iterable[Turn] = (),
    ) -> Events:
        """The same as `ask`, with the text of a chat model's answer as it comes.

        A sentence comes when it is complete and has passed the evidence gate, so that nothing is
        ever shown that is not borne out. Without a chat model there is the answer alone.

        Args:
            question: as for `ask`.
            scopes: as for `ask`.
            article_ids: as for `ask`.
            turns: as for `ask`.

        Yields:
            Pieces of the text, then the whole answer. The pieces together are its text, unless
            the chat model failed in the middle: then the answer is in the article's own words.

        Raises:
            QuestionError: where the question is blank or too long.
            PassageIndexError: where the index cannot be used.
        """
        inquiry, seconds = self._inquiry(question, turns)
        yield from deltas(self._chain(scopes, article_ids, seconds=seconds).stream(inquiry))

    def astream(
        self,
        question: str,
        *,
        scopes: Iterable[str] = (SHARED,),
        article_ids: Iterable[str] | None = None,
        turns: Iterable[Turn] = (),
    ) -> AsyncEvents:
        """The same as `stream`, off the event loop."""
        return off_the_loop(
            self.stream(question, scopes=scopes, article_ids=article_ids, turns=turns)
        )

    def conversation(
        self,
        *,
        scopes: Iterable[str] = (SHARED,),
        article_ids: Iterable[str] | None = None,
        turns: Iterable[Turn] = (),
    ) -> Conversation:
        r"""A conversation, in which a question may lean on the ones before it.

        >>> from qa_bot import Article
        >>> text = "Anna has led the harbour since March.\nOmar has led the ferry since May."
        >>> with QABot.from_articles([Article(id="memo", title="Memo", text=text)]) as bot:
        ...     talk = bot.conversation()
        ...     answers = [talk.ask(asked) for asked in ("Who leads the ferry?", "Since when?")]
        >>> [answer.text for answer in answers]
        ['Omar', 'May']
        >>> [turn.question for turn in talk.turns]
        ['Who leads the ferry?', 'Since when?']

        Args:
            scopes: as for `ask`.
            article_ids: as for `ask`.
            turns: what was said before, oldest first, where an earlier conversation goes on.
        """
        selected = None if article_ids is None else tuple(article_ids)
        asked = partial(self.stream, scopes=tuple(scopes), article_ids=selected)
        return Conversation(
            lambda question, earlier: asked(question, turns=earlier),
            limit=self.settings.conversation_turns,
            turns=turns,
        )

    def close(self) -> None:
        """Let go of the index."""
        self.index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _selected(self, article_ids: Iterable[str] | None) -> tuple[str, ...] | None:
        if article_ids is None or self._article_ids is None:
            return self._article_ids if article_ids is None else tuple(article_ids)
        return tuple({*article_ids} & {*self._article_ids})

    def _inquiry(
        self, question: str, turns: Iterable[Turn], *, chat: bool = True
    ) -> tuple[Inquiry, float | None]:
        """What is asked for, and the seconds left to a chat model, if it is to answer."""
        asked = checked_question(question, settings=self.settings)
        latest = deque(turns, maxlen=self.settings.conversation_turns)
        began = monotonic()
        inquiry = understand(asked, tuple(latest), rewriter=self._rewriter if chat else None)
        left = self.settings.chat_timeout - (monotonic() - began)
        return inquiry, left if chat else None

    def _chain(
        self, scopes: Iterable[str], article_ids: Iterable[str] | None, *, seconds: float | None
    ) -> Runnable[Inquiry, Answer]:
        from qa_bot.chain import build_chain
        from qa_bot.retrieval.retriever import PassageRetriever

        retriever = PassageRetriever(
            index=self.index,
            candidates=self.settings.candidates,
            limit=self.settings.candidates,
            scopes=tuple(scopes),
            article_ids=self._selected(article_ids),
        )
        return build_chain(
            retriever,
            self._answerer(seconds),
            article=self.index.article,
            min_confidence=self.settings.min_confidence,
            passages=self.settings.passages,
        )

    def _answerer(self, seconds: float | None) -> Answerer:
        if self._chat_model is None or seconds is None:
            return self._extractive
        from qa_bot.chat import ChatAnswerer

        return ChatAnswerer(
            self._chat_model,
            extractive=self._extractive,
            article=self.index.article,
            embedder=self.index.embedder,
            min_confidence=self.settings.min_confidence,
            seconds=seconds,
        )

    @cached_property
    def _extractive(self) -> Answerer:
        from qa_bot.reading import SpanAnswerer, calibration_of, load_reader

        return SpanAnswerer(
            load_reader(),
            article=self.index.article,
            calibration=calibration_of(self.index.embedder.name),
        )

    def _chat_rewriter(self) -> Rewriter | None:
        if self._chat_model is None:
            return None
        from qa_bot.chat import ChatRewriter

        return ChatRewriter(self._chat_model, seconds=_REWRITING * self.settings.chat_timeout)


def _chat_model(settings: Settings) -> BaseChatModel | None:
    if not settings.chat_model:
        return None
    from qa_bot.chat import open_model

    return open_model(settings)


def checked_question(question: str, *, settings: Settings) -> str:
    """A question without the blanks around it, if it can be asked.

    Raises:
        QuestionError: where it is blank or too long.
    """
    question = question.strip()
    longest = settings.max_question_length
    if not question:
        raise QuestionError("the question is blank: say what you would like to know")
    if len(question) > longest:
        raise QuestionError(
            f"the question has {len(question):,} characters where {longest:,} are allowed: "
            "shorten it, or raise QA_BOT_MAX_QUESTION_LENGTH"
        )
    return question


def open_index(settings: Settings, *, folder: Path | None = None) -> PassageIndex:
    """The index that the settings describe, in their folder or another one."""
    from qa_bot.chunking import Chunking
    from qa_bot.embedding import load_embedder
    from qa_bot.index import PassageIndex

    embedder = load_embedder(settings.embedding_model)
    max_tokens = min(settings.chunk_max_tokens, embedder.max_tokens)
    return PassageIndex(
        folder or settings.index_dir,
        embedder=embedder,
        chunking=Chunking(max_tokens, min(settings.chunk_min_tokens, max_tokens)),
    )


def _temporary_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="qa_bot-"))


def _remove(index: PassageIndex) -> None:
    index.close()
    shutil.rmtree(index.folder, ignore_errors=True)
