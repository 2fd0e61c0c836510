from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram_api import units
from telegram_api.text import formatted

from qa_bot.evidence import cite
from qa_bot.telegram.layout import (
    LIMIT,
    Page,
    answer_pages,
    clipped,
    in_context,
    inline_html,
    native_quote,
    page_html,
    page_keyboard,
)
from qa_bot.types import Alternative, Answer, Article, Statement

ARTICLE = Article(
    id="memo",
    title="Memo <of> the team & friends",
    text="It began in May. Anna leads the team. She is 40 & happy. It meets on Monday.\nThe end.",
)
SPAN = (17, 21)
SENTENCE = (17, 37)
PAGE = Page("answer", "Anna", cite(ARTICLE, *SENTENCE, answer=SPAN))

texts = st.text(
    st.one_of(
        st.sampled_from("&<>\"'`*_[]()~#+-=|{}.!\\ \n\t"),
        st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
        st.sampled_from(["😀", "\u200d", "\u202e", "\x00", "\u2067", "a", "ß", "\ud83d"]),
        st.characters(),
    ),
    max_size=300,
)


def shown(html):
    return formatted(html, parse_mode="HTML").text


def marked(html, kind):
    """The stretches of the text that carry an entity."""
    parsed = formatted(html, parse_mode="HTML")
    utf16 = parsed.text.encode("utf-16-le")
    spans = [(e.offset, e.offset + e.length) for e in parsed.entities if e.type == kind]
    return [utf16[2 * a : 2 * b].decode("utf-16-le") for a, b in spans]


def test_a_page_shows_the_answer_the_quote_and_the_place():
    html = page_html(PAGE, language="en")
    assert shown(html).replace("\u2068", "").replace("\u2069", "") == (
        "Anna\n\nAnna leads the team.\n📄 Memo <of> the team & friends · paragraph 1"
    )
    assert marked(html, "bold") == ["Anna", "Anna"]
    assert marked(html, "expandable_blockquote") == ["Anna leads the team."]


def test_an_answer_that_is_its_whole_quote_is_shown_once():
    page = Page("answer", "Anna leads the team.", cite(ARTICLE, *SENTENCE))
    assert shown(page_html(page, language="en")).count("Anna leads the team.") == 1
    assert marked(page_html(page, language="en"), "bold") == ["Anna leads the team."]


def test_a_decline_shows_the_nearest_passage_without_a_word_in_bold():
    page = Page("nearest", "", cite(ARTICLE, *SENTENCE))
    html = page_html(page, language="en")
    assert shown(html).startswith("The article does not say.\n\nThe nearest passage")
    assert marked(html, "bold") == []
    assert marked(html, "expandable_blockquote") == ["Anna leads the team."]


def test_what_other_articles_answer_comes_after_the_answer_and_says_so():
    other = Alternative("Omar", 0.5, (cite(ARTICLE, 0, 16),))
    citations = (PAGE.citation, cite(ARTICLE, 38, 56))
    answer = Answer("Who?", "Anna", "answered", citations, alternatives=(other,))
    pages = answer_pages(answer)
    assert [(page.kind, page.text) for page in pages] == [
        ("answer", "Anna"),
        ("answer", "Anna"),
        ("alternative", "Omar"),
    ]
    assert shown(page_html(pages[2], language="en")).startswith("Another answer")


def test_prose_is_shown_with_each_of_its_quotes_in_turn():
    text = "Anna <leads> & decides. [1] It meets on Monday. [2]"
    citations = (cite(ARTICLE, *SENTENCE), cite(ARTICLE, 57, 76))
    statements = (Statement("Anna <leads> & decides.", (0,)), Statement("It meets…", (1,)))
    answer = Answer("Who?", text, "answered", citations, statements=statements)
    pages = answer_pages(answer)
    assert [(page.kind, page.text) for page in pages] == [("prose", text)] * 2
    for page, citation in zip(pages, citations, strict=True):
        html = page_html(page, language="en")
        assert shown(html).startswith(f"{text}\n\n{citation.quote}\n")
        assert marked(html, "bold") == []
        assert marked(html, "expandable_blockquote") == [citation.quote]


def test_below_prose_there_is_the_answer_in_the_articles_own_words():
    citations = tuple(cite(ARTICLE, *SENTENCE) for _ in range(20))
    answer = Answer(
        "Who?",
        "It is Anna. [1]",
        "answered",
        citations,
        statements=(Statement("It is Anna.", tuple(range(20))),),
        extract=Alternative("Anna", 0.5, (PAGE.citation,)),
    )
    *prose, last = answer_pages(answer)
    assert {page.kind for page in prose} == {"prose"}
    assert last.kind == "extract"
    html = page_html(last, language="en")
    assert shown(html).startswith("The answer in the article's own words:\n\nAnna\n\n")
    assert marked(html, "bold") == ["Anna", "Anna"]


def test_a_note_stands_above_the_answer():
    note = "The model <is> asleep."
    answer = Answer("Who?", "Anna", "answered", (PAGE.citation,), note=note)
    [page] = answer_pages(answer)
    assert shown(page_html(page, language="en")).startswith(f"{note}\n\nAnna\n\n")


def test_a_note_stands_above_a_decline():
    page = Page("nearest", "", cite(ARTICLE, *SENTENCE), "The model is asleep.")
    html = page_html(page, language="en")
    assert shown(html).startswith("The model is asleep.\n\nThe article does not say.\n\n")


def test_a_declined_answer_has_no_pages():
    assert answer_pages(Answer("?", "no", "declined")) == ()


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("length", [10, 700, 20_000])
@pytest.mark.parametrize("unit", ["a", "م ", "👩‍🚀 ", "<&>", "x\ny. "])
@pytest.mark.parametrize("kind", ["answer", "prose", "extract", "alternative", "nearest"])
def test_whatever_its_length_a_page_fits_a_message(language, length, unit, kind):
    text = f"x{unit * length}y"
    article = Article(id="a", title=text, text=text)
    for span in ((0, 1), (len(text) // 2, len(text) // 2 + 5), (0, len(text))):
        answer = article.text[slice(*span)]
        page = Page(
            kind,
            "" if kind == "nearest" else answer,
            cite(article, 0, len(text), answer=span),
            "" if kind in {"extract", "alternative"} else text,
        )
        for html in (
            page_html(page, language=language),
            inline_html(text, page, language=language),
        ):
            assert 0 < units(shown(html)) <= LIMIT


def test_a_long_quote_is_cut_around_the_answer():
    text = f"{'before ' * 1000}THE ANSWER{' after' * 1000}"
    at = text.index("THE")
    page = Page(
        "answer",
        "x",
        cite(Article(id="a", title="", text=text), 0, len(text), answer=(at, at + 10)),
    )
    [quote] = marked(page_html(page, language="en"), "expandable_blockquote")
    assert quote.startswith("…")
    assert quote.endswith("…")
    assert "before THE ANSWER after" in quote
    assert abs(quote.index("THE") - len(quote) / 2) < 50


@settings(max_examples=300)
@given(texts, texts, texts, st.data())
def test_no_text_is_rejected_and_what_is_quoted_is_in_the_article(title, body, question, data):
    text = f"{body.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')}."
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    clean = title.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    article = Article(id="a", title=clean, text=text)
    page = Page("answer", text[start:end], cite(article, 0, len(text), answer=(start, end)))
    for language in ("ar", "en"):
        assert 0 < units(shown(page_html(page, language=language))) <= LIMIT
        assert shown(inline_html(question, page, language=language)).startswith("❓")


def test_the_context_is_the_sentences_around_the_quote():
    wide = in_context(PAGE, ARTICLE)
    assert wide.citation.quote == ARTICLE.text.partition("\n")[0]
    assert marked(page_html(wide, language="en"), "bold") == ["Anna", "Anna"]
    narrow = in_context(Page("answer", "x", cite(ARTICLE, 57, 76)), ARTICLE)
    assert narrow.citation.quote == ARTICLE.text[17:]


def test_the_context_keeps_to_whole_sentences_of_a_long_article():
    text = " ".join(f"Sentence number {n} stands here." for n in range(1000))
    at = text.index("Sentence number 500 ")
    article = Article(id="a", title="", text=text)
    wide = in_context(Page("answer", "x", cite(article, at, at + 32)), article)
    numbers = [498, 499, 500, 501, 502]
    assert wide.citation.quote == " ".join(f"Sentence number {n} stands here." for n in numbers)


def test_there_is_no_context_in_an_article_that_has_changed():
    assert in_context(PAGE, replace(ARTICLE, text="Something else. " * 10)) is None
    assert in_context(PAGE, replace(ARTICLE, text="")) is None


def test_one_page_needs_no_numbers():
    [row] = page_keyboard(7, 1, shown=0, in_context=False, language="en")
    assert [button.data for button in row] == ["context:7:0", "up:7", "down:7"]


def test_several_pages_are_numbered_and_the_one_shown_is_marked():
    numbers, row = page_keyboard(7, 3, shown=1, in_context=True, language="en")
    assert [button.label for button in numbers] == ["1", "· 2 ·", "3"]
    assert [button.data for button in numbers] == ["page:7:0", "page:7:1", "page:7:2"]
    assert row[0].data == "page:7:1"


def test_the_data_of_every_button_fits():
    rows = page_keyboard(2**63, 8, shown=7, in_context=False, language="ar")
    assert all(len(button.data.encode()) <= 64 for row in rows for button in row)


def test_a_reply_quotes_the_sentence_and_where_that_is_too_long_the_answer():
    assert native_quote(PAGE.citation) == ("Anna leads the team.", 17)
    article = Article(id="a", title="", text=f"{'😀' * 600}Anna{'😀' * 600}")
    assert native_quote(cite(article, 0, 1204, answer=(600, 604))) == ("Anna", 600)
    quote, start = native_quote(cite(article, 0, 1204))
    assert (quote, start) == ("😀" * 512, 0)


@given(texts, st.integers(1, 50))
def test_a_clipped_text_fits_and_is_a_beginning_of_the_whole(text, most):
    short = clipped(text, most)
    assert units(short) <= most
    assert short == text or text.startswith(short.removesuffix("…"))


def test_an_arabic_line_is_right_to_left_though_the_title_is_not():
    page = Page("answer", "x", cite(replace(ARTICLE, title="Anna & 40 others"), *SENTENCE))
    place = shown(page_html(page, language="ar")).splitlines()[-1]
    assert place == "📄 \u2068Anna & 40 others\u2069 · الفقرة 1"
