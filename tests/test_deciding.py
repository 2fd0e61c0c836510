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
ASKED = "Who opened it?"


def passage(text, *, start=0, score=1.0, similarity=0.5, among=100, matched=()):
    chunk = Chunk(article_id="memo", start=start, end=start + len(text), text=text)
    return Passage(
        chunk,
        score=score,
        similarity=similarity,
        dense_rank=1,
        among=among,
        matched_terms=matched,
    )


def candidate(place, words, score):
    start = place.chunk.text.index(words)
    return Candidate(place, Span(start, start + len(words), score))


def test_a_candidate_knows_its_words():
    assert candidate(passage(BERG, start=50), "Anna Berg", 1.0).words == "Anna Berg"


def test_a_question_without_candidates_has_no_signals():
    assert signals_of([], question=ASKED) == []


def test_a_candidate_alone_has_its_own_signals():
    place = passage(BERG, matched=("open",), similarity=0.5)
    (alone,) = signals_of([candidate(place, "Anna Berg", 3.0)], question=ASKED)
    assert alone == Signals(
        margin=3.0,
        behind=0.0,
        covered=pytest.approx(1 / 3),
        similarity=0.5,
        remote=pytest.approx(0.275),
        shared=1.0,
        named=0.0,
        unnamed=0.0,
    )


@pytest.mark.parametrize(("among", "weight"), [(300, 0.99), (6, 0.5), (3, 0.0), (2, 0.0)])
def test_a_passage_falls_behind_the_best_of_many_by_a_share_of_its_score(among, weight):
    places = [passage(BERG, score=0.25, among=among), passage(PAID, score=1.0, among=among)]
    found = signals_of([candidate(place, "Anna Berg", 1.0) for place in places], question=ASKED)
    assert [signals.behind for signals in found] == [pytest.approx(0.75 * weight), 0.0]


@pytest.mark.parametrize("score", [0.0, -1.0])
def test_where_no_passage_stands_out_none_falls_behind(score):
    (alone,) = signals_of([candidate(passage(BERG, score=score), "Anna", 1.0)], question=ASKED)
    assert alone.behind == 0.0


def test_the_similarity_is_that_of_the_nearest_passage_for_all():
    places = [passage(BERG, similarity=0.875), passage(PAID, start=50, similarity=0.75)]
    found = signals_of([candidate(place, "Anna Berg", 1.0) for place in places], question=ASKED)
    assert [signals.similarity for signals in found] == [0.875, 0.875]


@pytest.mark.parametrize(
    ("question", "shared"),
    [
        ("Did Anna open?", 1.0),
        ("Anna opened lovely libraries?", 1.0),
        ("Anna opened lovely old libraries near seven villages?", 0.5),
        ("???", 1.0),
        ("هل افتتحت Anna مكتبة في القرية أمس؟", 0.0),
    ],
)
def test_words_are_shared_if_one_in_four_of_the_question_stands_in_any_passage(question, shared):
    places = [passage(BERG, matched=("anna",)), passage(PAID, start=50)]
    found = signals_of([candidate(place, "Anna Berg", 1.0) for place in places], question=question)
    assert [signals.shared for signals in found] == [shared, shared]


def test_what_one_passage_has_of_the_question_covers_it():
    places = [passage(BERG, matched=("anna", "open")), passage(PAID, start=50, matched=("paid",))]
    found = signals_of([candidate(p, "Anna Berg", 1.0) for p in places], question="Anna opened it?")
    assert [signals.covered for signals in found] == [pytest.approx(2 / 3)] * 2


def test_between_scripts_numbers_alone_cover_nothing():
    place = passage("افتتحت آنا بيرغ المكتبة عام 1931.", matched=("1931",))
    (alone,) = signals_of([candidate(place, "آنا", 1.0)], question="Who opened it in 1931?")
    assert (alone.covered, alone.shared) == (0, 0)


def test_a_similarity_that_is_near_is_not_remote():
    (alone,) = signals_of(
        [candidate(passage(BERG, similarity=0.8), "Anna Berg", 1.0)], question=ASKED
    )
    assert alone.remote == 0


def test_names_are_sought_in_all_passages_together():
    places = [passage(BERG), passage("Carl paid it.", start=50)]
    question = "Did Anna and Carl ever meet Berta?"
    found = signals_of([candidate(place, "it", 1.0) for place in places], question=question)
    assert [signals.named for signals in found] == [pytest.approx(2 / 3)] * 2
    assert [signals.unnamed for signals in found] == [pytest.approx(1 / 3)] * 2


def test_probabilities_are_a_softmax_over_the_candidates_and_none():
    calibration = Calibration(
        margin=0.5,
        behind=-2.0,
        covered=0.5,
        similarity=3.0,
        remote=-20.0,
        shared=-0.5,
        named=1.0,
        unnamed=-2.0,
        bias=-1.5,
    )
    both = {
        "covered": 0.5,
        "similarity": 0.75,
        "remote": 0.025,
        "shared": 1.0,
        "named": 0.25,
        "unnamed": 0.75,
    }
    found = calibration.probabilities(
        [Signals(margin=4.0, behind=0.5, **both), Signals(margin=1.0, behind=0.0, **both)]
    )
    same = 0.25 + 2.25 - 0.5 - 0.5 + 0.25 - 1.5 - 1.5
    first, second = math.exp(2.0 - 1.0 + same), math.exp(0.5 + same)
    whole = 1 + first + second
    assert found == [pytest.approx(first / whole), pytest.approx(second / whole)]


def test_without_candidates_there_is_nothing_to_weigh():
    assert calibration_of(PackagedEmbedder.name).probabilities([]) == []


def test_cosines_of_a_model_that_was_never_measured_are_left_out():
    assert calibration_of(PackagedEmbedder.name).similarity > 0
    other = calibration_of("some/model")
    assert (other.similarity, other.remote, other.shared) == (0, 0, 0)
    assert other.covered > 0


def test_names_that_the_passages_lack_make_an_answer_less_likely():
    for model in (PackagedEmbedder.name, "some/model"):
        calibration = calibration_of(model)
        assert calibration.named > 0 > calibration.unnamed


differences = st.floats(-1000, 1000)
shares = st.floats(0, 1)
signals = st.builds(
    Signals,
    margin=differences,
    behind=shares,
    covered=shares,
    similarity=st.floats(-1, 1),
    remote=shares,
    shared=shares,
    named=shares,
    unnamed=shares,
)


@pytest.mark.parametrize("model", [PackagedEmbedder.name, "some/model"])
@given(some=st.lists(signals, min_size=1, max_size=5), more=st.floats(0, 50))
def test_the_more_the_reader_prefers_an_answer_the_likelier_it_is(model, some, more):
    calibration = calibration_of(model)
    before = calibration.probabilities(some)
    first, *others = some
    after = calibration.probabilities([first._replace(margin=first.margin + more), *others])
    assert sum(before) <= 1 + 1e-9
    assert after[0] >= before[0] >= 0
    assert all(new <= old + 1e-9 for new, old in zip(after[1:], before[1:], strict=True))
