"""The index: articles, their chunks and vectors, in one folder that only this room knows.

Layout::

    manifest.json       what the index is, and which generation is the present one
    write.lock          held by the one writer
    <generation>/       never changed once the manifest names it
        chroma.sqlite3, …   Chroma's own files
        articles/*.json     the articles, whole

Chroma's files are not safe against a crash in mid-write nor against being opened while another
process writes. So a writer copies the present generation, changes the copy, closes it and then
names it in the manifest by one atomic rename: whoever reads sees the old index or the new one,
and a writer that dies leaves the old one untouched.
"""

from qa_bot.index.manifest import IndexedArticle
from qa_bot.index.passages import PassageIndex

__all__ = ["IndexedArticle", "PassageIndex"]
