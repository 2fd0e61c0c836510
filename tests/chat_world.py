"""A small world for tests of chat models: two articles, their passages, and scripted models."""

from dataclasses import replace
from functools import cache

import numpy as np
from langchain_core.documents import Document
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.retrievers import BaseRetriever

from qa_bot import Article, Draft, shipped_articles
from qa_bot.chain import build_chain
from qa_bot.chat import ChatAnswerer
from qa_bot.chat.grounding import Grounder
from qa_bot.conversation import Inquiry
from qa_bot.embedding import load_embedder
from qa_bot.evidence import cite
from qa_bot.reading import load_reader
from qa_bot.streaming import deltas
from qa_bot.text import paragraph_spans
from qa_bot.types import Chunk, Passage

[CHIEF] = shipped_articles()
QUESTION = "Who did the French chief of staff call?"


class RememberingEmbedder:
    """The packaged embedder, which embeds each text once."""

    def __init__(self) -> None:
        self._real = load_embedder()
        self._known: dict[str, np.ndarray] = {}
        self.calls = 0

    name = property(lambda self: self._real.name)
    dimension = property(lambda self: self._real.dimension)
    max_tokens = property(lambda self: self._real.max_tokens)

    def embed_documents(self, texts, *, progress=None):  # noqa: ARG002 - the port names it
        self.calls += 1
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._real.embed_documents(new), strict=True))
        return np.stack([self._known[text] for text in texts])

    def embed_questions(self, texts):
        return self._real.embed_questions(texts)

    def count_tokens(self, text):
        return self._real.count_tokens(text)

    def verify(self):
        self._real.verify()


@cache
def embedder() -> RememberingEmbedder:
    return RememberingEmbedder()


def passages_of(article: Article) -> tuple[Passage, ...]:
    """Each paragraph as a passage, surely about the question."""
    return tuple(
        Passage(Chunk(article.id, start, end, article.text[start:end]), 1.0, 0.95, n)
        for n, (start, end) in enumerate(paragraph_spans(article.text), start=1)
    )


class Paragraphs(BaseRetriever):
    """Finds all paragraphs of an article, whatever is asked."""

    article: object

    def _get_relevant_documents(self, query, *, run_manager):  # noqa: ARG002 - LangChain names them
        return [
            Document(
                page_content=p.chunk.text,
                metadata={
                    "article_id": p.chunk.article_id,
                    "start": p.chunk.start,
                    "end": p.chunk.end,
                    "score": p.score,
                    "similarity": p.similarity,
                    "dense_rank": p.dense_rank,
                },
            )
            for p in passages_of(self.article)
        ]


class FirstWords:
    """Answers with the first paragraph, in the article's own words."""

    def __init__(self, article: Article) -> None:
        self.citation = cite(article, *paragraph_spans(article.text)[0])

    def answer(self, inquiry, passages):  # noqa: ARG002 - the port names them
        near = max((passage.similarity for passage in passages), default=0.0)
        read = (*(replace(first, answering=near) for first in passages[:1]), *passages[1:])
        return Draft(self.citation.quote, 0.9, (self.citation,), passages=read)


def grounder(article: Article, question: str = "", *, passages=None, lookup=None) -> Grounder:
    """What checks sentences about an article."""
    return Grounder(
        question,
        passages or passages_of(article),
        article=lookup or {article.id: article}.__getitem__,
        embedder=embedder(),
        reader=load_reader(),
    )


def says(*outputs: str | AIMessage) -> GenericFakeChatModel:
    """A chat model that gives these answers, one after the other."""
    return GenericFakeChatModel(messages=iter(outputs))


def answerer(model, *, article: Article = CHIEF, seconds: float = 20.0) -> ChatAnswerer:
    return ChatAnswerer(
        model,
        extractive=FirstWords(article),
        article={article.id: article}.__getitem__,
        embedder=embedder(),
        min_confidence=0.2,
        seconds=seconds,
    )


def chain(model, *, article: Article, seconds: float):
    return build_chain(
        Paragraphs(article=article),
        answerer(model, article=article, seconds=seconds),
        article={article.id: article}.__getitem__,
        min_confidence=0.2,
        passages=20,
    )


def ask(model, question: str = QUESTION, *, article: Article = CHIEF, seconds: float = 20.0):
    """The whole answer to a question about an article, evidence gate included."""
    return chain(model, article=article, seconds=seconds).invoke(Inquiry.of(question))


def stream(model, question: str = QUESTION, *, article: Article = CHIEF, seconds: float = 20.0):
    """The same answer as it comes."""
    return deltas(chain(model, article=article, seconds=seconds).stream(Inquiry.of(question)))


def assert_verified(answer, article: Article = CHIEF) -> None:
    """Nothing is quoted that does not stand in the article, and no statement goes without."""
    extract = answer.extract.citations if answer.extract else ()
    for citation in (*answer.citations, *extract):
        assert article.text[citation.start : citation.end] == citation.quote != ""
    for statement in answer.statements:
        assert statement.citations
        assert all(0 <= n < len(answer.citations) for n in statement.citations)


BRIDGE = Article(
    id="bridge",
    title="A bridge for Marsa",
    text=(
        "The city council of Marsa approved a new bridge over the river Lena on Tuesday. The "
        "bridge will cost 42 million dollars and is to open in 2027.\n"
        "Mayor Karim Haddad said that the old bridge, built in 1931, could no longer carry heavy "
        "lorries. “We have waited too long,” he told reporters after the vote.\n"
        "Council member Elena Petrova voted against the plan. She argued that the money was needed "
        "for schools. The work will be done by the Danish company Nordvik, which will employ about "
        "300 people.\n"
        "Haddad did not say how long the river would be closed to boats. Fishermen fear for their "
        "income, since one in five boats has no other harbour."
    ),
)
