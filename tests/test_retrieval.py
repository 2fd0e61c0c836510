import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.chunking import Chunking
from qa_bot.embedding import load_embedder
from qa_bot.index import PassageIndex
from qa_bot.retrieval import blend, bm25, fuse, terms
from qa_bot.retrieval.retriever import PassageRetriever, passage_of
from qa_bot.types import Article, Chunk, Citation, Passage

WORDS = st.lists(st.sampled_from(["bank", "rate", "rise", "said", "war"]), min_size=1, max_size=12)


def chunks(*texts: str) -> list[tuple[Chunk, float]]:
    """Chunks in the order of their similarity: 0.9, 0.89, …"""
    return [
        (Chunk("a", 100 * i, 100 * i + len(text), text), 0.9 - 0.01 * i)
        for i, text in enumerate(texts)
    ]


def test_terms_ignore_how_an_arabic_word_is_spelt_and_inflected():
    assert terms("الرِّئيسُ") == terms("الرئيس")
    assert terms("أحمد إلى مدرسة") == terms("احمد الي مدرسه")
    assert terms("للرئيس") == terms("الرئيس") == terms("رئيس")


def test_terms_are_stemmed_in_the_language_of_the_text():
    assert terms("calls calling") == ["call", "call"]
    assert terms("appelaient", language="fr") == terms("appeler", language="fr")
    assert terms("appelaient", language="fr") != terms("appelaient", language="en")


def test_a_language_without_a_stemmer_is_treated_as_english():
    assert terms("calls", language="ar") == ["call"]


def test_numbers_match_in_any_digits():
    assert terms("٢٠١٥") == terms("2015")


def test_scripts_without_blanks_give_pairs_of_characters():
    assert terms("法国总统") == ["法国", "国总", "总统"]
    assert terms("法") == ["法"]


def test_punctuation_and_blanks_give_no_terms():
    assert terms(" «…» !؟ \n") == []


@given(question=WORDS, passages=st.lists(WORDS, min_size=1, max_size=8))
@settings(max_examples=50)
def test_bm25_agrees_with_an_independent_implementation(question, passages):
    oracle = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    oracle.index(passages, show_progress=False)
    known = [term for term in dict.fromkeys(question) if any(term in p for p in passages)]
    expected = oracle.get_scores(known) if known else np.zeros(len(passages))
    # bm25s leaves out the constant factor k1 + 1, which orders nothing.
    assert np.allclose(np.array(bm25(question, passages)) / 2.2, expected, atol=1e-5)


def test_bm25_takes_no_passages_and_no_terms():
    assert bm25(["bank"], []) == []
    assert bm25([], [["bank"]]) == [0.0]
    assert bm25(["bank"], [[], ["bank"]])[0] == 0.0


def test_shared_words_lift_a_passage_over_a_denser_one():
    found = fuse(
        "When did the bridge close?",
        chunks("Trains run late.", "A ferry sails.", "The bridge closed in March.", "No.", "Rain."),
    )
    assert found[0].chunk.text == "The bridge closed in March."
    assert (found[0].dense_rank, found[0].lexical_rank) == (3, 1)
    assert set(found[0].matched_terms) == {"the", "bridg", "close"}
    assert [passage.score for passage in found] == sorted((p.score for p in found), reverse=True)


def test_a_chunk_that_is_alike_in_every_way_keeps_its_place():
    assert [
        p.dense_rank for p in fuse("rain", [(c, 0.5) for c, _ in chunks("Rain.", "Rain.")])
    ] == [
        1,
        2,
    ]


def test_without_common_words_the_order_is_by_similarity():
    found = fuse("من؟", chunks("Trains run late.", "The ferry sails.", "The bridge closed."))
    assert [passage.dense_rank for passage in found] == [1, 2, 3]
    assert all(p.lexical_rank is None and p.lexical_score == 0.0 for p in found)


def test_one_shared_name_in_a_question_of_another_language_does_not_decide():
    texts = (
        "قال الوزير إن الجسر أغلق.",
        "وصل القطار.",
        "غادرت السفينة.",
        "زارت شركة Nokia المدينة.",
    )
    question = "Which bridge that Nokia spoke of was closed by the minister last week?"
    assert fuse(question, chunks(*texts))[0].chunk.text == texts[0]


def test_equal_lexical_scores_share_a_rank():
    found = fuse("bridge", chunks("The bridge.", "The bridge.", "No."))
    assert [passage.lexical_rank for passage in found] == [1, 1, None]


def test_nothing_found_is_nothing_fused():
    assert fuse("bridge", []) == []


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    embedder = load_embedder()
    index = PassageIndex(
        tmp_path_factory.mktemp("index"), embedder=embedder, chunking=Chunking(64, 0)
    )
    index.add(
        [
            Article(
                id="city",
                title="City",
                language="en",
                text="The mayor opened a library.\nThe river rose by two metres.\nSchools closed.",
            ),
            Article(id="madina", title="مدينة", language="ar", text="افتتح العمدة مكتبة جديدة."),
        ]
    )
    return index


def test_the_retriever_gives_documents_that_stand_for_passages(index):
    retriever = PassageRetriever(index=index, limit=2)
    documents = retriever.invoke("Who opened the library?")
    assert [passage_of(document) for document in documents] == retriever.passages(
        "Who opened the library?"
    )
    assert documents[0].page_content == "The mayor opened a library."
    assert documents[0].metadata["article_id"] == "city"
    assert documents[0].id == "city:0-27"
    assert len(documents) == 2


def test_the_retriever_keeps_to_the_articles_it_was_given(index):
    retriever = PassageRetriever(index=index, article_ids=("madina",))
    assert [d.metadata["article_id"] for d in retriever.invoke("library")] == ["madina"]


async def test_the_retriever_works_asynchronously(index):
    retriever = PassageRetriever(index=index)
    [first, *_] = await retriever.ainvoke("How much did the river rise?")
    assert first.page_content == "The river rose by two metres."


def ranked(**scores: float) -> list[Passage]:
    """Passages of one article each, of 10 characters."""
    return [
        Passage(Chunk(name, 0, 10, name), score=score, similarity=score, dense_rank=1)
        for name, score in scores.items()
    ]


def names(passages: list[Passage]) -> list[str]:
    return [passage.chunk.article_id for passage in passages]


def test_one_search_alone_is_left_as_it_was():
    found = ranked(a=2.0, b=1.0, c=-1.0)
    assert blend([(found, 1.0)]) == found
    assert blend([([], 1.0)]) == blend([]) == []


def test_several_searches_are_added_up_by_their_weights():
    first, second = ranked(a=2.0, b=1.0), ranked(b=1.0, a=-1.0)
    assert [p.score for p in blend([(first, 0.5), (second, 0.5)])] == [1.0, 0.5]
    assert names(blend([(first, 0.5), (second, 0.5)])) == ["b", "a"]
    assert names(blend([(first, 0.9), (second, 0.1)])) == ["a", "b"]


def test_what_one_search_did_not_find_is_no_better_than_its_last():
    first, second = ranked(a=2.0, b=1.0), ranked(c=3.0, a=-1.0)
    scores = {p.chunk.article_id: p.score for p in blend([(first, 0.5), (second, 0.5)])}
    assert scores == {"a": 0.5, "b": 0.0, "c": 2.0}


def test_a_passage_is_described_by_the_first_search_that_found_it():
    [passage] = blend([(ranked(a=2.0), 0.2), (ranked(a=-1.0), 0.8)])
    assert passage.similarity == 2.0


def test_nearness_to_evidence_decides_between_equals_and_not_more():
    evidence = Citation("b", "", "", 2, 5, "", 2, 5, 1)
    assert names(blend([(ranked(a=1.0, b=1.0), 1.0)], near=[evidence])) == ["b", "a"]
    assert names(blend([(ranked(a=1.0, b=1.0), 1.0)], near=[evidence], lift=0)) == ["a", "b"]
    assert names(blend([(ranked(a=2.0, b=1.0), 1.0)], near=[evidence])) == ["a", "b"]


def test_the_very_passage_of_the_evidence_is_nearer_than_the_rest_of_its_article():
    same = [Passage(Chunk("a", n, n + 10, ""), 1.0, 0.5, 1) for n in (0, 10, 20)]
    evidence = Citation("a", "", "", 10, 15, "", 10, 15, 1)
    found = blend([([*same, *ranked(b=1.0)], 1.0)], near=[evidence])
    assert [(p.chunk.article_id, p.chunk.start) for p in found] == [
        ("a", 10),
        ("a", 0),
        ("a", 20),
        ("b", 0),
    ]
