import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qa_bot.reading.pairs import Pair
from qa_bot.reading.spans import Span, spans

BEFORE = 4
"""Tokens of the question in a row."""

TEXT = "Anna Berg opened it in 1998. Lund is near. Carl paid 40,000 crowns and left"
CROWD = " ".join(f"w{number}" for number in range(50))


def row(passage, *, pattern=r"\S+"):
    """A row in which every word of the passage is a token."""
    places = [found.span() for found in re.finditer(pattern, passage)]
    return Pair(ids=[0] * (BEFORE + len(places) + 1), first=BEFORE, spans=places)


def logits_for(pair, likes=(), *, nothing=(0.0, 0.0)):
    """Logits of -9, but for those of "no answer" and of `(first token, last token, logit)`."""
    logits = np.full((len(pair.ids), 2), -9.0, np.float32)
    logits[0] = nothing
    for first, last, logit in likes:
        logits[BEFORE + first, 0] = logit
        logits[BEFORE + last, 1] = logit
    return logits


def words(passage, found):
    return [passage[span.start : span.end] for span in found]


def test_the_best_span_comes_first_and_the_others_lie_apart():
    pair = row(TEXT)
    found = spans(TEXT, pair, logits_for(pair, [(5, 5, 2.0), (0, 1, 4.0), (6, 6, 3.0)]), count=3)
    assert words(TEXT, found) == ["Anna Berg", "Lund", "1998"]


def test_a_score_is_the_difference_to_no_answer():
    pair = row(TEXT)
    logits = logits_for(pair, nothing=(0.5, 1.25))
    logits[BEFORE, 0], logits[BEFORE + 1, 1] = 3.0, 4.0
    assert spans(TEXT, pair, logits, count=1) == [Span(0, 9, 3.0 + 4.0 - 0.5 - 1.25)]


def test_a_span_is_given_though_the_reader_prefers_no_answer():
    pair = row(TEXT)
    logits = logits_for(pair, [(0, 1, -1.0)], nothing=(2.0, 2.0))
    assert spans(TEXT, pair, logits, count=1) == [Span(0, 9, -6.0)]


@pytest.mark.parametrize(("count", "given"), [(0, 0), (1, 1), (2, 2), (5, 5)])
def test_no_more_spans_are_given_than_asked_for(count, given):
    pair = row(TEXT)
    assert len(spans(TEXT, pair, logits_for(pair), count=count)) == given


def test_fewer_spans_are_given_where_there_are_no_more():
    pair = row("Anna Berg")
    assert len(spans("Anna Berg", pair, logits_for(pair, [(0, 1, 2.0)]), count=9)) == 1


def test_an_end_before_its_start_is_no_span():
    pair = row("Anna opened it")
    logits = logits_for(pair)
    logits[BEFORE + 2, 0] = logits[BEFORE, 1] = 5.0
    (best, *_) = spans("Anna opened it", pair, logits, count=1)
    assert best.score == -4.0


def test_tokens_of_the_question_and_the_end_of_the_row_are_never_chosen():
    pair = row(TEXT)
    logits = logits_for(pair, [(0, 1, 1.0)])
    logits[1:BEFORE] = logits[-1] = 9.0
    assert spans(TEXT, pair, logits, count=1) == [Span(0, 9, 2.0)]


def test_a_span_is_thirty_tokens_at_most():
    pair = row(CROWD)
    longest, longer = [(3, 32, 2.0)], [(3, 33, 2.0)]
    (best,) = spans(CROWD, pair, logits_for(pair, longest), count=1)
    assert words(CROWD, [best]) == [" ".join(f"w{number}" for number in range(3, 33))]
    (best,) = spans(CROWD, pair, logits_for(pair, longer), count=1)
    assert best.score == -7.0


def test_a_span_over_the_end_of_a_sentence_gives_way_to_one_within_that_beats_no_answer():
    pair = row(TEXT)
    # It likes "1998. Lund" best of all.
    logits = logits_for(pair, [(0, 0, 0.5), (5, 6, 5.0)])
    logits[BEFORE + 6, 0] = 1.0
    found = spans(TEXT, pair, logits, count=3)
    assert words(TEXT, found[:2]) == ["Lund", "Anna"]
    assert not any(span.start < 28 < span.end for span in found)


def test_a_span_over_the_end_of_a_sentence_is_given_where_only_such_a_one_beats_no_answer():
    pair = row(TEXT)
    # "Anna Berg opened it in 1998. Lund" crosses one too, but does not beat no answer.
    logits = logits_for(pair, [(5, 9, 2.0)])
    logits[BEFORE, 0] = -6.0
    logits[BEFORE + 6, 1] = 1.0
    best, *others = spans(TEXT, pair, logits, count=3)
    assert words(TEXT, [best]) == ["1998. Lund is near. Carl"]
    assert best.score == 4.0
    assert not any(span.start < 28 < span.end for span in others)


def test_no_span_crosses_the_end_of_a_sentence_where_none_beats_no_answer():
    pair = row(TEXT)
    logits = logits_for(pair, [(5, 6, -1.0), (0, 0, -2.0)])
    best, *_ = spans(TEXT, pair, logits, count=3)
    assert words(TEXT, [best]) == ["Anna"]


def test_sentences_without_a_blank_between_them_are_two():
    passage = "他走了。她来了。"
    pair = row(passage, pattern=".")
    (best,) = spans(passage, pair, logits_for(pair, [(0, 4, 5.0), (0, 1, 3.0)]), count=1)
    assert words(passage, [best]) == ["他走"]


def test_halves_of_a_word_are_one_answer_and_leave_room_for_another():
    pair = row(TEXT, pattern=r"\w{1,2}|\S")
    tokens = [TEXT[start:end] for start, end in pair.spans]
    assert tokens[:4] == ["An", "na", "Be", "rg"]
    logits = logits_for(pair, [(0, 0, 4.0), (1, 1, 3.0), (2, 3, 1.0)])
    found = spans(TEXT, pair, logits, count=2)
    assert words(TEXT, found) == ["Anna", "Berg"]
    assert [span.score for span in found] == [8.0, 2.0]


def test_marks_alone_are_no_answer_and_the_next_best_span_is_given():
    passage = "Anna , Berg"
    pair = row(passage)
    logits = logits_for(pair, [(1, 1, 5.0), (2, 2, 1.0)])
    assert words(passage, spans(passage, pair, logits, count=1)) == ["Berg"]


def test_a_window_in_the_middle_points_into_the_whole_passage():
    whole = row(TEXT)
    pair = Pair(ids=whole.ids[:-6], first=BEFORE, spans=whole.spans[6:])
    found = spans(TEXT, pair, logits_for(pair, [(4, 5, 3.0)]), count=1)
    assert words(TEXT, found) == ["paid 40,000"]


@pytest.mark.parametrize("passage", ["", " ", "😀", "...", "—"])
def test_a_passage_without_words_has_no_spans(passage):
    pair = row(passage)
    assert spans(passage, pair, logits_for(pair, nothing=(-5.0, -5.0)), count=3) == []


@settings(deadline=None, max_examples=150)
@given(
    passage=st.lists(
        st.sampled_from([*"ab.،؟ «»()", " ", "وفي ", "1998", "中", "😀", "\n"]), max_size=25
    ).map("".join),
    count=st.integers(1, 4),
    data=st.data(),
)
def test_spans_of_any_logits_are_in_the_passage_in_order_and_apart(passage, count, data):
    pair = row(passage, pattern=r"\w{1,2}|\S")
    numbers = st.floats(-20, 20, width=32)
    logits = data.draw(arrays(np.float32, (len(pair.ids), 2), elements=numbers))
    found = spans(passage, pair, logits, count=count)
    assert len(found) <= count
    assert all(0 <= span.start < span.end <= len(passage) for span in found)
    assert all(text == text.strip() != "" for text in words(passage, found))
    scores = [span.score for span in found]
    assert scores == sorted(scores, reverse=True)
    edges = [
        edge for span in sorted(found, key=lambda s: s.start) for edge in (span.start, span.end)
    ]
    assert edges == sorted(edges)
