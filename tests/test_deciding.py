import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.embedding.packaged import PackagedEmbedder
from qa_bot.reading.deciding import Calibration, Candidate, Signals, calibration_of, signals_of
from qa_bot.reading.spans import Span
from qa_bot.types import Chunk, Passage

BERG = "Anna Berg opened it."
PAID = "Carl paid Anna Berg."
MINISTER = "قال الوزيرُ أحمد إنه سافر."


def passage(text, *, start=0, score=1.0, similarity=0.5, matched=()):
    chunk = Chunk(article_id="memo", start=start, end=start + len(text), text=text)
    return Passage(chunk, score=score, similarity=similarity, dense_rank=1, matched_terms=matched)


def candidate(place, words, score):
    start = place.chunk.text.index(words)
    return Candidate(place, Span(start, start + len(words), score))


def test_a_candidate_knows_its_words():
    assert candidate(passage(BERG, start=50), "Anna Berg", 1.0).words == "Anna Berg"


def test_a_question_without_candidates_has_no_signals():
    assert signals_of([], terms=3) == []


def test_a_candidate_alone_leads_by_all_it_can():
    (alone,) = signals_of([candidate(passage(BERG, matched=("open",)), "Anna Berg", 3.0)], terms=4)
    assert alone == Signals(
        margin=3.0,
        lead=10.0,
        behind=0.0,
        similarity=0.5,
        coverage=0.25,
        shared=1.0,
        agreement=0.0,
    )


def test_the_lead_is_over_the_best_other_answer_of_all_passages():
    here, there = passage(BERG), passage(PAID, start=50)
    found = signals_of(
        [
            candidate(here, "Anna", 4.0),
            candidate(here, "opened", 1.0),
            candidate(there, "Carl", 6.0),
        ],
        terms=1,
    )
    assert [signals.margin for signals in found] == [4.0, 1.0, 6.0]
    assert [signals.lead for signals in found] == [-2.0, -5.0, 2.0]


def test_the_same_answer_elsewhere_agrees_and_is_no_rival():
    here, there = passage(BERG), passage(PAID, start=50)
    found = signals_of(
        [
            candidate(here, "Anna Berg", 4.0),
            candidate(there, "Anna Berg", 5.0),
            candidate(there, "Carl", 1.0),
        ],
        terms=1,
    )
    assert [signals.agreement for signals in found] == [1.0, 1.0, 0.0]
    assert [signals.lead for signals in found] == [3.0, 4.0, -4.0]


def test_the_same_answer_twice_in_one_passage_does_not_agree_with_itself():
    twice = passage("Anna came, and Anna left.")
    spans = [Span(0, 4, 2.0), Span(15, 19, 1.0)]
    found = signals_of([Candidate(twice, span) for span in spans], terms=1)
    assert [signals.agreement for signals in found] == [0.0, 0.0]


def test_spellings_of_one_answer_are_the_same_answer():
    here, there = passage(MINISTER), passage("سافر الوزير احمد.", start=50)
    found = signals_of(
        [candidate(here, "الوزيرُ أحمد", 2.0), candidate(there, "الوزير احمد", 1.0)], terms=1
    )
    assert [signals.agreement for signals in found] == [1.0, 1.0]


def test_a_passage_falls_behind_the_best_one_by_a_share_of_its_score():
    places = [passage(BERG, score=0.25), passage(PAID, start=50, score=0.75)]
    found = signals_of([candidate(place, "Anna Berg", 1.0) for place in places], terms=1)
    assert [signals.behind for signals in found] == [pytest.approx(2 / 3), 0.0]


def test_the_similarity_is_that_of_the_nearest_passage_for_all():
    places = [passage(BERG, similarity=0.875), passage(PAID, start=50, similarity=0.75)]
    found = signals_of([candidate(place, "Anna Berg", 1.0) for place in places], terms=1)
    assert [signals.similarity for signals in found] == [0.875, 0.875]


@pytest.mark.parametrize(("terms", "shared"), [(2, 1.0), (4, 1.0), (8, 0.5), (0, 1.0)])
def test_words_are_shared_if_one_in_four_of_the_question_stands_in_any_passage(terms, shared):
    places = [passage(BERG, matched=("anna",)), passage(PAID, start=50)]
    found = signals_of([candidate(place, "Anna Berg", 1.0) for place in places], terms=terms)
    assert [signals.shared for signals in found] == [shared, shared]


def test_coverage_is_the_share_of_the_terms_that_the_passage_holds():
    place = passage(BERG, matched=("anna", "open"))
    assert signals_of([candidate(place, "Anna", 1.0)], terms=2)[0].coverage == 1.0
    assert signals_of([candidate(place, "Anna", 1.0)], terms=8)[0].coverage == 0.25


def test_a_question_without_terms_is_covered_by_nothing():
    assert signals_of([candidate(passage(BERG), "Anna", 1.0)], terms=0)[0].coverage == 0.0


def test_differences_of_logits_are_limited_either_way():
    place = passage(BERG)
    found = signals_of([candidate(place, "Anna", 80.0), candidate(place, "it", -80.0)], terms=1)
    assert [(signals.margin, signals.lead) for signals in found] == [(10.0, 10.0), (-10.0, -10.0)]


def test_a_probability_is_the_logistic_of_the_weighted_signals():
    calibration = Calibration(
        margin=0.5,
        lead=0.25,
        behind=-2.0,
        similarity=3.0,
        coverage=1.0,
        shared=-0.5,
        agreement=0.125,
        bias=-1.5,
    )
    signals = Signals(
        margin=4.0,
        lead=2.0,
        behind=0.5,
        similarity=0.75,
        coverage=0.5,
        shared=1.0,
        agreement=1.0,
    )
    logit = 2.0 + 0.5 - 1.0 + 2.25 + 0.5 - 0.5 + 0.125 - 1.5
    assert calibration.probability(signals) == pytest.approx(1 / (1 + math.exp(-logit)))
    assert calibration._replace(bias=0.0).probability(Signals(*[0.0] * 7)) == 0.5


def test_cosines_of_a_model_that_was_never_measured_are_left_out():
    assert calibration_of(PackagedEmbedder.name).similarity > 0
    assert calibration_of("some/model").similarity == 0


differences = st.floats(-10, 10)
shares = st.floats(0, 1)
signals = st.builds(
    Signals,
    margin=differences,
    lead=differences,
    behind=shares,
    similarity=shares,
    coverage=shares,
    shared=shares,
    agreement=st.sampled_from([0.0, 1.0]),
)


@pytest.mark.parametrize("model", [PackagedEmbedder.name, "some/model"])
@given(some=signals, more=st.floats(0, 5))
def test_the_more_the_reader_prefers_an_answer_the_likelier_it_is(model, some, more):
    calibration = calibration_of(model)
    least = calibration.probability(some)
    assert 0 < least < 1
    assert calibration.probability(some._replace(margin=some.margin + more)) >= least
