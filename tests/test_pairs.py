from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

LONGEST_ROW = 384
QUESTION = "من هو رئيس الأركان الفرنسي؟"
PASSAGE = "تحدث فرنسوا لوكوانتر مع نظيره الروسي فاليري غيراسيموف."


def windows(pairs, pair_maker, passage):
    """The places of each row's tokens among those of the passage."""
    tokens = pair_maker.passage(passage)
    found = []
    for pair in pairs:
        start = tokens.spans.index(pair.spans[0])
        found.append((start, start + len(pair.spans)))
        assert pair.ids[pair.first : -1] == tokens.ids[start : start + len(pair.spans)]
        assert pair.spans == tokens.spans[start : start + len(pair.spans)]
    return found


def room(pair_maker, question):
    return LONGEST_ROW - len(pair_maker.question(question)) - 1


def test_a_row_is_the_question_and_the_passage_with_their_prefixes(pair_maker, tokenizer, file):
    (pair,) = pair_maker.pairs(QUESTION, PASSAGE)
    asked = tokenizer.tokenise(f"query: {QUESTION}").ids
    read = tokenizer.tokenise(f"passage: {PASSAGE}").ids
    assert pair.ids == [file.bos, *asked, file.eos, file.eos, *read, file.eos]


def test_a_row_knows_where_the_tokens_of_the_passage_stand(pair_maker, tokenizer):
    (pair,) = pair_maker.pairs(QUESTION, PASSAGE)
    tokens = tokenizer.tokenise(PASSAGE)
    assert pair.ids[pair.first : pair.first + len(pair.spans)] == tokens.ids
    assert pair.spans == tokens.spans
    assert PASSAGE[pair.spans[0][0] : pair.spans[-1][1]] == PASSAGE


@pytest.mark.parametrize("passage", ["", " \n\t", "\0\u200b"])
def test_a_passage_without_words_is_one_row_without_places(pair_maker, file, passage):
    (pair,) = pair_maker.pairs(QUESTION, passage)
    assert pair.spans == []
    assert pair.ids == [*pair_maker.question(QUESTION), file.eos]


def test_a_passage_that_just_fits_is_one_row(pair_maker):
    fitting = "a " * room(pair_maker, QUESTION)
    (pair,) = pair_maker.pairs(QUESTION, fitting)
    assert len(pair.ids) == LONGEST_ROW
    assert len(pair_maker.pairs(QUESTION, fitting + "a")) == 2


@settings(deadline=None, max_examples=60)
@given(words=st.integers(1, 2500), question=st.sampled_from(["", "who?", QUESTION, "who " * 200]))
def test_rows_cover_a_passage_of_any_length_and_overlap_by_half(pair_maker, words, question):
    # Numbers, so that no two places look the same.
    passage = " ".join(map(str, range(words)))
    pairs = pair_maker.pairs(question, passage)
    assert max(len(pair.ids) for pair in pairs) <= LONGEST_ROW
    found = windows(pairs, pair_maker, passage)
    assert found[0][0] == 0
    assert found[-1][1] == len(pair_maker.passage(passage).ids)
    half = room(pair_maker, question) // 2
    assert all(after[0] - before[0] == half for before, after in pairwise(found))
    assert all(before[1] - after[0] >= half for before, after in pairwise(found))
    # One more row would read nothing new.
    assert all(end < found[-1][1] for _, end in found[:-1])


def test_a_long_question_is_cut_and_the_passage_keeps_its_room(pair_maker):
    long = "who " * 500
    asked = pair_maker.question(long)
    assert asked == pair_maker.question(long + "ever?")
    assert len(asked) < 90
    assert room(pair_maker, long) > 290
    assert len(pair_maker.pairs(long, PASSAGE)) == 1


def test_a_question_of_usual_length_is_read_whole(pair_maker):
    question = " ".join(map(str, range(40)))
    assert pair_maker.question(question) != pair_maker.question(question.removesuffix(" 39"))


def test_a_window_is_the_tokens_asked_for(pair_maker, file):
    tokens = pair_maker.passage(PASSAGE)
    pair = pair_maker.pair([7, 8], tokens, start=2, end=5)
    assert pair == ([7, 8, *tokens.ids[2:5], file.eos], 2, tokens.spans[2:5])
