import pytest

from qa_bot.embedding import load_embedder
from qa_bot.errors import ArticleError
from qa_bot.reading import Calibration, SentenceAnswerer, calibration_of
from qa_bot.types import Article, Chunk, Passage

CITY = Article(
    id="city",
    title="City",
    text="The mayor opened a library. Its books came from Cairo. The river rose by two metres.",
)
PORT = Article(id="port", title="Port", text="The harbour was closed by a storm on Friday.")
ARTICLES = {article.id: article for article in (CITY, PORT)}


def passage(article: Article, *, similarity: float = 0.85, terms: tuple[str, ...] = ()) -> Passage:
    chunk = Chunk(article.id, 0, len(article.text), article.text)
    return Passage(chunk, score=0.1, similarity=similarity, dense_rank=1, matched_terms=terms)


def similarity(question: str, article: Article) -> float:
    embedder = load_embedder()
    [asked] = embedder.embed_questions([question])
    [told] = embedder.embed_documents([article.text])
    return float(asked @ told)


@pytest.fixture(scope="module")
def answerer():
    return SentenceAnswerer(load_embedder(), article=ARTICLES.__getitem__)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who opened the library?", "The mayor opened a library."),
        ("Where did the books come from?", "Its books came from Cairo."),
        ("كم ارتفع النهر؟", "The river rose by two metres."),
        ("Why was the harbour closed?", "The harbour was closed by a storm on Friday."),
    ],
)
def test_the_answer_is_the_sentence_that_says_it(answerer, question, sentence):
    passages = [
        passage(article, similarity=similarity(question, article)) for article in (CITY, PORT)
    ]
    draft = answerer.answer(question, passages)
    assert draft.text == sentence
    [citation] = draft.citations
    article = ARTICLES[citation.article_id]
    assert article.text[citation.start : citation.end] == sentence == citation.quote


def test_without_passages_there_is_no_answer(answerer):
    draft = answerer.answer("Who?", [])
    assert (draft.citations, draft.confidence) == ((), 0.0)


@pytest.mark.parametrize("question", ["?", "؟!", "…", "\0"])
def test_a_question_without_a_word_is_not_answered(answerer, question):
    assert answerer.answer(question, [passage(CITY)]).citations == ()


def test_a_passage_whose_article_has_gone_or_changed_is_passed_over():
    newer = Article(id="city", title="City", text="Nothing of the kind was ever said here at all.")

    def lookup(article_id: str) -> Article:
        if article_id == "port":
            raise ArticleError("no article 'port'")
        return newer

    answerer = SentenceAnswerer(load_embedder(), article=lookup)
    draft = answerer.answer("Who opened the library?", [passage(CITY), passage(PORT)])
    assert draft.citations == ()


def test_confidence_rises_with_similarity_and_with_shared_terms():
    calibration = Calibration(similarity=10, coverage=2, shared=1, bias=-9)
    far, near = passage(CITY, similarity=0.7), passage(CITY, similarity=0.9)
    sharing = passage(CITY, similarity=0.7, terms=("mayor", "open"))
    assert calibration.probability([], terms=2) == 0.0
    assert 0 < calibration.probability([far], terms=2) < calibration.probability([near], terms=2)
    assert calibration.probability([far], terms=2) < calibration.probability([sharing], terms=2)
    assert calibration.probability([near], terms=0) < 1


def test_a_model_that_was_never_calibrated_claims_nothing():
    assert calibration_of("some other model") is None
    assert calibration_of(load_embedder().name) is not None
