import json
import multiprocessing
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from numpy.typing import NDArray

import qa_bot.index.passages as passages_module
from qa_bot.chunking import Chunking
from qa_bot.embedding import Embedder, load_embedder
from qa_bot.errors import (
    ArticleError,
    IndexBusyError,
    IndexMismatchError,
    IndexStorageError,
)
from qa_bot.index import PassageIndex
from qa_bot.types import Article

CHUNKING = Chunking(64, 4)
BRIDGE = Article(
    id="bridge",
    title="The bridge",
    text="The old bridge was closed in March.\nA new bridge will open in autumn.",
    source="bridge.txt",
    language="en",
    fetched_at=datetime(2026, 11, 1, 12, 0, tzinfo=UTC),
)
HARBOUR = Article(
    id="harbour", title="المرفأ", text="زار الوزير مرفأ بيروت يوم الاثنين.", language="ar"
)


class Spied:
    """The packaged model, which counts what it embeds and may be told to fail."""

    def __init__(self, model: Embedder, *, fail_at: int | None = None, name: str = "") -> None:
        self._model = model
        self._fail_at = fail_at
        self.name = name or model.name
        self.dimension = model.dimension
        self.max_tokens = model.max_tokens
        self.calls = 0
        self.count_tokens = model.count_tokens
        self.embed_questions = model.embed_questions

    def verify(self) -> None:
        self._model.verify()

    def embed_documents(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        self.calls += 1
        if self.calls == self._fail_at:
            raise KeyboardInterrupt
        return self._model.embed_documents(texts, progress=progress)


@pytest.fixture(scope="module")
def model() -> Embedder:
    return load_embedder()


def index_in(folder: Path, embedder: Embedder, chunking: Chunking = CHUNKING) -> PassageIndex:
    return PassageIndex(folder, embedder=embedder, chunking=chunking)


def nearest(index: PassageIndex, question: str, **options) -> str:
    [vector] = index.embedder.embed_questions([question])
    return index.search(vector, limit=5, **options)[0][0].text


def generations(folder: Path) -> list[Path]:
    return sorted(folder.glob("generation-*"))


def test_what_is_added_is_found_with_its_exact_place(tmp_path, model):
    index = index_in(tmp_path, model)
    assert index.add([BRIDGE, HARBOUR]) == ("bridge", "harbour")
    [vector] = model.embed_questions(["أين كان الوزير؟"])
    found = index.search(vector, limit=10)
    chunk, similarity = found[0]
    assert (chunk.article_id, chunk.text) == ("harbour", HARBOUR.text)
    assert 0.5 < similarity <= 1.0
    assert similarity == max(cosine for _, cosine in found)
    assert all(
        c.text == {"bridge": BRIDGE, "harbour": HARBOUR}[c.article_id].text[c.start : c.end]
        for c, _ in found
    )


def test_the_similarity_is_the_cosine_of_the_two_vectors(tmp_path, model):
    index = index_in(tmp_path, model)
    index.add([HARBOUR])
    [question] = model.embed_questions(["Who visited the harbour?"])
    [document] = model.embed_documents([HARBOUR.text])
    [(_, similarity)] = index.search(question, limit=1)
    assert similarity == pytest.approx(float(question @ document), abs=1e-4)


def test_an_article_comes_back_whole(tmp_path, model):
    index = index_in(tmp_path, model)
    index.add([BRIDGE])
    assert index.article("bridge") == BRIDGE
    entry = index.articles()["bridge"]
    assert (entry.title, entry.source, entry.language) == ("The bridge", "bridge.txt", "en")
    assert entry.chunks == 2


def test_an_unchanged_article_is_not_embedded_again(tmp_path, model):
    spy = Spied(model)
    index = index_in(tmp_path, spy)
    index.add([BRIDGE])
    manifest = (tmp_path / "manifest.json").read_bytes()
    assert index.add([BRIDGE]) == ()
    assert spy.calls == 1
    assert (tmp_path / "manifest.json").read_bytes() == manifest


def test_a_new_text_takes_the_place_of_the_old_one(tmp_path, model):
    index = index_in(tmp_path, model)
    index.add([BRIDGE, HARBOUR])
    newer = Article(id="bridge", title="The bridge", text="The bridge was painted green.")
    assert index.add([newer, HARBOUR]) == ("bridge",)
    [vector] = model.embed_questions(["bridge"])
    texts = {chunk.text for chunk, _ in index.search(vector, limit=10)}
    assert texts == {newer.text, HARBOUR.text}
    assert index.article("bridge") == newer


def test_an_article_is_removed_whole(tmp_path, model):
    index = index_in(tmp_path, model)
    index.add([BRIDGE, HARBOUR])
    index.remove("bridge")
    [vector] = model.embed_questions(["bridge"])
    assert {chunk.article_id for chunk, _ in index.search(vector, limit=10)} == {"harbour"}
    assert list(index.articles()) == ["harbour"]
    with pytest.raises(ArticleError, match="no article 'bridge'"):
        index.article("bridge")


def test_articles_are_removed_together_or_not_at_all(tmp_path, model):
    index = index_in(tmp_path, model)
    index.add([BRIDGE, HARBOUR])
    with pytest.raises(ArticleError, match="no article 'elsewhere'"):
        index.remove("bridge", "elsewhere")
    assert set(index.articles()) == {"bridge", "harbour"}
    index.remove("bridge", "harbour")
    assert index.articles() == {}


def test_removing_an_unknown_article_says_what_the_index_holds(tmp_path, model):
    index = index_in(tmp_path, model)
    index.add([BRIDGE])
    with pytest.raises(ArticleError, match="qa-bot index list"):
        index.remove("bridges")


def test_a_search_can_be_held_to_some_articles(tmp_path, model):
    index = index_in(tmp_path, model)
    index.add([BRIDGE, HARBOUR])
    assert nearest(index, "Where is the bridge?", article_ids=["harbour"]) == HARBOUR.text
    [vector] = model.embed_questions(["bridge"])
    assert index.search(vector, limit=5, article_ids=["elsewhere"]) == []
    assert index.search(vector, limit=5, article_ids=[]) == []


def owned(scope: str) -> Article:
    return Article(id=f"{scope}/note", title="", text=f"The bridge note of {scope}.", scope=scope)


def test_a_search_finds_only_articles_of_the_scopes_it_names(tmp_path, model):
    index = index_in(tmp_path, model)
    index.add([BRIDGE, owned("ann"), owned("omar")])
    [vector] = model.embed_questions(["the bridge note of omar"])

    def found(*scopes: str, **options) -> set[str]:
        chunks = index.search(vector, limit=10, scopes=scopes, **options)
        return {chunk.article_id for chunk, _ in chunks}

    assert {chunk.article_id for chunk, _ in index.search(vector, limit=10)} == {"bridge"}
    assert found("", "ann") == {"bridge", "ann/note"}
    assert found("omar") == {"omar/note"}
    assert found("", "ann", article_ids=["omar/note", "bridge"]) == {"bridge"}
    assert found("ann", article_ids=["omar/note"]) == set()
    assert found("nobody") == found() == set()


def test_the_id_of_an_article_of_another_scope_cannot_be_taken(tmp_path, model):
    index = index_in(tmp_path, model)
    index.add([owned("ann")])
    thief = Article(id="ann/note", title="", text="Another text.", scope="omar")
    for scope in ("omar", ""):
        with pytest.raises(ArticleError, match="'ann/note' belongs to an article of another scope"):
            index.add([replace(thief, scope=scope)])
    assert index.article("ann/note") == owned("ann")


def test_a_rebuild_keeps_the_scopes(tmp_path, model):
    index = index_in(tmp_path, model)
    index.add([BRIDGE, owned("ann")])
    index.rebuild()
    [vector] = model.embed_questions(["note"])
    assert {chunk.article_id for chunk, _ in index.search(vector, limit=10)} == {"bridge"}
    assert index.articles()["ann/note"].scope == "ann"


def test_an_index_of_an_earlier_release_is_refused_until_it_is_rebuilt(tmp_path, model):
    index = index_in(tmp_path, model)
    index.add([BRIDGE])
    path = tmp_path / "manifest.json"
    manifest = json.loads(path.read_text()) | {"format": 1}
    del manifest["articles"]["bridge"]["scope"]
    path.write_text(json.dumps(manifest))
    with pytest.raises(IndexMismatchError, match=r"an earlier release .*`qa-bot index build`"):
        nearest(index, "bridge")
    assert index.rebuild() == ("bridge",)
    assert "bridge" in nearest(index, "bridge")


def test_an_empty_index_finds_nothing(tmp_path, model):
    index = index_in(tmp_path / "none", model)
    [vector] = model.embed_questions(["anything"])
    assert index.search(vector, limit=5) == []
    assert index.articles() == {}
    assert not (tmp_path / "none").exists()


def test_a_blank_article_is_refused_and_harms_nothing(tmp_path, model):
    index = index_in(tmp_path, model)
    index.add([BRIDGE])
    with pytest.raises(ArticleError, match="'blank' is blank"):
        index.add([HARBOUR, Article(id="blank", title="", text=" \n\t ")])
    assert list(index.articles()) == ["bridge"]
    assert "bridge" in nearest(index, "bridge")


def test_two_articles_may_not_share_an_id(tmp_path, model):
    other = Article(id="bridge", title="Another", text="Another text.")
    with pytest.raises(ArticleError, match="two different articles have the id 'bridge'"):
        index_in(tmp_path, model).add([BRIDGE, other])


def test_progress_counts_every_passage(tmp_path, model):
    seen: list[tuple[int, int]] = []
    index_in(tmp_path, model).add(
        [BRIDGE, HARBOUR], progress=lambda done, total: seen.append((done, total))
    )
    assert seen[-1] == (3, 3)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.parametrize(
    ("difference", "named"),
    [
        ("model", "model multilingual-e5-small .* where the settings say another model"),
        ("chunking", "passages of 4 to 64 tokens where the settings say 4 to 32 tokens"),
    ],
)
def test_other_settings_are_refused_until_the_index_is_rebuilt(tmp_path, model, difference, named):
    index_in(tmp_path, model).add([BRIDGE, HARBOUR])
    other = (
        index_in(tmp_path, Spied(model, name="another model"))
        if difference == "model"
        else index_in(tmp_path, model, Chunking(32, 4))
    )
    [vector] = model.embed_questions(["bridge"])
    for use in (
        other.articles,
        lambda: other.search(vector, limit=5),
        lambda: other.add([HARBOUR]),
        lambda: other.remove("bridge"),
    ):
        with pytest.raises(IndexMismatchError, match=rf"{named}.*`qa-bot index build`"):
            use()
    assert set(other.rebuild()) == {"bridge", "harbour"}
    assert other.article("bridge") == BRIDGE
    assert "bridge" in nearest(other, "bridge")


def test_an_interruption_keeps_the_articles_that_were_finished(tmp_path, model, monkeypatch):
    monkeypatch.setattr(passages_module, "_GROUP", 1)
    index = index_in(tmp_path, Spied(model, fail_at=2))
    with pytest.raises(KeyboardInterrupt):
        index.add([BRIDGE, HARBOUR])
    again = Spied(model)
    index = index_in(tmp_path, again)
    assert list(index.articles()) == ["bridge"]
    assert "bridge" in nearest(index, "bridge")
    assert index.add([BRIDGE, HARBOUR]) == ("harbour",)
    assert again.calls == 1


def test_an_interrupted_rebuild_leaves_the_index_as_it_was(tmp_path, model):
    index_in(tmp_path, model).add([BRIDGE, HARBOUR])
    before = (tmp_path / "manifest.json").read_bytes()
    with pytest.raises(KeyboardInterrupt):
        index_in(tmp_path, Spied(model, fail_at=1)).rebuild()
    assert (tmp_path / "manifest.json").read_bytes() == before
    assert nearest(index_in(tmp_path, model), "الوزير") == HARBOUR.text
    assert len(generations(tmp_path)) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from qa_bot.chunking import Chunking
from qa_bot.embedding import load_embedder
from qa_bot.index import PassageIndex, store
from qa_bot.types import Article

upsert = store.PassageStore.upsert
def upsert_and_die(self, chunks, vectors, *, scope):
    upsert(self, chunks, vectors, scope=scope)
    os.kill(os.getpid(), signal.SIGKILL)
store.PassageStore.upsert = upsert_and_die

index = PassageIndex(Path(sys.argv[1]), embedder=load_embedder(), chunking=Chunking(64, 4))
index.add([Article(id="late", title="Late", text="This was never finished.")])
"""


def test_a_killed_writer_leaves_the_index_as_it_was(tmp_path, model):
    index = index_in(tmp_path, model)
    index.add([BRIDGE])
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(generations(tmp_path)) == 2
    again = index_in(tmp_path, model)
    assert list(again.articles()) == ["bridge"]
    assert "bridge" in nearest(again, "bridge")
    again.add([HARBOUR])
    assert set(again.articles()) == {"bridge", "harbour"}
    assert len(generations(tmp_path)) == 2


def test_an_open_reader_sees_what_another_writer_adds(tmp_path, model):
    reader, writer = index_in(tmp_path, model), index_in(tmp_path, model)
    writer.add([BRIDGE])
    assert "bridge" in nearest(reader, "الوزير")
    writer.add([HARBOUR])
    assert nearest(reader, "الوزير") == HARBOUR.text
    writer.remove("bridge")
    assert nearest(reader, "bridge") == HARBOUR.text


def test_a_second_writer_is_told_to_wait(tmp_path, model, monkeypatch):
    monkeypatch.setattr(passages_module, "_LOCK_TIMEOUT", 0.05)
    index = index_in(tmp_path, model)
    with FileLock(tmp_path / "write.lock"), pytest.raises(IndexBusyError, match="try again"):
        index.add([BRIDGE])
    index.add([BRIDGE])


def read_again_and_again(folder: str, stop: str, results: str) -> None:
    index = index_in(Path(folder), load_embedder())
    reads = 0
    while not Path(stop).exists():
        for chunk_text in (nearest(index, "bridge"), nearest(index, "الوزير")):
            assert chunk_text
        reads += 1
    Path(results).write_text(str(reads))


def test_readers_in_other_processes_are_not_disturbed_by_a_writer(tmp_path, model):
    folder, stop = tmp_path / "index", tmp_path / "stop"
    writer = index_in(folder, model)
    writer.add([BRIDGE, HARBOUR])
    spawn = multiprocessing.get_context("spawn")
    results = [tmp_path / f"reads{i}" for i in range(2)]
    readers = [
        spawn.Process(target=read_again_and_again, args=(str(folder), str(stop), str(result)))
        for result in results
    ]
    for reader in readers:
        reader.start()
    for i in range(12):
        writer.add([Article(id=f"extra{i}", title="", text=f"Extra text number {i}.")])
        if i % 3 == 2:
            writer.remove(f"extra{i}")
    stop.touch()
    for reader in readers:
        reader.join(60)
        assert reader.exitcode == 0
    assert all(int(result.read_text()) > 0 for result in results)
    assert len(writer.articles()) == 10


def test_a_folder_that_cannot_be_written_is_named(tmp_path, model):
    occupied = tmp_path / "file"
    occupied.write_text("not a folder")
    with pytest.raises(IndexStorageError, match=r"manifest\.json .*QA_BOT_INDEX_DIR"):
        index_in(occupied, model).add([BRIDGE])
    assert occupied.read_text() == "not a folder"


def test_a_folder_that_cannot_be_made_is_named(model):
    index = index_in(Path("/proc/qa_bot"), model)
    with pytest.raises(IndexStorageError, match=r"cannot write the index in .*QA_BOT_INDEX_DIR"):
        index.add([BRIDGE])


def test_a_lost_database_is_noticed_and_rebuilt_from_the_articles(tmp_path, model):
    index_in(tmp_path, model).add([BRIDGE, HARBOUR])
    [generation] = generations(tmp_path)
    (generation / "chroma.sqlite3").unlink()
    broken = index_in(tmp_path, model)
    with pytest.raises(IndexStorageError, match="qa-bot index build"):
        nearest(broken, "bridge")
    broken.rebuild()
    assert "bridge" in nearest(broken, "bridge")
    assert nearest(broken, "الوزير") == HARBOUR.text


def test_an_emptied_database_is_noticed(tmp_path, model):
    index_in(tmp_path, model).add([BRIDGE])
    [generation] = generations(tmp_path)
    (generation / "chroma.sqlite3").write_bytes(b"")
    with pytest.raises(IndexStorageError, match="qa-bot index build"):
        nearest(index_in(tmp_path, model), "bridge")


@pytest.mark.parametrize("content", ["", "[]", '{"format": 99}', '{"format": 1}'])
def test_a_manifest_that_makes_no_sense_is_named(tmp_path, model, content):
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(IndexStorageError, match=r"manifest\.json"):
        index_in(tmp_path, model).articles()


def test_the_manifest_says_what_the_index_is(tmp_path, model):
    index_in(tmp_path, model).add([BRIDGE])
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["model"] == model.name
    assert manifest["dimension"] == 384
    assert manifest["chunking"] == {"max_tokens": 64, "min_tokens": 4}
    assert manifest["articles"]["bridge"]["content_hash"] == BRIDGE.content_hash


def test_ids_may_hold_anything(tmp_path, model):
    odd = [
        Article(id=name, title="", text=f"Text of {i}.")
        for i, name in enumerate(["../../escape", "a/b", "مقال", "x" * 500, "a:0-3", 'quo"te'])
    ]
    index = index_in(tmp_path / "index", model)
    index.add(odd)
    assert [index.article(article.id) for article in odd] == odd
    for article in odd:
        assert nearest(index, article.text, article_ids=[article.id]) == article.text
    assert [entry.name for entry in tmp_path.iterdir()] == ["index"]
