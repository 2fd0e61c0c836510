"""The LangChain retriever: the densest passages of the index, BM25 among them, fused."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from qa_bot.index import PassageIndex
from qa_bot.retrieval.fusion import fuse
from qa_bot.types import SHARED, Chunk, Passage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from langchain_core.callbacks import CallbackManagerForRetrieverRun


class PassageRetriever(BaseRetriever):
    """Passages of an index for a question, best first.

    Args:
        index: where to search; its embedder makes the question's vector.
        candidates: how many of the densest passages BM25 looks at.
        limit: how many passages to return.
        scopes: search only articles of these scopes.
        article_ids: of those only these articles; all where None.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: PassageIndex
    candidates: int = 100
    limit: int = 5
    scopes: tuple[str, ...] = (SHARED,)
    article_ids: tuple[str, ...] | None = None

    def passages(self, question: str) -> list[Passage]:
        """The passages themselves, for callers that need no LangChain documents."""
        [vector] = self.index.embedder.embed_questions([question])
        found = self.index.search(
            vector, limit=self.candidates, scopes=self.scopes, article_ids=self.article_ids
        )
        return fuse(question, found, language=self._language(found))[: self.limit]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        del run_manager  # LangChain's own hook: nothing happens here that it should be told
        return [_document(passage) for passage in self.passages(query)]

    def _language(self, found: Sequence[tuple[Chunk, float]]) -> str:
        """The language of the nearest chunk's article, which most of the others share."""
        nearest = found[0][0].article_id if found else ""
        entry = self.index.articles().get(nearest)
        return entry.language if entry else ""


def _document(passage: Passage) -> Document:
    fields = asdict(passage)
    chunk = fields.pop("chunk")
    return Document(
        id=passage.chunk.id,
        page_content=chunk.pop("text"),
        metadata={**chunk, **fields},
    )


def passage_of(document: Document) -> Passage:
    """The passage that a document of `PassageRetriever` stands for."""
    fields: dict[str, Any] = dict(document.metadata)
    chunk = Chunk(
        article_id=fields.pop("article_id"),
        start=fields.pop("start"),
        end=fields.pop("end"),
        text=document.page_content,
    )
    return Passage(chunk=chunk, **fields)
