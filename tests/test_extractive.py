import math

import pytest

from qa_bot.conversation import Inquiry
from qa_bot.errors import ArticleError
from qa_bot.evidence import verify
from qa_bot.reading import SpanAnswerer
from qa_bot.reading.deciding import Calibration
from qa_bot.reading.spans import Span
from qa_bot.types import Article, Chunk, Passage

CITY = Article(
    id="city",
    title="City",
    text="The mayor opened a library. Its books came from Cairo. Cairo had sent them in May.",
)
PORT = Article(id="port", title="Port", text="The books were from Cairo, it was said.")
DESK = Article(id="desk", title="Desk", text="All books came from Tunis.")
NOTE = Article(id="note", title="Note", text="They came from Fez. Or from Rabat.")
ARTICLES = {article.id: article for article in (CITY, PORT, DESK, NOTE)}

ONLY_MARGIN = Calibration(1, *[0] * (len(Calibration._fields) - 1))


class FixedReader:
    """Finds the words that it was told to, wherever a passage holds them."""

    def __init__(self, scores):
        self._scores = scores

    def read(self, question, passages, *, count):
        del question
        return [self._found(passage)[:count] for passage in passages]

    def _found(self, passage):
        found = [
            Span(passage.index(words), passage.index(words) + len(words), score)
            for words, score in self._scores.items()
            if words in passage
        ]
        return sorted(found, key=lambda span: -span.score)


def passage(article: Article) -> Passage:
    chunk = Chunk(article.id, 0, len(article.text), article.text)
    return Passage(chunk, score=1.0, similarity=0.9, dense_rank=1)


def answered(scores, *articles, lookup=ARTICLES.__getitem__):
    answerer = SpanAnswerer(FixedReader(scores), article=lookup, calibration=ONLY_MARGIN)
    draft = answerer.answer(
        Inquiry.of("Where did the books come from?"), [passage(a) for a in articles]
    )
    assert verify(draft, article=ARTICLES.__getitem__) == draft
    return draft


def test_the_answer_is_the_likeliest_span_and_the_quote_its_sentence():
    draft = answered({"Cairo": 2.0, "a library": 1.0}, CITY)
    assert draft.text == "Cairo"
    assert draft.confidence == pytest.approx(math.exp(2) / (1 + math.exp(2) + math.exp(1)))
    assert draft.answerable == pytest.approx(
        (math.exp(2) + math.exp(1)) / (1 + math.exp(2) + math.exp(1))
    )
    [citation] = draft.citations
    assert citation.quote == "Its books came from Cairo."
    assert CITY.text[citation.answer_start : citation.answer_end] == "Cairo"


def test_an_answer_across_two_sentences_is_quoted_with_both():
    [citation] = answered({"Cairo. Cairo": 2.0}, CITY).citations
    assert citation.quote == "Its books came from Cairo. Cairo had sent them in May."


def test_all_passages_that_say_the_same_are_cited_the_likeliest_first():
    draft = answered({"Cairo": 2.0, "from Cairo": 1.5}, PORT, CITY)
    assert [citation.article_id for citation in draft.citations] == ["port", "city"]
    assert draft.alternatives == ()


def test_a_sentence_is_cited_once_however_often_it_says_it():
    article = Article(id="twice", title="Twice", text="Cairo, Cairo! it cried.")
    reader = FixedReader({"Cairo": 2.0})
    reader._found = lambda _: [Span(0, 5, 2.0), Span(7, 12, 1.9)]
    answerer = SpanAnswerer(reader, article=lambda _: article, calibration=ONLY_MARGIN)
    assert len(answerer.answer(Inquiry.of("What did it cry?"), [passage(article)]).citations) == 1


def test_what_is_far_less_likely_is_no_evidence():
    class Doubting(FixedReader):
        def _found(self, text):
            return [
                Span(s.start, s.end, -3.0 if text == PORT.text else 3.0)
                for s in super()._found(text)
            ]

    answerer = SpanAnswerer(
        Doubting({"Cairo": 0.0}), article=ARTICLES.__getitem__, calibration=ONLY_MARGIN
    )
    draft = answerer.answer(Inquiry.of("From where?"), [passage(CITY), passage(PORT)])
    assert [citation.article_id for citation in draft.citations] == ["city"]


def test_articles_that_say_the_same_make_it_likelier():
    alone = answered({"Cairo": 1.0}, CITY).confidence
    together = answered({"Cairo": 1.0}, CITY, PORT).confidence
    assert alone == pytest.approx(math.e / (1 + math.e))
    assert together == pytest.approx(2 * math.e / (1 + 2 * math.e))


def test_another_answer_of_another_article_is_kept_apart():
    draft = answered({"Cairo": 3.0, "Tunis": 1.0}, CITY, DESK)
    assert draft.text == "Cairo"
    [other] = draft.alternatives
    assert (other.text, other.citations[0].quote) == ("Tunis", "All books came from Tunis.")
    assert other.confidence < draft.confidence


def test_another_answer_of_the_same_article_is_no_alternative():
    assert answered({"Cairo": 3.0, "a library": 2.0}, CITY).alternatives == ()


def test_each_other_article_has_one_say():
    draft = answered({"Cairo": 3.0, "Fez": 2.0, "Rabat": 1.0}, CITY, NOTE)
    assert [other.text for other in draft.alternatives] == ["Fez"]


def test_words_that_differ_only_in_their_writing_are_one_answer():
    first = Article(id="a", title="A", text="زار القَاهِرة أمس.")
    second = Article(id="b", title="B", text="وصل إلى القاهره.")
    articles = {"a": first, "b": second}
    answerer = SpanAnswerer(
        FixedReader({"القَاهِرة": 2.0, "القاهره": 1.8}),
        article=articles.__getitem__,
        calibration=ONLY_MARGIN,
    )
    draft = answerer.answer(Inquiry.of("أين؟"), [passage(first), passage(second)])
    assert draft.text == "القَاهِرة"
    assert len(draft.citations) == 2


@pytest.mark.parametrize("scores", [{}, {"Cairo": 2.0}])
def test_without_passages_or_spans_there_is_no_answer(scores):
    draft = answered(scores, *([CITY] if not scores else []))
    assert (draft.text, draft.confidence, draft.citations) == ("", 0.0, ())


@pytest.mark.parametrize("question", ["?", "؟!", "…", "\0"])
def test_a_question_without_a_word_is_not_answered(question):
    answerer = SpanAnswerer(
        FixedReader({"Cairo": 9.0}), article=ARTICLES.__getitem__, calibration=ONLY_MARGIN
    )
    assert answerer.answer(Inquiry.of(question), [passage(CITY)]).citations == ()


def test_a_passage_whose_article_has_gone_or_changed_is_passed_over():
    newer = Article(id="city", title="City", text="Nothing of the kind was ever said of Cairo.")

    def lookup(article_id):
        if article_id == "port":
            raise ArticleError("no article 'port'")
        return newer

    assert answered({"Cairo": 2.0}, CITY, PORT, lookup=lookup).citations == ()
