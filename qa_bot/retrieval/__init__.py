"""Retrieval: from a question to the passages that may answer it.

`qa_bot.retrieval.retriever` holds the LangChain retriever; it is not imported here, since
LangChain takes its time.
"""

from qa_bot.retrieval.bm25 import bm25
from qa_bot.retrieval.fusion import blend, fuse
from qa_bot.retrieval.terms import terms

__all__ = ["blend", "bm25", "fuse", "terms"]
