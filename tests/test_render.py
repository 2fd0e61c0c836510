import json
import re
import unicodedata
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.render import (
    Run,
    answer_json,
    answer_lines,
    direction_mark,
    isolated,
    plain,
    printable,
    to_json,
)
from qa_bot.types import Alternative, Answer, Chunk, Citation, Passage, Statement

QUOTE = "تحدث إلى نظيره الروسي فاليري غيراسيموف عبر الهاتف."
NAME = "فاليري غيراسيموف"
START = 1500
NAME_AT = START + QUOTE.index(NAME)

PASSAGE = Passage(
    chunk=Chunk("french-chief", START, START + len(QUOTE), QUOTE),
    score=0.18181,
    similarity=0.9004,
    dense_rank=1,
    lexical_score=11.387,
    lexical_rank=2,
    matched_terms=("تحدث", "هاتف"),
)
CITATION = Citation(
    article_id="french-chief",
    title="في مسعى فرنسي للتقرب من روسيا",
    source="/articles/chief.txt",
    start=START,
    end=START + len(QUOTE),
    quote=QUOTE,
    answer_start=NAME_AT,
    answer_end=NAME_AT + len(NAME),
    paragraph=8,
)
ANSWER = Answer(
    question="Who was called?",
    text=NAME,
    status="answered",
    citations=(CITATION,),
    confidence=0.93,
    passages=(PASSAGE,),
    timings={"read": 0.01},
)
OTHER = replace(
    CITATION,
    article_id="memo",
    title="Memo",
    source="memo.txt",
    start=0,
    end=26,
    quote="He called the Pope, again.",
    answer_start=10,
    answer_end=18,
    paragraph=1,
)
DISPUTED = replace(ANSWER, alternatives=(Alternative("the Pope", 0.4, (OTHER,)),))
DECLINE = replace(ANSWER, text="The article does not say.", status="declined", citations=())

ILL_CHARACTERS = st.text(
    st.sampled_from(
        [*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), *"\u202a\u202e\u2066\u2069aب "]
    )
)


def test_a_short_answer_stands_above_the_quote_and_its_place():
    assert plain(answer_lines(ANSWER)) == (
        f"{NAME}\n"
        "\n"
        f"{QUOTE}\n"
        f"[1] paragraph 8 · characters 1,500–{1500 + len(QUOTE):,}\n"
        "في مسعى فرنسي للتقرب من روسيا\n"
        "/articles/chief.txt\n"
    )


def test_a_quote_that_is_the_answer_is_not_repeated():
    whole = replace(CITATION, answer_start=CITATION.start, answer_end=CITATION.end)
    answer = replace(ANSWER, text=QUOTE, citations=(whole,))
    assert plain(answer_lines(answer)).count(QUOTE) == 1


def test_the_answer_is_bold_by_itself_and_within_its_quote():
    lines = answer_lines(ANSWER)
    assert lines[0] == (Run(NAME, "bold"),)
    before, answer, after = lines[2]
    assert answer == Run(NAME, "bold")
    assert (before.style, after.style) == ("", "")
    assert before.text + answer.text + after.text == QUOTE


def test_every_citation_has_its_number():
    other = replace(CITATION, title="Another", paragraph=2)
    text = plain(answer_lines(replace(ANSWER, citations=(CITATION, other))))
    assert "[1] paragraph 8" in text
    assert "[2] paragraph 2" in text
    assert text.count(QUOTE) == 2


def test_a_citation_of_the_article_above_does_not_name_it_again():
    again = replace(CITATION, paragraph=9)
    shown = plain(answer_lines(replace(ANSWER, citations=(CITATION, again, OTHER))))
    assert shown.endswith(
        "/articles/chief.txt\n"
        "\n"
        f"{QUOTE}\n"
        f"[2] paragraph 9 · characters 1,500–{1500 + len(QUOTE):,} · same article\n"
        "\n"
        "He called the Pope, again.\n"
        "[3] paragraph 1 · characters 0–26\n"
        "Memo\n"
        "memo.txt\n"
    )


def test_what_another_article_says_stands_below_with_its_own_evidence():
    lines = answer_lines(DISPUTED)
    assert plain(lines) == plain(answer_lines(ANSWER)) + (
        "\n"
        "another article says\n"
        "the Pope\n"
        "\n"
        "He called the Pope, again.\n"
        "[2] paragraph 1 · characters 0–26\n"
        "Memo\n"
        "memo.txt\n"
    )
    assert lines[-7:-5] == [
        (Run("another article says", "dim"),),
        (Run("the Pope", "bold"),),
    ]
    assert Run("the Pope", "bold") in lines[-4]


def test_articles_that_agree_on_another_answer_are_counted_on():
    third = replace(OTHER, article_id="note")
    [alternative] = DISPUTED.alternatives
    agreed = replace(alternative, citations=(OTHER, third))
    last = Alternative(NAME, 0.3, (replace(CITATION, article_id="copy"),))
    shown = plain(answer_lines(replace(DISPUTED, alternatives=(agreed, last))))
    assert re.findall(r"^(?:\[\d\]|.* says?$)", shown, re.MULTILINE) == [
        "[1]",
        "other articles say",
        "[2]",
        "[3]",
        "another article says",
        "[4]",
    ]


PROSE = replace(
    ANSWER,
    text="He called Gerasimov. [1] He called the Pope. [2]",
    statements=(Statement("He called Gerasimov.", (0,)), Statement("He called the Pope.", (1,))),
    citations=(CITATION, OTHER),
    extract=Alternative(NAME, 0.9, (CITATION,)),
)


def test_prose_stands_above_the_whole_quotes_that_carry_it_and_the_articles_own_words_below():
    lines = answer_lines(PROSE)
    assert plain(lines[:5]) == (
        f"{PROSE.text}\n\n{QUOTE}\n[1] paragraph 8 · characters 1,500–{1500 + len(QUOTE):,}\n"
        "في مسعى فرنسي للتقرب من روسيا\n"
    )
    assert lines[2] == (Run(QUOTE),)
    assert "[2] paragraph 1" in plain(lines)
    assert plain(lines).endswith(f"\nin the article's own words\n{NAME}\n")


def test_evidence_of_the_articles_own_words_is_shown_where_the_prose_has_not_shown_it():
    lines = plain(answer_lines(replace(PROSE, citations=(OTHER,))))
    assert lines.partition(f"\nin the article's own words\n{NAME}\n")[2].startswith(
        f"\n{QUOTE}\n[2] paragraph 8"
    )


def test_prose_that_was_shown_as_it_came_is_not_shown_again():
    assert plain(answer_lines(PROSE, without_text=True)).startswith(f"{QUOTE}\n[1] ")


def test_an_extract_that_is_one_of_the_quotes_is_not_repeated():
    quoted = replace(PROSE, extract=Alternative(QUOTE, 0.9, (CITATION,)))
    assert "own words" not in plain(answer_lines(quoted))


def test_a_note_comes_first():
    noted = replace(ANSWER, note="The model is asleep.")
    assert plain(answer_lines(noted)) == "The model is asleep.\n\n" + plain(answer_lines(ANSWER))


def test_a_title_or_source_that_is_not_known_leaves_no_empty_line():
    answer = replace(ANSWER, citations=(replace(CITATION, title="", source=""),))
    assert plain(answer_lines(answer)).endswith(f"{1500 + len(QUOTE):,}\n")


def test_a_decline_shows_the_nearest_passage_as_no_answer():
    lines = answer_lines(DECLINE)
    assert plain(lines) == (
        "The article does not say.\n"
        "\n"
        f"nearest passage, not an answer · characters 1,500–{1500 + len(QUOTE):,}\n"
        "french-chief\n"
        f"{QUOTE}\n"
    )
    assert not [run for line in lines for run in line if run.style == "bold"]


def test_a_decline_with_nothing_near_is_a_line():
    assert plain(answer_lines(replace(DECLINE, passages=()))) == "The article does not say.\n"


def test_a_long_passage_is_cut_at_a_word():
    chunk = replace(PASSAGE.chunk, text="كلمة " * 100)
    shown = plain(answer_lines(replace(DECLINE, passages=(replace(PASSAGE, chunk=chunk),))))
    last = shown.splitlines()[-1]
    assert last.endswith("كلمة…")
    assert len(last) <= 241


def test_passages_say_why_they_were_retrieved():
    dense_only = replace(
        PASSAGE, dense_rank=7, lexical_score=0.0, lexical_rank=None, matched_terms=()
    )
    answer = replace(ANSWER, passages=(replace(PASSAGE, answering=0.62), dense_only))
    text = plain(answer_lines(answer, passages=True))
    assert text.startswith(plain(answer_lines(ANSWER)))
    place = f"characters 1,500–{1500 + len(QUOTE):,}"
    assert text.endswith(
        "\n"
        f"passage 1 · answers with 0.62 · {place}\n"
        "score 0.18 · similarity 0.900 (rank 1) · BM25 11.39 (rank 2) · matching terms:\n"
        "تحدث هاتف\n"
        "french-chief\n"
        f"{QUOTE}\n"
        "\n"
        f"passage 2 · answers with 0.00 · {place}\n"
        "score 0.18 · similarity 0.900 (rank 7) · no matching terms\n"
        "french-chief\n"
        f"{QUOTE}\n"
    )


@pytest.mark.parametrize("answer", [ANSWER, DISPUTED, DECLINE, PROSE])
def test_no_line_mixes_arabic_with_labels(answer):
    for line in plain(answer_lines(answer, passages=True)).splitlines():
        directions = {unicodedata.bidirectional(character) for character in line}
        assert not {"L", "AL"} <= directions


def test_a_quote_comes_out_as_it_stands_in_the_article():
    quote = "قَالَ:\tﷺ  «Macron»\u200f\u200d 👩‍👩‍👧\nثم مضى."
    whole = replace(CITATION, quote=quote, start=0, end=len(quote), answer_start=0, answer_end=2)
    assert f"\n{quote}\n" in plain(answer_lines(replace(ANSWER, citations=(whole,))))


@given(ILL_CHARACTERS)
def test_an_article_cannot_control_a_terminal(text):
    citation = replace(
        CITATION, quote=text, start=0, end=len(text), answer_start=0, answer_end=len(text) // 2
    )
    citation = replace(citation, title=text, source=text)
    passage = replace(PASSAGE, chunk=Chunk(text, 0, len(text), text), matched_terms=(text,))
    answer = replace(ANSWER, text=text, citations=(citation,), passages=(passage,))
    answer = replace(answer, alternatives=(Alternative(text, 1.0, (citation,)),), note=text)
    answer = replace(answer, statements=(Statement(text, (0,)),), extract=answer.alternatives[0])
    shown = plain(answer_lines(answer, passages=True)).replace("\n", "").replace("\t", "")
    assert all(unicodedata.category(character) != "Cc" for character in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_line_ends_of_windows_and_old_macs_become_plain_ones():
    assert printable("a\r\nb\rc\n") == "a\nb\nc\n"


def test_what_is_isolated_cannot_end_its_isolate():
    assert isolated("ab\u2069ج") == "\u2068abج\u2069"


@pytest.mark.parametrize(
    ("row", "paragraph", "mark"),
    [
        ("قال", "قال Macron", ""),
        ("Macron قال", "قال Macron قال", "\u200f"),
        ("2024, 3.5", "قال 2024, 3.5", "\u200f"),
        ("said", "Macron said", ""),
        ("قال", "Macron قال", "\u200e"),
        ("קטן", "Macron קטן", "\u200e"),
        ("123", "123 456", ""),
        ("", "", ""),
    ],
)
def test_a_wrapped_row_takes_the_direction_of_its_paragraph(row, paragraph, mark):
    assert direction_mark(row, paragraph=paragraph) == mark


def test_json_has_the_names_of_the_fields_and_nothing_else():
    fields = json.loads(answer_json(ANSWER))
    assert fields == json.loads(json.dumps(asdict(ANSWER)))
    assert set(fields["citations"][0]) == {
        "article_id",
        "title",
        "source",
        "start",
        "end",
        "quote",
        "answer_start",
        "answer_end",
        "paragraph",
    }


def test_json_has_the_alternatives_with_their_evidence():
    [alternative] = json.loads(answer_json(DISPUTED))["alternatives"]
    assert alternative == {"text": "the Pope", "confidence": 0.4, "citations": [asdict(OTHER)]}


def test_json_is_readable_in_any_language():
    assert QUOTE in answer_json(ANSWER)


@given(st.text() | ILL_CHARACTERS)
def test_json_keeps_every_character_and_controls_nothing(text):
    shown = to_json({"text": text})
    assert json.loads(shown) == {"text": text}
    assert not [c for c in shown if unicodedata.category(c) == "Cc" and c != "\n"]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_half_a_surrogate_pair_in_a_question_can_be_written():
    assert '"\\udcff"' in answer_json(replace(ANSWER, question="\udcff"))
