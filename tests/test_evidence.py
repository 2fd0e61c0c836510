from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.errors import ArticleError
from qa_bot.evidence import article_of, cite, prose, verify
from qa_bot.types import Alternative, Article, Chunk, Draft, Statement

TEXT = "The mayor called Anna.\n\nالتقى الوزير بسفير فرنسا.\r\nThen he left 👋🏽."
ARTICLE = Article(id="news", title="News", text=TEXT, source="news.txt")
QUOTE = cite(ARTICLE, 0, 22, answer=(17, 21))


def lookup(article_id: str) -> Article:
    if article_id != ARTICLE.id:
        raise ArticleError(f"no article {article_id!r}")
    return ARTICLE


def draft(*citations, text="Anna"):
    return Draft(text=text, confidence=0.9, citations=citations)


def test_an_article_is_that_of_a_chunk_as_long_as_it_says_so():
    assert article_of(Chunk("news", 0, 9, "The mayor"), article=lookup) is ARTICLE
    assert article_of(Chunk("news", 0, 9, "The maire"), article=lookup) is None
    assert article_of(Chunk("news", 60, 99, "more"), article=lookup) is None
    assert article_of(Chunk("gone", 0, 9, "The mayor"), article=lookup) is None


def test_a_citation_quotes_the_article_and_says_where():
    arabic = cite(ARTICLE, 24, 49)
    assert arabic.quote == "التقى الوزير بسفير فرنسا."
    assert (arabic.title, arabic.source, arabic.paragraph) == ("News", "news.txt", 2)
    assert (arabic.answer_start, arabic.answer_end) == (24, 49)
    assert QUOTE.paragraph == 1


def test_a_true_citation_passes_unchanged():
    assert verify(draft(QUOTE), article=lookup) == draft(QUOTE)


@pytest.mark.parametrize(
    "false",
    [
        {"quote": "The mayor called Anne."},
        {"quote": ""},
        {"start": 1},
        {"end": 21},
        {"start": -22, "end": len(TEXT)},
        {"end": len(TEXT) + 40, "quote": TEXT},
        {"answer_start": 0, "answer_end": 0},
        {"answer_end": 23},
        {"answer_start": 21, "answer_end": 17},
        {"title": "Other news"},
        {"source": "elsewhere.txt"},
        {"paragraph": 2},
        {"article_id": "invented"},
    ],
)
def test_a_false_citation_never_passes(false):
    assert verify(draft(replace(QUOTE, **false)), article=lookup).citations == ()


def test_true_citations_stay_where_false_ones_go():
    false = replace(QUOTE, quote="The mayor called Omar.")
    assert verify(draft(false, QUOTE), article=lookup).citations == (QUOTE,)


def test_an_answer_that_its_citations_do_not_hold_is_declined():
    assert verify(draft(QUOTE, text="Donald Trump"), article=lookup).citations == ()
    assert verify(draft(QUOTE, text=""), article=lookup).citations == ()


def test_a_draft_without_citations_stays_without():
    assert verify(draft(text=""), article=lookup) == draft(text="")


def test_alternatives_pass_the_gate_one_by_one():
    minister = cite(ARTICLE, 24, 49, answer=(30, 36))
    invented = replace(minister, quote="التقى الوزير بسفير روسيا.")
    true = Alternative("الوزير", 0.5, (invented, minister))
    false = Alternative("روسيا", 0.6, (minister,))
    drafted = replace(draft(QUOTE), alternatives=(false, true, replace(true, citations=())))
    assert verify(drafted, article=lookup).alternatives == (replace(true, citations=(minister,)),)


def test_no_alternative_takes_the_place_of_an_answer_that_is_not_borne_out():
    drafted = replace(draft(text="Omar"), alternatives=(Alternative("Anna", 0.9, (QUOTE,)),))
    assert verify(drafted, article=lookup) == draft(text="Omar")


MINISTER = cite(ARTICLE, 24, 49)
FALSE = replace(MINISTER, quote="التقى الوزير بسفير روسيا.")


def written(*statements, citations=(QUOTE, MINISTER, FALSE)):
    return Draft(text="whatever", confidence=0.9, citations=citations, statements=statements)


def test_prose_keeps_each_statement_that_has_true_evidence():
    true, partly, false = Statement("A.", (1,)), Statement("B.", (2, 0)), Statement("C.", (2,))
    kept = verify(written(true, partly, false, Statement("D.", ())), article=lookup)
    assert kept.statements == (Statement("A.", (0,)), Statement("B.", (1,)))
    assert kept.citations == (MINISTER, QUOTE)
    assert kept.text == prose(kept.statements) == "A. [1] B. [2]"


def test_prose_that_loses_all_its_statements_is_a_decline():
    kept = verify(written(Statement("C.", (2,)), Statement(" ", (0,))), article=lookup)
    assert (kept.text, kept.citations, kept.statements, kept.extract) == ("", (), (), None)


@pytest.mark.parametrize("number", [-1, 3, 10**9])
def test_a_number_that_no_citation_has_is_no_evidence(number):
    assert verify(written(Statement("A.", (number,))), article=lookup).statements == ()


def test_what_is_not_cited_any_more_is_not_listed_and_nothing_twice():
    kept = verify(written(Statement("A.", (1, 1)), Statement("B.", (1,))), article=lookup)
    assert kept.citations == (MINISTER,)
    assert [s.citations for s in kept.statements] == [(0,), (0,)]


def test_the_extract_below_prose_passes_the_gate_by_itself():
    true, false = Alternative("Anna", 0.9, (QUOTE,)), Alternative("Omar", 0.9, (QUOTE,))
    drafted = written(Statement("A.", (0,)))
    assert verify(replace(drafted, extract=true), article=lookup).extract == true
    assert verify(replace(drafted, extract=false), article=lookup).extract is None


@given(start=st.integers(-80, 120), end=st.integers(-80, 120), at=st.integers(-80, 120))
def test_what_passes_is_always_a_slice_of_the_article(start, end, at):
    citation = replace(
        QUOTE, start=start, end=end, quote=TEXT[start:end], answer_start=at, answer_end=at + 4
    )
    for kept in verify(draft(citation, text=TEXT[at : at + 4]), article=lookup).citations:
        assert 0 <= kept.start <= kept.answer_start < kept.answer_end <= kept.end <= len(TEXT)
        assert kept.quote == TEXT[kept.start : kept.end]
